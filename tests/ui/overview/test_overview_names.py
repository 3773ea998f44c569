from __future__ import annotations

from reader.crossref.learned import learn, to_json
from reader.errors import Feedback
from reader.ui.overview.loading import of_texts
from tests.ui.notes.worlds import make_text


def test_the_overview_knows_names_that_were_taught() -> None:
    texts = [
        make_text("one", "One 1901", ["The Lantern Pact of Lowford binds every town.", "Ferries leave at noon."]),
        make_text("two", "Two 1907", ["Ferries leave at ten.", "No town may close the locks."]),
    ]
    plain = of_texts(texts, {}, Feedback())
    assert "Lantern Pact of Lowford" not in [thing.title for thing in plain.absent]
    names = to_json(learn([], "Lantern Pact of Lowford", "instrument", "en"))
    taught = of_texts(texts, {}, Feedback(), names)
    [thing] = [thing for thing in taught.absent if thing.title == "Lantern Pact of Lowford"]
    assert [len(places) for places in thing.places] == [1, 0]
