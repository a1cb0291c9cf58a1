"""One write, truncation or sync that fails, of all that annotating, importing, migrating and so on make.

It is told as what it is, and what was said to be done before is there.
"""

from __future__ import annotations

import shutil
import traceback
from functools import cache
from pathlib import Path
from typing import Final, get_args

from annotator.core.errors import AnnotatorError
from tests.soak.disk import Disk, Fault, failing, reachable
from tests.soak.kills import KINDS
from tests.soak.outcome import Outcome, dice

FAULTS: Final[tuple[Fault, ...]] = get_args(Fault)
_ENOUGH: Final = {"annotate": 30, "make": 4, "recover": 1, "restore": 1, "keep": 3, "rebuild": 1}
"""After so many acts a kind of work is stopped that would go on for ever."""


class Enough(Exception):
    """Raised to stop it."""


def fail(seed: int, folder: Path) -> Outcome:
    """Fail once, at a write that follows from the seed."""
    if not reachable():
        return Outcome(wrong=["SQLite is built into Python here: its files cannot be made to fail"])
    random = dice("faults", seed)
    name = list(KINDS)[seed % len(KINDS)]
    fault = FAULTS[seed // len(KINDS) % len(FAULTS)]
    return fail_at(name, fault, random.random(), folder)


def fail_at(name: str, fault: Fault, share: float, folder: Path) -> Outcome:
    """`share`: which write of all that this work makes."""
    outcome = Outcome()
    at = 1 + int(share * _writes(name, folder))
    place, told, error = _work(name, fault, at, folder)
    outcome.figures["faults"] = 1
    outcome.figures["told" if error is not None else "gone through"] = 1
    try:
        if error is not None and not isinstance(error, AnnotatorError):
            raise error
        KINDS[name].check(place, told)
    except Exception:
        outcome.wrong.append(f"{name}, {fault} at {at}: {traceback.format_exc(limit=-4)}")
    return outcome


@cache
def _writes(name: str, folder: Path) -> int:
    """How many writes, truncations and syncs the work makes when none fails."""
    return _counted(name, "error", -1, folder)[3].count


def _work(name: str, fault: Fault, at: int, folder: Path) -> tuple[Path, list[str], Exception | None]:
    place, told, error, _ = _counted(name, fault, at, folder)
    return place, told, error


def _counted(
    name: str, fault: Fault, at: int, folder: Path
) -> tuple[Path, list[str], Exception | None, Disk]:
    ground, place = folder / f"ground-{name}", folder / "place"
    if not ground.exists():
        ground.mkdir()
        KINDS[name].prepare(ground)
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(ground, place)
    told: list[str] = []

    def tell(word: str) -> None:
        told.append(word)
        if len(told) == _ENOUGH.get(name):
            raise Enough

    error: Exception | None = None
    with failing() as disk:
        disk.at, disk.fault = at, fault
        try:
            KINDS[name].work(place, tell)
        except Enough:
            pass
        except Exception as caught:
            error = caught
    return place, told, error, disk
