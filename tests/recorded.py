"""A project in which something of every kind has happened, for tests that ask its record."""

from __future__ import annotations

import json
from typing import NamedTuple

import msgspec

from annotator.commands import (
    accepting,
    assignments,
    attributions,
    comments,
    documents,
    keeping,
    names,
    spans,
    submissions,
    verdicts,
)
from annotator.commands.authors import rename_author
from annotator.commands.lexicon import set_lexicon
from annotator.commands.scheme import change_scheme
from annotator.core.audit import Export, Policy, reading_of
from annotator.core.model import Attribution, Comment, Decision, Document, Span, new_id
from annotator.core.suggestions import ProposedSpan, Suggestion, Why
from annotator.store import Project
from tests.reviewed import PLACE, A, B, Q, R, layer
from tests.store.conftest import make_document

LEXICON = '[[cue]]\nlemma = "قال"\nforms = ["قال"]\nclass = "say"\n'


class Recorded(NamedTuple):
    """The rows that the tests ask about."""

    document: Document
    claim: Span
    source: Span
    tied: Attribution
    verdict: Decision
    fixed: Span
    comment: Comment
    reply: Comment


def bring_in_verdict(project: Project) -> None:
    """Import a document with a layer and a verdict on it, of two other people, and trust it."""
    span = {"id": "s1", "label": "place", "ranges": [[0, 7]], "quote": "السنديا", "author": "رنا"}
    verdict = {
        "id": "v1", "target_kind": "span", "target": "s1", "judged": {"document_id": "d1", **span},
        "reviewer": "باسل", "verdict": "accept",
    }  # fmt: skip
    row = {
        "format": "annotator/1", "offset_unit": "codepoint", "id": "d1", "kind": "text", "text": "السنديان",
        "spans": [span], "submissions": [{"id": "u1", "author": "رنا", "state": "submitted"}],
        "decisions": [verdict],
    }  # fmt: skip
    path = project.path.with_name("brought.jsonl")
    path.write_text(json.dumps(row), encoding="utf-8")
    report = documents.import_paths(project, [path], author=Q, trust_verdicts=True)
    assert not report.problems


def record_everything(project: Project) -> Recorded:
    """Let four people do something to every kind of record."""
    document = make_document(project, author=Q)
    assignments.assign(
        project, [document.id], assignees=[A], task="annotate", author=Q, due="2026-12-24", priority=2
    )
    claim, source, _, tied = layer(project, document, A)
    claim = spans.set_span_note(project, claim, "ملاحظة سلمى", author=A)
    tied = attributions.edit_attribution(project, tied, author=A, category="local")
    unsure = Suggestion(
        id="p1", document_id=document.id, suggester="names",
        spans=(ProposedSpan("place", (PLACE,), "مدينة السنديان"),), why=Why("name"), confidence=0.5,
    )  # fmt: skip
    accepting.reject_suggestion(project, unsure, author=A)
    project.undo(A)
    project.redo(A)
    known = names.add_name(project, author=Q, label="actor", name="الجيش الشمالي", variants=["جيش الشمال"])
    names.block_name(project, known, author=Q)
    set_lexicon(project, LEXICON, author=Q)
    submissions.submit(project, document.id, author=A, note="راجعوا المصدر")
    (verdict,) = verdicts.reject(project, [claim], author=R, reason="boundary", comment="الحدود أضيق")
    fixed = verdicts.replace_span(project, [source], author=R, label="actor")
    comment = comments.comment_on(project, claim.id, "لماذا هذه الحدود؟", author=R)
    reply = comments.comment_on(project, verdict.id, "لأن الخبر يبدأ هنا", author=A)
    scheme = project.scheme
    first, *rest = scheme.labels
    renamed = msgspec.structs.replace(first, name={"ar": "جهة", "en": "Party"})
    change_scheme(project, scheme, msgspec.structs.replace(scheme, labels=(renamed, *rest)), author=Q)
    for number in range(3):
        make_document(project, f"خبر آخر {number}", author=Q)
    assignments.draw_double(project, share=0.5, seed=7, authors=[A, B], author=Q)
    rename_author(project, A, "سلمى حداد", author=Q)
    bring_in_verdict(project)
    with project.event("layer.open", R) as event:
        event.add(reading_of(R, document.id))
    with project.event("export.write", Q) as event:
        event.add(Export(id=new_id(), format="annotator", layer="agreed", documents=4, file="train.jsonl",
                         sha256="ab" * 32, head=project.known_head))  # fmt: skip
    with project.event("policy.change", Q) as event:
        known_policy = project.row_record("policy", project.project_id)
        assert isinstance(known_policy, Policy)
        event.replace(known_policy, msgspec.structs.replace(known_policy, accounts=False))
    keeping.write_note(project, document.id, "للمراجع", author=Q)
    keeping.sort_documents(project, [document.id], "later", author=Q)
    keeping.edit_document(project, document, author=Q, source="وكالة الأفق", direction="ltr")
    return Recorded(document, claim, source, tied, verdict, fixed, comment, reply)
