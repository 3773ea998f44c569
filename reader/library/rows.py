"""Records to rows and back, and the hash that a row is checked by. Plain values: no database here."""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from reader.crossref.model import End, Link, Term, Why
from reader.library.models import Annotation, Decision, SavedSearch, Tag, Target, TextRecord
from reader.text.model import Provisions, Text

TEXT_COLUMNS = (
    "id", "title", "short_title", "date", "place", "issuers", "lang", "source", "edition", "edition_of", "meta",
    "sha256", "provisions", "extras", "count", "added", "trashed",
)  # fmt: skip
ANNOTATION_COLUMNS = (
    "id", "body", "colour", "style", "motivation", "link_key", "reply_to", "created", "modified", "trashed",
)  # fmt: skip
TARGET_COLUMNS = Target._fields
DECISION_COLUMNS = ("key", "a_text", "b_text", "kind", "status", "origin", "name", "link", "decided")


class Row(Protocol):
    """A row by the names of its columns: `sqlite3.Row`, or a dict."""

    def __getitem__(self, key: str, /) -> Any: ...


def row_hash(*values: object) -> str:
    """128 bits over the values of a row: what finds a flipped bit when the library is checked."""
    return hashlib.blake2b(_ENCODER.encode(values).encode("ascii"), digest_size=16).hexdigest()


def _bytes(value: object) -> str:
    if isinstance(value, bytes):
        return hashlib.blake2b(value, digest_size=16).hexdigest()
    raise TypeError(f"{type(value).__name__} is not a value of a row")


# Made once: `json.dumps` with arguments makes one a call, which doubles the time of a full check.
_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=_bytes)


def to_json(value: object) -> str:
    """JSON as it is kept: compact, letters as they are, lone surrogates escaped (SQLite takes only UTF-8)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def pack_provisions(provisions: Provisions) -> tuple[bytes, str]:
    """Starts then ends as little-endian 32-bit numbers, and what differs from the plain case as JSON."""
    packed = array("I", provisions.starts)
    packed.extend(provisions.ends)
    if sys.byteorder == "big":
        packed.byteswap()
    extras = {
        name: {str(i): value for i, value in sorted(part.items())}
        for name, part in (
            ("bodies", provisions.bodies), ("labels", provisions.labels), ("pages", provisions.pages)
        )
        if part
    }  # fmt: skip
    return packed.tobytes(), to_json(extras)


def unpack_provisions(blob: bytes, extras: str) -> Provisions:
    """The inverse of `pack_provisions`; ValueError when the bytes are not what it wrote."""
    packed = array("I")
    packed.frombytes(blob)
    if sys.byteorder == "big":
        packed.byteswap()
    half = len(packed) // 2
    if half * 2 != len(packed):
        raise ValueError("provisions are damaged")
    more = {k: {int(i): v for i, v in part.items()} for k, part in json.loads(extras).items()}
    return Provisions(packed[:half], packed[half:], more.get("bodies"), more.get("labels"), more.get("pages"))


def text_row(record: TextRecord) -> dict[str, Any]:
    """The row of `texts`, hash included, without `seq`."""
    text = record.text
    blob, extras = pack_provisions(text.provisions)
    values = (
        text.id, text.title, text.short_title, text.date, text.place, to_json(text.issuers), text.lang, text.source,
        text.edition, text.edition_of, to_json(text.meta), text.sha256, blob, extras, len(text.provisions),
        record.added, record.trashed,
    )  # fmt: skip
    return {**dict(zip(TEXT_COLUMNS, values, strict=True)), "row_hash": row_hash(*values)}


def text_of(row: Row) -> TextRecord:
    """A text from its row joined with `canonical`."""
    text = Text(
        id=row["id"],
        title=row["title"],
        short_title=row["short_title"],
        date=row["date"],
        place=row["place"],
        issuers=json.loads(row["issuers"]),
        lang=row["lang"],
        source=row["source"],
        edition=row["edition"],
        edition_of=row["edition_of"],
        meta=json.loads(row["meta"]),
        canonical=row["canonical"],
        provisions=unpack_provisions(row["provisions"], row["extras"]),
    )
    return TextRecord(text, row["added"], row["trashed"])


def annotation_row(a: Annotation) -> dict[str, Any]:
    """The row of `annotations`; its hash covers targets and tags as well."""
    row = {name: getattr(a, name) for name in ANNOTATION_COLUMNS}
    return {**row, "row_hash": annotation_hash(a)}


def annotation_hash(a: Annotation) -> str:
    """The hash of a whole annotation."""
    return row_hash(
        a.id, a.body, a.colour, a.style, a.motivation, a.link_key, a.reply_to, a.created, a.modified, a.trashed,
        a.targets, a.tags,
    )  # fmt: skip


def annotation_of(row: Row, targets: Iterable[Target], tags: Iterable[str]) -> Annotation:
    """An annotation from its row, its targets and its tags, both in order."""
    return Annotation(
        row["id"], tuple(targets), row["body"], tuple(tags), row["colour"], row["style"], row["motivation"],
        row["link_key"], row["reply_to"], row["created"], row["modified"], row["trashed"],
    )  # fmt: skip


def tag_row(tag: Tag) -> dict[str, Any]:
    """The row of `tags`."""
    return {**tag._asdict(), "row_hash": row_hash(*tag)}


def search_row(search: SavedSearch) -> dict[str, Any]:
    """The row of `saved_searches`."""
    return {**search._asdict(), "row_hash": row_hash(*search)}


def decision_row(d: Decision) -> dict[str, Any]:
    """The row of `decisions`: the link whole as JSON, and what is looked for in columns of its own."""
    values = (
        d.link.key, d.a_text, d.b_text, d.link.kind, d.link.status, d.link.origin, d.link.name, to_json(d.link),
        d.decided,
    )  # fmt: skip
    return {**dict(zip(DECISION_COLUMNS, values, strict=True)), "row_hash": row_hash(*values)}


def decision_of(row: Row) -> Decision:
    """A decision from its row."""
    return Decision(row["a_text"], row["b_text"], link_of(json.loads(row["link"])), row["decided"])


def link_of(parts: Sequence[Any]) -> Link:
    """A link from the JSON lists that a `Link` becomes; values that a later version appended are left out."""
    key, kind, score, origin, status, name, a, b, why = parts[:9]
    summary, terms, names, runs, roles, signals = why[:6]
    return Link(
        key, kind, score, origin, status, name, End(*a[:5]), End(*b[:5]),
        Why(
            summary,
            tuple(Term(*t) for t in terms),
            tuple(names),
            tuple((r[0], r[1], r[2], r[3]) for r in runs),
            (roles[0], roles[1]) if roles else None,
            tuple((s[0], s[1]) for s in signals),
        ),
    )  # fmt: skip
