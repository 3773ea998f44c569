"""What the preview shows of the cross-references that are pointed at, and what its buttons do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Signal

from reader.crossref.model import Link
from reader.text.model import Text
from reader.ui.models.kinds import TITLES, Filter
from reader.ui.reading.preview import Item, Preview, quote
from reader.ui.session import Session
from reader.ui.window.desk import Desk
from reader.ui.window.overlays import LINK


class Previews(QObject):
    """Joins the marks under the pointer with the preview card."""

    opened = Signal(str)
    note_opened = Signal(str, bool)

    def __init__(self, session: Session, desk: Desk, card: Preview) -> None:
        super().__init__(card)
        self._session = session
        self._desk = desk
        self._card = card
        self._filter = Filter()
        self._merged: dict[str, list[str]] = {}  # the references that each item of the card stands for

    def set_filter(self, wanted: Filter) -> None:
        """Show only what passes the filter."""
        self._filter = wanted

    def point(self, pane: int, ids: Sequence[str], position: int, where: QPoint) -> None:
        """The pointer is over these marks of a pane."""
        self._card.point(self._items(pane, ids), where)

    def point_ribbon(self, key: str | None, where: QPoint) -> None:
        """The pointer is over a ribbon, or over none."""
        self._card.point(self._items(self._desk.active, [LINK + key] if key else []), where)

    def open(self, pane: int, ids: Sequence[str], position: int) -> None:
        """The keyboard asks for the preview of what stands at the caret."""
        view = self._desk.panes[pane].view
        y = view.position_y(position) or 0.0
        self._card.open(self._items(pane, ids), view.surface.mapToGlobal(QPoint(view.column()[0], round(y) + 30)))

    def settle(self) -> None:
        """The caret went elsewhere: a card that only the resting pointer opened would lie over the new place."""
        if not self._card.frozen:
            self._card.dismiss()

    def act(self, what: str, key: str) -> None:
        """A button of the card was pressed."""
        if what == "go":
            self._card.dismiss()
            self.opened.emit(key)
        elif what in ("confirm", "dismiss"):
            self._session.decide(self._merged.get(key, [key]), "confirmed" if what == "confirm" else "dismissed")
            self._card.dismiss()
        elif what == "note":
            self._card.dismiss()
            note_id = self._session.note_on_link(key)
            if note_id:
                self.note_opened.emit(note_id, True)

    def _items(self, pane: int, ids: Sequence[str]) -> list[Item]:
        here = self._desk.text_id_of(pane)
        found: list[tuple[Text, list[Link]]] = []
        for mark in ids:
            known = self._session.link(mark[len(LINK) :]) if mark.startswith(LINK) else None
            if known is None:
                continue
            a_id, b_id, link = known
            if b_id == here:
                a_id, b_id, link = b_id, a_id, link.swapped()
            there = self._session.text(b_id)
            if there is None or not self._filter.shows(link):
                continue
            # Two references from here that end in the same words are one to the reader, whatever their kinds.
            same = next((links for text, links in found if text.id == b_id and meets(links[0], link)), None)
            if same is None:
                found.append((there, [link]))
            else:
                same.append(link)
        for _, links in found:
            links.sort(key=lambda link: -link.score)
        found.sort(key=lambda item: -item[1][0].score)
        self._merged = {links[0].key: [link.key for link in links] for _, links in found}
        return [item_of(links, there) for there, links in found]


def meets(one: Link, other: Link) -> bool:
    """Whether the far ends of two references are the same place: one lies within the other, in one provision."""
    a, b = one.b, other.b
    inside = (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)
    return a.provision == b.provision and inside


def item_of(links: Sequence[Link], there: Text) -> Item:
    """Links to one place, the best first, as the card shows them: the other end with what stands around it."""
    link = links[0]
    titles = dict.fromkeys(TITLES[each.kind] + (f" · {each.name}" if each.name else "") for each in links)
    quoted = quote(there, link.b.start, link.b.end)
    cite = there.cite(link.b.start, link.b.end)
    why = " ".join(dict.fromkeys(f"{each.why.summary.rstrip('.')}." for each in links[:2] if each.why.summary))
    why = why if len(links) > 1 else link.why.summary
    return Item(link.key, f"link.{link.kind}", " + ".join(titles), cite, *quoted, why, link.score, link.status)
