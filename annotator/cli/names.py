"""The names of a project, and its own entries of the lexicon."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from annotator.cli import terminal
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
from annotator.commands.lexicon import add_cue, add_voice, export_lexicon, import_lexicon
from annotator.commands.names import NamesReport, block_name, import_names, merge_names, unblock_name
from annotator.core.errors import AnnotatorError
from annotator.core.names import KnownName, name_key
from annotator.store import Project
from annotator.store.names import names_of
from annotator.store.suggestions import own_lexicon
from annotator.words.reports import problem_sentence


@click.command(cls=Command)
@project_argument
@click.option("--import", "source", type=path_type, metavar="FILE")
@click.option("--encoding", metavar="NAME")
@click.option("--merge", nargs=2, metavar="KEPT MERGED")
@click.option("--block", multiple=True, metavar="NAME")
@click.option("--unblock", multiple=True, metavar="NAME")
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
    listed: bool,
    author: str | None,
    as_json: bool,
) -> int:
    reading = not (source or merge or block or unblock)
    report: NamesReport | None = None
    with opened_by(project, author, read_only=reading) as (opened, who):
        if source is not None:
            with terminal.progress(sentence("importing")) as progress:
                report = import_names(opened, source, author=who, encoding=encoding, progress=progress)
        if merge:
            _merge(opened, who, *merge)
        for name in block:
            for row in _named(opened, who, name):
                block_name(opened, row.name, author=who)
        for name in unblock:
            for row in _named(opened, who, name):
                unblock_name(opened, row.name, author=who)
        rows = names_of(opened, who) if listed or reading else []
        head = opened.head()
    problems = report.problems if report else []
    for problem in problems:
        tell_sentence(problem_sentence(language(), problem), err=True)
    if as_json:
        counts = {key: getattr(report, key) for key in ("added", "changed", "known")} if report else {}
        print_json({**counts, "problems": problems, "names": list(map(_shown, rows)), "head": head})
        return PROBLEMS if problems else DONE
    if report:
        for key in ("added", "changed", "known"):
            if count := getattr(report, key):
                tell(f"names-{key}", n=count)
    if listed or reading:
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
    label, colon, rest = words.partition(":")
    chosen = label if colon and any(label == row.id for row in project.scheme.labels) else ""
    key = name_key(rest if chosen else words)
    found = [
        row
        for row in names_of(project, author)
        if chosen in ("", row.name.label) and key in map(name_key, (row.name.name, *row.spellings))
    ]
    if not found:
        raise AnnotatorError("unknown-name", name=words)
    return found


def _merge(project: Project, author: str, kept: str, merged: str) -> None:
    """Merge within each label that both names have."""
    into = {row.name.label: row.name for row in _named(project, author, kept)}
    others = [row.name for row in _named(project, author, merged)]
    pairs = [(into[row.label], row) for row in others if row.label in into]
    if not pairs:
        raise AnnotatorError("names-of-two-labels", name=merged, kept=kept)
    for name, row in pairs:
        merge_names(project, name, [row], author=author)


def _list(rows: list[KnownName]) -> None:
    labels = ("label", "name", "spellings", "identifier", "spans", "state")
    terminal.table(
        [sentence(f"column-{name}") for name in labels],
        [
            (
                row.name.label,
                row.name.name,
                " | ".join(word for word in row.spellings if word != row.name.name),
                row.name.identifier,
                row.spans,
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
        "merged": [name.name for name in row.merged],
    }
