"""Documents to be read: bands that nest and cross, who said what, nothing run, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any, BinaryIO

import docx
import msgspec
import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Filing, Note, Segment
from annotator.formats import WriteOptions, by_id, scheme_toml, write
from annotator.formats.annotation.leaf import JOINER, bracketed, leaves
from annotator.formats.annotation.leaf_words import words
from tests.formats.made import TEXT, full_bundle, span

SCHEME = scheme_toml.load()
NAMES = {"n-reuters": "رويترز"}
LABELS = {"CLAIM": "claim", "SOURCE": "source", "CUE": "cue", "ACTOR": "actor"}
HOSTILE = "</p><script>alert('x')</script>\"&'\x01\u202e"
VOID = {"meta"}

languages = pytest.mark.parametrize("language", ["ar", "en"])


def bundle(**changes: Any) -> Bundle:
    made = full_bundle()
    spans = tuple(msgspec.structs.replace(row, label=LABELS[row.label]) for row in made.spans)
    return msgspec.structs.replace(made, **{"spans": spans, **changes})


def written(format_id: str, *bundles: Bundle, language: str = "ar", **options: Any) -> bytes:
    out = io.BytesIO()
    options = {"scheme": SCHEME, "names": NAMES, "language": language, **options}
    write(by_id(format_id), bundles, out, WriteOptions(**options))
    return out.getvalue()


def pages(*bundles: Bundle, language: str = "ar") -> list[str]:
    """What a press is handed."""
    found: list[str] = []

    def press(documents: Iterable[str], out: BinaryIO) -> None:
        found.extend(documents)

    written("read-pdf", *bundles, language=language, press=press)
    return found


class Page(HTMLParser):
    """Reads a page strictly: what opens closes in order; `words` are what is shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data


def text_of(data: bytes) -> str:
    return "\n".join(row.text for row in docx.Document(io.BytesIO(data)).paragraphs)


def shown(format_id: str, *bundles: Bundle, language: str = "ar") -> str:
    """The words that somebody reads."""
    if format_id == "read-html":
        return Page(written(format_id, *bundles, language=language).decode()).words
    if format_id == "read-docx":
        return text_of(written(format_id, *bundles, language=language))
    return re.sub("[\u2068\u2069]", "", "\n".join(re.sub("<[^>]*>", "", page) for page in pages(*bundles)))


def hostile() -> Bundle:
    """Text and facts that would be taken for marks, if they were not written as text."""
    made, text = bundle(), f"{HOSTILE} قال"
    document = msgspec.structs.replace(
        made.document, title=HOSTILE, source=HOSTILE, url=f"javascript:alert({HOSTILE})", segments=()
    )
    spans = (span("s-x", HOSTILE, (0, len(HOSTILE)), text=text, note=HOSTILE, author=HOSTILE),)
    return msgspec.structs.replace(
        made, document=document, text=text, spans=spans, attributions=(), decisions=(), comments=()
    )


every = pytest.mark.parametrize("format_id", ["read-html", "read-docx", "read-pdf"])


@every
def test_a_reader_learns_who_said_what_and_what_was_thought_of_it(format_id: str) -> None:
    found = shown(format_id, bundle(filings=(Filing(id="f", document_id="d1", graphic=True),)))
    said = words("ar")
    for told in ("عنوان", "وكالة", "كاتب", "2024-05-01", "https://example.org/1", "مصدر لبناني", "عسكري",
                 "الجيش", "قال", "ملاحظة", "رويترز", "أقصر", "لماذا؟", "هكذا", "تم",
                 said.verdicts["replace"], said.reasons["boundary"], said.flag_names["graphic"],
                 f"{said.relayed}: 2", said.nobody):  # fmt: skip
        assert told in found, told


@every
@languages
def test_headings_speak_the_language_of_the_export(format_id: str, language: str) -> None:
    found = (
        shown(format_id, bundle(), language=language)
        if format_id != "read-pdf"
        else "".join(pages(bundle(), language=language))
    )
    other = words("en" if language == "ar" else "ar")
    assert words(language).attributions in found and other.attributions not in found


def test_the_words_are_the_same_in_both_languages() -> None:
    arabic, english = (msgspec.to_builtins(words(language)) for language in ("ar", "en"))
    assert all(arabic[name] != english[name] for name in arabic)
    for name in ("review_states", "verdicts", "reasons", "flag_names"):
        assert arabic[name].keys() == english[name].keys()


def test_every_word_of_the_text_stands_on_the_page_once_for_each_layer() -> None:
    (leaf,) = leaves([bundle()], WriteOptions(scheme=SCHEME))
    assert [layer.author for layer in leaf.layers] == ["nour", "salma"]
    for layer in leaf.layers:
        lines = ["".join(run.text for run in line.runs) for line in layer.lines]
        assert "\n".join(lines) == TEXT


def test_items_of_one_line_stand_on_lines_of_their_own() -> None:
    text = "خبر أول 09:10 خبر ثان 09:20"
    made = bundle(text=text, spans=(), attributions=(), decisions=())
    items = (Segment("item", 0, 7), Segment("time", 8, 13), Segment("item", 14, 21))
    document = msgspec.structs.replace(made.document, segments=items)
    (leaf,) = leaves([msgspec.structs.replace(made, document=document)], WriteOptions(scheme=SCHEME))
    lines = ["".join(run.text for run in line.runs) for line in leaf.layers[0].lines]
    assert lines == ["خبر أول 09:10 ", "خبر ثان 09:20"]


def crossing() -> Bundle:
    """One span within another, and one that crosses both."""
    spans = (span("a", "claim", (2, 23)), span("b", "actor", (6, 16)), span("c", "place", (11, 37)))
    return bundle(spans=spans, attributions=(), decisions=())


