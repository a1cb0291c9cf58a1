"""Searching a project: spans, orders and pages, blindness, and an index that is in step or damaged."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.commands import assignments, attributions, documents, spans
from annotator.commands.keeping import flag_document
from annotator.commands.names import add_name, link_name
from annotator.commands.searching import is_indexed, rebuild_index, search
from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.finding import PROCLITICS, borders, find_all, index_words
from annotator.core.model import Document, Span, hash_text
from annotator.core.query_reader import parse
from annotator.formats import scheme_toml
from annotator.store import Project, connection, search_terms, searching
from annotator.store.search_hits import Hit
from annotator.store.search_index import SHADOWS
from annotator.store.searching import Order
from annotator.store.verify import rebuild, verify
from annotator.suggest.clitics import clitics

A, B, R = "سلمى", "يزن", "ليان"

TEXT = "قال مصدر عسكري إن القصف أصاب جسر البوكمال. وأضاف مجلس الريحان أن وادي الرمان آمن."
SAID = (("source", "مصدر عسكري"), ("claim", "القصف أصاب جسر البوكمال"), ("place", "البوكمال"))
ALSO = (("source", "مجلس الريحان"), ("claim", "وادي الرمان آمن"), ("place", "وادي الرمان"))


def put(project: Project, *rows: tuple[str, str, str], source: str = "") -> list[str]:
    """Documents of a title, a date and a text each."""
    made = [
        Document(
            id=hash_text(f"{title}{text}")[:32],
            kind="article",
            title=title,
            published=date,
            source=source,
            text_hash=hash_text(text),
        )
        for title, date, text in rows
    ]
    with project.event("documents.import", R) as event:
        event.add_in_bulk(made, [(hash_text(text), text) for _, _, text in rows])
    return [row.id for row in made]


def mark(
    project: Project, document: str, text: str, author: str, rows: tuple[tuple[str, str], ...]
) -> list[Span]:
    return [
        spans.add_span(
            project,
            author=author,
            document_id=document,
            label=label,
            ranges=[(start := text.index(words), start + len(words))],
        )
        for label, words in rows
    ]


def found(
    project: Project, query: str, *, reader: str = A, order: Order = "place", exact: bool = False
) -> list[str]:
    return [hit.quote for hit in hits(project, query, reader=reader, order=order, exact=exact)]


def hits(
    project: Project,
    query: str,
    *,
    reader: str = A,
    order: Order = "place",
    exact: bool = False,
    limit: int = 50,
) -> list[Hit]:
    made: list[Hit] = []
    mark = None
    while True:
        page = search(project, query, reader=reader, order=order, limit=limit, after=mark, exact=exact)
        assert len(page.hits) <= limit
        made += page.hits
        mark = page.next
        if mark is None:
            return made


@pytest.fixture
def annotated(project: Project) -> Project:
    (document,) = put(project, ("", "2017-03-01", TEXT))
    source, claim, _ = mark(project, document, TEXT, A, SAID)
    attributions.attribute(
        project,
        author=A,
        claims=[claim.id],
        sources=[source.id],
        category="military",
        affiliation="قوة الغسق",
    )
    mark(project, document, TEXT, A, ALSO)
    return project


@pytest.mark.parametrize(
    ("query", "quotes"),
    [
        ("label:claim category:military البوكمال", ["القصف أصاب جسر البوكمال"]),
        ("label:claim category:local البوكمال", []),
        ("label:claim الرمان", ["وادي الرمان آمن"]),
        ("label:claim -الرمان", ["القصف أصاب جسر البوكمال"]),
        ("category:عسكري", ["القصف أصاب جسر البوكمال"]),
        ("label:source category:military", ["مصدر عسكري"]),
        ("affiliation:الغسق", ["القصف أصاب جسر البوكمال"]),
        ("source:عسكري", ["القصف أصاب جسر البوكمال"]),
        ("source:الريحان", []),
        ("without:attribution", ["وادي الرمان آمن"]),
        ("claim:جسر مكان:البوكمال", ["القصف أصاب جسر البوكمال"]),
        ("claim:جسر مكان:الرمان", []),
        ("مكان:بوكمال", ["البوكمال"]),
        ("place:البوكمال OR place:الرمان", ["البوكمال", "وادي الرمان"]),
        ("author:سلمى label:place", ["البوكمال", "وادي الرمان"]),
        ("author:يزن label:place", []),
        ("label:claim date:2017-03", ["القصف أصاب جسر البوكمال", "وادي الرمان آمن"]),
        ("label:claim date:2018..", []),
        ("label:claim ليس label:claim", []),
        ("label:actor", []),
    ],
)
def test_spans_are_found_by_what_is_said_of_them(annotated: Project, query: str, quotes: list[str]) -> None:
    assert found(annotated, query) == quotes


def test_the_words_in_a_span_are_marked_and_it_is_named(annotated: Project) -> None:
    (hit,) = hits(annotated, "claim:البوكمال")
    assert (hit.label, hit.author) == ("claim", A)
    assert annotated.row_record("span", hit.span) is not None
    assert TEXT[hit.start : hit.end] == hit.quote
    assert [hit.quote[start:end] for start, end in hit.hits] == ["البوكمال"]
    assert (hit.context_before[-3:], hit.context_after[:1]) == ("إن ", ".")


def test_a_name_is_found_in_all_its_spellings(annotated: Project) -> None:
    name = add_name(annotated, author=A, label="place", name="أبو كمال", variants=["البوكمال"])
    (row,) = hits(annotated, "place:البوكمال")
    span = annotated.row_record("span", row.span)
    assert isinstance(span, Span)
    link_name(annotated, span, name, author=A)
    assert found(annotated, "name:بوكمال") == found(annotated, "name:أبو") == ["البوكمال"]
    assert found(annotated, "label:place without:name") == ["وادي الرمان"]


def test_documents_are_found_by_what_is_said_of_them(project: Project) -> None:
    put(project, ("جسر الوادي", "2017", "نص عن الماء"), ("", "2018", "نص آخر"), source="وكالة يراع")
    for query, titles in (
        ("outlet:يراع", ["جسر الوادي", "نص آخر"]),
        ("date:2017", ["جسر الوادي"]),
        ("date:2017 ماء", ["جسر الوادي"]),
        ("date:2018 ماء", []),
        ("(date:2018 OR ماء) outlet:يراع", ["جسر الوادي", "نص آخر"]),
        ("نص -date:2018", ["جسر الوادي"]),
        ("state:not-started نص", ["جسر الوادي", "نص آخر"]),
        ("outlet:سهل نص", []),
    ):
        assert [hit.title for hit in hits(project, query)] == titles, query


def test_words_of_the_title_find_the_document_without_a_place(project: Project) -> None:
    put(project, ("جسر الوادي", "", "نص عن الماء"))
    (hit,) = hits(project, "الوادي ماء")
    assert hit.quote == "الماء"
    (hit,) = hits(project, "جسر")
    assert (hit.title, hit.quote, hit.start, hit.end) == ("جسر الوادي", "", 0, 0)


def test_orders_and_pages_hold_each_hit_once(project: Project) -> None:
    rows = [(f"خبر {n}", f"20{n % 30 + 10}-01-01", f"نهر {'نهر ' * (n % 4)}رقم {n}") for n in range(60)]
    put(project, *rows)
    for order in searching.ORDERS:
        whole = hits(project, "نهر", order=order, limit=500)
        assert len(whole) == sum(text.count("نهر") for _, _, text in rows)
        assert hits(project, "نهر", order=order, limit=7) == whole
    dated = [hit.dated for hit in hits(project, "نهر", order="date")]
    assert dated == sorted(dated, reverse=True)
    assert hits(project, "رقم", order="rank", limit=1)[0].quote == "رقم"


def test_what_is_common_is_walked_through(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a project in which more match than are sorted: the same hits, each once, in order."""
    put(project, *((f"خبر {n}", f"20{n % 7 + 10}-01-01", f"نهر رقم {n}") for n in range(30)))
    orders: tuple[Order, ...] = ("date", "place")
    few = {order: hits(project, "نهر", order=order) for order in orders}
    monkeypatch.setattr(searching, "FEW", 3)
    assert search(project, "نهر", reader=A, order="rank").order == "place"
    assert search(project, "نهر", reader=A).many
    for order, expected in few.items():
        assert hits(project, "نهر", order=order, limit=4) == expected
    assert len(hits(project, "نهر OR -نهر", limit=4)) == 30
    assert [hit.title for hit in hits(project, "date:2012 OR date:2016", order="date")] == [
        hit.title for hit in few["date"] if hit.dated[:4] in ("2016", "2012")
    ]


