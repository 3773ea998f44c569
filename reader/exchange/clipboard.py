"""What is copied: a quotation with its citation, or notes, as rich text, Markdown and plain text at once."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

from reader.exchange import escape as md
from reader.exchange.contain import contain
from reader.exchange.entries import cite, entries
from reader.library.models import Snapshot
from reader.render.markdown import to_html
from reader.text.model import Text

_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Clip(NamedTuple):
    """The same content three times."""

    html: str
    markdown: str
    plain: str


def passage(text: Text, start: int, end: int) -> Clip:
    """A passage with its citation."""
    return _clip([_quotation(text.canonical[start:end], cite(text, text.id, start, end)[1], text.lang)])


def rich(snapshot: Snapshot, *, links: str = "confirmed") -> Clip:
    """The notes of a snapshot: quotations with citations, bodies, tags."""
    parts: list[Clip] = []
    for entry in entries(snapshot, links=links):
        parts += [_quotation(found.words, found.title, "") for found in entry.passages]
        if entry.why:
            parts.append(
                Clip(
                    f"<p>Why: {_html(entry.why)}</p>", f"Why: {md.inline(entry.why, 'commonmark')}", f"Why: {entry.why}"
                )
            )
        for note in entry.notes:
            if note.body:
                held = contain(note.body, shift=0, flavour="commonmark").text
                parts.append(Clip(_LOST.sub("\ufffd", to_html(note.body)), held, note.body.strip()))
            if note.tags:
                tags = " ".join(f"#{tag}" for tag in note.tags)
                parts.append(Clip(f"<p>{_html(tags)}</p>", md.inline(tags, "commonmark"), tags))
    return _clip(parts)


def _html(words: str) -> str:
    return escape(_LOST.sub("\ufffd", words))


def _quotation(words: str, title: str, lang: str) -> Clip:
    language = f' lang="{escape(lang)}"' if lang else ""
    quoted = _html(words).replace("\n\n", "<br><br>").replace("\n", "<br>")
    return Clip(
        f'<blockquote{language} dir="auto">{quoted}</blockquote><p>— {_html(title)}</p>',
        f"{md.quote(words, 'commonmark')}\n\n— {md.inline(title, 'commonmark')}",
        f"“{words}”\n— {title}",
    )


def _clip(parts: list[Clip]) -> Clip:
    return Clip(*(("\n" if i == 0 else "\n\n").join(part[i] for part in parts) for i in range(3)))
