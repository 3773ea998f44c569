"""Themes: what the files say is what is painted, and can be read by everyone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from reader.errors import UserError
from reader.ui import theme as themes

LINKS = ("link.instrument", "link.institution", "link.parallel", "link.reuse", "link.development")
HIGHLIGHTS = tuple(f"highlight.{c}" for c in ("yellow", "green", "blue", "pink", "orange"))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
class TestEveryTheme:
    def test_it_reads_as_toml_does(self, name: str) -> None:
        data = tomllib.loads((themes.folder() / f"{name}.toml").read_text(encoding="utf-8"))
        theme = themes.load_theme(name)
        assert theme.dark == data["dark"]
        assert {r: theme.css(r) for r in data["roles"]} == {r: data["base"][v] for r, v in data["roles"].items()}

    def test_words_can_be_read_on_whatever_lies_under_them(self, name: str) -> None:
        theme = themes.load_theme(name)
        grounds = ("paper", "passage", "selection", "find", "find.current", *HIGHLIGHTS, "window", "card", "field")
        assert {g: round(contrast(theme.css("text"), theme.css(g)), 1) for g in grounds
                if contrast(theme.css("text"), theme.css(g)) < 4.5} == {}  # fmt: skip

    def test_muted_words_can_be_read(self, name: str) -> None:
        theme = themes.load_theme(name)
        for ground in ("paper", "window", "sidebar", "inspector", "card"):
            assert contrast(theme.css("muted"), theme.css(ground)) >= 4.5, ground

    def test_lines_and_bars_stand_out(self, name: str) -> None:
        theme = themes.load_theme(name)
        for role in LINKS:  # WCAG 1.4.11 asks 3:1 of what is not words
            assert contrast(theme.css(role), theme.css("paper")) >= 3.0, role

    def test_the_style_sheet_leaves_no_role_open(self, name: str) -> None:
        sheet = themes.sheet(themes.load_theme(name))
        assert "@" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)

    def test_every_role_of_the_style_sheet_is_named(self, name: str) -> None:
        template = (themes.folder() / "window.qss").read_text(encoding="utf-8")
        wanted = set(re.findall(r"@([a-z_.]+)", re.sub(r"/\*.*?\*/", "", template, flags=re.S)))
        assert wanted <= set(themes.load_theme(name).roles)


def test_all_themes_name_the_same_roles() -> None:
    assert len({themes.load_theme(name).roles for name in themes.available()}) == 1


def test_a_role_falls_back_on_its_first_part() -> None:
    theme = themes.load_theme("light")
    assert theme.css("find.nothing") == theme.css("find")
    assert theme.css("nothing") == theme.css("text")
    assert theme.colour("badge").name() == theme.css("badge")


def test_a_theme_that_is_not_there_or_damaged_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text("name = ", encoding="utf-8")
    for name in ("missing", "odd"):
        with pytest.raises(UserError, match=name):
            themes.load_theme(name, tmp_path)


def test_a_theme_may_use_all_of_toml(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        'name = "own"\ntitle = \'My "own"\'\ndark = true\nbase = { ink = "#ffffff" }\n[roles]\ntext = "ink"\n', "utf-8"
    )
    theme = themes.load_theme("own", tmp_path)
    assert (theme.title, theme.css("text")) == ('My "own"', "#ffffff")
