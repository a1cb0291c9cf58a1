"""Documents in, out, and read in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast, get_args

import click
import msgspec

from annotator.cli import outline, showing, terminal
from annotator.cli.options import (
    DONE,
    PROBLEMS,
    acting_option,
    author_of,
    author_option,
    check_author,
    document_named,
    filter_option,
    given_name,
    json_option,
    language_option,
    look_as,
    note_head,
    opened_by,
    path_type,
    print_json,
    project_argument,
    report_file,
    visual_option,
)
from annotator.cli.terminal import Visual
from annotator.cli.usage import Command, WrongUse, language, sentence, tell, tell_sentence
from annotator.commands import documents
from annotator.commands.again import Leaving
from annotator.commands.coming import look_through
from annotator.commands.hearing import Heard
from annotator.commands.noting import note_readings
from annotator.core.agreed import AGREED
from annotator.core.document_filter import EVERY_DOCUMENT, DocumentFilter
from annotator.core.offsets import OFFSET_UNITS
from annotator.formats import Problem, ReadOptions, scheme_toml
from annotator.formats.material.fields import FIELDS
from annotator.store import Project, accounts, finding, queries
from annotator.store.finding import WORK_LISTS
from annotator.store.listing import WorkList
from annotator.words.again import again_sentences
from annotator.words.reports import (
    doubt_sentences,
    import_summary,
    problem_sentences,
    told_by,
    told_sentences,
)


@click.command(cls=Command)
@project_argument
@click.option("--scheme", type=path_type, metavar="FILE")
@author_option
@json_option
@language_option
def new(project: Path, scheme: Path | None, author: str | None, as_json: bool) -> int:
    name = given_name(author)
    with Project.create(project, scheme_toml.load(scheme), actor=name or accounts.proposed_name()) as made:
        if name:
            accounts.remember_author(made, name)
        note_head(made)
        report_file("made", project, made.head(), as_json=as_json)
    return DONE


@click.command(name="import", cls=Command)
@project_argument
@click.argument("paths", nargs=-1, required=True, type=path_type)
@click.option("--format", "format_id", metavar="ID")
@click.option("--encoding", metavar="NAME")
@click.option("--map", "mapping", metavar="FIELD=NAME", multiple=True)
@click.option("--unit", type=click.Choice(OFFSET_UNITS))
@click.option("--as", "taken_as", type=click.Choice(["work", "suggestions"]), default="work")
@click.option("--add-labels", is_flag=True)
@click.option("--turn", is_flag=True)
@click.option("--skip", type=click.Choice(get_args(Leaving)))
@click.option("--trust-verdicts", is_flag=True)
@click.option("--strict", is_flag=True)
@click.option("--dry-run", is_flag=True)
@acting_option
@json_option
@language_option
def import_(
    project: Path,
    paths: tuple[Path, ...],
    format_id: str | None,
    encoding: str | None,
    mapping: tuple[str, ...],
    unit: str | None,
    taken_as: str,
    add_labels: bool,
    turn: bool,
    skip: Leaving | None,
    trust_verdicts: bool,
    strict: bool,
    dry_run: bool,
    author: str | None,
    as_json: bool,
) -> int:
    paths = tuple(found for path in paths for found in _matching(path))
    fields, labels = _mapped(mapping)
    options = ReadOptions(
        encoding=encoding,
        fields=fields,
        labels=labels,
        ids=add_labels,
        unit=unit or "",
        turn=turn,
        predictions=taken_as == "suggestions",
    )
    if dry_run:
        return _look_through(project, paths, format_id, options, author, as_json=as_json)
    with opened_by(project, author) as (opened, who):
        with terminal.progress(sentence("importing")) as progress:
            try:
                report = documents.import_paths(
                    opened,
                    paths,
                    author=who,
                    format_id=format_id,
                    options=options,
                    trust_verdicts=trust_verdicts,
                    strict=strict,
                    skip=skip,
                    adding=None if add_labels else (),
                    telling=partial(told_by, language()),
                    progress=progress,
                )
            except documents.ImportRefused as refused:
                _tell_problems(refused.problems)
                raise
        head = opened.head()
    _tell_problems(report.problems)
    for line in again_sentences(language(), report.again):
        tell_sentence(line, err=True)
    _tell_heard(report.heard)
    if report.added_labels:
        tell("labels-added", labels=", ".join(report.added_labels), err=True)
    if report.heard.columns and fields:
        tell("columns-kept", err=True)
    if (report.reported_verdicts or report.reported_submissions) and not trust_verdicts:
        tell("hint-trust", err=True)
    if as_json:
        print_json(
            {
                "documents": report.documents,
                "known": report.known,
                "spans": report.spans,
                "attributions": report.attributions,
                "suggestions": report.suggestions,
                "added_labels": report.added_labels,
                "reported_verdicts": report.reported_verdicts,
                "reported_submissions": report.reported_submissions,
                "again": report.again,
                "problems": report.problems,
                "doubts": report.heard.doubts,
                "head": head,
            }
        )
    else:
        tell_sentence(import_summary(language(), report))
    return PROBLEMS if any(not row.is_notice for row in report.problems) else DONE


def _look_through(
    project: Path,
    paths: Sequence[Path],
    format_id: str | None,
    options: ReadOptions,
    author: str | None,
    *,
    as_json: bool,
) -> int:
    """Say what an import would bring; nothing is written."""
    problems: list[Problem] = []
    coming = known = 0
    heard = Heard()
    options = msgspec.structs.replace(options, tell=heard.hear)
    with opened_by(project, author, read_only=True) as (opened, _):
        for found in look_through(opened, paths, format_id=format_id, options=options):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            coming, known = coming + (not found.known), known + found.known
            if as_json:
                print_json(found)
            else:
                showing.coming(found)
    _tell_problems(problems)
    _tell_heard(heard)
    if not as_json:
        tell("would-import", n=coming, known=known)
    return PROBLEMS if any(not row.is_notice for row in problems) else DONE


def _tell_heard(heard: Heard) -> None:
    """What was taken as somebody said, now or before, and what is uncertain."""
    for line in (*told_sentences(language(), heard), *doubt_sentences(language(), heard.doubts)):
        tell_sentence(line, err=True)


_LABEL = "label:"


def _mapped(mapping: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """`--map FIELD=NAME` and `--map label:THEIRS=OURS`, each field and each label once."""
    fields: dict[str, str] = {}
    labels: dict[str, str] = {}
    for given in mapping:
        field, equals, name = given.partition("=")
        if equals and field.startswith(_LABEL) and (label := field.removeprefix(_LABEL)) not in labels:
            labels[label] = name.strip()
            continue
        if not equals or not name.strip() or field not in FIELDS or field in fields:
            raise WrongUse("map-how", given=given, fields=", ".join(FIELDS))
        fields[field] = name.strip()
    return fields, labels


def _tell_problems(problems: Sequence[Problem]) -> None:
    """Every problem with its place, and what would help."""
    for line in problem_sentences(language(), problems):
        tell_sentence(line, err=True)
    for key, details in _hints(problems):
        tell(key, err=True, **details)


@click.command(cls=Command)
@project_argument
@click.argument("document", required=False)
@click.option("--list", "listed", type=click.Choice(WORK_LISTS), default="all")
@filter_option
@click.option("--at", metavar="MOMENT")
@click.option("--against", metavar="MOMENT")
@click.option("--outline", "as_outline", is_flag=True)
@click.option("--agreed", is_flag=True)
@visual_option
@author_option
@json_option
@language_option
def show(
    project: Path,
    document: str | None,
    listed: WorkList,
    wanted: DocumentFilter,
    at: str | None,
    against: str | None,
    as_outline: bool,
    agreed: bool,
    visual: str,
    author: str | None,
    as_json: bool,
) -> int:
    is_whole = listed == "all" and wanted == EVERY_DOCUMENT
    if document is not None and not is_whole:
        raise WrongUse("list-of-document")
    if (at is not None and document is None) or (against is not None and at is None):
        raise WrongUse("at-of-document")
    if (as_outline and (document is None or at is not None)) or (agreed and not (as_outline and not author)):
        raise WrongUse("outline-of-document")
    with Project.open(project, read_only=True) as opened:
        look_as(opened, author)
        author = given_name(author)
        check_author(opened, author)
        if document is None:
            who = author_of(opened, author)
            ids = None if is_whole else finding.found(opened, who, listed, wanted)
            rows = showing.pages(opened, who, ids)
            if as_json:
                for row in rows:
                    print_json(row)
            else:
                showing.list_documents(opened, rows, visual=cast(Visual, visual))
            return DONE
        if at is not None:
            from annotator.cli import history

            eyes = cast(Visual, visual)
            history.show_at(opened, document, at, against, author, visual=eyes, as_json=as_json)
            return DONE
        found = document_named(opened, document)
        if author != (who := author_of(opened, None)):
            note_readings(opened, [found.id], author=who)
        if as_outline:
            shown = AGREED if agreed else author
            outline.show_outline(opened, found.id, shown, visual=cast(Visual, visual), as_json=as_json)
            return DONE
        (bundle,) = queries.bundles(opened, ids=[found.id], author=author)
        if as_json:
            showing.print_bundle(bundle)
        else:
            showing.show_document(opened, bundle, author, visual=cast(Visual, visual))
    return DONE


def _matching(path: Path) -> list[Path]:
    """The files a pattern such as `*.txt` names where the shell has not spread it; else the path itself."""
    if {"*", "?"}.isdisjoint(path.name) or path.exists():
        return [path]
    return sorted(path.parent.glob(path.name)) or [path]


def _hints(problems: Sequence[Problem]) -> list[tuple[str, dict[str, Any]]]:
    """Which option or command would help, each said once."""
    encodings = {row.details["encoding"]: None for row in problems if row.code == "not-utf8"}
    hints: list[tuple[str, dict[str, Any]]] = [
        ("hint-encoding", {"encoding": name}) for name in encodings if name != "?"
    ]
    if any(row.code == "binary-file" and row.details["kind"] == "SQLite" for row in problems):
        hints.append(("hint-project", {}))
    return hints
