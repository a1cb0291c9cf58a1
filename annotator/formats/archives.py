"""ZIP and TAR: every file in them is read as if it lay in a folder, or named with the reason why not."""

from __future__ import annotations

import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.formats.base import FileRead, Format, Labels, News, Problem, ReadOptions, Sample
from annotator.formats.encoding import TAR, ZIP
from annotator.formats.files import left_out
from annotator.formats.source import (
    LARGEST_PIECE,
    UNPACKED_ANYWAY,
    UNPACKED_TIMES,
    Room,
    Source,
    displayed,
    megabytes,
)

_DEEPEST: Final = 3
_CHUNK: Final = 1 << 20
_FAULTS: Final = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, ValueError, NotImplementedError)

ReadFile = Callable[[Path, ReadOptions, Room], Iterator[Bundle | Problem]]


class _Member(msgspec.Struct, frozen=True):
    """What lies in an archive, by its name there; links, pipes and devices are not plain."""

    name: str
    is_plain: bool
    opened: Callable[[], IO[bytes] | None]


def archive_format(read_file: ReadFile, suffixes: Callable[[], Collection[str]]) -> Format:
    """The row of archives. `read_file` reads what was in one, `suffixes` are those of files that are read."""

    def read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
        most = max(UNPACKED_ANYWAY, UNPACKED_TIMES * source.path.stat().st_size)
        room = (
            Room(depth=source.within.depth + 1, left=source.within.left) if source.within else Room(1, most)
        )
        if room.depth > _DEEPEST:
            raise AnnotatorError("archive-too-deep", limit=_DEEPEST)
        path, known = displayed(source.path), suffixes()
        others: list[str] = []
        with _members(source) as members, tempfile.TemporaryDirectory(prefix="annotator-") as folder:
            for member in members:
                inner = PurePosixPath(member.name)
                file = Path(folder, inner.name)
                if _lies_outside(member.name):
                    yield Problem(f"{path}/{member.name}", None, "member-outside")
                elif not member.is_plain:
                    yield Problem(f"{path}/{member.name}", None, "member-no-file")
                elif _is_hidden(inner) or Source(file).suffix not in known:
                    others.append(member.name)
                else:
                    shown = displayed(file), f"{path}/{member.name}"
                    within = msgspec.structs.replace(options, tell=partial(_tell, options, *shown))
                    for found in _taken(member, file, within, room, read_file):
                        yield _placed(found, *shown)
        if others:
            yield left_out(path, others)

    return Format(
        id="archive",
        suffixes=(".zip", ".tar", ".tgz"),
        carries=frozenset(),
        read=read,
        write=None,
        recognises=_recognises,
    )


def _taken(
    member: _Member, file: Path, options: ReadOptions, room: Room, read_file: ReadFile
) -> Iterator[Bundle | Problem]:
    """The documents of a member, which lies on the disk only while it is read."""
    try:
        _copy(member, file, room)
        yield from read_file(file, options, room)
    except (AnnotatorError, RuntimeError, OSError, *_FAULTS) as error:
        # A member with a password is a RuntimeError of `zipfile`.
        if isinstance(error, AnnotatorError):
            yield Problem(displayed(file), None, error.code, error.details)
        elif isinstance(error, RuntimeError):
            yield Problem(displayed(file), None, "password-needed")
        else:
            yield Problem(displayed(file), None, "broken-document", {"reason": str(error)})
    finally:
        file.unlink(missing_ok=True)
    if room.left < 0:
        raise AnnotatorError("unpacks-too-large", limit=megabytes(UNPACKED_ANYWAY))


def _copy(member: _Member, file: Path, room: Room) -> None:
    """What a member's size says is not believed."""
    stream = member.opened()
    if stream is None:
        raise AnnotatorError("not-a-file")
    size = 0
    with stream, file.open("wb") as out:
        while chunk := stream.read(_CHUNK):
            size, room.left = size + len(chunk), room.left - len(chunk)
            if size > LARGEST_PIECE or room.left < 0:
                raise AnnotatorError("document-too-large", limit=megabytes(LARGEST_PIECE))
            out.write(chunk)


def _tell(options: ReadOptions, file: str, shown: str, news: News) -> None:
    if not isinstance(news, FileRead | Labels):
        news = msgspec.structs.replace(news, path=news.path.replace(file, shown, 1))
    options.tell(news)


def _placed(found: Bundle | Problem, file: str, shown: str) -> Bundle | Problem:
    """A problem with the place in the archive for that on the disk."""
    if isinstance(found, Problem):
        return msgspec.structs.replace(found, path=found.path.replace(file, shown, 1))
    return found


@contextmanager
def _members(source: Source) -> Iterator[Iterator[_Member]]:
    """Raises `AnnotatorError("broken-document")`."""
    try:
        with source.open() as stream:
            if stream.peek(4)[:2] == b"PK":
                with zipfile.ZipFile(source.path) as archive:
                    yield _zipped(archive)
            else:
                with tarfile.open(fileobj=stream, mode="r|") as packed:
                    yield _tarred(packed)
    except _FAULTS as error:
        raise AnnotatorError("broken-document", reason=str(error)) from error


def _zipped(archive: zipfile.ZipFile) -> Iterator[_Member]:
    for info in archive.infolist():
        if not info.is_dir():
            plain = stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
            yield _Member(_shown(info.filename), plain, partial(archive.open, info))


def _tarred(archive: tarfile.TarFile) -> Iterator[_Member]:
    for info in archive:
        if not info.isdir():
            yield _Member(_shown(info.name), info.isfile(), partial(archive.extractfile, info))


def _lies_outside(name: str) -> bool:
    return name.startswith("/") or ".." in PurePosixPath(name).parts or "\\" in name or ":" in name[:2]


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _is_hidden(inner: PurePosixPath) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in inner.parts)


def _recognises(sample: Sample) -> bool:
    return sample.binary in (ZIP, TAR)
