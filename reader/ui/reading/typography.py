"""Typefaces and the measures that follow from them: every height is a whole number of pixels."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QFont, QFontMetricsF

SERIFS = ("Noto Serif", "Georgia", "Liberation Serif", "DejaVu Serif")
SANS = ("Noto Sans", "Segoe UI", "Helvetica Neue", "Liberation Sans", "DejaVu Sans")
# Faces for scripts that a Latin serif does not hold; the Latin one stays first, for the words in Latin letters.
BY_LANGUAGE = {
    "zh": ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun"),
    "ja": ("Noto Serif CJK JP", "Hiragino Mincho ProN", "Yu Mincho"),
    "ko": ("Noto Serif CJK KR", "AppleMyungjo", "Batang"),
    "ar": ("Noto Naskh Arabic", "Geeza Pro", "Traditional Arabic"),
    "fa": ("Noto Naskh Arabic", "Geeza Pro", "Traditional Arabic"),
    "ur": ("Noto Nastaliq Urdu", "Noto Naskh Arabic"),
    "he": ("Noto Serif Hebrew", "New Peninim MT", "David"),
}
SAMPLE = "the quick brown fox jumps over the lazy dog "


class Type(NamedTuple):
    """How a text is set: family ("" for the best serif there), size in points, line spacing, measure in characters.

    `hyphens` says which columns are hyphenated: "narrow" ones, "always" or "never"; `initials` whether the margins
    name the kinds of marks by a letter.
    """

    family: str = ""
    size: float = 12.0
    spacing: float = 1.5
    measure: int = 70
    hyphens: str = "narrow"
    initials: bool = False


class Face:
    """The fonts of one view and their measures in pixels."""

    __slots__ = (
        "ascent", "average", "badge", "badge_size", "bar", "bold", "box", "drop", "font", "gap", "glyphs",
        "heading_gap", "indent", "lift", "line", "measure", "number", "rise", "stroke",
    )  # fmt: skip

    def __init__(self, setting: Type, lang: str = "en", sample: str = "", numbers: int = 999) -> None:
        """`numbers` is the last provision's. Heights are estimated from the letters of `sample`, some of the text."""
        latin = (setting.family, *SERIFS) if setting.family else SERIFS
        self.font = QFont()
        self.font.setFamilies([*latin, *BY_LANGUAGE.get(lang.partition("-")[0].lower(), ())])
        self.font.setPointSizeF(setting.size)
        self.font.setStyleHint(QFont.StyleHint.Serif)
        self.bold = QFont(self.font)
        self.bold.setWeight(QFont.Weight.Bold)
        self.number = sans(setting.size * 0.74)
        self.badge = sans(max(6.0, setting.size * 0.64), bold=True)
        metrics = QFontMetricsF(self.font)
        self.average = metrics.horizontalAdvance(SAMPLE) / len(SAMPLE)
        own = sample[:400]
        self.glyphs = metrics.horizontalAdvance(own) / len(own) if own and not own.isascii() else self.average
        height = metrics.ascent() + metrics.descent()
        # Spacing is of the letters' own height: 1.5 gives 1.6 of the size, as books of this measure have it.
        self.line = max(round(height), round(metrics.ascent() * setting.spacing))
        self.ascent = metrics.ascent()
        self.rise = round((self.line - height) / 2 + metrics.ascent())  # from the top of a line to its baseline
        self.gap = max(4, round(self.line * 0.46))
        self.heading_gap = round(self.line * 0.5)
        self.box = min(self.line, round(height) + 1)  # what a highlight covers of a line
        self.drop = max(2, round(metrics.descent() * 0.62))  # from the baseline to an underline
        self.stroke = max(1, round(setting.size * 0.15))
        self.lift = round(metrics.xHeight() * 0.3)  # numbers stand a little over the baseline
        self.bar = max(3, round(setting.size * 0.22))
        widest = "§" + "0" * max(2, len(str(numbers)))
        self.indent = round(QFontMetricsF(self.number).horizontalAdvance(widest) + self.bar + 4 + self.average)
        self.badge_size = max(12, round(QFontMetricsF(self.badge).height()))
        self.measure = round(setting.measure * self.average)


def sans(points: float, *, bold: bool = False) -> QFont:
    """The sans-serif of numbers, badges and everything that is not the text."""
    font = QFont()
    font.setFamilies(list(SANS))
    font.setPointSizeF(points)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font
