"""The labelled sentences and how well the mentions meet them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from reader.crossref.mentions import find_mentions
from reader.text.model import Provision, Provisions, Text

FIRST, HOLDOUT, SECOND, TREATIES = (
    Path(__file__).with_name(f"labelled_{name}.txt") for name in ("mentions", "holdout", "second", "treaties")
)
_LABEL = re.compile(r"\[\[(.*?)\|([^\]|]+)\]\]")


class Labelled(NamedTuple):
    text: Text
    labels: list[tuple[int, int, str]]


class Score(NamedTuple):
    recall: float
    precision: float
    missed: list[str]
    wrong: list[str]


def read(file: Path = FIRST) -> list[Labelled]:
    found = []
    parts = re.split(r"(?m)^= ", file.read_text(encoding="utf-8"))[1:]
    for part in parts:
        head, *lines = part.strip().split("\n")
        date, lang = head.split()
        plain, labels = "", []
        for line in lines:
            at = 0
            for m in _LABEL.finditer(line):
                plain += line[at : m.start()]
                start = len(plain)
                plain += m[1]
                labels.append((start, len(plain), m[2]))
                at = m.end()
            plain += line[at:] + "\n\n"
        found.append(Labelled(text_of(plain.strip(), date, lang), labels))
    return found


def text_of(canonical: str, date: str = "", lang: str = "en", id: str = "t") -> Text:  # noqa: A002
    """A text of which each paragraph is a provision, taken as it stands."""
    provisions, start = [], 0
    for n, paragraph in enumerate(canonical.split("\n\n"), 1):
        provisions.append(Provision(n, start, start + len(paragraph), start))
        start += len(paragraph) + 2
    return Text(id=id, title=id, canonical=canonical, provisions=Provisions.of(provisions), date=date, lang=lang)


def score(sets: list[Labelled], lang: str | None = None) -> Score:
    """A mention is right with the label's id and overlapping words; "its Charter" may be found as "Charter"."""
    right = wanted = given = 0
    missed, wrong = [], []
    for text, labels in sets:
        if lang and text.lang != lang:
            continue
        skipped = [label for label in labels if label[2] == "skip"]
        labels = [label for label in labels if label[2] != "skip"]
        own = {label[2] for label in labels if label[2].startswith("text:")}
        mentions = [m for m in find_mentions(text) if m.kind != "concept" or m.name_id in own]
        mentions = [m for m in mentions if not any(m.start >= s and m.end <= e for s, e, _ in skipped)]
        for start, end, name_id in labels:
            wanted += 1
            if any(m.name_id == name_id and m.start < end and m.end > start for m in mentions):
                right += 1
            else:
                missed.append(f"{text.canonical[start:end]} = {name_id}")
        for m in mentions:
            given += 1
            if not any(m.name_id == n and m.start < e and m.end > s for s, e, n in labels):
                wrong.append(f"{m.surface} = {m.name_id} ({m.how})")
    return Score(right / max(1, wanted), 1 - len(wrong) / max(1, given), missed, wrong)
