"""The sample corpus is what it says it is: sound records, two authors, and every trap it promises."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import chain, pairwise
from typing import Any

import msgspec
import pytest
import regex

from annotator.core.events import encode_record
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
)
from annotator.core.offsets import canonical, check_ranges, check_span
from annotator.core.pairing import overlaps
from annotator.core.scheme import Scheme
from annotator.disk import data_path

AUTHORS = {"سلمى", "يزن"}
KEYS = [
    *("format", "offset_unit", "id", "kind", "title", "byline", "published", "source", "url", "language"),
    *("direction", "text", "text_sha256", "meta", "segments", "spans", "attributions", "submissions"),
    *("decisions", "comments"),
]
SPAN_KEYS = [
    *("id", "label", "ranges", "start", "end", "quote", "author", "attributes", "note", "origin"),
    "confidence",
]
HARAKAT = re.compile("[\u064b-\u0652]")
ZWJ_SEQUENCE = re.compile("[\U0001f300-\U0001faff]\u200d")
OUTER_MARKS = "\"'«»“”()[] \u00a0\u0640\u200e\u200f\n"


def records() -> list[dict[str, Any]]:
    lines = data_path("sample_corpus", "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def bundle(record: dict[str, Any]) -> Bundle:
    """A line of the corpus as records of the core; a field that is wrong or unknown raises."""
    owner = record["id"]
    head = {key: record[key] for key in KEYS[2:11]}
    head |= {"text_hash": record["text_sha256"], "meta": record["meta"], "segments": record["segments"]}

    def rows(name: str, kind: type[Any], drop: frozenset[str] = frozenset()) -> tuple[Any, ...]:
        kept = ({key: row[key] for key in row if key not in drop} for row in record[name])
        return tuple(msgspec.convert({**row, "document_id": owner}, kind) for row in kept)

    return Bundle(
        document=msgspec.convert(head, Document),
        text=record["text"],
        spans=rows("spans", Span, frozenset({"start", "end"})),
        attributions=rows("attributions", Attribution),
        submissions=rows("submissions", Submission),
        decisions=rows("decisions", Decision),
        comments=rows("comments", Comment),
    )


@cache
def bundles() -> tuple[Bundle, ...]:
    return tuple(bundle(record) for record in records())


@cache
def scheme() -> Scheme:
    return msgspec.toml.decode(data_path("resources", "schemes", "news.toml").read_bytes(), type=Scheme)


def parametrized() -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "one", bundles(), ids=lambda one: f"{one.document.kind}-{one.document.id[:6]}"
    )


def segments(one: Bundle, kind: str) -> list[Segment]:
    return [segment for segment in one.document.segments if segment.kind == kind]


def test_lines_have_exactly_the_keys_of_the_format_in_order() -> None:
    for record in records():
        assert list(record) == KEYS
        assert (record["format"], record["offset_unit"]) == ("annotator/1", "codepoint")
        for row in record["spans"]:
            assert list(row) == SPAN_KEYS
            assert (row["start"], row["end"]) == (row["ranges"][0][0], row["ranges"][-1][1])
        nested = chain(*(record[name] for name in KEYS[15:]))
        assert not [row for row in nested if "document_id" in row]


@parametrized()
def test_text_is_canonical_and_the_id_follows_from_the_document(one: Bundle) -> None:
    document = one.document
    assert canonical(one.text) == one.text
    assert document.text_hash == hash_text(one.text)
    assert document.id == document_id(
        document.kind, document.text_hash, url=document.url, published=document.published
    )
    assert document.url.startswith("https://example.org/")


@parametrized()
def test_segments_are_sorted_disjoint_and_leave_only_separators(one: Bundle) -> None:
    found = one.document.segments
    check_ranges([(segment.start, segment.end) for segment in found], len(one.text))
    for segment in found:
        content = one.text[segment.start : segment.end]
        assert content == content.strip() != ""
        assert "\n" not in content
    edges = [0, *chain(*((segment.start, segment.end) for segment in found)), len(one.text)]
    between = {one.text[start:end].strip() for start, end in zip(edges[::2], edges[1::2], strict=True)}
    assert between <= ({"", "-"} if one.document.kind == "ticker" else {""})


@parametrized()
def test_segments_fit_the_kind_of_document(one: Bundle) -> None:
    document, text = one.document, one.text
    kinds = [segment.kind for segment in document.segments]
    if document.kind == "ticker":
        assert kinds == ["furniture", *["item", "time"] * kinds.count("item")]
        assert document.title == text.split("\n")[0] == "الأخبار العاجلة"
        for item, time in pairwise(document.segments[1:]):
            if item.kind == "item":
                assert item.meta == {"time": text[time.start : time.end]}
    elif document.kind == "article":
        (headline,), (byline,) = segments(one, "headline"), segments(one, "byline")
        assert document.title == text[headline.start : headline.end]
        assert document.byline == text[byline.start : byline.end] != ""
        assert 4 <= kinds.count("paragraph") <= 8
        dropped = {text[segment.start : segment.end] for segment in segments(one, "furniture")}
        assert dropped in ({"pictogram-avatar", "Editing:", "|"}, {"تحرير:"})
    else:
        assert document.title == ""
        assert set(kinds) == {"paragraph"}


@parametrized()
def test_spans_are_sound(one: Bundle) -> None:
    known = {label.id for label in scheme().labels}
    borders = {0, *(match.end() for match in regex.finditer(r"\X", one.text))}
    closed = [(s.start, s.end) for s in one.document.segments if s.kind in {"furniture", "time"}]
    for span in one.spans:
        check_span(span, one.text)
        assert span.label in known
        assert not overlaps(span.ranges, closed), span.quote
        assert borders.issuperset(chain(*span.ranges)), span.quote
        assert all(one.text[start:end].strip() == one.text[start:end] for start, end in span.ranges)
    extents = [(span.author, span.label, span.ranges) for span in one.spans]
    assert len(extents) == len(set(extents))


@parametrized()
def test_names_leave_quote_marks_brackets_and_proclitics_outside(one: Bundle) -> None:
    for span in one.spans:
        if span.label in {"actor", "place"}:
            assert span.quote == span.quote.strip(OUTER_MARKS)
        if span.label == "source":
            assert span.quote[0] not in OUTER_MARKS
            assert span.quote.count('"') % 2 == 0 and span.quote.count("(") == span.quote.count(")")
        if span.label in {"actor", "place", "source"}:
            # One letter before the article can only be a proclitic here: no invented name begins that way.
            assert not re.match("[وفبلك]ال", span.quote), span.quote


@parametrized()
def test_attributions_tie_spans_of_one_author_in_their_roles(one: Bundle) -> None:
    spans = {span.id: span for span in one.spans}
    attributions = {row.id: row for row in one.attributions}
    assert len(spans) == len(one.spans) and len(attributions) == len(one.attributions)
    for row in one.attributions:
        cues = (row.cue,) if row.cue else ()
        for label, ids in (("claim", row.claims), ("source", row.sources), ("cue", cues)):
            assert {(spans[key].label, spans[key].author) for key in ids} <= {(label, row.author)}
        assert row.claims
        assert scheme().vocabulary("category").term(row.category), row.category
        if row.parent:
            outer = attributions[row.parent]
            assert outer.author == row.author and outer.parent is None and outer.id != row.id


@parametrized()
def test_attributes_take_their_values_from_the_scheme(one: Bundle) -> None:
    allowed = {label.id: label.attributes for label in scheme().labels}
    rows = [(span.attributes, allowed[span.label]) for span in one.spans]
    rows += [(row.attributes, scheme().attribution) for row in one.attributions]
    for attributes, names in rows:
        assert set(attributes) <= set(names)
        for name, value in attributes.items():
            attribute = scheme().attribute(name)
            assert attribute is not None
            if attribute.type == "choice":
                assert scheme().vocabulary(attribute.vocabulary).term(value), (name, value)


@parametrized()
def test_decisions_and_comments_point_at_what_is_there(one: Bundle) -> None:
    targets: dict[str, dict[str, Any]] = {
        "document": {one.document.id: one.document},
        "span": {span.id: span for span in one.spans},
        "attribution": {row.id: row for row in one.attributions},
        "decision": {row.id: row for row in one.decisions},
    }
    for decision in one.decisions:
        judged = targets[decision.target_kind][decision.target]
        assert decision.judged == json.loads(encode_record(judged))
        assert {judged.author, decision.reviewer} == AUTHORS
        assert (decision.reason is None) == (decision.verdict == "accept")
    comments = {row.id: row for row in one.comments}
    for comment in one.comments:
        assert comment.target in targets[comment.target_kind]
        if comment.reply_to:
            assert comments[comment.reply_to].target == comment.target


def test_the_corpus_is_as_large_as_it_says() -> None:
    kinds = [one.document.kind for one in bundles()]
    assert {kind: kinds.count(kind) for kind in kinds} == {"ticker": 2, "article": 9, "post": 4}
    assert len({one.document.id for one in bundles()}) == len(kinds)
    authors = [frozenset(span.author for span in one.spans) for one in bundles()]
    assert frozenset().union(*authors) == AUTHORS
    assert authors.count(frozenset(AUTHORS)) == 14
    assert all("سلمى" in names for names in authors)
    for ticker in (one for one in bundles() if one.document.kind == "ticker"):
        assert 8 <= len(segments(ticker, "item")) <= 12
    assert 2 <= sum(len(one.decisions) for one in bundles()) <= 4
    assert any(one.submissions for one in bundles()) and any(one.comments for one in bundles())


def test_almost_every_claim_is_attributed() -> None:
    left = 0
    for one in bundles():
        attributed = set(chain(*(row.claims for row in one.attributions)))
        left += sum(span.label == "claim" and span.id not in attributed for span in one.spans)
    assert left == 3


def test_the_two_authors_differ_as_people_do() -> None:
    both = one_only = 0
    for one in bundles():
        if len({span.author for span in one.spans}) < 2:
            continue
        layers = [{(s.label, s.ranges) for s in one.spans if s.author == name} for name in sorted(AUTHORS)]
        both += len(layers[0] & layers[1])
        one_only += len(layers[0] ^ layers[1])
    assert 0.10 <= one_only / (both + one_only) <= 0.20


def test_the_traps_are_there() -> None:
    texts = "\n".join(one.text for one in bundles())
    posts = "\n".join(one.text for one in bundles() if one.document.kind == "post")
    spans = [span for one in bundles() for span in one.spans]
    assert ZWJ_SEQUENCE.search(posts) and "🔴" in posts and "#" in posts
    assert "12/10/2026" in posts and re.search("[٠-٩]", posts) and re.search("[A-Z][a-z]+", posts)
    assert "\u00a0" in posts and "\u200f" in posts
    assert 'لــ"' in texts and "(...)" in texts and "مصدر عسكرية" in texts
    assert any(HARAKAT.search(span.quote) for span in spans if span.label == "actor")
    assert any("\u00a0" in span.quote for span in spans if span.label == "place")
    assert any(len(span.ranges) > 1 for span in spans if span.label == "claim")
    assert any(row.parent for one in bundles() for row in one.attributions)


def test_every_act_stance_and_manner_of_speech_occurs() -> None:
    rows = [row for one in bundles() for row in one.attributions]
    for name in ("act", "stance", "speech", "naming", "certainty"):
        terms = {term.id for term in scheme().vocabulary(name).terms}
        assert terms - {"free_indirect"} <= {row.attributes.get(name) for row in rows}
    assert {"hearsay", "agency", "diplomatic", "judicial"} <= {row.category for row in rows}


def test_every_document_stands_in_a_page_and_every_page_holds_one() -> None:
    folder = data_path("sample_corpus", "pages")
    pages = {page.name: canonical(page.read_bytes().decode("utf-8")) for page in folder.glob("*.txt")}
    texts = [one.text for one in bundles()]
    assert all(any(text in page for page in pages.values()) for text in texts)
    assert not [name for name, page in pages.items() if not any(text in page for text in texts)]
