"""The project archive: a whole library as one file, to be sent to a colleague and opened or merged there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reader.errors import UserError
from reader.exchange.model import Import
from reader.exchange.options import Options
from reader.exchange.package import Package, pack
from reader.exchange.records import decode, decode_text, encode, encode_text
from reader.library.models import Annotation, Decision, SavedSearch, Snapshot, Tag, TextRecord, Version

VERSION = 1
FORMAT = "declaration-reader-archive"


def write(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> bytes:
    """Everything of the snapshot, with the trash, histories and earlier wordings that it carries.

    A zip of JSON with a hash for each member. A reader of before does not know the later rows and leaves them out.
    """
    Options.of(options)
    files: dict[str, bytes] = {}
    for n, text in enumerate(snapshot.texts, start=1):
        files[f"texts/{n:04}.json"] = _json(encode_text(text))
    for n, record in enumerate(snapshot.trashed_texts, start=1):
        row = {"text": encode_text(record.text), "added": record.added, "trashed": record.trashed}
        files[f"trash/{n:04}.json"] = _json(row)
    for n, wording in enumerate(snapshot.wordings, start=1):
        files[f"wordings/{n:04}.json"] = _json(wording)
    notes = (*snapshot.annotations, *snapshot.trashed)
    rows: list[dict[str, Any]] = [{"annotation": encode(note)} for note in notes]
    rows += [{"tag": encode(tag)} for tag in snapshot.tags]
    rows += [{"decision": encode(decision)} for decision in snapshot.decisions]
    rows += [{"search": encode(search)} for search in snapshot.searches]
    rows += [{"version": encode(version)} for version in snapshot.versions]
    files["records.jsonl"] = b"\n".join(map(_json, rows)) + b"\n"
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "made": now.isoformat(),
        "annotations": len(snapshot.annotations),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    return pack({"manifest.json": _json(manifest), **files}, now)


def _json(value: Any) -> bytes:
    # ASCII, so that even a lone surrogate comes back.
    return json.dumps(value, separators=(",", ":")).encode()


def read_package(package: Package) -> Import:
    """The content of an archive, all or nothing: UserError if a member is missing, changed or cannot be read."""
    try:
        manifest = json.loads(package.read("manifest.json"))
        if manifest["format"] != FORMAT:
            raise UserError("This package is not a project archive.")
        if manifest["version"] > VERSION:
            raise UserError("This archive was made by a later version of the program.", "Update this one to open it.")
        members = {str(name): str(sha) for name, sha in manifest["files"].items()}
        data = {}
        for name, sha in members.items():
            data[name] = package.read(name)
            if hashlib.sha256(data[name]).hexdigest() != sha:
                raise UserError(f"{name} in the archive is not as it was written.", "Ask for the archive once more.")
        texts = [decode_text(json.loads(data[name])) for name in sorted(data) if name.startswith("texts/")]
        notes: list[Annotation] = []
        tags: list[Tag] = []
        decisions: list[Decision] = []
        searches: list[SavedSearch] = []
        versions: list[Version] = []
        gone = [_gone(json.loads(data[name])) for name in sorted(data) if name.startswith("trash/")]
        wordings = [str(json.loads(data[name])) for name in sorted(data) if name.startswith("wordings/")]
        for line in data["records.jsonl"].splitlines():
            row = json.loads(line)
            if "annotation" in row:
                notes.append(decode(Annotation, row["annotation"]))
            elif "tag" in row:
                tags.append(decode(Tag, row["tag"]))
            elif "decision" in row:
                decisions.append(decode(Decision, row["decision"]))
            elif "search" in row:
                searches.append(decode(SavedSearch, row["search"]))
            elif "version" in row:
                versions.append(decode(Version, row["version"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(f"The archive is damaged ({error}).", "Ask for it once more.") from error
    return Import(
        tuple(notes), tuple(texts), (), tuple(tags), tuple(decisions), format="archive", searches=tuple(searches),
        versions=tuple(versions), wordings=tuple(wordings), trashed_texts=tuple(gone),
    )  # fmt: skip


def _gone(given: Any) -> TextRecord:
    return TextRecord(decode_text(given["text"]), str(given["added"]), str(given["trashed"]))
