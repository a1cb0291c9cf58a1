"""What the first picture of the window does not show is not loaded before it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import annotator

LATER = (
    "annotator.commands.habits",
    "sqlite_utils",
    "charset_normalizer",
    "lxml",
    "trafilatura",
    "tomli_w",
    "cryptography",
    "asn1crypto",
    "rich",
    "socket",
    "annotator.formats",
    "annotator.formats.scheme_toml",
    "annotator.store.keys",
    "annotator.store.library",
    "annotator.store.migrations",
    "annotator.store.verify",
    "annotator.suggest.suggesters",
    "annotator.ui.mark.attribution_popup",
    "annotator.ui.help.command_palette",
    "annotator.ui.parts.dialogs",
    "annotator.ui.parts.press",
    "annotator.ui.parts.printed",
    "annotator.ui.mark.find_bar",
    "annotator.ui.help.guidelines",
    "annotator.ui.mark.occurrences",
    "annotator.ui.project.conflicts_dialog",
    "annotator.ui.project.damage_bar",
    "annotator.ui.project.files",
    "annotator.ui.project.merging",
    "annotator.ui.project.rescue",
    "annotator.commands.cluster",
    "annotator.commands.hub",
    "annotator.hub",
    "annotator.store.following",
    "annotator.ui.team.adding",
    "annotator.ui.team.dialog",
    "annotator.ui.team.sharing",
    "psycopg",
    "annotator.ui.scheme.editor",
    "annotator.ui.help.shortcut_sheet",
    "annotator.ui.preferences.dialog",
    "annotator.ui.documents.conversation",
    "annotator.ui.documents.details",
    "annotator.ui.documents.note",
    "annotator.ui.house",
    "annotator.ui.mark.alike",
    "annotator.ui.review.differences_dialog",
    "ahocorasick",
    "arabic_reshaper",
    "bidi",
    "matplotlib",
    "multiprocessing",
    "statistics",
    "annotator.cli.machine",
    "annotator.commands.learning",
    "annotator.cores",
    "annotator.commands.diary",
    "annotator.core.agreement.collect",
    "annotator.core.agreement.gamma",
    "annotator.core.agreement.reliability",
    "annotator.core.agreement.measure",
    "annotator.core.agreement.rows",
    "annotator.formats.names",
    "annotator.formats.source",
    "annotator.suggest.knowledge",
    "annotator.suggest.lexicon",
    "annotator.suggest.material",
    "annotator.suggest.names",
    "annotator.suggest.offering",
    "annotator.suggest.trained",
    "annotator.ui.faults",
    "annotator.ui.help.machine",
    "annotator.ui.lead.page",
    "annotator.ui.ledger.page",
    "annotator.ui.project.lexicon_dialog",
    "annotator.ui.record.page",
    "annotator.ui.search.page",
    "annotator.ui.suggest.models_dialog",
    "annotator.ui.project.export_dialog",
    "annotator.ui.project.import_dialog",
    "annotator.ui.project.names_dialog",
    "annotator.ui.project.name_page",
    "annotator.ui.project.teaching",
)
"""Each costs milliseconds of every start, some of them dozens."""

WINDOW_ONLY = (
    "annotator.cli",
    "annotator.ui.app",
    "annotator.ui.display",
    "annotator.ui.settings",
    "PySide6",
)
"""What a command without a window does not wait for; the entry point catches Ctrl+C before the first."""

ELSEWHERE = ("numpy", "ctypes", "pyannote", "pygamma_agreement", "pycrfsuite", "distributed")
"""For figures of agreement, two of them an extra; on Windows; to train and on a cluster, each an extra."""

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


def test_an_import_inside_a_function_is_one_that_the_start_needs_so() -> None:
    found = set(_imported_in_functions())
    assert sorted(name for name in found if not _is_among(name, (*LATER, *WINDOW_ONLY, *ELSEWHERE))) == []
    for name in (*WINDOW_ONLY, *ELSEWHERE):
        assert any(_is_among(other, [name]) for other in found), name


def _is_among(name: str, named: Iterable[str]) -> bool:
    return any(f"{name}.".startswith(f"{one}.") for one in named)


def _imported_in_functions() -> Iterator[str]:
    """The modules, a package's module by its own name."""
    root = Path(annotator.__file__).parent
    for path in root.rglob("*.py"):
        functions = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_function(node))
        for node in (inner for function in functions for inner in ast.walk(function)):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    inside = f"{node.module}.{alias.name}"
                    file = root.parent.joinpath(*inside.split("."))
                    is_module = file.is_dir() or file.with_suffix(".py").is_file()
                    yield inside if is_module else str(node.module)


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
