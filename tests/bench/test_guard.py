"""The quick benchmark fails where it should: loops and scans are planted in the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.commands import documents, exporting, spans
from annotator.store import Project, queries
from tests.bench import guard
from tests.bench.guard import CHECKS, Check, failures

SIZES = (100, 400)


def checked(folder: Path, *names: str) -> list[str]:
    """What fails among these."""
    return [failure.said for failure in failures([named(name) for name in names], folder, SIZES)]


def named(name: str) -> Check:
    return next(check for check in CHECKS if check.name == name)._replace(rounds=1)


def planted(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, also: Callable[[Project], object]
) -> None:
    """Let a command do something more, to the project it is given."""
    command = getattr(owner, name)

    def slowed(project: Project, *arguments: Any, **values: Any) -> Any:
        came = command(project, *arguments, **values)
        also(project)
        return came

    monkeypatch.setattr(owner, name, slowed)


def test_a_loop_over_all_documents_for_each_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def compare(project: Project) -> None:
        ids = queries.document_ids(project)
        assert sum(one == other for one in ids for other in ids for _ in range(200)) == 200 * len(ids)

    planted(monkeypatch, documents, "import_paths", compare)
    assert checked(tmp_path, "import")[0].startswith("grows with the power")


def test_a_scan_for_each_document_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def scan(project: Project) -> None:
        for document in queries.document_ids(project):
            project.one("SELECT count(*) FROM spans WHERE +document_id = ?", [document])

    planted(monkeypatch, exporting, "export", scan)
    (said,) = checked(tmp_path, "export, steps")
    assert said.startswith("grows with the power")


def test_a_scan_for_a_single_act_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(
        monkeypatch, spans, "add_span", lambda project: project.one("SELECT sum(length(quote)) FROM spans")
    )
    (said,) = checked(tmp_path, "command, steps")
    assert said.startswith("each document more costs")


def test_a_ratio_twice_its_goal_fails(tmp_path: Path) -> None:
    check = Check("work", lambda *_: 7.0, lambda *_: 1.0, 6.0, rounds=1)
    (failure,) = failures([check], tmp_path, SIZES)
    assert failure.said == "takes 7.0 times its floor, where 6 is the most"


def test_what_failed_once_and_not_again_does_not_fail(tmp_path: Path) -> None:
    costs = iter([1.0, 7.0, 1.0, 1.0])
    check = Check("work", lambda *_: next(costs), lambda *_: 1.0, 6.0, rounds=1)
    assert failures([check], tmp_path, SIZES) == []
    assert next(costs, None) is None


def test_what_is_flat_and_linear_passes(tmp_path: Path) -> None:
    assert checked(tmp_path, "command, steps", "import, steps") == []


@pytest.mark.parametrize(("excused", "status"), [(True, 0), (False, 1)])
def test_the_exit_status_says_whether_anything_new_fails(
    monkeypatch: pytest.MonkeyPatch, excused: bool, status: int
) -> None:
    check = Check("work", lambda folder, size: float(size**2))
    monkeypatch.setattr(guard, "CHECKS", (check,))
    monkeypatch.setattr(guard, "MISSED", {"work": "known"} if excused else {})
    assert guard.main() == status


def test_what_is_known_to_miss_is_measured() -> None:
    assert guard.MISSED.keys() <= {check.name for check in CHECKS}
