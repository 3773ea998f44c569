"""A saved news page gives up its text: title and date are recognised, the page's furniture is set aside and kept."""

from __future__ import annotations

import re

from reader.text import dates
from reader.text import furniture as sign
from reader.text.document import Block, Document, tidy
from reader.text.labels import label_of

_TERMINAL = '.!?…:;。！？：；”"»)）'
_HEAD = 12  # blocks looked at before the text is taken to have begun
_TAIL = 60  # blocks looked at from the end
_PROSE = 60  # a line this long that ends with a stop is the text itself
_CONNECTIVE = re.compile(r"(?:^|\s)(?:on|in|of|at|by|until|since|from|dated|the|от|до|с|на|к)\s*$", re.I)
_HOUR = re.compile(r"[,，]?\s*(?:в\s+|at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*(?:[ap]\.?m\.?|GMT|UTC|МСК))?\b\s*", re.I)
_PLACE = re.compile(r"[\s(（]*(?P<place>[^\W\d][\w .'’-]{1,38})?[\s,，.–—)）]*")


def settle(doc: Document) -> None:
    """Find title and date in the blocks of `doc`, and move the page's furniture to `doc.furniture`; in place.

    Only what stands before the first or after the last paragraph of prose is moved, and bare buttons between.
    Words that are set aside are in `doc.title` or `doc.furniture`: none is lost.
    """
    blocks = [b for b in doc.blocks if b.kind == "page" or b.text.strip()]
    texts = [i for i, b in enumerate(blocks) if b.kind != "page"]
    if not texts:
        doc.blocks = blocks
        return
    blocks = _head(doc, blocks)
    blocks = _tail(doc, blocks)
    middle: list[Block] = []
    for b in blocks:
        if b.kind != "page" and sign.is_button(b.text):
            doc.furniture.append(b.text)
        else:
            middle.append(b)
    doc.blocks = join_torn(middle)


def _prose(text: str) -> bool:
    size = len(text)
    if size < 200 and not text.isascii():
        size += 2 * sum("\u3400" <= c <= "\u9fff" for c in text)  # a Chinese character says as much as three letters
    return size > 200 or (size >= _PROSE and text.rstrip()[-1:] in _TERMINAL)


def _head(doc: Document, blocks: list[Block]) -> list[Block]:
    work = _without_menu(doc, _exploded(blocks[:_HEAD]))
    kept: list[Block] = []
    found_title = stated = bool(doc.title)  # stated: by the page's metadata, and not yet met in the text
    many = len(work) + len(blocks) - min(len(blocks), _HEAD) > 1
    for i, b in enumerate(work):
        text = tidy(b.text)
        if b.kind == "page":
            kept.append(b)
            continue
        title, rest = _dated(doc, text, i)
        if title is not None:
            if title and not found_title:
                doc.title, found_title = title, True
            elif title:
                kept.append(b._replace(text=title))
            if rest:
                kept.append(Block("para", _dateline(doc, rest)))
            if rest and _prose(rest):
                kept.extend(work[i + 1 :])
                break
            continue
        if _prose(text):
            kept.append(b._replace(text=_dateline(doc, text)))
            kept.extend(work[i + 1 :])
            break
        if sign.is_furniture(text) or (sign.is_crumbs(text) and not kept and len(work) > 2):
            _date_of(doc, text)
            doc.furniture.append(text)
        elif many and not found_title and not kept and _title(b, text):
            doc.title, site = sign.without_site(text.replace("\n", " "))
            doc.furniture.extend([site] if site else [])
            found_title = True
        elif doc.title and text == doc.title:
            if not stated:
                doc.furniture.append(text)  # the title once more
            stated = False
        else:
            kept.append(b)
    return kept + blocks[_HEAD:]


def _without_menu(doc: Document, work: list[Block]) -> list[Block]:
    """The first blocks without the words of a menu ("News", "Sport") that stand over the title of a saved page."""
    head: list[Block] = []
    for b in work:
        if b.kind != "page" and _prose(b.text):
            break
        head.append(b)
    sure = [sign.is_furniture(b.text) or sign.is_crumbs(b.text) for b in head if b.kind != "page"]
    if sum(sure) < 2 or (not doc.title and not any(len(b.text.split()) >= 4 and _title(b, b.text) for b in head)):
        return work
    kept: list[Block] = []
    for b in head:
        short = len(b.text) <= 30 and len(b.text.split()) <= 2 and not dates.DATE.search(b.text) and b.level == 0
        if short and b.kind != "page" and b.text.isascii() and not label_of(b.text):
            doc.furniture.append(b.text)
        else:
            kept.append(b)
    return kept + work[len(head) :]


