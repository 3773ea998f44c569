"""The passage at hand: which provision the reader is at, what answers it, and which cross-reference is pointed at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from reader.crossref.model import MENTION_KINDS, Link
from reader.ui.models.kinds import Filter
from reader.ui.reading.gutter import Ribbon
from reader.ui.reading.tie import Anchor
from reader.ui.session import Session
from reader.ui.window.desk import Desk
from reader.ui.window.overlays import LINK

FULL = 3  # ribbons in full colour for a passage: its best, for all would be a tangle
ANCHOR_SCORE = 0.35  # links from which on two places are held level while scrolling
QUIET = "muted"  # the colour of the band of a passage that nothing answers


class AtHand(QObject):
    """Follows the caret and the pointer; shows the passage, its counterpart and their ribbons on the desk."""

    passage_changed = Signal(str, int)  # text id, provision
    span_changed = Signal(str, int, int)  # the same as a span of the text
    cited = Signal(str)
    link_opened = Signal(str)  # a link was clicked: show it in the connections
    link_chosen = Signal(str)  # a link is the one that the actions act on
    jumped = Signal()  # the panes are about to be moved
    said = Signal(str)

    def __init__(self, session: Session, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._filter = Filter()
        self.text_id = ""
        self.provision = 0
        self._best: list[tuple[str, Link]] = []
        self._pointed = ""
        self._given: dict[int, tuple[object, object, object]] = {}  # what each gutter was last given
        self._reviewed = ""  # the link that "next unreviewed" last went to, and its place among them
        self._review_at = 0

    # The passage

    def begin(self) -> None:
        """Take the passage at the caret of the active pane."""
        text = self._desk.view.text
        if text is not None and len(text.provisions):
            self.take(self._desk.active, text.provision_at(self._desk.view.caret()).n)

    def take(self, pane: int, provision: int) -> None:
        """Make a provision of the text in a pane the passage at hand."""
        text_id = self._desk.text_id_of(pane)
        if text_id and (text_id, provision) != (self.text_id, self.provision):
            self.text_id, self.provision = text_id, provision
            self.show_passage()
            text = self._session.text(text_id)
            assert text is not None
            at = text.provisions[provision - 1]
            self.passage_changed.emit(text_id, provision)
            self.span_changed.emit(text_id, at.start, at.end)

    def follow_shown(self) -> None:
        """Other texts stand in the panes."""
        if self._desk.pane_of(self.text_id) < 0:
            self.text_id = ""
            self.begin()
        self.show_links()

    def set_filter(self, wanted: Filter) -> None:
        """Show only what passes the filter."""
        self._filter = wanted
        self.show_links()

    def show_links(self) -> None:
        """Give the gutters and the ties the links between their two texts; show the passage again."""
        desk, session = self._desk, self._session
        for i in range(len(desk.gutters)):
            a_id, b_id = desk.text_id_of(i), desk.text_id_of(i + 1)
            known = session.links(a_id, b_id) if a_id != b_id else []
            given = (desk.gutters[i], known, self._filter)
            if all(one is other for one, other in zip(given, self._given.get(i, (None,) * 3), strict=True)):
                continue  # the same list: nothing was found or decided since
            self._given[i] = given
            links = [link for link in known if self._filter.shows(link)]
            desk.set_links(i, map(ribbon, links), anchors(links))
        self.show_passage()

    def show_passage(self) -> None:
        """Band, counterpart and ribbons of the passage at hand."""
        desk, session = self._desk, self._session
        text = session.text(self.text_id) if self.text_id else None
        here = desk.pane_of(self.text_id) if text is not None else -1
        twins = [i for i in range(len(desk.panes)) if desk.text_id_of(i) == self.text_id]
        if text is None or here < 0 or self.provision > len(text.provisions):
            return
        found = [item for item in session.links_at(self.text_id, self.provision) if self._filter.shows(item[1])]
        found = [item for item in found if item[1].status != "dismissed"]
        found.sort(key=lambda item: (item[1].kind in MENTION_KINDS, item[1].status != "confirmed", -item[1].score))
        self._best = found[:FULL]
        role = f"link.{found[0][1].kind}" if found else QUIET
        at = text.provisions[self.provision - 1]
        for i, pane in enumerate(desk.panes):
            if i in twins:
                pane.view.set_passage(at.start, at.end, role)
                continue
            answer = next((item for item in found if item[0] == desk.text_id_of(i)), None)
            if answer is None or pane.view.text is None:
                pane.view.clear_passage()
                continue
            there = pane.view.text.provision_at(answer[1].b.start)
            pane.view.set_passage(there.start, there.end, f"link.{answer[1].kind}")
        self._cite(text.cite(at.start), found)
        self._draw()

    def _cite(self, here: str, found: Sequence[tuple[str, Link]]) -> None:
        if found:
            there = self._session.text(found[0][0])
            if there is not None:
                here = f"{here} ⇄ {there.cite(found[0][1].b.start)}"
        self.cited.emit(here)

    # Pointing and going

    def point(self, key: str) -> None:
        """Light both ends of a link and draw its ribbon; "" lights nothing."""
        if key != self._pointed:
            self._pointed = key
            self._draw()

    def point_at_marks(self, pane: int, ids: Sequence[str]) -> None:
        """The pointer is over these marks."""
        self.point(next((mark[len(LINK) :] for mark in ids if mark.startswith(LINK)), ""))

    def click(self, pane: int, ids: Sequence[str], position: int) -> None:
        """A click: on a cross-reference it goes there, elsewhere it makes the passage the one at hand."""
        text = self._desk.panes[pane].view.text
        if text is None:
            return
        self.take(pane, text.provision_at(position).n)
        keys = [mark[len(LINK) :] for mark in ids if mark.startswith(LINK)]
        if keys:
            self.open_link(self._best_of(keys))

    def choose_at_marks(self, pane: int, ids: Sequence[str], position: int, where: object) -> None:
        """The menu was asked for at these marks: their cross-reference is the one that it is about."""
        text = self._desk.panes[pane].view.text
        if text is not None and position >= 0:
            self.take(pane, text.provision_at(position).n)
        keys = [mark[len(LINK) :] for mark in ids if mark.startswith(LINK)]
        if keys:
            self.link_chosen.emit(self._best_of(keys))

    def _best_of(self, keys: Sequence[str]) -> str:
        """Of several links at one place, the one that the passage at hand has as its best, then the strongest."""
        best = [link.key for _, link in self._best]
        found = [item[2] for key in keys if (item := self._session.link(key)) is not None]
        ranked = sorted(found, key=lambda link: (link.key not in best, -link.score))
        return ranked[0].key if ranked else keys[0]

    def open_link(self, key: str) -> None:
        """Level the panes at both ends of a link, and show it among the connections of the one at hand."""
        known = self._session.link(key)
        if known is None:
            return
        a_id, b_id, link = known
        a_pane, b_pane = self._desk.pane_of(a_id), self._desk.pane_of(b_id)
        if a_pane < 0 or b_pane < 0:
            return
        if self._desk.single:  # the other end takes the place of this one
            here = self._desk.text_id
            there, end = (b_id, link.b) if here != b_id else (a_id, link.a)
            self.go(there, end.start)
            self.link_opened.emit(key)
            return
        self.jumped.emit()
        near = a_pane if self._desk.active != b_pane else b_pane
        start = link.a.start if near == a_pane else link.b.start
        view = self._desk.panes[near].view
        y = view.position_y(start)
        level = y if y is not None and 0 <= y < view.height() * 0.7 else None
        self.level(a_pane, link.a.start, b_pane, link.b.start, level)
        view.select(start, start)
        self.take(near, link.a.provision if near == a_pane else link.b.provision)
        self.link_opened.emit(key)

    def level(self, a_pane: int, a: int, b_pane: int, b: int, y: float | None = None) -> None:
        """Bring a place of one pane and a place of another to one height."""
        from reader.ui.reading.tie import level

        panes = self._desk.panes
        with self._desk.alone():
            level(panes[a_pane].view, a, panes[b_pane].view, b, y)

    def level_here(self) -> None:
        """Level the panes at the best answer to the passage at hand."""
        if self._best:
            self.open_link(self._best[0][1].key)

    def go(self, text_id: str, start: int, end: int | None = None) -> bool:
        """Bring a place into sight in its pane and put the caret there, or select up to `end`."""
        pane = self._desk.pane_of(text_id)
        if pane < 0:
            if not self._session.show_text(self._desk.other(), text_id):
                return False
            pane = self._desk.pane_of(text_id)
        self.jumped.emit()
        self._desk.bring(pane)
        view = self._desk.panes[pane].view
        view.goto(start, level=view.height() / 3)
        view.select(start, start if end is None else end)
        text = view.text
        if text is not None:
            self.take(pane, text.provision_at(start).n)
        if self._session.settings["scroll.together"] and self._best:
            other, link = self._best[0]
            answer = self._desk.pane_of(other)
            if answer >= 0 and answer != pane and link.a.provision == self.provision and text_id == self.text_id:
                self.level(pane, start, answer, link.b.start, view.height() / 3)
        view.setFocus()
        return True

    def next_unreviewed(self) -> None:
        """Go to the best link that is neither confirmed nor dismissed; asked again, to the one after it, and round."""
        keys = [link.key for _, _, link in self._session.unreviewed(self._filter)]
        if not keys:
            self.said.emit("Every cross-reference shown is confirmed or dismissed.")
            return
        if self._reviewed in keys:
            at = keys.index(self._reviewed) + 1
        else:  # the last one was decided: what came after it is at its place now
            at = self._review_at
        self._review_at = at % len(keys)
        self._reviewed = keys[self._review_at]
        self.open_link(self._reviewed)

    def _draw(self) -> None:
        keys = [link.key for _, link in self._best]
        if self._pointed:
            keys.append(self._pointed)
        self._desk.set_active_ribbons(keys)
        self._desk.light([LINK + self._pointed] if self._pointed else [])


def ribbon(link: Link) -> Ribbon:
    """A link as the gutter draws it."""
    return Ribbon(link.key, (link.a.start, link.a.end), (link.b.start, link.b.end), f"link.{link.kind}", link.score)


def anchors(links: Sequence[Link]) -> list[Anchor]:
    """The links that hold two places level while scrolling: confirmed ones, and strong ones about whole passages."""
    return [
        Anchor(link.a.start, link.b.start, link.score, link.status == "confirmed")
        for link in links
        if link.status == "confirmed"
        or (link.status != "dismissed" and link.kind not in MENTION_KINDS and link.score >= ANCHOR_SCORE)
    ]
