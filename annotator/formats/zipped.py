"""Several files in one ZIP: their names, each within bounds, and a ZIP whose bytes follow from its files."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from annotator.core.errors import AnnotatorError
from annotator.formats.source import LARGEST_DOCUMENT, Source, megabytes

_FAULTS: Final = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)
_MOST_NAMES: Final = 1_000_000
_ANY_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The first that a ZIP can name: the same record is to give the same bytes."""


def names_in(source: Source) -> tuple[str, ...]:
    """The names of the files in a ZIP; none where it is no whole one."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            return tuple(info.filename for info in archive.infolist()[:_MOST_NAMES] if not info.is_dir())
    except (OSError, *_FAULTS):
        return ()


@contextmanager
def opened(source: Source) -> Iterator[Members]:
    """The members of a ZIP. Raises `AnnotatorError("broken-document" | "cannot-read")`."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            yield Members(archive)
    except OSError as error:
        raise AnnotatorError("cannot-read", reason=error.strerror or str(error)) from error
    except _FAULTS as error:
        raise AnnotatorError("broken-document", reason=str(error)) from error


class Members:
    """What lies in a ZIP, by name; nothing is written to the disk."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = tuple(info.filename for info in archive.infolist() if not info.is_dir())

    def read(self, name: str) -> bytes:
        """Raises `AnnotatorError("no-such-file" | "document-too-large" | "password-needed")`; what a member
        says of its size is not believed."""
        try:
            with self._archive.open(name) as stream:
                data = stream.read(LARGEST_DOCUMENT + 1)
        except KeyError as error:
            raise AnnotatorError("no-such-file") from error
        except RuntimeError as error:  # a password
            raise AnnotatorError("password-needed") from error
        if len(data) > LARGEST_DOCUMENT:
            raise AnnotatorError("document-too-large", limit=megabytes(LARGEST_DOCUMENT))
        return data


class Packed:
    """A ZIP in the making, whose bytes depend on nothing but what is put in."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, _ANY_DAY)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3  # else it would say which system made it
        info.external_attr = 0o644 << 16
        self._archive.writestr(info, data)


@contextmanager
def packed(out: BinaryIO) -> Iterator[Packed]:
    with zipfile.ZipFile(out, "w") as archive:
        yield Packed(archive)
