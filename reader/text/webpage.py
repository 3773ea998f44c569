"""A web page becomes blocks: the article's words in order, tables as text, the page's furniture set aside."""

from __future__ import annotations

import re
from typing import NamedTuple

from reader.text.document import Block, Document
from reader.text.labels import label_of
from reader.text.markup import attributes, tokens
from reader.text.numerals import written
from reader.text.pagemeta import PageMeta
from reader.text.plain import is_heading

_DROPPED = frozenset(("script", "style", "template", "svg", "canvas", "head"))  # no words of the page
_HARD = frozenset(
    ("nav", "footer", "aside", "button", "select", "dialog", "iframe", "noscript", "object", "audio", "video")
)
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog"))
_SOFT = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|recommend\w*|comments?|sidebar|breadcrumbs?|menu|navbar|nav|footer|"
    r"advert\w*|ads?|promo\w*|newsletter|cookies?|widget|toolbar|pagination|popular|trending|subscribe|skip-link|"
    r"copyright|masthead)(?:$|[\s_-])",
    re.I,
)
_BLOCKS = frozenset(
    """address article aside blockquote body center
    dd details dialog dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol optgroup option p pre section summary table tbody
    tfoot thead tr td th ul caption legend title""".split()  # noqa: SIM905 -- a list of words
)
_VOID = frozenset(
    ("br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr")
)
_LAYOUT = 300  # a table with a longer cell arranges the page and is no table
_SHORT_ITEM = 100
_ARTICLE_SHARE = 0.25  # an <article> with less of the page's words is a teaser
CELL_GAP = " · "
_UNIT = re.compile(r"(?:\b[kcdm]?m|\d)$")
_NOTE = re.compile(r"(?:fn|ftn|footnote|endnote|note|cite_note)[-_:.]?(?:\w{0,40}[-_:])?(\d{1,4})$", re.I)
_BACK = frozenset(("↩", "↩︎", "↩\ufe0f", "↑", "^", "⏎", "⤴"))  # links from a note back to its place


class _Region(NamedTuple):
    """Where in the page a block stands: `article` numbers the <article> or <main> it is in (0: none)."""

    dropped: bool = False
    hard: bool = False
    soft: bool = False
    article: int = 0


class _Piece(NamedTuple):
    block: Block
    region: _Region
    bullet: bool


class _Table:
    __slots__ = ("cells", "region", "rows")

    def __init__(self, region: _Region) -> None:
        self.rows: list[list[list[_Piece]]] = []
        self.cells: list[list[_Piece]] = []
        self.region = region


def read(s: str) -> Document:
    """The document of a page; the furniture that its markup shows is set aside, what only its words show is not yet."""
    page = _Page()
    page.run(s)
    return page.document()


