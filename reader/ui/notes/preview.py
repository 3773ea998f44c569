"""The rendered note: safe HTML in a browser that fetches nothing, from the network or from disk."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtWidgets import QSizePolicy, QTextBrowser, QWidget

from reader.render.links import Passage, passage_of
from reader.render.markdown import to_html
from reader.ui.theme import Theme

MONO = "'Noto Sans Mono','DejaVu Sans Mono',monospace"
# Qt lays out a run without a place to break in time that grows with its square: 100,000 letters take 7 s.
_LONG_RUN = re.compile(r"[^\s\u3000-\u9fff\uac00-\ud7af]{2000,}")
_PIECE = 200
OUTSIDE = ("http", "https", "mailto")  # what a click may hand to the desktop


class NotePreview(QTextBrowser):
    """Shows one note; a link to a passage is announced, a web address goes to the desktop's browser when clicked."""

    passage_activated = Signal(object)  # render.links.Passage

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName("Preview of the note")
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().setDocumentMargin(9)
        self.anchorClicked.connect(self._follow)
        self.highlighted.connect(lambda url: self.setToolTip("" if url.isEmpty() else _address(url)))
        self._body: str | None = None
        self._style = ""

    def set_look(self, theme: Theme, font: QFont) -> None:
        """Take the colours of a theme and the typeface of quotes."""
        self.document().setDefaultFont(font)
        self._style = _style(theme)
        body, self._body = self._body, None
        if body is not None:
            self.show_note(body)

    def show_note(self, body: str) -> None:
        """Render a note, unless it is the one that is shown."""
        if body == self._body:
            return
        self._body = body
        place = self.verticalScrollBar().value()
        self.document().setDefaultStyleSheet(self._style)
        self.setHtml(to_html(_LONG_RUN.sub(_cut, body)))
        self.verticalScrollBar().setValue(place)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        # As high as the note, up to a limit: a short note leaves the room to the editor.
        height = round(self.document().size().height()) + 2 * self.frameWidth() + 2
        return QSize(240, min(max(height, 44), 320))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 44)

    def loadResource(self, type: int, name: QUrl | str) -> object:  # noqa: A002 -- Qt's name
        """Nothing: whatever a note names is neither fetched nor read."""
        return None

    def createMimeDataFromSelection(self):  # type: ignore[no-untyped-def]
        data = super().createMimeDataFromSelection()
        data.removeFormat("text/html")  # our colours would go along into other programs
        return data

    def _follow(self, url: QUrl) -> None:
        passage = passage_of(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        if passage is not None:
            self.passage_activated.emit(passage)
        elif url.scheme() in OUTSIDE:
            QDesktopServices.openUrl(url)
        elif url.hasFragment() and not url.scheme():
            self.scrollToAnchor(url.fragment())


def _cut(run: re.Match[str]) -> str:
    return "\u200b".join(run[0][i : i + _PIECE] for i in range(0, len(run[0]), _PIECE))


def _address(url: QUrl) -> str:
    passage: Passage | None = passage_of(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
    if passage is None:
        return url.toDisplayString()
    return f"Go to {passage.short_title} §{passage.provision}".replace("  ", " ")


def _style(theme: Theme) -> str:
    return (
        f"body {{ color: {theme.css('text')}; }} a {{ color: {theme.css('accent')}; }}"
        f"p.notice, .passage-unknown, .image {{ color: {theme.css('muted')}; }}"
        f"code, pre {{ color: {theme.css('syntax.code')}; font-family: {MONO}; }}"
        f"pre.plain {{ color: {theme.css('text')}; white-space: pre-wrap; }}"
        f"blockquote {{ color: {theme.css('syntax.quote')}; margin-left: 12px; margin-right: 0; }}"
        "p { margin-top: 2px; margin-bottom: 6px; } ul, ol { margin-left: -18px; }"
        "h1 { font-size: large; } h2 { font-size: medium; } h3, h4, h5, h6 { font-size: medium; }"
        f"th {{ background-color: {theme.css('chip')}; }} td, th {{ padding: 2px 6px; }}"
    )
