"""What rows are measured with: how large, how often, the projects they need, and work in new processes."""

from __future__ import annotations

import hashlib
import json
import os
import pstats
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from annotator.store.version import VERSION
from tests.bench import corpus, doubled, floors

_ROOT: Final = Path(__file__).resolve().parents[2]
_ROUNDS: Final = 5
_FEWER: Final = {1_000_000: 1}
"""How often slow work is repeated at sizes where five times would take a day."""
_NAMED: Final = 6
"""How many functions of a profile are kept."""


class Bench:
    """The sizes to measure at, how often, and the folder that holds what is made on the way."""

    def __init__(
        self,
        folder: Path,
        *,
        sizes: tuple[int, ...],
        kept: Path | None = None,
        rounds: int | None = None,
        calls: int = 500,
        article: tuple[int, int] = (1_000_000, 5_000),
        labelled: tuple[int, ...] = (300, 1_000, 5_000),
        acts: int = 20_000,
    ) -> None:
        """`kept`: where what takes long to make is found another time; `folder` unless given.

        `rounds`: how often slow work is repeated; `calls`: how often what is quick.

        `article`: characters and spans of the long document. `labelled`: how many spans a document has in
        which labels are put. `acts`: how many acts come before those that are measured again.
        """
        self.folder = folder
        self.kept = kept or folder
        self.sizes = sizes
        self.rounds = rounds or _FEWER.get(max(sizes), _ROUNDS)
        self.calls = calls
        self.article = article
        self.labelled = labelled
        self.acts = acts
        self.profile: Path | None = None
        """The file to keep a profile of the next piece of work in, instead of measuring it."""
        self.items = cache(self._items)
        self.more = cache(self._more)
        self.project = cache(self._project)
        self.handed_in = cache(self._handed_in)
        self.doubled = cache(self._doubled)
        self._made = 0

    def fresh(self, suffix: str) -> Path:
        """A path where nothing is yet."""
        self._made += 1
        return self.folder / f"{self._made}{suffix}"

    def work(self, act: str, *arguments: object) -> dict[str, Any]:
        """The figures of one act of `tests.bench.work`."""
        return dict(json.loads(self._run("tests.bench.work", act, *arguments)))

    def window(self, *arguments: object) -> float:
        """Seconds from the start of a process to its end, the window having been painted in between."""
        begun = time.perf_counter()
        self._run("tests.bench.windows", *arguments)
        return time.perf_counter() - begun

    def view(self, act: str, *arguments: object) -> Any:
        """The seconds of one act of `tests.bench.viewing`: one figure or many."""
        return json.loads(self._run("tests.bench.viewing", act, *arguments))

    def use(self, act: str, *arguments: object) -> dict[str, Any]:
        """The figures of one act of `tests.bench.using`, in the window of a project."""
        return dict(json.loads(self._run("tests.bench.using", act, *arguments)))

    def in_turns(self, *sides: Callable[[], Any]) -> list[list[Any]]:
        """What each side gives, round after round, another one beginning each time."""
        came: list[list[Any]] = [[] for _ in sides]
        for number in range(self.rounds):
            order = list(range(len(sides)))
            for place in order if number % 2 else reversed(order):
                came[place].append(sides[place]())
        return came

    # What is made once, and kept as long as what it is made with stays the same

    def _items(self, size: int) -> Path:
        (path,) = self._kept([f"items-{size}.jsonl"], lambda path: corpus.write(size, path))
        return path

    def _more(self, size: int) -> Path:
        """As many items again, others."""
        (path,) = self._kept([f"more-{size}.jsonl"], lambda path: corpus.write(size, path, size))
        return path

    def _project(self, size: int) -> tuple[Path, Path]:
        """A project of `size` items, and its floor."""

        def make(ours: Path, floor: Path) -> None:
            self.work("take_in", self.items(size), ours)
            self.work("take_in_floor", self.items(size), floor)

        ours, floor = self._kept([f"project-{size}.db", f"bare-{size}.db"], make)
        return ours, floor

    def _handed_in(self, size: int) -> Path:
        """The same project with every layer submitted."""
        (path,) = self._kept(
            [f"submitted-{size}.db"], lambda path: self.work("hand_in", self.project(size)[0], path)
        )
        return path

    def _doubled(self, size: int) -> tuple[Path, Path]:
        """A project of `size` items with the layers of two authors, and its floor."""

        def make(ours: Path, floor: Path) -> None:
            items = self.fresh(".jsonl")
            doubled.write(size, items)
            self.work("take_in", items, ours)
            self.work("take_in_floor", items, floor)
            items.unlink()

        ours, floor = self._kept([f"doubled-{size}.db", f"doubled-bare-{size}.db"], make)
        return ours, floor

    def _kept(self, names: Sequence[str], make: Callable[..., object]) -> list[Path]:
        """Files of these names: those that are there if their stamp is that of today, else made anew."""
        paths = [self.kept / name for name in names]
        stamp = paths[0].with_suffix(".stamp")
        if not stamp.is_file() or stamp.read_text(encoding="ascii") != _stamp():
            for path in paths:
                for left in self.kept.glob(f"{path.name}*"):
                    left.unlink()
            make(*paths)
            stamp.write_text(_stamp(), encoding="ascii")
        return paths

    # In a process of its own

    def _run(self, module: str, *arguments: object) -> str:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "ANNOTATOR_SETTINGS": str(self.folder / "settings"),
            # Compiled, as an installed program is, whatever is set for working on its source.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.folder / "compiled"),
        }
        is_ours = bool(arguments) and "floor" not in str(arguments[0])
        looking = ["-m", "cProfile", "-o", str(self.profile)] if self.profile is not None and is_ours else []
        command = [sys.executable, *looking, "-m", module, *map(str, arguments)]
        done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
        return done.stdout


@cache
def _stamp() -> str:
    """Another one whenever the items, or the form of a project, become other ones."""
    sources = [Path(str(module.__file__)).read_bytes() for module in (corpus, doubled, floors)]
    return hashlib.sha256(b"\0".join([*sources, str(VERSION).encode()])).hexdigest()


def most_time(profile: Path) -> tuple[str, ...]:
    """The functions of a profile in which most time was spent, with their share of it.

    What a function of the language or of a library in C takes counts as its caller's.
    """
    stats = pstats.Stats(str(profile)).stats  # type: ignore[attr-defined]
    own: Counter[tuple[str, int, str]] = Counter()
    for name, (_, _, seconds, _, callers) in stats.items():
        if name[0] == "~" and callers:
            own.update({caller: row[2] for caller, row in callers.items()})
        else:
            own[name] += seconds
    whole = sum(own.values()) or 1.0
    named = ((_where(*name), seconds) for name, seconds in own.most_common())
    ours = ((name, seconds) for name, seconds in named if not name.startswith(("tests/", "<frozen")))
    return tuple(f"`{name}` {seconds / whole:.0%}" for name, seconds in islice(ours, _NAMED))


def _where(file: str, line: int, name: str) -> str:
    path = Path(file)
    if path.is_relative_to(_ROOT):
        return f"{path.relative_to(_ROOT).as_posix()}:{name}"
    return name if file == "~" else f"{path.name}:{name}"
