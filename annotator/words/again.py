"""Says of a document whose text came before, and of a date that is not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from annotator.core.dates import parse_date, unclear_date
from annotator.core.likeness import SAME, Likeness
from annotator.core.model import Document
from annotator.store.queries import DocumentRow
from annotator.words.i18n import Language, tr

if TYPE_CHECKING:
    from annotator.commands.again import Again, CameAgain

_NAMED: Final = 10
_ID: Final = 12
"""As much of an id as tells it."""


def date_words(language: Language, document: Document) -> str:
    """A document's date as it is understood; one that is not, as it stands; "" if there is none."""
    if dated := parse_date(document.published):
        return dated
    unclear = unclear_date(document.published, document.meta)
    return tr(language, "again.date-unclear", text=unclear) if unclear else ""


def again_words(language: Language, row: DocumentRow) -> list[str]:
    """What a list says of a document besides what it is: a date not understood, a text that came before."""
    said = []
    if row.unclear:
        said.append(tr(language, "again.date-unclear", text=row.unclear))
    if row.alike is not None:
        said.append(like_words(language, row.alike))
    if row.has_later:
        said.append(tr(language, "again.has-later"))
    return said


def came_words(language: Language, likeness: Likeness, title: str) -> str:
    """What is said above a text that is like that of an earlier document of this title."""
    values = {"title": title, "id": likeness.other[:_ID]}
    if likeness.is_same:
        return tr(language, "again.came-same", **values)
    return tr(language, "again.came-version", percent=percent(likeness.share), **values)


def like_words(language: Language, share: float) -> str:
    """How much a text is like the one that came before it."""
    if share == SAME:
        return tr(language, "again.same-text")
    return tr(language, "again.version", percent=percent(share))


def again_sentences(language: Language, again: Again, *, most: int = _NAMED) -> list[str]:
    """Which documents of an import are like earlier ones, and how much; the first of them one by one."""
    said = [_came_again(language, row) for row in again.first[:most]]
    further = again.same + again.versions - len(said)
    return [*said, tr(language, "again.further", n=further)] if further else said


def _came_again(language: Language, row: CameAgain) -> str:
    like = row.likeness
    values = {"title": row.title, "id": like.document_id[:_ID], "other-title": row.other_title}
    values["other"] = like.other[:_ID]
    if like.is_same:
        said = tr(language, "again.told-same", **values)
    else:
        said = tr(language, "again.told-version", percent=percent(like.share), **values)
    return f"{said} {tr(language, 'again.left-out')}" if row.left_out else said


def again_summary(language: Language, again: Again) -> list[str]:
    """How many documents of an import are like earlier ones."""
    counts = {"again.same": again.same, "again.versions": again.versions, "again.not-taken": again.left_out}
    return [tr(language, key, n=n) for key, n in counts.items() if n]


def percent(share: float) -> int:
    """A share in whole hundredths, of which there are a hundred only where all is the same."""
    return min(round(100 * share), 100 if share == SAME else 99)
