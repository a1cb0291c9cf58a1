"""Agreement read from a project, and written to files; the overview that the lead sees."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from annotator.commands import assignments, measures, submissions
from annotator.core.agreement.record import Agreement, Sampling
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.disk import write_whole
from annotator.store import Project
from annotator.store.agreement_layers import Scope
from annotator.store.stats import stats
from tests.clock import at
from tests.reviewed import A, B, Q, R, handed_in, layer, span
from tests.store.conftest import corpus, document, make_document, project

__all__ = ["corpus", "document", "project"]

QUICK = Sampling(resamples=20, seed=7)


def value(found: Agreement, measure: str, label: str | None = None) -> float | None:
    (figure,) = (row for row in found.figures if (row.measure, row.label) == (measure, label))
    return figure.value


class TestWhatIsCompared:
    def test_the_sample_corpus(self, corpus: Project) -> None:
        found = measures.agreement(corpus, Scope(), sampling=QUICK)
        assert (found.authors, found.documents, found.compared) == ((A, B), 14, 10)
        exact = value(found, "span.f1.exact")
        assert exact is not None
        assert 0.8 < exact < 1
        everything = measures.agreement(corpus, Scope(unsubmitted=True), sampling=QUICK)
        assert (everything.documents, everything.compared) == (15, 14)

    def test_the_same_seed_gives_the_same_intervals(self, corpus: Project) -> None:
        first, again = (measures.agreement(corpus, Scope(), sampling=QUICK) for _ in range(2))
        assert first == again
        other = measures.agreement(corpus, Scope(), sampling=Sampling(resamples=20, seed=8))
        assert first.figures != other.figures

    def test_labels_and_authors(self, corpus: Project) -> None:
        found = measures.agreement(corpus, Scope(), labels=["place"], authors=[A, B], sampling=QUICK)
        assert found.labels == ("place",)
        alone = measures.agreement(corpus, Scope(), authors=[A], sampling=QUICK)
        assert (alone.reason, alone.figures) == ("one-author", ())

    def test_an_empty_layer_against_one_with_spans(self, project: Project, document: Document) -> None:
        handed_in(project, document, A)
        submissions.submit(project, document.id, author=B)
        found = measures.agreement(project, Scope(), sampling=QUICK)
        assert value(found, "span.f1.exact", "claim") == 0
        assert found.compared == 1

    def test_nothing_submitted(self, project: Project, document: Document) -> None:
        layer(project, document, A)
        found = measures.agreement(project, Scope())
        assert (found.reason, found.documents) == ("no-documents", 0)

    def test_three_authors(self, project: Project, document: Document) -> None:
        for author in (A, B, R):
            handed_in(project, document, author)
        found = measures.agreement(project, Scope(), sampling=QUICK)
        assert {row.authors for row in found.figures} == {(A, R, B), (A, R), (A, B), (R, B)}

    @pytest.mark.parametrize(
        ("scope", "labels", "code"),
        [
            (Scope(since="gestern"), None, "bad-date"),
            (Scope(until="2026-02-30"), None, "bad-date"),
            (Scope(since="20260301"), None, "bad-date"),
            (Scope(), ["nobody"], "unknown-label"),
        ],
    )
    def test_what_makes_no_sense(
        self, project: Project, scope: Scope, labels: list[str] | None, code: str
    ) -> None:
        with pytest.raises(AnnotatorError) as caught:
            measures.agreement(project, scope, labels=labels)
        assert caught.value.code == code


class TestBlindness:
    def test_an_open_blind_document_is_in_no_figure(self, project: Project, document: Document) -> None:
        assignments.assign(project, [document.id], assignees=[A, B], task="annotate-blind", author=Q)
        layer(project, document, A)
        handed_in(project, document, B)
        project.seen_by(A)
        hidden = measures.agreement(project, Scope(unsubmitted=True), sampling=QUICK)
        assert (hidden.authors, hidden.compared, hidden.reason) == ((A,), 0, "one-author")
        found = measures.full_overview(project)
        assert (found.periods, found.confusion) == ((), ())
        assert {row.author for row in found.times} == {A}
        submissions.submit(project, document.id, author=A)
        assert measures.agreement(project, Scope(), sampling=QUICK).compared == 1
        assert len(measures.full_overview(project).periods) == 1

    def test_others_still_see_it(self, project: Project, document: Document) -> None:
        assignments.assign(project, [document.id], assignees=[A, B], task="annotate-blind", author=Q)
        layer(project, document, A)
        handed_in(project, document, B)
        project.seen_by(Q)
        assert measures.agreement(project, Scope(unsubmitted=True), sampling=QUICK).authors == (A, B)


class TestStopping:
    def test_progress_comes_to_its_end(self, corpus: Project) -> None:
        told: list[tuple[int, int]] = []
        measures.agreement(corpus, Scope(), sampling=QUICK, progress=lambda *so_far: told.append(so_far))
        assert told == [(done, 14) for done in range(1, 15)]
        told.clear()
        measures.full_overview(corpus, progress=lambda *so_far: told.append(so_far))
        assert told[-1] == (20, 20)
        assert sorted(done / total for done, total in told) == [done / total for done, total in told]

    @pytest.mark.parametrize("answers", [0, 5, 20])
    def test_it_stops_when_asked(self, corpus: Project, answers: int) -> None:
        asked = iter([False] * answers + [True])
        with pytest.raises(AnnotatorError) as caught:
            measures.agreement(corpus, Scope(), sampling=QUICK, cancelled=lambda: next(asked))
        assert caught.value.code == "cancelled"
        assert measures.agreement(corpus, Scope(), sampling=QUICK).compared == 10


class TestOverTime:
    @pytest.fixture
    def months(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
        """Two documents: the second is done by both in one month, the first by `B` only in the next."""
        first, second = make_document(project), make_document(project, "قال مصدر عسكري إن الطريق مغلق.")
        at(monkeypatch, "2026-03-20T10:00:00")
        handed_in(project, first, A)
        for author in (A, B):
            span(project, second, author, "actor", (4, 14))
            submissions.submit(project, second.id, author=author)
        at(monkeypatch, "2026-04-02T10:00:00")
        span(project, first, B, "place", (40, 54))
        submissions.submit(project, first.id, author=B, note="كذا")
        yield project

    def test_a_document_counts_when_its_last_layer_was_submitted(self, months: Project) -> None:
        found = measures.agreement_over_time(months, Scope())
        assert [(row.start, row.documents, row.f1) for row in found] == [
            ("2026-03-01", 1, 1.0), ("2026-04-01", 1, 0.0),
        ]  # fmt: skip
        weeks = measures.agreement_over_time(months, Scope(), step="week")
        assert [row.start for row in weeks] == ["2026-03-16", "2026-03-30"]

    def test_a_document_of_one_author_is_in_no_period(self, project: Project, document: Document) -> None:
        handed_in(project, document, A)
        assert measures.agreement_over_time(project, Scope()) == ()


class TestFiles:
    def test_the_csv_read_back(self, corpus: Project, tmp_path: Path) -> None:
        found = measures.agreement(corpus, Scope(), sampling=QUICK)
        measures.write_figures(found, tmp_path / "figures.csv")
        data = (tmp_path / "figures.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf"), "a spreadsheet takes it for UTF-8"
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert len(rows) == len(found.figures)
        for row, figure in zip(rows, found.figures, strict=True):
            assert (row["measure"], row["label"], row["authors"]) == (
                figure.measure, figure.label or "", " | ".join(figure.authors),
            )  # fmt: skip
            assert (float(row["value"]) if row["value"] else None) == figure.value
            assert row["reason"] == (figure.reason or "")

    def test_json_holds_everything(self, corpus: Project, tmp_path: Path) -> None:
        found = measures.agreement(corpus, Scope(), sampling=QUICK)
        measures.write_figures(found, tmp_path / "figures.JSON")
        assert msgspec.json.decode((tmp_path / "figures.JSON").read_bytes(), type=Agreement) == found

    def test_a_folder_that_is_not_there(self, corpus: Project, tmp_path: Path) -> None:
        found = measures.agreement(corpus, Scope(), sampling=QUICK)
        with pytest.raises(AnnotatorError) as caught:
            measures.write_figures(found, tmp_path / "none" / "figures.csv")
        assert caught.value.code in ("file-not-written", "target-folder-missing")

    def test_nothing_written_over_is_half_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "figures.csv"
        out.write_bytes(b"before")

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(AnnotatorError):
            write_whole(out, b"after")
        assert out.read_bytes() == b"before"
        assert [path.name for path in tmp_path.iterdir()] == ["figures.csv"]


def test_the_overview_of_the_sample_corpus(corpus: Project) -> None:
    found = measures.full_overview(corpus)
    assert [(row.author, row.documents, row.stages["submitted"]) for row in found.progress] == [
        (A, 15, 13), (B, 14, 9),
    ]  # fmt: skip
    assert sum(row.count for row in found.verdicts) == 4
    assert found.times == (), "an import is nobody's work on a document"
    assert found.unsourced >= stats(corpus).unattributed
    assert len(found.periods) == 1
    assert {(row.first, row.second) for row in found.confusion} <= {
        (one.id, other.id) for one in corpus.scheme.labels for other in corpus.scheme.labels
    }


def test_time_is_that_of_the_log(
    project: Project, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    for time, place in (("10:00", (0, 3)), ("10:03", (4, 14)), ("10:20", (17, 30))):
        at(monkeypatch, f"2026-03-20T{time}:00")
        span(project, document, A, "actor", place)
    assert [(row.author, row.seconds) for row in measures.overview(project).times] == [(A, 180)]
    assert [row.seconds for row in measures.overview(project, pause_minutes=20).times] == [1200]
