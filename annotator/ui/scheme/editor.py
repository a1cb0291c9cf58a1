"""The scheme editor: labels, attributes, vocabularies and guidelines, applied as one event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.commands import scheme
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.scheme import SCHEME, Fault, Place, merged, newly_retired
from annotator.formats import scheme_toml
from annotator.ui.parts import dialogs
from annotator.ui.parts.room import fit
from annotator.ui.scheme.draft import Draft
from annotator.ui.scheme.fields import Line
from annotator.ui.scheme.form import Form
from annotator.ui.scheme.tabs import GuidelinesTab, Tabs
from annotator.ui.session import Session
from annotator.words.i18n import error_sentence

_TABS = ("labels", "attributes", "vocabularies", "guidelines")
_FAULTY = "⚠"
_START_SIZE = QSize(1000, 680)


class SchemeEditor(QDialog):
    """Edits a draft of the project's scheme. Nothing is written before it is applied."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        tr = session.tr_
        self.draft = Draft(session.scheme, self)
        self.setObjectName("scheme-editor")
        self.setWindowTitle(tr("scheme.title"))
        fit(self, _START_SIZE)
        self._build_head()
        tabs = Tabs(self.draft, tr, session.language, dark=self.palette().base().color().lightness() < 128)
        self.labels = tabs.labels()
        self.attributes = tabs.attributes()
        self.vocabularies, self.terms = tabs.vocabularies()
        self.guidelines = GuidelinesTab(self.draft, tr)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("scheme.title"))
        for name in _TABS:
            self.tabs.addTab(getattr(self, name), tr(f"scheme.part-{name}"))
        self._build_foot()
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.message)
        column.addLayout(self._foot)
        self.draft.changed.connect(lambda: self._say(""))
        self.draft.changed.connect(self._check)
        self._check()
        self.labels.rows.list.setFocus()

    def _build_head(self) -> None:
        """The name of the scheme."""
        tr = self._session.tr_
        self.head = Form()
        rtl, ltr = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
        for field, direction in (("name.ar", rtl), ("name.en", ltr)):
            self.head.add(field, tr(f"scheme.scheme-{field.replace('.', '-')}"), Line(direction))
        self.head.edited.connect(partial(self.draft.set_value, SCHEME))

    def _build_foot(self) -> None:
        self.message = QLabel()
        self.message.setObjectName("warning")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.hide()
        self._version = QLabel()
        self._version.setObjectName("quiet")
        self._version.setTextFormat(Qt.TextFormat.PlainText)
        self.import_button = self._button("scheme.import", self.import_file)
        self.export_button = self._button("scheme.export", self.export_file)
        self.reload_button = self._button("scheme.reload", self.reload)
        self.reload_button.hide()
        self.apply_button = self._button("scheme.apply", self.apply)
        self.cancel_button = self._button("window.cancel", self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.apply)
        self._foot = QHBoxLayout()
        for widget in (self.import_button, self.export_button, self._version):
            self._foot.addWidget(widget)
        self._foot.addStretch(1)
        for button in (self.reload_button, self.apply_button, self.cancel_button):
            self._foot.addWidget(button)

    def _button(self, key: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._session.tr_(key))
        button.setObjectName(key)
        # Enter ends the typing in a field; it must not apply or leave by the way.
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button

    # What is wrong

    def _check(self) -> None:
        """Show the draft's faults and warnings where they are."""
        language = self._session.language
        faults = self.draft.faults()
        messages: dict[Place, dict[str, str]] = defaultdict(dict)
        for fault in [*self.draft.warnings(), *faults]:
            messages[fault.place][fault.field] = self.draft.sentence(fault, language)
        places = {fault.place for fault in faults}
        places |= {("vocabularies", place[1]) for place in places if place[0] == "terms"}
        for editor in (self.labels, self.attributes, self.vocabularies, self.terms):
            editor.tell(messages, places)
        for field, control in self.head.controls.items():
            control.set_value(self.draft.value(SCHEME, field))
        self.head.tell(messages[SCHEME])
        for at, name in enumerate(_TABS):
            words = self._session.tr_(f"scheme.part-{name}")
            faulty = any(place[0] == name for place in places)
            self.tabs.setTabText(at, f"{_FAULTY} {words}" if faulty else words)
        self._version.setText(self._session.tr_("scheme.version", n=self.draft.seen.version))

    def _go_to(self, fault: Fault) -> None:
        """Put the focus on the field in which something is wrong."""
        part, row_id = fault.place[0], fault.place[-1]
        if fault.place == SCHEME:
            self.head.focus(fault.field)
            return
        if part == "terms":
            self.vocabularies.rows.choose(fault.place[1])
            self.tabs.setCurrentWidget(self.vocabularies)
            self.terms.go_to(row_id, fault.field)
            return
        editor = {"labels": self.labels, "attributes": self.attributes}.get(part, self.vocabularies)
        self.tabs.setCurrentWidget(editor)
        editor.go_to(row_id, fault.field)

    def _is_sound(self) -> bool:
        """Whether the draft can be used; if not, the first fault is said and gone to."""
        faults = self.draft.faults()
        if faults:
            self._go_to(faults[0])
            self._say(self.draft.sentence(faults[0], self._session.language))
        return not faults

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    # Acting

    def apply(self) -> None:
        """Put the draft in the place of the project's scheme, or say what speaks against it."""
        self._say("")
        if not self._is_sound():
            return
        try:
            self._session.attempt(scheme.change_scheme, self.draft.seen, self.draft.scheme)
        except StaleChange:
            self._say(self._session.tr_("scheme.stale"))
            self.reload_button.show()
            self.reload_button.setFocus()
        except AnnotatorError as error:
            self._say(error_sentence(self._session.language, error))
        else:
            self.accept()

    def reload(self) -> None:
        """Begin anew from the scheme the project has now."""
        self.reload_button.hide()
        self._say("")
        self.draft.begin_anew(self._session.scheme)

    def import_file(self) -> None:
        """Take in a scheme; what it lacks is kept, retired. Nothing is written before it is applied."""
        tr = self._session.tr_
        name, _ = QFileDialog.getOpenFileName(self, tr("scheme.import"), self._folder(), tr("scheme.files"))
        if not name:
            return
        try:
            after = merged(self.draft.scheme, scheme_toml.load(Path(name)))
        except AnnotatorError as error:
            self._say(error_sentence(self._session.language, error))
            return
        retired = newly_retired(self.draft.scheme, after)
        self.draft.replace(after)
        self._say(tr("scheme.imported", n=len(retired)))

    def export_file(self) -> None:
        """Write the draft to a file."""
        if not self._is_sound():
            return
        tr = self._session.tr_
        start = str(Path(self._folder()) / f"{self.draft.scheme.id}.toml")
        title, kinds = tr("scheme.export"), tr("scheme.files")
        name = dialogs.save_path(self, self._session.language, title, start, kinds, [".toml"])
        if name is None:
            return
        try:
            scheme_toml.save(self.draft.scheme, name)
        except AnnotatorError as error:
            self._say(error_sentence(self._session.language, error))
        else:
            self._say(tr("scheme.exported", path=name))

    def _folder(self) -> str:
        path = self._session.path
        return str(path.parent) if path else str(Path.home())

    # Qt

    def reject(self) -> None:
        question = self._session.tr_("scheme.discard")
        if not self.draft.is_changed or dialogs.confirm(self, self._session.language, question):
            super().reject()
