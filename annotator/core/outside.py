"""Models that are not the program's own: how each is reached, and whether its owner let texts go there."""

from __future__ import annotations

from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec

from annotator.core.errors import AnnotatorError

Kind = Literal["command", "label-studio", "chat"]
KINDS: Final[tuple[Kind, ...]] = ("command", "label-studio", "chat")
SECONDS: Final = 60
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST: Final = 60
_SIGNS: Final = frozenset('/\\:*?"<>|\0')


class Outside(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program (`command`: its name and arguments) or an address of HTTP (the one entry of `target`).

    `model` is the name that a language model is asked for by. `seconds`: how long it may say nothing.
    `consented`: the target that texts may be given to; another target needs to be consented to anew.
    """

    name: str
    kind: Kind
    target: tuple[str, ...]
    model: str = ""
    seconds: int = SECONDS
    consented: tuple[str, ...] = ()

    @property
    def has_consent(self) -> bool:
        return self.consented == self.target

    @property
    def is_here(self) -> bool:
        """Whether it is on this computer, as far as its address says."""
        return self.kind == "command" or urlsplit(self.target[0]).hostname in _HERE

    @property
    def shown(self) -> str:
        return " ".join(self.target)


def check_outside(row: Outside) -> None:
    """Raise `AnnotatorError("bad-model-name" | "-command" | "-address" | "-seconds")`."""
    if not row.name.strip() or len(row.name) > _LONGEST or _SIGNS & set(row.name) or row.name.startswith("."):
        raise AnnotatorError("bad-model-name", name=row.name)
    if not row.target or not row.target[0].strip() or any("\0" in part for part in row.target):
        raise AnnotatorError("bad-model-command")
    if row.kind != "command" and not _is_address(row.target):
        raise AnnotatorError("bad-model-address", address=row.shown)
    if not 1 <= row.seconds <= 3600:
        raise AnnotatorError("bad-model-seconds", seconds=row.seconds)


def _is_address(target: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(target[0])
        return (
            len(target) == 1
            and parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
        )
    except ValueError:
        return False
