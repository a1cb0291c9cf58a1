"""The entry point of `annotator` and of `python -m annotator`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

_REFUSED = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status: 0 done, 1 with problems, 2 wrong use, 3 refused."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # this may be one of the processes of `annotator.cores`
    try:
        from annotator.cli import run

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # before there was anything to stop, or while it was being stopped
        return _REFUSED


if __name__ == "__main__":
    sys.exit(main())
