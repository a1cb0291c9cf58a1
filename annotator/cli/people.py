"""Who is to do what, and who is who."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import click
import msgspec

from annotator.cli import terminal
from annotator.cli.options import (
    DONE,
    acting_option,
    check_names,
    document_named,
    given_name,
    json_option,
    language_option,
    new_names_are_right,
    opened_by,
    print_json,
    project_argument,
    today,
)
from annotator.cli.review import told, told_due
from annotator.cli.usage import Command, WrongUse, tell_sentence
from annotator.commands import assignments
from annotator.commands.authors import check_renaming, known_names, merge_authors, rename_author
from annotator.core.dates import is_overdue
from annotator.core.model import Task
from annotator.core.people import look_alikes, spelled_out
from annotator.store import Project, progress, review

_TASKS = get_args(Task)


@click.command(cls=Command)
@project_argument
@click.argument("documents", nargs=-1)
@click.option("--to", multiple=True, metavar="NAME")
@click.option("--task", type=click.Choice(_TASKS))
@click.option("--due", metavar="DATE")
@click.option("--priority", type=int, metavar="N")
@click.option("--remove", is_flag=True)
@click.option("--draw", type=float, metavar="SHARE")
@click.option("--seed", type=int, metavar="N")
@click.option("--per-document", type=int, default=2, metavar="K")
@acting_option
@json_option
@language_option
def assign(
    project: Path,
    documents: tuple[str, ...],
    to: tuple[str, ...],
    task: str | None,
    due: str | None,
    priority: int | None,
    remove: bool,
    draw: float | None,
    seed: int | None,
    per_document: int,
    author: str | None,
    as_json: bool,
) -> int:
    listing = not to and draw is None
    if draw is not None and seed is None:
        raise WrongUse("seed-needed")
    if not listing and draw is None and task is None:
        raise WrongUse("task-needed", tasks="|".join(_TASKS))
    if not listing and draw is None and not documents:
        raise WrongUse("documents-needed")
    with opened_by(project, author, read_only=listing) as (opened, who):
        ids = [document_named(opened, document).id for document in documents]
        if listing:
            return _print_assignments(opened, ids, as_json=as_json)
        names = ["" if name == "-" else str(given_name(name)) for name in to]
        if not remove:
            check_names(opened, names)
        if draw is not None and seed is not None:
            rows = assignments.draw_double(
                opened,
                share=draw,
                seed=seed,
                authors=names,
                author=who,
                per_document=per_document,
                due=due,
                priority=priority,
            )
        elif remove:
            rows = assignments.unassign(opened, ids, assignees=names, task=cast(Task, task), author=who)
        else:
            rows = assignments.assign(
                opened, ids, assignees=names, task=cast(Task, task), author=who, due=due, priority=priority
            )
        head = opened.head()
    if as_json:
        print_json({"assignments": rows, "seed": seed, "head": head})
        return DONE
    tell_sentence(told("unassigned" if remove else "assigned", n=len(rows)))
    if draw is not None:
        tell_sentence(told("drawn", seed=seed))
    return DONE


@click.command(cls=Command)
@project_argument
@click.option("--merge", nargs=2, metavar="OLD NEW")
@click.option("--rename", nargs=2, metavar="OLD NEW")
@acting_option
@json_option
@language_option
def authors(
    project: Path,
    merge: tuple[str, str] | None,
    rename: tuple[str, str] | None,
    author: str | None,
    as_json: bool,
) -> int:
    if merge and rename:
        raise WrongUse("merge-or-rename")
    given = merge or rename
    with opened_by(project, author, read_only=given is None) as (opened, who):
        if given is None:
            return _print_authors(known_names(opened), as_json=as_json)
        before, after = (str(given_name(name)) for name in given)
        if merge:
            check_names(opened, [after])
            done = merge_authors(opened, before, after, author=who)
        else:
            if not new_names_are_right():
                check_renaming(opened, before, after)
            done = rename_author(opened, before, after, author=who)
        head = opened.head()
    if as_json:
        print_json({"renamed": done.renamed, "dropped": done.dropped, "head": head})
    else:
        counts = {"renamed": done.renamed, "dropped": done.dropped}
        tell_sentence(told("merged", before=before, after=after, **counts))
    return DONE


def _print_authors(names: list[str], *, as_json: bool) -> int:
    """The names, and after them which of them look alike."""
    groups = look_alikes(names)
    if as_json:
        print_json({"authors": names, "alike": groups})
        return DONE
    for name in names:
        terminal.say_cells((spelled_out(name),))
    for group in groups:
        tell_sentence(told("look-alike", names=", ".join(map(spelled_out, group))))
    return DONE


def _print_assignments(project: Project, ids: list[str], *, as_json: bool) -> int:
    rows = review.assignments(project, ids=ids or None)
    left, now = progress.unfinished(project, ids or None), today()
    for row in rows:
        done = row.id not in left
        if as_json:
            overdue = not done and is_overdue(row.due, now)
            print_json({**msgspec.to_builtins(row), "done": done, "overdue": overdue})
            continue
        due = row.due if done else told_due(row.due, now)
        who = row.assignee or told("anybody")
        state = told("done" if done else "not-done")
        terminal.say_cells((row.document_id, who, row.task, due, row.priority, row.by, state))
    if not rows and not as_json:
        tell_sentence(told("nobody-assigned"))
    return DONE
