"""What somebody with a program of their own might send, and the code with which it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from annotator.commands import hub, spans
from annotator.core.audit import Reading, reading_of
from annotator.core.model import Assignment, Comment, Decision, Document, Span, Submission, new_id
from annotator.core.suggestions import Rejection, rejection_id
from annotator.store import queries
from tests.hub.forging import adds, payload, publish, removes, replaces
from tests.hub.scene import LAYLA, SALMA, YAZAN, Scene

Attack = Callable[[Scene], str]


def taken_over(scene: Scene) -> Span:
    return msgspec.structs.replace(scene.seen, author=YAZAN)


def decision(scene: Scene, **fields: Any) -> Decision:
    made = {
        "id": new_id(),
        "document_id": scene.open,
        "target_kind": "span",
        "target": scene.seen.id,
        "judged": msgspec.to_builtins(scene.seen),
        "reviewer": YAZAN,
        "verdict": "accept",
    }
    return Decision(**{**made, **fields})


def own_assignment(scene: Scene) -> Assignment:
    (row,) = scene.lead.rows("SELECT id FROM main.assignments WHERE assignee = ?", [YAZAN])
    record = scene.lead.row_record("assignment", row[0])
    assert isinstance(record, Assignment)
    return record


def stored(scene: Scene, document_id: str) -> Document:
    return queries.document(scene.lead, document_id)


def judged_own(scene: Scene) -> str:
    """The row comes with the verdict on it."""
    own = scene.span()
    verdict = decision(scene, target=own.id, judged=msgspec.to_builtins(own))
    return scene.refused("review.accept", adds("span", own), adds("decision", verdict))


def judged_as_others(scene: Scene) -> str:
    """What was judged is said to be another's."""
    own = scene.span()
    verdict = decision(scene, target=own.id, judged=msgspec.to_builtins(scene.seen))
    return scene.refused("review.accept", adds("span", own), adds("decision", verdict))


