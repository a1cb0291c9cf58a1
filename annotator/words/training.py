"""What came of training a model, and what asking one outside means, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.core.evaluation import Counts, score
from annotator.core.habits import LEAST, Habits
from annotator.core.outside import Outside
from annotator.words.i18n import Language, isolated, tr
from annotator.words.rows import Speaker, label_words

if TYPE_CHECKING:
    from annotator.commands.habits import Learned
    from annotator.commands.training import Made


def figure(counts: Counts | None) -> str:
    """F1 as `0.71`; a dash where there is none."""
    share = score(counts).f1 if counts else None
    return "-" if share is None else f"{share:.2f}"


def made_sentences(voice: Speaker, made: Made) -> Iterator[str]:
    """What was learned from, how good it is and was, and whether it is used."""
    training, language = made.model.training, voice.language
    labels = [label_words(voice, label) for label in training.labels]
    yield tr(
        language,
        "training.made",
        version=made.number,
        spans=training.spans,
        documents=len(training.documents),
        labels="، ".join(labels) if language == "ar" else ", ".join(labels),
    )
    counts = training.figures.get("")
    yield tr(language, "training.figures", f1=figure(counts), held=len(training.held))
    if made.before_number is not None:
        now, before = figure(made.now), figure(made.before)
        yield tr(language, "training.compared", now=now, before=before, version=made.before_number)
    yield tr(language, "training.is-used" if made.used else "training.is-not-used", version=made.number)


def turned_sentence(language: Language, found: Habits) -> str:
    """That proposals have begun or ceased to follow an author's habits."""
    key = "training.edges-turned-on" if found.are_used else "training.edges-turned-off"
    return tr(language, key, right=found.right, before=found.before, held=found.held)


def habits_sentence(language: Language, learned: Learned, *, on: bool) -> str:
    """Whether proposals follow an author's habits, and what is known of them."""
    found = learned.habits
    if not on:
        return tr(language, "training.edges-off")
    if found is None:
        return tr(language, "training.edges-few", n=learned.decisions, least=LEAST)
    return tr(
        language,
        "training.edges-used" if found.are_used else "training.edges-unused",
        attributions=found.attributions,
        right=found.right,
        before=found.before,
        held=found.held,
    )


def consent_sentence(language: Language, row: Outside) -> str:
    """Where texts go if this model is asked, and whether that was consented to."""
    if row.kind == "command":
        where = tr(language, "training.to-program", target=isolated(row.shown))
    elif row.is_here:
        where = tr(language, "training.to-this-computer", target=isolated(row.shown))
    else:
        where = tr(language, "training.leaves", target=isolated(row.shown))
    given = tr(language, "training.consented" if row.has_consent else "training.not-consented")
    return f"{where} {given}"
