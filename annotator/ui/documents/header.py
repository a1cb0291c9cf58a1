"""The header above the text: title, byline, date, source; and what to beware of in it."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.core.arabic import overrides
from annotator.core.model import Document, SegmentKind
from annotator.store import queries
from annotator.store.likeness import likeness_of
from annotator.store.talk import unread
from annotator.ui.article.coverage import NOTHING, unshown
from annotator.ui.changes import Changes
from annotator.ui.session import Session
from annotator.words.again import came_words, date_words
from annotator.words.i18n import isolated
from annotator.words.keeping import kept_words


class _Came(msgspec.Struct, frozen=True):
    """What is said of the document and in the language that are shown."""

    shown: tuple[str, str, str] = ("", "", "")
    said: str = ""


class DocumentHeader(QWidget):
    """Plain text throughout: a headline is never taken for markup."""

    details_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._parted: tuple[Document | None, frozenset[SegmentKind]] = None, frozenset()
        self._looked_through = "", False, NOTHING
        self._title = self._label("document-title")
        self._facts = self._label("quiet")
        self._notes = self._label("quiet")
        self._warning = self._label("warning")
        self.button = QPushButton()
        self.button.setObjectName("document-details-button")
        self.button.setFlat(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.details_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 12, 28, 6)
        layout.setSpacing(3)
        layout.addWidget(self._title)
        beside = QHBoxLayout()
        beside.addWidget(self._facts, 1)
        beside.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(beside)
        layout.addWidget(self._notes)
        layout.addWidget(self._warning)
        self._came = _Came()
        session.changed.connect(self._changed)
        self.refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.document or changes.language or changes.layer:
            self._session.soon(self.refresh)

    def refresh(self) -> None:
        document = self._session.document
        self._came = self._came_again(document)
        self.setVisible(document is not None)
        if document is None:
            return
        if self._parted[0] is not document:
            self._parted = document, frozenset(segment.kind for segment in document.segments)
        kinds = self._parted[1]
        self._title.setVisible(bool(document.title) and kinds.isdisjoint(("headline", "furniture")))
        # Not isolated, as it stands alone; read in the direction of its document, not of the window.
        self._title.setText(document.title)
        rtl = document.direction == "rtl"
        self._title.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        )
        tr = self._session.tr_
        reading = self._session.reading
        assert reading is not None
        self.button.setText(tr("keeping.details"))
        kept = kept_words(self._session.language, reading.filing)
        facts = [*filter(None, [kept]), tr(f"window.kind-{document.kind}")]
        if document.byline and "byline" not in kinds:
            facts.append(isolated(document.byline))
        dated = date_words(self._session.language, document)
        facts += [isolated(fact) for fact in (dated, document.source, document.url) if fact]
        if not dated and not document.source and not document.url:
            name = document.meta.get("file")
            facts += [isolated(name)] if isinstance(name, str) else []
        facts += self._said()
        self._facts.setText(" · ".join(facts))
        notes = [(isolated(row.author), isolated(row.text)) for row in reading.notes]
        self._notes.setVisible(bool(notes))
        self._notes.setText("\n".join(tr("keeping.note-by", author=who, text=text) for who, text in notes))
        warnings = [*filter(None, [self._came.said]), *self._warnings()]
        self._warning.setVisible(bool(warnings))
        self._warning.setText("\n".join(warnings))

    def _said(self) -> list[str]:
        """How much was said about the document, and how much of it is not read yet."""
        session = self._session
        assert session.project is not None and session.reading is not None
        number = len(session.reading.comments)
        if not number:
            return []
        new = len(unread(session.project, session.author, session.reading.document.id))
        said = session.tr_("reviewing.said", n=number)
        return [f"{said} ({session.tr_('reviewing.said-new', n=new)})" if new else said]

    def _came_again(self, document: Document | None) -> _Came:
        """What earlier document this one is like; asked once for each that is opened."""
        language, project = self._session.language, self._session.project
        if document is None or project is None:
            return _Came()
        shown = (str(project.path), document.id, language)
        if self._came.shown == shown:
            return self._came
        found = likeness_of(project, document.id)
        title = queries.title(project, found.other) if found else ""
        return _Came(shown, came_words(language, found, title) if found else "")

    def _warnings(self) -> list[str]:
        tr, text = self._session.tr_, self._session.text
        if self._looked_through[0] is not text:
            self._looked_through = text, bool(overrides(text)), unshown(text)
        _, has_overrides, missing = self._looked_through
        warnings = [tr("window.overrides")] if has_overrides else []
        if missing.fonts:
            warnings.append(tr("window.unshown", fonts=" · ".join(missing.fonts)))
        elif missing.characters:
            codes = " · ".join(f"U+{ord(char):04X}" for char in missing.characters)
            warnings.append(tr("window.unshowable", characters=codes))
        return warnings

    def _label(self, name: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label
