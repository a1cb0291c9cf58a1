"""The commands on the page of an auditor's questions, each tried as it stands there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

import pytest

from annotator.store import Project
from tests.command_line import Cli, cli
from tests.recorded import record_everything

__all__ = ["cli"]

PAGE: Final = Path(__file__).parents[2] / "docs" / "audit.md"
_COMMAND: Final = re.compile(r"(?:`|^ {4})annotator ((?:show|history|verify) PROJECT [^`\n]+)", re.M)
COMMANDS: Final = _COMMAND.findall(PAGE.read_text(encoding="utf-8"))


def test_the_page_has_a_dozen_questions() -> None:
    assert len(COMMANDS) == len(set(COMMANDS)) >= 14


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_answers(
    cli: Cli, qapp: object, tmp_path: Path, empty_project: Path, command: str
) -> None:
    with Project.open(shutil.copy(empty_project, tmp_path / "a.db")) as project:
        recorded = record_everything(project)
        head = project.head()
    assert cli("export", "a.db", "train.jsonl").status == 0
    meant = {
        "PROJECT": "a.db", "DOCUMENT": recorded.document.id[:16], "SPAN": recorded.claim.id, "NAME": "ليلى",
        "WORDS": "الجيش", "FILE": "train.jsonl", "HASH": head, "newsroom-3": "here",
    }  # fmt: skip
    # The days of the page are not that of the test.
    command = re.sub(r"(--since )\S+", r"\g<1>2000-01-01", command)
    command = re.sub(r"(--(?:until|at) )\S+", r"\g<1>2099-12-31", command)
    command = re.sub(r"(--against )\S+", r"\g<1>10", command)
    ran = cli(*(meant.get(word, word) for word in command.split()))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.strip()
