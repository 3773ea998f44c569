"""Letters in the margins: nothing is told by colour alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from reader.crossref.model import MENTION_KINDS
from reader.ui.models.kinds import GROUPS, TITLES
from reader.ui.reading import initials
from reader.ui.reading.gutter import Ribbon, RibbonGutter
from reader.ui.reading.initials import LETTERS, MEANINGS
from reader.ui.reading.marks import Mark, MarkIndex
from reader.ui.reading.ops import ops_of
from reader.ui.reading.pane import TextPane
from reader.ui.reading.typography import Type
from reader.ui.theme import available, folder, load_theme
from tests.ui.reading.helpers import Show, make_text

TEXT = make_text(*(f"Point {n}: the parties keep the common frontier in peace." for n in range(1, 9)))
MARKS = [
    Mark(2, 20, "link", "link.parallel", "p"), Mark(6, 12, "link", "link.place", "n"),
    Mark(4, 16, "highlight", "highlight.green", "g"), Mark(18, 24, "highlight", "highlight.pink", "h"),
]  # fmt: skip


def colours(image: QImage, box: QRect) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())
    }


def test_every_kind_and_every_colour_has_a_letter_that_tells_it_from_the_others() -> None:
    assert {role.partition(".")[2] for role in LETTERS if role.startswith("link.")} == set(TITLES)
    assert {LETTERS[f"link.{kind}"] for kind in MENTION_KINDS if kind != "instrument"} == {"N"}
    assert len({LETTERS[group.role] for group in GROUPS}) == len(GROUPS)
    for name in available():
        marked = {role for role in load_theme(name).roles if role.startswith("highlight.")}
        assert marked <= set(LETTERS), folder() / Path(name)
    own = [LETTERS[role] for role in LETTERS if role.startswith("highlight.")]
    assert len(set(own)) == len(own)
    assert set(MEANINGS) == {LETTERS[role] for role in LETTERS if role.startswith("link.")}


def test_letters_stand_under_the_number_and_beside_the_line(show: Show) -> None:
    view = show(TEXT, 520)
    view.set_overlay(MarkIndex(MARKS))
    plain = view.grab().toImage()
    width = view.page.text_w
    view.set_typography(Type("", 12, 1.5, 70, "narrow", True))
    lettered = view.grab().toImage()
    page = view.page
    assert page.text_w < width or page.right - page.left > 0
    ops = ops_of(view, page.laid(0), page.heights_pieces.ends[0])
    assert [LETTERS[role] for _, role in ops.initials] == ["P", "g", "N", "p"]
    number = QRect(page.left, page.pad + page.face.line - 4, page.face.indent - 6, 14)
    violet = view.theme.colour("link.parallel").name()
    assert violet in colours(lettered, number)
    assert violet not in colours(plain, number)
    beside = QRect(page.text_x + page.text_w, page.pad, page.right - page.text_x - page.text_w, page.face.line)
    assert len(colours(lettered, beside)) > 2
    assert colours(plain, beside) == {view.theme.colour("paper").name()} or len(colours(plain, beside)) == 1


def test_the_ruler_gives_each_kind_a_lane_with_its_letter(qtbot) -> None:  # type: ignore[no-untyped-def]
    pane = TextPane()
    qtbot.addWidget(pane)
    pane.resize(460, 400)
    pane.set_text(TEXT)
    pane.show()
    qtbot.waitUntil(lambda: pane.view.awake)
    pane.view.set_overlay(MarkIndex(MARKS))
    narrow = pane.ruler.width()
    pane.set_typography(Type("", 12, 1.5, 70, "narrow", True))
    assert pane.ruler.width() > narrow
    image, theme = pane.ruler.grab().toImage(), pane.view.theme
    lanes = {
        sign: {
            image.pixelColor(x, y).name()
            for x in range(round(pane.ruler._lane(role)), round(pane.ruler._lane(role)) + 5)
            for y in range(15, image.height())
        }
        for role, sign in LETTERS.items()
        if role in ("link.parallel", "link.place", "link.development")
    }
    assert theme.colour("link.parallel").name() in lanes["P"]
    assert theme.colour("link.place").name() in lanes["N"]
    assert theme.colour("link.parallel").name() not in lanes["D"]
    assert pane.ruler._position(pane.ruler._y(0.5)) in range(len(TEXT.canonical) // 2 - 9, len(TEXT.canonical) // 2 + 9)


def test_a_ribbon_in_full_colour_carries_its_letter(show: Show, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    left, right = show(TEXT), show(TEXT)
    gutter = RibbonGutter(left, right)
    gutter.resize(74, 500)
    gutter.set_links([Ribbon("k", (2, 20), (2, 20), "link.parallel")])
    gutter.set_active(["k"])
    said: list[str] = []
    monkeypatch.setattr(initials, "mark_ribbon", lambda view, p, role, at: said.append(role))
    gutter.grab()
    assert said == []
    left.set_typography(Type("", 12, 1.5, 70, "narrow", True))
    gutter.grab()
    assert said == ["link.parallel"]


def test_a_letter_is_read_on_its_disc(show: Show) -> None:
    view = show(TEXT)
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#777777"))
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QPainter

    p = QPainter(image)
    initials.mark_ribbon(view, p, "link.development", QPointF(30, 30))
    initials.mark_ribbon(view, p, "muted", QPointF(10, 50))
    p.end()
    found = colours(image, QRect(20, 20, 20, 20))
    assert view.theme.colour("paper").name() in found
    assert colours(image, QRect(0, 42, 18, 18)) == {"#777777"}
