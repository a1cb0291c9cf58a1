"""Proposes in a project, and measures how well that agrees with a layer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, cast

import click
import msgspec

from annotator.cli import terminal
from annotator.cli.options import (
    DONE,
    PROBLEMS,
    acting_option,
    check_author,
    document_named,
    json_option,
    language_option,
    layer_author,
    look_as,
    opened_by,
    path_type,
    print_json,
    project_argument,
)
from annotator.cli.usage import Command, WrongUse, language, sentence, tell, tell_sentence
from annotator.commands import accepting, suggestions
from annotator.commands.habits import learn_habits
from annotator.commands.scoring import score_predictions
from annotator.core.agreed import AGREED
from annotator.core.evaluation import Counts, Evaluation, score
from annotator.core.suggestions import Suggestion
from annotator.store import Project
from annotator.words.reports import problem_sentences, why_sentence
from annotator.words.rows import Voice, label_words, source_words, span_words
from annotator.words.training import turned_sentence

_WORST: Final = 20
suggester_option = click.option("--suggester", metavar="ID")


@click.command(cls=Command)
@project_argument
@click.argument("documents", nargs=-1)
@suggester_option
@click.option("--without", metavar="ID", multiple=True)
@click.option("--accept-above", type=float, metavar="P")
@click.option("--dask", default="", metavar="ADDRESS")
@acting_option
@json_option
@language_option
def suggest(
    project: Path,
    documents: tuple[str, ...],
    suggester: str | None,
    without: tuple[str, ...],
    accept_above: float | None,
    dask: str,
    author: str | None,
    as_json: bool,
) -> int:
    for name in (suggester, *without):
        _check_suggester(name)
    if accept_above is not None and not 0 <= accept_above <= 1:
        raise WrongUse("not-a-share", value=str(accept_above))
    with opened_by(project, author) as (opened, who):
        voice = Voice(language(), opened.scheme)
        ids = [document_named(opened, name).id for name in documents] or None
        counted: dict[str, int] = {}
        sure: list[Suggestion] = []
        seen = 0
        learned = learn_habits(opened, who)
        with terminal.progress(sentence("suggesting")) as progress:
            for _, found in suggestions.open_suggestions(
                opened, author=who, document_ids=ids, progress=progress, without=without, cluster=dask
            ):
                seen += 1
                for row in found:
                    if suggester in (None, row.suggester):
                        counted[row.suggester] = counted.get(row.suggester, 0) + 1
                        if accept_above is not None and row.confidence >= accept_above:
                            sure.append(row)
                        if ids is not None:
                            _print(row, voice, as_json=as_json)
        accepted = accepting.accept_suggestions(opened, sure, author=who)
        head = opened.head()
    if as_json:
        print_json(
            {
                "documents": seen,
                "suggestions": sum(counted.values()),
                "by_suggester": counted,
                "accepted": len(sure),
                "spans": len(accepted.spans),
                "attributions": len(accepted.attributions),
                "edges_learned": learned.turned,
                "head": head,
            }
        )
        return DONE
    if learned.turned and learned.habits:
        tell_sentence(turned_sentence(language(), learned.habits))
    if counted and ids is None:
        columns = [sentence("column-suggester"), sentence("stats-n")]
        terminal.table(columns, [(name, f"{n:,}") for name, n in sorted(counted.items())])
    if accept_above is not None:
        tell("suggestions-accepted", n=len(sure))
        tell("head", head=head)
    tell("suggested", n=sum(counted.values()) - len(sure))
    return DONE


def _print(row: Suggestion, voice: Voice, *, as_json: bool) -> None:
    """One suggestion: its confidence, its words by label, why it is proposed, and its id."""
    if as_json:
        print_json(row)
        return
    said = [span_words(voice, span) for span in row.spans]
    if row.attribution is not None:
        said += source_words(voice, row.attribution.category, row.attribution.affiliation)
    why = why_sentence(language(), row.why)
    terminal.say_cells((f"{row.confidence:.2f}", row.suggester, " · ".join(said), why, row.id))


def _check_suggester(suggester: str | None) -> None:
    from annotator.suggest.suggesters import SUGGESTER_IDS

    if suggester is not None and suggester not in SUGGESTER_IDS:
        raise WrongUse("no-such-suggester", suggester=suggester, known=", ".join(SUGGESTER_IDS))


@click.command(cls=Command)
@project_argument
@suggester_option
@click.option("--layer", default="", metavar="LAYER")
@click.option("--predictions", type=path_type, metavar="FILE", multiple=True)
@click.option("--format", "format_id", metavar="ID")
@json_option
@language_option
def evaluate(
    project: Path,
    suggester: str | None,
    layer: str,
    predictions: tuple[Path, ...],
    format_id: str | None,
    as_json: bool,
) -> int:
    if predictions:
        if suggester is not None:
            raise WrongUse("suggester-or-predictions")
        return _score(project, predictions, layer or AGREED, format_id, as_json=as_json)
    _check_suggester(suggester)
    author = layer_author(layer) if layer else None
    if author is None:
        raise WrongUse("layer-of-whom")
    with Project.open(project, read_only=True) as opened:
        look_as(opened, None)
        check_author(opened, author)
        with terminal.progress(sentence("evaluating")) as progress:
            voice = Voice(language(), opened.scheme)
            counts = suggestions.evaluate_suggester(opened, suggester or "", layer=author, progress=progress)
    if as_json:
        told = {"documents": counts.documents, "suggester": suggester, "layer": author}
        print_json({**told, **_shown(counts)})
        return DONE
    _tell_counts(counts, voice)
    return DONE


def _score(
    project: Path, predictions: Sequence[Path], layer: str, format_id: str | None, *, as_json: bool
) -> int:
    """Hold files against a layer, the agreed one if none is named."""
    author = layer_author(layer)
    if author is None and layer != AGREED:
        raise WrongUse("layer-of-whom")
    with Project.open(project, read_only=True) as opened:
        look_as(opened, None)
        check_author(opened, author)
        voice = Voice(language(), opened.scheme)
        found = score_predictions(opened, predictions, layer=author or AGREED, format_id=format_id)
    for line in problem_sentences(language(), found.problems):
        tell_sentence(line, err=True)
    counts = found.counts
    if as_json:
        told = {"documents": counts.documents, "unknown": found.unknown, "layer": layer}
        print_json({**told, **_shown(counts), "worst": found.worst})
    else:
        _tell_counts(counts, voice)
        if found.unknown:
            tell("predictions-unknown", n=found.unknown, err=True)
            if not counts.documents and author is None:
                tell("nothing-agreed", err=True)
        if found.worst:
            terminal.say("", "ltr")
            head = [sentence(f"column-{name}") for name in ("id", "title", "missed", "wrong")]
            terminal.table(
                head,
                [
                    (row.document_id[:12], row.title, f"{row.missed:,}", f"{row.wrong:,}")
                    for row in found.worst[:_WORST]
                ],
            )
    return PROBLEMS if any(not row.is_notice for row in found.problems) else DONE


def _tables(counts: Evaluation) -> dict[str, dict[str, Counts]]:
    return {"exact": counts.exact, "overlap": counts.overlap, "attribution": counts.parts}


def _shown(counts: Evaluation) -> dict[str, Any]:
    return {
        name: {key: {**_builtins(row), **_builtins(score(row))} for key, row in sorted(rows.items())}
        for name, rows in _tables(counts).items()
    }


def _tell_counts(counts: Evaluation, voice: Voice) -> None:
    tell("evaluated", n=counts.documents)
    for name, rows in _tables(counts).items():
        if rows:
            parts = name == "attribution"
            terminal.say("", "ltr")
            columns = ("precision", "recall", "f1", "matched", "proposed", "reference")
            head = [sentence(f"evaluated-{name}"), *(sentence(f"column-{column}") for column in columns)]
            terminal.table(
                head,
                [
                    (sentence(f"evaluated-of-{key}") if parts else label_words(voice, key), *_figures(row))
                    for key, row in (rows.items() if parts else sorted(rows.items()))
                ],
            )


def _figures(row: Counts) -> tuple[str, ...]:
    found = score(row)
    shares = ("-" if share is None else f"{share:.3f}" for share in (found.precision, found.recall, found.f1))
    return (*shares, f"{row.matched:,}", f"{row.proposed:,}", f"{row.reference:,}")


def _builtins(row: msgspec.Struct) -> dict[str, Any]:
    return cast(dict[str, Any], msgspec.to_builtins(row))
