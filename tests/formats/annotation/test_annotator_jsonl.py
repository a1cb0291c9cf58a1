"""Our own JSON lines: what is written is read back, and what does not hold is reported and left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.model import Segment, document_id, hash_text
from tests.formats.made import TEXT, codes, file_of, full_bundle, read, record, span, written


def test_one_of_everything_comes_back(tmp_path: Path) -> None:
    bundle = full_bundle()
    bundles, problems = read(file_of(tmp_path, written([bundle, bundle]), "all.jsonl"))
    assert problems == []
    assert bundles == [bundle, bundle]


KEYS = {
    "spans": "id label ranges start end quote author attributes note origin confidence",
    "attributions": (
        "id claims sources cue parent category affiliation attributes author note origin confidence"
    ),
    "submissions": "id author state note",
    "decisions": "id target_kind target judged reviewer verdict replacement reason comment",
    "comments": "id target_kind target author text reply_to",
}


def test_keys_are_in_the_documented_order() -> None:
    row = json.loads(written([full_bundle()]))
    assert " ".join(row) == (
        "format offset_unit id kind title byline published source url language direction "
        "text text_sha256 meta segments spans attributions submissions decisions comments"
    )
    assert {key: " ".join(row[key][0]) for key in KEYS} == KEYS
    assert row["segments"][0] == {"kind": "paragraph", "start": 0, "end": 54}
    assert row["segments"][1]["meta"] == {"time": "09:33"}
    assert " ".join(row["spans"][3]) == f"{KEYS['spans']} name"
    discontinuous = row["spans"][1]
    assert (discontinuous["start"], discontinuous["end"]) == (6, 23)


def test_a_span_that_does_not_hold_is_not_written() -> None:
    bundle = full_bundle()
    wrong = msgspec.structs.replace(bundle.spans[0], quote="غير هذا")
    with pytest.raises(AnnotatorError) as caught:
        written([msgspec.structs.replace(bundle, spans=(wrong,))])
    assert caught.value.code == "quote-mismatch"


def test_what_may_be_left_out_gets_its_default(tmp_path: Path) -> None:
    row = {"format": "annotator/1", "offset_unit": "codepoint", "kind": "post", "text": "قال"}
    row["spans"] = [{"id": "s", "label": "CUE", "ranges": [[0, 3]], "quote": "قال", "author": "a"}]  # type: ignore[assignment]
    (bundle,), problems = read(file_of(tmp_path, [row], "short.jsonl"))
    assert problems == []
    assert bundle.document.id == document_id("post", hash_text("قال"))
    assert bundle.spans[0].origin == "hand"


def changed(**fields: Any) -> dict[str, Any]:
    """The full record with its first span changed."""
    row = record(attributions=[], decisions=[], comments=[])
    row["spans"] = [{**row["spans"][0], **fields}]
    return row


SPAN_PROBLEMS = {
    "quote of another place": ({"quote": "الطائرة سقط"}, "quote-mismatch"),
    "one too far": ({"ranges": [[42, 54]], "start": 42, "end": 54}, "quote-mismatch"),
    "outside the text": ({"ranges": [[41, 5000]], "start": 41, "end": 5000}, "bad-ranges"),
    "before the text": ({"ranges": [[-1, 3]], "start": -1, "end": 3}, "bad-ranges"),
    "empty range": ({"ranges": [[41, 41]], "start": 41, "end": 41}, "bad-ranges"),
    "no range": ({"ranges": [], "start": None, "end": None}, "bad-ranges"),
    "ranges that cross": ({"ranges": [[41, 50], [45, 53]]}, "bad-ranges"),
    "start that is not the first": ({"start": 40}, "bad-ranges"),
    "end that is not the last": ({"end": 54}, "bad-ranges"),
}


@pytest.mark.parametrize("case", SPAN_PROBLEMS)
def test_a_bad_span_is_dropped_and_named(tmp_path: Path, case: str) -> None:
    fields, code = SPAN_PROBLEMS[case]
    (bundle,), (problem,) = read(file_of(tmp_path, [record(), changed(**fields)][1:], "bad.jsonl"))
    assert bundle.spans == ()
    assert (problem.code, problem.line) == (code, 1)
    assert problem.details["span"] == "s-claim"
    assert problem.details["quote"] == fields.get("quote", "الطائرة سقطت")
    if code == "quote-mismatch":
        start, end = fields.get("ranges", [[41, 53]])[0]
        assert problem.details["text"] == TEXT[start:end]


def test_what_hangs_on_a_dropped_span_goes_with_it(tmp_path: Path) -> None:
    row = record()
    row["spans"][0]["quote"] = "غير هذا"
    (bundle,), problems = read(file_of(tmp_path, [row], "bad.jsonl"))
    assert [span.id for span in bundle.spans] == ["s-source", "s-cue", "s-other"]
    assert bundle.attributions == () and bundle.decisions == ()
    assert [comment.id for comment in bundle.comments] == ["c2"]
    assert [problem.code for problem in problems] == [
        "quote-mismatch",
        "span-not-in-file",
        "span-not-in-file",
        "target-dropped",
        "target-dropped",
    ]


def attribution(id: str, parent: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"id": id, "claims": ["s-claim"], "author": "salma", "parent": parent, **fields}


ATTRIBUTION_PROBLEMS: dict[str, tuple[list[dict[str, Any]], list[str], list[str]]] = {
    "unknown claim": ([attribution("a", claims=["nobody"])], [], ["span-not-in-file"]),
    "unknown source": ([attribution("a", sources=["nobody"])], [], ["span-not-in-file"]),
    "unknown cue": ([attribution("a", cue="nobody")], [], ["span-not-in-file"]),
    "no claim": ([attribution("a", claims=[])], [], ["no-claims"]),
    "unknown parent": ([attribution("a"), attribution("b", "nobody")], ["a"], ["unknown-parent"]),
    "child of a dropped one": (
        [attribution("a", cue="nobody"), attribution("b", "a"), attribution("c", "b")],
        [],
        ["span-not-in-file", "unknown-parent", "unknown-parent"],
    ),
    "its own parent": ([attribution("a", "a")], [], ["unknown-parent"]),
    "a circle": ([attribution("a", "b"), attribution("b", "a")], [], ["unknown-parent", "unknown-parent"]),
    "parents after children": (
        [attribution("c", "b"), attribution("b", "a"), attribution("a")], ["c", "b", "a"], [],
    ),
    "the same id twice": ([attribution("a"), attribution("a", note="x")], ["a"], ["duplicate-id"]),
}  # fmt: skip


@pytest.mark.parametrize("case", ATTRIBUTION_PROBLEMS)
def test_attributions_need_their_spans_and_parents(tmp_path: Path, case: str) -> None:
    rows, kept, expected = ATTRIBUTION_PROBLEMS[case]
    row = record(attributions=rows, decisions=[], comments=[])
    (bundle,), problems = read(file_of(tmp_path, [row], "a.jsonl"))
    assert [attribution.id for attribution in bundle.attributions] == kept
    assert codes(problems) == [(code, 1) for code in expected]


def test_a_decision_on_a_row_that_was_taken_back_is_kept(tmp_path: Path) -> None:
    row = record()
    row["decisions"][0].update(target="deleted since", replacement=None)
    (bundle,), problems = read(file_of(tmp_path, [row], "d.jsonl"))
    assert problems == []
    assert bundle.decisions[0].target == "deleted since"


RECORD_PROBLEMS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a newer version": (record(format="annotator/2", shape={"new": 1}), "newer-format", ""),
    "a newer version, same fields": (record(format="annotator/12"), "newer-format", ""),
    "no version": (record(format="annotator/x"), "bad-record", "format"),
    "an unknown field": (record(colour="red"), "bad-record", "colour"),
    "a wrong type": (record(title=3), "bad-record", "title"),
    "a wrong kind": (record(kind="novel"), "bad-record", "kind"),
    "a deep field": (changed(ranges=[[1]]), "bad-record", "spans[0].ranges[0]"),
    "a missing deep field": (record(spans=[{"id": "s"}]), "bad-record", "spans[0].label"),
    "an empty id": (changed(id=""), "bad-record", "spans[0].id"),
    "an unknown unit": (record(offset_unit="byte"), "unknown-offset-unit", ""),
    "a changed text": (record(text=TEXT + "!"), "text-hash-mismatch", ""),
    "no text": (record(text=" \n", text_sha256=""), "record-without-text", ""),
}


@pytest.mark.parametrize("case", RECORD_PROBLEMS)
def test_a_bad_record_is_reported_and_the_rest_goes_on(tmp_path: Path, case: str) -> None:
    row, code, field = RECORD_PROBLEMS[case]
    bundles, (problem,) = read(file_of(tmp_path, [record(), row, record(id="d2")], "mixed.jsonl"))
    assert [bundle.document.id for bundle in bundles] == ["d1", "d2"]
    assert (problem.code, problem.line) == (code, 2)
    assert problem.details.get("field", "") == field


def test_broken_lines_are_reported_with_line_and_column(tmp_path: Path) -> None:
    good = json.dumps(record(), ensure_ascii=False)
    lines = [good, "{oops}", "", good[:-20], '{"id": "قال", x}', '{"meta": {"x": ' + "[" * 5000, good]
    bundles, problems = read(file_of(tmp_path, "\n".join(lines), "broken.jsonl"))
    assert len(bundles) == 2
    assert codes(problems) == [("broken-json", 2), ("broken-json", 4), ("broken-json", 5), ("broken-json", 6)]
    assert [problem.details["column"] for problem in problems[:3]] == [2, len(good) - 19, 15]


@pytest.mark.parametrize(
    ("escape", "code"),
    [
        (r"\ud83d", "lone-surrogate"),
        (r"\udd34", "lone-surrogate"),
        (r"\ud83dx", "lone-surrogate"),
        (r"\udd34\ud83d", "lone-surrogate"),
        (r"\u0000", "nul-character"),
    ],
)
@pytest.mark.parametrize("key", ["text", "title"])
def test_characters_that_cannot_be_stored_are_refused_with_their_place(
    tmp_path: Path, escape: str, code: str, key: str
) -> None:
    harmless = r"\\ \ud83d\udd34 \\ud83d "
    line = json.dumps(record(), ensure_ascii=False).replace(f'"{key}": "', f'"{key}": "{harmless}{escape}')
    (bundle,), (problem,) = read(file_of(tmp_path, f"{line}\n{json.dumps(record())}\n", "lone.jsonl"))
    assert bundle == full_bundle()
    assert (problem.code, problem.line) == (code, 1)
    assert problem.details["column"] == line.index(harmless) + len(harmless) + 1


def test_an_escaped_backslash_before_u0000_is_no_nul(tmp_path: Path) -> None:
    bundle = msgspec.structs.replace(
        full_bundle(), document=msgspec.structs.replace(full_bundle().document, title=r"\u0000 \ud83d")
    )
    bundles, problems = read(file_of(tmp_path, written([bundle]), "t.jsonl"))
    assert (bundles, problems) == ([bundle], [])


def test_utf16_offsets_are_converted(tmp_path: Path) -> None:
    row = record(offset_unit="utf16")
    shift = 1  # one character outside the BMP stands before everything
    for item in row["spans"]:
        item["ranges"] = [[start + shift, end + shift] for start, end in item["ranges"]]
        item["start"] += shift
        item["end"] += shift
    row["segments"] = [{"kind": "paragraph", "start": 0, "end": 55}, {"kind": "item", "start": 56, "end": 75}]
    row["decisions"][0]["judged"]["ranges"] = [[42, 54]]
    (bundle,), problems = read(file_of(tmp_path, [row], "u.jsonl"))
    expected = full_bundle()
    assert problems == []
    assert bundle.spans == expected.spans and bundle.decisions == expected.decisions
    assert [(row.start, row.end) for row in bundle.document.segments] == [(0, 54), (55, 74)]


def test_a_text_that_is_not_canonical_is_made_so_with_its_offsets(tmp_path: Path) -> None:
    raw = "\ufeff" + "سطر\r\nقال\u2028زيد\r\n🔴 قال زيد"
    places = {"first": (1, 4), "across": (1, 9), "last": (16, 23)}
    row = record(text=raw, text_sha256=hash_text(raw), attributions=[], decisions=[], comments=[])
    row["spans"] = [
        {"id": id, "label": "X", "ranges": [place], "quote": raw[slice(*place)], "author": "a"}
        for id, place in places.items()
    ]
    row["segments"] = [
        {"kind": "headline", "start": 1, "end": 4},
        {"kind": "paragraph", "start": 6, "end": 9},
    ]
    (bundle,), problems = read(file_of(tmp_path, [row], "crlf.jsonl"))
    assert problems == []
    assert bundle.text == "سطر\nقال\nزيد\n🔴 قال زيد"
    assert [(span.ranges, span.quote) for span in bundle.spans] == [
        (((0, 3),), "سطر"),
        (((0, 7),), "سطر\nقال"),
        (((13, 20),), " قال زي"),
    ]
    assert bundle.document.segments == (Segment("headline", 0, 3), Segment("paragraph", 4, 7))
    assert bundle.document.text_hash == hash_text(bundle.text)


def test_bad_segments_give_way_to_the_lines(tmp_path: Path) -> None:
    row = record(
        segments=[{"kind": "paragraph", "start": 0, "end": 50}, {"kind": "item", "start": 40, "end": 60}]
    )
    (bundle,), (problem,) = read(file_of(tmp_path, [row], "s.jsonl"))
    assert problem.code == "bad-segments"
    assert bundle.document.segments == (Segment("paragraph", 0, 54), Segment("paragraph", 55, len(TEXT)))


def test_the_same_span_id_twice(tmp_path: Path) -> None:
    row = changed()
    row["spans"].append({**row["spans"][0], "label": "ACTOR"})
    (bundle,), (problem,) = read(file_of(tmp_path, [row], "twice.jsonl"))
    assert problem.code == "duplicate-id"
    assert bundle.spans == (
        span("s-claim", "CLAIM", (41, 53), note="ملاحظة", attributes={"certainty": "CT+"}),
    )


def test_one_array_of_records_is_read_too(tmp_path: Path) -> None:
    text = json.dumps([record(), record(kind="novel"), record(id="d2")], ensure_ascii=False, indent=1)
    bundles, (problem,) = read(file_of(tmp_path, text, "array.json"))
    assert [bundle.document.id for bundle in bundles] == ["d1", "d2"]
    assert problem.code == "bad-record"
    assert text.splitlines()[(problem.line or 0) - 1].strip() == "{"
    assert '"novel"' in text.splitlines()[(problem.line or 0) + 3]


def test_a_broken_first_line_does_not_hide_what_the_file_is(tmp_path: Path) -> None:
    good = json.dumps(record(), ensure_ascii=False)
    bundles, problems = read(file_of(tmp_path, good[:200] + "\n" + good, "cut.jsonl"))
    assert bundles == [full_bundle()]
    assert codes(problems) == [("broken-json", 1)]
