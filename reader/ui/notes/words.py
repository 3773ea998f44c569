"""What is said of an annotation in lists: where it is, what it quotes, how it begins. No Qt."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reader.library.models import Annotation, Target

_MARKS = re.compile(r"\[\[([^\[\]\n|]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]|!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,500}\)")
_HEAD = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)+", re.MULTILINE)
_STRESS = re.compile(r"(?<!\\)(\*{1,3}|_{1,3}|`+|~~|==)(?=\S)|(?<=\S)(\*{1,3}|_{1,3}|`+|~~|==)")
ENOUGH = 600  # code points of a body that a list ever shows
STATE_WORDS = {"edited": "wording changed", "ambiguous": "several places fit", "orphan": "place lost"}


def counted(count: int, noun: str) -> str:
    """A number with its noun: "1 note", "2,000 notes"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def cite(target: Target, titles: Mapping[str, str]) -> str:
    """The citation of a target: "Bishkek 2007 §4"; a target on a whole text has no §."""
    title = titles.get(target.text_id, target.text_id)
    return f"{title} §{target.provision}" if target.provision else title


def where(annotation: Annotation, titles: Mapping[str, str]) -> str:
    """The citations of all targets, each once; "↔" joins the ends of a cross-reference."""
    cites = list(dict.fromkeys(cite(target, titles) for target in annotation.targets))
    if annotation.link_key:
        return " ↔ ".join(cites)
    return cites[0] + (f" +{len(cites) - 1}" if len(cites) > 1 else "") if cites else "no passage"


def quoted(annotation: Annotation) -> str:
    """The words of the first target on one line; of both ends for a note on a cross-reference."""
    ends = annotation.targets[:2] if annotation.link_key else annotation.targets[:1]
    return " ↔ ".join(" ".join(target.exact[:ENOUGH].split()) for target in ends)


def first_words(body: str, limit: int = 200) -> str:
    """How a note begins, on one line, without the marks of Markdown: for lists, not for reading."""
    text = _MARKS.sub(lambda m: m[2] or m[1] or m[3] or "", body[:ENOUGH])
    text = " ".join(_STRESS.sub("", _HEAD.sub("", text)).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def state(annotation: Annotation) -> str:
    """The worst state of the targets, in words; empty when all stand where they stood."""
    states = {target.state for target in annotation.targets}
    return next((words for key, words in reversed(STATE_WORDS.items()) if key in states), "")
