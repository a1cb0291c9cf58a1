"""What the commands do when all is well, and what they say of a command line that is not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from annotator.commands import spans
from annotator.store import Project, queries
from tests.command_line import CORPUS, Cli, cli, is_whole, news

__all__ = ["cli", "news"]

PAGE = CORPUS.parent / "pages" / "01-ticker-crossing.txt"
SPAN = "030f03c1575ff0ac0e58a3111e8252f8"


def head_of(path: Path) -> str:
    with Project.open(path, read_only=True) as project:
        return project.head()


class TestMaking:
    def test_new_import_show_stats_export_verify(self, cli: Cli, tmp_path: Path) -> None:
        made = cli("new", "a.db", "--author", "  سلمى \n الشامي ")
        assert (made.status, made.err) == (0, "")
        assert made.out.splitlines()[0] == "Created the project a.db."
        imported = cli("import", "a.db", CORPUS, PAGE)
        assert imported.out == (
            "17 documents imported. 2 documents have the same text as earlier ones. "
            "Annotations added: 1,085 spans and 261 attributions.\n"
        )
        assert cli("export", "a.db", "out.jsonl").out.startswith("17 documents exported to out.jsonl.\n")
        assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 17
        assert cli("verify", "a.db").out.startswith("The log is intact")
        with Project.open(tmp_path / "a.db", read_only=True) as project:
            assert {event.actor for event, _ in queries.event_list(project)} == {"سلمى الشامي"}

    def test_numbers_and_nouns_agree_in_arabic(self, cli: Cli, tmp_path: Path) -> None:
        cli("new", "a.db")
        texts = [tmp_path / f"{number}.txt" for number in range(17)]
        for text in texts:
            text.write_text(f"خبر {text.stem}", encoding="utf-8")
        said = [
            cli("import", "a.db", *texts[start:end], language="ar").out.strip()
            for start, end in ((0, 1), (1, 3), (3, 6), (6, 17), (0, 2))
        ]
        assert said == [
            "استُورد مستند واحد.",
            "استُورد مستندان.",
            "استُوردت 3 مستندات.",
            "استُورد 11 مستندا.",
            "كان مستندان في المشروع من قبل، فلم يضافا ثانية.",
        ]

    def test_patterns_the_shell_has_not_spread(self, cli: Cli, tmp_path: Path) -> None:
        cli("new", "a.db")
        for name in ("a.txt", "b.txt"):
            (tmp_path / name).write_text(f"نص {name}", encoding="utf-8")
        assert cli("import", "a.db", "*.txt").out == "2 documents imported.\n"
        assert cli("import", "a.db", "*.none").status == 1

    def test_a_path_named_twice(self, cli: Cli, tmp_path: Path) -> None:
        cli("new", "a.db")
        ran = cli("import", "a.db", PAGE, PAGE)
        assert ran.status == 0
        assert "were already in the project" in ran.out

    def test_backup_opens_and_is_never_written_over(self, cli: Cli, news: Path) -> None:
        assert cli("backup", news, "copy.db", "--json").json() == {"path": "copy.db", "head": head_of(news)}
        assert cli("verify", "copy.db").status == 0
        assert cli("backup", news, "copy.db").status == 3

    def test_export_to_standard_output_and_to_gzip(self, cli: Cli, news: Path, tmp_path: Path) -> None:
        piped = cli("export", news, "-")
        assert (piped.status, piped.err) == (0, "")
        cli("export", news, "out.jsonl.gz")
        assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()).decode() == piped.out
        assert not (tmp_path / "-").exists()

    def test_one_layer(self, cli: Cli, news: Path) -> None:
        rows = [
            json.loads(line) for line in cli("export", news, "-", "--layer", "author:يزن").out.splitlines()
        ]
        assert {span["author"] for row in rows for span in row["spans"]} == {"يزن"}


class TestJson:
    def test_every_report(self, cli: Cli, tmp_path: Path) -> None:
        made = cli("new", "a.db", "--json").json()
        assert made["path"] == "a.db"
        (tmp_path / "w.txt").write_bytes("خبر".encode("cp1256"))
        imported = cli("import", "a.db", CORPUS, "w.txt", "--json").json()
        assert (imported["documents"], imported["spans"], imported["attributions"]) == (15, 1085, 261)
        assert [(row["path"], row["code"]) for row in imported["problems"]] == [("w.txt", "not-utf8")]
        exported = cli("export", "a.db", "o.jsonl", "--json").json()
        head = exported["head"]
        assert exported == {"documents": 15, "left_out": 0, "lost": {}, "path": "o.jsonl", "head": head}
        assert head != imported["head"]
        counted = cli("stats", "a.db", "--json").json()
        assert (counted["documents"], counted["by_kind"]["ticker"], counted["head"]) == (15, 2, head)
        assert is_whole(cli, "a.db", head)
        events = [json.loads(line) for line in cli("history", "a.db", "--json").out.splitlines()]
        assert [row["kind"] for row in events] == ["project.new", "documents.import", "export.write"]
        assert {row["account"] for row in events} == {"salma@here"}
        listed = [json.loads(line) for line in cli("show", "a.db", "--json").out.splitlines()]
        assert len(listed) == 15
        shown = cli("show", "a.db", listed[0]["id"][:12], "--json").json()
        assert (shown["id"], shown["format"]) == (listed[0]["id"], "annotator/1")
        known = {row["id"] for row in cli("formats", "--json").json()}
        assert {"annotator", "jsonl", "page", "text"} <= known
        assert cli("schemes", "--json").json()[0]["id"] == "news"


class TestShow:
    def test_the_list_says_enough_of_each_id(self, cli: Cli, tmp_path: Path) -> None:
        cli("new", "a.db")
        rows = [
            {"format": "annotator/1", "offset_unit": "codepoint", "id": f"report-2026-03-14-{number}",
             "kind": "text", "text": f"نص {number}"}
            for number in range(3)
        ]  # fmt: skip
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        cli("import", "a.db", "a.jsonl")
        ids = [line.split()[0] for line in cli("show", "a.db").out.splitlines()]
        assert ids == [row["id"] for row in rows]

    def test_a_document_with_its_layers(self, cli: Cli, news: Path) -> None:
        ran = cli("show", news, "3126fad07701")
        assert ran.status == 0
        assert "معبر الريان حتى إشعار آخر" in ran.out
        assert "Layer of سلمى:" in ran.out and "Layer of يزن:" in ran.out
        assert f"  347-357\tPlace\tبيت اليراع\t{SPAN}\t" in ran.out
        assert "\tCertainty: Certain\t" in ran.out
        alone = cli("show", news, "3126fad07701", "--author", "يزن").out
        assert "سلمى" not in alone and SPAN in alone

    @pytest.mark.parametrize(("beginning", "code"), [("zzz", "There is no document"), ("", "More than one")])
    def test_an_id_that_tells_no_document(self, cli: Cli, news: Path, beginning: str, code: str) -> None:
        ran = cli("show", news, beginning)
        assert (ran.status, ran.out) == (3, "")
        assert ran.err.startswith(code)

    def test_a_label_the_scheme_does_not_know(self, cli: Cli, tmp_path: Path) -> None:
        cli("new", "a.db")
        span = {"id": "s", "label": "weapon", "ranges": [[0, 2]], "quote": "نص", "author": "x"}
        row = {"format": "annotator/1", "offset_unit": "codepoint", "id": "d", "kind": "text", "text": "نص"}
        (tmp_path / "a.jsonl").write_text(json.dumps({**row, "spans": [span]}), encoding="utf-8")
        cli("import", "a.db", "a.jsonl")
        assert "  0-2\tweapon\tنص\ts\n" in cli("show", "a.db", "d").out


class TestHistory:
    def test_who_changed_a_span_from_what_to_what(self, cli: Cli, news: Path) -> None:
        with Project.open(news) as project:
            span = project.row_record("span", SPAN)
            spans.relabel_span(project, span, "actor", author="يزن")  # type: ignore[arg-type]
        ran = cli("history", news, "--span", SPAN)
        assert "\tLabel\tPlace\t→\tActor\n" in ran.out
        assert "\tLabel\t-\t→\tPlace\n" in ran.out
        last = cli("history", news, "--span", SPAN, "--json").json()
        assert (last["before"]["label"], last["after"]["label"], last["actor"]) == ("place", "actor", "يزن")
        only = [line.split("\t") for line in cli("history", news, "--author", "يزن").out.splitlines()]
        assert [cells[2] for cells in only if cells[0]] == ["يزن"]
        assert "3126fad0770166875f85dbac1cf29ba9" in cli("history", news, "--span", "3126fad07701").out

    @pytest.mark.parametrize(
        "arguments",
        [
            ("history", "--span", "none"), ("history", "--author", "سلمي"), ("show", "--author", "سلمي"),
            ("export", "out.jsonl", "--layer", "author:سلمي"),
        ],
    )  # fmt: skip
    def test_a_mistyped_name_or_id_is_refused(
        self, cli: Cli, news: Path, tmp_path: Path, arguments: tuple[str, ...]
    ) -> None:
        command, *rest = arguments
        ran = cli(command, news, *rest)
        assert (ran.status, ran.out) == (3, "")
        assert rest[-1].removeprefix("author:") in ran.err
        assert not (tmp_path / "out.jsonl").exists()

    def test_a_head_that_is_not_in_the_log(self, cli: Cli, news: Path) -> None:
        assert cli("verify", news, "--head", head_of(news)).status == 0
        ran = cli("verify", news, "--head", "0" * 64)
        assert ran.status == 1
        assert ran.err.startswith("The hash 000") and ran.out.startswith("1 fault")


WRONG = {
    ("none",): ("none", "annotator --help"),
    ("show", "--none"): ("--none", "annotator show --help"),
    ("show",): ("PROJECT", "annotator show --help"),
    ("import", "a.db"): ("PATHS", "annotator import --help"),
    ("show", "a.db", "d", "extra"): ("extra", "annotator show --help"),
    ("show", "a.db", "--visual", "maybe"): ("auto, always, never", "annotator show --help"),
    ("show", "a.db", "--author"): ("--author", "--help"),
    ("show", "a.db", "--json=1"): ("--json", "--help"),
    ("show", "a.db", "--language", "xx"): ("ar, en", "annotator show --help"),
    ("export", "a.db", "o", "--layer", "best"): ("best", "annotator export --help"),
    ("export", "a.db", "o", "--layer", "author:"): ("author:", "annotator export --help"),
}


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("arguments", WRONG)
def test_wrong_use(cli: Cli, arguments: tuple[str, ...], language: str) -> None:
    ran = cli(*arguments, language=language)
    assert (ran.status, ran.out) == (2, "")
    assert all(part in ran.err for part in WRONG[arguments])
    assert ("المساعدة" in ran.err) == (language == "ar")


@pytest.mark.parametrize("option", [("--format", "none"), ("--encoding", "klingon"), ("--encoding", "idna")])
def test_values_of_options_that_mean_nothing(cli: Cli, tmp_path: Path, option: tuple[str, str]) -> None:
    cli("new", "a.db")
    head = head_of(tmp_path / "a.db")
    ran = cli("import", "a.db", PAGE, *option)
    assert (ran.status, ran.out) == (2, "")
    assert option[1] in ran.err
    assert head_of(tmp_path / "a.db") == head


class TestLanguage:
    def test_arabic_unless_asked(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "الصيغ" not in cli("formats").out
        assert cli("formats", language=None).out.startswith("المعرّف\t")
        monkeypatch.setenv("ANNOTATOR_LANGUAGE", "en")
        assert cli("formats", language=None).out.startswith("Id\t")
        assert cli("formats", "--language=ar", language=None).out.startswith("المعرّف\t")
        assert "There is no" in cli("none", "--language", "xx", language=None).err
        monkeypatch.setenv("ANNOTATOR_LANGUAGE", "klingon")
        assert cli("formats", language=None).out.startswith("المعرّف\t")

    @pytest.mark.parametrize(
        "command",
        ["", "demo", "open", "new", "import", "export", "show", "stats", "history", "verify", "backup",
         "formats", "schemes"],
    )  # fmt: skip
    def test_help_is_in_one_language_and_says_all_once(self, cli: Cli, command: str) -> None:
        words = [command] if command else []
        english, arabic = cli(*words, "--help"), cli(*words, "--help", language="ar")
        assert english.status == arabic.status == 0
        assert not any("\u0600" <= char < "\u0700" for char in english.out)
        assert "Options" not in arabic.out and "الخيارات" in arabic.out
        assert english.out.count("Commands:") == (not command)
        for options in english.out, arabic.out:
            assert "None" not in options

    def test_version(self, cli: Cli) -> None:
        assert cli("--version").out.startswith("annotator ")
