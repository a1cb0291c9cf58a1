"""Reviewing in the window: one key a verdict, two for a rejection; what comes back; layers side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QWidget

from annotator.commands import assignments, attributions, documents, spans, submissions
from annotator.core.differences import Kind
from annotator.core.model import REVIEW, Attribution, Decision, Document, Span
from annotator.store import Project, queries
from annotator.store.review import Review, review_of
from annotator.store.work_lists import ListId
from annotator.ui.actions import ACTIONS
from annotator.ui.documents.lists import LISTS
from annotator.ui.parts import dialogs
from annotator.ui.review.corrections import AttributionCorrection, SpanCorrection
from annotator.ui.review.differences_dialog import DifferencesDialog
from annotator.ui.review.reading import View, item_key
from annotator.ui.review.submitting import SubmitDialog
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from tests.ui.test_window import controls

KEY, MOD = Qt.Key, Qt.KeyboardModifier
SHIFT = MOD.ShiftModifier
TEXT = """مجلس السنديان يرحب بالهدنة

قال المتحدث باسم مجلس السنديان إن الهدنة صامدة في حي الورد.

وأضاف نديم الراوي أن المعبر مفتوح.
"""
AUTHOR, OTHER, REVIEWER = "سلمى", "يزن", "ليان"


def at(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def annotate(project: Project, document: Document, author: str, *, differing: bool = False) -> None:
    """A small layer; a differing one differs from the other in each of the four ways."""

    def add(label: str, words: str) -> Span:
        return spans.add_span(
            project, author=author, document_id=document.id, label=label, ranges=[at(words)]
        )

    add("actor", "مجلس السنديان")
    add("place", "حي الورد" if not differing else "الورد")
    add("actor" if not differing else "place", "نديم الراوي")
    if not differing:
        add("place", "المعبر")
    source, cue = add("source", "المتحدث باسم مجلس السنديان"), add("cue", "قال")
    claim = add("claim", "إن الهدنة صامدة في حي الورد")
    attributions.attribute(
        project,
        author=author,
        claims=[claim.id],
        sources=[source.id],
        cue=cue.id,
        category="spokesperson" if not differing else "official",
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two authors have submitted the same document; the second differs from the first."""
    from annotator.formats import scheme_toml

    path = tmp_path / "review.db"
    with Project.create(path, scheme_toml.load(), actor=AUTHOR) as project:
        documents.add_text(project, TEXT, author=AUTHOR)
        (bundle,) = queries.bundles(project)
        for author in (AUTHOR, OTHER):
            annotate(project, bundle.document, author, differing=author == OTHER)
            submissions.submit(project, bundle.document.id, author=author)
    return path


Opener = Callable[..., MainWindow]


