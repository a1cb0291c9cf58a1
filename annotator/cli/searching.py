"""Searching a project from the terminal, and the searches that an account keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from annotator.cli.options import (
    DONE,
    REFUSED,
    WRONG_USE,
    author_of,
    author_option,
    json_option,
    language_option,
    look_as,
    print_json,
    project_argument,
    visual_option,
)
from annotator.cli.terminal import Visual, one_line, say, say_cells, say_text
from annotator.cli.usage import Command, WrongUse, language, sentence, tell, tell_error
from annotator.commands import searching
from annotator.commands.searching import Saved
from annotator.core.errors import AnnotatorError
from annotator.store import Project
from annotator.store.search_hits import Hit
from annotator.store.searching import ORDERS, Order, Page
from annotator.words.rows import Voice, label_words
from annotator.words.search import found_words, marked

_SHOWN = 20
_AT_ONCE = 500
_ID = 12


@click.command(cls=Command)
@project_argument
@click.argument("query", required=False)
@click.option("--order", type=click.Choice(ORDERS), default="rank")
@click.option("--limit", "most", type=click.IntRange(min=1), default=_SHOWN)
@click.option("--exact", is_flag=True)
@click.option("--save", "save_as", metavar="NAME")
@click.option("--use", "kept", metavar="NAME")
@click.option("--forget", metavar="NAME")
@click.option("--saved", is_flag=True)
@click.option("--rebuild", is_flag=True)
@visual_option
@author_option
@json_option
@language_option
def search(
    project: Path,
    query: str | None,
    order: Order,
    most: int,
    exact: bool,
    save_as: str | None,
    kept: str | None,
    forget: str | None,
    saved: bool,
    rebuild: bool,
    visual: Visual,
    author: str | None,
    as_json: bool,
) -> int:
    if (query is not None) and (kept is not None):
        raise WrongUse("search-which")
    if query is None and (save_as or not (kept or saved or forget or rebuild)):
        raise WrongUse("search-what")
    beside = query is not None or as_json
    with Project.open(project, read_only=not (save_as or forget or rebuild)) as opened:
        if rebuild:
            searching.rebuild_index(opened)
            tell("search-rebuilt", err=beside)
        if forget is not None:
            searching.forget(opened, forget)
            tell("search-forgotten", name=forget, err=beside)
        if kept is not None:
            query = searching.named(opened, kept).query
        if save_as is not None and query is not None:
            searching.save(opened, save_as, query)
            tell("search-saved", name=save_as, err=True)
        rows = searching.saved(opened) if saved else []
        head = opened.head()
    if saved:
        _list(rows, as_json=as_json, visual=visual)
    if query is None:
        return DONE
    if not _is_ready(project):
        tell("search-rebuilt", err=True)
    with Project.open(project, read_only=True) as opened:
        look_as(opened, author)
        try:
            hits, page = _found(opened, query, author_of(opened, author), order, most, exact)
        except AnnotatorError as error:
            tell_error(error)
            return WRONG_USE if error.code.startswith(("query-", "filter-")) else REFUSED
        if page.unindexed:
            tell("search-unindexed", err=True)
        if as_json:
            print_json([_told(hit) for hit in hits])
        else:
            _print(opened, hits, page, visual)
            tell("head", head=head)
    return DONE


def _is_ready(path: Path) -> bool:
    """Whether the index is there; where it is not, and the file may be written, it is made anew."""
    with Project.open(path, read_only=True) as opened:
        if searching.is_indexed(opened) or not searching.may_be_indexed(opened):
            return True
    try:
        with Project.open(path) as opened:
            if not opened.read_only:
                searching.rebuild_index(opened)
            return opened.read_only
    except AnnotatorError as error:
        tell_error(error)
        return True


def _found(
    project: Project, query: str, reader: str, order: Order, most: int, exact: bool
) -> tuple[list[Hit], Page]:
    hits: list[Hit] = []
    mark = None
    while True:
        page = searching.search(
            project,
            query,
            reader=reader,
            order=order,
            limit=min(most - len(hits), _AT_ONCE),
            after=mark,
            exact=exact,
        )
        hits += page.hits
        mark = page.next
        if mark is None or len(hits) >= most:
            return hits, page


def _told(hit: Hit) -> dict[str, Any]:
    told = msgspec.to_builtins(hit)
    told["context"] = f"{hit.context_before}{hit.quote}{hit.context_after}"
    if not hit.span:
        for name in ("span", "label", "author"):
            del told[name]
    return told  # type: ignore[no-any-return]


def _print(project: Project, hits: list[Hit], page: Page, visual: Visual) -> None:
    voice = Voice(language(), project.scheme)
    last = ""
    for hit in hits:
        if hit.document_id != last:
            last = hit.document_id
            say_cells((last[:_ID], f"{hit.dated[:10]:10}", one_line(hit.title)), "  ", visual=visual)
        if hit.end:
            about = (label_words(voice, hit.label), one_line(hit.author), hit.span[:_ID]) if hit.span else ()
            say_cells((f"  {hit.start}-{hit.end}", *about), "  ", visual=visual)
            say_text(f"    {one_line(marked(hit))}", hit.direction, visual=visual)
    say(found_words(language(), len(hits), page), "rtl" if language() == "ar" else "ltr", visual=visual)


def _list(rows: list[Saved], *, as_json: bool, visual: Visual) -> None:
    if as_json:
        print_json(rows)
    elif rows:
        for row in rows:
            say_cells((one_line(row.name), one_line(row.query)), visual=visual)
    else:
        say(sentence("search-none-saved"), "rtl" if language() == "ar" else "ltr", visual=visual)
