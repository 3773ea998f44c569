"""The bar at the top: menus, name, search, chips, and the acts that one wants at hand."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from reader.ui.panes.search import SearchBox
from reader.ui.theme import Theme
from reader.ui.window.actions import ACTS, MENUS, ActionSet
from reader.ui.window.chips import Chip, Chips

HEIGHT = 46
NAME = "Declaration Reader"
SHORT = {"view.sync": "Sync", "view.theme": "Theme", "file.export": "Export"}


class ActionChip(Chip):
    """A chip that does what an action does, and shows whether it can and whether it is on."""

    def __init__(self, action: QAction, icon: str, parent: QWidget) -> None:
        super().__init__(f"{icon} {SHORT.get(action.objectName(), '')}".strip(), "", parent)
        self._action = action
        self.setCheckable(action.isCheckable())
        self.clicked.connect(lambda: action.trigger())
        action.changed.connect(self.follow)
        action.toggled.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Take over the state of the action."""
        self.setEnabled(self._action.isEnabled())
        self.setChecked(self._action.isChecked())
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(self._action.toolTip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.theme is not None and self.isChecked():
            painter = QPainter(self)
            try:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(self.theme.colour("accent"), 1.5))
                box = self.rect().toRectF().adjusted(1, 1, -1, -1)
                painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            finally:
                painter.end()


class TopBar(QWidget):
    """Built after the first paint; before it the bar is an empty strip of the same height."""

    def __init__(self, actions: ActionSet, search: SearchBox, chips: Chips, serif: QFont, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self.search = search
        self.chips = chips
        icons = {act.id: act.icon for act in ACTS}
        self.menu_button = QToolButton(self)
        self.menu_button.setText("☰")
        self.menu_button.setAutoRaise(True)
        self.menu_button.setAccessibleName("Menus")
        self.menu_button.setToolTip("Menus (F10)")
        self.menu_button.setShortcut("F10")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.menus = menus_of(actions, self)
        everything = QMenu(self)
        for menu in self.menus:
            everything.addMenu(menu)
        self.menu_button.setMenu(everything)
        self.name = QLabel(NAME, self)
        font = QFont(serif)
        font.setWeight(QFont.Weight.DemiBold)
        font.setPointSizeF(self.font().pointSizeF() + 1.5)
        self.name.setFont(font)
        search.setMinimumWidth(150)
        search.setMaximumWidth(320)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(self.menu_button)
        row.addWidget(self.name)
        row.addWidget(search, 1)
        row.addWidget(chips)
        row.addStretch(1)
        self._buttons = [
            ActionChip(actions[act_id], icons[act_id], self)
            for act_id in ("view.sync", "view.smaller", "view.bigger", "view.theme", "file.export")
        ]
        for button in self._buttons:
            row.addWidget(button)

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._theme = theme
        self.chips.set_theme(theme)
        self.search.set_theme(theme)
        for button in self._buttons:
            button.theme = theme
            button.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is not None:
            painter = QPainter(self)
            try:
                painter.fillRect(self.rect(), self._theme.colour("window"))
                painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.colour("border"))
            finally:
                painter.end()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.name.setVisible(self.width() >= 1180)  # the title bar of the window says it too


def menus_of(actions: ActionSet, parent: QWidget) -> list[QMenu]:
    """The menus as the table of actions declares them."""
    menus = []
    for title in MENUS:
        menu = QMenu(f"&{title}", parent)
        menu.setToolTipsVisible(True)
        actions.fill(menu, title)
        menus.append(menu)
    return menus


def strip(parent: QWidget, height: int) -> QWidget:
    """An empty strip that keeps the place of a bar until the bar is there."""
    new = QWidget(parent)
    new.setFixedHeight(height)
    new.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return new
