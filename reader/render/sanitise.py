"""The last door before a rendered note is shown: tags and attributes that are not on the list become text."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

TAGS = frozenset(
    re.findall(
        r"\w+",
        "a blockquote br code del dd div dl dt em h1 h2 h3 h4 h5 h6 hr li mark ol p pre s span strong sub sup"
        " table tbody td th thead tr ul",
    )
)
_VOID = frozenset({"br", "hr"})
_SAFE_SCHEME = re.compile(r"(?:https?|mailto|passage|declaration-reader):[^\s\x00-\x1f]*\Z", re.IGNORECASE)
_FRAGMENT = re.compile(r"#[\w:.-]+\Z")
_WORD = re.compile(r"[\w:.-]{1,80}\Z")
_ALIGN = re.compile(r"text-align: (left|right|center);\Z")


def safe_href(href: str) -> bool:
    """Whether an address may be a link: the web, mail, our own schemes, a place in the same note."""
    return len(href) <= 2000 and bool(_SAFE_SCHEME.match(href) or _FRAGMENT.match(href))


def _attribute(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and safe_href(value)
    if name == "title":
        return tag == "a"
    if name == "style":
        return tag in ("td", "th") and bool(_ALIGN.match(value))
    if name == "start":
        return tag == "ol" and value.isdecimal() and len(value) < 10
    if name == "id":
        return bool(_WORD.match(value))
    return name == "class" and all(_WORD.match(part) for part in value.split())


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.out.append(escape(self.get_starttag_text() or f"<{tag}>"))
            return
        kept = "".join(
            f' {name}="{escape(value)}"' for name, value in attrs if value is not None and _attribute(tag, name, value)
        )
        self.out.append(f"<{tag}{kept}{' /' if tag in _VOID else ''}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.out.append(f"</{tag}>" if tag in TAGS else escape(f"</{tag}>"))

    def handle_data(self, data: str) -> None:
        self.out.append(escape(data, quote=False))

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(escape(f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        self.out.append(escape(f"<!{decl}>"))

    def unknown_decl(self, data: str) -> None:
        self.out.append(escape(f"<![{data}]>"))

    def handle_pi(self, data: str) -> None:
        self.out.append(escape(f"<?{data}>"))


def clean(html: str) -> str:
    """`html` with everything that is not on the list turned into text; nothing is dropped but attributes."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.out)
