"""What comes many at a time is kept as what comes one by one: rows, log, lists, counts and likenesses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator import formats
from annotator.commands import documents
from annotator.commands.fitting import rows_of
from annotator.core.model import Bundle
from annotator.core.signing import TRUSTED_IMPORT
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project, recorder
from annotator.store.spool import Spool
from annotator.store.verify import verify

ME = "مدخلة البيانات"
COPIES = 6
"""So four texts each are alike: of more, the nearest is not always among those that are compared."""

KEPT = (
    "texts ORDER BY hash",
    "documents ORDER BY rowid",
    "spans ORDER BY id",
    "attributions ORDER BY id",
    "submissions ORDER BY id",
    "decisions ORDER BY id",
    "comments ORDER BY id",
    "awaiting ORDER BY document_id, author, reviewer",
    "listed ORDER BY n",
    "parts ORDER BY author, n",
    "list_counts WHERE documents <> 0 ORDER BY author, list, block",
    "sketches ORDER BY key, text",
    "likenesses ORDER BY document_id",
)


def kept(project: Project) -> dict[str, list[Any]]:
    found = {table: list(project.rows(f"SELECT * FROM {table}")) for table in KEPT}
    logged = "SELECT entity, entity_key, document_key, before, after, payload_hash FROM log"
    found["log"] = list(project.rows(f"{logged} WHERE event > 1 ORDER BY event, n"))
    assert verify(project) == []
    return found


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    """The sample with all that is said of it, and after each its text again, changed a little, many times."""
    found = []
    for line in data_path("sample_corpus", "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        found.append(line)
        row = json.loads(line)
        for n in range(COPIES):
            text = f"{row['text']} {n} تحديث" if n % 2 else row["text"]
            url = f"https://example.org/{row['id']}/{n}"
            same = {name: row[name] for name in ("format", "offset_unit", "kind")}
            found.append(json.dumps({**same, "id": "", "text": text, "url": url}))
    return found


def at_once(project: Project, lines: list[str], folder: Path) -> None:
    """One import: some hundred at a time."""
    _take_in(project, lines, folder / "all.jsonl")


def line_by_line(project: Project, lines: list[str], folder: Path) -> None:
    """As many imports as lines."""
    for n, line in enumerate(lines):
        _take_in(project, [line], folder / f"{n}.jsonl")


def row_by_row(project: Project, lines: list[str], folder: Path) -> None:
    """Each row by itself."""
    file = folder / "all.jsonl"
    for line in lines:
        file.write_text(line, encoding="utf-8")
        for bundle in formats.read_paths([file], options=formats.ReadOptions()):
            assert isinstance(bundle, Bundle)
            with project.event(TRUSTED_IMPORT, ME) as event:
                event.add_in_bulk([], [(bundle.document.text_hash, bundle.text)])
                for row in (bundle.document, *rows_of(bundle)):
                    event.add(row)


def _take_in(project: Project, lines: list[str], file: Path) -> None:
    file.write_text("\n".join(lines), encoding="utf-8")
    report = documents.import_paths(project, [file], author=ME, trust_verdicts=True)
    assert report.problems == []


@pytest.mark.parametrize("way", [line_by_line, row_by_row])
def test_what_is_kept_is_the_same(
    way: Callable[[Project, list[str], Path], None],
    lines: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recorder, "_HELD_DOCUMENTS", 40)
    found = []
    for n, bring in enumerate((at_once, way)):
        with Project.create(tmp_path / f"{n}.db", scheme_toml.load(), actor=ME) as project:
            bring(project, lines, tmp_path)
            found.append(kept(project))
    assert len(found[0]["documents ORDER BY rowid"]) == len(lines)
    assert len(found[0]["likenesses ORDER BY document_id"]) >= len(lines) * COPIES // (COPIES + 1)
    for table, rows in found[0].items():
        assert rows == found[1][table], table


def test_what_a_spool_holds_is_read_back_in_its_order_as_often_as_asked() -> None:
    rows, noted = [(n, "نص" * (n % 7) * 1_000) for n in range(60)], list[tuple[int, str]]()
    with Spool(rows, tuple[int, str], noted.append) as spool:
        assert list(spool) == list(spool) == noted == rows
    with Spool[tuple[int, str]]((), tuple[int, str]) as empty:
        assert list(empty) == []
