"""A model that was learned from labelled texts, and the file it travels in: data, nothing that is run.

A file is one line that names its kind and version, one line of JSON (`Training`), and the bytes of a
conditional random field as CRFsuite keeps them. Length and SHA-256 of those are in the JSON, so that nothing
that was cut or changed is ever given to the library.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.evaluation import Counts

FORMAT_VERSION: Final = 1
_MAGIC: Final = b"annotator-model "
_PAYLOAD: Final = b"lCRF"
"""How the bytes of the library begin."""


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """What a model was learned from, and how well it did on the documents that were held back.

    `head`: of the project's log when it was read. `documents` were learned from; figures are of a model that
    had not learned from those `held` back among them: by label, "" for all, spans with the same edges.
    `calibration`: steps of the model's own probability, each with the share that was right from there on.
    `inside`: spans begin behind the proclitic of a word.
    """

    features: int
    labels: tuple[str, ...]
    layer: str
    author: str
    at: str
    project: str
    head: str
    sentences: int
    spans: int
    documents: tuple[str, ...]
    held: tuple[str, ...]
    figures: dict[str, Counts]
    calibration: tuple[tuple[float, float], ...]
    inside: bool
    size: int = 0
    sha256: str = ""


class Model(msgspec.Struct, frozen=True):
    """A model in memory."""

    training: Training
    payload: bytes


def sealed(training: Training, payload: bytes) -> Model:
    """A model whose training names its bytes."""
    digest = hashlib.sha256(payload).hexdigest()
    return Model(msgspec.structs.replace(training, size=len(payload), sha256=digest), payload)


def encode_model(model: Model) -> bytes:
    head = msgspec.json.encode(model.training, order="deterministic")
    return b"%s%d\n%s\n%s" % (_MAGIC, FORMAT_VERSION, head, model.payload)


def decode_model(data: bytes, *, path: str = "") -> Model:
    """The inverse of `encode_model`.

    Raises `AnnotatorError`: "not-a-model", "newer-model" for a later version of the format, "model-damaged"
    for one that was cut or changed.
    """
    first, _, rest = data.partition(b"\n")
    number = first.removeprefix(_MAGIC)
    if number == first or not (number.isdigit() and len(number) < 6):
        raise AnnotatorError("not-a-model", path=path)
    if int(number) > FORMAT_VERSION:
        raise AnnotatorError("newer-model", path=path, version=int(number))
    head, _, payload = rest.partition(b"\n")
    try:
        training = _TRAINING.decode(head)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise AnnotatorError("model-damaged", path=path) from error
    if not payload.startswith(_PAYLOAD) or sealed(training, payload).training != training:
        raise AnnotatorError("model-damaged", path=path)
    return Model(training, payload)


def calibrated(training: Training, probability: float) -> float:
    """How often spans were right in the held-back part of which the model was as sure."""
    steps = training.calibration
    place = bisect_right(steps, probability, key=lambda step: step[0]) - 1
    return steps[max(0, place)][1] if steps else probability


def calibration(told: Iterable[tuple[float, bool]]) -> tuple[tuple[float, float], ...]:
    """Steps that never fall, from probabilities and whether each was right (pool adjacent violators).

    A step's share is (right + 1) / (seen + 2): few are never a certainty. Equal probabilities are one step,
    and none has fewer than `_LEAST` where there are as many.
    """
    pools: list[list[float]] = []  # where it begins, how many were right, were seen, where it ends
    for probability, is_right in sorted(told):
        right = float(is_right)
        if pools and (pools[-1][2] < _LEAST or pools[-1][3] == probability):
            pools[-1][1] += right
            pools[-1][2] += 1
            pools[-1][3] = probability
        else:
            pools.append([probability, right, 1, probability])
    if len(pools) > 1 and pools[-1][2] < _LEAST:
        _, more, seen, last = pools.pop()
        pools[-1][1:] = [pools[-1][1] + more, pools[-1][2] + seen, last]
    joined: list[list[float]] = []
    for pool in pools:
        joined.append(pool)
        while len(joined) > 1 and _share(joined[-2]) >= _share(joined[-1]):
            _, more, seen, last = joined.pop()
            joined[-1][1:] = [joined[-1][1] + more, joined[-1][2] + seen, last]
    return tuple((round(pool[0], 4), round(_share(pool), 2)) for pool in joined)


def _share(pool: list[float]) -> float:
    return (pool[1] + 1) / (pool[2] + 2)


_LEAST: Final = 15
_TRAINING: Final = msgspec.json.Decoder(Training)
