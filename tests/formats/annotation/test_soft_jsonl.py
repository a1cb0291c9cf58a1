"""Every layer goes out, and beside them how many said what."""

from __future__ import annotations

import io
import json

from annotator.formats import WriteOptions, by_id, write
from tests.formats.annotation.test_round_trips import corpus
from tests.formats.made import written


def test_layers_are_whole_and_shares_are_those_of_all_who_took_part() -> None:
    out = io.BytesIO()
    write(by_id("soft-jsonl"), corpus(), out, WriteOptions())
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    told = [row.pop("soft") for row in rows]
    assert rows == [json.loads(line) for line in written(corpus()).splitlines()]
    assert {name for soft in told for name in soft["authors"]} == {"سلمى", "يزن"}
    split = 0
    for row, soft in zip(rows, told, strict=True):
        for place in (*soft["spans"], *soft["attributions"]):
            assert abs(sum(place["shares"].values()) - 1) < 1e-9
            said = list(place["given"].values())
            assert place["shares"] == {value: said.count(value) / len(said) for value in sorted(set(said))}
            split += len(place["shares"]) > 1
            words = [row["text"][start:end] for start, end in place["ranges"]]
            assert place["quote"].split() == " ".join(words).split()
        assert all(set(place["given"]) == set(soft["authors"]) for place in soft["spans"])
    assert split > 50
