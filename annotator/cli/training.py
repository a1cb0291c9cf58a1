"""Trains a model in a project, keeps its versions, and asks models that are not the program's own."""

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
    author_of,
    author_option,
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
from annotator.cli.usage import Command, WrongUse, language, sentence, tell, tell_error, tell_sentence
from annotator.commands import outside as commands
from annotator.commands import training
from annotator.commands.habits import Learned, known_habits
from annotator.core.agreed import AGREED
from annotator.core.outside import KINDS, SECONDS, Kind, Outside
from annotator.store import Project, habits, models, outside
from annotator.store.models import Version
from annotator.words.i18n import error_sentence
from annotator.words.rows import Voice
from annotator.words.training import consent_sentence, figure, habits_sentence, made_sentences

_NONE: Final = "none"
_TOLD: Final = 20


@click.command(cls=Command)
@project_argument
@click.option("--layer", default="", metavar="LAYER")
@click.option("--labels", default="", metavar="IDS")
@click.option("--use", is_flag=True)
@acting_option
@json_option
@language_option
def train(project: Path, layer: str, labels: str, use: bool, author: str | None, as_json: bool) -> int:
    whose = layer_author(layer) if layer else None
    if layer and whose is None and layer != AGREED:
        raise WrongUse("layer-of-whom")
    with opened_by(project, author) as (opened, who):
        check_author(opened, whose)
        voice = Voice(language(), opened.scheme)
        with terminal.progress(sentence("training")) as progress:
            made = training.train(
                opened,
                author=who,
                layer=AGREED if layer == AGREED else whose or "",
                labels=[label.strip() for label in labels.split(",") if label.strip()],
                use=use,
                progress=progress,
            )
    if as_json:
        print_json(
            {**_training(Version(made.number, Path(), made.model)), "used": made.used, **_compared(made)}
        )
    else:
        for line in made_sentences(voice, made):
            tell_sentence(line)
    return DONE


def _compared(made: training.Made) -> dict[str, Any]:
    if made.now is None:
        return {"before": None}
    return {
        "before": {
            "version": made.before_number,
            "f1": training.f1(made.before),
            "f1_of_the_same_labels": training.f1(made.now),
        }
    }


@click.command("models", cls=Command)
@project_argument
@click.argument("words", nargs=-1)
@click.option("--use", "used", metavar="V")
@click.option("--export", "exported", nargs=2, type=(int, path_type), metavar="V FILE")
@click.option("--import", "imported", type=path_type, metavar="FILE")
@click.option("--remove", type=int, metavar="V")
@click.option("--edges", type=click.Choice(("on", "off")))
@click.option("--add-external", metavar="NAME")
@click.option("--kind", type=click.Choice(KINDS))
@click.option("--address", metavar="URL")
@click.option("--model", metavar="NAME")
@click.option("--seconds", type=int, metavar="N")
@click.option("--consent", is_flag=True)
@click.option("--ask", metavar="NAME")
@click.option("--document", "documents", multiple=True, metavar="ID")
@click.option("--remove-external", metavar="NAME")
@author_option
@json_option
@language_option
def models_(
    project: Path,
    words: tuple[str, ...],
    used: str | None,
    exported: tuple[int, Path] | None,
    imported: Path | None,
    remove: int | None,
    edges: str | None,
    add_external: str | None,
    kind: str | None,
    address: str | None,
    model: str | None,
    seconds: int | None,
    consent: bool,
    ask: str | None,
    documents: tuple[str, ...],
    remove_external: str | None,
    author: str | None,
    as_json: bool,
) -> int:
    asked = (used, exported, imported, remove, edges, add_external, ask, remove_external)
    if sum(one is not None for one in asked) > 1:
        raise WrongUse("one-at-a-time")
    if words and add_external is None:
        raise WrongUse("extra-argument", argument=words[0])
    if (
        (add_external is None and any(one is not None for one in (kind, address, model, seconds)))
        or (ask is None and documents)
        or (add_external is None and ask is None and consent)
    ):
        raise WrongUse("options-of-external")
    reads = all(one is None for one in (used, imported, remove, edges, ask))
    with Project.open(project, read_only=reads) as opened:
        look_as(opened, author)
        if ask is not None:
            return _ask(opened, ask, documents, consent=consent, as_json=as_json)
        if add_external is not None:
            row = commands.add_outside(
                add_external,
                _kind(kind, words, address),
                words or ((address,) if address else ()),
                model=model or "",
                seconds=SECONDS if seconds is None else seconds,
                consent=consent,
            )
            return _tell_added(row, as_json=as_json)
        if remove_external is not None:
            outside.drop(remove_external)
        if used is not None:
            training.use_version(opened, None if used == _NONE else _number(used))
        if exported is not None:
            training.export_model(opened, *exported)
        if imported is not None:
            training.import_model(opened, imported)
        if remove is not None:
            training.remove_version(opened, remove)
        if edges is not None:
            habits.turn(opened, on=edges == "on")
        _list(opened, author_of(opened, author), as_json=as_json)
    return DONE


