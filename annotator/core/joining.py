"""Which of the acts of two copies of a project, made without knowing of each other, stand side by side.

One copy goes before: what it holds is beyond question. An act of the other does not stand where what it
writes meets what the first writes or leans on, or what it leans on is written there; nor does what was built
on it.
Nothing is rewritten: an act that does not stand stays in the log, and is set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, Protocol

import msgspec

from annotator.core.audit import Reading
from annotator.core.events import Change
from annotator.core.model import (
    Assignment,
    Attribution,
    Comment,
    Decision,
    Note,
    Record,
    Span,
    Submission,
)
from annotator.core.names import Name
from annotator.core.scheme import Scheme, lost

Why = Literal[
    "changed-elsewhere",
    "built-on-void",
    "absorbed",
    "absorbed-otherwise",
    "refused-row-in-use",
    "refused-blind-closed",
    "refused-blind-final",
    "refused-blind-own",
    "refused-own-work",
    "refused-stale-change",
    "refused-hub-lead-only",
]
"""Why a change is aside: its rows were changed elsewhere; it was built on what is aside; the other copy has
added the same row, or one in its place that says something else; the hub refused it by a rule about what this
copy could not see."""

IMPORTS: Final = frozenset({"documents.import", "documents.import_trusted", "document.add", "names.import"})
"""Acts that bring in many rows, of which each stands for itself."""

Blind = Callable[[str, str], bool]
"""Whether a document was given to somebody for blind annotation."""


class Keys(NamedTuple):
    """What a change writes, and what it leans on."""

    writes: set[str]
    leans: set[str]


class Act(Protocol):
    """An event as joining sees it. `changes` are those that stand so far, each with its number."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def reverts(self) -> str | None: ...
    @property
    def changes(self) -> Iterable[tuple[int, Change]]: ...


class Known(NamedTuple):
    """What the copy that goes before had settled already of what both have.

    `void`: keys of what the other copy holds for standing and the first does not. `absorbed`: by event, the
    rows that it added and that are there without it.
    """

    void: frozenset[str] = frozenset()
    absorbed: Mapping[str, frozenset[str]] = {}


NOTHING_KNOWN: Final = Known()


def settle(
    theirs: Iterable[Act], mine: Iterable[Act], blind: Blind, known: Known = NOTHING_KNOWN
) -> dict[str, dict[int, Why]]:
    """Which changes of mine do not stand beside theirs, and why: by event and number.

    `theirs` are beyond question; `mine` are in their order, and are gone through twice. An act of several
    rows stands or falls whole; only rows that are there already are taken out of it.
    """
    side = _Side(theirs, mine, blind)
    void: set[str] = set(known.void)
    absorbed: dict[str, frozenset[str]] = dict(known.absorbed)
    found: dict[str, dict[int, Why]] = {}
    for act in mine:
        aside: dict[int, Why] = {}
        fault: Why | None = None
        left: dict[int, set[str]] = {}
        undone = absorbed.get(act.reverts or "", frozenset())
        rows: set[str] = set()
        for n, change in act.changes:
            row, adds = row_key(change), change.before is None
            keys = keys_of(change, blind)
            if row in undone:
                aside[n] = "absorbed"
            elif adds and row in side.added and row not in void:
                aside[n] = "absorbed" if side.added[row] == change.after else "absorbed-otherwise"
            elif (clash := side.clash(keys, void)) and adds and act.kind in IMPORTS:
                aside[n] = "absorbed-otherwise"
                void |= {row, f"gone:{row}"}
            else:
                fault = fault or clash
                left[n] = keys.writes | {f"gone:{row}"} if adds else keys.writes
            if n in aside:
                rows.add(row)
        if fault:
            rows.update(row_key(change) for _, change in act.changes)
            for n, writes in left.items():
                aside[n] = fault
                void |= writes
        if aside:
            found[act.id], absorbed[act.id] = aside, frozenset(rows)
    return found


