"""What readers tell beside what they read: what is uncertain, counted by kind, and the tables they met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from annotator.formats import Columns
    from annotator.formats.base import News, Shape

_PLACES: Final = 3


class Doubted(msgspec.Struct):
    """How many documents are uncertain alike, and the first of them: their files and titles."""

    n: int = 0
    first: list[tuple[str, str]] = []


class Heard(msgspec.Struct):
    """`doubts`: by the code of what is uncertain; `columns`: each kind of table once; `format_id`: of the
    file begun last.
    """

    doubts: dict[str, Doubted] = {}
    columns: dict[Shape, Columns] = {}
    format_id: str = ""

    def hear(self, news: News) -> None:
        from annotator.formats import Columns, Doubt

        if isinstance(news, Doubt):
            self._add(news.code, 1, [(news.path, news.title)])
        elif isinstance(news, Columns):
            self.columns.setdefault(news.shape, news)
        else:
            self.format_id = news.format_id

    def _add(self, code: str, n: int, first: list[tuple[str, str]]) -> None:
        counted = self.doubts.setdefault(code, Doubted())
        counted.n += n
        counted.first += first[: _PLACES - len(counted.first)]


def heard_together(several: Iterable[Heard]) -> Heard:
    """What was told of several files."""
    found = Heard()
    for heard in several:
        for code, counted in heard.doubts.items():
            found._add(code, counted.n, counted.first)
        found.columns = {**heard.columns, **found.columns}
    return found
