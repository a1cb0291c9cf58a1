"""The edges of what the rules have read, and where else each could lie: who speaks, where the source and the
claim begin and end.

The rules' own place is the first of two to four. All else of a reading (its category, its traits) stays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from annotator.core.model import Range
from annotator.suggest.choosing import OWN, Choice, Chooser
from annotator.suggest.grammar.agreement import can_be_subject
from annotator.suggest.grammar.claim_ends import trimmed
from annotator.suggest.grammar.drafts import Draft
from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.noun_phrases import has_article, is_common, is_person
from annotator.suggest.grammar.phrase_ends import phrase_end
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.grammar.voices import Voice, is_person_name, is_voice_head
from annotator.suggest.lexicon_rows import CONJUNCTIONS, Lexicon

NOBODY: Final = -1
"""The place of a source that is left empty."""
SPEAKER: Final = "speaker"
BEGIN, END = "begin", "end"

_MOST: Final = 4
_SHORT, _LONG = 3, 8
_LISTS: Final = (
    "that", "relatives", "times", "occasions", "before_media", "prepositions", "anonymity", "negations",
    "this",
)  # fmt: skip
"""Lists of the lexicon that tell the kind of a word beside an edge; the first that has it."""

Places = dict[int, list[str]]
"""Places, and by which rules each is one; the first is where the reading has it."""


def chosen(
    draft: Draft,
    line: Line,
    sentence: Span,
    found: Found,
    lexicon: Lexicon,
    chooser: Chooser,
    voices: Sequence[Voice],
    *,
    shared: bool = False,
) -> Draft:
    """The draft with its edges where they are chosen; what there was to choose from is kept in it.

    `voices`: those heard before, the latest last. `shared`: its claim is another's, whose edges hold.
    """
    at = _Edges(line, sentence, found, lexicon, draft)
    draft.read_source = draft.voice.range if draft.voice else None
    choices = [*at.speaker(voices)]
    if choices and (place := chooser.place(choices[0])) != choices[0].places[0]:
        draft.voice = next((voice for voice in voices if voice.range[0] == place), None)
        draft.implicit = True
    if at.source and draft.voice and draft.voice.range == draft.read_source:
        edges = [*at.source_begin(at.source), *at.source_end(at.source)]
        draft.voice = msgspec.structs.replace(draft.voice, range=_moved(draft.voice.range, edges, chooser))
        choices += edges
    if len(draft.claim) == 1 and not shared:
        edges = [*at.claim_begin(), *at.claim_end()]
        draft.claim = (_moved(draft.claim[0], edges, chooser),)
        choices += edges
    draft.choices = tuple(choices)
    return draft


def _moved(piece: Range, choices: Iterable[Choice], chooser: Chooser) -> Range:
    """A range with its edges where they are chosen; as it was where nothing would be between them."""
    start, end = piece
    for choice in choices:
        place = chooser.place(choice)
        start, end = (place, end) if choice.edge.endswith(BEGIN) else (start, place)
    return (start, end) if start < end else piece


class _Edges:
    """One reading, and the places where each of its edges could lie. A choice is told where there is one."""

    def __init__(self, line: Line, sentence: Span, found: Found, lexicon: Lexicon, draft: Draft) -> None:
        self.line, self.words, self.sentence = line, line.words, sentence
        self.found, self.lexicon, self.draft = found, lexicon, draft
        self.source = found.source if found.whose == "own" and not found.source_skip else None
        self.claim = draft.claim[0]
        self.first, self.last = self._token(self.claim[0]), self._token(self.claim[1])
        self.pattern = found.pattern.removesuffix("-quoted").removesuffix("-first")

    def speaker(self, voices: Sequence[Voice]) -> Sequence[Choice]:
        """Whoever the rules take for it, nobody, and those heard before."""
        own, whose = self.draft.voice, self.found.whose
        places: Places = {own.range[0]: [OWN, whose], NOBODY: ["nobody"]} if own else {NOBODY: [OWN]}
        if whose != "own" or not own:
            for back, voice in enumerate(dict.fromkeys(reversed(voices))):
                places.setdefault(voice.range[0], []).append(f"heard-{back}")
        if len(places) == 1:
            return ()
        seen = ("", f"|{whose}", f"|{self.pattern}", *(self._of_source(self.source) if self.source else ()))
        told = [
            tuple(
                f"{SPEAKER}:{kind}{more}" for kind in kinds for more in (seen if "nobody" in kinds else ("",))
            )
            for kinds in places.values()
        ]
        return (Choice(SPEAKER, tuple(places)[:_MOST], tuple(told[:_MOST])),)

    def _of_source(self, source: Span) -> tuple[str, ...]:
        """Whether the words of a source by its cue can speak: agreement, article, what they look like."""
        known = is_voice_head(self.line, source, self.lexicon)
        name = not known and is_person_name(self.line, source, self.lexicon)
        agrees = can_be_subject(self.line, source[0], self.found.feminine, self.lexicon)
        return (
            f"|{'known' if known else 'name' if name else 'unknown'}",
            f"|{'agrees' if agrees else 'disagrees'}",
            f"|{self._kind(source[0])}",
        )

    def source_begin(self, source: Span) -> Sequence[Choice]:
        """With all that stands behind the cue, or from the name on."""
        first, last = source
        places: Places = {first: [OWN]}
        cue = self.found.cue[1]
        if cue < first and all(map(self.line.is_word, range(cue, first))):
            places.setdefault(cue, []).append("cue")
        if (name := self._name(source)) is not None:
            places.setdefault(name, []).append("name")
        return self._choice(f"source {BEGIN}", places, self._start, last)

    def _name(self, source: Span) -> int | None:
        """Where the name begins behind a title: «وزير المياه|سامر نور»."""
        first, last = source
        if not is_person(self.words[first], self.lexicon):
            return None
        for token in range(first + 1, last):
            word, before = self.words[token], self.words[token - 1]
            if word == ",":
                return token + 1 if token + 1 < last and self.line.is_word(token + 1) else None
            if has_article(before) and not has_article(word) and not is_common(word, self.lexicon):
                return token if self.line.is_word(token) and self._kind(token) not in _LISTS else None
        return None

    def source_end(self, source: Span) -> Sequence[Choice]:
        """Behind the first phrase, before an apposition or a preposition; with what tells when, with all that
        stands before the claim."""
        first, last = source
        words, lists = self.words, self.lexicon.words
        places: Places = {last: [OWN]}

        def add(kind: str, token: int) -> None:
            while token > first + 1 and not self.line.is_word(token - 1) and words[token - 1] not in '")':
                token -= 1
            places.setdefault(token, []).append(kind)

        inside = range(first + 1, last)
        add("apposition", next((token for token in inside if words[token] == ","), last))
        if last < self.first and self.found.cue[0] < first:
            times = next(token for token in range(last, self.first + 1) if words[token] not in lists["times"])
            add("time", min(times, self.first))
            add("claim", self.first)
        add("phrase", phrase_end(self.line, first, last, self.lexicon))
        add("preposition", next((token for token in inside if words[token] in lists["prepositions"]), last))
        return self._choice(f"source {END}", places, self._stop, first)

    def claim_begin(self) -> Sequence[Choice]:
        """Without «أن», inside the quotation marks, with the preposition in front."""
        first, words = self.first, self.words
        places: Places = {first: [OWN]}
        if first + 1 < self.last:
            if words[first] in self.lexicon.words["that"]:
                places[first + 1] = ["that"]
            elif words[first] == '"':
                places[first + 1] = ["quote"]
        before = first - 1
        lowest = max(self.sentence[0], self.found.cue[1], self.source[1] if self.source else 0)
        if before >= lowest and words[before] in self.lexicon.words["prepositions"]:
            places[before] = ["preposition"]
        return self._choice(
            f"claim {BEGIN}",
            places,
            lambda token: self.claim[0] if token == first else self._start(token),
            self.last,
        )

    def claim_end(self) -> Sequence[Choice]:
        """Inside the quotation marks, at the comma before or behind, at the end of the sentence."""
        first, last, end, words = self.first, self.last, self.sentence[1], self.words
        places: Places = {last: [OWN]}

        def add(kind: str, token: int) -> None:
            if kept := trimmed(self.line, (first, token), self.lexicon):
                places.setdefault(kept[1], []).append(kind)

        if words[last - 1] == '"' and last - 1 > first:
            places[last - 1] = ["quote"]
        comma = next((token for token in range(last - 2, first + 2, -1) if words[token] == ","), None)
        if comma is not None:
            add("comma", comma)
        if not self.found.before and last < end:
            add("further", next((token for token in range(last + 2, end) if words[token] in ",;"), end))
            add("sentence", end)
        return self._choice(f"claim {END}", places, self._stop, first)

    # What can be seen of a place

    def _choice(
        self, edge: str, places: Places, place_of: Callable[[int], int], other: int
    ) -> Sequence[Choice]:
        """`other`: where the part has its other edge."""
        if len(places) == 1:
            return ()
        kept = list(places)[:_MOST]
        told = [tuple(self._traits(edge, token, places[token], abs(other - token))) for token in kept]
        return (Choice(edge, tuple(map(place_of, kept)), tuple(told)),)

    def _traits(self, edge: str, token: int, rules: Sequence[str], length: int) -> Iterable[str]:
        before, behind = self._kind(token - 1) if token else "", self._kind(token)
        yield f"{edge}>{behind}"
        yield f"{edge}<{before}"
        yield f"{edge}={'short' if length <= _SHORT else 'long' if length > _LONG else 'middle'}"
        for rule in rules:
            yield f"{edge}:{rule}"
            yield f"{edge}:{rule}>{behind}"
            yield f"{edge}:{rule}<{before}"
            yield f"{edge}:{rule}|{self.pattern}"

    def _kind(self, token: int) -> str:
        """The kind of a word: a sign, a small word by its list, a noun by what it can name."""
        word, lexicon = self.words[token], self.lexicon
        if not word or not self.line.is_word(token):
            return word[:1]
        for name in _LISTS:
            if word in lexicon.words[name]:
                return name
        if word[0] == CONJUNCTIONS[0] and len(word) > 3 and not lexicon.clitics.is_whole(word):
            return "and"
        if is_common(word, lexicon):
            return "common"
        if has_article(word):
            return "adjective" if lexicon.adjectives.fullmatch(word) else "article"
        if word in lexicon.words["given"]:
            return "given"
        return "verb" if word in lexicon.forms else "number" if word[0].isdigit() else "word"

    # Tokens and code points

    def _start(self, token: int) -> int:
        return self.line.range(token, token + 1)[0]

    def _stop(self, token: int) -> int:
        return self.line.range(token - 1, token)[1]

    def _token(self, place: int) -> int:
        """The token that begins at a place of the text, or the first behind it."""
        line, origins = self.line, self.line.folded.origins
        return bisect_left(line.starts, place - line.shift, key=lambda start: origins[start])
