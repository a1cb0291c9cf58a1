"""The short form of `python -m tests.soak`: kills, failing disks, spoilt files, two people at once."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotator.formats import scheme_toml
from annotator.store import Project
from tests.soak.__main__ import main
from tests.soak.acts import act_together
from tests.soak.disk import failing, reachable
from tests.soak.faults import FAULTS, fail_at
from tests.soak.inputs import read
from tests.soak.kills import KINDS, kill_kind
from tests.soak.outcome import dice

needs_disk = pytest.mark.skipif(not reachable(), reason="SQLite is built into Python: its files cannot fail")


@pytest.mark.parametrize("name", KINDS)
def test_what_was_acknowledged_survives_a_kill(name: str, tmp_path: Path) -> None:
    assert kill_kind(name, dice("short", len(name)).random(), tmp_path).wrong == []


@needs_disk
def test_the_disk_fails_when_it_is_to(tmp_path: Path) -> None:
    """Else what follows would hold of any disk."""
    with failing() as disk, Project.create(tmp_path / "a.db", scheme_toml.load(), actor="سلمى") as project:
        for fault in FAULTS:
            disk.at, disk.fault = disk.count + 1, fault
            with pytest.raises(sqlite3.OperationalError):
                project.conn.execute("INSERT INTO preferences VALUES ('a', 'b', ?)", [fault])
        assert disk.failed >= len(FAULTS)


@needs_disk
@pytest.mark.parametrize("name", KINDS)
def test_a_failing_write_is_told_and_costs_nothing_else(name: str, tmp_path: Path) -> None:
    told: Counter[str] = Counter()
    for at, fault in enumerate(FAULTS):
        outcome = fail_at(name, fault, (at + dice("short", at).random()) / len(FAULTS), tmp_path)
        assert outcome.wrong == []
        told += outcome.figures
    assert told["told"]


def test_a_spoilt_file_is_read_or_told(tmp_path: Path) -> None:
    wrong = [(seed, told) for seed in range(600) for told in read(seed, tmp_path).wrong]
    assert wrong == []


def test_two_people_act_at_once_and_one_is_killed(tmp_path: Path) -> None:
    outcome = act_together(1, tmp_path, 300, killed_every=(60, 120))
    assert outcome.wrong == [] and outcome.figures["kills"] > 2


def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """The same seeds do the same, in one go or in two."""
    runner = CliRunner()

    def run(*arguments: object) -> dict[str, object]:
        out = tmp_path / "out.json"
        told = runner.invoke(main, [*map(str, arguments), "--only", "inputs", "--json", str(out)])
        assert told.exit_code == 0, told.output
        found: dict[str, object] = json.loads(out.read_text(encoding="utf-8"))["inputs"]
        return found

    first = run("--seed", 5, "--count", 10, "--folder", tmp_path / "one")
    assert first["seeds"] == 10
    both = run("--resume", "--count", 25, "--folder", tmp_path / "one")
    at_once = run("--seed", 5, "--count", 25)

    def counted(found: dict[str, object]) -> dict[str, object]:
        figures = found["figures"]
        assert isinstance(figures, dict)
        return {name: value for name, value in figures.items() if not name.startswith("most ")}

    assert counted(both) == counted(at_once)
    assert runner.invoke(main, ["--only", "nothing"]).exit_code == 2
