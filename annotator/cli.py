"""The command line. Exit status: 0 done, 1 done with problems, 2 wrong use, 3 refused."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, cast

import click
import msgspec

from annotator import __version__, account, commands, formats, schemes, showing, terminal
from annotator.core.errors import AnnotatorError
from annotator.core.model import Document
from annotator.core.scheme import faint_colors, newly_retired
from annotator.formats import Problem, ReadOptions
from annotator.formats.source import displayed
from annotator.i18n import LANGUAGES, Language, reason_words, tr
from annotator.sentences import import_summary, problem_sentence
from annotator.store import Project, queries
from annotator.store.connection import check_target
from annotator.store.verify import verify as verify_project
from annotator.terminal import OutputClosed, Visual
from annotator.usage import (
    Group,
    WrongUse,
    choose_language,
    language,
    sentence,
    tell,
    tell_error,
    tell_sentence,
    wrong_use,
)

DONE, PROBLEMS, WRONG_USE, REFUSED = range(4)

_WRONG_USE: Final = ("unknown-format", "format-not-read", "format-not-written", "unknown-encoding")
"""Errors that are about what was typed, whatever the project holds."""

_STDOUT: Final = Path("-")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    terminal.open_streams()
    choose_language(arguments)
    try:
        status = cli.main(args=list(arguments), prog_name="annotator", standalone_mode=False)
        terminal.end_streams()
    except (click.exceptions.Abort, KeyboardInterrupt):
        tell_error(AnnotatorError("cancelled"))
        return REFUSED
    except click.ClickException as error:
        tell_sentence(wrong_use(error), err=True)
        return WRONG_USE
    except AnnotatorError as error:
        tell_error(error)
        return WRONG_USE if error.code in _WRONG_USE else REFUSED
    except OutputClosed:
        terminal.drop_output()
        return DONE
    except OSError as error:
        terminal.drop_output()
        reason = reason_words(language(), error.strerror or str(error))
        tell("system-refused", reason=reason, path=error.filename or "stdout", err=True)
        return REFUSED
    except Exception:
        traceback.print_exc()
        tell("bug", err=True)
        return REFUSED
    return status if isinstance(status, int) else DONE


_path = click.Path(path_type=Path, readable=False)
_project = click.argument("project", type=_path)
_author = click.option("--author", metavar="NAME")
_json = click.option("--json", "as_json", is_flag=True)
_language = click.option("--language", type=click.Choice(LANGUAGES), expose_value=False)
_visual = click.option("--visual", type=click.Choice(["auto", "always", "never"]), default="auto")


@click.group(cls=Group, name="annotator", invoke_without_command=True)
@click.version_option(__version__, prog_name="annotator", message="%(prog)s %(version)s")
@_language
@click.pass_context
def cli(ctx: click.Context) -> int:
    if ctx.invoked_subcommand is None:
        from annotator.ui.display import open_window

        return open_window(None, language=_asked_language())
    return DONE


@cli.command()
@click.argument("directory", required=False, type=_path)
@_language
def demo(directory: Path | None) -> int:
    from annotator.ui.demo import make_demo, picture_of
    from annotator.ui.display import has_display, open_window

    folder = directory or Path.cwd() / "annotator-demo"
    path, made = make_demo(folder)
    tell("demo-project", path=path)
    if has_display():
        return open_window(path, language=_asked_language())
    exported = folder / "demo.jsonl"
    with Project.open(path, read_only=True) as project:
        count = commands.export(project, exported)
    tell("demo-export", path=exported, n=count)
    picture = folder / "demo.png"
    picture_of(path, picture, language=language())
    tell("demo-picture", path=picture)
    return PROBLEMS if made.problems else DONE


@cli.command(name="open")
@_project
@click.option("--document", metavar="ID")
@click.option("--span", metavar="ID")
@_author
@click.option("--screenshot", type=_path, metavar="FILE")
@_language
def open_(
    project: Path, document: str | None, span: str | None, author: str | None, screenshot: Path | None
) -> int:
    from annotator.ui.display import open_window

    name = _name(author)
    # Whatever a window would ask or say in a dialog is settled before there is one to wait for.
    if document is not None or span is not None or screenshot is not None:
        with Project.open(project, read_only=True) as opened:
            if document is not None:
                document = _document_named(opened, document).id
            if span is not None and opened.row_record("span", span) is None:
                raise AnnotatorError("unknown-span", id=span)
            if screenshot is not None:
                check_target(screenshot)
                name = _author_of(opened, author)
    return open_window(
        project,
        document=document,
        span=span,
        author=name,
        language=_asked_language(),
        screenshot=screenshot,
    )


@cli.command()
@_project
@click.option("--scheme", type=_path, metavar="FILE")
@_author
@_json
@_language
def new(project: Path, scheme: Path | None, author: str | None, as_json: bool) -> int:
    name = _name(author)
    with Project.create(project, schemes.load(scheme), actor=name or account.proposed_name()) as made:
        if name:
            account.remember_author(made, name)
        _report_file("made", project, made.head(), as_json=as_json)
    return DONE


@cli.command(name="import")
@_project
@click.argument("paths", nargs=-1, required=True, type=_path)
@click.option("--format", "format_id", metavar="ID")
@click.option("--encoding", metavar="NAME")
@_author
@_json
@_language
def import_(
    project: Path,
    paths: tuple[Path, ...],
    format_id: str | None,
    encoding: str | None,
    author: str | None,
    as_json: bool,
) -> int:
    with Project.open(project) as opened:
        with terminal.progress(sentence("importing")) as progress:
            report = commands.import_paths(
                opened,
                [found for path in paths for found in _matching(path)],
                author=_author_of(opened, author),
                format_id=format_id,
                options=ReadOptions(encoding=encoding),
                progress=progress,
            )
        head = opened.head()
    for problem in report.problems:
        tell_sentence(problem_sentence(language(), problem), err=True)
    for key, details in _hints(report.problems):
        tell(key, err=True, **details)
    if as_json:
        _print_json(
            {
                "documents": report.documents,
                "known": report.known,
                "spans": report.spans,
                "attributions": report.attributions,
                "problems": report.problems,
                "head": head,
            }
        )
    else:
        tell_sentence(import_summary(language(), report))
    return PROBLEMS if report.problems else DONE


@cli.command()
@_project
@click.argument("out", type=_path)
@click.option("--format", "format_id", default="annotator", metavar="ID")
@click.option("--layer", default="all", metavar="LAYER")
@_json
@_language
def export(project: Path, out: Path, format_id: str, layer: str, as_json: bool) -> int:
    author = _layer_author(layer)
    with Project.open(project, read_only=True) as opened:
        _check_author(opened, author)
        if out == _STDOUT:
            with opened.snapshot(), terminal.binary_output() as stream:
                formats.write(formats.by_id(format_id), queries.bundles(opened, author=author), stream)
            return DONE
        check_target(out)
        with terminal.progress(sentence("exporting")) as progress:
            written = commands.export(opened, out, format_id=format_id, author=author, progress=progress)
        head = opened.head()
    if as_json:
        _print_json({"documents": written, "path": displayed(out), "head": head})
    else:
        tell("exported", n=written, path=out)
        tell("head", head=head)
    return DONE


@cli.command()
@_project
@click.argument("document", required=False)
@_visual
@_author
@_json
@_language
def show(project: Path, document: str | None, visual: str, author: str | None, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        author = _name(author)
        _check_author(opened, author)
        if document is None:
            rows = showing.pages(opened, _author_of(opened, author))
            if as_json:
                for row in rows:
                    _print_json(row)
            else:
                showing.list_documents(opened, rows, visual=cast(Visual, visual))
            return DONE
        found = _document_named(opened, document)
        if as_json:
            with terminal.binary_output() as stream:
                formats.write(
                    formats.by_id("annotator"), queries.bundles(opened, ids=[found.id], author=author), stream
                )
        else:
            showing.show_document(opened, found, author, visual=cast(Visual, visual))
    return DONE


@cli.command()
@_project
@_json
@_language
def stats(project: Path, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        counted = queries.stats(opened)
        names = showing.counted_names(opened)
        head = opened.head()
    if as_json:
        _print_json({**msgspec.to_builtins(counted), "head": head})
        return DONE
    totals = ("documents", "characters", "spans", "attributions", "claims", "unattributed", "events")
    number = sentence("stats-n")
    terminal.table(
        [sentence("stats-what"), number],
        [(sentence(f"stats-{name}"), f"{getattr(counted, name):,}") for name in totals],
    )
    for name in ("by_kind", "by_label", "by_author", "by_category"):
        counts = getattr(counted, name)
        if counts:
            terminal.say("", "ltr")
            head_row = [sentence(f"stats-{name}".replace("_", "-")), number]
            called = names.get(name, {})
            terminal.table(head_row, [(called.get(key, key), f"{count:,}") for key, count in counts.items()])
    terminal.say("", "ltr")
    tell("head", head=head)
    return DONE


@cli.command()
@_project
@click.option("--head", metavar="HASH")
@_json
@_language
def verify(project: Path, head: str | None, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        findings = verify_project(opened, head=head)
        now = opened.head()
    if as_json:
        _print_json({"clean": not findings, "findings": findings, "head": now})
    else:
        for finding in findings:
            tell_error(AnnotatorError(finding.code, **finding.details))
        if findings:
            tell("verify-findings", n=len(findings))
        else:
            tell("verify-clean")
        tell("head", head=now)
    return PROBLEMS if findings else DONE


@cli.command()
@_project
@click.option("--span", metavar="ID")
@_author
@_json
@_language
def history(project: Path, span: str | None, author: str | None, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        author = _name(author)
        _check_author(opened, author)
        if span is not None:
            _row_history(opened, span, author, as_json=as_json)
            return DONE
        for event, changes in queries.event_list(opened, actor=author):
            if as_json:
                _print_json({**msgspec.to_builtins(event), "changes": changes})
            else:
                showing.show_event(event, changes)
    return DONE


@cli.command()
@_project
@click.argument("out", type=_path)
@_json
@_language
def backup(project: Path, out: Path, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        check_target(out)
        opened.backup(out)
        _report_file("backed-up", out, opened.head(), as_json=as_json)
    return DONE


@cli.command(name="formats")
@_json
@_language
def formats_(as_json: bool) -> int:
    rows: list[dict[str, Any]] = [
        {
            "id": row.id,
            "name": {name: tr(name, f"formats.{row.id}") for name in LANGUAGES},
            "suffixes": row.suffixes,
            "reads": row.read is not None,
            "writes": row.write is not None,
            "carries": sorted(row.carries),
        }
        for row in formats.FORMATS
    ]
    if as_json:
        _print_json(rows)
        return DONE
    yes_or_no = {True: sentence("yes"), False: sentence("no")}
    terminal.table(
        [sentence(f"column-{name}") for name in ("id", "name", "reads", "writes", "suffixes")],
        [
            (
                row["id"],
                row["name"][language()],
                yes_or_no[row["reads"]],
                yes_or_no[row["writes"]],
                " ".join(row["suffixes"]),
            )
            for row in rows
        ],
    )
    return DONE


@cli.command()
@_project
@click.option("--export", "out", type=_path, metavar="FILE")
@click.option("--import", "source", type=_path, metavar="FILE")
@_author
@_json
@_language
def scheme(project: Path, out: Path | None, source: Path | None, author: str | None, as_json: bool) -> int:
    if (out is None) == (source is None):
        raise WrongUse("scheme-which")
    with Project.open(project, read_only=source is None) as opened:
        before = after = opened.scheme
        if source is not None:
            incoming = schemes.load(source)
            after = commands.change_scheme(opened, before, incoming, author=_author_of(opened, author))
        elif out == _STDOUT:
            terminal.write_bytes(schemes.dump(before).encode())
            return DONE
        elif out is not None:
            check_target(out)
            schemes.save(before, out)
        head = opened.head()
    for fault in faint_colors(after) if source is not None else ():
        tell_error(fault.error)
    retired = newly_retired(before, after)
    if as_json:
        _print_json(
            {"version": after.version, "retired": [".".join(place) for place in retired], "head": head}
        )
    elif out is not None:
        tell_sentence(tr(language(), "scheme.exported", path=out))
    else:
        tell_sentence(tr(language(), "scheme.imported", n=len(retired)))
        tell("head", head=head)
    return DONE


@cli.command(name="schemes")
@_json
@_language
def schemes_(as_json: bool) -> int:
    rows = [(name, schemes.load(path)) for name, path in schemes.known().items()]
    if as_json:
        _print_json(
            [{"id": name, "name": scheme.name, "labels": len(scheme.labels)} for name, scheme in rows]
        )
        return DONE
    head = [sentence("column-id"), sentence("column-name"), sentence("column-labels")]
    terminal.table(head, [(name, scheme.name[language()], len(scheme.labels)) for name, scheme in rows])
    return DONE


def _asked_language() -> Language | None:
    """The language asked for by name; None leaves the choice to the window's settings."""
    context = click.get_current_context(silent=True)
    while context is not None:
        if context.get_parameter_source("language") is click.core.ParameterSource.COMMANDLINE:
            return language()
        context = context.parent
    return language() if "ANNOTATOR_LANGUAGE" in os.environ else None


