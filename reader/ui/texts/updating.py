"""Another wording for a text: what changes and what becomes of its notes is shown before it is one step of undo."""

from __future__ import annotations

from difflib import SequenceMatcher
from html import escape
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QTabWidget, QTextBrowser, QWidget

from reader.errors import Cancelled, Feedback, UserError
from reader.library.models import Edit
from reader.library.plan_replace import Move, moves
from reader.text.model import Text
from reader.text.review import collections_of, edited
from reader.ui.dialogs.base import Dialog
from reader.ui.dialogs.comparing import Piece, compare
from reader.ui.jobs import Outcome
from reader.ui.notes.preview import NotePreview
from reader.ui.notes.words import first_words
from reader.ui.session import Session
from reader.ui.texts.side_by_side import Row, SideBySide
from reader.ui.theme import Theme

KEPT = 400  # characters of unchanged words in a row that are shown before they are cut short
ROWS = 1500  # changed provisions that are shown
STATES = {"placed": "moved along", "edited": "its words changed", "ambiguous": "its place is not sure",
          "orphan": "lost its place"}  # fmt: skip


class UpdateTextDialog(Dialog):
    """Old and new side by side, and the notes below."""

    def __init__(
        self, session: Session, text_id: str, parent: QWidget | None = None, *, source: Path | bytes | None = None
    ) -> None:
        text = session.text(text_id)
        title = text.short_title if text is not None else text_id
        super().__init__(session, f"Update {title}", parent)
        self._id = text_id
        self._edit: Edit | None = None
        self._new: Text | None = None
        row = QHBoxLayout()
        self.file_button = QPushButton("Choose a &file …", self)
        self.paste_button = QPushButton("From the &clipboard", self)
        for button, act in ((self.file_button, self.ask), (self.paste_button, self.paste)):
            button.setAutoDefault(False)
            button.clicked.connect(act)
            row.addWidget(button)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.words = _Page(self)
        self.words.setAccessibleName("Old and new wording side by side")
        self.notes = _Page(self)
        self.notes.setAccessibleName("What becomes of the notes")
        self.sides = SideBySide(session, self)
        self.sides.set_theme(self.theme)
        self.tabs.addTab(self.words, "Changes")
        self.tabs.addTab(self.sides, "Side by side")
        self.tabs.addTab(self.notes, "Notes")
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.tabs, 1)
        self.update_button = self.add_button("&Update", self.keep, default=True)
        self.update_button.setEnabled(False)
        self.add_close("Cancel")
        self._slot = self.uses("update-text")
        self.resize(900, 620)
        self.file_button.setFocus()
        self.words.setHtml("<p>Choose the new wording. Nothing is changed before you have seen what becomes of it.</p>")
        if source is not None:
            self.look(source)

    def dress(self, theme: Theme) -> None:
        super().dress(theme)
        if hasattr(self, "sides"):
            self.sides.set_theme(theme)

    def ask(self) -> None:
        """Choose a file."""
        dialog = QFileDialog(self, "The new wording")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.look(Path(file)))
        dialog.open()

    def paste(self) -> None:
        """Take the words of the clipboard."""
        words = QGuiApplication.clipboard().text()
        if words.strip():
            self.look(words.encode("utf-8", "replace"))
        else:
            self.say("There are no words on the clipboard.", problem=True)

    def look(self, source: Path | bytes) -> None:
        """Read a new wording on the worker and show what it would change."""
        old = self.session.text(self._id)
        if old is None or (refusal := self.session.why_not) is not None:
            self.say(str(refusal if old is not None else "This text is no longer in the library."), problem=True)
            return
        self.session.flush()
        self._edit = None
        self.update_button.setEnabled(False)
        self.say("Reading the new wording …")

        def work(feedback: Feedback) -> tuple[Text, list[Row]]:
            from reader.text import load  # late: readers of formats are not needed before

            new = _in_place_of(old, load(source))
            return new, rows(old, new, feedback)

        self.session.jobs.start(self._slot, work, self._looked)

    def keep(self) -> None:
        """Do it, as one step of undo."""
        if self._new is None or self._edit is None:
            return
        lost = [move for move in moves(self._edit) if move.after.state in ("orphan", "ambiguous")]
        if self.session.replace_text(self._id, self._new):
            if lost:
                many = "One passage lost its place" if len(lost) == 1 else f"{len(lost)} passages lost their place"
                self.session.said.emit(f"Updated. {many}: the Notes pane lists what it may be now.")
            else:
                self.session.said.emit("Updated. Every note kept its place.")
            self.accept()

    def _looked(self, outcome: Outcome) -> None:
        if isinstance(outcome.error, (UserError, Cancelled)):
            self.say(str(outcome.error), problem=True)
            return
        if outcome.error is not None:
            self.session.job_failed(outcome)
            return
        self._new, changed = outcome.value
        library, old = self.session.library, self.session.text(self._id)
        if library is None or old is None or self._new is None:
            return
        try:
            # Planned here, since the library belongs to this thread; FACTS-size texts take tenths of a second.
            self._edit = library.plan.replace_text(self._id, self._new)
        except UserError as error:
            self.say(str(error), problem=True)
            return
        same = self._new.sha256 == old.sha256 and self._new.provisions == old.provisions
        self.update_button.setEnabled(not same and self.session.can_write)
        self.words.setHtml(self._table(changed))
        found = moves(self._edit)
        self.notes.setHtml(self._moves(found))
        self.sides.show_change(old, self._new, changed, found)
        self.tabs.setTabText(2, f"Notes · {len(found)}" if found else "Notes")
        self.say("These are the words that the library has." if same else _sum(changed, found))

    def _table(self, changed: list[Row]) -> str:
        theme = self.theme
        if not changed:
            return "<p>No word is different.</p>"
        head = "<tr><th align=left width=50%>Old</th><th align=left width=50%>New</th></tr>"
        lines = []
        for row in changed[:ROWS]:
            gone, new = _sides(compare(row.old_words, row.new_words), theme.css("highlight.pink"),
                               theme.css("highlight.green"))  # fmt: skip
            lines.append(f"<tr><td>{_number(row.old)}{gone}</td><td>{_number(row.new)}{new}</td></tr>")
        more = f"<p>and {len(changed) - ROWS:,} more</p>" if len(changed) > ROWS else ""
        return f"<table width=100% cellpadding=6 cellspacing=0>{head}{''.join(lines)}</table>{more}"

    def _moves(self, found: list[Move]) -> str:
        if not found:
            return "<p>Every note stays where it is.</p>"
        parts = []
        for state in ("orphan", "ambiguous", "edited", "placed"):
            those = [move for move in found if move.after.state == state]
            if not those:
                continue
            lines = "".join(f"<li>{self._move(move)}</li>" for move in those[:200])
            more = f"<li>and {len(those) - 200} more</li>" if len(those) > 200 else ""
            parts.append(f"<h4>{STATES[state].capitalize()} · {len(those)}</h4><ul>{lines}{more}</ul>")
        return "".join(parts)

    def _move(self, move: Move) -> str:
        note = self.session.annotation(move.annotation_id)
        body = f"{escape(first_words(note.body, 80))} · " if note is not None and note.body else ""
        words = f"{body}“{escape(move.before.exact[:140])}”"
        if move.after.state == "orphan":
            return f"{words} <i>{escape(move.after.reason)}</i>"
        new = "" if move.after.exact == move.before.exact else f" → “{escape(move.after.exact[:140])}”"
        return f"{words}{new} (§{move.before.provision} → §{move.after.provision})"


