"""Makes a project of whichever version of the program is imported, and says beside it what is in it.

Run it with the sources of the version before a step of migration, once, before the step lands:
`PYTHONPATH=THOSE_SOURCES python tests/store/old/make.py FOLDER`. Older programs lack later tables, and their
commands had other arguments, so review is written as the records that the commands make.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from annotator.commands import attributions, documents, spans
from annotator.core import events
from annotator.core.model import Assignment, Comment, Decision, Submission, new_id
from annotator.store import Project
from annotator.store.tables import TABLES
from annotator.store.verify import verify
from annotator.store.version import VERSION

try:
    from annotator.formats import scheme_toml
except ImportError:  # of the first three
    from annotator import schemes as scheme_toml  # type: ignore[no-redef,attr-defined]

A, B, R = "سلمى", "يزن", "ليلى"
TEXTS = (
    "قال مصدر عسكري 🔴 إن الطائرة سقطت قرب مدينة السنديان.\nوأضاف أن التحقيق مستمر.",
    "أعلن مجلس الريحان أَنَّ الجسر أُغلق.\n\nونفى عامر الطيّب، المتحدّث باسم المجلس، وقوع إصابات.",
)
PLACES = (
    (("cue", 0, 3), ("source", 4, 14), ("claim", 17, 30), ("place", 40, 54)),
    (("cue", 0, 4), ("source", 5, 17), ("claim", 18, 34)),
)
EVENT = "seq, id, at, actor, replica, kind, reverts, previous, hash"
LEXICON = '[[source]]\nwords = ["مجلس الريحان"]\ncategory = "local"\n'


def record(project: Project, kind: str, actor: str, row: Any) -> Any:
    with project.event(kind, actor) as event:
        event.add(row)
    return row


def annotate(project: Project, author: str) -> list[Any]:
    """A layer on every document, with things changed, deleted, undone and redone; its attributions."""
    made: list[Any] = []
    for text, places in zip(TEXTS, PLACES, strict=True):
        (found,) = project.rows("SELECT d.id FROM documents d JOIN texts t ON hash = text_hash "
                                "WHERE text = ?", [text])  # fmt: skip
        rows = {
            label: spans.add_span(
                project, author=author, document_id=found[0], label=label, ranges=[(start, end)]
            )
            for label, start, end in places
        }
        rows["claim"] = spans.set_span_note(project, rows["claim"], "ملاحظة 🔴", author=author)
        made.append(
            attributions.attribute(
                project,
                author=author,
                claims=[rows["claim"].id],
                sources=[rows["source"].id],
                cue=rows["cue"].id,
                category="military",
            )
        )
    wrong = spans.add_span(project, author=author, document_id=found[0], label="actor", ranges=[(0, 4)])
    spans.delete_span(project, wrong, author=author)
    for _ in range(3):
        project.undo(author)
    project.redo(author)
    return made


def review(project: Project, tied: list[Any]) -> None:
    first, second = tied
    for row in tied:
        submission = Submission(id=new_id(), document_id=row.document_id, author=A, state="submitted")
        record(project, "submission.submit", A, submission)
    verdict = {"target_kind": "attribution", "reviewer": R}
    accepted, rejected = (
        Decision(
            id=new_id(),
            document_id=row.document_id,
            target=row.id,
            judged=json.loads(events.encode_record(row)),
            **verdict,
            **more,
        )
        for row, more in (
            (first, {"verdict": "accept"}),
            (second, {"verdict": "reject", "reason": "wrong-source", "comment": "المصدر غيره"}),
        )
    )
    record(project, "review.accept", R, accepted)
    record(project, "review.reject", R, rejected)
    said = Comment(
        id=new_id(),
        document_id=second.document_id,
        target_kind="decision",
        target=rejected.id,
        author=A,
        text="بل هو المصدر",
    )
    record(project, "comment.add", A, said)
    reply = Comment(
        id=new_id(),
        document_id=second.document_id,
        target_kind="decision",
        target=rejected.id,
        author=R,
        text="صحيح",
        reply_to=said.id,
    )
    record(project, "comment.add", R, reply)
    given = Assignment(
        id=new_id(), document_id=first.document_id, assignee=B, task="review", by=R, due="2031-05-04"
    )
    record(project, "assignment.add", R, given)


def later(project: Project) -> None:
    """What the first version did not have."""
    if "name" not in events.ENTITIES:
        return
    from annotator.commands import lexicon, names

    kept = names.add_name(project, author=A, label="actor", name="عامر الطيّب", variants=["الطيّب"])
    merged = names.add_name(project, author=A, label="actor", name="عامر الطيب المتحدث")
    names.merge_names(project, kept, [merged], author=A)
    lexicon.set_lexicon(project, LEXICON, author=R)
    if "draw" in events.ENTITIES:
        from annotator.core.drawing import Draw, drawn

        pool = tuple(row[0] for row in project.rows("SELECT id FROM documents ORDER BY id"))
        how: dict[str, Any] = {"total": len(pool), "share": 0.5, "seed": 7}
        chosen = tuple(drawn(pool, **how))
        row = Draw(id=new_id(), by=R, per_document=2, authors=(A, B), pool=pool, documents=chosen,
                   given=(), **how)  # fmt: skip
        record(project, "assignment.draw", R, row)


def make(folder: Path) -> None:
    try:
        from annotator.store import accounts

        accounts.account = lambda: "salma@here"
    except ImportError:  # of the first ones, which note no account
        pass
    path = folder / f"version-{VERSION}.db"
    with Project.create(path, scheme_toml.load(), actor=A) as project:
        for text in TEXTS:
            documents.add_text(project, text, author=R)
        tied = annotate(project, A)
        annotate(project, B)
        review(project, tied)
        later(project)
        assert verify(project) == []
        told = {
            "version": VERSION,
            "head": project.head(),
            "events": list(project.rows(f"SELECT {EVENT} FROM events ORDER BY seq")),
            "texts": sorted(project.rows("SELECT hash, text FROM texts")),
            "tables": {
                entity: {
                    "columns": list(table.columns),
                    "rows": sorted(project.rows(table.select), key=lambda row: str(row[0])),
                }
                for entity, table in TABLES.items()
            },
        }
        project.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for name, data in ((path.name, path.read_bytes()), (f"{path.stem}.json", json.dumps(told).encode())):
        (folder / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    path.unlink()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
