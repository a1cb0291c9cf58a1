"""Documents go out, in any format that is written; and what each format holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click

from annotator import formats
from annotator.cli import terminal
from annotator.cli.agreed import tell_shortfalls, unreviewed_option
from annotator.cli.options import (
    DONE,
    STDOUT,
    author_option,
    check_author,
    json_option,
    language_option,
    layer_author,
    note_head,
    opened_by,
    path_type,
    print_json,
    project_argument,
    reader,
    tell_unnoted,
)
from annotator.cli.usage import Command, WrongUse, language, sentence, tell, tell_sentence
from annotator.commands import exporting
from annotator.commands.exporting import Asked
from annotator.core.agreed import AGREED
from annotator.core.errors import AnnotatorError
from annotator.core.pieces import UNITS, Unit
from annotator.core.splitting import BYS, By
from annotator.disk import check_target
from annotator.formats.source import displayed
from annotator.store import Project
from annotator.words.i18n import LANGUAGES, tr
from annotator.words.reports import lost_words


@click.command(cls=Command)
@project_argument
@click.argument("out", type=path_type)
@click.option("--format", "format_id", default="annotator", metavar="ID")
@click.option("--layer", default="all", metavar="LAYER")
@unreviewed_option
@click.option("--include-restricted", is_flag=True)
@click.option("--label", "labels", metavar="ID", multiple=True)
@click.option("--tokens", type=click.Choice(["whole", "trimmed"]), default="whole")
@click.option("--unit", type=click.Choice(UNITS), default="document")
@click.option("--split", metavar="SHARES", default="")
@click.option("--by", type=click.Choice(BYS), default="document")
@click.option("--seed", type=int, default=0)
@click.option("--dry-run", is_flag=True)
@author_option
@json_option
@language_option
def export(
    project: Path,
    out: Path,
    format_id: str,
    layer: str,
    unreviewed: bool,
    include_restricted: bool,
    labels: tuple[str, ...],
    tokens: str,
    unit: Unit,
    split: str,
    by: By,
    seed: int,
    dry_run: bool,
    author: str | None,
    as_json: bool,
) -> int:
    of, agreed = layer_author(layer), layer == AGREED
    if unreviewed and not agreed:
        raise WrongUse("unreviewed-of-agreed")
    chosen = formats.by_id(format_id)
    if chosen.write is None:
        raise AnnotatorError("format-not-written", format=format_id)
    if tokens == "trimmed" and not chosen.tokens:
        raise WrongUse("tokens-of-format", format=format_id)
    told: dict[str, Any] = {}
    with opened_by(project, author, read_only=True) as (opened, _):
        check_author(opened, of)
        asked = Asked(
            format_id=format_id,
            author=of,
            agreed=agreed,
            unreviewed=unreviewed,
            restricted=include_restricted,
            labels=tuple(opened.scheme.label(label).id for label in labels),
            trimmed=tokens == "trimmed",
            unit=unit,
            split=split,
            by=by,
            seed=seed,
            language=language(),
        )
        if agreed:
            told = tell_shortfalls(opened, project, unreviewed=unreviewed, as_json=as_json)
        if dry_run:
            _tell_held(exporting.held(opened, asked), as_json=as_json)
            return DONE
        if split:
            if out == STDOUT:
                raise WrongUse("split-to-file")
            return _export_split(opened, out, asked, reader(opened, author), as_json=as_json)
        write = partial(exporting.export, opened, asked=asked, by=reader(opened, author), press=_press)
        if out == STDOUT:
            with terminal.binary_output() as stream:
                done = write(stream)
            tell_unnoted(done.unnoted)
            _tell_left_out(done.left_out)
            _tell_lost(done.loss.counts)
            return DONE
        check_target(out)
        with terminal.progress(sentence("exporting")) as progress:
            done = write(out, progress=progress)
        note_head(opened, out)
        head = opened.head()
    tell_unnoted(done.unnoted)
    if as_json:
        counts = {"documents": done.record.documents, "left_out": done.left_out, "lost": done.loss.counts}
        print_json({**counts, "path": displayed(out), **told, "head": head})
    else:
        tell("exported", n=done.record.documents, path=out)
        _tell_left_out(done.left_out)
        _tell_lost(done.loss.counts)
        tell("head", head=head)
    return DONE


def _export_split(project: Project, out: Path, asked: Asked, by: str, *, as_json: bool) -> int:
    """Write the parts, and say how large each is."""
    check_target(out)
    with terminal.progress(sentence("exporting")) as progress:
        done = exporting.export_split(project, out, asked, by=by, progress=progress, press=_press)
    for path, _ in done.files:
        note_head(project, path)
    last = done.files[-1][1]
    tell_unnoted(last.unnoted)
    if as_json:
        parts = {displayed(path): row.record.documents for path, row in done.files}
        placed = {"clusters": len(done.split.clusters), "balance": done.split.balance}
        print_json({"parts": parts, **placed, "left_out": last.left_out, "lost": done.lost})
        return DONE
    for path, row in done.files:
        tell("exported", n=row.record.documents, path=path)
    tell("split-clusters", n=len(done.split.clusters))
    _tell_left_out(last.left_out)
    _tell_lost(done.lost)
    return DONE


def _press(documents: Iterable[str], out: BinaryIO) -> None:
    """Print with what the window draws with, which is loaded only now."""
    from annotator.ui import display

    families = display.ready_to_draw()
    from annotator.ui.parts.press import print_pages

    print_pages(documents, out, families=families)


def _tell_held(found: exporting.Held, *, as_json: bool) -> None:
    """What an export would hold and lose."""
    if as_json:
        print_json(found)
        return
    tell("would-export", n=found.documents, spans=found.spans, attributions=found.attributions)
    _tell_left_out(found.left_out)
    _tell_lost(found.lost)


def _tell_left_out(count: int) -> None:
    if count:
        tell_sentence(tr(language(), "keeping.left-out", n=count), err=True)


def _tell_lost(lost: Mapping[str, int]) -> None:
    if lost:
        tell_sentence(tr(language(), "keeping.lost", what=lost_words(language(), lost)), err=True)


@click.command(name="formats", cls=Command)
@json_option
@language_option
def formats_(as_json: bool) -> int:
    rows: list[dict[str, Any]] = [
        {
            "id": row.id,
            "name": {name: tr(name, f"formats.{row.id}") for name in LANGUAGES},
            "suffixes": row.suffixes,
            "reads": row.read is not None,
            "writes": row.write is not None,
            "carries": sorted(row.carries),
            "extra": row.extra,
        }
        for row in formats.FORMATS
    ]
    if as_json:
        print_json(rows)
        return DONE
    yes_or_no = {True: sentence("yes"), False: sentence("no")}
    terminal.table(
        [sentence(f"column-{name}") for name in ("id", "name", "reads", "writes", "suffixes")],
        [
            (
                row["id"],
                row["name"][language()],
                yes_or_no[row["reads"]],
                yes_or_no[row["writes"]],
                " ".join(row["suffixes"]),
            )
            for row in rows
        ],
    )
    return DONE
