"""The tags as a tree by their paths: `principles/sovereignty` stands under `principles`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon

from reader.library.models import TagInfo
from reader.ui.notes.completing import folded
from reader.ui.notes.tag_names import judge
from reader.ui.notes.words import counted

Index = QModelIndex | QPersistentModelIndex
NAME = Qt.ItemDataRole.UserRole
MIME = "application/x-declaration-reader-tag"


class TagNode:
    """A tag or a path above one: `uses` counts its own notes, `total` those below it too."""

    __slots__ = ("children", "colour", "description", "label", "name", "parent", "row", "total", "uses")

    def __init__(self, name: str, label: str, parent: TagNode | None) -> None:
        self.name = name
        self.label = label
        self.parent = parent
        self.row = 0
        self.uses = 0
        self.total = 0
        self.colour = ""
        self.description = ""
        self.children: list[TagNode] = []

    def walk(self) -> Iterator[TagNode]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def tree(infos: Iterable[TagInfo], *, by_use: bool = False, part: str = "") -> TagNode:
    """The nodes of all tags whose path holds `part` (case and accents aside), with those above them."""
    root = TagNode("", "", None)
    known: dict[str, TagNode] = {"": root}
    key = folded(part.strip().lstrip("#"))
    for info in infos:
        if key and key not in folded(info.tag.name):
            continue
        path = ""
        for label in info.tag.name.split("/"):
            above = known[path]
            path = f"{path}/{label}" if path else label
            if path not in known:
                known[path] = TagNode(path, label, above)
                above.children.append(known[path])
        node = known[path]
        node.uses, node.colour, node.description = info.uses, info.tag.colour, info.tag.description
    _settle(root, by_use)
    return root


def _settle(node: TagNode, by_use: bool) -> None:
    for child in node.children:
        _settle(child, by_use)
    node.total = node.uses + sum(child.total for child in node.children)
    node.children.sort(key=lambda n: (-n.total if by_use else 0, folded(n.label), n.label))
    for row, child in enumerate(node.children):
        child.row = row


class TagTreeModel(QAbstractItemModel):
    """Two columns, the tag and how many notes carry it; renaming and moving are asked for, not done here."""

    rename_wanted = Signal(str, str)  # the old and the new path
    refused = Signal(str, str)  # why a name cannot be, and what could

    def __init__(self, swatch: Any = None, parent: QObject | None = None) -> None:
        """`swatch` makes the icon of a tag's colour: `(colour) -> QIcon`."""
        super().__init__(parent)
        self._root = TagNode("", "", None)
        self._swatch = swatch

    def fill(self, infos: Iterable[TagInfo], *, by_use: bool = False, part: str = "") -> None:
        """Show these tags."""
        self.beginResetModel()
        self._root = tree(infos, by_use=by_use, part=part)
        self.endResetModel()

    def node(self, index: Index) -> TagNode:
        """The node at an index; the root for an invalid one."""
        return index.internalPointer() if index.isValid() else self._root

    def find(self, name: str) -> QModelIndex:
        """The index of a tag by its path; invalid when it is not shown."""
        node = self._root
        path = ""
        for label in name.split("/"):
            path = f"{path}/{label}" if path else label
            found = next((child for child in node.children if child.name == path), None)
            if found is None:
                return QModelIndex()
            node = found
        return self.createIndex(node.row, 0, node)

    def names(self) -> list[str]:
        """All paths that are shown, in order."""
        return [node.name for node in self._root.walk() if node.name]

    # Qt

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        above = self.node(parent)
        if parent.isValid() and parent.column() != 0:
            return QModelIndex()
        if not (0 <= row < len(above.children) and 0 <= column < 2):
            return QModelIndex()
        return self.createIndex(row, column, above.children[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        above = self.node(index).parent if index.isValid() else None
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() and parent.column() != 0 else len(self.node(parent).children)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and section in (0, 1):
            return ("Tag", "Notes")[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self.node(index)
        if role == NAME:
            return node.name
        if index.column() == 1:
            if role == Qt.ItemDataRole.DisplayRole:
                return str(node.total) if node.total else ""
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        elif role == Qt.ItemDataRole.DisplayRole:
            return node.label if node.parent is self._root else f"/{node.label}"
        elif role == Qt.ItemDataRole.EditRole:
            return node.name
        elif role == Qt.ItemDataRole.DecorationRole and node.colour and self._swatch is not None:
            icon: QIcon = self._swatch(node.colour)
            return icon
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{node.name}\n{node.description}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{node.name}, {counted(node.total, 'note')}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or index.column() != 0:
            return False
        old, verdict = self.node(index).name, judge(str(value))
        if verdict.problem:
            self.refused.emit(verdict.problem, verdict.name)
        elif verdict.name and verdict.name != old:
            self.rename_wanted.emit(old, verdict.name)
        return False  # the tree is filled anew when the library has changed

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index) | Qt.ItemFlag.ItemIsDropEnabled
        if index.isValid() and index.column() == 0:
            found |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled
        return found

    # Moving a tag under another with the mouse

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        data = QMimeData()
        names = [self.node(index).name for index in indexes if index.column() == 0]
        data.setData(MIME, "\n".join(names).encode())
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        names = bytes(data.data(MIME).data()).decode().split("\n") if data.hasFormat(MIME) else []
        above = self.node(parent).name
        for name in names:
            new = "/".join(part for part in (above, name.rpartition("/")[2]) if part)
            if name and new != name and above != name and not above.startswith(f"{name}/"):
                self.rename_wanted.emit(name, new)
        return False  # nothing is removed by the view: the rename moves it
