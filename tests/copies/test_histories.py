"""Random histories of four copies that go on apart, are joined and killed: all become equal, nothing is lost.

By hand, as many as one likes: `python -m tests.copies FIRST LAST`.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest

from annotator.commands import documents, names
from annotator.core import joining as rules
from annotator.core.errors import AnnotatorError
from annotator.store import Project, joining
from annotator.store.standing import WHOLE_LOG
from tests.copies.histories import LEAD, TEXTS, compared, join, live, opened

TOGETHER: Final = 10
"""Histories of one test."""
SEEDS: Final = range(0, 200, TOGETHER)
WITHIN: Final = 40
"""Histories in which a rule that is taken out must be missed."""


@pytest.mark.parametrize("first", SEEDS)
def test_all_copies_become_equal(first: int, base: Path, tmp_path: Path) -> None:
    aside: Counter[str] = Counter()
    for seed in range(first, first + TOGETHER):
        outcome = live(seed, base, tmp_path)
        assert outcome.problems == [], f"history {seed}"
        aside += outcome.aside
    assert {"changed-elsewhere", "absorbed"} <= aside.keys(), "the histories meet in nothing"


Patch = Callable[[pytest.MonkeyPatch], None]


def _no_conflict_by_keys(patch: pytest.MonkeyPatch) -> None:
    clash = rules._Side.clash
    patch.setattr(
        rules._Side,
        "clash",
        lambda *asked: found if (found := clash(*asked)) == "built-on-void" else None,
    )


def _without(beginning: str) -> Patch:
    """No key that begins so is written."""

    def patched(patch: pytest.MonkeyPatch) -> None:
        keys_of = rules.keys_of

        def fewer(change: Any, blind: Any) -> rules.Keys:
            writes, leans = keys_of(change, blind)
            return rules.Keys({key for key in writes if not key.startswith(beginning)}, leans)

        patch.setattr(rules, "keys_of", fewer)

    return patched


def _no_cascade(patch: pytest.MonkeyPatch) -> None:
    clash = rules._Side.clash
    patch.setattr(rules._Side, "clash", lambda side, keys, void: clash(side, keys, set()))


def _no_absorbing(patch: pytest.MonkeyPatch) -> None:
    init = rules._Side.__init__

    def forgetful(side: Any, *asked: Any) -> None:
        init(side, *asked)
        side.added = {}

    patch.setattr(rules._Side, "__init__", forgetful)


def _imports_fall_whole(patch: pytest.MonkeyPatch) -> None:
    _no_absorbing(patch)
    patch.setattr(rules, "IMPORTS", frozenset())


def _nothing_known(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(joining._Joining, "_known", lambda *_: rules.NOTHING_KNOWN)


def _undo_knows_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("annotator.store.log._STANDS", "")


def _undo_turns_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("annotator.store.log.standing", lambda _: WHOLE_LOG)


def _two_transactions(patch: pytest.MonkeyPatch) -> None:
    insert = joining._Joining._insert

    def halved(self: Any) -> int:
        first = insert(self)
        self._conn.execute("COMMIT")
        self._conn.execute("BEGIN IMMEDIATE")
        return first

    patch.setattr(joining._Joining, "_insert", halved)


def _order_of_arrival(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(joining._Joining, "_place", lambda *_: None)


def _own_events_not_known(patch: pytest.MonkeyPatch) -> None:
    init = joining._Joining.__init__

    def forgetful(self: Any, *asked: Any) -> None:
        init(self, *asked)
        self._fresh = list(self._there.events)

    patch.setattr(joining._Joining, "__init__", forgetful)


def _both_bring_the_same(base: Path, folder: Path) -> list[str]:
    """Both import the same, one of them more, and undoes it once they are joined: what both brought stays."""
    files = [folder / f"{n}.txt" for n in (1, 2)]
    for n, path in enumerate(files, 1):
        path.write_text(TEXTS[n], encoding="utf-8")
    with copies(base, folder) as (keeper, other, paths):
        documents.import_paths(keeper, files[:1], author=LEAD)
        documents.import_paths(other, files, author="سلمى")
        join(keeper, paths[1], "mine")
        join(other, paths[0], "theirs")
        with suppress(AnnotatorError):
            other.undo("سلمى")
        problems = compared([other], set())
        join(keeper, paths[1], "mine")
        join(other, paths[0], "theirs")
        return problems + compared([keeper, other], set())


def _names_in_a_row(base: Path, folder: Path) -> list[str]:
    """One merges a name into a second, the other the second into a third."""
    with copies(base, folder) as (keeper, _, paths):
        words = ("مصدر", "سفينة", "طائرة")
        first, second, third = (
            names.add_name(keeper, author=LEAD, label="actor", name=word) for word in words
        )
    shutil.copy(paths[0], paths[1])
    with opened(paths[0]) as keeper, opened(paths[1]) as other:
        names.merge_names(keeper, second, [first], author=LEAD)
        names.merge_names(other, third, [second], author=LEAD)
        join(keeper, paths[1], "mine")
        join(other, paths[0], "theirs")
        return compared([keeper, other], set())


@contextmanager
def copies(base: Path, folder: Path) -> Iterator[tuple[Project, Project, list[Path]]]:
    paths = [Path(shutil.copy(base, folder / f"{n}.db")) for n in range(2)]
    with opened(paths[0]) as keeper, opened(paths[1]) as other:
        yield keeper, other, paths


SCENES: Final[dict[str, Callable[[Path, Path], list[str]]]] = {
    "undo turns round what does not stand": _both_bring_the_same,
    "no keys of names that were merged": _names_in_a_row,
}
"""For rules of which dice seldom ask."""


@pytest.mark.parametrize("scene", SCENES)
def test_what_dice_seldom_ask_for(scene: str, base: Path, tmp_path: Path) -> None:
    assert SCENES[scene](base, tmp_path) == []


MUTANTS: Final[dict[str, Patch]] = {
    "no conflict by keys": _no_conflict_by_keys,
    "no keys of what is gone": _without("gone:"),
    "no keys of what there is but one of": _without("one\0"),
    "no keys of names that were merged": _without("merged:"),
    "no cascade": _no_cascade,
    "nothing known of what the keeper settled": _nothing_known,
    "no absorbing": _imports_fall_whole,
    "undo knows what does not stand": _undo_knows_all,
    "undo turns round what does not stand": _undo_turns_all,
    "events in one transaction, the rest in another": _two_transactions,
    "folded in the order of arrival": _order_of_arrival,
    "own events not recognised": _own_events_not_known,
}


@pytest.fixture(params=MUTANTS)
def mutant(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    MUTANTS[request.param](monkeypatch)
    yield request.param


def test_a_rule_that_is_taken_out_is_missed(mutant: str, base: Path, tmp_path: Path) -> None:
    scene = SCENES.get(mutant)
    for seed in range(1 if scene else WITHIN):
        try:
            found = scene(base, tmp_path) if scene else live(seed, base, tmp_path).problems
        except Exception as error:
            found = [repr(error)]
        if found:
            return
    pytest.fail(f"{mutant}: nobody missed it in {WITHIN} histories")
