"""The Markdown source of a note: typing, formatting, completion. It knows no session; it says what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QKeySequence, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from reader.ui.notes import markup
from reader.ui.notes.completing import Choice, Known, passages, tags, wanted
from reader.ui.notes.completion import CompletionList
from reader.ui.notes.highlighter import MarkdownHighlighter
from reader.ui.notes.markup import Passage
from reader.ui.offsets import Utf16Map

# Shortcuts that work while the editor has the focus; the help window shows this table.
KEYS: tuple[tuple[str, str, Callable[[Passage], Passage | None]], ...] = (
    ("Ctrl+B", "Bold", markup.bold),
    ("Ctrl+I", "Italic", markup.italic),
    ("Ctrl+`", "Code", markup.code),
    ("Ctrl+Shift+K", "Link to an address", markup.link),
    ("Ctrl+Shift+J", "Link to a passage", markup.passage_link),
    ("Ctrl+Shift+8", "List", markup.bullets),
    ("Ctrl+Shift+7", "Numbered list", markup.numbers),
    ("Ctrl+Shift+9", "Quote", markup.quote),
    ("Ctrl+Shift+H", "Heading", markup.heading),
    ("Ctrl+]", "Indent", markup.indent),
    ("Ctrl+[", "Outdent", markup.outdent),
)
_by_key: dict[str, Callable[[Passage], Passage | None]] = {}
# Shift changes what the digits send on most keyboards.
_SHIFTED = {"*": "8", "&": "7", "(": "9", "/": "7", ")": "9"}


class MarkdownEditor(QPlainTextEdit):
    """One note as text.

    Tab moves on, as in every form, and Ctrl+] indents; Esc closes the list of completions, then leaves the note.
    """

    left = Signal()  # the focus went elsewhere
    escaped = Signal()  # Esc: back to the text, please

    def __init__(self, colour: Callable[[str], QColor], parent: QWidget | None = None) -> None:
        """`colour` gives the colour of a theme role."""
        super().__init__(parent)
        self.setObjectName("source")
        self.setAccessibleName("Note (Markdown)")
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(7)
        self.highlighter = MarkdownHighlighter(self.document(), colour)
        self.known_tags: Callable[[], Iterable[tuple[str, int]]] = tuple
        self.known_passages: Callable[[], Iterable[Known]] = tuple
        self._list = CompletionList(self)
        self._list.chosen.connect(self._complete)
        self.textChanged.connect(self._offer)
        self.cursorPositionChanged.connect(self._reconsider)

    def set_look(self, colour: Callable[[str], QColor], style_sheet: str) -> None:
        """Take the colours of another theme; the list of completions lies outside the pane and has its own sheet."""
        self.highlighter.set_colours(colour)
        self._list.setStyleSheet(style_sheet)

    # The text

    def body(self) -> str:
        """What stands in the editor; unlike `toPlainText` it keeps no-break spaces."""
        raw = self.document().toRawText().replace("\u2029", "\n")
        return raw if raw.isascii() else raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def load(self, body: str) -> None:
        """Show another note, with no undo into the one before."""
        blocked = self.blockSignals(True)
        self.setPlainText(body)
        self.blockSignals(blocked)
        self._list.hide()

    def take(self, body: str) -> None:
        """Take a change made elsewhere to the same note: only what differs is replaced, the caret stays."""
        old = self.body()
        if old == body:
            return
        start, end, words = markup.change(old, body)
        blocked = self.blockSignals(True)
        self._replace(Utf16Map(old), start, end, words)
        self.document().clearUndoRedoStacks()
        self.blockSignals(blocked)

    def passage(self) -> Passage:
        """The text and the selection in code points."""
        body, cursor = self.body(), self.textCursor()
        at = Utf16Map(body).to_code_point
        return Passage(body, at(cursor.selectionStart()), at(cursor.selectionEnd()))

    def act(self, act: Callable[[Passage], Passage | None]) -> bool:
        """Do a formatting act of `markup` as one step of undo; says whether it did anything."""
        old = self.passage()
        new = act(old)
        if new is None or self.isReadOnly():
            return False
        start, end, words = markup.change(old.text, new.text)
        self._replace(Utf16Map(old.text), start, end, words)
        at = Utf16Map(new.text).to_utf16
        cursor = self.textCursor()
        cursor.setPosition(at(new.start))
        cursor.setPosition(at(new.end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        return True

    def _replace(self, units: Utf16Map, start: int, end: int, words: str) -> None:
        cursor = QTextCursor(self.document())
        cursor.setPosition(units.to_utf16(start))
        cursor.setPosition(units.to_utf16(end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(words)

    # Completion

    def _at_caret(self) -> tuple[str, int]:
        cursor = self.textCursor()
        line = cursor.block().text()
        return line, Utf16Map(line).to_code_point(cursor.positionInBlock())

    def _offer(self) -> None:
        if not self.hasFocus() or self.isReadOnly():
            return
        line, caret = self._at_caret()
        found = wanted(line, caret)
        choices: list[Choice] = []
        if found is not None and found.kind == "tag":
            choices = tags(found.prefix, self.known_tags())
        elif found is not None:
            choices = passages(found.prefix, self.known_passages())
        if found is not None and any(choice.insert == found.prefix for choice in choices):
            choices = []  # written out: nothing left to offer
        self._list.offer(choices)

    def _reconsider(self) -> None:
        if self._list.isVisible() and wanted(*self._at_caret()) is None:
            self._list.hide()

    def _complete(self, insert: str) -> None:
        line, caret = self._at_caret()
        found = wanted(line, caret)
        if found is None:
            return
        after = line[caret:]
        whole = "§" in insert
        if found.kind == "tag":
            close = "" if after[:1] in (" ", ".", ",", ";", ")") else " "
        elif whole:
            close = "" if after.startswith("]]") else "]]"
        else:
            close = " §"  # a text is chosen: its provisions come next
        units = Utf16Map(line)
        start = self.textCursor().block().position()
        cursor = self.textCursor()
        cursor.setPosition(start + units.to_utf16(found.start))
        cursor.setPosition(start + units.to_utf16(caret), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(insert + close)
        if found.kind == "passage" and whole and not close:
            cursor.movePosition(QTextCursor.MoveOperation.Right, n=2)
        self.setTextCursor(cursor)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._list.take_key(event):
            return
        act = _by_key.get(_sequence(event))
        if act is not None:
            self.act(act)
            event.accept()
            return
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.act(markup.new_line):
            self.ensureCursorVisible()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Undo belongs to the editor while it has something of its own to undo, and to the window after that.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            document = self.document()
            if event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable():
                event.ignore()
                return False
            if event.matches(QKeySequence.StandardKey.Redo) and not document.isRedoAvailable():
                event.ignore()
                return False
            if _sequence(event) in _by_key:
                event.accept()
                return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 -- Qt's name
        # Qt looks here before `keyPressEvent`: while completions are shown Tab takes one.
        return False if self._list.isVisible() else super().focusNextPrevChild(next)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._list.hide()
            self.left.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.insertPlainText(source.text().replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))

    def sizeHint(self) -> QSize:
        return QSize(240, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 64)


def _sequence(event: QKeyEvent) -> str:
    keys = QKeySequence(event.keyCombination()).toString()
    head, plus, last = keys.rpartition("+")
    return f"{head}{plus}{_SHIFTED[last]}" if "Shift" in head and last in _SHIFTED else keys


def key_id(act: Callable[..., object]) -> str:
    """What the keys of an act of the editor are called in the settings: "note.key.bold"."""
    return f"note.key.{getattr(act, '__name__', '')}"


def keys_of(own: Mapping[str, object]) -> dict[str, str]:
    """The keys of every act of the editor by its id: the reader's own, else the usual ones; "" for none."""
    found = {}
    for key, _, act in KEYS:
        mine = own.get(key_id(act))
        mine = mine[0] if isinstance(mine, list) and mine else "" if mine == [] else mine
        found[key_id(act)] = QKeySequence(mine if isinstance(mine, str) else key).toString()
    return found


def use_keys(own: Mapping[str, object]) -> None:
    """Let the editors answer to these keys from now on."""
    keys = keys_of(own)
    _by_key.clear()
    _by_key.update({keys[key_id(act)]: act for _, _, act in KEYS if keys[key_id(act)]})


use_keys({})
