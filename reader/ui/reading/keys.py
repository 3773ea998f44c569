"""The keyboard in a reading view: a caret in a read-only text; imported with the first key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from reader.ui.reading import selection
from reader.ui.reading.painting import caret_rect

if TYPE_CHECKING:
    from reader.ui.reading.view import ReadingView

_Key = Qt.Key
_STEP = {_Key.Key_Left: -1, _Key.Key_Right: 1, _Key.Key_Up: -1, _Key.Key_Down: 1, _Key.Key_Home: -1, _Key.Key_End: 1}


def press(view: ReadingView, event: Any) -> bool:
    """Do what the key says; False if it says nothing here, so that the window may."""
    key = event.key()
    modifiers = event.modifiers()
    ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    if modifiers & Qt.KeyboardModifier.AltModifier or view.text is None or not view.page.ready:
        return False
    if key == _Key.Key_Escape and view.handles is not None and view.handles.held is not None:
        view.handles.cancel()
        return True
    if ctrl and key == _Key.Key_C:
        view.copy()
        return True
    if ctrl and key == _Key.Key_A:
        view.select_all()
        return True
    if key == _Key.Key_Space and not ctrl:
        _page(view, -1 if shift else 1, extend=False)
        return True
    if key in (_Key.Key_Return, _Key.Key_Enter) and not ctrl and not shift:
        view.clicked.emit(_ids(view), view.caret())
        return True
    if key == _Key.Key_F2 and not ctrl:
        view.preview_asked.emit(_ids(view), view.caret())
        return True
    if key == _Key.Key_Escape and view.selection() is not None:
        view.select(view.caret(), view.caret())
        return True
    if key in (_Key.Key_PageUp, _Key.Key_PageDown) and not ctrl:
        _page(view, -1 if key == _Key.Key_PageUp else 1, extend=shift)
        return True
    if key in _STEP:
        _move(view, key, ctrl=ctrl, shift=shift)
        return True
    return False


def _ids(view: ReadingView) -> list[str]:
    return list(dict.fromkeys(m.id for m in view.marks_at(view.caret())))


def _move(view: ReadingView, key: Any, *, ctrl: bool, shift: bool) -> None:
    page, text = view.page, view.text
    assert text is not None
    view.stop_gliding()
    step, keep_x = _STEP[key], None
    here = _start(view)
    chosen = view.selection()
    if key in (_Key.Key_Left, _Key.Key_Right):
        onward = -step if page.mirrored else step
        if chosen is not None and not shift and not ctrl:
            place = chosen[1] if onward > 0 else chosen[0]
        elif ctrl:
            move = selection.next_word if onward > 0 else selection.previous_word
            place = move(text.canonical, here)
        else:
            place = selection.by_character(page, here, onward)
    elif key in (_Key.Key_Up, _Key.Key_Down):
        if ctrl:
            place = _provision(view, here, step)
        else:
            place, keep_x = selection.by_line(page, here, step, view.kept_x())
    elif ctrl:
        place = 0 if step < 0 else len(text.canonical)
    else:
        place = selection.line_edge(page, here, step)
    view.select(view.anchor() if shift else place, place, keep_x=keep_x)
    show_caret(view, place)


def _start(view: ReadingView) -> int:
    """The caret; where it is out of sight and nothing is selected, the first line on the screen."""
    if view.selection() is None and caret_rect(view) is None:
        return view.page.place().position
    return view.caret()


def _provision(view: ReadingView, here: int, step: int) -> int:
    assert view.text is not None
    provisions = view.text.provisions
    i = provisions.index_at(here)
    if step < 0 and provisions.starts[i] < here:
        return provisions.starts[i]
    return provisions.starts[max(0, min(len(provisions) - 1, i + step))]


def _page(view: ReadingView, step: int, *, extend: bool) -> None:
    page = view.page
    assert page.face is not None
    view.stop_gliding()
    rect = caret_rect(view)
    y = rect.top() + page.face.line / 2 if rect is not None else page.face.line / 2
    x = rect.left() if rect is not None else page.text_x
    moved = view.scroll_by(step * max(page.face.line, page.height - 2 * page.face.line))
    if not moved:
        y = 0 if step < 0 else page.height
    place = page.position_at(x, y)
    view.select(view.anchor() if extend else place, place)


def show_caret(view: ReadingView, position: int) -> None:
    """Scroll as little as shows the line of the caret with one to spare."""
    page = view.page
    assert page.face is not None
    y, line = page.y_of(position), page.face.line
    if -page.height < y < 0 or page.height - line < y < 2 * page.height:
        view.scroll_by(y - line if y < line else y - page.height + 2 * line)
    elif not 0 <= y <= page.height - line:
        view.goto(position)
