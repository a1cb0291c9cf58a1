"""The names of a project, and its own entries of the lexicon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from annotator.cli import name_page, terminal
from annotator.cli.options import (
    DONE,
    PROBLEMS,
    STDOUT,
    acting,
    acting_option,
    json_option,
    language_option,
    noting,
    opened_by,
    path_type,
    print_json,
    project_argument,
)
from annotator.cli.usage import Command, WrongUse, language, sentence, tell, tell_error, tell_sentence
from annotator.commands.gazetteer import Preview, Proposed, preview_gazetteer, take_places
from annotator.commands.lexicon import add_cue, add_voice, export_lexicon, import_lexicon
from annotator.commands.name_attributes import set_attribute, table_of
from annotator.commands.names import NamesReport, block_name, import_names, merge_names, unblock_name
from annotator.core.errors import AnnotatorError
from annotator.core.name_attributes import differing, one_spelt
from annotator.core.names import KnownName, names_spelt
from annotator.disk import check_target, write_whole
from annotator.formats.csv_table import csv_bytes
from annotator.store import Project
from annotator.store.names import all_names_of
from annotator.store.suggestions import own_lexicon
from annotator.words.i18n import tr
from annotator.words.reports import problem_sentence
from annotator.words.rows import ATTRIBUTE, Voice, field_words


@click.command(cls=Command)
@project_argument
@click.option("--import", "source", type=path_type, metavar="FILE")
@click.option("--encoding", metavar="NAME")
@click.option("--merge", nargs=2, metavar="KEPT MERGED")
@click.option("--block", multiple=True, metavar="NAME")
@click.option("--unblock", multiple=True, metavar="NAME")
@click.option("--export", "out", type=path_type, metavar="FILE")
@click.option("--replace", is_flag=True)
@click.option("--gazetteer", "places", type=path_type, metavar="FILE")
@click.option("--dry-run", is_flag=True)
@click.option("--set", "settings", nargs=2, multiple=True, metavar="NAME FIELD=VALUE")
@click.option("--show", "shown", metavar="NAME")
@click.option("--list", "listed", is_flag=True)
@acting_option
@json_option
@language_option
def names(
    project: Path,
    source: Path | None,
    encoding: str | None,
    merge: tuple[str, str] | None,
    block: tuple[str, ...],
    unblock: tuple[str, ...],
    out: Path | None,
    replace: bool,
    places: Path | None,
    dry_run: bool,
    settings: tuple[tuple[str, str], ...],
    shown: str | None,
    listed: bool,
    author: str | None,
    as_json: bool,
) -> int:
    if out is not None and out != STDOUT:
        check_target(out)
    if dry_run and (places is None or source or merge or block or unblock or settings):
        raise WrongUse("dry-run-of-places")
    reading = not (source or merge or block or unblock or settings or places) or dry_run
    report: NamesReport | None = None
    preview: Preview | None = None
    pages: list[dict[str, Any]] = []
    taken = 0
    with opened_by(project, author, read_only=reading) as (opened, who):
        if source is not None:
            with terminal.progress(sentence("importing")) as progress:
                report = import_names(
                    opened, source, author=who, encoding=encoding, replace=replace, progress=progress
                )
        if merge:
            _merge(opened, who, *merge)
        for name in block:
            for row in _named(opened, who, name):
                block_name(opened, row.name, author=who)
        for name in unblock:
            for row in _named(opened, who, name):
                unblock_name(opened, row.name, author=who)
        for name, setting in settings:
            _set(opened, who, name, setting)
        if places is not None:
            preview = preview_gazetteer(opened, places, author=who, encoding=encoding)
            if not dry_run:
                chosen = name_page.wanted(preview, replace=replace)
                taken = take_places(opened, chosen, author=who)
        known = all_names_of(opened, who)
        if not as_json:
            name_page.tell_differing(opened, report.differing if report else (), known)
            if preview is not None:
                name_page.tell_preview(opened, preview, replace=replace)
        if out is not None:
            _write(out, table_of(opened, known, language()))
        if shown is not None:
            for row in _named(opened, who, shown):
                if as_json:
                    pages.append({**_shown(row), **name_page.told(opened, row)})
                else:
                    name_page.show(opened, row, known)
        rows = known if listed or (reading and not (out or shown or places)) else []
        head = opened.head()
    problems = [*(report.problems if report else ()), *(preview.problems if preview else ())]
    for problem in problems:
        tell_sentence(problem_sentence(language(), problem), err=True)
    if as_json:
        counts = {key: getattr(report, key) for key in ("added", "changed", "known")} if report else {}
        if report:
            counts["differing"] = report.differing
        if preview is not None:
            counts |= {"taken": taken, "proposed": list(map(_of_place, preview.proposed))}
        if shown is not None:
            counts["pages"] = pages
        if out != STDOUT:
            print_json({**counts, "problems": problems, "names": list(map(_shown, rows)), "head": head})
        return PROBLEMS if problems else DONE
    if report:
        for key in ("added", "changed", "known"):
            if count := getattr(report, key):
                tell(f"names-{key}", n=count)
    if preview is not None:
        tell("places-taken", n=taken)
    if out is not None and out != STDOUT:
        tell("names-exported", path=out)
    if rows or (reading and not (out or shown or places)):
        _list(rows)
    return PROBLEMS if problems else DONE


@click.command(cls=Command)
@project_argument
@click.option("--export", "out", type=path_type, metavar="FILE")
@click.option("--import", "source", type=path_type, metavar="FILE")
@click.option("--add", "words", metavar="WORDS")
@click.option("--like", default="", metavar="VERB")
@click.option("--category", default="", metavar="ID")
@acting_option
@json_option
@language_option
def lexicon(
    project: Path,
    out: Path | None,
    source: Path | None,
    words: str | None,
    like: str,
    category: str,
    author: str | None,
    as_json: bool,
) -> int:
    if sum(way is not None for way in (out, source, words)) != 1 or ((like or category) and words is None):
        raise WrongUse("lexicon-which")
    problems: list[AnnotatorError] = []
    with Project.open(project, read_only=out is not None) as opened, noting(opened):
        if source is not None:
            problems = import_lexicon(opened, source, author=acting(opened, author))
        elif words is not None and category:
            add_voice(opened, words, category, author=acting(opened, author))
        elif words is not None:
            add_cue(opened, words, like=like, author=acting(opened, author))
        elif out == STDOUT:
            terminal.write_bytes(own_lexicon(opened).encode())
            return DONE
        elif out is not None:
            export_lexicon(opened, out)
        head = opened.head()
    for problem in problems:
        tell_error(problem)
    if as_json:
        found = [{"code": problem.code, "details": problem.details} for problem in problems]
        print_json({"problems": found, "head": head})
    else:
        if words is not None:
            tell("lexicon-added", words=words)
        else:
            tell("lexicon-exported" if out else "lexicon-imported", path=out or source)
        tell("head", head=head)
    return PROBLEMS if problems else DONE


def _named(project: Project, author: str, words: str) -> list[KnownName]:
    """The names spelt `words`, of every label, or of one: LABEL:NAME."""
    found = names_spelt(all_names_of(project, author), project.scheme, words)
    if not found:
        raise AnnotatorError("unknown-name", name=words)
    return found


def _set(project: Project, author: str, words: str, setting: str) -> None:
    """Set one field of the one name that is spelt so; nothing after the sign takes the value away."""
    field, sign, value = setting.partition("=")
    if not sign:
        raise WrongUse("set-without-value", setting=setting)
    name = one_spelt(_named(project, author, words), project.scheme, words, field)
    set_attribute(project, name, field.strip(), value, author=author)


def _write(out: Path, rows: list[list[object]]) -> None:
    data = csv_bytes(rows)
    if out == STDOUT:
        terminal.write_bytes(data)
    else:
        write_whole(out, data)


def _merge(project: Project, author: str, kept: str, merged: str) -> None:
    """Merge within each label that both names have."""
    into = {row.name.label: row.name for row in _named(project, author, kept)}
    others = [row.name for row in _named(project, author, merged)]
    pairs = [(into[row.label], row) for row in others if row.label in into]
    if not pairs:
        raise AnnotatorError("names-of-two-labels", name=merged, kept=kept)
    for name, row in pairs:
        for attribute in differing(project.scheme, name, [row]):
            called = field_words(Voice(language(), project.scheme), f"{ATTRIBUTE}{attribute}")
            tell_sentence(tr(language(), "names.merged-otherwise", name=name.name, field=called), err=True)
        merge_names(project, name, [row], author=author)


def _list(rows: list[KnownName]) -> None:
    labels = ("label", "name", "spellings", "identifier", "spans", "documents", "state")
    terminal.table(
        [sentence(f"column-{name}") for name in labels],
        [
            (
                row.name.label,
                row.name.name,
                " | ".join(word for word in row.spellings if word != row.name.name),
                row.name.identifier,
                row.spans,
                row.documents,
                sentence("name-blocked") if row.name.blocked else "",
            )
            for row in rows
        ],
    )


def _shown(row: KnownName) -> dict[str, object]:
    return {
        **msgspec.to_builtins(row.name),
        "spellings": row.spellings,
        "spans": row.spans,
        "documents": row.documents,
        "merged": [name.name for name in row.merged],
    }


def _of_place(row: Proposed) -> dict[str, object]:
    return {
        "name": row.known.name.id,
        "spelling": row.known.name.name,
        "entry": row.entry,
        "clear": row.is_clear,
        "changes": [(change.attribute, change.before, change.after) for change in row.changes],
    }
