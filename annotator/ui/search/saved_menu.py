"""The searches that this account keeps, as a menu: one to run, the present one to keep, one to delete."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton

from annotator.commands import searching
from annotator.core.errors import AnnotatorError
from annotator.ui.parts.tips import as_text
from annotator.ui.session import Session
from annotator.words.i18n import isolated

_NAME = 40


class SavedMenu(QToolButton):
    """Tells of a search that was chosen by its query."""

    chosen = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._query = ""
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._offer)

    def retranslate(self) -> None:
        self.setText(self._session.tr_("search.saved"))

    def offer(self, query: str) -> None:
        """The query that may be kept; "" for none."""
        self._query = query

    def _offer(self) -> None:
        project, tr, menu = self._session.project, self._session.tr_, self.menu()
        menu.clear()
        if project is None:
            return
        rows = searching.saved(project)
        for row in rows:
            action = menu.addAction(isolated(row.name).replace("&", "&&"))
            action.setToolTip(as_text(row.query))
            action.triggered.connect(partial(self.chosen.emit, row.query))
        menu.addSeparator()
        keep = menu.addAction(tr("search.save"))
        keep.setEnabled(bool(self._query))
        keep.triggered.connect(self.ask_name)
        if rows:
            forgetting = menu.addMenu(tr("search.forget"))
            for row in rows:
                action = forgetting.addAction(isolated(row.name).replace("&", "&&"))
                action.triggered.connect(partial(self._act, searching.forget, row.name))

    def ask_name(self) -> None:
        """Ask for the name to keep the search under."""
        dialog = QInputDialog(self)
        dialog.setInputMode(QInputDialog.InputMode.TextInput)
        dialog.setWindowTitle(self._session.tr_("search.save").rstrip("…"))
        dialog.setLabelText(self._session.tr_("search.name"))
        dialog.setOkButtonText(self._session.tr_("search.keep"))
        dialog.setCancelButtonText(self._session.tr_("window.cancel"))
        dialog.setTextValue(self._query[:_NAME])
        dialog.textValueSelected.connect(lambda name: self._act(searching.save, name, self._query))
        dialog.open()

    def _act(self, command: object, *args: str) -> None:
        assert self._session.project is not None and callable(command)
        try:
            command(self._session.project, *args)
        except AnnotatorError as error:
            self._session.failed.emit(error)
