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


class Met(msgspec.Struct):
    """What a label of a file comes in as, "" for nothing, and how often it was met."""

    ours: str
    n: int = 0


class Heard(msgspec.Struct):
    """`doubts`: by the code of what is uncertain; `columns`: each kind of table once; `labels`: as the files
    call them; `unsigned`: some work bears no name; `format_id` and `file`: the
    format and the name of the file begun last.
    """

    doubts: dict[str, Doubted] = {}
    columns: dict[Shape, Columns] = {}
    labels: dict[str, Met] = {}
    unsigned: bool = False
    format_id: str = ""
    file: str = ""

    def hear(self, news: News) -> None:
        from annotator.formats import Columns, Doubt
        from annotator.formats.base import Labels

        if isinstance(news, Doubt):
            self._add(news.code, 1, [(news.path, news.title)])
        elif isinstance(news, Columns):
            self.columns.setdefault(news.shape, news)
        elif isinstance(news, Labels):
            self.unsigned |= news.unsigned
            for theirs, ours, n in news.met:
                self._meet(theirs, ours, n)
        else:
            self.format_id, self.file = news.format_id, news.path.name

    def _meet(self, theirs: str, ours: str, n: int) -> None:
        self.labels.setdefault(theirs, Met(ours)).n += n

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
        found.unsigned |= heard.unsigned
        for theirs, met in heard.labels.items():
            found._meet(theirs, met.ours, met.n)
    return found
