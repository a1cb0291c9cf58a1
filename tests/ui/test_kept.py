"""What the window keeps from act to act is, after any acts, what it shows of the document opened anew."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from annotator.commands import attributions, comments, documents, names, spans, submissions, verdicts
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Span
from annotator.core.selecting import word_at
from annotator.core.suggestions import Answers
from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.store.names import names as all_names
from annotator.ui.review.reading import View
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language

AUTHOR, ME, OTHER = "سلمى", "ليان", "يزن"
TEXT = "\n".join(
    f"قال مصدر {role} في {place} مساء {day} إن {who} أغلقت الطريق المؤدي إلى {place} بعد أن تضررت ثلاثة "
    f"جسور فيه.\nوأضاف {who} أن العمل جار لفتحه، فيما أكد شهود في {place} أن الطريق ما زال مغلقا."
    for role, place, day, who in (
        ("طبي", "بيت اليراع", "السبت", "فرق الإسعاف"),
        ("محلي", "تل الأقحوان", "الأحد", "بلدية المرمر"),
        ("أمني", "وادي الخزامى", "الاثنين", "لجنة الطرق"),
    )
)
LABELS = ("actor", "place", "source", "claim", "cue")
WIDE = 1600

Act = Callable[["Acts"], object]


class Acts:
    """Does one thing after the other, drawn by lot; what the program refuses is refused."""

    def __init__(self, window: MainWindow, path: Path, seed: int) -> None:
        self.window, self.path = window, path
        self.lot = random.Random(seed)

    def do(self) -> None:
        act = self.lot.choice(ACTS)
        with suppress(AnnotatorError):
            act(self)
        self.window.session.look_for_changes()
        layer = self.window.session.layer
        answers = Answers(layer.spans, layer.attributions)
        assert all(map(answers.is_open, self.window.proposing.suggestions))
        if self.lot.random() < 0.5:  # else several acts are shown at once
            QApplication.processEvents()

    def run(self, command: Callable[..., Any], *args: Any, **values: Any) -> None:
        self.window.session.attempt(command, *args, **values)

    def words(self) -> tuple[int, int]:
        at = self.lot.randrange(len(TEXT) - 80)
        found = [word_at(TEXT, place, (0, len(TEXT))) for place in (at, at + self.lot.choice((0, 0, 9, 70)))]
        words = [word for word in found if word is not None]
        return (min(start for start, _ in words), max(end for _, end in words)) if words else (at, at + 1)

    def mine(self, *labels: str) -> Span:
        """A span of one's own layer."""
        found = [row for row in self.window.session.layer.spans if row.label in labels or not labels]
        span: Span = self.one(found)
        return span

    def one(self, rows: Any) -> Any:
        if not rows:
            raise AnnotatorError("nothing-selected")
        return self.lot.choice(list(rows))

    @property
    def document_id(self) -> str:
        assert self.window.session.document is not None
        return self.window.session.document.id

    # Acts

    def label(self) -> None:
        label = self.lot.choice(LABELS)
        self.run(spans.add_span, document_id=self.document_id, label=label, ranges=[self.words()])

    def relabel(self) -> None:
        self.run(spans.relabel_span, self.mine(), self.lot.choice(LABELS))

    def move_edges(self) -> None:
        self.run(spans.set_span_ranges, self.mine(), [self.words()])

    def part(self) -> None:
        span = self.mine()
        self.run(spans.set_span_ranges, span, [*span.ranges, self.words()])

    def annotate(self) -> None:
        self.run(spans.set_span_note, self.mine(), self.lot.choice(("", "راجع", "مهم")))

    def delete(self) -> None:
        self.run(spans.delete_span, self.mine())

    def tie(self) -> None:
        claim, row = self.mine("claim"), None
        for known in self.window.session.layer.attributions:
            row = known if claim.id in known.claims and self.lot.random() < 0.5 else row
        sources = (self.mine("source").id,) if self.lot.random() < 0.8 else ()
        self.run(attributions.attribute_claim, claim=claim, row=row, sources=sources)

    def tell_of_tie(self) -> None:
        rows = self.window.session.layer.attributions
        outer = self.lot.choice((None, *(row.id for row in rows)))
        values = {"affiliation": self.lot.choice(("", "البلدية")), "parent": outer}
        self.run(attributions.edit_attribution, self.one(rows), **values)

    def untie(self) -> None:
        self.run(attributions.delete_attribution, self.one(self.window.session.layer.attributions))

    def name(self) -> None:
        assert self.window.session.project is not None
        known = all_names(self.window.session.project)
        if not known or self.lot.random() < 0.3:
            self.run(names.add_name, label="source", name=f"جهة {self.lot.randrange(9)}")
        else:
            self.run(names.link_name, self.mine("source"), self.one(known))

    def undo(self) -> None:
        self.window.session.undo()

    def redo(self) -> None:
        self.window.session.redo()

    def judge(self) -> None:
        reading = self.window.session.reading
        assert reading is not None
        row: Span | Attribution = self.one([row for row in reading.rows.values() if row.author == AUTHOR])
        how = self.lot.randrange(4)
        if how == 0:
            self.run(verdicts.reject, [row], reason="label", comment=self.lot.choice(("", "لماذا؟")))
        elif how == 1 and isinstance(row, Span):
            self.run(verdicts.replace_span, [row], label=self.lot.choice(LABELS))
        elif how == 2:
            where = [self.words()]
            self.run(
                verdicts.add_missed_span, self.document_id, authors=[AUTHOR], label="actor", ranges=where
            )
        else:
            self.run(verdicts.accept, [row])

    def speak(self) -> None:
        self.run(comments.comment_on, self.document_id, "هل روجع؟")

    def take_suggestion(self) -> None:
        proposing = self.window.proposing
        row = self.one(proposing.suggestions)
        if self.lot.random() < 0.5:
            proposing._take([row])
        else:
            proposing._refuse([row])

    def look_at_another_view(self) -> None:
        self.window.reviewing.show_view(self.lot.choice(self.window.reviewing.views()))

    def another_process_writes(self) -> None:
        with Project.open(self.path) as project:
            for author in (ME, AUTHOR, OTHER):
                if self.lot.random() < 0.5:
                    label, where = self.lot.choice(LABELS), [self.words()]
                    spans.add_span(
                        project, author=author, document_id=self.document_id, label=label, ranges=where
                    )
            if self.lot.random() < 0.3:
                submissions.submit(project, self.document_id, author=OTHER, note="تم")


