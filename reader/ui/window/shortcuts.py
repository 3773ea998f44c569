"""The shortcuts as a table that can be changed: every action of the window, and what the note editor does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from reader.ui.dialogs.base import Dialog
from reader.ui.notes.editor import KEYS, key_id, keys_of, use_keys
from reader.ui.session import Session
from reader.ui.window.actions import MENUS, Act, ActionSet, plain

ACT = Qt.ItemDataRole.UserRole
IN_TEXT = (
    ("Move the caret", "arrows, Ctrl+arrows, Home, End"),
    ("Select", "Shift with any of these"),
    ("Scroll one pane alone", "Ctrl+wheel"),
    ("Text of one pane larger or smaller", "Ctrl+Shift+wheel"),
    ("Preview of a cross-reference; keep it open", "point at it; Shift"),
    ("Preview of the cross-reference at the caret", "F2"),
    ("Menu of the place", "Menu key, Shift+F10"),
    ("Menus", "F10"),
)


class Clash(NamedTuple):
    """Keys that two things answer to; `hard` means that neither does then."""

    keys: str
    other: str
    hard: bool


NOTE_KEYS = {key_id(act): (name, keys) for keys, name, act in KEYS}


def clashes(actions: ActionSet, act_id: str, own: Mapping[str, object] | None = None) -> list[Clash]:
    """What else answers to the keys of an action: another action, or the note editor while one writes.

    `own` are the reader's shortcuts, for those of the editor. Two things in one place clash hard; an action of the
    window only gives way while one writes.
    """
    in_note = keys_of(own or {})
    inside = act_id in NOTE_KEYS
    mine = {in_note[act_id]} if inside else {key.toString() for key in actions[act_id].shortcuts()}
    mine.discard("")
    found = []
    for act, action in actions:
        if act.id != act_id:
            same = mine & {key.toString() for key in action.shortcuts()}
            found += [Clash(keys, plain(act.text).rstrip("…"), not inside) for keys in sorted(same)]
    for note_id, keys in in_note.items():
        if note_id != act_id and keys in mine:
            found.append(Clash(keys, NOTE_KEYS[note_id][0], inside))
    return found


class ShortcutDialog(Dialog):
    """Choose a row, press the keys. Changes hold at once and are kept in the settings."""

    def __init__(self, session: Session, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(session, "Keyboard shortcuts", parent)
        self._actions = actions
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Type a part of a name, or of a shortcut")
        self.filter.setAccessibleName("Find a shortcut")
        self.filter.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels(["What it does", "Keys", "Also"])
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setAccessibleName("Shortcuts")
        self.tree.setStyleSheet("QTreeWidget::item { padding: 3px 2px; }")
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setClearButtonEnabled(True)
        self.keys.setAccessibleName("New keys")
        self.change = QPushButton("Cha&nge")
        self.usual = QPushButton("As &usual")
        for button in (self.change, self.usual):
            button.setAutoDefault(False)
        line = QHBoxLayout()
        self._label = QLabel("Press the &keys:")
        self._label.setBuddy(self.keys)
        for widget in (self._label, self.keys, self.change, self.usual):
            line.addWidget(widget, 1 if widget is self.keys else 0)
        self.body.addWidget(self.filter)
        self.body.addWidget(self.tree, 1)
        self.body.addLayout(line)
        self.add_button("&All as Usual", self.reset_all, left=True)
        self.add_close()
        self.filter.textChanged.connect(self._narrow)
        self.tree.currentItemChanged.connect(self._choose)
        self.keys.keySequenceChanged.connect(self._look)
        self.change.clicked.connect(self.take)
        self.usual.clicked.connect(self.reset)
        self._fill()
        self._choose()
        self.resize(640, 620)

    # What can be done

    def choose(self, act_id: str) -> None:
        """Make the row of an action the current one."""
        for item in self._items():
            if item.data(0, ACT) == act_id:
                self.tree.setCurrentItem(item)
                self.tree.scrollToItem(item, QAbstractItemView.ScrollHint.PositionAtCenter)

    def take(self) -> None:
        """Give the current action the keys that were pressed; whoever had them loses them."""
        act_id, keys = self._current(), self.keys.keySequence()
        if not act_id:
            return
        own: dict[str, Any] = self.session.settings["shortcuts"]
        if act_id in NOTE_KEYS:
            self._take_in_note(own, act_id, keys.toString())
            return
        if not keys.isEmpty():
            for act, action in self._actions:
                if act.id != act_id and keys in action.shortcuts():
                    left = [key.toString() for key in action.shortcuts() if key != keys]
                    self._keep(own, act, left)
        act = next(act for act, _ in self._actions if act.id == act_id)
        self._keep(own, act, [] if keys.isEmpty() else [keys.toString()])
        self._apply(own)

    def _take_in_note(self, own: dict[str, Any], act_id: str, keys: str) -> None:
        for other, taken in keys_of(own).items():
            if keys and taken == keys and other != act_id:
                own[other] = []
        own[act_id] = [keys] if keys else []
        if keys == QKeySequence(NOTE_KEYS[act_id][1]).toString():
            del own[act_id]
        self._apply(own)

    def reset(self) -> None:
        """Give the current action its usual keys again; an action that was given them meanwhile gives them back."""
        act_id = self._current()
        if not act_id:
            return
        own: dict[str, Any] = self.session.settings["shortcuts"]
        own.pop(act_id, None)
        if act_id in NOTE_KEYS:
            self._take_in_note(own, act_id, QKeySequence(NOTE_KEYS[act_id][1]).toString())
            return
        usual = next({QKeySequence(keys) for keys in act.shortcuts} for act, _ in self._actions if act.id == act_id)
        for act, action in self._actions:
            if act.id != act_id and usual & set(action.shortcuts()):
                self._keep(own, act, [key.toString() for key in action.shortcuts() if key not in usual])
        self._apply(own)

    def reset_all(self) -> None:
        """Give every action its usual keys again."""
        self._apply({})

    @staticmethod
    def _keep(own: dict[str, Any], act: Act, keys: list[str]) -> None:
        own.pop(act.id, None)
        if keys != [QKeySequence(key).toString() for key in act.shortcuts]:
            own[act.id] = keys

    def _apply(self, own: dict[str, Any]) -> None:
        self.session.settings["shortcuts"] = own
        self._actions.set_shortcuts(own)
        use_keys(own)
        self._show()
        self._choose()

    # What is shown

    def _fill(self) -> None:
        for menu in MENUS:
            section = self._section(menu)
            for act, _ in self._actions:
                if act.menu.split("/")[0] == menu:
                    item = QTreeWidgetItem(section, [plain(act.text).rstrip("…")])
                    item.setData(0, ACT, act.id)
        section = self._section("While writing a note")
        for note_id, (name, _) in NOTE_KEYS.items():
            QTreeWidgetItem(section, [name]).setData(0, ACT, note_id)
        section = self._section("In a text")
        for name, keys in IN_TEXT:
            fixed = QTreeWidgetItem(section, [name, keys, "fixed"])
            fixed.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.tree.expandAll()
        self._show()
        for column in range(2):
            self.tree.resizeColumnToContents(column)

    def _section(self, title: str) -> QTreeWidgetItem:
        section = QTreeWidgetItem(self.tree, [title])
        section.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = section.font(0)
        font.setBold(True)
        section.setFont(0, font)
        section.setFirstColumnSpanned(True)
        return section

    def _show(self) -> None:
        own = self.session.settings["shortcuts"]
        for item in self._items():
            act_id = item.data(0, ACT)
            if not act_id:
                continue
            names = [k.toString(QKeySequence.SequenceFormat.NativeText) for k in self._keys(act_id)]
            item.setText(1, ", ".join(names))
            font = item.font(1)
            font.setBold(act_id in own)
            item.setFont(1, font)
            outside = " (outside notes)" if act_id in NOTE_KEYS else " (in a note)"
            found = clashes(self._actions, act_id, own)
            also = [clash.other + ("" if clash.hard else outside) for clash in found]
            changed = ["changed"] if act_id in own else []
            item.setText(2, ", ".join([*(f"⚠ {name}" for name in also), *changed]))

    def _items(self) -> list[QTreeWidgetItem]:
        sections = [self.tree.topLevelItem(i) for i in range(self.tree.topLevelItemCount())]
        return [row for section in sections if section is not None for row in _rows(section)]

    def _current(self) -> str:
        item = self.tree.currentItem()
        found = item.data(0, ACT) if item is not None else None
        return found if isinstance(found, str) else ""

    def _choose(self) -> None:
        act_id = self._current()
        for widget in (self.keys, self.change, self.usual):
            widget.setEnabled(bool(act_id))
        shortcuts = self._keys(act_id) if act_id else []
        self.keys.setKeySequence(shortcuts[0] if shortcuts else QKeySequence())
        self._look()

    def _keys(self, act_id: str) -> list[QKeySequence]:
        if act_id in NOTE_KEYS:
            keys = keys_of(self.session.settings["shortcuts"])[act_id]
            return [QKeySequence(keys)] if keys else []
        return self._actions[act_id].shortcuts()

    def _look(self) -> None:
        """Say who has the keys that were pressed."""
        act_id, keys = self._current(), self.keys.keySequence()
        self.say("")
        if not act_id or keys.isEmpty():
            if all(item.isHidden() for item in self._items()):
                self.say("No shortcut fits.")
            return
        inside = act_id in NOTE_KEYS
        for act, action in self._actions:
            if act.id != act_id and keys in action.shortcuts():
                name = plain(act.text).rstrip("…")
                if inside:
                    self.say(f"Outside notes these keys mean “{name}”, and will go on to.")
                else:
                    self.say(f"⚠ These keys are those of “{name}”, which would lose them.", problem=True)
                return
        for note_id, known in keys_of(self.session.settings["shortcuts"]).items():
            if note_id != act_id and known == keys.toString():
                name = NOTE_KEYS[note_id][0]
                if inside:
                    self.say(f"⚠ These keys are those of “{name}”, which would lose them.", problem=True)
                else:
                    self.say(f"While a note is written, these keys mean “{name}”.")

    def _narrow(self, words: str) -> None:
        wanted = words.casefold().split()
        for item in self._items():
            line = f"{item.text(0)} {item.text(1)} {item.text(2)}".casefold()
            item.setHidden(not all(word in line for word in wanted))
        for i in range(self.tree.topLevelItemCount()):
            section = self.tree.topLevelItem(i)
            if section is not None:
                section.setHidden(all(row.isHidden() for row in _rows(section)))
        self._look()


def _rows(section: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = [section.child(k) for k in range(section.childCount())]
    return [row for row in found if row is not None]
