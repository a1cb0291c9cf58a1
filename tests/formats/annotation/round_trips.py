"""What a document says, in a form in which what was written and what was read back can be compared."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from annotator.core.carrying import Loss, carried
from annotator.core.model import Bundle
from annotator.core.scheme import Role
from annotator.formats import Format, Problem, ReadOptions, WriteOptions, read_paths, write

AUTHOR = "salma"
Said = dict[str, Any]


def there_and_back(
    format: Format, bundles: Sequence[Bundle], folder: Path, roles: dict[str, Role], **options: Any
) -> tuple[list[Said], list[Said], list[Problem]]:
    """What is left of the documents by the format's own word, and what a file of it says; its problems."""
    out = io.BytesIO()
    labels = tuple(dict.fromkeys(span.label for bundle in bundles for span in bundle.spans))
    write(format, bundles, out, WriteOptions(labels=labels, **options))
    path = folder / f"out{format.suffixes[0]}"
    path.write_bytes(out.getvalue())
    problems: list[Problem] = []
    back: list[Bundle] = []
    for found in read_paths([path], format_id=format.id, options=ReadOptions(roles=roles, author=AUTHOR)):
        (problems if isinstance(found, Problem) else back).append(found)  # type: ignore[arg-type]
    loss = Loss()
    left = [carried(bundle, format.carries, loss, trimmed=bool(options.get("trimmed"))) for bundle in bundles]
    return said_of(left, format), said_of(back, format), problems


def said_of(bundles: Iterable[Bundle], format: Format) -> list[Said]:
    return [_said(bundle, format.carries) for bundle in bundles]


def _said(bundle: Bundle, carries: frozenset[str]) -> Said:
    """Rows by what they say, not by their ids; without white space where the format keeps none."""
    place: Any = tuple
    text: Any = bundle.text
    if "text" not in carries:
        dense = [0]
        for character in bundle.text:
            dense.append(dense[-1] + (not character.isspace()))
        text = "".join(bundle.text.split())

        def place(ranges: Any) -> Any:
            return tuple((dense[start], dense[end]) for start, end in ranges)

    def row(record: Any, *kinds: tuple[str, str]) -> tuple[Any, ...]:
        return tuple(str(getattr(record, name)) for kind, name in kinds if kind in carries)

    spans = {
        span.id: (
            span.label,
            place(span.ranges),
            *row(span, ("authors", "author"), ("attributes", "attributes"), ("remarks", "note"),
                 ("origin", "origin"), ("origin", "confidence"), ("names", "name"), ("ids", "id")),
        )
        for span in bundle.spans
    }  # fmt: skip
    ties = {
        tie.id: (
            tuple(spans[claim] for claim in tie.claims),
            tuple(sorted(spans[source] for source in tie.sources)),
            spans[tie.cue] if tie.cue else None,
            *row(tie, ("facts", "category"), ("facts", "affiliation"), ("facts", "attributes"),
                 ("facts", "note"), ("authors", "author"), ("ids", "id")),
        )
        for tie in bundle.attributions
    }  # fmt: skip
    said: Said = {
        "text": text,
        "spans": sorted(spans.values(), key=str),
        "attributions": sorted(
            ((ties[tie.id], ties.get(tie.parent) if tie.parent else None) for tie in bundle.attributions),
            key=str,
        ),
    }
    document = msgspec.to_builtins(bundle.document)
    if "metadata" in carries:
        said["document"] = {
            name: document[name]
            for name in ("kind", "title", "byline", "published", "source", "url", "language", "meta")
        }
    if "segments" in carries:
        said["segments"] = document["segments"]
    if "ids" in carries:
        said["id"] = bundle.document.id
    return said
