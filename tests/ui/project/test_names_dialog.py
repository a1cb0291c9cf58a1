"""The list of names, beside the window."""

from __future__ import annotations

from PySide6.QtTest import QTest

from annotator.ui.project.names_dialog import NamesDialog
from annotator.ui.window import MainWindow


def test_names_are_added_merged_blocked_and_pointed_to(window: MainWindow) -> None:
    session = window.session
    span = next(row for row in session.layer.spans if row.label == "actor")
    window.proposing.stop()
    dialog = NamesDialog(session, window, span)
    dialog.show()

    def settled() -> None:
        for _ in range(500):
            if not dialog._task.is_running and dialog.model.rowCount():
                return
            QTest.qWait(10)
        raise AssertionError("the names did not come")

    settled()
    dialog.filter.clear()
    settled()
    before = dialog.model.rowCount()
    dialog.new_name.setText("فصيل جديد تماما")
    dialog.add()
    settled()
    assert dialog.model.rowCount() == before + 1
    (added,) = dialog.chosen()
    assert added.name.name == "فصيل جديد تماما"
    dialog.block()
    settled()
    assert dialog.chosen()[0].name.blocked
    dialog.block()
    settled()
    assert not dialog.chosen()[0].name.blocked
    dialog.point()
    changed = session.span(span.id)
    assert changed is not None and changed.name == added.name.id
    assert [kind for kind in ("name.add", "name.block", "span.name") if session.next_undo() == kind]
