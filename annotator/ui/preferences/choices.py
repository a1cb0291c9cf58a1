"""The values there are to choose from for each setting, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from annotator.suggest.suggesters import SUGGESTER_IDS
from annotator.ui.article import fonts
from annotator.ui.settings import Setting
from annotator.words.i18n import Language, tr

Choices = list[tuple[str, str]]
"""Values, each with what it is called."""


def choices(language: Language, setting: Setting) -> Choices:
    """The values a setting can have; empty where it takes any value of its kind."""
    provided = _PROVIDED.get(setting.id)
    if provided is not None:
        return provided(language)
    return [(value, tr(language, f"preferences.{setting.id}-{value}")) for value in setting.choices]


def _faces(language: Language) -> Choices:
    automatic = tr(language, "preferences.face-automatic", face=fonts.families()[0])
    return [("", automatic), *((name, name) for name in fonts.reading_faces())]


def _suggesters(language: Language) -> Choices:
    return [(id, tr(language, f"preferences.suggesters_off-{id}")) for id in SUGGESTER_IDS]


_PROVIDED: Final[dict[str, Callable[[Language], Choices]]] = {
    "face": _faces,
    "suggesters_off": _suggesters,
}
