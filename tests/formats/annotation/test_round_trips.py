"""Every format that is read and written gives back what it says it carries, and nothing moves."""

from __future__ import annotations

import io
import random
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from annotator.core.carrying import CARRIES, FIELDS
from annotator.core.model import Attribution, Bundle, Span
from annotator.core.scheme import Role
from annotator.disk import data_path
from annotator.formats import FORMATS, Format, ReadOptions, WriteOptions, read_paths, scheme_toml, write
from annotator.formats.sniff import choose, sample
from annotator.formats.source import Source
from annotator.formats.texts import new_document, paragraphs
from tests.formats.annotation.round_trips import AUTHOR, there_and_back

BOTH = [format for format in FORMATS if format.read and format.write]
formats = pytest.mark.parametrize("format", BOTH, ids=lambda format: format.id)
WORDS = """قال مصدر عسكري 🔴 إن الطائرة سقطت قرب مدينة السنديان. وأضاف: «التحقيق مُستمرّ»، 👨‍👩‍👧 (لوكالة
النور) A-1 3.5""".split()  # noqa: SIM905


def roles() -> dict[str, Role]:
    return {label.id: label.role for label in scheme_toml.load().labels}


def corpus() -> list[Bundle]:
    found = read_paths([data_path("sample_corpus", "corpus.jsonl")])
    return [bundle for bundle in found if isinstance(bundle, Bundle)]


ALIKE = {"spacy-jsonl": "prodigy"}
"""Files of one shape, the words for which are the same."""


@formats
@pytest.mark.parametrize("bare", [0, 3])
def test_a_file_is_known_by_its_content(tmp_path: Path, format: Format, bare: int) -> None:
    """Also where the first documents hold nothing that was labelled, as in most training sets."""
    found = corpus()
    empty = [msgspec.structs.replace(bundle, spans=(), attributions=()) for bundle in found[:bare]]
    out = io.BytesIO()
    labels = tuple(dict.fromkeys(span.label for bundle in found for span in bundle.spans))
    write(format, [*empty, *found[bare:]], out, WriteOptions(labels=labels))
    path = tmp_path / f"out{format.suffixes[0]}"
    path.write_bytes(out.getvalue())
    told = choose(FORMATS, sample(Source(path), ReadOptions()))
    assert told.id == ALIKE.get(format.id, format.id)


def invented(seed: int) -> Bundle:
    """A document with spans that nest, cross, begin within words, are discontinuous, and are attributed."""
    chance = random.Random(seed)
    lines = [chance.choices(WORDS, k=chance.randint(3, 14)) for _ in range(chance.randint(1, 4))]
    text = "\n".join(map(" ".join, lines))
    bundle = new_document(
        "article",
        text,
        paragraphs(text),
        title="عنوان 🔴",
        source="نور",
        published="2024-05-01",
        url=f"https://example.org/{seed}",
        meta={"file": "a.txt"},
    )
    labels = ["claim", "source", "cue", "actor", "place"]
    spans: dict[tuple[object, ...], Span] = {}
    for number in range(chance.randint(0, 14)):
        edges = sorted(chance.sample(range(len(text) + 1), chance.choice([2, 2, 2, 4])))
        ranges = tuple((start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))
        between = [text[end:start] for (_, end), (start, _) in pairwise(ranges)]
        if any(text[start:end] != text[start:end].strip() for start, end in ranges):
            continue
        if not all(map(str.strip, between)):
            continue  # a line break alone divides a span for some tools
        label = chance.choice(labels)
        author = chance.choice([AUTHOR, AUTHOR, "nour"])
        spans[(author, label, ranges)] = Span(
            id=f"{seed}-{number}",
            document_id=bundle.document.id,
            label=label,
            ranges=ranges,
            quote=" ".join(text[start:end] for start, end in ranges),
            author=author,
            note=chance.choice(["", "ملاحظة"]),
            attributes=chance.choice([{}, {"certainty": "CT+"}]),
        )
    rows = list(spans.values())
    ties: list[Attribution] = []
    for number, claim in enumerate(row for row in rows if row.label == "claim"):
        mine = [row for row in rows if row.author == claim.author]
        sources = [row.id for row in mine if row.label == "source"]
        cues = [row.id for row in mine if row.label == "cue"]
        before = [tie.id for tie in ties if tie.author == claim.author]
        ties.append(
            Attribution(
                id=f"{seed}-a{number}",
                document_id=bundle.document.id,
                claims=(claim.id,),
                sources=tuple(chance.sample(sources, min(len(sources), chance.randint(0, 2)))),
                cue=chance.choice([*cues, None]),
                parent=chance.choice([*before, None]),
                category=chance.choice(["", "military"]),
                author=claim.author,
            )
        )
    return msgspec.structs.replace(bundle, spans=tuple(rows), attributions=tuple(ties))


@formats
def test_the_sample_corpus_comes_back(format: Format, tmp_path: Path) -> None:
    left, back, problems = there_and_back(format, corpus(), tmp_path, roles())
    assert [row.code for row in problems] == []
    assert back == left


@formats
@pytest.mark.parametrize("trimmed", [False, True])
def test_invented_documents_come_back(format: Format, trimmed: bool, tmp_path: Path) -> None:
    for seed in range(60):
        left, back, problems = there_and_back(format, [invented(seed)], tmp_path, roles(), trimmed=trimmed)
        assert [row.code for row in problems] == [], seed
        assert back == left, seed


@formats
def test_the_same_documents_give_the_same_bytes(format: Format, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        there_and_back(format, [invented(3)], folder, roles())
        made.append(next(folder.iterdir()).read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("record", FIELDS)
def test_every_field_of_a_record_is_of_a_kind(record: type[msgspec.Struct]) -> None:
    """A field that no kind names would be lost without a word."""
    assert set(FIELDS[record]) == set(record.__struct_fields__)
    assert set(FIELDS[record].values()) <= set(CARRIES)
