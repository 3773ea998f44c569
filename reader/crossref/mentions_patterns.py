"""The expressions by which words around a name are read: ordinals, years, articles, resolutions, "its" and "the"."""

from __future__ import annotations

import re

from reader.crossref.late import late
from reader.crossref.names_fold import CJK
from reader.crossref.names_numbers import ORDINALS, RU_ORDINALS

MEETINGS = ("summit", "meeting", "session", "саммит", "заседание", "сессия", "峰会", "会议", "届会议", "元首会晤")
RESOLUTIONS = ("resolution", "резолюция", "决议", "UNSCR")
# Heads by which any instrument of a known place and year is described: "the 1996 Shanghai treaty".
DESCRIBED = (
    "treaty", "agreement", "convention", "charter", "declaration", "protocol",
    "договор", "соглашение", "конвенция", "декларация",
)  # fmt: skip
ADJECTIVES = r"(?:(?:annual|regular|ordinary|special|plenary|formal|extraordinary|emergency|очередн\w+|ежегодн\w+)\s+)*"
ORDINAL = (
    r"(?P<o>\d{1,3}(?:st|nd|rd|th|-?(?:го|е|я|й|ое|ая|ом|ей|м))|[IVX]{1,5}|(?:twenty-|thirty-|forty-|fifty-|sixty-|"
    r"seventy-)?(?:" + "|".join(ORDINALS) + r")|(?:" + "|".join(RU_ORDINALS) + r")[а-яё]{1,3})"
)
ORDINAL_LEFT = late(rf"\b{ORDINAL}\s+{ADJECTIVES}$", re.I)
MEETING_LEFT = late(
    rf"\b{ORDINAL}\s+{ADJECTIVES}(?:meeting|session|summit|заседани\w|сесси\w|встреч\w)\s+(?:of\s+)?(?:the\s+|its\s+|their\s+)?$",
    re.I,
)
HAN_ORDINAL = late(r"第([一二三四五六七八九十]{1,3}|\d{1,3})(?:次|届)(?:会议|峰会|会晤|大会)?")
YEAR_LEFT = late(r"\b(1[89]\d\d|20\d\d)\s+(?:annual\s+)?$")
YEAR_RIGHT = late(r"\s*,?\s*(?:of|in|held in|for|в)?\s*(1[89]\d\d|20\d\d)\b(?:\s+год\w)?")
ARTICLE_LEFT = late(
    r"(?P<w>\b(?:Articles?|Art\.|Chapters?|Paragraphs?|Sections?|Annex|Стать\w{1,3}|Глав\w{1,2}|Пункт\w{0,3}))\s+"
    r"(?P<n>(?:\d+|[IVXLC]+)(?:\s*(?:,|and|or|to|и|-|–)\s*(?:\d+|[IVXLC]+)\b)*)(?:\s*\([\da-z]+\))?"
    r"(?:,?\s*(?:paragraphs?|para\.?|пункт\w*)\s+\d+)?,?\s*(?:(?:of|in|to)\s+(?:the\s+|its\s+)?)?[«“\"]?$",
    re.I,
)
HAN_ARTICLE = late(r"[》”]?第([一二三四五六七八九十百\d]+)(?:条|章)")
RESOLUTION = late(
    r"(?:\s+(?:No\.?|№|number|nos\.))?\s*(?P<n>(?:[AS]/RES/)?\d{1,4}(?:/\d{1,4})?(?:\s*\([IVXL]+(?:-\w+)?\))?)(?![\d])"
    r"(?:\s*\((?P<y>\d{4})\)|(?:\s+of\s+(?P<z>\d{4})\b))?",
    re.I,
)
MORE_RESOLUTIONS = late(
    r"(?:\s+[A-Z]\b)?(?:\s+of\s+\d{1,2}\s+\w+\s+\d{4})?\s*(?:,\s*and|,|and|и|、|和)\s*"
    r"(?P<whole>(?P<n>\d{1,4}/\d{1,4}|\d{3,4}(?=\s*\(\d{4}\)))(?:\s*\((?P<y>\d{4})\))?)"
)
HAN_RESOLUTION = late(r"第(\d{1,4})号$|(\d{1,4})号$")
THE = late(r"(?:^|[\s(“\"«])(its|their|the|this|that|said|present|such)\s+$", re.I)
RU_THIS = late(r"\b(?:эт\w{1,3}|данн\w{2,3}|указанн\w{2,3}|настоящ\w{2,3}|её|его|их)\s+$", re.I)
HAN_THIS = late(r"[该本其]$")
SIGNED = late(
    r"(?:[^.;:()]|\.(?=\s*\d)){0,60}?\b(?:signed|concluded|adopted|подписанн\w+|заключ[её]нн\w+)\b"
    r"(?:[^.;:()]|\.(?=\s*\d)){0,90}",
    re.I,
)
FIRST_CJK = late(f"[{CJK}]")
NEAR = 400  # code points within which "its" still looks back to a body


# What a part of the text must hold for an expression to be worth trying: each of them costs 10 µs a try, this one.
_ARTICLE_SIGNS = ("artic", "art.", "chap", "para", "secti", "annex", "стат", "глав", "пункт")
_MEETING_SIGNS = ("meeting", "session", "summit", "заседани", "сесси", "встреч")
_ORDINAL_SIGN = late(
    r"\d|[IVX]+\b|annual|regular|ordinary|special|plenary|formal|extraordinary|emergency|очередн|ежегодн|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty-|" + "|".join((*ORDINALS, *RU_ORDINALS)),
    re.I,
)


_TONGUES = late(r"(?:(?:,|,?\s+and|\s+и)\s+[^\W\d_]{4,20}){0,6}\s+(?:languages?\b|язык)", re.I)


def tongue(s: str, end: int) -> bool:
    """Whether an adjective that ends at `end` names a language: "done in the Kyrgyz, Tajik and Russian languages"."""
    after = s[end : end + 90]
    return ("anguage" in after or "язык" in after) and _TONGUES.match(after) is not None


def article_left(s: str, start: int) -> re.Match[str] | None:
    """ "Article 51 of the" just before `start`."""
    window = s[max(0, start - 80) : start].lower()
    if not any(sign in window for sign in _ARTICLE_SIGNS):
        return None
    return ARTICLE_LEFT.search(s, max(0, start - 80), start)


def meeting_left(s: str, start: int) -> re.Match[str] | None:
    """ "the 7th meeting of the" just before `start`."""
    window = s[max(0, start - 80) : start].lower()
    if not any(sign in window for sign in _MEETING_SIGNS):
        return None
    return MEETING_LEFT.search(s, max(0, start - 80), start)


def ordinal_left(s: str, start: int, reach: int) -> re.Match[str] | None:
    """ "the seventh annual" just before `start`, at most `reach` code points of it."""
    before = s[max(0, start - reach) : start].rstrip()
    if not before or _ORDINAL_SIGN.match(before, max(before.rfind(" "), before.rfind("\n")) + 1) is None:
        return None
    return ORDINAL_LEFT.search(s, max(0, start - reach), start)
