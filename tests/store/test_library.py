"""What a person has installed beside the program is not loaded with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LARGE = ("numpy", "pandas", "pyarrow")

MAKE = """
import sys
from pathlib import Path
from annotator.commands import documents
from annotator.formats import scheme_toml
from annotator.store import Project

with Project.create(Path(sys.argv[1]), scheme_toml.load(), actor="a") as project:
    documents.import_paths(project, [Path(sys.argv[2])], author="a")
    assert project.db.table_names()
print(sorted(sys.modules.keys() & {"sqlite_utils", "numpy", "pandas", "pyarrow"}))
"""


@pytest.mark.parametrize("first", ["", "import numpy\n"])
def test_a_new_project_and_an_import_load_no_tables_of_numbers(tmp_path: Path, first: str) -> None:
    for name in LARGE:
        (tmp_path / f"{name}.py").write_text("", encoding="utf-8")
    text = tmp_path / "news.txt"
    text.write_text("قال مصدر طبي إن الطريق أغلق.", encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    found = subprocess.run(
        [sys.executable, "-c", first + MAKE, str(tmp_path / "a.db"), str(text)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert found.stdout.split("\n")[0] == str(["numpy", "sqlite_utils"] if first else ["sqlite_utils"])
