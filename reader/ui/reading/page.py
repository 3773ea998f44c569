"""The geometry of a view: which piece stands where, without a widget and without painting."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from reader.text.model import Text
from reader.ui.reading.heights import Heights, Pieces
from reader.ui.reading.layout import Laid, starts_rtl
from reader.ui.reading.typography import Face, Type

if TYPE_CHECKING:
    from reader.ui.reading.hyphens import Hyphenator

KEPT = 200  # layouts: some ten screens, 3 MB of ordinary provisions
NARROW = 46  # characters a line; above, ragged lines are even enough without hyphens
NEAR = 60  # pieces that are walked exactly; further away, estimates do


class Place(NamedTuple):
    """What stands at the top of a view: a code point, and the pixels of its line that are above the edge."""

    position: int
    offset: int


class Row(NamedTuple):
    """A piece on the screen: its number (from 0), the y of its top in the viewport, its layout."""

    piece: int
    y: int
    laid: Laid


class Page:
    """A text set in a column of the viewport; the scroll position is (piece, pixels into it)."""

    def __init__(self) -> None:
        self.text: Text | None = None
        self.pieces: Pieces | None = None
        self.setting = Type()
        self.face: Face | None = None
        self.heights: Heights | None = None
        self.width = self.height = 0
        self.first = 0  # the piece at the top edge
        self.into = 0  # pixels of it above the edge; negative in the space over the first
        self.left = self.right = 0  # the column: band, number and words stand in it
        self.text_x = self.text_w = 0
        self.mirrored = False
        self.hyphens: Hyphenator | None = None
        self._kept: OrderedDict[int, Laid] = OrderedDict()
        self._screen: list[Row] = []
        self._screen_for: tuple[int, int, int] | None = None

    # -- what is set, and how

    def set_text(self, text: Text | None) -> None:
        """Show a text from its beginning."""
        self.text = text
        self.pieces = Pieces(text) if text is not None else None
        self.mirrored = text is not None and starts_rtl(text.canonical[:200])
        self.face = None
        self.first = self.into = 0
        self._reset()
        self.into = -self.pad

    def set_type(self, setting: Type) -> None:
        """Set the text anew, keeping what stands at the top."""
        place = self.place()
        self.setting = setting
        self.face = None
        self._reset()
        self.restore(place)

    def resize(self, width: int, height: int) -> bool:
        """Fit the column to the viewport, keeping what stands at the top; whether lines were set anew."""
        if (width, height) == (self.width, self.height):
            return False
        again = width != self.width
        place = self.place() if again and self.heights is not None else None
        self.width, self.height = width, height
        if again:
            self._reset()
            if place is not None:
                self.restore(place)
        self._clamp()
        return again

    def _reset(self) -> None:
        self._kept.clear()
        self._screen_for = None
        self.heights = None
        if self.text is None or self.pieces is None or not self.width:
            return
        if self.face is None:
            self.face = Face(self.setting, self.text.lang, self.text.canonical[:400], len(self.text.provisions))
        face = self.face
        edge = max(14, round(face.average * 2))
        column = min(max(80, self.width - 2 * edge), face.indent + face.measure + face.gap)
        self.left = (self.width - column) // 2
        self.right = self.left + column
        inner = max(4, round(face.average * (2.2 if self.setting.initials else 0.8)))  # with room for a letter
        self.text_w = max(40, column - face.indent - inner)
        self.text_x = self.left + (inner if self.mirrored else face.indent)
        self.hyphens = self._hyphens(self.text_w / face.average)
        self.heights = Heights(self.pieces, self.text_w / face.glyphs * 0.97, face.line, face.gap)

    def _hyphens(self, characters: float) -> Hyphenator | None:
        mode = self.setting.hyphens
        if self.text is None or mode == "never" or (mode == "narrow" and characters > NARROW):
            return None
        from reader.ui.reading.hyphens import hyphenator  # late: 5 ms that wide columns need not

        return hyphenator(self.text.lang)

    @property
    def ready(self) -> bool:
        """Whether there is a text and room to show it."""
        return self.heights is not None and len(self.heights_pieces) > 0

    @property
    def heights_pieces(self) -> Pieces:
        """The pieces; only to be asked for while there is a text."""
        assert self.pieces is not None
        return self.pieces

    @property
    def pad(self) -> int:
        """Pixels over the first piece."""
        return self.face.gap if self.face is not None else 10

    # -- the whole length

    @property
    def length(self) -> int:
        """Pixels of the whole text, with a part of the screen below the end, so that the end can stand high."""
        return 0 if self.heights is None else self.pad + self.heights.total + int(self.height * 0.5)

    @property
    def furthest(self) -> int:
        """The largest value of the scroll bar."""
        return max(0, self.length - self.height)

    @property
    def value(self) -> int:
        """Where the scroll bar stands now."""
        return 0 if self.heights is None else self.pad + self.heights.top(self.first) + self.into

    def jump(self, value: int) -> None:
        """Go to a value of the scroll bar; far away the estimate decides what that is."""
        if self.heights is not None:
            self.first, self.into = self.heights.find(value - self.pad)
            self._settle()

    def move(self, by: int) -> int:
        """Scroll by exact pixels from what is on the screen; returns how many it could."""
        if not self.ready:
            return 0
        before_first, before = self.first, self.into
        self.into += by
        self._settle()
        self._clamp()
        return self.distance(before_first, before)

    def distance(self, first: int, into: int) -> int:
        """How many pixels the page is scrolled further than when it stood at (`first`, `into`)."""
        assert self.heights is not None
        low, high = sorted((first, self.first))
        between = sum(self.heights[i] for i in range(low, high))
        return (between if first <= self.first else -between) - into + self.into

    def _settle(self) -> None:
        """Walk to the piece that really is at the top edge."""
        heights = self.heights
        if heights is None:
            return
        last = len(self.heights_pieces) - 1
        while self.into < 0 and self.first > 0:
            self.first -= 1
            self.into += self.laid(self.first).height
        while self.first < last and self.into >= self.laid(self.first).height:
            self.into -= self.laid(self.first).height
            self.first += 1

    def _clamp(self) -> None:
        if not self.ready:
            return
        if self.first == 0 and self.into < -self.pad:
            self.into = -self.pad
        over = self.value - self.furthest
        if over > 0:
            self.into -= over
            self._settle()
            if self.first == 0:
                self.into = max(self.into, -self.pad)

    # -- pieces

    def laid(self, i: int) -> Laid:
        """The layout of a piece; its height is exact from then on."""
        found = self._kept.get(i)
        if found is not None:
            self._kept.move_to_end(i)
            return found
        text, face, pieces = self.text, self.face, self.heights_pieces
        assert text is not None and face is not None and self.heights is not None
        start, end = pieces.starts[i], pieces.ends[i]
        body = text.provisions.bodies.get(pieces.provision(i), 0)
        found = self._kept[i] = Laid(
            text.canonical[start:end], start, face, self.text_w,
            bold=max(0, min(body, end) - start), head=face.heading_gap if body > start and i else 0,
            gap=face.gap if pieces.closes(i) else 0, hyphens=self.hyphens,
        )  # fmt: skip
        self.heights.set(i, found.height)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
            self._screen_for = None  # it may have held what has gone
        return found

    def kept(self, start: int, end: int) -> Iterator[Laid]:
        """The layouts at hand that touch `[start, end]`: what has to forget what it knew of marks."""
        if self.pieces is None:
            return
        low, high = self.pieces.at(start), self.pieces.at(end)
        if high - low < len(self._kept):
            yield from (self._kept[i] for i in range(low, high + 1) if i in self._kept)
        else:
            yield from (laid for i, laid in self._kept.items() if low <= i <= high)

    def rows(self, top: int = 0, bottom: int | None = None) -> Iterator[Row]:
        """The pieces between two y of the viewport, from top to bottom."""
        if not self.ready:
            return
        bottom = self.height if bottom is None else min(bottom, self.height)
        for row in self._on_screen():
            if row.y >= bottom:
                break
            if row.y + row.laid.height > top:
                yield row

    def _on_screen(self) -> list[Row]:
        """The pieces on the screen: asked for ten times a frame, walked once."""
        state = (self.first, self.into, self.height)
        if state != self._screen_for:
            rows = []
            i, y, n = self.first, -self.into, len(self.heights_pieces)
            while i < n and y < self.height:
                laid = self.laid(i)
                rows.append(Row(i, y, laid))
                y += laid.height
                i += 1
            self._screen, self._screen_for = rows, state
        return self._screen

    # -- positions

    def place(self) -> Place:
        """What stands at the top edge."""
        if not self.ready:
            return Place(0, 0)
        laid = self.laid(self.first)
        at = 0
        for k, (_, _, y, _) in enumerate(laid.lines):
            if y <= self.into:
                at = k
        start, _, y, _ = laid.lines[at]
        return Place(laid.start + laid.map.to_code_point(start), self.into - y)

    def restore(self, place: Place) -> None:
        """Put a place back to the top edge."""
        if self.ready:
            self.first = self.heights_pieces.at(place.position)
            self.into = self.line_y(self.first, place.position) + place.offset
            self._settle()
            self._clamp()

    def line_y(self, i: int, position: int) -> int:
        """The y, in its piece, of the line that holds a code point."""
        laid = self.laid(i)
        unit = laid.map.to_utf16(max(0, min(position, self.heights_pieces.ends[i]) - laid.start))
        return laid.lines[laid.line_of(unit)][2] if laid.lines else laid.top

    def y_of(self, position: int) -> int:
        """The y in the viewport of the top of the line of a code point; an estimate when it is far away."""
        assert self.heights is not None
        i = self.heights_pieces.at(position)
        if i == self.first:
            return self.line_y(i, position) - self.into
        if abs(i - self.first) <= NEAR and self._walkable(i):
            step = range(self.first, i) if i > self.first else range(i, self.first)
            between = sum(self.heights[j] for j in step)
            return (between if i > self.first else -between) - self.into + self.line_y(i, position)
        n = self.heights_pieces.ends[i] - self.heights_pieces.starts[i]
        inside = (position - self.heights_pieces.starts[i]) / max(1, n) * self.heights[i]
        return self.heights.top(i) - self.heights.top(self.first) - self.into + int(inside)

    def _walkable(self, i: int) -> bool:
        assert self.heights is not None
        return all(self.heights.exact(j) for j in range(min(i, self.first), max(i, self.first) + 1))

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """The y of the top and the bottom of the lines that `[start, end)` stands on."""
        assert self.face is not None
        top = self.y_of(start)
        return top, max(top, self.y_of(max(start, end - 1))) + self.face.line

    def row_at(self, y: float) -> Row | None:
        """The piece at a y of the viewport; the last one below the end."""
        found = None
        for found in self.rows():
            if y < found.y + found.laid.height:
                break
        return found

    def position_at(self, x: float, y: float) -> int:
        """Where the caret goes for a click at a point of the viewport."""
        row = self.row_at(y)
        if row is None or self.face is None:
            return 0
        laid = row.laid
        line = int((y - row.y - laid.top) // self.face.line)
        if line >= len(laid.lines) and y > row.y + laid.bottom + self.face.gap:
            return self.heights_pieces.ends[row.piece]
        return laid.at_x(x - self.text_x, max(0, min(line, len(laid.lines) - 1)))

    def char_at(self, x: float, y: float) -> int:
        """The code point of the text under a point of the viewport, or -1 where there are no words."""
        row = self.row_at(y)
        if row is None or self.face is None:
            return -1
        line = int((y - row.y - row.laid.top) // self.face.line)
        if not 0 <= line < len(row.laid.lines):
            return -1
        return row.laid.char_at_x(x - self.text_x, line)

    # -- coordinates: code points with a fraction, continuous over the pixels of the text

    def coordinate(self, y: float) -> float:
        """The coordinate at a y of the viewport."""
        row = self.row_at(y)
        if row is None:
            return 0.0
        start, length = self._span(row.piece)
        over = self.pad if row.piece == 0 else 0  # the space over the first piece belongs to it
        return start + min(1.0, max(0.0, (y - row.y + over) / max(1, row.laid.height + over))) * length

    def seek(self, coordinate: float, y: float) -> None:
        """Bring a coordinate to a y of the viewport, as far as the text reaches."""
        if not self.ready:
            return
        i = self.heights_pieces.at(int(coordinate))
        start, length = self._span(i)
        inside = min(1.0, max(0.0, (coordinate - start) / max(1, length)))
        over = self.pad if i == 0 else 0
        self.first, self.into = i, round(inside * (self.laid(i).height + over) - over - y)
        self._settle()
        self._clamp()

    def _span(self, i: int) -> tuple[int, int]:
        pieces = self.heights_pieces
        end = pieces.starts[i + 1] if i + 1 < len(pieces) else pieces.ends[i]
        return pieces.starts[i], end - pieces.starts[i]
