"""What a text is once it has been read: metadata, one canonical string, and provisions within it."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, overload

_CITED = 44  # code points of a title that is cited whole
GAP = "\n\n"  # what stands between two provisions of a canonical text


class Provision(NamedTuple):
    """A numbered paragraph: the unit that people cite.

    `n` counts from 1; `[start, end)` are code points of the canonical text. Heading lines that stood over
    the paragraph are its first lines; `body` is where the paragraph itself begins (`start` without one).
    `label` is the source's own number ("Article 3", "第三条", "4."), `page` the source's page, if known.
    """

    n: int
    start: int
    end: int
    body: int
    label: str | None = None
    page: str | None = None


class Provisions(Sequence[Provision]):
    """The provisions of a text, kept as packed arrays: 31,000 of them cost 250 KB, not 5 MB of tuples."""

    __slots__ = ("bodies", "ends", "labels", "pages", "starts")

    def __init__(
        self,
        starts: array[int],
        ends: array[int],
        bodies: Mapping[int, int] | None = None,
        labels: Mapping[int, str] | None = None,
        pages: Mapping[int, str] | None = None,
    ) -> None:
        """`starts` and `ends` are arrays of type "I"; the mappings go from the index (from 0) to what differs."""
        self.starts = starts
        self.ends = ends
        self.bodies = dict(bodies or {})
        self.labels = dict(labels or {})
        self.pages = dict(pages or {})

    @classmethod
    def of(cls, items: Iterable[Provision]) -> Provisions:
        """Pack a run of provisions; their `n` must count from 1."""
        new = cls(array("I"), array("I"))
        for i, p in enumerate(items):
            new.starts.append(p.start)
            new.ends.append(p.end)
            if p.body != p.start:
                new.bodies[i] = p.body
            if p.label is not None:
                new.labels[i] = p.label
            if p.page is not None:
                new.pages[i] = p.page
        return new

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, i: int) -> Provision: ...
    @overload
    def __getitem__(self, i: slice) -> list[Provision]: ...
    def __getitem__(self, i: int | slice) -> Provision | list[Provision]:
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(len(self)))]
        if i < 0:
            i += len(self.starts)
        start = self.starts[i]
        return Provision(i + 1, start, self.ends[i], self.bodies.get(i, start), self.labels.get(i), self.pages.get(i))

    def __iter__(self) -> Iterator[Provision]:
        return (self[i] for i in range(len(self.starts)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Provisions) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key

    def index_at(self, position: int) -> int:
        """The index (from 0) of the provision that holds or last precedes the code point `position`."""
        return max(0, bisect_right(self.starts, position) - 1)


def _shortened(title: str, date: str) -> str:
    """A title short enough to be cited at every quotation: its first words, and the year if it does not say it."""
    if len(title) <= _CITED:
        return title
    cut = title[: _CITED - 12]
    words = cut if title[len(cut)].isspace() else cut.rsplit(maxsplit=1)[0]
    year = date[:4]
    return f"{words.rstrip(' ,;:–—-')}…" + (f" {year}" if year and year not in words else "")


class Text:
    """One declaration or imported document; treat it as frozen.

    `canonical` is Unicode NFC with LF line ends, provisions joined by one blank line, no markup.
    `date` is ISO 8601 ("2001-06-15", "2001-06" or "2001") or empty. `lang` is a BCP 47 tag.
    `meta` holds what else was found (furniture of a saved page, front-matter keys): JSON-able values only.
    """

    __slots__ = (
        "_sentences", "_sha256", "canonical", "date", "edition", "edition_of", "id", "issuers", "lang", "meta",
        "place", "provisions", "short_title", "source", "title",
    )  # fmt: skip

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 -- the word of the interface
        title: str,
        canonical: str,
        provisions: Provisions,
        short_title: str = "",
        date: str = "",
        place: str = "",
        issuers: Sequence[str] = (),
        lang: str = "en",
        source: str = "",
        edition: str = "",
        edition_of: str | None = None,
        meta: Mapping[str, object] | None = None,
    ) -> None:
        self.id = id
        self.title = title
        self.short_title = short_title or _shortened(title, date)
        self.date = date
        self.place = place
        self.issuers = tuple(issuers)
        self.lang = lang
        self.source = source
        self.edition = edition
        self.edition_of = edition_of
        self.canonical = canonical
        self.provisions = provisions
        self.meta = dict(meta or {})
        self._sha256: str | None = None
        self._sentences: dict[int, tuple[tuple[int, int], ...]] = {}

    def __repr__(self) -> str:
        return f"Text({self.id!r}, {len(self.canonical)} code points, {len(self.provisions)} provisions)"

    @property
    def sha256(self) -> str:
        """Hex digest of the canonical text in UTF-8: the identity of the edition's wording."""
        if self._sha256 is None:
            import hashlib  # late: 5 ms that the first paint need not wait for

            self._sha256 = hashlib.sha256(self.canonical.encode("utf-8", "surrogatepass")).hexdigest()
        return self._sha256

    def sentences(self, n: int) -> tuple[tuple[int, int], ...]:
        """The sentences of provision `n` (from 1) as `(start, end)` in the canonical text; found once, kept."""
        found = self._sentences.get(n)
        if found is None:
            from reader.text.sentences import split  # late: the first paint needs no sentences

            p = self.provisions[n - 1]
            found = tuple((p.start + a, p.start + b) for a, b in split(self.canonical[p.start : p.end], self.lang))
            self._sentences[n] = found
        return found

    def provision_at(self, position: int) -> Provision:
        """The provision that holds (or last precedes) the code point `position`."""
        return self.provisions[self.provisions.index_at(position)]

    def sentence_at(self, position: int) -> int:
        """The number (from 1) of the sentence of its provision that holds the code point `position`."""
        found = self.sentences(self.provision_at(position).n)
        return max(1, bisect_right(found, position, key=lambda s: s[0]))

    def cite(self, start: int, end: int | None = None) -> str:
        """The human citation of a span: "Bishkek 2007 §4", "Bishkek 2007 §4–6"."""
        first = self.provisions.index_at(start) + 1
        last = first if end is None else self.provisions.index_at(max(start, end - 1)) + 1
        return f"{self.short_title} §{first}" + (f"–{last}" if last != first else "")
