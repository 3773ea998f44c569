"""The window of the overview, beside the texts: progress, and a tab each for what the open texts lack and share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QTabWidget, QWidget

from reader import exchange
from reader.crossref.model import KINDS
from reader.crossref.overview import ANSWERS, CUT, known_language
from reader.crossref.overview_tables import Table, absence_table, alone_table, editions_table, matrix_table
from reader.errors import Feedback, UserError
from reader.text.model import Text
from reader.ui.dialogs.base import Dialog
from reader.ui.jobs import Outcome
from reader.ui.overview.choice import Choice
from reader.ui.overview.editions_page import EditionsPage
from reader.ui.overview.loading import LINKS, TEXTS, Loader, OfLinks, OfTexts
from reader.ui.overview.matrix_page import MatrixPage
from reader.ui.overview.page import ListPage
from reader.ui.overview.progress import ProgressTable, progress_of
from reader.ui.overview.rows import KIND_TITLES
from reader.ui.session import Session
from reader.ui.theme import Theme

FOLLOW_AFTER = 250  # ms of rest after a change
SAVE = "overview-save"
CUTS = (0.0, 0.2, CUT, 0.5, 0.65, 0.8)
ABSENT = (
    ("Name or theme", 30), ("Kind", 11), ("Stands in", 17), ("Missing from", 17), ("Times", 6), ("Where", 0),
    ("Named there instead", 26),
)  # fmt: skip
ALONE_HERE = "Open a second text to see what the one has that the other lacks."
ALONE = (("Text", 20), ("§", 5), ("Provision", 0), ("Nearest", 34))


class OverviewDialog(Dialog):
    """Follows the texts that are open and their links; stays open while one reads."""

    jump = Signal(str, int)  # text id, position
    link_opened = Signal(str)  # the key of a link to go to
    level = Signal(str, int, str, int)  # two places to be brought to one height

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Overview", parent)
        self.setObjectName("overview")
        self._loader = Loader(session)
        self._texts: list[Text] = []
        self._of_texts: OfTexts | None = None
        self._of_links: OfLinks | None = None
        self._job = 0
        self._build()
        self._timer = self._after(self.follow_links)
        self._notes_timer = self._after(self.follow_changes)
        for slot in (TEXTS, LINKS, SAVE):
            self.uses(slot)
        self._connect()
        self.setSizeGripEnabled(True)
        self.resize(1040, 680)
        self.dress(self.theme)
        self.follow_texts()

    def _build(self) -> None:
        self.progress = ProgressTable(self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        nouns = ("name or theme", "names and themes")
        self.absent = ListPage("What one text names and another lacks", ABSENT, nouns, self)
        self.alone = ListPage("Provisions without a counterpart", ALONE, ("provision", "provisions"), self)
        self.matrix = MatrixPage(self.theme, self)
        self.editions = EditionsPage(self.session, self.theme, self)
        self.cut = Choice(self)
        for score in CUTS:
            self.cut.addItem(f"Links from {score:.2f}" if score else "Links of any score", score)
        self.cut.setCurrentIndex(CUTS.index(CUT))
        tip = "The score from which a link makes a counterpart; what you confirmed always does"
        self.cut.setAccessibleName(tip)
        self.cut.setToolTip(tip)
        self.names = QCheckBox("A shared name is enough", self)
        for part in (self.cut, self.names):
            self.alone.top.addWidget(part)
        for page, title in (
            (self.absent, "&Absent"), (self.alone, "&Without counterpart"), (self.matrix, "&Matrix"),
            (self.editions, "&Editions"),
        ):  # fmt: skip
            self.tabs.addTab(page, title)
        self.tabs.setTabVisible(3, False)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.tabs, 1)
        self.save_table = self.add_button("Save as &CSV …", self.ask_for_table, left=True)
        self.save_picture = self.add_button("Save &Picture …", self.ask_for_picture, left=True)
        self.add_close()

    def _connect(self) -> None:
        for page in (self.absent, self.alone, self.editions):
            page.jump.connect(self.jump)
        self.matrix.link_opened.connect(self.link_opened)
        self.matrix.level.connect(self.level)
        self.cut.currentIndexChanged.connect(self._links_are_new)
        self.names.toggled.connect(self.follow_links)
        self.tabs.currentChanged.connect(self._show_buttons)
        session = self.session
        session.shown_changed.connect(self.follow_texts)
        session.library_opened.connect(self.follow_texts)
        session.links_changed.connect(self._links_are_new)  # methods: they are let go with the window, lambdas not
        session.changed.connect(self._notes_are_new)
        session.jobs.progress.connect(self._progressed)

    def _after(self, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(act)
        return timer

    def dress(self, theme: Theme) -> None:
        super().dress(theme)
        if hasattr(self, "tabs"):
            for page in (self.absent, self.alone, self.matrix, self.editions):
                page.set_theme(theme)

    # Following the texts

    def follow_texts(self) -> None:
        """Look at the texts that are open now."""
        texts = self._loader.texts()
        if self._texts and self._are_shown(texts):
            self._timer.start(FOLLOW_AFTER)
            return
        self._texts, self._of_texts, self._of_links = texts, None, None
        for page in (self.absent, self.alone, self.editions):
            page.fill([])
        self.matrix.fill([], {})
        self.tabs.setTabVisible(3, False)
        self.say("Reading the texts …" if len(texts) > 1 else ALONE_HERE)
        self.follow_links()  # before the texts: of long ones the worker reads for a while
        self._job = self._loader.want_texts(texts, self._take_texts) if len(texts) > 1 else 0

    def _links_are_new(self, *what: object) -> None:
        self._timer.start(FOLLOW_AFTER)

    def _notes_are_new(self, changes: object) -> None:
        self._notes_timer.start(FOLLOW_AFTER)

    def follow_changes(self) -> None:
        """Notes have changed, or a text was replaced."""
        if self._are_shown(self._loader.texts()):
            self.show_progress()
        else:
            self.follow_texts()

    def _are_shown(self, texts: list[Text]) -> bool:
        return [(t.id, t.sha256) for t in texts] == [(t.id, t.sha256) for t in self._texts]

    def follow_links(self) -> None:
        """Look at the links as they are now."""
        self._timer.stop()
        self.show_progress()
        self._show_buttons()
        if len(self._texts) < 2:
            return
        kinds = KINDS if self.names.isChecked() else ANSWERS
        self._loader.want_links(self._texts, self.cut.currentData(), kinds, self._take_links)

    def show_progress(self) -> None:
        """Count what has been done."""
        self.progress.show_progress([(text.short_title, progress_of(self.session, text)) for text in self._texts])

    def _take_texts(self, found: OfTexts) -> None:
        self._of_texts, self._job = found, 0
        self.absent.fill(found.rows)
        kinds = dict.fromkeys(row.group for row in found.rows)
        self.absent.set_choices(
            self.absent.group, "Which kind", [("All kinds", ""), *((KIND_TITLES[kind], kind) for kind in kinds)]
        )
        sides = self._sides("Missing from", "Missing anywhere")
        self.absent.set_choices(self.absent.side, "Missing from which text", sides)
        self.editions.fill_editions(self._texts, found.editions)
        self.tabs.setTabVisible(3, bool(found.editions))
        self._show_state()
        self._show_buttons()

    def _take_links(self, found: OfLinks) -> None:
        self._of_links = found
        self.alone.fill(found.rows)
        self.alone.set_choices(self.alone.side, "Of which text", self._sides("Of", "Of all texts"))
        self.matrix.fill(self._texts, found.matrices)
        self._show_state()
        self._show_buttons()

    def _sides(self, word: str, all_: str) -> list[tuple[str, object]]:
        return [(all_, -1), *((f"{word} {text.short_title}", i) for i, text in enumerate(self._texts))]

    def _show_state(self) -> None:
        """Under the tabs: what is still missing, and what must not be trusted."""
        if self._of_texts is None:
            return
        known = len(self._loader.links(self._texts))
        unknown = [text.short_title for text in self._texts if not known_language(text)]
        words = []
        if known < len(self._texts) * (len(self._texts) - 1) // 2:
            words.append("Cross-references are still being looked for.")
        if unknown:
            whose = ", ".join(unknown)
            words.append(f"Few names and themes are known in the language of {whose}: absence says little there.")
        self.say(" ".join(words))

    def _progressed(self, job: int, done: int, total: int) -> None:
        if job == self._job and total:
            self.say(f"Reading the texts … {done / total:.0%}")

    # Saving

    def _show_buttons(self) -> None:
        self.save_table.setEnabled(self.table() is not None)
        self.save_picture.setVisible(self.tabs.currentWidget() is self.matrix)
        self.save_picture.setEnabled(self.matrix.view.drawing is not None)

    def table(self) -> Callable[[], Table] | None:
        """What makes the table of the tab that is open; None while there is nothing in it."""
        page, texts = self.tabs.currentWidget(), self._texts
        if page is self.absent and (of_texts := self._of_texts) is not None:
            return lambda: absence_table(texts, of_texts.absent)
        if page is self.alone and (of_links := self._of_links) is not None:
            return lambda: alone_table(texts, of_links.alone)
        drawing = self.matrix.view.drawing
        if page is self.matrix and drawing is not None:
            return lambda: matrix_table(drawing.a, drawing.b, drawing.matrix, sorted(drawing.hidden))
        if page is self.editions and (shown := self.editions.shown_pair) is not None:
            a, b, editions = shown
            return lambda: editions_table(a, b, editions.meetings)
        return None

    def ask_for_table(self) -> None:
        """Choose a file for the table of the tab that is open."""
        name = ("absent", "without-counterpart", "matrix", "editions")[self.tabs.currentIndex()]
        if self.table() is not None:
            self._ask("Save the table", f"{name}.csv", ["Table (*.csv)"], lambda path: self.write_table(path))

    def ask_for_picture(self) -> None:
        """Choose a file for a picture of the matrix."""
        filters = ["Picture that stays sharp (*.svg)", "Picture (*.png)"]
        self._ask("Save the matrix", "matrix.svg", filters, lambda path: self.write_picture(path))

    def _ask(self, title: str, name: str, filters: list[str], then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.rpartition(".")[2].rstrip(")")))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda file: then(Path(file)))
        dialog.open()

    def write_table(self, path: Path) -> None:
        """Write the table of the tab that is open, on the worker: 100,000 rows take seconds."""
        make = self.table()
        if make is None:
            return

        def work(feedback: Feedback) -> Path:
            from reader.exchange.overview import write

            return exchange.save(write(*make()), path)

        self.session.jobs.start(SAVE, work, self._written)

    def write_picture(self, path: Path) -> None:
        """Write the matrix as the picture that the suffix names (SVG unless it is .png)."""
        from reader.ui.overview import pictures

        drawing = self.matrix.view.drawing
        if drawing is None:
            return
        data = pictures.png(drawing) if path.suffix.lower() == ".png" else pictures.svg(drawing)
        try:
            exchange.save(data, path)
        except UserError as error:
            self.say(str(error), problem=True)
        else:
            self.say(f"Saved as {path.name}.")

    def _written(self, outcome: Outcome) -> None:
        if isinstance(outcome.error, UserError):
            self.say(str(outcome.error), problem=True)
        elif outcome.error is not None:
            self.session.job_failed(outcome)
        else:
            self.say(f"Saved as {outcome.value.name}.")


def shown_in(window: QWidget) -> Any:
    """The overview that is open over a window; None where there is none."""
    return next((d for d in window.findChildren(OverviewDialog) if d.isVisible()), None)
