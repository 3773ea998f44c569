"""The small bar beside a selection, and the menu of a place in a text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from reader.ui.session import Session
from reader.ui.window.actions import ActionSet
from reader.ui.window.desk import Desk
from reader.ui.window.file_acts import FileActs
from reader.ui.window.go_acts import GoActs
from reader.ui.window.overlays import LINK
from reader.ui.window.pane_acts import PaneActs
from reader.ui.window.row import MOST

MARKS = ("note.yellow", "note.green", "note.blue", "note.pink", "note.orange", "note.underline")
PLACE = (
    "", "note.add", "note.tag", "note.extend", "note.reply", "note.bookmark", "note.split", "note.merge", "note.remove",
    "", "edit.copy", "edit.cite",
)  # fmt: skip
AFTER = 250  # ms of rest: while the selection grows, the bar would be in the way


class SelectionBar(QFrame):
    """Colours, note, tag and link, where the selection ends; it never takes the focus."""

    def __init__(self, desk: Desk, actions: ActionSet) -> None:
        super().__init__(desk)
        self._desk = desk
        self._pane = 0
        self.setObjectName("popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setAccessibleName("Selection")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 3, 4, 3)
        row.setSpacing(1)
        for act_id in (*MARKS, "note.add", "note.tag"):
            button = QToolButton(self)
            button.setDefaultAction(actions[act_id])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER)
        self._timer.timeout.connect(self._appear)

    def follow(self, pane: int) -> None:
        """The selection of a pane changed."""
        self._pane = pane
        if self._desk.panes[pane].view.selection() is None:
            self._timer.stop()
            self.hide()
        else:
            self._timer.start()

    def away(self) -> None:
        """The text moved, or something else was done."""
        self._timer.stop()
        self.hide()

    def _appear(self) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._timer.start()
            return
        if self._pane >= len(self._desk.panes):
            return
        view = self._desk.panes[self._pane].view
        chosen = view.selection()
        extent = view.extent(*chosen) if chosen is not None else None
        if extent is None or extent[1] < 0 or extent[0] > view.surface.height():
            return
        self.adjustSize()
        surface = view.surface
        top = extent[0] - self.height() - 6
        if top < 0:
            top = min(extent[1] + 6, surface.height() - self.height() - 4)
        left = max(4, (surface.width() - self.width()) // 2)
        self.move(surface.mapTo(self._desk, QPoint(left, round(top))))
        self.show()
        self.raise_()


class PlaceMenu:
    """What can be done at a place: with the words selected, the highlight, the cross-reference."""

    def __init__(self, actions: ActionSet, window: QWidget) -> None:
        self._actions = actions
        self._window = window

    def show_at(self, pane: int, ids: Sequence[str], position: int, where: QPoint) -> None:
        """The menu of a place in a text."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act_id in (*MARKS, *PLACE):
            self._add(menu, act_id)
        menu.addSeparator()
        if any(mark.startswith(LINK) for mark in ids):
            for act_id in ("link.confirm", "link.dismiss", "link.alike", "link.kind", "link.note", "link.copy"):
                self._add(menu, act_id)
        for act_id in ("link.make", "go.level"):
            self._add(menu, act_id)
        menu.popup(where)

    def show_links(self, where: QPoint) -> None:
        """The menu of a card of the connections."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        decide = ("link.confirm", "link.dismiss", "link.alike", "link.suggest", "link.kind")
        for act_id in (*decide, "", "link.note", "link.copy"):
            self._add(menu, act_id)
        menu.popup(where)

    def _add(self, menu: QMenu, act_id: str) -> None:
        if act_id:
            menu.addAction(self._actions[act_id])
        else:
            menu.addSeparator()


class LibraryMenu:
    """The menu of a row of the sidebar."""

    def __init__(self, go: GoActs, panes: PaneActs, files: FileActs, session: Session, window: QWidget) -> None:
        self._go, self._panes, self._files, self._session, self._window = go, panes, files, session, window

    def show_at(self, sort: str, key: str, where: QPoint) -> None:
        """The menu of a text, a tag or a saved search."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        can = self._session.can_write
        if sort == "text":
            menu.addAction("Open Here", lambda: self._go.open_text(key, False))
            menu.addAction("Open in the Other Pane", lambda: self._go.open_text(key, True))
            beside = menu.addAction("Open Beside", lambda: self._panes.add(key))
            beside.setEnabled(len(self._session.shown) < MOST)
            menu.addSeparator()
            texts = self._files.texts
            menu.addAction("Details …", lambda: texts.details([key])).setEnabled(can)
            menu.addAction("Update …", lambda: texts.update_text(key)).setEnabled(can)
            menu.addAction("Related Texts …", lambda: texts.related(key))
            menu.addSeparator()
            menu.addAction("Remove from Library", lambda: self._files.remove_text(key)).setEnabled(can)
        elif sort == "search":
            menu.addAction("Remove Search", lambda: self._session.remove_search(key)).setEnabled(can)
        elif sort == "tag":
            menu.addAction("Show Its Notes", lambda: self._go.tag_wanted.emit(key))
        if menu.actions():
            menu.popup(where)
