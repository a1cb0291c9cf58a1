"""Places in real posts, and real nested columns, go out and come back as they were."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import msgspec
import pytest

from annotator.core.carrying import Loss, carried
from annotator.core.model import Bundle, Span, derived_id, quote
from annotator.formats import (
    FORMATS,
    Format,
    ReadOptions,
    WriteOptions,
    by_id,
    read_paths,
    write,
)
from annotator.formats.texts import new_document, paragraphs
from tests.formats.annotation.round_trips import AUTHOR, said_of, there_and_back

pytestmark = pytest.mark.real_data
formats = pytest.mark.parametrize(
    "format", [row for row in FORMATS if row.read and row.write], ids=lambda row: row.id
)


def posts(real_data: Path) -> list[Bundle]:
    """Each post with its places, whose offsets count code points; emoji stand before many of them."""
    found: dict[str, Bundle] = {}
    with gzip.open(real_data / "idrisi" / "places.jsonl.gz") as lines:
        for record in map(msgspec.json.decode, lines):
            text = record["text"]
            bundle = new_document("text", text, paragraphs(text))
            ranges = {(row["startIdx"], row["endIdx"]): row["text"] for row in record["location_mentions"]}
            spans = [
                Span(
                    id=derived_id("span", bundle.document.id, str(start), str(end)),
                    document_id=bundle.document.id,
                    label="place",
                    ranges=((start, end),),
                    quote=words,
                    author=AUTHOR,
                )
                for (start, end), words in ranges.items()
            ]
            assert all(span.quote == quote(text, span.ranges) for span in spans)
            found[bundle.document.id] = msgspec.structs.replace(bundle, spans=tuple(spans))
    return list(found.values())


@formats
def test_places_in_posts_come_back_where_they_were(format: Format, real_data: Path, tmp_path: Path) -> None:
    """All of them; where a format holds no place within a place, those are what it tells that it lost."""
    before, loss = posts(real_data), Loss()
    _, back, problems = there_and_back(format, before, tmp_path, {}, trimmed=format.tokens)
    assert [row.code for row in problems] == []
    for bundle in before:
        carried(bundle, format.carries, loss, trimmed=format.tokens)
    assert {"spans", "sub-token", "discontinuous", "overlap"}.isdisjoint(loss.counts)
    missing = 0
    for was, now in zip(said_of(before, format), back, strict=True):
        assert set(now["spans"]) <= set(was["spans"])
        missing += len(was["spans"]) - len(now["spans"])
    assert missing == loss.counts.get("nested", 0) + loss.counts.get("within", 0)


def columns(data: bytes) -> list[list[str]]:
    """The rows of a file of tags, one empty one between sentences, without where documents begin."""
    rows = [line.split() for line in data.decode("utf-8").split("\n")]
    told = [row for row in rows if row[:1] != ["-DOCSTART-"]]
    return [row for _, same in groupby(told, key=tuple) for row in _once(list(same))]


def _once(same: Sequence[list[str]]) -> Sequence[list[str]]:
    return same[:1] if not same[0] else same


def test_nested_columns_come_back_the_same(real_data: Path) -> None:
    """But for the one tag in them that goes on with what has not begun, which is told."""
    path = real_data / "wojood" / "train.txt"
    bundles: list[Bundle] = []
    orphans: list[int] = []
    for row in read_paths([path], options=ReadOptions(author=AUTHOR)):
        if isinstance(row, Bundle):
            bundles.append(row)
        elif row.code == "tag-without-beginning" and row.line:
            orphans.append(row.line)
    out = io.BytesIO()
    write(by_id("wojood"), bundles, out, WriteOptions())
    lines = path.read_bytes().split(b"\n")
    for line in orphans:
        lines[line - 1] = lines[line - 1].replace(b" I-", b" B-")
    assert len(orphans) == 1
    assert columns(out.getvalue())[1:] == columns(b"\n".join(lines))
