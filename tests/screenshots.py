"""Makes the pictures of the program in `resources/screenshots` again: the real window, in light and dark.

    QT_QPA_PLATFORM=offscreen python -m tests.screenshots [--only NAME] [--out FOLDER]

Everything happens in a temporary library; pictures are kept with 256 colours, which takes a third of the room.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtPrintSupport import QPrintPreviewWidget
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

ROOT = Path(__file__).resolve().parents[1]
SIZE = (1280, 800)
RUSSIAN = """---
id: reka
title: Декларация о совместной охране реки
short_title: Река 2011
date: 2011-06-15
lang: ru
---

Прибрежные государства подтверждают приверженность Уставу ООН и обязуются воздерживаться от применения силы.

Стороны согласовывают природоохранные мероприятия, взаимно уведомляя друг друга о гидротехническом строительстве.

Экспериментальные наблюдательные станции передают сведения круглосуточно, без предварительного запроса.
"""
CHINESE = """---
id: hai
title: 海港合作宣言
short_title: 海港 2014
date: 2014-05-20
lang: zh
---

各方重申恪守《联合国宪章》的宗旨和原则，以和平方式解决争端，不使用武力，也不以武力相威胁。

港口城市将共享航道、灯塔和气象资料，共同培训引水员，并在每年春季举行一次专家会议。

各方支持青年交流，鼓励大学之间开展联合研究，并为此设立奖学金。
"""
ARABIC = """---
id: wadi
title: إعلان التعاون في الوادي
short_title: الوادي 2016
date: 2016-03-01
lang: ar
---

تؤكد الأطراف احترامها لميثاق الأمم المتحدة وحل النزاعات بالطرق السلمية دون اللجوء إلى القوة.

تتقاسم المدن مياه النهر بالتساوي وتتبادل البيانات كل شهر مع مركز UNESCO للمياه.

