"""How far authors agree, printed, or written as CSV and JSON."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import cast, get_args

import click
import msgspec
from msgspec.structs import replace

from annotator.cli import terminal
from annotator.cli.options import (
    DONE,
    PROBLEMS,
    author_option,
    check_author,
    document_named,
    given_name,
    json_option,
    language_option,
    opened_by,
    path_type,
    print_json,
    project_argument,
)
from annotator.cli.usage import Command, language, sentence, tell_sentence
from annotator.commands import measures
from annotator.core.agreement.record import Sampling
from annotator.core.model import Kind
from annotator.disk import check_target
from annotator.store import Project
from annotator.store.agreement_layers import Scope, When
from annotator.words.agreement import remarks, side_by_side, tables
from annotator.words.i18n import tr
from annotator.words.reliability import nothing_learned, reliability_tables


@click.command(cls=Command)
@project_argument
@click.option("--authors", multiple=True, metavar="NAME")
@click.option("--label", multiple=True, metavar="ID")
@click.option("--since", default="", metavar="DATE")
@click.option("--until", default="", metavar="DATE")
@click.option("--when", type=click.Choice(get_args(When)), default="submitted")
@click.option("--documents", multiple=True, metavar="ID")
@click.option("--kind", type=click.Choice(get_args(Kind)))
@click.option("--source", default="", metavar="TEXT")
@click.option("--title", default="", metavar="TEXT")
@click.option("--unsubmitted", is_flag=True)
@click.option("--blind", is_flag=True)
@click.option("--as-submitted", is_flag=True)
@click.option("--after-review", is_flag=True)
@click.option("--gamma", is_flag=True)
@click.option("--bootstrap", type=click.IntRange(min=0), default=Sampling().resamples, metavar="N")
@click.option("--seed", type=click.IntRange(min=0), default=Sampling().seed, metavar="N")
@click.option("--reliability", is_flag=True)
@click.option("--csv", "csv_file", type=path_type, metavar="FILE")
@author_option
@json_option
@language_option
def agreement(
    project: Path,
    authors: tuple[str, ...],
    label: tuple[str, ...],
    since: str,
    until: str,
    when: str,
    documents: tuple[str, ...],
    kind: str | None,
    source: str,
    title: str,
    unsubmitted: bool,
    blind: bool,
    as_submitted: bool,
    after_review: bool,
    gamma: bool,
    bootstrap: int,
    seed: int,
    reliability: bool,
    csv_file: Path | None,
    author: str | None,
    as_json: bool,
) -> int:
    if csv_file is not None:
        check_target(csv_file)
    with opened_by(project, author, read_only=True) as (opened, _):
        names = [str(given_name(name)) for name in authors]
        for name in names:
            check_author(opened, name)
        scope = Scope(
            ids=tuple(document_named(opened, row).id for row in documents) if documents else None,
            kind=kind or "",
            title=title,
            source=source,
            since=since,
            until=until,
            when=cast(When, when),
            unsubmitted=unsubmitted,
            blind=blind,
            as_submitted=as_submitted or after_review,
        )
        if reliability:
            return _reliability(opened, scope, names, csv_file, as_json=as_json)
        measured = partial(
            measures.agreement,
            opened,
            authors=names or None,
            labels=label or None,
            sampling=Sampling(resamples=bootstrap, seed=seed),
            gamma=gamma,
        )
        with terminal.progress(sentence("measuring")) as progress:
            found = measured(scope, progress=progress)
            # The same layers of the same documents, as they stand now.
            later = measured(replace(scope, as_submitted=False, unsubmitted=False)) if after_review else None
        scheme, head = opened.scheme, opened.head()
    if csv_file is not None:
        measures.write_figures(found, csv_file)
    if as_json:
        after = {"after_review": later} if later else {}
        print_json({**msgspec.to_builtins(found), **after, "head": head})
        return PROBLEMS if found.reason else DONE
    for table in tables(language(), found, scheme):
        tell_sentence(table.title)
        terminal.table(table.head, table.rows)
        terminal.say("", "ltr")
    if later is not None:
        for table in side_by_side(language(), found, later):
            tell_sentence(table.title)
            terminal.table(table.head, table.rows)
            terminal.say("", "ltr")
    for remark in remarks(language(), found):
        tell_sentence(remark)
    if found.reason and not unsubmitted:
        tell_sentence(tr(language(), "agreement.how-to-submit"))
    if csv_file is not None:
        tell_sentence(tr(language(), "agreement.saved", path=csv_file))
    return PROBLEMS if found.reason else DONE


def _reliability(
    project: Project, scope: Scope, names: list[str], csv_file: Path | None, *, as_json: bool
) -> int:
    """How far each can be relied on, for labels and for categories, and where the most reliable differ."""
    with terminal.progress(sentence("measuring")) as progress:
        found = measures.reliability(project, scope, authors=names or None, progress=progress)
    if csv_file is not None:
        measures.write_weights(found, csv_file)
    if as_json:
        print_json({**{row.asked: row for row in found}, "head": project.head()})
    else:
        for row in found:
            if not row.questions:
                tell_sentence(nothing_learned(language(), row.asked))
            for table in reliability_tables(language(), row, project.scheme):
                tell_sentence(table.title)
                terminal.table(table.head, table.rows)
                terminal.say("", "ltr")
        if csv_file is not None:
            tell_sentence(tr(language(), "agreement.saved", path=csv_file))
    return DONE if any(row.questions for row in found) else PROBLEMS