class _Page(QTextBrowser):
    loadResource = NotePreview.loadResource

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)


def rows(old: Text, new: Text, feedback: Feedback) -> list[Row]:
    """The provisions that differ, in order, old beside new: those most alike are put side by side."""
    a = [old.canonical[p.start : p.end] for p in old.provisions]
    b = [new.canonical[p.start : p.end] for p in new.provisions]
    found: list[Row] = []
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if len(a) * len(b) < 4_000_000 else _plain(a, b)
    for n, (how, a1, a2, b1, b2) in enumerate(codes):
        feedback.step(n, len(codes))
        if how != "equal":
            found += _paired(a, b, range(a1, a2), range(b1, b2))
    return found


def _plain(a: list[str], b: list[str]) -> list[tuple[str, int, int, int, int]]:
    """What is the same at both ends of two very long texts, and all that lies between."""
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    end = 0
    while end < min(len(a), len(b)) - same and a[-1 - end] == b[-1 - end]:
        end += 1
    return [("replace", same, len(a) - end, same, len(b) - end)]


def _paired(a: list[str], b: list[str], left: range, right: range) -> list[Row]:
    """Provisions of two stretches side by side: in order, each with the most alike of the other stretch."""
    from reader.crossref.parallels import rank  # late: numpy is not needed before

    partner: dict[int, int] = {}
    at = right.start
    near = rank([a[i] for i in left], [b[j] for j in right], top=3, ordered=False) if left and right else []
    for i, row in zip(left, near, strict=False):
        best = next((right.start + j for j, score in row if score > 0.2 and right.start + j >= at), None)
        if best is not None:
            partner[i], at = best, best + 1
    found, at = [], right.start
    for i in left:
        if i not in partner:
            found.append(Row(i + 1, 0, a[i], ""))
            continue
        found += [Row(0, j + 1, "", b[j]) for j in range(at, partner[i])]
        found.append(Row(i + 1, partner[i] + 1, a[i], b[partner[i]]))
        at = partner[i] + 1
    return found + [Row(0, j + 1, "", b[j]) for j in range(at, right.stop)]


