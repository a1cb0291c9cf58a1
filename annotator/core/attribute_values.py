"""Values of attributes: read from what somebody typed or a table holds, and checked."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

from annotator.core.arabic import fold_key
from annotator.core.dates import parse_date
from annotator.core.errors import AnnotatorError
from annotator.core.offsets import canonical
from annotator.core.scheme import Attribute, Scheme

ResolveName = Callable[[str], str]
"""The id of the name that somebody wrote. Raises `AnnotatorError`."""

_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_WRITTEN_OTHERWISE: Final = str.maketrans({"٫": ".", "−": "-", "–": "-", "°": None, "\u061c": None,
                                           "\u200e": None, "\u200f": None})  # fmt: skip
_YES: Final = frozenset(map(fold_key, ("yes", "true", "1", "نعم")))
_NO: Final = frozenset(map(fold_key, ("no", "false", "0", "لا")))
_DAY: Final = 10
"""Characters of a whole day in ISO 8601."""


def read_value(
    scheme: Scheme, attribute: Attribute, typed: str, *, field: str = "", resolve: ResolveName | None = None
) -> Any:
    """The value that `typed` means for an attribute: a float, a date in ISO 8601, the id of a term or of a
    name, or a text; "" for none. `field` is what the person calls the attribute.

    Raises "value-no-number", "value-out-of-range", "value-no-date", "value-no-flag", "value-no-term", and
    what `resolve` raises.
    """
    typed, field = canonical(typed.strip()), field or attribute.id
    if not typed:
        return ""
    match attribute.type:
        case "number":
            return _number(attribute, typed, field)
        case "date":
            if not (day := parse_date(typed)[:_DAY]):
                raise AnnotatorError("value-no-date", field=field, value=typed)
            return day
        case "flag":
            if (key := fold_key(typed)) not in _YES | _NO:
                raise AnnotatorError("value-no-flag", field=field, value=typed)
            return "yes" if key in _YES else ""
        case "choice":
            return _term(scheme, attribute, typed, field)
        case "name" if resolve is not None:
            return resolve(typed)
    return typed


def value_text(value: Any) -> str:
    """A value as it is typed and stands in a table: numbers without a needless point."""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _number(attribute: Attribute, typed: str, field: str) -> float:
    plain = "".join(typed.translate(_WRITTEN_OTHERWISE).split())
    if not _NUMBER.fullmatch(plain):
        raise AnnotatorError("value-no-number", field=field, value=typed)
    number = float(plain)
    least = -math.inf if attribute.least is None else attribute.least
    most = math.inf if attribute.most is None else attribute.most
    if not math.isfinite(number) or not least <= number <= most:
        raise AnnotatorError(
            "value-out-of-range", field=field, value=typed, least=f"{least:g}", most=f"{most:g}"
        )
    return number


def _term(scheme: Scheme, attribute: Attribute, typed: str, field: str) -> str:
    vocabulary = scheme.known_vocabulary(attribute.vocabulary)
    terms = [term for term in vocabulary.terms if not term.retired] if vocabulary else []
    if any(term.id == typed for term in terms):
        return typed
    key = fold_key(typed)
    for term in terms:
        if key in map(fold_key, (term.id, *term.name.values(), *term.forms)):
            return term.id
    if vocabulary is None or not vocabulary.open:
        raise AnnotatorError("value-no-term", field=field, value=typed)
    return typed
