"""The gold tolls: phrases of news with what they count, as tests/gold/README.md explains."""

import re
from pathlib import Path
from typing import NamedTuple

HALVES = ("open", "apart")
_LINE = re.compile(r"(\w+) (\w+) (~?)(\d+)?(?:(\+)|(\.\.)(\d+))? \| (.+)")


class Expected(NamedTuple):
    """A toll as its phrase bears it; its quote must hold `words`."""

    what: str
    who: str
    least: int
    most: int | None
    exact: bool
    words: str


class Phrase(NamedTuple):
    text: str
    tolls: tuple[Expected, ...]


def phrases(half: str) -> list[Phrase]:
    """Every phrase of one half, in order."""
    path = Path(__file__).parent / f"tolls_{half}.txt"
    found: list[Phrase] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#") or line.strip() == "none":
            continue
        if line.startswith("  "):
            text, tolls = found.pop()
            found.append(Phrase(text, (*tolls, _expected(line.strip(), text))))
        else:
            found.append(Phrase(line, ()))
    return found


def _expected(line: str, text: str) -> Expected:
    match = _LINE.fullmatch(line)
    if match is None or match[8] not in text:
        raise ValueError(f"{line!r} below {text!r}")
    what, who, about, first, plus, _, last, words = match.groups()
    least = int(first or 0)
    most = None if plus else int(last) if last else least
    return Expected(what, who, least, most, not about and most == least, words)