def _exploded(blocks: list[Block]) -> list[Block]:
    """Blocks of short lines, one line each where one of them is furniture, a date or a headline with its date."""
    out: list[Block] = []
    for b in blocks:
        lines = b.text.split("\n")
        odd = (
            len(lines) > 1
            and b.level != -1
            and any(
                line and (sign.is_furniture(line) or (len(line) < 200 and dates.DATE.search(line))) for line in lines
            )
        )
        if odd:
            out.extend(b._replace(text=line) for line in lines if line.strip())
        else:
            out.append(b)
    return out


def _title(b: Block, text: str) -> bool:
    if (
        len(text) > (250 if b.kind == "heading" else 160)
        or label_of(text)
        or text[-1] in ".;:,。；：，…"
        or b.level == -1
    ):
        return False
    return b.kind == "heading" or (not text[0].islower() and text.count("\n") < 5 and any(c.isalpha() for c in text))


def _dated(doc: Document, text: str, position: int) -> tuple[str | None, str]:
    """What stands before and after the date of a date line, a title with its date, or a text glued to its date.

    `(None, "")` if the date, if any, is part of a sentence.
    """
    found = dates.find(text[:400], glued=True)
    if found is None:
        return None, ""
    before, after = text[: found.start].rstrip(" (（[|,-–—"), text[found.end :].lstrip()
    hour = _HOUR.match(after)
    stop = len(text) - len(after) + (hour.end() if hour else 0)
    after = (after[hour.end() :] if hour else after).lstrip(")）]|").lstrip()
    if after and (after[0].islower() or after[0] in ".,;:、。，；："):
        return None, ""
    if _CONNECTIVE.search(before) or (before and before[-1] in ".。" and len(before) > 40):
        return None, ""
    glued = bool(after) and text[found.end : found.end + 1] == after[0]
    if glued and "\u3400" <= after[0] <= "\u9fff":
        return None, ""  # Chinese sets no space behind a date: "于2007年8月16日在北京签署" goes on
    if after and sign.is_furniture(after):
        stop, after = len(text), ""
    if after and not (found.weekday or glued or (position > 0 and not before)):
        return None, ""
    if len(before) > 200 or (before and after and not found.weekday and len(before) > 60):
        return None, ""
    if sign.NAMED.match(text):
        return None, ""  # "Updated: …" is read as furniture
    bare = _PLACE.fullmatch(before)
    placed = bare is not None and len(before) <= 40 and (position > 0 or not found.weekday) and len(before.split()) <= 3
    if not doc.date:
        doc.date = found.iso
    if before and placed and position > 0:
        doc.meta.setdefault("dateline", before.strip(" (（"))
        doc.furniture.append(text[:stop].strip())
        return "", after
    doc.furniture.append(text[found.start : stop].strip())
    return before.strip(), after


def _date_of(doc: Document, text: str) -> None:
    found = dates.find(text, glued=True)
    if found and not doc.date:
        doc.date = found.iso


def _dateline(doc: Document, text: str) -> str:
    """The paragraph without its dateline ("BISHKEK, Aug. 16 (Xinhua) -- …"), which goes to the furniture."""
    m = sign.DATELINE.match(text[:160]) or sign.DATELINE_HAN.match(text[:120]) or sign.DATELINE_BARE.match(text[:120])
    if m is None or m.end() >= len(text):
        return text
    doc.furniture.append(m.group().strip())
    if m.group("place"):
        doc.meta.setdefault("dateline", m.group("place").strip(" ,"))
    found = dates.find(m.group())
    if found and not doc.date:
        doc.date = found.iso
    return text[m.end() :]


