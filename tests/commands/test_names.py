"""Names: listed, loaded, merged, blocked, pointed to; each one act; and whom they are shown to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.commands.names import (
    NamesReport,
    add_name,
    block_name,
    import_names,
    link_name,
    merge_names,
    split_name,
)
from annotator.commands.scheme import change_scheme
from annotator.commands.spans import add_span, add_spans, set_span_attribute
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.model import Document, Range, Span
from annotator.core.names import KnownName, Name, name_id
from annotator.formats import Problem
from annotator.store import Project, queries
from annotator.store.names import names, names_of, names_state
from annotator.store.verify import verify
from annotator.words.i18n import error_sentence
from tests.reviewed import refused
from tests.store.conftest import make_document, project

__all__ = ["project"]

ME, OTHER = "سلمى", "يزن"
TEXT = "دخلت حنر دير الزور، ثم خرجت حنر من ديرالزور."
QASAD, QASAD_AGAIN, PLACE, PLACE_JOINED = (5, 8), (28, 31), (9, 18), (35, 43)


@pytest.fixture
def page(project: Project) -> Document:
    return make_document(project, TEXT)


def label(project: Project, page: Document, label: str, piece: Range, author: str = ME) -> Span:
    return add_span(project, author=author, document_id=page.id, label=label, ranges=[piece])


def known(project: Project, words: str, author: str = ME) -> KnownName:
    return next(row for row in names_of(project, author) if words in row.spellings)


def told(project: Project, author: str = ME) -> dict[str, tuple[str, ...]]:
    return {row.name.name: row.spellings for row in names_of(project, author)}


class TestKnowing:
    def test_actors_places_and_sources_are_names_at_once(self, project: Project, page: Document) -> None:
        label(project, page, "actor", QASAD)
        label(project, page, "actor", QASAD_AGAIN)
        label(project, page, "place", PLACE)
        label(project, page, "place", PLACE_JOINED)
        label(project, page, "claim", (0, 18))
        label(project, page, "cue", (0, 4))
        assert [(row.name.name, row.spans, row.spellings) for row in names_of(project, ME)] == [
            ("حنر", 2, ("حنر",)),
            ("ديرالزور", 2, ("ديرالزور", "دير الزور")),
        ]

    def test_nobody_is_shown_what_another_found(self, project: Project, page: Document) -> None:
        label(project, page, "actor", QASAD)
        assert told(project, OTHER) == {}
        block_name(project, known(project, "حنر").name, author=ME)
        assert told(project, OTHER) == {}
        add_name(project, author=ME, label="actor", name="جيش السنديان")
        assert told(project, OTHER) == {"جيش السنديان": ("جيش السنديان",)}

    def test_discontinuous_spans_and_retired_labels_teach_nothing(
        self, project: Project, page: Document
    ) -> None:
        add_span(project, author=ME, document_id=page.id, label="actor", ranges=[QASAD, QASAD_AGAIN])
        label(project, page, "place", PLACE)
        scheme = project.scheme
        labels = tuple(msgspec.structs.replace(row, retired=row.id == "place") for row in scheme.labels)
        change_scheme(project, scheme, msgspec.structs.replace(scheme, labels=labels), author=ME)
        assert told(project) == {}

    def test_the_state_changes_with_every_act_on_names(self, project: Project, page: Document) -> None:
        states = [names_state(project)]
        label(project, page, "actor", QASAD)
        assert names_state(project) == states[0]
        row = add_name(project, author=ME, label="actor", name="جيش السنديان")
        states.append(names_state(project))
        block_name(project, row, author=ME)
        states.append(names_state(project))
        project.undo(ME)
        states.append(names_state(project))
        assert len(set(states)) == 4


class TestAdding:
    def test_a_name_with_its_spellings(self, project: Project) -> None:
        row = add_name(
            project, author=ME, label="place", name="دير الزور", variants=["الدير", "ي", "الدير"],
            identifier="Q1",
        )  # fmt: skip
        assert (row.variants, row.id) == (("الدير",), name_id("place", "ديرالزور"))
        again = add_name(project, author=ME, label="place", name="ديرالزور", identifier="Q2")
        assert (again.name, again.variants, again.identifier) == ("دير الزور", ("الدير", "ديرالزور"), "Q1")
        project.undo(ME)
        project.undo(ME)
        assert names(project) == []
        assert verify(project) == []

    def test_what_was_only_decided_about_becomes_listed(self, project: Project, page: Document) -> None:
        label(project, page, "actor", QASAD)
        block_name(project, known(project, "حنر").name, author=ME)
        row = add_name(project, author=OTHER, label="actor", name="حنر")
        assert (row.listed, row.blocked) == (True, True)

    def test_refused(self, project: Project) -> None:
        refused("unknown-label", add_name, project, author=ME, label="none", name="حنر")
        refused("name-unusable", add_name, project, author=ME, label="actor", name="و")


class TestMerging:
    @pytest.fixture
    def listed(self, project: Project) -> list[Name]:
        return [
            add_name(project, author=ME, label="actor", name=name)
            for name in ("قوات السنديان", "حنر", "قوى السنديان")
        ]

    def test_one_stands_for_the_others(self, project: Project, listed: list[Name]) -> None:
        kept, *merged = listed
        assert merge_names(project, kept, merged, author=ME) == kept
        ((name, spellings),) = told(project).items()
        assert (name, set(spellings)) == ("قوات السنديان", {"قوات السنديان", "حنر", "قوى السنديان"})
        project.undo(ME)
        assert len(told(project)) == 3
        project.redo(ME)
        assert len(told(project)) == 1
        assert verify(project) == []

    def test_what_stood_for_others_passes_them_on(self, project: Project, listed: list[Name]) -> None:
        first, second, third = listed
        merge_names(project, second, [third], author=ME)
        merge_names(project, first, [second], author=OTHER)
        assert {row.merged_into for row in names(project)} == {None, first.id}
        live = {row.id: row for row in names(project)}
        error = refused("name-merged-already", merge_names, project, live[second.id], [], author=ME)
        assert "حنر" in error_sentence("ar", error)
        assert split_name(project, live[second.id], author=ME).merged_into is None
        assert len(told(project)) == 2
        with pytest.raises(StaleChange):
            project.undo(OTHER)

    def test_undo_makes_no_circle(self, project: Project, listed: list[Name]) -> None:
        first, second, _ = listed
        merge_names(project, first, [second], author=ME)
        merged = next(row for row in names(project) if row.merged_into)
        split_name(project, merged, author=OTHER)
        merge_names(project, second, [first], author=ME)
        with pytest.raises(StaleChange):
            project.undo(OTHER)
        assert verify(project) == []

    def test_names_that_stand_in_a_layer_only(self, project: Project, page: Document) -> None:
        label(project, page, "actor", QASAD)
        label(project, page, "actor", (28, 34))
        merge_names(project, known(project, "حنر").name, [known(project, "حنر من").name], author=ME)
        assert told(project) == {"حنر": ("حنر", "حنر من")}
        assert told(project, OTHER) == {}
        project.undo(ME)
        assert names(project) == []

    def test_of_one_label_only_and_as_they_were_seen(self, project: Project, listed: list[Name]) -> None:
        place = add_name(project, author=ME, label="place", name="السنديان")
        refused("names-of-two-labels", merge_names, project, listed[0], [place], author=ME)
        merge_names(project, listed[0], [listed[1]], author=OTHER)
        with pytest.raises(StaleChange):
            merge_names(project, listed[1], [listed[2]], author=ME)
        with pytest.raises(StaleChange):
            merge_names(project, listed[2], [listed[1]], author=ME)
        head = project.head()
        merge_names(project, listed[0], [listed[0]], author=ME)
        assert project.head() == head


class TestPointing:
    def test_a_span_points_to_a_name(self, project: Project, page: Document) -> None:
        span = label(project, page, "actor", QASAD)
        row = add_name(project, author=ME, label="actor", name="قوات السنديان", identifier="Q7")
        span = link_name(project, span, row, author=ME)
        assert queries.layer(project, page.id, ME).spans == (span,)
        view = "SELECT name_id, name, identifier FROM training_spans"
        assert project.one(view) == (row.id, "قوات السنديان", "Q7")
        kept = add_name(project, author=ME, label="actor", name="جيش السنديان")
        merge_names(project, kept, [row], author=ME)
        assert project.one(view) == (kept.id, "جيش السنديان", "Q7")
        span = link_name(project, span, None, author=ME)
        assert (span.name, project.one(view)) == ("", (None, None, None))
        assert queries.last_event(project)[1] == "span.name"
        assert verify(project) == []

    def test_the_name_of_a_layer_becomes_a_row_and_a_merged_one_gives_the_other(
        self, project: Project, page: Document
    ) -> None:
        span = label(project, page, "actor", QASAD)
        linked = link_name(project, span, known(project, "حنر").name, author=ME)
        assert [row.id for row in names(project)] == [linked.name]
        kept = add_name(project, author=ME, label="actor", name="جيش السنديان")
        first = next(row for row in names(project) if row != kept)
        merge_names(project, kept, [first], author=ME)
        merged = next(row for row in names(project) if row.merged_into)
        assert link_name(project, linked, merged, author=ME).name == kept.id

    def test_only_in_ones_own_layer(self, project: Project, page: Document) -> None:
        span = label(project, page, "actor", QASAD)
        refused("not-yours", link_name, project, span, None, author=OTHER)


class TestSpreading:
    def test_the_name_and_the_attributes_come_along(self, project: Project, page: Document) -> None:
        span = label(project, page, "actor", QASAD)
        span = set_span_attribute(project, span, "sector", "GOV", author=ME)
        span = link_name(project, span, known(project, "حنر").name, author=ME)
        (made,) = add_spans(project, [(page.id, [QASAD_AGAIN])], label="actor", author=ME, like=span)
        assert (made.attributes, made.name) == (span.attributes, span.name)
        (place,) = add_spans(project, [(page.id, [QASAD_AGAIN])], label="place", author=ME, like=span)
        assert place.attributes == {}


EXPECTED = [("actor", "حنر", ("قوات حنر", "ح.ن.ر"), "Q1"), ("place", "دير الزور", (), "")]


class TestLoading:
    def load(self, project: Project, folder: Path, text: str | bytes, **values: Any) -> NamesReport:
        path = folder / "names.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_names(project, path, author=ME, **values)

    def loaded(self, project: Project) -> list[tuple[str, str, tuple[str, ...], str]]:
        return sorted((row.label, row.name, row.variants, row.identifier) for row in names(project))

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_separators_and_encodings(
        self, project: Project, tmp_path: Path, separator: str, encoding: str, end: str
    ) -> None:
        rows = [["actor", "حنر", "قوات حنر|ح.ن.ر", "Q1"], ["مكان", "دير الزور"], [""]]
        text = end.join(separator.join(row) for row in rows)
        report = self.load(project, tmp_path, text.encode(encoding))
        assert (report.added, report.problems) == (2, [])
        assert self.loaded(project) == EXPECTED

    @pytest.mark.parametrize("head", ["label,identifier,name,variants", "الوسم,المعرّف,الاسم,صيغ أخرى"])
    def test_a_head_names_the_columns(self, project: Project, tmp_path: Path, head: str) -> None:
        text = f'{head}\nactor,Q1,"حنر","قوات حنر|ح.ن.ر"\nplace,,دير الزور,\n'
        assert self.load(project, tmp_path, text).problems == []
        assert self.loaded(project) == EXPECTED

    def test_another_encoding_has_to_be_named(self, project: Project, tmp_path: Path) -> None:
        raw = "actor,حنر\nplace,دير الزور مدينة على الفرات\n".encode("cp1256")
        (problem,) = self.load(project, tmp_path, raw).problems
        assert (problem.code, problem.details) == ("not-utf8", {"encoding": "cp1256"})
        assert self.load(project, tmp_path, raw, encoding="cp1256").added == 2
        with pytest.raises(AnnotatorError):
            self.load(project, tmp_path, raw, encoding="none")

    def test_broken_rows_are_named_and_the_rest_is_used(self, project: Project, tmp_path: Path) -> None:
        text = (
            'actor,حنر\nactor,"مفتوح\nactor\nactor,و\nnone,جهة\n,جهة\nactor,\nplace,a\x00b\n'
            f"actor,{'س' * 101}\nplace,السنديان\n"
        )
        # A NUL in bytes that are marked as UTF-16 does not make them a program or a picture.
        report = self.load(project, tmp_path, text.encode("utf-16"))
        assert [(problem.line, problem.code) for problem in report.problems] == [
            (2, "name-row-quotes"), (3, "name-row-short"), (4, "name-unusable"), (5, "unknown-label"),
            (6, "name-row-short"), (7, "name-row-short"), (8, "nul-character"), (9, "name-unusable"),
        ]  # fmt: skip
        assert report.added == 2
        for problem in report.problems:
            assert error_sentence("ar", problem.error) != error_sentence("en", problem.error)

    def test_the_same_list_again_adds_nothing(self, project: Project, tmp_path: Path) -> None:
        text = "actor,حنر,قوات حنر,Q1\nactor,حَنر,جيش حنر\n"
        assert self.load(project, tmp_path, text).added == 1
        assert self.loaded(project) == [("actor", "حنر", ("قوات حنر", "حَنر", "جيش حنر"), "Q1")]
        head = project.head()
        assert self.load(project, tmp_path, text).event is None
        assert project.head() == head
        report = self.load(project, tmp_path, "actor,حنر,,Q2\n")
        assert [problem.code for problem in report.problems] == ["name-identified-otherwise"]
        assert self.load(project, tmp_path, "actor,حنر,ح ن ر الكبرى,\n").changed == 1
        project.undo(ME)
        project.undo(ME)
        assert names(project) == []

    def test_a_list_for_a_retired_label(self, project: Project, tmp_path: Path) -> None:
        scheme = project.scheme
        labels = tuple(msgspec.structs.replace(row, retired=row.id == "place") for row in scheme.labels)
        change_scheme(project, scheme, msgspec.structs.replace(scheme, labels=labels), author=ME)
        (problem,) = self.load(project, tmp_path, "place,السنديان\n").problems
        assert problem.code == "label-retired"

    @pytest.mark.parametrize(
        ("raw", "code"), [(b"", "empty-file"), (b"\n \n", "empty-file"), (b"\x7fELF\x00", "binary-file")]
    )
    def test_no_list_at_all(self, project: Project, tmp_path: Path, raw: bytes, code: str) -> None:
        assert [problem.code for problem in self.load(project, tmp_path, raw).problems] == [code]
        (problem,) = import_names(project, tmp_path / "none.csv", author=ME).problems
        assert problem == Problem(str(tmp_path / "none.csv"), None, "no-such-file")

    def test_fifty_thousand_rows_are_one_act_or_none(self, project: Project, tmp_path: Path) -> None:
        letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
        text = "".join(
            f"actor,{letters[n // 21952 % 28]}{letters[n // 784 % 28]}{letters[n // 28 % 28]}"
            f"{letters[n % 28]}ان\n"
            for n in range(50_000)
        )
        seen: list[tuple[int, int]] = []
        stops = iter([False, False, True])
        head = project.head()
        with pytest.raises(AnnotatorError, match="cancelled"):
            self.load(project, tmp_path, text, cancelled=lambda: next(stops))
        assert (project.head(), names(project)) == (head, [])
        report = self.load(project, tmp_path, text, progress=lambda *done: seen.append(done))
        assert (report.added, report.problems, seen[-1]) == (50_000, [], (50_000, 50_000))
        assert queries.last_event(project)[1] == "names.import"
