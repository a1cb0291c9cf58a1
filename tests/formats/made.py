"""Bundles, files and readings that several tests of formats share."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.core.model import (
    Attribution,
    Bundle,
    Comment,
    Decision,
    Document,
    Segment,
    Span,
    Submission,
    hash_text,
    quote,
)
from annotator.formats import FORMATS, Problem, ReadOptions, read_paths, write
from annotator.words.i18n import error_sentence

ANNOTATOR = FORMATS[0]

TEXT = "🔴 قال مصدر عسكري لبناني لوكالة رويترز إن الطائرة سقطت.\nوأضاف أنها «روسية»."


def span(id: str, label: str, *ranges: tuple[int, int], text: str = TEXT, **fields: Any) -> Span:
    fields = {"author": "salma", **fields}
    return Span(id=id, document_id="d1", label=label, ranges=ranges, quote=quote(text, ranges), **fields)


def full_bundle() -> Bundle:
    """One of everything, with each field filled at least once."""
    spans = (
        span("s-claim", "CLAIM", (41, 53), note="ملاحظة", attributes={"certainty": "CT+"}),
        span("s-source", "SOURCE", (6, 10), (17, 23), origin="suggestion:cues", confidence=0.75),
        span("s-cue", "CUE", (2, 5)),
        span("s-other", "ACTOR", (25, 37), author="nour", name="n-reuters"),
    )
    inner = Attribution(
        id="a-inner",
        document_id="d1",
        claims=("s-claim",),
        sources=("s-source",),
        cue="s-cue",
        parent="a-outer",
        category="military",
        affiliation="الجيش",
        attributes={"naming": "role"},
        author="salma",
        note="n",
        origin="import:brat",
        confidence=1.0,
    )
    outer = Attribution(id="a-outer", document_id="d1", claims=("s-claim",), author="salma")
    return Bundle(
        document=Document(
            id="d1",
            kind="post",
            title="عنوان",
            byline="كاتب",
            published="2024-05-01",
            source="وكالة",
            url="https://example.org/1",
            language="ar",
            direction="rtl",
            text_hash=hash_text(TEXT),
            segments=(Segment("paragraph", 0, 54), Segment("item", 55, len(TEXT), {"time": "09:33"})),
            meta={"file": "ملف.txt", "n": 3},
        ),
        text=TEXT,
        spans=spans,
        attributions=(inner, outer),
        submissions=(Submission(id="u1", document_id="d1", author="salma", state="submitted", note="تم"),),
        decisions=(
            Decision(
                id="v1",
                document_id="d1",
                target_kind="span",
                target="s-claim",
                judged={"id": "s-claim", "ranges": [[41, 53]], "quote": "الطائرة سقطت"},
                reviewer="nour",
                verdict="replace",
                replacement="s-other",
                reason="boundary",
                comment="أقصر",
            ),
        ),
        comments=(
            Comment(
                id="c1", document_id="d1", target_kind="decision", target="v1", author="salma", text="لماذا؟"
            ),
            Comment(
                id="c2",
                document_id="d1",
                target_kind="span",
                target="s-cue",
                author="nour",
                text="هكذا",
                reply_to="c1",
            ),
        ),
    )


def written(bundles: Iterable[Bundle]) -> bytes:
    out = io.BytesIO()
    write(ANNOTATOR, bundles, out)
    return out.getvalue()


def record(**changes: Any) -> dict[str, Any]:
    """The full bundle as a record of our JSON lines, with some keys changed."""
    return {**json.loads(written([full_bundle()])), **changes}


def file_of(folder: Path, content: bytes | str | list[Any], name: str) -> Path:
    """A file with these bytes, this text, or these objects one per line."""
    path = folder / name
    if isinstance(content, list):
        content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def read(
    *paths: Path,
    format_id: str | None = None,
    encoding: str | None = None,
    fields: dict[str, str] | None = None,
    turn: bool = False,
) -> tuple[list[Bundle], list[Problem]]:
    """Bundles and problems apart; every problem must have its sentence in both languages."""
    bundles: list[Bundle] = []
    problems: list[Problem] = []
    options = ReadOptions(encoding=encoding, fields=fields or {}, turn=turn)
    for found in read_paths(paths, format_id=format_id, options=options):
        if isinstance(found, Bundle):
            bundles.append(found)
        else:
            assert error_sentence("ar", found.error)
            assert error_sentence("en", found.error)
            problems.append(found)
    return bundles, problems


def codes(problems: Iterable[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in problems]
