"""Notes to safe HTML: raw HTML is text, nothing is ever fetched, links to passages work."""

from __future__ import annotations

import re
import string
import threading
from collections.abc import Callable
from html import escape
from xml.etree.ElementTree import Element

import markdown as python_markdown
from markdown.inlinepatterns import InlineProcessor, LinkInlineProcessor, ReferenceInlineProcessor

from reader.render.limits import too_much
from reader.render.links import WIKI_LINK, passage_href
from reader.render.sanitise import clean, safe_href

LinkResolver = Callable[[str], str | None]
SHOWN = 100_000  # code points of a note that is shown as plain text: Qt needs seconds for more
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class _WikiLink(InlineProcessor):
    def __init__(self, md: python_markdown.Markdown, link: LinkResolver) -> None:
        super().__init__(WIKI_LINK.pattern, md)
        self.link = link

    def handleMatch(  # type: ignore[override]  # noqa: N802 -- python-markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        target = m[1].strip()
        href = self.link(target)
        if href is not None and safe_href(href):
            element = Element("a", {"href": href, "class": "passage"})
        else:
            element = Element("span", {"class": "passage-unknown"})
        element.text = python_markdown.util.AtomicString((m[2] or target).strip())
        return element, m.start(0), m.end(0)


def _as_text(alt: str, address: str | None) -> Element:
    element = Element("span", {"class": "image"})
    element.text = python_markdown.util.AtomicString(f"{alt} ({address})" if address else alt)
    return element


class _ImageAsText(LinkInlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str):  # type: ignore[no-untyped-def, override]  # noqa: N802
        alt, index, ok = self.getText(data, m.end(0))
        if not ok:
            return None, None, None
        address, _, index, ok = self.getLink(data, index)
        if not ok:
            return None, None, None
        return _as_text(self.unescape(alt), self.unescape(address)), m.start(0), index


class _ImageReferenceAsText(ReferenceInlineProcessor):
    def makeTag(self, href: str, title: str, text: str) -> Element:  # noqa: N802
        return _as_text(self.unescape(text), href)


class _SafeLink(LinkInlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str):  # type: ignore[no-untyped-def, override]  # noqa: N802
        element, start, end = super().handleMatch(m, data)
        if element is not None and not isinstance(element, str):
            _disarm(element)
        return element, start, end


class _SafeReference(ReferenceInlineProcessor):
    def makeTag(self, href: str, title: str, text: str) -> Element:  # noqa: N802
        element = super().makeTag(href, title, text)
        _disarm(element)
        return element


def _disarm(element: Element) -> None:
    """An address that must not be followed is shown after its words instead."""
    href = element.get("href") or ""
    if not safe_href(href):
        element.tag = "span"
        element.attrib.clear()
        element.text = f"{element.text or ''} ({href})" if href else element.text


def _converter(link: LinkResolver) -> python_markdown.Markdown:
    md = python_markdown.Markdown(
        extensions=["tables", "fenced_code", "footnotes", "sane_lists"],
        extension_configs={"footnotes": {"UNIQUE_IDS": False}},
    )
    md.preprocessors.deregister("html_block")
    patterns = md.inlinePatterns
    patterns.deregister("html")
    md.ESCAPED_CHARS = list(string.punctuation)  # as CommonMark has it, and as our own exports write
    patterns.register(_WikiLink(md, link), "wiki_link", 175)
    for name, image, priority in (
        ("reference", False, 170), ("link", False, 160), ("image_link", True, 150), ("image_reference", True, 140),
        ("short_reference", False, 130), ("short_image_ref", True, 125),
    ):  # fmt: skip
        old = patterns[name]
        kind = type(old)
        patterns.deregister(name)
        own: type[InlineProcessor]
        if name == "link":
            own = _SafeLink
        elif name == "image_link":
            own = _ImageAsText
        else:
            base = _ImageReferenceAsText if image else _SafeReference
            # The short forms read `[words]` alone: their way of finding the reference comes from their class.
            own = type(f"_{name}", (base, kind), {"makeTag": base.makeTag})
            if name in ("short_reference", "short_image_ref"):
                own.evalId = kind.evalId  # type: ignore[attr-defined]
        patterns.register(own(old.pattern, md), name, priority)
    return md


class _Kept(threading.local):
    """One converter for each thread: making it costs 1 ms, more than most notes."""

    converter: python_markdown.Markdown | None = None
    link: LinkResolver = staticmethod(passage_href)

    def convert(self, source: str, link: LinkResolver) -> str:
        self.link = link
        if self.converter is None:
            self.converter = _converter(lambda target: self.link(target))
        try:
            return self.converter.reset().convert(source)
        except RecursionError:
            self.converter = None  # its stacks are left half full
            raise


_kept = _Kept()


def plain(source: str, why: str = "") -> str:
    """A note as preformatted text, with a line above it that says why it is not rendered, and how much is shown."""
    cut = f" Only its first {SHOWN:,} characters are shown here." if len(source) > SHOWN else ""
    source = source[:SHOWN]
    head = f'<p class="notice">{escape(why)} It is shown as it was written.{cut}</p>' if why or cut else ""
    return f'{head}<pre class="plain">{escape(source)}</pre>'


def to_html(md: str, *, link: LinkResolver | None = None) -> str:
    """Render a note as an HTML fragment that is safe to show: no scripts, no styles, no address that loads.

    Raw HTML stands as text, images as their words and address. `link` turns the inside of `[[…]]` into an
    address or None (the default makes `passage:` addresses, see `links.passage_of`). What is too large or too
    deeply nested (see `limits`) comes back as preformatted text.
    """
    source = _CONTROL.sub("\ufffd", md)
    why = too_much(source)
    if why is not None:
        return plain(source, why)
    try:
        return clean(_kept.convert(source, link or passage_href))
    except RecursionError:
        return plain(source, "This note is nested too deeply.")
