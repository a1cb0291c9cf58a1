"""Tells what the program runs on, for a bug report, and what is missing on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
import msgspec

from annotator.cli.options import DONE, PROBLEMS, json_option, language_option, path_type, print_json
from annotator.cli.usage import Command, language, tell, tell_sentence
from annotator.commands import machine
from annotator.commands.place import State
from annotator.ui.display import looked_at
from annotator.words.machine import check_sentence

_SIGNS: Final[dict[State, str]] = {"fine": "✓", "advice": "•", "wrong": "✗"}


def print_facts() -> None:
    """All about the program and this machine that a bug report has to say, as JSON."""
    _, seen = looked_at()
    print_json(machine.facts(seen))


@click.command(cls=Command)
@click.argument("project", required=False, type=path_type)
@json_option
@language_option
def doctor(project: Path | None, as_json: bool) -> int:
    faults, seen = looked_at()
    checks = machine.checks(seen, faults, project)
    wrong = sum(check.state == "wrong" for check in checks)
    if as_json:
        told = [
            {**msgspec.to_builtins(check), "sentence": check_sentence(language(), check)} for check in checks
        ]
        print_json({**msgspec.to_builtins(machine.facts(seen)), "whole": not wrong, "checks": told})
    else:
        for check in checks:
            tell_sentence(f"{_SIGNS[check.state]} {check_sentence(language(), check)}")
        if wrong:
            tell("doctor-wrong", n=wrong)
        else:
            tell("doctor-whole")
    return PROBLEMS if wrong else DONE
