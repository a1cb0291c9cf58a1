"""Tying claims to the sources that voiced them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

import msgspec

from annotator.commands.checks import check_owner, checked_ranges, own, refuse_retired, with_attribute
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Passage, Range, Span, new_id
from annotator.core.scheme import Scheme
from annotator.store import Project, queries

_VOICED: Final = ("claims", "sources", "cue", "parent")


def attribute(
    project: Project,
    *,
    author: str,
    claims: Sequence[str],
    sources: Sequence[str] = (),
    cue: str | None = None,
    parent: str | None = None,
    category: str = "",
    affiliation: str = "",
    attributes: Mapping[str, str] | None = None,
    origin: str = "hand",
) -> Attribution:
    """Tie claims to the sources that voiced them. All spans must be of the author's own layer."""
    with project.event("attribution.add", author) as event:
        if not claims:
            raise AnnotatorError("attribution-without-claim")
        first = own(project, Span, claims[0], author)
        row = Attribution(
            id=new_id(),
            document_id=first.document_id,
            claims=tuple(claims),
            sources=tuple(sources),
            cue=cue,
            parent=parent,
            category=category,
            affiliation=affiliation,
            attributes=dict(attributes or {}),
            author=author,
            origin=origin,
        )
        _check_attribution(project, row)
        event.add(row)
    return row


def edit_attribution(project: Project, row: Attribution, *, author: str, **values: object) -> Attribution:
    """Change fields of an attribution: claims, sources, cue, parent, category, affiliation, note.

    `row` is the attribution as the person saw it. `attributes` is a mapping of just the attributes to
    change; an empty value takes one away. Raises `StaleChange` if the row has changed since.
    """
    check_owner(row, author)
    after = _with_values(project.scheme, row, values)
    with project.event("attribution.edit", author) as event:
        _check_attribution(project, after)
        event.replace(row, after)
    return after


def attribute_claim(
    project: Project,
    *,
    author: str,
    claim: Span,
    row: Attribution | None,
    apart: Sequence[Mapping[str, object]] = (),
    **values: object,
) -> Attribution:
    """Attribute a claim, all as one act: `values` go to `row`, or to a new attribution where it is None.

    `row` is the attribution as the person saw it. Each of `apart` holds the values of a further attribution
    of the claim. Values are as of `attribute` and `edit_attribution`.
    """
    with project.event("attribution.edit" if row else "attribution.add", author) as event:
        first = _with_values(project.scheme, row or _begun(claim, author), values)
        if row is not None:
            check_owner(row, author)
            _check_attribution(project, first)
            event.replace(row, first)
        new = [_with_values(project.scheme, _begun(claim, author), further) for further in apart]
        for other in (*([first] if row is None else ()), *new):
            _check_attribution(project, other)
            _refuse_twin(project, other)
            event.add(other)
    return first


def attribute_to_words(
    project: Project,
    *,
    author: str,
    row: Attribution | None,
    claim: Span,
    label: str,
    ranges: Sequence[Range],
    seen: Passage | None = None,
    sources: Sequence[str] = (),
    **values: object,
) -> Attribution:
    """Label words as a source and tie a claim to them, as one act.

    `ranges` are in code points, `seen` is what was shown there; a span of that label that lies there already
    is used. `row` is the claim's attribution as the person saw it, None for a new one; `sources` stay beside
    the new one; `values` are further fields as of `attribute` and `edit_attribution`.
    """
    with project.event("attribution.edit" if row else "attribution.add", author) as event:
        refuse_retired(project, label)
        checked = checked_ranges(project, claim.document_id, ranges, seen=seen)
        source = Span(
            id=new_id(),
            document_id=claim.document_id,
            label=label,
            ranges=checked.ranges,
            quote=checked.quote,
            author=author,
        )
        twin = queries.twin(project, source)
        if twin is None:
            event.add(source)
        named = tuple(dict.fromkeys((*sources, (twin or source).id)))
        if row is not None:
            check_owner(row, author)
        after = _with_values(project.scheme, row or _begun(claim, author), {**values, "sources": named})
        _check_attribution(project, after)
        if row is None:
            event.add(after)
        else:
            event.replace(row, after)
    return after


def delete_attribution(project: Project, row: Attribution, *, author: str) -> None:
    """Take an attribution away; its spans stay."""
    check_owner(row, author)
    with project.event("attribution.delete", author) as event:
        for child in queries.attributions(project, row.document_id, author):
            if child.parent == row.id:
                event.replace(child, msgspec.structs.replace(child, parent=None))
        event.remove(row)


def _begun(claim: Span, author: str) -> Attribution:
    return Attribution(id=new_id(), document_id=claim.document_id, claims=(claim.id,), author=author)


def _with_values(scheme: Scheme, row: Attribution, values: Mapping[str, object]) -> Attribution:
    """With other fields; of `attributes` just those to change, and an empty value takes one away."""
    attributes: dict[str, object] = row.attributes
    for name, value in cast(Mapping[str, str], values.get("attributes", {})).items():
        attributes = with_attribute(scheme, attributes, name, value)
    return msgspec.structs.replace(row, **{**values, "attributes": attributes})


def _refuse_twin(project: Project, row: Attribution) -> None:
    """The same claim voiced by the same sources with the same cue is said once."""
    for other in queries.attributions(project, row.document_id, row.author):
        if all(getattr(other, name) == getattr(row, name) for name in _VOICED):
            raise AnnotatorError("attribution-twin")


def _check_attribution(project: Project, row: Attribution) -> None:
    if not row.claims:
        raise AnnotatorError("attribution-without-claim")
    for span_id in row.spans:
        if own(project, Span, span_id, row.author).document_id != row.document_id:
            raise AnnotatorError("attribution-across-documents", span=span_id)
    parent, passed = row.parent, {row.id}
    while parent is not None:
        if parent in passed:
            raise AnnotatorError("attribution-circle")
        passed.add(parent)
        parent = own(project, Attribution, parent, row.author).parent