class _Page:
    def __init__(self) -> None:
        self.meta = PageMeta()
        self.pieces: list[_Piece] = []
        self._out = self.pieces  # where finished blocks go: the page, or the cell at hand
        self._words: list[str] = []
        self._bold = 0  # the same, in bold: a short paragraph of nothing else is a heading
        self._linked = 0  # characters of the block at hand that are inside links
        self._region = _Region()
        self._stack: list[tuple[str, _Region]] = []
        self._open: dict[str, int] = {}
        self._tables: list[_Table] = []
        self._lists: list[list[object]] = []  # [kind, number] of each open list
        self._prefix = ""
        self._bullet = False
        self._heading = 0
        self._articles = 0
        self._headings: list[str] = []
        self._over: list[str] = []  # main headings that stand in the page's own head
        self._note_link = False
        self._stash: list[tuple[int, list[str]]] = []  # words that furniture interrupts, by depth

    def run(self, s: str) -> None:
        for kind, name, text in tokens(s):
            if kind == "text":
                self._text(text)
            elif kind == "start":
                self._start(name, text)
            elif kind == "end":
                self._end(name)
            elif name == "script" and '"@context"' in text[:2000]:
                self.meta.json_ld(text)
            elif name == "title" and not self.meta.page_title:
                self.meta.page_title = text
            elif name == "textarea":
                self._text(text)
        while self._stash:
            self._flush()
            self._words = self._stash.pop()[1]
        while self._tables:
            self._end_table()
        self._flush()

    def _text(self, text: str) -> None:
        if self._region.dropped or not text:
            return
        if not self._open.get("pre"):
            lead = " " if text[0].isspace() else ""
            tail = " " if text[-1].isspace() else ""
            text = lead + " ".join(text.split()) + tail if not text.isspace() else " "
        if text.strip() in _BACK and self._open.get("a"):
            return
        if (self._note_link or self._open.get("sup")) and text.strip().isdigit() and len(text.strip()) <= 3:
            unit = text.strip() in "23" and not self._open.get("a") and _UNIT.search("".join(self._words[-2:]))
            # A note's mark must not run into the number or word before it; "km²" is no note.
            text = "²³"[int(text) - 2] if unit else f"[{text.strip()}]"
        self._words.append(text)
        if self._open.get("a"):
            self._linked += len(text.strip())
        if self._open.get("b") or self._open.get("strong"):
            self._bold += len(text.strip())

    def _start(self, name: str, written: str) -> None:
        if name == "br":
            self._words.append("\n")
            return
        attrs = attributes(written) if written.strip(" /") else {}
        if name == "meta" or "itemprop" in attrs:
            self.meta.meta(attrs)
        if name == "html":
            self.meta.lang = self.meta.lang or attrs.get("lang", "") or attrs.get("xml:lang", "")
        elif name == "time" and not self._region.hard:
            self.meta.time(attrs.get("datetime", ""))
        if name in _BLOCKS:
            self._flush()
            for open_ in ("head", "svg", "canvas"):  # a page may leave their end out
                if self._open.get(open_):
                    self._end(open_)
        if name in _VOID:
            return
        self._stack.append((name, self._region))
        self._open[name] = self._open.get(name, 0) + 1
        outer, self._region = self._region, self._enter(name, attrs)
        if self._region.hard and not outer.hard and name not in _BLOCKS:  # a button or hidden words inside a sentence
            self._stash.append((len(self._stack), self._words))
            self._words = []
        if name == "table":
            self._tables.append(_Table(self._region))
        elif name in ("td", "th") and self._tables:
            self._tables[-1].cells.append([])
            self._out = self._tables[-1].cells[-1]
        elif name in ("ol", "ul"):
            start = attrs.get("start", "1")
            self._lists.append([attrs.get("type", "1") if name == "ol" else "", int(start) if start.isdecimal() else 1])
        elif name == "li":
            self._item(attrs)
        elif name == "a":
            self._note_link = "noteref" in f"{attrs.get('epub:type', '')} {attrs.get('role', '')}"
        elif len(name) == 2 and name[0] == "h" and name[1] in "123456":
            self._heading = int(name[1])

    def _item(self, attrs: dict[str, str]) -> None:
        kind, number = self._lists[-1] if self._lists else ["", 1]
        if not kind:
            self._bullet = True
            return
        value = int(attrs["value"]) if attrs.get("value", "").isdecimal() else int(str(number))
        self._lists[-1][1] = value + 1
        note = _NOTE.match(attrs.get("id", ""))
        self._prefix = (f"[{note.group(1)}]" if note else _numbered(value, str(kind))) + " "

    def _enter(self, name: str, attrs: dict[str, str]) -> _Region:
        r = self._region
        if name in _DROPPED:
            return r._replace(dropped=True)
        main = name in ("article", "main") or attrs.get("role") == "main" or attrs.get("itemprop") == "articleBody"
        if main and not r.hard and (not r.article or name == "article" or "itemprop" in attrs):
            self._articles += 1
            r = r._replace(article=self._articles, soft=False)
        style = attrs.get("style", "").replace(" ", "").lower()
        hidden = (
            "hidden" in attrs
            or "mw-editsection" in attrs.get("class", "")
            or attrs.get("aria-hidden") == "true"
            or "display:none" in style
        )
        note = "note" in attrs.get("epub:type", "") or "note" in attrs.get("role", "")  # <aside> is a footnote in EPUB
        if (
            (name in _HARD and not note)
            or attrs.get("role") in _ROLES
            or hidden
            or (name == "header" and not r.article)
        ):
            r = r._replace(hard=True)
        elif name not in ("html", "body", "article", "main") and not r.soft:
            label = f"{attrs.get('class', '')} {attrs.get('id', '')}"
            if len(label) > 1 and _SOFT.search(label):
                r = r._replace(soft=True)
        return r

    def _end(self, name: str) -> None:
        if not self._open.get(name):
            if name == "p":
                self._flush()
            return
        while True:
            if self._stash and self._stash[-1][0] == len(self._stack):
                self._flush()
                self._words = self._stash.pop()[1]
            popped, region = self._stack.pop()
            self._open[popped] -= 1
            if popped in _BLOCKS:
                self._flush()
            elif popped == "a":
                self._note_link = False
            if popped == "table" and self._tables:
                self._end_table()
            elif popped in ("td", "th"):
                self._out = self.pieces
            elif popped == "tr" and self._tables:
                self._end_row()
            elif popped in ("ol", "ul") and self._lists:
                self._lists.pop()
            self._region = region
            if popped == name:
                return

    def _flush(self) -> None:
        words = self._words
        if not words:
            self._heading = 0 if not self._open.get(f"h{self._heading}") else self._heading
            return
        text = "".join(words)
        self._words = []
        linked, self._linked = self._linked, 0
        bold, self._bold = self._bold, 0
        bare = text.strip()
        heading = self._heading
        if not self._open.get(f"h{heading}"):
            self._heading = 0
        if not bare:
            return
        prefix, self._prefix = self._prefix, ""
        bullet, self._bullet = self._bullet, False
        for part in re.split(r"\n\s*\n", bare) if not self._open.get("pre") else [bare]:
            if heading:
                title = " ".join(part.split())
                if heading == 1 and self._region.hard:
                    self._over.append(title)
                elif heading == 1:
                    self._headings.append(title)
                block = Block("heading", title, label=label_of(title), level=heading)
            elif bold * 10 > len(bare) * 9 and not prefix and is_heading(bare):
                block = Block("heading", bare, label=label_of(bare))
            else:
                number = prefix.strip() if prefix and prefix[0] != "[" else None
                link = linked * 10 > len(bare) * 8
                block = Block("para", prefix + part.strip(), number, link=link, item=bool(prefix) or bullet)
            prefix = ""
            self._out.append(_Piece(block, self._region, bullet))

    def _end_row(self) -> None:
        table = self._tables[-1]
        if table.cells:
            table.rows.append(table.cells)
            table.cells = []
        self._out = self.pieces

    def _end_table(self) -> None:
        self._end_row()
        table = self._tables.pop()
        outer = self._tables[-1].cells[-1] if self._tables and self._tables[-1].cells else self.pieces
        cells = [cell for row in table.rows for cell in row]
        layout = any(len(cell) > 3 or sum(len(p.block.text) for p in cell) > _LAYOUT for cell in cells) or (
            all(len(row) == 1 for row in table.rows)
        )
        if layout:
            outer.extend(piece for cell in cells for piece in cell)
        elif table.rows:
            lines = [CELL_GAP.join(map(_cell, row)) for row in table.rows]
            text = "\n".join(line for line in lines if line.strip(" ·"))
            if text:
                outer.append(_Piece(Block("para", text), table.region, False))
        self._out = outer

    def document(self) -> Document:
        """The blocks of the article, its furniture, and what the page says of itself."""
        pieces = [p for p in self.pieces if p.block.text.strip()]
        pieces = _without_link_lists(pieces)
        inside = self._chosen(pieces)
        kept = [p for p in pieces if inside(p)]
        furniture = [p.block.text for p in pieces if not inside(p)]
        named = self.meta.page_title.casefold()
        stated = [t for t in self._over if len(t) > 8 and t.casefold() in " ".join(named.split())]
        if stated and not any(t.casefold() in named for t in self._headings):
            self.meta.heading = stated[0]
        elif len(set(self._headings)) == 1:
            self.meta.heading = self._headings[0]
        elif self._headings:
            in_article = [p.block.text for p in kept if p.block.level == 1]
            self.meta.heading = in_article[0] if in_article else ""
        title = self.meta.title()
        blocks = _bullets(kept)
        return Document(blocks, title=title, date=self.meta.date(), lang=self.meta.language(), furniture=furniture)

    def _chosen(self, pieces: list[_Piece]) -> _Inside:
        sizes: dict[int, int] = {}
        total = soft = hard = 0
        for p in pieces:
            size = len(p.block.text)
            total += size
            if p.region.hard:
                hard += size
                continue
            if p.region.soft:
                soft += size
            sizes[p.region.article] = sizes.get(p.region.article, 0) + size
        open_ = total - hard
        articles = {k: n for k, n in sizes.items() if k}
        wanted: set[int] = set()
        if articles and max(articles.values()) >= _ARTICLE_SHARE * open_:
            best = max(articles, key=lambda k: articles[k])
            # One article and teasers, or a text whose parts are articles each.
            alone = articles[best] * 2 > sum(articles.values())
            wanted = {best} if alone else set(articles)
            if sizes.get(0, 0) > 2 * sum(articles[k] for k in wanted):
                wanted = set()
        return _Inside(wanted, use_soft=soft * 2 < open_, use_hard=open_ >= 200 or open_ * 5 > total)


