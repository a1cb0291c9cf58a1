"""A spoilt file of any format is read or said to be none: no error but ours, no hang, no flood of memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path
from random import Random

import pytest

from annotator.core.errors import AnnotatorError
from annotator.formats import FORMATS, Format, Problem, ReadOptions, WriteOptions, read_paths, write
from tests.formats.annotation.test_round_trips import corpus, invented, roles
from tests.soak.inputs import MEGABYTES, SECONDS, no_longer_than
from tests.soak.mutations import LARGEST, mutated

TIMES = 16


def whole(format: Format) -> bytes:
    """A file of it that holds a little of everything."""
    assert format.write
    bundles = [*corpus()[:2], invented(3), invented(8)]
    labels = tuple(dict.fromkeys(span.label for bundle in bundles for span in bundle.spans))
    out = io.BytesIO()
    write(format, bundles, out, WriteOptions(labels=labels))
    return out.getvalue()


def spoilt(data: bytes, chance: Random) -> bytes:
    """Of an archive one member is, as a rule: else nothing but its wrapping would ever be tried."""
    if not zipfile.is_zipfile(io.BytesIO(data)) or chance.random() < 0.2:
        return mutated(data[:LARGEST], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as now:
        names = before.namelist()
        hit = chance.choice(names)
        for name in names:
            content = before.read(name)
            now.writestr(name, mutated(content, chance) if name == hit else content)
    return out.getvalue()


def read_whole(path: Path, format_id: str | None) -> None:
    try:
        for found in read_paths([path], format_id=format_id, options=ReadOptions(roles=roles(), author="x")):
            assert not isinstance(found, Problem) or found.code
    except AnnotatorError:
        pass


@pytest.mark.parametrize("format", [row for row in FORMATS if row.read and row.write], ids=lambda row: row.id)
def test_a_spoilt_file_is_read_or_refused(format: Format, tmp_path: Path) -> None:
    data = whole(format)
    path = tmp_path / f"spoilt{format.suffixes[0]}"
    tracemalloc.start()
    try:
        for seed in range(TIMES):
            chance = Random(f"{format.id} {seed}")
            path.write_bytes(spoilt(data, chance))
            with no_longer_than(SECONDS):
                read_whole(path, format.id if seed % 2 else None)
        most = tracemalloc.get_traced_memory()[1] >> 20
    finally:
        tracemalloc.stop()
    assert most < MEGABYTES
