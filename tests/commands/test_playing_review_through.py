"""Thirty documents of two authors, reviewed and settled at random: nothing accepted is lost in silence."""

from __future__ import annotations

from random import Random

import pytest

from annotator.commands import attributions, documents, submissions, verdicts
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Document, Span
from annotator.store import Project, queries
from annotator.store.review import Review, review_of
from annotator.store.verify import verify
from tests.reviewed import A, B, Q, R, span
from tests.store.conftest import project

__all__ = ["project"]

SOURCES = ("مصدر عسكري", "مسؤول محلي", "ناشطون", "مصدر طبي")
CLAIMS = ("إن الجسر أغلق", "إن القافلة وصلت", "إن المخيم أخلي")
CATEGORIES = ("military", "local", "activist")


def page(project: Project, random: Random, number: int) -> Document:
    lines = [f"قال {random.choice(SOURCES)} {random.choice(CLAIMS)} يوم {number}." for _ in range(3)]
    report = documents.add_text(project, "\n".join(lines), author=A)
    assert report.first_document
    return queries.document(project, report.first_document)


def annotate(project: Project, random: Random, document: Document, author: str) -> None:
    """Each line, more or less as it is: edges, labels and categories differ from author to author."""
    text = queries.text_of(project, document)
    begin = 0
    for line in text.split("\n"):
        if random.random() < 0.9:
            at = begin + line.index("إن")
            cue = span(project, document, author, "cue", (begin, begin + 3))
            source = span(project, document, author, "source", (begin + 4, at - 1 - 4 * random.randrange(2)))
            claim = span(project, document, author, "claim", (at, at + random.choice((6, 9, 9, 9))))
            attributions.attribute(
                project,
                author=author,
                claims=[claim.id],
                sources=[source.id],
                cue=cue.id,
                category=random.choice(CATEGORIES),
            )
        begin += len(line) + 1
    submissions.submit(project, document.id, author=author)


def judge(project: Project, random: Random, document: Document) -> None:
    """One reviewer judges row by row; another settles differences, taking any side for each part alone."""
    for row in [row for author in (A, B) for row in review_of(project, document.id).standings(author)]:
        chance = random.random()
        if chance < 0.6:
            verdicts.accept(project, [row.target], author=R)
        elif chance < 0.8:
            verdicts.reject(project, [row.target], author=R, reason=random.choice(("boundary", "other")))
        elif isinstance(row.target, Attribution):
            category = next(name for name in CATEGORIES if name != row.target.category)
            verdicts.replace_attribution(project, [row.target], author=R, category=category)
    for item in verdicts.comparison(project, document.id):
        if item.kind != "same" and random.random() < 0.7:
            take = [name for name in item.rows if random.random() < 0.6]
            try:
                verdicts.settle(project, [item], author=Q, take=take)
            except AnnotatorError as error:
                assert error.code == "sides-conflict"


def unattributed(review: Review) -> tuple[set[str], set[str]]:
    """Claims of the agreed layer that lost every attribution accepted for them; and those that are listed."""
    agreed = review.agreed()
    attributed = {claim for row in agreed.attributions for claim in row.claims}
    listed = {row.row for row in agreed.shortfalls if row.entity == "attribution"}
    lost, told = set(), set()
    for author in review.submitted():
        for standing in review.standings(author):
            row = standing.target
            if not isinstance(row, Attribution) or standing.state != "accept":
                continue
            for claim in row.claims:
                found = review.rows[claim]
                assert isinstance(found, Span)
                alike = [
                    kept.id
                    for kept in agreed.spans
                    if (kept.label, kept.ranges) == (found.label, found.ranges)
                ]
                if alike and not attributed.intersection(alike):
                    lost.add(row.id)
                    if row.id in listed:
                        told.add(row.id)
    return lost, told


@pytest.mark.parametrize("seed", range(3))
def test_every_claim_that_lost_its_attribution_is_told(project: Project, seed: int) -> None:
    random = Random(seed)
    pages = [page(project, random, number) for number in range(30)]
    lost: set[str] = set()
    for document in pages:
        for author in (A, B):
            annotate(project, random, document, author)
        judge(project, random, document)
        here, told = unattributed(review_of(project, document.id))
        assert here == told, document.id
        lost |= here
    assert lost, "else this could not fail"
    assert verify(project) == []
