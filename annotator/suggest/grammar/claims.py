"""From the constructions of a sentence to attributions: where claims end, whose a carried source is, which
attribution lies within which."""

from __future__ import annotations

from annotator.core.model import Range
from annotator.suggest.choosing import Chooser
from annotator.suggest.grammar.acquaintances import Acquaintances
from annotator.suggest.grammar.agreement import gender_of
from annotator.suggest.grammar.constructions import find
from annotator.suggest.grammar.drafts import Draft
from annotator.suggest.grammar.edges import chosen
from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.noun_phrases import has_article, is_content_noun, phrase_end
from annotator.suggest.grammar.phrases import break_at, is_deed, phrase_at
from annotator.suggest.grammar.sentence import BA, LAM, Sentence, trimmed
from annotator.suggest.grammar.sources import source_in
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.grammar.traits import traits
from annotator.suggest.grammar.voices import Voice, is_person_name, is_voice, is_voice_head, voice
from annotator.suggest.lexicon_rows import CONJUNCTIONS, Lexicon

_REMEMBERED = 6
_LONGEST_NAME = 5
_MOST_IN_SENTENCE = 24
_WORDS_FOR_ONE = 5
"""So many words at least, in the mean, to each cue of a sentence that has more of them than that."""
_NEAR_CUE = 6
_SURE = ("participle", "relative", "chain")
"""Patterns in which somebody speaks, whether it can be told who or not."""
_SHORTEST_VERB = 2


class Memory:
    """The voices heard so far in a document, latest last, with the gender of the verbs they spoke by."""

    def __init__(self) -> None:
        self.voices: list[tuple[Voice, bool | None]] = []
        self.met = Acquaintances()

    def hear(self, heard: Voice, feminine: bool | None) -> None:
        self.voices.append((heard, feminine))
        del self.voices[:-_REMEMBERED]

    def latest(self, feminine: bool | None) -> Voice | None:
        """Who «وأضاف» or «وأضافت» goes on speaking; None where genders differ from the last speaker's."""
        return _matching(self.voices[-1:], feminine) or _matching(self.voices, feminine)


def drafts_in(
    line: Line,
    sentence: Span,
    lexicon: Lexicon,
    memory: Memory,
    *,
    headline: bool,
    voiced: bool,
    chooser: Chooser | None = None,
) -> list[Draft]:
    """The attributions of one sentence of a line, in reading order; a chooser says where their edges lie."""
    founds = find(Sentence(line, sentence, lexicon, headline=headline, voiced=voiced))
    first, last = sentence
    if len(founds) > _MOST_IN_SENTENCE and len(founds) * _WORDS_FOR_ONE > last - first:
        return []  # no prose but a list of words; what only lacks its stops is read
    cuts = sorted({found.begin for found in founds if found.cuts})
    drafts: list[Draft] = []
    heard: list[tuple[Voice, bool | None]] = []
    for number, found in enumerate(founds):
        pieces = _claim(line, sentence, found, cuts, lexicon)
        relayed = _is_relayed(founds[number - 1], found) if number and drafts else False
        if relayed:
            pieces = drafts[-1].claim
        if not pieces or (found.pattern == "echo" and _is_said(line, sentence, found, lexicon)):
            continue
        speaker = _speaker(line, sentence, found, lexicon, memory, heard)
        if speaker is None and found.whose == "main" and found.pattern not in _SURE:
            continue
        draft = _draft(line, found, pieces, speaker, traits(line, sentence, found, speaker, lexicon))
        if chooser:
            before = [voice for voice, _ in (*memory.voices, *heard)]
            speaker = chosen(draft, line, sentence, found, lexicon, chooser, before, shared=relayed).voice
        if relayed or (found.pattern == "relay-inner" and drafts and drafts[-1].claim == draft.claim):
            draft.parent = drafts[-1]
        # Of whom somebody says that he says something, the sentence is not: «قال S إن T أعلن …، مضيفا».
        within = found.whose == "own" and not found.cuts and _around(draft, drafts) is not None
        drafts.append(draft)
        if found.inner:
            behind = _inner(line, sentence, found.inner, cuts, lexicon, draft, chooser)
            drafts += behind
        gender = found.feminine
        if found.source and gender is None:
            gender = gender_of(line, found.source[0], lexicon)
        if speaker and found.whose != "nobody" and not within:
            heard.append((speaker, gender))
        if found.inner and found.inner.source:
            of_inner = gender_of(line, found.inner.source[0], lexicon)
            heard += [(inner.voice, of_inner) for inner in behind if inner.voice]
        if speaker and found.whose == "own" and not within:
            memory.hear(speaker, gender)
    for draft in drafts:
        draft.parent = draft.parent or _around(draft, drafts)
    return drafts


