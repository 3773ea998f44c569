from __future__ import annotations

from reader.ui.window.furnishing import Parts


def test_long_titles_at_hand_do_not_widen_the_window(parts: Parts, qtbot) -> None:
    before = parts.window.minimumSizeHint().width()
    title = "Declaration on mutual respect, neighbourly relations and the common security of all towns " * 2
    parts.status.cite(f"{title} §1 ⇄ {title} §2")
    qtbot.wait(20)
    assert parts.window.minimumSizeHint().width() <= before + 40
    assert parts.status.citation.toolTip().endswith("§2")
