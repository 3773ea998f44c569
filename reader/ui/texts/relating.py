"""Related texts: the nearest in the library, where they touch, and how many cross-references they have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QProgressBar, QTreeWidget, QTreeWidgetItem, QWidget

from reader.crossref.model import Link
from reader.errors import Feedback, UserError
from reader.library.models import TextInfo
from reader.library.quick import read_texts
from reader.text.model import Text
from reader.ui.dialogs.base import Dialog
from reader.ui.jobs import Outcome
from reader.ui.notes.choice import Choice
from reader.ui.session import Session

PLACE = Qt.ItemDataRole.UserRole  # (id of a text, position in it, position in the text in hand), or None
TOP = 20  # texts that are listed
WORDS = 110  # code points of a passage that are shown
_KEPT: dict[tuple[str, str], list[Link]] = {}  # touched by the one worker only


class RelatedDialog(Dialog):
    """A list of texts, each with the places where it touches the one in hand."""

    opened = Signal(str)  # a text to be shown beside
    level = Signal(str, int, str, int)  # two places: text and position each

    def __init__(self, session: Session, text_id: str, parent: QWidget | None = None) -> None:
        text = session.text(text_id)
        super().__init__(session, f"Texts related to {text.short_title if text is not None else text_id}", parent)
        self._text = text
        self._ids: list[str] = []
        self.within = Choice(self)
        self.within.setAccessibleName("Among")
        self.within.addItem("Among all texts", "")
        for name, count in session.collections().items():
            self.within.addItem(f"Among {name} ({count})", name)
        self.within.setVisible(self.within.count() > 1)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName("Related texts and where they touch")
        self.list.setHeaderLabels(["Text", "Date", "Near", "Links"])
        self.list.setUniformRowHeights(True)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 100), (2, 64), (3, 64)):
            self.list.setColumnWidth(column, width)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName("How far the search is")
        self.bar.hide()
        self.body.addWidget(self.within)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.bar)
        self.links_button = self.add_button("Count &cross-references", self.count_links, left=True)
        self.links_button.setEnabled(False)
        self.stop_button = self.add_button("&Stop", self.stop, left=True)
        self.stop_button.hide()
        self.show_button = self.add_button("&Open beside", self.open_chosen, default=True)
        self.add_close()
        self._slot = self.uses("related")
        self._job = -1
        session.jobs.progress.connect(self._progress)
        self.within.activated.connect(self.look)
        self.list.itemActivated.connect(lambda item: self._go(item))
        self.list.itemSelectionChanged.connect(self._enable)
        self.resize(720, 520)
        self._enable()
        self.look()

    def look(self) -> None:
        """Look for the nearest texts on the worker."""
        library, text = self.session.library, self._text
        if library is None or text is None:
            self.say("The library is not open.", problem=True)
            return
        wanted = self.within.currentData()
        infos = [i for i in self.session.text_infos() if not wanted or wanted in i.collections]
        path, known = library.path, [(i.id, i.sha256) for i in infos]

        def work(feedback: Feedback) -> tuple[list[TextInfo], object, dict[str, Text]]:
            from reader.crossref.related import find_related  # late: numpy is not needed before
            from reader.ui.texts.profiles import CACHE

            found = find_related(text, known, reader_of(path), top=TOP, cache=CACHE, feedback=feedback)
            texts = {other.id: other for other in reader_of(path)([r.text_id for r in found])}
            return infos, found, texts

        self._start(work, self._found, f"Reading {len(infos):,} texts …")

    def count_links(self) -> None:
        """Find the cross-references with each listed text, on the worker."""
        library, text = self.session.library, self._text
        if library is None or text is None or not self._ids:
            return
        shas = {info.id: info.sha256 for info in self.session.text_infos()}
        known, path = [(id_, shas[id_]) for id_ in self._ids if id_ in shas], library.path

        def work(feedback: Feedback) -> dict[str, int]:
            from reader.crossref.against import links_against

            found = links_against(text, known, reader_of(path), _KEPT, feedback)
            return {id_: len(links) for id_, links in found}

        self._start(work, self._counted, f"Comparing with {len(known)} texts …")

    def stop(self) -> None:
        """Stop what is being looked for; what is there stays."""
        self.session.jobs.cancel(self._slot)
        self._rest("Stopped.")

    def open_chosen(self) -> None:
        """Show the chosen text beside the one in hand."""
        item = self.list.currentItem()
        if item is not None:
            self._go(item)

    def _start(self, work: Callable[[Feedback], object], then: Callable[[Outcome], None], words: str) -> None:
        self.say(words)
        self.bar.setValue(0)
        self.bar.show()
        self.stop_button.show()
        self.links_button.setEnabled(False)
        self._job = self.session.jobs.start(self._slot, work, then)

    def _rest(self, words: str = "") -> None:
        self.bar.hide()
        self.stop_button.hide()
        self.links_button.setEnabled(bool(self._ids))
        self._job = -1
        self.say(words)

    def _progress(self, job: int, done: int, total: int) -> None:
        if job == self._job and total:
            self.bar.setValue(1000 * done // total)

    def _failed(self, outcome: Outcome) -> bool:
        self._rest()
        if isinstance(outcome.error, UserError):
            self.say(str(outcome.error), problem=True)
        elif outcome.error is not None:
            self.session.job_failed(outcome)
        return outcome.error is not None

    def _found(self, outcome: Outcome) -> None:
        if self._failed(outcome) or self._text is None:
            return
        infos, found, texts = outcome.value
        by_id = {info.id: info for info in infos}
        self.list.clear()
        self._ids = [related.text_id for related in found]
        for related in found:
            info, other = by_id[related.text_id], texts[related.text_id]
            row = QTreeWidgetItem([info.title, info.date, f"{100 * related.score:.0f} %", ""])
            row.setData(0, PLACE, (info.id, 0, 0))
            self.list.addTopLevelItem(row)
            for touch in related.touches:
                mine, its = self._text.provisions[touch.a - 1], other.provisions[touch.b - 1]
                words = " ".join(other.canonical[its.body : its.body + WORDS].split())
                place = QTreeWidgetItem([f"§{touch.a} ↔ §{touch.b}   {words}", "", f"{100 * touch.score:.0f} %", ""])
                both = self._text.canonical[mine.body : mine.end][:600], other.canonical[its.body : its.end][:600]
                place.setToolTip(0, "\n\n".join(both))
                place.setData(0, PLACE, (info.id, its.body, mine.body))
                row.addChild(place)
        first = self.list.topLevelItem(0)
        if first is not None:
            first.setExpanded(True)
            self.list.setCurrentItem(first)
        self._rest("" if found else "No other text of the library shares words with this one.")
        self._enable()

    def _counted(self, outcome: Outcome) -> None:
        if self._failed(outcome):
            return
        for at in range(self.list.topLevelItemCount()):
            row = self.list.topLevelItem(at)
            if row is not None:
                row.setText(3, f"{outcome.value.get(row.data(0, PLACE)[0], 0):,}")

    def _enable(self) -> None:
        self.show_button.setEnabled(bool(self.list.selectedItems()))

    def _go(self, item: QTreeWidgetItem) -> None:
        id_, its, mine = item.data(0, PLACE)
        self.opened.emit(id_)
        if item.parent() is not None and self._text is not None:
            self.level.emit(self._text.id, mine, id_, its)


def reader_of(path: Path) -> Callable[[list[str]], list[Text]]:
    """What reads texts of a library by their ids with a connection of its own: for the worker."""

    def read(ids: list[str]) -> list[Text]:
        found = read_texts(path, ids)
        if found is None:
            raise UserError("The library changed while it was read.", "Try again.")
        return found

    return read
