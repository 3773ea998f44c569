"""What a text defines for itself: "… Structure (RATS)", "(hereinafter “the Parties”)", «(далее — Стороны)»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reader.crossref.late import late
from reader.crossref.names_fold import CJK, norm, plain
from reader.crossref.names_numbers import counted

if TYPE_CHECKING:
    from reader.crossref.automaton import Lexicon
    from reader.errors import Feedback

_CUES = ("hereinafter", "hereafter", "далее", "именуем", "以下")
_UNBRACKETED = late(
    r"[^.;()（）\n]{0,60}?[\"“«][^\"“”«»\n]{1,50}[\"”»](?:\s+(?:or|and|или|и)\s+[\"“«][^\"“”«»\n]{1,50}[\"”»])?"
)
_BARE = late(r"^(the\s+)?([A-Z][\w-]+(?:\s+[A-Z][\w-]+){0,2})$")
_UNQUOTED = late(
    r"(?:hereinafter|hereafter)\s+(?:(?:jointly|collectively|together)\s+)?(?:(?:referred\s+to\s+as|called|known\s+as)\s+)?"
    r"(?:the\s+)?[A-Z][\w-]+(?:\s+[A-Z][\w-]+)?(?=[\s,;.:])"
)
_INSIDE = late(r"[(（]\s*([^()（）\n]{1,160}?)\s*[)）]")
_ACRONYM = late(r"(?:the\s+)?[\"“«'‘]?((?:[^\W\d_][\w.&/-]{0,13})[^\W_]s?)[\"”»'’]?(?:\s*[,;].{0,60})?$")
_CUE = late(
    r"\s*(?:(?:hereinafter|hereafter|henceforth|herein|further(?:more)? referred|referred to as|known as|collectively|"
    r"in short|abbreviated|for short)\b|далее\b|именуем\w+|сокращ[её]нно|以下|下称|简称|（?简称)",
    re.I,
)
_CUED_WORDS = late(
    r"^(?:(?:hereinafter|hereafter|henceforth|herein|also|further|jointly|collectively|individually|both|together|"
    r"referred|to|known|called|abbreviated|in|short|for|as|or|the|simply|далее|именуем\w+|также|по|тексту|совместно|"
    r"сокращ[её]нно|в|дальнейшем)\b[\s,:]*|以下|统?简?称为?|下称|以下简称|[—–:：\s-]+)+",
    re.I,
)
_QUOTED = late(r"[\"“«‘「『']\s*(?:the\s+)?([^\"“”«»‘’「」『』']{1,60}?)\s*[\"”»’」』']", re.I)
_WORD = late(r"[^\W_]+(?:['’-][^\W_]+)*")
_STOP = late(r"[.;:!?\n(（)）。；：！？]")
_TITLE_LINK = late(
    r"[A-ZА-ЯЁ][\w’'-]+\s+(?:of|on|for|with|in|to|and|against|between|по|с|о|об|в|для|при)\s+(?:the\s+)?$"
)
_EITHER = late(r"\s+(?:or|или)\s+(?:the\s+)?|\s*或\s*")
_SEVERAL = late(r"(?:\band|,|\bи)\s+(?:the|Правительств\w+|Республик\w+)\s")
_OF = late(r"\s+(?:of|for|on|in|against|по|о|об)\s+")
_LISTED = late(r"(?:\b(?:and|и|as well as|а также)\s+(?:the\s+)?|[和与及])$")
_FIRST_CJK = late(f"[{CJK}]")
_HAN_TITLE = late(rf"(?:^|[，、：“；]|根据|按照|依据|以及|关于|[由与和及在向据])([{CJK}]{{3,20}})$")
_LOWER_LINKS = frozenset(counted("of the on for and in to de la des du et und der für zu"))
_KINDS = {
    "instrument": "treaty agreement convention charter protocol declaration covenant memorandum pact statute act plan "
    "programme program regulation directive accord concept strategy framework roadmap договор соглашение конвенция "
    "хартия устав декларация протокол меморандум программа стратегия 条约 协定 公约 宪章 宣言 议定书 声明 协议",
    "event": "summit conference meeting session congress consultations саммит конференция совещание встреча съезд "
    "峰会 会议 会晤",
    "institution": "organization organisation council committee commission structure group forum bank fund agency "
    "union association centre center court secretariat authority office league party parties ministry community "
    "company government consortium institute club side sides state states member members mission network board "
    "assembly corporation department force service directorate bureau administration организация совет комитет "
    "комиссия структура группа форум банк фонд агентство союз ассоциация центр суд секретариат сторона стороны "
    "государство государства министерство сообщество 组织 理事会 委员会 机构 集团 论坛 银行 基金 联盟 中心 "
    "法院 秘书处 双方 各方 缔约方",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}


class Definition(NamedTuple):
    """A name as a text defines it: its id (of the authority, or "text:…"), and the wordings that now mean it."""

    name_id: str
    canonical: str
    kind: str
    wordings: tuple[str, ...]


def definitions(s: str, lexicon: Lexicon, feedback: Feedback | None = None) -> list[Definition]:
    """The definitions of a text in order, a later one of the same wording left out."""
    found: list[Definition] = []
    taken: set[str] = set()
    for n, at in enumerate(_openings(s)):
        if feedback is not None and n % 50 == 0:
            feedback.step(at, len(s))
        if s[at] in "(（":
            inside = _INSIDE.match(s, at)
            defined = _defined(s, at, inside.group(1), lexicon) if inside else []
        else:  # "…, hereinafter called “the Parties”": no bracket, so quotes or a capital must say what is meant
            after = _UNBRACKETED.match(s, at) or _UNQUOTED.match(s, at)
            defined = _cued(s, at, after.group(), lexicon) if after else []
        for d in defined:
            if not taken.issuperset(d.wordings):
                taken.update(d.wordings)
                found.append(d)
    return found


def _openings(s: str) -> list[int]:
    """Where a definition may begin, in order: at a bracket, or at a cue after a comma."""
    found = []
    for mark in ("(", "（", *_CUES):
        at = s.find(mark)
        while at >= 0:
            if len(mark) == 1 or s[max(0, at - 2) : at].rstrip().endswith((",", "，")):
                found.append(at)
            at = s.find(mark, at + 1)
    return sorted(found)


def _defined(s: str, at: int, content: str, lexicon: Lexicon) -> list[Definition]:
    if _CUE.match(content):
        return _cued(s, at, content, lexicon)
    acronym = _ACRONYM.match(content)
    if acronym and _is_acronym(acronym.group(1)):
        found = _short_after(s, at, acronym.group(1), lexicon)
        return [found] if found else []
    quoted = _QUOTED.match(re.sub(r"^the\s+", "", content, flags=re.I))
    if quoted and (quoted.group(1)[:1].isupper() or _FIRST_CJK.match(quoted.group(1))):
        return _cued(s, at, content, lexicon)
    found = _reversed(s, at, content, lexicon)
    if found:
        return [found]
    bare = _BARE.match(content)
    if bare:
        short, run = bare.group(2), _title_before(s, at)
        inside = len(run.split()) > len(short.split()) and {norm(w) for w in short.split()} <= {
            norm(w) for w in run.split()
        }
        long = run if inside else _titled(s, at, short) if bare.group(1) else ""
        return [_new(_tidy(long), short)] if long and not _known_before(s, at, lexicon) else []
    return []


def _is_acronym(word: str) -> bool:
    capitals = sum(c.isupper() for c in word)
    return capitals >= 2 and len(word) <= 12 and capitals * 2 >= len(word.rstrip("s")) and not word.isdigit()


def _short_after(s: str, at: int, acronym: str, lexicon: Lexicon) -> Definition | None:
    """ "Regional Anti-terrorist Structure (RATS)": the words before the bracket that spell the letters in it."""
    ending = _known_before(s, at, lexicon)
    if _known_as(acronym, lexicon) & {name_id for name_id, _ in ending}:
        return None  # the authority knows it already
    start = _spelt(s, at, acronym)
    if start is not None:
        for name_id, begins in ending:
            if begins == start:
                return Definition(name_id, _tidy(s[begins:at]), "", (acronym,))
        return _new(_tidy(s[start:at]), acronym)
    if ending:
        name_id, begins = ending[0]
        if not _longer_title(s, _sentence_start(s, at), begins):
            return Definition(name_id, _tidy(s[begins:at]), "", (acronym,))
    return None


def _known_as(wording: str, lexicon: Lexicon) -> set[str]:
    """The ids of the names that a wording, taken alone, means."""
    return {
        name_id
        for hit in lexicon.scan(wording).hits
        if hit.start == 0 and hit.end == len(wording)
        for name_id in hit.name_ids
        if name_id[0] != "!"
    }


def _known_before(s: str, at: int, lexicon: Lexicon) -> list[tuple[str, int]]:
    """The known names that end just before `at` and where they begin, the longest first."""
    begin = _sentence_start(s, at)
    end = len(s[begin:at].rstrip(" ,，\"“”«»‘’'\u00a0》")) + begin
    return [
        (name_id, hit.start + begin)
        for hit in lexicon.scan(s[begin:end]).hits
        if begin + hit.end == end
        for name_id in hit.name_ids
        if name_id[0] != "!"
    ]


def _longer_title(s: str, begin: int, start: int) -> bool:
    """Whether the known name is the tail of a longer one: "Fund for Relations with the United Nations (FRUN)"."""
    return _TITLE_LINK.search(s[begin:start]) is not None


def _sentence_start(s: str, at: int) -> int:
    window = max(0, at - 260)
    stops = [stop.end() for stop in _STOP.finditer(s, window, at)]
    return stops[-1] if stops else window


def _spelt(s: str, at: int, acronym: str) -> int | None:
    """Where the words begin that spell `acronym` up to `at` (method of Schwartz and Hearst, 2003)."""
    letters = [c for c in plain(acronym.rstrip("s") if acronym[-1:] == "s" else acronym) if c.isalnum()]
    begin = _sentence_start(s, at)
    words = [m.span() for m in _WORD.finditer(s, begin, at)][-(min(len(letters) + 5, len(letters) * 2) + 2) :]
    if not words or not letters:
        return None
    by_words = _initials(s, words, letters)
    if by_words is not None:
        return by_words
    i, j = len(letters) - 1, at - 1
    low = words[0][0]
    starts = {a for a, _ in words}
    while i >= 0:
        while j >= low and (plain(s[j])[:1] != letters[i] or (i == 0 and j not in starts)):
            j -= 1
        if j < low:
            return None
        i -= 1
        j -= 1
    start = j + 1
    return start if len(s[start:at].split()) > 1 else None


def _initials(s: str, words: list[tuple[int, int]], letters: list[str]) -> int | None:
    """The strict reading: one letter a word from the last backwards, small link words passed over or counted."""
    i = len(letters) - 1
    for start, end in reversed(words):
        word = plain(s[start:end])
        parts = [p for p in re.split(r"[-'’]", word) if p]
        if len(parts) > 1 and i >= len(parts) - 1 and [p[0] for p in parts] == letters[i - len(parts) + 1 : i + 1]:
            i -= len(parts)
        elif word[:1] == letters[i]:
            i -= 1
        elif word not in _LOWER_LINKS:
            return None
        if i < 0:
            return start
    return None


def _cued(s: str, at: int, content: str, lexicon: Lexicon) -> list[Definition]:
    """ "(hereinafter referred to as “the Parties”)" and its kin."""
    shorts = [q.strip() for q in _QUOTED.findall(content)]
    if not shorts:
        rest = _CUED_WORDS.sub("", content).strip(" \"“”«»'")
        parts = _EITHER.split(rest) if len(rest) <= 80 else []
        shorts = [part for part in parts if 1 < len(part) <= 50]
    found = []
    ending = _known_before(s, at, lexicon)
    if ending and _LISTED.search(s, max(0, ending[0][1] - 12), ending[0][1]):
        return [_new(short, short) for short in shorts]  # the last of several: all are meant, not it alone
    spoken_of = {name_id for short in shorts for name_id in _known_as(short, lexicon)}
    ending = [e for e in ending if e[0] in spoken_of] or ending  # "the members of the SCO (the SCO or the Body)"
    for short in shorts:
        known = _known_as(short, lexicon)
        if ending and not _longer_title(s, _sentence_start(s, at), ending[0][1]):
            name_id, begins = next((e for e in ending if _headed(s[e[1] : at], short)), ending[0])
            if name_id not in known or len(known) > 1:
                found.append(Definition(name_id, _tidy(s[begins:at]), "", (short,)))
            continue
        start_at = _spelt(s, at, short) if _is_acronym(short) else None
        long = s[start_at:at] if start_at is not None else _titled(s, at, short) or _title_before(s, at)
        if start_at is None and _SEVERAL.search(long) and norm(short) != plain(short):
            long = short  # "the Government of A and the Government of B, hereinafter the Parties": each keeps its name
        found.append(_new(_tidy(long) or short, short))
    return found


def _headed(name: str, short: str) -> bool:
    """Whether the noun of a name is that of its short form: of "Members of the Organization" it is "Members"."""
    words = _OF.split(name)[0].split()
    return bool(words and short) and norm(words[-1].strip(",")) == norm(short.split()[-1])


def _titled(s: str, at: int, short: str) -> str:
    """The title in which the short form stands itself: "Договор о горных дорогах (далее — Договор)"."""
    begin = _sentence_start(s, at)
    words = list(_WORD.finditer(s, begin, at))
    wanted = norm(short.split()[-1]) if short.split() else ""
    for k in range(len(words) - 1, -1, -1):
        if norm(words[k].group()) == wanted and s[words[k].start()].isupper():
            while k and s[words[k - 1].start()].isupper() and s[words[k - 1].end() : words[k].start()] == " ":
                k -= 1
            return s[words[k].start() : at]
    return ""


def _title_before(s: str, at: int) -> str:
    """The capitalised run of words that ends just before `at`, link words within it included."""
    begin = _sentence_start(s, at)
    if _FIRST_CJK.match(s[at - 1 : at] or " "):
        run = re.search(rf"[《“「]([{CJK}]{{2,40}})[》”」]$", s[begin:at]) or _HAN_TITLE.search(s[begin:at])
        return run.group(1) if run else ""
    words = list(_WORD.finditer(s, begin, at))
    start = at
    for word in reversed(words):
        if not s[word.start()].isupper() and word.group().lower() not in _LOWER_LINKS:
            break
        if start < at and "," in s[word.end() : start]:
            break
        if s[word.start()].isupper():
            start = word.start()
    return s[start:at]


def _reversed(s: str, at: int, content: str, lexicon: Lexicon) -> Definition | None:
    """ "RATS (Regional Anti-Terrorist Structure)"."""
    before = re.search(r"([^\W\d_][\w&/.-]{1,11})\s*$", s[max(0, at - 16) : at])
    if not before or not _is_acronym(before.group(1)) or len(content.split()) < 2:
        return None
    start = _spelt(content, len(content), before.group(1))
    if start is None or start > 4:
        return None
    known = sorted(_known_as(content[start:], lexicon))
    if known:
        if set(known) & _known_as(before.group(1), lexicon):
            return None
        return Definition(known[0], _tidy(content[start:]), "", (before.group(1),))
    return _new(_tidy(content[start:]), before.group(1))


def _tidy(long: str) -> str:
    return re.sub(r"^(?:the|an?)\s+", "", " ".join(long.split()).strip(' ,"“”«»'), flags=re.I)


def as_new(d: Definition) -> Definition:
    """The definition as of a thing that only this text knows."""
    return _new(d.canonical, d.wordings[0])


def _new(long: str, short: str) -> Definition:
    wordings = tuple(dict.fromkeys(w for w in (short, long) if len(w) > 1))
    slug = "-".join(plain(w) for w in _WORD.findall(long or short))
    return Definition(f"text:{slug}", long or short, kind_of(long or short), wordings)


def kind_of(name: str) -> str:
    """The kind of a thing by the common noun in its name: "… Agreement" is an instrument."""
    words = [plain(w) for w in _WORD.findall(name)]
    before = words[: next((i for i, w in enumerate(words) if w in ("of", "on", "for", "against")), len(words))]
    for word in (*reversed(before), *reversed(words)):
        if word in _KIND_OF:
            return _KIND_OF[word]
    for tail, kind in _KIND_OF.items():
        if _FIRST_CJK.match(tail) and name.endswith(tail):
            return kind
    return "institution" if _is_acronym(name.split(" ")[0]) else "concept"
