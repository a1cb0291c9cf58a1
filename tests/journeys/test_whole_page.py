"""A whole real page annotated by the keyboard alone, with the keys counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.__main__ import main
from annotator.core.model import Span
from annotator.store import Project
from annotator.store.stats import stats
from annotator.store.verify import verify
from tests.journeys.driver import KEY, Person, sit_down
from tests.journeys.page_spans import ARTICLE, place

MOST_KEYS_PER_CLAIM = 6
LABEL_KEYS = {
    "actor": KEY.Key_1, "place": KEY.Key_2, "claim": KEY.Key_3, "source": KEY.Key_4, "cue": KEY.Key_5
}  # fmt: skip


def label(person: Person, name: str, start: int, end: int) -> Span:
    person.select_range(start, end)
    person.press(LABEL_KEYS[name])
    span = person.window.session.span(person.window.article.selected_span())
    assert span is not None and span.label == name
    return span


@pytest.mark.real_data
def test_a_page_is_annotated_without_a_mouse(tmp_path: Path, real_data: Path) -> None:
    path = tmp_path / "news.db"
    main(["new", str(path)])
    main(["import", str(path), str(real_data / "seed_page.txt")])
    spent: list[int] = []

    def attribute(person: Person, claim: Span, source: Span | None, before: int) -> None:
        """`A` and Enter; the first that is offered must be the right one."""
        session = person.window.session
        assert person.window.article.selected_span() == claim.id
        person.press(KEY.Key_A)
        person.press(KEY.Key_Return)
        row = next(row for row in session.layer.attributions if claim.id in row.claims)
        assert row.sources == ((source.id,) if source else ())
        spent.append(person.keys - before)

    def the_ticker(person: Person) -> None:
        document = person.window.session.document
        assert document is not None and document.kind == "ticker"
        items = [segment for segment in document.segments if segment.kind == "item"]
        assert len(items) == 10
        for item in items:
            before = person.keys
            text = person.text[item.start : item.end]
            body, bracket, rest = text.rpartition("(")
            source = None
            if bracket:
                words = rest.rstrip(") ").strip()
                start = item.start + text.rindex(words)
                source = label(person, "source", start, start + len(words))
            claim = label(person, "claim", item.start, item.start + len((body or text).rstrip()))
            if source is not None:
                attribute(person, claim, source, before)
        assert len(person.window.session.unattributed()) == 1

    def the_article(person: Person) -> None:
        for name in ("actor", "place"):
            for words in ARTICLE[name]:
                label(person, name, *place(person.text, words))
        for claim_words, source_words, cue_words in zip(
            ARTICLE["claim"], ARTICLE["source"], ARTICLE["cue"], strict=True
        ):
            before = person.keys
            source = label(person, "source", *place(person.text, source_words))
            label(person, "cue", *place(person.text, cue_words))
            claim = label(person, "claim", *place(person.text, claim_words))
            attribute(person, claim, source, before)
        assert person.window.session.unattributed() == []

    def work(person: Person) -> None:
        the_ticker(person)
        person.press(KEY.Key_PageDown, person.CTRL)
        the_article(person)

    assert sit_down(["open", str(path), "--author", "سلمى", "--language", "ar"], work) == 0
    assert len(spent) == 13
    assert max(spent) <= MOST_KEYS_PER_CLAIM
    with Project.open(path) as project:
        assert verify(project) == []
        assert stats(project).unattributed == 1