تنشئ الأطراف مدرسة مشتركة للمهندسين وتفتحها للطلاب من جميع المدن.
"""


TEXTS = {"ru": RUSSIAN, "zh": CHINESE, "ar": ARABIC}


class Studio:
    """A window on a fresh library, and the camera."""

    def __init__(self, theme: str, out: Path, texts: Sequence[str] = (), size: tuple[int, int] = SIZE) -> None:
        from reader.settings import Settings
        from reader.ui.theme import apply, load_theme
        from reader.ui.window import furnishing
        from reader.ui.window.opening import read_texts
        from reader.ui.window.window import Window

        self.app = QApplication.instance()
        assert isinstance(self.app, QApplication)
        self.theme, self.out = theme, out
        self.folder = tempfile.TemporaryDirectory()
        settings = Settings(None)
        settings["theme"] = theme
        settings["motion.reduced"] = True
        library = Path(self.folder.name) / "library.sqlite"
        opening = read_texts(list(texts), library, settings)
        colours = load_theme(theme)
        apply(self.app, colours, style_sheet=False)
        self.window = Window(settings, opening.texts, colours)
        self.window.resize(*size)
        self.window.show()
        self.rest(0.2)
        furnishing.furnish(self.window, settings, colours, library, opening)
        self.parts = self.window.parts
        self.until(lambda: self.parts.session.library is not None and not self.parts.session.jobs.busy)
        self.rest(0.4)

    def rest(self, seconds: float) -> None:
        """Let the window do what it has to."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.004)

    def until(self, true: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait for something."""
        end = time.monotonic() + seconds
        while not true() and time.monotonic() < end:
            self.rest(0.02)

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Keep a picture."""
        self.rest(0.35)
        save((widget or self.window).grab().toImage(), self.out / f"{name}-{self.theme}.png")

    def add(self, *names: str) -> None:
        """Add our texts to the library."""
        for name in names:
            self.parts.session.add_text(TEXTS[name].encode(), name=f"{name}.md")
            self.until(lambda: not self.parts.session.jobs.busy)
            self.rest(0.2)

    def provision(self, pane: int, n: int) -> tuple[int, int]:
        """Where a provision of the text in a pane stands."""
        text = self.parts.desk.panes[pane].view.text
        assert text is not None
        return text.provisions[n - 1].start, text.provisions[n - 1].end

    def mark(self, pane: int, n: int, words: str, colour: str, body: str = "", tags: Sequence[str] = ()) -> None:
        """Highlight words of a provision."""
        view = self.parts.desk.panes[pane].view
        start, end = self.provision(pane, n)
        at = view.text.canonical.find(words, start, end) if view.text is not None else -1
        at, to = (at, at + len(words)) if at >= 0 else (start + 4, min(end, start + 60))
        self.parts.session.add_annotation(view.text.id, at, to, colour=colour, body=body, tags=list(tags))

    def annotate(self) -> None:
        """Some notes as a reader leaves them."""
        self.mark(0, 9, "independence", "yellow", "**Sovereignty first**: see [[Bishkek 2007 §4]].", ["principles"])
        self.mark(0, 8, "mutual trust", "green", tags=["principles/trust"])
        self.mark(1, 4, "United Nations", "pink", "The order of *who* acts changes.", ["security"])
        self.mark(1, 5, "double standards", "blue")

    def read_at(self, pane: int, n: int, into: int = 3) -> None:
        """Put the caret into a provision and show it high on the screen."""
        view = self.parts.desk.panes[pane].view
        start, _ = self.provision(pane, n)
        view.setFocus()
        view.goto(start, level=60)
        view.select(start + into, start + into)
        self.rest(0.3)

    def close(self) -> None:
        """Take the window away."""
        self.window.close()
        self.window.deleteLater()
        self.rest(0.1)
        self.folder.cleanup()


def save(image: QImage, path: Path) -> None:
    """Write a picture with 256 colours."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(height, width) & 0xFFFFFF
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    parts = np.stack([(colours >> shift) & 255 for shift in (16, 8, 0)], 1).astype(np.int32)
    weight = counts * (1 + np.ptp(parts, axis=1) / 4)  # a small dot of a strong colour counts for a grey edge
    bins = (colours >> 19 & 31) << 10 | (colours >> 11 & 31) << 5 | (colours >> 3 & 31)
    order = np.argsort(-weight)
    _, first = np.unique(bins[order], return_index=True)  # the weightiest colour of each of 32,768 neighbourhoods
    kept = colours[order[np.sort(first)[:256]]]
    split = [parts, np.stack([(kept >> shift) & 255 for shift in (16, 8, 0)], 1).astype(np.int32)]
    nearest = np.concatenate(
        [((part[:, None, :] - split[1][None]) ** 2).sum(2).argmin(1) for part in np.array_split(split[0], 64)]
    )
    rows = np.zeros((height, -(-width // 4) * 4), np.uint8)  # Qt's lines begin at multiples of four
    rows[:, :width] = nearest[places.reshape(height, width)]
    small = QImage(rows.tobytes(), width, height, rows.shape[1], QImage.Format.Format_Indexed8)
    small.setColorTable([0xFF000000 | int(colour) for colour in kept])
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = QImageWriter(str(path), b"png")
    writer.setCompression(100)
    writer.write(small)


def window(s: Studio) -> None:
    """Two texts, ribbons, connections, a note."""
    s.annotate()
    s.read_at(0, 9)
    s.shoot("window")


def letters(s: Studio) -> None:
    """Kinds and colours named by letters."""
    s.annotate()
    s.parts.actions["view.initials"].setChecked(True)
    s.read_at(0, 9)
    s.shoot("letters")


def preview(s: Studio) -> None:
    """The other end of a reference, where one points."""
    s.read_at(0, 9)
    view = s.parts.desk.panes[0].view
    start, end = s.provision(0, 9)
    link = next(m for m in view.overlay.spans(start, end) if m.role == "link.instrument")
    view.select(link.start + 2, link.start + 2)
    QTest.keyClick(view, Qt.Key.Key_F2)
    s.shoot("preview")


def single(s: Studio) -> None:
    """One text with its references at the side."""
    s.annotate()
    s.parts.actions["pane.single"].setChecked(True)
    s.read_at(0, 8)
    s.shoot("one-pane")


def four(s: Studio) -> None:
    """Four panes: two texts, and two others."""
    s.add("ru", "zh")
    for text_id in ("reka", "hai"):
        s.parts.panes.add(text_id)
        s.rest(0.3)
    s.until(lambda: not s.parts.session.jobs.busy)
    s.parts.actions["view.library"].setChecked(False)
    s.parts.actions["view.inspector"].setChecked(False)
    s.read_at(0, 9)
    s.shoot("four-panes")


def scripts(s: Studio) -> None:
    """Arabic beside Russian."""
    s.add("ar", "ru")
    s.parts.session.show_texts(["wadi", "reka"])
    s.until(lambda: not s.parts.session.jobs.busy)
    s.rest(0.3)
    s.mark(0, 2, "مياه النهر", "yellow", "النهر", ["water"])
    s.mark(1, 2, "природоохранные мероприятия", "green")
    s.read_at(0, 2)
    s.shoot("scripts")


def overview(s: Studio) -> None:
    """What is absent, and the matrix."""
    from PySide6.QtWidgets import QTabWidget

    s.parts.actions["view.overview"].trigger()
    s.rest(0.6)
    dialog = next(w for w in QApplication.topLevelWidgets() if "verview" in w.windowTitle() and w.isVisible())
    dialog.resize(1000, 700)
    s.until(lambda: not s.parts.session.jobs.busy, 20)
    s.rest(0.5)
    s.shoot("absent", dialog)
    tabs = dialog.findChild(QTabWidget)
    if tabs is not None:
        at = next((i for i in range(tabs.count()) if "atrix" in tabs.tabText(i)), 0)
        tabs.setCurrentIndex(at)
        s.rest(0.5)
        s.shoot("matrix", dialog)
    dialog.close()


def commands(s: Studio) -> None:
    """The command palette, the contents and the shortcuts."""
    s.read_at(0, 9)
    s.parts.actions["help.palette"].trigger()
    s.rest(0.3)
    popup = next(w for w in QApplication.topLevelWidgets() if w is not s.window and w.isVisible())
    s.shoot("palette", popup)
    popup.close()
    s.parts.actions["help.shortcuts"].trigger()
    s.rest(0.3)
    popup = next(w for w in QApplication.topLevelWidgets() if w is not s.window and w.isVisible())
    s.shoot("shortcuts", popup)
    popup.close()


def find(s: Studio) -> None:
    """Find with all hits marked, in the ruler too."""
    s.read_at(0, 9)
    s.parts.desk.panes[0].show_find("states")
    s.shoot("find")


def paper(s: Studio) -> None:
    """A text as it prints, with its notes in the margin."""
    s.annotate()
    s.read_at(0, 9)
    s.parts.actions["file.print"].trigger()
    s.rest(0.6)
    popup = next(w for w in QApplication.topLevelWidgets() if w is not s.window and w.isVisible())
    popup.resize(1000, 800)
    pages = popup.findChild(QPrintPreviewWidget)
    if pages is not None:
        pages.setCurrentPage(2)
        pages.setZoomFactor(0.8)
    s.shoot("paper", popup)
    popup.close()


SCENES = (window, letters, preview, single, four, scripts, overview, commands, find, paper)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the pictures; returns how many."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--theme", action="append", default=[])
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "screenshots")
    options = parser.parse_args(arguments)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as home:
        os.environ["DECLARATION_READER_HOME"] = home
        for theme in options.theme or ("light", "dark"):
            for scene in SCENES:
                if not options.only or scene.__name__ in options.only:
                    studio = Studio(theme, options.out)
                    scene(studio)
                    studio.close()
    assert app is not None
    return len(list(options.out.glob("*.png")))


if __name__ == "__main__":
    main()
