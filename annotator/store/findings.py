"""What is found to be wrong with a project."""

from __future__ import annotations

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as the log says: `code` has its sentence among the errors."""

    code: str
    details: dict[str, object]
