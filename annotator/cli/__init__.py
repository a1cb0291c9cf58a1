"""The command line. Exit status: 0 done, 1 done with problems, 2 wrong use, 3 refused."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from annotator import __version__
from annotator.cli import terminal
from annotator.cli.options import DONE, REFUSED, WRONG_USE, asked_language, json_option, language_option
from annotator.cli.terminal import OutputClosed
from annotator.cli.usage import (
    Group,
    WrongUse,
    choose_language,
    language,
    tell,
    tell_error,
    tell_sentence,
    wrong_use,
)
from annotator.core.errors import AnnotatorError
from annotator.words.i18n import reason_words

_WRONG_USE: Final = (
    "unknown-format",
    "format-not-read",
    "format-not-written",
    "unknown-encoding",
    "unknown-picture-kind",
)
"""Errors that are about what was typed, whatever the project holds."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    terminal.open_streams()
    choose_language(arguments)
    try:
        status = cli.main(args=list(arguments), prog_name="annotator", standalone_mode=False)
        terminal.end_streams()
    except (click.exceptions.Abort, KeyboardInterrupt):
        tell_error(AnnotatorError("cancelled"))
        return REFUSED
    except click.ClickException as error:
        tell_sentence(wrong_use(error), err=True)
        return WRONG_USE
    except AnnotatorError as error:
        tell_error(error)
        return WRONG_USE if error.code in _WRONG_USE else REFUSED
    except OutputClosed:
        terminal.drop_output()
        return DONE
    except OSError as error:
        terminal.drop_output()
        reason = reason_words(language(), error.strerror or str(error))
        tell("system-refused", reason=reason, path=error.filename or _folder(), err=True)
        return REFUSED
    except Exception as error:
        traceback.print_exc()
        _note_fault(error)
        tell("bug", err=True)
        return REFUSED
    return status if isinstance(status, int) else DONE


def _note_fault(error: Exception) -> None:
    from annotator.commands import diary

    with diary.kept():
        diary.note_fault(diary.fault_report(error, error.__traceback__))


def _folder() -> str:
    """The working folder, which may be gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return os.environ.get("PWD", ".")


@click.group(cls=Group, name="annotator", invoke_without_command=True)
@click.option("--version", is_flag=True)
@json_option
@language_option
@click.pass_context
def cli(ctx: click.Context, version: bool, as_json: bool) -> int:
    if version:
        ctx.exit(_tell_version(as_json))
    if as_json:
        raise WrongUse("json-of-nothing")
    if ctx.invoked_subcommand is None:
        from annotator.ui.display import open_window

        return open_window(None, language=asked_language())
    return DONE


def _tell_version(as_json: bool) -> int:
    if not as_json:
        terminal.say(f"annotator {__version__}", "ltr")
        return DONE
    from annotator.cli.machine import print_facts

    print_facts()
    return DONE


cli.places = {
    "demo": "annotator.cli.window:demo",
    "open": "annotator.cli.window:open_",
    "new": "annotator.cli.documents:new",
    "import": "annotator.cli.documents:import_",
    "export": "annotator.cli.exporting:export",
    "show": "annotator.cli.documents:show",
    "document": "annotator.cli.house:document",
    "inbox": "annotator.cli.house:inbox",
    "search": "annotator.cli.searching:search",
    "suggest": "annotator.cli.suggestions:suggest",
    "evaluate": "annotator.cli.suggestions:evaluate",
    "train": "annotator.cli.training:train",
    "models": "annotator.cli.training:models_",
    "names": "annotator.cli.names:names",
    "tolls": "annotator.cli.tolls:tolls",
    "lexicon": "annotator.cli.names:lexicon",
    "submit": "annotator.cli.review:submit",
    "queue": "annotator.cli.review:queue",
    "review": "annotator.cli.review:review",
    "compare": "annotator.cli.adjudicate:compare",
    "differences": "annotator.cli.adjudicate:differences_",
    "adjudicate": "annotator.cli.adjudicate:adjudicate",
    "comments": "annotator.cli.talk:comments",
    "comment": "annotator.cli.talk:comment",
    "agreed": "annotator.cli.agreed:agreed",
    "agreement": "annotator.cli.agreement:agreement",
    "ledger": "annotator.cli.ledger:ledger",
    "assign": "annotator.cli.people:assign",
    "authors": "annotator.cli.people:authors",
    "policy": "annotator.cli.policy:policy",
    "hub": "annotator.cli.hub:hub",
    "stats": "annotator.cli.record:stats",
    "verify": "annotator.cli.record:verify",
    "timestamp": "annotator.cli.record:timestamp",
    "history": "annotator.cli.history:history",
    "backup": "annotator.cli.backups:backup",
    "restore": "annotator.cli.backups:restore",
    "recover": "annotator.cli.backups:recover",
    "merge": "annotator.cli.merging:merge",
    "bundle": "annotator.cli.merging:bundle",
    "conflicts": "annotator.cli.merging:conflicts",
    "card": "annotator.cli.card:card",
    "formats": "annotator.cli.exporting:formats_",
    "scheme": "annotator.cli.scheme:scheme",
    "schemes": "annotator.cli.scheme:schemes_",
    "doctor": "annotator.cli.machine:doctor",
}
