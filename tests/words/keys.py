"""Which rows of the tables the program can say, read from its source and from the lists that it inserts from.

A key stands in the code whole, or as an f-string: `f"events.{kind}"`. What such a pattern stands for are the
strings of the modules that write it, or, where they come from elsewhere, the list that `FAMILIES` names.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, get_args, get_type_hints

import click

import annotator
from annotator import formats
from annotator.cli import cli
from annotator.cli.usage import Group
from annotator.commands.again import Leaving
from annotator.core import (
    differences,
    document_filter,
    evaluation,
    garbled,
    joining,
    ledger,
    model,
    overview,
    review,
    scheme,
    signing,
    submission_check,
    verdicts,
)
from annotator.core.agreement import record
from annotator.core.carrying import CARRIES
from annotator.core.events import ENTITIES, KINDS
from annotator.core.offsets import OFFSET_UNITS
from annotator.core.pieces import UNITS
from annotator.core.splitting import BYS
from annotator.core.suggestions import IMPORTED
from annotator.core.toll_words import WHATS, WHOS
from annotator.formats.doubts import DOUBTS
from annotator.formats.encoding import LIKELY, WIDE
from annotator.formats.material.fields import FIELDS
from annotator.store import agreement_layers, keepers, keeping, progress, searching, work_lists
from annotator.suggest.gazetteer.named import PATTERNS as NAMED
from annotator.suggest.grammar.found import PATTERNS
from annotator.suggest.suggesters import SUGGESTER_IDS
from annotator.suggest.trained import SUGGESTER as TRAINED
from annotator.ui.actions import ACTIONS, ARTICLE_KEYS, MENUS
from annotator.ui.record import acts_model, groups, writing
from annotator.ui.review.reading import View
from annotator.ui.settings import SECTIONS, SETTINGS
from annotator.words import i18n
from annotator.words.agreement import SHOWN_MEASURES
from annotator.words.overview import ALONE, PICTURES

ROOT: Final = Path(annotator.__file__).parent
TABLES: Final = frozenset(key.partition(".")[0] for key in i18n.table())

TRANSLATING: Final = ("tr", "tr_", "translate", "_translate")
"""The functions that are given a whole key."""

SAYING: Final[Mapping[str, Mapping[str, str]]] = {
    "cli": {"sentence": "cli", "tell": "cli", "WrongUse": "cli", "report_file": "cli", "told": "review"},
    "plots": {"tr": "lead"},
}
"""By package: the functions that are given a key without the name of its table, and that table."""

REFUSING: Final = ("AnnotatorError", "__init__", "Finding", "Problem", "Fault", "report", "row_problem")
"""The calls that are given the code of an error."""


class Said:
    """What stands in the source: strings, patterns with the strings of their modules, codes of errors."""

    def __init__(self) -> None:
        self.strings: set[str] = set()
        self.keys: set[str] = set()
        """Those strings that are said to be keys where they stand."""
        self.patterns: dict[str, set[str]] = defaultdict(set)
        self.codes: set[str] = set()
        for path in sorted(ROOT.rglob("*.py")):
            self._read(path)

    def _read(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        saying = SAYING.get(path.relative_to(ROOT).parts[0], {})
        strings = set(_strings(tree))
        self.strings |= strings
        patterns = set(_patterns(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                self.codes |= {
                    text for word in node.keywords if word.arg == "code" for text in _strings(word)
                }
                if name in REFUSING:
                    self.codes |= {text for part in node.args for text in _strings(part)}
                    patterns |= {f"errors.{text}" for part in node.args[:1] for text in _patterns(part)}
                elif name in TRANSLATING and not saying.get(name):
                    self.keys |= {text for part in node.args for text in _chosen(part) if _is_key(text)}
                elif (stem := saying.get(name)) and node.args:
                    self.keys |= {f"{stem}.{text}" for text in _chosen(node.args[0])}
                    patterns |= {f"{stem}.{text}" for text in _patterns(node.args[0], named="*")}
            elif isinstance(node, ast.Assign) and "code" in ast.unparse(node.targets[0]).lower():
                self.codes |= set(_strings(node.value))
        for pattern in filter(_is_key, patterns):
            self.patterns[pattern] |= strings | {re.sub("[_.]", "-", text) for text in strings}


def _is_key(text: str) -> bool:
    table, dot, name = text.partition(".")
    return table in TABLES and bool(dot and name)


def _strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _chosen(part: ast.expr) -> Iterator[str]:
    """The string that is given, or both where one of two is."""
    if isinstance(part, ast.IfExp):
        yield from (text for side in (part.body, part.orelse) for text in _chosen(side))
    elif isinstance(part, ast.Constant) and isinstance(part.value, str):
        yield part.value


def _patterns(tree: ast.AST, *, named: str | None = None) -> Iterator[str]:
    """The f-strings, `*` for what they insert; and `named` for a key that only has a name here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
        elif named and isinstance(node, ast.Name | ast.Attribute):
            yield named


def commands(group: Group) -> Iterator[click.Command]:
    """All commands of the command line, those within others too."""
    for name in group.places:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        yield command
        if isinstance(command, Group):
            yield from commands(command)


def _options(*, own: bool) -> Iterator[str]:
    """The options of the command line; `own`: as the rows of one command alone are called."""
    for command in (cli, *commands(cli)):
        for option in command.get_params(click.Context(command)):
            if isinstance(option, click.Option):
                word = option.opts[0].lstrip("-")
                yield f"{command.name}-{word}" if own else word


def _module(name: str) -> list[str]:
    return [text.replace(".", "-") for text in _strings(ast.parse((ROOT / name).read_text(encoding="utf-8")))]


