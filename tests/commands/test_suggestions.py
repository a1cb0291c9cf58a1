"""What is proposed: computed where it no longer holds, learned at once, and never from another's layer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.commands import accepting, documents, lexicon, names, suggestions
from annotator.commands.scheme import change_scheme
from annotator.commands.spans import add_span, set_span_note
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document, Range, quote
from annotator.core.suggestions import ProposedSpan, Suggestion, Why, suggestion_id
from annotator.disk import data_path
from annotator.store import Project, queries
from annotator.store.names import names_of
from annotator.store.suggestions import own_lexicon, proposed
from annotator.store.verify import rebuild, verify
from annotator.suggest.knowledge import Knowledge
from tests.reviewed import refused
from tests.store.conftest import make_document, project

__all__ = ["project"]

ME, OTHER = "سلمى", "يزن"
FIRST = "دخلت حنر البلدة صباحا. ثم خرجت حنر منها."
SECOND = "اجتمع الوفد مع حنر في دير الزور."


class Counting:
    """Proposes each «حنر» as an actor, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, document: Document, text: str, _: Knowledge) -> list[Suggestion]:
        self.asked.append(document.id)
        found = []
        start = text.find("حنر")
        while start >= 0:
            spans = (ProposedSpan("actor", ((start, start + 3),), quote(text, [(start, start + 3)])),)
            found.append(
                Suggestion(
                    id=suggestion_id(document.id, "fake", spans, None),
                    document_id=document.id,
                    suggester="fake",
                    spans=spans,
                    why=Why("fake"),
                    confidence=0.9,
                )
            )
            start = text.find("حنر", start + 1)
        return found


@pytest.fixture
def pages(project: Project) -> list[Document]:
    return [make_document(project, text) for text in (FIRST, SECOND)]


def label(project: Project, page: Document, label: str, piece: Range, author: str = ME) -> Any:
    return add_span(project, author=author, document_id=page.id, label=label, ranges=[piece])


def words(found: Sequence[Suggestion], suggester: str | None = None) -> list[tuple[str, str]]:
    return [
        (span.label, span.quote) for row in found if suggester in (None, row.suggester) for span in row.spans
    ]


def names_proposed(project: Project, page: Document, author: str = ME) -> list[tuple[str, str]]:
    return words(suggestions.suggest_document(project, page.id, author=author), "names")


class TestKeeping:
    def test_computed_once_until_something_changes(self, project: Project, pages: list[Document]) -> None:
        find = Counting()

        def ask(author: str = ME) -> int:
            before = len(find.asked)
            suggestions.suggest_document(project, pages[0].id, author=author, find=find)
            return len(find.asked) - before

        assert [ask(), ask()] == [1, 0]
        span = label(project, pages[0], "claim", (0, 20))
        assert ask() == 0
        label(project, pages[1], "place", (22, 31))
        assert [ask(), ask()] == [1, 0]
        set_span_note(project, span, "ملاحظة", author=ME)
        label(project, pages[1], "actor", (0, 5), OTHER)
        assert ask() == 0
        names.add_name(project, author=OTHER, label="actor", name="الوفد")
        assert [ask(), ask()] == [1, 0]
        lexicon.set_lexicon(project, "[words]\nextra = []\n", author=OTHER)
        assert [ask(), ask()] == [1, 0]
        scheme = project.scheme
        change_scheme(project, scheme, msgspec.structs.replace(scheme, guidelines="x"), author=ME)
        assert [ask(), ask()] == [1, 0]
        assert [ask(OTHER), ask(OTHER)] == [1, 0]

    def test_what_was_answered_is_not_open(self, project: Project, pages: list[Document]) -> None:
        find = Counting()
        found = suggestions.suggest_document(project, pages[0].id, author=ME, find=find)
        assert words(found) == [("actor", "حنر")] * 2
        accepting.accept_suggestion(project, found[0], author=ME)
        assert suggestions.suggest_document(project, pages[0].id, author=ME, find=find) == found[1:]
        accepting.reject_suggestion(project, found[1], author=ME)
        assert suggestions.suggest_document(project, pages[0].id, author=ME, find=find) == []
        assert suggestions.suggest_document(project, pages[0].id, author=OTHER, find=find) == found

    def test_a_project_that_cannot_be_written(self, project: Project, pages: list[Document]) -> None:
        with Project.open(project.path, read_only=True) as reader:
            found = suggestions.suggest_document(reader, pages[0].id, author=ME, find=Counting())
        assert len(found) == 2
        assert proposed(project, pages[0].id, ME) is None

    def test_a_project_that_another_writes_to(self, project: Project, pages: list[Document]) -> None:
        project.db.conn.execute("PRAGMA busy_timeout = 20")
        with Project.open(project.path) as other, other.exclusive():
            found = suggestions.suggest_document(project, pages[0].id, author=ME, find=Counting())
        assert len(found) == 2
        assert proposed(project, pages[0].id, ME) is None

    def test_no_such_document(self, project: Project) -> None:
        refused("unknown-document", suggestions.suggest_document, project, "none", author=ME)


