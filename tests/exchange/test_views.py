"""CSV, the web page, the PDF and the clipboard."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from reader.exchange import clipboard
from reader.exchange.formats import FORMATS
from reader.exchange.pdf_outline import Bookmark, with_outline
from reader.exchange.table import cell
from reader.library.models import Snapshot
from tests.exchange.golden import check
from tests.exchange.sample import FJORD, HARBOUR, NOW, full, note, snapshot, target
from tests.exchange.test_escape import HOSTILE


def made(key: str, snap: Snapshot | None = None, **options: object) -> bytes:
    data = FORMATS[key].write(full() if snap is None else snap, options, NOW)
    assert isinstance(data, bytes)
    return data


@pytest.mark.parametrize("key", ["csv", "csv-links", "html"])
def test_golden(request: pytest.FixtureRequest, key: str) -> None:
    check(request, f"{key}{FORMATS[key].suffix}", made(key, links="all"))


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    " =1",
    "\n=1",
    "＝1",
    "=cmd|' /C calc'!A0",
    "-- x",
    "|x",
    "%x",
    "\ufeff=1",
]


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_is_a_formula(words: str) -> None:
    snap = snapshot(note("n1", target(HARBOUR, "lights"), body=words, tags=(words,)))
    (row,) = rows(made("csv", snap))
    assert row["note"] == f"'{words}"
    for value in row.values():
        assert not re.match(r"[\s\ufeff]*[=+@-]", value)


def test_csv_says_everything() -> None:
    found = rows(made("csv"))
    assert len(found) == 7
    assert found[2]["note"] == "# Bells\n\n- one\n- two"
    assert found[0]["passage"] == "Harbour 1999 §1"
    assert [row["state"] for row in found].count("orphan") == 1
    assert [row["key"] for row in rows(made("csv-links"))] == ["parallel-4f2a"]
    assert cell(-1) == "-1"


@pytest.mark.parametrize("words", HOSTILE)
def test_csv_of_hostile_words(words: str) -> None:
    snap = snapshot(note("n1", target(HARBOUR, "lights"), body=words))
    assert rows(made("csv", snap))[0]["note"] in (words, f"'{words}")


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.names.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.hrefs.append(value or "")


def test_links_of_the_page_work() -> None:
    page = _Page(made("html", links="all").decode())
    assert len(set(page.ids)) == len(page.ids)
    for href in page.hrefs:
        assert href.startswith("#")
        assert href[1:] in page.ids


def test_the_page_loads_and_runs_nothing() -> None:
    bodies = [
        "<script>alert(1)</script>",
        "![x](http://x.example/a.png)",
        "<img src=x onerror=y>",
        "</style></head>",
        "a[^1]\n\n[^1]: b",
    ]
    notes = [
        note(f"n{i}", target(HARBOUR, "lights"), body=body, tags=("<b>",), colour='"><script>')
        for i, body in enumerate(bodies * 2)
    ]
    html = made("html", snapshot(*notes), title="</title><script>").decode()
    page = _Page(html)
    assert not {"script", "img", "link", "iframe", "object", "form", "input"} & set(page.tags)
    assert not {name for name in page.names if name.startswith("on")} | {"src"} & page.names
    assert "default-src 'none'" in html
    assert len(set(page.ids)) == len(page.ids)
    assert "prefers-color-scheme" in html


def test_the_words_of_the_texts_are_whole() -> None:
    html = made("html").decode()
    body = re.sub(r"<sup>.*?</sup>|<a class=\"number\".*?</a>|<[^>]*>", "", html[html.index("<main>") :])
    for text in (HARBOUR, FJORD):
        for p in text.provisions:
            assert text.canonical[p.start : p.end].replace("&", "&amp;") in body


@pytest.mark.parametrize("pages", ["texts", "notes"])
def test_pdf(qapp: object, pages: str) -> None:
    data = made("pdf", pages=pages)
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert len(data) > 5000


def test_pdf_of_nothing(qapp: object) -> None:
    assert made("pdf", Snapshot((), (), (), ())).startswith(b"%PDF-")


def test_a_long_pdf_has_pages(qapp: object) -> None:
    notes = [note(f"n{i:03}", target(HARBOUR, "lights"), body="word " * 120) for i in range(40)]
    assert len(re.findall(rb"/Type\s*/Page\b", made("pdf", snapshot(*notes)))) > 4


def test_a_pdf_has_bookmarks_that_lead_somewhere_and_links_both_ways(qapp: object) -> None:
    pypdf = pytest.importorskip("pypdf")
    pdf = pypdf.PdfReader(io.BytesIO(made("pdf", links="all")), strict=True)
    top = [item for item in pdf.outline if not isinstance(item, list)]
    assert [item.title for item in top] == [HARBOUR.title, FJORD.title, "Notes"]
    below = [item for part in pdf.outline if isinstance(part, list) for item in part]
    assert below[0].title == "§1 The ports agree to keep their lights burning through the …"
    assert below[2].title == "§3 A bell stands at each mole."
    assert below[-1].title.startswith(f"{len([b for b in below if not b.title.startswith('§')])}. ")
    assert all(pdf.get_destination_page_number(item) is not None for item in (*top, *below))
    named = pdf.named_destinations
    links = [a.get_object()["/Dest"] for page in pdf.pages for a in page.get("/Annots", ())]
    assert links
    assert set(map(str, links)) <= set(named)
    assert pdf.metadata.title == "Notes on Harbour 1999, Fjord 2005"


def test_page_breaks_lose_nothing_and_leave_no_heading_behind(qapp: object) -> None:
    pypdf = pytest.importorskip("pypdf")
    bodies = [f"NOTE{i:03} " + "word " * (7 * i % 90) for i in range(60)]
    notes = [note(f"n{i:03}", target(HARBOUR, "lights burning"), body=body) for i, body in enumerate(bodies)]
    pdf = pypdf.PdfReader(io.BytesIO(made("pdf", snapshot(*notes), pages="notes")))
    pages = [page.extract_text() for page in pdf.pages]
    # A line at the very edge is drawn on both pages and cut off on one: it may be found twice.
    assert list(dict.fromkeys(re.findall(r"NOTE(\d{3})", "".join(pages)))) == [f"{i:03}" for i in range(60)]
    for words in pages:
        foot = re.compile(r"Notes on .*|\d+ / \d+")
        lines = [line for line in words.splitlines() if line.strip() and not foot.fullmatch(line)]
        assert not re.match(r"\d+\. Harbour", lines[-1])
        assert not lines[0].startswith("— ")


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.4\n", b"trailer\n<<\n/Size 3\n/Root 1 0 R\n>>\nstartxref\n9\n%%EOF\n"])
def test_a_pdf_of_another_build_stays_as_it_was(pdf: bytes) -> None:
    assert with_outline(pdf, [Bookmark("a", "b")]) == pdf


def test_clipboard() -> None:
    clip = clipboard.passage(FJORD, FJORD.canonical.index("# Bells"), len(FJORD.canonical))
    assert clip.plain.endswith("— Fjord 2005, §3")
    assert clip.plain.startswith("“# Bells\nThe bell")
    assert "<blockquote" in clip.html
    assert "<h1>" not in MarkdownIt("commonmark").render(clip.markdown)
    whole = clipboard.rich(full())
    assert "Stricter now." in whole.plain
    assert "<script" not in clipboard.rich(snapshot(note("n", target(HARBOUR, "A bell"), body="<script>"))).html
    assert "Harbour 1999, §2" in whole.markdown
