"""Layers side by side, the differences of a document or of all, and the settling of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import click

from annotator.cli import terminal
from annotator.cli.options import (
    DONE,
    acting_option,
    author_option,
    document_to_work_on,
    given_name,
    json_option,
    language_option,
    opened_by,
    print_json,
    project_argument,
    reader,
)
from annotator.cli.review import print_verdicts, told
from annotator.cli.usage import Command, WrongUse, language, tell_sentence
from annotator.commands import verdicts
from annotator.commands.noting import note_readings
from annotator.core.differences import Compared, Kind
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.store import Project, differences, review
from annotator.words.rows import Voice, difference_words, outcome_words, side_words, verdict_words

_authors_option = click.option("--authors", nargs=2, metavar="NAME NAME")
_BOTH, _NEITHER = "both", "neither"


@click.command(cls=Command)
@project_argument
@click.argument("document")
@_authors_option
@author_option
@json_option
@language_option
def compare(
    project: Path, document: str, authors: tuple[str, ...] | None, author: str | None, as_json: bool
) -> int:
    with opened_by(project, author, read_only=True) as (opened, who):
        found = document_to_work_on(opened, document, who)
        review.refuse_blind(opened, found, who)
        names = [str(given_name(name)) for name in authors or ()]
        differing = list(differences.in_document(opened, found, authors=names))
        seen = review.review_of(opened, found)
        note_readings(opened, [found], author=reader(opened, author))
        voice = Voice(language(), opened.scheme)
    for one in differing:
        _print_difference(one, voice, as_json=as_json)
    if not differing and not as_json:
        tell_sentence(told("none-differ" if seen.submitted() else "none-submitted"))
    return DONE


@click.command(cls=Command, name="differences")
@project_argument
@click.option("--kind", type=click.Choice(differences.KINDS))
@click.option("--label", default="", metavar="ID")
@_authors_option
@author_option
@json_option
@language_option
def differences_(
    project: Path,
    kind: str | None,
    label: str,
    authors: tuple[str, ...] | None,
    author: str | None,
    as_json: bool,
) -> int:
    with opened_by(project, author, read_only=True) as (opened, who):
        if label:
            opened.scheme.label(label)
        voice = Voice(language(), opened.scheme)
        names = [str(given_name(name)) for name in authors or ()]
        wanted = cast("Kind | None", kind)
        shown = set()
        for one in differences.differences(opened, who, kind=wanted, label=label, authors=names):
            shown.add(one.review.document.id)
            _print_difference(one, voice, as_json=as_json, of_document=True)
        note_readings(opened, sorted(shown), author=reader(opened, author))
    if not shown and not as_json:
        tell_sentence(told("none-differ"))
    return DONE


def _print_difference(
    one: differences.Differing, voice: Voice, *, as_json: bool, of_document: bool = False
) -> None:
    """A difference with its verdict, and the rows of its sides."""
    item, find, verdicts_on = one.item, one.review.rows.get, one.verdicts
    if as_json:
        print_json(
            {
                **({"document_id": one.review.document.id, "title": one.title} if of_document else {}),
                "number": one.number,
                "kind": item.kind,
                "fields": item.fields,
                "sides": item.sides,
                "rows": item.rows,
                "settled": one.is_settled,
                "verdicts": verdicts_on,
            }
        )
        return
    outcome = outcome_words(voice, item, verdicts_on) or voice.tr_("reviewing.open")
    place = (one.review.document.id,) if of_document else ()
    title = (terminal.one_line(one.title),) if of_document else ()
    terminal.say_cells((*place, one.number, difference_words(voice, item), outcome, *title))
    for side in item.sides:
        row = item.rows[side[0]]
        ids = " ".join(item.rows[name].id for name in side)
        judged = verdict_words(voice, find, verdicts_on[side[0]]) if side[0] in verdicts_on else ""
        words = side_words(voice, find, item, row)
        terminal.say_cells(("", " = ".join(side), words, terminal.one_line(judged), ids))


@click.command(cls=Command)
@project_argument
@click.argument("document")
@_authors_option
@click.option("--take", nargs=2, type=(int, str), multiple=True, metavar="N NAME|both|neither")
@click.option("--as", "third", nargs=4, type=(int, str, int, int), multiple=True, metavar="N LABEL START END")
@click.option("--same", is_flag=True)
@click.option("--comment", default="", metavar="TEXT")
@acting_option
@json_option
@language_option
def adjudicate(
    project: Path,
    document: str,
    authors: tuple[str, ...] | None,
    take: tuple[tuple[int, str], ...],
    third: tuple[tuple[int, str, int, int], ...],
    same: bool,
    comment: str,
    author: str | None,
    as_json: bool,
) -> int:
    if not (take or third or same):
        raise WrongUse("adjudicate-what")
    with opened_by(project, author) as (opened, who):
        found = document_to_work_on(opened, document, who)
        differing = _differences(opened, found, who, authors or ())
        for number in (*(row[0] for row in take), *(row[0] for row in third)):
            if not 1 <= number <= len(differing):
                raise AnnotatorError("unknown-difference", number=number, total=len(differing))
        count = 0
        if same:
            names = [str(given_name(name)) for name in authors or ()]
            count += len(verdicts.accept_same(opened, found, author=who, authors=names))
        for number in dict.fromkeys(number for number, _ in take):
            item = differing[number - 1]
            named = {side for of, side in take if of == number}
            sides = set(item.rows) if _BOTH in named else named - {_NEITHER}
            count += len(verdicts.settle(opened, [item], author=who, take=sides, comment=comment))
        for number, label, start, end in third:
            rows = list(differing[number - 1].rows.values())
            if not all(isinstance(row, Span) for row in rows):
                raise AnnotatorError("not-a-span", id=rows[0].id)
            verdicts.replace_span(
                opened,
                cast("list[Span]", rows),
                author=who,
                label=label,
                ranges=[(start, end)],
                comment=comment,
            )
            count += len(rows)
        return print_verdicts(count, opened.head(), as_json=as_json)


def _differences(project: Project, document_id: str, who: str, authors: Sequence[str]) -> list[Compared]:
    review.refuse_blind(project, document_id, who)
    names = [str(given_name(name)) for name in authors]
    return [item for item in verdicts.comparison(project, document_id, names) if item.kind != "same"]
