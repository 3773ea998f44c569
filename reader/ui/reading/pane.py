"""One text with everything around it: title, find bar, view, ruler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRect, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout
from PySide6.QtWidgets import QWidget

from reader.text.model import Text
from reader.ui.reading.ruler import OverviewRuler
from reader.ui.reading.typography import Type, sans
from reader.ui.reading.view import ReadingView
from reader.ui.reading.words import FAINT
from reader.ui.theme import Theme, ground

if TYPE_CHECKING:
    from reader.ui.reading.findbar import FindBar

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
CORNER = 26  # pixels that the title leaves to the button in the corner
LINES = 3  # of a long title; the rest is in the tool tip


def day(date: str) -> str:
    """An ISO date as people write it: "15 June 2001", "June 2001", "2001"."""
    parts = date.split("-")
    if len(parts) > 1 and parts[1].isdigit() and 1 <= int(parts[1]) <= 12:
        month = MONTHS[int(parts[1]) - 1]
        number = f"{int(parts[2])} " if len(parts) > 2 and parts[2].isdigit() else ""
        return f"{number}{month} {parts[0]}"
    return date


def subtitle(text: Text) -> str:
    """Place, date, edition and number of provisions."""
    return subtitles(text)[0]


def subtitles(text: Text) -> list[str]:
    """The same, and shorter forms of it for narrow panes, longest first."""
    n = len(text.provisions)
    edition = text.edition.split(";")[0].split(".")[0].strip()
    if len(edition) > 40:
        edition = "restated edition" if "restate" in edition.lower() else ""
    count = f"{n} provision" if n == 1 else f"{n:,} provisions"
    date = day(text.date)
    forms = ((text.place, date, edition, count), (text.place, date, count), (date, count), (date or count,))
    return [" · ".join(part for part in form if part) for form in forms]


class PaneHeader(QWidget):
    """The title over the column, wrapped, with a muted line below and a thin rule."""

    def __init__(self, view: ReadingView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._title: list[str] = []
        self._shown_for: tuple[object, ...] = ()
        self._fonts(Type())
        self._restyle()
        view.restyled.connect(self._restyle)
        view.focus_changed.connect(self.update)

    def _restyle(self) -> None:
        self.setPalette(ground(self._view.theme, "paper"))

    def _fonts(self, setting: Type) -> None:
        # A title grows with its text, but never so that it takes the pane.
        size = min(22.0, max(11.0, setting.size * 1.2))
        face = self._view.page.face
        self._bold = QFont(face.bold if face is not None else QFont())
        self._bold.setPointSizeF(size)
        self._sans = sans(min(12.0, max(7.5, setting.size * 0.76)))

    def fit(self, width: int) -> int:
        """Wrap the title for a pane of `width` pixels; returns the height that the header needs."""
        view = self._view
        left, right = view.column()
        key = (view.text, left, right, view.page.setting)
        if key != self._shown_for:
            self._shown_for = key
            self._fonts(view.page.setting)
            room = min(right - 4, width - CORNER) - left  # the button in the corner comes after the first paint
            self._title = self._wrap(view.text.title if view.text is not None else "", max(60, room))
            whole = view.text.title if view.text is not None else ""
            self.setToolTip(whole if self._title and self._title[-1].endswith("…") else "")
        bold, small = QFontMetricsF(self._bold), QFontMetricsF(self._sans)
        return round(14 + len(self._title) * bold.height() * 0.98 + small.height() + 14)

    def _wrap(self, title: str, width: int) -> list[str]:
        layout = QTextLayout(title, self._bold)
        lines: list[str] = []
        units = title.encode("utf-16-le", "surrogatepass")
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(width)
            start = line.textStart()
            if len(lines) == LINES - 1:
                lines.append(_cut(units[2 * start :].decode("utf-16-le", "surrogatepass"), self._bold, width))
                break
            end = start + line.textLength()
            lines.append(units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass").strip())
            line = layout.createLine()
        layout.endLayout()
        return lines

    def paintEvent(self, event: Any) -> None:
        p = QPainter(self)
        try:
            self._paint(p)
        finally:
            p.end()

    def _paint(self, p: QPainter) -> None:
        view = self._view
        p.eraseRect(self.rect())  # no pen, no brush, no fillRect: see `words.paint_words`
        if view.text is None:
            return
        left, right = view.column()
        bold, small = QFontMetricsF(self._bold), QFontMetricsF(self._sans)
        y = 12 + bold.ascent()

        def x_for(words: str, metrics: QFontMetricsF) -> float:
            # The button in the corner stands where a text from right to left begins.
            edge = min(right, self.width() - CORNER)
            return edge - metrics.horizontalAdvance(words) if view.page.mirrored else left

        p.setFont(self._bold)
        for line in self._title:
            p.drawText(QPointF(x_for(line, bold), y), line)
            y += bold.height() * 0.98
        p.setFont(self._sans)
        p.setOpacity(FAINT)
        forms = subtitles(view.text)
        words = next((f for f in forms if small.horizontalAdvance(f) <= right - left), forms[-1])
        p.drawText(QPointF(x_for(words, small), y - bold.ascent() + small.ascent() + 3), words)
        p.setOpacity(1.0)
        if view.awake and view.hasFocus():  # which pane the keys go to
            p.fillRect(QRect(left, self.height() - 2, right - left, 2), view.theme.colour("accent"))
            return
        p.setOpacity(0.16 if view.theme.name != "contrast" else 1.0)
        p.drawLine(left, self.height() - 1, right, self.height() - 1)


def _cut(words: str, font: QFont, width: int) -> str:
    """The words, or as many of them as fit with an ellipsis (Qt's own way needs its largest namespace: 24 ms)."""
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(words) <= width:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if metrics.horizontalAdvance(words[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + "…"


class TextPane(QWidget):
    """A text in a pane: `view` to read in, `ruler` at its right, a find bar when asked for."""

    find_closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = ReadingView(self)
        self.header = PaneHeader(self.view, self)
        self.ruler = OverviewRuler(self.view, self)
        self._corner: QWidget | None = None
        self._bar: FindBar | None = None
        self.view.woke.connect(self.after_first_paint)

    def set_text(self, text: Text | None) -> None:
        """Show a text from its beginning."""
        self.view.set_text(text)
        self.setAccessibleName(text.title if text is not None else "")
        self.view.setAccessibleName(text.title if text is not None else "")
        self.ruler.later()
        self._arrange()

    def renew_text(self, text: Text | None) -> None:
        """Show a text; another wording of the one that is shown stands where that stood, by provision."""
        old, view = self.view.text, self.view
        here = view.place().position if old is not None and view.page.ready else 0
        at = view.caret()
        self.set_text(text)
        if old is not None and text is not None and old.id == text.id and len(text.provisions) and len(old.provisions):
            last = len(text.provisions)
            top, caret = (text.provisions[min(old.provision_at(p).n, last) - 1].start for p in (here, at))
            view.select(caret, caret)
            if here:
                view.goto(top, level=0)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in other colours."""
        self.view.set_theme(theme)
        self.update()

    def set_typography(self, setting: Type) -> None:
        """Set the text and its title anew."""
        self.view.set_typography(setting)
        self.ruler.refresh()
        self._arrange()

    def zoom(self, steps: int) -> float:
        """Make the text of this pane larger or smaller; returns the new size in points."""
        size = self.view.zoom(steps)
        self._arrange()
        return size

    def set_corner(self, widget: QWidget | None) -> None:
        """Put a small widget (a menu button) into the corner of the header."""
        self._corner = widget
        if widget is not None:
            widget.setParent(self)
            widget.show()
        self._arrange()

    def show_find(self, words: str | None = None) -> None:
        """Open the find bar, with the words selected (or these) in it, and put the cursor there."""
        if self._bar is None:
            from reader.ui.reading.findbar import FindBar  # late: most readings never open it

            self._bar = FindBar(self.view, self)
            self._bar.closed.connect(self._close_find)
        self._bar.show()
        self._arrange()
        chosen = self.view.selected_text()
        self._bar.begin(words if words is not None else chosen if "\n" not in chosen else "")

    def hide_find(self) -> None:
        """Close the find bar and forget the hits."""
        if self._bar is not None and self._bar.isVisibleTo(self):
            self._bar.close_bar()

    def _close_find(self) -> None:
        if self._bar is not None:
            self._bar.hide()
        self._arrange()
        self.view.setFocus()
        self.find_closed.emit()

    def after_first_paint(self) -> None:
        """What the first paint can do without."""
        self.ruler.after_first_paint()

    def _arrange(self) -> None:
        w, h = self.width(), self.height()
        column = max(1, w - self.ruler.breadth)
        self.view.page.resize(column, max(1, self.view.height()))
        top = min(self.header.fit(column), h // 3)
        self.header.setGeometry(QRect(0, 0, column, top))
        if self._corner is not None:
            size = self._corner.sizeHint()
            self._corner.setGeometry(column - size.width() - 4, 6, size.width(), size.height())
            self._corner.raise_()
        if self._bar is not None and self._bar.isVisibleTo(self):
            height = self._bar.sizeHint().height()
            self._bar.setGeometry(0, top, column, height)
            top += height
        self.view.setGeometry(0, top, column, max(1, h - top))
        self.ruler.setGeometry(column, 0, self.ruler.breadth, h)
        self.header.update()

    def resizeEvent(self, event: Any) -> None:
        self._arrange()
