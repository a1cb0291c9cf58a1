"""Gold for texts that do not lie in the project: offsets and checks of their words, read against the texts.

`python -m tests.gold.standoff NOTES HALF FOLDER OUT` turns an annotator's notes on the drawn items of a half
into such a file; FOLDER is that of the real texts. `README.md` explains the notes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Bundle, Range, Span, derived_id, quote
from annotator.core.offsets import check_ranges
from tests.gold.drawn import drawn
from tests.gold.marks import AUTHOR, Item, NotationError, Reader
from tests.gold.notation import bundle

STYLES: Final = {"gsr": "newswire", "title": "headline", "ant": "newspaper"}
"""How an item is written, by where it was drawn from."""
KINDS: Final = (
    "an+verb",
    "inna",
    "according-to",
    "participle",
    "direct",
    "stance",
    "verb+np",
    "nominal",
    "colon",
    "relative",
    "continuation",
    "none",
)

_HEAD: Final = re.compile(r"@(?P<number>\d+) (?P<kind>\S+)")
_PIECE: Final = re.compile(r"(?P<words>.*?)(?:#(?P<which>[1-9]))?")
_NAMES: Final = {"A": "actor", "P": "place"}
_NONE: Final = "-"


class Place(msgspec.Struct, frozen=True):
    """A span: its ranges in code points, and the first eight hex digits of the hash of its words."""

    at: tuple[Range, ...]
    check: str


class Voiced(msgspec.Struct, frozen=True, omit_defaults=True):
    """An attribution; `within` is the number of the one it is nested in, from 1, and 0 for none."""

    claim: Place
    source: Place | None = None
    cue: Place | None = None
    category: str = ""
    carried: bool = False
    within: int = 0


class Marked(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is marked in one item: a line of the file."""

    key: str
    hash: str
    style: str
    kind: str
    attributions: tuple[Voiced, ...] = ()
    actors: tuple[Place, ...] = ()
    places: tuple[Place, ...] = ()


class Gold(NamedTuple):
    """An item with its marks checked against its text."""

    key: str
    style: str
    kind: str
    item: Item


def gold(path: Path, texts: Mapping[str, str]) -> list[Gold]:
    """The items of a file. Raises `NotationError` where it does not fit the texts."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_gold(line, number, texts, f"{path.name}:{number}") for number, line in enumerate(lines, start=1)]


def bundles(path: Path, texts: Mapping[str, str]) -> list[Bundle]:
    """Each item as a document with its gold layer. Raises `NotationError`."""
    return [bundle("text", "", [one.item], "") for one in gold(path, texts)]


def _gold(line: str, number: int, texts: Mapping[str, str], where: str) -> Gold:
    try:
        marked = msgspec.json.decode(line, type=Marked)
    except msgspec.MsgspecError as error:
        raise NotationError(f"{where}: {error}") from None
    text = texts.get(marked.key)
    if text is None or _hash(text, 16) != marked.hash:
        raise NotationError(f"{where}: {marked.key} is not the text that was marked")
    if marked.style not in STYLES.values() or marked.kind not in KINDS:
        raise NotationError(f"{where}: unknown style {marked.style} or kind {marked.kind}")
    spans: dict[str, Span] = {}

    def span(label: str, place: Place) -> str:
        try:
            check_ranges(place.at, len(text))
        except AnnotatorError as error:
            raise NotationError(f"{where}: the {label} at {place.at} lies outside {marked.key}") from error
        words = quote(text, place.at)
        if _hash(words, 8) != place.check:
            raise NotationError(f"{where}: the words of the {label} at {place.at} are not those marked")
        key = ",".join(f"{start}-{end}" for start, end in place.at)
        one = Span(
            id=derived_id("gold", text, label, key),
            document_id="",
            label=label,
            ranges=place.at,
            quote=words,
            author=AUTHOR,
        )
        spans[one.id] = one
        return one.id

    attributions: list[Attribution] = []
    for count, row in enumerate(marked.attributions, start=1):
        if not 0 <= row.within < count:
            raise NotationError(f"{where}: attribution {count} cannot lie in {row.within}")
        attributions.append(
            Attribution(
                id=derived_id("gold", text, str(count)),
                document_id="",
                claims=(span("claim", row.claim),),
                sources=(span("source", row.source),) if row.source else (),
                cue=span("cue", row.cue) if row.cue else None,
                parent=attributions[row.within - 1].id if row.within else None,
                category=row.category,
                attributes={"naming": "implicit"} if row.carried else {},
                author=AUTHOR,
            )
        )
    for label, places in (("actor", marked.actors), ("place", marked.places)):
        for place in places:
            span(label, place)
    ordered = tuple(sorted(spans.values(), key=lambda one: (one.ranges, one.label)))
    return Gold(
        marked.key,
        marked.style,
        marked.kind,
        Item(text, number, -1, len(text), None, ordered, tuple(attributions)),
    )


def marked(notes: str, texts: Mapping[str, str]) -> Iterator[Marked]:
    """What an annotator's notes say of the items, which they call by their number. Raises `NotationError`."""
    keys = list(texts)
    blocks: list[tuple[int, list[str]]] = []
    for number, line in enumerate(notes.splitlines(), start=1):
        if line.startswith("@"):
            blocks.append((number, [line]))
        elif line.strip():
            blocks[-1][1].append(line.strip())
    seen: set[str] = set()
    for number, (head, *lines) in blocks:
        found = _HEAD.fullmatch(head.strip())
        if not found or found["kind"] not in KINDS or not 0 < int(found["number"]) <= len(keys):
            raise NotationError(f"line {number}: cannot read {head!r}")
        key = keys[int(found["number"]) - 1]
        if key in seen:
            raise NotationError(f"line {number}: {head!r} stands twice")
        seen.add(key)
        yield _marked(key, texts[key], found["kind"], lines, f"{head}, line {number}")


