"""What the inspector says of an attribution besides its form: its heading, within whose words it stands."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.candidates import outers
from annotator.core.model import Attribution
from annotator.ui.parts.attribution_form import FormRow, row_choice
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import field_words, outer_words, quotes

_LONGEST = 26


def once(rows: Iterable[Attribution]) -> list[tuple[Attribution, int]]:
    """Each attribution with how often it is there: what says the same, who or what wrote it aside, is one."""
    found: dict[object, tuple[Attribution, int]] = {}
    for row in rows:
        attributes = tuple(sorted(row.attributes.items()))
        said = (
            row.claims,
            row.sources,
            row.cue,
            row.parent,
            row.category,
            row.affiliation,
            attributes,
            row.note,
        )
        first, times = found.get(said, (row, 0))
        found[said] = (first, times + 1)
    return list(found.values())


def heading(session: Session, row: Attribution, *, alone: bool, times: int) -> str:
    """What stands above an attribution: where there are several, whose words it says they are."""
    words = session.tr_("window.attribution")
    if not alone and session.reading is not None:
        voices = quotes(session.reading.rows.get, row.sources, _LONGEST)
        words = session.tr_(
            "window.attribution-to", source=isolated(voices or session.tr_("window.implied-source"))
        )
    return f"{words} ×{times}" if times > 1 else words


def relayed_by(session: Session, row: Attribution) -> tuple[str, str] | None:
    """Within whose words it stands, in words, and a span to go to; None if within nobody's."""
    outer = next((other for other in session.layer.attributions if other.id == row.parent), None)
    if outer is None or session.reading is None:
        return None
    voices = quotes(session.reading.rows.get, outer.sources, _LONGEST)
    said = session.tr_("window.within-words", source=isolated(voices or session.tr_("window.implied-source")))
    return said, (outer.sources or outer.claims)[0]


def relay_row(session: Session, row: Attribution) -> FormRow | None:
    """The choice of the attribution within whose words this one stands; None where there is no other."""
    claim = session.span(row.claims[0])
    around = outers(claim, row, session.layer.spans, session.layer.attributions) if claim else []
    if not around or session.reading is None:
        return None
    find, name = session.reading.rows.get, field_words(session, "parent")
    words = [(other.id, outer_words(session, find, other, longest=_LONGEST)) for other in around]
    field = row_choice(name, words, session.language)
    field.is_wide = True
    return FormRow("parent", name, field)
