"""What comes after the first paint: bars, panes, menus, the library, the search for cross-references."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from reader import paths
from reader.settings import Settings
from reader.ui.notes.editor import use_keys
from reader.ui.notes.pane import NotesPane
from reader.ui.notes.tags_pane import TagsPane
from reader.ui.panes.connections import ConnectionsPane
from reader.ui.panes.library import LibraryPane
from reader.ui.panes.search import SearchBox
from reader.ui.reading.preview import Preview
from reader.ui.session import Session
from reader.ui.texts.shelves import Filling
from reader.ui.texts.watch_line import WatchLine
from reader.ui.texts.watching import Watching
from reader.ui.theme import Theme, apply
from reader.ui.window import icons, wiring
from reader.ui.window.actions import ActionSet
from reader.ui.window.at_hand import AtHand
from reader.ui.window.chips import Chips
from reader.ui.window.conditions import Conditions
from reader.ui.window.crash import Guard
from reader.ui.window.file_acts import FileActs
from reader.ui.window.floating import LibraryMenu, PlaceMenu, SelectionBar
from reader.ui.window.go_acts import GoActs
from reader.ui.window.inspector import Inspector
from reader.ui.window.keeping import Keeping
from reader.ui.window.layouts import Layouts
from reader.ui.window.link_acts import LinkActs
from reader.ui.window.mark_acts import MarkActs
from reader.ui.window.overlays import Overlays
from reader.ui.window.pane_acts import PaneActs
from reader.ui.window.previewing import Previews
from reader.ui.window.reading_acts import ReadingActs
from reader.ui.window.remembering import come_back, remember
from reader.ui.window.search_marks import SearchMarks
from reader.ui.window.showing import Showing
from reader.ui.window.status import StatusLine
from reader.ui.window.toast import Toast
from reader.ui.window.topbar import TopBar
from reader.ui.window.window import Window, type_of

if TYPE_CHECKING:
    from reader.ui.window.opening import Opening


class Parts:
    """Everything in the window by name, for `wiring`."""

    def __init__(self, window: Window, session: Session, theme: Theme, library: Path | None) -> None:
        desk = window.desk
        self.showing = Showing(session.settings, theme, window)
        serif = QFont(desk.panes[0].view.page.face.font) if desk.panes[0].view.page.face else QFont("serif")
        self.window, self.session, self.desk = window, session, desk
        self.keeping = Keeping(session, library, window)
        self.guard = Guard(paths.log_dir(), window)
        self.actions = ActionSet(window, session.settings["shortcuts"])
        use_keys(session.settings["shortcuts"])
        self.overlays = Overlays(session, window)
        self.at_hand = AtHand(session, desk, window)
        self.connections = ConnectionsPane(session, theme, serif)
        self.notes = NotesPane(session)
        self.tags = TagsPane(session)
        self.inspector = Inspector(session, self.connections, self.notes, self.tags)
        self.search = SearchBox(session, theme)
        self.chips = Chips(session)
        self.top = TopBar(self.actions, self.search, self.chips, serif, window)
        self.library = LibraryPane(session, theme)
        self.status = StatusLine(session)
        self.conditions = Conditions(session, desk, self.actions)
        self.reading = ReadingActs(session, desk, window)
        self.links = LinkActs(session, self.connections, self.reading, self.actions, window)
        self.toast = Toast(window, session)
        self.search_marks = SearchMarks(desk, window)
        self.marks = MarkActs(session, desk, self.reading, window)
        self.files = FileActs(session, desk, window)
        self.filling = Filling(session, window)
        self.watching = Watching(session, window)
        self.watch_line = WatchLine(self.watching, theme)
        self.library.put_above(self.watch_line)
        self.go = GoActs(session, desk, self.at_hand, window)
        self.bar = SelectionBar(desk, self.actions)
        self.card = Preview(window, theme)
        self.previews = Previews(session, desk, self.card)
        self.place_menu = PlaceMenu(self.actions, window)
        self.panes = PaneActs(session, desk, self.actions)
        self.layouts = Layouts(session, desk, window)
        self.library_menu = LibraryMenu(self.go, self.panes, self.files, session, window)

    def dress(self) -> None:
        """Everything in the colours of the theme now chosen."""
        theme, app = self.showing.theme, QApplication.instance()
        if isinstance(app, QApplication):
            apply(app, theme)
        for part in (self.window, self.desk, self.top, self.library, self.connections, self.card):
            part.set_theme(theme)
        self.watch_line.dress(theme)
        icons.dress(self.actions, theme)

    def retype(self) -> None:
        """The texts in the type now chosen."""
        self.desk.set_type(type_of(self.session.settings))
        self.chips.refresh(self.showing.filter)

    def refilter(self) -> None:
        """Everything that shows or counts cross-references, by the filter now chosen."""
        wanted = self.showing.filter
        self.overlays.set_filter(wanted)
        self.at_hand.set_filter(wanted)
        self.connections.set_filter(wanted)
        self.previews.set_filter(wanted)
        self.panes.set_filter(wanted)
        self.recount()

    def recount(self) -> None:
        """The counts of cross-references, and what they hold level."""
        self.chips.refresh(self.showing.filter)
        self.status.show_links(self.showing.filter)
        self.status.show_aligned(self.desk.aligned())

    def relink(self, a_id: str, b_id: str) -> None:
        """Cross-references of a pair are new."""
        self.overlays.follow_links(a_id, b_id)
        self.at_hand.show_links()
        self.connections.refresh()
        self.conditions.links()
        self.recount()

    def reshow(self) -> None:
        """Other texts stand in the panes."""
        self.overlays.read_all()
        self.desk.follow_shown()
        self.at_hand.follow_shown()
        self.layouts.come_back()
        self.layouts.follow()
        self.conditions.arrangement()
        self.library.refresh()
        self.connections.refresh()
        self.conditions.links()
        self.window.setWindowTitle(self.window.title())
        self.recount()

    def reopen(self) -> None:
        """The library was opened, or another process wrote."""
        self.overlays.read_all()
        self.library.refresh()
        self.connections.refresh()
        self.conditions.library()
        self.status.count()
        self.recount()

    def tell(self, error: Exception) -> None:
        """An error of the user's world, in words."""
        self.guard.log.write(str(error))
        self.status.say(str(error))

    def uncover_inspector(self) -> None:
        """The inspector is wanted: show it where it was hidden."""
        self.actions["view.inspector"].setChecked(True)

    def focus_library(self) -> None:
        """Put the caret into the library."""
        self.actions["view.library"].setChecked(True)
        self.library.tree.setFocus()

    def back_to_text(self) -> None:
        """Put the caret back into the text."""
        self.desk.view.setFocus()

    def say_deleted(self, ids: list[str]) -> None:
        """Notes went into the trash: say how they come back."""
        what = "The note is" if len(ids) == 1 else f"{len(ids)} notes are"
        self.status.say(f"{what} in the trash. Undo (Ctrl+Z) brings it back.")

    def attach_note(self, note_id: str) -> None:
        """Attach a note that lost its place to the selected words."""
        spot = self.reading.spot()
        if spot is None or not self.notes.attach(note_id, spot.text_id, spot.start, spot.end):
            self.status.say("Select the words that the note is about, then attach it.")

    def save_search(self, query: str) -> None:
        """Keep a search under its own words."""
        if self.session.save_search(query, query):
            self.status.say(f"Saved the search “{query}”.")

    def leave(self) -> None:
        """The window closes: save what is being typed, remember how everything stood."""
        self.session.flush()
        self.layouts.keep()
        remember(self.window, self.session, self.inspector, self.keeping.path)
        self.keeping.leave()
        self.guard.log.write("The window closed.")
        self.guard.remove()
        self.session.close()


