"""Kinds of events by what an auditor asks for: every kind is in one group."""

from __future__ import annotations

from typing import Final

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "spans": ("span",),
    "attributions": ("attribution",),
    "suggestions": ("suggestion",),
    "verdicts": ("review",),
    "comments": ("comment", "note"),
    "submissions": ("submission",),
    "assignments": ("assignment.add", "assignment.remove"),
    "draws": ("assignment.draw",),
    "readings": ("layer",),
    "exports": ("export",),
    "documents": ("document", "documents"),
    "names": ("name", "names", "lexicon"),
    "scheme": ("scheme",),
    "people": ("author",),
    "project": ("project", "policy"),
    "undone": ("undo", "redo"),
}
"""A group's name, and what is asked of the record for it: kinds, or what they begin with before the dot."""
