"""Related texts: the nearest in the library, where they touch, and the cross-references with all of them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QProgressBar, QTreeView, QWidget

from reader.crossref.model import Link
from reader.errors import UserError
from reader.ui.dialogs.base import Dialog
from reader.ui.models.kinds import TITLES
from reader.ui.notes.choice import Choice
from reader.ui.session import Session
from reader.ui.texts.collecting import CollectionRun
from reader.ui.texts.related_model import PLACE, Line, RelatedModel, TextRow

FEW, MOST = 20, 400  # texts that are listed at least, where there are so many, and at the most
WORDS = 110  # code points of a passage that are shown


class RelatedDialog(Dialog):
    """A list of texts, each with the places where it touches the one in hand, or its strongest cross-references."""

    opened = Signal(str)  # a text to be shown beside
    level = Signal(str, int, str, int)  # two places: text and position each

    def __init__(self, session: Session, run: CollectionRun, parent: QWidget | None = None) -> None:
        super().__init__(session, f"Texts related to {run.text.short_title}", parent)
        self.run = run
        self._link_then = False
        self._build()
        run.looked.connect(self._looked)
        run.linked.connect(self._linked)
        run.progressed.connect(self._progress)
        run.ended.connect(self._ended)
        run.failed.connect(self._failed)
        self.within.activated.connect(self.look)
        self.list.activated.connect(self._go)
        self.list.selectionModel().selectionChanged.connect(self._enable)
        self.resize(760, 560)
        if run.proposals or run.running:
            self._looked()
        else:
            self.look()

    def _build(self) -> None:
        self.within = Choice(self)
        self.within.setAccessibleName("Among")
        self.within.addItem("Among all texts", "")
        for name, count in self.session.collections().items():
            self.within.addItem(f"Among {name} ({count:,})", name)
        self.within.setCurrentIndex(max(0, self.within.findData(self.run.collection)))
        self.within.setVisible(self.within.count() > 1)
        self.model = RelatedModel(self._lines, self)
        self.list = QTreeView(self)
        self.list.setModel(self.model)
        self.list.setAccessibleName("Related texts, where they touch, and their cross-references")
        self.list.setUniformRowHeights(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 100), (2, 72), (3, 72)):
            self.list.setColumnWidth(column, width)
        self.list.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        self.list.setSortingEnabled(True)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName("How far the search is")
        self.bar.hide()
        self.body.addWidget(self.within)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.bar)
        self.links_button = self.add_button("&Link", self.link, left=True)
        self.all_button = self.add_button("Link &All", self.link_all, left=True)
        self.all_button.setToolTip("Compare with the texts that hardly touch this one, too")
        self.stop_button = self.add_button("&Stop", self.run.stop, left=True)
        self.show_button = self.add_button("&Open beside", self.open_chosen, default=True)
        self.add_close()
        self._enable()

    def look(self) -> None:
        """Look for the nearest texts on the worker."""
        self.say(f"Looking through {len(self.session.text_infos()):,} texts …")
        self.run.look(self.within.currentData() or "")
        self._enable()

    def link(self) -> None:
        """Find the cross-references with the texts that are near, in the background."""
        self.run.link()
        self._enable()

    def link_when_ready(self) -> None:
        """Link as soon as it is known which texts are near."""
        self._link_then = True
        if self.run.proposals and not self.run.running:
            self._looked()

    def link_all(self) -> None:
        """Find the cross-references with every text."""
        self.run.link(everything=True)
        self._enable()

    def open_chosen(self) -> None:
        """Show the chosen text beside the one in hand."""
        self._go(self.list.currentIndex())

    # What the search tells

    def _progress(self, done: int, total: int) -> None:
        self.bar.setVisible(total > 0)
        if total:
            self.bar.setValue(1000 * done // total)
            if total > 1:
                self.say(f"Comparing with {total // 1000:,} texts: {done // 1000:,} done. This goes on when closed.")

    def _ended(self, words: str) -> None:
        self.say(words)
        self._enable()

    def _failed(self, error: UserError) -> None:
        self.say(str(error), problem=True)
        self._enable()

    def _looked(self) -> None:
        infos = self.run.infos()
        rows: list[TextRow] = []
        for related in self.run.related:
            info = infos.get(related.text_id)
            if info is None or len(rows) >= MOST or (len(rows) >= FEW and not related.touches):
                continue
            rows.append(TextRow(info.id, info.title, info.date, related.score, unfolds=bool(related.touches)))
        self.model.show(rows)
        for id_ in self.run.results:
            self._linked(id_)
        first = self.model.index(0, 0)
        if first.isValid():
            self.list.setCurrentIndex(first)
            self._unfold(first)
        if not self.run.running:
            self.say(self._sum())
            if self._link_then and self.run.worth():
                self._link_then = False
                self.run.link()
        self._enable()

    def _sum(self) -> str:
        worth = self.run.worth()
        if not self.run.proposals:
            return ""
        if not self.model.rows:
            return "No other text of the library shares words with this one."
        if worth:
            near = "1 text is" if worth == 1 else f"{worth:,} texts are"
            return f"{near} near enough to be linked. Link finds the cross-references."
        return ""

    def _linked(self, text_id: str) -> None:
        result, at = self.run.results.get(text_id), self.model.at(text_id)
        if text_id not in self.run.proposals:
            self.model.remove(text_id)
        elif result is not None:
            if not at.isValid() and result.total and len(self.model.rows) < MOST:
                self._add_row(text_id)
            unfolded = self.list.isExpanded(at)
            self.model.set_links(text_id, result.total)
            if unfolded:
                self._unfold(at)

    def _unfold(self, at: QModelIndex) -> None:
        self.model.fetchMore(at)  # the view asks for it only when it is painted
        self.list.expand(at)

    def _add_row(self, text_id: str) -> None:
        """A text that hardly touches this one, and has cross-references all the same."""
        info = self.run.infos().get(text_id)
        if info is not None:
            self.model.add(TextRow(info.id, info.title, info.date, 0.0, unfolds=True))

    def _lines(self, text_id: str) -> list[Line]:
        """What stands below a text: its strongest links, or where it touches."""
        other, mine = self.session.text(text_id), self.run.text
        result = self.run.results.get(text_id)
        if other is None:
            return []
        if result is not None:
            lines = [_link_line(text_id, link) for link in result.best]
            if result.total > len(lines):
                more = f"and {result.total - len(lines):,} more, seen side by side"
                lines.append(Line(more, None, (text_id, 0, 0)))
            return lines
        lines = []
        for touch in next((r.touches for r in self.run.related if r.text_id == text_id), ()):
            if touch.b > len(other.provisions) or touch.a > len(mine.provisions):
                continue
            here, there = mine.provisions[touch.a - 1], other.provisions[touch.b - 1]
            words = " ".join(other.canonical[there.body : there.body + WORDS].split())
            tip = f"{mine.canonical[here.body : here.end][:600]}\n\n{other.canonical[there.body : there.end][:600]}"
            place = text_id, there.body, here.body
            lines.append(Line(f"§{touch.a} ↔ §{touch.b}   {words}", touch.score, place, tip))
        return lines

    def _enable(self) -> None:
        running = self.run.running
        self.show_button.setEnabled(self.list.currentIndex().isValid())
        worth, left = self.run.worth(), self.run.left()
        self.links_button.setText(f"&Link {worth:,} near" if worth else "&Link")
        self.links_button.setEnabled(not running and worth > 0)
        self.all_button.setText(f"Link &all {left:,}" if left > worth else "Link &all")
        self.all_button.setEnabled(not running and left > 0)
        self.stop_button.setVisible(running)

    def _go(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        id_, its, mine = index.data(PLACE)
        if self.run.text.id not in self.session.shown:
            self.session.show_text(0, self.run.text.id)
        self.opened.emit(id_)
        if index.parent().isValid():
            self.level.emit(self.run.text.id, mine, id_, its)


def _link_line(text_id: str, link: Link) -> Line:
    mark = "✓ " if link.status == "confirmed" else ""
    words = " ".join((link.name or link.b.exact)[:WORDS].split())
    name = f"{mark}{TITLES[link.kind]}   §{link.a.provision} ↔ §{link.b.provision}   {words}"
    tip = "\n\n".join((link.why.summary, link.a.exact[:600], link.b.exact[:600]))
    return Line(name, link.score, (text_id, link.b.start, link.a.start), tip)
