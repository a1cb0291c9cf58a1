"""Links to a span of a project: `annotator://PROJECT-ID/span/ID`."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from annotator.core.errors import AnnotatorError

_SCHEME: Final = "annotator:"
# A shell or a path may have made one slash of two, or turned them round.
_LINK: Final = re.compile(r"annotator:[/\\]+([0-9a-f]+)[/\\]span[/\\]([^/\\]+)[/\\]?")


class Link(NamedTuple):
    """What a link leads to."""

    project: str
    span: str


def span_link(project_id: str, span_id: str) -> str:
    """The link to a span."""
    return f"{_SCHEME}//{project_id}/span/{quote(span_id, safe='')}"


def is_link(text: str) -> bool:
    """Whether it is meant as a link, and not as the name of a file."""
    return text.startswith(_SCHEME)


def parse_link(text: str) -> Link:
    """Raises `AnnotatorError("bad-link")`."""
    found = _LINK.fullmatch(text.strip())
    if found is None:
        raise AnnotatorError("bad-link", link=text)
    return Link(found[1], unquote(found[2]))
