"""What the documentation says is so: keys, commands, views, decisions, no words that do not belong."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from annotator.cli import cli
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.ui.actions import ACTIONS
from annotator.words.i18n import tr

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILE_FORMAT = (ROOT / "docs" / "file-format.md").read_text(encoding="utf-8")


def keys_table() -> str:
    """The table of keys as the README must show it."""
    rows = ["| key | does | |", "|---|---|---|"]
    for spec in ACTIONS:
        if spec.keys:
            names = " ".join(f"`{key}`" for key in spec.keys)
            names = names.replace("`|`", "`\\|`")
            rows.append(f"| {names} | {tr('en', f'actions.{spec.id}')} | {tr('ar', f'actions.{spec.id}')} |")
    return "\n".join(rows)


def test_the_readme_lists_the_keys() -> None:
    shown = re.search(r"<!-- keys:.*?-->\n(.*?)\n<!-- end of keys -->", README, re.S)
    assert shown is not None
    assert shown.group(1).strip() == keys_table()


def test_every_command_is_in_the_readme() -> None:
    for name in cli.places:
        assert re.search(rf"annotator .*\b{name}\b", README), name


def test_every_column_and_view_is_documented(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.db", scheme_toml.load(), actor="x") as project:
        for kind, name in project.rows(
            "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view')"
        ):
            if name.startswith(("sqlite_", "_sqlite")):
                continue
            assert f"`{name}`" in FILE_FORMAT or f"**{name}**" in FILE_FORMAT, name
            if kind == "view":
                for row in project.rows(f"PRAGMA table_info({name})"):
                    assert f"`{row[1]}`" in FILE_FORMAT, f"{name}.{row[1]}"


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_dependencies_have_ranges() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [row for rows in project["optional-dependencies"].values() for row in rows]
    for row in [*project["dependencies"], *extras]:
        assert re.search(r"[<>=~]|\[test\]", row), row


@pytest.mark.parametrize("name", ["annotator-1.schema.json"])
def test_resources_are_valid_json(name: str) -> None:
    assert msgspec.json.decode((ROOT / "resources" / name).read_bytes())
