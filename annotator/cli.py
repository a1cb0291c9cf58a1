"""The command line. Exit status: 0 done, 1 done with problems, 2 wrong use, 3 refused."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

import click
import msgspec

from annotator import __version__, account, commands, formats, schemes, terminal
from annotator.core.errors import AnnotatorError
from annotator.core.model import Attribution, Document
from annotator.formats import ReadOptions
from annotator.i18n import LANGUAGES, Language, error_sentence, tr
from annotator.sentences import import_summary, problem_sentence
from annotator.store import Project, queries
from annotator.store.queries import Layer
from annotator.store.verify import verify as verify_project
from annotator.terminal import Visual, say

DONE, PROBLEMS, WRONG_USE, REFUSED = range(4)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    _LANGUAGE[0] = _language_of(arguments)
    try:
        status = cli.main(args=list(arguments), prog_name="annotator", standalone_mode=False)
    except click.UsageError as error:
        say(_tr("wrong-use", message=error.format_message()), err=True)
        return WRONG_USE
    except click.ClickException as error:
        say(error.format_message(), err=True)
        return WRONG_USE
    except (click.exceptions.Abort, KeyboardInterrupt):
        say(error_sentence(_LANGUAGE[0], AnnotatorError("cancelled")), err=True)
        return REFUSED
    except AnnotatorError as error:
        say(error_sentence(_LANGUAGE[0], error), err=True)
        return REFUSED
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing more may be written to it, at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return status if isinstance(status, int) else DONE


_LANGUAGE: list[Language] = ["ar"]


def _language_of(arguments: Sequence[str]) -> Language:
    """The language asked for, known before the command line is parsed: help and errors speak it too."""
    asked = os.environ.get("ANNOTATOR_LANGUAGE", "ar")
    for place, argument in enumerate(arguments):
        if argument == "--language" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif argument.startswith("--language="):
            asked = argument.partition("=")[2]
    return "en" if asked == "en" else "ar"


def _tr(key: str, **values: object) -> str:
    return tr(_LANGUAGE[0], f"cli.{key}", **values)


class _Translated(click.Command):
    """A command whose help is the row `cli.help-<name>`, and whose options' are `cli.option-<name>`."""

    def get_short_help_str(self, limit: int = 45) -> str:
        return _tr(f"help-{self.name}")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_tr(f"help-{self.name}"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option):
                parameter.help = _tr(f"option-{parameter.opts[0].lstrip('-')}")
        super().format_options(ctx, formatter)


class _Group(_Translated, click.Group):
    """The whole command line; without a command it opens the window."""

    command_class = _Translated

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _Translated.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)


_project = click.argument("project", type=click.Path(path_type=Path, dir_okay=False))
_author = click.option("--author", metavar="NAME")
_json = click.option("--json", "as_json", is_flag=True)
_language = click.option("--language", type=click.Choice(LANGUAGES), expose_value=False)


@click.group(cls=_Group, name="annotator", invoke_without_command=True)
@click.version_option(__version__, prog_name="annotator", message="%(prog)s %(version)s")
@_language
@click.pass_context
def cli(ctx: click.Context) -> int:
    if ctx.invoked_subcommand is None:
        from annotator.ui.display import open_window

        return open_window(None, language=_asked_language())
    return DONE


@cli.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path, file_okay=False))
@_language
def demo(directory: Path | None) -> int:
    from annotator.ui.demo import make_demo, picture_of
    from annotator.ui.display import has_display, open_window

    folder = directory or Path.cwd() / "annotator-demo"
    path, made = make_demo(folder)
    say(_tr("demo-project", path=path))
    if has_display():
        return open_window(path, language=_asked_language())
    exported = folder / "demo.jsonl"
    with Project.open(path) as project:
        count = commands.export(project, exported)
    say(_tr("demo-export", path=exported, n=count))
    picture = folder / "demo.png"
    picture_of(path, picture, language=_LANGUAGE[0])
    say(_tr("demo-picture", path=picture))
    return PROBLEMS if made.problems else DONE


@cli.command(name="open")
@_project
@click.option("--document", metavar="ID")
@_author
@click.option("--screenshot", type=click.Path(path_type=Path, dir_okay=False))
@_language
def open_(project: Path, document: str | None, author: str | None, screenshot: Path | None) -> int:
    from annotator.ui.display import open_window

    return open_window(
        project, document=document, author=author, language=_asked_language(), screenshot=screenshot
    )


