"""Shows Markdown as it is written, and loads nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

_MARKDOWN = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class MarkdownView(QTextBrowser):
    """Shows Markdown; HTML in it is shown as it is written, and it loads nothing from anywhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self._shown: str | None = None

    def show_markdown(self, markdown: str) -> None:
        """Show another text where the one before was scrolled to."""
        if markdown == self._shown:
            return
        self._shown = markdown
        at = self.verticalScrollBar().value()
        self.document().setMarkdown(markdown, _MARKDOWN)
        self.verticalScrollBar().setValue(at)

    def loadResource(self, type_: int, name: QUrl | str) -> Any:
        return None