class TestAll:
    def test_every_document_with_progress(self, project: Project, pages: list[Document]) -> None:
        find, told = Counting(), list[tuple[int, int]]()
        report = suggestions.suggest_all(
            project, author=ME, find=find, progress=lambda *done: told.append(done)
        )
        assert (report.documents, report.suggestions, report.by_suggester) == (2, 3, {"fake": 3})
        assert find.asked == [page.id for page in pages]
        assert told == [(2, 2)]
        assert suggestions.suggest_all(project, author=ME, find=find) == report
        assert len(find.asked) == 2

    def test_cancelled_in_the_middle(self, project: Project, tmp_path: Path) -> None:
        for number in range(150):
            make_document(project, f"خبر حنر {number}")
        head, find = project.head(), Counting()
        with pytest.raises(AnnotatorError, match="cancelled"):
            suggestions.suggest_all(project, author=ME, find=find, cancelled=lambda: len(find.asked) >= 120)
        assert (project.head(), verify(project), len(find.asked)) == (head, [], 120)
        suggestions.suggest_all(project, author=ME, find=find)
        assert len(find.asked) == 170

    def test_what_is_kept_does_not_count_as_a_change(self, project: Project, pages: list[Document]) -> None:
        with Project.open(project.path) as other:
            suggestions.suggest_all(other, author=ME, find=Counting())
        assert proposed(project, pages[0].id, ME) is not None
        assert not project.changed_elsewhere()
        rebuild(project)
        assert verify(project) == []


