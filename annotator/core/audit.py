"""Records about the record itself: what of it is noted, what was written out, and who read others' work."""

from __future__ import annotations

from annotator.core.model import Record, derived_id


class Policy(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a project notes of those who work on it, and how it takes in. One row; its id is the project's.

    `accounts`: whether each event says which account of which computer it came from. `inbox`: whether
    documents that come in are to be sorted first.
    """

    accounts: bool = True
    inbox: bool = False


class Export(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that was made of the record; `head` is where the log ended when it was read.

    `layer` is `all`, `agreed` or `author:NAME`; `unreviewed`: documents whose review is not complete were
    written too, `restricted`: those that are not to leave the project. `sha256` is of the file's bytes, and
    `file` its name without folder ("" for a stream).
    """

    format: str
    layer: str
    unreviewed: bool = False
    documents: int
    file: str
    sha256: str
    head: str
    restricted: bool = False


class Reading(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody was shown others' work on a document that is blind to them, or that they are to review."""

    document_id: str
    person: str


def reading_of(person: str, document_id: str) -> Reading:
    """The one entry for a person and a document."""
    return Reading(id=derived_id("reading", person, document_id), document_id=document_id, person=person)
