"""CSV out: one row for each passage of a note, or for each cross-reference; no cell can be a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from reader.exchange.entries import decisions_shown, of_target
from reader.exchange.options import Options
from reader.library.models import Snapshot, Target

NOTES = (
    "id", "text", "passage", "provision", "start", "end", "quote", "note", "tags", "colour", "style", "state",
    "cross_reference", "created", "modified",
)  # fmt: skip
LINKS = (
    "key", "kind", "name", "status", "origin", "score", "text_a", "passage_a", "quote_a", "text_b", "passage_b",
    "quote_b", "why", "decided",
)  # fmt: skip
# Spreadsheets run what begins with one of these, also after spaces and in full width (OWASP, CSV injection).
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠\t\r\n|%]")
_LOST = re.compile("[\x00\ud800-\udfff]")


def cell(value: object) -> str:
    """A value as a cell: words that a spreadsheet would run get a leading apostrophe."""
    if isinstance(value, int | float):
        return str(value)
    words = _LOST.sub("\ufffd", str(value))
    return f"'{words}" if _FORMULA.match(words) else words


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(head)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return out.getvalue().encode()


def write(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> bytes:
    """The notes as CSV (RFC 4180, UTF-8 without BOM); a note without a passage has a row of its own."""
    Options.of(options)
    texts = {text.id: text for text in snapshot.texts}
    rows: list[Sequence[object]] = []
    for note in snapshot.annotations:
        for target in note.targets or (Target("", 0, 0, ""),):
            passage = of_target(target, texts) if note.targets else None
            rows.append((
                note.id, target.text_id, passage.place if passage else "", target.provision, target.start, target.end,
                target.exact, note.body, ", ".join(note.tags), note.colour, note.style, target.state,
                note.link_key or "", note.created, note.modified,
            ))  # fmt: skip
    return _table(NOTES, rows)


def write_links(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> bytes:
    """The chosen cross-references as CSV, in the order of the first text."""
    options = Options.of(options)
    texts = {text.id: text for text in snapshot.texts}
    rows: list[Sequence[object]] = []
    for decision in sorted(decisions_shown(snapshot, options.links), key=lambda d: (d.a_text, d.link.a.start)):
        link = decision.link
        a = of_target(
            Target(decision.a_text, link.a.start, link.a.end, link.a.exact, provision=link.a.provision), texts
        )
        b = of_target(
            Target(decision.b_text, link.b.start, link.b.end, link.b.exact, provision=link.b.provision), texts
        )
        rows.append((
            link.key, link.kind, link.name or "", link.status, link.origin, round(link.score, 4), decision.a_text,
            a.place, link.a.exact, decision.b_text, b.place, link.b.exact, link.why.summary, decision.decided,
        ))  # fmt: skip
    return _table(LINKS, rows)
