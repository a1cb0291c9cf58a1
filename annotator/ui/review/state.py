"""Chooses what of review the article shows: whose layer, which signs, and the place that keys walk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QWidget

from annotator.core.differences import Compared
from annotator.core.model import Attribution, Decision, Span
from annotator.core.review import Standing, Target, acceptable, statements
from annotator.ui.actions import SIDES
from annotator.ui.article.marks import Marks
from annotator.ui.article.view import ArticleView
from annotator.ui.changes import Changes
from annotator.ui.review.reading import Comparison, Place, ReviewWork, Row, View, item_key
from annotator.ui.session import Session

_CORNER = QPoint(40, 40)


class Shown(msgspec.Struct, frozen=True):
    """A reading as the article shows it in one of the views."""

    spans: Sequence[Span] = ()
    attributions: Sequence[Attribution] = ()
    marks: Marks = Marks()
    places: Sequence[Place] = ()
    standings: Mapping[str, Standing] = {}
    statements: Mapping[str, Sequence[Standing]] = {}
    comparison: Comparison | None = None


_NOTHING = Shown()


class Reviewing(QObject):
    """Which layer is shown and which place is in question; `Judging` acts on that.

    What there is to show follows from the session's reading, and is made of it when it is first asked for.
    """

    changed = Signal()
    """Another view or another place in question is to be shown."""

    def __init__(self, session: Session, article: ArticleView, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._article = article
        self._wanted = ("own", "")
        self._opening = session.opening
        self._view = View()
        self._current = ""
        self._chosen: tuple[str, frozenset[int]] = "", frozenset()
        self._undone: frozenset[str] = frozenset()
        self._work: ReviewWork | None = None
        self._of: tuple[ReviewWork | None, View] = None, View()
        self._shown = _NOTHING
        # What is said of the place may leave the text less room, once it is laid out.
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(article.reveal_caret)
        article.span_selected.connect(self._span_selected)
        session.changed.connect(self._changed)

    # What is shown

    def prefer(self, kind: str, author: str = "") -> None:
        """What to show first of the documents opened from now on, and whose layer where several are open."""
        self._wanted = (kind, author)

    def views(self) -> list[View]:
        """The views there are of the open document."""
        found = [View()]
        if self.work is not None:
            others = [name for name in self.work.review.submitted() if name != self._session.author]
            found += [View("review", (name,)) for name in others]
            if len(others) > 1:
                found.append(View("compare", tuple(others)))
            if self.work.review.submitted():
                found.append(View("agreed"))
        return found

    def show_view(self, view: View) -> None:
        """Show another layer, from the first place that is still open."""
        self._session.finish_typing()
        self._follow()
        self._view, self._current = view, ""
        self.changed.emit()
        self.step(0)

    def next_view(self) -> None:
        """Show the next of the views, the first after the last."""
        views = self.views()
        self.show_view(views[(views.index(self.view) + 1) % len(views)])

    @property
    def work(self) -> ReviewWork | None:
        """The record of review of the open document."""
        reading, reader = self._session.reading, self._session.author
        if reading is None:
            self._work = None
        elif self._work is None or self._work.review is not reading or self._work.reader != reader:
            self._work = ReviewWork.of(reading, reader=reader)
        return self._work

    @property
    def view(self) -> View:
        self._follow()
        return self._view

    @property
    def current(self) -> str:
        """The id of the place in question; "" for none."""
        self._follow()
        return self._current

    @property
    def shown(self) -> Shown:
        """The present view as it is shown; the same object until that is something else."""
        of = self.work, self.view
        if of[0] is not self._of[0] or of[1] != self._of[1]:
            if of[1].kind != "own":
                self._session.soon(self._tell_shown)
            self._of, self._shown = of, self._read(*of)
        return self._shown

    @property
    def comparison(self) -> Comparison | None:
        return self.shown.comparison

    def layer(self) -> tuple[Sequence[Span], Sequence[Attribution]]:
        """The spans and attributions of the view."""
        return self.shown.spans, self.shown.attributions

    def places(self) -> Sequence[Place]:
        """The places that Space walks."""
        return self.shown.places

    def standing(self) -> Standing | None:
        """The target in question, with its verdicts."""
        if self.work is None:
            return None
        if self.comparison is not None:
            item = self.item()
            row = next(iter(item.rows.values())) if item else None
            return self.work.standing(row) if row is not None else None
        return self.shown.standings.get(self.current or self._article.selected_span())

    def acceptable(self) -> list[Target]:
        """The targets that one key accepts: the statement of the claim if it can be; else the one target."""
        standing = self.standing()
        if standing is None or not self.is_reviewing():
            return []
        statement = self.shown.statements.get(standing.target.id, ())
        return acceptable(statement, self._session.author) or [standing.target]

    def made(self) -> Row | None:
        """The row selected, if a reviewer made it and it is no target itself."""
        row = self.selected()
        return row if self.work is not None and row is not None and self.work.made_by(row.id) else None

    def about(self) -> Target | Decision | None:
        """The subject of a comment: the target in question, of one's own work the verdict on it."""
        standing, made = self.standing(), self.made()
        if standing is None:
            return self.work.made_by(made.id) if self.work is not None and made is not None else None
        answered = [row for row in standing.objections if row.reviewer == self._session.author]
        if answered:
            return answered[-1]
        told = [row for row in (*standing.decisions, *standing.lapsed) if row.verdict != "accept"]
        return told[-1] if told and standing.target.author == self._session.author else standing.target

    def item(self) -> Compared | None:
        """The difference in question."""
        rows = self.comparison.differences() if self.comparison is not None else []
        return next((row for row in rows if item_key(row) == self.current), None)

    def sides(self) -> list[tuple[str, ...]]:
        """Of the difference in question: whose rows are equal, or who has none."""
        item = self.item()
        return self.comparison.sides(item) if self.comparison is not None and item is not None else []

    @property
    def chosen(self) -> frozenset[int]:
        """The numbers of the sides that are to be taken together."""
        place, numbers = self._chosen
        return numbers if place and place == self.current else frozenset()

    def choose(self, side: int) -> None:
        """Take a side too, or no more."""
        if side <= len(self.sides()):
            self._chosen = self.current, self.chosen ^ {side}
            self.changed.emit()

    def is_reviewing(self) -> bool:
        """Whether another's layer is being judged."""
        return self.view.kind == "review"

    def needs(self) -> dict[str, bool]:
        """The things there are for actions to act on."""
        session, kind = self._session, self.view.kind
        shown = session.document is not None
        item, places = self.item(), self.places()
        judged = self.is_reviewing() and self.standing() is not None
        mine = self.work.review.submission(session.author) if self.work is not None else None
        handed_in = mine is not None and mine.state == "submitted"
        selected = self.selected()
        return {
            "editable": shown and kind in ("own", "review"),
            "claim": session.span(self._article.selected_span()) is not None
            or (self.is_reviewing() and selected is not None),
            "submittable": shown and kind == "own" and not handed_in,
            "submitted": handed_in,
            "target": judged,
            "difference": item is not None,
            "correctable": judged or item is not None,
            "places": bool(places),
            "remark": self.about() is not None,
            "open": kind == "compare" or (self.is_reviewing() and any(not row.settled for row in places)),
            "chosen": bool(self.chosen),
            # Enter takes what is chosen; it does not go to a span's panel meanwhile.
            **({"span": False} if self.chosen else {}),
            **{side: n <= len(self.sides()) for n, side in enumerate(SIDES, start=1)},
        }

    def selected(self) -> Span | None:
        """The span selected in the article, whoever's it is."""
        row = self.work.rows.get(self._article.selected_span()) if self.work is not None else None
        return row if isinstance(row, Span) else None

    # Walking

    def step(self, by: int) -> None:
        """To the next place or an earlier one, round; 0 goes to the first that is open, else stays."""
        places = self.places()
        here = next((n for n, place in enumerate(places) if place.id == self.current), None)
        if not places:
            return
        if by == 0:
            at = next((n for n, place in enumerate(places) if not place.settled), here or 0)
        elif here is None:
            caret = self._article.caret()
            at = next((n for n, place in enumerate(places) if self._start(place) >= caret), 0)
        else:
            at = (here + by) % len(places)
        self.go_to(places[at].id)

    def go_to(self, place_id: str) -> None:
        """Make a place the one in question, and bring its span into view."""
        place = next((place for place in self.places() if place.id == place_id), None)
        if place is None:
            return
        self._current = place.id
        if place.span:
            self._article.select_span(place.span)
        self._article.setFocus()
        self.changed.emit()
        self._look.start()

    def begin(self) -> None:
        """To the first open place, unless the document was opened to work in one's own layer."""
        if self._wanted[0] != "own":
            self.step(0)

    def _start(self, place: Place) -> int:
        row = self.work.rows.get(place.span) if self.work is not None else None
        return row.start if isinstance(row, Span) else 0

    def go_onward(self) -> None:
        """To the next place that is still open; says so when there is none."""
        places = self.places()
        here = next((n for n, place in enumerate(places) if place.id == self.current), -1)
        ahead = [place for place in (*places[here + 1 :], *places[: here + 1]) if not place.settled]
        if ahead:
            self.go_to(ahead[0].id)
        else:
            self.changed.emit()
            self._session.tell(self._session.tr_("reviewing.all-judged"), "refused")

    def corner(self) -> QPoint:
        """Where a popup opens: below the span in question, in global coordinates."""
        place = next((row for row in self.places() if row.id == self.current), None)
        span = self.work.rows.get(place.span) if self.work is not None and place is not None else None
        rects = self._article.range_rects(span.start, span.end) if isinstance(span, Span) else []
        corner = rects[-1].bottomLeft().toPoint() if rects else _CORNER
        return self._article.viewport().mapToGlobal(corner + QPoint(0, 10))

    # What follows from the session

    def _follow(self) -> None:
        """Show of another document what is wanted first; leave a view that is there no more."""
        if self._opening != self._session.opening:
            self._opening = self._session.opening
            self._view, self._current = self.wanted_view(), ""
        elif self._view not in (views := self.views()):
            self._view, self._current = _nearest(self._view, views), ""

    def _changed(self, changes: Changes) -> None:
        if changes.undone:
            self._undone = frozenset(changes.undone)
            self._session.soon(self._return)

    def _return(self) -> None:
        """Go back to what an undo turned back, in the view where it was judged."""
        undone, self._undone = self._undone, frozenset()
        if self.work is None:
            return
        rows = self.work.rows
        authors = {rows[row_id].author for row_id in undone if row_id in rows}
        for view in (self.view, *self.views()):
            if view.kind in ("review", "compare") and authors & set(view.authors):
                if view != self.view:
                    self._view, self._current = view, ""
                    self.changed.emit()
                place = next((row for row in self.places() if undone & set(row.id.split())), None)
                if place is not None:
                    self.go_to(place.id)
                return

    def wanted_view(self) -> View:
        """The view to show first of the open document."""
        kind, author = self._wanted
        found = [view for view in self.views() if view.kind == kind]
        return next((view for view in found if author in view.authors), found[0] if found else View())

    def _read(self, work: ReviewWork | None, view: View) -> Shown:
        if work is None:
            return _NOTHING
        if view.kind == "compare":
            both = work.comparison(view.authors)
            return Shown(both.spans(), both.attributions(), both.marks(), both.places(), comparison=both)
        if view.kind == "agreed":
            agreed = work.review.agreed()
            return Shown(agreed.spans, agreed.attributions)
        author = view.authors[0] if view.kind == "review" else self._session.author
        standings = {row.target.id: row for row in work.standings(author)}
        told = statements(standings.values())
        return Shown(*work.reviewed(author), work.marks(author), work.places(author), standings, told)

    def _tell_shown(self) -> None:
        if self._session.document is not None:
            self._session.shows_others([self._session.document.id])

    def _span_selected(self, span_id: str) -> None:
        here = [place.id for place in self.places() if place.span == span_id] if span_id else []
        wanted = self.current if self.current in here else here[0] if here else ""
        if span_id and wanted != self.current:
            self._current = wanted
            self.changed.emit()


def _nearest(gone: View, views: Sequence[View]) -> View:
    """The view to show where one is there no more, as somebody withdrew a layer."""
    alike = [view for view in views if gone.kind == view.kind == "compare"]
    left = [view for view in views if view.kind == "review" and view.authors[0] in gone.authors]
    return next(iter((*alike, *left)), View())
