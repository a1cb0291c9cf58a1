"""How far each annotator can be relied on, in words, with the places that the guidelines leave open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from annotator.core.agreement.reliability import NOTHING, Asked, Reliability
from annotator.core.scheme import CATEGORY, Scheme
from annotator.words.agreement import Table
from annotator.words.i18n import Language, tr
from annotator.words.rows import label_names, shortened

_SHOWN = 20
_WORDS = 60
_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"
_TITLES: dict[Asked, str] = {
    "label": "agreement.reliability-of-label",
    "category": "agreement.reliability-of-category",
}


def nothing_learned(language: Language, asked: Asked) -> str:
    """That nobody can be told more reliable than others."""
    what = tr(language, _TITLES[asked])
    return tr(language, "agreement.reliability-nothing", what=what)


def reliability_tables(language: Language, found: Reliability, scheme: Scheme) -> Iterator[Table]:
    """Annotators, the answers that the most reliable take for one another, and the least sure places."""
    if not found.questions:
        return
    said = _answers(language, found, scheme)
    yield Table(
        tr(language, "agreement.reliability", what=tr(language, _TITLES[found.asked]), n=found.questions),
        _head(language, "author", "answers", "reliability", "weight"),
        tuple(
            (row.author, f"{row.answers:,}", _figure(row.reliability), _figure(row.weight))
            for row in found.raters
        ),
    )
    if not found.differ:
        return
    yield Table(
        tr(language, "agreement.reliable-differ", n=found.differ),
        _head(language, "one", "other", "count"),
        tuple((said(row.first), said(row.second), f"{row.count:,}") for row in found.crossed),
    )
    order, comma = [row.author for row in found.raters], "؛ " if language == "ar" else "; "
    rows = []
    for apart in found.apart[:_SHOWN]:
        given = [f"{author}: {said(apart.given[author])}" for author in order if author in apart.given]
        place = (apart.document_id, shortened(apart.quote, _WORDS))
        rows.append((*place, comma.join(given), said(apart.likely), _figure(apart.sure)))
    yield Table(
        tr(language, "agreement.reliable-differ-where", n=len(rows)),
        _head(language, "document", "words", "said", "likely", "sure"),
        tuple(rows),
    )


def _head(language: Language, *names: str) -> tuple[str, ...]:
    return tuple(tr(language, f"agreement.column-{name}") for name in names)


def _figure(value: float) -> str:
    return f"{_LEFT_TO_RIGHT}{value:.2f}{_END}"


def _answers(language: Language, found: Reliability, scheme: Scheme) -> Callable[[str], str]:
    """What puts an answer in words."""
    labels, vocabulary = label_names(language, scheme), scheme.known_vocabulary(CATEGORY)

    def said(answer: str) -> str:
        if answer == NOTHING:
            return tr(language, "agreement.marked-nothing")
        if found.asked == "category":
            return vocabulary.shown(answer, language) if vocabulary else answer
        return " + ".join(labels.get(label, label) for label in answer.split("+"))

    return said
