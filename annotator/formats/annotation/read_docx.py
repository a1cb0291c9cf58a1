"""Documents with their annotations for a word processor: spans stand in brackets that name their label.

Written only. A word processor knows no bands that nest or cross.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO, Final, NamedTuple

from annotator.core.colors import is_color
from annotator.core.model import Bundle
from annotator.formats.annotation.leaf import (
    Entry,
    Fact,
    Layer,
    Leaf,
    Line,
    bracketed,
    leaves,
    printable,
)
from annotator.formats.annotation.leaf_words import Words, words
from annotator.formats.annotation.read_html import READ_CARRIES
from annotator.formats.base import Format, WriteOptions
from annotator.formats.extra import needed

_EXTRA: Final = "read"
_ANY_DAY: Final = datetime(2000, 1, 1)
"""The same record is to give the same bytes, whenever it is written."""
_ARABIC_FACE, _LATIN_FACE = "Sakkal Majalla", "Times New Roman"
_STYLES: Final = ("Normal", "Heading 1", "Heading 2")
_INK, _QUIET = "1d2126", "555555"
_LATIN: Final = re.compile(
    r"((?:[A-Za-z\u00c0-\u024f][^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]*)?[A-Za-z\u00c0-\u024f])"
)
"""From the first Latin letter to the last before one that is written from right to left."""


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    book = _Book(needed("docx", extra=_EXTRA, what="DOCX"), options.language)
    for leaf in leaves(bundles, options):
        book.add(leaf)
    book.save(out)


class _Look(NamedTuple):
    """How a run looks; `raised` as a superscript."""

    color: str = _INK
    bold: bool = False
    raised: bool = False
    right_to_left: bool = False


_PLAIN, _GREY, _STRONG = _Look(), _Look(_QUIET), _Look(bold=True)


class _Book:
    """The document while it is written. `docx` is the library."""

    def __init__(self, docx: Any, language: str) -> None:
        self._docx, self._said = docx, words(language)
        self._language = "rtl" if language == "ar" else "ltr"
        self._file = docx.Document()
        self._leaves = 0
        self._runs: dict[_Look, Any] = {}
        self._styles = {name: self._file.styles[name] for name in _STYLES}
        self._prepare()

    def add(self, leaf: Leaf) -> None:
        """Each document on a page of its own."""
        said: Words = self._said
        heading = self._paragraph(leaf.direction, "Heading 1")
        heading.paragraph_format.page_break_before = self._leaves > 0
        self._leaves += 1
        self._say(heading, leaf.title, leaf.direction, _STRONG)
        self._facts(leaf.facts)
        if leaf.legend:
            paragraph = self._paragraph(self._language)
            self._say(paragraph, f"{said.legend}: ", self._language, _GREY)
            for label, name in leaf.legend:
                self._say(paragraph, f"[{name}] ", self._language, _Look(_color(label.light), bold=True))
        for layer in leaf.layers:
            self._layer(layer, leaf.direction)
        if leaf.notes:
            self._heading(said.notes)
            for fact in leaf.notes:
                self._facts((fact,))

    def _layer(self, layer: Layer, direction: str) -> None:
        said: Words = self._said
        if layer.author:
            self._heading(f"{said.layer} {layer.author}")
        for line in layer.lines:
            self._line(line, direction)
        for title, entries in ((said.attributions, layer.attributions), (said.remarks, layer.remarks)):
            if entries:
                self._heading(title)
            for entry in entries:
                self._entry(entry)

    def _line(self, line: Line, direction: str) -> None:
        paragraph = self._paragraph(direction)
        headline = line.kind == "headline"
        for part in bracketed(line):
            color = _color(part.label.light) if part.label else _INK
            look = _Look(color, bold=headline or part.kind == "bracket", raised=part.kind == "name")
            self._say(paragraph, part.text, direction, look)

    def _entry(self, entry: Entry) -> None:
        self._facts(entry.facts, number=f"{entry.number}. ")

    def _facts(self, facts: Sequence[Fact], *, number: str = "") -> None:
        if not facts:
            return
        paragraph = self._paragraph(self._language)
        self._say(paragraph, number, self._language, _STRONG)
        for at, fact in enumerate(facts):
            self._say(paragraph, f"{' · ' if at else ''}{fact.name}: ", self._language, _GREY)
            self._say(paragraph, fact.value, self._language, _PLAIN)

    def _heading(self, text: str) -> None:
        self._say(self._paragraph(self._language, "Heading 2"), text, self._language, _STRONG)

    def _paragraph(self, direction: str, style: str = _STYLES[0]) -> Any:
        paragraph = self._file.add_paragraph()
        if style != _STYLES[0]:
            paragraph.style = self._styles[style]
        if direction == "rtl":
            # Before what the schema wants after it: a word processor refuses another order.
            paragraph._p.get_or_add_pPr().insert_element_before(
                self._element("w:bidi"), "w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr"
            )
        return paragraph

    def _say(self, paragraph: Any, text: str, direction: str, look: _Look) -> None:
        """Runs from right to left but for Latin words, where the paragraph goes so."""
        shown = printable(text)
        for at, piece in enumerate(_LATIN.split(shown) if direction == "rtl" else [shown]):
            if piece:
                looks = look._replace(right_to_left=direction == "rtl" and at % 2 == 0)
                run = copy.deepcopy(self._run(looks))
                run.text = piece
                paragraph._p.append(run)

    def _run(self, look: _Look) -> Any:
        """An empty run that looks so, made once."""
        if look not in self._runs:
            font = (run := self._docx.Document().add_paragraph().add_run()).font
            font.color.rgb = self._docx.shared.RGBColor.from_string(look.color.upper())
            font.bold = font.cs_bold = look.bold or None
            font.superscript = look.raised or None
            font.rtl = look.right_to_left or None
            self._runs[look] = run._r
        return self._runs[look]

    def _prepare(self) -> None:
        for style in self._styles.values():
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for attribute in list(fonts.attrib):
                del fonts.attrib[attribute]
            for kind, face in (("ascii", _LATIN_FACE), ("hAnsi", _LATIN_FACE), ("cs", _ARABIC_FACE)):
                fonts.set(self._docx.oxml.ns.qn(f"w:{kind}"), face)
        facts = self._file.core_properties
        facts.title, facts.author, facts.comments = self._said.documents, "", ""
        facts.created = facts.modified = _ANY_DAY

    def _element(self, name: str) -> Any:
        return self._docx.oxml.OxmlElement(name)

    def save(self, out: BinaryIO) -> None:
        """Without the time of writing, which the library puts on each part of the archive."""
        held = io.BytesIO()
        self._file.save(held)
        with zipfile.ZipFile(held) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in made.namelist():
                part = zipfile.ZipInfo(name, _ANY_DAY.timetuple()[:6])
                part.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(part, made.read(name))


def _color(color: str) -> str:
    return color.removeprefix("#") if is_color(color) else _INK


READ_DOCX = Format(
    id="read-docx", suffixes=(".docx",), carries=READ_CARRIES, read=None, write=_write, extra=_EXTRA
)