def furnish(window: Window, settings: Settings, theme: Theme, library: Path | None, opening: Opening) -> None:
    """Build everything around the texts, then open the library."""
    session = Session(settings, opening.texts, parent=window)
    window.desk.join(session)
    parts = window.parts = Parts(window, session, theme, library)
    parts.guard.install()
    parts.guard.log.write("The window opened.")
    parts.dress()
    window.fill(parts.top, parts.library, parts.inspector, parts.status)
    wiring.connect(parts)
    window.setAcceptDrops(True)
    state = session.settings["window.state"]
    for act_id, on in (
        ("view.sync", bool(session.settings["scroll.together"])), ("view.library", not window.side.isHidden()),
        ("view.inspector", not window.inspector.isHidden()), ("view.menubar", state.get("menubar") is True),
        ("view.initials", bool(session.settings["text.initials"])),
        (f"view.theme.{session.settings['theme']}", True),
    ):  # fmt: skip
        parts.actions.check(act_id, on)
    if state.get("menubar") is True:
        window.show_menubar(True)
    window.desk.set_overlays(parts.overlays.index, parts.overlays.heat)
    window.desk.set_type(type_of(settings))
    come_back(window, session)
    parts.refilter()
    parts.at_hand.begin()
    parts.layouts.begin()
    window.desk.view.setFocus()
    QTimer.singleShot(0, lambda: open_library(parts, opening))


def open_library(parts: Parts, opening: Opening) -> None:
    """Open the library, show what was missing, look for cross-references."""
    parts.keeping.open(opening)
    parts.session.want_links()
    parts.files.review_opened(opening)
    for address in opening.addresses:
        parts.files.visit(address)
    for told in opening.errors:
        parts.tell(told)
    for notice in parts.session.settings.notices:
        parts.status.say(notice)
