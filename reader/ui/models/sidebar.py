"""The sidebar as one tree: texts, tags with their counts, saved searches. One model, one tab stop, one scroll."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from reader.library.models import SavedSearch, TagInfo, TextInfo

Index = QModelIndex | QPersistentModelIndex
NODE = Qt.ItemDataRole.UserRole
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Node:
    """A row: `sort` is "section", "text", "add", "collection", "tag" or "search"; `key` what it stands for."""

    __slots__ = ("children", "colour", "detail", "key", "label", "parent", "shown", "sort")

    def __init__(
        self, sort: str, label: str, key: str = "", detail: str = "", colour: str = "", shown: bool = False
    ) -> None:
        self.sort = sort
        self.label = label
        self.key = key
        self.detail = detail
        self.colour = colour
        self.shown = shown  # a text that stands in a pane
        self.children: list[Node] = []
        self.parent: Node | None = None

    def add(self, child: Node) -> Node:
        """Put a node under this one and return it."""
        child.parent = self
        self.children.append(child)
        return child


def text_node(info: TextInfo, subtitle: str, shown: bool) -> Node:
    """The row of a text: its short title over place and day."""
    detail = subtitle or " · ".join(part for part in (info.place, short_date(info.date)) if part)
    return Node("text", info.short_title, info.id, detail, shown=shown)


def collections_of(texts: Iterable[TextInfo]) -> list[tuple[str, int]]:
    """The collections of the texts by name, each with the number of its texts."""
    counts = Counter(name for info in texts for name in info.collections)
    return [(name, counts[name]) for name in sorted(counts, key=str.casefold)]


def short_date(date: str) -> str:
    """ "2001-06-15" as "15 Jun 2001", as far as the date goes; what is no date stays as it is."""
    parts = date.split("-")
    if not all(part.isdigit() for part in parts) or (len(parts) > 1 and not 1 <= int(parts[1]) <= 12):
        return date
    words = [parts[0]] if len(parts) == 1 else [MONTHS[int(parts[1]) - 1], parts[0]]
    return " ".join([str(int(parts[2])), *words] if len(parts) > 2 else words)


def tag_nodes(parent: Node, tags: Iterable[TagInfo]) -> None:
    """The tags as a tree by their paths; a tag counts its own notes, a path without notes those below it."""
    known: dict[str, Node] = {}
    for info in sorted(tags, key=lambda info: info.tag.name.casefold().split("/")):
        above = parent
        parts = info.tag.name.split("/")
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            if path not in known:
                label = parts[0] if depth == 1 else f"/{parts[depth - 1]}"
                known[path] = above.add(Node("tag", label, path))
            above = known[path]
        above.detail = str(info.uses) if info.uses else ""
        above.colour = info.tag.colour


class SidebarModel(QAbstractItemModel):
    """Sections of nodes, replaced as a whole: a library has some dozens of texts and some hundreds of tags."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Node("root", "")

    def fill(
        self,
        texts: Sequence[TextInfo],
        tags: Sequence[TagInfo],
        searches: Sequence[SavedSearch],
        *,
        shown: Iterable[str] = (),
        subtitles: dict[str, str] | None = None,
        adding: bool = True,
        collection: str = "",
    ) -> None:
        """Show what the library holds; `shown` are the ids in the panes, `adding` offers to add a text.

        Of a `collection` only its texts are listed; "" lists all.
        """
        open_now = set(shown)
        root = Node("root", "")
        names = collections_of(texts)
        library = root.add(Node("section", f"Library · {collection}" if collection else "Library"))
        listed = [info for info in texts if not collection or collection in info.collections]
        for info in sorted(listed, key=lambda info: (info.date or "9", info.short_title)):
            library.add(text_node(info, (subtitles or {}).get(info.id, ""), info.id in open_now))
        if adding:
            library.add(Node("add", "+ Add a text…", detail="txt md html docx pdf epub"))
        if names:
            section = root.add(Node("section", "Collections"))
            for name, count in names:
                section.add(Node("collection", name, name, str(count), shown=name == collection))
        if tags:
            tag_nodes(root.add(Node("section", "Tags")), tags)
        if searches:
            section = root.add(Node("section", "Saved searches"))
            for search in searches:
                section.add(Node("search", search.name, search.query))
        self.beginResetModel()
        self._root = root
        self.endResetModel()

    def node(self, index: Index) -> Node:
        """The node of an index; the root for an invalid one."""
        return index.internalPointer() if index.isValid() else self._root

    def find(self, sort: str, key: str) -> QModelIndex:
        """The index of the first node of a sort with a key; invalid when there is none."""
        todo = [QModelIndex()]
        while todo:
            above = todo.pop()
            for row in range(self.rowCount(above)):
                index = self.index(row, 0, above)
                node = self.node(index)
                if (node.sort, node.key) == (sort, key):
                    return index
                todo.append(index)
        return QModelIndex()

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        above = self.node(parent or QModelIndex())
        if column != 0 or not 0 <= row < len(above.children):
            return QModelIndex()
        return self.createIndex(row, 0, above.children[row])

    def parent(self, index: Index | None = None) -> Any:
        if index is None:  # QObject.parent()
            return super().parent()
        above = self.node(index).parent if index.isValid() else None
        if above is None or above.parent is None:
            return QModelIndex()
        return self.createIndex(above.parent.children.index(above), 0, above)

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid() and parent.column() > 0:
            return 0
        return len(self.node(parent or QModelIndex()).children)

    def columnCount(self, parent: Index | None = None) -> int:
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.node(index).sort == "section":
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self.node(index).sort == "text" else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self.node(index)
        if role == NODE:
            return node
        if role == Qt.ItemDataRole.DisplayRole:
            return node.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = node.key if node.sort == "tag" else node.label
            return ", ".join(part for part in (name, node.detail, "open" if node.shown else "") if part)
        if role == Qt.ItemDataRole.ToolTipRole and node.sort in ("text", "tag"):
            return f"{node.label}\n{node.detail}" if node.sort == "text" else node.key
        return None
