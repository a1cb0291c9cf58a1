"""Lists what was said about documents and rows, and says something."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from annotator.cli import terminal
from annotator.cli.options import (
    DONE,
    acting_option,
    author_option,
    document_to_work_on,
    json_option,
    language_option,
    opened_by,
    print_json,
    project_argument,
)
from annotator.cli.review import told
from annotator.cli.terminal import one_line
from annotator.cli.usage import Command, language, tell_sentence
from annotator.commands.comments import comment_on
from annotator.store import queries, talk
from annotator.store.review import Review, review_of
from annotator.words.rows import Voice
from annotator.words.talk import subject_words


@click.command(cls=Command)
@project_argument
@click.argument("document", required=False)
@click.option("--unread", is_flag=True)
@click.option("--mark-read", is_flag=True)
@author_option
@json_option
@language_option
def comments(
    project: Path,
    document: str | None,
    unread: bool,
    mark_read: bool,
    author: str | None,
    as_json: bool,
) -> int:
    with opened_by(project, author, read_only=not mark_read) as (opened, who):
        found = document_to_work_on(opened, document, who) if document is not None else ""
        rows = [row for row in talk.conversation(opened, who, found) if row.unread or not unread]
        voice = Voice(language(), opened.scheme)
        seen: dict[str, Review] = {}
        for row in rows:
            said = row.comment
            if as_json:
                print_json({**msgspec.to_builtins(said), "unread": row.unread})
                continue
            if said.document_id not in seen:
                seen = {said.document_id: review_of(opened, said.document_id)}
            about = subject_words(voice, seen[said.document_id], said)
            state = told("comment-unread") if row.unread else ""
            text = "  " * row.depth + one_line(said.text)
            terminal.say_cells((said.document_id, state, said.author, text, about, said.target, said.id))
        if mark_read:
            talk.mark_read(opened, who, [row.comment for row in rows])
    if not as_json:
        tell_sentence(told("comments", n=len(rows)))
    return DONE


@click.command(cls=Command)
@project_argument
@click.argument("target")
@click.argument("text")
@click.option("--reply-to", metavar="ID")
@acting_option
@json_option
@language_option
def comment(
    project: Path, target: str, text: str, reply_to: str | None, author: str | None, as_json: bool
) -> int:
    with opened_by(project, author) as (opened, who):
        beginning = queries.documents_beginning(opened, target)
        named = beginning[0] if len(beginning) == 1 else target
        row = comment_on(opened, named, text, author=who, reply_to=reply_to)
        head = opened.head()
    if as_json:
        print_json({**msgspec.to_builtins(row), "head": head})
    else:
        tell_sentence(told("commented", id=row.id))
    return DONE
