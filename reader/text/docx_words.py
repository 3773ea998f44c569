"""The words of Word's paragraphs: insertions in, deletions and hidden words out, notes numbered as they are seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from reader.text.docx_numbers import W, on
from reader.text.numerals import written

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# The same words once more, for old programs.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{W}txbxContent"
_OUT = frozenset((f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText", _FALLBACK))
_NOTES = (("footnote", "decimal"), ("endnote", "lowerRoman"))  # how each is numbered unless the document says


class Words:
    """Reads paragraphs in their order; collects text boxes, hidden words and the notes that they refer to."""

    def __init__(self, settings: Any) -> None:
        self.boxes: list[Any] = []  # found since they were last taken
        self.aside: list[str] = []
        self._order: dict[tuple[str, str], str] = {}  # (sort, id) → mark, in order of reference
        self._ways = dict(_NOTES)
        for sort, _ in _NOTES if settings is not None else ():
            way = settings.find(f"{W}{sort}Pr/{W}numFmt")
            if way is not None:
                self._ways[sort] = way.get(f"{W}val") or "decimal"

    def of(self, paragraph: Any) -> str:
        """The words of a paragraph, with its line breaks and the marks of its notes."""
        out: list[str] = []
        for element in self._inside(paragraph):
            tag = element.tag
            if tag in (f"{W}t", _MATH):
                out.append(element.text or "")
            elif tag in (f"{W}tab", f"{W}ptab"):
                out.append(" ")
            elif tag == f"{W}br":
                out.append("\n" if element.get(f"{W}type") in (None, "textWrapping") else " ")
            elif tag == f"{W}cr":
                out.append("\n")
            elif tag == f"{W}noBreakHyphen":
                out.append("-")
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                out.append(self._mark(tag[len(W) : -len("Reference")], element))
        return "".join(out)

    def _inside(self, paragraph: Any) -> Iterator[Any]:
        """The elements of a paragraph in their order; what was deleted or is not shown is passed over."""
        todo = [iter(paragraph)]
        while todo:
            element = next(todo[-1], None)
            if element is None:
                todo.pop()
                continue
            if element.tag in _OUT:
                continue
            if element.tag == _BOX:
                self.boxes.append(element)
                continue
            if element.tag == f"{W}r" and self._hidden(element):
                words = "".join(t.text or "" for t in element.iter(f"{W}t")).strip()
                self.aside.extend([words] if words else [])
                continue
            yield element
            todo.append(iter(element))

    @staticmethod
    def _hidden(run: Any) -> bool:
        switch = run.find(f"{W}rPr/{W}vanish")
        return switch is not None and on(switch)

    def _mark(self, sort: str, reference: Any) -> str:
        key = (sort, reference.get(f"{W}id") or "")
        if key not in self._order:
            if reference.get(f"{W}customMarkFollows") in ("1", "true", "on"):
                self._order[key] = ""  # its mark is a word of the paragraph
            else:
                count = sum(k[0] == sort and mark != "" for k, mark in self._order.items()) + 1
                self._order[key] = written(count, self._ways[sort])
        mark = self._order[key]
        return f"[{mark}]" if mark else ""

    def notes(self, part: Callable[[str], Any]) -> list[str]:
        """The notes in the order of reference, each with its mark; those that nothing refers to come last."""
        out: list[str] = []
        for sort, _ in _NOTES:
            root = part(f"/{sort}s")
            if root is None:
                continue
            found = {n.get(f"{W}id") or "": n for n in root.iterchildren(f"{W}{sort}") if n.get(f"{W}type") is None}
            marks = {k[1]: mark for k, mark in self._order.items() if k[0] == sort}
            for key in [*(k for k in marks if k in found), *(k for k in found if k not in marks)]:
                text = " ".join(" ".join(self.of(p) for p in found[key].iter(f"{W}p")).split())
                mark = marks.get(key, "")
                if text:
                    out.append(f"[{mark}] {text}" if mark else text)
        return out

    def comments(self, root: Any) -> list[str]:
        """The words of comments, which are about the text and not of it."""
        if root is None:
            return []
        found = (" ".join(self.of(p) for p in c.iter(f"{W}p")) for c in root.iterchildren(f"{W}comment"))
        return [" ".join(words.split()) for words in found if words.strip()]
