"""The scheme of a project, and those that come with the program."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli import terminal
from annotator.cli.options import (
    DONE,
    STDOUT,
    acting,
    acting_option,
    json_option,
    language_option,
    noting,
    path_type,
    print_json,
    project_argument,
)
from annotator.cli.usage import Command, WrongUse, language, sentence, tell, tell_error, tell_sentence
from annotator.commands.scheme import change_scheme, declare_name_attributes
from annotator.core.scheme import faint_colors, newly_retired
from annotator.disk import check_target
from annotator.formats import scheme_toml
from annotator.store import Project
from annotator.words.i18n import tr


@click.command(cls=Command)
@project_argument
@click.option("--export", "out", type=path_type, metavar="FILE")
@click.option("--import", "source", type=path_type, metavar="FILE")
@click.option("--add-name-attributes", "declaring", is_flag=True)
@acting_option
@json_option
@language_option
def scheme(
    project: Path, out: Path | None, source: Path | None, declaring: bool, author: str | None, as_json: bool
) -> int:
    if [out is None, source is None, not declaring].count(False) != 1:
        raise WrongUse("scheme-which-of")
    with Project.open(project, read_only=out is not None) as opened, noting(opened):
        before = after = opened.scheme
        if declaring:
            after = declare_name_attributes(opened, author=acting(opened, author))
        if source is not None:
            incoming = scheme_toml.load(source)
            after = change_scheme(opened, before, incoming, author=acting(opened, author))
        elif out == STDOUT:
            terminal.write_bytes(scheme_toml.dump(before).encode())
            return DONE
        elif out is not None:
            check_target(out)
            scheme_toml.save(before, out)
        head = opened.head()
    for fault in faint_colors(after) if source is not None else ():
        tell_error(fault.error)
    retired = newly_retired(before, after)
    if as_json:
        print_json(
            {"version": after.version, "retired": [".".join(place) for place in retired], "head": head}
        )
    elif out is not None:
        tell_sentence(tr(language(), "scheme.exported", path=out))
    elif declaring:
        key = "scheme.names-declared-already" if after == before else "scheme.names-declared"
        tell_sentence(tr(language(), key, n=after.version))
        tell("head", head=head)
    else:
        tell_sentence(tr(language(), "scheme.imported", n=len(retired)))
        tell("head", head=head)
    return DONE


@click.command(name="schemes", cls=Command)
@json_option
@language_option
def schemes_(as_json: bool) -> int:
    rows = [(name, scheme_toml.load(path)) for name, path in scheme_toml.known().items()]
    if as_json:
        print_json([{"id": name, "name": scheme.name, "labels": len(scheme.labels)} for name, scheme in rows])
        return DONE
    head = [sentence("column-id"), sentence("column-name"), sentence("column-labels")]
    terminal.table(head, [(name, scheme.name[language()], len(scheme.labels)) for name, scheme in rows])
    return DONE
