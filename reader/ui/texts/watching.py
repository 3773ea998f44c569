"""The watched folder: new and changed files are noticed, read on the worker, and offered in a quiet line."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from reader.errors import Feedback, UserError
from reader.library import watching
from reader.library.watching import Entry, Offer, Seen
from reader.ui.jobs import Outcome
from reader.ui.session import Session

FOLDER = "watch.folder"  # the option that names it
SLOT = "watched folder"
FIRST = 2500  # ms after the start: the texts in the panes come first
AFTER = 1000  # ms after the last sign of a change
AGAIN = 2200  # ms between two looks at a file that may still be growing: longer than `watching.REST`
NOW_AND_THEN = 60_000  # ms: network disks and deep folders give no signs
AT_ONCE = 5  # files that are read in one job; others come between
WATCHED = 100  # folders that the system is asked to watch


class _Look(NamedTuple):
    """What one job saw."""

    offers: list[Offer]
    seen: dict[str, Seen]  # to be remembered without asking
    waiting: list[Entry]
    names: frozenset[str]  # all files that are there
    folders: list[str]
    more: bool


class Watching(QObject):
    """Looks at the folder, and keeps what is to be offered."""

    offered = Signal()  # the offers are others
    failed = Signal(object)  # UserError: the folder is gone

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.offers: dict[str, Offer] = {}
        self._waiting: dict[str, Entry] = {}
        self._gone = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._signs = QFileSystemWatcher(self)
        self._signs.directoryChanged.connect(lambda: self._timer.start(AFTER))
        self._slow = QTimer(self)
        self._slow.setInterval(NOW_AND_THEN)
        self._slow.timeout.connect(self.look)
        session.library_opened.connect(self.begin)
        session.setting_changed.connect(lambda key: self.begin(at_once=True) if key == FOLDER else None)

    @property
    def folder(self) -> Path | None:
        """The folder that is watched."""
        kept: str = self._session.settings[FOLDER]
        return Path(kept).expanduser() if kept else None

    def begin(self, *, at_once: bool = False) -> None:
        """Watch the folder that is chosen; nothing where there is none."""
        if self._signs.directories():
            self._signs.removePaths(self._signs.directories())
        self._session.jobs.cancel(SLOT)
        self._gone = False
        self._waiting.clear()
        if self.offers:
            self.offers.clear()
            self.offered.emit()
        if self.folder is None:
            self._slow.stop()
            self._timer.stop()
        else:
            self._timer.start(0 if at_once else FIRST)
            self._slow.start()

    def look(self) -> None:
        """Look through the folder on the worker."""
        folder, library = self.folder, self._session.library
        if folder is None or library is None or not self._session.can_write:
            return
        seen = watching.from_json(library.meta(watching.key_of(folder)))
        hashes = {info.sha256: info.id for info in self._session.text_infos()}
        before, offers = dict(self._waiting), dict(self.offers)

        def work(feedback: Feedback) -> _Look:
            return _looked(folder, seen, hashes, before, offers, feedback)

        self._session.jobs.start(SLOT, work, self._arrived)

    def all_became(self, files: Sequence[tuple[Path, str]]) -> None:
        """Several files were looked at."""
        for path, text_id in files:
            self.became(path, text_id)

    def pass_over(self) -> None:
        """Do not offer again what is offered now."""
        self._remember({name: watching.dealt(o.entry, o.sha256, "") for name, o in self.offers.items()})
        self.offers.clear()
        self.offered.emit()

    def became(self, path: Path, text_id: str) -> None:
        """A file was looked at: it became a text, or ("") was not wanted."""
        offer = next((o for o in self.offers.values() if o.entry.path == path), None)
        if offer is not None:
            del self.offers[offer.entry.name]
            self._remember({offer.entry.name: watching.dealt(offer.entry, offer.sha256, text_id)})
            self.offered.emit()

    def new(self) -> list[Offer]:
        """Files that are new texts, by name."""
        return [offer for _, offer in sorted(self.offers.items()) if not offer.changed]

    def changed(self) -> list[Offer]:
        """Files that are another wording of a text of the library."""
        return [offer for _, offer in sorted(self.offers.items()) if offer.changed]

    def _arrived(self, outcome: Outcome) -> None:
        if isinstance(outcome.error, UserError):
            if not self._gone:
                self._gone = True
                self.failed.emit(outcome.error)
            if self.offers:
                self.offers.clear()
                self.offered.emit()
            return
        if outcome.error is not None:
            self._session.job_failed(outcome)
            return
        look: _Look = outcome.value
        self._gone = False
        self._waiting = {entry.name: entry for entry in look.waiting}
        self._remember(look.seen)
        old = dict(self.offers)
        self.offers = {name: o for name, o in self.offers.items() if name in look.names and name not in look.seen}
        self.offers.update((offer.entry.name, offer) for offer in look.offers)
        unknown = set(look.folders) - set(self._signs.directories())
        if unknown:
            self._signs.addPaths(sorted(unknown))
        if old != self.offers:
            self.offered.emit()
        if look.more:
            self._timer.start(0)
        elif look.waiting:
            self._timer.start(AGAIN)

    def _remember(self, new: dict[str, Seen]) -> None:
        folder, library = self.folder, self._session.library
        if not new or folder is None or library is None or not self._session.can_write:
            return
        key = watching.key_of(folder)
        try:
            library.set_meta(key, watching.to_json({**watching.from_json(library.meta(key)), **new}))
        except UserError as error:
            self._session.failed.emit(error)


def _looked(
    folder: Path,
    seen: dict[str, Seen],
    hashes: dict[str, str],
    before: dict[str, Entry],
    offers: dict[str, Offer],
    feedback: Feedback,
) -> _Look:
    from reader.text import load  # late: readers of formats are not needed for the first paint

    found = watching.entries(folder)
    done, waiting = watching.at_rest(found, before, time.time())
    known = {name for name, offer in offers.items() if offer.sha256 not in hashes}
    fresh = [e for e in watching.unseen(done, seen) if not (e.name in known and offers[e.name].entry == e)]
    new: list[Offer] = []
    remembered: dict[str, Seen] = {}
    for n, entry in enumerate(fresh[:AT_ONCE]):
        feedback.step(n, len(fresh))
        try:
            text = load(entry.path)
        except UserError:
            text = None
        judged = watching.judged(entry, text, {**seen, **remembered}, hashes)
        others = [offer for offer in (*new, *offers.values()) if offer.entry.name != entry.name]
        twin = any(judged.sha256 == offer.sha256 for offer in others)
        if isinstance(judged, Seen):
            remembered[entry.name] = judged
        elif twin and not judged.changed:
            remembered[entry.name] = watching.dealt(entry, judged.sha256, "")
        else:
            new.append(judged)
    folders = sorted({str(folder), *(str(entry.path.parent) for entry in found)})[:WATCHED]
    return _Look(new, remembered, waiting, frozenset(e.name for e in found), folders, len(fresh) > AT_ONCE)


def sentence(new: Sequence[Offer], changed: Sequence[Offer], folder: str) -> tuple[str, str]:
    """What the quiet line says of new files, and of changed ones; "" for none. Without a folder it is not named."""
    where = f" in {folder}" if folder else ""
    first = f"{len(new):,} new text{'s' if len(new) != 1 else ''}{where}: review" if new else ""
    second = f"{len(changed):,} changed{where}: update" if changed else ""
    return first, second
