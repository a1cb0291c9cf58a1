"""A scheme leaves as TOML and comes back; a change of it is one event that can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.commands import attributions, spans
from annotator.commands.scheme import change_scheme
from annotator.core.errors import AnnotatorError, StaleChange
from annotator.core.model import Document
from annotator.core.scheme import Scheme, lost
from annotator.core.scheme_edits import added, changed, renamed, with_value
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.store.verify import verify
from tests.command_line import Cli, cli, news
from tests.store.conftest import document, project

__all__ = ["cli", "document", "news", "project"]

ME, OTHER = "سلمى", "يزن"
NEWS = scheme_toml.load()


def with_weapon(scheme: Scheme) -> Scheme:
    """A scheme with one more label, and a term more."""
    scheme, place = added(scheme, "labels")
    scheme = renamed(scheme, place, "weapon")
    scheme = changed(scheme, ("labels", "weapon"), name={"ar": "سلاح", "en": "Weapon"}, key="6")
    scheme, place = added(scheme, "terms", "sector")
    return changed(scheme, place, name={"ar": "جديد", "en": "New"})


def refused(code: str, command: Any, *args: Any, **values: Any) -> None:
    with pytest.raises(AnnotatorError) as caught:
        command(*args, **values)
    assert caught.value.code == code


class TestToml:
    def test_the_default_scheme_comes_back_the_same(self, tmp_path: Path) -> None:
        scheme_toml.save(NEWS, tmp_path / "news.toml")
        assert scheme_toml.load(tmp_path / "news.toml") == NEWS
        assert [path.name for path in tmp_path.iterdir()] == ["news.toml"]

    @pytest.mark.parametrize(
        "text", ["", "\n", "a\r\nb", "\ra", '"""', "'''\\", "\u2028\u00a0\u200f🔴\t\x0b"]
    )
    def test_guidelines_come_back_the_same(self, text: str) -> None:
        scheme = msgspec.structs.replace(NEWS, guidelines=text)
        assert scheme_toml.parse(scheme_toml.dump(scheme)) == scheme

    def test_a_byte_order_mark_and_windows_line_ends(self, tmp_path: Path) -> None:
        path = tmp_path / "news.toml"
        path.write_bytes(b"\xef\xbb\xbf" + scheme_toml.dump(NEWS).replace("\n", "\r\n").encode())
        assert scheme_toml.load(path) == NEWS

    @pytest.mark.parametrize("text", ["id = ", 'id = "x"', "labels = 3", "\udcff"])
    def test_a_file_that_is_none(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "bad.toml"
        path.write_bytes(text.encode(errors="surrogateescape"))
        refused("bad-scheme-file", scheme_toml.load, path)

    def test_a_project_is_not_written_over(self, project: Project) -> None:
        refused("target-is-project", scheme_toml.save, NEWS, project.path)


class TestChange:
    def test_it_is_one_event_and_the_version_counts_up(self, project: Project) -> None:
        after = change_scheme(project, NEWS, with_weapon(NEWS), author=ME)
        assert after == project.scheme
        assert (after.version, after.label("weapon").key) == (2, "6")
        assert queries.last_event(project)[1] == "scheme.change"
        again = change_scheme(
            project, after, with_value(after, ("labels", "cue"), "retired", True), author=ME
        )
        assert again.version == 3
        assert verify(project) == []

    def test_without_a_change_there_is_no_event(self, project: Project) -> None:
        seq = queries.last_event(project)[0]
        assert change_scheme(project, NEWS, NEWS, author=ME) == NEWS
        assert queries.last_event(project)[0] == seq

    def test_a_change_of_what_has_changed_is_refused(self, project: Project) -> None:
        with Project.open(project.path) as other:
            theirs = change_scheme(other, NEWS, with_weapon(NEWS), author=OTHER)
        mine = with_value(NEWS, ("labels", "actor"), "name.en", "Doer")
        with pytest.raises(StaleChange):
            change_scheme(project, NEWS, mine, author=ME)
        assert project.changed_elsewhere()
        assert project.scheme == theirs

    def test_a_faulty_scheme_is_refused(self, project: Project) -> None:
        bad = changed(NEWS, ("labels", "actor"), key="2")
        refused("scheme-repeated-key", change_scheme, project, NEWS, bad, author=ME)
        assert project.scheme == NEWS

    def test_nothing_a_span_bears_disappears(self, project: Project, document: Document) -> None:
        span = spans.add_span(project, author=ME, document_id=document.id, label="cue", ranges=[(0, 3)])
        few = msgspec.structs.replace(NEWS, labels=NEWS.labels[:1], attribution=())
        after = change_scheme(project, NEWS, few, author=ME)
        assert lost(NEWS, after) == set()
        refused(
            "label-retired",
            spans.add_span,
            project,
            author=ME,
            document_id=document.id,
            label="cue",
            ranges=[(4, 8)],
        )
        refused("label-retired", spans.relabel_span, project, span, "cue", author=ME)
        assert spans.set_span_ranges(project, span, [(0, 8)], author=ME).label == "cue"

    def test_a_label_that_another_window_has_just_retired_is_not_used(
        self, project: Project, document: Document
    ) -> None:
        span = spans.add_span(project, author=ME, document_id=document.id, label="actor", ranges=[(0, 3)])
        with Project.open(project.path) as other:
            retired = with_value(NEWS, ("labels", "place"), "retired", True)
            change_scheme(other, NEWS, retired, author=OTHER)
        assert not project.scheme.label("place").retired
        head = project.head()
        for ranges in ([(0, 3)], [(4, 8)]):
            refused(
                "label-retired",
                spans.add_span,
                project,
                author=ME,
                document_id=document.id,
                label="place",
                ranges=ranges,
            )
        refused("label-retired", spans.relabel_span, project, span, "place", author=ME)
        refused(
            "label-retired", spans.add_spans, project, [(document.id, [(4, 8)])], author=ME, label="place"
        )
        assert project.head() == head
        assert project.scheme.label("place").retired

    def test_undo_and_redo(self, project: Project) -> None:
        after = change_scheme(project, NEWS, with_weapon(NEWS), author=ME)
        assert project.undo(ME) is not None
        assert project.scheme == NEWS
        assert project.redo(ME) is not None
        assert project.scheme == after
        assert verify(project) == []


class TestUndoOfWhatIsInUse:
    def test_a_label(self, project: Project, document: Document) -> None:
        after = change_scheme(project, NEWS, with_weapon(NEWS), author=ME)
        span = spans.add_span(project, author=OTHER, document_id=document.id, label="weapon", ranges=[(0, 3)])
        refused("scheme-in-use", project.undo, ME)
        assert project.scheme == after
        spans.delete_span(project, span, author=OTHER)
        assert project.undo(ME) is not None
        assert project.scheme == NEWS

    def test_an_attribute(self, project: Project, document: Document) -> None:
        scheme, place = added(NEWS, "attributes")
        scheme = changed(scheme, place, name={"ar": "وزن", "en": "Weight"})
        change_scheme(project, NEWS, scheme, author=ME)
        span = spans.add_span(project, author=OTHER, document_id=document.id, label="actor", ranges=[(0, 3)])
        spans.set_span_attribute(project, span, place[1], "5", author=OTHER)
        refused("scheme-in-use", project.undo, ME)

    @pytest.mark.parametrize("vocabulary", ["sector", "naming", "category"])
    def test_a_term(self, project: Project, document: Document, vocabulary: str) -> None:
        scheme, place = added(NEWS, "terms", vocabulary)
        scheme = changed(scheme, place, name={"ar": "جديد", "en": "New"})
        change_scheme(project, NEWS, scheme, author=ME)
        claim = spans.add_span(project, author=OTHER, document_id=document.id, label="claim", ranges=[(0, 3)])
        row = attributions.attribute(project, author=OTHER, claims=[claim.id])
        match vocabulary:
            case "sector":
                spans.set_span_attribute(project, claim, "sector", place[2], author=OTHER)
            case "naming":
                attributions.edit_attribution(project, row, author=OTHER, attributes={"naming": place[2]})
            case "category":
                attributions.edit_attribution(project, row, author=OTHER, category=place[2])
        refused("scheme-in-use", project.undo, ME)


class TestCommandLine:
    def test_out_and_in_again(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        out = tmp_path / "out.toml"
        assert cli("scheme", news, "--export", out).status == 0
        assert scheme_toml.load(out) == NEWS
        assert cli("scheme", news, "--export", "-").out == out.read_text(encoding="utf-8")
        assert cli("scheme", news, "--import", out, "--json").json()["version"] == 1
        scheme_toml.save(with_weapon(msgspec.structs.replace(NEWS, labels=NEWS.labels[:4])), out)
        ran = cli("scheme", news, "--import", out, "--json", "--author", ME)
        assert ran.status == 0
        assert (ran.json()["version"], ran.json()["retired"]) == (2, ["labels.cue"])
        with Project.open(news, read_only=True) as project:
            assert project.scheme.label("cue").retired
            assert project.scheme.label("weapon").key == "6"
            assert verify(project) == []
        assert "scheme changed" in cli("history", news).out

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_what_it_says(self, cli: Cli, news: Path, tmp_path: Path, language: str) -> None:
        path = tmp_path / "faint.toml"
        scheme_toml.save(changed(NEWS, ("labels", "actor"), light="#ffee99"), path)
        ran = cli("scheme", news, "--import", path, language=language)
        assert ran.status == 0 and ran.out
        assert "labels.actor.light" in ran.err
        scheme_toml.save(changed(NEWS, ("labels", "actor"), key="2"), path)
        ran = cli("scheme", news, "--import", path, language=language)
        assert ran.status == 3 and "labels.place.key" in ran.err

    def test_either_out_or_in(self, cli: Cli, news: Path) -> None:
        assert cli("scheme", news).status == 2
        assert cli("scheme", news, "--export", "a", "--import", "b").status == 2
        assert cli("scheme", news, "--import", "nowhere.toml").status == 3
        assert cli("scheme", news, "--export", news).status == 3
