"""Imported targets find their texts and their places; what is found nowhere stays, as an orphan."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from reader.anchor.model import Ambiguous, Orphan, Placed, Selectors
from reader.exchange.model import Import
from reader.exchange.records import TextStub
from reader.library.models import Annotation, Decision, Target
from reader.text.model import Text

MIN_QUOTE = 12  # code points: a shorter quotation alone does not say which text it is from


def place(found: Import, texts: Sequence[Text]) -> Import:
    """`found` with every target in one of `texts` (or of the texts that came along) where that can be done.

    A text is known by the hash of its wording, its id, address or title, else by the quotation if one text alone
    has it. Then the position holds if the quotation stands there; if not, `anchor.resolve` looks for it.
    """
    # A text that came along and is in the library word for word is the library's.
    hashes, ids = {text.sha256 for text in texts}, {text.id for text in texts}
    shelf = _Shelf([*texts, *(t for t in found.texts if t.sha256 not in hashes and t.id not in ids)], found.stubs)
    came = {text.id: TextStub(text.id, text.title, sha256=text.sha256) for text in found.texts}
    shelf.stubs = {**came, **shelf.stubs}
    notes = tuple(
        note._replace(targets=tuple(_placed(target, shelf, note.id in found.utf16) for target in note.targets))
        for note in found.annotations
    )
    decisions = tuple(_decision(decision, shelf) for decision in found.decisions)
    return found._replace(annotations=notes, decisions=decisions, utf16=frozenset())


def orphans(notes: Sequence[Annotation]) -> list[Annotation]:
    """Those of which at least one target has no place."""
    return [note for note in notes if any(target.state in ("orphan", "ambiguous") for target in note.targets)]


def _plain(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


class _Shelf:
    """The texts by everything that may name them."""

    def __init__(self, texts: Sequence[Text], stubs: Sequence[TextStub]) -> None:
        self.texts = texts
        self.stubs = {stub.id: stub for stub in stubs}
        self.by_hash = {text.sha256: text for text in reversed(texts)}
        self.by_id = {text.id: text for text in texts}
        self.by_name: dict[str, Text | None] = {}
        for text in texts:
            for name in {text.title, text.short_title, text.source, *_addresses(text)} - {""}:
                key = _plain(name)
                # A name that two texts share names neither.
                self.by_name[key] = text if self.by_name.get(key, text) is text else None
        self._by_quote: dict[str, Text | None] = {}

    def find(self, target: Target) -> Text | None:
        stub = self.stubs.get(target.text_id)
        same = self.by_id.get(target.text_id)
        if same is not None and same.sha256 == target.sha256:
            return same
        for sha in (target.sha256, stub.sha256 if stub is not None else ""):
            if sha and sha in self.by_hash:
                return self.by_hash[sha]
        if same is not None:
            return same
        for name in (target.text_id, *((stub.title, stub.short_title) if stub is not None else ())):
            text = self.by_name.get(_plain(name)) if name else None
            if text is not None:
                return text
        return self._by_words(target.exact)

    def _by_words(self, exact: str) -> Text | None:
        if len(exact) < MIN_QUOTE:
            return None
        if exact not in self._by_quote:
            holders = [text for text in self.texts if exact in text.canonical]
            self._by_quote[exact] = holders[0] if len(holders) == 1 else None
        return self._by_quote[exact]


def _addresses(text: Text) -> list[str]:
    return [value for key in ("url", "uri", "address", "file") if isinstance(value := text.meta.get(key), str)]


def _code_point(words: str, unit: int) -> int:
    """The code point at a UTF-16 unit."""
    seen = 0
    for i, c in enumerate(words):
        if seen >= unit:
            return i
        seen += 2 if ord(c) > 0xFFFF else 1
    return len(words)


def _placed(target: Target, shelf: _Shelf, utf16: bool) -> Target:
    text = shelf.find(target)
    if text is None:
        stub = shelf.stubs.get(target.text_id)
        name = (stub.title if stub is not None else "") or target.text_id or "an unnamed text"
        return target._replace(state="orphan", reason=f"The library has no text that goes with “{name[:120]}”.")
    given = target.state
    if text.id == target.text_id and (given == "orphan" or text.sha256 == target.sha256):
        whole = text.canonical[target.start : target.end] == target.exact
        if given != "placed" or whole:
            return target  # nothing to do: the same words, or an orphan that the library knows as one
    if utf16 and target.end:
        target = target._replace(
            start=_code_point(text.canonical, target.start), end=_code_point(text.canonical, target.end)
        )
    return _in_text(target._replace(text_id=text.id), text, positioned=given != "orphan" and target.end > 0)


def _in_text(target: Target, text: Text, *, positioned: bool) -> Target:
    start, end = target.start, target.end
    fits = positioned and 0 <= start < end <= len(text.canonical)
    if fits and (not target.exact or text.canonical[start:end] == target.exact):
        return _at(target, text, start, end, "placed")
    if not target.exact:
        return target._replace(state="orphan", reason="It has no quotation, and its position is not in the text.")
    from reader.anchor.quote import resolve  # late: it loads an index that most imports never need

    sought = Selectors(
        target.exact, target.prefix, target.suffix, start if fits else None, end if fits else None,
        target.provision or None,
    )  # fmt: skip
    answer: Placed | Ambiguous | Orphan = resolve(text.canonical, sought)
    if isinstance(answer, Placed):
        same = text.canonical[answer.start : answer.end] == target.exact
        return _at(target, text, answer.start, answer.end, "placed" if same else "edited")
    if isinstance(answer, Ambiguous):
        best = answer.candidates[0] if answer.candidates else None
        at = (best.start, best.end) if best is not None else (0, 0)
        reason = f"{len(answer.candidates)} places fit equally well."
        return target._replace(start=at[0], end=at[1], sha256=text.sha256, state="ambiguous", reason=reason)
    return target._replace(state="orphan", reason=answer.reason)


def _at(target: Target, text: Text, start: int, end: int, state: str) -> Target:
    words = text.canonical
    exact = target.exact or words[start:end]
    return target._replace(
        start=start, end=end, exact=exact, sha256=text.sha256, state=state,
        reason="" if state == "placed" else "Its wording has changed.",
        prefix=target.prefix or words[max(0, start - 32) : start], suffix=target.suffix or words[end : end + 32],
        provision=text.provision_at(start).n if len(text.provisions) else target.provision,
    )  # fmt: skip


def _decision(decision: Decision, shelf: _Shelf) -> Decision:
    """A decision with the ids of the texts as the library has them; its ends are looked for again when shown."""
    ids = []
    for text_id, end in ((decision.a_text, decision.link.a), (decision.b_text, decision.link.b)):
        stub = shelf.stubs.get(text_id)
        target = Target(text_id, end.start, end.end, end.exact, sha256=stub.sha256 if stub is not None else "")
        text = shelf.find(target)
        ids.append(text.id if text is not None else text_id)
    return decision._replace(a_text=ids[0], b_text=ids[1])