def _in_place_of(old: Text, new: Text) -> Text:
    """The new wording with what the reader knew of the old one: the id, and metadata that the file lacks."""
    kept = {
        "id": old.id, "title": old.title, "short_title": old.short_title, "date": old.date or new.date,
        "place": old.place or new.place, "issuers": old.issuers or new.issuers, "lang": old.lang,
        "source": new.source or old.source, "edition": new.edition or old.edition, "edition_of": old.edition_of,
    }  # fmt: skip
    names = collections_of(old)
    return edited(new, {**kept, "collections": names} if names else kept)


def _sides(pieces: list[Piece], gone: str, new: str) -> tuple[str, str]:
    left, right = [], []
    for piece in pieces:
        words = escape(piece.words if piece.how != "kept" else _cut(piece.words)).replace("\n", "<br>")
        if piece.how == "kept":
            left.append(words)
            right.append(words)
        elif piece.how == "gone":
            left.append(f'<s style="background-color:{gone}">{words}</s>')
        else:
            right.append(f'<u style="background-color:{new}">{words}</u>')
    return "".join(left), "".join(right)


def _cut(words: str) -> str:
    return words if len(words) <= KEPT else f"{words[: KEPT // 2]} … {words[-KEPT // 2 :]}"


def _number(n: int) -> str:
    return f"<b>§{n}</b> " if n else ""


def _sum(changed: list[Row], found: list[Move]) -> str:
    both = sum(1 for row in changed if row.old and row.new)
    gone, new = sum(1 for row in changed if not row.new), sum(1 for row in changed if not row.old)
    states = [move.after.state for move in found]
    lost = states.count("orphan") + states.count("ambiguous")
    return (
        f"Provisions: {both} changed, {gone} gone, {new} new. Passages with notes: "
        f"{states.count('placed')} moved along, {states.count('edited')} on "
        f"changed words, {lost} without a place. Undo takes it all back."
    )
