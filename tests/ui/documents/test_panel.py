"""The list of documents."""

from __future__ import annotations

from annotator.ui.window import MainWindow


def test_the_list_reads_only_what_it_shows(window: MainWindow) -> None:
    model = window.documents.model
    assert model.rowCount() == 15
    assert set(model._pages) == {0}
    window.documents.filter.line.setText("السنونو")
    window.documents.filter.apply()
    assert 0 < model.rowCount() < 15
