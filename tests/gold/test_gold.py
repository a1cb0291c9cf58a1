"""The gold set is as large, as varied and as sound as its README says, and its halves share nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from annotator.core.model import Attribution, Bundle, Segment
from annotator.core.offsets import canonical, check_span
from annotator.formats import scheme_toml
from annotator.formats.material.ticker import items as items_of_a_page
from tests.core.test_sample_corpus import bundles as sample_bundles
from tests.gold.marks import LABELS, Item
from tests.gold.notation import HEADING, bundles, parse

FOLDER = Path(__file__).parent
HALVES = ("open", "apart")
KINDS = ("ticker", "sentences")
NEWS = scheme_toml.load()


@cache
def items(kind: str, half: str) -> tuple[Item, ...]:
    return tuple(parse(FOLDER / f"{kind}_{half}.txt")[1])


@cache
def documents(kind: str, half: str) -> tuple[Bundle, ...]:
    return tuple(bundles(FOLDER / f"{kind}_{half}.txt"))


def attributions(kind: str, half: str) -> list[Attribution]:
    return [row for item in items(kind, half) for row in item.attributions]


def everything() -> list[Bundle]:
    halves = [one for kind in KINDS for half in HALVES for one in documents(kind, half)]
    return [*halves, *documents("sentences", "more")]


def test_every_span_lies_in_its_text_and_has_its_quote() -> None:
    for one in everything():
        assert canonical(one.text) == one.text
        for span in one.spans:
            check_span(span, one.text)
            assert span.quote == span.quote.strip()
            assert span.label in LABELS
            assert NEWS.label(span.label)


def test_attributions_tie_spans_of_their_document_in_their_roles() -> None:
    for one in everything():
        labels = {span.id: span.label for span in one.spans}
        known = {row.id for row in one.attributions}
        assert len(labels) == len(one.spans)
        assert len(known) == len(one.attributions)
        for row in one.attributions:
            assert {labels[key] for key in row.claims} == {"claim"}
            assert {labels[key] for key in row.sources} <= {"source"}
            assert row.cue is None or labels[row.cue] == "cue"
            assert row.parent is None or row.parent in known - {row.id}


def test_categories_and_attributes_are_those_of_the_default_scheme() -> None:
    for one in everything():
        for row in one.attributions:
            assert NEWS.vocabulary("category").term(row.category), row.category
            assert row.affiliation in one.text
            for name, value in row.attributes.items():
                assert name in NEWS.attribution
                assert NEWS.vocabulary(name).term(value), (name, value)


@pytest.mark.parametrize("half", HALVES)
def test_each_half_is_large_enough(half: str) -> None:
    ticker, sentences = items("ticker", half), items("sentences", half)
    assert len(ticker) >= 85
    assert len(sentences) >= 40
    assert len(attributions("sentences", half)) >= 55
    assert sum(not item.attributions for item in sentences) >= 15
    assert sum(not item.attributions for item in ticker) >= 2
    assert all(8 <= sum(item.page == page for item in ticker) <= 14 for page in {i.page for i in ticker})


@pytest.mark.parametrize("kind", KINDS)
def test_the_halves_are_of_one_kind_and_share_no_item(kind: str) -> None:
    files = (*HALVES, "more") if kind == "sentences" else HALVES
    texts = [item.text for half in files for item in items(kind, half)]
    assert len(texts) == len(set(texts))
    sizes = [len(items(kind, half)) for half in HALVES]
    assert sizes[0] == sizes[1]
    counts = [len(attributions(kind, half)) for half in HALVES]
    assert max(counts) <= 1.1 * min(counts)


@pytest.mark.parametrize("half", HALVES)
def test_each_half_holds_every_construction(half: str) -> None:
    for kind in KINDS:
        rows = attributions(kind, half)
        assert any(row.parent for row in rows)
        assert any(not row.sources for row in rows)
        assert any(row.affiliation for row in rows)
        assert any(row.attributes.get("certainty") == "PR" for row in rows)
    spans = [span for item in items("sentences", half) for span in item.spans]
    assert sum(len(span.ranges) > 1 for span in spans if span.label == "claim") >= 3
    assert len({span.quote for span in spans if span.label == "cue"}) >= 60
    assert sum(row.cue is None for row in attributions("ticker", half)) >= 70
    assert len({row.category for row in attributions("ticker", half)}) >= 24


def test_the_ticker_is_laid_out_as_a_page_that_the_importer_reads() -> None:
    for half in HALVES:
        layouts = {one.text.count("\n") for one in documents("ticker", half)}
        assert 1 in layouts and len(layouts) > 1
        for one in documents("ticker", half):
            first, *found = one.document.segments
            assert first == Segment("furniture", 0, len(HEADING))
            read = items_of_a_page(one.text, len(HEADING) + 1, len(one.text))
            assert [(s.kind, s.start, s.end) for s in read] == [(s.kind, s.start, s.end) for s in found]


def layers() -> list[Bundle]:
    """The gold set, and the layer of the sample corpus that is gold as well."""
    salma = [
        msgspec.structs.replace(one, spans=tuple(span for span in one.spans if span.author == "سلمى"))
        for one in sample_bundles()
    ]
    return [*everything(), *salma]


def test_claims_begin_and_end_where_the_readme_says() -> None:
    for one in layers():
        sources = {span.start for span in one.spans if span.label == "source"}
        for span in one.spans:
            if span.label == "claim":
                assert span.quote[-1] not in ".،:", span.quote
                first = span.quote.split()[0]
                relayed = span.start + len(first) + 1 in sources
                assert relayed or first not in {"إلى", "على", "عن", "من"}, span.quote


def test_a_preposition_that_follows_its_cue_at_once_is_in_it() -> None:
    for one in layers():
        claims = {span.start for span in one.spans if span.label == "claim"}
        for span in one.spans:
            if span.label == "cue":
                after = one.text[span.end :].split(maxsplit=1)[:1]
                assert after not in (["إلى"], ["على"]) or span.end + 1 in claims, span.quote
