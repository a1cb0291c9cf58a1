"""Writes the data card of a set."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli import terminal
from annotator.cli.agreed import unreviewed_option
from annotator.cli.options import (
    DONE,
    author_option,
    check_author,
    language_option,
    layer_author,
    opened_by,
    path_type,
    project_argument,
)
from annotator.cli.usage import Command, WrongUse, language, sentence, tell
from annotator.commands import card as cards
from annotator.commands.exporting import Asked
from annotator.core.agreed import AGREED
from annotator.disk import check_target, write_whole
from annotator.words.card import markdown


@click.command(cls=Command)
@project_argument
@click.option("--out", type=path_type, metavar="FILE.md")
@click.option("--layer", default=AGREED, metavar="LAYER")
@unreviewed_option
@click.option("--include-restricted", is_flag=True)
@click.option("--split", type=path_type, metavar="FILE")
@click.option("--manifest", type=path_type, metavar="FILE")
@author_option
@language_option
def card(
    project: Path,
    out: Path | None,
    layer: str,
    unreviewed: bool,
    include_restricted: bool,
    split: Path | None,
    manifest: Path | None,
    author: str | None,
) -> int:
    of, agreed = layer_author(layer), layer == AGREED
    if unreviewed and not agreed:
        raise WrongUse("unreviewed-of-agreed")
    if out is not None:
        check_target(out)
    with opened_by(project, author, read_only=True) as (opened, _):
        check_author(opened, of)
        asked = Asked(author=of, agreed=agreed, unreviewed=unreviewed, restricted=include_restricted)
        with terminal.progress(sentence("measuring")) as progress:
            found = cards.card(opened, asked, split=split, manifest=manifest, progress=progress)
    data = markdown(language(), found).encode()
    if out is None:
        terminal.write_bytes(data)
    else:
        write_whole(out, data)
        tell("card-written", path=out)
    return DONE
