"""Models that are not the program's own: asked with consent only, never believed, never waited for."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from annotator.commands import keeping, outside, suggestions
from annotator.core.errors import AnnotatorError
from annotator.core.outside import Kind, Outside, check_outside
from annotator.core.suggestions import IMPORTED, Suggestion
from annotator.store import Project, queries
from annotator.store import outside as kept
from tests.outside import region, said, serving
from tests.store.conftest import make_document, project

__all__ = ["project"]

ME = "سلمى"
TEXT = "😀 دخل لواء الساحل القنطرة، ثم غادر لواء الساحل القنطرة."
ACTOR, PLACE = "لواء الساحل", "القنطرة"


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "settings"
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(folder))
    return folder


def known(kind: Kind, *target: str, seconds: int = 20, consent: bool = True) -> Outside:
    return outside.add_outside("بعيد", kind, target, model="m", seconds=seconds, consent=consent)


def refused(project: Project) -> str:
    with pytest.raises(AnnotatorError) as error:
        outside.ask_outside(project, "بعيد")
    return error.value.code


def proposed(project: Project, document: str) -> list[Suggestion]:
    found = suggestions.suggest_document(project, document, author=ME)
    return [row for row in found if row.suggester == IMPORTED]


def quotes(project: Project, document: str) -> list[tuple[str, str, int]]:
    rows = proposed(project, document)
    return sorted((row.spans[0].label, row.spans[0].quote, row.spans[0].ranges[0][0]) for row in rows)


def program(tmp_path: Path, lines: str) -> tuple[str, ...]:
    path = tmp_path / "model.py"
    path.write_text(f"import json, sys, time\n{lines}\n", encoding="utf-8")
    return sys.executable, "-X", "utf8", str(path)


# Consent


def test_nothing_is_given_away_without_consent(project: Project, settings: Path) -> None:
    make_document(project, TEXT)
    with serving(lambda path, body: {"results": []}) as (address, asked):
        known("label-studio", address, consent=False)
        assert refused(project) == "model-without-consent" and not asked
        outside.consent_to("بعيد")
        assert outside.ask_outside(project, "بعيد").documents == 1 and len(asked) == 1
        # Another address is another consent; the same one is not asked for again.
        assert known("label-studio", address, consent=False).has_consent
        assert not known("label-studio", address + "/other", consent=False).has_consent
        assert refused(project) == "model-without-consent" and len(asked) == 1


def test_it_is_known_to_the_account_and_not_to_the_project(project: Project, settings: Path) -> None:
    known("chat", "http://127.0.0.1:9/v1")
    assert (settings / "models.json").is_file()
    assert b"127.0.0.1:9" not in project.path.read_bytes()
    kept.drop("بعيد")
    assert kept.known() == []
    with pytest.raises(AnnotatorError, match="no-such-outside"):
        outside.ask_outside(project, "بعيد")


def test_a_damaged_list_is_not_written_over(project: Project, settings: Path) -> None:
    settings.mkdir()
    (settings / "models.json").write_text("[{]", encoding="utf-8")
    with pytest.raises(AnnotatorError, match="models-damaged"):
        known("chat", "http://127.0.0.1:9/v1")
    assert (settings / "models.json").read_text(encoding="utf-8") == "[{]"


def test_restricted_documents_are_given_to_nobody(project: Project) -> None:
    page = make_document(project, TEXT)
    make_document(project, "خبر آخر.")
    keeping.flag_document(project, page.id, {"restricted": True}, author=ME)
    with serving(lambda path, body: {"results": []}) as (address, asked):
        known("label-studio", address)
        report = outside.ask_outside(project, "بعيد")
    assert (report.documents, report.left_out) == (1, 1)
    assert all("القنطرة" not in str(body) for _, body in asked)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Outside(name="a/b", kind="command", target=("x",)), "bad-model-name"),
        (Outside(name=" ", kind="command", target=("x",)), "bad-model-name"),
        (Outside(name="a", kind="command", target=()), "bad-model-command"),
        (Outside(name="a", kind="chat", target=("ftp://host",)), "bad-model-address"),
        (Outside(name="a", kind="chat", target=("http://",)), "bad-model-address"),
        (Outside(name="a", kind="chat", target=("http://[::1",)), "bad-model-address"),
        (Outside(name="a", kind="chat", target=("http://host:99999",)), "bad-model-address"),
        (Outside(name="a", kind="chat", target=("http://host",), seconds=0), "bad-model-seconds"),
    ],
)
def test_what_cannot_be_asked_is_not_kept(row: Outside, code: str) -> None:
    with pytest.raises(AnnotatorError) as error:
        check_outside(row)
    assert error.value.code == code


def test_which_addresses_are_of_this_computer() -> None:
    for address, is_here in (
        ("http://localhost:1", True),
        ("http://[::1]:1", True),
        ("https://far.test", False),
    ):
        assert Outside(name="a", kind="chat", target=(address,)).is_here is is_here


# Label Studio's protocol


def test_a_backend_of_label_studio_proposes(project: Project) -> None:
    page = make_document(project, TEXT)

    def answer(path: str, body: Any) -> Any:
        assert path == "/predict" and '<Label value="actor"' in body["label_config"]
        text = body["tasks"][0]["data"]["text"]
        rows = [region(text, ACTOR, "actor"), region(text, PLACE, "place"), region(text, "دخل", "odd")]
        return {"results": [{"model_version": "7", "score": 0.8, "result": rows}]}

    with serving(answer) as (address, _):
        known("label-studio", address)
        report = outside.ask_outside(project, "بعيد")
    assert (report.suggestions, report.new, report.strange, report.refused) == (2, 2, {"odd": 1}, 0)
    assert quotes(project, page.id) == [
        ("actor", ACTOR, TEXT.index(ACTOR)),
        ("place", PLACE, TEXT.index(PLACE)),
    ]
    assert "بعيد" in proposed(project, page.id)[0].why.words


@pytest.mark.parametrize(("words", "moved"), [("حلب", 0), ("", 500), ("", 2)])
def test_offsets_that_lie_are_refused_and_counted(project: Project, words: str, moved: int) -> None:
    """What is told as its words stands nowhere near, or nothing does: no suggestion has other words."""
    page = make_document(project, TEXT)

    def answer(path: str, body: Any) -> Any:
        text = body["tasks"][0]["data"]["text"]
        lie = region(text, ACTOR, "actor", moved=moved)
        if moved < 500:
            lie["value"]["text"] = words or "شيء آخر"
        else:
            del lie["value"]["text"]
        return {"results": [{"result": [lie]}]}

    with serving(answer) as (address, _):
        known("label-studio", address)
        report = outside.ask_outside(project, "بعيد")
    assert report.refused == 1 and report.problems
    assert not quotes(project, page.id)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"<html>", "model-not-understood"),
        ({"results": "all"}, "model-not-understood"),
        ([], "model-not-understood"),
        (500, "model-refused"),
        (302, "model-refused"),
    ],
)
def test_answers_that_are_none(project: Project, said: Any, code: str) -> None:
    make_document(project, TEXT)
    with serving(lambda path, body: said) as (address, _):
        known("label-studio", address)
        assert refused(project) == code


def test_nobody_there_and_somebody_who_hangs(project: Project) -> None:
    make_document(project, TEXT)
    known("chat", "http://127.0.0.1:9/v1")
    assert refused(project) == "model-not-reached"
    over = threading.Event()
    with serving(lambda path, body: over.wait(30) and {}) as (address, _):
        known("chat", address, seconds=1)
        assert refused(project) == "model-silent"
        over.set()


# A language model


def test_quotes_of_a_language_model_are_found_in_the_text_or_dropped(project: Project) -> None:
    page = make_document(project, TEXT)

    def answer(path: str, body: Any) -> Any:
        assert path == "/v1/chat/completions" and body["model"] == "m"
        schema = body["response_format"]["json_schema"]["schema"]
        assert "actor" in schema["properties"]["spans"]["items"]["properties"]["label"]["enum"]
        assert body["messages"][1]["content"] == TEXT
        return said(
            ("actor", ACTOR),
            ("actor", ACTOR),
            ("actor", ACTOR),
            ("place", "قنطرة"),
            ("place", "حلب"),
            ("odd", PLACE),
        )

    with serving(answer) as (address, _):
        known("chat", f"{address}/v1")
        report = outside.ask_outside(project, "بعيد")
    assert (report.suggestions, report.dropped) == (3, 3)
    actors = [row for row in quotes(project, page.id) if row[0] == "actor"]
    assert [start for *_, start in actors] == [TEXT.index(ACTOR), TEXT.rindex(ACTOR)]


def test_a_language_model_that_talks_is_not_understood(project: Project) -> None:
    make_document(project, TEXT)
    talk = {"choices": [{"message": {"content": "Of course! Here are the spans:"}}]}
    with serving(lambda path, body: talk) as (address, _):
        known("chat", address)
        assert refused(project) == "model-not-understood"


# A program

ECHO = """
for line in sys.stdin:
    row = json.loads(line)
    start = row["text"].index("القنطرة")
    spans = [{"start": start, "end": start + 7, "label": "place"}]
    print(json.dumps({"text": row["text"], "spans": spans}), flush=True)
