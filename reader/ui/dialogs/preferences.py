"""Preferences: what can be set, each change seen at once. The fields come from the table of options."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFontComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from reader.settings import OPTIONS, Option
from reader.ui.dialogs.base import Dialog
from reader.ui.dialogs.opening_links import OpeningLinks
from reader.ui.notes.choice import Choice, FontChoice, Stepper, shorten
from reader.ui.notes.labels import WrapLabel
from reader.ui.session import Session

SHOWN = (
    "theme", "text.family", "text.size", "text.spacing", "text.measure", "text.hyphens", "text.initials",
    "scroll.together", "motion.reduced", "links.min_score", "texts.review", "backup.folder",
)  # fmt: skip
CHOICES = {
    "system": "As the desktop", "light": "Light", "dark": "Dark", "contrast": "High contrast",
    "narrow": "Where they are narrow", "always": "Always", "never": "Never",
}  # fmt: skip
SAMPLE = "Each town keeps its own flag · Каждый город хранит свой флаг · 各城保留自己的旗帜"


class PreferencesDialog(Dialog):
    """Every field writes its option when it is changed; `session.setting_changed` tells the rest."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Preferences", parent)
        self.fields: dict[str, QWidget] = {}
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        known = {option.key: option for option in OPTIONS}
        for key in SHOWN:
            option = known[key]
            field = self._field(option)
            self.fields[key] = field
            title = option.title.partition(" (")[0]
            field.setAccessibleName(title)
            field.setToolTip(option.title)
            if isinstance(field, QCheckBox):
                field.setText(title)
                form.addRow(field)
            else:
                form.addRow(title, self._holder(field))
        self.sample = WrapLabel(self)
        self.sample.setText(SAMPLE)
        self.opening = OpeningLinks(self.say)
        form.addRow(self.opening)
        self.body.addLayout(form)
        self.body.addWidget(self.sample)
        self.body.addStretch(1)
        self.add_button("&Defaults", self.reset, left=True)
        self.add_close()
        session.setting_changed.connect(self._changed_elsewhere)
        self.resize(480, 420)
        self._show_sample()

    def reset(self) -> None:
        """Give every option shown here its default."""
        for option in OPTIONS:
            if option.key in self.fields:
                self._set(option.key, option.default)
                self._show(option.key)

    def _field(self, option: Option) -> QWidget:
        value, key = self.session.settings[option.key], option.key
        if option.choices:
            box = Choice()
            for choice in option.choices:
                box.addItem(CHOICES.get(choice, choice), choice)
            box.setCurrentIndex(max(0, box.findData(value)))
            box.currentIndexChanged.connect(lambda: self._set(key, box.currentData()))
            return box
        if option.type is bool:
            check = QCheckBox()
            check.setChecked(value)
            check.toggled.connect(partial(self._set, key))
            return check
        if key == "text.family":
            fonts = FontChoice()
            fonts.setEditable(False)
            shorten(fonts)
            fonts.insertItem(0, "The best serif installed")
            self._choose_font(fonts, value)
            fonts.currentIndexChanged.connect(lambda i: self._set(key, fonts.currentText() if i else ""))
            return fonts
        if option.type in (int, float):
            spin: Any = QSpinBox() if option.type is int else QDoubleSpinBox()
            spin.setRange(option.type(option.low or 0), option.type(option.high or 0))
            if option.type is float:
                fine = (option.high or 0) <= 3
                spin.setSingleStep(0.05 if fine else 0.5)
                spin.setDecimals(2 if fine else 1)
            spin.setValue(value)
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(partial(self._set, key))
            return spin  # type: ignore[no-any-return]
        line = QLineEdit(str(value))
        line.setPlaceholderText("beside the library")
        line.editingFinished.connect(lambda: self._set(key, line.text().strip()))
        return line

    def _holder(self, field: QWidget) -> QWidget:
        if isinstance(field, QAbstractSpinBox):
            return Stepper(field)
        if field is not self.fields.get("backup.folder"):
            return field
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        button = QPushButton("Choose …")
        button.setAutoDefault(False)
        button.clicked.connect(self.ask_for_folder)
        row.addWidget(field, 1)
        row.addWidget(button)
        return holder

    def ask_for_folder(self) -> None:
        """Choose the folder of backups."""
        dialog = QFileDialog(self, "Folder for backups")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(partial(self._set, "backup.folder"))
        dialog.fileSelected.connect(lambda: self._show("backup.folder"))
        dialog.open()

    def _set(self, key: str, value: Any) -> None:
        self.session.settings[key] = value
        library = self.session.library
        if key == "backup.folder" and library is not None:
            library.backup_folder = value or None
        self._show_sample()

    def _changed_elsewhere(self, key: str) -> None:
        if key in self.fields:
            self._show(key)
            self._show_sample()

    def _show(self, key: str) -> None:
        field: Any = self.fields[key]
        value = self.session.settings[key]
        blocked = field.blockSignals(True)
        if isinstance(field, QFontComboBox):
            self._choose_font(field, value)
        elif isinstance(field, QComboBox):
            field.setCurrentIndex(max(0, field.findData(value)))
        elif isinstance(field, QCheckBox):
            field.setChecked(value)
        elif isinstance(field, QLineEdit):
            field.setText(value)
        else:
            field.setValue(value)
        field.blockSignals(blocked)

    def _choose_font(self, fonts: QFontComboBox, family: str) -> None:
        at = fonts.findText(family, Qt.MatchFlag.MatchFixedString) if family else 0
        fonts.setCurrentIndex(max(0, at))

    def _show_sample(self) -> None:
        from reader.ui.notes.look import serif

        font: QFont = serif(self.session.settings, self.font())
        font.setPointSizeF(self.session.settings["text.size"])
        self.sample.setFont(font)
        self.sample.setStyleSheet(f"font-size: {self.session.settings['text.size']}pt;")
        self.sample.updateGeometry()
