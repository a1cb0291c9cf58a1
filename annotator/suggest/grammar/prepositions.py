"""Cues with the source behind them and the claim before, around or after both: «وفق S»، «حسبما أفاد S»."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

from annotator.suggest.grammar.found import Found
from annotator.suggest.grammar.noun_phrases import has_article, is_content_noun, is_person
from annotator.suggest.grammar.phrase_ends import phrase_end
from annotator.suggest.grammar.phrases import mirror_at
from annotator.suggest.grammar.sentence import LAM, REACH, TA, Sentence
from annotator.suggest.grammar.source_ends import is_aside
from annotator.suggest.grammar.sources import source_in
from annotator.suggest.grammar.tokens import Span
from annotator.suggest.grammar.voices import is_document
from annotator.suggest.lexicon_rows import CONJUNCTIONS
from annotator.suggest.lexicon_shapes import Cue, Form

_LONGEST_NAME: Final = 6
_LONGEST_ASIDE: Final = 8
_FUTURE, _PERSONS = "س", ("ي", "ت")


def chain(at: Sentence, token: int, word: str, skip: int) -> Found | None:
    """«حسبما أفاد S»، «وفق ما أكده S»."""
    for phrase in at.lexicon.chains.get(word, ()):
        verb = token + len(phrase)
        if verb >= at.last or tuple(at.words[token + 1 : verb]) != phrase[1:]:
            continue
        form = _told_by(at, word, at.words[verb])
        if form is None or form.shape != "verb" or "described" in form.cue.opens:
            continue
        after = verb + 1
        alone = after == at.last or at.words[after] == ","
        if alone and word in at.lexicon.words["also"] and at.words[token - 1] == "," and token > at.first:
            return _aside(at, token, after, form)
        if after < at.last and at.words[after] in at.lexicon.words["in"] | at.lexicon.words["by_it"]:
            after += 1
        elif "document" in form.cue.opens and at.words[after] in at.lexicon.words["leading"]:
            after += 1 + (at.words[after + 1] in at.lexicon.words["voice_marks"])  # «ما ورد على لسان S»
        begin = _behind_aside(at, after)
        if made := _mirror(at, token, begin, skip, form.cue, "chain", 0):
            if at.words[token] in at.lexicon.words["also"] and not _is_cue(at, made):
                continue
            if not any(at.is_that(place) for place in _behind(at, made)):
                return msgspec.structs.replace(made, cue=(token, after))
        elif begin == after and not skip and _names_nobody(at, token, verb, after):
            return _aside(at, token, after, form)
    return None


def _behind_aside(at: Sentence, after: int) -> int:
    """Where who speaks begins behind a cue: «ما أكده، اليوم السبت،|مصدر أمني»، «ما أكده لنا أمس|سامر»."""
    lists = at.lexicon.words
    while after + 1 < at.last and at.words[after] in lists["of_it"] | lists["times"] - lists["this"]:
        after += 1
    if at.words[after] != "," or not is_aside(at.line, after + 1, at.lexicon):
        return after
    near = range(after + 1, min(at.last, after + _LONGEST_ASIDE))
    return next((place + 1 for place in near if at.words[place] == ","), after)


def _names_nobody(at: Sentence, token: int, verb: int, after: int) -> bool:
    """Whether who speaks was named before: «وفق ما نشره على صفحته»، «حسب ما ذكره.»"""
    if token == at.first or token == at.clause or at.words[token] in at.lexicon.words["also"]:
        return False
    told = after > verb + 1 or at.words[verb] not in at.lexicon.forms
    lists = at.lexicon.words
    occasion = after < at.last and at.words[after] in lists["before_media"] | lists["occasions"]
    return told and (after == at.last or at.words[after] in ",;" or occasion)


def _told_by(at: Sentence, first: str, word: str) -> Form | None:
    """The verb behind «ما», with or without the pronoun of what it tells: «ما أكده», «ما نشرته»; «كما نشرت
    قوات» tells of a deed."""
    for end in ("", *at.lexicon.pronouns):
        key = word.removesuffix(end)
        if word.endswith(end) and (form := at.lexicon.forms.get(key)):
            return form
        if key in at.lexicon.words["published"] and first not in at.lexicon.words["also"]:
            return Form(Cue(lemma=key), "verb", key.endswith(TA))
    return None


def _aside(at: Sentence, token: int, after: int, form: Form) -> Found:
    """«…، كما قال، …»: who speaks was named before."""
    return Found(
        pattern="chain",
        token=token,
        begin=token,
        cuts=True,
        cue=(token, after),
        row=form.cue,
        feminine=form.feminine,
        whose="main",
        claim=_around(at, after),
        before=True,
        clause=at.clause,
    )


def _is_cue(at: Sentence, made: Found) -> bool:
    """Whether «كما» is a cue, and does not only lead over to one: «كما ذكرت S، فإن» and «…، كما قال S.» are,
    «كما أكد الوزير أن» and «كما استنكرت» are none."""
    behind = made.source[1] if made.source else made.cue[1]
    if behind >= at.last - 1 or (made.claim_skip and made.claim and made.claim[0][0] < at.last):
        return True
    interrupts = made.token > at.first and at.words[made.token - 1] == at.words[behind] == ","
    if not interrupts or is_aside(at.line, behind + 1, at.lexicon):
        return False
    return not any(at.is_that(place) for place in range(behind, at.last))


def _behind(at: Sentence, found: Found) -> range:
    """The tokens that may still belong to the cue's own clause: not «فإن», with which its claim begins."""
    source_end = found.source[1] if found.source else found.cue[1]
    joined = found.claim_skip > 0 and found.claim[0][0] == source_end
    return range(found.cue[1], min(at.last, source_end + (not joined)))


