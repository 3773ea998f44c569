"""The door of the room: a file or its bytes become a Text, whatever the format."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from pathlib import Path

from reader.errors import UserError
from reader.text import frontmatter
from reader.text.clean import clean
from reader.text.document import Block, Document, compose
from reader.text.model import Text

MAX_BYTES = 64 * 2**20  # of a file of text: ten times the longest books; more is refused, never shortened
_KNOWN = ("id", "title", "short_title", "date", "place", "issuers", "lang", "source", "edition", "edition_of")
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
_CONTROLS = bytes([*range(0x00, 0x09), *range(0x0E, 0x20), 0x7F])
_NAMELESS = "the text"  # bytes that came without a name
_APART = 12 * 2**20  # bytes of XML from which on a parser runs in a process of its own, where it cannot fill memory
_HTML = (".html", ".htm", ".xhtml", ".xht")


def load(
    source: str | os.PathLike[str] | bytes,
    *,
    name: str | None = None,
    id: str | None = None,  # noqa: A002 -- the word of the interface
    title: str | None = None,
    date: str | None = None,
    lang: str | None = None,
) -> Text:
    """The Text in a file, given by path or as bytes (then `name` tells the format by its suffix).

    What is given wins over what the file says. Raises UserError for what cannot be read as a text.
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        data, name = bytes(source), name or _NAMELESS
    else:
        data = _bytes_of(source)
        name = name or Path(source).name
    if not data.strip(b"\0 \t\r\n\f\xef\xbb\xbf"):
        raise UserError(f"{name} is empty.", "Choose a file with text in it.")
    doc = _read(data, name)
    return _text(doc, name, id=id, title=title, date=_iso(date), lang=lang)


