"""The work behind the overview, on the worker: what the texts speak of once, what depends on their links again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import NamedTuple

from reader.crossref.editions import Editions
from reader.crossref.model import Link
from reader.crossref.overview import Alone, Inventory, Thing
from reader.crossref.overview_editions import Meeting
from reader.crossref.overview_matrix import Matrix
from reader.errors import Feedback
from reader.text.model import Text
from reader.ui.jobs import Outcome
from reader.ui.overview.rows import Row, absent_rows, alone_rows, editions_rows
from reader.ui.session import Session

TEXTS, LINKS = "overview-texts", "overview-links"  # slots of the worker
Pair = tuple[int, int]


class OfEditions(NamedTuple):
    """Two of the texts as editions of one work."""

    found: Editions
    meetings: list[Meeting]
    rows: list[Row]


class OfTexts(NamedTuple):
    """What does not depend on links: absences, and the pairs of texts that are editions of one work."""

    absent: list[Thing]
    rows: list[Row]
    editions: dict[Pair, OfEditions]


class OfLinks(NamedTuple):
    """What depends on links: provisions that nothing answers, and the matrix of each pair."""

    alone: list[Alone]
    rows: list[Row]
    matrices: dict[Pair, Matrix]


class _Share(Feedback):
    """The part of the work that one text is."""

    def __init__(self, whole: Feedback, part: int, parts: int) -> None:
        self._whole, self._part, self._parts = whole, part, parts

    def step(self, done: int, total: int) -> None:
        self._whole.step(self._part * 1000 + 1000 * done // max(1, total), self._parts * 1000)


def of_texts(texts: Sequence[Text], known: dict[str, Inventory], feedback: Feedback, names: str = "") -> OfTexts:
    """`known` keeps by hash what a text speaks of, so that another one beside it costs only itself.

    `names` are those that the reader taught, as they are kept.
    """
    from reader.crossref.learned import authority_with
    from reader.crossref.mentions import find_mentions
    from reader.crossref.overview import absences, inventory, things  # late: the names need 0.3 s

    authority = authority_with(names)
    parts = len(texts) + 1
    for i, text in enumerate(texts):
        if text.sha256 not in known:
            known[text.sha256] = inventory(text, find_mentions(text, authority), _Share(feedback, i, parts))
    spoken = [known[text.sha256] for text in texts]
    absent = absences(things(spoken, authority=authority)) if len(texts) > 1 else []
    editions: dict[Pair, OfEditions] = {}
    share = _Share(feedback, parts - 1, parts)
    for i, j in combinations(range(len(texts)), 2):
        if (found := _editions(texts[i], texts[j], share)) is not None:
            editions[i, j] = found
    return OfTexts(absent, absent_rows(texts, absent), editions)


def _editions(a: Text, b: Text, feedback: Feedback) -> OfEditions | None:
    from reader.crossref.overview_editions import editions_of, meetings

    found = editions_of(a, b, feedback=feedback)
    if found is None:
        return None
    met = meetings(a, b, found, feedback=feedback)
    return OfEditions(found, met, editions_rows(a, b, met))


def of_links(texts: Sequence[Text], links: dict[Pair, list[Link]], cut: float, kinds: Sequence[str]) -> OfLinks:
    """`links` by pairs of indices; `cut` and `kinds` say what makes a counterpart."""
    from reader.crossref.overview import alone
    from reader.crossref.overview_matrix import matrix

    lonely = alone(texts, links, cut=cut, kinds=kinds) if len(texts) > 1 else []
    matrices = {(i, j): matrix(texts[i], texts[j], found) for (i, j), found in links.items()}
    return OfLinks(lonely, alone_rows(texts, lonely), matrices)


class Loader:
    """Starts the work for one window and keeps what texts speak of."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, Inventory] = {}
        self._names = ""  # that were known then

    def texts(self) -> list[Text]:
        """The texts that are open, each once."""
        found = (self._session.text(text_id) for text_id in dict.fromkeys(self._session.shown))
        return [text for text in found if text is not None]

    def links(self, texts: Sequence[Text]) -> dict[Pair, list[Link]]:
        """The links of every pair whose search has come to an end."""
        session, pairs = self._session, combinations(range(len(texts)), 2)
        known = [(i, j) for i, j in pairs if session.links_known(texts[i].id, texts[j].id)]
        return {(i, j): session.links(texts[i].id, texts[j].id) for i, j in known}

    def want_texts(self, texts: Sequence[Text], then: Callable[[OfTexts], None]) -> int:
        """Look what the texts speak of; returns the number of the job."""
        names = self._session.kept_names
        if names != self._names:
            self._known, self._names = {}, names
        known = self._known
        hashes = {text.sha256 for text in texts}
        for gone in known.keys() - hashes:
            del known[gone]

        def work(feedback: Feedback) -> OfTexts:
            return of_texts(texts, known, feedback, names)

        return self._session.jobs.start(TEXTS, work, lambda outcome: self._arrived(outcome, then))

    def want_links(
        self, texts: Sequence[Text], cut: float, kinds: Sequence[str], then: Callable[[OfLinks], None]
    ) -> int:
        """Look which provisions stand alone, and sort the links into matrices."""
        links = self.links(texts)

        def work(feedback: Feedback) -> OfLinks:
            return of_links(texts, links, cut, kinds)

        return self._session.jobs.start(LINKS, work, lambda outcome: self._arrived(outcome, then))

    def _arrived(self, outcome: Outcome, then: Callable[..., None]) -> None:
        if outcome.error is not None:
            self._session.job_failed(outcome)
        else:
            then(outcome.value)