class TestLearning:
    def test_a_name_once_accepted_is_proposed_everywhere(
        self, project: Project, pages: list[Document]
    ) -> None:
        assert names_proposed(project, pages[1]) == []
        (first, *_) = suggestions.suggest_document(project, pages[0].id, author=ME, find=Counting())
        accepting.accept_suggestion(project, first, author=ME)
        assert names_proposed(project, pages[1]) == [("actor", "حنر")]
        assert names_proposed(project, pages[0]) == [("actor", "حنر")]
        project.undo(ME)
        assert names_proposed(project, pages[1]) == []

    def test_nothing_is_learned_from_another_author(self, project: Project, pages: list[Document]) -> None:
        label(project, pages[0], "actor", (5, 8))
        label(project, pages[1], "place", (22, 31))
        suggestions.suggest_all(project, author=ME)
        known = names_of(project, ME)
        names.merge_names(project, known[0].name, [], author=ME)
        span = queries.layer(project, pages[0].id, ME).spans[0]
        names.link_name(project, span, known[0].name, author=ME)
        for page in pages:
            assert names_proposed(project, page, OTHER) == []
        assert names_of(project, OTHER) == []
        label(project, pages[0], "actor", (5, 8), OTHER)
        assert names_proposed(project, pages[1], OTHER) == [("actor", "حنر")]

    def test_what_is_accepted_points_to_its_name(self, project: Project, pages: list[Document]) -> None:
        kept = names.add_name(project, author=ME, label="actor", name="قوات السنديان")
        gone = names.add_name(project, author=ME, label="actor", name="حنر")
        names.merge_names(project, kept, [gone], author=ME)
        label(project, pages[0], "place", (9, 15))
        found = suggestions.suggest_document(project, pages[1].id, author=ME)
        assert [span.name for row in found for span in row.spans if span.label == "actor"] == [kept.id]
        accepting.accept_suggestions(project, found, author=ME)
        names_pointed_to = {
            span.quote: span.name for span in queries.layer(project, pages[1].id, ME).spans if span.name
        }
        assert names_pointed_to == {"حنر": kept.id}
        page = make_document(project, "البلدة آمنة.")
        (name,) = suggestions.suggest_document(project, page.id, author=ME)
        assert name.spans[0].name
        (span,) = accepting.accept_suggestion(project, name, author=ME).spans
        assert span.name == ""

    def test_every_spelling_with_its_proclitic_outside(self, project: Project) -> None:
        page = make_document(project, "وصلوا إلى ديرالزور. ودَيْر الزور بعيدة عن بديرالزورية.")
        names.add_name(project, author=ME, label="place", name="دير الزور")
        assert names_proposed(project, page) == [("place", "ديرالزور"), ("place", "دَيْر الزور")]

    def test_merged_and_blocked(self, project: Project, pages: list[Document]) -> None:
        page = make_document(project, "قوات السنديان في البلدة، وحنر خارجها.")
        kept = names.add_name(project, author=ME, label="actor", name="قوات السنديان")
        gone = names.add_name(project, author=ME, label="actor", name="حنر")
        names.merge_names(project, kept, [gone], author=ME)
        assert names_proposed(project, page) == [("actor", "قوات السنديان"), ("actor", "حنر")]
        names.block_name(project, kept, author=ME)
        assert names_proposed(project, page) == []
        project.undo(ME)
        merged = next(row for known in names_of(project, ME) for row in known.merged)
        names.block_name(project, merged, author=ME)
        assert names_proposed(project, page) == [("actor", "قوات السنديان")]

    def test_what_is_blocked_is_no_spelling_of_another_name(self, project: Project) -> None:
        page = make_document(project, "مشى بين البيوت.")
        names.add_name(project, author=ME, label="actor", name="الأمين", variants=["بين"])
        assert names_proposed(project, page) == [("actor", "بين")]
        blocked = names.add_name(project, author=ME, label="actor", name="بين")
        names.block_name(project, blocked, author=ME)
        assert names_proposed(project, page) == []

    def test_names_of_retired_labels_are_not_proposed(self, project: Project, pages: list[Document]) -> None:
        names.add_name(project, author=ME, label="actor", name="حنر")
        scheme = project.scheme
        labels = tuple(msgspec.structs.replace(row, retired=row.id == "actor") for row in scheme.labels)
        change_scheme(project, scheme, msgspec.structs.replace(scheme, labels=labels), author=ME)
        assert names_proposed(project, pages[0]) == []


class TestLexicon:
    def test_own_entries_are_one_act_and_take_effect_at_once(self, project: Project) -> None:
        page = make_document(project, "تمتم الوزير أن الجسر أغلق أمام الشاحنات.")
        cue = ("cue", "تمتم")
        assert cue not in words(suggestions.suggest_document(project, page.id, author=ME))
        own = '[[verbs]]\nlemma = "تمتم"\npast = ["تمتم"]\nopens = ["that"]\n'
        assert lexicon.set_lexicon(project, own, author=ME) == []
        assert own_lexicon(project) == own
        assert cue in words(suggestions.suggest_document(project, page.id, author=ME))
        project.undo(ME)
        assert (own_lexicon(project), verify(project)) == ("", [])
        assert cue not in words(suggestions.suggest_document(project, page.id, author=ME))
        project.redo(ME)
        lexicon.set_lexicon(project, " \n", author=ME)
        assert own_lexicon(project) == ""
        project.undo(ME)
        assert own_lexicon(project) == own

    def test_a_broken_row_is_named_and_the_rest_is_used(self, project: Project) -> None:
        own = (
            '[[verbs]]\nlemma = "تمتم"\npast = ["تمتم"]\nopens = ["that"]\n[[verbs]]\nlemma = 5\n'
            "[strange]\nx = 1\n"
        )
        problems = lexicon.set_lexicon(project, own, author=ME)
        assert {problem.code for problem in problems} == {"bad-own-lexicon-row"}
        assert len(problems) == 2
        assert own_lexicon(project) == own

    def test_what_is_no_toml_is_refused(self, project: Project, tmp_path: Path) -> None:
        head = project.head()
        refused("bad-own-lexicon", lexicon.set_lexicon, project, "[[verbs", author=ME)
        refused("nul-character", lexicon.set_lexicon, project, "a\x00", author=ME)
        refused("bad-lexicon-file", lexicon.import_lexicon, project, tmp_path / "none", author=ME)
        assert project.head() == head


