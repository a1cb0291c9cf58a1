"""Joins copies of a project that went on apart, makes bundles, and settles what does not stand together."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from annotator.cli.keeping import keep, look_after
from annotator.cli.options import (
    DONE,
    PROBLEMS,
    acting_option,
    given_name,
    json_option,
    language_option,
    noting,
    opened_by,
    path_type,
    print_json,
    project_argument,
    report_file,
)
from annotator.cli.usage import Command, WrongUse, language, tell, tell_sentence
from annotator.commands import merging
from annotator.disk import check_target
from annotator.store import Project
from annotator.words.i18n import isolated
from annotator.words.joining import joined_sentences, told_conflict


@click.command(cls=Command)
@click.argument("mine", type=path_type)
@click.argument("theirs", type=path_type)
@click.option("--keeper", type=click.Choice(["mine", "theirs"]))
@json_option
@language_option
def merge(mine: Path, theirs: Path, keeper: merging.Which | None, as_json: bool) -> int:
    with Project.open(mine) as opened, noting(opened):
        opened.keeper = keep
        joined = merging.merge(opened, theirs, keeper=keeper)
        look_after(opened)  # only now: what lies beside it may be what was merged
    if as_json:
        print_json(joined)
    else:
        for line in joined_sentences(language(), joined):
            tell_sentence(line)
        if joined.aside:
            tell("see-conflicts")
        tell("head", head=joined.head)
    return PROBLEMS if joined.aside or joined.their_aside else DONE


@click.command(cls=Command)
@click.argument("mine", type=path_type)
@click.argument("out", type=path_type)
@click.option("--since", metavar="HEAD", required=True)
@json_option
@language_option
def bundle(mine: Path, out: Path, since: str, as_json: bool) -> int:
    check_target(out)
    with Project.open(mine, read_only=True) as opened:
        events = merging.bundle(opened, out, since=since)
        if not as_json:
            tell("bundled", n=events)
        report_file("bundled-to", out, opened.head(), as_json=as_json)
    return DONE


@click.command(cls=Command)
@project_argument
@click.option("--again", metavar="ID")
@click.option("--leave", metavar="ID")
@click.option("--of", metavar="NAME")
@acting_option
@json_option
@language_option
def conflicts(
    project: Path, again: str | None, leave: str | None, of: str | None, author: str | None, as_json: bool
) -> int:
    if again is not None and leave is not None:
        raise WrongUse("again-and-leave")
    with opened_by(project, author, read_only=again is None and leave is None) as (opened, who):
        if again is not None:
            merging.again(opened, merging.conflict_named(opened, again), author=who)
        elif leave is not None:
            merging.leave(opened, [merging.conflict_named(opened, leave).event.id])
        left = merging.conflicts(opened, given_name(of))
        told = [told_conflict(opened, language(), row) for row in left]
        head = opened.head()
    if as_json:
        for row, words in zip(left, told, strict=True):
            print_json({**msgspec.to_builtins(row), "told": words})
        return PROBLEMS if left else DONE
    for conflict in told:
        tell_sentence("")
        who, did = isolated(conflict.actor), isolated(conflict.act)
        tell_sentence(f"{isolated(conflict.id)}  {isolated(conflict.at)}  {who}: {did}")
        for changed in conflict.rows:
            tell_sentence(f"  {changed.said}")
            tell_sentence(f"    {changed.why}")
            for side in changed.sides:
                tell("conflict-side", field=side.field, before=side.before, mine=side.mine, now=side.now)
    if left:
        tell("conflicts", n=len(left))
    else:
        tell("no-conflicts")
    if again is not None:
        tell("head", head=head)
    return PROBLEMS if left else DONE
