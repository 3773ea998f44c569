"""The main window: it arranges. What it shows is in the panes, what it does in the acts, what is joined in `wiring`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from reader.settings import Settings
from reader.text.model import Text
from reader.ui.reading.typography import Type
from reader.ui.theme import Theme, ground
from reader.ui.window.desk import Desk

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QLabel

TOP, BOTTOM = 46, 26  # heights of the bars, kept free from the first paint on
SIDE, INSPECTOR = 186, 312  # widths of the panes beside the texts
SIZE = (1280, 800)


class Window(QMainWindow):
    """From the first paint on everything stands in its place; the bars and panes are filled right after it."""

    closing = Signal()
    files_dropped = Signal(list)  # paths
    words_dropped = Signal(str)
    style_changed = Signal()  # the desktop changed its colours
    parts: Any = None  # what `furnishing` builds; kept, for Python owns some of it

    def __init__(self, settings: Settings, texts: Sequence[Text], theme: Theme) -> None:
        super().__init__()
        self.settings = settings
        # Hyphens come with the bars, after the first paint: finding them takes a tenth of the time to it.
        self.desk = Desk(texts, theme, type_of(settings)._replace(hyphens="never"))
        self.side = QWidget()
        self.inspector = QWidget()
        for holder in (self.side, self.inspector):
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
        self._banner: QLabel | None = None
        self._top = QWidget()
        self._top.setFixedHeight(TOP)
        self._bottom = QWidget()
        self._bottom.setFixedHeight(BOTTOM)
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for widget in (self.side, self.desk, self.inspector):
            self.splitter.addWidget(widget)
        self.splitter.setStretchFactor(1, 1)
        centre = QWidget()
        self._column = QVBoxLayout(centre)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for widget in (self._top, self.splitter, self._bottom):
            self._column.addWidget(widget)
        self._column.setStretch(1, 1)
        self.setCentralWidget(centre)
        self.setWindowTitle(self.title())
        self.set_theme(theme)
        self._restore()

    # Arranging

    def fill(self, top: QWidget, side: QWidget, inspector: QWidget, bottom: QWidget) -> None:
        """Put the bars and panes into the places that were kept for them."""
        for old, new, height in ((self._top, top, TOP), (self._bottom, bottom, BOTTOM)):
            new.setFixedHeight(height)
            self._column.replaceWidget(old, new)
            old.deleteLater()
        self._top, self._bottom = top, bottom
        for holder, widget in ((self.side, side), (self.inspector, inspector)):
            column = holder.layout()
            assert column is not None
            column.addWidget(widget)

    def set_theme(self, theme: Theme) -> None:
        """Colour the grounds of bars and panes; the style sheet and the panes colour the rest."""
        for widget, role in ((self.side, "sidebar"), (self.inspector, "inspector"), (self._top, "window")):
            widget.setPalette(ground(theme, role))  # a copied palette would load the whole Qt namespace
            widget.setAutoFillBackground(True)
        self._banner_look = f"background: {theme.css('badge')}; color: {theme.css('badge.text')}; padding: 6px 14px;"
        if self._banner is not None:
            self._banner.setStyleSheet(self._banner_look)

    def warn(self, words: str) -> None:
        """Show a line over the texts that stays ("" takes it away)."""
        if self._banner is None:
            from PySide6.QtWidgets import QLabel  # late: most windows never warn

            self._banner = QLabel()
            self._banner.setObjectName("banner")
            self._banner.setWordWrap(True)
            self._banner.setStyleSheet(self._banner_look)
            self._column.insertWidget(1, self._banner)
        self._banner.setText(words)
        self._banner.setVisible(bool(words))

    def show_side(self, on: bool) -> None:
        """Show or hide the library."""
        self.side.setVisible(on)

    def show_inspector(self, on: bool) -> None:
        """Show or hide connections, notes and tags."""
        self.inspector.setVisible(on)

    def show_full(self, on: bool) -> None:
        """Fill the screen, or go back to a window."""
        if on:
            self.showFullScreen()
        else:
            self.showNormal()

    def show_menubar(self, on: bool) -> None:
        """Show the menus in a bar of their own; they are always behind the button at the left."""
        if on and not self.menuBar().actions():
            for menu in self.parts.top.menus:
                self.menuBar().addMenu(menu)
        self.menuBar().setVisible(on)

    def come_forward(self) -> None:
        """Be the window that one sees."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    def title(self) -> str:
        """What stands in the title bar: the texts that are open."""
        names = [text.short_title for pane in self.desk.panes if (text := pane.view.text) is not None]
        return " ⇄ ".join(names) or "No text"

    # What is remembered

    def _restore(self) -> None:
        state = self.settings["window.state"]
        geometry, sizes = state.get("geometry"), state.get("splitter")
        if not (isinstance(geometry, str) and self._restore_geometry(geometry)):
            self.resize(*SIZE)
        if not (isinstance(sizes, list) and len(sizes) == 3 and all(isinstance(size, int) for size in sizes)):
            sizes = [SIDE, max(300, self.width() - SIDE - INSPECTOR), INSPECTOR]
        self.side.setMinimumWidth(120)
        self.inspector.setMinimumWidth(220)
        self.splitter.setSizes([int(size) for size in sizes])
        self.side.setVisible(state.get("side", True) is True)
        self.inspector.setVisible(state.get("inspector", True) is True)

    def _restore_geometry(self, words: str) -> bool:
        from PySide6.QtCore import QByteArray  # late: not in the first session

        return self.restoreGeometry(QByteArray.fromBase64(words.encode("ascii", "replace")))

    def state(self) -> dict[str, object]:
        """What the window looks like, for the settings."""
        return {
            "geometry": bytes(self.saveGeometry().toBase64().data()).decode(),
            "splitter": self.splitter.sizes(),
            "side": not self.side.isHidden(),
            "inspector": not self.inspector.isHidden(),
        }

    # Qt

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self.parts is None:
            return
        from PySide6.QtCore import QEvent  # late: its enumeration alone costs 2 ms

        if event.type() == QEvent.Type.ThemeChange:
            self.style_changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if files:
            self.files_dropped.emit(files)
        elif data.hasText() and not data.hasUrls():
            self.words_dropped.emit(data.text())
        event.acceptProposedAction()


def type_of(settings: Settings) -> Type:
    """How the texts are set, by the options."""
    return Type(
        settings["text.family"],
        float(settings["text.size"]),
        float(settings["text.spacing"]),
        settings["text.measure"],
        settings["text.hyphens"],
        settings["text.initials"],
    )