class _Side:
    """What the copy that goes before has done, as far as it touches what the other has."""

    def __init__(self, theirs: Iterable[Act], mine: Iterable[Act], blind: Blind) -> None:
        self.writes: set[str] = set()
        self.leans: set[str] = set()
        self.added: dict[str, Record] = {}
        """The rows that both have added, as they came here."""
        touched: set[str] = set()
        for act in mine:
            for _, change in act.changes:
                keys = keys_of(change, blind)
                touched |= keys.writes | keys.leans
        if not touched:
            return
        for act in theirs:
            for _, change in act.changes:
                keys, row = keys_of(change, blind), row_key(change)
                self.writes |= keys.writes & touched
                self.leans |= keys.leans & touched
                if change.after is None:
                    self.added.pop(row, None)
                elif change.before is None and row in touched:
                    self.added[row] = change.after

    def clash(self, keys: Keys, void: set[str]) -> Why | None:
        if not void.isdisjoint(keys.writes) or not void.isdisjoint(keys.leans):
            return "built-on-void"
        meets = (
            not self.writes.isdisjoint(keys.writes)
            or not self.leans.isdisjoint(keys.writes)
            or not self.writes.isdisjoint(keys.leans)
        )
        return "changed-elsewhere" if meets else None


def void_keys(changes: Iterable[Change], blind: Blind) -> set[str]:
    """The keys of what does not stand: what was built on it does not either."""
    found: set[str] = set()
    for change in changes:
        found |= keys_of(change, blind).writes
        if change.before is None:
            found.add(f"gone:{row_key(change)}")
    return found


def row_key(change: Change) -> str:
    """The key of a change's row."""
    return f"{change.entity}:{change.entity_id}"


def keys_of(change: Change, blind: Blind) -> Keys:
    """What a change writes and leans on; keys of rows, of what may be there but once, and of what is gone."""
    old, new, row = change.before, change.after, row_key(change)
    writes, leans = {row}, set[str]()
    if new is None:
        writes.add(f"gone:{row}")
    else:
        leans.update(_grounds(new))
    for side in (old, new):
        if side is not None:
            writes.update(_only_ones(side))
            if (
                isinstance(side, Span | Attribution)
                and side.in_layer
                and blind(side.document_id, side.author)
            ):
                leans.add(_one("submission", side.document_id, side.author))
    if isinstance(old or new, Name) and _merged(old) != _merged(new):
        writes.add(f"merged:{change.entity_id}")
    elif isinstance(old, Span) and isinstance(new, Span) and old.author != new.author:
        writes.add(f"author:{row}")
    elif isinstance(old, Scheme) and isinstance(new, Scheme):
        writes.update(f"gone:{place[0]}:{place[-1]}" for place in lost(old, new))
    elif isinstance(found := new or old, Attribution) and _parent(old) != _parent(new):
        # Who is within whom is looked at as a whole: two changes may make a circle that neither does.
        writes.add(_one("within", found.document_id, found.author))
    return Keys(writes, leans)


def _one(*parts: str) -> str:
    return "\0".join(("one", *parts))


def _merged(name: Record | None) -> str | None:
    return name.merged_into if isinstance(name, Name) else None


def _parent(row: Record | None) -> str | None:
    return row.parent if isinstance(row, Attribution) else None


def _only_ones(row: Record) -> Iterator[str]:
    """What there may be but one of, whatever ids two of them bear."""
    match row:
        case Submission() | Note():
            yield _one(type(row).__name__.lower(), row.document_id, row.author)
        case Assignment():
            yield _one("assignment", row.document_id, row.assignee, row.task)
        case Decision() if not (row.target_kind == "submission" and row.replacement):
            yield _one("decision", row.target, row.reviewer)


