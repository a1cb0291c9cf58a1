"""What is kept beside the record and follows from it: whether it is as the record says."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.store import search_index
from annotator.store.findings import Finding
from annotator.store.likeness import stale_likenesses, stale_sketches
from annotator.store.listing import stale_counts, stale_lists
from annotator.store.project import Project
from annotator.store.review_queue import stale_documents


def queue(project: Project) -> Iterator[Finding]:
    for document in stale_documents(project.conn):
        yield Finding("queue-differs", {"document": document})


def lists(project: Project) -> Iterator[Finding]:
    for document in stale_lists(project.conn):
        yield Finding("lists-differ", {"document": document})
    for author, name in stale_counts(project.conn):
        yield Finding("counts-differ", {"author": author, "list": name})


def likeness(project: Project) -> Iterator[Finding]:
    """What texts are found by, and which are told to be alike, follow from the texts."""
    for text in stale_sketches(project.conn):
        yield Finding("sketch-differs", {"id": text})
    for document in stale_likenesses(project.conn):
        yield Finding("likeness-differs", {"document": document})


def search(project: Project) -> Iterator[Finding]:
    """Every document is found by its words."""
    for document in search_index.stale_documents(project.conn):
        yield Finding("search-differs", {"document": document})
