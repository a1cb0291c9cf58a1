"""Which face the article is set in, and what is said of characters no font has."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication

from annotator.core.model import Document
from annotator.formats import scheme_toml
from annotator.ui.article import coverage
from annotator.ui.article.coverage import Unshown, helping_font, unshown
from annotator.ui.article.fonts import SHIPPED, faces, families, reading_faces
from annotator.ui.article.view import ArticleView
from annotator.ui.parts.look import LIGHT


def test_the_shipped_face_is_always_there(qapp: QApplication) -> None:
    assert SHIPPED in reading_faces()
    for weight in (QFont.Weight.Normal, QFont.Weight.Bold):
        font = QFont(SHIPPED, 15, weight)
        assert QFontInfo(font).family() == SHIPPED and QFontInfo(font).exactMatch()


def test_every_face_that_is_offered_can_be_chosen(qapp: QApplication) -> None:
    offered = reading_faces()
    assert len(offered) == len(set(offered))
    for name in offered:
        assert families(name)[0] == name
        assert QFontInfo(faces(15, 96, chosen=name)["body"].font).family() == name


def test_a_face_that_is_gone_counts_as_none(qapp: QApplication) -> None:
    assert families("Of a machine far away") == families()
    assert families()[0] in reading_faces()


def test_another_face_lays_the_text_out_anew(qapp: QApplication) -> None:
    view = ArticleView(LIGHT)
    view.resize(400, 300)
    text = "وقال المتحدث باسم القوات إن الوضع هادئ"
    view.show_document(Document(id="d", kind="text", text_hash="x"), text, scheme_toml.load())
    widths = set()
    some = reading_faces()[:2]
    for name in some:
        view.set_face(name)
        widths.add(sum(box.width() for box in view.range_rects(0, 20)))
    assert len(widths) == len(some)
    view.deleteLater()


def test_what_a_font_shows_and_what_shows_nothing_is_not_missing(qapp: QApplication) -> None:
    assert unshown("قال Reuters 12 «é»\t\n\u200f\u2066\xa0\u3000\ufe0f\x1b") == Unshown((), ())


@pytest.mark.parametrize("before", ["", " " * 60_000])
def test_each_missing_character_is_told_once_with_its_font(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    monkeypatch.setattr(coverage, "_is_shown", lambda char: char == " ")
    monkeypatch.setattr(coverage, "_unusual", coverage._unusual.__wrapped__)
    assert unshown(f"{before}🔴 中ह中 🔴\ue000") == Unshown(
        ("🔴", "中", "ह", "\ue000"), ("Noto Color Emoji", "Noto Sans CJK", "Noto Sans Devanagari")
    )


@pytest.mark.parametrize(
    ("characters", "font"),
    [
        ("🔴😀🇸☺\u20e3", "Noto Color Emoji"),
        ("قٱ۝", "Noto Naskh Arabic"),
        ("éяλ", "Noto Sans"),
        ("中ひ한", "Noto Sans CJK"),
        ("ש", "Noto Sans Hebrew"),
        ("ह", "Noto Sans Devanagari"),
        ("⇶⏚", "Noto Sans Symbols"),
        ("ᚠ\U00013000", "Unifont"),
        ("\ue000\u0378\U000f0000", ""),
    ],
)
def test_the_font_that_helps(characters: str, font: str) -> None:
    assert {helping_font(char) for char in characters} == {font}