class TestEvaluating:
    def test_names_that_the_layer_teaches_do_not_count(self, project: Project, pages: list[Document]) -> None:
        label(project, pages[0], "actor", (5, 8))
        label(project, pages[0], "actor", (31, 34))
        none = suggestions.evaluate_suggester(project, "names", layer=ME)
        assert (none.documents, none.exact["actor"].proposed, none.exact["actor"].reference) == (1, 0, 2)
        names.add_name(project, author=ME, label="actor", name="حنر")
        names.add_name(project, author=ME, label="place", name="البلدة")
        told: list[tuple[int, int]] = []
        found = suggestions.evaluate_suggester(
            project, "names", layer=ME, progress=lambda *done: told.append(done)
        )
        assert (found.exact["actor"].matched, found.exact["place"].proposed, told[-1]) == (2, 1, (2, 2))
        with pytest.raises(AnnotatorError, match="cancelled"):
            suggestions.evaluate_suggester(project, "names", layer=ME, cancelled=lambda: True)


class TestTheSampleCorpus:
    """The real suggesters, from the first proposal to the last."""

    def open_now(self, project: Project) -> list[Suggestion]:
        return [row for _, found in suggestions.open_suggestions(project, author=ME) for row in found]

    def test_all_accepted_leaves_nothing_open(self, project: Project) -> None:
        pages = data_path("sample_corpus", "pages")
        documents.import_paths(project, [pages], author=OTHER)
        first = self.open_now(project)
        assert {row.suggester for row in first} == {"ticker", "cues", "gazetteer"}
        accepting.accept_suggestions(project, first, author=ME)
        second = self.open_now(project)
        assert {row.suggester for row in second} == {"names"}
        accepting.accept_suggestions(project, second, author=ME)
        assert (self.open_now(project), verify(project)) == ([], [])
        parents = [row for row in first if row.attribution and row.attribution.parent]
        tied = [
            row
            for document in queries.document_ids(project)
            for row in queries.layer(project, document, ME).attributions
            if row.parent
        ]
        assert len(tied) == len(parents) > 0
        project.undo(ME)
        project.undo(ME)
        assert self.open_now(project) == first

    def test_all_rejected_leaves_nothing_open(self, project: Project) -> None:
        documents.import_paths(project, [data_path("sample_corpus", "pages")], author=OTHER)
        for row in self.open_now(project):
            accepting.reject_suggestion(project, row, author=ME)
        assert (self.open_now(project), verify(project)) == ([], [])

    def test_one_by_one_from_the_last_gives_the_same_layer(self, project: Project, tmp_path: Path) -> None:
        page = data_path("sample_corpus", "pages", "01-ticker-crossing.txt")
        layers = []
        for backwards in (False, True):
            with Project.create(tmp_path / f"{backwards}.db", project.scheme, actor=ME) as other:
                documents.import_paths(other, [page], author=OTHER)
                found = self.open_now(other)
                for row in reversed(found) if backwards else found:
                    accepting.accept_suggestion(other, row, author=ME)
                layers.append(
                    {
                        document: self.shape(queries.layer(other, document, ME))
                        for document in queries.document_ids(other)
                    }
                )
        assert layers[0] == layers[1]
        assert any(parent for shapes in layers[0].values() for *_, parent in shapes)

    def shape(self, layer: queries.Layer) -> set[tuple[Any, ...]]:
        """The attributions by the words of their spans."""
        quotes = {span.id: (span.label, span.ranges) for span in layer.spans}
        claims = {row.id: tuple(quotes[claim] for claim in row.claims) for row in layer.attributions}
        return {
            (
                claims[row.id],
                tuple(quotes[source] for source in row.sources),
                quotes.get(row.cue or ""),
                row.category,
                claims.get(row.parent or ""),
            )
            for row in layer.attributions
        }
