"""What holds for any bundle, any text, any bytes."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.core.model import (
    Attribution,
    Bundle,
    Comment,
    Decision,
    Document,
    Segment,
    Span,
    Submission,
    document_id,
    hash_text,
    quote,
)
from annotator.core.offsets import Utf16Map, canonical
from annotator.formats import documents_from_text, read_paths, write
from annotator.formats.texts import lines
from tests.formats.made import ANNOTATOR, file_of, read, record

ALPHABET = 'قال مصدر لوكالةوُحَّـ أإٱﷺ\u00a0\u200f\u202e\u2066\u200d👩🔴🇸🇾e\u0301"\\/\n\t()-–0٣:؟«»\u0007\x7f'
CHARACTERS = st.sampled_from(ALPHABET) | st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
STRINGS = st.text(CHARACTERS, max_size=12)
TEXTS = st.text(CHARACTERS, min_size=1, max_size=60).map(canonical).filter(lambda text: text.strip())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | STRINGS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3),
    max_leaves=5,
)
OBJECTS = st.dictionaries(STRINGS, JSON, max_size=2)
CONFIDENCE = st.none() | st.floats(0, 1)


@st.composite
def ranges_in(draw: st.DrawFn, text: str, most: int = 3) -> tuple[tuple[int, int], ...]:
    edges = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=2 * most)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    text, author = draw(TEXTS), draw(STRINGS)
    places = draw(st.lists(ranges_in(text), max_size=4))
    spans = tuple(
        Span(
            id=f"s{index}",
            document_id="d",
            label=draw(STRINGS),
            ranges=place,
            quote=quote(text, place),
            author=author,
            attributes=draw(OBJECTS),
            note=draw(STRINGS),
            confidence=draw(CONFIDENCE),
        )
        for index, place in enumerate(places)
    )
    ids = st.sampled_from([span.id for span in spans] or ["-"])
    attributions = tuple(
        Attribution(
            id=f"a{index}",
            document_id="d",
            claims=tuple(draw(st.lists(ids, min_size=1, max_size=2))),
            sources=tuple(draw(st.lists(ids, max_size=2))),
            cue=draw(st.none() | ids),
            parent=draw(st.sampled_from([None, *(f"a{outer}" for outer in range(index))])),
            category=draw(STRINGS),
            attributes=draw(OBJECTS),
            author=author,
        )
        for index in range(draw(st.integers(0, 3)) if spans else 0)
    )
    decisions = tuple(
        Decision(
            id=f"v{span.id}",
            document_id="d",
            target_kind="span",
            target=span.id,
            judged=draw(OBJECTS),
            reviewer=draw(STRINGS),
            verdict=draw(st.sampled_from(["accept", "replace", "reject"])),
            reason=draw(st.sampled_from([None, "label", "other"])),
            comment=draw(STRINGS),
        )
        for span in spans[:2]
    )
    return Bundle(
        document=Document(
            id="d",
            kind=draw(st.sampled_from(["article", "ticker", "post", "text"])),
            title=draw(STRINGS),
            source=draw(STRINGS),
            direction=draw(st.sampled_from(["rtl", "ltr"])),
            text_hash=hash_text(text),
            segments=tuple(
                Segment("item", start, end, draw(OBJECTS)) for start, end in draw(ranges_in(text, 4))
            ),
            meta=draw(OBJECTS),
        ),
        text=text,
        spans=spans,
        attributions=attributions,
        submissions=(Submission(id="u", document_id="d", author=draw(STRINGS), state="withdrawn"),),
        decisions=decisions,
        comments=(
            Comment(
                id="c", document_id="d", target_kind="document", target="d", author="n", text=draw(STRINGS)
            ),
        ),
    )


def read_back(content: bytes | list[Any], name: str = "x.jsonl") -> tuple[list[Bundle], list[Any]]:
    with tempfile.TemporaryDirectory() as folder:
        return read(file_of(Path(folder), content, name))


@given(st.lists(bundles(), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read(written: list[Bundle]) -> None:
    out = io.BytesIO()
    write(ANNOTATOR, written, out)
    assert read_back(out.getvalue()) == (written, [])


LINE_ENDS = st.sampled_from(["\r\n", "\r", "\n", "\u2028", "\u2029", "\u0085", "\n\r"])
RAW_TEXTS = st.tuples(
    st.sampled_from(["", "\ufeff"]),
    st.lists(LINE_ENDS | st.text(CHARACTERS, min_size=1, max_size=4), min_size=1),
).map(lambda parts: parts[0] + "".join(parts[1]))


@given(st.data(), RAW_TEXTS, st.sampled_from(["codepoint", "utf16"]))
@settings(max_examples=200, deadline=None)
def test_offsets_into_a_raw_text_follow_it_into_its_canonical_form(
    data: st.DataObject, raw: str, unit: str
) -> None:
    assume(canonical(raw).strip())
    start, end = sorted(data.draw(st.sets(st.integers(0, len(raw)), min_size=2, max_size=2)))
    assume(not any(raw[edge - 1 : edge + 1] == "\r\n" for edge in (start, end) if edge))
    expected = (len(canonical(raw[:start])), len(canonical(raw[:end])))
    assume(expected[0] < expected[1])
    to_unit = Utf16Map(raw).to_utf16 if unit == "utf16" else int
    row = record(
        text=raw, text_sha256="", offset_unit=unit, segments=[], attributions=[], decisions=[], comments=[]
    )
    row["spans"] = [
        {
            "id": "s",
            "label": "X",
            "ranges": [[to_unit(start), to_unit(end)]],
            "quote": raw[start:end],
            "author": "a",
        }
    ]
    (bundle,), problems = read_back([row])
    assert problems == []
    assert bundle.text == canonical(raw)
    assert bundle.spans[0].ranges == (expected,)
    assert bundle.spans[0].quote == bundle.text[slice(*expected)]


PAGE_LINES = st.sampled_from(
    ["الأخبار العاجلة", "", "  ", "pictogram-avatar", "Editing: حسن برهان |", "تحرير: | a", "|",
     "قال - 09:33", "عاجل:", 'خبر أول (مصدر طبي ) - 21:08 خبر "ثان" - ٠٨:٥٠', "- 10:00 - 11:00",
     "فقرة\u00a0طويلة"]
)  # fmt: skip


@given(st.lists(PAGE_LINES | STRINGS.map(lambda text: text.replace("\n", " ")), max_size=12).map("\n".join))
@settings(max_examples=400, deadline=None)
def test_any_page_becomes_sound_documents(raw: str) -> None:
    text = canonical(raw)
    found = documents_from_text(raw, "p.txt")
    assert bool(found) == bool(text.strip())
    position = 0
    for bundle in found:
        document = bundle.document
        place = text.index(bundle.text, position)
        position = place + len(bundle.text)
        assert document.id == document_id(document.kind, hash_text(bundle.text))
        previous = 0
        for segment in document.segments:
            assert previous <= segment.start < segment.end <= len(bundle.text)
            covered = bundle.text[segment.start : segment.end]
            assert covered == covered.strip()
            previous = segment.end
        if document.kind != "ticker":
            covered = "".join(bundle.text[row.start : row.end] for row in document.segments)
            assert "".join(covered.split()) == "".join(bundle.text.split())


@given(TEXTS)
def test_lines_put_together_are_the_text(text: str) -> None:
    assert "\n".join(text[start:end] for start, end in lines(text)) == text


@given(st.binary(max_size=300), st.sampled_from(["x.txt", "x.jsonl", "x.json", "x.txt.gz", "x", "x.pdf"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_reported(content: bytes, name: str) -> None:
    found, problems = read_back(content, name)
    assert found or problems


@given(bundles(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_file_is_read_or_reported(bundle: Bundle, data: st.DataObject) -> None:
    out = io.BytesIO()
    write(ANNOTATOR, [bundle], out)
    damaged = bytearray(out.getvalue())
    damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = file_of(Path(folder), bytes(damaged), "x.jsonl")
        assert list(read_paths([path]))
