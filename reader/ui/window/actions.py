"""Every action of the window, declared once: menus, toolbar, command palette and shortcut help come from this table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


class Act(NamedTuple):
    """One action: `menu` is a path ("View/Colours"), `part` a stretch of it between separators.

    `when` names what must hold for it to be enabled (see `ActionSet.allow`): "always", "library" (one is open),
    "write" (it can be changed), "panes" (there are several), "room" (for one more), "selection", "selections" (one in
    each of two panes), "mark" (the caret stands on a highlight), "link" (a cross-reference is at hand), "links" (there
    are some), "back", "forward", "undo", "redo".
    """

    id: str
    text: str
    menu: str
    part: int
    shortcuts: tuple[str, ...] = ()
    when: str = "always"
    icon: str = ""
    choice: str = ""  # "on" for a switch, else the name of a set of which one is chosen
    tip: str = ""


MENUS = ("File", "Edit", "View", "Go", "Annotate", "Links", "Help")

ACTS: tuple[Act, ...] = (
    Act("file.add", "Add &Text…", "File", 1, ("Ctrl+O",), "write", "+", tip="Read a file into the library"),
    Act("file.paste", "Add Text from &Clipboard", "File", 1, ("Ctrl+Shift+V",), "write"),
    Act("text.all", "&All Texts…", "File/Manage", 1, (), "library", tip="Sort, filter, collect and remove texts"),
    Act("text.watch", "&Watch a Folder…", "File/Manage", 1, (), "write", tip="Be told of new texts in it"),
    Act("text.details", "&Details of This Text…", "File/Manage", 1, (), "write"),
    Act("text.correct", "C&orrect Provisions…", "File/Manage", 1, (), "write", tip="Join, split, leave out"),
    Act("text.update", "&Update This Text…", "File/Manage", 1, (), "write", tip="Give it another wording"),
    Act("text.related", "&Related Texts…", "File/Manage", 2, (), "library"),
    Act("text.link", "Lin&k with the Library…", "File/Manage", 2, (), "library", tip="Cross-references with all texts"),
    Act("text.names", "&Names in This Text…", "File/Manage", 3, (), "library"),
    Act("text.learn", "&Learn the Selected Name…", "File/Manage", 3, (), "write"),
    Act("file.import", "&Import Notes…", "File", 2, ("Ctrl+Shift+I",), "write"),
    Act("file.export", "&Export Notes…", "File", 2, ("Ctrl+E",), "library", "⇩", tip="Export notes and highlights"),
    Act("file.sync", "&Synchronise Vault…", "File", 2, ("Ctrl+Shift+E",), "library",
        tip="Bring the library and a folder of your Obsidian vault up to date"),
    Act("file.backup", "&Back Up Library…", "File", 3, (), "library"),
    Act("file.backups", "B&ackups…", "File", 3, (), "library"),
    Act("file.check", "Check Librar&y", "File", 3, (), "library"),
    Act("file.trash", "T&rash…", "File", 3, (), "library"),
    Act("file.print", "&Print…", "File", 4, ("Ctrl+P",), tip="Print the text with its notes in the margin"),
    Act("file.quit", "&Quit", "File", 5, ("Ctrl+Q",)),
    Act("edit.undo", "&Undo", "Edit", 1, ("Ctrl+Z",), "undo"),
    Act("edit.redo", "&Redo", "Edit", 1, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Act("edit.copy", "&Copy", "Edit", 2, ("Ctrl+C",), "selection"),
    Act("edit.cite", "Copy with C&itation", "Edit", 2, ("Ctrl+Shift+C",), "selection"),
    Act("edit.select", "Select &Provision", "Edit", 2, ("Ctrl+Shift+A",)),
    Act("edit.find", "&Find in Text…", "Edit", 3, ("Ctrl+F",)),
    Act("edit.next", "Find &Next", "Edit", 3, ("F3",)),
    Act("edit.previous", "Find Pre&vious", "Edit", 3, ("Shift+F3",)),
    Act("edit.search", "&Search Everything", "Edit", 3, ("Ctrl+K",), "library", "⌕"),
    Act("edit.preferences", "Pr&eferences…", "Edit", 4, ("Ctrl+,",)),
    Act("view.sync", "&Scroll Together", "View", 1, ("Ctrl+Alt+S",), icon="⇅", choice="on"),
    Act("view.library", "Show &Library", "View", 1, ("Ctrl+B",), choice="on"),
    Act("view.inspector", "Show Co&nnections and Notes", "View", 1, ("Ctrl+Alt+B",), choice="on"),
    Act("view.menubar", "Show &Menu Bar", "View", 1, ("Ctrl+Alt+M",), choice="on"),
    Act("view.initials", "Lette&rs in the Margins", "View", 1, ("Ctrl+Alt+L",), choice="on", tip="Kinds as letters"),
    Act("view.fullscreen", "&Full Screen", "View", 1, ("F11",), choice="on"),
    Act("view.bigger", "&Bigger Text", "View/Text", 2, ("Ctrl++", "Ctrl+="), icon="A+"),
    Act("view.smaller", "&Smaller Text", "View/Text", 2, ("Ctrl+-",), icon="A−"),
    Act("view.plain", "&Usual Text Size", "View/Text", 2, ("Ctrl+0",)),
    Act("view.looser", "&Wider Line Spacing", "View/Text", 3, ("Ctrl+Alt+Up",)),
    Act("view.tighter", "&Narrower Line Spacing", "View/Text", 3, ("Ctrl+Alt+Down",)),
    Act("view.wider", "Wi&der Column", "View/Text", 4, ("Ctrl+Alt+Right",)),
    Act("view.narrower", "Na&rrower Column", "View/Text", 4, ("Ctrl+Alt+Left",)),
    Act("pane.add", "Open &Beside…", "View/Panes", 2, ("Ctrl+Shift+B",), "room", tip="Another text in a new pane"),
    Act("pane.twin", "This Text &Twice", "View/Panes", 2, ("Ctrl+Alt+D",), "room"),
    Act("pane.swap", "S&wap with the Next", "View/Panes", 2, ("Ctrl+Alt+W",), "panes"),
    Act("pane.close", "&Close Pane", "View/Panes", 2, ("Ctrl+W",), "panes"),
    Act("pane.single", "One Pane with Its &Links", "View/Panes", 3, ("Ctrl+Alt+1",), choice="on"),
    Act("pane.bigger", "Bi&gger Text in This Pane", "View/Panes", 4, ("Ctrl+Alt++", "Ctrl+Alt+=")),
    Act("pane.smaller", "S&maller Text in This Pane", "View/Panes", 4, ("Ctrl+Alt+-",)),
    Act("pane.same", "Text as Large as in the &Others", "View/Panes", 4, ("Ctrl+Alt+0",)),
    Act("pane.sets", "Texts Read Together&…", "View/Panes", 5, ("Ctrl+Alt+O",), "library"),
    Act("view.theme.system", "As the &Desktop", "View/Colours", 2, choice="theme"),
    Act("view.theme.light", "&Light", "View/Colours", 2, choice="theme"),
    Act("view.theme.dark", "D&ark", "View/Colours", 2, choice="theme"),
    Act("view.theme.contrast", "&High Contrast", "View/Colours", 2, choice="theme"),
    Act("view.theme", "&Next Colours", "View/Colours", 3, ("Ctrl+Alt+T",), icon="◐"),
    Act("view.overview", "O&verview…", "View", 4, ("Ctrl+Shift+O",), tip="What the texts lack, and a matrix of links"),
    Act("go.back", "&Back", "Go", 1, ("Alt+Left",), "back", "←"),
    Act("go.forward", "&Forward", "Go", 1, ("Alt+Right",), "forward", "→"),
    Act("go.to", "&Go to Passage…", "Go", 1, ("Ctrl+G",)),
    Act("pane.outline", "Cont&ents of This Text…", "Go", 1, ("Ctrl+Shift+G",)),
    Act("go.level", "Level the &Panes Here", "Go", 2, ("Ctrl+Shift+L",), "links"),
    Act("go.other", "&Other Pane", "Go", 2, ("F6",)),
    Act("go.unnoted", "Next Provision &Without a Note", "Go", 2, ("Ctrl+Shift+J",), "library"),
    Act("bookmark.next", "Next Boo&kmark", "Go", 2, ("F4",), "library"),
    Act("bookmark.previous", "Previous Book&mark", "Go", 2, ("Shift+F4",), "library"),
    Act("bookmark.list", "Bookmark&s…", "Go", 2, ("Ctrl+Shift+F2",), "library"),
    Act("go.library", "L&ibrary", "Go", 3, ("Alt+1",)),
    Act("go.connections", "&Connections", "Go", 3, ("Alt+2",)),
    Act("go.notes", "&Notes", "Go", 3, ("Alt+3",)),
    Act("go.tags", "&Tags", "Go", 3, ("Alt+4",)),
    Act("note.yellow", "Highlight &Yellow", "Annotate", 1, ("Ctrl+1",), "write", "highlight.yellow"),
    Act("note.green", "Highlight &Green", "Annotate", 1, ("Ctrl+2",), "write", "highlight.green"),
    Act("note.blue", "Highlight &Blue", "Annotate", 1, ("Ctrl+3",), "write", "highlight.blue"),
    Act("note.pink", "Highlight &Pink", "Annotate", 1, ("Ctrl+4",), "write", "highlight.pink"),
    Act("note.orange", "Highlight &Orange", "Annotate", 1, ("Ctrl+5",), "write", "highlight.orange"),
    Act("note.underline", "&Underline", "Annotate", 1, ("Ctrl+U",), "write", "U̲"),
    Act("note.add", "Add &Note", "Annotate", 2, ("Ctrl+M", "Ctrl+Shift+N"), "write", "✎"),
    Act("note.tag", "Add &Tag…", "Annotate", 2, ("Ctrl+T",), "write", "#"),
    Act("note.extend", "Add P&assage to Open Note", "Annotate", 2, ("Ctrl+Shift+M",), "write"),
    Act("note.text", "Note on the &Whole Text", "Annotate", 2, (), "write"),
    Act("note.reply", "R&eply to This Note", "Annotate", 2, ("Ctrl+R",), "write"),
    Act("note.bookmark", "Set or Remove Boo&kmark", "Annotate", 2, ("Ctrl+F2",), "write"),
    Act("note.end.right", "&End One Word to the Right", "Annotate/Shape", 3, ("Alt+Shift+Right",), "mark"),
    Act("note.end.left", "En&d One Word to the Left", "Annotate/Shape", 3, ("Alt+Shift+Left",), "mark"),
    Act("note.start.left", "&Beginning One Word to the Left", "Annotate/Shape", 3, ("Alt+Shift+Up",), "mark"),
    Act("note.start.right", "Be&ginning One Word to the Right", "Annotate/Shape", 3, ("Alt+Shift+Down",), "mark"),
    Act("note.split", "&Split", "Annotate/Shape", 4, (), "write", tip="At the caret, or one note for each passage"),
    Act("note.merge", "&Merge", "Annotate/Shape", 4, (), "write", tip="The highlights under the selection"),
    Act("note.remove", "&Remove Highlight", "Annotate", 3, ("Ctrl+Backspace",), "mark", "⌫"),
    Act("note.table", "A&ll Notes as a Table…", "Annotate", 4, ("Ctrl+Shift+T",), "library"),
    Act("link.confirm", "&Confirm", "Links", 1, ("Ctrl+Return",), "link", "✓"),
    Act("link.dismiss", "&Dismiss", "Links", 1, ("Ctrl+D",), "link", "✕"),
    Act("link.alike", "Dismiss &All Like This…", "Links", 1, ("Ctrl+Shift+D",), "links"),
    Act("link.suggest", "&Undecided Again", "Links", 1, (), "link"),
    Act("link.kind", "Change &Kind…", "Links", 1, ("Ctrl+Alt+K",), "link"),
    Act("link.note", "&Note on This Cross-Reference", "Links", 1, ("Ctrl+Alt+N",), "link"),
    Act("link.copy", "Cop&y Both Passages", "Links", 1, ("Ctrl+Alt+C",), "links"),
    Act("link.next", "Next Un&reviewed", "Links", 2, ("Ctrl+J",), "links"),
    Act("link.make", "&Link the Selections…", "Links", 3, ("Ctrl+L",), "write"),
    Act("link.dismissed", "&Show Dismissed", "Links", 4, (), choice="on"),
    Act("link.lessons", "What &My Decisions Teach…", "Links", 4, (), "library"),
    Act("help.palette", "&Command Palette…", "Help", 1, ("Ctrl+Shift+P",)),
    Act("help.shortcuts", "&Keyboard Shortcuts…", "Help", 1, ("F1", "Ctrl+?")),
    Act("help.report", "&Report a Problem…", "Help", 2),
    Act("help.about", "&About Declaration Reader", "Help", 2),
)


class ActionSet(QObject):
    """The declared actions as `QAction`s on a window, with the conditions that enable them."""

    def __init__(self, window: QWidget, shortcuts: Mapping[str, object] | None = None) -> None:
        """`shortcuts` are the user's own, by action id: a string, or a list of strings; "" takes one away."""
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._met: dict[str, bool] = {"always": True}
        self._reason = ""
        groups: dict[str, QActionGroup] = {}
        for act in ACTS:
            action = QAction(act.text, self)
            action.setObjectName(act.id)
            action.setCheckable(bool(act.choice))
            if act.choice not in ("", "on"):
                groups.setdefault(act.choice, QActionGroup(self)).addAction(action)
            action.setEnabled(act.when == "always")
            self._actions[act.id] = action
            window.addAction(action)
        self.set_shortcuts(shortcuts or {})

    def set_shortcuts(self, own: Mapping[str, object]) -> None:
        """Take the user's own shortcuts, by action id as above; actions without any have their usual ones."""
        for act, action in self:
            action.setShortcuts([QKeySequence(keys) for keys in _keys(act, own.get(act.id))])
        self._tips()

    def __getitem__(self, act_id: str) -> QAction:
        return self._actions[act_id]

    def __iter__(self) -> Iterator[tuple[Act, QAction]]:
        return ((act, self._actions[act.id]) for act in ACTS)

    def allow(self, reason: str = "", **conditions: bool) -> None:
        """Say which conditions hold now; others stay as they were. `reason` says why nothing can be changed."""
        if reason != self._reason:
            self._reason = reason
            self._tips()
        if all(self._met.get(name) == met for name, met in conditions.items()):
            return
        self._met.update(conditions)
        for act, action in self:
            needed = ("write", act.when) if act.when in ("mark", "link") else (act.when,)
            action.setEnabled(all(self._met.get(name, False) for name in needed))

    def check(self, act_id: str, on: bool) -> None:
        """Show a switch as on or off without acting."""
        action = self._actions[act_id]
        blocked = action.blockSignals(True)
        action.setChecked(on)
        action.blockSignals(blocked)
        action.changed.emit()

    def fill(self, menu: QMenu, path: str) -> None:
        """Put the actions of a menu path into a menu, submenus where the table first names them."""
        part = 0
        submenus: dict[str, QMenu] = {}
        for act, action in self:
            if act.menu != path and not act.menu.startswith(f"{path}/"):
                continue
            if act.menu != path:
                if act.menu not in submenus:
                    title = act.menu.rpartition("/")[2]
                    submenus[act.menu] = menu.addMenu(f"&{title}")
                    self.fill(submenus[act.menu], act.menu)
                continue
            if part and act.part != part:
                menu.addSeparator()
            part = act.part
            menu.addAction(action)

    def _tips(self) -> None:
        for act, action in self:
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            tip = act.tip or plain(act.text).rstrip("…")
            if self._reason and act.when in ("write", "mark", "link"):
                tip = f"{tip} – {self._reason}"
            action.setToolTip(f"{tip} ({keys})" if keys else tip)
            action.setStatusTip(self._reason if act.when in ("write", "mark", "link") else "")


def plain(text: str) -> str:
    """An action's text without the mark of its mnemonic."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _keys(act: Act, own: object) -> tuple[str, ...]:
    if isinstance(own, str):
        return (own,) if own else ()
    if isinstance(own, list):
        return tuple(keys for keys in own if isinstance(keys, str))
    return act.shortcuts
