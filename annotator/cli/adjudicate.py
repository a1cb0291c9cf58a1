"""Layers side by side, and the settling of what they differ in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

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
)
from annotator.cli.review import print_verdicts, told
from annotator.cli.usage import Command, WrongUse, language, tell_sentence
from annotator.commands import adjudicating
from annotator.core.differences import Compared
from annotator.core.errors import AnnotatorError
from annotator.store import Project, review
from annotator.words.rows import Voice, difference_words, side_words

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
        differing = _differences(opened, found, who, authors or ())
        seen = review.review_of(opened, found)
        voice = Voice(language(), opened.scheme)
    for number, item in enumerate(differing, 1):
        if as_json:
            print_json(
                {
                    "number": number,
                    "kind": item.kind,
                    "fields": item.fields,
                    "sides": item.sides,
                    "rows": item.rows,
                }
            )
            continue
        terminal.say_cells((number, difference_words(voice, item)))
        for side in item.sides:
            row = item.rows[side[0]]
            ids = " ".join(item.rows[name].id for name in side)
            terminal.say_cells(("", " = ".join(side), side_words(voice, seen.rows.get, item, row), ids))
    if not differing and not as_json:
        tell_sentence(told("none-differ" if seen.submitted() else "none-submitted"))
    return DONE


@click.command(cls=Command)
@project_argument
@click.argument("document")
@_authors_option
@click.option("--take", nargs=2, type=(int, str), multiple=True, metavar="N NAME|both|neither")
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
    same: bool,
    comment: str,
    author: str | None,
    as_json: bool,
) -> int:
    if not (take or same):
        raise WrongUse("adjudicate-what")
    with opened_by(project, author) as (opened, who):
        found = document_to_work_on(opened, document, who)
        differing = _differences(opened, found, who, authors or ())
        for number, _ in take:
            if not 1 <= number <= len(differing):
                raise AnnotatorError("unknown-difference", number=number, total=len(differing))
        count = 0
        if same:
            names = [str(given_name(name)) for name in authors or ()]
            count += len(adjudicating.accept_same(opened, found, author=who, authors=names))
        for number in dict.fromkeys(number for number, _ in take):
            item = differing[number - 1]
            named = {side for of, side in take if of == number}
            sides = set(item.rows) if _BOTH in named else named - {_NEITHER}
            count += len(adjudicating.settle(opened, item, author=who, take=sides, comment=comment))
        return print_verdicts(count, opened.head(), as_json=as_json)


def _differences(project: Project, document_id: str, who: str, authors: Sequence[str]) -> list[Compared]:
    review.refuse_blind(project, document_id, who)
    names = [str(given_name(name)) for name in authors]
    return [item for item in adjudicating.comparison(project, document_id, names) if item.kind != "same"]