@pytest.fixture(params=["ar", "en"])
def opened(app: QApplication, path: Path, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Opens the window in each language, as somebody, from one of the lists."""
    made: list[MainWindow] = []

    def opener(author: str, listed: str = "review") -> MainWindow:
        window = MainWindow(Session(request.param), Settings())
        made.append(window)
        window.show()
        wait_active(window)
        window.opening.take_over(Project.open(path), author=author, listed=listed)  # type: ignore[arg-type]
        app.processEvents()
        return window

    yield opener
    for window in made:
        window.close()
        window.deleteLater()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = MOD.NoModifier) -> None:
    target = QApplication.activePopupWidget()
    focus = (target.focusWidget() or target) if target else QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)
    QApplication.processEvents()


def wait_active(window: MainWindow) -> None:
    """Until the window has the focus again after a dialog."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.article.setFocus()


def said(window: MainWindow) -> Review:
    session = window.session
    assert session.project is not None and session.document is not None
    return review_of(session.project, session.document.id)


def verdicts(window: MainWindow, reviewer: str = REVIEWER) -> list[Decision]:
    return [row for row in said(window).decisions if row.reviewer == reviewer]


def review(window: MainWindow, author: str = AUTHOR) -> None:
    window.reviewing.show_view(View("review", (author,)))


def target(window: MainWindow) -> Span | Attribution:
    standing = window.reviewing.standing()
    assert standing is not None and isinstance(standing.target, Span | Attribution)
    return standing.target


def dialog_of(window: MainWindow, kind: type[QDialog]) -> QDialog:
    (dialog,) = [row for row in window.findChildren(kind) if row.isVisible()]
    return dialog


def test_the_queue_opens_the_layer_of_another(opened: Opener, path: Path) -> None:
    with Project.open(path) as project:
        (bundle,) = queries.bundles(project)
        submissions.withdraw(project, bundle.document.id, author=OTHER)
    window = opened(REVIEWER)
    assert window.documents.model.rowCount() == 1
    assert window.reviewing.view == View("review", (AUTHOR,))
    assert {span.author for span in window.article.shown.spans} == {AUTHOR}
    assert window.panels.review_strip.isVisible() and window.panels.target_panel.isVisible()
    assert not window.inspector.isVisible()
    assert window.article.selected_span() == target(window).id


def test_one_key_accepts_and_goes_on(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    first = target(window)
    press(KEY.Key_Y)
    (verdict,) = verdicts(window)
    assert (verdict.verdict, verdict.target) == ("accept", first.id)
    assert target(window).id != first.id
    assert window.article._picture.marks.signs[first.id] == ["accept"]


def test_two_keys_reject_with_a_reason(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    first = target(window)
    press(KEY.Key_N)
    press(KEY.Key_2)
    (verdict,) = verdicts(window)
    assert (verdict.verdict, verdict.reason, verdict.target) == ("reject", "label", first.id)
    assert window.article._picture.marks.signs[first.id] == ["reject"]
    assert window.article._picture.marks.hues[first.id] == "dim"


def type_letter(window: MainWindow, letter: str) -> None:
    """Type a letter into the list of reasons."""
    event = QKeyEvent(QEvent.Type.KeyPress, ord(letter.upper()), MOD.NoModifier, letter)
    QApplication.sendEvent(window.judging._popup.list, event)


def test_a_reason_is_taken_by_its_first_letters_too(opened: Opener, app: QApplication) -> None:
    window = opened(REVIEWER)
    review(window)
    letter = "و" if window.session.language == "ar" else "d"
    wanted = "label" if window.session.language == "ar" else "duplicate"
    press(KEY.Key_N)
    type_letter(window, letter)
    (verdict,) = verdicts(window)
    assert verdict.reason == wanted


def test_a_reason_is_taken_whatever_layout_is_switched_to_in_between(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    press(KEY.Key_N)
    before = window.judging._popup.list.currentRow()
    type_letter(window, "ظ")  # begins none, in either language
    assert window.judging._popup.list.currentRow() == before
    type_letter(window, "٢")
    (verdict,) = verdicts(window)
    assert verdict.reason == "label"


def test_escape_leaves_it_unjudged(opened: Opener) -> None:
    window = opened(REVIEWER)
    press(KEY.Key_N)
    press(KEY.Key_Escape)
    assert verdicts(window) == []


def test_space_walks_and_shift_space_walks_back(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    places = [place.id for place in window.reviewing.places()]
    assert window.reviewing.current == places[0]
    press(KEY.Key_Space)
    press(KEY.Key_Space)
    assert window.reviewing.current == places[2]
    press(KEY.Key_Space, SHIFT)
    assert window.reviewing.current == places[1]


def test_spans_come_before_the_attributions_that_tie_them(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    assert window.reviewing.work is not None
    rows = [window.reviewing.work.rows[place.id] for place in window.reviewing.places()]
    tied = next(n for n, row in enumerate(rows) if isinstance(row, Attribution))
    assert rows[tied - 1].id == rows[tied].claims[0]  # type: ignore[union-attr]


def test_the_rest_is_accepted_as_one_act(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    press(KEY.Key_N)
    press(KEY.Key_1)
    press(KEY.Key_Y, SHIFT)
    kinds = [row.verdict for row in verdicts(window)]
    assert len(kinds) == len(window.reviewing.places()) and kinds.count("accept") == len(kinds) - 1
    assert all(place.settled for place in window.reviewing.places())
    press(KEY.Key_Z, MOD.ControlModifier)
    assert [row.verdict for row in verdicts(window)] == ["reject"]


def test_selected_text_corrects_the_extent(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    first = target(window)
    assert isinstance(first, Span)
    window.article.set_selection(first.start, first.start + len("مجلس"))
    assert target(window).id == first.id
    press(KEY.Key_E)
    dialog_of(window, SpanCorrection)
    press(KEY.Key_Return)
    (verdict,) = verdicts(window)
    made = said(window).rows[verdict.replacement or ""]
    assert isinstance(made, Span) and made.quote == "مجلس" and made.author == REVIEWER
    assert verdict.reason == "boundary"
    assert said(window).rows[first.id] == first
    assert {first.id, made.id} <= {span.id for span in window.article.shown.spans}
    assert window.article._picture.marks.hues[made.id] == "replace"


def test_a_labels_key_says_that_the_target_bears_another(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    first = target(window)
    press(KEY.Key_2)
    (verdict,) = verdicts(window)
    made = said(window).rows[verdict.replacement or ""]
    assert isinstance(made, Span) and isinstance(first, Span)
    assert (made.label, made.ranges, verdict.reason) == ("place", first.ranges, "label")


def test_an_attribution_is_corrected(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window, OTHER)
    tied = next(row for row in said(window).attributions if row.author == OTHER)
    window.reviewing.go_to(tied.id)
    press(KEY.Key_E)
    dialog = dialog_of(window, AttributionCorrection)
    assert isinstance(dialog, AttributionCorrection)
    dialog.sources.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.accept()
    (verdict,) = verdicts(window)
    made = said(window).rows[verdict.replacement or ""]
    assert isinstance(made, Attribution) and made.sources == () and verdict.reason == "wrong-source"
    assert said(window).rows[tied.id] == tied


def test_what_was_missed_is_labelled_as_usual(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    window.article.set_selection(*at("الهدنة صامدة"))
    press(KEY.Key_3)
    (verdict,) = verdicts(window)
    made = said(window).rows[verdict.replacement or ""]
    assert isinstance(made, Span)
    assert (made.label, made.quote, made.origin, verdict.reason) == (
        "claim",
        "الهدنة صامدة",
        REVIEW,
        "missing",
    )
    assert window.article._picture.marks.signs[made.id] == ["missed"]
    press(KEY.Key_A)
    dialog = dialog_of(window, AttributionCorrection)
    assert isinstance(dialog, AttributionCorrection)
    dialog.sources.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.accept()
    ties = [row for row in said(window).attributions if row.author == REVIEWER]
    assert len(ties) == 1 and len(ties[0].sources) == 1


def test_comments_stand_in_threads(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    for text in ("لماذا؟", "انظر الدليل"):
        press(KEY.Key_C)
        assert QApplication.focusWidget() is window.panels.target_panel.line
        QTest.keyClicks(window.panels.target_panel.line, "")
        window.panels.target_panel.line.setText(text)
        press(KEY.Key_Return)
        assert window.article.hasFocus()
    first, second = said(window).comments
    assert (first.text, second.text) == ("لماذا؟", "انظر الدليل")
    assert second.reply_to == first.id
    assert "remark" in window.article._picture.marks.signs[target(window).id]


def test_a_changed_target_is_marked_and_open_again(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    first = target(window)
    press(KEY.Key_Y)
    session = window.session
    assert session.path is not None and isinstance(first, Span)
    with Project.open(session.path) as other:
        spans.relabel_span(other, first, "place", author=AUTHOR)
    session.look_for_changes()
    assert window.article._picture.marks.signs[first.id] == ["stale"]
    assert not next(place for place in window.reviewing.places() if place.id == first.id).settled
    window.reviewing.go_to(first.id)
    window.session.settle()
    words = window.panels.review_strip.said.text()
    assert window.session.tr_("reviewing.lapsed-short") in words


def test_nobody_judges_their_own(opened: Opener) -> None:
    window = opened(AUTHOR, "all")
    assert View("review", (AUTHOR,)) not in window.reviewing.views()
    window.documents.choose_list("review")
    row = window.documents.model.row(0)
    assert row is not None and row.authors == (OTHER,)
    for action_id in ("accept_target", "reject_target", "correct_target", "accept_remaining"):
        assert not window.menus.actions[action_id].isEnabled()


def test_verdicts_come_back_and_are_answered(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    first = target(window)
    press(KEY.Key_N)
    press(KEY.Key_1)
    author = opened(AUTHOR, "returned")
    assert author.documents.model.rowCount() == 1
    assert author.reviewing.view.kind == "own"
    assert [place.id for place in author.reviewing.places()] == [first.id]
    assert author.article._picture.marks.signs[first.id] == ["reject"]
    assert author.panels.inspector.isVisible() and author.panels.target_panel.isVisible()
    press(KEY.Key_Space)
    assert author.article.selected_span() == first.id
    press(KEY.Key_C)
    author.panels.target_panel.line.setText("صححتها")
    press(KEY.Key_Return)
    (comment,) = said(author).comments
    assert comment.target_kind == "decision"
    author.documents.recount()
    assert author.documents.model.rowCount() == 0


def test_what_was_added_as_missing_is_shown_to_the_author_and_answered(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    window.article.set_selection(*at("الهدنة صامدة"))
    press(KEY.Key_3)
    (verdict,) = verdicts(window)
    author = opened(AUTHOR, "returned")
    assert author.documents.model.rowCount() == 1
    author.article.select_span(verdict.replacement or "")
    author.session.settle()
    assert author.panels.target_panel.isVisible()
    words = [label.text() for label in author.panels.target_panel.findChildren(QLabel)]
    assert any(author.session.tr_("reviewing.added") in text for text in words)
    assert not author.menus.actions["delete"].isEnabled()
    press(KEY.Key_C)
    author.panels.target_panel.line.setText("نعم، فاتني")
    press(KEY.Key_Return)
    (comment,) = said(author).comments
    assert comment.target == verdict.id
    author.documents.recount()
    assert author.documents.model.rowCount() == 0


def test_submitting_lists_what_is_left_and_asks_why(opened: Opener) -> None:
    window = opened("نورا", "all")
    document = window.session.document
    assert document is not None
    claim = window.session.do(
        spans.add_span, document_id=document.id, label="claim", ranges=[at("المعبر مفتوح")]
    )
    assert claim is not None
    press(KEY.Key_Return, MOD.ControlModifier | SHIFT)
    dialog = dialog_of(window, SubmitDialog)
    assert isinstance(dialog, SubmitDialog)
    assert dialog.list.count() == 1 and not dialog.submit_button.isEnabled()
    dialog.list.itemClicked.emit(dialog.list.item(0))
    assert window.article.selected_span() == claim.id
    assert said(window).submission("نورا") is None
    wait_active(window)
    press(KEY.Key_Return, MOD.ControlModifier | SHIFT)
    dialog = dialog_of(window, SubmitDialog)
    assert isinstance(dialog, SubmitDialog)
    dialog.why.setText("لا قائل له")
    press(KEY.Key_Return)
    submission = said(window).submission("نورا")
    assert submission is not None and submission.note == "لا قائل له"
    assert not window.menus.actions["submit"].isEnabled()
    wait_active(window)
    press(KEY.Key_Backspace, MOD.ControlModifier | SHIFT)
    submission = said(window).submission("نورا")
    assert submission is not None and submission.state == "withdrawn"


def test_a_comparison_shows_four_kinds_of_difference(opened: Opener) -> None:
    window = opened(REVIEWER, "adjudicate")
    assert window.reviewing.view == View("compare", (AUTHOR, OTHER))
    comparison = window.reviewing.comparison
    assert comparison is not None
    kinds: set[Kind] = {row.kind for row in comparison.differences()}
    assert kinds == {"only", "boundary", "label", "attribution"}
    signs = {sign for row in window.article._picture.marks.signs.values() for sign in row}
    assert kinds <= signs
    assert window.panels.differences.list.count() == len(comparison.differences())
    assert set(window.article._picture.marks.sides.values()) == {1, 2}
    assert not any(action.isEnabled() for action in window.panels.label_bar.label_actions())


def go_to(window: MainWindow, kind: Kind) -> dict[str, Span | Attribution]:
    """The difference of a kind, made the one in question."""
    comparison = window.reviewing.comparison
    assert comparison is not None
    at_kind = next(n for n, row in enumerate(comparison.differences()) if row.kind == kind)
    window.reviewing.go_to(window.reviewing.places()[at_kind].id)
    item = window.reviewing.item()
    assert item is not None and item.kind == kind
    return item.rows


@pytest.mark.parametrize(
    ("key", "first", "second"),
    [
        (KEY.Key_1, "accept", "reject"),
        (KEY.Key_2, "reject", "accept"),
        (KEY.Key_B, "accept", "accept"),
        (KEY.Key_0, "reject", "reject"),
    ],
)
def test_one_key_settles_a_difference(opened: Opener, key: Qt.Key, first: str, second: str) -> None:
    window = opened(REVIEWER, "adjudicate")
    rows = go_to(window, "boundary")
    press(key)
    told = {row.target: row.verdict for row in verdicts(window)}
    assert told == {rows[AUTHOR].id: first, rows[OTHER].id: second}
    assert window.reviewing.item() is not None


def test_the_side_that_has_nothing_can_be_taken(opened: Opener) -> None:
    window = opened(REVIEWER, "adjudicate")
    rows = go_to(window, "only")
    assert set(rows) == {AUTHOR}
    press(KEY.Key_2)
    assert [row.verdict for row in verdicts(window)] == ["reject"]


def test_a_third_is_made(opened: Opener) -> None:
    window = opened(REVIEWER, "adjudicate")
    rows = go_to(window, "label")
    press(KEY.Key_E)
    dialog = dialog_of(window, SpanCorrection)
    assert isinstance(dialog, SpanCorrection)
    dialog.labels.setCurrentIndex(dialog.labels.findData("source"))
    press(KEY.Key_Return)
    told = verdicts(window)
    assert {row.target for row in told} == {row.id for row in rows.values()}
    (made,) = {row.replacement for row in told}
    assert said(window).rows[made or ""].label == "source"  # type: ignore[union-attr]


def test_all_settled_is_the_agreed_layer(opened: Opener) -> None:
    window = opened(REVIEWER, "adjudicate")
    for _ in range(len(window.reviewing.places())):
        press(KEY.Key_1)
    assert all(place.settled for place in window.reviewing.places())
    press(KEY.Key_Y, SHIFT)
    window.reviewing.show_view(View("agreed"))
    layer = said(window).layer(AUTHOR)
    assert {span.ranges for span in window.article.shown.spans} == {span.ranges for span in layer.spans}
    assert len(window.article.shown.attributions) == len(layer.attributions)
    assert not any(action.isEnabled() for action in window.panels.label_bar.label_actions())


def test_the_views_are_gone_through_by_a_key(opened: Opener) -> None:
    window = opened(REVIEWER, "all")
    window.article.setFocus()
    kinds = []
    for _ in range(5):
        kinds.append(window.reviewing.view.kind)
        press(KEY.Key_V)
    assert kinds == ["own", "review", "review", "compare", "agreed"]


def test_no_key_does_two_things_at_once(opened: Opener) -> None:
    window = opened(REVIEWER, "all")
    for view in window.reviewing.views():
        window.reviewing.show_view(view)
        on = [action for action in window.menus.actions.values() if action.isEnabled()]
        on += [action for action in window.panels.label_bar.label_actions() if action.isEnabled()]
        keys = [key.toString() for action in on for key in action.shortcuts()]
        assert len(keys) == len(set(keys)), view


def test_while_blind_nothing_of_others_is_to_be_seen(opened: Opener, path: Path) -> None:
    with Project.open(path) as project:
        (bundle,) = queries.bundles(project)
        assignments.assign(
            project, [bundle.document.id], assignees=["نورا"], task="annotate-blind", author=REVIEWER
        )
    window = opened("نورا", "all")
    assert window.reviewing.views() == [View()]
    assert not window.panels.review_bar.isVisible()
    for listed in ("review", "adjudicate"):
        window.documents.choose_list(listed)
        assert window.documents.model.rowCount() == 0
    named = {row.id: window.documents.lists.itemText(place) for place, row in enumerate(LISTS)}
    assert [name for name, text in named.items() if "(" in text] == ["all", "mine", "not-begun", "teach"]
    assert window.article.shown.spans == ()
    for action_id in ("accept_target", "take_1", "comment", "accept_remaining"):
        assert not window.menus.actions[action_id].isEnabled()


def test_every_action_of_review_has_a_key_or_a_place_in_the_menu(opened: Opener) -> None:
    window = opened(REVIEWER)
    menu = {action.objectName() for action in window.menus.menus["review"].actions()}
    assert {spec.id for spec in ACTIONS if spec.menu == "review"} <= menu


def test_a_refused_verdict_is_told_and_the_target_shown_anew(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(dialogs, "show_error", lambda parent, language, sentence: shown.append(sentence))
    window = opened(REVIEWER)
    review(window)
    first = target(window)
    session = window.session
    assert session.path is not None and isinstance(first, Span)
    with Project.open(session.path) as other:
        spans.relabel_span(other, first, "place", author=AUTHOR)
    press(KEY.Key_Y)
    assert len(shown) == 1 and verdicts(window) == []
    assert target(window).label == "place"  # type: ignore[union-attr]


ARABIC = re.compile("[\u0600-\u06ff]")
OWN_WORDS = re.compile("|".join([AUTHOR, OTHER, REVIEWER, *TEXT.split()]))


@pytest.mark.parametrize("listed", ["review", "adjudicate", "all"])
def test_every_control_is_named_in_the_language_of_the_window(opened: Opener, listed: str) -> None:
    window = opened(REVIEWER, listed)
    for _ in range(2):
        english = window.session.language == "en"
        named = [widget for widget in controls(window) if widget.isVisible()]
        texts = [widget.accessibleName() for widget in named]
        assert not [widget for widget in named if not (widget.accessibleName() or _text(widget))]
        texts += [_text(widget) for widget in named]
        texts += [box.itemText(n) for box in window.findChildren(QComboBox) for n in range(box.count())]
        texts += [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
        texts += [
            window.panels.differences.list.item(n).text()
            for n in range(window.panels.differences.list.count())
        ]
        for text in texts:
            said = OWN_WORDS.sub("", text)
            if re.search(r"[^\W\d_]{3}", said):
                assert bool(ARABIC.search(said)) != english, text
        window.act("language")
        QApplication.processEvents()


def _text(widget: QWidget) -> str:
    return str(widget.text()) if isinstance(widget, QAbstractButton) else ""


def test_a_label_of_review_shows_text_never_markup(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    press(KEY.Key_C)
    window.panels.target_panel.line.setText("<b>لا</b> & <img src=x>")
    press(KEY.Key_Return)
    for label in window.findChildren(QLabel):
        if label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
    assert any("<b>" in label.text() for label in window.panels.target_panel.findChildren(QLabel))


def test_the_queue_reads_only_what_it_shows(opened: Opener, path: Path) -> None:
    with Project.open(path) as project:
        for n in range(250):
            report = documents.add_text(project, f"خبر رقم {n}", author=AUTHOR)
            assert report.first_document is not None
            submissions.submit(project, report.first_document, author=AUTHOR)
    window = opened(REVIEWER)
    assert window.documents.model.rowCount() == 251
    assert set(window.documents.model._pages) == {0}


def test_the_lists_are_gone_through_by_a_key_and_ordered(opened: Opener) -> None:
    window = opened(REVIEWER, "all")
    seen = []
    for _ in LISTS:
        seen.append(window.documents.model.list.id)
        press(KEY.Key_F6)
    assert sorted(seen) == sorted(get_args(ListId)) and window.documents.model.list.id == "all"
    window.documents.choose_list("review")
    assert window.documents.orders.isVisible()
    window.documents.orders.setCurrentIndex(2)
    window.documents.orders.activated.emit(2)
    assert window.documents.model.order == "differences"
    assert window.documents.model.rowCount() == 1


def test_one_document_in_two_layers_is_one_comparison(opened: Opener) -> None:
    window = opened(REVIEWER)
    assert window.documents.model.rowCount() == 1
    assert window.reviewing.view == View("compare", (AUTHOR, OTHER))
    assert window.documents.list.currentIndex().row() == 0


def test_next_goes_to_the_other_layer_of_the_same_document(opened: Opener, path: Path) -> None:
    with Project.open(path) as project:
        last = documents.add_text(project, "خبر آخر", author=AUTHOR).first_document
        assert last is not None
        submissions.submit(project, last, author=AUTHOR)
    window = opened(REVIEWER)
    assert window.session.document is not None
    first = window.session.document.id
    review(window)
    press(KEY.Key_Y, SHIFT)
    assert not window.documents.list.currentIndex().isValid(), "what is shown awaits nobody"
    press(KEY.Key_PageDown, MOD.ControlModifier)
    assert (window.session.document.id, window.reviewing.view) == (first, View("review", (OTHER,)))
    assert window.documents.list.currentIndex().row() == 0
    press(KEY.Key_PageDown, MOD.ControlModifier)
    assert (window.session.document.id, window.reviewing.view) == (last, View("review", (AUTHOR,)))


def to_the_claim(window: MainWindow) -> list[str]:
    """Make a claim the target; the ids of what is said of it, the claim's first."""
    tied = next(row for row in said(window).attributions if row.author == AUTHOR)
    window.reviewing.go_to(tied.claims[0])
    window.session.settle()
    return [tied.claims[0], tied.id, tied.cue or "", *tied.sources]


def test_one_key_accepts_a_statement(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    walked = [place.id for place in window.reviewing.places()]
    ids = to_the_claim(window)
    assert walked[walked.index(ids[0]) :][:4] == ids, "a statement is walked from its claim"
    assert window.panels.review_strip.buttons["accept_row"].isVisible()
    tr = window.session.tr_
    assert (
        tr("reviewing.judged-statements", n=0, total=1, rows=0, all=8)
        == window.panels.review_bar.state.text()
    )
    press(KEY.Key_Y)
    assert {row.target for row in verdicts(window)} == set(ids)
    assert window.reviewing.current not in ids
    window.session.settle()
    assert (
        tr("reviewing.judged-statements", n=1, total=1, rows=4, all=8)
        == window.panels.review_bar.state.text()
    )
    press(KEY.Key_Z, MOD.ControlModifier)
    assert verdicts(window) == [] and window.reviewing.current == ids[0]


def test_another_key_accepts_the_claim_only(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    ids = to_the_claim(window)
    press(KEY.Key_Y, MOD.AltModifier)
    assert [row.target for row in verdicts(window)] == ids[:1]
    assert window.reviewing.current == ids[1], "then what says who said it"


def test_what_is_rejected_is_not_accepted_with_its_statement(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    ids = to_the_claim(window)
    window.reviewing.go_to(ids[-1])
    press(KEY.Key_N)
    press(KEY.Key_1)
    window.reviewing.go_to(ids[0])
    press(KEY.Key_Y)
    assert {row.target: row.verdict for row in verdicts(window)} == {ids[-1]: "reject", ids[0]: "accept"}


def test_an_undo_returns_to_what_it_undid(opened: Opener) -> None:
    window = opened(REVIEWER)
    review(window)
    first = target(window).id
    press(KEY.Key_Y)
    press(KEY.Key_Z, MOD.ControlModifier)
    assert window.reviewing.current == first
    press(KEY.Key_N)
    press(KEY.Key_2)
    assert [(row.target, row.verdict) for row in verdicts(window)] == [(first, "reject")]
    review(window, OTHER)
    press(KEY.Key_Z, MOD.ControlModifier)
    assert (window.reviewing.view, window.reviewing.current) == (View("review", (AUTHOR,)), first)


def test_an_undo_in_a_comparison_returns_to_the_difference(opened: Opener) -> None:
    window = opened(REVIEWER, "adjudicate")
    first = window.reviewing.current
    press(KEY.Key_1)
    assert window.reviewing.current != first
    press(KEY.Key_Z, MOD.ControlModifier)
    assert verdicts(window) == [] and window.reviewing.current == first
    press(KEY.Key_Z, MOD.ControlModifier | SHIFT)
    assert window.reviewing.current == first, "and so does doing it again"


MORE = ("هند", "جمانة", "فرح", "نورا", "سامر", "وائل")


@pytest.fixture
def eight(path: Path) -> None:
    """Eight layers; each of the first three is like another's."""
    with Project.open(path) as project:
        (bundle,) = queries.bundles(project)
        for n, author in enumerate(MORE):
            annotate(project, bundle.document, author, differing=n < 2)
            if n > 3:
                spans.add_span(
                    project,
                    author=author,
                    document_id=bundle.document.id,
                    label="claim",
                    ranges=[at(("المعبر مفتوح", "أن المعبر مفتوح")[n - 4])],
                )
            submissions.submit(project, bundle.document.id, author=author, note="بلا إسناد")


def test_equal_rows_are_one_side_and_any_of_them_are_taken(opened: Opener, eight: None) -> None:
    window = opened(REVIEWER, "adjudicate")
    everybody = sorted((AUTHOR, OTHER, *MORE))
    differing = sorted((OTHER, *MORE[:2]))
    rows = go_to(window, "boundary")
    sides = window.reviewing.sides()
    assert sorted(map(list, sides)) == sorted([differing, sorted(set(everybody) - set(differing))])
    window.session.settle()
    assert " = ".join(sides[0]) in window.panels.review_strip.buttons["take_1"].text()
    assert not window.panels.review_strip.buttons["take_3"].isVisible()
    assert not window.menus.actions["take_3"].isVisible()
    drawn = {span.id for span in window.article.shown.spans}
    assert len(drawn & {row.id for row in rows.values()}) == 2
    press(KEY.Key_2)
    told = {row.target: row.verdict for row in verdicts(window)}
    assert told == {row.id: "accept" if who in sides[1] else "reject" for who, row in rows.items()}
    window.session.settle()
    lines = [
        window.panels.differences.list.item(n).text() for n in range(window.panels.differences.list.count())
    ]
    taken = window.session.tr_("reviewing.outcome-taken", authors="\u2068" + "، ".join(sides[1]) + "\u2069")
    assert sum(taken in line for line in lines) == 1


def test_sides_are_chosen_and_taken_together(opened: Opener, eight: None) -> None:
    window = opened(REVIEWER, "adjudicate")
    comparison = window.reviewing.comparison
    assert comparison is not None
    found = (row for row in comparison.differences() if row.kind == "only" and len(row.sides) == 2)
    window.reviewing.go_to(item_key(next(found)))
    window.session.settle()
    item = window.reviewing.item()
    assert item is not None
    sides = window.reviewing.sides()
    assert len(sides) == 3, "two that differ, and those who have nothing"
    numbers = [n for n, side in enumerate(sides, start=1) if side[0] in item.rows]
    assert not window.menus.actions["take_chosen"].isEnabled()
    for n in (*numbers, numbers[0], numbers[0]):
        press(KEY(KEY.Key_0.value + n), MOD.ControlModifier)
    assert window.reviewing.chosen == set(numbers)
    assert not window.menus.actions["inspect"].isEnabled(), "one thing to a key"
    assert window.panels.review_strip.buttons["take_chosen"].isVisible()
    press(KEY.Key_Return)
    assert {row.verdict for row in verdicts(window)} == {"accept"}
    assert window.reviewing.chosen == frozenset()


def test_a_layer_is_withdrawn_while_it_is_compared(opened: Opener, path: Path, eight: None) -> None:
    window = opened(REVIEWER, "adjudicate")
    for author in (OTHER, *MORE):
        with Project.open(path) as project:
            submissions.withdraw(project, window.session.document.id, author=author)  # type: ignore[union-attr]
        window.session.look_for_changes()
        window.session.settle()
        assert author not in window.reviewing.view.authors
        assert AUTHOR in window.reviewing.view.authors
    assert window.reviewing.view == View("review", (AUTHOR,))


def all_differences(window: MainWindow) -> DifferencesDialog:
    window.act("differences")
    dialog = dialog_of(window, DifferencesDialog)
    assert isinstance(dialog, DifferencesDialog)
    dialog.task.finish()
    return dialog


def test_from_the_list_of_all_differences_one_goes_to_each(opened: Opener, path: Path) -> None:
    with Project.open(path) as project:
        last = documents.add_text(project, TEXT + "خبر آخر", author=AUTHOR).first_document
        assert last is not None
        for author, words in ((AUTHOR, "حي الورد"), (OTHER, "الورد")):
            spans.add_span(project, author=author, document_id=last, label="place", ranges=[at(words)])
            submissions.submit(project, last, author=author)
    window = opened(REVIEWER, "all")
    dialog = all_differences(window)
    assert dialog.list.count() == 5, "four in the one document and one in the other"
    dialog.kinds.setCurrentIndex(dialog.kinds.findData("boundary"))
    dialog.read()
    dialog.task.finish()
    assert dialog.list.count() == 2
    seen = set()
    for n in range(2):
        dialog.list.itemActivated.emit(dialog.list.item(n))
        item = window.reviewing.item()
        assert item is not None and item.kind == "boundary"
        assert window.session.document is not None
        seen.add(window.session.document.id)
    assert len(seen) == 2
    wait_active(window)
    settled = window.session.document.id  # type: ignore[union-attr]
    press(KEY.Key_1)
    dialog.read()
    dialog.task.finish()
    lines = [dialog.list.item(n).text() for n in range(2)]
    tr = window.session.tr_
    assert (
        tr("reviewing.open") in lines[0] and dialog.list.item(1).data(Qt.ItemDataRole.UserRole)[0] == settled
    )
    assert tr("reviewing.outcome-taken", authors=f"\u2068{AUTHOR}\u2069") in lines[1]
    assert dialog.summary.text() == tr("reviewing.differences", n=2) + " · " + tr("reviewing.left", n=1)
    dialog.pairs.setCurrentIndex(1)
    dialog.labels.setCurrentIndex(dialog.labels.findData("claim"))
    dialog.read()
    dialog.task.finish()
    assert dialog.list.count() == 0
    window.act("language")
    assert dialog.windowTitle() == window.session.tr_("actions.differences")
    dialog.close()