def echo(at: Sentence, token: int, word: str, skip: int) -> Found | None:
    """«على حد قوله»، «وفق تعبيره»: the pronoun is the source."""
    for length in (1, 2):
        noun = token + length
        prefix = (word, *at.words[token + 1 : noun])
        key = at.words[noun] if noun < at.last else ""
        whole = prefix in at.lexicon.echoes and key in at.lexicon.echo_nouns
        joined = (*prefix, key[:1]) in at.lexicon.echoes and key[1:] in at.lexicon.echo_nouns
        if not (whole or joined):
            continue
        # «لا» in front of a longer phrase: «على حد قوله» begins with «على», not with «حد».
        return Found(
            pattern="echo",
            token=token,
            begin=token,
            cuts=True,
            cue=(token, noun + 1),
            cue_skip=skip,
            row=Cue(lemma=word),
            whose="carried",
            claim=_around(at, noun + 1),
            before=True,
            clause=at.main,
        )
    return None


def preposition(at: Sentence, token: int, word: str, skip: int) -> Found | None:
    """«وفق S»: the claim stands before it, around it, or after it at the start of a sentence."""
    for phrase, row in at.lexicon.prepositions.get(word, ()):
        attached = len(phrase) > 1 and len(phrase[-1]) == 1
        length = len(phrase) - attached
        after = token + length
        if after >= at.last or tuple(at.words[token + 1 : after]) != phrase[1:length]:
            continue
        head = at.words[after]
        if attached and head != phrase[-1] and (head[0] != phrase[-1] or len(head) < 3):
            continue
        bare = at.lexicon.bare(head[1:] if attached else head)
        if not at.lexicon.words["measures"].isdisjoint(bare) or head in at.lexicon.words["no_source"]:
            continue
        if made := _mirror(at, token, after, skip, row, "preposition", int(attached)):
            return made
    return None


class _Mirror(NamedTuple):
    """A cue whose source is read: whether it begins a clause, where the words of its source end, its row."""

    leads: bool
    end: int
    row: Cue


class _Place(NamedTuple):
    """Where a claim stands to its cue and source; with `claim`, how many of its letters stay out."""

    pattern: str
    holds: Callable[[Sentence, _Mirror], bool]
    claim: Callable[[Sentence, _Mirror], tuple[list[Span], int] | None]
    cuts: bool = True
    before: bool = False


