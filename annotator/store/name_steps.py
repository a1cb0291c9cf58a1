"""The step of migration that keeps what is known of names, and finds the documents of an outlet."""

from __future__ import annotations

from typing import Final

from annotator.store.packing import fields_view

NAME_ATTRIBUTES: Final = {"name": "attributes?"}
KNOWN_OF_NAMES: Final = (
    "ALTER TABLE names ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE documents ADD COLUMN outlet TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX documents_of_outlet ON documents (outlet) WHERE outlet <> ''",
    "CREATE INDEX spans_of_name ON spans (name) WHERE name <> ''",
    "DROP VIEW payload_fields",
    fields_view(NAME_ATTRIBUTES),
)
