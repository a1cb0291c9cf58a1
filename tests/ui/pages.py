"""Every page, panel, popup and dialog of the window, as a table: to be drawn, and to be measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
from PySide6.QtCore import QPoint, QSize, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QProgressDialog, QTabWidget, QWidget

from annotator.commands.hub import HubState
from annotator.core.model import Span
from annotator.core.team import Member
from annotator.store import Project
from annotator.store.work_lists import ListId
from annotator.ui.background import Task
from annotator.ui.lead.page import LeadPage
from annotator.ui.ledger.page import LedgerPage
from annotator.ui.parts import dialogs
from annotator.ui.parts.fault_dialog import FaultDialog
from annotator.ui.project.import_dialog import ImportDialog
from annotator.ui.project.names_dialog import NamesDialog
from annotator.ui.record.page import RecordPage
from annotator.ui.search.page import SearchPage
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.team.asking import ask_password, ask_person
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language

SMALL = QSize(1024, 700)
AUTHOR, REVIEWER = "سلمى", "ليان"
NEWCOMER = "نور"
"""Who has marked nothing yet."""
_FEW = 20
"""Resamples: the figures are not looked at."""
_LOOKING_MILLISECONDS, _LOOKS = 10, 3000
_LONG = "الملف «تقارير لواء الصنوبر عن انسحاب كتيبة الدفلى من بيت اليراع.txt» ليس نصا مقروءا: السطر 12"

Act = Callable[[MainWindow], object]


class Page(msgspec.Struct, frozen=True):
    """What `open` brings before a person. `waits`: it comes back only when that is closed again."""

    open: Act = lambda window: None
    author: str = AUTHOR
    listed: ListId = "all"
    waits: bool = False
    project: bool = True


@contextmanager
def at_window(project: Path, page: Page, language: Language, size: QSize = SMALL) -> Iterator[MainWindow]:
    """A window of this size, before the page is opened; closed afterwards with all that lies over it."""
    window = MainWindow(Session(language), Settings())
    window.resize(size)
    window.show()
    try:
        if page.project:
            window.opening.take_over(Project.open(project), author=page.author, listed=page.listed)
        settle(window)
        yield window
    finally:
        close(window)
        settle(window)
        window.close()
        window.deleteLater()


def look(window: MainWindow, page: Page, see: Callable[[QWidget], None]) -> None:
    """Open the page and see what lies uppermost then."""
    if not page.waits:
        page.open(window)
        settle(window)
        see(shown(window))
        return
    failed: list[BaseException] = []

    def meanwhile(looks: int = 0) -> None:
        # What is computed before it is shown takes a moment.
        if isinstance(shown(window), MainWindow | QProgressDialog) and looks < _LOOKS:
            QTimer.singleShot(_LOOKING_MILLISECONDS, window, lambda: meanwhile(looks + 1))
            return
        try:
            see(shown(window))
        except BaseException as error:
            failed.append(error)
        close(window)

    QTimer.singleShot(50, window, lambda: meanwhile())
    page.open(window)
    if failed:
        raise failed[0]


def settle(window: MainWindow) -> None:
    """Let everything that is computed aside come to its end."""

    def busy() -> bool:
        kinds = (LeadPage, LedgerPage, RecordPage, SearchPage)
        pages = [page for kind in kinds for page in window.findChildren(kind)]
        return (
            window.proposing.is_busy
            or any(task.is_running for task in window.findChildren(Task))
            or any(page.busy for page in pages if page.isVisible())
        )

    QApplication.processEvents()
    for _ in range(_LOOKS):
        if not busy():
            QApplication.processEvents()
            return
        QTest.qWait(_LOOKING_MILLISECONDS)
    raise AssertionError("what is computed aside came to no end")


def shown(window: MainWindow) -> QWidget:
    """What lies uppermost."""
    over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    beside = [child for child in window.findChildren(QDialog) if child.isVisible()]
    return over or (beside[-1] if beside else window)


def close(window: MainWindow) -> None:
    """Put away all that lies over the window."""
    while (over := shown(window)) is not window:
        if isinstance(over, QDialog):
            over.done(0)
        else:
            over.hide()
    QApplication.processEvents()


def _do(*actions: str) -> Act:
    def act(window: MainWindow) -> None:
        for action in actions:
            window.act(action)
            settle(window)

    return act


def _tab(action: str, place: int) -> Act:
    def act(window: MainWindow) -> None:
        _do(action)(window)
        over = shown(window)
        if isinstance(over, LeadPage):
            over.agreement.choices.bootstrap.setValue(_FEW)
        tabs = over.findChild(QTabWidget)
        assert tabs is not None and place < tabs.count()
        tabs.setCurrentIndex(place)
        settle(window)

    return act


def _ledger(place: int) -> Act:
    """Whatever was marked: of the sample nothing is agreed yet."""

    def act(window: MainWindow) -> None:
        _tab("ledger", place)(window)
        page = shown(window)
        assert isinstance(page, LedgerPage)
        page.filters.choose_layer("all")
        settle(window)

    return act


def _span(window: MainWindow, label: str) -> Span:
    tied = {span for row in window.session.layer.attributions for span in row.spans}
    rows = [row for row in window.session.layer.spans if row.label == label]
    return next((row for row in rows if row.id in tied), rows[0])


def _select(label: str, *actions: str) -> Act:
    def act(window: MainWindow) -> None:
        window.article.select_span(_span(window, label).id)
        _do(*actions)(window)

    return act


def _find(window: MainWindow) -> None:
    window.act("find")
    window.rooms.find_bar.line.setText("ال")
    settle(window)


def _search(text: str) -> Act:
    def act(window: MainWindow) -> None:
        window.act("search")
        page = window.findChild(SearchPage)
        assert page is not None
        page.line.put(text)
        settle(window)

    return act


def _guidelines(window: MainWindow) -> None:
    _select("claim")(window)
    _do("guidelines")(window)


def _report(window: MainWindow) -> None:
    dialogs.show_report(window, window.session.language, _LONG, [_LONG] * 12)


def _error(window: MainWindow) -> None:
    dialogs.show_error(window, window.session.language, _LONG)


def _fault(window: MainWindow) -> None:
    said = window.session.tr_("window.bug-said")
    FaultDialog(window.session.language, said, "Traceback\n" * 40, Path(), window).exec()


_SAMPLES: Final = {
    "a.csv": "رقم,الملاحظات,seen_on,المراسل\n" + f"1,{_LONG} {_LONG},15/01/2019,نور\n" * 3,
    f"{_LONG[:40]}.txt": _LONG,
    "empty.txt": "",
    "labels.jsonl": '{"text": "😀 قال سامر الحلبي في حلب إن القصف توقف", "label": '
    + '[[6, 17, "PER"], [21, 24, "LOC"], [25, 35, "MISC"]]}\n',
}


_LABELS: Final = 2


def _import(tab: int) -> Act:
    def act(window: MainWindow) -> None:
        with TemporaryDirectory() as folder:
            for name, text in _SAMPLES.items():
                Path(folder, name).write_text(text, encoding="utf-8")
            Path(folder, "old.txt").write_bytes(_LONG.encode("cp1256"))
            window.rooms.work.import_paths([Path(folder)])
            settle(window)
        dialog = window.findChild(ImportDialog)
        assert dialog is not None
        names = [look.path.name for look in dialog.list.taken() if look.path is not None]
        wanted = {0: "old.txt", _LABELS: "labels.jsonl"}.get(tab, "a.csv")
        item = dialog.list.topLevelItem(names.index(wanted))
        assert item is not None
        dialog.list.setCurrentItem(item)
        QApplication.processEvents()
        dialog.file.tabs.setCurrentIndex(tab)
        settle(window)

    return act


def _gazetteer(window: MainWindow) -> None:
    """Two places of one name, and one that is clear."""
    _do("names")(window)
    dialog = window.findChild(NamesDialog)
    assert dialog is not None
    places = [row.name.name for row in dialog.model.names if row.name.label == "place"]
    rows = [("name", "lat", "lon"), *((name, "35.1", "40.2") for name in places[:6]), (places[0], "31", "38")]
    with TemporaryDirectory() as folder:
        path = Path(folder, "places.csv")
        path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
        dialog.locate(path)
        settle(window)


def _files(mode: QFileDialog.FileMode) -> Act:
    def act(window: MainWindow) -> None:
        dialog = QFileDialog(window, window.session.tr_("window.open-project"))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(mode)
        dialog.exec()
        dialog.deleteLater()

    return act


def _text_menu(window: MainWindow) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QContextMenuEvent

    line = window.documents.filter
    at = QPoint(20, 8)
    QApplication.sendEvent(line, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, line.mapToGlobal(at)))
    line.setFocus(Qt.FocusReason.OtherFocusReason)


def _team(window: MainWindow) -> None:
    """A team of three while there is no line to its hub, and changes wait to be sent."""
    syncing = window.status.syncing
    syncing.follows, syncing.to_send = True, 12
    syncing.offline_since = datetime(2026, 3, 1, 14, 2)
    members = (
        Member((AUTHOR,), False, False, "2026-03-01T10:00:00Z"),
        Member((REVIEWER, "ل. الحلبي"), True, False, "2026-03-01T11:30:00Z"),
        Member((NEWCOMER,), False, True, None),
    )
    syncing.standing = HubState(
        address="host=hub.example.org", names=(REVIEWER,), lead=True, place=41, chain="0" * 64,
        to_send=12, withheld=3, waiting=0, members=members,
    )  # fmt: skip
    syncing.changed.emit()
    window.status.team.show_team()


def _password(window: MainWindow) -> None:
    ask_password(window, window.session.language, window.session.tr_("team.password-again"))


def _person(window: MainWindow) -> None:
    ask_person(window, window.session.language)


PAGES: Final[dict[str, Page]] = {
    "welcome": Page(project=False),
    "article": Page(_select("claim")),
    "actor": Page(_select("actor")),
    "nothing-selected": Page(),
    "suggestions": Page(_do("next_suggestion"), author=NEWCOMER),
    "suggestion-tenth": Page(_do(*["next_suggestion"] * 10), author=NEWCOMER),
    "suggestion-editor": Page(_do("next_suggestion", "edit_suggestion"), author=NEWCOMER),
    "popup": Page(_select("claim", "attribute")),
    "alike": Page(_select("actor", "alike")),
    "details": Page(_do("document_details")),
    "note": Page(_do("document_note")),
    "irrelevant": Page(_do("irrelevant"), waits=True),
    "menu-document": Page(lambda window: window.menus.menus["document"].popup(QPoint(20, 40))),
    "find": Page(_find),
    "search": Page(_search("قال")),
    "search-claims": Page(_search("label:claim category:military")),
    "search-wrong": Page(_search("قال labl:claim")),
    "label-all": Page(_select("actor", "label_all")),
    "guidelines": Page(_guidelines),
    "menu-project": Page(lambda window: window.menus.menus["project"].popup(QPoint(20, 40))),
    "menu-annotate": Page(lambda window: window.menus.menus["annotate"].popup(QPoint(20, 40))),
    "menu-review": Page(lambda window: window.menus.menus["review"].popup(QPoint(20, 40))),
    "menu-team": Page(lambda window: window.menus.menus["team"].popup(QPoint(20, 40))),
    "menu-view": Page(lambda window: window.menus.menus["view"].popup(QPoint(20, 40))),
    "list-returned": Page(listed="returned"),
    "review": Page(author=REVIEWER, listed="review"),
    "reject": Page(_do("reject_target"), author=REVIEWER, listed="review"),
    "correct": Page(_do("correct_target"), author=REVIEWER, listed="review"),
    "comment": Page(_do("comment"), author=REVIEWER, listed="review"),
    "compare": Page(author=REVIEWER, listed="adjudicate"),
    "differences": Page(_do("differences"), author=REVIEWER),
    "conversation": Page(_do("conversation")),
    "submit": Page(_do("submit"), author=NEWCOMER),
    **{f"lead-{place}": Page(_tab("lead", place)) for place in range(6)},
    **{f"ledger-{place}": Page(_ledger(place)) for place in range(5)},
    **{f"record-{place}": Page(_tab("record", place)) for place in range(2)},
    "preferences": Page(_do("preferences")),
    **{f"scheme-{place}": Page(_tab("scheme", place)) for place in range(4)},
    "names": Page(_do("names")),
    "name-page": Page(_select("source", "name_page")),
    "place-page": Page(_select("place", "name_page")),
    "gazetteer": Page(_gazetteer),
    "lexicon": Page(_do("lexicon")),
    "models": Page(_do("models")),
    "keys": Page(_do("shortcuts")),
    "commands": Page(_do("commands")),
    "about": Page(_do("about"), waits=True),
    "statistics": Page(_do("statistics"), waits=True),
    "author": Page(_do("author"), waits=True),
    **{f"import-{tab}": Page(_import(tab)) for tab in range(4)},
    "export": Page(_do("export")),
    "share": Page(_do("share"), waits=True),
    "team": Page(_team),
    "team-password": Page(_password, waits=True),
    "team-person": Page(_person, waits=True),
    "report": Page(_report, waits=True),
    "error": Page(_error, waits=True),
    "fault": Page(_fault, waits=True),
    "files": Page(_files(QFileDialog.FileMode.ExistingFiles), waits=True),
}
