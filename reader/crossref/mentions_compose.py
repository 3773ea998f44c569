"""Rules that make a mention out of several words' worth: articles of a treaty, numbered meetings, "its Charter"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reader.crossref import mentions_patterns as patterns
from reader.crossref.authority import Authority, Name
from reader.crossref.names_fold import norm, plain
from reader.crossref.names_numbers import han_number, ordinal, th

if TYPE_CHECKING:
    from reader.crossref.automaton import Hit
    from reader.errors import Feedback
    from reader.text.model import Text


class Found(NamedTuple):
    """A mention before overlaps are resolved."""

    start: int
    end: int
    name_id: str
    how: str
    canonical: str = ""


def triggers() -> Iterable[tuple[str, str, int]]:
    """The common nouns at which a rule looks around itself, as `(wording, "!" + wording, any case)`."""
    for word in (*patterns.MEETINGS, *patterns.RESOLUTIONS, *patterns.DESCRIBED):
        yield word, "!" + word, 0


def heads_of(names: Iterable[Name]) -> Iterable[tuple[str, str, int]]:
    """The common nouns by which the names are taken up again."""
    for head in sorted({head for name in names for head in name.heads}):
        yield head, "!" + head, 0


def compose(
    text: Text,
    hits: Sequence[Hit],
    dates: Sequence[Found],
    authority: Authority,
    names: dict[str, Name],
    feedback: Feedback,
) -> list[Found]:
    """The mentions that the hits amount to; what the rules name anew is put into `names`."""
    return _Composer(text, hits, dates, authority, names).run(feedback)


class _Composer:
    def __init__(
        self, text: Text, hits: Sequence[Hit], dates: Sequence[Found], authority: Authority, names: dict[str, Name]
    ) -> None:
        self.s = text.canonical
        self.date = text.date
        self.provisions = text.provisions
        self.hits = hits
        self.dates = dates
        self.date_starts = [d.start for d in dates]
        self.authority = authority
        self.names = names
        self.found: list[Found] = []
        self.belongings: dict[tuple[str, str], str] = {}
        self.last_head: dict[str, tuple[int, str]] = {}
        self.last_body: tuple[int, str] = (-1, "")
        self.bodies: list[tuple[int, str]] = []
        self.last_place: tuple[int, int, str] = (-1, -1, "")

    def run(self, feedback: Feedback) -> list[Found]:
        reach = 0
        for i, hit in enumerate(self.hits):
            if i % 500 == 0:
                feedback.step(i, len(self.hits))
            real = [n for n in hit.name_ids if n[0] != "!"]
            if real:
                self._name(hit, self._choose(real, self.s[hit.start : hit.end]))
                reach = max(reach, hit.end)
            elif hit.start >= reach:
                self._noun(i, hit, hit.name_ids[0][1:])
        return self.found

    # --- names

    def _get(self, name_id: str) -> Name | None:
        return self.names.get(name_id) or self.authority.get(name_id)

    def _choose(self, ids: Sequence[str], surface: str) -> str:
        """Of names that share a stem the one written most like the words, then the latest that the text can know."""
        if len(ids) == 1:
            return ids[0]
        day, word = self.date or "9999", plain(surface)

        def rank(name_id: str) -> tuple[int, int, bool, str]:
            name = self._get(name_id)
            if name is None:
                return (0, 0, False, "")
            wordings = [plain(w) for some in name.aliases.values() for w in some]
            alike, length = max((_alike(word, w), -len(w)) for w in wordings or [""])
            return (alike, length, name.date <= day, name.date)

        return max(ids, key=rank)  # the first declared of equals

    def _put(self, start: int, end: int, name_id: str, how: str, canonical: str = "") -> None:
        self.found.append(Found(start, end, name_id, how, canonical))

    def _name(self, hit: Hit, name_id: str) -> None:
        name = self._get(name_id)
        if name is None or (name.kind == "place" and patterns.tongue(self.s, hit.end)):
            return
        for head in name.heads:
            self.last_head[norm(head)] = (hit.start, name_id)
        if name.kind == "institution":
            self.last_body = (hit.start, name_id)
            self.bodies.append(self.last_body)
        if name.kind == "place":
            self.last_place = (hit.start, hit.end, name_id)
        made = None
        if name.series and name.kind in ("event", "institution"):
            made = self._edition(hit, name)
        elif name.kind == "institution":
            made = self._sitting(hit, name)
        elif name.kind == "instrument":
            made = self._article(hit.start, hit.end, name)
        if made is None:
            self._put(hit.start, hit.end, name_id, "alias")
        else:
            self.found.append(made)

    def _article(self, start: int, end: int, name: Name) -> Found | None:
        """ "Article 51 of the UN Charter", 《…》第五十一条."""
        right = patterns.HAN_ARTICLE.match(self.s, end)
        if right:
            n = str(han_number(right[1]))
            return Found(start, right.end(), f"{name.id}#{n}", "numbered", f"{name.canonical}, Article {n}")
        left = patterns.article_left(self.s, start)
        if left is None:
            return None
        word = re.sub(r"s$", "", left["w"].capitalize().rstrip("."))
        word = {"Стать": "Article", "Глав": "Chapter", "Пункт": "Paragraph", "Art": "Article"}.get(
            re.sub(r"(?<=Стать|.Глав|Пункт)\w+$", "", word), word
        )
        word = "Article" if word.startswith("Стать") else "Chapter" if word.startswith("Глав") else word
        n = re.sub(r"\s+", " ", left["n"])
        mark = n if word == "Article" else f"{word.lower()}-{n}"
        return Found(left.start(), end, f"{name.id}#{mark}", "numbered", f"{name.canonical}, {word} {n}")

    def _edition(self, hit: Hit, name: Name) -> Found | None:
        """Which meeting of its series is meant: by number, year or place."""
        if name.kind == "institution":
            return self._sitting(hit, name)
        if name.id != name.series:
            return None
        s, start, end = self.s, hit.start, hit.end
        left = patterns.ordinal_left(s, start, 60)
        han = patterns.HAN_ORDINAL.match(s, end) or patterns.HAN_ORDINAL.search(s, max(0, start - 8), start)
        if left or (han and (han.start() == end or han.end() == start)):
            number = ordinal(left["o"]) if left else han_number(han[1])  # type: ignore[index]
            span = (left.start(), end) if left else (min(start, han.start()), max(end, han.end()))  # type: ignore[union-attr]
            return self._numbered(span, name.series, number, name.canonical)
        year = patterns.YEAR_LEFT.search(s, max(0, start - 14), start)
        if year:
            return self._of_year((year.start(), end), name, year[1])
        year = patterns.YEAR_RIGHT.match(s, end)
        if year:
            return self._of_year((start, year.end()), name, year[1])
        return None

    def _of_year(self, span: tuple[int, int], name: Name, year: str) -> Found:
        edition = self.authority.edition(name.series, year=year)
        if edition:
            return Found(*span, edition.id, "series")
        made = f"{name.id}#{year}"
        return Found(*span, made, "series", f"{name.canonical}, {year}")

    def _numbered(self, span: tuple[int, int], series: str, number: int, title: str) -> Found:
        edition = self.authority.edition(series, ordinal=number) if number else None
        if edition:
            return Found(*span, edition.id, "series")
        return Found(*span, f"{series}#{number}", "series", f"{th(number)} {title}")

    def _sitting(self, hit: Hit, name: Name) -> Found | None:
        """ "the 7th meeting of the Council of Heads of State", 元首理事会第七次会议."""
        left = patterns.meeting_left(self.s, hit.start)
        han = None if left else patterns.HAN_ORDINAL.match(self.s, hit.end)
        if left is None and han is None:
            return None
        number = ordinal(left["o"]) if left else han_number(han[1])  # type: ignore[index]
        span = (left.start(), hit.end) if left else (hit.start, han.end())  # type: ignore[union-attr]
        if name.series:
            return self._numbered(span, name.series, number, f"meeting of the {name.canonical}")
        return self._session(span, name, number)

    def _session(self, span: tuple[int, int], name: Name, number: int) -> Found:
        made = f"{name.id}#{number}"
        self.names.setdefault(made, Name(made, f"{th(number)} session of the {name.canonical}", "event", {},
                                         about=(name.id,)))  # fmt: skip
        return Found(*span, made, "series")

    # --- common nouns

    def _noun(self, i: int, hit: Hit, noun: str) -> None:
        if noun in patterns.RESOLUTIONS:
            self._resolution(hit)
            return
        if noun in patterns.MEETINGS:
            self._meeting(hit)
            return
        key = norm(noun)
        described = self._described(i, hit, key)
        if described:
            self._put(hit.start, hit.end, described, "described")
            self.last_head[key] = (hit.start, described)
            return
        again = self._again(hit, key)
        if again:
            made = self._article(hit.start, hit.end, name) if (name := self._get(again)) else None
            if made:
                self.found.append(made)
            else:
                self._put(hit.start, hit.end, again, "anaphora")
            self.last_head[key] = (hit.start, again)

    def _resolution(self, hit: Hit) -> None:
        s = self.s
        m = patterns.RESOLUTION.match(s, hit.end)
        number = m["n"] if m else ""
        year = (m["y"] or m["z"] or "") if m else ""
        end = m.end() if m else hit.end
        start = hit.start
        if m is None:
            left = patterns.HAN_RESOLUTION.search(s, max(0, start - 8), start)
            if left is None:
                return
            number, start = left[1] or left[2], left.start()
        body_start, body_id = self.last_body
        if body_id in ("unga", "unsc") and re.fullmatch(r"[^\W\d_]+(?:\s+[^\W\d_]+){0,4}\s+", s[body_start:start]):
            start = body_start
        if not self._one_resolution((start, end), number, year, "UNSCR" in s[start:end]):
            return
        while more := patterns.MORE_RESOLUTIONS.match(s, end):
            end = more.end()
            if not self._one_resolution(more.span("whole"), more["n"], more["y"] or "", True):
                return

    def _one_resolution(self, span: tuple[int, int], number: str, year: str, certain: bool) -> bool:
        number = re.sub(r"\s+", "", number.upper().replace("A/RES/", "").replace("S/RES/", ""))
        assembly = "/" in number or "(" in number
        if not (assembly or year or certain or self.last_body[1] in ("unsc", "un")):
            return False
        body = "General Assembly" if assembly else "Security Council"
        made = f"{'unga' if assembly else 'unsc'}-res-{number}"
        title = f"UN {body} resolution {number}" + (f" ({year})" if year and not assembly else "")
        about = ("unga" if assembly else "unsc",)
        self.names.setdefault(made, Name(made, title, "instrument", {}, about=about))
        self._put(*span, made, "numbered")
        return True

    def _meeting(self, hit: Hit) -> None:
        s, start = self.s, hit.start
        begin, end, place = self.last_place
        if place and s[end:start].strip() == "" and start - end <= 2:
            year = patterns.YEAR_LEFT.search(s, max(0, begin - 6), begin) or patterns.YEAR_RIGHT.match(s, hit.end)
            event = self._event_at(place, year[1] if year else "")
            if event:
                span = (begin, hit.end)
                if year:
                    span = (min(begin, year.start()), max(hit.end, year.end()))
                self._put(*span, event, "described")
            return
        left = patterns.ordinal_left(s, start, 50)
        pos, body = self.last_body
        if left and body and pos > start - patterns.NEAR and norm(s[hit.start : hit.end]) in ("session", "сесс"):
            name = self._get(body)
            if name:
                self.found.append(self._session((left.start(), hit.end), name, ordinal(left["o"])))

    def _event_at(self, place: str, year: str) -> str:
        """The event of a year at a place; without a year the last one that the text can know of."""
        if year:
            found = [i for i in self.authority.dated(year, place) if (n := self._get(i)) and n.kind == "event"]
            return found[0] if len(found) == 1 else ""
        day = self.date or "9999"
        known = [n for n in self.authority.names if n.kind == "event" and n.place == place and n.date and n.date <= day]
        return max(known, key=lambda n: n.date).id if known else ""

    def _described(self, i: int, hit: Hit, key: str) -> str:
        """ "the 1996 Shanghai treaty", "the treaty signed on 8 September at Semipalatinsk"."""
        s = self.s
        begin, end, place = self.last_place
        if place and end <= hit.start <= end + 2:
            beside = patterns.YEAR_LEFT.search(s, max(0, begin - 6), begin) or patterns.YEAR_RIGHT.match(s, hit.end)
            return self._instrument_at(place, beside[1], key) if beside else ""
        signed = patterns.SIGNED.match(s, hit.end)
        if not signed:
            return ""
        reach = signed.end()
        years = {d.name_id[5:9] for d in self.dates[bisect_left(self.date_starts, hit.end) :][:4] if d.start < reach}
        for later in self.hits[i + 1 : i + 14]:
            if later.start >= reach:
                break
            for name_id in later.name_ids:
                name = self._get(name_id) if name_id[0] != "!" else None
                if name and name.kind == "place":
                    for year in sorted(years):
                        known = self._instrument_at(name.id, year, key)
                        if known:
                            return known
        return ""

    def _instrument_at(self, place: str, year: str, key: str) -> str:
        for name_id in self.authority.dated(year, place):
            name = self._get(name_id)
            if name and name.kind == "instrument" and key in {norm(h) for h in name.heads}:
                return name_id
        return ""

    def _again(self, hit: Hit, key: str) -> str:
        """What "its Charter", "the Organization", "the council" takes up; "" if nothing does for sure."""
        s, start = self.s, hit.start
        before = s[max(0, start - 16) : start]
        surface = s[start : hit.end]
        if patterns.FIRST_CJK.match(surface):
            return self._latest(key, start, far=True) if patterns.HAN_THIS.search(before) else ""
        the = patterns.THE.search(before)
        if the and the[1].lower() in ("its", "their"):
            return self._owned(key, start)
        capital = surface[:1].isupper()
        if the:
            return self._latest(key, start, far=capital)
        if surface[:1] >= "\u0400" and (capital or patterns.RU_THIS.search(before)):
            return self._latest(key, start, far=capital)
        return ""

    def _owned(self, key: str, start: int) -> str:
        """What the subject has of this kind: the first body that has one, in the nearest sentence that names any."""
        near = [(pos, body) for pos, body in self.bodies[-12:] if pos > start - patterns.NEAR]
        near = [(pos, self._belonging(body, key)) for pos, body in near]
        found = [(pos, owned) for pos, owned in near if owned]
        if not found:
            return ""
        last = found[-1][0]
        since = max(0, start - patterns.NEAR - 2)  # a stop before that cuts nothing off: no need to read the whole text
        stop = max(self.s.rfind(mark, since, last) for mark in (". ", "; ", "\n", "。"))
        return next(owned for pos, owned in found if pos > stop)

    def _belonging(self, body: str, key: str) -> str:
        known = self.belongings.get((body, key))
        if known is None:
            known = self.belongings[body, key] = self._found_belonging(body, key)
        return known

    def _found_belonging(self, body: str, key: str) -> str:
        owner = (self._get(body) or Name("", "", "", {})).owner
        for name in self.authority.names:
            belongs = name.owner and name.owner in (body, owner) and name.kind == "instrument"
            if belongs and key in {norm(h) for h in name.heads}:
                return name.id
        return ""

    def _latest(self, key: str, start: int, *, far: bool) -> str:
        """The last name taken up by this noun: anywhere before for a capital, else in this provision or the last."""
        pos, name_id = self.last_head.get(key, (-1, ""))
        if pos < 0:
            return ""
        if not far and self.provisions.index_at(start) - self.provisions.index_at(pos) > 1:
            return ""
        return name_id


def _alike(a: str, b: str) -> int:
    """How many letters two words have in common from the first on."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
