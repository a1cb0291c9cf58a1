"""The suggester that was trained in the project: spans of names as a sequence labeller finds them."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from annotator.core.learned import Model, calibrated
from annotator.core.model import Document
from annotator.core.suggestions import ProposedSpan, Suggestion, Why, suggestion_id
from annotator.suggest.labelling import FEATURES, UNTOLD, Labelled, sequences, tagged_spans
from annotator.suggest.names import NameMatcher

if TYPE_CHECKING:
    from annotator.suggest.knowledge import Knowledge

SUGGESTER: Final = "trained"


class Trained:
    """A model made ready. Without the extra `learn`, or with other features than ours, it finds nothing."""

    def __init__(self, model: Model, number: int = 0) -> None:
        self.model = model
        self.number = number
        self._tagger = _tagger(model)
        self._lock = Lock()

    def find(self, document: Document, text: str, names: NameMatcher) -> Iterator[tuple[Labelled, float]]:
        """The spans of a text, in reading order, and the model's own probability of each."""
        if self._tagger is None:
            return
        inside = self.model.training.inside
        features = self.model.training.features
        for sentence in sequences(document, text, names, features=features):
            with self._lock:  # the tagger remembers the sentence it was given
                found = self._tagger.tag(sentence.features)
                rows = [
                    (span, min(self._tagger.marginal(found[place], place) for place in range(*places)))
                    for span, places in tagged_spans(sentence, found, inside=inside)
                ]
            yield from rows


def _tagger(model: Model) -> Any:
    """The library's tagger; None where it is not installed, or the model asks for what is not known here."""
    if model.training.features not in (UNTOLD, FEATURES):
        return None
    try:
        import pycrfsuite
    except ImportError:
        return None
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(model.payload)
    return tagger


def try_out(model: Model, _: object = None) -> tuple[str, ...]:
    """Have the library read a model and label a sentence: what it cannot stand, it cannot stand here."""
    tagger = _tagger(model)
    if tagger is None:
        return ()
    found = tagger.labels()
    tagger.tag([("",), ("",)])
    return tuple(found)


def suggest_trained(document: Document, text: str, knowledge: Knowledge) -> list[Suggestion]:
    """A span for each place that the model in use takes for one, if the scheme has its label."""
    trained = knowledge.trained
    if trained is None:
        return []
    found = []
    for (piece, label), probability in trained.find(document, text, knowledge.listed_names):
        if label not in knowledge.labels:
            continue
        spans = (ProposedSpan(label, (piece,), text[piece[0] : piece[1]]),)
        found.append(
            Suggestion(
                id=suggestion_id(document.id, SUGGESTER, spans, None),
                document_id=document.id,
                suggester=SUGGESTER,
                spans=spans,
                why=Why(SUGGESTER, str(trained.number)),
                confidence=calibrated(trained.model.training, probability),
            )
        )
    return found
