"""A place by the number that the source itself gives it: "Article 3(2)", "ст. 5", "第三条第二款", "Annex I"."""

from __future__ import annotations

import re
from typing import NamedTuple

from reader.text.labels import label_of, value_of
from reader.text.model import Provision, Text

_KINDS = {
    "article": "article art articles artikel artículo articulo articolo artigo статья ст статьи статье стаття 条 條 "
    "مادة المادة бап",
    "chapter": "chapter chap ch chapitre kapitel capítulo capitulo глава гл 章",
    "part": "part часть ч 部分 编 編 篇 title",
    "section": "section sec § §§ раздел разд розділ abschnitt 节 節",
    "annex": "annex appendix приложение прил 附件 附录",
    "principle": "principle принцип rule clause protocol",
    "paragraph": "paragraph para para. par пункт п п. подпункт пп point punkt 款 项 項",
}  # fmt: skip
_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_WORD = "|".join(
    sorted((re.escape(w) for w in _KIND if w.isascii() or not "\u4e00" <= w[0] <= "\u9fff"), key=len, reverse=True)
)
_PART = re.compile(
    rf"""(?:第\s*(?P<han>[〇零一二三四五六七八九十百千两\d]+)\s*(?P<unit>部分|[条條款节節章编編篇项項]))
    |(?P<word>(?<!\w)(?:{_WORD}))\.?\s*(?P<value>\d+(?:\.\d+)*|[IVXLC]+(?!\w)|[A-Z](?!\w)|[ivxlc]+(?!\w))(?P<more>\s?[-–]?(?:bis|ter|quater)\b|[a-z]\b)?
    |[(（](?P<inner>\w{{1,6}})[)）]
    |(?<=[\d)])\s*[.,]\s*(?P<next>\d+)(?!\d)""",
    re.I | re.X,
)


class _Number(NamedTuple):
    kind: str  # of `_KINDS`; "" for a bare number, which may be a paragraph, a point or a letter
    value: str


def find_label(text: Text, query: str) -> Provision | None:
    """The first provision of `text` that the source numbers so; None if it numbers none so, or no number is named."""
    wanted = _numbers(query)
    if not wanted or not wanted[0].kind:
        return None
    at = 0
    for p in text.provisions:
        for label in _labels(text, p):
            got = _of(label)
            if got is None:
                continue
            if at and got == wanted[0]:
                at = 0
            elif at and got.kind == wanted[0].kind:
                return None  # the next article: the point that is asked for is not in this one
            if _same(got, wanted[at]):
                at += 1
                if at == len(wanted):
                    return p
    return None


def split_query(query: str) -> tuple[str, str]:
    """A query cut before the first number of the source that it names: ("Bishkek 2007", "Article 4")."""
    for m in _PART.finditer(query):
        if m.group("word") or m.group("han"):
            return query[: m.start()].strip(" ,"), query[m.start() :]
    return query, ""


def source_place(text: Text, position: int) -> str:
    """How the source itself numbers the place: "Article 3, 2., p. 41"; "" where it numbers nothing."""
    index = text.provisions.index_at(position)
    p = text.provisions[index]
    labels = _labels(text, p)
    if labels and not _kind_of(labels):
        for i in range(index - 1, max(-1, index - 60), -1):  # the article that the paragraph belongs to
            above = [label for label in _labels(text, text.provisions[i]) if _kind_of([label])]
            if above:
                labels = [above[-1], *labels]
                break
    elif len(labels) > 1:
        labels = labels[-2:]
    parts = [label.strip().rstrip(".:") for label in labels]
    return ", ".join([*parts, *([f"p. {p.page}"] if p.page else [])])


def _kind_of(labels: list[str]) -> bool:
    return any(got is not None and got.kind for got in map(_of, labels))


def _labels(text: Text, p: Provision) -> list[str]:
    """The numbers of a provision: those of its heading lines, and its own."""
    out: list[str] = []
    if p.body > p.start:
        out = [label for line in text.canonical[p.start : p.body].split("\n") if (label := label_of(line))]
    if p.label is not None and p.label not in out:
        out.append(p.label)
    return out


def _numbers(query: str) -> list[_Number]:
    out: list[_Number] = []
    for m in _PART.finditer(query):
        if m.group("han"):
            kind = _KIND[m.group("unit")]
            out.append(_Number(kind if kind != "paragraph" else "", str(value_of(m.group("han")))))
        elif m.group("word"):
            kind = _KIND[m.group("word").lower()]
            value = _value(m.group("value")) + (m.group("more") or "").strip(" -–").lower()
            out.append(_Number(kind if kind != "paragraph" or not out else "", value))
        else:
            out.append(_Number("", _value(m.group("inner") or m.group("next"))))
    return out


def _of(label: str) -> _Number | None:
    named = _numbers(label)
    if named and named[0].kind:
        return named[0]
    bare = label.strip("()（）[]. 、．")
    return _Number("", _value(bare)) if bare else None


def _value(written: str) -> str:
    number = value_of(written.upper()) if not written.isdigit() else int(written)
    letters = written.lower()
    return str(number) if number and (written.isdigit() or len(written) > 1 or written.isupper()) else letters


def _same(got: _Number, wanted: _Number) -> bool:
    if got == wanted:
        return True
    if got.kind or wanted.kind not in ("", "paragraph"):
        return False
    return got.value == wanted.value or got.value.split(".")[-1] == wanted.value
