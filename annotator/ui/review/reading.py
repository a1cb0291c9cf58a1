"""The open document's review, as the window shows it; nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal

import msgspec

from annotator.core.differences import Compared, compare
from annotator.core.model import Attribution, Comment, Decision, Span, Submission
from annotator.core.review import Standing, objections, standings, statements
from annotator.store.review import Review
from annotator.ui.article.marks import MarkId, Marks

Row = Span | Attribution


class View(msgspec.Struct, frozen=True):
    """What the article shows of a document: one's own layer, another's, several, or the agreed one."""

    kind: Literal["own", "review", "compare", "agreed"] = "own"
    authors: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True):
    """Somewhere to go to with Space: what is judged there, the span that shows it, whether that is done."""

    id: str
    span: str
    settled: bool


class ReviewWork(msgspec.Struct, frozen=True, dict=True):
    """A document's layers with their submissions, verdicts and comments, as `reader` may see them."""

    reader: str
    review: Review
    rows: dict[str, Row]
    talk: dict[str, list[Comment]]

    @classmethod
    def of(cls, review: Review, *, reader: str) -> ReviewWork:
        judged = {row.id: row.target for row in review.decisions}
        talk: dict[str, list[Comment]] = {}
        for row in sorted(review.comments, key=lambda row: row.id):
            talk.setdefault(judged.get(row.target, row.target), []).append(row)
        return cls(reader, review, review.rows, talk)

    def standings(self, author: str) -> list[Standing]:
        """The targets in an author's layer, statement after statement, and where each stands.

        A statement begins with its claim and is placed by it: what says who said it follows.
        """
        if author not in self._standings:
            self._standings[author] = self._ordered(self.review.standings(author))
        return self._standings[author]

    @cached_property
    def _standings(self) -> dict[str, list[Standing]]:
        """Those that were asked for."""
        return {}

    def _ordered(self, found: list[Standing]) -> list[Standing]:
        told = statements(found)
        place = {claim: (self.start(self.rows[claim]), claim, 0) for claim in told}
        for start, claim, _ in sorted(place.values()):
            for row in told[claim]:
                rank = 1 if isinstance(row.target, Attribution) else 2
                place.setdefault(row.target.id, (start, claim, rank))

        def order(row: Standing) -> tuple[object, ...]:
            start = self.start(row.target)
            return (*place.get(row.target.id, (start, "", 0)), start, row.target.id)

        return sorted(found, key=order)

    def standing(self, row: Row) -> Standing:
        """Where one row stands."""
        decided = self.review.decisions
        return standings([row], decided, self.rows, adjudicators=self.review.adjudicators)[0]

    def reviewed(self, author: str) -> tuple[Sequence[Span], Sequence[Attribution]]:
        """An author's layer, with what was put in place of its rows and what was added to it."""
        layer = self.review.layer(author)
        made = [row.replacement for row in self.review.decisions if self._is_of(row.target, author)]
        replaced = (self.rows[row_id] for row_id in made if row_id in self.rows)
        extra = {row.id: row for row in (*self.added(author), *replaced)}.values()
        if not extra:
            return layer.spans, layer.attributions
        spans = [*layer.spans, *(row for row in extra if isinstance(row, Span))]
        return spans, [*layer.attributions, *(row for row in extra if isinstance(row, Attribution))]

    def _is_of(self, row_id: str, author: str) -> bool:
        """Whether a row is in an author's layer."""
        row = self.rows.get(row_id)
        return row is not None and row.author == author and row.in_layer

    def added(self, author: str) -> list[Row]:
        """The rows that reviewers added to an author's layer."""
        submission = self.review.submission(author)
        named = [
            row.replacement for row in self.review.decisions if submission and row.target == submission.id
        ]
        return [self.rows[row_id] for row_id in named if row_id in self.rows]

    def comparison(self, authors: Sequence[str]) -> Comparison:
        """The layers of the authors side by side, with what the reader has decided of them."""
        items = tuple(compare([self.review.layer(author) for author in authors]))
        verdicts = {}
        rows = [row for item in items for row in item.rows.values()]
        for standing in standings(rows, self.review.decisions, self.rows):
            for verdict in standing.decisions:
                if verdict.reviewer == self.reader:
                    verdicts[standing.target.id] = verdict
        drawn = {
            item.rows[author].id: item.rows[side[0]].id
            for item in items
            for side in item.sides
            for author in side
        }
        return Comparison(tuple(authors), items, verdicts, self.rows, drawn)

    def made_by(self, row_id: str) -> Decision | None:
        """The verdict by which a reviewer made a row: to replace another, or to add what was missed."""
        return next((row for row in self.review.decisions if row.replacement == row_id), None)

    def said_of(self, verdict: Decision) -> list[Comment]:
        """The thread about one verdict, oldest first."""
        return [row for row in self.talk.get(verdict.target, []) if row.target == verdict.id]

    def comments(self, target: Row | Submission) -> list[Comment]:
        """The thread about a row and its verdicts, oldest first; of a submission, about the document."""
        said = self.talk.get(target.id, [])
        return [*self.talk.get(target.document_id, []), *said] if isinstance(target, Submission) else said

    def start(self, target: Row | Submission) -> int:
        """Where in the text a target stands, an attribution where its claim does."""
        span = self.span_of(target)
        return span.start if span else 0

    def span_of(self, target: Row | Submission) -> Span | None:
        """The span that stands for a target in the text: itself, or the attribution's first claim."""
        if isinstance(target, Attribution):
            found = next((self.rows[claim] for claim in target.claims if claim in self.rows), None)
            return found if isinstance(found, Span) else None
        return target if isinstance(target, Span) else None

    def places(self, author: str) -> list[Place]:
        """The targets in another's layer; of the reader's own, those that have come back."""
        found = []
        for row in self.standings(author):
            if author == self.reader and not (_speaks(row) or self.comments(row.target)):
                continue
            span = self.span_of(row.target)
            found.append(Place(row.target.id, span.id if span else "", not row.waits_for(self.reader)))
        return found + [
            Place(row.replacement, row.replacement, False)
            for row in self._objected(author)
            if isinstance(self.rows.get(row.replacement or ""), Span) and row.replacement
        ]

    def _objected(self, author: str) -> list[Decision]:
        """The rows the reader added to a layer and its author has answered since."""
        submission = self.review.submission(author)
        added = [row for row in self.review.decisions if submission and row.target == submission.id]
        return [row for row in objections(added, author, self.review.comments) if row.reviewer == self.reader]

    # Marks

    def marks(self, author: str) -> Marks:
        """The verdicts on an author's layer, and what reviewers put in place of it or added."""
        signs: dict[str, list[MarkId]] = {}
        hues: dict[str, str] = {}
        for row in self.standings(author):
            span = self.span_of(row.target)
            if span is None:
                continue
            found = verdict_signs(row)
            if self.comments(row.target):
                found.append("remark")
            if isinstance(row.target, Attribution) and found:
                found.insert(0, "attribution")
            signs.setdefault(span.id, []).extend(found)
            if isinstance(row.target, Span) and row.state in ("reject", "replace"):
                hues[span.id] = "dim"
            hues |= {
                verdict.replacement: "replace"
                for verdict in row.decisions
                if verdict.replacement and isinstance(row.target, Span)
            }
        for added in self.added(author):
            if isinstance(added, Span):
                signs.setdefault(added.id, []).append("missed")
                hues[added.id] = "missed"
        return Marks(signs=signs, hues=hues)


