"""Our own lines with what each annotator said of each place beside them, for models that learn from doubt.

The share of those who annotated a document that gave a span each label, or an attribution each category: a
soft label. Who annotated it and marked nothing there gave "". Written only, as it follows from the layers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import msgspec

from annotator.core.agreement.layers import Annotated
from annotator.core.carrying import EVERYTHING
from annotator.core.model import Attribution, Bundle, Span
from annotator.core.selecting import Clitics
from annotator.formats.annotation.annotator_jsonl import document_row
from annotator.formats.base import Format, WriteOptions


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    for bundle in bundles:
        row = msgspec.to_builtins(document_row(bundle))
        out.write(msgspec.json.encode({**row, "soft": _soft(bundle, options.clitics)}) + b"\n")


def _soft(bundle: Bundle, clitics: Clitics) -> dict[str, Any]:
    """What needs numbers is imported where it is written: the program starts without."""
    from annotator.core.agreement.reliability import category_answers, label_answers, shares_of

    authors = {row.author for row in bundle.submissions if row.state == "submitted"}
    for rows in (bundle.spans, bundle.attributions):
        authors |= {row.author for row in rows if row.in_layer}
    layers: dict[str, tuple[Sequence[Span], Sequence[Attribution]]] = {
        author: (
            [row for row in bundle.spans if row.author == author and row.in_layer],
            [row for row in bundle.attributions if row.author == author and row.in_layer],
        )
        for author in sorted(authors)
    }
    document = Annotated(bundle.document.id, bundle.text, layers)
    told = {"spans": label_answers(document, clitics), "attributions": category_answers(document)}
    return {
        "authors": list(layers),
        **{
            name: [
                {
                    "ranges": row.ranges,
                    "quote": row.quote,
                    "given": row.given,
                    "shares": shares_of(row.given.values()),
                }
                for row in found
            ]
            for name, found in told.items()
        },
    }


SOFT_JSONL = Format(
    id="soft-jsonl",
    suffixes=(".jsonl",),
    carries=EVERYTHING,
    read=None,
    write=_write,
)
