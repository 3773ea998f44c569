"""A real window in a process of its own that does as it is told on standard input; started by the tests beside it.

Each line is an act and its argument in JSON; the answer is one line of JSON on standard output. The program runs as
it would for a reader: the same composition root, the same timers, its own event loop.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

AUDIT: list[str] = []
NAMES = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto", "urllib.Request"}


def listen(event: str, args: tuple[Any, ...]) -> None:
    """Note every use of the network; a local socket has a path, not an address and a port."""
    if event in NAMES:
        AUDIT.append(event)
    elif event in ("socket.connect", "socket.bind") and not isinstance(args[1], str | bytes):
        AUDIT.append(f"{event} {args[1]!r}")


sys.addaudithook(listen)

from PySide6.QtCore import QObject, Qt, Signal  # noqa: E402 -- behind the hook

from reader import app  # noqa: E402
from reader.ui import waiting  # noqa: E402
from reader.ui.notes import note_box  # noqa: E402
from reader.ui.window import furnishing, keeping  # noqa: E402


class Hand(QObject):
    """Does the acts on the GUI thread."""

    told = Signal(str)

    def __init__(self, parts: Any) -> None:
        super().__init__()
        self.parts = parts
        self.lines: list[str] = []
        parts.keeping.said.connect(self.lines.append)
        parts.session.failed.connect(lambda error: self.lines.append(str(error)))
        self.told.connect(self.act, Qt.ConnectionType.QueuedConnection)

    def act(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        try:
            answer = getattr(self, "do_" + name)(json.loads(rest) if rest.strip() else None)
        except Exception as error:  # noqa: BLE001 -- the test must hear of it
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

    def _banner(self) -> str:
        banner = self.parts.window._banner
        return banner.text() if banner is not None and not banner.isHidden() else ""

    def do_state(self, _: Any) -> Any:
        session = self.parts.session
        library = session.library
        return {
            "open": library is not None, "writes": session.can_write,
            "why": str(session.why_not or ""), "banner": self._banner(), "lines": self.lines,
            "texts": list(session.shown), "readable": [len(session.text(t).canonical) for t in session.shown],
            "bodies": [a.body for a in library.annotations()] if library is not None else None,
            "undo": session.stack.undoText(), "busy": session.jobs.busy, "audit": AUDIT,
            "rescue": self.parts.keeping.rescue.dialog is not None,
            "backups": len(library.backups()) if library is not None else None,
            "editor": self.parts.notes.box.editor.body(), "notice": self.parts.notes.box.notice.text(),
            "note": self.parts.notes.box.note_id, "kept": self.parts.status.kept.text(),
        }  # fmt: skip

    def do_add(self, body: str) -> Any:
        return self.parts.session.add_annotation(self.parts.session.shown[0], 0, 12, body=body)

    def do_edit(self, wish: list[str]) -> Any:
        return self.parts.session.edit_note(*wish)

    def do_trash(self, note_id: str) -> Any:
        return self.parts.session.trash([note_id])

    def do_tag(self, wish: list[str]) -> Any:
        return self.parts.session.set_tags(wish[0], [wish[1]])

    def do_flush(self, _: Any) -> Any:
        """What the focus leaving the note does."""
        self.parts.session.flush()
        return True

    def do_undo(self, _: Any) -> Any:
        self.parts.session.undo()
        return self.do_state(None)["bodies"]

    def do_type(self, wish: list[str]) -> Any:
        """Type into the note: the words are not saved yet when this returns."""
        note_id, words = wish
        self.parts.inspector.open_note(note_id, True)
        self.parts.notes.box.focus_editor()
        self.parts.notes.box.editor.insertPlainText(words)
        return self.parts.notes.box.unsaved

    def do_full(self, full: bool) -> Any:
        """Let the disk be full for the library, or not."""
        conn = self.parts.session.library._db.conn
        pages = conn.execute("PRAGMA page_count").fetchone()[0]
        return conn.execute(f"PRAGMA max_page_count = {pages if full else 1_000_000}").fetchone()[0]

    def do_rescue(self, way: str) -> Any:
        dialog = self.parts.keeping.rescue.dialog
        button = {"salvage": dialog.salvage, "restore": dialog.restore, "anew": dialog.anew}[way]
        if not button.isEnabled():
            return {"not yet": dialog.came_through.text()}
        button.click()
        return True

    def do_hourly(self, _: Any) -> Any:
        self.parts.keeping.care.back_up()
        return True

    def do_fail(self, where: str) -> Any:
        """A defect in a slot, or on the worker."""
        from PySide6.QtCore import QTimer

        def broken(*_: object) -> None:
            raise ZeroDivisionError("the words of a note")

        if where == "slot":
            QTimer.singleShot(0, broken)
        elif where == "paint":
            from PySide6.QtWidgets import QWidget

            class Broken(QWidget):
                def paintEvent(self, event: object) -> None:
                    raise ZeroDivisionError("the words of a note")

            pane = Broken(self.parts.window)
            pane.resize(9, 9)
            pane.show()
            pane.repaint()
        elif where == "listener":

            def listen_badly(changes: object) -> None:
                raise ZeroDivisionError("the words of a note")

            self.parts.session.changed.connect(listen_badly)
        else:
            self.parts.session.jobs.start("broken", broken, self.parts.session.job_failed)
        return True

    def do_report(self, _: Any) -> Any:
        """What Help, Report a problem, shows before anything is copied."""
        from reader.ui.dialogs.report import ReportDialog

        self.parts.actions["help.report"].trigger()
        [dialog] = self.parts.window.findChildren(ReportDialog)
        words = dialog.words.toPlainText()
        dialog.copy()
        dialog.close()
        return words

    def do_close(self, _: Any) -> Any:
        self.parts.window.close()
        return True


def main() -> int:
    """Run the window on the library and texts that the arguments name."""
    if not os.environ.get("DECLARATION_READER_TESTS_COLD"):  # the same waits, a little shorter
        note_box.TRY_AGAIN, waiting.TRY_EVERY, waiting.AT_THE_END, keeping.TRY_EVERY = 600, 250, 1.0, 0.5
    former = furnishing.open_library
    kept: list[Hand] = []

    def then(parts: Any, opening: Any) -> None:
        hand = Hand(parts)
        kept.append(hand)
        former(parts, opening)

        def hear() -> None:
            for line in sys.stdin:
                hand.told.emit(line.strip())
            os._exit(9)  # the test went away

        threading.Thread(target=hear, daemon=True).start()
        sys.stdout.write('"ready"\n')
        sys.stdout.flush()

    furnishing.open_library = then
    return app.run(sys.argv[2:], library=Path(sys.argv[1]), scratch=False)


if __name__ == "__main__":
    sys.exit(main())
