"""Tolls in the record: kept with their claim, checked at every border, listed, carried to files and back."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from annotator.commands import documents, exporting, spans, submissions, verdicts
from annotator.commands.exporting import Asked
from annotator.commands.tolls import add_tolls, list_tolls, set_tolls
from annotator.core.carrying import EVERYTHING, Loss, carried
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span, Toll
from annotator.core.review import holds, snapshot
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.store.verify import rebuild, verify
from annotator.suggest.tolls import proposed_tolls
from tests.command_line import Cli, cli

__all__ = ["cli"]

ME, OTHER = "سلمى", "يزن"
TEXT = "أعلن مجلس الريحان 🔴 مقتل ثلاثة مدنيين بينهم طفل وإصابة العشرات قرب اليراع."
PLACE = TEXT.index("مقتل"), TEXT.index(" قرب")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Project.create(path, scheme_toml.load(), actor=ME) as project:
        documents.add_text(project, TEXT, author=ME)
        [[document]] = project.rows("SELECT id FROM documents")
        spans.add_span(project, author=ME, document_id=document, label="claim", ranges=[PLACE])
    return path


def claim(project: Project) -> Span:
    [[row]] = project.rows("SELECT id FROM spans WHERE label = 'claim' AND author = ?", [ME])
    span = project.row_record("span", row)
    assert isinstance(span, Span)
    return span


def with_tolls(project: Project) -> Span:
    span = claim(project)
    return add_tolls(project, span, proposed_tolls(TEXT, span.ranges), author=ME)


def test_tolls_are_kept_undone_and_rebuilt(path: Path) -> None:
    with Project.open(path) as project:
        kept = with_tolls(project)
        assert [(toll.what, toll.who, toll.least, toll.most) for toll in kept.tolls] == [
            ("killed", "civilians", 3, 3),
            ("killed", "children", 1, 1),
            ("wounded", "unknown", 10, None),
        ]
        assert verify(project) == []
        rebuild(project)
        assert claim(project) == kept
        project.undo(ME)
        assert claim(project).tolls == ()
        project.redo(ME)
        assert claim(project) == kept
    with closing(sqlite3.connect(path)) as anybody:
        rows = anybody.execute(
            'SELECT what, least, most, exact, quote FROM tolls ORDER BY "start"'
        ).fetchall()
    assert rows[0] == ("killed", 3, 3, 1, "مقتل ثلاثة مدنيين")
    assert rows[2] == ("wounded", 10, None, 0, "إصابة العشرات")


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("toll-astray", {"quote": "مقتل"}),
        ("toll-astray", {"start": 0, "end": 4, "quote": TEXT[:4]}),
        ("toll-bounds", {"most": 2, "exact": False}),
        ("toll-bounds", {"least": -1, "most": -1}),
        ("toll-bounds", {"most": 4}),
        ("toll-bounds", {"what": ""}),
    ],
)
def test_what_is_no_toll_of_the_claim_is_refused(path: Path, code: str, change: dict[str, object]) -> None:
    with Project.open(path) as project:
        span = claim(project)
        toll = msgspec.structs.replace(proposed_tolls(TEXT, span.ranges)[0], **change)
        with pytest.raises(AnnotatorError) as refused:
            set_tolls(project, span, [toll], author=ME)
        assert refused.value.code == code and claim(project).tolls == ()


def test_only_claims_of_ones_own_bear_tolls(path: Path) -> None:
    with Project.open(path) as project:
        span = claim(project)
        with pytest.raises(AnnotatorError, match="not-yours"):
            set_tolls(project, span, [], author=OTHER)
        actor = spans.add_span(
            project, author=ME, document_id=span.document_id, label="actor", ranges=[PLACE]
        )
        with pytest.raises(AnnotatorError, match="toll-not-claim"):
            set_tolls(project, actor, proposed_tolls(TEXT, actor.ranges), author=ME)


def test_a_changed_claim_keeps_what_is_still_in_it(path: Path) -> None:
    with Project.open(path) as project:
        kept = with_tolls(project)
        shorter = spans.set_span_ranges(project, kept, [(PLACE[0], TEXT.index(" وإصابة"))], author=ME)
        assert shorter.tolls == kept.tolls[:2] and verify(project) == []
        place = spans.relabel_span(project, shorter, "place", author=ME)
        assert place.tolls == ()
        project.undo(ME)
        project.undo(ME)
        assert claim(project) == kept
        assert spans.relabel_spans(project, [kept], "actor", author=ME) == 1 and verify(project) == []


def test_a_verdict_is_about_the_tolls_too(path: Path) -> None:
    with Project.open(path) as project:
        before = claim(project)
        decision = verdicts.Decision(
            id="d", document_id=before.document_id, target_kind="span", target=before.id,
            judged=snapshot(before), reviewer=OTHER, verdict="accept",
        )  # fmt: skip
        assert holds(decision, before) and not holds(decision, with_tolls(project))


def test_a_correction_keeps_the_tolls_that_are_in_it(path: Path) -> None:
    with Project.open(path) as project:
        kept = with_tolls(project)
        submissions.submit(project, kept.document_id, author=ME, note="لا مصدر")
        ranges = [(PLACE[0], TEXT.index(" وإصابة"))]
        made = verdicts.replace_span(project, [kept], author=OTHER, ranges=ranges)
        assert made.tolls == kept.tolls[:2] and verify(project) == []


def test_a_toll_that_is_not_in_its_text_is_found(path: Path) -> None:
    with Project.open(path) as project:
        kept = with_tolls(project)
        wrong = msgspec.structs.replace(kept.tolls[0], quote="مقتل أربعة")
        with project.event("span.tolls", ME) as event:
            event.replace(kept, msgspec.structs.replace(kept, tolls=(wrong,)))
        assert [finding.code for finding in verify(project)] == ["toll-astray"]


@pytest.mark.parametrize("unit", ["codepoint", "utf16"])
def test_tolls_come_back_from_our_jsonl(path: Path, tmp_path: Path, unit: str) -> None:
    out = tmp_path / "out.jsonl"
    with Project.open(path) as project:
        kept = with_tolls(project)
        exporting.export(project, out, Asked(format_id="annotator"))
    row = json.loads(out.read_text(encoding="utf-8"))
    if unit == "utf16":
        row["offset_unit"] = unit
        for span in row["spans"]:
            for part in (span, *span["tolls"]):
                part["start"], part["end"] = part["start"] + 1, part["end"] + 1
            span["ranges"] = [[start + 1, end + 1] for start, end in span["ranges"]]
        row["segments"] = []
        out.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    with Project.create(tmp_path / "other.db", scheme_toml.load(), actor=ME) as other:
        report = documents.import_paths(other, [out], author=ME)
        assert report.problems == [] and claim(other).tolls == kept.tolls
        assert verify(other) == []
    row["spans"][0]["tolls"][0]["most"] = 1
    row["id"] = ""
    out.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    with Project.create(tmp_path / "third.db", scheme_toml.load(), actor=ME) as third:
        report = documents.import_paths(third, [out], author=ME)
        assert [problem.code for problem in report.problems] == ["toll-bounds"]


def test_formats_say_that_they_lose_them(path: Path) -> None:
    with Project.open(path) as project:
        with_tolls(project)
        (bundle,) = queries.bundles(project)
    loss = Loss()
    left = carried(bundle, EVERYTHING - {"tolls"}, loss)
    assert loss.counts == {"tolls": 1} and left.spans[0].tolls == ()


def test_the_table_of_claims_has_a_column(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "claims.csv"
    with Project.open(path) as project:
        with_tolls(project)
        exporting.export(project, out, Asked(format_id="claims-csv"))
    assert "killed civilians 3 | killed children 1 | wounded unknown 10+" in out.read_text(encoding="utf-8")


def test_the_list_has_kept_and_suggested_ones(path: Path, cli: Cli) -> None:
    with Project.open(path) as project:
        span = claim(project)
        add_tolls(project, span, proposed_tolls(TEXT, span.ranges)[:1], author=ME)
        states = [(row.state, row.toll.what) for row in list_tolls(project)]
        assert states == [("kept", "killed"), ("suggested", "killed"), ("suggested", "wounded")]
        assert list(list_tolls(project, layer="agreed")) == []
    rows = [json.loads(line) for line in cli("tolls", path, "--json").out.splitlines()]
    assert [row["state"] for row in rows] == ["kept", "suggested", "suggested"]
    assert {row["span"] for row in rows} == {span.id}
    said = cli("tolls", path, span.document_id[:8], "--language", "en").out.splitlines()
    assert said[0].startswith("Killed: 3 (Civilians)\tkept\tمقتل ثلاثة مدنيين")
    assert cli("tolls", path, "--layer", f"author:{OTHER}").status != 0


def test_a_text_is_read_without_a_project(cli: Cli) -> None:
    (row,) = (json.loads(line) for line in cli("tolls", "--text", "إصابة العشرات", "--json").out.splitlines())
    assert Toll(**row) == Toll("wounded", "unknown", 10, None, False, 0, 13, "إصابة العشرات")
    assert cli("tolls").status == 2
    assert cli("tolls", "--text", "").out == ""


def test_an_older_scheme_has_the_terms_built_in(path: Path, cli: Cli) -> None:
    scheme = scheme_toml.load()
    kept = tuple(row for row in scheme.vocabularies if not row.id.startswith("toll_"))
    older = msgspec.structs.replace(scheme, vocabularies=kept)
    with Project.create(path.with_name("older.db"), older, actor=ME) as project:
        documents.add_text(project, TEXT, author=ME)
        [[document]] = project.rows("SELECT id FROM documents")
        spans.add_span(project, author=ME, document_id=document, label="claim", ranges=[PLACE])
    assert cli("tolls", path.with_name("older.db"), "--language", "ar").out.startswith("قتلى: 3 (مدنيون)")
