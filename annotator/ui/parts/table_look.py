"""How tables look and are walked through: whole rows, quiet lines, headings on the leading side."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

_LINE: Final = 1.7
"""The height of a row, in heights of its letters."""


def look_like_a_table(table: QTableView) -> None:
    """What all tables have in common."""
    table.setObjectName("figures")
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)


def list_rows(table: QTableView, model: QAbstractItemModel) -> None:
    """The same for a long list of rows of one height, of which one is in question."""
    look_like_a_table(table)
    table.setModel(model)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows = table.verticalHeader()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(round(table.fontMetrics().height() * _LINE))
