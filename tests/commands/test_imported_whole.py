"""Whatever is imported, the record is whole: what would contradict it is left out and told with its place."""

from __future__ import annotations

import json
import shutil
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.commands import documents
from annotator.commands.documents import ImportReport
from annotator.store import Project
from annotator.store.verify import rebuild, verify
from tests.formats.made import TEXT, record

AUTHORS = ("salma", "nour", "سلمى")
ROWS = ("spans", "attributions", "submissions", "decisions", "comments")

Document = dict[str, Any]


def imported(
    project: Project, folder: Path, *rows: Document, author: str = "majd", trust: bool = False
) -> ImportReport:
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return documents.import_paths(project, [path], author=author, trust_verdicts=trust)


def places(report: ImportReport) -> list[tuple[str, int | None]]:
    return [
        (problem.code, problem.line) for problem in report.problems if problem.code != "label-not-in-scheme"
    ]


@pytest.fixture
def project(tmp_path: Path, empty_project: Path) -> Any:
    path = tmp_path / "p.db"
    shutil.copy(empty_project, path)
    with Project.open(path) as opened:
        yield opened


def changed(rows: str, index: int, **fields: Any) -> Document:
    """The full record with some fields of one of its rows changed."""
    row = record()
    row[rows][index] |= fields
    return row


SECOND = {**record(id="d2", text=TEXT + " وتابع.", text_sha256=""), "decisions": [], "comments": []}
"""Another document whose rows bear the ids of the first one's."""


@pytest.mark.parametrize(
    ("name", "rows", "problems"),
    [
        ("the author of no span it names", [changed("attributions", 1, author="nour")],
         [("span-of-other", 1), ("unknown-parent", 1)]),
        ("a cue of somebody else", [changed("attributions", 0, cue="s-other")], [("span-of-other", 1)]),
        ("an outer attribution of somebody else",
         [changed("attributions", 1, author="nour", claims=["s-other"])], []),
        ("ids that another document has", [record(), SECOND], [("row-known-otherwise", None)] * 7),
        ("an id that another text has", [record(), {**SECOND, "id": "d1"}], [("text-known-otherwise", None)]),
    ],
)  # fmt: skip
def test_told(
    project: Project, tmp_path: Path, name: str, rows: list[Document], problems: list[tuple[str, int | None]]
) -> None:
    report = imported(project, tmp_path, *rows)
    assert verify(project) == []
    assert places(report) == problems


_WAYS = ("drop", "repeat", "id", "author", "refer", "move", "text", "document", "judged")


@st.composite
def mutated(draw: st.DrawFn) -> list[list[Document]]:
    """One or two imports of one or two records, each with a few of its values exchanged."""
    return [
        [draw(_record(number)) for number in range(draw(st.integers(1, 2)))]
        for _ in range(draw(st.integers(1, 2)))
    ]


@st.composite
def _record(draw: st.DrawFn, number: int) -> Document:
    row = deepcopy(record() if number == 0 else SECOND)
    ids = [each["id"] for rows in ROWS for each in record()[rows]]
    some = st.sampled_from([*ids, "gone", "d1", "d2"])
    for _ in range(draw(st.integers(0, 4))):
        rows = draw(st.sampled_from(ROWS))
        if not row[rows]:
            continue
        at = draw(st.integers(0, len(row[rows]) - 1))
        each = row[rows][at]
        match draw(st.sampled_from(_WAYS)):
            case "drop":
                del row[rows][at]
            case "repeat":
                row[rows].append(deepcopy(each))
            case "id":
                each["id"] = draw(some)
            case "author":
                each["reviewer" if rows == "decisions" else "author"] = draw(st.sampled_from(AUTHORS))
            case "refer":
                field = draw(
                    st.sampled_from(
                        sorted(
                            {"claims", "sources", "cue", "parent", "target", "reply_to", "replacement"}
                            & each.keys()
                        )
                        or [""]
                    )
                )
                if field in ("claims", "sources"):
                    each[field] = draw(st.lists(some, max_size=2))
                elif field:
                    each[field] = draw(some)
            case "move" if rows == "spans":
                each["ranges"] = draw(st.sampled_from([[[2, 5]], [[6, 10]], [[0, 500]], []]))
                each["start"] = each["end"] = None
                if draw(st.booleans()) and each["ranges"]:
                    each["quote"] = TEXT[each["ranges"][0][0] : each["ranges"][0][1]]
            case "text":
                row["text"], row["text_sha256"] = (
                    row["text"] + draw(st.sampled_from([" ", " نعم", "\r\n"])),
                    "",
                )
            case "judged" if rows == "decisions":
                each["judged"]["author"] = draw(st.sampled_from([*AUTHORS, None, ["salma"]]))
            case "document":
                row["id"] = draw(st.sampled_from(["d1", "d2", "d3", ""]))
    return row


@settings(max_examples=250)
@given(mutated(), st.booleans())
def test_whatever_was_imported_the_record_is_whole(
    empty_project: Path, imports: list[list[Document]], trust: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "p.db")
        shutil.copy(empty_project, path)
        with Project.open(path) as project:
            for number, rows in enumerate(imports):
                imported(project, Path(folder), *rows, author=AUTHORS[number], trust=trust)
                assert verify(project) == []
            rebuild(project)
            assert verify(project) == []
