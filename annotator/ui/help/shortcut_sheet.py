"""The sheet of keys: every key of every menu, of the labels and of the text, in two columns."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.core.arabic import fold_key
from annotator.core.scheme import Label, named
from annotator.ui.actions import ACTIONS, ARTICLE_KEYS, MENUS, is_taken
from annotator.ui.help.command_palette import menu_name
from annotator.ui.keyboard import keys_text
from annotator.ui.parts.room import fit
from annotator.words.i18n import LANGUAGES, Language, isolated, tr

_START_SIZE = QSize(940, 720)
_COLUMNS = 2
_KEYS = "quiet"

# Qt takes a label's direction, and with it its place, from the first letter.
_FIRST_STRONG: dict[Language, str] = {"ar": "\u200f", "en": "\u200e"}


class Group(msgspec.Struct, frozen=True):
    """Keys that belong together. A row is a name and its keys; a sentence stands by itself."""

    title: str
    rows: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def height(self) -> int:
        """In rows: sentences take about two, the title and the space after it another two."""
        return 2 + len(self.rows) + 2 * len(self.sentences)


def groups(language: Language, labels: Sequence[Label]) -> list[Group]:
    """The rows of the sheet, from the tables of actions and keys and the labels of the scheme."""
    found = []
    for menu in MENUS:
        rows = [
            (tr(language, f"actions.{spec.id}"), keys_text(spec.keys_here))
            for spec in ACTIONS
            if spec.menu == menu and spec.keys
        ]
        if rows:
            found.append(Group(menu_name(language, menu), tuple(rows)))
    labelled = [
        (isolated(named(row, language)), keys_text([row.key]))
        for row in labels
        if row.key and not is_taken(row.key)
    ]
    if labelled:
        found.append(Group(tr(language, "window.menu-labels"), tuple(labelled)))
    sentences = tuple(tr(language, f"keys.{key}") for key in ARTICLE_KEYS)
    return [*found, Group(tr(language, "find.keys-in-text"), sentences=sentences)]


def in_columns(found: Sequence[Group]) -> list[list[Group]]:
    """The groups dealt out so that the columns are about as high as each other."""
    columns: list[list[Group]] = [[] for _ in range(_COLUMNS)]
    for group in found:
        min(columns, key=lambda column: sum(each.height for each in column)).append(group)
    return columns


def narrowed(found: Sequence[Group], twins: Sequence[Group], typed: str) -> list[Group]:
    """What of the sheet has all the typed words, in its names in either language or in its keys.

    `twins` are the same groups in the other language.
    """
    words = fold_key(typed).split()
    left = []
    for group, twin in zip(found, twins, strict=True):
        rows = tuple(
            (name, keys)
            for (name, keys), (other, _) in zip(group.rows, twin.rows, strict=True)
            if _has(words, group.title, name, twin.title, other, keys)
        )
        sentences = tuple(
            said
            for said, other in zip(group.sentences, twin.sentences, strict=True)
            if _has(words, group.title, said, twin.title, other)
        )
        if rows or sentences:
            left.append(Group(group.title, rows, sentences))
    return left


def _has(words: Sequence[str], *texts: str) -> bool:
    everything = fold_key(" ".join(texts))
    return all(word in everything for word in words)


class ShortcutSheet(QDialog):
    """Stays open beside the work until it is closed."""

    def __init__(self, language: Language, labels: Sequence[Label], parent: QWidget) -> None:
        super().__init__(parent)
        self._language = language
        self._groups = groups(language, labels)
        self._twins = groups(next(other for other in LANGUAGES if other != language), labels)
        self.setWindowTitle(tr(language, "actions.shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setPlaceholderText(tr(language, "find.keys"))
        self.filter.setAccessibleName(tr(language, "find.keys"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(tr(language, "actions.shortcuts"))
        buttons = QDialogButtonBox()
        buttons.addButton(tr(language, "window.ok"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.addWidget(self.filter)
        layout.addWidget(self._area, 1)
        layout.addWidget(buttons)
        self.filter.textChanged.connect(self._show)
        self._show("")
        fit(self, _START_SIZE)
        self.filter.setFocus()

    def _show(self, typed: str) -> None:
        """The keys that have the typed words; all of them without any."""
        found = narrowed(self._groups, self._twins, typed)
        page = QWidget()
        page.setObjectName("sheet")
        row = QHBoxLayout(page)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(36)
        for column in in_columns(found):
            row.addLayout(_column(self._language, column), 1)
        self._area.setWidget(
            page if found else _sentence(self._language, tr(self._language, "find.keys-none"))
        )


def _column(language: Language, column: Sequence[Group]) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(4)
    for group in column:
        title = _sentence(language, group.title, "heading")
        title.setContentsMargins(0, 10, 0, 2)
        layout.addWidget(title)
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(0, 1)
        for place, (name, keys) in enumerate(group.rows):
            grid.addWidget(_sentence(language, name), place, 0)
            grid.addWidget(_label(keys, _KEYS), place, 1, Qt.AlignmentFlag.AlignTrailing)
        layout.addLayout(grid)
        for sentence in group.sentences:
            layout.addWidget(_sentence(language, sentence))
    layout.addStretch(1)
    return layout


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(name != _KEYS)
    return label


def _sentence(language: Language, text: str, name: str = "name") -> QLabel:
    """A label whose first letter does not decide where it begins, whatever its language."""
    return _label(f"{_FIRST_STRONG[language]}{text}", name)