@cli.command()
@_project
@click.option("--scheme", type=click.Path(path_type=Path, dir_okay=False))
@_author
@_language
def new(project: Path, scheme: Path | None, author: str | None) -> int:
    actor = author or account.proposed_name()
    with Project.create(project, schemes.load(scheme), actor=actor) as made:
        if author:
            account.remember_author(made, author)
    say(_tr("made", path=project))
    return DONE


@cli.command(name="import")
@_project
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
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
    with Project.open(project) as opened, terminal.progress(_tr("importing")) as progress:
        report = commands.import_paths(
            opened,
            paths,
            author=_author_of(opened, author),
            format_id=format_id,
            options=ReadOptions(encoding=encoding),
            progress=progress,
        )
    for problem in report.problems:
        say(problem_sentence(_LANGUAGE[0], problem), err=True)
    if as_json:
        _print_json(
            {
                "documents": report.documents,
                "known": report.known,
                "spans": report.spans,
                "attributions": report.attributions,
                "problems": report.problems,
            }
        )
    else:
        say(import_summary(_LANGUAGE[0], report))
    return PROBLEMS if report.problems else DONE


@cli.command()
@_project
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--format", "format_id", default="annotator", metavar="ID")
@click.option("--layer", default="all", metavar="LAYER")
@_json
@_language
def export(project: Path, out: Path, format_id: str, layer: str, as_json: bool) -> int:
    author = _layer_author(layer)
    with (
        Project.open(project, read_only=True) as opened,
        terminal.progress(_tr("exporting")) as progress,
    ):
        written = commands.export(opened, out, format_id=format_id, author=author, progress=progress)
        head = opened.head()
    if as_json:
        _print_json({"documents": written, "path": str(out), "head": head})
    else:
        say(_tr("exported", n=written, path=out))
        say(_tr("head", head=head))
    return DONE


