"""What is said of the machine: for a bug report, and to whoever misses something."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.commands import machine
from annotator.commands.machine import EXTRAS, Seen, checks, facts, is_writable
from annotator.commands.place import Check, cloud_of
from annotator.core.errors import AnnotatorError
from annotator.store import connection, keys, network
from annotator.ui import display
from annotator.words.i18n import LANGUAGES
from annotator.words.machine import check_sentence
from tests.command_line import Cli, cli, news

__all__ = ["cli", "news"]

pytestmark = pytest.mark.usefixtures("qapp")

ROOT = Path(__file__).parents[2]
WITHOUT_QT = (
    "import sys; sys.modules['PySide6'] = None; from annotator.__main__ import main; sys.exit(main())"
)


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """A machine that has everything."""
    return Seen(
        qt="6.9",
        pyside="6.9",
        plugin="xcb",
        arabic=("Naskh",),
        emoji=("Emoji",),
        settings=tmp_path / "settings" / "settings.ini",
    )


def states(found: list[Check]) -> dict[str, str]:
    return {check.row: check.state for check in found}


def test_all_is_fine_on_a_machine_that_has_everything(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.metadata, "version", lambda package: "9.9")
    found = checks(seen, [], None)
    assert set(states(found).values()) == {"fine"}
    assert {"doctor.window", "doctor.extra", "doctor.settings", "doctor.sqlite"} <= set(states(found))
    assert not seen.settings.parent.exists(), "looking leaves nothing behind"


def test_what_is_missing_is_said_with_what_to_do(
    seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(package: str) -> str:
        raise machine.metadata.PackageNotFoundError(package)

    monkeypatch.setattr(machine.metadata, "version", none)
    (tmp_path / "file").write_bytes(b"")
    bare = msgspec.structs.replace(seen, arabic=(), emoji=(), settings=tmp_path / "file" / "settings.ini")
    found = checks(bare, [AnnotatorError("no-display")], tmp_path / "nowhere.db")
    assert {row: state for row, state in states(found).items() if state != "fine"} == {
        "errors.no-display": "advice",
        "errors.no-arabic-font": "wrong",
        "doctor.no-emoji-font": "advice",
        "doctor.settings-not-writable": "wrong",
        "doctor.no-extra": "advice",
        "errors.project-missing": "wrong",
    }
    assert "doctor.window" not in states(found)
    for language in LANGUAGES:
        told = [check_sentence(language, check) for check in found]
        assert len(set(told)) == len(told)
        assert any("arabic-annotator[plots]" in sentence for sentence in told)


def test_sqlite_that_is_too_old(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_OLDEST_SQLITE", (99, 0, 0))
    assert states(checks(seen, [], None))["errors.sqlite-too-old"] == "wrong"


def test_the_key_is_named_by_its_fingerprint_once_there_is_one(seen: Seen) -> None:
    assert "doctor.key" not in states(checks(seen, [], None))
    fingerprint = keys.fingerprint(keys.public_key(keys.own_key()))
    (told,) = (check for check in checks(seen, [], None) if check.row == "doctor.key")
    assert all(fingerprint in check_sentence(language, told) for language in LANGUAGES)
    keys.key_path().write_bytes(b"no key")
    assert states(checks(seen, [], None))["errors.key-damaged"] == "wrong"


def test_a_project_is_looked_at_where_it_lies(
    seen: Seen, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = news.read_bytes()
    assert states(checks(seen, [], news))["doctor.project"] == "fine"
    synced = tmp_path / "OneDrive - Firm" / "p.db"
    synced.parent.mkdir()
    synced.write_bytes(before)
    monkeypatch.setattr(network, "on_network", lambda path: path == synced)
    monkeypatch.setattr(machine, "is_writable", lambda folder: folder != synced.parent)
    found = states(checks(seen, [], synced))
    assert found["doctor.project-read-only"] == "wrong"
    assert found["doctor.project-on-network"] == found["doctor.project-in-cloud"] == "advice"
    assert news.read_bytes() == before


@pytest.mark.parametrize(
    ("folder", "cloud"),
    [
        ("Dropbox", "Dropbox"),
        ("Dropbox (Personal)/news", "Dropbox (Personal)"),
        ("OneDrive - Firm", "OneDrive - Firm"),
        ("GoogleDrive-a@example.org/My Drive", "My Drive"),
        ("Library/Mobile Documents/x", "Mobile Documents"),
        ("news", ""),
        ("dropboxes", ""),
    ],
)
def test_folders_that_are_synchronised(tmp_path: Path, folder: str, cloud: str) -> None:
    assert cloud_of(tmp_path / folder / "p.db") == cloud


def test_whether_a_folder_can_be_written_is_tried(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert is_writable(tmp_path / "not" / "there")
    assert not is_writable(tmp_path / "file" / "below")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_every_extra_is_looked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(EXTRAS) == set(project["optional-dependencies"]) - {"test", "dev"}
    for extra, package in EXTRAS.items():
        assert any(line.startswith(package) for line in project["optional-dependencies"][extra])


def test_the_version_for_a_bug_report(cli: Cli) -> None:
    told: dict[str, Any] = cli("--version", "--json").json()
    assert {"program", "python", "qt", "pyside", "sqlite", "platform", "fonts"} <= told.keys()
    assert told["fonts"].keys() == {"arabic", "emoji"}
    assert told["qt"] and told["sqlite"] == connection.sqlite_version()
    assert cli("--json", "stats", "p.db").status == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_doctor_tells_everything_and_counts_what_is_wrong(
    cli: Cli, language: str, tmp_path: Path
) -> None:
    missing = tmp_path / "nowhere.db"
    told = cli("doctor", missing, "--json", language=language)
    assert told.status == 1
    wrong = [check for check in told.json()["checks"] if check["state"] == "wrong"]
    assert not told.json()["whole"]
    assert "errors.project-missing" in {check["row"] for check in wrong}
    plain = cli("doctor", missing, language=language)
    assert plain.status == 1
    assert plain.out.count("✗ ") == len(wrong)


def test_the_status_is_0_where_nothing_is_wrong(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, seen: Seen
) -> None:
    monkeypatch.setattr("annotator.cli.machine.looked_at", lambda: ([], seen))
    told = cli("doctor")
    assert (told.status, "✗" in told.out) == (0, False)


def test_without_a_screen_the_fonts_are_still_looked_at(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_display() -> None:
        raise AnnotatorError("no-display")

    monkeypatch.setattr(display, "check_display", no_display)
    monkeypatch.setattr(display, "go_headless", lambda: None)
    (fault,), found = display.looked_at()
    assert fault.code == "no-display"
    assert found is not None and found.qt


def test_where_qt_cannot_be_loaded_the_rest_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT, "doctor", "--json", "--language", "en"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    told = msgspec.json.decode(done.stdout)
    assert done.returncode == 1, done.stderr
    (wrong,) = (check for check in told["checks"] if check["state"] == "wrong")
    assert wrong["row"] == "errors.qt-library-missing"
    assert "libegl1" in wrong["sentence"]
    assert told["qt"] is None
    assert facts(None).fonts == {}
