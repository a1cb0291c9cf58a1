"""The words of documents that are written to be read, in the language of the export."""

from __future__ import annotations

from functools import cache

import msgspec

from annotator.core.model import Flag, Reason, ReviewState, Verdict
from annotator.disk import data_path


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `resources/reading/words.toml` for each field."""

    documents: str
    outlet: str
    byline: str
    published: str
    address: str
    legend: str
    layer: str
    attributions: str
    said_by: str
    nobody: str
    claim: str
    cue: str
    category: str
    affiliation: str
    relayed: str
    remarks: str
    name: str
    note: str
    yes: str
    notes: str
    comment: str
    review: str
    submitted: str
    withdrawn: str
    flags: str
    comma: str
    review_states: dict[ReviewState, str]
    verdicts: dict[Verdict, str]
    reasons: dict[Reason, str]
    flag_names: dict[Flag, str]


@cache
def words(language: str) -> Words:
    data = data_path("resources", "reading", "words.toml").read_bytes()
    return msgspec.toml.decode(data, type=dict[str, Words])[language]
