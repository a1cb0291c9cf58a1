"""One key adds a marked cue, or the word that tells a marked voice's category, to the project's lexicon."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.commands import attributions, documents
from annotator.commands.spans import add_span
from annotator.core.model import Span
from annotator.store.suggestions import own_lexicon
from annotator.ui.window import MainWindow

TEXT = "زمجر بحارة كفر نوار أن المرفأ مغلق."


class Marked:
    """A window on one text with an attribution that the program does not propose."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.session = window, window.session
        report = self.session.do(documents.add_text, TEXT)
        assert report is not None
        window.opening.document(report.first_document or "")
        self.cue = self.span("زمجر", "cue")
        self.source = self.span("بحارة كفر نوار", "source")
        self.claim = self.span("أن المرفأ مغلق", "claim")
        self.session.do(
            attributions.attribute,
            claims=[self.claim.id],
            sources=[self.source.id],
            cue=self.cue.id,
            category="local",
        )

    def span(self, words: str, label: str) -> Span:
        start, document = TEXT.index(words), self.session.document
        assert document is not None
        made = self.session.do(
            add_span, document_id=document.id, label=label, ranges=[(start, start + len(words))]
        )
        assert made is not None
        return made

    def teach(self, span: Span) -> str:
        self.window.article.select_span(span.id)
        self.window.article.setFocus()
        QTest.keyClick(self.window.article, Qt.Key.Key_K)
        assert self.session.project is not None
        return own_lexicon(self.session.project)


@pytest.fixture
def marked(window: MainWindow) -> Marked:
    return Marked(window)


def test_a_cue_is_taught_and_undone(marked: Marked) -> None:
    assert "زمجر" in marked.teach(marked.cue)
    marked.window.undo()
    assert marked.session.project is not None and own_lexicon(marked.session.project) == ""


def test_a_voice_is_taught_with_its_category(marked: Marked) -> None:
    own = marked.teach(marked.source)
    assert '"local"' in own and "بحاره" in own


def test_a_claim_teaches_nothing_and_what_is_known_is_said(marked: Marked) -> None:
    said: list[str] = []
    marked.session.told.connect(lambda sentence, _: said.append(sentence))
    assert marked.teach(marked.claim) == ""
    assert said[-1] == marked.session.tr_("lexicon.teach-what")
    once = marked.teach(marked.cue)
    assert marked.teach(marked.cue) == once
    assert "زمجر" in said[-1]
