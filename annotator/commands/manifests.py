"""Holds the files of an export against the manifest beside them and against the project they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.manifest import Manifest
from annotator.store import Project, notes
from annotator.store.findings import Finding

_CHUNK = 1 << 20


def read_manifest(path: Path) -> Manifest:
    """Raises `AnnotatorError("manifest-not-read" | "bad-manifest")`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError("manifest-not-read", path=str(path), reason=reason) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise AnnotatorError("bad-manifest", path=str(path), message=str(error)) from error


def manifest_findings(project: Project, path: Path, manifest: Manifest) -> Iterator[Finding]:
    """What speaks against the files having come from this project as the manifest says.

    Whether the head it names is in the log is for `verify` to say.
    """
    if manifest.project != project.project_id:
        yield Finding("manifest-of-other", {"project": manifest.project})
    for file in manifest.files:
        beside = path.parent / file.name
        found = _sha256(beside) if beside.is_file() else None
        if found != file.sha256:
            code = "manifest-file-missing" if found is None else "manifest-file-changed"
            yield Finding(code, {"name": file.name})
    if manifest.files and not notes.is_export(project, manifest.files[0].sha256):
        yield Finding("manifest-not-noted", {"name": manifest.files[0].name})


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
