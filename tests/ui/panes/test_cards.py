from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontMetrics

from reader.ui.panes.cards import wrapped


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200), st.integers(60, 400))
def test_lines_fit_and_lose_nothing_until_the_last(words: str, width: int) -> None:
    from PySide6.QtWidgets import QApplication

    QApplication.instance() or QApplication([])
    font = QFont("Noto Sans", 10)
    lines = wrapped(words, font.toString(), width, 3)
    assert len(lines) <= 3
    joined = "".join("".join(lines).split())
    whole = "".join(words.split())
    if len(lines) < 3:
        assert joined == whole
    else:
        assert "".join("".join(lines[:-1]).split()) == whole[: len("".join("".join(lines[:-1]).split()))]


def test_a_long_text_is_shortened_at_its_last_line(qapp) -> None:
    font = QFont("Noto Sans", 10)
    lines = wrapped("many words " * 60, font.toString(), 200, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(QFontMetrics(font).horizontalAdvance(line) <= 200 for line in lines)
