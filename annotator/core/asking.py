"""Questions to the record: which acts, and of which moment."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

import msgspec

from annotator.core.errors import AnnotatorError

_TYPED: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d{3})?(Z|[+-]\d\d:\d\d)?)?")
_NUMBER: Final = re.compile(r"\d{1,18}")
_BEGINNING: Final = re.compile(r"[0-9a-f]{4,64}")
_UNITS: Final = (timedelta(milliseconds=1), timedelta(seconds=1), timedelta(minutes=1))


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which acts are asked for: those that are all of what is named here; what is empty asks nothing.

    `rows`: ids of the records an act touched. `kinds`: of events (`review.accept`) or groups of them
    (`review`). `account`: `user@computer`, or either. `since` and `until`: UTC as in the log, half-open.
    `words` stand in a quote, note, name, comment or title that was written, changed or taken away, in
    whatever spelling.
    """

    rows: tuple[str, ...] = ()
    document: str = ""
    actor: str = ""
    account: str = ""
    kinds: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    words: str = ""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody typed for a moment.

    A time stands for the whole of its day, minute, second or millisecond, half-open `[since, until)`, UTC as
    in the log. Otherwise it is the number `seq` of an event, or the `beginning` of its id or hash; digits
    may be either.
    """

    typed: str
    since: str = ""
    until: str = ""
    seq: int | None = None
    beginning: str = ""


def moment(typed: str, zone: tzinfo | None = None) -> Moment:
    """Read a moment: `2026-11-20`, `2026-11-20T10:00`, `412`, `9f3ac1`.

    A time without its own zone is of `zone`, or of this computer's. Raises `AnnotatorError("bad-moment")`.
    """
    words = typed.strip()
    if found := _TYPED.fullmatch(words):
        try:
            since, until = _stretch(found, zone)
        except (ValueError, OverflowError, OSError) as error:
            raise AnnotatorError("bad-moment", moment=words) from error
        return Moment(typed=words, since=_as_logged(since), until=_as_logged(until))
    seq = int(words) if _NUMBER.fullmatch(words) else None
    beginning = words.lower() if _BEGINNING.fullmatch(words.lower()) else ""
    if seq is None and not beginning:
        raise AnnotatorError("bad-moment", moment=words)
    return Moment(typed=words, seq=seq, beginning=beginning)


def later(at: str) -> str:
    """The next time after `at` that the log can tell apart."""
    return _as_logged(datetime.fromisoformat(at) + _UNITS[0])


def _stretch(found: re.Match[str], zone: tzinfo | None) -> tuple[datetime, datetime]:
    day, minute, second, fraction, own_zone = found.groups()
    if minute is None:
        since = datetime.fromisoformat(day)
        # The next day begins at midnight too where the clocks are changed.
        return _in_zone(since, zone), _in_zone(since + timedelta(days=1), zone)
    if fraction and not second:
        raise ValueError
    since = datetime.fromisoformat(f"{day}T{minute}{second or ''}{fraction or ''}{own_zone or ''}")
    since = _in_zone(since, zone)
    return since, since + _UNITS[(fraction is None) + (second is None)]


def _in_zone(time: datetime, zone: tzinfo | None) -> datetime:
    """With no zone at all, `astimezone` takes a time to be of this computer's."""
    return (time.replace(tzinfo=zone) if time.tzinfo is None and zone else time).astimezone(UTC)


def _as_logged(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
