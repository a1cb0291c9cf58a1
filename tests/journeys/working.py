"""What somebody does all day: opens, labels, filters, reviews; and what of it is in the file afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest

from annotator.core.model import Span, quote
from annotator.store import Project
from annotator.store.verify import verify
from tests.journeys.driver import KEY, MOD, Person
from tests.ui.entering import enter

WORDS = ("الريان", "قلعة", "مصدر")
"""What titles are narrowed by."""
_BREATH_MILLISECONDS = 40
_LETTERS = 5


class Working:
    """Somebody's work in turns, with the words each span was put on as they were seen."""

    def __init__(self, person: Person, *, before: Callable[[str], None] = lambda act: None) -> None:
        """`before` is told what is about to be done."""
        self.person = person
        self.before = before
        self.seen: dict[str, tuple[str, str]] = {}
        """The document and the words of each span that was made."""
        self.refused: list[str] = []
        """The codes of what could not be done."""
        self.verdicts = 0
        person.window.session.failed.connect(lambda error: self.refused.append(error.code))

    def turn(self, number: int) -> None:
        """One turn: two documents are opened and labelled, a list is narrowed, a layer is reviewed."""
        for _ in range(2):
            self.open_next()
            self.label()
        self.narrow(WORDS[number % len(WORDS)])
        self.review()

    def open_next(self) -> None:
        self._do("open", lambda: self.person.press(KEY.Key_PageDown, MOD.ControlModifier))

    def label(self) -> None:
        """Put a label on the first letters of the text that nothing of one's own stands on yet."""
        window, session = self.person.window, self.person.window.session
        text, document = window.article.text(), session.document
        if document is None or not window.article.passage([(0, 1)]).document_id == document.id:
            raise AssertionError("the article shows another document than is open")
        start = min(len(text) - _LETTERS, max((span.end for span in session.layer.spans), default=0))
        self.person.select_range(max(0, start), max(0, start) + _LETTERS)
        chosen = window.article.selection()
        before = {span.id for span in session.layer.spans}
        self._do("label", lambda: self.person.press(KEY.Key_1))
        for span in session.layer.spans:
            if span.id not in before:
                # The edges of words may have been taken for what was selected within them.
                assert chosen is not None and span.start < chosen[1] and chosen[0] < span.end
                self.seen[span.id] = document.id, text[span.start : span.end]

    def narrow(self, words: str) -> None:
        """Seek words in the titles, look at the first that has them, and see all again."""
        line = self.person.window.documents.filter.line
        line.setFocus()
        self._do("filter", lambda: enter(line, words))
        self._do("filter", lambda: self.person.press(KEY.Key_Return))
        self._do("filter", lambda: self.person.press(KEY.Key_Down))
        line.setFocus()
        self._do("filter", lambda: self.person.press(KEY.Key_Escape))
        self.person.article.setFocus()

    def review(self) -> None:
        """Go to the layers that await review, accept two rows of the first, and come back."""
        window = self.person.window
        self._do("list", lambda: window.documents.choose_list("review"))
        self._do("open", lambda: self.person.press(KEY.Key_PageDown, MOD.ControlModifier))
        self.person.article.setFocus()
        for _ in range(2):
            before = len(self.refused)
            self._do("review", lambda: self.person.press(KEY.Key_Y))
            self.verdicts += len(self.refused) == before
        self._do("list", lambda: window.documents.choose_list("all"))
        self.person.article.setFocus()

    def _do(self, act: str, doing: Callable[[], object]) -> None:
        """Do it, and leave the window as long as a person does between two keys."""
        self.before(act)
        doing()
        QTest.qWait(_BREATH_MILLISECONDS)


def assert_whole(path: Path, seen: dict[str, tuple[str, str]]) -> None:
    """The record is clean, and every span has the words on which it was put."""
    with Project.open(path) as project:
        assert verify(project) == []
        for span_id, (document_id, words) in seen.items():
            span = project.row_record("span", span_id)
            assert isinstance(span, Span)
            assert (span.document_id, span.quote) == (document_id, words)
            found = project.one(
                "SELECT text FROM texts JOIN documents ON text_hash = hash WHERE id = ?", [document_id]
            )
            assert found is not None and quote(found[0], span.ranges) == words