def test_what_is_blind_to_the_reader_is_not_found(annotated: Project) -> None:
    (document,) = annotated.one("SELECT id FROM documents") or ("",)
    assignments.assign(annotated, [document], assignees=[B], task="annotate-blind", author=R)
    annotated.seen_by(B)
    for query in ("label:claim", "category:military", "without:attribution", "source:عسكري", "place:البوكمال",
                  "author:سلمى"):  # fmt: skip
        assert found(annotated, query, reader=B) == [], query
    assert found(annotated, "البوكمال", reader=B) == ["البوكمال"]
    annotated.seen_by(A)
    assert found(annotated, "label:claim category:military") == ["القصف أصاب جسر البوكمال"]


def test_a_hidden_document_shows_only_the_words_that_were_sought(annotated: Project) -> None:
    (document,) = annotated.one("SELECT id FROM documents") or ("",)
    flag_document(annotated, document, {"graphic": True}, author=A)
    (hit,) = hits(annotated, "بوكمال")
    assert (hit.quote, hit.context_before, hit.context_after) == ("البوكمال", "", "")


# The index

WORDS = st.lists(
    st.sampled_from(["دير", "الزور", "ديرالزور", "وروسيا", "روسيا", "لروسيا", "للنظام", "النظام", "وليد",
                     "بُنِّيّ", "ﻻ", "عبد", "الله", "50%", "CENT-2", "كـــلمة", "على", "في"]),
    min_size=1, max_size=6,
)  # fmt: skip
SOUGHT = ["روسيا", "دير الزور", "ديرالزور", "النظام", "عبدالله", "وليد", "كلمة", "لا", "على", "cent-2"]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_index_finds_what_a_scan_finds(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """After documents came, alone and together, went, came back, and got other titles."""
    path = tmp_path_factory.mktemp("scan") / "scan.db"
    with Project.create(path, scheme_toml.load(), actor=A) as project:
        for n in range(data.draw(st.integers(2, 7))):
            text = f"{' '.join(data.draw(WORDS))} {n}"
            act = data.draw(st.sampled_from(["add", "bulk", "remove", "undo", "redo", "retitle"]))
            ids = [row[0] for row in project.rows("SELECT id FROM documents ORDER BY rowid")]
            if act == "add":
                documents.add_text(project, text, author=A)
            elif act == "bulk":
                put(
                    project,
                    *((f"{word} {n}", "", f"{text} {word}") for word in dict.fromkeys(data.draw(WORDS))),
                )
            elif act == "undo":
                project.undo(A) or project.undo(R)
            elif act == "redo":
                project.redo(A) or project.redo(R)
            elif ids:
                row = project.row_record("document", data.draw(st.sampled_from(ids)))
                assert isinstance(row, Document)
                with project.event("document.change", A) as event:
                    if act == "remove":
                        event.remove(row)
                    else:
                        from msgspec.structs import replace

                        event.replace(row, replace(row, title=f"{text} {row.title}"))
        assert is_indexed(project) or not project.one("SELECT 1 FROM documents")
        assert verify(project) == []
        for word in SOUGHT:
            scanned = set()
            for document, title, text in project.rows(
                "SELECT id, d.title, text FROM documents d JOIN texts ON hash = text_hash"
            ):
                written = [word] if word.startswith("ال") or len(word) < 3 else [word, f"ال{word}"]
                if any(
                    find_all(side, one, words=True, clitics=clitics())
                    for side in (title, text)
                    for one in written
                ):
                    scanned.add(document)
            assert {hit.document_id for hit in hits(project, f'"{word}" OR {word}')} >= scanned
            assert {hit.document_id for hit in hits(project, word.replace(" ", " AND "))} >= scanned
            if " " not in word:
                assert {hit.document_id for hit in hits(project, word)} == scanned


@given(WORDS.map(" ".join), st.sampled_from(SOUGHT) | WORDS.map(" ".join))
def test_what_the_index_is_asked_is_in_every_text_with_the_words(text: str, sought: str) -> None:
    if find_all(text, sought, words=True, clitics=clitics()):
        kept = set(index_words(fold_key(text)).split())
        assert all(kept & side for side in borders(sought))


def test_the_index_knows_all_proclitics() -> None:
    assert clitics().proclitics == PROCLITICS


DAMAGE = (
    "DELETE FROM search_data", "DROP TABLE search_data", "DROP TABLE search_docsize", "DROP TABLE search_idx",
    "DELETE FROM search_docsize", "UPDATE search_data SET block = x'0102'", "DROP TABLE search",
)  # fmt: skip


@pytest.mark.parametrize("sql", DAMAGE)
def test_a_damaged_index_is_noticed_and_made_anew(annotated: Project, sql: str) -> None:
    annotated.conn.execute(sql)
    path = annotated.path
    with Project.open(path) as project:
        page = search(project, "بوكمال", reader=A)
        assert [hit.quote for hit in page.hits] == ["البوكمال"]
        assert page.unindexed and not is_indexed(project)
        if sql != "DELETE FROM search_docsize":  # as a copy of an older project has none
            assert {row.code for row in verify(project)} >= {"search-differs"}
        # Nobody is kept from work.
        put(project, ("", "", "جسر آخر"))
        assert found(project, "جسر") == ["جسر", "جسر"]
        rebuild_index(project)
        page = search(project, "جسر", reader=A)
        assert len(page.hits) == 2 and not page.unindexed
        assert verify(project) == []


def test_a_lacking_word_is_found_by_verify(annotated: Project) -> None:
    annotated.conn.execute("INSERT INTO search (search) VALUES ('delete-all')")
    annotated.conn.execute("INSERT INTO search (rowid, title, text) VALUES (1, '', 'غيرها')")
    assert [row.code for row in verify(annotated)] == ["search-differs"]
    rebuild(annotated)
    assert verify(annotated) == []


def test_the_tables_of_the_index_are_no_foreign_ones_but_triggers_on_them_are(annotated: Project) -> None:
    path: Path = annotated.path
    annotated.conn.execute(
        f"CREATE TRIGGER planted AFTER DELETE ON {SHADOWS[2]} BEGIN DELETE FROM suggestions; END"
    )
    with pytest.raises(AnnotatorError, match="foreign-schema"):
        Project.open(path)


def test_reading_an_older_project_needs_no_index(annotated: Project) -> None:
    with Project.open(annotated.path, read_only=True) as project:
        assert found(project, "بوكمال") == ["البوكمال"]


QUERIES = (
    "جسر", "دير الزور", "ديرالزور", '"قوات النظام"', "استثم*", "=على", "نهر OR بحر", "نهر -بحر",
    "label:claim", "label:claim category:military جسر", "author:سلمى", "name:جسر", "affiliation:جسر",
    "without:attribution",
    "source:جسر", "claim:جسر مكان:نهر", "date:2017 جسر", "outlet:يراع جسر", "state:done جسر", "date:2017",
)  # fmt: skip


@pytest.mark.parametrize("is_seen", [False, True])
@pytest.mark.parametrize("few", [0, 5_000])
@pytest.mark.parametrize("order", searching.ORDERS)
def test_no_query_scans_a_large_table(
    annotated: Project, monkeypatch: pytest.MonkeyPatch, few: int, order: Order, is_seen: bool
) -> None:
    """A walk in the order of an index, which ends with the page, is none."""
    monkeypatch.setattr(searching, "FEW", few)
    asked: list[str] = []
    if is_seen:
        annotated.seen_by(A)
    annotated.conn.set_trace_callback(asked.append)
    for query in QUERIES:
        search(annotated, query, reader=A, order=order)
    annotated.conn.set_trace_callback(None)
    selects = {sql for sql in asked if sql.lstrip().startswith(("SELECT", "WITH"))}
    assert len(selects) > 20
    plans = {sql: [row[3] for row in annotated.rows(f"EXPLAIN QUERY PLAN {sql}")] for sql in selects}
    walked = {
        "SCAN d",
        "SCAN d USING INDEX documents_by_date",
        "SCAN d USING COVERING INDEX documents_by_date",
    }
    large = re.compile("SCAN (r|d|t|documents|texts|spans|attributions)( |$)")
    scans = {step for steps in plans.values() for step in steps if large.match(step)}
    # What is asked of documents alone, or of nearly all, is walked through in the order that is asked for.
    assert scans <= walked
    if few:
        assert {
            step for sql, steps in plans.items() for step in steps if step in scans and "ORDER BY" not in sql
        } == set()


def test_terms_are_told_as_the_index_takes_them() -> None:
    tree = parse('جسر "(نهر OR "', scheme_toml.load()).tree
    assert search_terms.match_of(tree) is not None
    with pytest.raises(sqlite3.OperationalError):
        sqlite3.connect(":memory:").execute("SELECT 1 FROM search WHERE search MATCH 'a'")


def test_a_sqlite_without_full_text_search_is_named(
    annotated: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_can_search", lambda: False)
    with pytest.raises(AnnotatorError, match="sqlite-without-search"):
        Project.open(annotated.path)