def _inner(
    line: Line,
    sentence: Span,
    found: Found,
    cuts: list[int],
    lexicon: Lexicon,
    outer: Draft,
    chooser: Chooser | None,
) -> list[Draft]:
    """The attribution within a relay."""
    pieces = _claim(line, sentence, found, cuts, lexicon)
    if not pieces or found.source is None:
        return []
    speaker = voice(line, found.source, lexicon)
    draft = _draft(line, found, pieces, speaker, traits(line, sentence, found, speaker, lexicon))
    draft.parent = outer
    if chooser:
        chosen(draft, line, sentence, found, lexicon, chooser, ())
    return [draft]


def _draft(
    line: Line, found: Found, pieces: tuple[Range, ...], speaker: Voice | None, seen: tuple[str, ...]
) -> Draft:
    cue = _cue(line, found)
    return Draft(
        pattern=found.pattern,
        claim=pieces,
        voice=speaker,
        implicit=found.whose in ("carried", "main"),
        cue=cue,
        words=line.text[cue[0] : cue[1]],
        category=found.row.category or "author",
        attributes=dict(found.row.attributes),
        traits=seen,
    )


def _cue(line: Line, found: Found) -> Range:
    """The cue in code points; a preposition written onto the source belongs to it («وفقا لـ»)."""
    first, last = found.cue
    if not found.source_skip:
        return line.range(first, last, skip=found.cue_skip)
    start, _ = line.range(first, last - 1, skip=found.cue_skip)
    source_start, _ = line.range(last - 1, last, skip=found.source_skip)
    return start, source_start


def _speaker(
    line: Line,
    sentence: Span,
    found: Found,
    lexicon: Lexicon,
    memory: Memory,
    heard: list[tuple[Voice, bool | None]],
) -> Voice | None:
    if found.whose == "own" and found.source:
        speaker = voice(line, found.source, lexicon, skip=found.source_skip)
        return memory.met.known(line, found.source, speaker, lexicon)
    if found.whose == "carried":
        heard_last = _matching(heard, found.feminine) or memory.latest(found.feminine)
        return heard_last or _main_subject(line, sentence, found, lexicon)
    if found.whose == "main":
        subject = _matching(heard, found.feminine) or _main_subject(line, sentence, found, lexicon)
        goes_on = found.pattern == "described" and found.cue_skip
        return memory.latest(found.feminine) if subject is None and goes_on else subject
    return None


def _matching(voices: list[tuple[Voice, bool | None]], feminine: bool | None) -> Voice | None:
    """The latest voice that a verb or participle of this gender can belong to."""
    for heard, gender in reversed(voices):
        if gender is None or feminine is None or gender == feminine:
            return heard
    return None


def _main_subject(line: Line, sentence: Span, found: Found, lexicon: Lexicon) -> Voice | None:
    """Who the main clause is about, where its verb is one of saying that nothing was attributed by."""
    for token in range(sentence[0], found.token):
        word = line.words[token]
        form = lexicon.forms.get(word) or (lexicon.forms.get(word[1:]) if word[:1] in CONJUNCTIONS else None)
        if form and form.shape == "verb":
            if found.feminine is not None and form.feminine != found.feminine:
                return None
            end = next(
                (place for place in range(token + 2, found.token) if line.words[place] in ",:;"), found.token
            )
            first = token + 1 + (line.words[token + 1] in lexicon.words["of_it"])
            both = (first, phrase_end(line, first, end, lexicon))
            source = source_in(line, both, lexicon) if both[0] < both[1] else None
            if (
                source is None
                or source[0] > first
                or line.words[first][0] == BA
                or is_content_noun(line, source[0], lexicon)
            ):
                break
            known = is_voice_head(line, source, lexicon) or is_person_name(line, source, lexicon, sure=True)
            return voice(line, source, lexicon) if known or found.whose == "main" else None
    return _doer(line, sentence, found, lexicon) or _first_subject(line, sentence, found, lexicon)


