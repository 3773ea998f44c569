"""The connections of the passage at hand: cards, decisions, and what is still to be looked at."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from reader.library.models import Changes
from reader.ui.models.connections import ROW, ConnectionsModel, Row, rows_of
from reader.ui.models.kinds import Filter
from reader.ui.panes.cards import CardDelegate, on_button
from reader.ui.session import Session
from reader.ui.theme import Theme

NOTHING_AT_HAND = "Click a passage, or move the caret to one, to see what it is connected with."
SEARCHING = "Looking for cross-references …"
ONE_TEXT = "Open a second text beside this one to see what connects them."


class CardList(QListView):
    """The list of cards: Enter goes to the other end, a click on a card does too."""

    pointed = Signal(str)  # the key of the link under the mouse, "" for none
    opened = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setAccessibleName("Connections of the passage")
        self.entered.connect(lambda index: self.pointed.emit(_key(index)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(_key(self.currentIndex()))
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        card = self.visualRect(index)
        if (
            event.button() == Qt.MouseButton.LeftButton
            and index.isValid()
            and not on_button(card, event.position().toPoint())
        ):
            self.opened.emit(_key(index))

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self.pointed.emit("")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())


class ConnectionsPane(QWidget):
    """Lists the cross-references of one provision, best first, and takes the reader's decisions on them."""

    opened = Signal(str)  # a card was chosen: go to the other end
    pointed = Signal(str)  # a card is pointed at: light its ends; "" when none is
    decided = Signal(object, str)  # the card (a `Row`) and its new status
    current_changed = Signal(str)  # the link that the actions act on
    menu_wanted = Signal(QPoint)
    next_wanted = Signal()
    dismissed_wanted = Signal(bool)  # show dismissed ones, or hide them again

    def __init__(self, session: Session, theme: Theme, serif: QFont, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._filter = Filter()
        self._text_id = ""
        self._provision = 0
        self._wanted_key = ""
        self.model = ConnectionsModel(self)
        self.heading = QLabel(NOTHING_AT_HAND)
        self.heading.setObjectName("muted")
        self.heading.setWordWrap(True)
        self.list = CardList()
        self.list.setModel(self.model)
        self.delegate = CardDelegate(theme, serif, self.list)
        self.list.setItemDelegate(self.delegate)
        self.next = QPushButton("Next unreviewed")
        self.dismissed = QPushButton()
        self.dismissed.setFlat(True)
        self.dismissed.setCheckable(True)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 4, 0, 0)
        foot.addWidget(self.next)
        foot.addStretch(1)
        foot.addWidget(self.dismissed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 8)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.delegate.decided.connect(self._decide)
        self.dismissed.toggled.connect(self.dismissed_wanted)
        self.list.menu_wanted.connect(self.menu_wanted)
        self.list.opened.connect(self.opened)
        self.list.pointed.connect(self.pointed)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.next.clicked.connect(self.next_wanted)
        self.refresh()

    @property
    def current(self) -> Row | None:
        """The card that the actions act on; the first one when none was chosen."""
        index = self.list.currentIndex()
        if not index.isValid() and len(self.model.rows) > 0:
            return self.model.rows[0]
        return index.data(ROW) if index.isValid() else None

    def show_passage(self, text_id: str, provision: int) -> None:
        """Show the connections of a provision of a text."""
        if (text_id, provision) != (self._text_id, self._provision):
            self._text_id, self._provision = text_id, provision
            self.refresh(count=False)

    def choose(self, key: str) -> None:
        """Make the card of a link the current one, now or when its passage is shown."""
        self._wanted_key = key
        row = self.model.row_of(key)
        if row >= 0:
            self._wanted_key = ""
            index = self.model.index(row)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def set_filter(self, wanted: Filter) -> None:
        """Show only what passes the filter."""
        if wanted != self._filter:
            self._filter = wanted
            self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw the cards in another theme."""
        self.delegate.theme = theme
        self.heading.setStyleSheet(f"color: {theme.css('muted')};")
        self.list.viewport().update()

    def follow(self, changes: Changes) -> None:
        """Show what an edit changed here."""
        if changes.links or changes.renewed:
            self.refresh()

    def refresh(self, *, count: bool = True) -> None:
        """Read the connections of the passage again; `count` also how many are left, which looks at all of them."""
        session = self._session
        here = session.text(self._text_id) if self._text_id else None
        hidden = 0
        if here is None:
            self.model.set_rows([])
        else:
            found = session.links_at(self._text_id, self._provision)
            shown = [item for item in found if self._filter.shows(item[1])]
            hidden = sum(1 for _, link in found if link.status == "dismissed")
            texts = {other: text for other, _ in shown if (text := session.text(other)) is not None}
            self.model.set_rows(rows_of([item for item in shown if item[0] in texts], here, texts))
        self.heading.setText(self._words(len(self.model.rows)))
        if count:
            left = len(session.unreviewed(self._filter))
            self.next.setText(f"Next unreviewed · {left}" if left else "All reviewed")
            self.next.setEnabled(left > 0)
            known = all(session.links_known(*pair) for pair in session.pairs)  # until then nothing is "reviewed"
            self.next.setVisible(bool(session.pairs) and known)
        self.dismissed.setText(f"{'Hide' if self._filter.dismissed else 'Show'} dismissed · {hidden}")
        self.dismissed.setVisible(hidden > 0)
        blocked = self.dismissed.blockSignals(True)
        self.dismissed.setChecked(self._filter.dismissed)
        self.dismissed.blockSignals(blocked)
        if self._wanted_key:
            self.choose(self._wanted_key)
        self.current_changed.emit(self.current.link.key if self.current else "")

    def sizeHint(self) -> QSize:
        return QSize(312, 400)

    def _words(self, count: int) -> str:
        session = self._session
        here = session.text(self._text_id) if self._text_id else None
        if here is None:
            return NOTHING_AT_HAND if session.pairs else ONE_TEXT
        if not session.pairs:
            return ONE_TEXT
        if not all(session.links_known(a, b) for a, b in session.pairs):
            return SEARCHING
        where = f"§{self._provision} of {here.short_title}"
        if count:
            return f"{where} — {count} connection{'s' if count != 1 else ''}"
        return f"{where} — nothing in the other text was found to answer it. Select words in both panes to link them."

    def _decide(self, index: QModelIndex, status: str) -> None:
        row: Row = index.data(ROW)
        if self._session.decide(row.keys, status, who=self):
            self.decided.emit(row, status)

    def _current_changed(self, index: QModelIndex) -> None:
        self.current_changed.emit(_key(index))
        self.pointed.emit(_key(index))


def _key(index: QModelIndex) -> str:
    return index.data(ROW).link.key if index.isValid() else ""
