"""Lists the tolls of claims, kept and proposed; or those that a text tells."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli import terminal
from annotator.cli.options import (
    DONE,
    author_option,
    check_author,
    document_to_work_on,
    json_option,
    language_option,
    layer_author,
    opened_by,
    path_type,
    print_json,
)
from annotator.cli.usage import Command, WrongUse, language, sentence
from annotator.commands.tolls import list_tolls
from annotator.core.agreed import AGREED
from annotator.core.offsets import canonical
from annotator.core.scheme import Scheme
from annotator.suggest.tolls import read_tolls
from annotator.words.rows import Voice
from annotator.words.tolls import toll_words


@click.command(cls=Command)
@click.argument("project", type=path_type, required=False)
@click.argument("document", required=False)
@click.option("--layer", default="all", metavar="LAYER")
@click.option("--text", metavar="WORDS")
@author_option
@json_option
@language_option
def tolls(
    project: Path | None,
    document: str | None,
    layer: str,
    text: str | None,
    author: str | None,
    as_json: bool,
) -> int:
    if (project is None) == (text is None):
        raise WrongUse("tolls-of-what")
    if project is None:
        _print_read(canonical(text or ""), as_json=as_json)
        return DONE
    of = layer_author(layer)
    with opened_by(project, author, read_only=True) as (opened, who):
        check_author(opened, of)
        wanted = [document_to_work_on(opened, document, who)] if document is not None else None
        voice = Voice(language(), opened.scheme)
        kind = AGREED if layer == AGREED else "all"
        for row in list_tolls(opened, layer=kind, author=of, documents=wanted):
            if as_json:
                print_json(row)
                continue
            said = (toll_words(voice, row.toll), sentence(f"toll-{row.state}"), row.toll.quote)
            place = f"{row.toll.start}-{row.toll.end}"
            terminal.say_cells((*said, row.title, place, row.author, row.span))
    return DONE


def _print_read(text: str, *, as_json: bool) -> None:
    voice = Voice(language(), Scheme(id="", name={}, labels=()))
    for toll in read_tolls(text):
        if as_json:
            print_json(toll)
        else:
            terminal.say_cells((toll_words(voice, toll), toll.quote, f"{toll.start}-{toll.end}"))
