"""What can be chosen about an export, as a form; the choices are kept as plain values in the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from reader.exchange.formats import FORMATS
from reader.ui.notes.choice import Choice, shorten

SHAPES = (("document", "One document"), ("text", "A file for each text"), ("note", "A file for each note"),
          ("tag", "A file for each tag"))  # fmt: skip
FLAVOURS = (("obsidian", "Obsidian"), ("commonmark", "CommonMark"), ("pandoc", "Pandoc"))
LINKS = (("none", "With a note only"), ("confirmed", "With a note, or confirmed"), ("all", "All but the dismissed"))
PAGES = (("texts", "Both texts with the notes"), ("notes", "Notes alone"))
POLICIES = (("ask", "Show them and ask"), ("skip", "Leave them as they are"),
            ("bring-back", "Take them into the library"), ("append", "Put the new ones below"),
            ("replace", "Replace them"))  # fmt: skip
OWN = "own"  # the template that the reader writes
TEMPLATES = (("", "As shipped"), ("plain-list", "A plain list"), (OWN, "By a template of my own"))
MARKDOWN = ("markdown", "obsidian")


class Scope(NamedTuple):
    """Which notes: those of `texts` (None: all), with `tag`, that fulfil `query`."""

    texts: tuple[str, ...] | None = None
    tag: str = ""
    query: str = ""


class ExportForm(QWidget):
    """Format, notes, shape and details; `changed` after every change."""

    changed = Signal()

    def __init__(self, shown: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`shown`: id and short title of the texts in the panes."""
        super().__init__(parent)
        self._shown = list(dict.fromkeys(shown))
        self.format = choice([(f.key, f.title) for f in FORMATS.values()], "Format")
        self.scope = choice(self._scopes(), "Notes")
        self.words = QLineEdit()
        self.words.setAccessibleName("Tag or search")
        self.shape = choice(SHAPES, "Files")
        self.flavour = choice(FLAVOURS, "Markdown for")
        self.links = choice(LINKS, "Cross-references")
        self.pages = choice(PAGES, "Pages")
        self.policy = choice(POLICIES, "Entries I edited")
        self.template = choice(TEMPLATES, "Entries")
        self.source = ""  # of the template of one's own
        self.title = QLineEdit()
        self.title.setPlaceholderText("as the texts are called")
        self.title.setAccessibleName("Title")
        self.deep_links = QCheckBox("Addresses that open the place in this program")
        self.data = QCheckBox("A block from which notes can be read back exactly")
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for box in (self.format, self.scope, self.template):
            shorten(box)  # long titles and names must not push the preview away
        for label, field in (
            ("Format", self.format), ("Notes", self.scope), ("", self.words), ("Files", self.shape),
            ("Markdown for", self.flavour), ("Cross-references", self.links), ("Pages", self.pages),
            ("Entries I edited", self.policy), ("Entries", self.template), ("Title", self.title),
            ("", self.deep_links), ("", self.data),
        ):  # fmt: skip
            self.form.addRow(label, field)
        for box in (self.format, self.scope, self.shape, self.flavour, self.links, self.pages, self.policy,
                    self.template):  # fmt: skip
            box.currentIndexChanged.connect(self._follow)
        for line in (self.words, self.title):
            line.textChanged.connect(self.changed)
        for check in (self.deep_links, self.data):
            check.toggled.connect(self.changed)
        self.load({})

    def _scopes(self) -> list[tuple[str, str]]:
        found = [("open", "Both open texts" if len(self._shown) == 2 else "The open texts")] if self._shown else []
        found += [(f"text:{id_}", f"Only {title}") for id_, title in self._shown] if len(self._shown) > 1 else []
        return [*found, ("all", "The whole library"), ("tag", "With a tag …"), ("query", "That fit a search …")]

    def load(self, kept: Mapping[str, Any]) -> None:
        """Show choices that were kept; what is not understood takes its default."""
        for name, field, default in (
            ("format", self.format, "markdown"), ("scope", self.scope, "open"), ("shape", self.shape, "document"),
            ("flavour", self.flavour, "obsidian"), ("links", self.links, "confirmed"), ("pages", self.pages, "texts"),
            ("policy", self.policy, "ask"), ("template_choice", self.template, ""),
        ):  # fmt: skip
            at = field.findData(str(kept.get(name, default)))
            field.setCurrentIndex(at if at >= 0 else max(0, field.findData(default)))
        self.source = str(kept.get("template_source", ""))
        self.words.setText(str(kept.get("words", "")))
        self.title.setText(str(kept.get("title", "")))
        self.deep_links.setChecked(kept.get("deep_links") is True)
        self.data.setChecked(kept.get("data") is not False)
        self._follow()

    def kept(self) -> dict[str, Any]:
        """The choices as plain values, for the settings."""
        return {
            "format": self.format.currentData(), "scope": self.scope.currentData(), "words": self.words.text(),
            "policy": self.policy.currentData(), "template_choice": self.template.currentData(),
            "template_source": self.source, **self.options(),
        }  # fmt: skip

    def options(self) -> dict[str, Any]:
        """The choices as `exchange.options.Options` takes them."""
        return {
            "shape": self.shape.currentData(), "flavour": self.flavour.currentData(),
            "links": self.links.currentData(), "pages": self.pages.currentData(), "title": self.title.text().strip(),
            "deep_links": self.deep_links.isChecked(), "data": self.data.isChecked(), "template": self._template(),
        }  # fmt: skip

    def _template(self) -> str:
        """The source of the template; "" is the shipped one."""
        key = str(self.template.currentData())
        if self.format.currentData() not in MARKDOWN or not key:
            return ""
        if key == OWN:
            return self.source
        from reader.exchange.templates import shipped  # late: Jinja2 is for those who choose one

        return shipped()[key]

    def chosen(self) -> Scope:
        """Which notes go out."""
        key, words = str(self.scope.currentData()), self.words.text().strip()
        if key == "open":
            return Scope(tuple(id_ for id_, _ in self._shown))
        if key.startswith("text:"):
            return Scope((key.removeprefix("text:"),))
        if key == "tag":
            return Scope(None, tag=words.lstrip("#"))
        return Scope(None, query=words) if key == "query" else Scope()

    def _follow(self) -> None:
        key, scope = self.format.currentData(), self.scope.currentData()
        rows = (
            (self.scope, key != "archive"), (self.words, scope in ("tag", "query") and key != "archive"),
            (self.shape, key == "markdown"),
            (self.flavour, key == "markdown"), (self.links, key in (*MARKDOWN, "html", "pdf")),
            (self.pages, key == "pdf"), (self.policy, key == "obsidian"),
            (self.template, key in MARKDOWN), (self.title, key in ("markdown", "html", "pdf")),
            (self.deep_links, key in MARKDOWN), (self.data, key in MARKDOWN),
        )  # fmt: skip
        for field, there in rows:
            self.form.setRowVisible(field, there)
        self.words.setPlaceholderText("principles/sovereignty" if scope == "tag" else "words, tag:…, has:note …")
        self.changed.emit()


def choice(items: Sequence[tuple[str, str]], name: str) -> Choice:
    """A field of choices: pairs of key and title, and what a screen reader calls it."""
    box = Choice()
    box.setAccessibleName(name)
    for key, title in items:
        box.addItem(title, key)
    return box
