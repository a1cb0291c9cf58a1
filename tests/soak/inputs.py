"""A spoilt file for every reader: it is read, or a problem, within ten seconds and a gigabyte."""

from __future__ import annotations

import gzip
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.disk import data_path
from annotator.formats import FORMATS, ReadOptions, read_paths, scheme_toml
from annotator.formats.names import read_names
from annotator.suggest.lexicon import read_lexicon
from tests.formats.made import full_bundle, written
from tests.soak.materials import spoilt
from tests.soak.mutations import mutated
from tests.soak.outcome import Outcome, dice

SECONDS: Final = 10.0
MEGABYTES: Final = 1024
_LARGEST_SEED: Final = 16 << 10
_MATERIALS: Final = 0.6
"""The share of files that are raw material of a kind of its own."""
_SUFFIXES: Final = (
    ".jsonl",
    ".json",
    ".txt",
    ".csv",
    ".html",
    ".rss",
    ".srt",
    ".eml",
    ".txt.gz",
    ".jsonl.gz",
    "",
    ".bin",
)
_ENCODINGS: Final = (None, None, None, "cp1256", "utf-16", "idna", "latin-1")

NAMES: Final = "label,name,variants,identifier\nactor,عامر الطيّب,الطيّب|عامر,Q1\nplace;السنديان;;\n"
LEXICON: Final = """
[[source]]
words = ["مجلس الريحان"]
category = "local"

[[verbs]]
lemma = "زعم"
past = ["زعم"]
present = ["زعم"]
opens = ["that", "quote"]
"""


def _read_files(path: Path, random: Random) -> None:
    readable: list[str | None] = [None, None, *(row.id for row in FORMATS if row.read)]
    options = ReadOptions(encoding=random.choice(_ENCODINGS), turn=random.random() < 0.3)
    for _ in read_paths([path], format_id=random.choice(readable), options=options):
        pass


def _read_scheme(path: Path, _: Random) -> None:
    scheme_toml.load(path)


def _read_names(path: Path, random: Random) -> None:
    for _ in read_names(path, random.choice(_ENCODINGS)):
        pass


def _read_lexicon(path: Path, _: Random) -> None:
    read_lexicon(paths=[path])


READERS: Final[dict[str, Callable[[Path, Random], None]]] = {
    "files": _read_files,
    "scheme": _read_scheme,
    "names": _read_names,
    "lexicon": _read_lexicon,
}
_ORDER: Final = ("files",) * 13 + ("scheme", "names", "names", "lexicon")


@cache
def seeds(reader: str) -> tuple[bytes, ...]:
    """What is spoilt: files of one's own, and real ones where there are any."""
    if reader == "scheme":
        return (
            data_path("resources", "schemes", "news.toml").read_bytes(),
            b'id = "a"\n[[labels]]\nid = "x"\n',
        )
    if reader == "names":
        return (NAMES.encode(), NAMES.replace(",", "\t").encode("utf-16"))
    if reader == "lexicon":
        return (LEXICON.encode(),)
    corpus = data_path("sample_corpus", "corpus.jsonl").read_bytes().splitlines(keepends=True)
    own = [written([full_bundle()]), *corpus[:4], b'{"text": "\xd9\x82\xd8\xa7\xd9\x84", "title": "x"}\n' * 3]
    return (*own, *_real())


def _real() -> Iterator[bytes]:
    named = os.environ.get("ANNOTATOR_REAL_DATA")
    for path in sorted(Path(named).rglob("*")) if named else ():
        if path.is_file():
            data = path.read_bytes()
            yield (gzip.decompress(data) if path.suffix == ".gz" else data)[:_LARGEST_SEED]


def read(seed: int, folder: Path) -> Outcome:
    random = dice("inputs", seed)
    reader = _ORDER[seed % len(_ORDER)]
    if reader == "files" and random.random() < _MATERIALS:
        suffix, data = spoilt(random)
    else:
        data = mutated(random.choice(seeds(reader)), random)
        suffix = random.choice(_SUFFIXES) if reader == "files" else ".txt"
    path = folder / f"input{suffix}"
    path.write_bytes(data)
    outcome = Outcome()
    outcome.figures[reader] = 1
    memory, began = most_megabytes(), time.monotonic()
    try:
        with no_longer_than(SECONDS):
            READERS[reader](path, random)
    except AnnotatorError as error:
        outcome.figures["refused"] = 1
        msgspec.json.encode(error.details, enc_hook=str)
    except Exception:
        outcome.wrong.append(traceback.format_exc(limit=-4))
    outcome.figures["most milliseconds"] = round(1000 * (time.monotonic() - began))
    outcome.figures["most megabytes"] = most_megabytes()
    if most_megabytes() - memory > MEGABYTES:
        outcome.wrong.append(f"{most_megabytes() - memory} MB for {len(data)} bytes")
    path.unlink()
    return outcome


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Break off after so long, where the system has alarms."""
    if sys.platform == "win32":
        yield
        return

    def ring(*_: object) -> None:
        raise TimeoutError(f"longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def most_megabytes() -> int:
    """The most memory this process has had, where the system counts it."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most >> (20 if sys.platform == "darwin" else 10))
