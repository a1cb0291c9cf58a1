"""Real pages, articles and naughty strings."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from annotator.commands import documents
from annotator.core.document_filter import parse
from annotator.core.model import Bundle
from annotator.core.offsets import canonical
from annotator.formats import documents_from_text, scheme_toml
from annotator.store import Project, finding, queries
from tests.formats.made import file_of, read, written

pytestmark = pytest.mark.real_data


def test_the_seed_page(real_data: Path) -> None:
    path = real_data / "seed_page.txt"
    (ticker, article), problems = read(path)
    assert problems == []
    raw = path.read_text("utf-8")
    items = [row for row in ticker.document.segments if row.kind == "item"]
    times = " ".join(row.meta["time"] for row in items)
    assert times == "09:33 21:08 08:50 11:52 11:25 11:22 11:20 11:19 21:21 21:20"
    brackets = [ticker.text[row.start : row.end].endswith(")") for row in items]
    assert brackets == [False] + [True] * 9
    assert ticker.document.title == "الأخبار العاجلة"
    assert article.document.title == 'التحالف الدولي يرحب بعمليات قوات النظام ضد تنظيم "الدولة" شرقي سوريا'
    assert article.document.byline == "حسن برهان"
    kinds = [row.kind for row in article.document.segments]
    assert kinds == ["headline", "furniture", "furniture", "byline", "furniture"] + ["paragraph"] * 7
    assert ticker.text in raw and article.text in raw
    assert raw.count("\u00a0") == (ticker.text + article.text).count("\u00a0") == 3
    assert [bundle.text for bundle in documents_from_text(raw)] == [ticker.text, article.text]


def test_radio_articles(real_data: Path) -> None:
    bundles, problems = read(real_data / "ant")
    assert [row.code for row in problems] == ["files-left-out"]  # the licence and the note beside them
    assert len(bundles) == 1964
    assert all(bundle.document.title and bundle.document.published for bundle in bundles)
    assert all(datetime.fromisoformat(bundle.document.published) for bundle in bundles)
    assert sum("\u202e" in bundle.text for bundle in bundles) > 0


def test_radio_articles_are_found_by_their_days(real_data: Path, tmp_path: Path) -> None:
    with Project.create(tmp_path / "ant.db", scheme_toml.load(), actor="salma") as project:
        report = documents.import_paths(project, [real_data / "ant"], author="salma")
        rows = queries.document_rows(project, author="salma")
        assert report.documents == len(rows) == 1964 - report.known  # one is there twice
        assert (report.again.same, report.again.versions) == (5, 3)
        assert all(row.dated and not row.unclear for row in rows)
        days = [row.dated[:7] for row in rows]
        wanted = finding.found(project, "salma", wanted=parse("date:2017-05"))
        assert len(wanted) == days.count("2017-05") > 0


def test_radio_articles_survive_our_own_format(real_data: Path, tmp_path: Path) -> None:
    bundles, _ = read(real_data / "ant")
    assert read(file_of(tmp_path, written(bundles), "ant.jsonl")) == (bundles, [])


def test_naughty_strings(real_data: Path, tmp_path: Path) -> None:
    strings: list[str] = json.loads((real_data / "blns" / "blns.json").read_text("utf-8"))
    filled = [text for text in strings if canonical(text).strip()]
    rows = [{"text": text, "title": text, text: text} for text in filled]
    bundles, problems = read(file_of(tmp_path, rows, "blns.jsonl"))
    assert (len(bundles), problems) == (len(filled), [])
    assert read(file_of(tmp_path, written(bundles), "again.jsonl")) == (bundles, [])
    for index, text in enumerate(filled):
        (bundle,), problems = read(file_of(tmp_path, text.encode(), f"{index}.txt"), format_id="text")
        assert problems == []
        assert bundle.text.strip() == documents_from_text(text)[0].text.strip()


def test_naughty_strings_as_names(real_data: Path, tmp_path: Path) -> None:
    strings: list[str] = json.loads((real_data / "blns" / "blns.json").read_text("utf-8"))
    made: list[Bundle] = []
    for name in strings:
        if "/" in name or not name.strip(". ") or len(name.encode()) > 200:
            continue
        made += documents_from_text("قال", name)
        bundles, problems = read(file_of(tmp_path, "قال", f"{name}.txt"))
        assert problems == [] and bundles[0].document.meta == {"file": f"{name}.txt"}
    numbered = [
        msgspec.structs.replace(row, document=msgspec.structs.replace(row.document, id=f"{index}"))
        for index, row in enumerate(made)
    ]
    assert read(file_of(tmp_path, written(numbered), "names.jsonl")) == (numbered, [])
