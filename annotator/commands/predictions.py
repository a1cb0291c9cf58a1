"""Annotations of files that come in as suggestions: nobody's work, for everybody to accept or reject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from annotator.commands.hearing import Heard
from annotator.core.model import Bundle
from annotator.core.suggestions import Suggestion, suggestions_of
from annotator.store import Project, queries
from annotator.store.suggestions import add_brought

if TYPE_CHECKING:
    from annotator.formats import Problem


class Predicted(msgspec.Struct):
    """What is proposed in files, by the document it is about, until the documents are there."""

    found: dict[str, list[Suggestion]] = {}
    known: int = 0
    """Documents of the project that are proposed in."""
    first: str | None = None

    def labels(self) -> Counter[str]:
        return Counter(
            span.label for rows in self.found.values() for suggestion in rows for span in suggestion.spans
        )


def without_work(
    project: Project, read: Iterator[Bundle | Problem], heard: Heard, predicted: Predicted
) -> Iterator[Bundle | Problem]:
    """The documents that the project lacks, bare; what the files say of any goes to `predicted`.

    A document is known by its id or its text.
    """
    for row in read:
        if not isinstance(row, Bundle):
            yield row
            continue
        document = row.document
        known = queries.document_of(project, document.id, document.text_hash)
        id = known or document.id
        found = suggestions_of(row, id, heard.file)
        if found:
            predicted.found.setdefault(id, []).extend(found)
            predicted.first = predicted.first or id
        if known:
            predicted.known += 1
        else:
            yield Bundle(document=document, text=row.text)


def keep_predicted(project: Project, predicted: Predicted) -> int:
    """Keep what bears labels of the scheme; how many suggestions that are."""
    labels = {label.id for label in project.scheme.active_labels()}
    fitting = {
        document: rows
        for document, found in predicted.found.items()
        if (rows := [row for row in found if all(span.label in labels for span in row.spans)])
    }
    return add_brought(project, fitting)
