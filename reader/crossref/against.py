"""The cross-references of one text with each of many others, kept by the content of the two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping, Sequence

from reader.crossref.engine import find_links
from reader.crossref.model import Link
from reader.crossref.stages import Stage
from reader.errors import Feedback
from reader.text.model import Text

PARTS = 1000  # progress is told in thousandths
Kept = MutableMapping[tuple[str, str], list[Link]]


def links_against(
    text: Text,
    known: Sequence[tuple[str, str]],
    load: Callable[[list[str]], Sequence[Text]],
    kept: Kept,
    feedback: Feedback | None = None,
) -> Iterator[tuple[str, list[Link]]]:
    """For each of the texts `(id, content hash)` its links with `text`, end `a` being in `text`, as they are found.

    `kept` holds what was found before, by the two hashes; a new wording has another hash, so nothing stale is given.
    """
    feedback = feedback or Feedback()
    for n, (id_, sha) in enumerate(known):
        done, step = n * PARTS // len(known), (n + 1) * PARTS // len(known)
        feedback.step(done, PARTS)
        found = kept.get((text.sha256, sha))
        if found is None:
            (other,) = load([id_])
            found = find_links(text, other, feedback=Stage(feedback, done, step))
            kept[text.sha256, sha] = found
        yield id_, found
