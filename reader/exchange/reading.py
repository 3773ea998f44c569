"""Any file of annotations in: which format it is, and how large it may be."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from reader.errors import UserError
from reader.exchange.model import Import, ImportProblem, joined

MAX_BYTES = 256 * 1024 * 1024
MAX_FILES = 20_000


def read(source: str | os.PathLike[str] | bytes, name: str | None = None) -> Import:
    """The records of a file, of bytes, or of a folder of our Markdown; UserError says what is wrong with it.

    Nothing is written. A damaged file gives no import at all; a damaged item inside a sound file is named in the
    problems and the others come.
    """
    if isinstance(source, bytes):
        return _of(source, name or "")
    path = Path(source)
    try:
        if path.is_dir():
            return _folder(path)
        if path.stat().st_size > MAX_BYTES:
            raise UserError(
                f"{path.name} is larger than {MAX_BYTES // 2**20} MB.", "It is probably not an export of notes."
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"There is no file {path}.", "Check the name.") from error
    except OSError as error:
        raise UserError(f"{path.name} could not be read ({error.strerror}).") from error
    return _of(data, name or path.name)


def _of(data: bytes, name: str) -> Import:
    if len(data) > MAX_BYTES:
        raise UserError(f"{name or 'The file'} is larger than {MAX_BYTES // 2**20} MB.")
    if not data.strip():
        raise UserError(f"{name or 'The file'} is empty.", "Export it again from the program that wrote it.")
    if data.startswith(b"PK\x03\x04"):
        from reader.exchange.package import read as read_package  # late: zip and XML are for these files only

        return read_package(data)
    words = _decoded(data, name)
    start = words.lstrip()[:1]
    if start == "<" and not name.lower().endswith((".md", ".markdown")):
        from reader.exchange.refi_read import read_codebook  # late, as above

        return read_codebook(words)
    if start in "[{" and not name.lower().endswith((".md", ".markdown")):
        from reader.exchange.jsonld_read import read as read_json  # late, as above

        return read_json(words)
    from reader.exchange.markdown_read import read as read_markdown  # late, as above

    return read_markdown(words)


def _decoded(data: bytes, name: str) -> str:
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    encoding = next((encoding for mark, encoding in marks.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError(
            f"{name or 'The file'} is not text in UTF-8 (byte {error.start:,}).",
            "It is not an export of notes, or damaged.",
        ) from error


def _folder(folder: Path) -> Import:
    parts: list[Import] = []
    problems: list[ImportProblem] = []
    files = sorted(path for path in folder.rglob("*.md") if not path.is_symlink())
    if len(files) > MAX_FILES:
        raise UserError(
            f"{folder.name} holds more than {MAX_FILES:,} Markdown files.", "Choose the folder of the export."
        )
    for path in files:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
        if b"declaration-reader:" not in data:
            continue  # the user's own page
        try:
            parts.append(_of(data, path.name))
        except UserError as error:
            problems.append(ImportProblem(path.name, error.message))
    if not parts:
        raise UserError(f"There are no notes of this program in {folder.name}.", "Choose the folder of an export.")
    whole = joined(parts)
    return whole._replace(problems=(*whole.problems, *problems))
