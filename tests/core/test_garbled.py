"""What was garbled is told by its kind, and a text that was not is left in peace."""

from __future__ import annotations

import pytest

from annotator.core.garbled import garbled

TEXT = "قال مصدر عسكري، في القنطرة؛ إن الجسر «أُغلق» لا غير: هل يُفتح؟\nوأضاف أن العمل توقف 12 يوما."
OTHERS = (
    "Müller a gagné; ça va à Noël, naïve façade – déjà vu: “élève”",
    "هل هذا صحيح ؟؟؟؟ really???? no?? why??",
    "Шёл дождь, и ещё шёл",
    "قال ﷺ ﴿الحمد لله﴾ وﷲ أعلم",
    "Voilà ??",
    "حفظ، غيظ؛ طعع عطط",
)


def read_as(text: str, encoding: str) -> str:
    """As a program does that does not look: what has no character stays a control character."""
    return "".join(bytes([b]).decode(encoding, "ignore") or chr(b) for b in text.encode())


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1256", "cp1251", "mac_roman", "cp437"])
def test_a_wrong_encoding(encoding: str) -> None:
    found = dict(garbled(read_as(TEXT, encoding)))
    assert set(found) == {"mojibake"} and found["mojibake"].count > 10
    assert set(dict(garbled(f"{TEXT}\n{read_as('القنطرة', encoding)}"))) == {"mojibake"}


def test_an_old_encoding_taken_for_latin_and_one_taken_twice() -> None:
    assert set(dict(garbled(TEXT.encode("cp1256", "replace").decode("cp1252", "replace")))) == {"mojibake"}
    assert "mojibake" in dict(garbled(read_as(read_as(TEXT, "cp1252"), "cp1252")))


@pytest.mark.parametrize(
    "text", ["?? ???? ??? ??????", "قال «??? ?????» أمس", "الجسر\ufffd\ufffd مغلق", "????"]
)
def test_lost_letters(text: str) -> None:
    assert [(kind, told.count) for kind, told in garbled(text)] == [("letters-lost", 1)]


def test_a_text_that_is_stored_as_it_looks() -> None:
    shaped = "ﻗﺎﻝ ﻣﺼﺪﺭ ﻋﺴﻜﺮﻱ ﻓﻲ ﻣﺪﻳﻨﺔ ﻋﻠﻰ"
    assert set(dict(garbled(shaped))) == {"shaped-letters"}
    assert set(dict(garbled(shaped[::-1]))) == {"visual-order"}
    assert set(dict(garbled((TEXT * 2).replace("لا غير", "")[::-1]))) == {"visual-order"}


@pytest.mark.parametrize("text", [TEXT, "", *OTHERS])
def test_what_is_right_is_left_in_peace(text: str) -> None:
    assert dict(garbled(text)) == {}
