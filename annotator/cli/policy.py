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
from annotator.cli.usage import Command, language, tell, tell_sentence
from annotator.commands.noting import note_accounts, set_inbox
from annotator.words.i18n import tr


@click.command(cls=Command)
@project_argument
@click.option("--accounts", type=click.Choice(["on", "off"]))
@click.option("--inbox", type=click.Choice(["on", "off"]))
@acting_option
@json_option
@language_option
def policy(project: Path, accounts: str | None, inbox: str | None, author: str | None, as_json: bool) -> int:
    reads = accounts is None and inbox is None
    with opened_by(project, author, read_only=reads) as (opened, who):
        if accounts is not None:
            note_accounts(opened, accounts == "on", author=who)
        if inbox is not None:
            set_inbox(opened, inbox == "on", author=who)
        noted, sorting, head = opened.policy.accounts, opened.policy.inbox, opened.head()
    if as_json:
        print_json({"accounts": noted, "inbox": sorting, "head": head})
    else:
        tell("accounts-noted" if noted else "accounts-not-noted")
        tell_sentence(tr(language(), "keeping.inbox-on" if sorting else "keeping.inbox-off"))
        tell("head", head=head)
    return DONE
