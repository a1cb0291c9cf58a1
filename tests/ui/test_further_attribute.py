"""Attributes that only a scheme file declares stand in every form of the window and in all it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel

from annotator.commands import documents, submissions
from annotator.core.model import Attribution, Span
from annotator.core.suggestions import ProposedAttribution, ProposedSpan, Suggestion, Why
from annotator.store import Project
from annotator.store.review import review_of
from annotator.ui.parts.fields import ChoiceField, Field
from annotator.ui.review.corrections import AttributionCorrection, CorrectionDialog, SpanCorrection
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.suggest.editor import SuggestionEditor
from annotator.ui.window import MainWindow
from tests import further
from tests.further import NAMES, OF_SPAN, OF_TIE
from tests.reviewed import A, B, R
from tests.test_further_attribute import TEXT, annotate, the_document

SPAN_KEY, TIE_KEY = f"attributes.{OF_SPAN}", f"attributes.{OF_TIE}"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two layers that differ in the two attributes alone."""
    project = Project.create(tmp_path / "a.db", further.scheme(tmp_path), actor=A)
    documents.add_text(project, TEXT, author=A)
    for author, topic, setting in ((A, "trade", "hall"), (B, "water", "road")):
        annotate(project, author, topic, setting)
    return project


@pytest.fixture(params=["ar", "en"])
def window(app: QApplication, request: pytest.FixtureRequest) -> Iterator[MainWindow]:
    made = MainWindow(Session(request.param), Settings())
    made.show()
    yield made
    made.close()
    made.deleteLater()


def choose(field: Field, value: str) -> None:
    """As a person who takes it from the list."""
    assert isinstance(field, ChoiceField)
    combo = field.findChild(QComboBox)
    assert isinstance(combo, QComboBox)
    combo.activated.emit(combo.findData(value))


def shown(field: Field) -> str:
    combo = field.findChild(QComboBox)
    assert isinstance(combo, QComboBox)
    return combo.currentText()


def names(window: MainWindow) -> dict[str, str]:
    return NAMES[window.session.language]


def claim_and_tie(window: MainWindow) -> tuple[Span, Attribution]:
    layer = window.session.layer
    return next(row for row in layer.spans if row.label == "claim"), layer.attributions[0]


def test_inspector_and_history(window: MainWindow, project: Project) -> None:
    window.opening.take_over(project, author=A)
    claim, tied = claim_and_tie(window)
    window.article.select_span(claim.id)
    window.session.settle()
    of_span = window.inspector._span_fields[SPAN_KEY]
    of_tie = window.inspector._row_fields[tied.id, TIE_KEY]
    called = names(window)
    assert [shown(of_span), shown(of_tie)] == [called["trade"], called["hall"]]
    choose(of_span, "water")
    choose(of_tie, "road")
    window.session.settle()
    claim, tied = claim_and_tie(window)
    assert (claim.attributes, tied.attributes) == ({OF_SPAN: "water"}, {OF_TIE: "road"})
    history = window.inspector._history
    told = "\n".join(item.text() for row in range(history.count()) if (item := history.item(row)))
    for words in (called[OF_SPAN], called["trade"], called["water"], called[OF_TIE], called["road"]):
        assert words in told


def suggestion(window: MainWindow) -> Suggestion:
    session = window.session
    assert session.document is not None
    pieces = (("source", 4, 14), ("claim", 17, 30))
    return Suggestion(
        id="s1",
        document_id=session.document.id,
        suggester="cues",
        spans=tuple(ProposedSpan(label, ((a, b),), session.text[a:b]) for label, a, b in pieces),
        attribution=ProposedAttribution(claims=(1,), sources=(0,)),
        why=Why("bracket"),
        confidence=0.9,
    )


@pytest.mark.parametrize("author", [A, R])
def test_suggestion_editor(window: MainWindow, project: Project, author: str) -> None:
    """What is given there is in the layer, also where the layer has had the claim before."""
    window.opening.take_over(project, author=author)
    window.proposing.stop()
    window.proposing._proposals.replace([suggestion(window)])
    window.proposing.changed.emit()
    window.proposing.step(1)
    window.proposing.edit()
    (editor,) = window.findChildren(SuggestionEditor)
    choose(editor.part_forms[1].fields[SPAN_KEY], "water")
    assert editor.form is not None
    choose(editor.form.fields[TIE_KEY], "road")
    editor.accept()
    layer = window.session.layer
    assert [row.attributes for row in layer.spans if row.label == "claim"] == [{OF_SPAN: "water"}]
    assert {OF_TIE: "road"} in [row.attributes for row in layer.attributions]


def corrected(window: MainWindow, target: Span | Attribution, key: str, value: str) -> CorrectionDialog:
    window.reviewing.go_to(target.id)
    window.session.settle()
    window.menus.actions["correct_target"].trigger()
    kind = SpanCorrection if isinstance(target, Span) else AttributionCorrection
    (dialog,) = [row for row in window.findChildren(kind) if row.isVisible()]
    choose(dialog.form.fields[key], value)
    dialog.accept()
    return dialog


def test_correction_and_what_the_panel_says(window: MainWindow, project: Project) -> None:
    submissions.submit(project, the_document(project).id, author=A)
    window.opening.take_over(project, author=R, listed="review")
    called = names(window)
    seen = review_of(project, the_document(project).id).layer(A)
    claim = next(row for row in seen.spans if row.label == "claim")
    (tied,) = seen.attributions
    for target, key, field, value in (
        (claim, SPAN_KEY, OF_SPAN, "water"),
        (tied, TIE_KEY, OF_TIE, "road"),
    ):
        corrected(window, cast(Span | Attribution, target), key, value)
        review = review_of(project, target.document_id)
        (made,) = [row.replacement for row in review.decisions if row.target == target.id]
        assert review.rows[made or ""].attributes == {field: value}
        window.reviewing.go_to(target.id)
        window.session.settle()
        said = "\n".join(label.text() for label in window.panels.target_panel.findChildren(QLabel))
        assert called[field] in said and called[str(target.attributes[field])] in said
        assert called[value] in said, "the verdict says what stands instead"


def test_comparison(window: MainWindow, project: Project) -> None:
    document = the_document(project)
    for author in (A, B):
        submissions.submit(project, document.id, author=author)
    window.opening.take_over(project, author=R, listed="adjudicate")
    window.session.settle()
    called = names(window)
    listed = window.panels.differences.list
    told = "\n".join(item.text() for row in range(listed.count()) if (item := listed.item(row)))
    assert called[OF_SPAN] in told and called[OF_TIE] in told
    strips = []
    for place in window.reviewing.places():
        window.reviewing.go_to(place.id)
        window.session.settle()
        strips.append(window.panels.review_strip.findChildren(QLabel)[0].text())
    for words in (called["trade"], called["water"], called["hall"], called["road"]):
        assert any(words in strip for strip in strips)
