"""A process killed at any moment: every act it was told is done is there, and the record is whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.formats import scheme_toml
from annotator.store import Project, queries
from annotator.store.verify import verify
from tests.store.conftest import make_document

WORK = """
import sys
from pathlib import Path
from annotator.commands import spans
from annotator.core.errors import AnnotatorError
from annotator.store import Project
with Project.open(Path(sys.argv[1])) as project:
    print("ready", flush=True)
    for at in range(100_000):
        ranges = [(at % 60, at % 60 + 3 + at // 60 % 10)]
        label = ("actor", "place", "claim", "source", "cue")[at // 600 % 5]
        span = spans.add_span(project, author="سلمى", document_id=sys.argv[2], label=label, ranges=ranges)
        print(span.id, flush=True)
        if at % 3 == 0:
            note = spans.set_span_note(project, span, "ملاحظة", author="سلمى")
            print("note", note.id, flush=True)
        if at % 7 == 0:
            project.undo("سلمى")
            project.redo("سلمى")
"""


@pytest.mark.parametrize("seed", range(4))
def test_acknowledged_acts_survive_a_kill(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.db"
    with Project.create(path, scheme_toml.load(), actor="سلمى") as project:
        document = make_document(project)
    process = subprocess.Popen(
        [sys.executable, "-c", WORK, str(path), document.id],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0.01, 0.35))
    process.kill()
    told = process.stdout.read().split("\n")[:-1]
    process.wait()
    process.stdout.close()
    with Project.open(path) as project:
        assert verify(project) == []
        spans = {span.id: span for span in queries.layer(project, document.id, "سلمى").spans}
        # An undo may be the act that was cut off before its redo: at most one span is between the two.
        missing = [line for line in told if not line.startswith("note") and line not in spans]
        assert len(missing) <= 1, missing
        if missing:
            kind = project.one("SELECT kind FROM events ORDER BY seq DESC LIMIT 1")
            assert kind == ("undo",)
        noted = [line.split()[1] for line in told if line.startswith("note")]
        assert all(spans[span].note for span in noted[:-1] if span in spans)
