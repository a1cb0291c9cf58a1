"""What a person can do: one event each, refused with a reason where it makes no sense."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.commands import attributions, documents, spans
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Document, Span
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.store.verify import verify
from tests.store.conftest import document, make_document, project

__all__ = ["document", "project"]

ME = "سلمى"


def label(
    project: Project, document: Document, label: str, *ranges: tuple[int, int], author: str = ME
) -> Span:
    return spans.add_span(project, author=author, document_id=document.id, label=label, ranges=ranges)


def refused(code: str, command: Any, *args: Any, **values: Any) -> AnnotatorError:
    with pytest.raises(AnnotatorError) as caught:
        command(*args, **values)
    assert caught.value.code == code
    return caught.value


class TestSpans:
    def test_a_span_carries_its_quote(self, project: Project, document: Document) -> None:
        span = label(project, document, "source", (4, 14))
        assert (span.quote, span.author, span.origin) == ("مصدر عسكري", ME, "hand")

    def test_ranges_are_joined_and_sorted(self, project: Project, document: Document) -> None:
        span = label(project, document, "claim", (20, 27), (4, 8), (8, 14))
        assert span.ranges == ((4, 14), (20, 27))
        assert span.quote == "مصدر عسكري الطائرة"

    @pytest.mark.parametrize("ranges", [[], [(5, 5)], [(0, 10_000)], [(-1, 3)]])
    def test_ranges_outside_the_text(self, project: Project, document: Document, ranges: Any) -> None:
        refused("bad-ranges", label, project, document, "claim", *ranges)

    def test_the_same_label_on_the_same_text_twice(self, project: Project, document: Document) -> None:
        span = label(project, document, "actor", (4, 14))
        refused("span-exists", label, project, document, "actor", (4, 14))
        other = label(project, document, "place", (4, 14))
        refused("span-exists", spans.relabel_span, project, other, "actor", author=ME)
        refused("span-exists", spans.set_span_ranges, project,
                label(project, document, "actor", (0, 3)), span.ranges, author=ME)  # fmt: skip
        label(project, document, "actor", (4, 14), author="يزن")

    def test_only_the_author_changes_a_row(self, project: Project, document: Document) -> None:
        claim = label(project, document, "claim", (4, 14))
        row = attributions.attribute(project, author=ME, claims=[claim.id])
        for command, args in (
            (spans.relabel_span, (claim, "place")),
            (spans.set_span_note, (claim, "x")),
            (spans.set_span_ranges, (claim, [(0, 3)])),
            (spans.set_span_attribute, (claim, "a", "b")),
            (spans.delete_span, (claim,)),
            (attributions.edit_attribution, (row,)),
            (attributions.delete_attribution, (row,)),
        ):
            refused("not-yours", command, project, *args, author="يزن")
        refused("not-yours", attributions.attribute, project, author="يزن", claims=[claim.id])

    def test_unknown_labels_documents_and_spans(self, project: Project, document: Document) -> None:
        refused("unknown-label", label, project, document, "none", (0, 3))
        gone = msgspec.structs.replace(document, id="none")
        refused("unknown-document", label, project, gone, "actor", (0, 3))
        refused("unknown-span", attributions.attribute, project, author=ME, claims=["none"])

    def test_furniture_takes_no_label(self, project: Project) -> None:
        page = "الأخبار العاجلة\nحادث في السنديان (مصدر طبي) - 09:33 حادث آخر (مصدر محلي) - 10:44"
        report = documents.add_text(project, page, author=ME)
        ticker = queries.document(project, report.first_document or "")
        assert ticker.kind == "ticker"
        refused("span-on-furniture", label, project, ticker, "actor", (3, 20))
        label(project, ticker, "place", (24, 32))


class TestAttributions:
    def test_parts_must_be_of_one_document(self, project: Project, document: Document) -> None:
        other = make_document(project, "مستند آخر قصير.")
        claim, far = label(project, document, "claim", (4, 14)), label(project, other, "source", (0, 5))
        refused("attribution-across-documents", attributions.attribute, project, author=ME,
                claims=[claim.id], sources=[far.id])  # fmt: skip

    def test_no_attribution_without_a_claim_or_within_itself(
        self, project: Project, document: Document
    ) -> None:
        refused("attribution-without-claim", attributions.attribute, project, author=ME, claims=[])
        outer = attributions.attribute(
            project, author=ME, claims=[label(project, document, "claim", (4, 14)).id]
        )
        inner = attributions.attribute(
            project, author=ME, claims=[label(project, document, "claim", (4, 8)).id], parent=outer.id
        )
        refused(
            "attribution-circle", attributions.edit_attribution, project, outer, author=ME, parent=inner.id
        )
        refused(
            "attribution-without-claim", attributions.edit_attribution, project, outer, author=ME, claims=()
        )

    def test_attributes_are_set_and_taken_away_one_by_one(self, project: Project, document: Document) -> None:
        claim = label(project, document, "claim", (4, 14))
        row = attributions.attribute(project, author=ME, claims=[claim.id], attributes={"naming": "role"})
        row = attributions.edit_attribution(project, row, author=ME, attributes={"certainty": "PR"})
        row = attributions.edit_attribution(
            project, row, author=ME, attributes={"naming": ""}, category="نص حر"
        )
        assert (row.attributes, row.category) == ({"certainty": "PR"}, "نص حر")
        assert queries.layer(project, document.id, ME).attributions == (row,)


class TestImport:
    CORPUS = data_path("sample_corpus", "corpus.jsonl")

    def test_export_then_import_is_the_identity(self, project: Project, tmp_path: Path) -> None:
        documents.import_paths(project, [self.CORPUS], author=ME)
        out = tmp_path / "out.jsonl.gz"
        assert documents.export(project, out) == 15
        with Project.create(tmp_path / "b.db", scheme_toml.load(), actor=ME) as other:
            report = documents.import_paths(other, [out], author="غيرها")
            assert (report.documents, report.problems) == (15, [])
            assert list(queries.bundles(other)) == list(queries.bundles(project))
            assert {span.author for bundle in queries.bundles(other) for span in bundle.spans} == {
                "سلمى",
                "يزن",
            }
            assert verify(other) == []

    def test_the_same_file_again_adds_nothing(self, project: Project) -> None:
        first = documents.import_paths(project, [self.CORPUS], author=ME)
        head = project.head()
        again = documents.import_paths(project, [self.CORPUS], author=ME)
        assert (first.documents, first.known, again.documents, again.known) == (15, 0, 0, 15)
        assert again.event is None
        assert project.head() == head

    def test_a_colleagues_layer_joins_the_documents_that_are_there(
        self, project: Project, tmp_path: Path
    ) -> None:
        documents.import_paths(project, [self.CORPUS], author=ME)
        hers, his = tmp_path / "hers.jsonl", tmp_path / "his.jsonl"
        documents.export(project, hers, author="سلمى")
        documents.export(project, his, author="يزن")
        with Project.create(tmp_path / "b.db", scheme_toml.load(), actor=ME) as other:
            documents.import_paths(other, [hers], author=ME)
            report = documents.import_paths(other, [his], author=ME)
            assert (report.documents, report.known) == (0, 15)
            assert queries.stats(other) == msgspec.structs.replace(
                queries.stats(project), events=queries.stats(other).events
            )

    def test_what_is_there_otherwise_is_told_and_kept(self, project: Project, tmp_path: Path) -> None:
        documents.import_paths(project, [self.CORPUS], author=ME)
        out = tmp_path / "out.jsonl"
        documents.export(project, out)
        bundle = next(iter(queries.bundles(project)))
        spans.set_span_note(project, bundle.spans[0], "بعد التصدير", author=bundle.spans[0].author)
        report = documents.import_paths(project, [out], author=ME)
        assert [problem.code for problem in report.problems] == ["row-known-otherwise"]
        assert report.problems[0].details["id"] == bundle.spans[0].id

    def test_undo_takes_an_import_back_and_redo_brings_it_again(self, project: Project) -> None:
        documents.import_paths(project, [self.CORPUS], author=ME)
        before = list(queries.bundles(project))
        project.undo(ME)
        assert queries.stats(project).documents == queries.stats(project).spans == 0
        project.redo(ME)

        def by_id(bundles: list[Bundle]) -> list[Bundle]:
            return sorted(bundles, key=lambda bundle: bundle.document.id)

        assert by_id(list(queries.bundles(project))) == by_id(before)
        assert verify(project) == []

    def test_cancelled_means_nothing_happened(self, project: Project, tmp_path: Path) -> None:
        head = project.head()
        refused(
            "cancelled", documents.import_paths, project, [self.CORPUS], author=ME, cancelled=lambda: True
        )
        assert project.head() == head
        documents.import_paths(project, [self.many(tmp_path, 1200)], author=ME)
        out = tmp_path / "out.jsonl"
        out.write_text("قديم", encoding="utf-8")
        refused("cancelled", documents.export, project, out, cancelled=lambda: True)
        assert out.read_text(encoding="utf-8") == "قديم"
        assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []

    def test_bad_lines_are_told_and_the_rest_is_taken_in(self, project: Project, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        path.write_text('{"text": "أول"}\n{"text": \n{"text": "ثالث"}\n', encoding="utf-8")
        report = documents.import_paths(project, [path, tmp_path / "none.txt"], author=ME)
        assert report.documents == 2
        assert [problem.line for problem in report.problems] == [2, None]

    def test_progress_reaches_the_end(self, project: Project, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []
        path = self.many(tmp_path, 600)
        documents.import_paths(
            project, [path], author=ME, progress=lambda done, all: told.append((done, all))
        )
        assert told[-1] == (path.stat().st_size, path.stat().st_size)
        documents.export(project, tmp_path / "o.jsonl", progress=lambda done, all: told.append((done, all)))
        assert told[-1] == (600, 600)

    def test_an_empty_clipboard(self, project: Project) -> None:
        refused("empty-text", documents.add_text, project, " \n\u200f", author=ME)

    def many(self, folder: Path, count: int) -> Path:
        path = folder / "many.jsonl.gz"
        with gzip.open(path, "wt", encoding="utf-8") as file:
            for number in range(count):
                file.write(f'{{"text": "خبر رقم {number}"}}\n')
        return path


class TestExport:
    def test_a_folder_that_cannot_be_written(self, project: Project, tmp_path: Path) -> None:
        refused("file-not-written", documents.export, project, tmp_path / "none" / "out.jsonl")

    def test_formats(self, project: Project, tmp_path: Path) -> None:
        refused("unknown-format", documents.export, project, tmp_path / "x", format_id="none")
        refused("format-not-written", documents.export, project, tmp_path / "x", format_id="text")
        assert list(tmp_path.glob("*x*")) == []
