"""The Tags pane: the tree of tags, and what can be done with the chosen one."""

from __future__ import annotations

from collections import Counter
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QColorDialog, QMenu, QWidget

from reader.library.models import COLOURS, Changes, Tag
from reader.library.tags import under
from reader.ui.notes import look
from reader.ui.notes.places import titles
from reader.ui.notes.steps import one_step
from reader.ui.notes.tag_names import Verdict, judge
from reader.ui.notes.tag_tree import NAME, TagTreeModel
from reader.ui.notes.tags_frame import HOW, TagsFrame, asked
from reader.ui.session import Session

MOST_COUNTED = 2_000  # notes that are read to say how many are in which text
RELOAD_AFTER = 150  # ms: a tagged note that is being typed changes several times a second


class TagsPane(TagsFrame):
    """Rename (F2), merge, split, colour, describe, move by dragging or by name, delete: each one step of undo."""

    tag_activated = Signal(str)  # show the notes that carry it
    query_wanted = Signal(str)  # show the notes that a query finds: any, all or none of several tags

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(TagTreeModel(self._swatch), parent)
        self._session = session
        self._closed: set[str] = set()  # paths that the user folded up
        self._wanted: list[str] = []  # to be chosen once they are there
        self._reload = QTimer(self, singleShot=True)
        self._reload.timeout.connect(self.reload)
        self._connect()
        self.set_theme()
        self.reload()

    def _connect(self) -> None:
        self.filter.textChanged.connect(self.reload)
        self.order.toggled.connect(self._reorder)
        self.tree.activated.connect(lambda index: self.tag_activated.emit(index.data(NAME)))
        self.tree.collapsed.connect(lambda index: self._closed.add(index.data(NAME)))
        self.tree.expanded.connect(lambda index: self._closed.discard(index.data(NAME)))
        self.tree.customContextMenuRequested.connect(self._menu)
        self.tree.selectionModel().selectionChanged.connect(self._show_detail)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.tree)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.delete_selected)
        self.model.rename_wanted.connect(self.rename, Qt.ConnectionType.QueuedConnection)  # the view still edits
        self.model.refused.connect(lambda problem, offer: self._say(f"{problem} Try “{offer}”." if offer else problem))
        self.description.editingFinished.connect(self._describe)
        self.merge.known = lambda: [(info.tag.name, info.uses) for info in self._session.tags()]
        self.merge.wanted.connect(self.merge_into)
        self.under.known = self.merge.known
        self.under.wanted.connect(self.move_under)
        for button, act in zip(self.acts, (self._rename, self._colours, self.split, self.delete_selected), strict=True):
            button.clicked.connect(act)
        for how, button in self.show_buttons.items():
            button.clicked.connect(partial(self._ask, how))
        self._session.changed.connect(self._follow)
        self._session.library_opened.connect(self.reload)
        self._session.setting_changed.connect(lambda key: self.set_theme() if key == "theme" else None)

    # What the window asks

    def reload(self) -> None:
        """Read the tags from the library; what is chosen and folded up stays so."""
        self._reload.stop()
        chosen, self._wanted = self._wanted or self.selected(), []
        infos = self._session.tags()
        self.model.fill(infos, by_use=self.order.isChecked(), part=self.filter.text())
        self._unfold()
        self._choose(chosen)
        none = "No tag fits." if infos else "No tags yet. Add one below a note, or type # in it."
        self.empty.setText("" if self.model.rowCount() else none)
        self.empty.setVisible(not self.model.rowCount())
        self.tree.setVisible(bool(self.model.rowCount()))
        self._show_detail()

    def selected(self) -> list[str]:
        """The paths of the chosen tags, in order."""
        rows = {index.data(NAME) for index in self.tree.selectionModel().selectedIndexes()}
        return [name for name in self.model.names() if name in rows]

    def rename(self, old: str, new: str) -> bool:
        """Rename or move a tag, and those below it with it."""
        self._say("")
        done = self._session.rename_tag(old, new)
        if done:
            self._wanted = [new]
            self.reload()
        return done

    def merge_into(self, typed: str) -> bool:
        """Merge the chosen tags into the one that was typed."""
        verdict, names = judge(typed), self.selected()
        if verdict.problem:
            self._say(f"{verdict.problem} Try “{verdict.name}”." if verdict.name else verdict.problem)
            return False
        self.merge.clear()
        froms = [name for name in names if name != verdict.name]
        if not froms or not verdict.name or not self._session.merge_tags(froms, verdict.name):
            return False
        self._session.said.emit(f"Merged {', '.join(froms)} into {verdict.name}. Undo parts them again.")
        self._wanted = [verdict.name]
        self.reload()
        return True

    def move_under(self, typed: str) -> bool:
        """Put the chosen tags, and those below them, under the one that was typed; "/" puts them at the top."""
        verdict = judge(typed) if typed.strip() != "/" else Verdict("")
        if verdict.problem:
            self._say(f"{verdict.problem} Try “{verdict.name}”." if verdict.name else verdict.problem)
            return False
        self._say("")
        self.under.clear()
        names = [name for name in self.selected() if name != verdict.name and not under(verdict.name, name)]
        names = [name for name in names if not any(under(name, other) for other in names if other != name)]
        with one_step(self._session, "Move tags" if len(names) > 1 else "Move tag"):
            moved = [name for name in names if self._session.move_tag(name, verdict.name)]
        if moved:
            lead = f"{verdict.name}/" if verdict.name else ""
            self._wanted = [lead + name.rpartition("/")[2] for name in moved]
            self.reload()
        return bool(moved)

    def split(self) -> None:
        """Choose which notes of the chosen tag are to carry another one."""
        names = self.selected()
        if len(names) == 1:
            from reader.ui.dialogs.splitting import SplitTagDialog  # late, as every dialog

            SplitTagDialog(self._session, names[0], self.window()).show()

    def delete_selected(self) -> None:
        """Take the chosen tags off every note."""
        names = self.selected()
        gone = [name for name in names if not any(under(name, other) for other in names if other != name)]
        with one_step(self._session, "Remove tags" if len(gone) > 1 else "Remove tag"):
            gone = [name for name in gone if self._session.remove_tag(name)]
        if gone:
            self._session.said.emit(f"Deleted {', '.join(gone)}. Undo brings it back.")

    def set_colour(self, colour: str) -> None:
        """Give the chosen tags a colour: a name of `COLOURS`, "#rrggbb", or "" for none."""
        known = {info.tag.name: info.tag for info in self._session.tags()}
        with one_step(self._session, "Colour tags"):
            for name in self.selected():
                self._session.set_tag(known.get(name, Tag(name))._replace(colour=colour))

    def set_theme(self) -> None:
        """Take the theme of the settings."""
        self.setStyleSheet(look.pane_sheet(look.theme_of(self._session.settings)))
        self.tree.viewport().update()

    # Parts

    def _swatch(self, colour: str) -> QIcon:
        theme = look.theme_of(self._session.settings)
        shown = theme.strong(f"highlight.{colour}") if colour in COLOURS else QColor(colour)
        return look.dot(shown, ratio=self.devicePixelRatioF())

    def _unfold(self) -> None:
        closed = set(self._closed)
        self.tree.expandAll()
        for name in closed:
            index = self.model.find(name)
            if index.isValid() and not self.filter.text():
                self.tree.collapse(index)
        self._closed = closed

    def _choose(self, names: list[str]) -> None:
        selection = self.tree.selectionModel()
        for i, name in enumerate(names):
            index = self.model.find(name)
            if index.isValid():
                flag = selection.SelectionFlag
                how = (flag.ClearAndSelect if not i else flag.Select) | flag.Rows
                selection.setCurrentIndex(index, how)
                self.tree.scrollTo(index)

    def _show_detail(self) -> None:
        names = self.selected()
        self.detail.setVisible(bool(names))
        if not names:
            return
        one = len(names) == 1
        self.description.setVisible(one)
        self.merge.without = self.under.without = names
        for how, words in HOW[one].items():
            self.show_buttons[how].setText(words)
            self.show_buttons[how].setVisible(bool(words))
        if one:
            node = self.model.node(self.model.find(names[0]))
            self.about.setText(self._counts(node.name))
            if not self.description.hasFocus():
                self.description.setText(node.description)
        else:
            self.about.setText(f"{len(names)} tags chosen")
        writable = self._session.can_write
        self.description.setReadOnly(not writable)
        for part in (self.merge, self.under, *self.acts):
            part.setEnabled(writable)
        for button in (self.acts[0], self.acts[2]):  # of one tag at a time
            button.setEnabled(writable and one)

    def _counts(self, name: str) -> str:
        if self.model.node(self.model.find(name)).total > MOST_COUNTED:
            return name
        known = titles(self._session)
        counts: Counter[str] = Counter()
        for note in self._session.annotations(tag=name):
            counts.update({known.get(target.text_id, target.text_id) for target in note.targets})
        by_text = " · ".join(f"{title} {count}" for title, count in counts.most_common(6))
        return f"{name}: {by_text}" if by_text else f"{name}: on no note"

    def _ask(self, how: str) -> None:
        query = asked(self.selected(), how)
        if query:
            self.query_wanted.emit(query)

    def _describe(self) -> None:
        names = self.selected()
        if len(names) != 1:
            return
        old = next((info.tag for info in self._session.tags() if info.tag.name == names[0]), Tag(names[0]))
        if self.description.text() != old.description:
            self._session.set_tag(old._replace(description=self.description.text()))

    def _reorder(self, by_use: bool) -> None:
        self.order.setText("By use" if by_use else "A–Z")
        self.reload()

    def _menu(self, at: QPoint) -> None:
        names = self.selected()
        if not names:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Show notes", partial(self.tag_activated.emit, names[0]))
        rename = QAction("Rename", menu)
        rename.setShortcut("F2")
        rename.triggered.connect(self._rename)
        rename.setEnabled(len(names) == 1)
        menu.addAction(rename)
        menu.addAction("Merge into …", self.merge.setFocus)
        menu.addAction("Move under …", self.under.setFocus)
        split = menu.addAction("Split …", self.split)
        split.setEnabled(len(names) == 1 and self._session.can_write)
        self._fill_colours(menu.addMenu("Colour"))
        menu.addAction("Delete", self.delete_selected)
        menu.popup(self.tree.viewport().mapToGlobal(at))

    def _rename(self) -> None:
        self.tree.edit(self.tree.currentIndex().siblingAtColumn(0))

    def _colours(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_colours(menu)
        menu.popup(self.acts[1].mapToGlobal(self.acts[1].rect().bottomLeft()))

    def _fill_colours(self, menu: QMenu) -> None:
        for colour in COLOURS:
            menu.addAction(self._swatch(colour), colour.capitalize(), partial(self.set_colour, colour))
        menu.addAction("Other …", self._ask_colour)
        menu.addAction("None", partial(self.set_colour, ""))

    def _ask_colour(self) -> None:
        dialog = QColorDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self.set_colour(colour.name()))
        dialog.open()

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _follow(self, changes: Changes) -> None:
        if changes.tags:
            self._reload.start(RELOAD_AFTER if self.isVisible() else 10 * RELOAD_AFTER)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.tree.currentIndex().isValid():
            self.tree.setCurrentIndex(self.model.index(0, 0, QModelIndex()))
