"""Lists what was accepted and could not stand in the agreed layer; an export tells it too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from annotator.cli import terminal
from annotator.cli.options import (
    DONE,
    author_option,
    document_to_work_on,
    json_option,
    language_option,
    opened_by,
    print_json,
    project_argument,
    reader,
)
from annotator.cli.review import told
from annotator.cli.usage import Command, language, tell_sentence
from annotator.commands.noting import note_readings
from annotator.core.verdicts import Shortfall
from annotator.store import Project
from annotator.store import review as reviews
from annotator.store.review import Review
from annotator.words.rows import Speaker, Voice, row_words

unreviewed_option = click.option("--include-unreviewed", "unreviewed", is_flag=True)


@click.command(cls=Command)
@project_argument
@click.argument("document", required=False)
@unreviewed_option
@author_option
@json_option
@language_option
def agreed(project: Path, document: str | None, unreviewed: bool, author: str | None, as_json: bool) -> int:
    with opened_by(project, author, read_only=True) as (opened, who):
        ids = None
        if document is not None:
            ids = [document_to_work_on(opened, document, who)]
            reviews.refuse_blind(opened, ids[0], who)
        count = 0
        shown = set()
        voice = Voice(language(), opened.scheme)
        for review, row in _shortfalls(opened, ids, unreviewed=unreviewed or document is not None):
            count += 1
            shown.add(review.document.id)
            if as_json:
                print_json(as_record(review, row))
            else:
                terminal.say_cells(_cells(voice, review, row))
        note_readings(opened, sorted(shown), author=reader(opened, author))
    if not as_json:
        tell_sentence(told("shortfalls", n=count) if count else told("all-stand"))
    return DONE


def tell_shortfalls(project: Project, path: Path, *, unreviewed: bool, as_json: bool) -> dict[str, Any]:
    """Before an agreed layer is exported: what is left out of it, on standard error or as it is returned."""
    states = reviews.review_states(project)
    left_out = 0 if unreviewed else sum(state != "complete" for state in states.values())
    found = [as_record(*pair) for pair in _shortfalls(project, None, unreviewed=unreviewed)]
    if not as_json:
        if left_out:
            tell_sentence(told("left-out", n=left_out), err=True)
        if found:
            tell_sentence(told("shortfalls", n=len(found)), err=True)
            tell_sentence(told("shortfalls-where", command=f"annotator agreed {path}"), err=True)
    return {"left_out": left_out, "could_not_stand": found}


def as_record(review: Review, row: Shortfall) -> dict[str, Any]:
    return {
        "document": review.document.id,
        "id": row.row,
        "kind": row.entity,
        "why": row.why,
        "others": row.others,
        "stands": row.stands,
    }


def _shortfalls(
    project: Project, ids: list[str] | None, *, unreviewed: bool
) -> Iterator[tuple[Review, Shortfall]]:
    for review, rows in reviews.shortfalls(project, ids, unreviewed=unreviewed):
        for row in rows:
            yield review, row


def _cells(voice: Speaker, review: Review, row: Shortfall) -> tuple[str, ...]:
    rows = review.rows

    def words(row_id: str) -> str:
        return row_words(voice, rows.get, rows[row_id])

    others = " / ".join(words(other) for other in row.others if other in rows)
    return (
        review.document.id,
        told(f"why-{row.why}"),
        words(row.row),
        others,
        row.row,
    )
