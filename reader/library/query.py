"""The language of the search box: every string is a query, and a slip is read as well as it can be."""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

from reader.library.words import spaced, words

FIELDS = ("tag", "text", "kind", "colour", "color", "has", "is", "before", "after", "in", "note", "quote")
_TOKEN = re.compile(
    r"""\s*(?: (?P<open>\() | (?P<close>\))
    | (?P<minus>-(?=[^\s)-]))
    | (?P<field>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s()"]*))
    | "(?P<phrase>[^"]*)(?:"|$)(?P<star>\*)?
    | (?P<word>[^\s()"]+) )""",
    re.VERBOSE,
)
_DEEPEST = 40  # brackets within brackets; deeper ones are read as if they were not there
_LONGEST = 2000  # characters of a query that are read
_MOST = 64  # words and fields that are read


class Words(NamedTuple):
    """A word, or a phrase of several, as `folded` words; `prefix` lets the last one go on. `column`: "" is all."""

    parts: tuple[str, ...]
    raw: str
    prefix: bool = False
    column: str = ""


class Field(NamedTuple):
    """A condition such as `tag:principles`."""

    name: str
    value: str


class Not(NamedTuple):
    """What must not hold."""

    what: Query


class And(NamedTuple):
    """All of these."""

    parts: tuple[Query, ...]


class Or(NamedTuple):
    """Any of these."""

    parts: tuple[Query, ...]


Query: TypeAlias = Words | Field | Not | And | Or
_Token: TypeAlias = tuple[str, Query | None]


def parse(query: str, *, typing: bool = False) -> Query | None:
    """Read a query; None when nothing in it can be looked for.

    `typing`: the last bare word may go on, unless it is a single letter, which would begin half of all words.
    """
    query = query[:_LONGEST].encode("utf-8", "replace").decode("utf-8")  # half a character pair, from a bad paste
    tokens = _tokens(query)
    if typing and tokens and not query[-1:].isspace():
        last = tokens[-1][1]
        long_enough = isinstance(last, Words) and (len(last.parts[-1]) > 1 or not last.parts[-1].isascii())
        if isinstance(last, Words) and long_enough and not last.column and not query.rstrip().endswith('"'):
            tokens[-1] = ("item", last._replace(prefix=True))
    return _Parser(tokens).read()


def _tokens(query: str) -> list[_Token]:
    found: list[_Token] = []
    count = 0
    for m in _TOKEN.finditer(query):
        token = _token(m)
        if token is None:
            continue
        count += token[0] == "item"
        if count > _MOST:
            break
        found.append(token)
    return found


def _token(m: re.Match[str]) -> _Token | None:
    if m["open"]:
        return "(", None
    if m["close"]:
        return ")", None
    if m["minus"]:
        return "NOT", None
    if m["field"] is not None:
        return _field(m)
    if m["phrase"] is not None:
        return _item(m["phrase"], prefix=bool(m["star"]))
    word = m["word"]
    if word in ("AND", "OR", "NOT"):
        return word, None
    if word in ("&", "&&", "+"):
        return "AND", None
    if word in ("|", "||"):
        return "OR", None
    if word.startswith("#") and len(word) > 1:
        return "item", Field("tag", word[1:])
    return _item(word.rstrip("*"), prefix=word.endswith("*"))


def _field(m: re.Match[str]) -> _Token | None:
    name = m["field"].lower()
    value = m["quoted"] if m["quoted"] is not None else m["value"]
    if name not in FIELDS:  # "Note: …" in a pasted sentence is words, not a field
        return _item(f"{m['field']} {value}", prefix=False)
    if not value:
        return None
    if name in ("note", "quote"):
        column = "body" if name == "note" else "quote"
        return _item(value.rstrip("*"), prefix=value.endswith("*"), column=column)
    return "item", Field("colour" if name == "color" else name, value)


def _item(raw: str, *, prefix: bool, column: str = "") -> _Token | None:
    parts = tuple(w for _, _, w in words(raw))
    return ("item", Words(parts, raw, prefix, column)) if parts else None


class _Parser:
    """Recursive descent: OR binds least, then AND (written or not), then NOT."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def read(self) -> Query | None:
        parts = []
        while self.at < len(self.tokens):
            found = self._either()
            if found is not None:
                parts.append(found)
            elif self.at < len(self.tokens):
                self.at += 1  # a bracket that closes nothing
        return _joined(parts, And)

    def _peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _either(self) -> Query | None:
        parts = []
        while True:
            found = self._every()
            if found is not None:
                parts.append(found)
            if self._peek() != "OR":
                return _joined(parts, Or)
            self.at += 1

    def _every(self) -> Query | None:
        parts = []
        while self._peek() in ("item", "(", "NOT", "AND"):
            if self._peek() == "AND":
                self.at += 1
                continue
            found = self._one()
            if found is not None:
                parts.append(found)
        return _joined(parts, And)

    def _one(self) -> Query | None:
        negated = False
        while self._peek() == "NOT":
            negated = not negated
            self.at += 1
        found: Query | None = None
        kind = self._peek()
        if kind == "item":
            found = self.tokens[self.at][1]
            self.at += 1
        elif kind == "(":
            self.at += 1
            if self.depth < _DEEPEST:
                self.depth += 1
                found = self._either()
                self.depth -= 1
                if self._peek() == ")":
                    self.at += 1
        return Not(found) if negated and found is not None else found


def _joined(parts: list[Query], kind: type[And] | type[Or]) -> Query | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def wanted(query: Query | None) -> list[Words]:
    """The words that a hit shows: all but the negated ones."""
    match query:
        case Words():
            return [query]
        case And(parts) | Or(parts):
            return [w for part in parts for w in wanted(part)]
    return []


def fields(query: Query | None) -> list[Field]:
    """All conditions of a query, negated ones too; a word that is sought in one column only counts as one."""
    match query:
        case Words(_, raw, _, column) if column:
            return [Field(column, raw)]
        case Field():
            return [query]
        case Not(what):
            return fields(what)
        case And(parts) | Or(parts):
            return [f for part in parts for f in fields(part)]
    return []


def match_string(w: Words) -> str:
    """A word or phrase for FTS5's MATCH: quoted whatever it holds, so that nothing in it is syntax."""
    text = '"' + spaced(w.raw).replace('"', '""') + '"' + (" *" if w.prefix else "")
    return f"{w.column} : {text}" if w.column else text
