"""Help, and what is said of a command line that is wrong, in the language of whoever typed it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from importlib import import_module
from typing import Final

import click

from annotator.cli import terminal
from annotator.core.errors import AnnotatorError
from annotator.core.model import Direction
from annotator.words.i18n import LANGUAGES, Language, error_sentence, table, tr

_DIRECTIONS: Final[dict[Language, Direction]] = {"ar": "rtl", "en": "ltr"}
_HALVES: Final = re.compile("[\ud800-\udfff]")
_language: ContextVar[Language] = ContextVar("language", default="ar")


def language() -> Language:
    """The language this command speaks."""
    return _language.get()


def choose_language(arguments: Sequence[str]) -> None:
    """Speak the language asked for; help and errors speak it too, so it is told before all parsing."""
    asked = [os.environ.get("ANNOTATOR_LANGUAGE", "")]
    for place, argument in enumerate(arguments):
        if argument == "--language":
            asked += arguments[place + 1 : place + 2]
        elif argument.startswith("--language="):
            asked.append(argument.partition("=")[2])
    known: list[Language] = [name for wanted in asked for name in LANGUAGES if name == wanted]
    _language.set(known[-1] if known else "ar")


def sentence(key: str, **values: object) -> str:
    """The row `key` of the command line's sentences."""
    return tr(language(), f"cli.{key}", **values)


def tell(key: str, *, err: bool = False, **values: object) -> None:
    """Print one of the command line's sentences."""
    tell_sentence(sentence(key, **values), err=err)


def tell_sentence(text: str, *, err: bool = False) -> None:
    """Print a sentence of the language spoken."""
    terminal.say(text, _DIRECTIONS[language()], err=err)


def tell_error(error: AnnotatorError) -> None:
    """Print the sentence of an error to stderr."""
    tell_sentence(error_sentence(language(), error), err=True)


class WrongUse(click.UsageError):
    """A command line that means nothing: `code` is a row of the command line's sentences."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, ctx=click.get_current_context(silent=True))
        self.code = code
        self.details = details


def wrong_use(error: click.ClickException) -> str:
    """Say what is wrong with the command line, and where help is."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    path = ctx.command_path if ctx else "annotator"
    return f"{_fault(error)}\n{sentence('see-help', command=f'{path} --help')}"


def _fault(error: click.ClickException) -> str:
    match error:
        case WrongUse():
            return sentence(error.code, **error.details)
        case click.NoSuchOption():
            return sentence("no-such-option", option=error.option_name)
        case click.BadOptionUsage():
            return sentence("option-without-value", option=error.option_name)
        case click.MissingParameter(param=click.Parameter() as param):
            return sentence("missing-argument", name=param.human_readable_name.upper())
        case click.BadParameter(param=click.Parameter(type=click.Choice() as type_) as param):
            choices = ", ".join(map(str, type_.choices))
            return sentence("bad-choice", option=param.opts[0], choices=choices)
    return sentence("wrong-use", message=error.format_message())


def _is_text(value: object) -> bool:
    """Whether all words of an option could be read: bytes of another encoding come as half characters."""
    if isinstance(value, tuple):
        return all(map(_is_text, value))
    return not (isinstance(value, str) and _HALVES.search(value))


def _locale() -> dict[str, str]:
    named = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG")
    return {"encoding": sys.getfilesystemencoding(), "locale": named or "C"}


class Command(click.Command):
    """A command whose help is the row `help-<name>`.

    That of an option is `option-<command>-<name>`, or what it means to all commands, `option-<name>`.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        for parameter in self.get_params(ctx):
            # Names of files are bytes, and open as they are; words have to be text.
            if parameter.type == click.STRING and not _is_text(ctx.params.get(parameter.name or "")):
                raise AnnotatorError("not-text", option=parameter.opts[0], **_locale())
        if rest and not isinstance(self, click.Group):
            raise WrongUse("extra-argument", argument=rest[0])
        return rest

    def get_help(self, ctx: click.Context) -> str:
        """Line by line as the terminal needs it, when it is known where the lines end."""
        return "\n".join(map(terminal.readable_columns, super().get_help(ctx).split("\n")))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{sentence('usage')}  ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(sentence(f"help-{self.name}"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        for option in options:
            name = option.opts[0].lstrip("-")
            own = f"option-{self.name}-{name}"
            option.help = sentence(own if f"cli.{own}" in table() else f"option-{name}")
        with formatter.section(sentence("options")):
            formatter.write_dl([record for option in options if (record := option.get_help_record(ctx))])


class Group(Command, click.Group):
    """The whole command line; without a command it opens the window.

    `places` names the module and the attribute of each command, `module:attribute`, in the order of the help.
    A command is imported when it is asked for, so that none waits for what another needs. `within` begins the
    names of rows and commands of a group that is itself a command.
    """

    command_class = Command
    places: Mapping[str, str]
    within = ""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.places:
            raise WrongUse("no-such-command", command=args[0])
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section(sentence("commands")):
            formatter.write_dl(
                [(name, sentence(f"help-{self.within}{name}")) for name in self.list_commands(ctx)]
            )

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.within:
            return
        for row in ("statuses", "variables"):
            formatter.write_paragraph()
            formatter.write_text(sentence(row))