def _tail(doc: Document, blocks: list[Block]) -> list[Block]:
    cut = max(0, len(blocks) - _TAIL)
    work = _split_glued(blocks[cut:])
    end = len(work)
    while end > 0 and not _is_text(work[end - 1]):
        end -= 1
    tail = work[end:]
    if not tail or (end == 0 and cut == 0):
        return blocks[:cut] + work
    lines = [b._replace(text=line) for b in tail for line in _lines(b)]
    sure = [b.kind != "page" and (sign.is_furniture(b.text) or sign.is_related_header(b.text)) for b in lines]
    evidence = any(sure) or sum(b.link for b in lines) >= 2
    moved = [False] * len(lines)
    below = False  # a line of the page was seen: what follows is of the page as well
    for i, b in enumerate(lines):
        if b.kind == "page":
            continue
        below = below or sure[i]
        day = _whole_date(b.text)
        dated = day is not None and (day.weekday or evidence)
        other = b.link or sign.is_headline(b.text) or (below and not sign.is_signature(b.text))
        moved[i] = dated or sure[i] or (evidence and other)
        if day is not None and not doc.date:
            doc.date = day.iso
    if not any(moved):
        return blocks[:cut] + work
    kept = [b for b, gone in zip(lines, moved, strict=True) if not gone]
    doc.furniture.extend(b.text for b, gone in zip(lines, moved, strict=True) if gone and b.text)
    for b in lines:
        if not doc.date and sign.NAMED.match(b.text):
            _date_of(doc, b.text)
    return blocks[:cut] + work[:end] + kept


def _lines(b: Block) -> list[str]:
    """The lines that are judged one by one; a table is judged as a whole."""
    return [b.text] if b.kind == "page" or " · " in b.text else b.text.split("\n")


def _is_text(b: Block) -> bool:
    return b.kind != "page" and not b.link and _prose(b.text) and not sign.is_furniture(b.text)


def _whole_date(text: str) -> dates.Found | None:
    found = dates.find(text) if len(text) <= 60 else None
    return found if found and found.start <= 1 and len(text) - found.end <= 8 else None


def _split_glued(work: list[Block]) -> list[Block]:
    """Furniture glued to the end of a paragraph becomes lines of its own: "….Editor: X Source: Y"."""
    out: list[Block] = []
    for b in work:
        text = b.text.rstrip()
        if b.kind == "page" or len(text) < (_PROSE if text.isascii() else _PROSE // 3):
            out.append(b)
            continue
        window = max(0, len(text) - 300)
        m = sign.GLUED.search(text, window)
        extra: list[str] = []
        if m:
            extra.append(m.group().strip())
            text = text[: m.start()]
        found = dates.last(text[max(0, len(text) - 60) :], glued=True)
        if found and found.end + max(0, len(text) - 60) == len(text):
            start = found.start + max(0, len(text) - 60)
            before = text[:start]
            if before.rstrip()[-1:] in '.!?”"。' and (found.weekday or before[-1:] in '.!?”"。'):
                extra.insert(0, text[start:])
                text = before.rstrip()
        out.append(b._replace(text=text))
        out.extend(Block("para", e) for e in extra)
    return out


def join_torn(blocks: list[Block]) -> list[Block]:
    """Paragraphs that a stray blank line tore in two are joined; the items of a preamble or a list are not."""
    out: list[Block] = []
    for b in blocks:
        plain = b.kind == "para" and b.label is None and not b.item
        if plain and out and out[-1].kind == "para" and not out[-1].item and _torn(out, b.text):
            first = out[-1]
            gap = "" if "\u3000" <= first.text.rstrip()[-1] <= "\uffef" else " "
            out[-1] = first._replace(text=first.text.rstrip() + gap + b.text.lstrip())
        else:
            out.append(b)
    return out


def _torn(out: list[Block], text: str) -> bool:
    before = out[-1].text.rstrip()
    end, start = before[-1], text.lstrip()[:1]
    if end in '.!?;:…。！？；：”"»)）' or len(before) < _PROSE or "\n" in before:
        return False
    if "\u3000" <= end <= "\uffef":
        return end in "，、" and "\u4e00" <= start <= "\u9fff" and text.rstrip()[-1] in "。！？" and _ended(out)
    if not start.islower() or label_of(text):
        return False
    if end.isalnum() or end in "-–—":
        return True
    word = text.split(None, 1)[0].strip(",").lower()
    participle = word.endswith(("ing", "ed", "я", "сь", "ясь", "ant"))
    return end == "," and text.rstrip()[-1] in ".!?" and not participle and len(text) <= 160 and _ended(out)


def _ended(out: list[Block]) -> bool:
    """Whether the paragraph before the last ends like a sentence: if not, commas end the items of a list here."""
    if len(out) < 2:
        return True
    return out[-2].text.rstrip()[-1:] not in ",;，；、"