SAID: Final = Said()
SET: Final = [row.id for row in SETTINGS if row.section]

FAMILIES: Final[Mapping[str, Collection[str]]] = {
    "cli.toll-*": ["kept", "suggested"],
    "tolls.what-*": WHATS,
    "tolls.who-*": WHOS,
    "actions.*": [spec.id for spec in ACTIONS],
    "agreement.measure-*": [
        *SHOWN_MEASURES,
        *record.ATTRIBUTION_MEASURES,
        *(f"attribution.{part}.{name}" for part in ("category", "naming") for name in record.VALUE_MEASURES),
    ],
    "agreement.reason-*": get_args(record.Reason),
    "agreement.skipped-*": get_args(record.SkipReason),
    "bringing.doubt-*": DOUBTS,
    "bringing.encoding-*": ["utf-8", *LIKELY, *WIDE],
    "bringing.field-*": FIELDS,
    "bringing.unit-*": ["by-file", *OFFSET_UNITS],
    "bringing.skip-*": ["none", *get_args(Leaving)],
    "cli.evaluated-of-*": evaluation.PARTS,
    "cli.help-*": ["annotator", *(command.name or "" for command in commands(cli))],
    "cli.option-*": [*_options(own=False), *_options(own=True)],
    "errors.*": [*SAID.codes, *garbled.KINDS],
    "errors.unknown-*": ["span", "attribution"],
    "events.*": KINDS,
    "search.order-*": searching.ORDERS,
    "finding.again-*": document_filter.AGAIN,
    "finding.date-*": document_filter.DATE_STATES,
    "formats.*": [row.id for row in formats.FORMATS],
    "joining.keeper-*": get_args(keepers.Which),
    "joining.why-*": set(get_args(joining.Why)) - {"absorbed"},
    "keeping.*": [*(word for word, _ in keeping.COUNTED.values())],
    "carrying.*": list(CARRIES),
    "keeping.by-*": BYS,
    "keeping.flag-*": model.FLAGS,
    "keeping.unit-*": UNITS,
    "keys.*": ARTICLE_KEYS,
    "lead.about-*": [*PICTURES, "periods-week"],
    "lead.picture-*": [*PICTURES, *ALONE],
    "lead.brought-*": get_args(signing.Reason),
    "lead.stage-*": overview.STAGES,
    "lead.verdict-*": [*get_args(model.Verdict), "add"],
    "lead.task-*": get_args(model.Task),
    "lead.review-*": get_args(model.ReviewState),
    "lead.ask-*": ("new", "alike"),
    "lead.when-*": get_args(agreement_layers.When),
    "ledger.field-*": [field.replace("_", "-") for field in ledger.FIELDS],
    "ledger.state-*": get_args(ledger.State),
    "preferences.*": SET,
    "preferences.*-about": SET,
    "preferences.*-*": [*SET, *(choice for row in SETTINGS for choice in row.choices)],
    "preferences.*-choose": [row.id for row in SETTINGS if row.kind == "folder"],
    "preferences.*-least": ["confirm_undo", "backup_minutes"],
    "preferences.*-unit": [row.id for row in SETTINGS if row.kind == "number"],
    "preferences.*-usual": [row.id for row in SETTINGS if row.kind == "folder"],
    "preferences.section-*": SECTIONS,
    "preferences.suggesters_off-*": SUGGESTER_IDS,
    "record.as-*": writing.KINDS,
    "record.column-*": acts_model.COLUMNS,
    "record.group-*": groups.GROUPS,
    "record.*-files": writing.KINDS,
    "review.*": get_args(model.SubmissionState),
    "review.kind-*": get_args(model.TargetKind),
    "review.reason-*": get_args(model.Reason),
    "review.remark-*": get_args(submission_check.RemarkCode),
    "review.why-*": get_args(verdicts.Why),
    "review.state-*": [*get_args(review.State), *get_args(model.SubmissionState)],
    "reviewing.by-*": get_args(model.Verdict),
    "reviewing.difference-*": get_args(differences.Kind),
    "reviewing.list-*": get_args(work_lists.ListId),
    "reviewing.order-*": get_args(work_lists.Order),
    "reviewing.own-*": get_args(model.SubmissionState),
    "reviewing.state-*": get_args(progress.State),
    "reviewing.view-*": get_args(get_type_hints(View)["kind"]),
    "scheme.field-*": _module("ui/scheme/tabs.py"),
    "scheme.shape-*": get_args(scheme.Shape),
    "scheme.*-*": [*get_args(scheme.Role), *get_args(scheme.AttributeType), *_module("ui/scheme/tabs.py")],
    "story.entity-*": ENTITIES,
    "story.direction-*": get_args(model.Direction),
    "story.field-*": [*SAID.patterns["story.field-*"], *model.FLAGS],
    "story.segment-*": get_args(model.SegmentKind),
    "story.sorted-*": model.SORTED,
    "suggest.pattern-*": [*PATTERNS, *NAMED, IMPORTED, TRAINED],
    "window.kind-*": get_args(model.Kind),
    "window.menu-*": MENUS,
}


def idle(keys: Iterable[str]) -> list[str]:
    """Those of the keys that nothing says."""
    families = {pattern: FAMILIES.get(pattern, strings) for pattern, strings in SAID.patterns.items()}
    whole = SAID.keys | SAID.strings - set(KINDS)
    return [
        key
        for key in keys
        if key not in whole
        and not any(_fits(pattern, key, inserted) for pattern, inserted in families.items())
    ]


def _fits(pattern: str, key: str, inserted: Collection[str]) -> bool:
    found = re.fullmatch(re.escape(pattern).replace(r"\*", "(.+)"), key)
    return found is not None and all(part in inserted for part in found.groups())
