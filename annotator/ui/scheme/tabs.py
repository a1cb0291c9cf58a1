"""The tabs of the scheme editor: which fields each part of a scheme has, and what they can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QTextEdit, QVBoxLayout, QWidget

from annotator.core.names import NAMING
from annotator.core.scheme import SCHEME, AttributeType, Label, Place, Role, Shape, named
from annotator.core.scheme_edits import Part, rows_of
from annotator.ui.parts.label_icon import label_icon
from annotator.ui.parts.markdown_view import MarkdownView
from annotator.ui.scheme.draft import Draft
from annotator.ui.scheme.fields import (
    Choice,
    Color,
    Control,
    Flag,
    Line,
    Lines,
    Number,
    Option,
    Ticks,
    Translate,
)
from annotator.ui.scheme.rows import Options, RowsEditor
from annotator.words.i18n import Language

_LTR, _RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
_HALF = 480


class Tabs:
    """Makes the tabs of one draft."""

    def __init__(self, draft: Draft, translate: Translate, language: Language, *, dark: bool) -> None:
        self._draft, self._translate, self._language, self._dark = draft, translate, language, dark

    def labels(self) -> RowsEditor:
        key = Line(_LTR)
        key.set_length(1)
        controls: dict[str, Control] = {
            **self._named(),
            "key": key,
            "light": Color("light", self._translate),
            "dark": Color("dark", self._translate),
            "shape": Choice(),
            "role": Choice(),
            "attributes": Ticks(),
            "name_attributes": Ticks(),
        }
        options: dict[str, Options] = {
            "shape": self._shapes,
            "role": partial(self._words, "role", get_args(Role)),
            "attributes": partial(self._rows, "attributes"),
            "name_attributes": partial(self._rows, "attributes"),
        }
        return self._editor("labels", controls, options, needs={"name_attributes": self._is_named})

    def _is_named(self, place: Place) -> bool:
        """Whether the spans of a label name somebody or something."""
        return self._draft.value(place, "role") in NAMING

    def attributes(self) -> RowsEditor:
        def is_of(type_: str, place: Place) -> bool:
            return bool(self._draft.value(place, "type") == type_)

        return self._editor(
            "attributes",
            {
                **self._named(),
                "type": Choice(),
                "vocabulary": Choice(),
                "least": Number(),
                "most": Number(),
                "attribution": Flag(),
            },
            {
                "type": partial(self._words, "type", get_args(AttributeType)),
                "vocabulary": partial(self._rows, "vocabularies"),
            },
            needs={
                "vocabulary": partial(is_of, "choice"),
                "least": partial(is_of, "number"),
                "most": partial(is_of, "number"),
            },
        )

    def vocabularies(self) -> tuple[RowsEditor, RowsEditor]:
        """The tab, and the editor of terms within it."""
        terms = self._editor("terms", {**self._named(), "forms": Lines()}, {})
        vocabularies = self._editor("vocabularies", {**self._named(), "open": Flag()}, {}, below=terms)
        vocabularies.chosen.connect(terms.set_within)
        terms.set_within(vocabularies.rows.current)
        return vocabularies, terms

    def _named(self) -> dict[str, Control]:
        return {"name.ar": Line(_RTL), "name.en": Line(_LTR), "id": Line(_LTR, on_leaving=True)}

    def _editor(
        self,
        part: Part,
        controls: dict[str, Control],
        options: dict[str, Options],
        *,
        needs: Mapping[str, Callable[[Place], bool]] | None = None,
        below: QWidget | None = None,
    ) -> RowsEditor:
        return RowsEditor(
            self._draft,
            part,
            controls,
            options,
            needs=needs,
            translate=self._translate,
            language=self._language,
            below=below,
        )

    def _words(self, field: str, values: tuple[str, ...]) -> list[Option]:
        return [(value, self._translate(f"scheme.{field}-{value or 'none'}"), None) for value in values]

    def _shapes(self) -> list[Option]:
        return [
            (
                shape,
                self._translate(f"scheme.shape-{shape}"),
                label_icon(Label(id="", name={}, shape=shape), dark=self._dark),
            )
            for shape in get_args(Shape)
        ]

    def _rows(self, part: Part) -> list[Option]:
        """The rows in use by name, and those that are retired, marked as such: something may bear them."""
        options: list[Option] = []
        for row in rows_of(self._draft.scheme, part):
            name = named(row, self._language)
            words = self._translate("scheme.retired-row", name=name) if row.retired else name
            options.append((row.id, words, None))
        return options


class GuidelinesTab(QWidget):
    """Markdown, and how it will look."""

    def __init__(self, draft: Draft, translate: Translate) -> None:
        super().__init__()
        self._draft = draft
        self._shown: str | None = None
        # Unlike a plain text edit, this lets each paragraph begin where its own direction does.
        self.text = QTextEdit()
        self.text.setAcceptRichText(False)
        self.text.setTabChangesFocus(True)
        self.preview = MarkdownView()
        split = QSplitter()
        split.setChildrenCollapsible(False)
        for key, widget in (("scheme.guidelines-text", self.text), ("scheme.preview", self.preview)):
            caption = QLabel(translate(key))
            caption.setObjectName("quiet")
            caption.setTextFormat(Qt.TextFormat.PlainText)
            caption.setBuddy(widget)
            widget.setAccessibleName(translate(key))
            half = QWidget()
            column = QVBoxLayout(half)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(caption)
            column.addWidget(widget, 1)
            split.addWidget(half)
        split.setSizes([_HALF, _HALF])
        layout = QVBoxLayout(self)
        layout.addWidget(split)
        self.text.textChanged.connect(self._typed)
        draft.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        written = self._draft.scheme.guidelines
        if written != self._shown:
            self._shown = written
            self.text.setPlainText(written)
        self.preview.show_markdown(written)

    def _typed(self) -> None:
        # The raw text: the plain one has lost its no-break spaces.
        raw = self.text.document().toRawText()
        typed = raw.replace("\u2029", "\n").replace("\u2028", "\n")
        if self._shown is not None and typed != _as_shown(self._shown):
            self._shown = typed
            self._draft.set_value(SCHEME, "guidelines", typed)


def _as_shown(text: str) -> str:
    """A text with the line ends that Qt gives it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").replace("\u2028", "\n")
