"""The hub of a team: founding it, joining it, keeping step with it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from annotator.cli import terminal
from annotator.cli.keeping import look_after
from annotator.cli.options import (
    DONE,
    PROBLEMS,
    acting,
    author_option,
    json_option,
    language_option,
    new_author_option,
    noting,
    print_json,
    project_argument,
)
from annotator.cli.usage import Command, Group, WrongUse, sentence, tell
from annotator.commands import hub as commands
from annotator.commands.hub import HubState, Report
from annotator.core.errors import AnnotatorError
from annotator.store import Project

Result = TypeVar("Result")
_SHOWN: int = 12
"""Digits of a chain that are shown: enough to compare by eye."""

insecure_option = click.option("--insecure", is_flag=True)


@click.group(cls=Group, name="hub")
@language_option
def hub() -> None:
    pass


hub.within = "hub-"
hub.places = {
    name: f"annotator.cli.hub:{name}" for name in ("create", "member", "join", "sync", "status", "upgrade")
}


@click.command(cls=Command, name="hub-create")
@project_argument
@click.argument("url")
@insecure_option
@author_option
@new_author_option
@json_option
@language_option
def create(project: Path, url: str, insecure: bool, author: str | None, as_json: bool) -> int:
    with Project.open(project) as opened, noting(opened):
        who = acting(opened, author)
        report = _asking(
            lambda word: commands.create(opened, url, author=who, insecure=insecure, password=word)
        )
    return _tell(report, "hub-created", as_json=as_json)


@click.command(cls=Command, name="hub-join")
@click.argument("url")
@project_argument
@insecure_option
@json_option
@language_option
def join(url: str, project: Path, insecure: bool, as_json: bool) -> int:
    report = _asking(lambda word: commands.join(url, project, insecure=insecure, password=word))
    return _tell(report, "hub-joined", as_json=as_json)


@click.command(cls=Command, name="hub-sync")
@project_argument
@json_option
@language_option
def sync(project: Path, as_json: bool) -> int:
    with Project.open(project) as opened, noting(opened):
        look_after(opened)
        report = _asking(lambda word: commands.sync(opened, password=word))
    return _tell(report, "hub-synced", as_json=as_json)


@click.command(cls=Command, name="hub-status")
@project_argument
@click.option("--offline", is_flag=True)
@json_option
@language_option
def status(project: Path, offline: bool, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        found = _asking(lambda word: commands.state(opened, online=not offline, password=word))
    if as_json:
        print_json(msgspec.to_builtins(found))
    else:
        _tell_standing(found)
    return PROBLEMS if found.waiting else DONE


@click.command(cls=Command, name="hub-member")
@project_argument
@click.argument("role")
@click.option("--name", "names", multiple=True, metavar="NAME")
@click.option("--lead", is_flag=True)
@click.option("--gone", is_flag=True)
@click.option("--password", "asks", is_flag=True)
@json_option
@language_option
def member(
    project: Path, role: str, names: tuple[str, ...], lead: bool, gone: bool, asks: bool, as_json: bool
) -> int:
    if not names:
        raise WrongUse("missing-argument", name="--name")
    new = click.prompt(sentence("hub-new-password", role=role), hide_input=True, err=True) if asks else None
    with Project.open(project, read_only=True) as opened:
        made = _asking(
            lambda word: commands.set_member(
                opened, role, names=names, lead=lead, gone=gone, new_password=new, password=word
            )
        )
    if as_json:
        print_json({"role": role, "names": names, "lead": lead, "gone": gone, "made": made})
    elif gone:
        tell("hub-member-gone", role=role)
    else:
        tell("hub-member-made" if made else "hub-member-kept", role=role, names=", ".join(names))
        if made and not asks:
            tell("hub-member-without-password")
    return DONE


@click.command(cls=Command, name="hub-upgrade")
@project_argument
@json_option
@language_option
def upgrade(project: Path, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        done = _asking(lambda word: commands.upgrade(opened, password=word))
    if as_json:
        print_json({"upgraded": done})
    else:
        tell("hub-upgraded" if done else "hub-up-to-date")
    return DONE


def _asking(act: Callable[[str | None], Result]) -> Result:
    """Do something with a hub; where it wants a password and nothing holds one, ask for it."""
    try:
        return act(None)
    except AnnotatorError as error:
        if error.code != "hub-password" or not sys.stdin.isatty():
            raise
    return act(click.prompt(sentence("hub-password"), hide_input=True, err=True))


def _tell(report: Report, key: str, *, as_json: bool) -> int:
    if as_json:
        print_json(msgspec.to_builtins(report))
    else:
        tell(key, received=report.received, sent=report.sent)
        if report.set_aside:
            tell("hub-set-aside", n=report.set_aside)
        if report.waiting:
            tell("hub-waiting", n=report.waiting)
    return PROBLEMS if report.waiting else DONE


def _tell_standing(found: HubState) -> None:
    rows = [
        ("address", found.address),
        ("names", ", ".join(found.names)),
        ("place", f"{found.place:,} {found.chain[:_SHOWN]}"),
        ("to-send", f"{found.to_send:,}"),
        ("to-receive", "?" if found.to_receive is None else f"{found.to_receive:,}"),
        ("withheld", f"{found.withheld:,}"),
        ("aside", f"{found.waiting:,}"),
    ]
    for name, said in rows:
        terminal.say_cells((sentence(f"hub-status-{name}"), said))
    for person in found.members or ():
        told = sentence("hub-status-gone") if person.gone else person.last or sentence("hub-status-never")
        terminal.say_cells((", ".join(person.names), told))
