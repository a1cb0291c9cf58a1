"""The project's own entries of the lexicon."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

from annotator.core.errors import AnnotatorError
from annotator.core.model import OwnLexicon
from annotator.core.offsets import canonical
from annotator.disk import write_whole
from annotator.store import Project
from annotator.store.suggestions import own_lexicon

_ONLY_ROW: Final = "lexicon"


def import_lexicon(project: Project, path: Path, *, author: str) -> list[AnnotatorError]:
    """`set_lexicon` with the text of a file. Raises "bad-lexicon-file" too."""
    try:
        # Some editors begin UTF-8 with a byte order mark, which TOML does not know.
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise AnnotatorError("bad-lexicon-file", path=str(path), reason=str(error)) from error
    return set_lexicon(project, text, author=author)


def export_lexicon(project: Project, path: Path) -> None:
    """Write the project's own entries to a file. Raises as `write_whole`."""
    write_whole(path, own_lexicon(project).encode())


def set_lexicon(project: Project, text: str, *, author: str) -> list[AnnotatorError]:
    """Put other entries, a TOML text, in the place of the project's own; an empty text takes them away.

    A row that is not as it should be is kept in the text, left out of use, and among the problems returned.
    Raises "bad-own-lexicon" for what is no TOML: then nothing is changed.
    """
    from annotator.suggest.lexicon import read_lexicon

    text = canonical(text)
    _, problems = read_lexicon(text)
    for problem in problems:
        if problem.code == "bad-own-lexicon":
            raise problem
    with project.event("lexicon.change", author) as event:
        before = cast(OwnLexicon | None, project.row_record("lexicon", _ONLY_ROW))
        after = OwnLexicon(id=_ONLY_ROW, text=text) if text.strip() else None
        if before is None and after is not None:
            event.add(after)
        elif before is not None and after is None:
            event.remove(before)
        elif before is not None and after is not None:
            event.replace(before, after)
    return problems
