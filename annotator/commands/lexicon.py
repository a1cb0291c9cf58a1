"""The project's own entries of the lexicon."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.model import OwnLexicon
from annotator.core.offsets import canonical
from annotator.core.scheme import CATEGORY
from annotator.disk import write_whole
from annotator.store import Project, queries
from annotator.store.suggestions import own_lexicon

if TYPE_CHECKING:
    from annotator.suggest.lexicon import Lexicon
    from annotator.suggest.lexicon_rows import Phrase

_ONLY_ROW: Final = "lexicon"
_LOOKED_AT: Final = 200
"""Documents in which it is counted how often new entries match."""
_MOST_SHARE: Final = 0.03
_LEAST_MATCHES: Final = 20
_SHAPES: Final = ("shapes", "adjectives")


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
    Raises "bad-own-lexicon" for what is no TOML, "lexicon-too-broad" for what would match everywhere: then
    nothing is changed.
    """
    from annotator.suggest.lexicon import read_lexicon

    text = canonical(text)
    read, problems = read_lexicon(text)
    for problem in problems:
        if problem.code == "bad-own-lexicon":
            raise problem
    refuse_too_broad(project, read)
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


def add_cue(project: Project, words: str, *, author: str, claim: str = "", like: str = "") -> None:
    """Add a cue to the project's own entries. Raises as `offering.cue_row` and `set_lexicon`."""
    from annotator.suggest.lexicon import read_lexicon
    from annotator.suggest.offering import added, cue_row

    own = own_lexicon(project)
    known, _ = read_lexicon(own)
    set_lexicon(project, added(own, cue_row(words, known, claim=claim, like=like)), author=author)


def add_voice(project: Project, words: str, category: str, *, author: str) -> None:
    """Add what tells a voice's category. Raises "no-such-category", and as `voice_row` and `set_lexicon`."""
    from annotator.suggest.lexicon import read_lexicon
    from annotator.suggest.offering import added, voice_row

    vocabulary = project.scheme.known_vocabulary(CATEGORY)
    if vocabulary is None or all(term.id != category for term in vocabulary.terms):
        raise AnnotatorError("no-such-category", category=category)
    own = own_lexicon(project)
    known, _ = read_lexicon(own)
    set_lexicon(project, added(own, voice_row(words, category, known)), author=author)


def refuse_too_broad(project: Project, read: Lexicon) -> None:
    """Raise "lexicon-too-broad" where entries that the program does not have match words all over the texts,
    with how many of how many they match."""
    from annotator.suggest.lexicon import lexicon

    shipped = lexicon()
    cues = read.forms.keys() - shipped.forms.keys()
    voices = (read.categories.keys() | read.weak.keys()) - (shipped.categories.keys() | shipped.weak.keys())
    lists = {
        word
        for name, words in read.words.items()
        for word in words - shipped.words.get(name, frozenset())
        if name not in _SHAPES
    }
    shaped = [
        ours
        for ours, theirs in ((read.shapes, shipped.shapes), (read.adjectives, shipped.adjectives))
        if ours.pattern != theirs.pattern
    ]
    phrases = _phrases(read) - _phrases(shipped)
    firsts = {phrase[0] for phrase in phrases}
    longest = max(map(len, phrases), default=0)
    if not (cues or voices or lists or shaped or phrases):
        return
    total = matched = 0
    for _, text in islice(queries.texts(project), _LOOKED_AT):
        words = fold_key(text).split()
        total += len(words)
        for place, word in enumerate(words):
            is_shaped = any(shape.fullmatch(word) for shape in shaped) and not (
                shipped.shapes.fullmatch(word) or shipped.adjectives.fullmatch(word)
            )
            begins = word in firsts and any(
                tuple(words[place : place + length]) in phrases for length in range(1, longest + 1)
            )
            matched += is_shaped or begins or word in cues or word in voices or word in lists
    if matched >= _LEAST_MATCHES and matched > _MOST_SHARE * total:
        raise AnnotatorError("lexicon-too-broad", n=matched, total=total)


def _phrases(read: Lexicon) -> set[Phrase]:
    """The cues that are no verbs: «وفق», «من المتوقع»."""
    return {
        phrase for rows in (read.prepositions, read.impersonal) for row in rows.values() for phrase, _ in row
    }
