"""No text is untranslated: every row has both languages, every key in the code is a row, no row is idle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import annotator
from annotator.core.events import KINDS
from annotator.ui.actions import ACTIONS, MENUS
from annotator.words import i18n
from annotator.words.i18n import plural_form, tr

SOURCES = sorted(Path(annotator.__file__).parent.rglob("*.py"))
ROWS = i18n.table()
ARABIC = re.compile("[\u0600-\u06ff]")
PLURALS = {"ar": {"zero", "one", "two", "few", "many", "other"}, "en": {"one", "other"}}


def strings() -> Iterator[str]:
    """Every string literal of the program; of an f-string, a pattern with `*` for what is inserted."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values
                )


LITERALS = set(strings())


def forms(entry: Any) -> list[str]:
    return list(entry.values()) if isinstance(entry, dict) else [entry]


@pytest.mark.parametrize("key", sorted(ROWS))
def test_every_row_has_both_languages_with_the_same_values(key: str) -> None:
    row = ROWS[key]
    assert set(row) == {"ar", "en"}
    fields = {}
    for language, entry in row.items():
        if isinstance(entry, dict):
            assert set(entry) == PLURALS[language]
        assert all(form.strip() for form in forms(entry) if entry != form) or isinstance(entry, dict)
        fields[language] = {
            name for form in forms(entry) for _, name, _, _ in Formatter().parse(form) if name
        }
    assert fields["ar"] == fields["en"] | ({"n"} & fields["ar"])
    # Names that are the same in every language need no Arabic letter, nor does the other language's name.
    if key not in ("actions.language", "window.jsonl-files", "errors.in-file", "errors.in-line"):
        assert any(ARABIC.search(form) for form in forms(row["ar"]))


def used(key: str) -> bool:
    name = key.partition(".")[2]
    if key in LITERALS or name in LITERALS:
        return True
    patterns = (literal for literal in LITERALS if "*" in literal and len(literal.strip("*.")) > 1)
    return any(
        re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), candidate)
        for pattern in patterns
        for candidate in (key, name)
    )


def test_no_row_is_idle() -> None:
    assert [key for key in ROWS if not used(key)] == []


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
    allowed = {"arabic.py", "selecting.py", "ticker.py", "noun_phrases.py", "fonts.py", "fields.py"}
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
