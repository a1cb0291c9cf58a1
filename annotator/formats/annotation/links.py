"""Attributions as links between spans, as most formats know relations, and attributions from such links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from annotator.core.model import Attribution, Bundle, Span, derived_id
from annotator.core.scheme import Role
from annotator.formats.annotation.annotator_check import Report


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A relation between two marks. Links of one `group` (any name) are one attribution; those without are
    put together by the claim they share. `facts`: fields of the attribution."""

    kind: str
    head: str
    tail: str
    author: str = ""
    group: str = ""
    facts: dict[str, Any] = {}


RELATIONS: Final = ("source", "cue", "claim", "relayed")
"""How our own files call what ties the first claim of an attribution to its sources, its cue, its other
claims, and to the first claim of the attribution that relays it."""


def links_of(bundle: Bundle) -> list[Link]:
    """The attributions of a bundle as links between its spans, by their ids, grouped by attribution."""
    links: list[Link] = []
    heads = {row.id: row.claims[0] for row in bundle.attributions}
    for row in bundle.attributions:
        ends = [("claim", claim) for claim in row.claims[1:]]
        ends += [("source", source) for source in row.sources]
        ends += [("cue", row.cue)] if row.cue else []
        ends += [("relayed", heads[row.parent])] if row.parent in heads else []
        facts = {name: value for name in ("category", "affiliation", "note") if (value := getattr(row, name))}
        facts |= {"attributes": row.attributes} if row.attributes else {}
        links += [
            Link(kind=kind, head=row.claims[0], tail=tail, author=row.author, group=row.id, facts=facts)
            for kind, tail in ends
        ]
    return links


_FACTS: Final[dict[str, type]] = {"category": str, "affiliation": str, "note": str, "attributes": dict}


class _Tie(msgspec.Struct):
    """An attribution as it comes together."""

    claims: dict[str, None] = {}
    sources: dict[str, None] = {}
    cue: str | None = None
    parent: str = ""
    """The key of its group, or the id of a claim."""
    facts: dict[str, Any] = {}
    author: str = ""
    group: str = ""


def attributions_of(
    links: Iterable[Link],
    spans: dict[str, Span],
    document: str,
    labels: Mapping[str, Role],
    origin: str,
    report: Report,
) -> list[Attribution]:
    ties: dict[str, _Tie] = {}
    by_cue: dict[str, list[str]] = {}
    late: list[tuple[Span, Span]] = []
    outer: list[tuple[str, Span]] = []
    for link in links:
        ends = [spans.get(link.head), spans.get(link.tail)]
        if None in ends:
            report("link-left-out-end", kind=link.kind)
            continue
        head, tail = (end for end in ends if end is not None)
        if head.author != tail.author:
            report("link-left-out-authors", kind=link.kind)
            continue
        roles = labels.get(head.label, ""), labels.get(tail.label, "")
        if roles in (("source", "claim"), ("cue", "claim"), ("source", "cue")):
            head, tail, roles = tail, head, (roles[1], roles[0])
        if roles == ("cue", "source"):
            late.append((head, tail))
            continue
        if roles[0] != "claim" or not roles[1]:
            report("link-left-out-roles", kind=link.kind)
            continue
        group = link.group or head.id
        tie = ties.setdefault(group, _Tie(author=head.author, group=link.group))
        tie.claims.setdefault(head.id)
        for name, value in link.facts.items():
            if isinstance(value, _FACTS.get(name, ())):
                tie.facts.setdefault(name, value)
        if roles[1] == "source":
            tie.sources.setdefault(tail.id)
        elif roles[1] == "cue":
            tie.cue = tie.cue or tail.id
            by_cue.setdefault(tail.id, []).append(group)
        elif link.kind == "relayed":
            outer.append((group, tail))
        else:
            tie.claims.setdefault(tail.id)
    for cue, source in late:
        for group in by_cue.get(cue.id, ()):
            ties[group].sources.setdefault(source.id)
        if cue.id not in by_cue:
            report("link-left-out-roles", kind="cue")
    of_claim: dict[str, str] = {}
    for group, tie in ties.items():
        of_claim.setdefault(next(iter(tie.claims)), group)
    ids = {
        group: derived_id(
            "attribution", document, tie.author, *tie.claims, "/", *tie.sources, "/", tie.cue or "", tie.group
        )
        for group, tie in ties.items()
    }
    for group, claim in outer:
        parent = of_claim.get(claim.id, "")
        if parent and parent != group and not _leads_back(parent, group, ties):
            ties[group].parent = parent
        else:
            report("link-left-out-end", kind="relayed")
    return [
        Attribution(
            id=ids[group],
            document_id=document,
            claims=tuple(tie.claims),
            sources=tuple(tie.sources),
            cue=tie.cue,
            parent=ids[tie.parent] if tie.parent else None,
            author=tie.author,
            origin=origin,
            **tie.facts,
        )
        for group, tie in ties.items()
    ]


def _leads_back(group: str, start: str, ties: dict[str, _Tie]) -> bool:
    """Whether the parents of `group` come to `start`."""
    while group:
        if group == start:
            return True
        group = ties[group].parent
    return False
