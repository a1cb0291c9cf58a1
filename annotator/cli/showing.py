"""Prints documents, their layers and the history of their rows for people."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise
from typing import Any, get_args

import msgspec

from annotator import formats
from annotator.cli.terminal import Visual, escaped_json, one_line, say, say_cells, say_text, write_bytes
from annotator.cli.usage import language, sentence
from annotator.commands.coming import Coming
from annotator.core.events import Change, encode_record
from annotator.core.model import Bundle, Kind, Record
from annotator.core.scheme import CATEGORY, named
from annotator.store import Project, queries
from annotator.store.past import Act
from annotator.store.queries import DocumentRow
from annotator.words.again import again_words, date_words, like_words
from annotator.words.i18n import tr
from annotator.words.rows import IN_LINE, Row, Voice, further_words, label_names, label_words, row_words
from annotator.words.story import Teller, local_time

_SHORTEST_ID = 12
_SENTENCES = 10
_TOLD = (
    *IN_LINE, "parent", "attributes", "note", "quote", "author", "origin",
    "title", "byline", "published", "source", "url", "segments", "state",
    "judged", "reviewer", "verdict", "replacement", "reason", "comment", "text", "reply_to",
    "task", "assignee", "by", "due", "priority",
    "variants", "identifier", "listed", "blocked", "merged_into",
    "labels", "vocabularies", "attribution", "guidelines", "suggestion",
    "seed", "share", "per_document", "authors", "given",
)  # fmt: skip
"""The fields of records that are told in words."""


def list_documents(project: Project, rows: Iterable[DocumentRow], *, visual: Visual) -> None:
    """One line per document: as much of its id as `show` needs, kind, date, title."""
    length = _telling_length(queries.document_ids(project))
    for row in rows:
        shown, further = one_line(row.id[:length]), " · ".join(again_words(language(), row))
        cells = (f"{shown:{_SHORTEST_ID}}", f"{row.kind:7}", f"{row.dated[:10]:10}", one_line(row.title))
        say_cells((*cells, *filter(None, [one_line(further)])), "  ", visual=visual)


def coming(row: Coming) -> None:
    """One line for a document that an import would bring: `+`, `=` if it is there, `~` if one like it is."""
    mark = "=" if row.known else "~" if row.like else "+"
    further = like_words(language(), row.like.share) if row.like else ""
    cells = (mark, f"{row.kind:7}", f"{one_line(row.published):16}", one_line(row.title))
    say_cells((*cells, *filter(None, [further])), "  ", visual="auto")


def show_document(project: Project, bundle: Bundle, author: str | None, *, visual: Visual) -> None:
    """Print a document: its facts, its text, and all layers or one author's."""
    document = bundle.document
    dated = date_words(language(), document)
    facts = (document.id, document.kind, document.title, document.byline, dated, document.url)
    for fact in filter(None, map(one_line, facts)):
        say_text(fact, document.direction, visual=visual)
    say("", "ltr")
    say_text(bundle.text, document.direction, visual=visual)
    voice = Voice(language(), project.scheme)
    rows = {row.id: row for row in chain[Row](bundle.spans, bundle.attributions)}
    for who in [author] if author else sorted({row.author for row in rows.values()}):
        say("", "ltr")
        say(sentence("layer-of", author=who), "rtl" if language() == "ar" else "ltr", visual=visual)
        spans = [span for span in bundle.spans if span.author == who]
        for span in sorted(spans, key=lambda span: (span.start, -span.end, span.id)):
            place, label = f"  {span.start}-{span.end}", label_words(voice, span.label)
            further = further_words(voice, rows.get, span, longest=sys.maxsize)
            say_cells((place, label, one_line(span.quote), span.id, *further), visual=visual)
        for tied in (row for row in bundle.attributions if row.author == who):
            words = row_words(voice, rows.get, tied, longest=sys.maxsize)
            further = further_words(voice, rows.get, tied, longest=sys.maxsize)
            say_cells(("  ", words, tied.id, *further), visual=visual)


def print_bundle(bundle: Bundle) -> None:
    """Print a document as a line of the program's own format."""
    out = io.BytesIO()
    formats.write(formats.by_id("annotator"), [bundle], out)
    write_bytes(escaped_json(out.getvalue()))


def show_act(teller: Teller, act: Act, *, with_fields: bool = False) -> None:
    """An act on a line, and below it its changes: a sentence each, the first of many; or all, with fields."""
    entry, event = teller.told(act), act.event
    head = (entry.seq, local_time(entry.at), entry.actor, entry.act)
    say_cells((*head, act.total, event.hash[:_SHORTEST_ID], entry.account))
    shown = entry.changes if with_fields else entry.changes[:_SENTENCES]
    if with_fields:
        for change in act.changes:
            say_cells(("", teller.sentence(change, actor=event.actor)))
            _show_fields(teller, change)
    else:
        for line in shown:
            say_cells(("", line))
    if further := act.matching - len(shown):
        say_cells(("", tr(language(), "story.further", n=further)))


def _show_fields(teller: Teller, change: Change) -> None:
    """A changed field a line: first those that people know, then the others by their keys."""
    for told in teller.changes(change):
        say_cells(("", told.name, _value(told.before), "→", _value(told.after)))
    old, new = _fields(change.before), _fields(change.after)
    for name in {**old, **new}:
        was, became = _value(old.get(name)), _value(new.get(name))
        if was != became:
            say_cells(("", name, was, "→", became))


def counted_names(project: Project) -> dict[str, dict[str, str]]:
    """For each kind of count, its keys and what they are called here; keys without a name are left out."""
    scheme = project.scheme
    categories = scheme.known_vocabulary(CATEGORY)
    terms = categories.terms if categories else ()
    return {
        "by_kind": {kind: tr(language(), f"window.kind-{kind}") for kind in get_args(Kind)},
        "by_label": label_names(language(), scheme),
        "by_category": {term.id: named(term, language()) for term in terms},
    }


def _telling_length(ids: list[str]) -> int:
    """How many characters of these ids tell each from all others."""
    length = _SHORTEST_ID
    for one, next_one in pairwise(sorted(ids)):
        while length < len(next_one) and one[:length] == next_one[:length]:
            length += 1
    return length


def _fields(record: Record | None) -> dict[str, Any]:
    """The fields of a record by their keys, those that are not told in words."""
    fields: dict[str, Any] = msgspec.json.decode(encode_record(record)) if record else {}
    return {name: value for name, value in fields.items() if name not in _TOLD}


def _value(value: object) -> str:
    if value in (None, "", [], {}):
        return "-"
    return one_line(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def pages(project: Project, author: str, ids: Sequence[str] | None = None) -> Iterator[DocumentRow]:
    """Documents as lists show them, all or those named, some thousand at a time."""
    offset, page = 0, 5000
    read = partial(queries.document_rows, project, author=author)
    if ids is None:
        while rows := read(offset=offset, limit=page):
            yield from rows
            offset += page
    else:
        for start in range(0, len(ids), page):
            yield from read(ids=ids[start : start + page])
