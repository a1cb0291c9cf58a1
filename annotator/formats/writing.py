"""Writes documents in a format: what it carries of them, and nothing it cannot write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from annotator.core.carrying import Loss, carried
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.formats.base import Format, WriteOptions


def write(
    format: Format,
    bundles: Iterable[Bundle],
    out: BinaryIO,
    options: WriteOptions | None = None,
    loss: Loss | None = None,
) -> None:
    """Write what the format carries of the documents; what it does not is told to `loss`.

    Raises `AnnotatorError("format-not-written" | "extra-missing" | "label-not-in-format")`, and what the
    format refuses to write.
    """
    if not format.write:
        raise AnnotatorError("format-not-written", format=format.id)
    options, lost = options or WriteOptions(), loss or Loss()
    fitting = (carried(bundle, format.carries, lost, trimmed=options.trimmed) for bundle in bundles)
    format.write(_with_labels(format, fitting), out, options)


def _with_labels(format: Format, bundles: Iterable[Bundle]) -> Iterator[Bundle]:
    """Raises `AnnotatorError("label-not-in-format")` at the first label that the format cannot write."""
    fits = re.compile(format.labels or ".*", re.DOTALL).fullmatch
    checked: set[str] = set()
    for bundle in bundles:
        for label in {span.label for span in bundle.spans} - checked:
            if not fits(label):
                raise AnnotatorError("label-not-in-format", label=label, format=format.id)
            checked.add(label)
        yield bundle
