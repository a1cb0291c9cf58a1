"""Changing the scheme."""

from __future__ import annotations

import msgspec

from annotator.core.name_attributes import with_name_attributes
from annotator.core.scheme import Scheme, check_scheme, merged
from annotator.store import Project


def change_scheme(project: Project, seen: Scheme, after: Scheme, *, author: str) -> Scheme:
    """Put another scheme in the place of `seen`, the one the person had before them; returns it as it is now.

    What `after` lacks is kept, retired. Its version counts on by itself. Raises `StaleChange` if the
    scheme has changed since, and the first fault of the scheme.
    """
    after = merged(seen, after)
    if after == seen:
        return seen
    after = msgspec.structs.replace(after, version=seen.version + 1)
    check_scheme(after)
    with project.event("scheme.change", author, much=True) as event:
        event.replace(seen, after)
    return after


def declare_name_attributes(project: Project, *, author: str) -> Scheme:
    """Let the scheme declare, for names, what the program's own scheme does; the scheme as it is then.

    For projects from before names had attributes. Raises `StaleChange`.
    """
    from annotator.formats import scheme_toml

    present = project.scheme
    return change_scheme(project, present, with_name_attributes(present, scheme_toml.load()), author=author)
