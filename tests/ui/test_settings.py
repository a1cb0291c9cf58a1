"""What is stored is read again, what is damaged counts as the usual, whoever listens hears of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from annotator.suggest.suggesters import SUGGESTERS
from annotator.ui.settings import SECTIONS, SETTINGS, Settings
from annotator.ui.window import MainWindow
from annotator.words import i18n

HEARD_WHEN_NEEDED = {"confirm_undo", "backup_minutes", "backup_folder", "heads_folder"}


def test_ids_are_once_and_defaults_are_of_their_kind() -> None:
    ids = [setting.id for setting in SETTINGS]
    assert len(set(ids)) == len(ids)
    kinds = {"choice": str, "face": str, "number": int, "flag": bool, "several": tuple, "folder": str}
    settings = Settings()
    for setting in SETTINGS:
        assert type(setting.default) is kinds[setting.kind]
        assert settings.value(setting.id) == setting.default
        assert setting.section is None or setting.section in SECTIONS
        if setting.kind == "number":
            assert setting.least <= setting.default <= setting.most


@pytest.mark.parametrize(
    ("setting_id", "given", "kept"),
    [
        ("theme", "purple", "system"), ("theme", "dark", "dark"), ("font_size", 400, 40), ("font_size", 1, 9),
        ("font_size", "x", 15), ("confirm_undo", -3, 0), ("snapping", False, False),
        ("suggesters_off", ("cues", "names"), ("cues", "names")), ("suggesters_off", (), ()),
        ("backup_folder", "/مجلد, آخر", "/مجلد, آخر"),
    ],
)  # fmt: skip
def test_what_is_stored_is_read_again(setting_id: str, given: Any, kept: Any) -> None:
    first = Settings()
    first.set_value(setting_id, given)
    assert first.value(setting_id) == kept
    del first
    assert Settings().value(setting_id) == kept


def test_a_damaged_file_counts_as_the_usual() -> None:
    path = Path(os.environ["ANNOTATOR_SETTINGS"]) / "settings.ini"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[General]\nfont_size=large\ntheme=@Invalid()\nlanguage=fr\n", encoding="utf-8")
    settings = Settings()
    assert (settings.value("font_size"), settings.value("theme"), settings.value("language")) == (
        15,
        "system",
        "ar",
    )


def test_only_another_value_is_news() -> None:
    settings, heard = Settings(), list[str]()
    settings.changed.connect(heard.append)
    settings.set_value("font_size", 15)
    assert heard == []
    settings.change_by("font_size", 2)
    settings.change_by("font_size", 100)
    settings.change_by("font_size", 1)
    assert heard == ["font_size", "font_size"]
    assert settings.value("font_size") == 40


def test_every_setting_does_something(window: MainWindow) -> None:
    assert {setting.id for setting in SETTINGS} == {*window.appearance.effects, *HEARD_WHEN_NEEDED}


def test_every_row_has_its_words() -> None:
    rows = i18n.table()
    for setting in SETTINGS:
        if setting.section:
            names = [setting.id, f"{setting.id}-about"]
            names += [f"{setting.id}-{choice}" for choice in setting.choices]
            assert [name for name in names if f"preferences.{name}" not in rows] == []
    assert all(f"preferences.suggesters_off-{row.id}" in rows for row in SUGGESTERS)
