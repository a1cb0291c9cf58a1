"""The tolls of a claim in the inspector: proposed, accepted by a key, edited, removed, undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton

from annotator.commands import documents, spans
from annotator.core.model import Span, Toll
from annotator.ui.mark.tolls import TollList, changed
from annotator.ui.parts.link import LinkButton
from annotator.ui.window import MainWindow
from annotator.words.tolls import toll_words
from tests.ui.entering import enter

TEXT = "أعلن مجلس الريحان 🔴 مقتل ثلاثة مدنيين بينهم طفل وإصابة العشرات في 12 أيار."
CLAIM = TEXT.index("مقتل"), TEXT.index(" في 12")


@pytest.fixture
def claim(window: MainWindow) -> Iterator[MainWindow]:
    """The window with a claim just made, and selected."""
    session = window.session
    assert session.project is not None
    documents.add_text(session.project, TEXT, author=session.author)
    [[document]] = session.project.rows("SELECT d.id FROM documents d ORDER BY rowid DESC LIMIT 1")
    session.open_document(document)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    made = session.do(spans.add_span, document_id=document, label="claim", ranges=[CLAIM])
    assert made is not None
    window.article.select_span(made.id)
    window.article.setFocus()
    session.settle()
    yield window


def selected(window: MainWindow) -> Span:
    span = window.session.span(window.article.selected_span())
    assert span is not None
    return span


def shown(window: MainWindow) -> TollList:
    window.session.settle()
    found = window.inspector.findChild(TollList)
    assert isinstance(found, TollList)
    return found


def buttons(window: MainWindow, text: str) -> list[QToolButton]:
    return [row for row in shown(window).findChildren(QToolButton) if row.text() == text and row.isVisible()]


def figures(window: MainWindow) -> list[tuple[str, str, int, int | None]]:
    return [(toll.what, toll.who, toll.least, toll.most) for toll in selected(window).tolls]


def type_in(line: QLineEdit, text: str) -> None:
    """Put `text` in the place of what a field holds, and be done with it."""
    line.setFocus()
    line.selectAll()
    enter(line, text)
    QTest.keyClick(line, Qt.Key.Key_Tab)


ALL = [("killed", "civilians", 3, 3), ("killed", "children", 1, 1), ("wounded", "unknown", 10, None)]


def test_a_key_accepts_what_is_proposed_as_one_step(claim: MainWindow) -> None:
    accept = claim.session.tr_("tolls.accept")
    assert figures(claim) == [] and len(buttons(claim, accept)) == 3
    QTest.keyClick(claim.article, Qt.Key.Key_T)
    assert figures(claim) == ALL
    assert buttons(claim, accept) == [] and len(buttons(claim, "×")) == 3
    QTest.keyClick(claim.article, Qt.Key.Key_T)
    assert figures(claim) == ALL
    claim.undo()
    assert figures(claim) == [] and len(buttons(claim, accept)) == 3


def test_one_is_accepted_and_removed_with_the_mouse(claim: MainWindow) -> None:
    accept = claim.session.tr_("tolls.accept")
    QTest.mouseClick(buttons(claim, accept)[1], Qt.MouseButton.LeftButton)
    assert figures(claim) == ALL[1:2] and len(buttons(claim, accept)) == 2
    QTest.mouseClick(buttons(claim, "×")[0], Qt.MouseButton.LeftButton)
    assert figures(claim) == []
    claim.undo()
    assert figures(claim) == ALL[1:2]


def test_a_toll_is_edited_in_its_form(claim: MainWindow) -> None:
    QTest.keyClick(claim.article, Qt.Key.Key_T)
    opener = shown(claim).findChildren(LinkButton)[0]
    QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
    fields = shown(claim)._fields
    most = fields["most"].findChild(QLineEdit)
    assert most is not None
    type_in(most, "٥")
    assert figures(claim)[0] == ("killed", "civilians", 3, 5) and not selected(claim).tolls[0].exact
    who = shown(claim)._fields["who"].findChild(QComboBox)
    assert who is not None
    place = who.findData("women")
    who.setCurrentIndex(place)
    who.activated.emit(place)
    assert figures(claim)[0] == ("killed", "women", 3, 5)
    assert shown(claim).findChildren(LinkButton)[0].text() == toll_words(
        claim.session, selected(claim).tolls[0]
    )
    type_in(most, "كثير")
    assert figures(claim)[0] == ("killed", "women", 3, 5) and most.text() == "5"
    claim.undo()
    assert figures(claim)[0] == ("killed", "civilians", 3, 5)


def test_a_trimmed_claim_leaves_out_what_is_no_longer_in_it(claim: MainWindow) -> None:
    QTest.keyClick(claim.article, Qt.Key.Key_T)
    told: list[str] = []
    claim.session.told.connect(lambda sentence, *_: told.append(sentence))
    assert claim.annotating.reshape(selected(claim), ((CLAIM[0], TEXT.index(" وإصابة")),))
    assert figures(claim) == ALL[:2]
    assert claim.session.tr_("tolls.left-out", n=1) in told
    claim.undo()
    assert figures(claim) == ALL


@pytest.mark.parametrize(
    ("key", "value", "least", "most", "exact"),
    [
        ("least", "4", 4, 4, True),
        ("most", "7", 3, 7, False),
        ("most", "3", 3, 3, True),
        ("most", "", 3, None, False),
        ("vague", "yes", 3, 3, False),
    ],
)
def test_what_is_typed_stays_a_toll(key: str, value: str, least: int, most: int | None, exact: bool) -> None:
    toll = changed(Toll("killed", "men", 3, 3, True, 0, 1, "x"), key, value)
    assert toll is not None
    assert (toll.least, toll.most, toll.exact) == (least, most, exact)


@pytest.mark.parametrize(("key", "value"), [("least", ""), ("least", "-1"), ("most", "3.5"), ("what", "")])
def test_what_is_no_number_is_not_taken(key: str, value: str) -> None:
    assert changed(Toll("killed", "men", 3, 3, True, 0, 1, "x"), key, value) is None
