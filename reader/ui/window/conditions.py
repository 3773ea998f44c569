"""Which actions can be done now: the facts that the table of actions names, kept up to date."""

from __future__ import annotations

from PySide6.QtCore import QObject

from reader.ui.session import Session
from reader.ui.window.actions import ActionSet
from reader.ui.window.desk import Desk
from reader.ui.window.overlays import NOTE
from reader.ui.window.row import MOST


class Conditions(QObject):
    """Watches the session and the desk; says what holds, and why nothing can be changed where that is so."""

    def __init__(self, session: Session, desk: Desk, actions: ActionSet) -> None:
        super().__init__(actions)
        self._session = session
        self._desk = desk
        self._actions = actions

    def library(self) -> None:
        """The library was opened, or could not be."""
        self._actions.allow(self._reason(), library=self._session.library is not None, write=self._session.can_write)
        self.undo()
        self.arrangement()

    def undo(self) -> None:
        """Another change is the last one."""
        stack, can = self._session.stack, self._session.can_write
        self._actions.allow(self._reason(), undo=stack.canUndo() and can, redo=stack.canRedo() and can)
        for act_id, word, name in (("edit.undo", "&Undo", stack.undoText()), ("edit.redo", "&Redo", stack.redoText())):
            self._actions[act_id].setText(f"{word} {name}".rstrip().replace("& ", "&& "))

    def selection(self) -> None:
        """Other words are selected, or the caret stands elsewhere, or marks changed there."""
        view = self._desk.view
        chosen = view.selection()
        marks = []
        if view.overlay is not None:
            marks = view.marks_at(view.caret()) if chosen is None else list(view.overlay.spans(*chosen))
        on_note = any(mark.id.startswith(NOTE) for mark in marks)
        on_note = on_note or (view.handles is not None and view.handles.mark is not None)
        self._actions.allow(self._reason(), selection=chosen is not None, mark=on_note)

    def links(self) -> None:
        """Cross-references were found, or other texts are open."""
        session = self._session
        self._actions.allow(self._reason(), links=any(session.links(*pair) for pair in session.pairs))

    def arrangement(self) -> None:
        """Panes came or went."""
        panes, shown = len(self._desk.panes), bool(self._session.shown)
        room = shown and panes < MOST and self._session.library is not None
        self._actions.allow(self._reason(), panes=panes > 1, room=room)

    def link(self, key: str) -> None:
        """Another cross-reference is the current one."""
        self._actions.allow(self._reason(), link=bool(key))

    def history(self, back: bool, forward: bool) -> None:
        """One can go back, or forward."""
        self._actions.allow(self._reason(), back=back, forward=forward)

    def _reason(self) -> str:
        refusal = self._session.why_not
        return refusal.message if refusal is not None else ""
