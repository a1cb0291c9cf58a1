"""Ways to spoil a file: its bytes, its lines, its encoding, its JSON, its numbers, its packing."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from random import Random
from typing import Any, Final

LARGEST: Final = 1 << 18
"""Bytes; what mutations would make larger is cut. What is larger than all measure has its own tests."""

_VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1.5, 10**30, -(10**30), 2**63, 2**31, [], {}, [[]], [0, 1], [[0, 3]], [[3, 0]],
    [[0, 99999999999999999999]], {"": None}, "", "x", "\x00", "\ud800", "\u202e", "\u200fقال", "\U0010ffff",
    "codepoint", "utf16", "2024-02-31", "=1+1", "../../x", "annotator/1",
)  # fmt: skip
_TOKENS: Final = (
    b"1e400", b"-1e400", b"9" * 400, b"NaN", b"Infinity", b"null", b"true", b'"', b"'", b"\\", b"\\u0000",
    b"\\ud800", b"[", b"]", b"{", b"}", b",", b":", b"\n", b"\r", b"\t", b"\x00", b"\xff", b"\xfe\xff",
    b"\xef\xbb\xbf", b"=", b"[[a]]\n", b"\x1a", b"#", b"|", b";", b"<!--", b"]]>", "\u202e".encode(),
    "\u2028".encode(), "\u0640".encode() * 50, "🔴".encode(),
)  # fmt: skip
_ENCODINGS: Final = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1256", "iso8859_6", "cp720", "latin-1")


def mutated(data: bytes, random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        data = random.choice(_WAYS)(data, random)[:LARGEST]
    return data


def _piece(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 1, 2, 8, 64, 1024)))


def _flip(data: bytes, random: Random) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def _delete(data: bytes, random: Random) -> bytes:
    start, end = _piece(data, random)
    return data[:start] + data[end:]


def _repeat(data: bytes, random: Random) -> bytes:
    start, end = _piece(data, random)
    return data[:start] + data[start:end] * random.choice((2, 2, 100, 5000)) + data[end:]


def _insert(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    added = random.choice((random.choice(_TOKENS), random.randbytes(random.choice((1, 4, 40)))))
    return data[:at] + added + data[at:]


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _lines(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    random.shuffle(lines)
    return b"\n".join(lines * random.choice((1, 2, 50)))


def _encode(data: bytes, random: Random) -> bytes:
    return data.decode("utf-8", "replace").encode(random.choice(_ENCODINGS), "replace")


def _nest(data: bytes, random: Random) -> bytes:
    depth = random.choice((2, 100, 3000, 100_000))
    before, after = random.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"(", b")"), ("«".encode(), "»".encode()))
    )
    at = random.randrange(len(data) + 1)
    return before * depth + data + after * depth if random.random() < 0.5 else data[:at] + before * depth


def _number(data: bytes, random: Random) -> bytes:
    """Another number where one stands."""
    places = [at for at, byte in enumerate(data[:100_000]) if 48 <= byte <= 57]
    if not places:
        return data
    at = random.choice(places)
    return data[:at] + random.choice((b"9" * 25, b"-1", b"1e999", b"0x7", b"1.5", b"")) + data[at + 1 :]


def _json(data: bytes, random: Random) -> bytes:
    """One node of one line changed, moved or taken away."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    try:
        document = json.loads(lines[at])
        nodes = list(_nodes(document))[:5000]
        holder, key = random.choice(nodes)
        _change(holder, key, nodes, random)
        lines[at] = json.dumps(document, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    except (ValueError, IndexError, RecursionError, TypeError):
        return _insert(data, random)
    return b"\n".join(lines)


def _change(holder: Any, key: Any, nodes: list[tuple[Any, Any]], random: Random) -> None:
    match random.randrange(5):
        case 0:
            del holder[key]
        case 1:
            other, place = random.choice(nodes)
            holder[key] = other[place]
        case 2 if isinstance(holder, dict):
            holder[f"{key}{random.choice(('', ' ', 's', chr(0x64B)))}x"] = holder.pop(key)
        case 3 if isinstance(holder, list):
            holder.extend([holder[key]] * random.choice((1, 200)))
        case _:
            holder[key] = random.choice(_VALUES)


def _nodes(value: Any) -> Any:
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(places):
        yield value, key
        yield from _nodes(inner)


def _pack(data: bytes, random: Random) -> bytes:
    packed = gzip.compress(data, 1, mtime=0)
    return random.choice(
        (packed, _flip(packed, random), _cut(packed, random), packed + packed, packed + data)
    )


_WAYS: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (
    _flip, _flip, _delete, _repeat, _insert, _insert, _cut, _lines, _encode, _nest, _number, _number,
    _json, _json, _json, _json, _pack,
)  # fmt: skip