"""


def test_a_program_reads_lines_and_writes_lines(project: Project, tmp_path: Path) -> None:
    pages = [make_document(project, f"خبر {n}: {TEXT}") for n in range(3)]
    known("command", *program(tmp_path, ECHO))
    told: list[tuple[int, int]] = []
    report = outside.ask_outside(project, "بعيد", progress=lambda done, total: told.append((done, total)))
    assert (report.documents, report.suggestions, report.refused) == (3, 3, 0)
    assert all(len(quotes(project, page.id)) == 1 for page in pages) and told[-1] == (3, 3)


def test_other_texts_than_those_it_was_asked_about_do_not_come_in(project: Project, tmp_path: Path) -> None:
    make_document(project, TEXT)
    known("command", *program(tmp_path, ECHO.replace('{"text": row["text"],', '{"text": row["text"] + " ",')))
    report = outside.ask_outside(project, "بعيد")
    assert (report.suggestions, report.refused) == (0, 1)
    assert queries.document_count(project) == 1


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("sys.exit('no such thing')", "model-failed"),
        ("time.sleep(60)", "model-silent"),
    ],
)
def test_programs_that_fail_or_hang(project: Project, tmp_path: Path, lines: str, code: str) -> None:
    make_document(project, TEXT)
    known("command", *program(tmp_path, lines), seconds=1)
    assert refused(project) == code


def test_a_program_that_is_not_there_and_no_shell(project: Project, tmp_path: Path) -> None:
    make_document(project, TEXT)
    known("command", f"touch {tmp_path / 'made'}; true")
    assert refused(project) == "model-not-started"
    assert not (tmp_path / "made").exists()


def test_it_can_be_stopped(project: Project, tmp_path: Path) -> None:
    make_document(project, TEXT)
    known("command", *program(tmp_path, "time.sleep(60)"))
    with pytest.raises(AnnotatorError, match="cancelled"):
        outside.ask_outside(project, "بعيد", cancelled=lambda: True)
