"""The ledger of claims: what a claim says of itself, field by field, and how claims are counted by it.

A claim may have several sources, places or categories. So each cell holds any number of values, and a claim
counts once under each of them: the counts of groups may come to more than there are claims. A claim without a
value counts under "", and is never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

import msgspec

from annotator.core.agreed import AGREED
from annotator.core.arabic import fold_key
from annotator.core.claim_rows import PLACE, Voice, told_in, voice
from annotator.core.dates import parse_date
from annotator.core.errors import AnnotatorError
from annotator.core.model import FACTS, Bundle, Span, Toll
from annotator.core.scheme import ACTOR, Scheme

State = Literal[
    "in-work", "submitted", "changed", "accept", "replace", "reject", "disputed", "review", "agreed"
]
"""Where a claim stands.

`in-work`: its layer is not submitted; `submitted`: nobody has judged it; `changed`: not as it is now.
`accept`, `replace`, `reject`, `disputed`: what review came to. `review`: a reviewer wrote it. `agreed`: it is
a claim of the agreed layer.
"""

BETWEEN: Final = "\x1f"
"""Between the values of a stored cell."""

SEVERAL: Final = (
    "sources", "source_names", "category", "affiliation", "relayed_by", "cue", "actors", "places", "tolls",
)  # fmt: skip
"""Fields that may have several values; so may the attributes of attributions."""
_OF_DOCUMENT: Final = ("outlet", "date", "month", "year", "title", "document")
_ALONE: Final = ("claim", "state", "author", "start", "end", "note")
FIELDS: Final = ("claim", *SEVERAL, *_OF_DOCUMENT, *_ALONE[1:])
"""What is known of every claim; the attributes of attributions that the scheme has come behind these."""
NUMBERS: Final = frozenset({"start", "end"})
COLUMNS: Final = (
    "claim", "sources", "category", "date", "places", "actors", "outlet", "state", "cue", "relayed_by",
    "source_names", "affiliation", "tolls", "author", "title",
)  # fmt: skip
"""The fields that a table shows where nobody has chosen."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as the ledger keeps it; cells of several values are joined by `BETWEEN`.

    `author` "" is that of the agreed layer; `complete`: the review of its document is. `attributes` holds the
    cells of the attributes of its attributions. `names` are the ids of all names that are told, `place_names`
    those of its places, with "" for a place that has none.
    """

    span: str
    document_id: str
    author: str
    start: int
    end: int
    complete: bool
    state: State
    sources: str = ""
    source_names: str = ""
    category: str = ""
    affiliation: str = ""
    relayed_by: str = ""
    cue: str = ""
    actors: str = ""
    places: str = ""
    tolls: str = ""
    outlet: str = ""
    dated: str = ""
    unclear: str = ""
    title: str = ""
    attributes: dict[str, str] = {}
    place_names: str = ""
    names: str = ""
    note: str = ""
    claim: str


class Facts(NamedTuple):
    """Of a document what follows from it: its title as lists show it, and its date."""

    title: str
    dated: str
    unclear: str


def entries(
    bundle: Bundle,
    scheme: Scheme,
    names: Mapping[str, str],
    facts: Facts,
    *,
    states: Mapping[str, State],
    is_agreed: bool = False,
    complete: bool = False,
) -> Iterator[Entry]:
    """The claims of a document, as the ledger keeps them.

    `names` are the words of names by id, of merged ones those of the name that stands for them. `states` are
    those of claims by id. An agreed layer, as it is published, is told under the author "", and each claim
    by the id of the row that stands.
    """
    spans = {span.id: span for span in bundle.spans}
    by_id = {row.id: row for row in bundle.attributions}
    for claim, ways, inside in told_in(bundle, scheme):
        told = [voice(way, by_id, spans, names) for way in ways]
        marked = {label: [span for span in inside if span.label == label] for label in (ACTOR, PLACE)}
        sources = [spans[source] for way in ways for source in way.sources if source in spans]
        shown = (span.name for span in (*sources, *marked[ACTOR], *marked[PLACE]))
        given = ((name, str(value)) for way in ways for name, value in way.attributes.items())
        attributes: dict[str, list[str]] = {}
        for name, value in given:
            attributes.setdefault(name, []).append(value)
        yield Entry(
            span=claim.origin.removeprefix(f"{AGREED}:") if is_agreed else claim.id,
            document_id=bundle.document.id,
            author="" if is_agreed else claim.author,
            start=claim.start,
            end=claim.end,
            complete=complete,
            state="agreed" if is_agreed else states.get(claim.id, "in-work"),
            **{
                field: cell(value for one in told for value in getattr(one, field)) for field in Voice._fields
            },
            actors=cell(_called(span, names) for span in marked[ACTOR]),
            places=cell(_called(span, names) for span in marked[PLACE]),
            tolls=cell(map(toll_value, claim.tolls)),
            outlet=bundle.document.source,
            dated=facts.dated,
            unclear=facts.unclear,
            title=facts.title,
            attributes={name: cell(values) for name, values in sorted(attributes.items())},
            place_names=cell_with_none(span.name for span in marked[PLACE]),
            names=cell(shown),
            note=claim.note,
            claim=claim.quote,
        )


def toll_value(toll: Toll) -> str:
    """A toll as a value, without the words it stands in: `killed/civilians/3/5/~`; `~` where it is vague."""
    most = "" if toll.most is None else toll.most
    return f"{toll.what}/{toll.who}/{toll.least}/{most}/{'' if toll.exact else '~'}"


def toll_of(value: str) -> Toll:
    """The toll of such a value."""
    what, who, least, most, vague = value.split("/")
    return Toll(
        what=what, who=who, least=int(least), most=int(most) if most else None, exact=not vague,
        start=0, end=0, quote="",
    )  # fmt: skip


def cell(values: Iterable[str]) -> str:
    """Several values as they are stored, each once, and once too where they differ in their blanks alone."""
    return BETWEEN.join(filter(None, dict.fromkeys(" ".join(value.split()) for value in values)))


def cell_with_none(values: Iterable[str]) -> str:
    """The same, with "" where a value is missing; so that none at all is told apart from one without."""
    return "".join(f"{value}{BETWEEN}" for value in dict.fromkeys(values))


def values_of(stored: str) -> tuple[str, ...]:
    """The values of a stored cell; ("",) where there is none."""
    return tuple(stored.split(BETWEEN))


def stored(entry: Entry, field: str) -> str:
    """The stored cell of a field; of one that the scheme no longer has, what was kept."""
    match field:
        case "date":
            return entry.dated[:_DAY]
        case "month" | "year":
            return entry.dated[: _PART[field]]
        case "document":
            return entry.document_id
    found = getattr(entry, field) if field in FIELDS else entry.attributes.get(field, "")
    return str(found)


_DAY: Final = len("2017-03-05")
_PART: Final = {"month": len("2017-03"), "year": len("2017")}


def _called(span: Span, names: Mapping[str, str]) -> str:
    """An actor or a place by its name, which is the same in all texts; by its words where it has none."""
    return names.get(span.name, "") or span.quote


# Fields


def fields_of(scheme: Scheme) -> tuple[str, ...]:
    """The fields that a claim of a project can have."""
    return (*FIELDS, *(name for name in scheme.attribution if name not in FIELDS))


def check_field(scheme: Scheme, field: str) -> str:
    """The field of that name, or that has several values of it, as «places» has of «place».

    Raises `AnnotatorError("unknown-field")` for what is no field of a claim.
    """
    known = fields_of(scheme)
    for name in (field, f"{field}s"):
        if name in known:
            return name
    raise AnnotatorError("unknown-field", field=field, known=", ".join(known))


def vocabulary_of(scheme: Scheme, field: str) -> str:
    """The id of the vocabulary from which the values of a field are taken; "" where it is free."""
    if field in FACTS:
        return field if scheme.known_vocabulary(field) else ""
    attribute = None if field in FIELDS else scheme.attribute(field)
    return attribute.vocabulary if attribute else ""


class Condition(NamedTuple):
    """What a claim must be like: one of the values of a field is this one, or (`is_part`) contains it.

    "" is a claim that has no such value. Of a date it is its beginning, or two with `..` between them.
    """

    field: str
    value: str
    is_part: bool = False


def condition(scheme: Scheme, given: str) -> Condition:
    """`field=value`, or `field~part of it`; a term goes by its id or by its name in either language.

    Raises `AnnotatorError`: "bad-condition", "unknown-field", "bad-date".
    """
    at = min((place for sign in "=~" if (place := given.find(sign)) > 0), default=0)
    if not at:
        raise AnnotatorError("bad-condition", given=given)
    field, value = check_field(scheme, given[:at].strip()), given[at + 1 :].strip()
    if given[at] == "~":
        return Condition(field, value, is_part=True)
    if field in ("date", "month", "year"):
        return Condition("date", "..".join(map(_date, value.split("..", 1))))
    return Condition(field, _term(scheme, vocabulary_of(scheme, field), value))


def _date(text: str) -> str:
    """Raises `AnnotatorError("bad-date")`."""
    found = parse_date(text.strip())
    if text.strip() and not found:
        raise AnnotatorError("bad-date", date=text)
    return found


def _term(scheme: Scheme, vocabulary_id: str, value: str) -> str:
    vocabulary = scheme.known_vocabulary(vocabulary_id) if vocabulary_id else None
    if vocabulary is None or vocabulary.term(value) is not None:
        return value
    wanted = fold_key(value)
    alike = (
        term.id for term in vocabulary.terms if wanted in map(fold_key, (*term.name.values(), *term.forms))
    )
    return next(alike, value)
