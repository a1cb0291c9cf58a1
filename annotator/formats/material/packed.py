"""Files that are ZIP archives inside: opened within bounds, each member read within its own."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final

from annotator.core.errors import AnnotatorError
from annotator.formats.source import (
    LARGEST_DOCUMENT,
    UNPACKED_ANYWAY,
    UNPACKED_TIMES,
    Source,
    megabytes,
    read_document,
)

LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
"""What holds the contents of an office document with a password, which is no archive."""


def opened_zip(source: Source) -> zipfile.ZipFile:
    """Raises `AnnotatorError("broken-document" | "password-needed" | "unpacks-too-large")`."""
    with source.open() as stream:
        data = read_document(stream)
    return checked_zip(data)


def checked_zip(data: bytes) -> zipfile.ZipFile:
    """An archive that unpacks to no more than is reasonable for its size."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise AnnotatorError("broken-document", reason=str(error)) from error
    most = max(UNPACKED_ANYWAY, UNPACKED_TIMES * len(data))
    if sum(row.file_size for row in archive.infolist()) > most:
        raise AnnotatorError("unpacks-too-large", limit=megabytes(most))
    return archive


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a member, b"" where there is none. What its size says is not believed."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return b""
    if info.flag_bits & 1:
        raise AnnotatorError("password-needed")
    try:
        with archive.open(info) as stream:
            data = stream.read(LARGEST_DOCUMENT + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise AnnotatorError("broken-document", reason=str(error)) from error
    if len(data) > LARGEST_DOCUMENT:
        raise AnnotatorError("document-too-large", limit=megabytes(LARGEST_DOCUMENT))
    return data
