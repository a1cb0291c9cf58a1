"""Tells what was done to a project, by whom, and whether it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
import msgspec

from annotator.cli import showing, terminal
from annotator.cli.keeping import look_after
from annotator.cli.options import (
    DONE,
    PROBLEMS,
    author_option,
    json_option,
    language_option,
    opened_by,
    path_type,
    print_json,
    project_argument,
    today,
)
from annotator.cli.usage import Command, WrongUse, language, sentence, tell, tell_error, tell_sentence
from annotator.commands import measures
from annotator.commands.manifests import manifest_findings, read_manifest
from annotator.core.errors import AnnotatorError
from annotator.disk import check_target, write_whole
from annotator.formats.source import displayed
from annotator.plots.charts import Subject
from annotator.plots.look import LIGHT
from annotator.plots.pictures import PictureKind, kind_of, page
from annotator.store import Project
from annotator.store.proof import verify_file
from annotator.store.rebuilding import rebuild_tables, tables_alone
from annotator.store.stamping import request_timestamp
from annotator.store.stats import stats as stats_of
from annotator.words.i18n import tr
from annotator.words.overview import ALONE, PICTURES, project_state
from annotator.words.overview import table as overview_table
from annotator.words.proof import noted_heads

_COUNTED: Final = ("progress", "times", "replaced", "verdicts", *ALONE)
"""The parts of an overview that are told without measuring agreement."""


@click.command(cls=Command)
@project_argument
@click.option("--plot", type=path_type, metavar="FILE")
@author_option
@json_option
@language_option
def stats(project: Path, plot: Path | None, author: str | None, as_json: bool) -> int:
    kind = _picture_kind(plot) if plot is not None else None
    with opened_by(project, author, read_only=True) as (opened, _):
        counted = stats_of(opened)
        found = measures.overview(opened, today=today())
        if plot is not None and kind is not None:
            _plot(opened, plot, kind)
        scheme = opened.scheme
        names = showing.counted_names(opened)
        head = opened.head()
    if as_json:
        print_json({**msgspec.to_builtins(counted), "overview": found, "head": head})
        return DONE
    totals = ["documents", "characters", "spans", "attributions", "claims", "unattributed", "events"]
    totals += [name for name in ("dates_unclear", "undated", "came_again") if getattr(counted, name)]
    number = sentence("stats-n")
    terminal.table(
        [sentence("stats-what"), number],
        [(sentence(f"stats-{name}".replace("_", "-")), f"{getattr(counted, name):,}") for name in totals],
    )
    for name in ("by_kind", "by_label", "by_author", "by_category"):
        counts = getattr(counted, name)
        if counts:
            terminal.say("", "ltr")
            head_row = [sentence(f"stats-{name}".replace("_", "-")), number]
            called = names.get(name, {})
            terminal.table(head_row, [(called.get(key, key), f"{count:,}") for key, count in counts.items()])
    for name in _COUNTED:
        shown = overview_table(language(), name, found, scheme)
        if shown.rows:
            terminal.say("", "ltr")
            tell_sentence(shown.title)
            terminal.table(shown.head, shown.rows)
    terminal.say("", "ltr")
    tell("head", head=head)
    if plot is not None:
        tell_sentence(tr(language(), "lead.drawn", path=plot))
    return DONE


@click.command(cls=Command)
@project_argument
@click.option("--head", metavar="HASH")
@click.option("--rebuild", "rebuilding", is_flag=True)
@click.option("--heads", multiple=True, type=path_type, metavar="FILE")
@click.option("--manifest", type=path_type, metavar="FILE")
@json_option
@language_option
def verify(
    project: Path,
    head: str | None,
    rebuilding: bool,
    heads: tuple[Path, ...],
    manifest: Path | None,
    as_json: bool,
) -> int:
    made = read_manifest(manifest) if manifest else None
    if made and head is not None:
        raise WrongUse("head-of-manifest")
    with terminal.progress(sentence("verifying")) as progress:
        findings, now, copied, noted = verify_file(
            project, head=made.head if made else head, heads=heads, progress=progress
        )
    if manifest and made:
        with Project.open(project, read_only=True) as opened:
            findings = [*findings, *manifest_findings(opened, manifest, made)]
    rebuilt = rebuilding and tables_alone(findings)
    if rebuilt:
        with Project.open(project) as opened:
            look_after(opened)
            findings = rebuild_tables(opened)
    if copied:
        tell("read-aside", err=True)
    if as_json:
        print_json({"clean": not findings, "findings": findings, "head": now, "heads": noted.report})
    else:
        for finding in findings:
            tell_error(AnnotatorError(finding.code, **finding.details))
        if rebuilt and not findings:
            tell_sentence(tr(language(), "rescue.rebuilt"))
        if rebuilding and findings and not rebuilt:
            tell("verify-not-rebuilt")
        if findings:
            tell("verify-findings", n=len(findings))
        else:
            tell("verify-clean")
        for line in noted_heads(language(), noted, head is not None):
            tell_sentence(line)
        if now is not None:
            tell("head", head=now)
    return PROBLEMS if findings else DONE


@click.command(cls=Command)
@project_argument
@click.argument("out", type=path_type)
@json_option
@language_option
def timestamp(project: Path, out: Path, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        noted = request_timestamp(opened, out)
        head = opened.head()
    if as_json:
        print_json({"path": displayed(out), "signed": displayed(noted), "head": head})
    else:
        tell("timestamp-made", path=out, noted=noted)
        tell("head", head=head)
    return DONE


def _picture_kind(path: Path) -> PictureKind:
    """Whether it can be drawn there is settled before the work."""
    kind = kind_of(path)
    check_target(path)
    return kind


def _plot(project: Project, out: Path, kind: PictureKind) -> None:
    with terminal.progress(sentence("measuring")) as progress:
        found = measures.full_overview(project, progress=progress)
    subject = Subject(found, project.scheme, language(), LIGHT, project_state(language(), project))
    write_whole(out, page(subject, PICTURES, kind=kind))