def _marked(key: str, text: str, kind: str, lines: Iterable[str], where: str) -> Marked:
    reader = Reader(text, 0, -1, where)
    names: dict[str, set[Range]] = {label: set() for label in _NAMES.values()}
    attributions = []
    for line in lines:
        letter, _, rest = line.partition(": ")
        if letter in _NAMES:
            for words in filter(None, rest.split("; ")):
                names[_NAMES[letter]].update(_everywhere(reader, words))
            continue
        fields = line.split(" :: ")
        if len(fields) == 3:
            fields.append("")
        if len(fields) != 4:
            raise NotationError(f"{where}: cannot read {line!r}")
        source, cue, claim = (_place(reader, words) for words in fields[:3])
        if claim is None:
            raise NotationError(f"{where}: an attribution has a claim")
        flags = [flag.strip() for flag in fields[3].split(",") if flag.strip()]
        outer = [int(flag.removeprefix("in=")) for flag in flags if flag.startswith("in=")]
        category = [flag for flag in flags if flag != "carried" and not flag.startswith("in=")]
        attributions.append(
            Voiced(claim, source, cue, "".join(category), "carried" in flags, outer[0] if outer else 0)
        )
    if (kind == "none") != (not attributions):
        raise NotationError(f"{where}: «none» has no attribution, and every other kind one")
    origin, *_, part = key.split(":")
    return Marked(
        key,
        _hash(text, 16),
        STYLES["title" if part == "title" else origin],
        kind,
        tuple(attributions),
        *(tuple(_checked(text, (one,)) for one in sorted(names[label])) for label in _NAMES.values()),
    )


def _place(reader: Reader, words: str) -> Place | None:
    if words.strip() == _NONE:
        return None
    pieces = []
    for piece in words.split(" + "):
        found = _PIECE.fullmatch(piece.strip())
        assert found
        pieces.append(reader.find(found["words"], found["which"]))
    return _checked(reader.text, tuple(pieces))


def _everywhere(reader: Reader, words: str) -> list[Range]:
    found = _PIECE.fullmatch(words.strip())
    assert found
    if found["which"] or " … " in words:
        return [reader.find(found["words"], found["which"])]
    places = reader.places(found["words"])
    if not places:
        raise reader.wrong(f"the text does not have «{words}»")
    return places


def _checked(text: str, ranges: tuple[Range, ...]) -> Place:
    return Place(ranges, _hash(quote(text, ranges), 8))


def _hash(words: str, digits: int) -> str:
    return sha256(words.encode()).hexdigest()[:digits]


def main(notes: str, half: str, folder: str, out: str) -> None:
    """Write the file, having read it again."""
    texts = drawn(Path(folder), half)
    rows = marked(Path(notes).read_text(encoding="utf-8"), texts)
    Path(out).write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    print(len(gold(Path(out), texts)), "items")


if __name__ == "__main__":
    main(*sys.argv[1:])
