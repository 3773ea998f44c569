"""Notes become HTML that loads nothing, runs nothing, and comes at once."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.render.links import Passage, passage_of
from reader.render.markdown import to_html
from reader.render.sanitise import TAGS


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attrs: list[tuple[str, str, str]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attrs += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=http://x.example/a.png onerror=alert(1)>",
    "![a](http://x.example/a.png)",
    "![a][r]\n\n[r]: http://x.example/a.png",
    "![a](file:///etc/passwd)",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](data:text/html,x)",
    "[a](file:///etc/passwd)",
    "[a][r]\n\n[r]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<style>body{background:url(http://x.example)}</style>",
    '<link rel="stylesheet" href="http://x.example/a.css">',
    "<!-- a comment --><?php x ?><![CDATA[x]]><!DOCTYPE x>",
    '<a href="x" onclick="y">z</a>',
    '```x" onclick="y\ncode\n```',
    '[a](https://x.example "t\\" onclick=\\"y")',
    "<svg/onload=alert(1)>",
    "> <iframe src=http://x.example></iframe>",
    '| a |\n|---|\n| <object data="http://x.example"> |',
    "\x02amp\x03 \x02wzxhzdk:0\x03",
]


def _safe(html: str) -> None:
    seen = Seen(html)
    assert set(seen.tags) <= TAGS
    for tag, name, value in seen.attrs:
        assert name in ("href", "class", "id", "title", "style", "start"), (tag, name)
        if name == "href":
            assert value.startswith(("http://", "https://", "mailto:", "passage:", "declaration-reader:", "#"))
        if name == "style":
            assert value.startswith("text-align")


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_is_loaded_or_run(source: str) -> None:
    _safe(to_html(source))


@settings(deadline=None)
@given(st.text(alphabet='<>!/[]()`*_#"=&;: \n\taimghrefscx1-~|', max_size=200))
def test_any_soup_is_safe(source: str) -> None:
    _safe(to_html(source))


def test_raw_html_stands_as_words() -> None:
    words = Seen(to_html("a <b>bold</b> <script>alert('x')</script>\n\n<div>\nblock\n</div>")).words
    for part in ("<b>bold</b>", "<script>alert('x')</script>", "<div>", "block", "</div>"):
        assert part in words


def test_an_image_is_its_words_and_address() -> None:
    assert "a map (http://x.example/map.png)" in Seen(to_html("![a map](http://x.example/map.png)")).words


def test_a_link_that_must_not_be_followed_shows_its_address() -> None:
    seen = Seen(to_html("[words](file:///etc/passwd)"))
    assert "a" not in seen.tags
    assert seen.words.strip() == "words (file:///etc/passwd)"


def test_the_usual_forms() -> None:
    html = to_html("# H\n\n*e* **s** `c`\n\n- i\n\n> q\n\n|a|\n|-|\n|1|\n\n```\nf\n```\n\nx[^1]\n\n[^1]: note")
    tags = Seen(html).tags
    for tag in ("h1", "em", "strong", "code", "li", "blockquote", "table", "pre", "sup"):
        assert tag in tags


def test_passages_are_links() -> None:
    seen = Seen(to_html("see [[Bishkek 2007 §4]] and [[Shanghai 2001 §9|there]] and [[else]]"))
    hrefs = [value for _, name, value in seen.attrs if name == "href"]
    assert [passage_of(href) for href in hrefs] == [Passage("Bishkek 2007", 4), Passage("Shanghai 2001", 9)]
    assert seen.words.strip() == "see Bishkek 2007 §4 and there and else"


def test_the_resolver_decides() -> None:
    def link(target: str) -> str | None:
        return "declaration-reader://x" if target == "a" else "javascript:x"

    hrefs = [value for _, name, value in Seen(to_html("[[a]] [[b]]", link=link)).attrs if name == "href"]
    assert hrefs == ["declaration-reader://x"]


def test_escapes_of_our_own_exports_are_read() -> None:
    assert Seen(to_html("\\| \\$ \\~ \\^ \\= \\% \\< \\& \\: \\@ \\\" \\'")).words.strip() == "| $ ~ ^ = % < & : @ \" '"


TANGLED = {
    "quotes": "> " * 500 + "x",
    "lists": "\n".join("    " * i + "- x" for i in range(300)),
    "brackets": "[" * 5000,
    "links": "[a](" * 5000,
    "wiki": "[[" * 5000,
    "stars": "*a **b " * 5000,
    "underscores": "_" * 50000,
    "backticks": "".join("`" * i + " " for i in range(300)),
    "less than": "<" * 50000,
    "setext": "a\n=\n" * 5000,
    "references": "".join(f"[r{i}]: http://x\n" for i in range(5000)),
    "one line": "a b" * 3_500_000,
    "many lines": "a\n\n" * 1_000_000,
    "tables": "<table><tr><td>" * 500,
    "open brackets": ("[" * 40 + "a\n\n") * 290,
}


@pytest.mark.parametrize("name", sorted(TANGLED))
def test_no_note_hangs(name: str) -> None:
    start = time.perf_counter()
    html = to_html(TANGLED[name])
    assert time.perf_counter() - start < 5  # a hang, not a timing: the worst of these takes 0.2 s
    _safe(html[:20000])


def test_a_note_of_100_kb_is_rendered() -> None:
    html = to_html(("A sentence of *some* words and no more of them. " * 10 + "\n\n") * 200)
    assert html.count("<em>") == 2000


def test_a_huge_note_says_that_it_is_cut() -> None:
    html = to_html("a b" * 100_000)
    assert "Only its first 100,000 characters" in html
    assert "<pre" in html
