"""Prints documents, their layers and the history of their rows for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, get_args

import msgspec

from annotator.cli.terminal import Visual, one_line, say, say_cells, say_text
from annotator.cli.usage import language, sentence
from annotator.core.events import Event, encode_record
from annotator.core.model import Attribution, Document, Kind, Record
from annotator.store import Project, queries
from annotator.store.queries import DocumentRow, Layer
from annotator.words.i18n import table, tr

_SHORTEST_ID = 12


def list_documents(project: Project, rows: Iterable[DocumentRow], *, visual: Visual) -> None:
    """One line per document: as much of its id as `show` needs, kind, date, title."""
    length = _telling_length(queries.document_ids(project))
    for row in rows:
        shown, date = one_line(row.id[:length]), one_line(row.published[:10])
        cells = (f"{shown:{_SHORTEST_ID}}", f"{row.kind:7}", f"{date:10}", one_line(row.title))
        say_cells(cells, "  ", visual=visual)


def show_document(project: Project, document: Document, author: str | None, *, visual: Visual) -> None:
    """What is known of a document, its text, and its layers, or one author's."""
    facts = (document.id, document.kind, document.title, document.byline, document.published, document.url)
    for fact in filter(None, map(one_line, facts)):
        say_text(fact, document.direction, visual=visual)
    say("", "ltr")
    say_text(queries.text_of(project, document), document.direction, visual=visual)
    labels = {row.id: row.name.get(language(), row.id) for row in project.scheme.labels}
    for who in [author] if author else queries.layer_authors(project, document.id):
        layer = queries.layer(project, document.id, who)
        say("", "ltr")
        say(sentence("layer-of", author=who), "rtl" if language() == "ar" else "ltr", visual=visual)
        for span in layer.spans:
            # A label that the scheme does not know can only have come with an import.
            place, quote = f"  {span.start}-{span.end}", one_line(span.quote)
            say_cells((place, labels.get(span.label, span.label), quote, span.id), visual=visual)
        for tied in layer.attributions:
            say_cells(("  ", _attribution_line(layer, tied), tied.id), visual=visual)


def show_event(event: Event, changes: int) -> None:
    """One event of the log on a line."""
    key = f"events.{event.kind}"
    # A log written by a newer program may hold kinds of events that have no name here.
    kind = tr(language(), key) if key in table() else event.kind
    say_cells((event.seq, event.at, event.actor, kind, changes, event.hash[:_SHORTEST_ID]))


def show_change(before: Record | None, after: Record | None) -> None:
    """What became of a row, one changed field a line."""
    old, new = _fields(before), _fields(after)
    for name in {**old, **new}:
        was, became = _value(old.get(name)), _value(new.get(name))
        if was != became:
            say_cells(("", name, was, "→", became))


def counted_names(project: Project) -> dict[str, dict[str, str]]:
    """For each kind of count, its keys and what they are called here; keys without a name are left out."""
    scheme = project.scheme
    terms = [term for row in scheme.vocabularies if row.id == "category" for term in row.terms]
    return {
        "by_kind": {kind: tr(language(), f"window.kind-{kind}") for kind in get_args(Kind)},
        "by_label": {row.id: row.name.get(language(), row.id) for row in scheme.labels},
        "by_category": {term.id: term.name.get(language(), term.id) for term in terms},
    }


def _attribution_line(layer: Layer, row: Attribution) -> str:
    """`source (category, affiliation) «cue»: claim`, each part by its quote."""
    quotes = {span.id: one_line(span.quote) for span in layer.spans}
    sources = " + ".join(quotes.get(source, source) for source in row.sources) or "-"
    facts = "، ".join(fact for fact in (row.category, one_line(row.affiliation)) if fact)
    cue = f" «{quotes.get(row.cue, row.cue)}»" if row.cue else ""
    claims = " / ".join(quotes.get(claim, claim) for claim in row.claims)
    return f"{sources}{f' ({facts})' if facts else ''}{cue}: {claims}"


def _telling_length(ids: list[str]) -> int:
    """How many characters of these ids tell each from all others."""
    length = _SHORTEST_ID
    for one, next_one in pairwise(sorted(ids)):
        while length < len(next_one) and one[:length] == next_one[:length]:
            length += 1
    return length


def _fields(record: Record | None) -> dict[str, Any]:
    return msgspec.json.decode(encode_record(record)) if record else {}


def _value(value: object) -> str:
    if value in (None, "", [], {}):
        return "-"
    return one_line(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def pages(project: Project, author: str) -> Iterator[DocumentRow]:
    """All documents as lists show them, some thousand at a time."""
    offset, page = 0, 5000
    while rows := queries.document_rows(project, author=author, offset=offset, limit=page):
        yield from rows
        offset += page
