"""A scheme of hundreds of labels: the bar stays a bar, and the palette has them all."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QToolButton

from annotator.commands import scheme
from annotator.core.scheme import Label
from annotator.ui.help.command_palette import entries
from annotator.ui.window import MainWindow


def test_the_bar_has_an_end(window: MainWindow) -> None:
    session, bar = window.session, window.panels.label_bar
    before = session.scheme
    more = [Label(id=f"more_{n}", name={"ar": f"وسم {n}", "en": f"Label {n}"}) for n in range(150)]
    after = msgspec.structs.replace(before, labels=(*before.labels, *more), version=before.version + 1)
    session.do(scheme.change_scheme, before, after)
    session.settle()
    assert len(bar.label_actions()) == len(after.active_labels()) > 150
    buttons = [button for button in bar.findChildren(QToolButton) if button.parent() is bar]
    assert len(buttons) == 100
    bar.set_dark(True)
    bar.set_dark(False)
    listed = entries(session.language, window.menus.actions, after.active_labels(), bar.label_actions())
    assert listed[-1].action is bar.label_actions()[-1]
