"""How the matrix is drawn, on the screen and into pictures alike."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from reader.crossref.model import Link
from reader.crossref.overview_matrix import Matrix
from reader.crossref.overview_tables import words_of
from reader.text.model import Text
from reader.ui.models.kinds import GROUPS
from reader.ui.overview.words import LETTERS
from reader.ui.theme import Theme

FAINT, FULL = 0.16, 0.95  # share of the kind's colour at score 0 and 1
LARGEST = 36.0  # pixels of a cell that nobody made larger
RULED = 8.0  # pixels from which lines part the cells
LETTERED = 15.0  # pixels from which a cell carries the initial of its kind, and cells are drawn one by one
GAP = 4.0


class Frame(NamedTuple):
    """Where things are: the size of a cell, the room for headers, and what is scrolled out at the left and top."""

    cell: float
    left: float
    top: float
    x: float = 0.0
    y: float = 0.0

    def rect(self, row: int, column: int) -> QRectF:
        """The cell on the screen."""
        return QRectF(
            self.left + column * self.cell - self.x, self.top + row * self.cell - self.y, self.cell, self.cell
        )


class Drawing:
    """A matrix of two texts in the colours of a theme; made anew when any of these changes."""

    def __init__(
        self, a: Text, b: Text, matrix: Matrix, theme: Theme, font: QFont, hidden: Collection[str] = ()
    ) -> None:
        """`hidden` are the kinds of link that are not drawn."""
        self.a, self.b, self.matrix, self.theme, self.hidden = a, b, matrix, theme, frozenset(hidden)
        self.font = QFont(font)
        self._metrics = QFontMetricsF(self.font)
        self._columns: list[list[int]] = [[] for _ in range(matrix.rows)]
        self._links: list[list[Link]] = [[] for _ in range(matrix.rows)]
        for row, column, link in matrix.shown(self.hidden):
            self._columns[row].append(column)
            self._links[row].append(link)
        self._picture: QImage | None = None

    # Sizes

    def headers(self, width: float, cell: float = 0.0) -> tuple[float, float]:
        """The room for headers at the left and on top; words take what cells of a known size leave of the width."""
        matrix, letter = self.matrix, self._metrics.averageCharWidth()
        top = 2 * self._metrics.height() + 3 * GAP
        last = f"{matrix.a_provisions:,}"
        number = self._metrics.horizontalAdvance(f"§{last}–{last}" if matrix.binned else f"§{last}") + 3 * GAP
        if matrix.binned:
            return number, top
        words = min(letter * 30, max(0.0, width * 0.3 - number))
        if cell:
            words = max(words, min(letter * 75, width - number - cell * matrix.columns - 3))
        return number + words, top

    def fitting(self, width: float, height: float) -> float:
        """The size of cells that shows the whole matrix in a room, headers included."""
        top = self.headers(width)[1]
        tall = min(LARGEST, max(1.0, (height - top - 2) / max(1, self.matrix.rows)))
        left = self.headers(width, tall)[0]
        most = min((width - left - 2) / max(1, self.matrix.columns), (height - top - 2) / max(1, self.matrix.rows))
        return max(0.5, min(LARGEST, most))

    def next_in(self, row: int, column: int, step: int) -> int:
        """The next column of a row (`step` 1 or -1) that holds a link; -1 where there is none."""
        columns = self._columns[row]
        i = bisect_left(columns, column + 1) if step > 0 else bisect_left(columns, column) - 1
        return columns[i] if 0 <= i < len(columns) else -1

    def next_row(self, row: int, column: int, step: int) -> int:
        """The next row that holds a link in a column; -1 where there is none."""
        at = row + step
        while 0 <= at < self.matrix.rows:
            i = bisect_left(self._columns[at], column)
            if i < len(self._columns[at]) and self._columns[at][i] == column:
                return at
            at += step
        return -1

    def legend(self, p: QPainter | None, x: float, y: float) -> tuple[float, float]:
        """Draw what colours and letters stand for (None: nothing); returns the room that it takes."""
        line = self._metrics.height()
        kinds = {link.kind for links in self._links for link in links}
        at = x
        for group in (group for group in GROUPS if kinds.intersection(group.kinds)):
            words = f"{LETTERS[group.kinds[0]]}  {group.title}"
            if p is not None:
                p.fillRect(QRectF(at, y + 2, line - 4, line - 4), self.theme.colour(group.role))
                p.setPen(self.theme.colour("text"))
                p.drawText(QPointF(at + line + 2, y + self._metrics.ascent()), words)
            at += line + 2 + self._metrics.horizontalAdvance(words) + 4 * GAP
        words = "fuller: stronger" if self.matrix.binned else "fuller: stronger · framed: confirmed"
        if p is not None:
            p.setPen(self.theme.colour("muted"))
            p.drawText(QPointF(at, y + self._metrics.ascent()), words)
        return at + self._metrics.horizontalAdvance(words) - x, line

    # Painting

    def paint(
        self, p: QPainter, frame: Frame, width: float, height: float, cursor: tuple[int, int] | None = None
    ) -> None:
        """Draw what of the matrix is in a room; the row and column of the cursor are marked in the headers."""
        p.setFont(self.font)
        p.fillRect(QRectF(0, 0, width, height), self.theme.colour("window"))
        body = QRectF(frame.left, frame.top, width - frame.left, height - frame.top)
        whole = QRectF(frame.rect(0, 0).topLeft(), frame.rect(self.matrix.rows, self.matrix.columns).topLeft())
        p.save()
        p.setClipRect(body)
        p.fillRect(whole, self.theme.colour("paper"))
        if cursor is not None:
            self._cross(p, frame, whole, cursor)
        if frame.cell < LETTERED:
            p.drawImage(whole, self._image())
        if frame.cell >= RULED:
            self._grid(p, frame, body)
        if frame.cell >= LETTERED:
            self._cells(p, frame, body)
        p.setPen(QPen(self.theme.colour("border"), 1))
        p.drawRect(whole)
        p.restore()
        self._rows(p, frame, height, cursor)
        self._heads(p, frame, width, cursor)

    def _visible(self, frame: Frame, body: QRectF) -> tuple[range, range]:
        first_row, first_column = int(frame.y // frame.cell), int(frame.x // frame.cell)
        last_row = min(self.matrix.rows, int((frame.y + body.height()) // frame.cell) + 1)
        last_column = min(self.matrix.columns, int((frame.x + body.width()) // frame.cell) + 1)
        return range(max(0, first_row), last_row), range(max(0, first_column), last_column)

    def _grid(self, p: QPainter, frame: Frame, body: QRectF) -> None:
        rows, columns = self._visible(frame, body)
        p.setPen(QPen(self.theme.mix("border", 0.55), 0))
        first, last = frame.rect(rows.start, columns.start), frame.rect(rows.stop, columns.stop)
        for row in rows:
            y = frame.rect(row, 0).top()
            p.drawLine(QPointF(first.left(), y), QPointF(last.left(), y))
        for column in columns:
            x = frame.rect(0, column).left()
            p.drawLine(QPointF(x, first.top()), QPointF(x, last.top()))

    def _cells(self, p: QPainter, frame: Frame, body: QRectF) -> None:
        rows, columns = self._visible(frame, body)
        letter = QFont(self.font)
        letter.setPixelSize(max(8, round(frame.cell * 0.5)))
        p.setFont(letter)
        for row in rows:
            held = self._columns[row]
            for i in range(bisect_left(held, columns.start), bisect_left(held, columns.stop)):
                rect = frame.rect(row, held[i]).adjusted(1, 1, -1, -1)
                self._cell(p, rect, self._links[row][i])
        p.setFont(self.font)

    def _cell(self, p: QPainter, rect: QRectF, link: Link) -> None:
        colour = self.colour(link)
        p.fillRect(rect, colour)
        if link.status == "confirmed":  # a frame, which is seen without colours too
            p.setPen(QPen(self.theme.colour("text"), 1.5))
            p.drawRect(rect.adjusted(0.75, 0.75, -0.75, -0.75))
        p.setPen(readable(colour))
        p.drawText(rect, Qt.AlignmentFlag.AlignCenter, LETTERS[link.kind])

    def colour(self, link: Link) -> QColor:
        """The colour of a cell: its kind's, the fuller the stronger the link."""
        share = round(FAINT + (FULL - FAINT) * min(1.0, max(0.0, link.score)), 2)  # few tones, so that they are kept
        return self.theme.mix(f"link.{link.kind}", share)

    def _image(self) -> QImage:
        """One pixel a cell: 100,000 rectangles would be too many for every scrolled pixel."""
        if self._picture is None:
            image = QImage(self.matrix.columns, self.matrix.rows, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            for row, columns in enumerate(self._columns):
                for column, link in zip(columns, self._links[row], strict=True):
                    image.setPixel(column, row, self.colour(link).rgb())
            self._picture = image
        return self._picture

    def _cross(self, p: QPainter, frame: Frame, whole: QRectF, cursor: tuple[int, int]) -> None:
        here, shade = frame.rect(*cursor), QColor(self.theme.colour("text"))
        shade.setAlpha(20)
        p.fillRect(QRectF(whole.left(), here.top(), whole.width(), here.height()), shade)
        p.fillRect(QRectF(here.left(), whole.top(), here.width(), whole.height()), shade)

    def _rows(self, p: QPainter, frame: Frame, height: float, cursor: tuple[int, int] | None) -> None:
        """The headers at the left: number and beginning of each provision, as many as there is room for."""
        line = self._metrics.height()
        every = max(1, -(-int(line + 1) // max(1, int(frame.cell)))) if frame.cell < line else 1
        first = max(0, int(frame.y // frame.cell))
        last = min(self.matrix.rows, int((frame.y + height - frame.top) // frame.cell) + 1)
        p.save()
        p.setClipRect(QRectF(0, frame.top, frame.left, height - frame.top))
        number = self._metrics.horizontalAdvance(f"§{self.matrix.a_provisions:,}")
        for row in range(first - first % every, last, every):
            here = cursor is not None and row <= cursor[0] < row + every
            middle = frame.rect(row, 0).top() + frame.cell / 2 if every == 1 else frame.rect(row, 0).top() + line / 2
            box = QRectF(GAP, middle - line / 2, frame.left - 2 * GAP, line)
            if every > 1 and box.bottom() > height:
                continue
            n, end = self.matrix.row_range(row)
            label = f"§{n:,}" + (f"–{end:,}" if end != n else "")
            p.setPen(self.theme.colour("accent" if here else "muted"))
            p.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label)
            room = box.width() - number - 2 * GAP
            if every == 1 and end == n and room > 40:
                words = self._metrics.elidedText(words_of(self.a, n, 160), Qt.TextElideMode.ElideRight, room)
                p.setPen(self.theme.colour("text"))
                p.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        p.restore()

    def _heads(self, p: QPainter, frame: Frame, width: float, cursor: tuple[int, int] | None) -> None:
        """The headers on top: titles of both texts, and the numbers of the second's provisions."""
        line = self._metrics.height()
        p.setPen(self.theme.colour("text"))
        bold = QFont(self.font)
        bold.setBold(True)
        p.setFont(bold)
        metrics, centred = QFontMetricsF(bold), Qt.AlignmentFlag.AlignVCenter
        below = metrics.elidedText(f"{self.a.short_title} ↓", Qt.TextElideMode.ElideMiddle, frame.left - 2 * GAP)
        p.drawText(QRectF(GAP, GAP + line, frame.left - 2 * GAP, line), Qt.AlignmentFlag.AlignLeft | centred, below)
        across = metrics.elidedText(f"{self.b.short_title} →", Qt.TextElideMode.ElideMiddle, width - frame.left - GAP)
        p.drawText(QRectF(frame.left, GAP, width - frame.left, line), Qt.AlignmentFlag.AlignLeft | centred, across)
        p.setFont(self.font)
        p.setClipRect(QRectF(frame.left - frame.cell, 0, width - frame.left + frame.cell, frame.top))
        widest = self._metrics.horizontalAdvance(f"{self.matrix.b_provisions:,}") + GAP
        every = max(1, -int(-widest // frame.cell))
        first = max(0, int(frame.x // frame.cell))
        last = min(self.matrix.columns, int((frame.x + width - frame.left) // frame.cell) + 1)
        for column in range(first - first % every, last, every):
            here = cursor is not None and column <= cursor[1] < column + every
            n, _ = self.matrix.column_range(column)
            box = frame.rect(0, column)
            room = QRectF(box.left(), frame.top - line - GAP, max(box.width(), widest), line)
            if room.left() < frame.left - 1:
                continue
            side = Qt.AlignmentFlag.AlignHCenter if every == 1 else Qt.AlignmentFlag.AlignLeft
            p.setPen(self.theme.colour("accent" if here else "muted"))
            p.drawText(room, side | centred, f"{n:,}")
        p.setClipping(False)


def readable(ground: QColor) -> QColor:
    """Black or white, whichever stands out more from a ground (relative luminance of WCAG 2)."""
    shares = (ground.redF(), ground.greenF(), ground.blueF())
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return QColor(Qt.GlobalColor.black if luminance > 0.179 else Qt.GlobalColor.white)