ACTS: tuple[Act, ...] = (
    *(Acts.label,) * 6, Acts.relabel, Acts.move_edges, Acts.part, Acts.annotate, *(Acts.delete,) * 2,
    *(Acts.tie,) * 4, Acts.tell_of_tie, Acts.untie, Acts.name, *(Acts.undo,) * 3, *(Acts.redo,) * 2,
    *(Acts.judge,) * 3, Acts.speak, *(Acts.take_suggestion,) * 3, Acts.look_at_another_view,
    *(Acts.another_process_writes,) * 2,
)  # fmt: skip


def shown(window: MainWindow) -> dict[str, object]:
    """All that a window shows of its document, once it has come to rest."""
    window.proposing._pause.start(0)
    while window.proposing.is_busy:
        QApplication.processEvents()
        window.proposing._task.finish()
    window.documents._recount.stop()
    window.documents.recount()
    QApplication.processEvents()
    session, article, model = window.session, window.article, window.panels.outline.model
    column, marks = article._column, article._picture.marks
    layouts = [column.layout(index) for index in range(len(column))]
    every = [*article.shown.spans, *article.shown.suggestions]
    layer, history = session.layer, window.inspector._history
    return {
        "reading": session.reading,
        "layer": layer,
        "lines": [[(line.top, line.baseline, line.bottom) for line in layout.lines] for layout in layouts],
        "heights": [column.top(index) for index in range(len(column))] + [column.height()],
        "lanes": [column._bands[index] for index in range(len(column))],
        "spans": every,
        "attributions": article.shown.attributions,
        "tied": {row.id: article.shown.attributions_of(row.id) for row in every},
        "attributed": {row.id: article.shown.is_attributed(row.id) for row in every},
        "extents": {row.id: article.shown.extent(row.id) for row in every},
        "marks": {row.id: (list(marks.signs.get(row.id, ())), marks.hues.get(row.id)) for row in every},
        "places": list(window.reviewing.places()),
        "suggestions": window.proposing.suggestions,
        "walked": [row for row, _ in _walk(window)],
        "outline": [
            model.data(model.index(row), role)
            for row in range(model.rowCount())
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        ],
        "counts": window.status.counts.text(),
        "documents": [
            window.documents.model.data(window.documents.model.index(0), Qt.ItemDataRole.AccessibleTextRole),
            window.documents.count.text(),
        ],
        "header": [label.text() for label in window.panels.header.findChildren(QLabel)],
        "span": [label.text() for label in window.inspector.findChildren(QLabel) if label.isVisible()],
        "said": [history.item(row).text() for row in range(history.count())],
    }


def _walk(window: MainWindow) -> Iterator[tuple[str, int]]:
    """The suggestions as the keys go from one to the next."""
    proposals, here = window.proposing._open(), ""
    for place in range(len(proposals.suggestions)):
        found = proposals.after(0, here, 1)
        assert found is not None
        here = found.id
        yield here, place


def opened(path: Path, language: Language) -> MainWindow:
    window = MainWindow(Session(language), Settings())
    window.resize(WIDE, 900)
    window.show()
    window.opening.take_over(Project.open(path), author=ME)
    window.session._timer.stop()
    QApplication.processEvents()
    return window


def assert_as_opened_anew(window: MainWindow, path: Path) -> None:
    view, selected = window.reviewing.view, window.article.selected_span()
    here = shown(window)
    fresh = opened(path, window.session.language)
    try:
        fresh.resize(window.size())
        if view != View():
            fresh.reviewing.show_view(view)
        fresh.article.select_span(selected)
        for name, value in shown(fresh).items():
            assert here[name] == value, name
    finally:
        fresh.close()
        fresh.deleteLater()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two documents; one layer of the first is handed in."""
    path = tmp_path / "kept.db"
    with Project.create(path, scheme_toml.load(), actor=AUTHOR) as project:
        documents.add_text(project, TEXT, author=AUTHOR)
        documents.add_text(project, "قال المتحدث إن الطريق مغلق.", author=AUTHOR)
        document_id = queries.document_ids(project)[0]
        for label, words in (
            ("source", "مصدر طبي"),
            ("claim", "فرق الإسعاف أغلقت الطريق"),
            ("place", "بيت اليراع"),
        ):
            start = TEXT.index(words)
            where = [(start, start + len(words))]
            spans.add_span(project, author=AUTHOR, document_id=document_id, label=label, ranges=where)
        submissions.submit(project, document_id, author=AUTHOR, note="تم")
    return path


@pytest.mark.parametrize(("seed", "language"), [(1, "ar"), (2, "en"), (3, "ar"), (4, "en")])
def test_what_is_kept_is_what_is_there(app: QApplication, path: Path, seed: int, language: Language) -> None:
    window = opened(path, language)
    try:
        acts = Acts(window, path, seed)
        for _ in range(3):
            for _ in range(14):
                acts.do()
            assert_as_opened_anew(window, path)
    finally:
        window.close()
        window.deleteLater()
