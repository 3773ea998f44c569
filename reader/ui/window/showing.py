"""How things are shown: colours, type, which cross-references. Kept in the settings, told to whoever draws."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from reader.errors import UserError
from reader.settings import Settings
from reader.ui.models.kinds import Filter
from reader.ui.theme import Theme, load_theme

THEMES = ("system", "light", "dark", "contrast")
PLAIN_SIZE = 12.0


class Showing(QObject):
    """The choices of the View menu and of the chips; every act is seen at once in every pane."""

    theme_changed = Signal(object)  # Theme
    tied_changed = Signal(bool)  # whether the panes scroll together
    motion_changed = Signal(bool)  # whether the texts glide to where they go
    initials_changed = Signal(bool)  # whether the margins name kinds by letters
    type_changed = Signal()
    filter_changed = Signal(object)  # Filter
    failed = Signal(object)  # UserError

    def __init__(self, settings: Settings, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.theme = theme
        self.filter = Filter(frozenset(settings["links.hidden_kinds"]), settings["links.min_score"])

    def choose_theme(self, name: str) -> None:
        """Take another theme, and keep the choice."""
        try:
            theme = load_theme(name)
        except UserError as error:
            self.failed.emit(error)
            return
        self._settings["theme"] = name
        if theme.name != self.theme.name:
            self.theme = theme
            self.theme_changed.emit(theme)

    def follow_desktop(self) -> None:
        """The desktop changed its colours: go with it, where that is the choice."""
        if self._settings["theme"] == "system":
            load_theme.cache_clear()
            self.choose_theme("system")

    def next_theme(self) -> None:
        """Light, dark, high contrast, and round."""
        names = THEMES[1:]
        at = names.index(self.theme.name) if self.theme.name in names else -1
        self.choose_theme(names[(at + 1) % len(names)])

    def resize_text(self, steps: int) -> None:
        """Make the texts larger or smaller by tenths; 0 steps: the usual size."""
        size = float(self._settings["text.size"])
        new = PLAIN_SIZE if steps == 0 else min(48.0, max(6.0, round(size * 1.1**steps * 2) / 2))
        if steps and new == size:
            new = min(48.0, max(6.0, size + (0.5 if steps > 0 else -0.5)))
        self._set_type("text.size", new)

    def respace(self, steps: int) -> None:
        """Set the lines further apart or nearer."""
        self._set_type("text.spacing", round(min(3.0, max(1.0, self._settings["text.spacing"] + 0.1 * steps)), 2))

    def remeasure(self, steps: int) -> None:
        """Make the column wider or narrower by five characters."""
        self._set_type("text.measure", min(200, max(30, self._settings["text.measure"] + 5 * steps)))

    def show_initials(self, on: bool) -> None:
        """Name kinds and colours by letters in the margins, rulers and ribbons too."""
        self._settings["text.initials"] = on

    def hide_kinds(self, kinds: list[str]) -> None:
        """Show every kind of cross-reference but these."""
        self._settings["links.hidden_kinds"] = sorted(kinds)

    def show_dismissed(self, on: bool) -> None:
        """Show what was dismissed too; not kept beyond the session."""
        self._set_filter(self.filter._replace(dismissed=on))

    def follow_setting(self, key: str) -> None:
        """An option was changed, here or in the preferences."""
        if key == "theme":
            self.choose_theme(self._settings[key])
        elif key.startswith("text."):
            self.type_changed.emit()
            if key == "text.initials":
                self.initials_changed.emit(bool(self._settings[key]))
        elif key in ("links.hidden_kinds", "links.min_score"):
            kinds, score = frozenset(self._settings["links.hidden_kinds"]), float(self._settings["links.min_score"])
            self._set_filter(self.filter._replace(hidden_kinds=kinds, min_score=score))
        elif key == "motion.reduced":
            self.motion_changed.emit(not self._settings[key])
        elif key == "scroll.together":
            self.tied_changed.emit(bool(self._settings[key]))

    def _set_filter(self, wanted: Filter) -> None:
        if wanted != self.filter:
            self.filter = wanted
            self.filter_changed.emit(wanted)

    def _set_type(self, key: str, value: float) -> None:
        self._settings[key] = value
