"""Arabic made readable for terminals, and nothing printed that would command them."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.cli import terminal
from annotator.cli.terminal import (
    columns,
    escaped_json,
    open_streams,
    printable,
    readable_columns,
    reorders,
    say,
    say_cells,
    say_text,
    visual_line,
    wrapped,
)
from tests.command_line import Cli, cli, news

__all__ = ["cli", "news"]

ARABIC = "قال مصدر"
VISUAL = "ﺭﺪﺼﻣ ﻝﺎﻗ"


@pytest.fixture
def at_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """stdout, still captured, is a terminal 30 columns wide that neither joins nor orders letters."""
    for name in ("VTE_VERSION", "KONSOLE_VERSION", "MLTERM", "TERM_PROGRAM", "ANNOTATOR_VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    monkeypatch.setenv("COLUMNS", "30")


class TestVisualLine:
    @pytest.mark.parametrize(
        ("line", "direction", "visual"),
        [
            (ARABIC, "rtl", VISUAL),
            (ARABIC, "ltr", VISUAL),
            ("abc قال 12", "ltr", "abc 12 ﻝﺎﻗ"),
            ("abc قال 12", "rtl", "12 ﻝﺎﻗ abc"),
            ("(قال)", "rtl", ")ﻝﺎﻗ("),
            ("لا إله", "rtl", "ﻪﻟﺇ ﻻ"),
            ("مـصـدر", "rtl", "ﺭﺪـﺼـﻣ"),
            ("قال \u2068--encoding x\u2069 هنا", "rtl", "ﺎﻨﻫ --encoding x ﻝﺎﻗ"),
            ("قال\u200f (أ)\u202b", "rtl", ")ﺃ( ﻝﺎﻗ"),
        ],
    )
    def test_letters_are_joined_and_ordered(self, line: str, direction: Any, visual: str) -> None:
        assert visual_line(line, direction) == visual

    def test_marks_stand_after_the_letters_they_sit_on(self) -> None:
        # Logically: ba + fatha, ya + sukun, ta + tanwin; the eye reads from the last character here.
        assert visual_line("بَيْتٌ", "rtl") == "ﺖٌﻴْﺑَ"
        assert visual_line("سُنّيّ", "rtl").count("ّ") == 2
        assert visual_line("é\u0301", "ltr") == "é\u0301"


class TestColumns:
    @pytest.mark.parametrize(
        ("text", "width"),
        [("", 0), ("abc", 3), ("بيت", 3), ("بَيْتٌ", 3), ("新闻", 4), ("😀", 2), ("a\u200f\u200db\u2068", 2),
         ("é", 1), ("e\u0301", 1), ("مـد", 3)],
    )  # fmt: skip
    def test_marks_take_none(self, text: str, width: int) -> None:
        assert columns(text) == width

    def test_wrapping_counts_columns_and_keeps_every_word(self) -> None:
        text = "قَالَ مَصْدَرٌ عَسْكَرِيٌّ إِنَّ الطَّائِرَةَ سَقَطَتْ " * 5
        lines = list(wrapped(text, 20))
        assert max(map(columns, lines)) <= 20
        assert max(map(len, lines)) > 20
        assert " ".join(lines).split() == text.split()

    def test_a_word_wider_than_the_terminal_stays_whole(self) -> None:
        assert list(wrapped("قصير " + "طويل" * 10, 12)) == ["قصير", "طويل" * 10]
        assert list(wrapped("", 12)) == [""]


class TestPrintable:
    @pytest.mark.parametrize("char", [chr(code) for code in (*range(32), 127, 0x9B, 0x9D, 0x2028, 0x202E)])
    def test_nothing_commands_the_terminal(self, char: str) -> None:
        assert printable(f"a{char}b") == (f"a{char}b" if char in "\t\n" else printable(f"a{char}b"))
        assert char in "\t\n" or char not in printable(f"a{char}b")

    def test_what_only_orders_is_left_out_and_what_reads_is_kept(self) -> None:
        assert printable("a\u2068b\u2069\u202b\u202c") == "ab"
        kept = "لَا\u00a0\u200f\u200d‌ 😀"
        assert printable(kept) == kept


class TestJson:
    @pytest.mark.parametrize(
        "char",
        [
            chr(code)
            for code in (*range(32), *range(127, 160), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
        ],
    )
    def test_it_is_the_same_value_and_commands_nothing(self, char: str) -> None:
        value = {f"a{char}": [f"{char}قال\u200f", char]}
        data = escaped_json(msgspec.json.encode(value))
        assert msgspec.json.decode(data) == value
        assert char not in data.decode()
        assert "قال\u200f" in data.decode()

    def test_every_report(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        active = "\x9b31m\u202eabc"
        (tmp_path / "a.jsonl").write_text(
            json.dumps({"text": f"خبر {active}", "title": active}), encoding="utf-8"
        )
        assert cli("import", news, "a.jsonl").status == 0
        document = next(
            row
            for line in cli("show", news, "--json").out.splitlines()
            if active in (row := json.loads(line))["title"]
        )
        for command in (("show", news), ("show", news, document["id"])):
            out = cli(*command, "--json").out
            assert "abc" in out
            assert not set("\x9b\u202e") & set(out)


def test_a_pipe_that_windows_calls_an_invalid_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(sys, "stdout", Gone())
    with pytest.raises(OSError) as caught:
        say("a", "ltr")
    assert caught.value.filename == "stdout"
    monkeypatch.setattr(terminal, "_GONE", frozenset({errno.EPIPE, errno.EINVAL}))
    with pytest.raises(terminal.OutputClosed):
        say("a", "ltr")


class TestReorders:
    @pytest.mark.parametrize(
        ("variable", "value", "expected"),
        [("ANNOTATOR_VISUAL", "never", False), ("VTE_VERSION", "7600", False),
         ("KONSOLE_VERSION", "1", False), ("TERM_PROGRAM", "Apple_Terminal", False),
         ("TERM_PROGRAM", "vscode", True),
         ("ANNOTATOR_VISUAL", "nonsense", True)],
    )  # fmt: skip
    @pytest.mark.usefixtures("at_terminal")
    def test_by_terminal(
        self, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: bool
    ) -> None:
        assert reorders("auto", sys.stdout)
        monkeypatch.setenv(variable, value)
        assert reorders("auto", sys.stdout) is expected
        assert reorders("always", sys.stdout) and not reorders("never", sys.stdout)

    def test_files_get_the_text_as_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ANNOTATOR_VISUAL", "always")
        assert not reorders("auto", sys.stdout)


class TestSaying:
    def test_a_file_gets_one_line_a_paragraph(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = "كلمة " * 100 + "\n" + "سطر"
        say_text(text, "rtl")
        assert capsys.readouterr().out == f"{text}\n"

    @pytest.mark.usefixtures("at_terminal")
    def test_a_terminal_gets_lines_at_its_right_edge(self, capsys: pytest.CaptureFixture[str]) -> None:
        say_text(f"{ARABIC} {ARABIC} {ARABIC} {ARABIC}\nabc\n", "rtl")
        out = capsys.readouterr().out.split("\n")
        assert out[0] == f"ﻝﺎﻗ {VISUAL} {VISUAL} {VISUAL}"
        assert out[1:3] == [f"{' ' * 26}ﺭﺪﺼﻣ", f"{' ' * 27}abc"]
        say_text("abc", "ltr")
        assert capsys.readouterr().out == "abc\n"

    @pytest.mark.usefixtures("at_terminal")
    def test_cells_do_not_turn_each_other(self, capsys: pytest.CaptureFixture[str]) -> None:
        say_cells(("3f", "12", f'"{ARABIC}"', "a\tb\nc"))
        assert capsys.readouterr().out == f'3f\t12\t"{VISUAL}"\ta b c\n'

    @pytest.mark.usefixtures("at_terminal")
    def test_help_keeps_its_columns(self) -> None:
        assert readable_columns(f"  --json    {ARABIC}") == f"  --json    {VISUAL}"
        assert readable_columns(ARABIC) == VISUAL
        assert readable_columns("") == ""

    @pytest.mark.usefixtures("at_terminal")
    def test_sentences_have_the_direction_of_their_language(self, capsys: pytest.CaptureFixture[str]) -> None:
        say("a.txt: قال.", "rtl")
        say("a.txt: قال.", "ltr")
        assert capsys.readouterr().out == ".ﻝﺎﻗ :a.txt\na.txt: ﻝﺎﻗ.\n"

    @pytest.mark.usefixtures("at_terminal")
    def test_tables_print_markup_as_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        terminal.table(["Name", "N"], [("[bold]x[/bold]", 1), (ARABIC, "\x1b[31m")])
        out = capsys.readouterr().out
        assert "[bold]x[/bold]" in out and VISUAL in out and r"\x1b[31m" in out


class TestStreams:
    @pytest.mark.parametrize(
        ("encoding", "forced", "expected"),
        [("ascii", False, "قال".encode()), ("cp1252", False, "قال".encode()),
         ("cp1256", False, "قال".encode("cp1256")), ("utf-8", False, "قال".encode()),
         ("ascii", True, b"\\u0642\\u0627\\u0644")],
    )  # fmt: skip
    def test_any_stream_takes_arabic(
        self, monkeypatch: pytest.MonkeyPatch, encoding: str, forced: bool, expected: bytes
    ) -> None:
        monkeypatch.delenv("PYTHONIOENCODING", raising=False)
        if forced:
            monkeypatch.setenv("PYTHONIOENCODING", encoding)
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, newline="\n"))
        open_streams()
        say("قال", "rtl")
        say("\udcff", "rtl")
        sys.stdout.flush()
        assert raw.getvalue() == expected + b"\n\\udcff\n"

    def test_a_closed_stream_keeps_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdout", None)
        open_streams()
        say("قال", "rtl")
        assert sys.stdout.name == os.devnull
        sys.stdout.close()