def _mirror(
    at: Sentence, token: int, after: int, skip: int, row: Cue, pattern: str, source_skip: int
) -> Found | None:
    """A cue with its source behind it, and its claim before or after both."""
    begun = token == at.first + 1 and at.words[at.first] in CONJUNCTIONS  # «و حسب»
    joined = skip > 0 and token > at.first and at.words[token - 1] == ","  # «غرق المركب، وبحسب المصدر، فقد»
    leads = begun or joined or token == at.first or (token == at.clause and token > at.first)
    if skip and not leads:
        return None
    if leads and at.words[token + 1] in at.lexicon.words["voice_marks"]:
        return None  # «وعلى لسان ناطقها، أعلنت الحركة»: the verb is the cue
    if source_skip and at.words[after] == LAM:
        after, source_skip = after + 1, 0
    if source_skip == 0 and at.is_attached_ba(after + (at.words[after] == '"')):
        return None  # «كما اعترف بإصابة جنديين»
    cue_end, end = after + source_skip, _source_end(at, after)
    if not source_skip and at.words[after].startswith(LAM + LAM):
        near = range(after, min(at.last, after + _LONGEST_NAME))
        after = next((place + 1 for place in near if at.words[place] == ","), after)
        end = _source_end(at, after)  # «ما صرح به للصوت، سامر نور»
    about = is_document(at.words[after][source_skip:], at.lexicon)
    source = source_in(at.line, (after, end), at.lexicon, document=about)
    if source is None or (source[0] > after and (source_skip or at.words[after] != '"')):
        return None
    person = is_person(at.words[source[0]], at.lexicon)  # «محامية»
    text = at.lexicon.has("texts", at.words[source[0]])
    if pattern == "chain" and not (person or text) and is_content_noun(at.line, source[0], at.lexicon):
        return None  # «كما رفضت منح آخرين»
    if not leads and source[1] < end and at.lexicon.has("recipients", at.words[source[1]]):
        end = at.last  # «ما أفاد به مصدر|مراسل الصوت بالجهة»
    if not leads and source[1] < end and _is_event(at, source[1]):
        end = source[1]  # «قتل، بحسب الجيش|في غارة»
    if leads:
        acts = (place for place in range(source[1], end) if _acts(at, place))
        end = next(acts, end)  # «وبحسب المصدر|قد تصل القافلة غدا»
    read = _Mirror(leads, end, row)
    place = next(place for place in _PLACES if place.holds(at, read))
    if (claim := place.claim(at, read)) is None:
        return None
    return Found(
        pattern=place.pattern.format(pattern),
        token=token,
        begin=token,
        cuts=place.cuts,
        cue=(token, cue_end),
        cue_skip=skip,
        row=row,
        source=source,
        source_skip=source_skip,
        claim=claim[0],
        claim_skip=claim[1],
        before=place.before,
        clause=at.main,
    )


def _source_end(at: Sentence, after: int) -> int:
    """Where the words behind a cue end among which its source is sought."""
    end = after
    while end < min(at.last, after + REACH) and at.words[end] not in ",;:":
        if end > after and (at.is_that(end) or at.begins_clause(end) or mirror_at(at.line, end, at.lexicon)):
            break
        if end > after and _leads(at, end):
            break  # «مراسلنا أمس|فقد»
        partner = at.line.partner[end]
        relayed = at.words[after - 1] in at.lexicon.words["through"]
        if relayed and end > after and at.words[end] == '"' and end + _LONGEST_NAME < partner:
            break  # «نقلا عن مصادر محلية "…"»
        end = partner + 1 if end < partner < at.last and at.words[end] in '"(' else end + 1
    if end < at.last and at.words[end] == "," and is_person(at.words[after], at.lexicon):
        # «بحسب مراسلتنا، سلمى نور، فقد»
        behind = phrase_end(at.line, after, min(at.last, end + _LONGEST_NAME), at.lexicon)
        told = at.words[behind] == LAM or at.is_attached_lam(behind)
        ends = told or behind >= at.last or at.words[behind] == "," or at.is_that(behind)
        if behind > end + 1 and ends:
            return behind
    cut = phrase_end(at.line, after, end, at.lexicon)
    complete = cut < end and not is_person(at.words[after], at.lexicon) and _begins_noun(at, cut)
    return cut if complete else end


def _is_relayed(at: Sentence, read: _Mirror) -> bool:
    """«قالت الوكالة نقلا عن مصادر إن»، «أكد الموقع، وفقا لمصادر، أن»"""
    that = _that(at, read)
    speaks = "medium" in read.row.attributes and at.words[that] == '"'
    return not read.leads and (
        at.is_that(that) or (speaks and that + _LONGEST_NAME < at.line.partner[that] < at.last)
    )


