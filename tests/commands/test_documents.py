"""Documents come in and go out: one event each, what is known already left, what fails said."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec

from annotator.commands import documents, exporting, spans
from annotator.commands.exporting import Asked
from annotator.core.model import Bundle
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.store.stats import stats
from annotator.store.verify import verify
from tests.reviewed import refused
from tests.store.conftest import document, project

__all__ = ["document", "project"]

ME = "سلمى"


class TestImport:
    CORPUS = data_path("sample_corpus", "corpus.jsonl")

    def test_export_then_import_is_the_identity(self, project: Project, tmp_path: Path) -> None:
        documents.import_paths(project, [self.CORPUS], author=ME)
        out = tmp_path / "out.jsonl.gz"
        assert exporting.export(project, out).record.documents == 15
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
        exporting.export(project, hers, Asked(author="سلمى"))
        exporting.export(project, his, Asked(author="يزن"))
        with Project.create(tmp_path / "b.db", scheme_toml.load(), actor=ME) as other:
            documents.import_paths(other, [hers], author=ME)
            report = documents.import_paths(other, [his], author=ME)
            assert (report.documents, report.known) == (0, 15)
            assert stats(other) == msgspec.structs.replace(stats(project), events=stats(other).events)

    def test_what_is_there_otherwise_is_told_and_kept(self, project: Project, tmp_path: Path) -> None:
        documents.import_paths(project, [self.CORPUS], author=ME)
        out = tmp_path / "out.jsonl"
        exporting.export(project, out)
        bundle = next(iter(queries.bundles(project)))
        spans.set_span_note(project, bundle.spans[0], "بعد التصدير", author=bundle.spans[0].author)
        report = documents.import_paths(project, [out], author=ME)
        assert [problem.code for problem in report.problems] == ["row-known-otherwise"]
        assert report.problems[0].details["id"] == bundle.spans[0].id

    def test_undo_takes_an_import_back_and_redo_brings_it_again(self, project: Project) -> None:
        documents.import_paths(project, [self.CORPUS], author=ME)
        before = list(queries.bundles(project))
        project.undo(ME)
        assert stats(project).documents == stats(project).spans == 0
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
        refused("cancelled", exporting.export, project, out, cancelled=lambda: True)
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
        exporting.export(project, tmp_path / "o.jsonl", progress=lambda done, all: told.append((done, all)))
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
        refused("file-not-written", exporting.export, project, tmp_path / "none" / "out.jsonl")

    def test_formats(self, project: Project, tmp_path: Path) -> None:
        refused("unknown-format", exporting.export, project, tmp_path / "x", Asked(format_id="none"))
        refused("format-not-written", exporting.export, project, tmp_path / "x", Asked(format_id="text"))
        assert list(tmp_path.glob("*x*")) == []
