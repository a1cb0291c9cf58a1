"""Says how a document is kept, and what goes with it when it is removed."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.model import Document, Filing
from annotator.store.keeping import Hanging
from annotator.words.i18n import Language, isolated, tr


def removed_lines(language: Language, hanging: Hanging) -> Iterator[str]:
    """A line for each person: what of theirs goes with a document."""
    for author, counts in sorted(hanging.work().items()):
        parts = (tr(language, f"keeping.{word}", n=n) for word, n in counts.items())
        yield f"{isolated(author)}: {tr(language, 'keeping.comma').join(parts)}"
    if given := hanging.given_to():
        yield tr(language, "keeping.given-to", names=tr(language, "keeping.comma").join(map(isolated, given)))


def kept_words(language: Language, filing: Filing) -> str:
    """How a document is kept, on one line; "" where it is as most are."""
    parts = [tr(language, f"keeping.flag-{flag}") for flag in filing.flags]
    if filing.state != "taken":
        parts.insert(0, tr(language, f"story.sorted-{filing.state}"))
    if filing.reason:
        parts.append(isolated(filing.reason))
    return " · ".join(parts)


def fact_words(language: Language, document: Document, name: str) -> str:
    """What is known of a document, in words."""
    value = str(getattr(document, name))
    return tr(language, f"story.direction-{value}") if name == "direction" else value
