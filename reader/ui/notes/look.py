"""How the inspector's parts look: fonts, and the one style sheet that notes, tags and dialogs share."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap

from reader.errors import UserError
from reader.settings import Settings
from reader.ui.theme import Theme, load_theme

SERIFS = ("Noto Serif", "Source Serif 4", "Charter", "Georgia", "DejaVu Serif", "Noto Serif CJK SC", "serif")
MONOSPACED = ("Noto Sans Mono", "DejaVu Sans Mono", "Menlo", "Consolas", "monospace")

_SHEET = """
QLabel#section {{ color: {muted}; font-weight: 600; font-size: {small}px; letter-spacing: 1px; }}
QLabel#muted, QLabel#empty {{ color: {muted}; }}
QLabel#problem {{ color: {error}; }}
QFrame#card, QTextBrowser#preview, QPlainTextEdit#source, QListView#notes, QTreeView, QTableView, QListWidget,
QListView, QPlainTextEdit, QTextBrowser {{
    background: {card}; color: {text}; border: 1px solid {border}; border-radius: 6px;
    selection-background-color: {selection}; selection-color: {text}; }}
QListView#notes, QTreeView#tags {{ background: transparent; border: 1px solid transparent; }}
QLineEdit {{ background: {field}; color: {text}; border: 1px solid {border}; border-radius: 6px; padding: 3px 7px;
    selection-background-color: {selection}; selection-color: {text}; }}
QLineEdit#add-tag {{ background: transparent; border: 1px solid transparent; border-radius: 9px; padding: 1px 6px; }}
QPlainTextEdit#source:focus, QTextBrowser:focus, QTextBrowser#preview:focus, QLineEdit:focus,
QLineEdit#add-tag:focus, QListView:focus, QListView#notes:focus,
QTreeView:focus, QTreeView#tags:focus, QTableView:focus, QListWidget:focus,
QPlainTextEdit:focus {{ border: 1px solid {accent}; }}
QFrame#chip {{ background: {chip}; border: 1px solid {chip_edge}; border-radius: 10px; }}
QFrame#chip:focus {{ border: 1px solid {accent}; }}
QFrame#chip QLabel {{ background: transparent; color: {text}; }}
QToolButton {{ background: transparent; color: {muted}; border: 1px solid transparent; border-radius: 5px;
    padding: 2px 5px; }}
QToolButton:hover {{ color: {text}; background: {chip}; }}
QToolButton:focus {{ border: 1px solid {accent}; color: {text}; }}
QToolButton:checked {{ color: {accent}; background: {chip}; }}
QToolButton:disabled {{ color: {faint}; }}
QToolButton#format {{ padding: 2px 4px; min-width: 12px; }}
QToolButton#format::menu-indicator {{ image: none; }}
QPlainTextEdit#source, QTextBrowser#preview {{ padding: 0; }}
QToolButton#chip-x {{ padding: 0; border: none; background: transparent; }}
QToolButton#chip-x:hover {{ color: {error}; }}
QTreeView#tags {{ show-decoration-selected: 1; }}
QTreeView#tags::item {{ border-radius: 0; padding: 3px 4px; }}
QTreeView#tags::branch:selected {{ background: {selected}; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: none; }}
QSpinBox, QDoubleSpinBox {{ background: {field}; color: {text}; border: 1px solid {border}; border-radius: 6px;
    padding: 4px 7px; }}
QSpinBox QLineEdit, QDoubleSpinBox QLineEdit {{ border: none; padding: 0 7px; background: transparent; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; image: none; }}
QSpinBox:focus, QDoubleSpinBox:focus {{ border: 1px solid {accent}; }}
QFrame#bar {{ background: {chip}; border: 1px solid {border}; border-radius: 6px; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: transparent; color: {muted}; border: none; border-bottom: 1px solid {border};
    padding: 4px 6px; font-weight: 600; }}
QPushButton {{ background: {field}; color: {text}; border: 1px solid {border}; border-radius: 6px;
    padding: 4px 12px; }}
QPushButton:hover {{ background: {chip}; }}
QPushButton:default {{ border: 1px solid {accent}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 3px 11px; }}
QPushButton:disabled, QPushButton:default:disabled {{ color: {faint}; border: 1px solid {border}; }}
QSplitter::handle {{ background: transparent; }}
"""


def theme_of(settings: Settings) -> Theme:
    """The theme that is chosen; the light one when it cannot be read (the window says so elsewhere)."""
    try:
        return load_theme(settings["theme"])
    except UserError:
        return load_theme("light")


def pane_sheet(theme: Theme, *, small: int = 11) -> str:
    """The style sheet of a pane or dialog in a theme; `small` is the size of section titles in pixels."""
    roles = ("muted", "error", "card", "text", "border", "selection", "field", "accent", "chip", "window", "selected")
    edge = "border" if theme.name == "contrast" else "chip"  # on black a chip needs its outline
    faint = theme.mix("muted", 0.6, "window").name()
    colours = {role: theme.css(role) for role in roles}
    return _SHEET.format(small=small, faint=faint, chip_edge=theme.css(edge), **colours)


def serif(settings: Settings, like: QFont) -> QFont:
    """The typeface of the texts in the size of another font, for quotes and previews."""
    chosen = settings["text.family"]
    font = QFont(like)
    font.setFamilies([chosen, *SERIFS] if chosen else list(SERIFS))
    return font


def monospaced(like: QFont) -> QFont:
    """The typeface of the Markdown source in the size of another font."""
    font = QFont(like)
    font.setFamilies(list(MONOSPACED))
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """The same font, larger or smaller, whether its size is in points or in pixels."""
    new = QFont(font)
    if font.pointSizeF() > 0:
        new.setPointSizeF(font.pointSizeF() * factor)
    else:
        new.setPixelSize(max(1, round(font.pixelSize() * factor)))
    new.setBold(bold)
    return new


def dot(colour: QColor, size: int = 12, ratio: float = 1.0, edge: QColor | None = None) -> QIcon:
    """A round swatch."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colour)
        painter.setPen(edge or colour.darker(125))
        painter.drawEllipse(QRectF(1, 1, size - 2, size - 2))
    finally:
        painter.end()
    return QIcon(pixmap)
