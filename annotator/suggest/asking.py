"""Asks models outside of the program, by HTTP or as a process: bounded in time and size, without a shell."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from annotator.core.errors import AnnotatorError
from annotator.core.offsets import Utf16Map
from annotator.core.outside import Outside

_LARGEST: Final = 1 << 26
"""Bytes of one answer."""
_LARGEST_FILE: Final = 1 << 30
"""Bytes of all that a command says."""
_CHUNK: Final = 1 << 16
_TICK: Final = 0.05
_TOLD: Final = 300
"""Characters of what a program says of its fault."""

Stop = Callable[[], None]
"""Raises once nobody wants an answer any more."""


def run(row: Outside, given: Path, out: Path, *, stop: Stop, told: Callable[[int], None]) -> None:
    """Run a command that reads lines and writes lines; `told` is how many it has written.

    It is ended where it has written nothing for `seconds`. Raises `AnnotatorError`: "model-not-started",
    "model-silent", "model-failed", "model-says-too-much".
    """
    faults = out.with_suffix(".err")
    with given.open("rb") as reads, out.open("wb") as writes, faults.open("wb") as says:
        try:
            process = subprocess.Popen(
                row.target, stdin=reads, stdout=writes, stderr=says, start_new_session=sys.platform != "win32"
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise AnnotatorError("model-not-started", name=row.name, reason=reason) from error
        try:
            _wait(row, process, out, stop, told)
        finally:
            _end(process)
    if process.returncode:
        words = faults.read_bytes()[-_TOLD * 4 :].decode("utf-8", "replace").strip()[-_TOLD:]
        raise AnnotatorError("model-failed", name=row.name, status=process.returncode, reason=words or "-")


def _wait(
    row: Outside, process: subprocess.Popen[bytes], out: Path, stop: Stop, told: Callable[[int], None]
) -> None:
    size = lines = 0
    last = time.monotonic()
    with out.open("rb") as written:
        while True:
            ended = process.poll() is not None
            stop()
            while piece := written.read(_CHUNK):
                size, lines, last = size + len(piece), lines + piece.count(b"\n"), time.monotonic()
                told(lines)
                if size > _LARGEST_FILE:
                    raise AnnotatorError("model-says-too-much", name=row.name)
            if ended:
                return
            if time.monotonic() - last > row.seconds:
                raise AnnotatorError("model-silent", name=row.name, seconds=row.seconds)
            time.sleep(_TICK)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it, and on POSIX what it has started, if it still runs."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Texts go to the address that was consented to, and to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


def post(row: Outside, path: str, body: Mapping[str, Any], *, stop: Stop) -> Any:
    """What an address answers to JSON, as JSON. No proxy, no redirect.

    Raises `AnnotatorError`: "model-not-reached", "model-silent", "model-refused", "model-says-too-much",
    "model-not-understood".
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects())
    request = urllib.request.Request(
        row.target[0].rstrip("/") + path,
        data=msgspec.json.encode(body),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    begun = time.monotonic()
    try:
        with opener.open(request, timeout=row.seconds) as answer:
            data = _read(row, answer, begun, stop)
    except urllib.error.HTTPError as error:
        with error:
            raise AnnotatorError("model-refused", name=row.name, status=error.code) from None
    except TimeoutError as error:
        raise AnnotatorError("model-silent", name=row.name, seconds=row.seconds) from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise AnnotatorError("model-silent", name=row.name, seconds=row.seconds) from error
        raise _not_reached(row, error.reason) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _not_reached(row, error) from error
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AnnotatorError("model-not-understood", name=row.name) from error


def _read(row: Outside, answer: IO[bytes], begun: float, stop: Stop) -> bytes:
    pieces, size = [], 0
    while piece := answer.read(_CHUNK):
        stop()
        pieces.append(piece)
        size += len(piece)
        if size > _LARGEST:
            raise AnnotatorError("model-says-too-much", name=row.name)
        if time.monotonic() - begun > row.seconds:
            raise AnnotatorError("model-silent", name=row.name, seconds=row.seconds)
    return b"".join(pieces)


def _not_reached(row: Outside, reason: object) -> AnnotatorError:
    said = getattr(reason, "strerror", None) or str(reason)
    return AnnotatorError("model-not-reached", name=row.name, address=row.shown, reason=said)


def ask_label_studio(row: Outside, text: str, config: str, *, stop: Stop) -> list[dict[str, Any]]:
    """The predictions of a Label Studio ML backend for a text. Raises as `post`."""
    body = {"tasks": [{"id": 1, "data": {"text": text}}], "label_config": config, "project": "annotator"}
    answer = post(row, "/predict", body, stop=stop)
    found = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(found, list) or len(found) > 1 or not all(isinstance(one, dict) for one in found):
        raise AnnotatorError("model-not-understood", name=row.name)
    return found


class Said(msgspec.Struct):
    """A span as a language model tells it: a quote of the text, which of its places is not asked."""

    label: str
    quote: str


class _Answer(msgspec.Struct):
    spans: list[Said]


def ask_chat(
    row: Outside, text: str, labels: Mapping[str, str], instructions: str, *, stop: Stop
) -> tuple[list[dict[str, Any]], int]:
    """What a language model finds in a text, as predictions; how much of it is no quote or no label.

    `labels`: ids, and what each means. What is quoted n times stands in the first n places of the quote.
    Raises as `post`.
    """
    span = {
        "type": "object",
        "properties": {"label": {"type": "string", "enum": [*labels]}, "quote": {"type": "string"}},
        "required": ["label", "quote"],
        "additionalProperties": False,
    }
    schema = {
        "type": "object",
        "properties": {"spans": {"type": "array", "items": span}},
        "required": ["spans"],
        "additionalProperties": False,
    }
    listed = "\n".join(f"- {label}: {meaning}" for label, meaning in labels.items())
    body = {
        "model": row.model,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": f"{instructions.strip()}\n{listed}"},
            {"role": "user", "content": text},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "spans", "strict": True, "schema": schema},
        },
    }
    answer = post(row, "/chat/completions", body, stop=stop)
    try:
        said = msgspec.json.decode(answer["choices"][0]["message"]["content"], type=_Answer)
    except (LookupError, TypeError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise AnnotatorError("model-not-understood", name=row.name) from error
    return _quoted(text, said.spans, labels, row)


def _quoted(
    text: str, said: Sequence[Said], labels: Mapping[str, str], row: Outside
) -> tuple[list[dict[str, Any]], int]:
    units, dropped = Utf16Map(text), 0
    reached: dict[tuple[str, str], int] = {}
    regions: list[dict[str, Any]] = []
    for one in said:
        key = one.label, one.quote
        start = text.find(one.quote, reached.get(key, 0)) if one.quote.strip() and one.label in labels else -1
        if start < 0:
            dropped += 1
            continue
        reached[key] = end = start + len(one.quote)
        place = {"start": units.to_utf16(start), "end": units.to_utf16(end), "text": one.quote}
        regions.append(
            {
                "id": str(len(regions)),
                "from_name": "label",
                "to_name": "text",
                "type": "labels",
                "value": {**place, "labels": [one.label]},
            }
        )
    return [{"model_version": row.model, "result": regions}], dropped