def _grounds(row: Record) -> Iterator[str]:
    """What a row leans on: that these are not gone, and are whose they were."""
    document_id = getattr(row, "document_id", None)
    if document_id is not None and not isinstance(row, Reading):  # it outlives its document
        yield f"gone:document:{document_id}"
    match row:
        case Span():
            yield f"gone:labels:{row.label}"
            yield from _values(row.attributes)
            yield from (f"gone:terms:{term}" for toll in row.tolls for term in (toll.what, toll.who))
            if row.name:
                yield f"gone:name:{row.name}"
        case Attribution():
            for span in row.spans:
                yield f"gone:span:{span}"
                yield f"author:span:{span}"
            if row.parent:
                yield f"gone:attribution:{row.parent}"
            yield from _values({**row.attributes, "category": row.category, "affiliation": row.affiliation})
        case Decision() if row.replacement:
            yield f"gone:span:{row.replacement}"
            yield f"gone:attribution:{row.replacement}"
        case Comment():
            yield f"gone:{row.target_kind}:{row.target}"
            if row.reply_to:
                yield f"gone:comment:{row.reply_to}"
        case Name():
            yield from _values(row.attributes)
            if row.merged_into:
                yield f"merged:{row.merged_into}"
                yield f"gone:name:{row.merged_into}"


def _values(attributes: Mapping[str, Any]) -> Iterator[str]:
    """The attributes and terms of the scheme that a row bears, and names that are values."""
    for name, value in attributes.items():
        yield f"gone:attributes:{name}"
        for term in value if isinstance(value, list | tuple) else (value,):
            if isinstance(term, str):
                yield f"gone:terms:{term}"
                yield f"gone:name:{term}"


_TOGETHER: Final = ("ranges", "quote", "tolls")
"""Fields that say one thing together: what a claim counts lies in its words."""
_ONE_VALUE: Final = frozenset({"judged", "suggestion"})
"""Fields that are read as a whole, though they have parts."""


def made_again(before: Record | None, mine: Record, present: Record) -> Record:
    """What `mine` did to `before`, done to what the row is at present, field by field.

    What I left as it was stays as it is now. Of rows with ids, words and values by name each counts for
    itself; where both changed one value, mine stands.
    """
    assert type(mine) is type(present), "rows of one table"
    done: dict[str, Any] = {}
    for name in type(mine).__struct_fields__:
        was, now, is_now = (getattr(row, name, msgspec.UNSET) for row in (before, mine, present))
        is_touched = was != now or (name in _TOGETHER and _differ(before, mine))
        if name != "id" and is_touched:
            done[name] = now if name in _ONE_VALUE else _joined(was, now, is_now)
    return msgspec.structs.replace(present, **done)


def _differ(before: Record | None, mine: Record) -> bool:
    """Whether anything was changed of what says one thing together."""
    return any(getattr(before, name, None) != getattr(mine, name, None) for name in _TOGETHER)


def _joined(was: Any, mine: Any, present: Any) -> Any:
    if isinstance(mine, Mapping) and isinstance(present, Mapping):
        was = was if isinstance(was, Mapping) else {}
        kept = {key: value for key, value in present.items() if key in mine or key not in was}
        return kept | {key: value for key, value in mine.items() if key not in was or was[key] != value}
    if _is_set(mine) and _is_set(present):
        was = was if _is_set(was) else ()
        before, now = _by_name(was), _by_name(mine)
        kept = {name: row for name, row in _by_name(present).items() if name in now or name not in before}
        changed = {name: row for name, row in now.items() if before.get(name, msgspec.UNSET) != row}
        return tuple((kept | changed).values())
    return mine


def _is_set(value: Any) -> bool:
    """Whether these are rows with ids, or words, rather than numbers whose places count."""
    return isinstance(value, tuple) and all(isinstance(row, str) or hasattr(row, "id") for row in value)


def _by_name(rows: Iterable[Any]) -> dict[str, Any]:
    return {row if isinstance(row, str) else row.id: row for row in rows}
