"""Reads the line in which a person asks something of a whole project, and says where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final, Literal, cast, get_args

import msgspec

from annotator.core import document_filter
from annotator.core.arabic import fold_key
from annotator.core.errors import AnnotatorError
from annotator.core.model import FACTS
from annotator.core.query import (
    About,
    All,
    Any,
    DocumentField,
    Kind,
    Lacking,
    Node,
    Not,
    OfSpan,
    Query,
    SpanField,
    Within,
    Words,
    together,
    walk,
)
from annotator.core.scheme import Label, Scheme, Term

LONGEST: Final = 1_000
"""Characters of a query; nobody types more, and what is pasted by mistake is refused at once."""
_DEEPEST: Final = 30

DOCUMENT_FIELDS: Final[tuple[DocumentField, ...]] = get_args(DocumentField)

FIELD_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    **{field: document_filter.FIELD_WORDS[field][:2] for field in DOCUMENT_FIELDS},
    "author": ("author", "صاحب", "مؤلف"),
    "label": ("label", "وسم"),
    "category": ("category", "صنف"),
    "affiliation": ("affiliation", "انتماء"),
    "name": ("name", "اسم"),
    "source": ("source", "مصدر"),
    "without": ("without", "دون", "بلا"),
}
"""English first, then Arabic, then what else is understood; every label of the scheme is a field too."""

_LACKING: Final[Mapping[Lacking, tuple[str, ...]]] = {
    "attribution": ("attribution", "إسناد"),
    "name": ("name", "اسم"),
}
_OPERATORS: Final = {
    "AND": "and", "&": "and", "&&": "and", "و": "and",
    "OR": "or", "|": "or", "||": "or", "أو": "or", "او": "or",
    "NOT": "not", "ليس": "not",
}  # fmt: skip
"""As they are typed. What is to be found as a word stands in quotes."""

_CLOSING: Final = {'"': '"', "«": "»", "“": "”"}
_FIELD: Final = re.compile(r"([^\W\d_][^\W\d]*(?:-[^\W\d]+)*):(?!//)")
_CHUNK: Final = re.compile(r'[^\s()"«“]+')


def parse(text: str, scheme: Scheme, *, exact: bool = False) -> Query:
    """Understand a query. Raises `AnnotatorError` with the `word` at fault and where it begins (`start`).

    `exact`: words that are not marked otherwise are meant letter for letter.
    """
    if len(text) > LONGEST:
        raise AnnotatorError("query-long", **_at(text, LONGEST, len(text)), most=LONGEST)
    reader = _Reader(text, scheme, exact)
    tree = reader.any_of(0)
    if reader.here is not None:
        raise AnnotatorError("query-bracket", **_at(text, reader.here.start, reader.here.end))
    if tree is None:
        raise AnnotatorError("query-empty", **_at(text, 0, len(text)))
    if not any(not isinstance(node, Not) for node in _asked(tree)):
        raise AnnotatorError("query-only-not", **_at(text, 0, len(text)))
    return _query(text, tree, scheme)


def _asked(node: Node) -> Iterator[Node]:
    """What is asked, without what it is made of; what is not wanted as a whole."""
    if isinstance(node, All | Any):
        for inner in node.nodes:
            yield from _asked(inner)
    else:
        yield node


def _query(text: str, tree: Node, scheme: Scheme) -> Query:
    nodes = list(walk(tree))
    of_spans = [node for node in nodes if isinstance(node, OfSpan | Within)]
    labels: tuple[str, ...] = ()
    if not any(isinstance(node, OfSpan) and node.field == "label" for node in of_spans):
        within = [node.label for node in of_spans if isinstance(node, Within)]
        told = {node.field for node in of_spans if isinstance(node, OfSpan)}
        of_claims = told & {*FACTS, "source"} or OfSpan("without", ("attribution",)) in of_spans
        labels = tuple(within[:1]) or (scheme.labels_as("claim") if of_claims else ())
    return Query(text, tree, bool(of_spans), labels)


class _Part(msgspec.Struct, frozen=True):
    """A piece of a query: a bracket, an operator, or something that is asked (`node`)."""

    kind: Literal["(", ")", "and", "or", "not", "node"]
    start: int
    end: int
    node: Node | None = None


class _Reader:
    """Reads the parts of a query one after the other."""

    def __init__(self, text: str, scheme: Scheme, exact: bool) -> None:
        self._text = text
        self._scheme = scheme
        self._kind: Kind = "exact" if exact else "word"
        self._labels = {
            _key(word): label.id for label in scheme.labels for word in (label.id, *label.name.values())
        }
        self._parts = iter(list(self._read()))
        self.here = next(self._parts, None)

    def _next(self) -> None:
        self.here = next(self._parts, None)

    # How parts go together

    def any_of(self, depth: int) -> Node | None:
        """Alternatives, up to the closing bracket or the end."""
        nodes = [self._all_of(depth)]
        while self.here is not None and self.here.kind == "or":
            operator = self.here
            self._next()
            nodes.append(self._all_of(depth))
            if None in nodes:
                raise AnnotatorError("query-operator", **_at(self._text, operator.start, operator.end))
        found = [node for node in nodes if node is not None]
        return Any(tuple(found)) if len(found) > 1 else found[0] if found else None

    def _all_of(self, depth: int) -> Node | None:
        nodes: list[Node] = []
        operator: _Part | None = None
        while self.here is not None and self.here.kind not in ("or", ")"):
            if self.here.kind == "and":
                if operator is not None or not nodes:
                    raise AnnotatorError("query-operator", **_at(self._text, self.here.start, self.here.end))
                operator = self.here
                self._next()
                continue
            node = self._one(depth)
            if node is not None:
                nodes.append(node)
                operator = None
        if operator is not None:
            raise AnnotatorError("query-operator", **_at(self._text, operator.start, operator.end))
        return together(nodes)

    def _one(self, depth: int) -> Node | None:
        assert self.here is not None
        part, is_not = self.here, False
        while self.here is not None and self.here.kind == "not":
            is_not = not is_not
            part = self.here
            self._next()
        if self.here is None or self.here.kind in ("and", "or", ")"):
            raise AnnotatorError("query-operator", **_at(self._text, part.start, part.end))
        node = self.here.node
        if self.here.kind == "(":
            node = self._bracketed(depth + 1)
        else:
            self._next()
        return Not(node) if is_not and node is not None else node

    def _bracketed(self, depth: int) -> Node | None:
        opening = self.here
        assert opening is not None
        if depth > _DEEPEST:
            raise AnnotatorError("query-deep", **_at(self._text, opening.start, opening.end))
        self._next()
        node = self.any_of(depth)
        if self.here is None:
            raise AnnotatorError("query-bracket", **_at(self._text, opening.start, opening.end))
        self._next()
        return node

    # What parts are

    def _read(self) -> Iterator[_Part]:
        text, place = self._text, 0
        while place < len(text):
            char = text[place]
            if char.isspace():
                place += 1
            elif char == "(":
                yield _Part("(", place, place + 1)
                place += 1
            elif char == ")":
                yield _Part(")", place, place + 1)
                place += 1
            elif char == "-" and place + 1 < len(text) and not text[place + 1].isspace():
                yield _Part("not", place, place + 1)
                place += 1
            else:
                part = self._chunk(place)
                yield part
                place = part.end

    def _chunk(self, start: int) -> _Part:
        text = self._text
        chunk = _CHUNK.match(text, start)
        if chunk is not None and (operator := _OPERATORS.get(chunk[0])) is not None:
            return _Part(cast(Literal["and", "or", "not"], operator), start, chunk.end())
        field = _FIELD.match(text, start)
        if field is None or (field.end() == len(text) or text[field.end()].isspace()):
            if field is not None and _key(field[1]) in {*_FIELD_OF, *self._labels}:
                raise AnnotatorError("filter-empty", **_at(text, start, field.end()))
            node, end = self._words(start)
            return _Part("node", start, end, node)
        node, end = self._field(field[1], start, field.end())
        return _Part("node", start, end, node)

    def _words(self, start: int) -> tuple[Node | None, int]:
        """What is to be found in texts: a word, a phrase in quotes; None for what has no letter or digit."""
        text, begin = self._text, start
        is_exact = text.startswith("=", start)
        begin += is_exact
        if begin < len(text) and text[begin] in _CLOSING:
            end = text.find(_CLOSING[text[begin]], begin + 1)
            if end < 0:
                raise AnnotatorError("query-quote", **_at(text, begin, len(text)))
            said, kind, end = text[begin + 1 : end], _PHRASE, end + 1
        else:
            match = _CHUNK.match(text, begin)
            said, end = (match[0], match.end()) if match else ("", begin)
            kind = "prefix" if said.endswith("*") and not is_exact else self._kind
            end = max(end, start + 1)
        if is_exact or (kind == "phrase" and self._kind == "exact"):
            kind = "exact"
        if kind == "exact":
            said = said.strip()
            return Words(kind, said, start) if _bare(fold_key(said)) else None, end
        folded = _bare(fold_key(said))
        if kind == "prefix" and not (folded.isalnum() and len(folded) > 1) and folded:
            raise AnnotatorError("query-prefix", **_at(text, start, end))
        return Words(kind, folded, start) if folded else None, end

    def _field(self, named: str, start: int, begin: int) -> tuple[Node, int]:
        key = _key(named)
        field = _FIELD_OF.get(key) or _FIELD_OF.get(key.removeprefix("ال"))
        label = self._labels.get(key) or self._labels.get(key.removeprefix("ال"))
        if field is None and label is None:
            known = [*(words[:2] for words in FIELD_WORDS.values()), *map(_both, self._scheme.labels)]
            raise _unknown(self._text, start, begin - 1, known, [*_FIELD_OF, *self._labels], is_field=True)
        if field in DOCUMENT_FIELDS:
            # Blanks in place of what stands before, so that errors tell the right place.
            end = self._words(begin)[1]
            wanted = document_filter.parse(" " * start + self._text[start:end])
            if wanted.written:
                raise AnnotatorError("filter-date", **_at(self._text, begin, end))
            return About(wanted), end
        words, end = self._words(begin)
        if not isinstance(words, Words):
            raise AnnotatorError("filter-empty", **_at(self._text, start, end))
        if field is None:
            return Within(cast(str, label), words), end
        if field == "source":
            return OfSpan("source", words=words), end
        said = _unquoted(self._text[begin:end])
        return OfSpan(cast(SpanField, field), self._values(field, said, begin, end)), end

    def _values(self, field: str, said: str, start: int, end: int) -> tuple[str, ...]:
        """The values that are meant: ids of the scheme, or folded words where it has none for the field."""
        choices: Mapping[str, Sequence[str]]
        takes_text = False
        if field == "label":
            choices = {label.id: (label.id, *label.name.values()) for label in self._scheme.labels}
            known = [_both(label) for label in self._scheme.labels]
        elif field == "without":
            choices, known = dict[str, Sequence[str]](_LACKING.items()), list(_LACKING.values())
        elif field in FACTS and (vocabulary := self._scheme.known_vocabulary(field)):
            choices = {term.id: (term.id, *term.name.values(), *term.forms) for term in vocabulary.terms}
            known = [_both(term) for term in vocabulary.terms if not term.retired]
            takes_text = vocabulary.open
        else:
            return (fold_key(said).strip(),)
        key = _key(said)
        found = tuple(id for id, words in choices.items() if key in map(_key, words))
        if not found and takes_text:
            return (fold_key(said).strip(),)
        if not found:
            raise _unknown(self._text, start, end, known, [word for row in choices.values() for word in row])
        return found


def _bare(key: str) -> str:
    """A folded word or phrase without the signs around it."""
    start, end = 0, len(key)
    while start < end and not key[start].isalnum():
        start += 1
    while end > start and not key[end - 1].isalnum():
        end -= 1
    return key[start:end]


def _unquoted(said: str) -> str:
    return said[1:-1] if said[:1] in _CLOSING else said


def _key(word: str) -> str:
    return re.sub(r"[\s_-]", "", fold_key(word))


def _both(row: Label | Term) -> tuple[str, ...]:
    return (row.id, row.name.get("ar", ""))


def _listed(known: Sequence[Sequence[str]]) -> str:
    return " · ".join("/".join(filter(None, words[:2])) for words in known)


def _unknown(
    text: str,
    start: int,
    end: int,
    known: Sequence[Sequence[str]],
    words: Sequence[str],
    *,
    is_field: bool = False,
) -> AnnotatorError:
    """The error of a word that is none of these; with the one that is nearest to it, if any is near."""
    by_key = {_key(word): word for word in words}
    place = _at(text, start, end)
    if near := get_close_matches(_key(text[start:end]), by_key, 1):
        meant = by_key[near[0]]
        if is_field:
            return AnnotatorError("query-field-near", **place, near=meant)
        return AnnotatorError("query-value-near", **place, near=meant)
    if is_field:
        return AnnotatorError("query-field", **place, known=_listed(known))
    return AnnotatorError("query-value", **place, known=_listed(known))


def _at(text: str, start: int, end: int) -> dict[str, object]:
    """The word at fault, and where it stands in the query."""
    word = text[start:end]
    shown = word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"
    return {"word": shown, "start": start, "end": end, "place": start + 1}


_SHOWN: Final = 60
_PHRASE: Final[Kind] = "phrase"
_FIELD_OF: Final = {_key(word): field for field, words in FIELD_WORDS.items() for word in words}