def _without_link_lists(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces; runs of nothing but short links (menus, other pages), and the heading over one, become furniture."""
    out = list(pieces)
    i = 0
    while i < len(out):
        end = i
        while end < len(out) and out[end].block.link and len(out[end].block.text) <= _SHORT_ITEM:
            end += 1
        if end - i >= 3:
            over = i > 0 and out[i - 1].block.kind == "heading" and out[i - 1].block.level > 1
            for k in range(i - over, end):
                out[k] = out[k]._replace(region=out[k].region._replace(hard=True))
        i = max(end, i + 1)
    return out


class _Inside:
    """Whether a piece belongs to the text rather than to the page."""

    def __init__(self, articles: set[int], *, use_soft: bool, use_hard: bool) -> None:
        self._articles = articles
        self._soft = use_soft
        self._hard = use_hard

    def __call__(self, p: _Piece) -> bool:
        r = p.region
        if (self._hard and r.hard) or (self._soft and r.soft):
            return False
        return not self._articles or r.article in self._articles


def _cell(pieces: list[_Piece]) -> str:
    return " ".join(" ".join(p.block.text.split()) for p in pieces)


def _bullets(pieces: list[_Piece]) -> list[Block]:
    """Short bullet items that follow each other become the lines of one block."""
    out: list[Block] = []
    run: list[Block] = []
    for p in [*pieces, None]:
        if p is not None and p.bullet and len(p.block.text) <= _SHORT_ITEM and not p.block.link:
            run.append(p.block)
            continue
        if run:
            out.append(Block("para", "\n".join(b.text for b in run)))
            run = []
        if p is not None:
            out.append(p.block)
    return out


def _numbered(value: int, kind: str) -> str:
    return (written(value, kind) if kind in ("a", "A", "i", "I") else str(value)) + "."
