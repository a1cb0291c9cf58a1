"""Two readings of invented rows: equal ones agree wholly, each difference lowers the figure it concerns."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.gold.agreement import agreement, main, matched, pairs
from tests.gold.standoff import Marked, Place, Voiced


def place(start: int, end: int) -> Place:
    return Place(((start, end),), "")


SAID = Voiced(place(10, 30), place(5, 9), place(0, 4), "official")
ADDED = Voiced(place(40, 60), place(5, 9), place(32, 39), "official", carried=True)
ROW = Marked("gsr:1", "a", "newswire", "inna", (SAID, ADDED), (place(5, 9),), (place(20, 25),))


def test_equal_readings_agree_in_everything() -> None:
    assert set(agreement([(ROW, ROW)]).values()) == {1.0}


def test_a_missed_attribution_and_another_edge_lower_their_figures_only() -> None:
    shorter = msgspec.structs.replace(SAID, claim=place(10, 20))
    figures = agreement([(ROW, msgspec.structs.replace(ROW, attributions=(shorter,), actors=()))])

    assert figures["attribution found, F1"] == pytest.approx(2 / 3)
    assert figures["attribution exact, F1"] == 0
    assert figures["claim overlap"] == 0.5
    assert figures["claim exact"] == figures["actors, F1"] == 0
    assert figures["source exact"] == figures["cue exact"] == figures["places, F1"] == 1


def test_attributions_of_one_claim_are_told_apart_by_their_cues() -> None:
    outer = msgspec.structs.replace(SAID, cue=place(31, 35), source=None)

    assert matched((SAID, outer), (outer, SAID)) == [(SAID, SAID), (outer, outer)]
    assert matched((SAID,), (msgspec.structs.replace(SAID, cue=place(31, 35)),)) == []
    assert matched((SAID,), (msgspec.structs.replace(SAID, cue=None),)) != []


def test_only_readings_of_the_same_text_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    first.write_bytes(msgspec.json.encode(ROW) + b"\n")
    second.write_bytes(first.read_bytes())
    main(str(first), str(second))
    assert "| attribution exact, F1 | 1.00 | 1.00 |" in capsys.readouterr().out

    second.write_bytes(msgspec.json.encode(msgspec.structs.replace(ROW, hash="b")) + b"\n")
    with pytest.raises(ValueError, match="does not mark the text of gsr:1"):
        pairs(first, second)
