"""W3C Web Annotation out: an AnnotationCollection with one embedded page.

Model: https://www.w3.org/TR/annotation-model/. What the standard has no word for stands under keys that are
absolute IRIs, which every JSON-LD processor keeps without a context of our own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from reader.exchange.entries import decisions_shown
from reader.exchange.options import Options
from reader.exchange.records import encode, stub, urn
from reader.library.models import Annotation, Decision, Snapshot, Target
from reader.text.model import Text

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OURS = "urn:x-declaration-reader:"
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:x-declaration-reader:annotation")
_DEFAULT = Annotation("", ())


def name(identity: str) -> str:
    """The absolute, stable IRI of a record."""
    return f"urn:uuid:{uuid.uuid5(SPACE, identity.encode('utf-8', 'replace').decode())}"


def write(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> bytes:
    """The notes and the chosen cross-references as JSON-LD in UTF-8."""
    options = Options.of(options)
    texts = {text.id: text for text in snapshot.texts}
    items = [_annotation(note, texts, now) for note in snapshot.annotations]
    items += [_decision(decision, texts, now) for decision in decisions_shown(snapshot, options.links)]
    own = name("collection\n" + "\n".join(item["id"] for item in items))
    label = options.title or ("Notes on " + ", ".join(text.short_title for text in snapshot.texts[:4]) or "Notes")
    collection = {
        "@context": CONTEXT,
        "id": own,
        "type": "AnnotationCollection",
        "label": label,
        "generator": _generator(),
        "generated": _moment(now),
        "total": len(items),
        f"{OURS}texts": json.dumps([encode(stub(text)) for text in snapshot.texts], ensure_ascii=False),
        f"{OURS}tags": json.dumps([encode(tag) for tag in snapshot.tags], ensure_ascii=False),
        "first": {
            "id": name(f"page\n{own}"),
            "type": "AnnotationPage",
            "partOf": own,
            "startIndex": 0,
            "items": items,
        },
    }
    written = json.dumps(collection, ensure_ascii=False, indent=1)
    return (written.encode("utf-8", "replace").decode() + "\n").encode()


def _generator() -> dict[str, str]:
    return {"id": f"{OURS}program", "type": "Software", "name": "Declaration Reader"}


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _annotation(note: Annotation, texts: Mapping[str, Text], now: datetime) -> dict[str, Any]:
    item: dict[str, Any] = {"id": name(note.id), "type": "Annotation", "motivation": note.motivation}
    if note.created:
        item["created"] = note.created
    if note.modified:
        item["modified"] = note.modified
    item["generator"] = _generator()
    item["generated"] = _moment(now)
    bodies = _bodies(note)
    if bodies:
        item["body"] = bodies
    targets: list[Any] = [_target(target, texts.get(target.text_id)) for target in note.targets]
    if note.reply_to is not None:  # the standard: what is answered is the target; ours keeps its passages beside it
        item[f"{OURS}passages"] = [json.dumps(target, ensure_ascii=False) for target in targets]
    # A list of addresses alone fails the working group's own schemas, a single one does not.
    item["target"] = name(note.reply_to) if note.reply_to is not None else targets or f"{OURS}library"
    item[f"{OURS}id"] = note.id
    for key in ("colour", "style", "link_key", "reply_to", "trashed"):
        value = getattr(note, key)
        if value != getattr(_DEFAULT, key):
            item[f"{OURS}{key}"] = value
    return item


def _bodies(note: Annotation) -> list[dict[str, str]]:
    found = []
    if note.body:
        from reader.text.lang import detect  # late: its word lists are needed here only

        body = {"type": "TextualBody", "value": note.body, "format": "text/markdown", "purpose": "commenting"}
        if language := detect(note.body):
            body["language"] = language
        found.append(body)
    found += [{"type": "TextualBody", "value": tag, "format": "text/plain", "purpose": "tagging"} for tag in note.tags]
    return found


def _target(target: Target, text: Text | None) -> dict[str, Any]:
    quote: dict[str, Any] = {"type": "TextQuoteSelector", "exact": target.exact}
    if target.prefix:
        quote["prefix"] = target.prefix
    if target.suffix:
        quote["suffix"] = target.suffix
    selectors: list[dict[str, Any]] = [quote]
    if target.state != "orphan" and 0 <= target.start <= target.end:
        selectors.append({"type": "TextPositionSelector", "start": target.start, "end": target.end})
    found: dict[str, Any] = {
        "type": "SpecificResource",
        "source": urn(target.text_id, target.sha256 or (text.sha256 if text is not None else "")),
        "selector": selectors,
    }
    kept = encode(target)
    for key in ("exact", "prefix", "suffix", "sha256", "text_id"):
        kept.pop(key, None)
    found[f"{OURS}target"] = json.dumps(kept, ensure_ascii=False)
    return found


def _decision(decision: Decision, texts: Mapping[str, Text], now: datetime) -> dict[str, Any]:
    link = decision.link
    targets = []
    for text_id, end in ((decision.a_text, link.a), (decision.b_text, link.b)):
        text = texts.get(text_id)
        target = Target(
            text_id, end.start, end.end, end.exact, provision=end.provision, sha256=text.sha256 if text else ""
        )
        targets.append(_target(target, text))
    bodies = [{"type": "TextualBody", "value": link.kind, "format": "text/plain", "purpose": "classifying"}]
    if link.why.summary:
        bodies.append(
            {"type": "TextualBody", "value": link.why.summary, "format": "text/plain", "purpose": "describing"}
        )
    item = {
        "id": name(f"link\n{link.key}"),
        "type": "Annotation",
        "motivation": "linking",
        "generator": _generator(),
        "generated": _moment(now),
        "body": bodies,
        "target": targets,
        f"{OURS}decision": json.dumps(encode(decision), ensure_ascii=False),
    }
    if decision.decided:
        item["created"] = decision.decided
    return item
