"""Colours for the Markdown editor: Pygments tokens to `(start, length, role)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pygments.lexer import RegexLexer, bygroups
from pygments.token import Comment, Generic, Keyword, Name, Operator, String, Text, _TokenType

LIMIT = 100_000  # code points: a longer note is not coloured, it is still edited


class Coloured(NamedTuple):
    """A stretch of the source, in code points, and the theme's role for it."""

    start: int
    length: int
    role: str


_group: Callable[..., Any] = bygroups


class NoteLexer(RegexLexer):
    """Markdown as notes use it, with `#tags/nested` and `[[links to passages]]`.

    Pygments' own lexer knows neither, and its patterns for emphasis and code are quadratic on long lines.
    Every pattern here is bounded to one line (fences aside) and to a length.
    """

    name = "Declaration Reader note"
    flags = re.MULTILINE
    tokens = {  # noqa: RUF012 -- the shape that Pygments asks for
        "root": [
            (r"^ {0,3}(`{3,}|~{3,})[^\n]*(?:\n|\Z)(?:[^\n]*(?:\n|\Z))*?(?: {0,3}\1[`~]*[ \t]*$|\Z)", String.Backtick),
            (r"^ {0,3}#{1,6}(?=[ \t\n]|\Z)[^\n]*", Generic.Heading),
            (r"^[ \t]{0,40}(?:>[ \t]?){1,40}[^\n]*", Generic.Output),
            (r"^([ \t]{0,40})([-*+]|\d{1,9}[.)])([ \t])", _group(Text, Keyword, Text)),
            (r"\\[^\w\s]", Text),
            (r"(`{1,8})(?!`)[^`\n]{1,500}\1(?!`)", String.Backtick),
            (r"\[\[[^\[\]\n]{1,300}\]\]", Name.Label),
            (r"!?\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)", Name.Label),
            (r"<?\bhttps?://[^\s<>]{1,500}>?", Name.Label),
            (r"\[\^[^\[\]\s]{1,60}\]:?", Name.Label),
            (r"\*\*(?=\S)[^*\n]{1,500}(?<=\S)\*\*|(?<!\w)__(?=\S)[^_\n]{1,500}(?<=\S)__(?!\w)", Generic.Strong),
            (r"\*(?=[^\s*])[^*\n]{1,500}(?<=\S)\*|(?<!\w)_(?=[^\s_])[^_\n]{1,500}(?<=\S)_(?!\w)", Generic.Emph),
            (r"(?<![\w/#&])#(?=[\w/-]{0,100}[^\W\d])[\w/-]{1,120}", Name.Decorator),
            (r"\$\$?[^$\n]{1,300}\$\$?", Comment),
            (r"\w+", Text),
            (r"[^\S\n]+|\n+", Text),
            (r"[^\w\s]", Text),
        ],
    }


_ROLES: dict[_TokenType, str] = {
    Generic.Heading: "syntax.heading",
    Generic.Strong: "syntax.strong",
    Generic.Emph: "syntax.emphasis",
    Generic.Output: "syntax.quote",
    String.Backtick: "syntax.code",
    Comment: "syntax.code",
    Name.Label: "syntax.link",
    Name.Decorator: "syntax.tag",
    Keyword: "syntax.heading",
    Operator: "syntax.heading",
}
_LEXER = NoteLexer()


def _tokens(source: str) -> Iterator[Coloured]:
    for start, kind, value in _LEXER.get_tokens_unprocessed(source):
        role = _ROLES.get(kind)
        if role is not None and value:
            yield Coloured(start, len(value.rstrip("\n")), role)


def markdown_tokens(source: str) -> list[Coloured]:
    """The coloured stretches of a note (or of a line of it), in order, disjoint; plain words have none.

    Offsets are code points of `source`. A source longer than `LIMIT` gets no colours.
    """
    return [] if len(source) > LIMIT else [token for token in _tokens(source) if token.length]


def in_fence(before: str) -> bool:
    """Whether the end of `before` lies inside a fenced code block (for an editor that colours line by line)."""
    mark = ""
    for line in before.split("\n"):
        found = re.match(r" {0,3}(`{3,}|~{3,})([^\n]*)", line)
        if found is None:
            continue
        if not mark:
            mark = found[1]
        elif found[1].startswith(mark) and not found[2].strip():
            mark = ""
    return bool(mark)
