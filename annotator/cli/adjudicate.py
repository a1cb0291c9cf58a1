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
from annotator.cli.review import print_verdicts, quoted, told
from annotator.cli.usage import Command, WrongUse, tell_sentence
from annotator.commands import adjudicating
from annotator.core.differences import Compared
from annotator.core.errors import AnnotatorError
from annotator.store import Project, review

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
    for number, item in enumerate(differing, 1):
        if as_json:
            print_json({"number": number, "kind": item.kind, "fields": item.fields, "rows": item.rows})
            continue
        terminal.say_cells((number, told(f"differs-{item.kind}"), " ".join(item.fields)))
        for name, row in item.rows.items():
            terminal.say_cells(("", name, quoted(seen, row), row.id))
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
            count += len(adjudicating.accept_same(opened, found, reviewer=who, authors=names))
        for number, side in take:
            item = differing[number - 1]
            sides = {_BOTH: list(item.rows), _NEITHER: []}.get(side, [side])
            count += len(adjudicating.settle(opened, item, reviewer=who, take=sides, comment=comment))
        return print_verdicts(count, opened.head(), as_json=as_json)


def _differences(project: Project, document_id: str, who: str, authors: Sequence[str]) -> list[Compared]:
    review.refuse_blind(project, document_id, who)
    names = [str(given_name(name)) for name in authors]
    return [item for item in adjudicating.comparison(project, document_id, names) if item.kind != "same"]