def _that(at: Sentence, read: _Mirror) -> int:
    """Where «أن» would stand behind a source: at once, or behind its comma."""
    return read.end + (read.end < at.last and at.words[read.end] == ",")


def _behind_source(at: Sentence, read: _Mirror) -> tuple[list[Span], int] | None:
    """The claim of a cue that leads: behind a comma, or from «أن» on; of «فإن» one letter stays outside."""
    end = read.end
    if not at.lexicon.words["relatives"].isdisjoint(at.words[end - 1 : end + 1]):
        # «وحسب القرار الذي صدر أمس، فإن»
        behind = range(end, min(at.last - 1, end + REACH))
        end = next((place for place in behind if at.words[place] == "," and _leads(at, place + 1)), end)
    start = end + 1 if end < at.last and at.words[end] in ",:" else end
    at_once = start < at.last and (at.is_that(start) or _leads(at, start) or _acts(at, start))
    if start >= at.last or (start == read.end and not at_once):
        return None
    joined = _leads(at, start) and at.words[start] not in at.lexicon.words["that"]
    return [(start, start)], int(joined)


def _acts(at: Sentence, token: int) -> bool:
    """Whether a verb begins a clause here: «قد تصل»، «تم توقيفه»."""
    return token < at.last and (at.words[token] in at.lexicon.phrases["auxiliaries"] or at.is_deed(token))


def _is_future(word: str) -> bool:
    return word[:1] == _FUTURE and word[1:2] in _PERSONS


def _leads(at: Sentence, token: int) -> bool:
    """Whether what somebody is said to say begins here: «فإن», «فقد»."""
    word = at.words[token]
    return word[:1] == CONJUNCTIONS[1] and (at.is_that(token) or at.skip(token) > 0 or _is_future(word[1:]))


_PLACES: Final = (
    _Place("relay-inner", _is_relayed, lambda at, read: ([(_that(at, read),) * 2], 0), cuts=False),
    _Place("{}-first", lambda at, read: read.leads, _behind_source),
    _Place("{}", lambda at, read: True, lambda at, read: (_around(at, read.end), 0), before=True),
)
"""The first that holds says where the claim is. `{}` is the kind of cue: «وفق» or «حسبما أفاد»."""


def _begins_noun(at: Sentence, token: int) -> bool:
    """Whether a noun begins behind a source that is complete, with which the claim goes on."""
    lists = at.lexicon.words
    word = at.words[token]
    known = ("prepositions", "occasions", "before_media", "relatives", "relative_verbs", "times")
    return at.line.is_word(token) and word[0] != LAM and not any(word in lists[name] for name in known)


def _around(at: Sentence, end: int) -> list[Span]:
    """The second piece of a claim that a cue with its source interrupts: what follows their comma."""
    if end < at.last and _goes_on(at, end):
        return [(end, end)]
    if end < at.last and at.lexicon.has("recipients", at.words[end]):
        # «وفق ما أفاد به مصدر أمني مراسل الصوت في العقيق، بكذا»
        end = next((place for place in range(end, at.last) if at.words[place] == ","), end)
    if end + 1 >= at.last or at.words[end] != ",":
        return []
    return [(end + 1, end + 1)]


def _is_event(at: Sentence, token: int) -> bool:
    """Whether a preposition leads to what happened: «في غارة»."""
    return at.words[token] in at.lexicon.words["in"] and at.lexicon.has("events", at.words[token + 1])


def _goes_on(at: Sentence, token: int) -> bool:
    """Whether a clause that a source interrupts goes on at once: «أوقع، بحسب الجيش|أكثر من ألف»."""
    if _is_event(at, token):
        return True
    word, lists = at.words[token], at.lexicon.words
    if not word.isalpha() or word[0] in CONJUNCTIONS or at.begins_clause(token) or at.is_that(token):
        return False
    known = ("prepositions", "occasions", "relatives", "times", "before_media", "turns")
    told = has_article(word) or at.lexicon.has("recipients", word)  # «مصدر|مراسل الصوت»
    return not told and not any(word in lists[name] for name in known)
