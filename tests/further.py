"""The default scheme with two attributes more, of claims and of attributions, as its file declares them."""

from __future__ import annotations

from pathlib import Path

from annotator.core.scheme import Scheme
from annotator.disk import data_path
from annotator.formats import scheme_toml

OF_SPAN, OF_TIE = "topic", "setting"
"""The two attributes; a test may name them, the program does not."""

NAMES = {
    "ar": {OF_SPAN: "الموضوع", "trade": "تجارة", "water": "مياه",
           OF_TIE: "المقام", "hall": "قاعة", "road": "طريق"},
    "en": {OF_SPAN: "Topic", "trade": "Trade", "water": "Water",
           OF_TIE: "Setting", "hall": "Hall", "road": "Road"},
}  # fmt: skip

_CLAIM = 'id = "claim"\n'
_ATTRIBUTION = "attribution = ["
_DECLARED = """
[[attributes]]
id = "{id}"
name = {{ ar = "{ar}", en = "{en}" }}
vocabulary = "{id}"

[[vocabularies]]
id = "{id}"
name = {{ ar = "{ar}", en = "{en}" }}
terms = [{terms}]
"""


def scheme(folder: Path) -> Scheme:
    """Read from a file in `folder` that differs from the default one in what it declares."""
    text = data_path("resources", "schemes", "news.toml").read_text(encoding="utf-8")
    assert text.count(_CLAIM) == text.count(_ATTRIBUTION) == 1
    text = text.replace(_CLAIM, f'{_CLAIM}attributes = ["{OF_SPAN}"]\n')
    text = text.replace(_ATTRIBUTION, f'{_ATTRIBUTION}"{OF_TIE}", ')
    for attribute, terms in ((OF_SPAN, ("trade", "water")), (OF_TIE, ("hall", "road"))):
        listed = ", ".join(f'{{ id = "{term}", name = {_names(term)} }}' for term in terms)
        named = {language: names[attribute] for language, names in NAMES.items()}
        text += _DECLARED.format(id=attribute, terms=listed, **named)
    path = folder / "further.toml"
    path.write_text(text, encoding="utf-8")
    return scheme_toml.load(path)


def _names(term: str) -> str:
    return "{ " + ", ".join(f'{language} = "{names[term]}"' for language, names in NAMES.items()) + " }"
