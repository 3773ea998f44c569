"""A quote is shown as it stands: proved by rendering with two CommonMark programs and our own."""

from __future__ import annotations

from html.parser import HTMLParser

import commonmark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from reader.exchange.escape import FLAVOURS, inline, quote

HOSTILE = [
    "# heading", "## h ##", "#", "#tag", "a #tag b", "1986. A year", "1986) A year", "2001.", "a. x", "iv) y",
    "(1) z", "- item", "+ item", "* item", "-", "---", "- - -", "***", "___", "===", "a\n===", "a\n---",
    "==mark==", "a = b", "```\nfence", "~~~\nfence", "``` x", "`code`", "``", "`", "a ` b", "*em*",
    "**strong**", "_em_", "__s__", "a_b_c", "2*3*4", "~sub~", "~~strike~~", "^sup^", "x^2^", "^block-id",
    "a ^id", "<b>bold</b>", "<script>alert(1)</script>", "<!-- c", "<!-- c -->", "<http://x.example>",
    "<a@x.example>", "</div>", "<?php", "<![CDATA[x", "<div\nclass", "http://x.example/a_b_c",
    "https://x.example/%20?a=b&copy=1", "www.x.example", "mail@x.example", "&amp;", "&lt;b&gt;", "&#35;",
    "&copy", "&copy;", "AT&T", "[x]: url", "[x]: <u> 'title'", "[a](b)", "[a][b]", "![i](j)", "!", "wow!",
    "[[wiki]]", "[[wiki|alias]]", "![[embed]]", "[^1]", "[^1]: note", "^[inline]", "- [ ] task", "[ ]",
    "[!note] x", "| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n--- | ---", "|", "+---+", ":smile:", "a :tada: b",
    ": definition", "term\n: definition", "key:: value", "::: box", "%% comment %%", "%%", "100 % of",
    "% title", "$x$", "$$\nx\n$$", "5 $ and 6 $", "\\", "trailing\\", "a\\\nb", "\\*", "\\\\", "a\\b",
    "> quote", ">> quote", ">", "  leading", "    code", "\tcode", "trailing  ", "trailing  \nnext", "a\tb",
    "a  b", " ", "  \n  ", "a\n\nb", "a\n\n\n\nb", "\na", "a\n", "\n\na\n\n", "a\n \nb", "a\n\n    b",
    "a\u2028b", "\u2028a", "a\u2029", "a\x0bb", "\x0ba", "a\x0b", "a\x0cb", "\x0ca\x0c", "a\x85b", "\x85a",
    "\x1fa", "a\rb", "a\r\nb", "\ra", "\xa0a\xa0", "\ufeffa\ufeff", "\u3000a", "\u200ba", "{.class}", "{{ x }}",
    "{% x %}", "# x {#id}", "@cite", "[@cite]", "'q' \"q\" -- ... ---", "(c) (tm) +- (R)", "مرحبا *بك*", "שלום",
    "上海 1. 合作", "第一条", "😀 :) 😀", "e\u0301", "I. One", "A) b", "#. x", "@. x", "= x", "? x", "\\begin{a}",
    "$`x`$", "a<b>c", "a<b", "1 < 2 > 1", "*", "_", "a*", "*a", "**", "__", "<<a>>", "]]>", "[", "]", "](",
]  # fmt: skip


class Rendered(HTMLParser):
    """The text of the first block quote, blocks divided by a blank line, breaks by what stands in the source."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.blocks: list[str] = []
        self.tags: set[str] = set()
        self.inside = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self.depth += 1
        elif tag == "p":
            self.blocks.append("")
            self.inside = True
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.blocks[-1] += data


def _markdown_it(linkify: bool = False) -> MarkdownIt:
    md = MarkdownIt("commonmark", {"typographer": True}).enable(["table", "strikethrough", "replacements"])
    return md.use(footnote_plugin).use(deflist_plugin).use(dollarmath_plugin)


def _expected(words: str) -> str:
    return words.replace("\x00", "\ufffd")


RENDERERS = {
    "markdown-it": lambda md: _markdown_it().render(md),
    "commonmark": commonmark.commonmark,
}


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("words", [*HOSTILE, "a\x00b"])
def test_the_rendered_quote_is_the_quote(words: str, flavour: str, renderer: str) -> None:
    rendered = Rendered(RENDERERS[renderer](quote(words, flavour)))
    assert "\n\n".join(rendered.blocks) == _expected(words)
    assert rendered.tags <= {"blockquote", "p", "br", "code"}


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="#*_`[]()<>~=+-|$^%&;:!{}\\\"'. \t\n\r1aix@?\u2028\x0b\x0c\xa0", max_size=40).filter(bool))
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_any_soup_is_shown_as_it_stands(flavour: str, words: str) -> None:
    rendered = Rendered(_markdown_it().render(quote(words, flavour)))
    assert "\n\n".join(rendered.blocks) == words


@pytest.mark.parametrize("words", HOSTILE)
def test_a_title_stays_on_its_line(words: str) -> None:
    html = _markdown_it().render(f"## {inline(words)} · x")
    assert html.startswith("<h2>")
    text = HTMLText(html).text.strip()
    assert text == " ".join([*words.split(), "· x"]).replace("\x00", "\ufffd")


class HTMLText(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data
