"""Asks the record what happened, and how a document stood."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from annotator.cli import showing, terminal
from annotator.cli.options import (
    DONE,
    author_of,
    author_option,
    check_author,
    given_name,
    json_option,
    language_option,
    look_as,
    path_type,
    print_json,
    project_argument,
    report_file,
)
from annotator.cli.usage import Command, WrongUse, language, sentence, tell, tell_sentence
from annotator.commands.noting import note_readings
from annotator.core.asking import Asked, moment
from annotator.core.errors import AnnotatorError
from annotator.core.events import ENTITY_OF, KINDS, Change
from annotator.core.model import Bundle
from annotator.core.moments import differences, document_of
from annotator.disk import check_target, opened_whole
from annotator.store import Project, past
from annotator.words.histories import csv_of, jsonl_of
from annotator.words.story import Teller, local_time

_KINDS: Final = frozenset({*KINDS, *(kind.partition(".")[0] for kind in KINDS)})
_SUFFIXES: Final = (".csv", ".jsonl", ".pdf")


@click.command(cls=Command)
@project_argument
@click.option("--span", metavar="ID")
@click.option("--document", metavar="ID")
@click.option("--by", metavar="NAME")
@click.option("--account", metavar="ACCOUNT")
@click.option("--kind", "kinds", metavar="KIND", multiple=True)
@click.option("--since", metavar="MOMENT")
@click.option("--until", metavar="MOMENT")
@click.option("--search", metavar="WORDS")
@click.option("--export", type=path_type, metavar="FILE")
@click.option("--newest", is_flag=True)
@click.option("--limit", type=click.IntRange(min=1), metavar="N")
@click.option("--out", type=path_type, metavar="FILE")
@author_option
@json_option
@language_option
def history(
    project: Path,
    span: str | None,
    newest: bool,
    limit: int | None,
    out: Path | None,
    author: str | None,
    as_json: bool,
    **narrowed: Any,
) -> int:
    suffix = _suffix(out) if out is not None else ""
    with Project.open(project, read_only=True) as opened:
        look_as(opened, author)
        asked = _asked(opened, span=span, author=given_name(author), **narrowed)
        _note_reading(opened, asked)
        if out is not None:
            _WRITERS[suffix](opened, asked, out, newest, limit)
            report_file("history-written", out, opened.head(), as_json=as_json)
            return DONE
        teller, found = Teller(opened, language()), False
        for act in past.acts(opened, asked, newest_first=newest, limit=limit):
            found = True
            if not as_json:
                showing.show_act(teller, act, with_fields=span is not None)
            elif span is not None:
                _print_changes(teller, act)
            else:
                print_json({**msgspec.to_builtins(act.event), "changes": act.total})
        if not (found or as_json):
            tell("nothing-happened", err=True)
    return DONE


def _asked(
    project: Project,
    *,
    span: str | None,
    document: str | None,
    by: str | None,
    author: str | None,
    account: str | None,
    kinds: tuple[str, ...],
    since: str | None,
    until: str | None,
    search: str | None,
    export: Path | None,
) -> Asked:
    """The question that the options put. What is mistyped must not look like nothing that happened."""
    if span is not None and export is not None:
        raise WrongUse("span-or-export")
    actor = given_name(by) or author
    check_author(project, actor)
    for kind in kinds:
        if kind not in _KINDS:
            raise AnnotatorError("unknown-event-kind", kind=kind, known=", ".join(sorted(_KINDS)))
    rows: tuple[str, ...] = ()
    if span is not None:
        rows = _rows(project, span)
    elif export is not None:
        rows = _exports(project, export)
    return Asked(
        rows=rows,
        document=document_ever(project, document) if document is not None else "",
        actor=actor or "",
        account=account or "",
        kinds=kinds,
        since=past.stretch(project, moment(since))[0] if since is not None else "",
        until=past.stretch(project, moment(until))[1] if until is not None else "",
        words=search or "",
    )


def document_ever(project: Project, beginning: str) -> str:
    """The id of a document that is or was in the project, and is or alone begins with what was typed."""
    ids = [
        row_id for row_id, entity in past.beginning_with(project, beginning).items() if entity == "document"
    ]
    if len(ids) > 1:
        raise AnnotatorError("ambiguous-document", document=beginning, ids=" ".join(ids[:5]))
    if not ids:
        raise AnnotatorError("unknown-document", document=beginning)
    return ids[0]


def _rows(project: Project, beginning: str) -> tuple[str, ...]:
    """All that tells of a row whose id is, or alone begins with, what was typed."""
    found = list(past.beginning_with(project, beginning))
    if len(found) > 1:
        raise AnnotatorError("ambiguous-row", id=beginning, ids=" ".join(found[:5]))
    return past.rows_about(project, found[0] if found else beginning)


def _exports(project: Project, path: Path) -> tuple[str, ...]:
    """The notes of the exports that wrote a file of these bytes."""
    with path.open("rb") as file:
        found = past.exports_of(project, hashlib.file_digest(file, "sha256").hexdigest())
    if not found:
        raise AnnotatorError("not-exported", path=str(path))
    return found


def _note_reading(project: Project, asked: Asked) -> None:
    """What happened in a document shows what others made of it."""
    documents = {asked.document} if asked.document else set()
    if asked.rows:
        about = past.acts(project, Asked(rows=asked.rows[:1]), limit=1)
        documents |= {document_of(change) for act in about for change in act.changes}
    note_readings(project, filter(None, documents), author=author_of(project, None))


def _print_changes(teller: Teller, act: past.Act) -> None:
    """What an act did to the rows asked for, from what to what."""
    for change in act.changes:
        values = {"before": change.before, "after": change.after, "id_of_row": change.entity_id}
        told = teller.sentence(change, actor=act.event.actor)
        print_json({**msgspec.to_builtins(act.event), "entity": change.entity, **values, "told": told})


def show_at(
    project: Project,
    document: str,
    at: str,
    against: str | None,
    author: str | None,
    *,
    visual: terminal.Visual,
    as_json: bool,
) -> None:
    """Show a document as it stood; against another moment, what became of it between the two."""
    document_id = document_ever(project, document)
    if author != (who := author_of(project, None)):
        note_readings(project, [document_id], author=who)
    seqs = sorted(past.seq_at(project, moment(typed)) for typed in (at, against) if typed is not None)
    stood = [_layer_of(past.as_it_stood(project, document_id, seq), author) for seq in seqs]
    if against is not None:
        _tell_differences(project, seqs, stood, as_json=as_json)
        return
    if (bundle := stood[0]) is None:
        raise AnnotatorError("document-not-there", document=document_id, seq=seqs[0])
    if as_json:
        showing.print_bundle(bundle)
        return
    tell_sentence(_moment_words(project, seqs[0]))
    showing.show_document(project, bundle, author, visual=visual)
    teller = Teller(project, language())
    said = [*bundle.submissions, *bundle.decisions, *bundle.comments]
    terminal.say("", "ltr")
    for record in said:
        entity = ENTITY_OF[type(record)]
        terminal.say_cells(("  ", teller.sentence(Change(entity, record.id, None, record))), visual=visual)


def _tell_differences(
    project: Project, seqs: list[int], stood: list[Bundle | None], *, as_json: bool
) -> None:
    teller = Teller(project, language())
    found = differences(*stood)
    if not as_json:
        for seq in seqs:
            tell_sentence(_moment_words(project, seq))
        if not found:
            tell("no-differences-between")
    for change in found:
        told = teller.sentence(change)
        if as_json:
            values = {"before": change.before, "after": change.after}
            print_json({"entity": change.entity, "id": change.entity_id, **values, "told": told})
        else:
            terminal.say_cells(("", told))


def _moment_words(project: Project, seq: int) -> str:
    """The event a moment follows, and when that was."""
    (act,) = past.acts(project, Asked(), after=seq - 1, limit=1)
    done = Teller(project, language()).act(act.event)
    return sentence("stood-after", seq=seq, at=local_time(act.event.at), act=done, actor=act.event.actor)


def _layer_of(bundle: Bundle | None, author: str | None) -> Bundle | None:
    """Only what one author said, where one is named."""
    if bundle is None or author is None:
        return bundle
    return msgspec.structs.replace(
        bundle,
        spans=tuple(row for row in bundle.spans if row.author == author),
        attributions=tuple(row for row in bundle.attributions if row.author == author),
        submissions=tuple(row for row in bundle.submissions if row.author == author),
        decisions=tuple(row for row in bundle.decisions if row.reviewer == author),
        comments=tuple(row for row in bundle.comments if row.author == author),
    )


# Written out


def _suffix(out: Path) -> str:
    """Whether it can be written there is settled before the work."""
    if out.suffix.lower() not in _SUFFIXES:
        raise WrongUse("bad-suffix", path=out, suffixes=" ".join(_SUFFIXES))
    check_target(out)
    return out.suffix.lower()


def _write_csv(project: Project, asked: Asked, out: Path, newest: bool, limit: int | None) -> None:
    _write(out, csv_of(project, language(), asked, newest_first=newest, limit=limit))


def _write_jsonl(project: Project, asked: Asked, out: Path, newest: bool, limit: int | None) -> None:
    _write(out, jsonl_of(project, asked, newest_first=newest, limit=limit))


def _write(out: Path, lines: Iterator[bytes]) -> None:
    with opened_whole(out) as file:
        file.writelines(lines)


def _write_pdf(project: Project, asked: Asked, out: Path, newest: bool, limit: int | None) -> None:
    from annotator.ui import display

    families = display.ready_to_draw()
    from annotator.ui.parts import printed

    acts = past.acts(project, asked, newest_first=newest, limit=limit)
    printed.print_history(out, project, language(), asked, acts, families=families)


_WRITERS: Final[dict[str, Callable[[Project, Asked, Path, bool, int | None], None]]] = dict(
    zip(_SUFFIXES, (_write_csv, _write_jsonl, _write_pdf), strict=True)
)