def _doer(line: Line, sentence: Span, found: Found, lexicon: Lexicon) -> Voice | None:
    """Whom the sentence begins to tell of, behind a verb of doing: «شن الأمير هجوما …، قائلا»."""
    start = sentence[0] + 1
    lists, first = lexicon.words, line.words[sentence[0]].removeprefix(CONJUNCTIONS[0])
    named = has_article(first) and first not in lists["deeds"]  # «ألقى» is a verb
    if start >= found.token or named or len(first) < _SHORTEST_VERB:
        return None
    if any(not lists[name].isdisjoint(lexicon.bare(first)) for name in ("prepositions", "occasions")):
        return None
    end = phrase_end(line, start, found.token, lexicon)
    heads = lists["name_heads"]  # «أبو بكر»، «خالد بن فهد»
    tied = (
        at
        for at in range(start + 1, end)
        if line.words[at][0] in (BA, LAM) and heads.isdisjoint(line.words[at - 1 : at + 1])
    )
    end = next((at for at in tied if not lexicon.clitics.is_whole(line.words[at])), end)
    source = source_in(line, (start, end), lexicon)
    if source is None or source[0] > start:
        return None
    known = is_voice_head(line, source, lexicon) or is_person_name(line, source, lexicon, sure=True)
    return voice(line, source, lexicon) if known else None


def _first_subject(line: Line, sentence: Span, found: Found, lexicon: Lexicon) -> Voice | None:
    """The voice a sentence begins with, «لكن» and the like aside: «لكن الوزير، فلان، قلل …، مؤكدا»."""
    start = sentence[0]
    if not (length := break_at(line, start, lexicon)):
        return None
    commas = [token for token in range(start, found.token) if line.words[token] == ","][:2]
    for end in reversed(commas):
        # A name beside the office is short: «الوزير، فلان الفلاني،».
        if end == commas[0] or end - commas[0] <= _LONGEST_NAME:
            source = source_in(line, (start + length, end), lexicon)
            return voice(line, source, lexicon) if source and is_voice(line, source, lexicon) else None
    return None


def _is_relayed(outer: Found, found: Found) -> bool:
    """Whether a source is followed at once by whom it has it from: «بحسب الصحيفة نقلا عن مسؤول»."""
    both = outer.before and found.before and outer.source is not None
    return both and outer.source is not None and found.begin <= outer.source[1] + 1


def _is_said(line: Line, sentence: Span, found: Found, lexicon: Lexicon) -> bool:
    """Whether what stands before an echo has its cue already: «قال إن كذا، على حد قوله»."""
    for token in range(sentence[0], found.token):
        word = line.words[token]
        for key in (word, word[1:] if word[:1] in CONJUNCTIONS else word):
            form = lexicon.forms.get(key)
            if form and form.shape != "noun" and key not in lexicon.words["prepositions"]:
                return True
    return False


def _claim(line: Line, sentence: Span, found: Found, cuts: list[int], lexicon: Lexicon) -> tuple[Range, ...]:
    """The ranges of the claim of a construction; none if there is nothing in it."""
    spans: list[tuple[Span, int]] = []
    if found.fixed:
        joined = found.pattern == "relative"  # «والتهم التي نفاها»
        spans = [(piece, _conjunction(line, piece[0], lexicon) if joined else 0) for piece in found.claim]
    elif found.before:
        if piece := trimmed(line, (_lead(line, found, cuts, lexicon), found.begin), lexicon):
            spans.append((piece, _conjunction(line, piece[0], lexicon)))
        for first, _ in found.claim:
            rest = trimmed(line, (first, _end(line, first, sentence[1], cuts, lexicon)), lexicon)
            if rest and all(line.words[token] in lexicon.words["times"] for token in range(*rest)):
                continue
            if rest and lexicon.has("recipients", line.words[rest[0]]):
                continue  # «…، وفق ما أكده المدير، لمراسل الصوت»
            if rest and first not in cuts and spans and not _leads_on(line, first, lexicon):
                spans.append((rest, 0))
    else:
        for first, _ in found.claim:
            if piece := trimmed(line, (first, _end(line, first, sentence[1], cuts, lexicon)), lexicon):
                spans.append((piece, found.claim_skip if piece[0] == first else 0))
    ranges = [line.range(*piece, skip=skip) for piece, skip in spans]
    return tuple(piece for piece in ranges if piece[0] < piece[1])


