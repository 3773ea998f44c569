"""Web annotations in: ours, and what Hypothesis, Readium, Recogito and other programs write."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from reader.errors import UserError
from reader.exchange.jsonld import OURS, SPACE
from reader.exchange.model import Import, ImportProblem
from reader.exchange.records import LARGEST, TextStub, decode
from reader.library.models import COLOURS, STYLES, Annotation, Decision, Tag, Target

MOST_OF_A_TAG = 200  # characters; the library's own limit
MAX_ITEMS = 500_000
_MOTIVATIONS = {"highlighting", "commenting", "linking", "bookmarking", "replying"}


def loads(data: str) -> Any:
    """JSON, or UserError with the line of the mistake."""
    try:
        return json.loads(data)
    except ValueError as error:
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UserError(f"This is not valid JSON{where}.", "Export it again from the program that wrote it.") from error
    except RecursionError as error:
        raise UserError("This JSON is nested too deeply to be annotations.") from error


def read(data: str) -> Import:
    """What a JSON file of annotations holds; UserError if it holds none at all.

    An item that cannot be read is named in the problems; an item without a place stays, with an orphan target.
    """
    given = loads(data)
    notes: dict[str, Annotation] = {}
    decisions: list[Decision] = []
    problems: list[ImportProblem] = []
    utf16: set[str] = set()
    count = 0
    for count, item in enumerate(_items(given), start=1):
        if count > MAX_ITEMS:
            raise UserError(f"The file holds more than {MAX_ITEMS:,} annotations.")
        where = f"item {count}"
        try:
            record = _record(item, count)
        except (ValueError, TypeError) as error:
            problems.append(ImportProblem(where, f"It could not be read: {error}."))
            continue
        if isinstance(record, Decision):
            decisions.append(record)
        elif record.id in notes:
            problems.append(ImportProblem(where, "Its id was used before in the file; the first was taken."))
        else:
            notes[record.id] = record
            if f"{OURS}id" not in item and _counts_utf16(item):
                utf16.add(record.id)
    known = count > 0 or (isinstance(given, list | Mapping) and _is_collection(given))
    if not known:
        raise UserError("There are no annotations in this JSON.", "It should be a W3C, Hypothesis or Readium export.")
    stubs, tags = _ours(given, problems)
    stubs += _stubs([i for i in _items(given) if isinstance(i, Mapping)], {stub.id for stub in stubs})
    return Import(
        tuple(notes.values()), (), tuple(stubs), tuple(tags), tuple(decisions), tuple(problems), frozenset(utf16),
        format="json-ld",
    )  # fmt: skip


def _is_collection(given: list[Any] | Mapping[str, Any]) -> bool:
    return isinstance(given, list) or any(key in given for key in ("first", "items", "rows", "annotations", "total"))


def _items(given: Any) -> Iterator[Any]:
    if isinstance(given, list):
        for item in given:
            inner = isinstance(item, Mapping) and any(key in item for key in ("items", "first", "rows", "annotations"))
            if inner and "target" not in item:
                yield from _items(item)
            else:
                yield item
        return
    if not isinstance(given, Mapping):
        return
    for key in ("first", "items", "rows", "annotations"):
        within = given.get(key)
        if isinstance(within, Mapping | list):
            yield from _items(within)
            return
    if "target" in given or "targets" in given:
        yield given


def _ours(given: Any, problems: list[ImportProblem]) -> tuple[list[TextStub], list[Tag]]:
    stubs: list[TextStub] = []
    tags: list[Tag] = []
    if not isinstance(given, Mapping):
        return stubs, tags
    try:
        stubs = [decode(TextStub, row) for row in json.loads(given.get(f"{OURS}texts", "[]"))]
        tags = [decode(Tag, row) for row in json.loads(given.get(f"{OURS}tags", "[]"))]
    except (ValueError, TypeError, RecursionError):
        problems.append(ImportProblem("collection", "What it says of texts and tags could not be read."))
    return stubs, tags


def _stubs(items: list[Mapping[str, Any]], known: set[str]) -> list[TextStub]:
    """What other programs say of the documents: address and title."""
    found: dict[str, TextStub] = {}
    for item in items:
        source = _source_of(item)
        document = item.get("document")
        title = document.get("title") if isinstance(document, Mapping) else None
        if isinstance(title, list):
            title = title[0] if title else None
        if source and source not in known:
            old = found.get(source)
            if old is None or (not old.title and isinstance(title, str)):
                found[source] = TextStub(source, title if isinstance(title, str) else "")
    return list(found.values())


def _record(item: Any, count: int) -> Annotation | Decision:
    if not isinstance(item, Mapping):
        raise ValueError("it is not an object")
    if isinstance(item.get(f"{OURS}decision"), str):
        return decode(Decision, json.loads(item[f"{OURS}decision"]))
    body, tags, colour = _bodies(item)
    targets = tuple(_target(target, item) for target in _targets(item))
    given = item.get("id")
    identity = item.get(f"{OURS}id")
    if not isinstance(identity, str) or not identity:
        # The same foreign annotation gets the same id each time that it is imported.
        foreign = given if isinstance(given, str) and given else f"{count}\n{json.dumps(item, sort_keys=True)}"
        identity = uuid.uuid5(SPACE, foreign.encode("utf-8", "replace").decode()).hex
    motivation = item.get("motivation")
    if isinstance(motivation, list):
        motivation = motivation[0] if motivation else None
    if motivation not in _MOTIVATIONS:
        motivation = "commenting" if body else "highlighting"
    created = moment(item.get("created") or item.get("dcterms:created"))
    return Annotation(
        identity,
        targets,
        body,
        tags,
        _choice(item.get(f"{OURS}colour"), COLOURS, colour, free=f"{OURS}id" in item),
        _choice(item.get(f"{OURS}style"), STYLES, "highlight"),
        motivation,
        _string(item.get(f"{OURS}link_key")),
        _string(item.get(f"{OURS}reply_to")) or _reply(item),
        created,
        moment(item.get("modified") or item.get("updated")) or created,
        _string(item.get(f"{OURS}trashed")),
    )


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _choice(value: Any, allowed: tuple[str, ...], default: str, *, free: bool = False) -> str:
    return value if isinstance(value, str) and (free or value in allowed) else default


def _reply(item: Mapping[str, Any]) -> str | None:
    """Hypothesis names the annotations that one answers, the nearest last."""
    references = item.get("references")
    if isinstance(references, list) and references and isinstance(references[-1], str):
        return uuid.uuid5(SPACE, references[-1]).hex
    answered = _answered(item)
    return uuid.uuid5(SPACE, answered).hex if answered is not None else None


def moment(value: Any) -> str:
    """A moment as we keep it, or empty: other programs write offsets and fractions, Recogito and Readium too."""
    if not isinstance(value, str):
        return ""
    if len(value) == 20 and value.endswith("Z"):
        return value
    from datetime import UTC, datetime  # late: ours need no parsing

    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return ""


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _bodies(item: Mapping[str, Any]) -> tuple[str, tuple[str, ...], str]:
    """The Markdown, the tags and the colour of an item, however its program writes them."""
    words: list[str] = []
    tags: list[str] = []
    colour = "yellow"
    if isinstance(item.get("text"), str):  # Hypothesis
        words.append(item["text"])
    tags += [tag for tag in _list(item.get("tags")) if isinstance(tag, str)]
    for body in [*_list(item.get("body")), *_list(item.get("bodies"))]:
        if isinstance(body, str):
            words.append(body)
            continue
        if not isinstance(body, Mapping):
            continue
        value = body.get("value")
        if isinstance(value, Mapping):  # Recogito: a term of a vocabulary
            value = value.get("label") or value.get("id")
        purposes = _list(body.get("purpose"))
        if isinstance(body.get("color"), str):  # Readium
            colour = _nearest(body["color"])
        tags += [tag for key in ("tag", "keyword") for tag in _list(body.get(key)) if isinstance(tag, str)]
        if not isinstance(value, str):
            continue
        if "tagging" in purposes or "classifying" in purposes:
            tags.append(value)
        elif value:
            words.append(value)
    if f"{OURS}id" not in item:
        tags = [tag for tag in dict.fromkeys(tag[:MOST_OF_A_TAG] for tag in tags) if tag.strip()]
    return "\n\n".join(words), tuple(tags), colour


_NAMED = {"yellow": "yellow", "green": "green", "blue": "blue", "pink": "pink", "orange": "orange", "red": "pink",
          "purple": "pink", "gray": "yellow", "grey": "yellow"}  # fmt: skip
_RGB = {"yellow": (255, 225, 80), "green": (140, 210, 120), "blue": (110, 170, 240), "pink": (240, 120, 170),
        "orange": (250, 160, 60)}  # fmt: skip


def _nearest(given: str) -> str:
    given = given.strip().lower()
    if given in _NAMED:
        return _NAMED[given]
    digits = given.lstrip("#")
    if len(digits) == 3:
        digits = "".join(c * 2 for c in digits)
    try:
        rgb = [int(digits[i : i + 2], 16) for i in (0, 2, 4)]
    except ValueError:
        return "yellow"
    return min(_RGB, key=lambda name: sum((a - b) ** 2 for a, b in zip(_RGB[name], rgb, strict=True)))


def _targets(item: Mapping[str, Any]) -> list[Any]:
    found = [
        target for target in [*_list(item.get("target")), *_list(item.get("targets"))] if target != f"{OURS}library"
    ]
    ours = f"{OURS}id" in item
    if _answered(item) is not None:
        found = [target for target in found if not isinstance(target, str)]
        found += [json.loads(kept) for kept in _list(item.get(f"{OURS}passages")) if isinstance(kept, str)]
        return found
    return found if found or ours else [{}]


def _answered(item: Mapping[str, Any]) -> str | None:
    """The IRI of the annotation that this one answers: the target of a reply."""
    if "replying" not in _list(item.get("motivation")):
        return None
    for target in _list(item.get("target")):
        if isinstance(target, str) and target != f"{OURS}library":
            return target
        if isinstance(target, Mapping) and target.get("type") == "Annotation" and isinstance(target.get("id"), str):
            return str(target["id"])
    return None


def _source_of(item: Mapping[str, Any]) -> str:
    for target in [*_list(item.get("target")), *_list(item.get("targets"))]:
        source = _source(target)
        if source and not source.startswith(f"{OURS}text:") and target != _answered(item):
            return source
    return _source(item.get("uri"))


def _source(target: Any) -> str:
    source = target.get("source") if isinstance(target, Mapping) else target
    if isinstance(source, Mapping):
        source = source.get("id")
    return source if isinstance(source, str) else ""


def _selectors(given: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    for selector in _list(given):
        if isinstance(selector, Mapping) and depth < 8:
            yield selector
            yield from _selectors(selector.get("refinedBy"), depth + 1)
            yield from _selectors(selector.get("items") or selector.get("item"), depth + 1)


def _target(target: Any, item: Mapping[str, Any]) -> Target:
    source = _source(target) or _source(item.get("uri"))
    text_id, sha256 = source, ""
    if source.startswith(f"{OURS}text:"):
        rest, _, sha256 = source.removeprefix(f"{OURS}text:").partition(":sha256:")
        text_id = unquote(rest)
    exact = prefix = suffix = ""
    start = end = 0
    placed = False
    selectors = target.get("selector") if isinstance(target, Mapping) else None
    for selector in _selectors(selectors):
        quote = selector.get("exact", selector.get("quote"))  # "quote": Recogito's text annotator
        if isinstance(quote, str) and not exact:
            exact = quote
            prefix = _string(selector.get("prefix") or selector.get("quotePrefix")) or ""
            suffix = _string(selector.get("suffix") or selector.get("quoteSuffix")) or ""
        first, last = selector.get("start"), selector.get("end")
        if isinstance(first, int) and isinstance(last, int) and 0 <= first <= last <= LARGEST and not placed:
            start, end, placed = first, last, True
    state, reason = ("placed", "") if placed or exact else ("orphan", "The file does not say where it belongs.")
    found = Target(text_id, start, end, exact, prefix, suffix, 0, sha256, state, reason)
    kept = target.get(f"{OURS}target") if isinstance(target, Mapping) else None
    if isinstance(kept, str):
        own = decode(Target, {**found._asdict(), **json.loads(kept)})
        # The standard's selectors have the last word: another program may have moved them.
        found = own if not placed else own._replace(start=start, end=end)
    return found


def _counts_utf16(item: Any) -> bool:
    """JavaScript programs count UTF-16 units where the standard says code points."""
    if not isinstance(item, Mapping):
        return False
    if "uri" in item or "bodies" in item or "targets" in item:
        return True
    types = {selector.get("type") for target in _list(item.get("target")) if isinstance(target, Mapping)
             for selector in _selectors(target.get("selector"))}  # fmt: skip
    creator = json.dumps(item.get("generator") or item.get("creator") or "")
    return "RangeSelector" in types or str(item.get("id", "")).startswith("#") or "ecogito" in creator


__all__ = ["loads", "read"]
