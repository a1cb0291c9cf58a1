"""What is a record, and says what does not hold: what no copy could take in, or none could prove."""

from __future__ import annotations

from typing import Any

import msgspec

from annotator.core.model import Attribution, Span, new_id
from tests.hub.attacks import Attack, stored
from tests.hub.forging import adds, payload, removes, replaces
from tests.hub.scene import YAZAN, Scene


def tie(scene: Scene, *claims: Span, **fields: Any) -> Attribution:
    made = {"id": new_id(), "document_id": scene.open, "author": YAZAN, "sources": ()}
    return Attribution(**{**made, "claims": tuple(row.id for row in claims), **fields})


def spanned(**fields: Any) -> Attack:
    return lambda scene: scene.refused("span.add", adds("span", scene.span(**fields)))


def signed(**fields: Any) -> Attack:
    return lambda scene: scene.refused("span.add", adds("span", scene.span()), **fields)


def within_each_other(scene: Scene) -> str:
    own, (one, other) = scene.span(), (new_id(), new_id())
    return scene.refused(
        "attribution.add",
        adds("span", own),
        adds("attribution", tie(scene, own, id=one, parent=other)),
        adds("attribution", tie(scene, own, id=other, parent=one)),
    )


def pulled_from_under(scene: Scene) -> str:
    own = scene.span()
    rows = [adds("span", own), adds("attribution", tie(scene, own)), removes("span", own)]
    return scene.refused("attribution.add", *rows)


def tied(*, to: str = "", **fields: Any) -> Attack:
    def attack(scene: Scene) -> str:
        claims = () if to else (scene.seen,)
        row = tie(scene, *claims, **({"claims": (to,)} if to else {}), **fields)
        return scene.refused("attribution.add", adds("attribution", row))

    return attack


def false_before(scene: Scene) -> str:
    row = scene.span()
    before = payload(row).replace('"label":"actor",', "")
    return scene.refused("span.relabel", ("span", row.id, before, payload(row)))


def judged_by_import(scene: Scene) -> str:
    """A lead brings in a verdict of hers on her own row, which is said to be another's."""
    from tests.hub.attacks import decision

    judged = msgspec.to_builtins(msgspec.structs.replace(scene.seen, author=YAZAN))
    return scene.refused_to_lead(
        "documents.import", adds("decision", decision(scene, reviewer="سلمى", judged=judged))
    )


GROUNDLESS: dict[str, tuple[Attack, str]] = {
    "a row of a document that there is not": (spanned(document_id="0" * 32), "stale-change"),
    "a quote that is not in the text": (spanned(quote="لم يقله أحد"), "stale-change"),
    "a quote from behind the end": (spanned(ranges=((0, 5), (900, 999)), quote="أعلنت "), "stale-change"),
    "a place before the text": (spanned(ranges=((-3, 5),)), "stale-change"),
    "places in no order": (spanned(ranges=((6, 8), (0, 5)), quote="إد أعلنت"), "stale-change"),
    "no place": (spanned(ranges=(), quote=""), "stale-change"),
    "a number beyond all measure": (spanned(ranges=((0, 10**30),)), "hub-no-record"),
    "an attribution of nothing there": (tied(to="0" * 32), "stale-change"),
    "an attribution of another's claim": (tied(), "stale-change"),
    "attributions within each other": (within_each_other, "stale-change"),
    "an attribution within nothing there": (tied(parent="0" * 32), "stale-change"),
    "a claim that is taken from under its attribution": (pulled_from_under, "stale-change"),
    "a day that there is not": (signed(at="2026-02-31T00:00:00.000Z"), "hub-no-record"),
    "an hour that there is not": (signed(at="2026-01-01T25:00:00.000Z"), "hub-no-record"),
    "an account that speaks to terminals": (signed(account="\x1b[2J@x"), "hub-no-record"),
    "an account as long as a book": (signed(account="x" * 501), "hub-no-record"),
    "a hash of nothing, signed": (signed(proof=b"0" * 32), "hub-forged"),
    "a field too few before": (false_before, "hub-no-record"),
    "a text under another's hash": (
        lambda s: s.refused(
            "document.add",
            adds("document", msgspec.structs.replace(stored(s, s.open), id=new_id(), text_hash="0" * 64)),
            texts=[("0" * 64, "خبر")],
        ),
        "hub-forged",
    ),
    "a verdict on one's own row, brought in": (judged_by_import, "own-work"),
    "a row that is changed to a false quote": (
        lambda s: s.refused(
            "span.relabel",
            adds("span", row := s.span()),
            replaces("span", row, msgspec.structs.replace(row, quote="x")),
        ),
        "stale-change",
    ),
}