def _lead(line: Line, found: Found, cuts: list[int], lexicon: Lexicon) -> int:
    """Where a claim before its cue begins: after the words that lead over to its clause, which is the last
    that a cue of its own begins behind a comma: «…، وأكدت الوزارة كذا، حسب الوكالات»."""
    joined = (cut for cut in cuts if found.clause < cut < found.begin and line.words[cut - 1] == ",")
    anew = (
        cut for cut in joined if line.words[cut][0] in CONJUNCTIONS and line.words[cut] not in lexicon.forms
    )
    token = max(anew, default=found.clause)
    auxiliaries = lexicon.phrases["auxiliaries"]
    while token < found.begin:
        length = phrase_at(line, token, lexicon.phrases["turns"])
        skip = int(line.words[token][:1] in CONJUNCTIONS)
        if phrase_at(line, token, auxiliaries, skip=skip) or (not length and line.words[token] != ","):
            break
        token += length or 1
    return token


def _leads_on(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether a clause of its own begins here, which does not go on with the claim before the cue."""
    word, lists = line.words[token], lexicon.words
    return bool(break_at(line, token, lexicon)) or word in lists["relatives"] or word in lists["remarks"]


def _conjunction(line: Line, token: int, lexicon: Lexicon) -> int:
    """1 where the first letter of a clause is a conjunction and stays outside the claim."""
    word = line.words[token]
    known = len(word) > 3 or word[1:] in lexicon.phrases["auxiliaries"]
    if word[:1] in CONJUNCTIONS and known and not lexicon.clitics.is_whole(word):
        return 1
    return 0


def _end(line: Line, first: int, last: int, cuts: list[int], lexicon: Lexicon) -> int:
    """Where a claim that opens at `first` ends: before the next construction, or a clause of its own.

    What was told with «أن» or behind a colon goes on over «لكن» and «فيما»; a noun of action does not, and
    ends where the writer's next verb begins.
    """
    words = line.words
    told = words[first] in lexicon.words["that"] or (first > 0 and words[first - 1] == ":")
    token = first
    while token < last:
        partner = line.partner[token]
        if token < partner < last and line.words[token] in '"(':
            token = partner + 1
            continue
        if token > first and token in cuts:
            return token
        word = words[token]
        if word == ";" and not (told and _leads_over(line, token + 1, lexicon)):
            return token
        if word in ",;" and token + 1 < last:
            # Behind a quotation that was told the writer goes on.
            quoted = words[token - 1] == '"' and token - 1 > first
            if phrase_at(line, token + 1, lexicon.phrases["leaves"]):
                return token
            if not told and words[token + 1] in lexicon.words["leads_over"]:
                return token  # «فتح السد، حيث»
            length = break_at(line, token + 1, lexicon)
            if length and (not told or quoted or _speaks_anew(line, token + 1 + length, last, lexicon)):
                return token
            if (not told or quoted) and is_deed(words[token + 1], lexicon):
                return token
        elif not told and token > first + 1 and is_deed(word, lexicon):
            return token
        token += 1
    return last


def _leads_over(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether behind a semicolon a clause goes on with what was told: «؛ حيث يقام السد»."""
    return line.words[token] in lexicon.words["leads_over"] or break_at(line, token, lexicon) > 0


def _speaks_anew(line: Line, token: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a clause that a conjunction began has a cue of its own: «لكن الجيش نفى ذلك»."""
    for place in range(token - 1, min(last, token + _NEAR_CUE)):
        form = lexicon.forms.get(line.words[place])
        if line.words[place] in ',"' and place > token:
            return False
        if form is not None and form.shape == "verb" and not form.cue.homograph and place > token - 1:
            return True
    return False


def _around(draft: Draft, drafts: list[Draft]) -> Draft | None:
    """The smallest attribution whose claim holds the cue of this one."""
    if draft.cue is None:
        return None
    best: Draft | None = None
    for other in drafts:
        if _length(other) <= _length(draft) or other.cue == draft.cue:
            continue  # what lies within is shorter, so no attribution lies within itself
        holds = any(start <= draft.cue[0] and draft.cue[1] <= end for start, end in other.claim)
        if holds and (best is None or _length(other) < _length(best)):
            best = other
    return best


def _length(draft: Draft) -> int:
    return draft.claim[-1][1] - draft.claim[0][0]
