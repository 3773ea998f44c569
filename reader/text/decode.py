"""Bytes become characters, or a plain sentence says why not."""

from __future__ import annotations

import codecs

from reader.errors import UserError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_MAGIC = (b"\x7fELF", b"MZ\x90", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf",
          b"Rar!",
          b"SQLite format 3", b"\xca\xfe\xba\xbe", b"OggS", b"ID3", b"RIFF", b"\x00\x00\x01\x00", b"wOFF")  # fmt: skip
_CONTROLS = bytes([*range(0x00, 0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_SAMPLE = 200_000  # bytes shown to charset-normalizer: it takes seconds for a megabyte
# What old texts in the languages of this program are written in; the full list makes short texts a lottery.
_LIKELY = ["cp1252", "cp1251", "koi8_r", "cp866", "cp1250", "cp1254", "cp1253", "cp1256", "cp1255", "gb18030", "big5",
           "shift_jis", "euc_jp", "euc_kr", "mac_cyrillic", "iso8859_5"]  # fmt: skip


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The characters of `data` and the encoding they were in; raises UserError where they are no text.

    UTF-8 first, then by byte order mark, UTF-16 by its zero bytes, then what charset-normalizer thinks best.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), encoding
            except UnicodeDecodeError:
                break
    refuse_binary(data, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        wide = _utf16(data)
        if wide:
            return wide
        _refuse_controls(data, name)
        return _damaged_utf8(data) or _guess(data, name)
    if "\0" in text:
        wide = _utf16(data)  # ASCII in UTF-16 is sound UTF-8 as well
        if wide:
            return wide
    _refuse_controls(data, name)
    return text, "utf-8"


def refuse_binary(data: bytes, name: str) -> None:
    """Raise UserError for what begins like a program, a picture, an archive or a database."""
    if data.startswith(_MAGIC):
        raise UserError(f"{name} is not a text but a binary file.", "Choose a text, Markdown or HTML file.")


def _refuse_controls(data: bytes, name: str) -> None:
    sample = data[:1_000_000]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > 0.3 * len(sample) or (controls >= 4 and controls > 0.02 * len(sample)):
        raise UserError(
            f"{name} is not a text but a binary file (it holds many control characters).",
            "Choose a text, Markdown or HTML file.",
        )


def _utf16(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark, if reading it so gives mostly letters of one or two scripts."""
    if len(data) < 4 or len(data) % 2:
        return None
    best: tuple[float, str] = (0.0, "")
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            sample = data[: 8192 - 8192 % 2].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < 8000:
                continue
            sample = data[: error.start - error.start % 2].decode(encoding)
        common = sum(" " <= c <= "~" or "\xa0" <= c <= "ÿ" or "\u0400" <= c <= "\u04ff" for c in sample)
        common += sum(c in "\n\r\t\u3000\u3001\u3002\uff0c\uff1b" for c in sample)
        han = sum("\u4e00" <= c <= "\u9fff" for c in sample)
        marks = sum(c in " \n，。、“”" for c in sample)
        share = (common + (han if marks * 50 > len(sample) else 0)) / len(sample)
        best = max(best, (share, encoding))
    if best[0] < 0.9:
        return None
    try:
        return data.decode(best[1]), best[1]
    except UnicodeDecodeError:
        return None


def _damaged_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 with a few broken bytes: each shows as U+FFFD rather than turning the whole text into another encoding."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(text.count(c) for c in set(text) if c > "\x7f") - broken
    return (text, "utf-8 (damaged)") if good >= 20 * broken else None


def _guess(data: bytes, name: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # late: 40 ms, and nearly every file is UTF-8

    sample = data if len(data) <= _SAMPLE else data[: data.rfind(b"\n", 0, _SAMPLE) + 1] or data[:_SAMPLE]
    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    if best is not None:
        try:
            return data.decode(best.encoding), best.encoding
        except UnicodeDecodeError:
            pass
    raise UserError(
        f"The encoding of {name} could not be made out.",
        "Save it as UTF-8 in the program that wrote it, and add it again.",
    )
