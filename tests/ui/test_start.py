"""What the first picture of the window does not show is not loaded before it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LATER = (
    "sqlite_utils",
    "charset_normalizer",
    "tomli_w",
    "rich",
    "socket",
    "annotator.formats",
    "annotator.formats.scheme_toml",
    "annotator.store.migrations",
    "annotator.store.verify",
    "annotator.suggest.suggesters",
    "annotator.ui.mark.attribution_popup",
    "annotator.ui.help.command_palette",
    "annotator.ui.parts.dialogs",
    "annotator.ui.mark.find_bar",
    "annotator.ui.help.guidelines",
    "annotator.ui.mark.occurrences",
    "annotator.ui.project.files",
    "annotator.ui.scheme.editor",
    "annotator.ui.help.shortcut_sheet",
    "annotator.ui.preferences.dialog",
)
"""Each costs milliseconds of every start, some of them dozens."""

SCRIPT = """
import sys
from annotator.__main__ import main
from annotator.ui.app import application
from PySide6.QtCore import QTimer

QTimer.singleShot(0, application().quit)
status = main(["open", sys.argv[1], "--author", "سلمى", "--language", "ar"])
print(status, *sorted(sys.modules))
"""


def test_nothing_is_loaded_before_it_is_needed(corpus: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(corpus)], capture_output=True, encoding="utf-8", check=True
    )
    status, *loaded = done.stdout.split()
    assert status == "0", done.stderr
    assert "annotator.ui.window" in loaded
    assert sorted(set(LATER) & set(loaded)) == []
    # Else a name in the list would no longer mean anything.
    for name in LATER:
        __import__(name)