def _number(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > 6:
        raise WrongUse("bad-model-version", typed=typed)
    return int(typed)


def _kind(kind: str | None, words: Sequence[str], address: str | None) -> Kind:
    if (
        bool(words) == (address is not None)
        or (kind is None and not words)
        or (words and kind not in (None, "command"))
    ):
        raise WrongUse("external-how")
    if address is not None and kind == "command":
        raise WrongUse("external-how")
    return cast(Kind, kind or "command")


def _tell_added(row: Outside, *, as_json: bool) -> int:
    if as_json:
        print_json(_external(row))
    else:
        tell("external-added", name=row.name)
        tell_sentence(consent_sentence(language(), row))
        if not row.has_consent:
            tell("external-how-to-consent", name=row.name)
    return DONE


def _ask(opened: Project, name: str, documents: Sequence[str], *, consent: bool, as_json: bool) -> int:
    row = commands.consent_to(name) if consent else outside.named(name)
    if not row.has_consent:
        tell_sentence(consent_sentence(language(), row), err=True)
    ids = [document_named(opened, one).id for one in documents] or None
    with terminal.progress(sentence("asking-model", name=row.name)) as progress:
        found = commands.ask_outside(opened, name, documents=ids, progress=progress)
    if as_json:
        told = cast(dict[str, Any], {key: getattr(found, key) for key in found.__struct_fields__})
        print_json({**told, "problems": [str(row) for row in found.problems[:_TOLD]]})
    else:
        tell("asked-model", documents=found.documents, n=found.suggestions, new=found.new)
        for key in ("refused", "dropped", "left_out"):
            if n := getattr(found, key):
                tell(f"model-{key.replace('_', '-')}", n=n, err=True)
        for label, n in sorted(found.strange.items()):
            tell("model-strange", label=label, n=n, err=True)
        for problem in found.problems[:_TOLD]:
            tell_sentence(error_sentence(language(), problem), err=True)
    return PROBLEMS if found.refused or found.dropped else DONE


def _list(opened: Project, who: str, *, as_json: bool) -> None:
    rows, used, others = models.versions(opened), models.used(opened), outside.known()
    learned, on = known_habits(opened, who), habits.is_on(opened)
    if as_json:
        print_json(
            {
                "models": [{**_training(row), "used": _is_used(row, used)} for row in rows],
                "external": [_external(row) for row in others],
                "edges": _edges(learned, on=on),
            }
        )
        return
    if not rows:
        tell("no-models")
    else:
        head = [sentence(f"models-{name}") for name in ("version", "at", "layer", "spans", "f1", "used")]
        terminal.table(head, [_cells(row, used) for row in rows])
    for row in rows:
        if row.problem is not None:
            tell_error(row.problem)
    for one in others:
        terminal.say_cells((one.name, one.kind, one.shown))
        tell_sentence(consent_sentence(language(), one))
    tell_sentence(habits_sentence(language(), learned, on=on))


def _edges(learned: Learned, *, on: bool) -> dict[str, Any]:
    """What is known of an author's habits, without their weights."""
    found = learned.habits
    told = cast(dict[str, Any], msgspec.to_builtins(found)) if found else {}
    told.pop("weights", None)
    used = on and found is not None and found.are_used
    return {**told, "decisions": learned.decisions, "used": used}


def _cells(row: Version, used: str) -> tuple[str, ...]:
    if row.model is None:
        return str(row.number), "-", "-", "-", "-", ""
    found = row.model.training
    share = figure(found.figures.get(""))
    mark = sentence("models-is-used") if _is_used(row, used) else ""
    return str(row.number), found.at, found.layer, f"{found.spans:,}", share, mark


def _is_used(row: Version, used: str) -> bool:
    return row.model is not None and row.model.training.sha256 == used


def _training(row: Version) -> dict[str, Any]:
    if row.model is None:
        return {"version": row.number, "problem": row.problem.code if row.problem else ""}
    found = cast(dict[str, Any], msgspec.to_builtins(row.model.training))
    shares = {label: training.f1(counts) for label, counts in row.model.training.figures.items()}
    return {"version": row.number, **found, "f1": shares}


def _external(row: Outside) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": row.kind,
        "target": list(row.target),
        "seconds": row.seconds,
        "consent": row.has_consent,
        "on_this_computer": row.is_here,
    }
