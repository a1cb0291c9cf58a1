"""What a day's work costs to undo: as much after thousands of acts as after the first."""

from __future__ import annotations

from typing import ClassVar

from annotator.core.events import History


class Id(str):
    """An id that counts how often it is compared."""

    compared: ClassVar[int] = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Id.compared += 1
        return str.__eq__(self, other)


def test_undoing_compares_no_more_ids_after_thousands_of_acts() -> None:
    history = History()
    history.extend((Id(f"{n}"), "span.add", None) for n in range(5000))
    Id.compared = 0
    for n in range(4999, 4989, -1):
        history.append(Id(f"u{n}"), "undo", Id(f"{n}"))
    history.append(Id("r"), "redo", Id("u4990"))
    assert (history.undoable(), history.redoable) == ("r", "u4991")
    assert 0 < Id.compared < 100
