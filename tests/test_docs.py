"""What the documentation says is so: keys, commands, views, decisions, no words that do not belong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

import annotator
from annotator.cli import cli
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.suggest.suggesters import SUGGESTERS
from annotator.ui.actions import ACTIONS
from annotator.ui.settings import SECTIONS, SETTINGS, Setting
from annotator.words import i18n
from annotator.words.i18n import tr

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
FILE_FORMAT = (DOCS / "file-format.md").read_text(encoding="utf-8")


def keys_table() -> str:
    """The table of keys as `docs/keys.md` must show it."""
    rows = ["| key | English | Arabic |", "|---|---|---|"]
    for spec in ACTIONS:
        if spec.keys:
            names = " ".join(f"`{key}`" for key in spec.keys)
            names = names.replace("`|`", "`\\|`")
            rows.append(f"| {names} | {tr('en', f'actions.{spec.id}')} | {tr('ar', f'actions.{spec.id}')} |")
    return "\n".join(rows)


def text_keys() -> str:
    """The keys of the text itself, as the key sheet tells them."""
    keys = [key for key in i18n.table() if key.startswith("keys.")]
    return "\n".join(f"* {tr('en', key)}" for key in keys)


def settings_table() -> str:
    """The rows of the preferences as `docs/preferences.md` must show them."""
    lines: list[str] = []
    for section in SECTIONS:
        lines += ["", f"## {tr('en', f'preferences.section-{section}')}", ""]
        lines += ["| English | Arabic | does | values | usual | counts |", "|---|---|---|---|---|---|"]
        for row in SETTINGS:
            if row.section == section:
                names = [tr(language, f"preferences.{row.id}") for language in ("en", "ar")]
                about = tr("en", f"preferences.{row.id}-about")
                when = "at once" if row.at_once else "with OK"
                lines.append(f"| {' | '.join([*names, about, *values(row), when])} |")
    return "\n".join(lines).strip()


def values(setting: Setting) -> tuple[str, str]:
    """What a setting can be, and what it is at first."""

    def named(value: str) -> str:
        return tr("en", f"preferences.{setting.id}-{value}")

    match setting.kind:
        case "choice":
            return " · ".join(map(named, setting.choices)), named(setting.default)
        case "number":
            never = f"preferences.{setting.id}-least" in i18n.table()
            least = f"{named('least')} · {setting.least + 1}" if never else f"{setting.least}"
            return f"{least} to {setting.most} {named('unit')}", str(setting.default)
        case "several":
            return " · ".join(named(row.id) for row in SUGGESTERS), "all"
        case "face":
            return "installed faces with Arabic letters", "automatic"
        case "folder":
            return "a folder", named("usual")
    return "on · off", "on" if setting.default else "off"


def test_every_setting_is_documented() -> None:
    page = (DOCS / "preferences.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- settings:.*?-->\n(.*?)\n<!-- end of settings -->", page, re.S)
    assert shown is not None
    assert shown.group(1).strip() == settings_table()


@pytest.mark.parametrize(("name", "made"), [("keys", keys_table), ("text keys", text_keys)])
def test_every_key_is_documented(name: str, made: Callable[[], str]) -> None:
    page = (DOCS / "keys.md").read_text(encoding="utf-8")
    shown = re.search(rf"<!-- {name}:.*?-->\n(.*?)\n<!-- end of {name} -->", page, re.S)
    assert shown is not None
    assert shown.group(1).strip() == made()


def test_every_command_is_documented() -> None:
    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    for name in cli.places:
        assert re.search(rf"annotator .*\b{name}\b", page), name


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, page.name


def test_every_decision_has_its_number_and_its_line() -> None:
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    for page in sorted((DOCS / "decisions").glob("[0-9]*.md")):
        title = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        assert title.startswith(f"{int(page.name[:4])}. ")
        assert f"* [{title}]({page.name})\n" in index


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


def avoided_words() -> list[str]:
    """The left column of the last table of the glossary."""
    table = (DOCS / "glossary.md").read_text(encoding="utf-8").rpartition("|---|")[2]
    return [word for row in table.splitlines() for word in re.findall("`(.+?)`", row.partition(" | ")[0])]


def test_no_sentence_uses_a_word_to_avoid() -> None:
    words = avoided_words()
    assert {"tie", "حسنا"} <= set(words)
    avoided = re.compile("|".join(rf"\b{word}\b" for word in words), re.I)
    for key, row in i18n.table().items():
        for entry in row.values():
            for sentence in entry.values() if isinstance(entry, dict) else [entry]:
                assert not avoided.search(sentence), f"{key}: {sentence}"


def test_links_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert annotator.__version__ == version
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    latest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert latest is not None and latest.group(1) == version


def test_dependencies_have_ranges() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [row for rows in project["optional-dependencies"].values() for row in rows]
    for row in [*project["dependencies"], *extras]:
        assert re.search(r"[<>=~]|\[test\]", row), row


@pytest.mark.parametrize("name", ["annotator-1.schema.json"])
def test_resources_are_valid_json(name: str) -> None:
    assert msgspec.json.decode((ROOT / "resources" / name).read_bytes())
