"""Handing a document in, the queue, and verdicts on what others handed in."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import click
import msgspec

from annotator.cli import terminal
from annotator.cli.options import (
    DONE,
    REFUSED,
    acting_option,
    author_option,
    document_to_work_on,
    filter_option,
    given_name,
    json_option,
    language_option,
    opened_by,
    print_json,
    project_argument,
    reader,
    today,
)
from annotator.cli.teaching import TEACH, print_to_teach
from annotator.cli.terminal import one_line
from annotator.cli.usage import Command, WrongUse, language, tell_error, tell_sentence
from annotator.commands import submissions, verdicts
from annotator.commands.noting import note_readings
from annotator.core.dates import is_overdue
from annotator.core.document_filter import DocumentFilter
from annotator.core.errors import AnnotatorError
from annotator.core.model import Reason, Span, Submission
from annotator.core.review import Standing, target_kind
from annotator.core.scheme import Scheme
from annotator.store import Project, work_lists
from annotator.store.review import Review, refuse_blind, review_of
from annotator.store.review_queue import NO_DUE
from annotator.store.work_lists import Order
from annotator.words.i18n import tr
from annotator.words.rows import Voice, further_words, row_words, verdict_words

_REASONS = get_args(Reason)


def told(key: str, **values: object) -> str:
    """The row `key` of the sentences about review."""
    return tr(language(), f"review.{key}", **values)


def told_due(due: str, now: str) -> str:
    """A date, and that it has passed."""
    return told("overdue", due=due) if is_overdue(due, now) else due


def print_verdicts(count: int, head: str, *, as_json: bool) -> int:
    """How many verdicts were written."""
    if as_json:
        print_json({"verdicts": count, "head": head})
    else:
        tell_sentence(told("judged", n=count))
    return DONE


@click.command(cls=Command)
@project_argument
@click.argument("document")
@click.option("--withdraw", is_flag=True)
@click.option("--note", default="", metavar="TEXT")
@acting_option
@json_option
@language_option
def submit(project: Path, document: str, withdraw: bool, note: str, author: str | None, as_json: bool) -> int:
    with opened_by(project, author) as (opened, who):
        found = document_to_work_on(opened, document, who)
        try:
            if withdraw:
                row = submissions.withdraw(opened, found, author=who)
            else:
                row = submissions.submit(opened, found, author=who, note=note)
        except AnnotatorError as error:
            if error.code != "remarks-left":
                raise
            for remark in submissions.check_document(opened, found, author=who):
                tell_sentence(told(f"remark-{remark.code}", quote=remark.quote), err=True)
            tell_error(error)
            return REFUSED
        head = opened.head()
    if as_json:
        print_json({**msgspec.to_builtins(row), "head": head})
    else:
        tell_sentence(told(row.state, document=found))
    return DONE


@click.command(cls=Command)
@project_argument
@click.option("--returned", is_flag=True)
@click.option("--disputed", is_flag=True)
@click.option("--answered", is_flag=True)
@filter_option
@click.option("--order", type=click.Choice([*get_args(Order), TEACH]), default="priority")
@click.option("--limit", type=click.IntRange(1), metavar="N")
@author_option
@json_option
@language_option
def queue(
    project: Path,
    returned: bool,
    disputed: bool,
    answered: bool,
    wanted: DocumentFilter,
    order: str,
    limit: int | None,
    author: str | None,
    as_json: bool,
) -> int:
    if returned + disputed + answered + (order == TEACH) > 1:
        raise WrongUse("one-queue")
    with opened_by(project, author, read_only=True) as (opened, who):
        if returned:
            return _print_returned(opened, who, wanted, as_json=as_json)
        if disputed:
            return _print_disputed(opened, who, wanted, limit=limit or -1, as_json=as_json)
        if order == TEACH:
            return print_to_teach(opened, who, wanted, limit=limit or -1, as_json=as_json)
        count = work_lists.queue_count(opened, who, wanted=wanted, answered=answered)
        rows = work_lists.queue(
            opened, who, order=cast(Order, order), wanted=wanted, answered=answered, limit=limit or -1
        )
    now = today()
    if as_json:
        for row in rows:
            named = {"kind": row.kind, "title": row.title, "overdue": is_overdue(row.awaiting.due, now)}
            first = msgspec.to_builtins(row.awaiting)
            same = {name: first[name] for name in ("document_id", "task", "priority", "due", "differences")}
            counts = {name: row.total(name) for name in ("targets", "open", "changed")}
            print_json({**same, "authors": row.authors, **counts, **named})
        return DONE
    if not rows:
        tell_sentence(told("queue-empty"))
        return DONE
    columns = (
        "document",
        "author",
        "open",
        "changed",
        "answered",
        "differences",
        "priority",
        "due",
        "title",
    )
    terminal.table(
        [told(f"column-{name}") for name in columns],
        [
            (
                row.awaiting.document_id,
                "، ".join(row.authors),
                row.total("open"),
                row.total("changed"),
                row.total("answered"),
                row.awaiting.differences,
                row.awaiting.priority,
                "" if row.awaiting.due == NO_DUE else told_due(row.awaiting.due, now),
                one_line(row.title),
            )
            for row in rows
        ],
    )
    tell_sentence(told("waiting", n=count))
    return DONE


@click.command(cls=Command)
@project_argument
@click.argument("document")
@click.option("--of", metavar="NAME")
@click.option("--accept", multiple=True, metavar="ID")
@click.option("--accept-all", is_flag=True)
@click.option("--reject", multiple=True, metavar="ID")
@click.option("--replace", nargs=4, type=(str, str, int, int), multiple=True, metavar="ID LABEL START END")
@click.option("--add", nargs=3, type=(str, int, int), multiple=True, metavar="LABEL START END")
@click.option("--reason", type=click.Choice(_REASONS))
@click.option("--comment", default="", metavar="TEXT")
@acting_option
@json_option
@language_option
def review(
    project: Path,
    document: str,
    of: str | None,
    accept: tuple[str, ...],
    accept_all: bool,
    reject: tuple[str, ...],
    replace: tuple[tuple[str, str, int, int], ...],
    add: tuple[tuple[str, int, int], ...],
    reason: str | None,
    comment: str,
    author: str | None,
    as_json: bool,
) -> int:
    if reject and reason is None:
        raise WrongUse("reason-needed", codes="|".join(_REASONS))
    acting = bool(accept or reject or replace or add or accept_all)
    with opened_by(project, author, read_only=not acting) as (opened, who):
        found = document_to_work_on(opened, document, who)
        refuse_blind(opened, found, who)
        seen = review_of(opened, found)
        note_readings(opened, [found], author=who if acting else reader(opened, author))
        if not acting:
            return _print_layers(seen, given_name(of), opened.scheme, as_json=as_json)
        targets = {row.target.id: row.target for name in seen.submitted() for row in seen.standings(name)}
        for row_id in (*accept, *reject, *(row[0] for row in replace)):
            if row_id not in targets:
                raise AnnotatorError("unknown-target", document=found, id=row_id)
        layer = _one_layer(seen, given_name(of), who) if accept_all or add else ""
        count = 0
        if accept:
            kept = [targets[row_id] for row_id in accept]
            count += len(verdicts.accept(opened, kept, author=who, comment=comment))
        if reject:
            out, why = [targets[row_id] for row_id in reject], cast(Reason, reason)
            count += len(verdicts.reject(opened, out, author=who, reason=why, comment=comment))
        for row_id, label, start, end in replace:
            span = targets[row_id]
            if not isinstance(span, Span):
                raise AnnotatorError("not-a-span", id=row_id)
            verdicts.replace_span(
                opened,
                [span],
                author=who,
                label=label,
                ranges=[(start, end)],
                reason=cast("Reason | None", reason),
                comment=comment,
            )
        for label, start, end in add:
            verdicts.add_missed_span(
                opened,
                found,
                authors=[layer],
                author=who,
                label=label,
                ranges=[(start, end)],
                comment=comment,
            )
        count += len(replace) + len(add)
        if accept_all:
            count += len(verdicts.accept_remaining(opened, found, of=layer, author=who))
        return print_verdicts(count, opened.head(), as_json=as_json)


def _one_layer(seen: Review, of: str | None, reviewer: str) -> str:
    """Whose layer is meant: the one named, or the only one that somebody else has submitted."""
    names = [of] if of else [name for name in seen.submitted() if name != reviewer]
    if len(names) > 1:
        raise AnnotatorError("which-layer", document=seen.document.id, known=", ".join(names))
    if not names and reviewer not in seen.submitted():
        raise AnnotatorError("nothing-submitted", document=seen.document.id)
    # Without another's layer, one's own is what will be refused.
    return names[0] if names else reviewer


def _print_layers(seen: Review, of: str | None, scheme: Scheme, *, as_json: bool) -> int:
    voice = Voice(language(), scheme)
    names = [of] if of else sorted({row.author for row in seen.submissions})
    if not names and not as_json:
        tell_sentence(told("none-submitted"))
    for name in names:
        submission = seen.submission(name)
        if submission is None:
            raise AnnotatorError("not-submitted", document=seen.document.id, author=name)
        if not as_json:
            state = told(f"state-{submission.state}")
            tell_sentence(told("layer-state", author=name, state=state))
        for row in seen.standings(name):
            if as_json:
                print_json(
                    {
                        "author": name,
                        "kind": target_kind(row.target),
                        "state": row.state,
                        "target": row.target,
                        "decisions": row.decisions,
                        "lapsed": row.lapsed,
                    }
                )
            else:
                terminal.say_cells(_cells(seen, row, voice))
    return DONE


def _cells(seen: Review, row: Standing, voice: Voice) -> tuple[str, ...]:
    judged = one_line(" / ".join(verdict_words(voice, seen.rows.get, verdict) for verdict in row.decisions))
    kind, target = told(f"kind-{target_kind(row.target)}"), row.target
    state = told(f"state-{row.state}")
    if isinstance(target, Submission):
        return (state, kind, "", judged, target.id)
    words, further = row_words(voice, seen.rows.get, target), further_words(voice, seen.rows.get, target)
    return (state, kind, words, judged, target.id, *further)


def _print_returned(opened: Project, who: str, wanted: DocumentFilter, *, as_json: bool) -> int:
    rows = work_lists.returned(opened, who, wanted)
    if as_json:
        for row in rows:
            print_json(row)
    elif rows:
        terminal.table(
            [told(f"column-{name}") for name in ("document", "verdicts", "title")],
            [(row.document_id, row.verdicts, one_line(row.title)) for row in rows],
        )
    else:
        tell_sentence(told("none-returned"))
    return DONE


def _print_disputed(opened: Project, who: str, wanted: DocumentFilter, *, limit: int, as_json: bool) -> int:
    rows = work_lists.disputed(opened, who, wanted=wanted, limit=limit)
    if as_json:
        for row in rows:
            print_json(row)
    elif rows:
        terminal.table(
            [told(f"column-{name}") for name in ("document", "author", "disputed", "title")],
            [(row.document_id, row.author, row.disputed, one_line(row.title)) for row in rows],
        )
    else:
        tell_sentence(told("none-disputed"))
    return DONE
