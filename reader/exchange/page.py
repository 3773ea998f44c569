"""HTML out: one self-contained page, light and dark, that loads nothing and runs nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import datetime
from html import escape
from itertools import accumulate
from typing import Any, NamedTuple

from reader import paths
from reader.exchange.entries import Entry, Passage, entries
from reader.exchange.names import digest
from reader.exchange.options import Options
from reader.library.models import COLOURS, STYLES, Annotation, Snapshot
from reader.render.links import parse_passage
from reader.render.markdown import to_html
from reader.render.runs import flatten
from reader.text.model import Text

_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_FOOTNOTE = re.compile(r'( id="| href="#)(fn(?:ref\d*)?:)')


def words(given: str) -> str:
    """Words as HTML."""
    return escape(_LOST.sub("\ufffd", given))


class _Mark(NamedTuple):
    """Something that lies over a text: a highlight of a note, or the end of a cross-reference."""

    start: int
    end: int
    id: str  # the anchor at its beginning
    classes: str
    links: tuple[tuple[str, str, str], ...]  # (address, sign, what it leads to), shown at its end


def write(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> bytes:
    """The page in UTF-8: the texts side by side with what is marked in them, then the notes and cross-references."""
    options = Options.of(options)
    return Page(snapshot, options, now).whole().encode()


class Page:
    """The parts of the page; the PDF is made of the same ones."""

    def __init__(self, snapshot: Snapshot, options: Options, now: datetime, *, numbered: bool = False) -> None:
        """`numbered`: entries have numbers, and passages name them, for paper, where no link can be followed."""
        self.numbered = numbered
        self.snapshot = snapshot
        self.options = options
        self.now = now
        self.entries = entries(snapshot, links=options.links)
        self.by_title = {text.short_title.casefold(): text for text in snapshot.texts}
        self.marks: dict[str, list[_Mark]] = {text.id: [] for text in snapshot.texts}
        self._ordered: dict[str, list[_Mark]] = {}
        self._reach: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries, start=1):
            self._mark(entry, number)

    @property
    def title(self) -> str:
        """The title of the page."""
        shown = [text.short_title for text in self.snapshot.texts]
        return self.options.title or ("Notes on " + ", ".join(shown[:4]) if shown else "Notes")

    def whole(self) -> str:
        """The page from the first line to the last."""
        style = (paths.resources() / "templates" / "page.css").read_text("utf-8")
        allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
        texts = "\n".join(self.text(text) for text in self.snapshot.texts)
        notes = "\n".join(self.entry(entry) for entry in self.entries)
        language = self.snapshot.texts[0].lang if self.snapshot.texts else "en"
        return (
            f'<!DOCTYPE html>\n<html lang="{words(language)}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n<meta name="generator" content="Declaration Reader">\n'
            f"<title>{words(self.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
            f'<h1>{words(self.title)}</h1>\n<p class="meta">{self.now:%Y-%m-%d}</p>\n'
            f'<main>\n<div class="texts">\n{texts}\n</div>\n<section>\n<h2>Notes</h2>\n{notes}\n</section>\n</main>\n'
            "</body>\n</html>\n"
        )

    def _mark(self, entry: Entry, number: int) -> None:
        anchor = self.anchor(entry)
        first = entry.notes[0] if entry.notes else None
        for i, passage in enumerate(entry.passages):
            if not passage.placed or passage.text_id not in self.marks or passage.start >= passage.end:
                continue
            links = [(f"#{anchor}", "✎" if any(n.body for n in entry.notes) else "¶", "note")] if entry.notes else []
            if entry.linking:
                classes = "end"
                others = [(j, other) for j, other in enumerate(entry.passages) if j != i and other.placed]
                links += [(f"#{anchor}-{j}", "↔", other.place) for j, other in others]
            else:
                classes = _classes(first)
            if self.numbered:
                links = [(f"#{anchor}", str(number), "")]
            mark = _Mark(passage.start, passage.end, f"{anchor}-{i}", classes, tuple(links))
            self.marks[passage.text_id].append(mark)

    def anchor(self, entry: Entry) -> str:
        """The id of an entry on the page."""
        return f"e-{digest(entry.id, 12)}"

    def provision_anchor(self, text: Text, n: int) -> str:
        """The id of a provision on the page."""
        return f"p-{digest(text.id)}-{n}"

    def text(self, text: Text) -> str:
        """A text with its title, its provisions numbered and its marks."""
        where = ", ".join(words(part) for part in (text.place, text.date) if part)
        rows = "\n".join(self._row(text, n) for n in range(1, len(text.provisions) + 1))
        return (
            f'<article lang="{words(text.lang)}" dir="auto"><h2>{words(text.title)}</h2>\n'
            f'<p class="where">{where}</p>\n{rows}\n</article>'
        )

    def _row(self, text: Text, n: int) -> str:
        at, p = self.provision_anchor(text, n), text.provisions[n - 1]
        number = f'<a class="number" href="#{at}">§{n}</a>'
        return f'<div class="provision" id="{at}">{number}{self.passage(text, p.start, p.end)}</div>'

    def passage(self, text: Text, start: int, end: int) -> str:
        """The words of a stretch of a text with the marks that lie over it."""
        if text.id not in self._ordered:
            self._ordered[text.id] = sorted(self.marks[text.id], key=lambda mark: mark.start)
            reach = accumulate((mark.end for mark in self._ordered[text.id]), max)
            self._reach[text.id] = list(reach)
        ordered = self._ordered[text.id]
        # Marks that begin before the stretch may still reach into it: the furthest end so far says from which on.
        first = bisect_right(self._reach[text.id], start)
        last = bisect_left(ordered, end, key=lambda mark: mark.start)
        marks = [mark for mark in ordered[first:last] if mark.end > start]
        runs = flatten((max(mark.start, start), min(mark.end, end), i) for i, mark in enumerate(marks))
        out: list[str] = []
        at = start
        for run in runs:
            out.append(words(text.canonical[at : run.start]))
            over = [marks[i] for i in run.ids]
            out += [f'<span id="{mark.id}"></span>' for mark in over if mark.start == run.start]
            classes = " ".join(dict.fromkeys(name for mark in over for name in mark.classes.split()))
            tag = "mark" if any(mark.classes != "end" for mark in over) else "span"
            out.append(f'<{tag} class="{classes}">{words(text.canonical[run.start : run.end])}</{tag}>')
            for mark in over:
                if mark.end == run.end:
                    out += [
                        f'<sup><a href="{to}" title="{words(what)}">{sign}</a></sup>' for to, sign, what in mark.links
                    ]
            at = run.end
        out.append(words(text.canonical[at:end]))
        return "".join(out)

    def entry(self, entry: Entry, number: int = 0) -> str:
        """A note or a cross-reference with its quotations, linked to the places; with its number unless that is 0."""
        anchor = self.anchor(entry)
        lead = f"{number}. " if number else ""
        parts = [f'<article id="{anchor}"><h3>{lead}{words(entry.heading)}</h3>']
        parts += [self._quotation(passage, f"{anchor}-{i}") for i, passage in enumerate(entry.passages)]
        if entry.why:
            parts.append(f"<p>Why: {words(entry.why)}</p>")
        depths = entry.depths
        for note in entry.notes:
            answer = min(depths[note.id], 8)
            if answer:
                parts.append(f'<div class="reply r{answer}"><p class="meta">↳ Reply</p>')
            if note.body:
                parts.append(self.body(note))
            if note.tags:
                parts.append(f'<p class="tags">{" ".join("#" + words(tag) for tag in note.tags)}</p>')
            if answer:
                parts.append("</div>")
        return "\n".join(parts) + "</article>"

    def _quotation(self, passage: Passage, anchor: str) -> str:
        place = words(passage.title)
        if passage.placed and passage.text_id in self.marks and passage.start < passage.end:
            place = f'<a href="#{anchor}">{place}</a>'
        return f'<blockquote dir="auto">{words(passage.words)}</blockquote>\n<p class="where">— {place}</p>'

    def body(self, note: Annotation) -> str:
        """A note rendered; its footnotes are its own on the page."""
        html = _LOST.sub("\ufffd", to_html(note.body, link=self._link))
        own = _FOOTNOTE.sub(rf"\g<1>n{digest(note.id)}-\g<2>", html)
        return f'<div dir="auto">{own}</div>'

    def _link(self, target: str) -> str | None:
        passage = parse_passage(target)
        text = self.by_title.get(passage.short_title.casefold()) if passage is not None else None
        if passage is None or text is None or not 1 <= passage.provision <= len(text.provisions):
            return None
        return f"#{self.provision_anchor(text, passage.provision)}"


def _classes(note: Annotation | None) -> str:
    if note is None:
        return ""
    colour = note.colour if note.colour in COLOURS else "yellow"
    return f"{colour} {note.style}" if note.style in STYLES[1:] else colour
