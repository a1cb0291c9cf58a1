"""Makes backups and lists them, restores one, and carries over what can be read of a damaged project."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from annotator.cli import terminal
from annotator.cli.keeping import backup_folder
from annotator.cli.options import (
    DONE,
    PROBLEMS,
    author_option,
    given_name,
    json_option,
    language_option,
    note_head,
    path_type,
    print_json,
    project_argument,
    report_file,
)
from annotator.cli.usage import Command, WrongUse, language, sentence, tell, tell_sentence
from annotator.disk import check_target
from annotator.store import Project, accounts, backups, restoring
from annotator.store.recovery import recover as recover_project
from annotator.store.verify import verify
from annotator.words.rescue import recovered_lines, recovered_sentence


@click.command(cls=Command)
@project_argument
@click.argument("out", required=False, type=path_type)
@click.option("--list", "listing", is_flag=True)
@json_option
@language_option
def backup(project: Path, out: Path | None, listing: bool, as_json: bool) -> int:
    if listing and out is not None:
        raise WrongUse("extra-argument", argument=str(out))
    with Project.open(project, read_only=True) as opened:
        if listing:
            folder = backups.folder_of(opened.path, opened.project_id, backup_folder())
            _list(folder, as_json=as_json)
        elif out is not None:
            check_target(out)
            with opened.snapshot():
                opened.backup(out)
                note_head(opened, out)
                report_file("backed-up", out, opened.head(), as_json=as_json)
        else:
            made, is_new = backups.keep(opened, backup_folder())
            note_head(opened)
            report_file(
                "backed-up" if is_new else "backed-up-already", made.path, opened.head(), as_json=as_json
            )
    return DONE


@click.command(cls=Command)
@click.argument("backup", type=path_type)
@click.argument("out", type=path_type)
@json_option
@language_option
def restore(backup: Path, out: Path, as_json: bool) -> int:
    check_target(out)
    found = restoring.restore(backup, out)
    with Project.open(out, read_only=True) as opened:
        note_head(opened)
    if as_json:
        print_json({"path": out, **msgspec.to_builtins(found)})
    else:
        tell("restored", path=out, until=found.until, events=found.events, documents=found.documents)
        tell("head", head=found.head)
    return DONE


@click.command(cls=Command)
@project_argument
@click.argument("out", type=path_type)
@author_option
@json_option
@language_option
def recover(project: Path, out: Path, author: str | None, as_json: bool) -> int:
    check_target(out)
    name = given_name(author) or accounts.proposed_name()
    found = recover_project(project, out, author=name)
    with Project.open(out, read_only=True) as opened:
        findings = verify(opened)
        note_head(opened)
        head = opened.head()
    if as_json:
        print_json({"path": out, **msgspec.to_builtins(found), "findings": findings, "head": head})
    else:
        tell_sentence(recovered_sentence(language(), found, out))
        for line in recovered_lines(language(), found, author=name, clean=not findings):
            tell_sentence(line)
        tell("head", head=head)
    return PROBLEMS if found.lost or not found.log_whole or findings else DONE


def _list(folder: Path, *, as_json: bool) -> None:
    rows = [(row, restoring.contents(row.path)) for row in backups.listed(folder)]
    if as_json:
        for row, held in rows:
            print_json({"path": row.path, "made": row.at, "contents": held})
        return
    if not rows:
        tell("no-backups", path=folder)
        return
    head = [sentence(f"backups-{name}") for name in ("made", "until", "events", "documents", "file")]
    unreadable = sentence("backups-unreadable")
    terminal.table(
        head,
        [
            (
                row.at.isoformat(),
                held.until if held else unreadable,
                f"{held.events:,}" if held else "",
                f"{held.documents:,}" if held else "",
                row.path,
            )
            for row, held in rows
        ],
    )
