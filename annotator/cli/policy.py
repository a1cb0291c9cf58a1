"""What a project notes of those who work on it."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.options import (
    DONE,
    acting_option,
    json_option,
    language_option,
    opened_by,
    print_json,
    project_argument,
)
from annotator.cli.usage import Command, tell
from annotator.commands.noting import note_accounts


@click.command(cls=Command)
@project_argument
@click.option("--accounts", type=click.Choice(["on", "off"]))
@acting_option
@json_option
@language_option
def policy(project: Path, accounts: str | None, author: str | None, as_json: bool) -> int:
    with opened_by(project, author, read_only=accounts is None) as (opened, who):
        if accounts is not None:
            note_accounts(opened, accounts == "on", author=who)
        noted, head = opened.policy.accounts, opened.head()
    if as_json:
        print_json({"accounts": noted, "head": head})
    else:
        tell("accounts-noted" if noted else "accounts-not-noted")
        tell("head", head=head)
    return DONE
