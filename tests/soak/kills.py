"""A process killed at any moment of annotating, importing, migrating, saving, restoring and so on.

Every act it said is done is there, and what bears a final name is whole.
"""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, NamedTuple

from annotator.commands import documents, spans
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project, backups, queries
from annotator.store.recovery import recover
from annotator.store.restoring import restore
from annotator.store.verify import rebuild, verify
from tests.soak.outcome import Outcome, dice
from tests.store.old import VERSIONS, stored, told

ME: Final = "سلمى"
Tell = Callable[[str], None]

_TEXT: Final = "قال مصدر عسكري 🔴 إن الطائرة سقطت قرب مدينة السنديان.\nوأضاف أن التحقيق مستمر."
_LABELS: Final = ("actor", "place", "claim", "source", "cue")


class Kind(NamedTuple):
    """How the ground is laid, what a child does there, what must hold then; `longest`: seconds to a kill."""

    prepare: Callable[[Path], None]
    work: Callable[[Path, Tell], None]
    check: Callable[[Path, list[str]], None]
    longest: float


# Annotating


def _empty(folder: Path) -> None:
    with Project.create(folder / "a.db", scheme_toml.load(), actor=ME) as project:
        documents.add_text(project, _TEXT, author=ME)


def _annotate(folder: Path, tell: Tell) -> None:
    with Project.open(folder / "a.db") as project:
        (document,) = queries.document_ids(project)
        for at in range(100_000):
            ranges = [(at % 60, at % 60 + 3 + at // 60 % 10)]
            label = _LABELS[at // 600 % 5]
            span = spans.add_span(project, author=ME, document_id=document, label=label, ranges=ranges)
            tell(f"span {span.id}")
            if at % 3 == 0:
                note = spans.set_span_note(project, span, "ملاحظة", author=ME)
                tell(f"note {note.id}")
            if at % 7 == 0:
                project.undo(ME)
                project.redo(ME)


def _annotated(folder: Path, told: list[str]) -> None:
    with Project.open(folder / "a.db") as project:
        assert verify(project) == []
        (document,) = queries.document_ids(project)
        rows = {span.id: span for span in queries.layer(project, document, ME).spans}
        words = [line.split() for line in told]
        # An undo may be the act that was cut off before its redo: then one act is between the two.
        kind = project.one("SELECT kind FROM events ORDER BY seq DESC LIMIT 1")
        between = int(kind == ("undo",))
        assert sum(row not in rows for what, row in words if what == "span") <= between, "a span was lost"
        bare = sum(row in rows and not rows[row].note for what, row in words if what == "note")
        assert bare <= between, "a note was lost"


# Importing


def _corpus(folder: Path) -> None:
    _empty(folder)
    corpus = data_path("sample_corpus", "corpus.jsonl").read_text(encoding="utf-8")
    texts = [f"{_TEXT}\nنص رقم {number}." for number in range(250)]
    for name, text in (("corpus.jsonl", corpus), *((f"{at}.txt", text) for at, text in enumerate(texts))):
        (folder / name).write_text(text, encoding="utf-8")


def _import(folder: Path, tell: Tell) -> None:
    with Project.open(folder / "a.db") as project:
        files = [folder / "corpus.jsonl", *sorted(folder.glob("*.txt"))]
        report = documents.import_paths(project, files, author="نور")
        tell(f"done {report.documents}")


def _imported(folder: Path, told: list[str]) -> None:
    with Project.open(folder / "a.db") as project:
        assert verify(project) == []
        count = queries.document_count(project) - 1
        if told:
            assert told == [f"done {count}"], "what was reported as imported is not there"
        # A second try brings in just what is missing.
        files = [folder / "corpus.jsonl", *sorted(folder.glob("*.txt"))]
        report = documents.import_paths(project, files, author="نور")
        assert report.documents + count == queries.document_count(project) - 1
        assert verify(project) == []


# Migrating


def _old(folder: Path) -> None:
    for version in VERSIONS:
        stored(version, folder)


def _migrate(folder: Path, tell: Tell) -> None:
    for version in VERSIONS:
        Project.open(folder / f"version-{version}.db").close()
        tell(str(version))


def _migrated(folder: Path, done: list[str]) -> None:
    for version in VERSIONS:
        with Project.open(folder / f"version-{version}.db") as project:
            assert project.head() == told(version)["head"]
            assert verify(project) == []
    for kept in folder.glob("version-*.before-*"):
        with Project.open(kept, read_only=True) as project:
            assert verify(project) == []


# Making, saving, recovering, rebuilding


def _make(folder: Path, tell: Tell) -> None:
    scheme = scheme_toml.load()
    for at in range(1000):
        with Project.create(folder / f"made-{at}.db", scheme, actor=ME) as project:
            tell(f"made-{at}.db")
            project.backup(folder / f"saved-{at}.db")
            tell(f"saved-{at}.db")


def _recover(folder: Path, tell: Tell) -> None:
    for at in range(1000):
        recover(folder / "a.db", folder / f"saved-{at}.db", author=ME)
        tell(f"saved-{at}.db")


def _restore(folder: Path, tell: Tell) -> None:
    for at in range(1000):
        restore(folder / "a.db", folder / f"saved-{at}.db")
        tell(f"saved-{at}.db")


def _keep(folder: Path, tell: Tell) -> None:
    """Backups that make themselves, and take older ones away, while somebody works."""
    with Project.open(folder / "a.db") as project:
        for at in range(1000):
            documents.add_text(project, f"{_TEXT}\nنص {at}.", author=ME)
            backup, made = backups.keep(project)
            assert made
            tell(backup.path.name)


def _kept(folder: Path, told: list[str]) -> None:
    there = {row.path.name for row in backups.listed(folder / "a.db.backups")}
    assert there >= set(told[-backups.LAST :]), "a backup is gone"
    for name in there:
        with Project.open(folder / "a.db.backups" / name, read_only=True) as project:
            assert verify(project) == [], name
    _whole(folder, [])


def _rebuild(folder: Path, tell: Tell) -> None:
    with Project.open(folder / "a.db") as project:
        for at in range(1000):
            rebuild(project)
            tell(str(at))


def _whole(folder: Path, told: list[str]) -> None:
    """Whatever bears a name that is not hidden is a whole project."""
    files = [path for path in folder.glob("*.db") if not path.name.startswith(".")]
    for name in told:
        assert not name.endswith(".db") or folder / name in files, f"{name} is gone"
    for path in files:
        with Project.open(path, read_only=True) as project:
            assert verify(project) == [], path.name


def _sample(folder: Path) -> None:
    with Project.create(folder / "a.db", scheme_toml.load(), actor=ME) as project:
        documents.import_paths(project, [data_path("sample_corpus", "corpus.jsonl")], author="نور")


KINDS: Final = {
    "annotate": Kind(_empty, _annotate, _annotated, 0.3),
    "import": Kind(_corpus, _import, _imported, 0.6),
    "migrate": Kind(_old, _migrate, _migrated, 0.4),
    "make": Kind(lambda _: None, _make, _whole, 0.3),
    "recover": Kind(_sample, _recover, _whole, 0.3),
    "restore": Kind(_sample, _restore, _whole, 0.3),
    "keep": Kind(_sample, _keep, _kept, 0.3),
    "rebuild": Kind(_sample, _rebuild, _whole, 0.3),
}
_ORDER: Final = ("annotate", "annotate", "annotate", "annotate", *KINDS)
"""What the seeds do in turn: above all what people do all day."""


def kill(seed: int, folder: Path) -> Outcome:
    """Kill a child at a moment that follows from the seed, as far as moments do."""
    name = _ORDER[seed % len(_ORDER)]
    return kill_kind(name, dice("kills", seed).random(), folder, prepared=True)


def kill_kind(name: str, moment: float, folder: Path, *, prepared: bool = False) -> Outcome:
    """`moment` is a share of the time this kind of work is given.

    `prepared`: the child is a copy of this process where the system can do that, which takes no time.
    """
    kind, outcome = KINDS[name], Outcome()
    ground, place = folder / f"ground-{name}", folder / "place"
    if not ground.exists():
        ground.mkdir()
        kind.prepare(ground)
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(ground, place)
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if prepared and can_fork else "spawn")
    hears, tells = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(name, place, tells), daemon=True)
    child.start()
    tells.close()
    told = _until(hears, moment * kind.longest)
    child.kill()
    told += _until(hears, None)
    child.join()
    child.close()
    hears.close()
    outcome.figures["kills"] = 1
    outcome.figures[f"acts acknowledged ({name})"] = len(told)
    try:
        kind.check(place, told)
    except Exception as error:
        outcome.wrong.append(f"{name}, killed at {moment:.3f}: {error!r}")
    return outcome


def _child(name: str, folder: Path, tells: Connection) -> None:
    tells.send("ready")
    KINDS[name].work(folder, tells.send)


def _until(hears: Connection, seconds: float | None) -> list[str]:
    """What the child says until the time is over, counted from its first word; to its end without a time."""
    told: list[str] = []
    end = None
    try:
        while True:
            if seconds is not None and end is not None:
                left = end - time.monotonic()
                if left <= 0 or not hears.poll(left):
                    return told
            word = hears.recv()
            if word == "ready":
                end = time.monotonic() + (seconds or 0)
            else:
                told.append(word)
    except (EOFError, OSError):
        return told
