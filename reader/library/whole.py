"""The library with everything that is kept, and what of another one is no record: former bodies, earlier wordings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reader.library import reading, rows, writing
from reader.library.failures import told_in_words
from reader.library.models import Snapshot, TextRecord, Version

if TYPE_CHECKING:
    from reader.library.store import Library


def whole(library: Library) -> Snapshot:
    """Everything: what a snapshot has, and the trash, saved searches, histories, and wordings that texts once had."""
    db = library._db
    with told_in_words(library.path):
        live = library.snapshot()
        gone = [r for info in library.texts(trashed=True) if (r := reading.text_record(db, info.id)) is not None]
        old = db.conn.execute(
            "SELECT canonical FROM canonical_texts WHERE sha256 NOT IN (SELECT sha256 FROM texts) ORDER BY sha256"
        ).fetchall()
        past = db.conn.execute("SELECT seq, annotation_id, body, saved FROM history ORDER BY seq").fetchall()
        ids = {record.text.id for record in gone}
        return live._replace(
            texts=tuple(text for text in live.texts if text.id not in ids),
            trashed=tuple(library.annotations(trashed=True)),
            trashed_texts=tuple(gone),
            searches=tuple(library.saved_searches()),
            versions=tuple(Version(*row) for row in past),
            wordings=tuple(str(words) for (words,) in old),
        )


def with_trash(library: Library) -> Snapshot:
    """What an import is compared with: live records and those in the trash."""
    live = library.snapshot()
    gone = [reading.text_record(library._db, info.id) for info in library.texts(trashed=True)]
    records: list[TextRecord] = [record for record in gone if record is not None]
    return live._replace(
        trashed=tuple(library.annotations(trashed=True)), trashed_texts=tuple(records),
        searches=tuple(library.saved_searches()),
    )  # fmt: skip


def keep_past(library: Library, versions: Iterable[Version], wordings: Iterable[str] = ()) -> int:
    """Take in former bodies of notes that are here, and earlier wordings; what is here already is not doubled.

    Not undoable, and nothing is lost by it. Returns the number of former bodies taken in; 0 where this only reads.
    """
    if library.read_only:
        return 0
    db = library._db
    with told_in_words(library.path), library._transaction():
        here = set(db.conn.execute("SELECT annotation_id, body FROM history").fetchall())
        known = {id_ for (id_,) in db.conn.execute("SELECT id FROM annotations").fetchall()}
        new: dict[tuple[str, str], str] = {}
        for version in versions:
            key = (version.annotation_id, version.body)
            if version.annotation_id in known and key not in here:
                new.setdefault(key, version.saved)
        writing.insert(db, "history", [
            {"annotation_id": id_, "body": body, "saved": saved, "row_hash": rows.row_hash(id_, body, saved)}
            for (id_, body), saved in new.items()
        ])  # fmt: skip
        for words in wordings:
            db.execute(
                "INSERT OR IGNORE INTO canonical_texts (sha256, canonical) VALUES (?, ?)", [_sha256(words), words]
            )
    return len(new)


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
