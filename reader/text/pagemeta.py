"""Title, date and language that a page states about itself: meta tags, JSON-LD, <time>, <title>."""

from __future__ import annotations

import json
import re

_TITLES = ("og:title", "dc.title", "dcterms.title", "citation_title", "twitter:title", "headline")
_DATES = (
    "article:published_time", "datepublished", "dc.date", "dcterms.date", "dc.date.issued", "dcterms.created",
    "citation_date", "citation_publication_date", "date", "pubdate", "publishdate", "publish_date", "publish-date",
    "og:pubdate", "sailthru.date", "parsely-pub-date", "article.published", "creation_date",
)  # fmt: skip
_SITE = re.compile(r"\s+[|–—·»:-]{1,2}\s+|\s*_\s*|\s*\|\s*")
_JSON_LIMIT = 500_000  # characters of JSON-LD that are parsed


class PageMeta:
    """Collects what a page says of itself; `title()` and `date()` give the best of it."""

    __slots__ = ("_json", "_meta", "_times", "heading", "lang", "page_title")

    def __init__(self) -> None:
        self._meta: dict[str, str] = {}
        self._times: list[str] = []
        self._json: dict[str, str] = {}
        self.page_title = ""
        self.heading = ""
        self.lang = ""

    def meta(self, attributes: dict[str, str]) -> None:
        """Take in a `<meta>` tag, or any tag with `itemprop`."""
        key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        value = attributes.get("content") or attributes.get("datetime") or ""
        if key and value.strip():
            self._meta.setdefault(key.lower(), value.strip())

    def time(self, value: str) -> None:
        """Take in the machine-readable value of a `<time>` tag."""
        if value:
            self._times.append(value)

    def json_ld(self, script: str) -> None:
        """Take in headline and date of a JSON-LD script; one that cannot be read says nothing."""
        if len(script) > _JSON_LIMIT:
            return
        try:
            todo: list[object] = [json.loads(script)]
        except (ValueError, RecursionError):
            return
        for _ in range(1000):
            if not todo:
                return
            item = todo.pop(0)
            if isinstance(item, list):
                todo.extend(item)
            elif isinstance(item, dict):
                for key in ("headline", "datePublished", "inLanguage"):
                    value = item.get(key)
                    if isinstance(value, str):
                        self._json.setdefault(key, value)
                todo.extend(v for k, v in item.items() if k in ("@graph", "mainEntity", "mainEntityOfPage"))

    def title(self) -> str:
        """The title: the one heading of the page, what its metadata say, or `<title>` without the site's name."""
        if self.heading:
            return self.heading
        for value in (*(self._meta.get(k, "") for k in _TITLES), self._json.get("headline", "")):
            if value:
                return " ".join(value.split())
        parts = [p.strip() for p in _SITE.split(" ".join(self.page_title.split())) if p.strip()]
        return max(parts, key=len) if parts else ""

    def date(self) -> str:
        """The date of publication in ISO 8601, or empty."""
        from reader.text import dates

        for value in (*(self._meta.get(k, "") for k in _DATES), self._json.get("datePublished", ""), *self._times[:1]):
            found = dates.find(value) if value else None
            if found:
                return found.iso
            if re.fullmatch(r"(?:1[5-9]|20)\d\d[01]\d[0-3]\d\d*", value):  # 20010615
                return f"{value[:4]}-{value[4:6]}-{value[6:8]}"
        return ""

    def language(self) -> str:
        """The BCP 47 tag that the page states, or empty."""
        stated = self.lang or self._meta.get("og:locale", "") or self._json.get("inLanguage", "")
        tag = stated.replace("_", "-").split("-")[0].lower()
        return tag if tag.isalpha() and len(tag) in (2, 3) else ""