def _bytes_of(source: str | os.PathLike[str]) -> bytes:
    try:
        path = Path(source)
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            raise UserError(f"{path.name or path} is a folder.", "Choose the files in it.")
        if not stat.S_ISREG(info.st_mode):
            raise UserError(f"{path.name} is a device or a pipe, not a file.", "Save the text to a file first.")
        if info.st_size > MAX_BYTES * 4:
            raise too_large(path.name, info.st_size)
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"There is no file {source}.", "Check the name and the folder.") from None
    except PermissionError:
        raise UserError(f"{source} may not be read.", "Ask for the right to read it, or copy it elsewhere.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(f"{source} could not be read: {reason}.", "Check the name and the disk.") from None


def too_large(name: str, size: int, limit: int = MAX_BYTES) -> UserError:
    """The error for a file over the limit; both sizes are bytes."""
    return UserError(
        f"{name} is too large: {size / 2**20:.0f} MB, and the limit is {limit / 2**20:.0f} MB.",
        "Divide it into parts and add them one by one.",
    )


def _read(data: bytes, name: str) -> Document:
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 -- a name is not always a path
    if data[:3] != b"---":
        other = _other_format(data, suffix, name)
        if other is not None:
            return other
    if len(data) > MAX_BYTES:
        raise too_large(name, len(data))
    s, encoding, counts = _characters(data, name)
    if suffix in _HTML or (suffix not in _MARKDOWN and _looks_html(s)):
        from reader.text.webpage import read as read_html  # late: the bundled texts are Markdown

        doc = read_html(s)
        _settle(doc)
    elif suffix in _MARKDOWN or s.startswith("---\n"):
        known, body = frontmatter.take(s)
        doc = Document(_markdown(body), meta=known)
        if not known:
            _settle(doc)
    else:
        from reader.text.plain import read as read_plain

        doc = Document(read_plain(s))
        _settle(doc)
    if "id" not in doc.meta:
        doc.meta["encoding"] = encoding
    if counts:
        doc.meta["cleaned"] = counts
    return doc


def _markdown(body: str) -> list[Block]:
    from reader.text import simple

    blocks = simple.read(body)
    if blocks is None:
        from reader.text.markdown import read as read_markdown  # late: see simple.py

        blocks = read_markdown(body)
    return blocks


def _characters(data: bytes, name: str) -> tuple[str, str, dict[str, int]]:
    s = ""
    if len(data.translate(None, _CONTROLS)) == len(data) and data[:3] != b"\xef\xbb\xbf":
        with contextlib.suppress(UnicodeDecodeError):
            s = data.decode("utf-8")
    encoding = "utf-8"
    if not s:
        from reader.text.decode import decode  # late: nearly every file is plain UTF-8

        s, encoding = decode(data, name)
    s, counts = clean(s)
    return s, encoding, counts


def _settle(doc: Document) -> None:
    from reader.text.news import settle  # late: texts with front matter have no furniture

    settle(doc)


def _looks_html(s: str) -> bool:
    if s[:1] not in "<\n \t":
        return False
    head = s[:2000].lstrip().lower()
    return head.startswith(("<!doctype html", "<html", "<head", "<body", "<?xml")) and "<" in head[1:]


def _other_format(data: bytes, suffix: str, name: str, *, apart: bool = True) -> Document | None:
    """The document of a format that is not plain characters; None for text, Markdown and HTML."""
    if (
        apart
        and data[:5] != b"%PDF-"
        and (len(data) > _APART or data[:4] == b"PK\3\4")
        and _is_large(data, suffix, name)
    ):
        from reader.text.apart import read as read_apart  # late: large files are rare

        return read_apart(data, name)
    if data[:4] == b"PK\3\4":
        doc = _archive(data, name)
    elif data[:1024].lstrip()[:5] == b"%PDF-":
        from reader.text.pdf import read as read_pdf

        doc = read_pdf(data, name)
        _settle(doc)
    elif suffix in (".xml", ".tei", ".akn") or data[:5] == b"<?xml":
        return _xml(data, name)
    else:
        return None
    doc.blocks = [b._replace(text=clean(b.text)[0]) for b in doc.blocks]
    return doc


def _is_large(data: bytes, suffix: str, name: str) -> bool:
    if data[:4] == b"PK\3\4":
        from reader.text.container import Container

        return Container(data, name).total > _APART
    return suffix in (".xml", ".tei", ".akn") or data[:5] == b"<?xml"


def read_here(data: bytes, name: str) -> Document | None:
    """The document of a file that is not plain characters, read in this process whatever its size."""
    return _other_format(data, os.path.splitext(name)[1].lower(), name, apart=False)  # noqa: PTH122


def _archive(data: bytes, name: str) -> Document:
    from reader.text.container import Container

    container = Container(data, name)
    if container.has("word/document.xml"):
        from reader.text.docx import read as read_docx

        return read_docx(data, container, name)
    kind = container.read("mimetype").strip() if container.has("mimetype") else b""
    if kind == b"application/epub+zip":
        from reader.text.epub import read as read_epub

        return read_epub(container, name)
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        from reader.text.odt import read as read_odt

        return read_odt(container, name)
    raise UserError(f"{name} is an archive that holds no text document.", "Unpack it, and add the texts in it.")


def _xml(data: bytes, name: str) -> Document | None:
    head = data[:20_000]
    if re.search(rb"<(?:\w+:)?TEI[\s>.]|tei-c\.org/ns", head):
        from reader.text.tei import read as read_tei

        doc = read_tei(data, name)
    elif re.search(rb"<(?:\w+:)?akomaNtoso[\s>]", head):
        from reader.text.akoma import read as read_akoma

        doc = read_akoma(data, name)
    else:
        return None
    doc.blocks = [b._replace(text=clean(b.text)[0]) for b in doc.blocks]
    return doc


def _iso(date: str | None) -> str | None:
    if not date:
        return None
    from reader.text.dates import parse  # late: a date comes from the command line only

    iso = parse(date)
    if not iso:
        raise UserError(f"“{date}” is not a date.", "Write it like 2001-06-15, 2001-06 or 2001.")
    return iso


def _text(doc: Document, name: str, *, id: str | None, title: str | None, date: str | None, lang: str | None) -> Text:  # noqa: A002
    meta = dict(doc.meta)
    known = {key: meta.pop(key) for key in _KNOWN if key in meta}
    blocks = _without_title(doc, known)
    found_title = _words(known.get("title")) or doc.title
    from reader.text.labels import number

    canonical, provisions = compose(number(blocks))
    if not canonical:
        if not found_title:
            raise UserError(f"There is no text in {name}.", "Choose a file with text in it.")
        canonical, provisions = compose([Block("para", found_title)])
    if title and found_title and title != found_title:
        meta["heading"] = found_title
    if doc.furniture:
        meta["furniture"] = doc.furniture
    if lang is None:
        lang = _words(known.get("lang")) or doc.lang
    if not lang:
        from reader.text.lang import detect

        lang = detect(canonical)
    issuers = known.get("issuers") or ()
    return Text(
        id=id or _words(known.get("id")) or _slug(name, canonical),
        title=title or found_title or (_stem(name) if name != _NAMELESS else _first_words(canonical)),
        canonical=canonical,
        provisions=provisions,
        short_title=_words(known.get("short_title")),
        date=date or _words(known.get("date")) or doc.date,
        place=_words(known.get("place")),
        issuers=[str(i) for i in issuers] if isinstance(issuers, (list, tuple)) else [str(issuers)],
        lang=lang,
        source=_words(known.get("source")),
        edition=_words(known.get("edition")),
        edition_of=_words(known.get("edition_of")) or None,
        meta=meta,
    )


def _without_title(doc: Document, known: dict[str, object]) -> list[Block]:
    """The blocks without a first heading that only repeats the title, or that is the title."""
    first = next((b for b in doc.blocks if b.kind != "page"), None)
    if first is None or first.kind != "heading" or first.level != 1:
        return doc.blocks
    title = _words(known.get("title")) or doc.title
    if title and first.text.strip().casefold() != title.strip().casefold():
        return doc.blocks
    if len([b for b in doc.blocks if b.kind != "page"]) == 1:
        return doc.blocks
    doc.title = first.text.strip()
    return [b for b in doc.blocks if b is not first]


def _words(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _first_words(canonical: str) -> str:
    line = canonical.partition("\n")[0]
    return line if len(line) <= 60 else line[:60].rpartition(" ")[0] + "…"


def _stem(name: str) -> str:
    return os.path.splitext(name)[0] or name  # noqa: PTH122


def _slug(name: str, canonical: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in _stem(name).lower()).split()
    if words and name != _NAMELESS:
        return "-".join(words)[:60]
    import hashlib

    return "text-" + hashlib.sha256(canonical.encode("utf-8", "replace")).hexdigest()[:12]
