"""Asking the ledger of claims, in turns with the bare statement over a bare table of the same rows."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator.commands import ledger as ledgers
from annotator.commands.ledger import Table
from annotator.store import Project, ledger
from annotator.store.ledger import Ask
from annotator.store.ledger_refresh import bring_up_to_date
from tests.bench.results import Result, quantile, result

if TYPE_CHECKING:
    from tests.bench.bench import Bench

ASK: Final = Ask(layer="all")
PAGE: Final = 50
_TIMES: Final = 9

_BARE: Final = {
    "page": f"SELECT * FROM bare ORDER BY n LIMIT {PAGE}",
    "sort": "SELECT n FROM bare ORDER BY outlet, n",
    "group": "SELECT category, count(*) FROM bare GROUP BY category",
    "pivot": """SELECT category, places, substr(dated, 1, 7), count(*) FROM bare GROUP BY 1, 2, 3""",
}
"""The least that the same question costs."""

_OURS: Final[Mapping[str, Callable[[Project, Sequence[int]], object]]] = {
    "page": lambda project, page: list(ledger.claims(project, page)),
    "sort": lambda project, _: ledgers.keys_of(project, Table(ask=ASK, sort="outlet")),
    "group": lambda project, _: ledgers.grouped(project, ASK, "category"),
    "pivot": lambda project, _: ledgers.pivoted(project, ASK, ["category", "places", "month"]),
}
CASES: Final = tuple(_OURS)


def ask_ledger(path: str, out: str) -> Mapping[str, float]:
    """Bring the ledger of a copy up to date, and ask it; the middle of some times, in computed time."""
    shutil.copyfile(path, out)
    figures: dict[str, float] = {}
    with Project.open(Path(out)) as project:
        begun = time.process_time()
        bring_up_to_date(project)
        figures["first"] = time.process_time() - begun
        bare = sqlite3.connect(f"{out}.bare", isolation_level=None)
        bare.execute("PRAGMA cache_size = -65536")
        bare.execute("ATTACH ? AS made", [out])
        bare.execute("CREATE TABLE bare AS SELECT * FROM made.ledger")
        bare.execute("CREATE INDEX bare_n ON bare (n)")
        page = ledger.in_order(project, ASK)[:PAGE]
        assert len(page) == min(PAGE, ledger.count(project, ASK))
        for case in CASES:
            sides: tuple[list[float], list[float]] = ([], [])
            for _ in range(_TIMES):
                sides[0].append(_spent(lambda case=case: _OURS[case](project, page)))
                sides[1].append(_spent(lambda case=case: bare.execute(_BARE[case]).fetchall()))
            figures[case], figures[f"{case} floor"] = (quantile(side, 0.5) for side in sides)
        bare.close()
    return figures


def _spent(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def rows(bench: Bench) -> Iterator[Result]:
    """One claim a document."""
    size = max(bench.sizes)
    figures = bench.work("ask_ledger", bench.project(size)[0], bench.fresh(".db"))
    for case in CASES:
        yield result("ledger", case, 1000 * figures[case], 1000 * figures[f"{case} floor"], runs=_TIMES)
    yield result("ledger", "read all documents, once", figures["first"], runs=1)
    yield result("ledger", "peak memory", figures["peak"], runs=1)
