"""Documents with their annotations as one page for a browser, without script or anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain, zip_longest
from typing import BinaryIO, Final

from annotator.core.carrying import EVERYTHING
from annotator.core.colors import is_color
from annotator.core.model import Bundle
from annotator.core.scheme import Label
from annotator.formats.annotation.leaf import (
    JOINER,
    Entry,
    Fact,
    Layer,
    Leaf,
    Line,
    Run,
    joined,
    leaves,
    printable,
)
from annotator.formats.annotation.leaf_words import Words, words
from annotator.formats.base import Format, WriteOptions

READ_CARRIES: Final = EVERYTHING - {"origin"}
"""Who proposed a row, and how sure of it, is not for a reader. All else is said; ids hold it together."""

FONTS: Final = (
    "Noto Naskh Arabic", "Amiri", "Sakkal Majalla", "Traditional Arabic", "Geeza Pro", "Times New Roman",
)  # fmt: skip
_INK: Final = "#1d2126"

# The band of an outer label lies below that of an inner one; lines of text are as far apart as that takes.
_STYLE: Final = """
:root{color-scheme:light}
body{font:1.15rem/1.8 FONTS,serif;color:#1d2126;background:#fffdf9}
body{max-width:46rem;margin:2rem auto;padding:0 1rem}
article{margin-block-end:3rem}
article+article{border-block-start:2px solid #888;padding-block-start:1rem;break-before:page}
h1{font-size:1.6rem;line-height:1.4;margin:0 0 .3rem}
h2{font-size:1.05rem;margin:1.2rem 0 .2rem;color:#555}
.facts,.legend{font-size:.85rem;color:#444;margin:.2rem 0}
.f{margin-inline-end:1rem}
[dir=rtl]{--s:-2px;--e:2px}
[dir=ltr]{--s:2px;--e:-2px}
.text p{margin:0 0 .6rem;line-height:calc(1.8em + var(--n,0)*5px);white-space:pre-wrap;overflow-wrap:anywhere}
.text .headline{font-size:1.25rem;font-weight:bold}
.text .byline,.text .time,.text .furniture{font-size:.85rem;color:#666}
.b{border-block-end:3px solid var(--c);padding-block-end:calc(var(--k)*5px)}
.fill{background:color-mix(in srgb,var(--c) 13%,transparent)}
.double{border-block-end:4px double var(--c)}
.dashed{border-block-end-style:dashed}
.underline{border-block-end-width:1px}
.bracket{border-block-end-width:2px}
.first{box-shadow:inset var(--s) 0 var(--c)}
.last{box-shadow:inset var(--e) 0 var(--c)}
.first.last{box-shadow:inset var(--s) 0 var(--c),inset var(--e) 0 var(--c)}
sup{font-size:.65em;line-height:0;color:#555}
sup a{color:inherit}
.legend .b{margin-inline-end:1rem}
ol{list-style:none;padding:0;margin:0;font-size:.95rem}
li{margin:.3rem 0;padding-inline-start:2.2rem;text-indent:-2.2rem;break-inside:avoid}
li>b{display:inline-block;min-width:2.2rem;text-indent:0}
@page{margin:18mm}
@media print{body{background:none;max-width:none;margin:0;font-size:11pt}
.b{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    said, language = words(options.language), options.language
    direction = "rtl" if language == "ar" else "ltr"
    for piece in chain(
        [_head(said, language, direction)],
        (piece for leaf in leaves(bundles, options) for piece in _article(leaf, said, language)),
        ["</body>\n</html>\n"],
    ):
        out.write(piece.encode())


def _head(said: Words, language: str, direction: str) -> str:
    faces = ",".join(f'"{name}"' for name in FONTS)
    return f"""<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_text(said.documents)}</title>
<style>{_STYLE.replace("FONTS", faces)}</style>
</head>
<body>
"""


def _article(leaf: Leaf, said: Words, language: str) -> Iterator[str]:
    yield f'<article>\n<h1 dir="{leaf.direction}">{_text(leaf.title)}</h1>\n'
    yield _facts(leaf.facts)
    if leaf.legend:
        swatches = "".join(f"{_band(_text(name), label, 0)} " for label, name in leaf.legend)
        yield f'<p class="legend">{_text(said.legend)}: {swatches}</p>\n'
    for at, layer in enumerate(leaf.layers, 1):
        anchor = f"{_text(leaf.id)}-{at}-"
        if layer.author:
            yield f"<h2>{_text(said.layer)} <bdi>{_text(layer.author)}</bdi></h2>\n"
        yield from _layer(layer, leaf.direction, said, anchor)
    if leaf.notes:
        yield f"<h2>{_text(said.notes)}</h2>\n<ol>\n"
        yield from (f"<li>{_fact(fact)}</li>\n" for fact in leaf.notes)
        yield "</ol>\n"
    yield "</article>\n"


def _layer(layer: Layer, direction: str, said: Words, anchor: str) -> Iterator[str]:
    yield f'<div class="text" dir="{direction}">\n'
    for line in layer.lines:
        yield f'<p class="{line.kind}" style="--n:{line.lanes}">{"".join(_runs(line, anchor))}</p>\n'
    yield "</div>\n"
    for title, entries in ((said.attributions, layer.attributions), (said.remarks, layer.remarks)):
        yield from _entries(title, entries, anchor)


def _entries(title: str, entries: Sequence[Entry], anchor: str) -> Iterator[str]:
    if not entries:
        return
    yield f"<h2>{_text(title)}</h2>\n<ol>\n"
    for entry in entries:
        facts = " ".join(map(_fact, entry.facts))
        yield f'<li id="{anchor}{entry.number}"><b>{entry.number}</b>{facts}</li>\n'
    yield "</ol>\n"


def _facts(facts: Sequence[Fact]) -> str:
    return f'<p class="facts">{" ".join(map(_fact, facts))}</p>\n' if facts else ""


def _fact(fact: Fact) -> str:
    value = f"<bdi>{_text(fact.value)}</bdi>"
    if fact.href:
        value = f'<a href="{_text(fact.href)}" rel="noreferrer">{value}</a>'
    return f'<span class="f"><b>{_text(fact.name)}:</b> {value}</span>'


def _runs(line: Line, anchor: str) -> Iterator[str]:
    """The words of a line; letters that numbers stand between look joined all the same."""
    before = ""
    for run, following in zip_longest(line.runs, line.runs[1:]):
        cut = following is not None and any(band.numbers for band in run.bands)
        after = JOINER if cut and joined(run.text, following.text) else ""
        yield _run(run, before + run.text + after, anchor)
        before = after


def _run(run: Run, text: str, anchor: str) -> str:
    """The words in their bands, and numbers where some end: under these the others go on."""
    shown = _text(text)
    names = " · ".join(band.name for band in run.bands)
    numbers = dict.fromkeys(number for band in run.bands for number in band.numbers)
    links = " ".join(f'<a href="#{anchor}{number}">{number}</a>' for number in numbers)
    for ends in (True, False):
        for band in run.bands:
            if band.ends == ends:
                shown = _band(shown, band.label, band.lane, begins=band.begins, ends=ends, title=names)
                names = ""
        if ends and links:
            shown = f"{shown}<sup>{links}</sup>"
    return shown


def _band(
    shown: str, label: Label, lane: int, *, begins: bool = False, ends: bool = False, title: str = ""
) -> str:
    """The words over the band of a label; a bracket has its ends turned up."""
    kinds = ["b", label.shape]
    if label.shape == "bracket":
        kinds += ["first"] * begins + ["last"] * ends
    color = label.light if is_color(label.light) else _INK
    told = f' title="{_text(title)}"' if title else ""
    return f'<span class="{" ".join(kinds)}" style="--c:{color};--k:{lane}"{told}>{shown}</span>'


def _text(text: str) -> str:
    return escape(printable(text))


READ_HTML = Format(id="read-html", suffixes=(".html",), carries=READ_CARRIES, read=None, write=_write)