class Comparison(msgspec.Struct, frozen=True):
    """Layers side by side, as the article shows them: equal rows are drawn once.

    `by_row`: the reader's verdicts that hold; `drawn`: for each row the equal one that is drawn.
    """

    authors: tuple[str, ...]
    items: tuple[Compared, ...]
    by_row: dict[str, Decision]
    rows: dict[str, Row]
    drawn: dict[str, str]

    def verdicts(self, item: Compared) -> dict[str, Decision]:
        """The reader's verdicts on the rows of an item that hold, by author."""
        return {author: self.by_row[row.id] for author, row in item.rows.items() if row.id in self.by_row}

    def differences(self) -> list[Compared]:
        return [item for item in self.items if item.kind != "same"]

    def is_settled(self, item: Compared) -> bool:
        """Whether the reader has judged every row of an item."""
        return self.verdicts(item).keys() == item.rows.keys()

    def sides(self, item: Compared) -> list[tuple[str, ...]]:
        """Who says the same together, and together who says nothing; in the order of the layers."""
        silent = tuple(author for author in self.authors if author not in item.rows)
        return sorted([*item.sides, silent] if silent else item.sides)

    def places(self) -> list[Place]:
        return [Place(item_key(row), self.span_of(row), self.is_settled(row)) for row in self.differences()]

    def spans(self) -> list[Span]:
        """What is drawn of the layers, and what was put in place of it."""
        drawn = [row for item in self.items for row in _drawn(item) if isinstance(row, Span)]
        made = {verdict.replacement for verdict in self.by_row.values() if verdict.replacement}
        return drawn + [row for row_id in sorted(made) if isinstance(row := self.rows.get(row_id), Span)]

    def attributions(self) -> list[Attribution]:
        """All attributions, over the spans that are drawn."""

        def drawn(ids: Iterable[str]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(self.drawn.get(span, span) for span in ids))

        return [
            msgspec.structs.replace(
                row,
                claims=drawn(row.claims),
                sources=drawn(row.sources),
                cue=self.drawn.get(row.cue, row.cue) if row.cue else None,
            )
            for item in self.items
            for row in _drawn(item)
            if isinstance(row, Attribution)
        ]

    def span_of(self, item: Compared) -> str:
        """The id of the drawn span that stands for an item."""
        row = _drawn(item)[0]
        return row.id if isinstance(row, Span) else self.drawn.get(row.claims[0], row.claims[0])

    def marks(self) -> Marks:
        """How the layers differ, whose each span is, and the reader's verdicts."""
        signs: dict[str, list[MarkId]] = {}
        hues: dict[str, str] = {}
        sides: dict[str, int] = {}
        for item in self.items:
            verdicts = self.verdicts(item)
            if item.kind == "same":
                if verdicts:
                    signs.setdefault(self.span_of(item), []).append("accept")
                continue
            first, settled = self.span_of(item), self.is_settled(item)
            tied = isinstance(_drawn(item)[0], Attribution)
            if tied and (settled or item.kind != "attribution"):
                signs.setdefault(first, []).append("attribution")
            if not settled:
                signs.setdefault(first, []).append(item.kind)
            for number, (author, *_) in enumerate(self.sides(item), start=1):
                row = item.rows.get(author)
                if isinstance(row, Span):
                    sides[row.id] = number
                if row is not None and settled:
                    shown = row.id if isinstance(row, Span) else first
                    signs.setdefault(shown, []).append(verdicts[author].verdict)
            hues |= {row.replacement: "replace" for row in verdicts.values() if row.replacement}
        return Marks(signs=signs, hues=hues, sides=sides)


def item_key(item: Compared) -> str:
    """Tells an item from the others, whatever became of its rows' values."""
    return " ".join(sorted(row.id for row in item.rows.values()))


def verdict_signs(row: Standing) -> list[MarkId]:
    """The verdicts that hold, each kind once; one that lapsed only where no other holds."""
    found: list[MarkId] = []
    for verdict in row.decisions:
        if verdict.verdict not in found:
            found.append(verdict.verdict)
    return found or (["stale"] if row.lapsed else [])


def _speaks(row: Standing) -> bool:
    """Whether a verdict tells the author more than that all is well."""
    return bool(row.lapsed) or any(verdict.verdict != "accept" for verdict in row.decisions)


def _drawn(item: Compared) -> list[Row]:
    """The rows of an item that the article draws: one of each side."""
    return [item.rows[side[0]] for side in item.sides]
