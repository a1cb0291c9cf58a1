"""Prints what is known of a name, and what a gazetteer or a list says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from annotator.cli import terminal
from annotator.cli.usage import language, sentence, tell_sentence
from annotator.commands.gazetteer import Preview, Proposed
from annotator.core.name_attributes import ValueChange, undeclared
from annotator.core.names import KnownName
from annotator.store import Project
from annotator.store.name_page import NamePage, Place, ShownPlace, document_lines, page_of, place_lines
from annotator.words.i18n import isolated, tr
from annotator.words.names import by_ids, change_words, facts_of, proposed_words
from annotator.words.rows import Voice, label_words
from annotator.words.story import local_time, story

_LISTS = ("mentions", "said", "said_of")
_FIRST = 20
_BATCH = 200


def told(project: Project, row: KnownName) -> dict[str, Any]:
    """The page of a name for programs: all of it."""
    page = page_of(project, row)
    return {
        "undeclared": undeclared(project.scheme, row.name),
        **{name: list(map(_of_place, _all(project, getattr(page, name)))) for name in _LISTS},
        "published": [msgspec.to_builtins(found) for found in document_lines(project, page.documents)],
        "history": [
            {"at": entry.at, "actor": entry.actor, "act": entry.act, "changes": entry.changes}
            for entry in story(project, language(), [row.name.id])
        ],
    }


def show(project: Project, row: KnownName, known: Sequence[KnownName]) -> None:
    """Print the page of a name: all that is known, and the first of each list."""
    voice, page = Voice(language(), project.scheme), page_of(project, row)
    tell_sentence(f"{isolated(row.name.name)} · {isolated(label_words(voice, row.name.label))}")
    facts = [
        (sentence("column-spellings"), "، ".join(word for word in row.spellings if word != row.name.name)),
        (sentence("column-identifier"), row.name.identifier),
        *((fact.called, fact.value) for fact in facts_of(voice, row.name, by_ids(known))),
    ]
    for called, value in facts:
        if value:
            tell_sentence(f"  {isolated(called)}: {isolated(value)}")
    for name in _LISTS:
        places: Sequence[Place] = getattr(page, name)
        _tell_list(f"names.page-{name.replace('_', '-')}", len(places), _lines(project, page, name))
    documents = document_lines(project, page.documents[:_FIRST])
    lines = (
        f"{isolated(row.id[:12])}  {isolated(row.dated[:10])}  {isolated(row.title)}" for row in documents
    )
    _tell_list("names.page-documents", len(page.documents), lines)
    entries = story(project, language(), [row.name.id])
    lines = (
        f"{isolated(local_time(entry.at))}  {isolated(entry.actor)}  {isolated(entry.act)}  "
        + " · ".join(entry.changes)
        for entry in entries[:_FIRST]
    )
    _tell_list("names.page-history", len(entries), lines)


def _lines(project: Project, page: NamePage, name: str) -> Iterator[str]:
    places: Sequence[Place] = getattr(page, name)
    for row in place_lines(project, places[:_FIRST]):
        where = f"{isolated(row.place.document_id[:12])}  {isolated(row.dated[:10])}"
        yield f"{where}  {isolated(row.context if name == 'mentions' else row.quote)}"


def _tell_list(title: str, count: int, lines: Iterable[str]) -> None:
    if not count:
        return
    tell_sentence(tr(language(), title, n=count))
    for line in lines:
        tell_sentence(f"  {terminal.one_line(line)}")
    if count > _FIRST:
        tell_sentence(f"  {tr(language(), 'names.page-further', n=count - _FIRST)}")


def _all(project: Project, places: Sequence[Place]) -> Iterator[ShownPlace]:
    for start in range(0, len(places), _BATCH):
        yield from place_lines(project, places[start : start + _BATCH])


def _of_place(row: ShownPlace) -> dict[str, Any]:
    place = row.place
    return {
        "document_id": place.document_id,
        "span_id": place.span_id,
        "authors": place.authors,
        "title": row.title,
        "dated": row.dated,
        "label": row.label,
        "quote": row.quote,
        "context": row.context,
    }


def tell_differing(project: Project, differing: Iterable[ValueChange], known: Sequence[KnownName]) -> None:
    """Say what a list knows otherwise than the project, where it was left."""
    voice, names = Voice(language(), project.scheme), by_ids(known)
    for change in differing:
        words = f"{isolated(change.name.name)} · {change_words(voice, change, names)}"
        tell_sentence(voice.tr_("names.kept-otherwise", what=words), err=True)


def tell_preview(project: Project, preview: Preview, *, replace: bool) -> None:
    """Say what a gazetteer would change, a line for each place; `~` before what is not taken."""
    voice = Voice(language(), project.scheme)
    taken = {id(row) for row in wanted(preview, replace=replace)}
    for row in preview.proposed:
        tell_sentence(f"{'+' if id(row) in taken else '~'} {proposed_words(voice, row)}")


def wanted(preview: Preview, *, replace: bool) -> list[Proposed]:
    """What is taken of a gazetteer: what is clear, and, if that is meant, in the place of other positions."""
    return [row for row in preview.proposed if row.is_clear] if replace else preview.clear
