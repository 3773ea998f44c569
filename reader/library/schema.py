"""The tables, as a chain of migrations. Append only: a migration that has shipped is never edited."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x44527231  # "DRr1": says in the file's header that this is ours
SET = "declaration-reader"
migrations = Migrations(SET)


def _strict(db: Database) -> str:
    return " STRICT" if db.supports_strict else ""  # STRICT tables came with SQLite 3.37


_FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE canonical_texts (
        sha256 TEXT PRIMARY KEY,
        canonical TEXT NOT NULL
    )""",
    """CREATE TABLE texts (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        short_title TEXT NOT NULL,
        date TEXT NOT NULL,
        place TEXT NOT NULL,
        issuers TEXT NOT NULL,
        lang TEXT NOT NULL,
        source TEXT NOT NULL,
        edition TEXT NOT NULL,
        edition_of TEXT,
        meta TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES canonical_texts(sha256),
        provisions BLOB NOT NULL,
        extras TEXT NOT NULL,
        count INTEGER NOT NULL,
        added TEXT NOT NULL,
        trashed TEXT,
        row_hash TEXT NOT NULL
    )""",
    """CREATE TABLE annotations (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL,
        colour TEXT NOT NULL,
        style TEXT NOT NULL,
        motivation TEXT NOT NULL,
        link_key TEXT,
        reply_to TEXT,
        created TEXT NOT NULL,
        modified TEXT NOT NULL,
        trashed TEXT,
        row_hash TEXT NOT NULL
    )""",
    # `live` repeats `annotations.trashed IS NULL`: counts by text and tag then read one index and no table.
    """CREATE TABLE targets (
        annotation INTEGER NOT NULL REFERENCES annotations(seq) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        live INTEGER NOT NULL,
        text_id TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        exact TEXT NOT NULL,
        prefix TEXT NOT NULL,
        suffix TEXT NOT NULL,
        provision INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        was TEXT NOT NULL,
        PRIMARY KEY (annotation, position)
    )""",
    """CREATE TABLE annotation_tags (
        annotation INTEGER NOT NULL REFERENCES annotations(seq) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        live INTEGER NOT NULL,
        tag TEXT NOT NULL,
        PRIMARY KEY (annotation, position)
    )""",
    """CREATE TABLE tags (
        name TEXT PRIMARY KEY,
        colour TEXT NOT NULL,
        description TEXT NOT NULL,
        row_hash TEXT NOT NULL
    )""",
    """CREATE TABLE decisions (
        seq INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        a_text TEXT NOT NULL,
        b_text TEXT NOT NULL,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        origin TEXT NOT NULL,
        name TEXT,
        link TEXT NOT NULL,
        decided TEXT NOT NULL,
        row_hash TEXT NOT NULL
    )""",
    "CREATE TABLE saved_searches (name TEXT PRIMARY KEY, query TEXT NOT NULL, row_hash TEXT NOT NULL)",
    """CREATE TABLE history (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        annotation_id TEXT NOT NULL,
        body TEXT NOT NULL,
        saved TEXT NOT NULL,
        row_hash TEXT NOT NULL
    )""",
    'CREATE INDEX targets_place ON targets (text_id, live, position, start, "end", annotation)',
    "CREATE INDEX targets_lost ON targets (annotation, state) WHERE state <> 'placed'",
    "CREATE INDEX tags_use ON annotation_tags (tag, live, annotation)",
    "CREATE INDEX annotations_link ON annotations (link_key) WHERE link_key IS NOT NULL",
    "CREATE INDEX annotations_reply ON annotations (reply_to) WHERE reply_to IS NOT NULL",
    "CREATE INDEX annotations_trash ON annotations (trashed) WHERE trashed IS NOT NULL",
    "CREATE INDEX annotations_noted ON annotations (trashed) WHERE body <> ''",
    "CREATE INDEX annotations_modified ON annotations (modified)",
    "CREATE INDEX texts_list ON texts (added, id)",
    "CREATE INDEX decisions_pair ON decisions (a_text, b_text)",
    "CREATE INDEX history_of ON history (annotation_id, seq)",
)

# Each index keeps its own content, so that `integrity-check` compares words with index: a second witness of
# what was written. Han, Kana and Thai are stored with a zero-width space between characters (`words.spaced`),
# which makes words of one or two characters findable; the trigram tokenizer would need three.
_TOKENS = "tokenize='unicode61 remove_diacritics 2', prefix='2 3'"
INDEXES = {
    "ft_texts": f"CREATE VIRTUAL TABLE ft_texts USING fts5(words, {_TOKENS})",
    "ft_notes": f"CREATE VIRTUAL TABLE ft_notes USING fts5(body, quote, tags, {_TOKENS})",
    "ft_links": f"CREATE VIRTUAL TABLE ft_links USING fts5(name, words, {_TOKENS})",
}


@migrations()
def m001_first(db: Database) -> None:
    """Texts, annotations, tags, decisions, history, searches, and their indexes."""
    for statement in _FIRST:
        db.execute(statement + (_strict(db) if statement.startswith("CREATE TABLE") else ""))
    for statement in INDEXES.values():
        db.execute(statement)
    db.execute("INSERT INTO meta (key, value) VALUES ('schema', '1')")


def version() -> int:
    """The number of migrations that this program knows; a library with a larger `user_version` is newer."""
    return len(migrations._migrations)


def migrate(db: Database) -> list[str]:
    """Apply what is pending, each step in one transaction with its mark in the header; the names of the steps."""
    done: list[str] = []
    pending: list[Any] = migrations.pending(db)
    migrations.ensure_migrations_table(db)
    known = [m.name for m in migrations._migrations]
    for step in pending:
        with db.atomic():
            following = known[known.index(step.name) + 1 :]
            migrations.apply(db, stop_before=following[:1])
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {known.index(step.name) + 1}")
        done.append(step.name)
    return done
