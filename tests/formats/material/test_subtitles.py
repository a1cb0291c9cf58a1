"""Subtitles: the words alone, each cue with its times."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.made import codes, file_of, read

SRT = """1
00:00:01,000 --> 00:00:04,000
قال المتحدث
العسكري

2
00:00:04,500 --> 00:00:07,000
<i>إن القصف</i> استهدف {\\an8}12

"""
FORMS = {
    "srt": SRT,
    "windows": SRT.replace("\n", "\r\n"),
    "no blank lines": SRT.replace("\n\n", "\n"),
    "arabic digits": SRT.translate({ord(str(n)): 0x0660 + n for n in range(10)}).replace("\\an٨", "\\an8"),
    "vtt": "WEBVTT\n\nNOTE ملاحظة\n\n" + SRT.replace(",", "."),
    "vtt without hours": "WEBVTT\n\n"
    + SRT.replace(",", ".").replace("00:00:", "00:").replace("07.000", "07.000 align:end"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["a.srt", "a.txt"])
def test_cues(tmp_path: Path, form: str, name: str) -> None:
    (bundle,), problems = read(file_of(tmp_path, FORMS[form], name))
    assert problems == []
    last = "إن القصف استهدف ١٢" if form == "arabic digits" else "إن القصف استهدف 12"
    assert bundle.text == f"قال المتحدث العسكري\n{last}"
    told = [(bundle.text[row.start : row.end], row.meta) for row in bundle.document.segments]
    assert told == [
        ("قال المتحدث العسكري", {"from": "00:00:01.000", "to": "00:00:04.000"}),
        (last, {"from": "00:00:04.500", "to": "00:00:07.000"}),
    ]


def test_who_speaks(tmp_path: Path) -> None:
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v سليم>قصف &amp; دمار</v>\n"
    (bundle,), _ = read(file_of(tmp_path, content, "a.vtt"))
    assert bundle.text == "قصف & دمار"
    assert bundle.document.segments[0].meta["voice"] == "سليم"


def test_subtitles_without_words(tmp_path: Path) -> None:
    content = "1\n00:00:01,000 --> 00:00:04,000\n\n"
    assert codes(read(file_of(tmp_path, content, "a.srt"))[1]) == [("empty-file", None)]
