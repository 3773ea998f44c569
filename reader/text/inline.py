"""Markdown inside a paragraph becomes plain words: emphasis, code, links, images, notes, entities, tags."""

from __future__ import annotations

import html
import re
from collections.abc import Collection

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~]")
_INNER = r"((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,1000})"
_TOKEN = re.compile(
    rf"""\\(?P<escape>[!-/:-@\[-`{{-~])
    |(?<!`)(?P<ticks>`++)(?P<code>.{{1,2000}}?)(?<!`)(?P=ticks)(?!`)
    |\[\^(?P<note>[^\]\s]{{1,60}})\]
    |\[\[(?P<wiki>[^\[\]|\n]{{1,200}})(?:\|(?P<alias>[^\[\]\n]{{1,200}}))?\]\]
    |!?\[(?P<link>{_INNER[1:-1]})\]\(\s*(?:<[^<>\n]{{0,2000}}>|[^\s()<>]{{0,2000}}(?:\([^\s()]{{0,500}}\)[^\s()]{{0,500}})?)
        (?:\s+(?:"[^"]{{0,500}}"|'[^']{{0,500}}'|\([^()]{{0,500}}\)))?\s*\)
    |!?\[(?P<ref>{_INNER[1:-1]})\]\[(?P<to>[^\[\]]{{0,200}})\]
    |!?\[(?P<short>[^\[\]]{{1,200}})\]
    |<(?P<auto>(?:https?|ftp|mailto):[^\s<>]{{1,2000}}|[\w.+-]{{1,64}}@[\w.-]{{1,255}})>
    |<(?P<tag>/?[a-zA-Z][a-zA-Z0-9-]{{0,30}})(?:\s[^<>]{{0,2000}})?/?>
    |(?P<entity>&(?:\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[a-zA-Z]\w{{1,30}});)
    |(?P<run>\*+|_+|~~)""",
    re.X | re.S,
)
_DEPTH = 4  # links in links: deeper ones stay as they are written


def plain(s: str, references: Collection[str] = (), depth: int = 0) -> str:
    """The words of a piece of inline Markdown; `references` are the lower-cased names of link definitions.

    A `*` or `_` that opens or closes nothing ("2 * 3", "snake_case") stays.
    """
    if not _SPECIAL.search(s):
        return s
    pieces: list[str] = []
    runs: list[tuple[int, bool, bool]] = []  # index in pieces, may open, may close
    at = 0
    for m in _TOKEN.finditer(s):
        if m.start() > at:
            pieces.append(s[at : m.start()])
        at = m.end()
        run = m.group("run")
        if run:
            before, after = s[m.start() - 1 : m.start()], s[m.end() : m.end() + 1]
            runs.append((len(pieces), *_flanks(run, before, after)))
            pieces.append(run)
        else:
            pieces.append(_token(m, references, depth))
    pieces.append(s[at:])
    _drop_emphasis(pieces, runs)
    return "".join(pieces)


def _token(m: re.Match[str], references: Collection[str], depth: int) -> str:
    got = m.groupdict()
    whole = m.group()
    if got["escape"] is not None:
        return got["escape"]
    if got["code"] is not None:
        return got["code"].strip() or got["code"]
    if got["note"] is not None:
        return f"[{got['note']}]"
    if got["wiki"] is not None:
        return got["alias"] or got["wiki"]
    if got["link"] is not None:
        return plain(got["link"], references, depth + 1) if depth < _DEPTH else got["link"]
    if got["ref"] is not None:
        known = (got["to"] or got["ref"]).lower() in references
        return plain(got["ref"], references, depth + 1) if known and depth < _DEPTH else whole
    if got["short"] is not None:
        inner = plain(got["short"], (), _DEPTH) if depth < _DEPTH else got["short"]
        return inner if got["short"].lower() in references else whole.replace(got["short"], inner, 1)
    if got["auto"] is not None:
        return got["auto"].removeprefix("mailto:")
    if got["tag"] is not None:
        return "\n" if got["tag"].lower() in ("br", "p", "/p", "/div", "/li", "/tr") else ""
    return html.unescape(whole)


def _flanks(run: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a run of delimiters may open and may close (CommonMark 6.2, "left-flanking" and "right-flanking")."""
    open_ = bool(after) and not after.isspace() and (after.isalnum() or not before.isalnum())
    close = bool(before) and not before.isspace() and (before.isalnum() or not after.isalnum())
    if run[0] == "_":
        return open_ and not (close and before.isalnum()), close and not (open_ and after.isalnum())
    return open_, close


def _drop_emphasis(pieces: list[str], runs: list[tuple[int, bool, bool]]) -> None:
    left = {i: len(pieces[i]) for i, _, _ in runs}  # counted, not cut: a run may be a million characters long
    openers: dict[str, list[int]] = {"*": [], "_": [], "~": []}
    for i, can_open, can_close in runs:
        stack = openers[pieces[i][0]]
        while can_close and stack and left[i]:
            n = min(left[stack[-1]], left[i])
            left[stack[-1]] -= n
            left[i] -= n
            if not left[stack[-1]]:
                stack.pop()
        if can_open and left[i]:
            stack.append(i)
    for i, n in left.items():
        pieces[i] = pieces[i][:n]