ATTACKS: dict[str, tuple[Attack, str]] = {
    "an event in another's name": (
        lambda s: s.refused("span.add", adds("span", s.span(author=SALMA)), actor=SALMA),
        "hub-not-your-row",
    ),
    "an event in another's name, its row in one's own": (
        lambda s: s.refused("span.add", adds("span", s.span()), actor=SALMA),
        "hub-not-your-name",
    ),
    "a row in another's name": (
        lambda s: s.refused("span.add", adds("span", s.span(author=SALMA))),
        "hub-not-your-row",
    ),
    "the same in a change that does not stand": (
        lambda s: s.refused("span.add", adds("span", s.span(author=SALMA)), whys={0: "x"}),
        "hub-not-your-row",
    ),
    "another's row made one's own": (
        lambda s: s.refused("span.relabel", replaces("span", s.seen, taken_over(s))),
        "hub-not-your-row",
    ),
    "one's own row given to another": (
        lambda s: s.refused("span.relabel", replaces("span", taken_over(s), s.seen)),
        "hub-not-your-row",
    ),
    "another's row taken away": (
        lambda s: s.refused("span.delete", removes("span", s.seen)),
        "hub-not-your-row",
    ),
    "the same, said to have been one's own": (
        lambda s: s.refused("span.delete", removes("span", taken_over(s))),
        "stale-change",
    ),
    "a comment in another's name": (
        lambda s: s.refused(
            "comment.add",
            adds(
                "comment",
                Comment(
                    id=new_id(),
                    document_id=s.open,
                    target_kind="span",
                    target=s.seen.id,
                    author=LAYLA,
                    text="x",
                ),
            ),
        ),
        "hub-not-your-row",
    ),
    "a verdict in another's name": (
        lambda s: s.refused("review.accept", adds("decision", decision(s, reviewer=LAYLA))),
        "hub-not-your-row",
    ),
    "a row over one that is there": (
        lambda s: s.refused("span.add", adds("span", msgspec.structs.replace(s.span(), id=s.seen.id))),
        "stale-change",
    ),
    "a row over one that is withheld": (
        lambda s: s.refused("span.add", adds("span", msgspec.structs.replace(s.span(), id=s.hidden.id))),
        "stale-change",
    ),
    "the same row twice in one event": (
        lambda s: s.refused("span.add", *[adds("span", row := s.span()), adds("span", row)]),
        "stale-change",
    ),
    "a row under another id than its payload's": (
        lambda s: s.refused("span.add", ("span", new_id(), None, payload(s.span()))),
        "hub-no-record",
    ),
    "another id before than after": (
        lambda s: s.refused("span.relabel", ("span", (row := s.span()).id, payload(s.span()), payload(row))),
        "hub-no-record",
    ),
    "a row moved to another document": (
        lambda s: s.refused(
            "span.relabel",
            replaces("span", row := s.span(), msgspec.structs.replace(row, document_id=s.blind)),
        ),
        "hub-no-record",
    ),
    "a change of nothing": (lambda s: s.refused("span.add", ("span", new_id(), None, None)), "hub-no-record"),
    "an entity that there is not": (
        lambda s: s.refused("span.add", ("secret", (row := s.span()).id, None, payload(row))),
        "hub-no-record",
    ),
    "a payload that is no JSON": (
        lambda s: s.refused("span.add", ("span", new_id(), None, "{")),
        "hub-no-record",
    ),
    "a payload with a zero sign": (
        lambda s: s.refused(
            "span.add", ("span", (row := s.span(note="x")).id, None, payload(row).replace('"x"', '"\\u0000"'))
        ),
        "hub-no-record",
    ),
    "a key that stands twice": (
        lambda s: s.refused(
            "span.add",
            (
                "span",
                (row := s.span()).id,
                None,
                payload(row).replace('"author":"يزن"', '"author":"سلمى","author":"يزن"'),
            ),
        ),
        "hub-no-record",
    ),
    "a field too many": (
        lambda s: s.refused("span.add", ("span", (row := s.span()).id, None, payload(row)[:-1] + ',"x":1}')),
        "hub-no-record",
    ),
    "a field too few": (
        lambda s: s.refused(
            "span.add", ("span", (row := s.span()).id, None, payload(row).replace('"label":"actor",', ""))
        ),
        "hub-no-record",
    ),
    "a field of another type": (
        lambda s: s.refused(
            "span.add", ("span", (row := s.span()).id, None, payload(row).replace("[[0,5]]", '[[0,"5"]]'))
        ),
        "hub-no-record",
    ),
    "ranges that are no pairs": (
        lambda s: s.refused(
            "span.add", ("span", (row := s.span()).id, None, payload(row).replace("[[0,5]]", "[[0,5,9]]"))
        ),
        "hub-no-record",
    ),
    "a state that there is not": (
        lambda s: s.refused(
            "submission.submit",
            (
                "submission",
                (row := Submission(id=new_id(), document_id=s.open, author=YAZAN, state="submitted")).id,
                None,
                payload(row).replace('"submitted"', '["submitted"]'),
            ),
        ),
        "hub-no-record",
    ),
    "a payload whose hash is another": (
        lambda s: s.refused(
            "span.add",
            adds("span", s.span()),
            tweak=lambda rows: [msgspec.structs.replace(rows[0], payload_hash=b"0" * 32)],
        ),
        "hub-forged",
    ),
    "an event whose hash is another": (
        lambda s: s.refused("span.add", adds("span", s.span()), hash="1" * 64),
        "hub-forged",
    ),
    "an event without changes": (lambda s: s.refused("span.add"), "hub-forged"),
    "an event that hides what is aside": (
        lambda s: s.refused("span.add", adds("span", s.span()), whys={0: "x"}, aside=""),
        "hub-forged",
    ),
    "numbers of changes with a gap": (
        lambda s: s.refused(
            "span.add",
            adds("span", s.span()),
            tweak=lambda rows: [msgspec.structs.replace(rows[0], n=1)],
        ),
        "hub-forged",
    ),
    "another's chain gone on with": (
        lambda s: s.refused(
            "span.add", adds("span", s.span()), replica=s.salma.replica, previous=s.salma.head()
        ),
        "hub-not-your-replica",
    ),
    "one's own chain begun anew": (
        lambda s: (
            spans.add_span(s.yazan, author=YAZAN, document_id=s.open, label="actor", ranges=[(0, 5)]),
            hub.sync(s.yazan),
            s.refused("span.add", adds("span", s.span()), previous="0" * 64),
        )[-1],
        "hub-chain-broken",
    ),
    "a chain that goes on from nothing known": (
        lambda s: s.refused("span.add", adds("span", s.span()), replica=new_id(), previous="7" * 64),
        "hub-chain-broken",
    ),
    "an event sent twice": (
        lambda s: (
            publish(
                s.member,
                sent := s.forged("span.add", adds("span", s.span()), replica=new_id(), previous="0" * 64),
            ),
            s.refused(
                "span.add", adds("span", s.span()), id=sent.event.id, replica=new_id(), previous="0" * 64
            ),
        )[-1],
        "hub-forged",
    ),
    "without having taken in what others sent": (
        lambda s: s.refused("span.add", adds("span", s.span()), base=1),
        "hub-behind",
    ),
    "a kind that there is not": (lambda s: s.refused("span.steal", adds("span", s.span())), "hub-no-record"),
    "a time that is none": (
        lambda s: s.refused("span.add", adds("span", s.span()), at="yesterday"),
        "hub-no-record",
    ),
    "a verdict on one's own row": (judged_own, "own-work"),
    "a verdict on one's own row, said to be another's": (judged_as_others, "own-work"),
    "oneself taken out of blind annotation": (
        lambda s: s.refused("assignment.remove", removes("assignment", own_assignment(s))),
        "hub-lead-only",
    ),
    "the same as if it were another act": (
        lambda s: s.refused("span.delete", removes("assignment", own_assignment(s))),
        "hub-lead-only",
    ),
    "an assignment in one's own name": (
        lambda s: s.refused(
            "span.add",
            adds(
                "assignment",
                Assignment(id=new_id(), document_id=s.open, assignee=SALMA, task="annotate", by=YAZAN),
            ),
        ),
        "hub-lead-only",
    ),
    "the scheme changed": (
        lambda s: s.refused("span.add", replaces("scheme", s.lead.scheme, s.lead.scheme)),
        "hub-lead-only",
    ),
    "the policy changed": (
        lambda s: s.refused(
            "policy.change",
            replaces("policy", s.lead.policy, msgspec.structs.replace(s.lead.policy, accounts=False)),
        ),
        "hub-lead-only",
    ),
    "two names made one": (
        lambda s: s.refused("author.merge", adds("span", s.span())),
        "hub-lead-only",
    ),
    "a document that others work on taken away": (
        lambda s: s.refused("document.remove", removes("document", stored(s, s.open))),
        "row-in-use",
    ),
    "submitted for another, to see her layer": (
        lambda s: s.refused(
            "submission.submit",
            adds("submission", Submission(id=new_id(), document_id=s.blind, author=SALMA, state="submitted")),
        ),
        "hub-not-your-row",
    ),
    "a derived id that asks what another rejected": (
        lambda s: s.refused(
            "suggestion.reject",
            adds(
                "rejection",
                Rejection(
                    id=rejection_id(SALMA, "abc"), document_id=s.blind, author=YAZAN, suggestion={"id": "abc"}
                ),
            ),
        ),
        "hub-no-record",
    ),
    "a derived id that asks what another read": (
        lambda s: s.refused(
            "layer.open",
            adds("reading", Reading(id=reading_of(SALMA, s.blind).id, document_id=s.blind, person=YAZAN)),
        ),
        "hub-no-record",
    ),
    "a document without its text": (
        lambda s: s.refused(
            "document.add",
            adds("document", msgspec.structs.replace(stored(s, s.open), id=new_id(), text_hash="0" * 64)),
        ),
        "hub-forged",
    ),
}
