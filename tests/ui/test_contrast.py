"""Contrast of every theme, computed from its file: WCAG 2.2, success criteria 1.4.3 (words) and 1.4.11 (lines)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from reader.ui.theme import available, folder, load_theme

WORDS, LINES = 4.5, 3.0
GROUNDS = ("paper", "window", "sidebar", "inspector", "field", "card", "chip", "selected")
HIGHLIGHTS = tuple(f"highlight.{name}" for name in ("yellow", "green", "blue", "pink", "orange"))
OVER_PAPER = ("passage", "selection", "find", "find.current", *HIGHLIGHTS)
KINDS = ("instrument", "institution", "person", "place", "event", "concept", "date", "parallel", "reuse", "development")
PAIRS = [
    *(("text", ground, WORDS) for ground in (*GROUNDS, *OVER_PAPER)),
    *(("muted", ground, WORDS) for ground in ("paper", "window", "sidebar", "inspector", "field", "card", "selected")),
    *(("accent", ground, WORDS) for ground in ("paper", "window", "inspector", "card")),
    *(("error", ground, WORDS) for ground in ("window", "inspector", "card")),
    ("on_accent", "accent", WORDS),
    ("badge.text", "badge", WORDS),
    *((f"syntax.{name}", "field", WORDS) for name in ("heading", "strong", "emphasis", "link", "code", "quote", "tag")),
    *((f"link.{kind}", ground, LINES) for kind in KINDS for ground in ("paper", "card")),
]


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" (WCAG 2.2, glossary)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_the_standards() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", available())
def test_every_pair_of_roles_can_be_told_apart(name: str) -> None:
    theme = load_theme(name)
    poor = {
        (front, ground): round(ratio(theme.css(front), theme.css(ground)), 2)
        for front, ground, least in PAIRS
        if ratio(theme.css(front), theme.css(ground)) < least
    }
    assert poor == {}


@pytest.mark.parametrize("name", available())
def test_every_role_of_a_theme_is_looked_at(name: str) -> None:
    path: Path = folder() / f"{name}.toml"
    roles = set(tomllib.loads(path.read_text(encoding="utf-8"))["roles"])
    seen = {role for front, ground, _ in PAIRS for role in (front, ground)}
    decoration = {"border", "ruler"}  # carry no meaning of their own
    assert roles - seen <= decoration


@pytest.mark.parametrize("name", available())
def test_edges_of_highlights_and_washes_of_passages_hold(name: str) -> None:
    theme = load_theme(name)
    for kind in KINDS:  # the band of a passage at hand is its kind's colour, thinned
        wash = theme.mix(f"link.{kind}", 0.16 if theme.dark else 0.12).name()
        assert ratio(theme.css("text"), wash) >= WORDS, kind
    for role in HIGHLIGHTS:  # an underline is the strong tone of its colour
        assert ratio(theme.strong(role).name(), theme.css("paper")) >= LINES, role
