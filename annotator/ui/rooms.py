"""The rooms that the first picture of the window does not show: imported and built when first entered.

That halves the time until the window stands.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from annotator import __version__
from annotator.commands.noting import note_accounts
from annotator.core.errors import AnnotatorError
from annotator.core.model import Span
from annotator.core.names import named_labels
from annotator.store import Project
from annotator.ui.appearance import Appearance
from annotator.ui.changes import Changes
from annotator.ui.keeping import Keeping
from annotator.ui.menus import Menus
from annotator.ui.opening import Opening
from annotator.ui.panels import Panels
from annotator.ui.parts.beside import beside, give_way
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.words.machine import check_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.store.occurrences import Found
    from annotator.ui.help.command_palette import CommandPalette
    from annotator.ui.house import House
    from annotator.ui.mark.find_bar import FindBar
    from annotator.ui.project.damage_bar import DamageBar
    from annotator.ui.project.files import ProjectWork
    from annotator.ui.project.merging import Merging
    from annotator.ui.project.rescue import Rescue
    from annotator.ui.team.sharing import Sharing


class Rooms(QObject):
    """Opens bars and dialogs. What is being typed beside the text is saved first."""

    act_wanted = Signal(str)
    """A button of a bar: the id of its action."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        panels: Panels,
        menus: Menus,
        opening: Opening,
        appearance: Appearance,
        keeping: Keeping,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._panels = panels
        self._menus = menus
        self._opening = opening
        self._appearance = appearance
        self._keeping = keeping
        self._window = window
        panels.inspector.page_wanted.connect(self.page_of_span)

    # Built once

    @cached_property
    def find_bar(self) -> FindBar:
        from annotator.ui.mark.find_bar import FindBar

        bar = FindBar(self._session, self._panels.article)
        bar.hits_changed.connect(self._panels.article.set_hits)
        self._panels.put_above_the_text(bar)
        return bar

    @cached_property
    def command_palette(self) -> CommandPalette:
        from annotator.ui.help.command_palette import CommandPalette

        return CommandPalette(self._session, self._window)

    @cached_property
    def work(self) -> ProjectWork:
        from annotator.ui.project.files import ProjectWork

        work = ProjectWork(self._session, self._settings, self._window)
        work.opened.connect(self._opening.take_over)
        work.document_wanted.connect(self._opening.document)
        work.refused.connect(lambda path, error: self.rescue.refused(path, error))
        return work

    @cached_property
    def house(self) -> House:
        from annotator.ui.house import House

        return House(self._session, self._panels, self._opening, self._window)

    @cached_property
    def rescue(self) -> Rescue:
        from annotator.ui.project.rescue import Rescue

        rescue = Rescue(self._session, self._settings, self._window)
        rescue.opened.connect(self._opening.take_over)
        rescue.salvaged.connect(self._show_salvaged)
        self._session.changed.connect(self._other_project)
        return rescue

    @cached_property
    def merging(self) -> Merging:
        from annotator.ui.project.merging import Merging

        return Merging(self._session, self._window)

    @cached_property
    def sharing(self) -> Sharing:
        from annotator.ui.team.sharing import Sharing

        sharing = Sharing(self._session, self._window)
        sharing.opened.connect(self._opening.take_over)
        return sharing

    @cached_property
    def damage_bar(self) -> DamageBar:
        from annotator.ui.project.damage_bar import DamageBar

        bar = DamageBar(self._session)
        bar.pressed.connect(self.act_wanted)
        self._panels.put_above_all(bar)
        return bar

    def _show_salvaged(self, project: Project, path: Path, said: str) -> None:
        """Show what could be read of a damaged file, and say so as long as it is open."""
        self._opening.take_over(project, stands_for=path)
        self.damage_bar.say(said)

    def _other_project(self, changes: Changes) -> None:
        if changes.project and (self._opening.stands_for is None or self._session.project is None):
            self.rescue.forget()
            if "damage_bar" in self.__dict__:
                self.damage_bar.say("")

    def care(self) -> None:
        """All that may harm the project, a line each."""
        from annotator.ui.parts import dialogs

        language = self._session.language
        lines = [check_sentence(language, check) for check in self._keeping.concerns]
        dialogs.show_report(self._window, language, self._session.tr_("rescue.care"), lines)

    # Built each time

    def names(self, span: Span | None = None) -> None:
        """Browse, load, merge and block the names that are suggested; point `span` to one."""
        from annotator.ui.project.names_dialog import NamesDialog

        self._session.finish_typing()
        dialog = NamesDialog(self._session, self._window, span)
        dialog.page_wanted.connect(self._name_page)
        dialog.open()

    def name_of_span(self) -> None:
        """Choose the name that the selected span points to."""
        self.names(self._session.span(self._panels.article.selected_span()))

    def page_of_span(self) -> None:
        """What is known of the name that the selected span is an occurrence of."""
        span = self._session.span(self._panels.article.selected_span())
        if span is None or all(label.id != span.label for label in named_labels(self._session.scheme)):
            self._session.tell(self._session.tr_("names.page-no-name"))
        else:
            self._name_page(span.name, span.label, span.quote)

    def page_of_outlet(self) -> None:
        """What is known of who published the open document."""
        document, label = self._session.document, self._session.scheme.label_as("source")
        if document is None or not (document.source and label):
            self._session.tell(self._session.tr_("names.page-no-outlet"))
        else:
            self._name_page("", label, document.source)

    def _name_page(self, name_id: str, label: str, words: str) -> None:
        from annotator.ui.project.name_page import NamePageDialog

        def made() -> NamePageDialog:
            page = NamePageDialog(self._session, self._window)
            page.place_wanted.connect(self._opening.claim)
            page.place_wanted.connect(self._give_way)
            return page

        self._session.finish_typing()
        beside(self._window, NamePageDialog, made).show_name(name_id, label, words)

    def models(self) -> None:
        """The models that suggest: train one, choose the version, ask one outside of the program."""
        from annotator.ui.suggest.models_dialog import ModelsDialog

        self._session.finish_typing()
        ModelsDialog(self._session, self._window).open()

    def lexicon(self) -> None:
        """The project's own cues and categories."""
        from annotator.ui.project.lexicon_dialog import LexiconDialog

        self._session.finish_typing()
        LexiconDialog(self._session, self._window).open()

    def teach_lexicon(self) -> None:
        """Add the selected cue, or the word that tells a voice's category, to the project's lexicon."""
        from annotator.ui.project.teaching import teach

        teach(self._session, self._panels.article.selected_span())

    def scheme(self) -> None:
        """The scheme editor; it tells the session what came of it."""
        from annotator.ui.scheme.editor import SchemeEditor

        self._session.finish_typing()
        editor = SchemeEditor(self._session, self._window)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        editor.open()

    def conflicts(self) -> None:
        """What of the person's own work does not stand since copies were merged."""
        from annotator.ui.project.conflicts_dialog import ConflictsDialog

        self._session.finish_typing()
        dialog = ConflictsDialog(self._session, self._window)
        dialog.document_wanted.connect(self._opening.document)
        dialog.open()

    def note_accounts(self) -> None:
        """Have each change say which account of which computer it came from, or no longer."""
        session, project = self._session, self._session.project
        assert project is not None
        if session.do(note_accounts, not project.policy.accounts) is not None:
            noted = project.policy.accounts
            session.tell(session.tr_("cli.accounts-noted" if noted else "cli.accounts-not-noted"))
        self._menus.check("note_accounts", project.policy.accounts)

    def label_all(self) -> None:
        """Preview where the words in question stand elsewhere, then label what is checked."""
        from annotator.ui.mark.occurrences import OccurrencesDialog, words_in_question

        self._session.finish_typing()
        wanted = words_in_question(self._session, self._panels.article)
        if wanted is None:
            self._session.failed.emit(AnnotatorError("nothing-selected"))
            return
        OccurrencesDialog(self._session, *wanted, self._window).open()

    def alike(self) -> None:
        """Preview the spans that are like the selected one, to remove them or to change their label."""
        from annotator.ui.mark.alike import AlikeDialog

        self._session.finish_typing()
        span = self._session.span(self._panels.article.selected_span())
        if span is not None:
            AlikeDialog(self._session, span, self._window).open()

    def lead(self) -> None:
        """The lead's page, or bring it to the front."""
        from annotator.ui.lead.page import LeadPage

        def made() -> LeadPage:
            page = LeadPage(self._session, self._window)
            self._appearance.follow(page.set_chrome)
            page.claim_wanted.connect(self._opening.claim)
            page.claim_wanted.connect(self._give_way)
            return page

        beside(self._window, LeadPage, made)

    def ledger(self) -> None:
        """The ledger of claims, or bring it to the front."""
        from annotator.ui.ledger.page import LedgerPage

        def made() -> LedgerPage:
            page = LedgerPage(self._session, self._window)
            self._appearance.follow(page.set_chrome)
            page.claim_wanted.connect(self._opening.claim)
            page.claim_wanted.connect(self._give_way)
            return page

        self._session.finish_typing()
        beside(self._window, LedgerPage, made)

    def record(self, span: Span | None = None) -> None:
        """The history page, or bring it to the front; with all that became of `span`."""
        from annotator.ui.record.page import RecordPage

        def made() -> RecordPage:
            page = RecordPage(self._session, self._settings, self._window)
            self._appearance.follow(page.set_chrome)
            page.place_wanted.connect(self._opening.place)
            page.place_wanted.connect(self._give_way)
            return page

        self._session.finish_typing()
        beside(self._window, RecordPage, made).ask_about(span)

    def record_of_span(self) -> None:
        """All that became of the selected span."""
        self.record(self._session.span(self._panels.article.selected_span()))

    def search(self) -> None:
        """The search page, or bring it to the front; with the words that are selected."""
        from annotator.ui.search.page import SearchPage

        def made() -> SearchPage:
            page = SearchPage(self._session, self._window)
            page.place_wanted.connect(self._opening.words)
            page.place_wanted.connect(self._give_way)
            page.label_wanted.connect(self._label_found)
            page.export_wanted.connect(lambda documents: self.work.export(documents))
            return page

        self._session.finish_typing()
        page = beside(self._window, SearchPage, made)
        selected = self._panels.article.selection() if self._session.document is not None else None
        page.begin("" if selected is None else self._session.text[slice(*selected)])

    def _label_found(self, query: str, find: Callable[..., Found]) -> None:
        """Preview the places that a search found, then label what is checked."""
        from annotator.ui.mark.occurrences import OccurrencesDialog

        label = self._session.scheme.active_labels()[0].id
        OccurrencesDialog(self._session, query, label, self._window, find).open()

    def _give_way(self) -> None:
        """What one goes to from a page is to be seen."""
        page = self.sender()
        assert isinstance(page, QWidget)
        give_way(page, self._panels.article)

    def differences(self) -> None:
        """All differences of the project, or bring them to the front."""
        from annotator.ui.review.differences_dialog import DifferencesDialog

        def made() -> DifferencesDialog:
            page = DifferencesDialog(self._session, self._window, dark=self._appearance.chrome.dark)
            page.wanted.connect(self._opening.difference)
            page.wanted.connect(self._give_way)
            return page

        beside(self._window, DifferencesDialog, made)

    def conversation(self) -> None:
        """All that was said about the open document."""
        from annotator.ui.documents.conversation import Conversation

        self._session.finish_typing()
        talk = Conversation(self._session, self._window)
        talk.claim_wanted.connect(self._opening.claim)
        talk.show()

    def preferences(self) -> None:
        from annotator.ui.preferences.dialog import PreferencesDialog

        self._session.finish_typing()
        PreferencesDialog(self._session, self._settings, self._window).open()

    def keys(self) -> None:
        from annotator.ui.help.shortcut_sheet import ShortcutSheet

        labels = self._session.scheme.active_labels() if self._session.project else ()
        ShortcutSheet(self._session.language, labels, self._window).show()

    def commands(self) -> None:
        from annotator.ui.help.command_palette import entries

        labels = self._session.scheme.active_labels() if self._session.project else ()
        language, label_actions = self._session.language, self._panels.label_bar.label_actions()
        self.command_palette.offer(entries(language, self._menus.actions, labels, label_actions))

    def about(self) -> None:
        from annotator.ui.parts import dialogs

        said = self._session.tr_("window.about-text", version=__version__)
        dialogs.show_report(self._window, self._session.language, said, [])

    def stop(self) -> None:
        """End what runs in the background of a room that was entered."""
        if "work" in self.__dict__:
            self.work.stop()
        if "rescue" in self.__dict__:
            self.rescue.stop()
        if "merging" in self.__dict__:
            self.merging.stop()
        if "sharing" in self.__dict__:
            self.sharing.stop()
