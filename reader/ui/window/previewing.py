"""What the preview shows of the cross-references that are pointed at, and what its buttons do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Signal

from reader.crossref.model import Link
from reader.text.model import Text
from reader.ui.models.kinds import TITLES, Filter
from reader.ui.reading.preview import MOST, Item, Preview, quote
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

    def act(self, what: str, key: str) -> None:
        """A button of the card was pressed."""
        if what == "go":
            self._card.dismiss()
            self.opened.emit(key)
        elif what in ("confirm", "dismiss"):
            self._session.decide(key, "confirmed" if what == "confirm" else "dismissed")
            self._card.dismiss()
        elif what == "note":
            self._card.dismiss()
            note_id = self._session.note_on_link(key)
            if note_id:
                self.note_opened.emit(note_id, True)

    def _items(self, pane: int, ids: Sequence[str]) -> list[Item]:
        here = self._desk.text_id_of(pane)
        found: dict[tuple[str, int, int], tuple[Link, Text]] = {}
        for mark in ids:
            known = self._session.link(mark[len(LINK) :]) if mark.startswith(LINK) else None
            if known is None:
                continue
            a_id, b_id, link = known
            if b_id == here:
                a_id, b_id, link = b_id, a_id, link.swapped()
            there = self._session.text(b_id)
            place = (b_id, link.b.start, link.b.end)  # two mentions of one name here lead to one place there
            if there is not None and self._filter.shows(link):
                old = found.get(place)
                if old is None or old[0].score < link.score:
                    found[place] = (link, there)
        best = sorted(found.values(), key=lambda item: -item[0].score)[:MOST]
        return [item_of(link, there) for link, there in best]


def item_of(link: Link, there: Text) -> Item:
    """A link as the card shows it: the other end with what stands around it."""
    title = TITLES[link.kind] + (f" · {link.name}" if link.name else "")
    quoted = quote(there, link.b.start, link.b.end)
    cite = there.cite(link.b.start, link.b.end)
    return Item(link.key, f"link.{link.kind}", title, cite, *quoted, link.why.summary, link.score, link.status)
