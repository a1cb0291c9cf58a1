"""The one piece of news that the session has for whoever shows something: what is other than it was."""

from __future__ import annotations

import msgspec


class Changes(msgspec.Struct, frozen=True):
    """Each field that is set names something to be shown anew."""

    project: bool = False
    """Another project is open, or none."""
    documents: bool = False
    """The project may hold other documents than before."""
    rows: tuple[str, ...] = ()
    """The documents of which something was written."""
    queue: bool = False
    """What awaits review may be other than before."""
    lists: bool = False
    """Documents have gone from one list to another."""
    scheme: bool = False
    """Labels, attributes, vocabularies or guidelines."""
    names: bool = False
    """The names and the words that suggestions are made from."""
    author: bool = False
    """Somebody else is working."""
    document: bool = False
    """Another document is open, or none."""
    layer: bool = False
    """Spans, attributions, or what is said of them, in the open document."""
    undone: tuple[str, ...] = ()
    """What the verdicts are about that the person undid, or gave again."""
    team: bool = False
    """The copy follows a hub since now."""
    language: bool = False
    act: str = ""
    """The kind of event by which the person at the window did this, e.g. `span.add`; "" if they did not."""


EVERYTHING = Changes(
    project=True,
    documents=True,
    queue=True,
    lists=True,
    scheme=True,
    names=True,
    author=True,
    document=True,
    layer=True,
)
"""A project is opened or closed."""