def test_bands_that_nest_and_cross_lie_in_lanes_of_their_own() -> None:
    (leaf,) = leaves([crossing()], WriteOptions(scheme=SCHEME))
    runs = leaf.layers[0].lines[0].runs
    assert leaf.layers[0].lines[0].lanes == 3
    for run in runs:
        lanes = [band.lane for band in run.bands]
        assert lanes == sorted(set(lanes))
    assert {band.label.id for run in runs for band in run.bands} == {"claim", "actor", "place"}
    page = Page(written("read-html", crossing()).decode())
    styles = [attrs["style"] for tag, attrs in page.tags if tag == "span" and "style" in attrs]
    assert {style.rpartition("--k:")[2] for style in styles if style} == {"0", "1", "2"}
    for label in ("claim", "actor", "place"):
        assert any(SCHEME.label(label).light in str(style) for style in styles)


def test_brackets_close_with_the_name_of_what_they_hold() -> None:
    (leaf,) = leaves([crossing()], WriteOptions(scheme=SCHEME))
    parts = list(bracketed(leaf.layers[0].lines[0]))
    brackets = "".join(part.text for part in parts if part.kind == "bracket")
    assert brackets.count("[") == brackets.count("]") == 3
    names = [part.text for part in parts if part.kind == "name"]
    assert names == ["فاعل", "ادعاء", "مكان"]


@every
def test_a_word_that_is_cut_looks_joined(format_id: str) -> None:
    spans = (span("a", "actor", (25, 27), note="حرف"),)
    made = bundle(spans=spans, attributions=(), decisions=(), comments=())
    found = shown(format_id, made)
    cut = TEXT[25:27] + JOINER
    assert cut in found and JOINER + TEXT[27:30] in found
    after_alif = (span("a", "actor", (41, 42), note="حرف"),)
    assert JOINER not in shown(format_id, msgspec.structs.replace(made, spans=after_alif))


def test_a_page_needs_nothing_else_and_runs_nothing() -> None:
    page = Page(written("read-html", bundle(), hostile()).decode())
    assert {tag for tag, _ in page.tags} <= {
        "html", "head", "meta", "title", "style", "body", "article", "h1", "h2", "p", "span", "b", "bdi", "a",
        "sup", "div", "ol", "li",
    }  # fmt: skip
    assert not any(name.startswith("on") or name == "src" for _, attrs in page.tags for name in attrs)
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert all(str(link).startswith(("#", "https://example.org/")) for link in links)
    anchors = {f"#{attrs['id']}" for _, attrs in page.tags if "id" in attrs}
    assert {link for link in links if str(link).startswith("#")} <= anchors
    css = written("read-html").decode()
    assert "url(" not in css and "@import" not in css and "default-src 'none'" in css


@every
def test_hostile_text_is_shown_as_it_is(format_id: str) -> None:
    if format_id == "read-pdf":
        assert "<script" not in "".join(pages(hostile()))
        return
    assert "<script>alert('x')</script>\"&'\ufffd" in shown(format_id, hostile())


@languages
def test_text_goes_its_own_way_on_a_page_that_goes_the_other(language: str) -> None:
    page = Page(written("read-html", bundle(), language=language).decode())
    ways = [attrs["dir"] for _, attrs in page.tags if "dir" in attrs]
    assert ways[0] == ("rtl" if language == "ar" else "ltr") and set(ways[1:]) == {"rtl"}
    (told,) = pages(bundle(), language=language)
    assert '<h2 dir="rtl">' in told and (f'<p dir="{ways[0]}">') in told


def test_a_document_goes_from_right_to_left_with_an_arabic_face() -> None:
    made = docx.Document(io.BytesIO(written("read-docx", bundle())))
    assert all(row._p.pPr.find(docx.oxml.ns.qn("w:bidi")) is not None for row in made.paragraphs)
    runs = [run for row in made.paragraphs for run in row.runs]
    assert all(run.font.rtl for run in runs if re.search("[\u0621-\u064a]", run.text))
    assert not any(run.font.rtl for run in runs if re.fullmatch("[a-z]+", run.text))
    fonts = made.styles["Normal"].element.rPr.rFonts
    assert fonts.get(docx.oxml.ns.qn("w:cs")) == "Sakkal Majalla"
    text = docx.Document(io.BytesIO(written("read-docx", bundle(), language="en")))
    sides = {row._p.pPr is not None and b"bidi" in row._p.xml.encode() for row in text.paragraphs}
    assert sides == {True, False}


@pytest.mark.parametrize("format_id", ["read-html", "read-docx"])
def test_the_same_record_gives_the_same_bytes(format_id: str) -> None:
    first, second = written(format_id, bundle()), written(format_id, bundle())
    assert first == second
    if format_id == "read-docx":
        with zipfile.ZipFile(io.BytesIO(first)) as packed:
            assert {row.date_time for row in packed.infolist()} == {(2000, 1, 1, 0, 0, 0)}


@every
def test_labels_of_another_scheme_and_no_documents_are_readable(format_id: str) -> None:
    assert "CLAIM" in shown(format_id, full_bundle())
    assert "عنوان" not in shown(format_id)


@every
def test_what_an_author_keeps_in_mind_is_told(format_id: str) -> None:
    note = Note(id="n", document_id="d1", author="salma", text="يُسأل عنه")
    assert "يُسأل عنه" in shown(format_id, bundle(notes=(note,)))


def test_without_a_press_it_is_said() -> None:
    with pytest.raises(AnnotatorError, match="no-press"):
        written("read-pdf", bundle())


def test_numbers_at_one_place_stand_apart_and_each_once() -> None:
    page = Page(written("read-html", bundle(comments=())).decode())
    assert "سقطت1 2 *1." in page.words
