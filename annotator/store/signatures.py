"""Rows that bear another name than that of whoever wrote them, as the log tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from annotator.core.signing import SIGNATURES, Brought, Reason, Signed, Written, in_others_name, reason_for
from annotator.store.payloads import extracted, named
from annotator.store.project import Project
from annotator.store.tables import json_list


def _signed(side: str) -> str:
    fields = " ".join(f"WHEN '{entity}' THEN {extracted(side, name)}" for entity, name in SIGNATURES.items())
    return f"CASE c.entity {fields} END"


_OTHERS: Final = f"""
    SELECT e.seq, e.id, e.actor, c.entity, c.entity_key, {_signed("c.before")} AS was,
           {_signed("c.after")} AS is_now
    FROM log c JOIN events e ON e.seq = c.event
    WHERE c.entity IN (SELECT value FROM json_each(?)) AND (was <> e.actor OR is_now <> e.actor)
    ORDER BY c.event, c.n"""

_ON_OWN: Final = f"""
    SELECT 1 FROM log d, log t
    WHERE d.entity_key = ? AND d.entity = 'decision'
      AND t.entity_key = key({extracted("d.after", "target", entity="d.entity")})
      AND {extracted("t.after", "author", entity="t.entity")} = ? LIMIT 1"""


def signatures(project: Project) -> tuple[list[Signed], list[Brought]]:
    """Rows whose name nothing explains, in the order of the log; and how many have which explanation."""
    unexplained: list[Signed] = []
    counted: Counter[tuple[Reason, str]] = Counter()
    for row in filter(in_others_name, _written(project)):
        reason = reason_for(row)
        if reason is None:
            unexplained.append(Signed(row.seq, row.entity, row.entity_id, row.signed, row.actor))
        else:
            counted[reason, row.actor] += 1
    return unexplained, [Brought(reason, actor, rows) for (reason, actor), rows in sorted(counted.items())]


def _written(project: Project) -> Iterator[Written]:
    """The changes under other names than their actors'."""
    events = {row[0]: row[1:] for row in project.rows("SELECT id, seq, kind, reverts FROM events")}
    found = project.one("SELECT min(event) FROM log WHERE entity = 'document'")
    first = found[0] if found else None
    # All rows first: a question about one would otherwise be asked in the middle of the answer.
    for seq, event_id, actor, entity, row, was, is_now in list(
        project.rows(_OTHERS, [json_list(SIGNATURES)])
    ):
        root, kind = _root(events, event_id)
        yield Written(
            seq=seq,
            entity=entity,
            entity_id=named(row),
            actor=actor,
            kind=kind,
            before=was,
            after=is_now,
            first=root == first,
            own=entity == "decision" and project.one(_ON_OWN, [row, actor]) is not None,
        )


def _root(events: Mapping[str, tuple[Any, ...]], event_id: str) -> tuple[int, str]:
    """The number and the kind of the event, or of what it turns round in the end."""
    seq, kind, reverts = events[event_id]
    while reverts in events and events[reverts][0] < seq:
        seq, kind, reverts = events[reverts]
    return seq, kind
