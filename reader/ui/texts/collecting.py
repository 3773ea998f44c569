"""One text against a whole collection, in the background: which texts it touches, and their cross-references.

A pair is one job, so that whatever else the reader asks of the worker comes between two pairs. The search goes on when
its window is closed, and what it found is there when the window is opened again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from reader.errors import Feedback, UserError
from reader.library.models import Changes, TextInfo
from reader.text.model import Text
from reader.ui.jobs import Outcome
from reader.ui.session import Session
from reader.ui.texts.shelves import reader_of, shelf_for

if TYPE_CHECKING:
    from reader.crossref.against import Proposal
    from reader.crossref.model import Link
    from reader.crossref.related import Related

BEST = 8  # cross-references of a pair that are held; the others are counted
QUIET = ("concept", "date")  # kinds that are shown after the others: usual words touch everything


class Result(NamedTuple):
    """The cross-references with one text: how many, and the strongest, end `a` in the text in hand."""

    total: int
    best: tuple[Link, ...]


class CollectionRun(QObject):
    """The search for one text; `shelf` and cache belong to the worker."""

    looked = Signal()  # the proposals are there
    linked = Signal(str)  # the id of a text whose cross-references are there
    progressed = Signal(int, int)  # done, total; total 0: nothing runs
    ended = Signal(str)  # in words
    failed = Signal(object)  # UserError

    def __init__(self, session: Session, text: Text, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.text = text
        self.collection = ""  # "" for all texts
        self.related: list[Related] = []
        self.proposals: dict[str, Proposal] = {}
        self.results: dict[str, Result] = {}
        self._slot = f"collection:{text.id}"
        self._queue: list[str] = []
        self._total = 0
        self._job = -1
        session.jobs.progress.connect(self._progress)
        session.changed.connect(self._follow)

    @property
    def running(self) -> bool:
        """Whether something is being looked for."""
        return self._job >= 0

    def infos(self) -> dict[str, TextInfo]:
        """The texts of the collection by id."""
        found = self.session.text_infos()
        return {i.id: i for i in found if not self.collection or self.collection in i.collections}

    def look(self, collection: str = "") -> None:
        """Look which texts of a collection touch this one; quick, and what is running is stopped."""
        library = self.session.library
        if library is None:
            self.failed.emit(UserError("The library is not open."))
            return
        self.collection = collection
        self._queue.clear()
        path, names, text = library.path, self.session.kept_names, self.text
        known = [(i.id, i.sha256) for i in self.infos().values()]

        def work(feedback: Feedback) -> tuple[list[Related], list[Proposal]]:
            from reader.crossref.against import propose  # late: numpy is not needed before
            from reader.crossref.related import find_related
            from reader.library.cache import Cache

            shelf, load = shelf_for(names), reader_of(path)
            with Cache.beside(path) as cache:
                proposals = propose(text, known, load, shelf=shelf, store=cache, feedback=feedback)
                return find_related(text, known, load, top=len(known), shelf=shelf), proposals

        self._total = 1
        self._job = self.session.jobs.start(self._slot, work, self._looked)
        self.progressed.emit(0, 1)

    def link(self, *, everything: bool = False) -> None:
        """Find the cross-references with every text that is near, the nearest first; or with all that are left."""
        order = {related.text_id: n for n, related in enumerate(self.related)}
        wanted = [
            p.text_id for p in self.proposals.values() if (everything or p.worth) and p.text_id not in self.results
        ]
        self._queue = sorted(wanted, key=lambda id_: (not self.proposals[id_].worth, order.get(id_, len(order))))
        self._total = len(self._queue)
        self._next()

    def left(self) -> int:
        """How many texts have not been compared."""
        return len(self.proposals.keys() - self.results.keys())

    def worth(self) -> int:
        """How many texts are near and have not been compared."""
        return sum(p.worth and p.text_id not in self.results for p in self.proposals.values())

    def stop(self) -> None:
        """Stop; what is there stays."""
        if self.running:
            self.session.jobs.cancel(self._slot)
            self._queue.clear()
            self._rest("Stopped. What was found stays.")

    def _rest(self, words: str = "") -> None:
        self._job = -1
        self.progressed.emit(0, 0)
        self.ended.emit(words)

    def _progress(self, job: int, done: int, total: int) -> None:
        if job == self._job and total:
            before = max(0, self._total - len(self._queue) - 1)
            self.progressed.emit(1000 * before + 1000 * done // total, 1000 * max(1, self._total))

    def _looked(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            self._give_up(outcome)
            return
        self.related, found = outcome.value
        self.proposals = {proposal.text_id: proposal for proposal in found}
        self.results.clear()
        self._rest()
        self.looked.emit()

    def _give_up(self, outcome: Outcome) -> None:
        self._queue.clear()
        self._rest()
        if isinstance(outcome.error, UserError):
            self.failed.emit(outcome.error)
        else:
            self.session.job_failed(outcome)

    def _next(self) -> None:
        library = self.session.library
        if not self._queue or library is None:
            met = sum(1 for result in self.results.values() if result.total)
            self._rest(f"Cross-references with {met:,} of {len(self.results):,} texts that were compared.")
            return
        proposal = self.proposals[self._queue.pop(0)]
        path, names, text = library.path, self.session.kept_names, self.text

        def work(feedback: Feedback) -> list[Link]:
            from reader.crossref.against import links_of_pair
            from reader.crossref.fingerprint import stamp
            from reader.crossref.learned import authority_with
            from reader.library.cache import Cache

            def other() -> Text:
                return reader_of(path)([proposal.text_id])[0]

            with Cache.beside(path) as cache:
                return links_of_pair(
                    text, proposal.sha256, other, cache, stamp(names), authority=authority_with(names),
                    feedback=feedback,
                )  # fmt: skip

        def arrived(outcome: Outcome) -> None:
            self._linked(proposal, outcome)

        self._job = self.session.jobs.start(self._slot, work, arrived)

    def _linked(self, proposal: Proposal, outcome: Outcome) -> None:
        if isinstance(outcome.error, UserError):  # that text went or changed meanwhile
            self.proposals.pop(proposal.text_id, None)
        elif outcome.error is not None:
            self._give_up(outcome)
            return
        else:
            self.results[proposal.text_id] = self._result(proposal.text_id, outcome.value)
        self.linked.emit(proposal.text_id)
        self._next()

    def _result(self, other_id: str, links: list[Link]) -> Result:
        library = self.session.library
        decided = library.decisions(self.text.id, other_id) if library is not None else []
        status = {decision.link.key: decision.link.status for decision in decided}
        kept = [link._replace(status=status.get(link.key, link.status)) for link in links]
        kept = [link for link in kept if link.status != "dismissed"]
        bodies = [p.body for p in self.text.provisions]

        def rank(link: Link) -> tuple[bool, bool, bool, float]:
            heading = link.a.end <= bodies[link.a.provision - 1]  # "Article 3" in both says little
            return link.status != "confirmed", heading, link.kind in QUIET, -link.score

        best = sorted(kept, key=rank)
        return Result(len(kept), tuple(best[:BEST]))

    def _follow(self, changes: Changes) -> None:
        """Another wording of a text: what was found of the old one is stale."""
        for id_ in changes.renewed & self.proposals.keys():
            del self.proposals[id_]
            self.results.pop(id_, None)
            if id_ in self._queue:
                self._queue.remove(id_)
            self.linked.emit(id_)
        if self.text.id in changes.renewed:
            new = self.session.text(self.text.id)
            if new is not None and new.sha256 != self.text.sha256:
                self.stop()
                self.text = new
                self.proposals.clear()
                self.results.clear()
                self.related = []
                self.looked.emit()
