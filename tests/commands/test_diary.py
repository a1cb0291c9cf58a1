"""The diary: kept in few small files, with what failed and where, and no word of a document."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotator.commands import diary

WORDS = ("مطلع", "الجيش", "Assad", "حلب")


def files() -> list[Path]:
    return sorted(diary.folder().glob("annotator-*.log*"))


def failed(text: str) -> str:
    """The report of a fault that came from another one, both of which quote `text`."""
    try:
        try:
            {"a": 1}[text]
        except KeyError as error:
            raise ValueError(f"no label {text!r} at “{text}”, 17 of `spans.id`: {WORDS[0]} x") from error
    except ValueError as error:
        return diary.fault_report(error, error.__traceback__)


@pytest.mark.parametrize("text", WORDS)
def test_a_report_says_where_it_failed_and_quotes_nothing(text: str) -> None:
    report = failed(text)
    assert "annotator" in report and "Python" in report and "SQLite" in report
    assert f'{Path(__file__).name}"' in report and "in failed" in report
    assert report.index("KeyError: '…'") < report.index(
        "ValueError: no label '…' at '…', 17 of `spans.id`: … x"
    )
    assert not any(word in report for word in WORDS)


def test_a_report_does_not_name_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path(__file__).parent)
    assert str(Path(__file__).parent) not in failed("x")


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("UNIQUE constraint failed: spans.id", "UNIQUE constraint failed: spans.id"),
        ("invalid literal for int() with base 10: '٣ مصادر'", "invalid literal for int() with base 10: '…'"),
        ('Expected `int`, got "it\'s" - at `$.x`', "Expected `int`, got '…' - at `$.x`"),
        ("قال مصدر\nعسكري x", "… x"),
        ("'a \\' b' c", "'…' c"),
        ("x" * 1000, "x" * 300),
    ],
)
def test_a_message_without_its_words(message: str, left: str) -> None:
    assert diary.without_words(message) == left


def test_what_is_noted_is_kept_in_few_files() -> None:
    for _ in range(14):
        with diary.kept():
            diary.note("refused", "stale-change", 7)
    assert 1 <= len(files()) <= 11
    assert files()[-1].read_text(encoding="utf-8").rstrip().endswith("INFO refused stale-change 7")


def test_a_file_does_not_grow_without_end() -> None:
    with diary.kept():
        for _ in range(40):
            diary.note_fault("x" * 50_000)
    assert sum(path.stat().st_size for path in files()) <= 2 * (256 * 1024 + 51_000)


def test_without_a_place_nothing_is_kept_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "file"))
    with diary.kept():
        diary.note("refused")
    assert diary.crashes() == []


def test_outside_of_a_diary_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    diary.note("refused")
    diary.note_fault("a fault")
    assert capfd.readouterr() == ("", "")
    assert files() == []


ENDED = """
import ctypes, sys
from annotator.commands import diary
with diary.watching_for_crashes():
    if sys.argv[1] == "at once":
        ctypes.string_at(0)
"""


def test_a_process_that_ended_at_once_is_told_once() -> None:
    for how in ("well", "at once"):
        subprocess.run([sys.executable, "-c", ENDED, how], capture_output=True, check=False)
    (told,) = diary.crashes()
    assert "string_at" in told
    assert diary.crashes() == []
