"""Colours of Markdown while it is typed: Pygments tokens, one line at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from reader.render.highlight import Coloured, markdown_tokens
from reader.ui.offsets import Utf16Map

LONGEST_LINE = 4_000  # code points; a longer line is left plain: one keystroke must not lex a whole pasted book
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)\Z", re.DOTALL)
_OUTSIDE = 0
LONGEST = 500_000  # characters of a note with colours; those of 10 MB would take seconds before it can be read


@lru_cache(maxsize=2048)
def _tokens(line: str) -> tuple[Coloured, ...]:
    # Qt asks again for every line below an opened fence, and for all of them when the theme changes.
    return tuple(markdown_tokens(line))


class MarkdownHighlighter(QSyntaxHighlighter):
    """Colours by theme role (`syntax.heading`, …); Qt asks for the lines that changed, and below them while needed.

    The state of a line is 0, or the fence that is open at its end: its length, negative for tildes.
    """

    def __init__(self, document: QTextDocument, colour: Callable[[str], QColor]) -> None:
        """`colour` gives the colour of a theme role."""
        self._formats: dict[str, QTextCharFormat] = {}
        super().__init__(document)
        self.set_colours(colour)

    def set_colours(self, colour: Callable[[str], QColor]) -> None:
        """Take the colours of another theme and colour everything anew."""
        self._formats = {}
        for role in ("heading", "strong", "emphasis", "link", "code", "quote", "tag"):
            form = QTextCharFormat()
            form.setForeground(colour(f"syntax.{role}"))
            if role in ("heading", "strong"):
                form.setFontWeight(QFont.Weight.Bold)
            form.setFontItalic(role in ("emphasis", "quote"))
            self._formats[f"syntax.{role}"] = form
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if self.document().characterCount() > LONGEST:
            return
        fence = max(0, self.previousBlockState()) if self.previousBlockState() != -1 else _OUTSIDE
        found = _FENCE.match(text)
        if fence:
            closes = found is not None and _code(found[1]) % 2 == fence % 2 and _code(found[1]) >= fence
            self.setCurrentBlockState(_OUTSIDE if closes and found and not found[2].strip() else fence)
            self._paint(text, (Coloured(0, len(text), "syntax.code"),))
            return
        if found is not None and not (found[1][0] == "`" and "`" in found[2]):
            self.setCurrentBlockState(_code(found[1]))
            self._paint(text, (Coloured(0, len(text), "syntax.code"),))
            return
        self.setCurrentBlockState(_OUTSIDE)
        if len(text) <= LONGEST_LINE:
            self._paint(text, _tokens(text))

    def _paint(self, text: str, tokens: tuple[Coloured, ...]) -> None:
        at = (lambda i: i) if text.isascii() else Utf16Map(text).to_utf16
        for token in tokens:
            form = self._formats.get(token.role)
            if form is not None:
                start = at(token.start)
                self.setFormat(start, at(token.start + token.length) - start, form)


def _code(mark: str) -> int:
    """A fence as a number: twice its length, odd for tildes; a longer fence of the same kind is never smaller."""
    return 2 * min(len(mark), 1000) + (mark[0] == "~")
