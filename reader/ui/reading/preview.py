"""The other end of a reference, shown where one points: quoted in its context, with why, and what one can do."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from reader.text.model import Text
from reader.ui.reading.typography import SERIFS
from reader.ui.theme import Theme

DELAY = 320  # ms of pointing before it shows: reading on with the pointer on the text must not set it off
GRACE = 260  # ms after the pointer left before it goes
POLL = 50  # ms between looks at the Shift key, which arrives at whatever has the focus
CONTEXT = 160  # code points of the other text before and after
MOST = 2  # references shown at once; the connections pane has the rest


class Item(NamedTuple):
    """One reference as the preview shows it. `title` is its kind in words, `status` one of the link's."""

    key: str
    role: str
    title: str
    citation: str
    before: str
    words: str
    after: str
    why: str
    score: float
    status: str = "suggested"


def quote(text: Text, start: int, end: int) -> tuple[str, str, str]:
    """The words of a span with what stands before and after them in the same provisions, cut at words."""
    s = text.canonical
    low = max(text.provision_at(start).body, start - CONTEXT)
    high = min(text.provision_at(max(start, end - 1)).end, end + CONTEXT)
    before, after = s[low:start], s[end:high]
    if low > text.provision_at(start).body:
        before = "…" + before[before.find(" ") + 1 :] if " " in before else "…"
    if high < text.provision_at(max(start, end - 1)).end:
        after = after[: after.rfind(" ")] + "…" if " " in after else "…"
    words = s[start:end]
    if len(words) > 3 * CONTEXT:
        words = words[: words.rfind(" ", 0, 3 * CONTEXT)] + "…"
    return before, words, after


