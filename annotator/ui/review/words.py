"""Sentences of the bar and the strip around the article, about the view and the place in question."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.differences import Compared
from annotator.core.model import Attribution, Span
from annotator.core.review import Standing
from annotator.ui.actions import SIDES
from annotator.ui.review.reading import ReviewWork, Row
from annotator.ui.review.state import Reviewing
from annotator.ui.session import Session
from annotator.words.i18n import isolated
from annotator.words.rows import difference_words, outcome_words, row_words, side_words, verdict_words

_QUOTE = 60
_REVIEW_BUTTONS = ("accept_target", "accept_row", "reject_target", "correct_target", "comment", "next_target")
_COMPARE_BUTTONS = (
    "take_both",
    "take_neither",
    "correct_target",
    "comment",
    "next_target",
    "accept_remaining",
)


class ReviewWords:
    """Sentences in the window's language."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def state(self, reviewing: Reviewing) -> str:
        """How the layer that is shown stands."""
        tr, work, view = self._session.tr_, reviewing.work, reviewing.view
        if work is None:
            return ""
        if view.kind == "agreed":
            spans, attributions = reviewing.layer()
            return tr("reviewing.agreed-state", n=len(spans), total=len(attributions))
        places = reviewing.places()
        if view.kind in ("review", "compare"):
            done, total = sum(place.settled for place in places), len(places)
            if not (statements := reviewing.shown.statements):
                return tr("reviewing.judged", n=done, total=total)
            judged = [all(row.judged_by(work.reader) for row in rows) for rows in statements.values()]
            return tr("reviewing.judged-statements", n=sum(judged), total=len(judged), rows=done, all=total)
        submission = work.review.submission(self._session.author)
        if submission is None:
            return ""
        said = tr(f"reviewing.own-{submission.state}")
        return said + (f" · {tr('reviewing.came-back', n=len(places))}" if places else "")

    def strip(self, reviewing: Reviewing) -> tuple[str, dict[str, str]]:
        """The strip's sentence, and its buttons with their texts; nothing where there is nothing to walk."""
        tr, kind, places = self._session.tr_, reviewing.view.kind, reviewing.places()
        if reviewing.work is None or (not places and kind != "compare"):
            return "", {}
        current = reviewing.current
        here = [n for n, place in enumerate(places, start=1) if place.id == current]
        if kind == "compare":
            offered = list(_COMPARE_BUTTONS) if here else ["next_target", "accept_remaining"]
            item = reviewing.item()
            said = self._item(reviewing, item) if item is not None else tr("reviewing.compare-hint")
        elif kind == "review":
            left = any(not place.settled for place in places)
            offered = list(_REVIEW_BUTTONS) if here else ["next_target"]
            if (rows := len(reviewing.acceptable())) < 2:
                offered = [action_id for action_id in offered if action_id != "accept_row"]
            offered += ["accept_remaining"] if left else []
            standing = reviewing.standing()
            told = here and standing is not None
            said = self._target(reviewing.work, standing) if told else tr("reviewing.review-hint")  # type: ignore[arg-type]
            said = said if left else f"{tr('reviewing.all-judged')} {said}"
        else:
            offered = ["comment", "next_target"] if here else ["next_target"]
            standing = reviewing.standing()
            told = here and standing is not None
            said = self._target(reviewing.work, standing) if told else tr("reviewing.returned-hint")  # type: ignore[arg-type]
        progress = tr("reviewing.place", n=here[0], total=len(places)) + " · " if here else ""
        buttons = {action_id: tr(f"reviewing.button-{action_id.replace('_', '-')}") for action_id in offered}
        if kind == "compare":
            buttons["accept_remaining"] = tr("reviewing.button-accept-same")
        if kind == "compare" and here:
            buttons = self._side_buttons(reviewing) | buttons
        if kind == "review" and rows > 1 and "accept_target" in buttons:
            buttons["accept_target"] = tr("reviewing.button-accept-statement", n=rows)
        return progress + said, buttons

    def _side_buttons(self, reviewing: Reviewing) -> dict[str, str]:
        """A button for each side, those that are chosen marked, and one that takes these."""
        chosen = reviewing.chosen
        sides = list(enumerate(reviewing.sides(), start=1))[: len(SIDES)]
        buttons = {
            f"take_{n}": f"{'✓ ' if n in chosen else ''}{n} {isolated(_names(authors))}"
            for n, authors in sides
        }
        if chosen:
            numbers = " + ".join(map(str, sorted(chosen)))
            buttons["take_chosen"] = self._session.tr_("reviewing.button-take-chosen", numbers=numbers)
        return buttons

    def _target(self, work: ReviewWork, standing: Standing) -> str:
        """A target and the newest verdict on it."""
        target = standing.target
        empty = self._session.tr_("reviewing.empty-layer")
        parts = [self._row(work, target) if isinstance(target, Span | Attribution) else empty]
        for verdict in standing.decisions:
            parts.append(verdict_words(self._session, work.rows.get, verdict))
        if not standing.decisions and standing.lapsed:
            parts.append(self._session.tr_("reviewing.lapsed-short"))
        return " · ".join(parts)

    def _item(self, reviewing: Reviewing, item: Compared) -> str:
        """A difference and how it was settled; then what each side has, on a line of its own."""
        assert reviewing.work is not None and reviewing.comparison is not None
        outcome = outcome_words(self._session, item, reviewing.comparison.verdicts(item))
        lines = [" · ".join((difference_words(self._session, item), *([outcome] if outcome else [])))]
        for number, authors in enumerate(reviewing.sides(), start=1):
            row, find = item.rows.get(authors[0]), reviewing.work.rows.get
            nothing = self._session.tr_("reviewing.nothing")
            has = side_words(self._session, find, item, row, longest=_QUOTE) if row is not None else nothing
            lines.append(f"{number} {isolated(_names(authors))}: {has}")
        return "\n".join(lines)

    def _row(self, work: ReviewWork, row: Row) -> str:
        words = isolated(row_words(self._session, work.rows.get, row, longest=_QUOTE))
        return words if isinstance(row, Span) else f"{self._session.tr_('window.attribution')}: {words}"


def _names(authors: Sequence[str]) -> str:
    """Who says the same: `A = C = D`."""
    return " = ".join(authors)
