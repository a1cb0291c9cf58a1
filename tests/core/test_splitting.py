"""No part knows what another is tested by, and parts are as large and as mixed as was asked."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path

import pytest

from annotator.core.likeness import sketch
from annotator.core.splitting import By, Item, Split, shares_of, split

WORDS = [f"كلمة{number}" for number in range(400)]


def item(id: str, text: str, **fields: object) -> Item:
    return Item(id=id, sketch=sketch(text), **fields)  # type: ignore[arg-type]


def made(seed: int, number: int = 300) -> tuple[list[Item], list[tuple[str, str]]]:
    """Documents, every fifth of them told again with a few words changed; the pairs."""
    chance = random.Random(seed)
    rows, pairs = [], []
    for place in range(number):
        words = chance.choices(WORDS, k=chance.randint(20, 120))
        counts = {"label:claim": chance.randint(0, 6), f"category:{chance.choice('abc')}": 1}
        source, date = chance.choice(["نور", "رافد", "سهل"]), f"2024-{chance.randint(1, 12):02}"
        rows.append(item(f"d{place}", " ".join(words), counts=counts, source=source, date=date))
        if place % 5 == 0:
            for _ in range(max(1, len(words) // 40)):
                words[chance.randrange(len(words))] = chance.choice(WORDS)
            rows.append(item(f"r{place}", " ".join(words), source="سهل", date=date, counts=counts))
            pairs.append((f"d{place}", f"r{place}"))
    chance.shuffle(rows)
    return rows, pairs


@pytest.mark.parametrize("by", ["document", "story", "date"])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_again_is_in_one_part(by: str, seed: int) -> None:
    rows, pairs = made(seed)
    found = split(rows, shares_of("80/10/10"), seed=seed, by=by)  # type: ignore[arg-type]
    assert all(found.parts[one] == found.parts[other] for one, other in pairs)
    assert len(found.clusters) >= len(pairs)


def sizes(found: Split) -> list[float]:
    counts = Counter(found.parts.values())
    return [counts[name] / len(found.parts) for name in found.balance]


@pytest.mark.parametrize("by", ["document", "date"])
def test_parts_are_as_large_and_as_mixed_as_asked(by: str) -> None:
    rows, _ = made(7)
    found = split(rows, shares_of("70/15/15"), by=by)  # type: ignore[arg-type]
    assert sizes(found) == pytest.approx([0.7, 0.15, 0.15], abs=0.02)
    if by == "document":
        claims = sum(row.counts["label:claim"] for row in rows)
        kept = [found.balance[name]["label:claim"] / claims for name in found.balance]
        assert kept == pytest.approx([0.7, 0.15, 0.15], abs=0.03)


def test_the_order_in_which_documents_come_does_not_count() -> None:
    rows, _ = made(3)
    first = split(rows, shares_of("80/20"), seed=5)
    assert split(rows[::-1], shares_of("80/20"), seed=5) == first
    assert split(rows, shares_of("80/20"), seed=6) != first


def test_by_date_what_is_tested_is_newer() -> None:
    texts = [" ".join(WORDS[n * 10 : n * 10 + 10]) for n in range(20)]
    rows = [item(f"d{n}", text, date=f"2024-01-{n + 1:02}") for n, text in enumerate(texts)]
    parts = split(rows, shares_of("80/20"), by="date").parts
    assert [parts[f"d{n}"] for n in range(20)] == ["train"] * 16 + ["test"] * 4


def test_an_outlet_is_in_one_part() -> None:
    rows, pairs = made(11)
    told_again = {row for pair in pairs for row in pair}
    alone = [row for row in rows if row.id not in told_again]
    found = split(alone, shares_of("60/40"), by="source")
    for source in ("نور", "رافد", "سهل"):
        assert len({found.parts[row.id] for row in alone if row.source == source}) == 1
    joined = split(rows, shares_of("60/40"), by="source")
    assert len(set(joined.parts.values())) == 1  # the third outlet tells what the others told


@pytest.mark.parametrize("text", ["", "80", "80/0/20", "a/b", "50/-50", "1/1/1/1"])
def test_shares_that_are_none(text: str) -> None:
    with pytest.raises(ValueError):
        shares_of(text)


@pytest.mark.real_data
@pytest.mark.parametrize("by", ["document", "story"])
def test_real_articles_told_again_do_not_leak(by: By, real_data: Path) -> None:
    """A fifth of them once more with a word in thirty left out, doubled or changed."""
    chance = random.Random(20)
    with gzip.open(real_data / "ant" / "articles.jsonl.gz") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    rows = [item(f"d{place}", text) for place, text in enumerate(texts)]
    told = [place for place, text in enumerate(texts) if len(text.split()) >= 20]
    again = chance.sample(told, len(texts) // 5)
    for place in again:
        words = texts[place].split()
        for at in chance.sample(range(len(words)), max(1, len(words) // 30)):
            words[at] = chance.choice(["", f"{words[at]} {words[at]}", "وأضاف"])
        rows.append(item(f"r{place}", " ".join(words)))
    found = split(rows, shares_of("80/10/10"), seed=3, by=by)
    assert [place for place in again if found.parts[f"d{place}"] != found.parts[f"r{place}"]] == []
    alike = {row: number for number, cluster in enumerate(found.clusters) for row in cluster}
    assert all(len({found.parts[row] for row in cluster}) == 1 for cluster in found.clusters)
    assert len(alike) >= 2 * len(again)
    assert sizes(found) == pytest.approx([0.8, 0.1, 0.1], abs=0.02)
