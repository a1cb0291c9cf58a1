"""A random sample that anybody can draw again: it follows from its seed and what it is drawn from."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence

from annotator.core.errors import AnnotatorError
from annotator.core.model import Record


class Draw(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draw of documents for blind annotation, as it was made.

    `share` is of all `total` documents; `pool` are those that could be drawn, `documents` those that were,
    each for `per_document` people in all. `given`: pairs of a document and whom it was given to now; who had
    it before is not in it.
    """

    by: str
    seed: int
    share: float
    per_document: int
    authors: tuple[str, ...]
    total: int
    pool: tuple[str, ...]
    documents: tuple[str, ...]
    given: tuple[tuple[str, str], ...]


def wanted(total: int, share: float) -> int:
    """How many documents a share of `total` is: at least one, where there is any."""
    return min(total, max(1, round(share * total)))


def drawn(pool: Iterable[str], *, total: int, share: float, seed: int) -> list[str]:
    """The documents of the pool whose hash with the seed is smallest.

    Raises `AnnotatorError("draw-too-few")` if the pool has fewer than the share wants.
    """
    found = shuffled(pool, str(seed))
    number = wanted(total, share)
    if number > len(found):
        raise AnnotatorError("draw-too-few", wanted=number, total=total, pool=len(found))
    return found[:number]


def annotators(
    document_id: str, authors: Sequence[str], having: Collection[str], *, seed: int, per_document: int
) -> list[str]:
    """Who is to get a drawn document, so that with those `having` it there are `per_document` in all."""
    order = shuffled(authors, f"{seed}\x00{document_id}")
    return [name for name in order if name not in having][: max(0, per_document - len(having))]


def holds(draw: Draw) -> bool:
    """Whether the documents of a draw are those that its seed draws from its pool."""
    try:
        found = drawn(draw.pool, total=draw.total, share=draw.share, seed=draw.seed)
    except AnnotatorError:
        return False
    return tuple(found) == draw.documents


def shuffled(values: Iterable[str], seed: str) -> list[str]:
    """Values in an order that depends on nothing but them and the seed."""
    return sorted(values, key=lambda value: hashlib.sha256(f"{seed}\x00{value}".encode()).digest())
