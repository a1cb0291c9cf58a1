"""A link to a span: what is too long for its place is without its middle, and whole in a tooltip."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from annotator.ui.parts.link import LinkButton

LONG = "المتحدث باسم بعثة المراقبة المشتركة في شمال السنديان"


def test_a_link_leaves_out_its_middle_where_there_is_no_room(app: QApplication) -> None:
    link = LinkButton(LONG)
    link.resize(2000, 30)
    link.grab()
    assert link.shown() == LONG and link.toolTip() == ""
    link.resize(140, 30)
    link.grab()
    assert link.shown().startswith("الم") and link.shown().endswith("ان") and link.shown() != LONG
    assert link.toolTip() == LONG and link.text() == LONG
