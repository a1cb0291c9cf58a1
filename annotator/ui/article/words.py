"""What the gestures of selecting know of the language; the view holds it, the window fills it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.core.naming import Known, Naming
from annotator.core.selecting import Clitics


@dataclass
class Words:
    """The proclitics and the ends of names are asked for when a gesture first needs them."""

    clitics: Callable[[], Clitics] = Clitics
    naming: Callable[[], Naming] = Naming
    known: Known | None = None
    """Where the names stand that the person knows; None: not known yet."""