@cli.command()
@_project
@click.argument("document", required=False)
@click.option("--visual", type=click.Choice(["auto", "always", "never"]), default="auto")
@_author
@_json
@_language
def show(project: Path, document: str | None, visual: str, author: str | None, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        who = _author_of(opened, author)
        if document is None:
            _list_documents(opened, who, as_json=as_json, visual=cast(Visual, visual))
            return DONE
        found = _document_named(opened, document)
        if as_json:
            bundle = next(queries.bundles(opened, ids=[found.id], author=author))
            formats.write(formats.by_id("annotator"), [bundle], cast(BinaryIO, sys.stdout.buffer))
        else:
            _show_document(opened, found, author, visual=cast(Visual, visual))
    return DONE


@cli.command()
@_project
@_json
@_language
def stats(project: Path, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        counted = queries.stats(opened)
        head = opened.head()
    if as_json:
        _print_json({**msgspec.to_builtins(counted), "head": head})
        return DONE
    for name in ("documents", "characters", "spans", "attributions", "claims", "unattributed", "events"):
        say(f"{_tr(f'stats-{name}')}\t{getattr(counted, name):,}")
    for name in ("by_kind", "by_label", "by_author", "by_category"):
        counts = getattr(counted, name)
        if counts:
            say("")
            terminal.table([_tr(f"stats-{name}".replace("_", "-")), _tr("stats-n")], list(counts.items()))
    say("")
    say(_tr("head", head=head))
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
            say(error_sentence(_LANGUAGE[0], AnnotatorError(finding.code, **finding.details)), err=True)
        say(_tr("verify-findings", n=len(findings)) if findings else _tr("verify-clean"))
        say(_tr("head", head=now))
    return PROBLEMS if findings else DONE


@cli.command()
@_project
@click.option("--span", metavar="ID")
@_author
@_json
@_language
def history(project: Path, span: str | None, author: str | None, as_json: bool) -> int:
    with Project.open(project, read_only=True) as opened:
        for event, changes in queries.event_list(opened, entity_id=span, actor=author):
            if as_json:
                _print_json({**msgspec.to_builtins(event), "changes": changes})
            else:
                kind = tr(_LANGUAGE[0], f"events.{event.kind}")
                say(f"{event.seq}\t{event.at}\t{event.actor}\t{kind}\t{changes}\t{event.hash[:12]}")
    return DONE


@cli.command()
@_project
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@_language
def backup(project: Path, out: Path) -> int:
    with Project.open(project, read_only=True) as opened:
        opened.backup(out)
        say(_tr("backed-up", path=out))
        say(_tr("head", head=opened.head()))
    return DONE


@cli.command(name="formats")
@_json
@_language
def formats_(as_json: bool) -> int:
    if as_json:
        _print_json(
            [
                {
                    "id": row.id,
                    "name": row.name,
                    "suffixes": row.suffixes,
                    "reads": row.read is not None,
                    "writes": row.write is not None,
                    "carries": sorted(row.carries),
                }
                for row in formats.FORMATS
            ]
        )
        return DONE
    head = [_tr(f"column-{name}") for name in ("id", "name", "reads", "writes", "suffixes")]
    yes, no = _tr("yes"), _tr("no")
    terminal.table(
        head,
        [
            (
                row.id,
                row.name[_LANGUAGE[0]],
                yes if row.read else no,
                yes if row.write else no,
                " ".join(row.suffixes),
            )
            for row in formats.FORMATS
        ],
    )
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
    head = [_tr("column-id"), _tr("column-name"), _tr("column-labels")]
    terminal.table(head, [(name, scheme.name[_LANGUAGE[0]], len(scheme.labels)) for name, scheme in rows])
    return DONE


def _asked_language() -> Language | None:
    """The language asked for by name; None leaves the choice to the window's settings."""
    context = click.get_current_context(silent=True)
    while context is not None:
        if context.get_parameter_source("language") is click.core.ParameterSource.COMMANDLINE:
            return _LANGUAGE[0]
        context = context.parent
    return _LANGUAGE[0] if "ANNOTATOR_LANGUAGE" in os.environ else None


def _author_of(project: Project, author: str | None) -> str:
    """Who acts: the name given, the one this account chose in the project, or the account's own."""
    return author or account.known_author(project) or account.proposed_name()


def _layer_author(layer: str) -> str | None:
    if layer == "all":
        return None
    kind, _, name = layer.partition(":")
    if kind != "author" or not name:
        raise click.BadParameter(_tr("bad-layer", layer=layer))
    return name


def _document_named(project: Project, beginning: str) -> Document:
    """The document whose id is, or alone begins with, what was typed."""
    found = queries.documents_beginning(project, beginning)
    if len(found) > 1 and beginning not in found:
        ids = " ".join(found[:5])
        raise AnnotatorError("ambiguous-document", document=beginning, ids=ids)
    return queries.document(project, beginning if beginning in found or not found else found[0])


def _list_documents(project: Project, author: str, *, as_json: bool, visual: Visual) -> None:
    offset, page = 0, 500
    while rows := queries.document_rows(project, author=author, offset=offset, limit=page):
        for row in rows:
            if as_json:
                _print_json(row)
            else:
                title = " ".join(row.title.split())
                say(f"{row.id[:12]}  {row.kind:8} {row.published[:10]:10}  {title}", visual=visual)
        offset += page


def _show_document(project: Project, document: Document, author: str | None, *, visual: Visual) -> None:
    text = queries.text_of(project, document)
    facts = (document.id, document.kind, document.title, document.byline, document.published, document.url)
    for fact in facts:
        if fact:
            say(fact, visual=visual)
    say("")
    width = terminal.width()
    for line in terminal.wrapped(text, width):
        say(line, visual=visual)
    for who in [author] if author else queries.layer_authors(project, document.id):
        layer = queries.layer(project, document.id, who)
        say("")
        say(_tr("layer-of", author=who), visual=visual)
        for span in layer.spans:
            label = project.scheme.label(span.label).name[_LANGUAGE[0]]
            quote = " ".join(span.quote.split())
            say(f"  {span.start}-{span.end}\t{label}\t{quote}", visual=visual)
        for row in layer.attributions:
            say(f"  {_attribution_line(layer, row)}", visual=visual)


def _attribution_line(layer: Layer, row: Attribution) -> str:
    """`source (category, affiliation) cue <- claim`, each part by its quote."""
    quotes = {span.id: " ".join(span.quote.split()) for span in layer.spans}
    sources = " + ".join(quotes.get(source, source) for source in row.sources) or "-"
    facts = "، ".join(fact for fact in (row.category, row.affiliation) if fact)
    cue = f" «{quotes.get(row.cue, row.cue)}»" if row.cue else ""
    claims = " / ".join(quotes.get(claim, claim) for claim in row.claims)
    return f"{sources}{f' ({facts})' if facts else ''}{cue}: {claims}"


def _print_json(value: Any) -> None:
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
