"""What of review the article shows: whose layer, which signs, and the place in question, which keys walk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QWidget

from annotator.core.differences import Compared
from annotator.core.model import Attribution, Decision, Span
from annotator.core.review import Standing, Target
from annotator.store.review import review_of
from annotator.ui.article.marks import Marks
from annotator.ui.article.view import ArticleView
from annotator.ui.review.reading import Comparison, Place, ReviewWork, Row, View, item_key
from annotator.ui.session import Session

_CORNER = QPoint(40, 40)


class Reviewing(QObject):
    """Keeps what is said about the open document; `Judging` acts on the place in question."""

    changed = Signal()
    """Another layer, other verdicts or another place in question are to be shown."""
    before_act = Signal()
    """Emitted before an act, so that what is being typed elsewhere is saved first."""
    told = Signal(str)
    """Something to say in passing."""

    def __init__(self, session: Session, article: ArticleView, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._article = article
        self._wanted = ("own", "")
        self.view = View()
        self.work: ReviewWork | None = None
        self.comparison: Comparison | None = None
        self.current = ""
        self._layer: tuple[Sequence[Span], Sequence[Attribution]] = (), ()
        self._marks = Marks()
        self._places: list[Place] = []
        self._standings: dict[str, Standing] = {}
        # What is said of the place may leave the text less room, once it is laid out.
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(article.reveal_caret)
        # Whoever shows the layers hears of these after this object, and shows them then.
        session.document_changed.connect(self._document_changed)
        session.layer_changed.connect(self._read)
        session.project_changed.connect(self._read_anew)
        article.span_selected.connect(self._span_selected)

    # What is shown

    def prefer(self, kind: str, author: str = "") -> None:
        """What to show first of the documents opened from now on, and whose layer where several are open."""
        self._wanted = (kind, author)

    def views(self) -> list[View]:
        """What can be shown of the open document."""
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
        self.before_act.emit()
        self.view, self.current = view, ""
        self._read()
        self.changed.emit()
        self.step(0)

    def next_view(self) -> None:
        """Show the next of the views, the first after the last."""
        views = self.views()
        self.show_view(views[(views.index(self.view) + 1) % len(views)])

    def layer(self) -> tuple[Sequence[Span], Sequence[Attribution]]:
        """The spans and attributions of the view."""
        return self._layer

    def marks(self) -> Marks:
        """The signs at the spans of the view."""
        return self._marks

    def places(self) -> list[Place]:
        """What is walked with Space."""
        return self._places

    def standing(self) -> Standing | None:
        """The target in question, with its verdicts."""
        if self.work is None:
            return None
        if self.comparison is not None:
            item = self.item()
            row = next(iter(item.rows.values())) if item else None
            return self.work.standing(row) if row is not None else None
        return self._standings.get(self.current or self._article.selected_span())

    def made(self) -> Row | None:
        """The row selected, if a reviewer made it and it is no target itself."""
        row = self.selected()
        return row if self.work is not None and row is not None and self.work.made_by(row.id) else None

    def about(self) -> Target | Decision | None:
        """What a comment is about: the target in question, of one's own work the verdict on it."""
        standing, made = self.standing(), self.made()
        if standing is None:
            return self.work.made_by(made.id) if self.work is not None and made is not None else None
        told = [row for row in (*standing.decisions, *standing.lapsed) if row.verdict != "accept"]
        return told[-1] if told and standing.target.author == self._session.author else standing.target

    def item(self) -> Compared | None:
        """The difference in question."""
        rows = self.comparison.differences() if self.comparison is not None else []
        return next((row for row in rows if item_key(row) == self.current), None)

    def is_reviewing(self) -> bool:
        """Whether another's layer is being judged."""
        return self.view.kind == "review"

    def needs(self) -> dict[str, bool]:
        """What there is for actions to act on."""
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
            **{f"side-{n}": item is not None and n <= len(self.view.authors) for n in range(1, 5)},
        }

    def _judged_author(self) -> str:
        return self.view.authors[0] if self.is_reviewing() else self._session.author

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
        self.current = place.id
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
            self.told.emit(self._session.tr_("reviewing.all-judged"))

    def corner(self) -> QPoint:
        """Where a popup opens: below the span in question, in global coordinates."""
        place = next((row for row in self.places() if row.id == self.current), None)
        span = self.work.rows.get(place.span) if self.work is not None and place is not None else None
        rects = self._article.range_rects(span.start, span.end) if isinstance(span, Span) else []
        corner = rects[-1].bottomLeft().toPoint() if rects else _CORNER
        return self._article.viewport().mapToGlobal(corner + QPoint(0, 10))

    # The session's news

    def _document_changed(self) -> None:
        self.view, self.current = View(), ""
        self._read()
        self.view = self.wanted_view()
        self._read()

    def wanted_view(self) -> View:
        """What is to be shown first of the open document."""
        kind, author = self._wanted
        found = [view for view in self.views() if view.kind == kind]
        return next((view for view in found if author in view.authors), found[0] if found else View())

    def _read(self) -> None:
        """Read again what is said about the document. Whoever shows it hears of the change after this."""
        session = self._session
        self.work = self.comparison = None
        self._layer, self._marks, self._places, self._standings = ((), ()), Marks(), [], {}
        if session.project is None or session.document is None:
            return
        work = self.work = ReviewWork.of(
            review_of(session.project, session.document.id), reader=session.author
        )
        if self.view not in self.views():
            self.view, self.current = View(), ""
        if self.view.kind == "compare":
            both = self.comparison = work.comparison(self.view.authors)
            self._layer = both.spans(), both.attributions()
            self._marks, self._places = both.marks(), both.places()
        elif self.view.kind == "agreed":
            agreed = work.review.agreed()
            self._layer = agreed.spans, agreed.attributions
        else:
            author = self._judged_author()
            self._layer = work.reviewed(author)
            self._marks, self._places = work.marks(author), work.places(author)
            self._standings = {row.target.id: row for row in work.standings(author)}

    def _read_anew(self) -> None:
        """Somebody else may have said something since."""
        before = self.work
        self._read()
        if self.work != before:
            self.changed.emit()

    def _span_selected(self, span_id: str) -> None:
        here = [place.id for place in self.places() if place.span == span_id] if span_id else []
        wanted = self.current if self.current in here else here[0] if here else ""
        if span_id and wanted != self.current:
            self.current = wanted
            self.changed.emit()
