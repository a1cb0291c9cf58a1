"""What happened, in sentences: every kind of record, from what to what, in names and not in ids."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from annotator.commands import spans
from annotator.core.asking import Asked
from annotator.core.drawing import Draw
from annotator.core.events import ENTITIES, KINDS, Change
from annotator.core.model import OwnLexicon, Record, Span
from annotator.store import Project, past, queries
from annotator.words.i18n import LANGUAGES, Language
from annotator.words.story import Teller, story, told
from tests.recorded import Recorded, record_everything
from tests.reviewed import PLACE, A, Q, layer, span
from tests.store.conftest import corpus, make_document, project

__all__ = ["corpus", "project"]

_ID = re.compile("[0-9a-f]{32}")
_MARKS = dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069))


@pytest.fixture(scope="module")
def asked(
    tmp_path_factory: pytest.TempPathFactory, prepared: Path, empty_project: Path
) -> Iterator[tuple[Project, Recorded]]:
    path = tmp_path_factory.mktemp("story") / "news.db"
    with Project.open(shutil.copy(empty_project, path)) as project:
        yield project, record_everything(project)


def sentences(project: Project, language: Language, asked: Asked) -> list[str]:
    acts = past.acts(project, asked)
    found = [line for act in acts for line in told(project, language, act).changes]
    return [line.translate(_MARKS) for line in found]


def test_something_of_every_entity_has_happened(asked: tuple[Project, Recorded]) -> None:
    """Else the tests below would not speak of it."""
    project, _ = asked
    seen = {change.entity for act in past.acts(project, Asked()) for change in act.changes}
    assert seen == set(ENTITIES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_is_told_and_every_isolate_ends(asked: tuple[Project, Recorded], language: Language) -> None:
    project, _ = asked
    for act in past.acts(project, Asked()):
        entry = told(project, language, act)
        assert entry.act and entry.act not in KINDS and len(entry.changes) == act.total
        for line in (entry.act, *entry.changes):
            hashes = act.event.kind == "export.write"
            assert hashes or not _ID.search(line), line
            assert sum(map(line.count, "\u2066\u2067\u2068")) == line.count("\u2069"), line


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("attribution.edit", ["Changed: attribution مصدر عسكري (Local) «قال»: إن الطائرة سق"
                              " · Source category: from Military to Local"]),
        ("assignment.add", ["Added: task on “{title}” · Task: annotate · Assigned to: سلمى · Assigned by: نور"
                            " · Due: 2026-12-24 · Priority: 2"]),
        ("submission.submit", ["Added: submission of “{title}” · State: submitted · Note: راجعوا المصدر"]),
        ("review.reject", ["Added: verdict on Claim: إن الطائرة سق (17-30) (سلمى) · Verdict: rejected"
                           " · Reason: boundary · Comment: الحدود أضيق"]),
        ("review.replace", ["Added: verdict on Source: مصدر عسكري (4-14) (سلمى) · Verdict: corrected"
                            " · Reason: label · Replaced by: Party: مصدر عسكري (4-14)",
                            "Added: Party: مصدر عسكري (4-14) · Origin: review"]),
        ("documents.import_trusted", ["Added: verdict on Place: السنديا (0-7) (رنا), by باسل"
                                      " · Verdict: accepted",
                                      "Added: submission of “السنديان”, by رنا · State: submitted",
                                      "Added: document “السنديان”",
                                      "Added: Place: السنديا (0-7), by رنا"]),
        ("note.write", ["Added: note on “{title}” · Note: للمراجع"]),
        ("document.sort", ["Added: filing of “{title}” · Sorted: later"]),
        ("document.edit", ["Changed: document “{title}” · Direction: from right to left to left to right"
                           " · Publisher: وكالة الأفق"]),
        ("suggestion.reject", ["Added: rejection of the suggestion Place: مدينة السنديان"]),
        ("undo", ["Removed: rejection of the suggestion Place: مدينة السنديان"]),
        ("name.add", ["Added: name “الجيش الشمالي” (Party) · Other spellings: جيش الشمال"
                      " · Listed for everybody: Yes"]),
        ("name.block", ["Changed: name “الجيش الشمالي” (Party) · Blocked: from No to Yes"]),
        ("scheme.change", ["Changed: scheme News: attributed claims · Labels › Party › Arabic name:"
                           " from فاعل to جهة · Labels › Party › English name: from Actor to Party"]),
        ("layer.open", ["Added: reading of others’ work on “{title}”"]),
        ("policy.change", ["Changed: what the project notes of those who work on it"
                           " · Accounts noted: from Yes to No"]),
    ],
)  # fmt: skip
def test_from_what_to_what(asked: tuple[Project, Recorded], kind: str, lines: list[str]) -> None:
    project, recorded = asked
    title = " ".join(queries.text_of(project, recorded.document).split())
    expected = [line.format(title=title) for line in lines]
    assert sentences(project, "en", Asked(kinds=(kind,))) == expected


def test_a_draw_says_whether_its_seed_draws_it_again(asked: tuple[Project, Recorded]) -> None:
    project, _ = asked
    line = sentences(project, "en", Asked(kinds=("assignment.draw",)))[0]
    assert "Seed: 7 · Share: 50%" in line and line.endswith("the seed draws the same documents")
    (act,) = past.acts(project, Asked(kinds=("assignment.draw",)))
    (draw,) = (change.after for change in act.changes if isinstance(change.after, Draw))
    forged = Change("draw", "x", None, msgspec.structs.replace(draw, seed=8))
    assert Teller(project, "en").sentence(forged).endswith("does not draw these documents\u2069")


def test_what_was_undone_and_redone_is_named(asked: tuple[Project, Recorded]) -> None:
    project, _ = asked
    entries = [told(project, "en", act) for act in past.acts(project, Asked(kinds=("undo", "redo")))]
    (rejected,) = past.acts(project, Asked(kinds=("suggestion.reject",)))
    expected = f"suggestion rejected (no. {rejected.event.seq})"
    assert [entry.act.translate(_MARKS) for entry in entries] == [
        f"undone: {expected}",
        f"redone: {expected}",
    ]


def test_whose_a_row_is_is_told_where_somebody_else_acted(asked: tuple[Project, Recorded]) -> None:
    project, recorded = asked
    lines = sentences(project, "ar", Asked(rows=(recorded.claim.id,), kinds=("author",)))
    assert lines == ["عُدّل: ادعاء: إن الطائرة سق (17-30)، لـسلمى حداد · صاحبه: من سلمى إلى سلمى حداد"]


def test_a_row_that_goes_says_what_went(project: Project) -> None:
    document = make_document(project)
    claim, *_, tied = layer(project, document, A)
    noted = spans.set_span_note(project, claim, "ملاحظة", author=A)
    spans.delete_span(project, noted, author=A)
    (newest, *_) = story(project, "en", [claim.id])
    gone = [line.translate(_MARKS) for line in newest.changes]
    assert gone == ["Label: removed Claim", "Text: removed إن الطائرة سق (17-30)", "Note: removed ملاحظة"]
    lines = sentences(project, "en", Asked(kinds=("span.delete",)))
    assert lines == [
        "Removed: attribution مصدر عسكري (Military) «قال»: إن الطائرة سق",
        "Removed: Claim: إن الطائرة سق (17-30) · Note: ملاحظة",
    ]
    assert tied.id in {change.entity_id for act in past.acts(project, Asked()) for change in act.changes}


def test_of_long_texts_the_place_is_shown_where_they_begin_to_differ(project: Project) -> None:
    texts = ["كلمة " * 100 + end for end in ("أولى", "ثانية")]
    before, after = (OwnLexicon(id="x", text=text) for text in texts)
    line = Teller(project, "ar").sentence(Change("lexicon", "x", before, after))
    assert "أولى" in line and "ثانية" in line and len(line) < 250


def test_what_is_not_told_is_counted(corpus: Project) -> None:
    (act,) = past.acts(corpus, Asked(kinds=("documents.import",)), most=7)
    entry = told(corpus, "ar", act)
    assert (len(entry.changes), entry.further) == (7, act.total - 7)


def test_rows_of_a_removed_document_bear_its_name(project: Project) -> None:
    document = make_document(project, author=Q)
    project.undo(Q)
    assert queries.document_ids(project) == []
    assert sentences(project, "ar", Asked(document=document.id, kinds=("undo",)))[0].startswith(
        "أزيل: المستند"
    )


def test_a_record_of_a_newer_program_stands_for_itself(project: Project) -> None:
    class Later(Record, frozen=True, kw_only=True):
        """A kind of record that this program does not know."""

    assert "later-1" in Teller(project, "en").sentence(Change("later", "later-1", None, Later(id="later-1")))


def test_the_origin_of_a_row_is_told_but_for_the_hand(project: Project) -> None:
    made = span(project, make_document(project), A, "place", PLACE)
    teller = Teller(project, "en")
    for origin, words in (("import:brat", "import (brat)"), ("suggestion:names", "suggestion (names)")):
        row: Span = msgspec.structs.replace(made, origin=origin)
        line = teller.sentence(Change("span", made.id, None, row)).translate(_MARKS)
        assert f"Origin: {words}" in line
    assert "Origin" not in teller.sentence(Change("span", made.id, None, made))
