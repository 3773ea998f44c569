"""The cross-references of a passage as a list model: what each card says, and the roles that delegates ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from reader.crossref.model import MENTION_KINDS, End, Link
from reader.crossref.reweigh import effect
from reader.text.model import Text
from reader.ui.models.kinds import TITLES

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
QUOTE_LIMIT = 320  # characters of the other end on a card; the pane itself shows the whole


class Row(NamedTuple):
    """One card: the link seen from the passage at hand (`link.a` is here), and what is said of it.

    `keys` are all the links that the card stands for: mentions of one name in the same two provisions are one card.
    """

    link: Link
    here: str
    there: str
    keys: tuple[str, ...]
    title: str
    subject: str
    quote: str
    why: str

    @property
    def spoken(self) -> str:
        """The card as a sentence for screen readers."""
        status = {"confirmed": "confirmed. ", "dismissed": "dismissed. "}.get(self.link.status, "")
        return f"{self.title}, {self.subject}. {status}{self.quote} {self.why}".replace(" ·", ",").strip()


def rows_of(found: Iterable[tuple[str, Link]], here: Text, texts: dict[str, Text]) -> list[Row]:
    """The cards for the links of a passage, given as `(id of the other text, link)` with `link.a` here; best first."""
    grouped: dict[tuple[object, ...], list[tuple[str, Link]]] = {}
    for there, link in found:
        same: tuple[object, ...] = (link.key,)
        if link.kind in MENTION_KINDS and link.name:
            same = (there, link.kind, link.name, link.a.provision, link.b.provision, link.status)
        grouped.setdefault(same, []).append((there, link))
    rows = []
    for items in grouped.values():
        there, best = max(items, key=lambda item: item[1].score)
        rows.append(_row(best, here, texts[there], tuple(link.key for _, link in items)))
    rows.sort(key=lambda row: (row.link.status == "dismissed", -row.link.score, row.link.b.start))
    return rows


def _row(link: Link, here: Text, there: Text, keys: tuple[str, ...]) -> Row:
    title = TITLES[link.kind]
    cite = there.cite(link.b.start, link.b.end)
    named = link.kind in MENTION_KINDS and bool(link.name)
    marks = [scored(link)]
    if link.origin == "editorial":
        marks.insert(0, "the editors’")
    elif link.origin == "user":
        marks = ["yours"]
    if named:
        places = f"{here.cite(link.a.start, link.a.end)} · {cite}"
        mentions = [f"{len(keys)} pairs"] if len(keys) > 1 else []
        why = " · ".join([places, *mentions, *marks])
        return Row(link, here.id, there.id, keys, title, link.name or cite, "", why)
    quote = quoted(there, link.b)
    return Row(link, here.id, there.id, keys, title, cite, quote, " · ".join([*marks, _summary(link)]).strip(" ·"))


def scored(link: Link) -> str:
    """The score, and where it stood before decisions on links like this one moved it."""
    moved = effect(link)
    if round(link.score - moved, 2) == round(link.score, 2):
        return f"{link.score:.2f}"
    return f"{link.score:.2f} {'↑' if moved > 0 else '↓'} your decisions (was {link.score - moved:.2f})"


def _summary(link: Link) -> str:
    if link.why.summary:
        return link.why.summary
    terms = [t.a if t.a == t.b else f"{t.a} ~ {t.b}" for t in link.why.terms[:5]]
    return ", ".join([*link.why.names, *terms])


def quoted(text: Text, end: End, limit: int = QUOTE_LIMIT) -> str:
    """The words of an end on one line, with dots where they are cut or begin inside a sentence."""
    words = " ".join(text.canonical[end.start : min(end.end, end.start + limit)].split())
    before = text.canonical[max(0, end.start - 2) : end.start].strip()
    first = "…" if before and before[-1] not in '.!?。！？"”»\n' else ""
    return f"{first}{words}{'…' if end.end - end.start > limit else ''}"


class ConnectionsModel(QAbstractListModel):
    """The cards of the passage at hand; a decision changes a row and moves no other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    @property
    def rows(self) -> Sequence[Row]:
        """The cards, best first."""
        return self._rows

    def set_rows(self, rows: list[Row]) -> None:
        """Show other cards; when only what they say has changed, the current one stays current."""
        if [row.keys for row in rows] == [row.keys for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """The index of the card that stands for a link, or -1."""
        return next((i for i, row in enumerate(self._rows) if key in row.keys), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.title} · {row.subject}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (f"{row.title} · {row.subject}", row.quote, row.why) if part)
        return None
