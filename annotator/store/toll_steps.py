"""The step of migration that gives spans their tolls, and a view of them."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.store.packing import fields_view


def toll_steps(*before: Mapping[str, str]) -> tuple[str, ...]:
    """The statements; `before`: the fields that earlier steps added to packed values."""
    return (
        "ALTER TABLE spans ADD COLUMN tolls TEXT NOT NULL DEFAULT '[]'",
        """CREATE VIEW tolls AS
        SELECT s.document_id, s.id AS span_id, s.author, t.key AS n, json_extract(t.value, '$.what') AS what,
               json_extract(t.value, '$.who') AS who, json_extract(t.value, '$.least') AS least,
               json_extract(t.value, '$.most') AS most, json_extract(t.value, '$.exact') AS exact,
               json_extract(t.value, '$.start') AS "start", json_extract(t.value, '$.end') AS "end",
               json_extract(t.value, '$.quote') AS quote
        FROM spans s, json_each(s.tolls) t""",
        "DROP VIEW payload_fields",
        fields_view(*before, {"span": "tolls?"}),
    )
