"""The lists to choose from in the overview: long titles are cut, not the window widened."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from reader.ui.notes import choice

WIDEST = 36  # average letters


class Choice(choice.Choice):
    """A list to choose from that takes no more room than it may."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaximumWidth(self.fontMetrics().averageCharWidth() * WIDEST)
        self.setMinimumContentsLength(6)
