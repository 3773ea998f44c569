"""Names that the authority does not know yet, proposed from how a text writes them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reader.crossref.late import late
from reader.crossref.names_defined import kind_of
from reader.crossref.names_fold import CJK, plain

if TYPE_CHECKING:
    from reader.crossref.authority import Authority
    from reader.crossref.mentions import Mention
    from reader.text.model import Text

_UPPER = "A-ZÀ-ÖØ-ÞА-ЯЁ"
_CAPITAL = rf"[{_UPPER}][\w’'&-]*"
_LINK = r"(?:of|on|for|and|to|in|against|with|de|la|du|des|und|der|по|о|об|и|в|с|на|для)"
_RUN = late(rf"(?<![\w’'-]){_CAPITAL}(?:\s+(?:{_LINK}\s+(?:the\s+)?)?{_CAPITAL})*")
_QUOTED = late(r"[“«「『\"]([^“”«»「」『』\"\n]{2,80})[”»」』\"]")
_TITLE = late(rf"《([{CJK}\w·、—-]{{3,60}})》")
_SENTENCE_END = late(r"(?:^|[.!?。！？:：;…]|\n)[\s\"“«(‘’”»)\d.]*$")
_DAYS = late(
    r"^(?:On\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|"
    r"September|October|November|December)$"
)
_SMALL = late(rf"^(?:{_LINK}|an?)$", re.I)


class Proposal(NamedTuple):
    """A name to accept or leave: its wording, a kind guessed from its noun, how often it stands, and its first place.

    `how` says what gave it away: "capitals", "quotes", "acronym" or "title".
    """

    surface: str
    kind: str
    times: int
    start: int
    end: int
    how: str


def propose_names(
    text: Text, mentions: Sequence[Mention] | None = None, authority: Authority | None = None
) -> list[Proposal]:
    """Names of a text that no mention covers, the most frequent first.

    One capitalised word counts only where it stands inside a sentence, so that a sentence's first word is none.
    """
    if mentions is None:
        from reader.crossref.mentions import find_mentions  # late: mentions import this module's neighbours

        mentions = find_mentions(text, authority)
    s = text.canonical
    covered = sorted((m.start, m.end) for m in mentions)
    seen: dict[str, Proposal] = {}
    lower = {plain(w) for w in re.findall(r"(?<![\w’'-])[^\W\d_]+", s) if w[0].islower()}
    for start, whole, how in sorted(_candidates(s)):
        end = _free_until(s, covered, start, whole)
        surface = s[start:end]
        if end <= start or not _worthy(s, start, surface, how, lower):
            continue
        key = plain(surface)
        known = seen.get(key)
        if known is None:
            seen[key] = Proposal(surface, kind_of(surface), 1, start, end, how)
        else:
            seen[key] = known._replace(times=known.times + 1)
    return sorted(seen.values(), key=lambda p: (-p.times, p.start))


def _candidates(s: str) -> Iterable[tuple[int, int, str]]:
    for m in _RUN.finditer(s):
        article = re.match(r"(?:The|An?)\s+", m.group())
        start = m.start() + (article.end() if article else 0)
        word = s[start : m.end()]
        single = " " not in word
        yield start, m.end(), "acronym" if single and word.isupper() and len(word) > 1 else "capitals"
    for m in _QUOTED.finditer(s):
        if len(m.group(1).split()) <= 6:
            yield m.start(1), m.end(1), "quotes"
    for m in _TITLE.finditer(s):
        yield m.start(1), m.end(1), "title"


def _free_until(s: str, covered: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Where the candidate ends before the first mention in it: "Anna Petrova of Kazakhstan" keeps the person."""
    i = bisect_left(covered, (end, 0))
    while i and covered[i - 1][1] > start:
        i -= 1
        end = covered[i][0]
    return max(start, start + len(re.sub(rf"(?:\s+(?:{_LINK}|the))*\s*$", "", s[start:end])))


def _worthy(s: str, start: int, surface: str, how: str, lower: set[str]) -> bool:
    words = surface.split()
    if how in ("quotes", "title"):
        return not surface.endswith((".", ",", ";")) and len(surface) > 2
    if how == "acronym":
        return len(surface) <= 8 and not re.fullmatch(r"[IVXLC]+", surface)
    if _SMALL.match(words[-1]) or _DAYS.match(surface) or len(surface) < 3:
        return False
    opens = _SENTENCE_END.search(s[max(0, start - 12) : start]) is not None
    if len(words) == 1:
        return not opens and plain(surface) not in lower
    return not (opens and plain(words[0]) in lower and len(words) == 2 and plain(words[1]) in lower)
