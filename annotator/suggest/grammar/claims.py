"""From the constructions of a sentence to attributions: where claims end, whose a carried source is, which
attribution lies within which."""

from __future__ import annotations

from annotator.core.model import Range
from annotator.suggest.choosing import Chooser
from annotator.suggest.grammar.acquaintances import Acquaintances
from annotator.suggest.grammar.agreement import gender_of
from annotator.suggest.grammar.claim_ends import claim_end, conjunction, lead, leads_on, trimmed
from annotator.suggest.grammar.constructions import find
from annotator.suggest.grammar.drafts import Draft
from annotator.suggest.grammar.edges import chosen
from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.noun_phrases import has_article, has_pronoun, is_content_noun
from annotator.suggest.grammar.phrase_ends import phrase_end
from annotator.suggest.grammar.phrases import break_at
from annotator.suggest.grammar.sentence import BA, LAM, Sentence
from annotator.suggest.grammar.sources import source_in
from annotator.suggest.grammar.tokens import Line, Span
from annotator.suggest.grammar.traits import traits
from annotator.suggest.grammar.voices import Voice, is_person_name, is_voice, is_voice_head, voice
from annotator.suggest.lexicon_rows import CONJUNCTIONS, Lexicon

_TEXT = "document"
_REMEMBERED = 6
_LONGEST_NAME = 5
_MOST_IN_SENTENCE = 24
_WORDS_FOR_ONE = 5
"""So many words at least, in the mean, to each cue of a sentence that has more of them than that."""
_SURE = ("participle", "relative", "chain")
"""Patterns in which somebody speaks, whether it can be told who or not."""
_SHORTEST_VERB = 2
_FAR_SUBJECT = 24
_PRESENT, _SHE = "ي", "ت"


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
    cuts = sorted({_begin(line, found, lexicon) for found in founds if found.cuts})
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


def _begin(line: Line, found: Found, lexicon: Lexicon) -> int:
    """Where a claim before a construction ends: in front of its source, and of «رغم أن» before that."""
    if found.source is None or found.whose != "own" or not found.pattern.startswith("source-cue"):
        return found.begin
    begin = min(found.begin, found.source[0])
    lists = lexicon.words
    if line.words[begin - 1] in lists["that"] and line.words[begin - 2] in lists["not_that"]:
        begin -= 2
    backs = (back for back in (3, 2, 1) if break_at(line, begin - back, lexicon) == back)
    return begin - next(backs, 0)


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
        within = _told_of(line, sentence, found, lexicon)
        if within and (line.words[found.token][found.cue_skip :][:1] == _PRESENT or not heard):
            return within
        heard_last = _matching(heard, found.feminine) or memory.latest(found.feminine)
        if heard_last and heard_last.category == _TEXT:
            many = any(lexicon.ends("many_said", line.words[token]) for token in range(*found.cue))
            return None if many else heard_last  # «وأضاف البيان …، وقد اعترفوا»
        return heard_last or _main_subject(line, sentence, found, lexicon)
    if found.whose == "main":
        if beside := _beside(line, sentence, found, lexicon):
            return beside
        subject = _matching(heard, found.feminine) or _main_subject(line, sentence, found, lexicon)
        goes_on = found.pattern == "described" and found.cue_skip
        return memory.latest(found.feminine) if subject is None and goes_on else subject
    return None


def _told_of(line: Line, sentence: Span, found: Found, lexicon: Lexicon) -> Voice | None:
    """Whom a claim before is about, where its verb and this one go together: «إن الحزب يرفض …|ويطالب»."""
    if not found.cue_skip:
        return None
    lists, verb = lexicon.words, line.words[found.token][found.cue_skip :]
    back = range(found.token - 1, max(sentence[0], found.token - _FAR_SUBJECT), -1)
    that = next((token for token in back if line.words[token] in lists["that"]), None)
    if that is None or any(line.words[token] in ",;" for token in range(that, found.token)):
        return None
    end = phrase_end(line, that + 1, found.token, lexicon)
    source = source_in(line, (that + 1, end), lexicon)
    if source != (that + 1, end) or not has_article(line.words[end - 1]):
        return None
    same = line.words[end][:1] == verb[:1] == _PRESENT
    same = same or (line.words[end][-1:] == verb[-1:] == _SHE and found.feminine is True)
    return voice(line, source, lexicon) if same and end < found.token else None


def _beside(line: Line, sentence: Span, found: Found, lexicon: Lexicon) -> Voice | None:
    """Who stands between the verb of a clause and «قائلا»: «وردا على سؤال، علق سامر|قائلا»."""
    if found.pattern != "participle":
        return None
    back = range(found.token - 1, max(sentence[0], found.token - _LONGEST_NAME - 2), -1)
    comma = next((token for token in back if line.words[token] == ","), None)
    if comma is None or not line.is_word(comma + 1):
        return None
    source = source_in(line, (comma + 2, found.token), lexicon)
    if source != (comma + 2, found.token) or has_article(line.words[comma + 1]):
        return None
    if has_pronoun(line, comma + 2):
        return None  # «وختم حديثه قائلا»
    sure = has_article(line.words[comma + 2])  # «وأنهى المداخلة قائلا»
    named = is_voice_head(line, source, lexicon) or is_person_name(line, source, lexicon, sure=sure)
    return voice(line, source, lexicon) if named else None


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
        # «هدفها|كشف حقيقة» is a noun
        noun = form and form.cue.homograph and token > sentence[0] and word in lexicon.forms
        if noun and line.words[token - 1] not in ',;:"-':
            continue
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
        # «الهيئة المديرة للنادي» is one
        if not (_is_of(line, at, lexicon) and all(map(has_article, line.words[max(start, at - 2) : at])))
    )
    end = next((at for at in tied if not lexicon.clitics.is_whole(line.words[at])), end)
    source = source_in(line, (start, end), lexicon)
    if source is None or source[0] > start:
        return None
    known = is_voice_head(line, source, lexicon) or is_person_name(line, source, lexicon, sure=True)
    return voice(line, source, lexicon) if known else None


def _is_of(line: Line, token: int, lexicon: Lexicon) -> bool:
    """Whether «لل» leads to what an office or a body is of, not to whom something was said."""
    word = line.words[token]
    return word.startswith(LAM * 2) and not (
        lexicon.ends("many_others", word) or lexicon.has("recipients", word)
    )


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
        spans = [(piece, conjunction(line, piece[0], lexicon) if joined else 0) for piece in found.claim]
    elif found.before:
        if piece := trimmed(line, (lead(line, found, cuts, lexicon), found.begin), lexicon):
            spans.append((piece, conjunction(line, piece[0], lexicon)))
        for first, _ in found.claim:
            rest = trimmed(line, (first, claim_end(line, first, sentence[1], cuts, lexicon)), lexicon)
            if rest and all(line.words[token] in lexicon.words["times"] for token in range(*rest)):
                continue
            if rest and lexicon.has("recipients", line.words[rest[0]]):
                continue  # «…، وفق ما أكده المدير، لمراسل الصوت»
            if rest and first not in cuts and spans and not leads_on(line, first, lexicon):
                spans.append((rest, 0))
    else:
        for first, _ in found.claim:
            if piece := trimmed(line, (first, claim_end(line, first, sentence[1], cuts, lexicon)), lexicon):
                spans.append((piece, found.claim_skip if piece[0] == first else 0))
    ranges = [line.range(*piece, skip=skip) for piece, skip in spans]
    return tuple(piece for piece in ranges if piece[0] < piece[1])


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