def _name(author: str | None) -> str | None:
    return None if author is None else account.author_name(author)


def _author_of(project: Project, author: str | None) -> str:
    """Who acts: the name given, the one this account chose in the project, or the account's own."""
    return _name(author) or account.known_author(project) or account.proposed_name()


def _check_author(project: Project, author: str | None) -> None:
    """A name that is mistyped must not look like somebody who has done nothing."""
    if author is not None and author not in (known := queries.authors(project)):
        raise AnnotatorError("unknown-author", author=author, known=", ".join(known))


def _layer_author(layer: str) -> str | None:
    if layer == "all":
        return None
    kind, _, name = layer.partition(":")
    if kind != "author" or not name:
        raise WrongUse("bad-layer", layer=layer)
    return _name(name)


def _document_named(project: Project, beginning: str) -> Document:
    """The document whose id is, or alone begins with, what was typed."""
    found = queries.documents_beginning(project, beginning)
    if len(found) > 1 and beginning not in found:
        ids = " ".join(found[:5])
        raise AnnotatorError("ambiguous-document", document=beginning, ids=ids)
    return queries.document(project, beginning if beginning in found or not found else found[0])


def _row_history(project: Project, row_id: str, author: str | None, *, as_json: bool) -> None:
    """Who changed one row, when, and from what to what."""
    beginning = queries.documents_beginning(project, row_id)
    found = queries.entity_history(project, beginning[0] if len(beginning) == 1 else row_id)
    if not found:
        raise AnnotatorError("not-in-log", id=row_id)
    for event, change in found:
        if author not in (None, event.actor):
            continue
        if as_json:
            values = {"before": change.before, "after": change.after}
            _print_json({**msgspec.to_builtins(event), "entity": change.entity, **values})
        else:
            showing.show_event(event, 1)
            showing.show_change(change.before, change.after)


def _matching(path: Path) -> list[Path]:
    """The files a pattern such as `*.txt` names where the shell has not spread it; else the path itself."""
    if {"*", "?"}.isdisjoint(path.name) or path.exists():
        return [path]
    return sorted(path.parent.glob(path.name)) or [path]


def _hints(problems: Sequence[Problem]) -> list[tuple[str, dict[str, Any]]]:
    """Which option or command would help, each said once."""
    encodings = {row.details["encoding"]: None for row in problems if row.code == "not-utf8"}
    hints: list[tuple[str, dict[str, Any]]] = [
        ("hint-encoding", {"encoding": name}) for name in encodings if name != "?"
    ]
    if any(row.code == "binary-file" and row.details["kind"] == "SQLite" for row in problems):
        hints.append(("hint-project", {}))
    return hints


def _report_file(key: str, path: Path, head: str, *, as_json: bool) -> None:
    if as_json:
        _print_json({"path": displayed(path), "head": head})
    else:
        tell(key, path=path)
        tell("head", head=head)


def _print_json(value: Any) -> None:
    terminal.write_bytes(msgspec.json.encode(value, enc_hook=str) + b"\n")
