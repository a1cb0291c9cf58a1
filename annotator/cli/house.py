"""What is known about a document, how it is kept, and what arrived and is to be sorted."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

import click
import msgspec

from annotator.cli import terminal
from annotator.cli.options import (
    DONE,
    acting_option,
    document_named,
    document_to_work_on,
    json_option,
    language_option,
    opened_by,
    print_json,
    project_argument,
)
from annotator.cli.terminal import one_line
from annotator.cli.usage import Command, WrongUse, language, tell_sentence
from annotator.commands import keeping as commands
from annotator.core.model import FLAGS, Filing, Flag, Sorted
from annotator.store import Project, keeping, queries
from annotator.store.review import review_of
from annotator.words.i18n import tr
from annotator.words.keeping import fact_words, kept_words, removed_lines

_OPTIONS: Final = {
    "title": "title",
    "byline": "byline",
    "source": "source",
    "published": "published",
    "url": "url",
    "text_language": "language",
    "direction": "direction",
}
"""The options that say what is known about a document, and the facts they say."""

_SWITCH = click.Choice(["on", "off"])


@click.command(cls=Command)
@project_argument
@click.argument("document")
@click.option("--title")
@click.option("--byline")
@click.option("--source")
@click.option("--published", metavar="DATE")
@click.option("--url")
@click.option("--text-language", metavar="CODE")
@click.option("--direction", type=click.Choice(["rtl", "ltr"]))
@click.option("--note", metavar="TEXT")
@click.option("--graphic", type=_SWITCH)
@click.option("--restricted", type=_SWITCH)
@click.option("--remove", is_flag=True)
@click.option("--even-others", is_flag=True)
@acting_option
@json_option
@language_option
def document(
    project: Path,
    document: str,
    note: str | None,
    remove: bool,
    even_others: bool,
    author: str | None,
    as_json: bool,
    **values: str | None,
) -> int:
    facts = {fact: value for option, fact in _OPTIONS.items() if (value := values[option]) is not None}
    flags: dict[Flag, bool] = {flag: values[flag] == "on" for flag in FLAGS if values[flag] is not None}
    changes = bool(facts or flags or note is not None)
    if (remove and changes) or (even_others and not remove):
        raise WrongUse("remove-alone")
    with opened_by(project, author, read_only=not (changes or remove)) as (opened, who):
        found = document_named(opened, document)
        if changes or remove:
            document_to_work_on(opened, found.id, who)
        if remove:
            return _remove(opened, found.id, who, even_others=even_others, as_json=as_json)
        if facts:
            commands.edit_document(opened, found, author=who, **facts)
        if flags:
            commands.flag_document(opened, found.id, flags, author=who)
        if note is not None:
            commands.write_note(opened, found.id, note, author=who)
        _tell(opened, found.id, as_json=as_json)
    return DONE


def _remove(project: Project, document_id: str, who: str, *, even_others: bool, as_json: bool) -> int:
    title = queries.title(project, document_id)
    if not as_json:
        there = commands.others_on(project, queries.document(project, document_id), author=who)
        for line in removed_lines(language(), there):
            tell_sentence(line, err=True)
    gone = commands.remove_document(
        project, queries.document(project, document_id), author=who, even_others=even_others
    )
    if as_json:
        print_json({"removed": document_id, "work": gone.work(), "assigned": gone.given_to()})
    else:
        tell_sentence(tr(language(), "keeping.removed", title=one_line(title)))
    return DONE


def _tell(project: Project, document_id: str, *, as_json: bool) -> None:
    """Say what is known about a document, how it is kept, and what people keep in mind about it."""
    review = review_of(project, document_id)
    facts = {name: getattr(review.document, name) for name in commands.FACTS}
    if as_json:
        notes = [{"author": row.author, "text": row.text} for row in review.notes]
        kept = {"state": review.filing.state, "reason": review.filing.reason, "flags": review.filing.flags}
        print_json({"id": document_id, **facts, **kept, "notes": notes, "head": project.head()})
        return
    terminal.say_cells(("id", document_id))
    for name in commands.FACTS:
        said = fact_words(language(), review.document, name)
        terminal.say_cells((tr(language(), f"story.field-{name}"), one_line(said)))
    if kept_so := kept_words(language(), review.filing):
        terminal.say_cells((tr(language(), "keeping.kept"), one_line(kept_so)))
    for row in review.notes:
        tell_sentence(tr(language(), "keeping.note-by", author=row.author, text=one_line(row.text)))


@click.command(cls=Command)
@project_argument
@click.argument("documents", nargs=-1)
@click.option("--take", is_flag=True)
@click.option("--later", is_flag=True)
@click.option("--irrelevant", metavar="REASON")
@acting_option
@json_option
@language_option
def inbox(
    project: Path,
    documents: tuple[str, ...],
    take: bool,
    later: bool,
    irrelevant: str | None,
    author: str | None,
    as_json: bool,
) -> int:
    chosen = [
        state
        for state, asked in (("taken", take), ("later", later), ("irrelevant", irrelevant is not None))
        if asked
    ]
    if len(chosen) > 1 or bool(chosen) != bool(documents):
        raise WrongUse("sort-one-way")
    with opened_by(project, author, read_only=not chosen) as (opened, who):
        if chosen:
            ids = [document_to_work_on(opened, name, who) for name in documents]
            commands.sort_documents(opened, ids, cast(Sorted, chosen[0]), author=who, reason=irrelevant or "")
            if as_json:
                print_json({"sorted": ids, "state": chosen[0], "head": opened.head()})
            else:
                tell_sentence(tr(language(), "keeping.sorted", n=len(ids)))
            return DONE
        rows = keeping.sorted_as(opened, ["inbox", "later", "irrelevant"])
        for title, filing in rows:
            _tell_filed(title, filing, as_json=as_json)
        if not as_json:
            waiting = sum(filing.state == "inbox" for _, filing in rows)
            tell_sentence(tr(language(), "keeping.waiting", n=waiting))
    return DONE


def _tell_filed(title: str, filing: Filing, *, as_json: bool) -> None:
    if as_json:
        print_json({**msgspec.to_builtins(filing), "title": title})
    else:
        terminal.say_cells((filing.document_id, one_line(title), kept_words(language(), filing)))
