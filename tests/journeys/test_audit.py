"""An auditor's questions, each answered at one place of the window and by one command, and both agree."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from annotator.__main__ import main
from annotator.commands import assignments, comments, spans, submissions, verdicts
from annotator.core.model import Span
from annotator.store import Project, accounts, queries
from annotator.ui.parts import dialogs
from annotator.ui.record.page import RecordPage
from annotator.words.i18n import LANGUAGES, Language, table, tr
from tests.journeys.driver import KEY, MOD, Person, sit_down
from tests.ui.entering import enter

ARTICLE = """مجلس السنديان يرحب بالهدنة

قال المتحدث باسم مجلس السنديان إن الهدنة صامدة في حي الورد.

وأضاف نديم الراوي أن معبر الريان مفتوح.
"""
AUTHOR, JUDGE, LEAD, AUDITOR = "سلمى", "يزن", "ليان", "نور"
DESK, LAPTOP = "salma@desk", "yazan@laptop"
CLAIM = "الهدنة صامدة"
ERASED = "هذا السطر حُذف"
CTRL_SHIFT = MOD.ControlModifier | MOD.ShiftModifier
_LOOKING_MILLISECONDS, _LOOKS = 20, 3000


class Record(NamedTuple):
    """What the journey is about: a project in which things have happened."""

    path: Path
    document: str
    claim: Span


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """A claim noted on, relabelled, undone, judged, talked about; a draw, an export, a reading."""
    path, pages = tmp_path / "news.db", tmp_path / "pages"
    pages.mkdir()
    for name, text in (("0.txt", ARTICLE), ("1.txt", "خبر ثان عن الهدنة."), ("2.txt", "خبر ثالث عنها.")):
        (pages / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(accounts, "account", lambda: DESK)
    assert main(["new", str(path)]) == 0
    assert main(["import", str(path), str(pages), "--author", LEAD, "--new-author"]) == 0
    with Project.open(path) as project:
        document = next(row for row in queries.document_ids(project) if "السنديان" in title(project, row))
        start = ARTICLE.index(CLAIM)
        ranges = [(start, start + len(CLAIM))]
        claim = spans.add_span(project, author=AUTHOR, document_id=document, label="claim", ranges=ranges)
        claim = spans.set_span_note(project, claim, ERASED, author=AUTHOR)
        claim = spans.set_span_note(project, claim, "", author=AUTHOR)
        spans.relabel_span(project, claim, "actor", author=AUTHOR)
        project.undo(AUTHOR)
        submissions.submit(project, document, author=AUTHOR, note="بلا مصدر")
        draw = {"share": 0.3, "seed": 7, "authors": ["رنا", "باسل"]}
        assignments.draw_double(project, author=LEAD, **draw)  # type: ignore[arg-type]
        monkeypatch.setattr(accounts, "account", lambda: LAPTOP)
        verdicts.reject(project, [claim], reason="boundary", author=JUDGE, comment="أوسع من القول")
        comments.comment_on(project, claim.id, "من قال هذا؟", author=JUDGE)
    for reader in (JUDGE, AUDITOR):  # who asks is noted as a reader too: here, before anything is asked
        assert main(["review", str(path), document, "--author", reader]) == 0
    assert main(["export", str(path), str(tmp_path / "trained.jsonl"), "--author", LEAD]) == 0
    return Record(path, document, claim)


def title(project: Project, document: str) -> str:
    return queries.title(project, document)


class Auditor:
    """Somebody who asks at the history page, by keys."""

    def __init__(self, person: Person, record: Record) -> None:
        self.person = person
        self._record = record
        person.window.opening.document(record.document)
        person.window.session.settle()
        person.press(KEY.Key_H, CTRL_SHIFT)
        self.page = self._page()
        self.wait()

    def _page(self) -> RecordPage:
        page = self.person.window.findChild(RecordPage)
        assert isinstance(page, RecordPage)
        return page

    def wait(self) -> None:
        for _ in range(_LOOKS):
            if not self.page.busy:
                return
            QTest.qWait(_LOOKING_MILLISECONDS)
        raise AssertionError("the page never ends reading")

    def ask(self, question: Question) -> tuple[list[int], str]:
        """The numbers of the acts that answer it, and all that is told of them."""
        filters = self.page.acts.filters
        filters.words.setFocus()
        self.person.press(KEY.Key_R, MOD.ControlModifier)
        for name, value in question.filters.items():
            field = getattr(filters, name)
            field.setFocus()
            if isinstance(field, QComboBox):
                self._pick(field, value)
            else:
                assert isinstance(field, QLineEdit)
                enter(field, value)
                self.person.press(KEY.Key_Return)
        self.wait()
        return self.listed()

    def ask_of_the_claim(self) -> tuple[list[int], str]:
        """What became of the claim, from the article: its key leads there."""
        self.page.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        window = self.person.window
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        window.article.select_span(self._record.claim.id)
        window.article.setFocus()
        self.person.press(KEY.Key_H, MOD.ShiftModifier)
        self.page = self._page()
        self.wait()
        return self.listed()

    def listed(self) -> tuple[list[int], str]:
        acts, told = self.page.acts, []
        for row in range(len(acts.model.rows)):
            acts.list.setCurrentIndex(acts.model.index(row, 0))
            told.append(acts.told.toPlainText())
        return [row.entry.seq for row in acts.model.rows], "\n".join(told)

    def _pick(self, choice: QComboBox, value: str) -> None:
        """Go down a list with the arrow."""
        for _ in range(choice.count()):
            if choice.currentData() == value:
                return
            self.person.press(KEY.Key_Down)
        raise AssertionError(f"{value} is not offered")


class Question(NamedTuple):
    """What is asked: the filters of the page, the options of `annotator history`, and what both say."""

    filters: dict[str, str]
    options: list[str]
    says: str


QUESTIONS = {
    "all that happened in a document": Question({"where": "document"}, ["--document", "DOCUMENT"], CLAIM),
    "from which value to which it went": Question({"kind": "spans"}, ["--kind", "span"], "story.from-to"),
    "who judged, how and why": Question({"kind": "verdicts"}, ["--kind", "review"], "review.reason-boundary"),
    "whether the sample was drawn with its seed": Question(
        {"kind": "draws"}, ["--kind", "assignment.draw"], "story.repeats"
    ),
    "which account acted": Question({"account": LAPTOP}, ["--account", LAPTOP], LAPTOP),
    "which export was made": Question({"kind": "exports"}, ["--kind", "export"], "trained.jsonl"),
    "who read others' layers": Question({"kind": "readings"}, ["--kind", "layer"], JUDGE),
    "what one person did, in a time": Question(
        {"who": JUDGE, "since": "2026-01-01"}, ["--by", JUDGE, "--since", "2026-01-01"], JUDGE
    ),
    "what was written and taken away": Question({"words": "السطر حذف"}, ["--search", "السطر حذف"], ERASED),
    "who brought what in": Question(
        {"kind": "documents"}, ["--kind", "document", "--kind", "documents"], "events.documents.import"
    ),
    "what was undone": Question({"kind": "undone"}, ["--kind", "undo"], "events.span.relabel"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_window_and_the_command_answer_alike(
    record: Record, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: dict[str, tuple[list[int], str]] = {}

    def work(person: Person) -> None:
        auditor = Auditor(person, record)
        answers.update({name: auditor.ask(question) for name, question in QUESTIONS.items()})

    assert sit_down(["open", str(record.path), "--language", language, "--author", AUDITOR], work) == 0
    for name, question in QUESTIONS.items():
        listed, told = answers[name]
        said = words(language, question.says)
        options = [record.document if option == "DOCUMENT" else option for option in question.options]
        seqs, printed = by_command(record, language, options, capsys)
        assert listed == seqs != [], name
        assert all(part in plain(told) for part in said), name
        assert all(part in plain(printed) for part in said), name


def test_what_became_of_a_span(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    """Its verdicts and what was said of it with the rest; its author asks, in whose layer it is."""
    answers: list[tuple[list[int], str]] = []
    sit(record, AUTHOR, lambda auditor: answers.append(auditor.ask_of_the_claim()))
    seqs, printed = by_command(record, "en", ["--span", record.claim.id], capsys)
    ((listed, told),) = answers
    assert listed == seqs
    for said in ("أوسع من القول", "من قال هذا؟"):
        assert said in told
        assert said in printed


def test_how_a_document_stood(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    """Before the note was erased, and what had become of it since."""
    stood: dict[str, object] = {}

    def work(auditor: Auditor) -> None:
        page = auditor.page
        page.tabs.setCurrentWidget(page.stood)
        auditor.wait()
        slider = page.stood.moment.slider
        for key in (KEY.Key_Home, *[KEY.Key_Right] * 2):
            QTest.keyClick(slider, key)
        auditor.wait()
        now = page.stood.moment.current()
        assert now is not None and page.stood.bundle is not None
        stood["seq"], stood["notes"] = now.seq, [span.note for span in page.stood.bundle.spans]
        page.stood.compare.setFocus()
        QTest.keyClick(page.stood.compare, KEY.Key_Space)
        QTest.keyClick(page.stood.other.slider, KEY.Key_End)
        auditor.wait()
        stood["lines"] = [page.stood.list.item(row).text() for row in range(page.stood.list.count())]

    sit(record, AUDITOR, work)
    assert stood["notes"] == [ERASED]
    capsys.readouterr()
    assert (
        main(["--language", "en", "show", str(record.path), record.document, "--at", str(stood["seq"])]) == 0
    )
    assert ERASED in capsys.readouterr().out
    compared = [
        "show",
        str(record.path),
        record.document,
        "--at",
        str(stood["seq"]),
        "--against",
        "2999-01-01",
    ]
    assert main(["--language", "en", *compared]) == 0
    printed = plain(capsys.readouterr().out)
    lines = stood["lines"]
    assert isinstance(lines, list)
    assert any(ERASED in line for line in lines)
    assert all(plain(line) in printed for line in lines)


def test_that_nothing_was_rewritten(
    record: Record, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(dialogs, "show_report", lambda parent, language, said, lines: told.append(said))

    def work(auditor: Auditor) -> None:
        auditor.page.close()
        auditor.person.window.menus.actions["verify"].trigger()
        for _ in range(_LOOKS):
            if told:
                break
            QTest.qWait(_LOOKING_MILLISECONDS)

    sit(record, AUDITOR, work)
    assert told == [tr("en", "cli.verify-clean")]
    assert main(["--language", "en", "verify", str(record.path)]) == 0
    assert tr("en", "cli.verify-clean") in capsys.readouterr().out


def sit(record: Record, author: str, work: Callable[[Auditor], None]) -> None:
    arguments = ["open", str(record.path), "--language", "en", "--author", author]
    assert sit_down(arguments, lambda person: work(Auditor(person, record))) == 0


def by_command(
    record: Record, language: Language, options: list[str], capsys: pytest.CaptureFixture[str]
) -> tuple[list[int], str]:
    """The numbers of the acts, newest first, and all that is said of them."""
    command = ["--language", language, "history", str(record.path), "--newest", *options]
    capsys.readouterr()
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert main([*command, "--json"]) == 0
    seqs = [json.loads(line)["seq"] for line in capsys.readouterr().out.splitlines()]
    return list(dict.fromkeys(seqs)), printed


def words(language: Language, says: str) -> list[str]:
    """The parts of a sentence that stand between what is inserted; of what is no key, itself."""
    if says not in table():
        return [says]
    return [part.strip() for part in re.split(r"\{\w+\}", str(table()[says][language])) if part.strip()]


def plain(text: str) -> str:
    """Without the marks of direction, on one line."""
    return " ".join(re.sub("[\u2066-\u2069\u200e\u200f]", "", text).split())