class Preview(QFrame):
    """A card over the window. It goes when the pointer leaves, unless Shift froze it or the keyboard opened it."""

    acted = Signal(str, str)  # "go", "confirm", "dismiss" or "note", and the key of the link
    closed = Signal()

    ACTIONS = (("go", "Go there"), ("confirm", "✓ Confirm"), ("dismiss", "✕ Dismiss"), ("note", "✎ Note"))

    def __init__(self, window: QWidget, theme: Theme) -> None:
        """`window` is what the card lies over: not a window of its own, for some desktops would place that at will."""
        super().__init__(window)
        self._over = window
        self.theme = theme
        self.frozen = False
        self.setObjectName("preview")
        self.setAccessibleName("Preview of the reference")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._items: tuple[Item, ...] = ()
        self._waiting: tuple[tuple[Item, ...], QPoint] | None = None
        self._return_to: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 11, 14, 10)
        self._column.setSpacing(5)
        self._show_timer = self._timer(DELAY, self._show_waiting)
        self._hide_timer = self._timer(GRACE, self._hide_if_left)
        self._poll = self._timer(POLL, self._look_at_shift, once=False)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours from now on."""
        self.theme = theme
        self.setStyleSheet(
            f"#preview {{ background: {theme.css('card')}; border: 1px solid {theme.css('border')};"
            f" border-radius: 9px; }} #preview[frozen='true'] {{ border-color: {theme.css('accent')}; }}"
            f" #preview QLabel {{ background: transparent; color: {theme.css('text')}; }}"
        )

    @property
    def items(self) -> tuple[Item, ...]:
        """What is shown now."""
        return self._items if self.isVisibleTo(self._over) else ()

    def point(self, items: Sequence[Item], where: QPoint) -> None:
        """The pointer is at a reference (global point), or at none: show it soon, or go soon."""
        if self.frozen:
            return
        if not items:
            self._show_timer.stop()
            self._waiting = None
            if self.isVisible():
                self._hide_timer.start()
            return
        self._hide_timer.stop()
        self._waiting = (tuple(items), where)
        if self.isVisible():
            self._show_waiting()
        else:
            self._show_timer.start()

    def open(self, items: Sequence[Item], where: QPoint) -> None:
        """The keyboard asks: show at once, frozen, and take the focus until Escape."""
        if not items:
            return
        self._return_to = self.window().focusWidget()
        self._waiting = (tuple(items), where)
        self._show_waiting()
        self.freeze()
        buttons = self.findChildren(QToolButton)
        (buttons[0] if buttons else self).setFocus()

    def freeze(self) -> None:
        """Stay, so that the pointer can travel into the card."""
        self._set_frozen(True)

    def dismiss(self) -> None:
        """Go at once, and give the focus back."""
        for timer in (self._show_timer, self._hide_timer, self._poll):
            timer.stop()
        self._waiting = None
        had_focus = self.isAncestorOf(self.window().focusWidget() or self) and self.isVisible()
        self._set_frozen(False)
        if self.isVisible():
            self.hide()
            self.closed.emit()
        if had_focus and self._return_to is not None:
            self._return_to.setFocus()
        self._return_to = None

    # -- inside

    def _timer(self, interval: int, act: Any, *, once: bool = True) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.setSingleShot(once)
        timer.timeout.connect(act)
        return timer

    def _set_frozen(self, frozen: bool) -> None:
        if frozen != self.frozen:
            self.frozen = frozen
            self.setProperty("frozen", "true" if frozen else "false")
            self.style().unpolish(self)
            self.style().polish(self)

    def _look_at_shift(self) -> None:
        if QGuiApplication.queryKeyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.freeze()

    def _hide_if_left(self) -> None:
        if not self.frozen and not self.rect().contains(self.mapFromGlobal(QCursor.pos())):
            self.dismiss()

    def _show_waiting(self) -> None:
        if self._waiting is None:
            return
        items, where = self._waiting
        self._waiting = None
        if items != self._items or not self.isVisible():
            self._items = items
            for most in range(min(MOST, len(items)), 0, -1):
                self._fill(most)
                if self._place(where, force=most == 1):
                    break
        self.show()
        self.raise_()
        self._poll.start()

    def _fill(self, most: int) -> None:
        while (entry := self._column.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for item in self._items[:most]:
            self._column.addWidget(self._label(self._html(item)))
            self._column.addWidget(self._buttons(item))
        rest = len(self._items) - most
        more = f"{rest} more in Connections · " if rest > 0 else ""
        foot = self._label(self._small(f"{more}Shift keeps this open, Esc closes it"))
        self._column.addWidget(foot)

    def _label(self, html: str) -> QLabel:
        label = QLabel(html, self)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        return label

    def _small(self, words: str) -> str:
        return f"<span style='color:{self.theme.css('muted')};font-size:small'>{escape(words)}</span>"

    def _html(self, item: Item) -> str:
        colour, family = self.theme.css(item.role), ", ".join(f"'{f}'" for f in SERIFS)
        muted = self.theme.css("muted")
        why = f"{item.why} · {item.score:.2f}" if item.why else f"{item.score:.2f}"
        done = "" if item.status == "suggested" else f" · {item.status}"
        return (
            f"<p style='margin:0 0 4px 0'><span style='color:{colour}'>▌</span><b>{escape(item.title)}</b>"
            f" · {escape(item.citation)}<span style='color:{muted}'>{escape(done)}</span></p>"
            f'<p style="margin:0 0 4px 0;font-family:{family}">'
            f"<span style='color:{muted}'>{escape(item.before)}</span>{escape(item.words)}"
            f"<span style='color:{muted}'>{escape(item.after)}</span></p>"
            f"<p style='margin:0'>{self._small(why)}</p>"
        ).replace("\n", "<br>")

    def _buttons(self, item: Item) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 4)
        row.setSpacing(4)
        for act, words in self.ACTIONS:
            button = QToolButton(line)
            button.setText(words)
            button.setAccessibleName(f"{words.lstrip('✓✕✎ ')}: {item.title}, {item.citation}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _=False, a=act, k=item.key: self._act(a, k))
            row.addWidget(button)
        row.addStretch(1)
        return line

    def _act(self, act: str, key: str) -> None:
        self.dismiss()
        self.acted.emit(act, key)

    def _place(self, where: QPoint, *, force: bool) -> bool:
        """Stand below or above the pointer, never under it: that would take the pointer off the reference.

        False if there is room for neither and `force` does not say to stand where there is more.
        """
        window = self._over
        self.ensurePolished()
        width = min(420, max(260, window.width() - 24))
        self.setFixedWidth(width)
        self._column.activate()
        edge = width - self.contentsRect().width()  # the border of the style sheet, which the layout stands within
        height = self._column.heightForWidth(width - edge) + edge
        at = window.mapFromGlobal(where)
        below, above = window.height() - 6 - (at.y() + 22), at.y() - 16 - 6
        if height > max(below, above) and not force:
            return False
        height = min(height, max(below, above, 120))
        x = min(max(6, at.x() - 40), window.width() - width - 6)
        y = at.y() + 22 if height <= below else max(6, at.y() - height - 16)
        self.setGeometry(QRect(x, y, width, height))
        return True

    # -- Qt

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() == Qt.Key.Key_Shift:
            self.freeze()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: Any) -> None:
        if not self.frozen:
            self._hide_timer.start()
        super().leaveEvent(event)

    def enterEvent(self, event: Any) -> None:
        self._hide_timer.stop()
        super().enterEvent(event)
