"""Marks a SQLite file as a project of this program, and of which version."""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x41724E74
"""Marks a SQLite file as a project of this program ("ArNt")."""

BUNDLE_ID: Final = 0x41724E62
"""Marks a bundle ("ArNb"): the part of a project's log that another copy lacks, and no project."""

VERSION: Final = 17
"""The number of steps in `migrations`; a file that names a higher one was written by a newer program."""
