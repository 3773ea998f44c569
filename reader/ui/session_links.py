"""The cross-references between the texts that are open: found on the worker, joined with what the reader decided."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from reader.crossref.keys import link_key
from reader.crossref.model import End, Link, Why
from reader.errors import Feedback, UserError
from reader.library.models import Changes, Decision, Edit
from reader.ui.commands import together
from reader.ui.jobs import Outcome
from reader.ui.session_core import SessionCore
from reader.ui.session_notes import made

if TYPE_CHECKING:
    from reader.crossref.authority import Name
    from reader.crossref.carrying import Origin
    from reader.crossref.reweigh import Weighing
    from reader.text.model import Text
    from reader.ui.models.kinds import Filter

Pair = tuple[str, str]
MANY = 6  # texts of a library from which it can show which wordings are everywhere
LONG = 300_000  # code points of two texts, from which they are compared in a process of their own
NAMES = "names"  # the key of the learned names among the library's values


def end_of(text: Text, start: int, end: int) -> End:
    """A span as the end of a cross-reference."""
    return End(start, end, text.canonical[start:end], text.provision_at(start).n, text.sentence_at(start))


class Found:
    """What the engine and the editors say of one pair of texts, before decisions; good for these wordings only."""

    __slots__ = ("computed", "editorial", "hashes", "origins")

    def __init__(
        self,
        hashes: Pair,
        computed: list[Link],
        editorial: list[Link],
        origins: tuple[Origin | None, Origin | None] = (None, None),
    ) -> None:
        """`origins`: the texts that the two are editions of, with what aligns them."""
        self.hashes = hashes
        self.computed = computed
        self.editorial = editorial
        self.origins = origins


class LinkActs(SessionCore):
    """Cross-references by pair of texts, and the acts on them; a part of `Session`."""

    def _start_links(self) -> None:
        self._found: dict[Pair, Found] = {}
        self._links: dict[Pair, list[Link]] = {}
        self._by_key: dict[str, tuple[Pair, Link]] = {}
        self._by_place: dict[tuple[str, int], list[tuple[str, Link]]] = {}
        self._teaching: list[Link] | None = None
        # Connected before any pane is, so that panes that hear of a change find the links already joined.
        self.changed.connect(self._links_follow)
        self.library_opened.connect(self.rejoin)
        self.shown_changed.connect(self.want_links)

    @property
    def pairs(self) -> list[Pair]:
        """The pairs of different texts that stand side by side, leftmost first."""
        return list(dict.fromkeys((a, b) for a, b in combinations(self.shown, 2) if a != b))

    def links(self, a_id: str, b_id: str) -> list[Link]:
        """The cross-references of two texts, best first, `a` being the end in `a_id`; dismissed ones too."""
        if (a_id, b_id) in self._links:
            return self._links[a_id, b_id]
        return [link.swapped() for link in self._links.get((b_id, a_id), ())]

    def links_known(self, a_id: str, b_id: str) -> bool:
        """Whether the search for cross-references between two texts has come to an end."""
        return (a_id, b_id) in self._links or (b_id, a_id) in self._links

    def link(self, key: str) -> tuple[str, str, Link] | None:
        """A cross-reference by its key, with the ids of its two texts."""
        found = self._by_key.get(key)
        return None if found is None else (*found[0], found[1])

    def links_at(self, text_id: str, provision: int) -> list[tuple[str, Link]]:
        """The cross-references of a provision with the texts beside it: `(other id, link)`, `link.a` being here."""
        if not self._by_place:
            for a_id, b_id in self.pairs:
                for link in self.links(a_id, b_id):
                    self._by_place.setdefault((a_id, link.a.provision), []).append((b_id, link))
                    self._by_place.setdefault((b_id, link.b.provision), []).append((a_id, link.swapped()))
        return self._by_place.get((text_id, provision), [])

    def unreviewed(self, wanted: Filter) -> list[tuple[str, str, Link]]:
        """What passes the filter and is neither confirmed nor dismissed, best first, with the ids of the texts."""
        found = [(a_id, b_id, link) for a_id, b_id in self.pairs for link in self.links(a_id, b_id)]
        return [item for item in found if item[2].status == "suggested" and wanted.shows(item[2])]

    def want_links(self) -> None:
        """Look for the cross-references of every pair that is shown and not yet known."""
        self._by_place.clear()
        for a_id, b_id in self.pairs:
            a, b = self.text(a_id), self.text(b_id)
            if a is None or b is None:
                continue
            found = self._found.get((a_id, b_id)) or self._found.get((b_id, a_id))
            if found is not None and set(found.hashes) == {a.sha256, b.sha256}:
                if not self.links_known(a_id, b_id):
                    self._join((a_id, b_id))
                continue
            self._ask(a, b)

    def _ask(self, a: Text, b: Text) -> None:
        firsts, names = (self._original(a), self._original(b)), self.kept_names
        library = self.library
        known = [] if library is None else [(info.id, info.sha256) for info in library.texts()]
        path = None if library is None else library.path

        def work(feedback: Feedback) -> Found:
            from reader.crossref import find_links  # late: the engine is not needed for the first paint
            from reader.crossref.carrying import origin_of
            from reader.crossref.editions import editors_links

            authority = None
            if names:
                from reader.crossref.learned import authority_with

                authority = authority_with(names)
            computed = None
            if len(a.canonical) + len(b.canonical) >= LONG:
                from reader.crossref.apart import find_links_apart

                with contextlib.suppress(OSError, RuntimeError):  # no room for another process: then on this thread
                    computed = find_links_apart(a, b, names=names, feedback=feedback)
            if computed is None:
                phrases = None
                if path is not None and len(known) > MANY:
                    from reader.crossref.set_phrases import of_library
                    from reader.ui.texts.shelves import reader_of

                    phrases = of_library(known, reader_of(path), (a, b), feedback)
                computed = find_links(a, b, feedback=feedback, authority=authority, phrases=phrases)
            origins = origin_of(a, firsts[0]), origin_of(b, firsts[1])
            return Found((a.sha256, b.sha256), computed, editors_links(a, b), origins)

        def arrived(outcome: Outcome) -> None:
            if outcome.error is not None:
                self.job_failed(outcome)
            self._found.pop((b.id, a.id), None)
            self._links.pop((b.id, a.id), None)
            # After a failure what the reader decided is still shown; nothing waits for an answer that will not come.
            nothing = Found((a.sha256, b.sha256), [], [], (None, None))
            self._found[a.id, b.id] = nothing if outcome.error is not None else outcome.value
            self._join((a.id, b.id))

        self.jobs.start(f"links:{a.id}:{b.id}", work, arrived)

    def _join(self, pair: Pair) -> None:
        from reader.crossref import combine  # late, as above

        found = self._found.get(pair)
        if found is None:
            pair = (pair[1], pair[0])
            found = self._found[pair]
        decided: list[Link] = []
        if self.library is not None:
            for decision in self.library.decisions(*pair):
                decided.append(decision.link if decision.a_text == pair[0] else decision.link.swapped())
        a, b = self.text(pair[0]), self.text(pair[1])
        links = combine(found.computed, [*found.editorial, *self._carried(found, a, b)], decided, a=a, b=b)
        if teaching := self.teaching():
            from reader.crossref.reweigh import reweigh  # late, as above

            links = reweigh(links, teaching)
        for key in [key for key, (of, _) in self._by_key.items() if of == pair]:
            del self._by_key[key]
        self._links[pair] = links
        self._by_key.update((link.key, (pair, link)) for link in links)
        self._by_place.clear()
        self.links_changed.emit(*pair)

    def weighing(self) -> Weighing:
        """How decisions re-weigh the links of this library."""
        from reader.crossref import reweigh  # late, as above

        return reweigh.Weighing.from_json("" if self.library is None else self.library.meta(reweigh.KEY))

    def teaching(self) -> list[Link]:
        """The decisions that re-weigh links: those of the whole library that count."""
        if self.library is None:
            return []
        if self._teaching is None:
            self._teaching = self.weighing().counted((d.decided, d.link) for d in self.library.decisions())
        return self._teaching

    def set_weighing(self, on: bool, *, forget: bool = False) -> bool:
        """Let decisions re-weigh links or not; `forget`: only those still to come. Says whether it could."""
        from reader.crossref import reweigh

        try:
            if (refusal := self.why_not) is not None:
                raise refusal
            assert self.library is not None
            since = self.weighing().since
            if forget:
                since = max((d.decided for d in self.library.decisions()), default=since)
            self.library.set_meta(reweigh.KEY, reweigh.Weighing(on, since).to_json())
        except UserError as error:
            self.failed.emit(error)
            return False
        self.rejoin()
        return True

    def _original(self, text: Text) -> Text | None:
        """The text that this one is an edition of, if it is at hand."""
        return self.text(text.edition_of) if text.edition_of and text.edition_of != text.id else None

    def _carried(self, found: Found, a: Text | None, b: Text | None) -> list[Link]:
        """What was confirmed between the originals, as suggestions for these editions of them."""
        if self.library is None or a is None or b is None or found.origins == (None, None):
            return []
        from reader.crossref.carrying import carried_decisions  # late, as above

        ids = [
            text.id if origin is None else origin.original.id
            for text, origin in zip((a, b), found.origins, strict=True)
        ]
        if ids[0] == ids[1]:
            return []
        decided = [
            decision.link if decision.a_text == ids[0] else decision.link.swapped()
            for decision in self.library.decisions(*ids)
        ]
        return carried_decisions(decided, a, b, *found.origins)

    @property
    def kept_names(self) -> str:
        """The names that the reader taught, as the library keeps them; "" for none."""
        return "" if self.library is None else self.library.meta(NAMES)

    def names(self) -> list[Name]:
        """The names that the reader taught the program."""
        from reader.crossref.learned import from_json  # late, as above

        return from_json(self.kept_names)

    def set_names(self, names: list[Name]) -> bool:
        """Keep these as the learned names, and look for cross-references anew; says whether it could."""
        from reader.crossref.learned import to_json

        try:
            if (refusal := self.why_not) is not None:
                raise refusal
            assert self.library is not None
            self.library.set_meta(NAMES, to_json(names))
        except UserError as error:
            self.failed.emit(error)
            return False
        self._found.clear()
        self.want_links()
        return True

    def rejoin(self) -> None:
        """Join what was found with the decisions once more: the library was opened, or another process wrote."""
        self._teaching = None
        for pair in list(self._links):
            if pair in self._found or (pair[1], pair[0]) in self._found:
                self._join(pair)

    def _links_follow(self, changes: Changes) -> None:
        if changes.renewed:
            for pair in [pair for pair in self._found if changes.renewed & set(pair)]:
                texts = [self.text(text_id) for text_id in pair]
                hashes = {text.sha256 for text in texts if text is not None}
                if hashes != set(self._found[pair].hashes):
                    del self._found[pair]
                    self._links.pop(pair, None)
            self.want_links()
        if changes.links:
            self.rejoin()

    # Acts

    def decide(self, keys: str | Iterable[str], status: str, *, who: object = None) -> bool:
        """Confirm, dismiss or take back ("suggested") one or several cross-references, in one step."""
        wanted = [keys] if isinstance(keys, str) else list(keys)
        return self._decide(wanted, who, status=status)

    def change_kind(self, key: str, kind: str, *, who: object = None) -> bool:
        """Say that a cross-reference is of another kind."""
        return self._decide([key], who, kind=kind)

    def make_link(
        self,
        a_id: str,
        a_span: tuple[int, int],
        b_id: str,
        b_span: tuple[int, int],
        kind: str = "parallel",
        *,
        why: str = "",
        who: object = None,
    ) -> str | None:
        """Link two passages by hand; returns the key of the new cross-reference, None if it failed."""

        def make() -> Edit:
            a, b = self.text(a_id), self.text(b_id)
            if a is None or b is None:
                raise UserError("A text of this cross-reference is not open.")
            near, far = end_of(a, *a_span), end_of(b, *b_span)
            key = link_key(kind, None, near.exact, far.exact)
            reason = Why(why or "Linked by hand.")
            link = Link(key, kind, 1.0, "user", "confirmed", None, near, far, reason)
            return self._plan.make_link(link, a_id, b_id)

        edit = self.perform(make, who=who)
        decisions = [r for r in edit.after if isinstance(r, Decision)] if edit is not None else []
        return decisions[0].link.key if decisions else None

    def remove_link(self, key: str, *, who: object = None) -> bool:
        """Forget a cross-reference that was made by hand, or what was decided on another one."""
        return self.perform(lambda: self._plan.remove_link(key), who=who) is not None

    def note_on_link(self, key: str, body: str = "", *, who: object = None) -> str | None:
        """The id of the note on a cross-reference itself, made now if there is none."""
        known = self.link(key)
        if known is None:
            return None
        a_id, b_id, link = known
        if self.library is not None:
            for old in self.library.annotations(link=key):
                return old.id

        def make() -> Edit:
            targets = [self.target(a_id, link.a.start, link.a.end), self.target(b_id, link.b.start, link.b.end)]
            return self._plan.add_annotation(targets, body=body, link_key=key, style="none", motivation="linking")

        return made(self.perform(make, who=who))

    def _decide(self, keys: list[str], who: object, **what: str) -> bool:
        known = [found for key in keys if (found := self.link(key)) is not None]
        if not known:
            return False

        def make() -> Edit:
            edits = [self._plan.decide(link, a_id, b_id, **what) for a_id, b_id, link in known]
            if len(edits) == 1:
                return edits[0]
            return together(f"{edits[0].name} ({len(edits)})", edits)

        return self.perform(make, who=who) is not None
