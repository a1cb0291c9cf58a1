"""Names are learned from what was done last; all that an author ever labelled is read once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.commands import names, spans
from annotator.commands.learning import Learning
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.core.names import name_id
from annotator.store import Project, learning
from annotator.store.names import name_record
from tests.store.conftest import make_document, project

__all__ = ["project"]

ME, OTHER = "سلمى", "يزن"
TEXT = "زار الوفد جسور و سلام أمس، ثم زار مرفأ الرمان."
FIRST, SECOND = "جسور و سلام", "مرفأ الرمان"


@pytest.fixture
def page(project: Project) -> Document:
    page = make_document(project, TEXT)
    label(project, page, FIRST)
    return page


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose layer was read whole, each time."""
    asked: list[str] = []
    confirmed = learning.confirmed

    def counted(project: Project, author: str) -> object:
        asked.append(author)
        return confirmed(project, author)

    monkeypatch.setattr(learning, "confirmed", counted)
    return asked


def label(project: Project, page: Document, words: str, author: str = ME) -> None:
    start = TEXT.index(words)
    ranges = [(start, start + len(words))]
    spans.add_span(project, author=author, document_id=page.id, label="actor", ranges=ranges)


def found(project: Project, kept: Learning) -> list[str]:
    """The names in the text, in order; one that is listed too is found once."""
    names = kept.catch_up(project).knowledge.names
    return list(dict.fromkeys(TEXT[slice(*name.range)] for name in names.find(TEXT)))


def test_what_is_done_is_learned_without_counting_again(
    project: Project, page: Document, counts: list[str]
) -> None:
    kept = Learning(ME)
    assert found(project, kept) == [FIRST]
    label(project, page, SECOND)
    assert found(project, kept) == [FIRST, SECOND]
    project.undo(ME)
    assert found(project, kept) == [FIRST]
    project.redo(ME)
    label(project, page, "الوفد", OTHER)
    assert found(project, kept) == [FIRST, SECOND]
    with Project.open(project.path) as other:
        label(other, page, "الوفد")
    assert found(project, kept) == ["الوفد", FIRST, SECOND]
    name = kept.catch_up(project).knowledge.names.entries[0].id
    assert name_record(project, name) is None
    assert counts == [ME]


def test_what_is_decided_about_a_name_is_learned_so_too(
    project: Project, page: Document, counts: list[str]
) -> None:
    kept = Learning(ME)
    label(project, page, SECOND)
    assert found(project, kept) == [FIRST, SECOND]
    first, second = (
        names.add_name(project, author=OTHER, label="actor", name=words) for words in (FIRST, SECOND)
    )
    blocked = names.block_name(project, first, author=OTHER)
    assert found(project, kept) == [SECOND]
    names.unblock_name(project, blocked, author=OTHER)
    names.merge_names(project, first, [second], author=OTHER)
    known = kept.catch_up(project).knowledge.names
    ids = {known.entries[name.entry].id for name in known.find(TEXT)}
    assert ids == {name_id("actor", FIRST)}
    assert counts == [ME]


def test_the_basis_is_the_same_again_when_what_is_known_is(project: Project, page: Document) -> None:
    kept = Learning(ME)
    before = kept.catch_up(project).basis
    label(project, page, SECOND)
    assert kept.catch_up(project).basis != before
    project.undo(ME)
    assert kept.catch_up(project).basis == before == Learning(ME).catch_up(project).basis


def _much_is_done(project: Project, page: Document, _: Path) -> Project:
    for words in (SECOND, "الوفد", "أمس"):
        label(project, page, words)
    return project


def _a_backup_lies_in_its_place(project: Project, page: Document, folder: Path) -> Project:
    project.backup(folder / "before.db")
    label(project, page, SECOND)
    other = Project.open(folder / "before.db")
    label(other, page, "الوفد")
    label(other, page, "أمس")
    return other


@pytest.mark.parametrize("happens", [_much_is_done, _a_backup_lies_in_its_place])
def test_all_is_counted_again_where_the_log_says_too_much_or_another_thing(
    project: Project,
    page: Document,
    counts: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    happens: Callable[[Project, Document, Path], Project],
) -> None:
    monkeypatch.setattr(learning, "_MOST_CHANGES", 2)
    kept = Learning(ME)
    if happens is _a_backup_lies_in_its_place:
        label(project, page, "ثم")
    kept.catch_up(project)
    other = happens(project, page, tmp_path)
    kept.catch_up(project)
    assert found(other, kept) == found(other, Learning(ME))
    assert len(counts) > 2
    if other is not project:
        other.close()


def test_counting_stops_when_it_is_no_longer_wanted(project: Project, page: Document) -> None:
    with pytest.raises(AnnotatorError, match="cancelled"):
        Learning(ME).catch_up(project, lambda: True)
