"""How far authors agree, printed, or written as CSV and JSON."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import click
import msgspec

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
from annotator.store.agreement_layers import Scope, When
from annotator.words.agreement import remarks, tables
from annotator.words.i18n import tr


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
@click.option("--bootstrap", type=click.IntRange(min=0), default=Sampling().resamples, metavar="N")
@click.option("--seed", type=click.IntRange(min=0), default=Sampling().seed, metavar="N")
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
    bootstrap: int,
    seed: int,
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
        )
        with terminal.progress(sentence("measuring")) as progress:
            found = measures.agreement(
                opened,
                scope,
                authors=names or None,
                labels=label or None,
                sampling=Sampling(resamples=bootstrap, seed=seed),
                progress=progress,
            )
        scheme, head = opened.scheme, opened.head()
    if csv_file is not None:
        measures.write_figures(found, csv_file)
    if as_json:
        print_json({**msgspec.to_builtins(found), "head": head})
        return PROBLEMS if found.reason else DONE
    for table in tables(language(), found, scheme):
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
