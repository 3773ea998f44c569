"""What the reader does with panes: open beside, close, swap, read in one, look at the contents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from reader.crossref.model import MENTION_KINDS
from reader.errors import UserError
from reader.ui.models.kinds import TITLES, Filter
from reader.ui.session import Session
from reader.ui.window.actions import ActionSet
from reader.ui.window.desk import Desk
from reader.ui.window.row import MOST

if TYPE_CHECKING:
    from reader.ui.reading.aside import Beside
    from reader.ui.reading.view import ReadingView

MENU = (
    "pane.outline", "edit.find", "", "pane.bigger", "pane.smaller", "pane.same", "", "pane.add", "pane.twin",
    "pane.swap", "pane.single", "", "file.print", "", "pane.close",
)  # fmt: skip
LISTED = 3  # links of one provision beside a text that is read alone
FULL = UserError(f"There are {MOST} panes already.", "Close one, or drop the text into the middle of a pane.")


class PaneActs(QObject):
    """Acts on the active pane and its neighbours."""

    jumping = Signal()  # the panes are about to change
    jump = Signal(str, int)
    failed = Signal(object)

    def __init__(self, session: Session, desk: Desk, actions: ActionSet) -> None:
        super().__init__(actions)
        self._session = session
        self._desk = desk
        self._actions = actions
        self._filter = Filter()

    # Panes

    def add(self, text_id: str) -> None:
        """Show a text in a new pane after the active one."""
        self.insert(text_id, self._desk.active + 1)

    def insert(self, text_id: str, at: int) -> None:
        """Show a text in a new pane at an index."""
        self.jumping.emit()
        if not self._desk.add(text_id, at):
            known = self._session.text(text_id) is not None
            self.failed.emit(FULL if known else UserError(f"There is no text “{text_id}” in the library."))

    def ask_for_text(self) -> None:
        """Choose a text of the library to be shown beside the active one."""
        from reader.ui.window.picker import Choice, Picker  # late: as every choice

        choices = [
            Choice(info.id, info.short_title, " · ".join(part for part in (info.place, info.date) if part))
            for info in sorted(self._session.text_infos(), key=lambda info: info.id in self._session.shown)
        ]
        picker = Picker("Open which text beside this one?", choices, self._desk)
        picker.chosen.connect(self.add)
        picker.open()

    def twin(self) -> None:
        """Show the text of the active pane in a second one, at the same place."""
        view = self._desk.view
        place, caret = view.place(), view.caret()
        if self._desk.text_id:
            before = len(self._desk.panes)
            self.insert(self._desk.text_id, self._desk.active + 1)
            if len(self._desk.panes) > before:
                self._desk.view.select(caret, caret)
                self._desk.view.restore(place)

    def swap(self) -> None:
        """Let the active pane change places with the next one; the last with the one before."""
        i = self._desk.active
        self._desk.swap(i, i + 1 if i + 1 < len(self._desk.panes) else i - 1)

    def close(self) -> None:
        """Take the active pane away."""
        self.jumping.emit()
        self._desk.close_pane(self._desk.active)

    def dropped(self, text_id: str, pane: int, before: bool) -> None:
        """A text of the library was dropped into a pane, or before it."""
        if before:
            self.insert(text_id, pane)
            return
        self.jumping.emit()
        if self._session.show_text(pane, text_id):
            self._desk.bring(pane)

    def show_menu(self, pane: int, where: QPoint) -> None:
        """The menu behind the corner of a pane."""
        self._desk.bring(pane)
        menu = QMenu(self._desk)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act_id in MENU:
            if act_id:
                menu.addAction(self._actions[act_id])
            else:
                menu.addSeparator()
        menu.popup(where)

    def set_single(self, on: bool) -> None:
        """Read in one pane with its links at the side, or in all of them."""
        self._desk.set_single(on)
        if self._desk.aside is not None:
            self._desk.aside.set_source(self._beside)

    # What is in a pane

    def contents(self) -> None:
        """Show the contents of the text in the active pane, to go to a provision."""
        from reader.ui.window.outline import Outline  # late: as every dialog

        text = self._desk.view.text
        if text is None or not len(text.provisions):
            return
        dialog = Outline(text, text.provision_at(self._desk.view.caret()).n, self._desk)
        dialog.chosen.connect(lambda n: self.jump.emit(text.id, text.provisions[n - 1].start))
        dialog.open()

    def print_text(self) -> None:
        """Show how the text of the active pane (or the provisions selected in it) prints, notes in the margin."""
        from reader.ui.window.printing import part_of, preview  # late: Qt's module for it costs its own megabytes

        text = self._desk.view.text
        if text is None or not len(text.provisions):
            return
        part = part_of(text, self._desk.view.selection())
        if part is None:
            self.failed.emit(UserError("This text would fill hundreds of pages.", "Select the provisions to print."))
            return
        preview(text, self._session.annotations(text.id), self._session.settings, part, self._desk.window())

    def set_filter(self, wanted: Filter) -> None:
        """List only links that pass the filter."""
        self._filter = wanted
        if self._desk.aside is not None:
            self._desk.aside.update()

    def _beside(self, view: ReadingView, provision: int) -> Sequence[Beside]:
        from reader.ui.reading.aside import Beside  # late: only for readers of one text

        text = view.text
        if text is None:
            return []
        found = [item for item in self._session.links_at(text.id, provision) if self._filter.shows(item[1])]
        found = [item for item in found if item[1].status != "dismissed"]
        found.sort(key=lambda item: (item[1].kind in MENTION_KINDS, item[1].status != "confirmed", -item[1].score))
        out: dict[tuple[str, int], Beside] = {}
        for other, link in found:
            there = self._session.text(other)
            if there is None or (other, link.b.provision) in out:
                continue
            title = f"{TITLES[link.kind]} · {there.cite(link.b.start)}"
            words = " ".join(there.canonical[link.b.start : min(link.b.end, link.b.start + 80)].split())
            out[other, link.b.provision] = Beside(link.key, f"link.{link.kind}", title, words)
            if len(out) == LISTED:
                break
        return list(out.values())
