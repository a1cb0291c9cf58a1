"""No text is untranslated: every row has both languages, every key in the code is a row, no row is idle."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

import pytest

from annotator.core.events import KINDS
from annotator.ui.actions import ACTIONS, MENUS
from annotator.words import i18n
from annotator.words.i18n import plural_form, tr
from tests.words.keys import FAMILIES, ROOT, SAID, TABLES, idle

SOURCES = sorted(ROOT.rglob("*.py"))
ROWS = i18n.table()
ARABIC = re.compile("[\u0600-\u06ff]")
PLURALS = {"ar": {"zero", "one", "two", "few", "many", "other"}, "en": {"one", "other"}}
ALIKE = ("actions.language", "errors.in-file", "errors.in-line")
"""Names that are the same in every language need no Arabic letter, nor does the other language's name."""


def forms(entry: Any) -> list[str]:
    return list(entry.values()) if isinstance(entry, dict) else [entry]


def faults(key: str, row: Mapping[str, Any]) -> list[str]:
    """What a row lacks in one language or the other."""
    if set(row) != {"ar", "en"}:
        return ["languages"]
    found = []
    fields = {}
    for language, entry in row.items():
        if isinstance(entry, dict) and set(entry) != PLURALS[language]:
            found.append(f"plurals-{language}")
        if not isinstance(entry, dict) and not entry.strip():
            found.append(f"empty-{language}")
        fields[language] = {
            name for form in forms(entry) for _, name, _, _ in Formatter().parse(form) if name
        }
    if fields["ar"] != fields["en"] | ({"n"} & fields["ar"]):
        found.append("values")
    if key not in ALIKE and not any(ARABIC.search(form) for form in forms(row["ar"])):
        found.append("not-arabic")
    return found


def test_every_row_has_both_languages_with_the_same_values() -> None:
    assert {key: found for key, row in ROWS.items() if (found := faults(key, row))} == {}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"en": "Saved."}, "languages"),
        ({"ar": "", "en": "Saved."}, "empty-ar"),
        ({"ar": "Saved.", "en": "Saved."}, "not-arabic"),
        ({"ar": "حُفظ.", "en": "{path} saved."}, "values"),
        ({"ar": {"one": "حُفظ {n}", "other": "حُفظ {n}"}, "en": {"one": "1", "other": "{n}"}}, "plurals-ar"),
    ],
)
def test_an_untranslated_row_is_found(row: dict[str, Any], fault: str) -> None:
    assert fault in faults("window.planted", row)


def test_no_row_is_idle() -> None:
    assert idle(ROWS) == []


def test_an_idle_row_is_found() -> None:
    """In every table, and under every pattern of keys that stands in the code."""
    planted = [f"{table}.planted" for table in TABLES]
    planted += [pattern.replace("*", "planted") for pattern in SAID.patterns]
    assert len(planted) > 60
    assert idle(planted) == planted


def test_every_pattern_named_stands_in_the_code() -> None:
    assert sorted(set(FAMILIES) - set(SAID.patterns)) == []


def test_every_key_in_the_code_is_a_row() -> None:
    assert len(SAID.keys) > 300
    assert sorted(SAID.keys - set(ROWS)) == []


def test_every_event_kind_action_and_menu_is_named() -> None:
    wanted = {f"events.{kind}" for kind in KINDS}
    wanted |= {f"actions.{spec.id}" for spec in ACTIONS} | {f"window.menu-{menu}" for menu in MENUS}
    assert wanted <= set(ROWS)
    assert {key for key in ROWS if key.startswith("events.")} == {f"events.{kind}" for kind in KINDS}


def test_every_error_code_has_a_sentence() -> None:
    codes = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            raised = isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "AnnotatorError",
                "Finding",
            )
            if raised and node.args and isinstance(node.args[0], ast.Constant):
                codes.add(node.args[0].value)
    assert len(codes) > 40
    assert sorted(code for code in codes if f"errors.{code}" not in ROWS) == []


def test_code_holds_no_sentence_of_its_own() -> None:
    """Arabic letters in code are letters the code is about, never words to a person."""
    allowed = {
        "arabic.py",
        "attribute_values.py",
        "document_filter.py",
        "query_reader.py",
        "selecting.py",
        "ticker.py",
        "noun_phrases.py",
        "phrase_ends.py",
        "voices.py",
        "fonts.py",
        "fields.py",
        "dates.py",
        "date_words.py",
        "quantities.py",
        "toll_line.py",
        "toll_reading.py",
        "toll_words.py",
    }
    for path in SOURCES:
        if path.name in allowed:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # A string that is a statement by itself explains; it is never shown.
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                words = re.findall("[\u0620-\u064a]{2,}", node.value)
                assert not words, f"{path.name}: {node.value}"


@pytest.mark.parametrize(
    ("n", "form"),
    [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "many"), (99, "many"), (100, "other"),
     (103, "few"), (111, "many"), (102, "other"), (1000, "other")],
)  # fmt: skip
def test_arabic_plurals(n: int, form: str) -> None:
    assert plural_form("ar", n) == form


def test_inserted_texts_are_isolated() -> None:
    sentence = tr("en", "errors.project-missing", path="\u202eabc")
    assert "\u2068\u202eabc\u2069" in sentence
