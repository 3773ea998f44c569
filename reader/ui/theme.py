"""Colours as data: a theme file says what each role looks like, everything painted asks for roles."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColor, QPalette

from reader import paths
from reader.errors import UserError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_LINE = re.compile(r'(?:\[(\w+)\]|"?([\w.]+)"? = (?:"([^"\\]*)"|(true|false)))?(?:\s*#.*)?\s*')
_PLACEHOLDER = re.compile(r"@([a-z_]+(?:\.[a-z_]+)*)")


class Theme:
    """One theme: `colour("text")` for painters, `css("text")` for style sheets and HTML."""

    def __init__(self, name: str, title: str, dark: bool, roles: dict[str, str]) -> None:
        """`roles` maps each role to a "#rrggbb" string."""
        self.name = name
        self.title = title
        self.dark = dark
        self._css = roles
        self._colours: dict[str, QColor] = {}

    def __repr__(self) -> str:
        return f"Theme({self.name!r})"

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that the file names."""
        return tuple(self._css)

    def css(self, role: str) -> str:
        """The colour of a role as "#rrggbb"; a role that is not there takes its first part's, then the text's."""
        if role.startswith("#"):
            return role
        found = self._css.get(role)
        while found is None and "." in role:
            role = role.rpartition(".")[0]
            found = self._css.get(role)
        return found or self._css["text"]

    def colour(self, role: str) -> QColor:
        """The same as a QColor, kept: do not change it."""
        found = self._colours.get(role)
        if found is None:
            found = self._colours[role] = QColor(self.css(role))
        return found

    def mix(self, role: str, share: float, ground: str = "paper") -> QColor:
        """`share` (0 to 1) of a role's colour over the ground's: a wash that needs no blending when painted."""
        key = f"{role}*{share}@{ground}"
        found = self._colours.get(key)
        if found is None:
            a, b = self.colour(role), self.colour(ground)
            found = self._colours[key] = QColor(
                *(
                    round(x * share + y * (1 - share))
                    for x, y in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
                )
            )
        return found

    def strong(self, role: str) -> QColor:
        """A deeper (on dark paper: brighter) tone of a highlight's colour, for edges and underlines."""
        key = f"{role}!"
        found = self._colours.get(key)
        if found is None:
            base = self.colour(role)
            found = base.lighter(185) if self.dark else QColor.fromHsvF(
                max(0.0, base.hsvHueF()), min(1.0, base.hsvSaturationF() * 2.4 + 0.1), base.valueF() * 0.68
            )
            self._colours[key] = found
        return found


def folder() -> Path:
    """Where the theme files are."""
    return paths.resources() / "themes"


def available(themes: Path | None = None) -> list[str]:
    """The names of the themes that can be loaded, sorted."""
    return sorted(path.stem for path in (themes or folder()).glob("*.toml"))


@cache
def load_theme(name: str, themes: Path | None = None) -> Theme:
    """The theme `name`; "system" follows the colours of the desktop; UserError if it cannot be read."""
    if name == "system":
        name = "dark" if _dark_desktop() else "light"
    path = (themes or folder()) / f"{name}.toml"
    try:
        data = _toml(path.read_text(encoding="utf-8"))
        base = data["base"]
        roles = {role: base.get(value, value) for role, value in data["roles"].items()}
        return Theme(data["name"], data["title"], bool(data["dark"]), roles)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UserError(f"The theme “{name}” could not be read ({error}).", "Choose another theme.") from error


def _toml(source: str) -> dict[str, Any]:
    """The plain part of TOML that themes are written in; for the rest `tomllib`, whose import costs 25 ms."""
    data: dict[str, Any] = {}
    table = data
    for line in source.splitlines():
        m = _LINE.fullmatch(line)
        if m is None:
            import tomllib  # late, see above

            return tomllib.loads(source)
        if m[1]:
            table = data[m[1]] = {}
        elif m[2]:
            table[m[2]] = m[3] if m[3] is not None else m[4] == "true"
    return data


def _dark_desktop() -> bool:
    return QPalette().color(QPalette.ColorRole.Window).lightness() < 128


def apply(app: QApplication, theme: Theme, *, style_sheet: bool = True) -> None:
    """Give the application the theme's palette and, after the first paint (it costs 15 ms), its style sheet."""
    app.setPalette(palette(theme))
    if style_sheet:
        app.setStyleSheet(sheet(theme))


def palette(theme: Theme) -> QPalette:
    """The theme as a palette, for what Qt paints itself."""
    new = QPalette()
    role = QPalette.ColorRole
    for where, name in (
        (role.Window, "window"), (role.WindowText, "text"), (role.Base, "field"), (role.AlternateBase, "sidebar"),
        (role.Text, "text"), (role.Button, "card"), (role.ButtonText, "text"), (role.BrightText, "on_accent"),
        (role.Highlight, "selection"), (role.HighlightedText, "text"), (role.Link, "accent"),
        (role.LinkVisited, "accent"), (role.ToolTipBase, "card"), (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"), (role.Mid, "border"), (role.Dark, "border"), (role.Light, "card"),
    ):  # fmt: skip
        new.setColor(where, theme.colour(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        new.setColor(QPalette.ColorGroup.Disabled, where, theme.mix("muted", 0.75, "window"))
    return new


def ground(theme: Theme, role: str) -> QPalette:
    """A palette for what is painted by hand: a role as the ground, the text's colour over it.

    A painter takes both from it without a pen or a brush, which the first paint cannot afford.
    """
    new = QPalette()
    names = QPalette.ColorRole
    for where in (names.Window, names.Base):
        new.setColor(where, theme.colour(role))
    for where in (names.WindowText, names.Text):
        new.setColor(where, theme.colour("text"))
    return new


def sheet(theme: Theme, themes: Path | None = None) -> str:
    """The style sheet of the window: the template beside the themes with every `@role` replaced."""
    template = ((themes or folder()) / "window.qss").read_text(encoding="utf-8")
    return _PLACEHOLDER.sub(lambda m: theme.css(m[1]), template)
