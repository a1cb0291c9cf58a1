"""Reads how a document stood at a moment, and what became of it between two moments, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

import msgspec

from annotator.core.events import Change
from annotator.core.model import Attribution, Bundle, Comment, Decision, Span
from annotator.core.moments import differences
from annotator.store import Project, past
from annotator.ui.article.marks import MarkId, Marks
from annotator.words.i18n import Language
from annotator.words.rows import Find, Row, Voice, row_words
from annotator.words.story import Teller

Turn = Literal["came", "went", "changed"]

SIGNS: Final[dict[Turn, MarkId]] = {"came": "missed", "went": "reject", "changed": "replace"}


class Line(msgspec.Struct, frozen=True):
    """A sentence beside the text, and the span it is about, or ""."""

    words: str
    span: str = ""
    turn: Turn | None = None


class Stood(msgspec.Struct, frozen=True):
    """A document at a moment; None where it was not in the project. `gone`: spans of the other moment."""

    bundle: Bundle | None
    gone: tuple[Span, ...] = ()
    marks: Marks = Marks()
    lines: tuple[Line, ...] = ()


def read_stood(
    project: Project,
    *,
    progress: Any,
    cancelled: Any,
    language: Language,
    document_id: str,
    seq: int,
    other: int | None,
) -> Stood:
    """As it stood after the event `seq`; with `other`, what became of it between the two, in their order."""
    with project.snapshot():
        if other is None:
            return _alone(project, language, past.as_it_stood(project, document_id, seq))
        before, after = (past.as_it_stood(project, document_id, at) for at in sorted((seq, other)))
        return _compared(project, language, before, after)


def _alone(project: Project, language: Language, bundle: Bundle | None) -> Stood:
    if bundle is None:
        return Stood(None)
    voice, find = Voice(language, project.scheme), _finding(bundle)
    lines = (Line(row_words(voice, find, row), _span_of(find, row)) for row in bundle.attributions)
    return Stood(bundle, lines=tuple(lines))


def _compared(project: Project, language: Language, before: Bundle | None, after: Bundle | None) -> Stood:
    changes = differences(before, after)
    find = _finding(before, after)
    gone = tuple(row.before for row in changes if row.after is None and isinstance(row.before, Span))
    teller = Teller(project, language)
    lines = (
        Line(teller.sentence(change), _span_of(find, change.after or change.before), _turn(change))
        for change in changes
    )
    return Stood(after or before, gone, _marks(changes), tuple(lines))


def _turn(change: Change) -> Turn:
    if change.before is None:
        return "came"
    return "went" if change.after is None else "changed"


def _marks(changes: Iterable[Change]) -> Marks:
    """Each span with the sign of what became of it; one that is gone is dim besides."""
    turns = {change.entity_id: _turn(change) for change in changes if change.entity == "span"}
    return Marks(
        signs={span_id: (SIGNS[turn],) for span_id, turn in turns.items()},
        hues={span_id: "dim" for span_id, turn in turns.items() if turn == "went"},
    )


def _finding(*bundles: Bundle | None) -> Find:
    """Finds a row in the last of the bundles that has it."""
    rows: dict[str, Row] = {row.id: row for bundle in bundles for row in _rows(bundle)}
    return rows.get


def _rows(bundle: Bundle | None) -> Iterator[Row]:
    if bundle is not None:
        yield from bundle.spans
        yield from bundle.attributions


def _span_of(find: Find, record: object) -> str:
    """The span by which one finds what a record is about; "" where there is none."""
    match record:
        case Span(id=span_id):
            return span_id
        case Attribution(claims=(claim, *_)):
            return claim
        case Decision(target=target) | Comment(target=target):
            return _span_of(find, find(target))
    return ""
