"""Random histories of copies of one project that go on apart, are joined, and killed while they are."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import msgspec

from annotator.commands import (
    assignments,
    attributions,
    authors,
    comments,
    documents,
    keeping,
    names,
    spans,
    submissions,
    verdicts,
)
from annotator.commands.lexicon import set_lexicon
from annotator.commands.scheme import change_scheme
from annotator.core.errors import AnnotatorError
from annotator.core.model import SORTED, Attribution, Span, Task, new_id
from annotator.store import Project, joining, queries, review
from annotator.store import names as stored_names
from annotator.store.ledger_refresh import bring_up_to_date
from annotator.store.tables import TABLES
from annotator.store.verify import verify
from annotator.suggest import lexicon

TEXTS: Final = (
    "قال مصدر عسكري 🔴 إن الطائرة سقطت قرب مدينة السنديان.\nوأضاف أن التحقيق مستمر.",
    "أعلنت وزارة الداخلية اليوم أن الوضع مستقر.\nونقل عن شهود قولهم غير ذلك.",
    "خبر ثالث عن الميناء والسفينة.",
)
LEAD: Final = "ليلى"
PEOPLE: Final = (LEAD, "سلمى", "يزن", "سلمى")


class Killed(BaseException):
    """Stands for a kill."""


class Actor:
    """Does one thing after the other that a person could do, by dice, in whichever copy it is given."""

    def __init__(self, dice: random.Random, files: list[Path]) -> None:
        self.dice = dice
        self.files = files
        self.done: Counter[str] = Counter()

    def act(self, project: Project, author: str) -> None:
        project.seen_by(author)
        ids = [row for (row,) in project.rows("SELECT id FROM documents ORDER BY id")]
        if not ids or self.dice.random() < 0.05:
            self._bring_in(project, author)
            return
        document = self.dice.choice(ids)
        choices = self._anytime(project, author, document)
        layer = queries.layer(project, document, author)
        if layer.spans:
            choices += self._on_span(project, author, self.dice.choice(layer.spans), layer)
        if layer.attributions:
            choices += self._on_tie(project, author, self.dice.choice(layer.attributions))
        if author == LEAD:
            choices += self._as_lead(project, document)
        weights = [weight for weight, _, _ in choices]
        _, name, do = self.dice.choices(choices, weights)[0]
        self._try(name, do)

    def _bring_in(self, project: Project, author: str) -> None:
        """One text, or all in one import, which may be undone at once, before or after others have them."""
        if self.dice.random() < 0.5:
            self._try("add", lambda: documents.add_text(project, self.dice.choice(TEXTS), author=author))
            return
        self._try("import", lambda: documents.import_paths(project, self.files, author=author))
        if self.dice.random() < 0.3:
            self._try("undo import", lambda: project.undo(author))

    def _try(self, name: str, do: Callable[[], object]) -> None:
        with suppress(AnnotatorError):
            do()
            self.done[name] += 1

    def _ranges(self, project: Project, document: str) -> list[tuple[int, int]]:
        length = len(queries.text_of(project, queries.document(project, document)))
        start = self.dice.randrange(length - 1)
        return [(start, min(length, start + self.dice.randint(1, 12)))]

    def _anytime(self, project: Project, author: str, document: str) -> list[Any]:
        dice = self.dice
        label = dice.choice(["actor", "place", "claim", "source", "cue"])
        known = [row.name for row in stored_names.names_of(project, author)] + stored_names.names(project)
        listed = ("مصدر", "السنديان", "الطائرة")
        found: list[Any] = [
            (6, "span", lambda: spans.add_span(project, author=author, document_id=document, label=label,
                                               ranges=self._ranges(project, document))),
            (4, "undo", lambda: project.undo(author)),
            (2, "redo", lambda: project.redo(author)),
            (1, "name", lambda: names.add_name(
                project, author=author, label="actor", name=dice.choice(listed),
                variants=[dice.choice(["مصدر عسكري", "طائرة", "و ا"])])),
            (1, "submit", lambda: submissions.submit(project, document, author=author, note="كذا")),
            (0.3, "withdraw", lambda: submissions.withdraw(project, document, author=author)),
            (4, "judge", lambda: self._judge(project, author, document)),
            (1, "comment", lambda: comments.comment_on(project, document, "كذا", author=author)),
            (1, "note", lambda: keeping.write_note(project, document, dice.choice(["ا", "ب", ""]),
                                                   author=author)),
            (1, "sort", lambda: keeping.sort_documents(
                project, [document], dice.choice(SORTED), author=author, reason="كذا")),
            (0.2, "remove", lambda: keeping.remove_document(
                project, queries.document(project, document), author=author, even_others=True)),
            (0.3, "lexicon", lambda: _list_words(project, dice.choice(listed), author)),
        ]  # fmt: skip
        if known:
            one, other = dice.choice(known), dice.choice(known)
            change = dice.choice([names.block_name, names.unblock_name, names.split_name])
            found += [
                (1, "merge names", lambda: names.merge_names(project, other, [one], author=author)),
                (1, "change name", lambda: change(project, one, author=author)),
            ]
        return found

    def _on_span(self, project: Project, author: str, span: Span, layer: queries.Layer) -> list[Any]:
        dice = self.dice
        label = dice.choice(["actor", "place", "claim", "source", "cue"])
        some = dice.sample(list(layer.spans), min(3, len(layer.spans)))
        known = [row.name for row in stored_names.names_of(project, author)]
        is_within = bool(layer.attributions) and dice.random() < 0.4
        parent = dice.choice(layer.attributions).id if is_within else None
        return [
            (1, "relabel", lambda: spans.relabel_span(project, span, label, author=author)),
            (1, "relabel all", lambda: spans.relabel_spans(project, some, label, author=author)),
            (1, "remark", lambda: spans.set_span_note(
                project, span, dice.choice(["x", "🔴", '\t"']), author=author)),
            (1, "delete", lambda: spans.delete_span(project, span, author=author)),
            (3, "tie", lambda: attributions.attribute(
                project, author=author, claims=[span.id], sources=[dice.choice(layer.spans).id],
                cue=dice.choice(layer.spans).id, category="military", parent=parent)),
            (2, "link", lambda: names.link_name(
                project, span, dice.choice([None, *known]), author=author)),
        ]  # fmt: skip

    def _on_tie(self, project: Project, author: str, tie: Attribution) -> list[Any]:
        category = self.dice.choice(["military", "local", "security"])
        return [
            (
                2,
                "edit",
                lambda: attributions.edit_attribution(project, tie, author=author, category=category),
            ),
            (1, "untie", lambda: attributions.delete_attribution(project, tie, author=author)),
        ]

    def _judge(self, project: Project, author: str, document: str) -> None:
        found = review.review_of(project, document)
        targets = [row.target for one in sorted(set(PEOPLE)) for row in found.standings(one)]
        if not targets:
            return
        target, way = self.dice.choice(targets), self.dice.randrange(3)
        if way == 0:
            verdicts.accept(project, [target], author=author)
        elif way == 1:
            verdicts.reject(project, [target], author=author, reason="other")
        elif isinstance(target, Span):
            verdicts.replace_span(project, [target], author=author, ranges=self._ranges(project, document))
        elif isinstance(target, Attribution):
            verdicts.replace_attribution(project, [target], author=author, category="local")

    def _as_lead(self, project: Project, document: str) -> list[Any]:
        dice = self.dice
        tasks: tuple[Task, ...] = ("review", "adjudicate", "annotate-blind")
        who, task = dice.choice(["سلمى", "يزن"]), dice.choice(tasks)
        return [
            (2, "scheme", lambda: self._edit_scheme(project)),
            (3, "assign", lambda: assignments.assign(
                project, [document], assignees=[who], task=task, author=LEAD)),
            (1, "unassign", lambda: assignments.unassign(
                project, [document], assignees=[who], task=task, author=LEAD)),
            (0.15, "rename", lambda: authors.rename_author(project, who, f"{who} ع", author=LEAD)),
        ]  # fmt: skip

    def _edit_scheme(self, project: Project) -> None:
        scheme, dice = project.scheme, self.dice
        labels = list(scheme.labels)
        n = dice.randrange(len(labels))
        if dice.random() < 0.4:
            labels.append(msgspec.structs.replace(labels[n], id=f"new{dice.randrange(4)}", key=""))
        else:
            labels[n] = msgspec.structs.replace(
                labels[n], name={**labels[n].name, "en": f"x{dice.randrange(99)}"}
            )
        change_scheme(project, scheme, msgspec.structs.replace(scheme, labels=tuple(labels)), author=LEAD)


_READ: Final = cache(lexicon.read_lexicon)
"""A lexicon takes longer to read than all else that a history does."""


def _list_words(project: Project, words: str, author: str) -> None:
    with patch.object(lexicon, "read_lexicon", _READ):
        set_lexicon(project, f'[[source]]\nwords = ["{words}"]\n', author=author)


class Outcome(msgspec.Struct):
    """What a history came to."""

    problems: list[str] = []
    events: int = 0
    aside: Counter[str] = msgspec.field(default_factory=Counter)
    kills: int = 0
    done: Counter[str] = msgspec.field(default_factory=Counter)


def live(seed: int, base: Path, folder: Path, *, copies: int = 4, acts: int = 60, plain: bool | None = None,
         kills: bool = True) -> Outcome:  # fmt: skip
    """Let copies of the project at `base` go on apart and be joined with the first, then hold them against
    each other. `plain`: they all sign alike; otherwise each as a copy of its own."""
    dice = random.Random(seed)
    folder = folder / f"history-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    texts = [folder / f"{n}.txt" for n in range(len(TEXTS))]
    for path, text in zip(texts, TEXTS, strict=True):
        path.write_text(text, encoding="utf-8")
    actor, outcome = Actor(dice, texts), Outcome()
    paths = [folder / f"{n}.db" for n in range(copies)]
    for n, path in enumerate(paths):
        shutil.copy(base, path)
        if n and not (seed % 2 == 0 if plain is None else plain):
            _sign_apart(path)
    files = [opened(path) for path in paths]

    def meet(n: int, *, may_be_killed: bool) -> None:
        """The first copy and another are joined, whichever of the two is written."""
        mine, theirs = dice.sample([0, n], 2)
        keeper = "mine" if mine == 0 else "theirs"
        try:
            join(files[mine], paths[theirs], keeper, dice.randint(1, 5) if may_be_killed else 0)
        except Killed:
            outcome.kills += 1
            files[mine].close()
            files[mine] = opened(paths[mine])

    join(files[0], paths[1], "mine")
    for _ in range(acts):
        n = dice.randrange(copies)
        actor.act(files[n], PEOPLE[n])
        if dice.random() < 0.12:
            meet(dice.randrange(1, copies), may_be_killed=kills and dice.random() < 0.3)
    everywhere: set[str] = set()
    for file in files:
        file.seen_by()
        everywhere |= {row for (row,) in file.rows("SELECT hash FROM events")}
    for n in range(1, copies):
        join(files[0], paths[n], "mine")
    for n in range(1, copies):
        join(files[n], paths[0], "theirs")
    outcome.events, outcome.done = len(everywhere), actor.done
    outcome.problems = compared(files, everywhere, proved=dice.choice(files))
    outcome.aside.update(why for (why,) in files[0].rows("SELECT why FROM aside"))
    for file in files:
        file.close()
    if not outcome.problems:
        shutil.rmtree(folder)
    return outcome


def opened(path: Path) -> Project:
    project = Project.open(path)
    project.conn.execute("PRAGMA synchronous = OFF")
    return project


def _sign_apart(path: Path) -> None:
    """As if another account had opened it first."""
    with Project.open(path) as project:
        project.conn.execute("UPDATE hub SET value = ? WHERE key LIKE 'signs:%'", [new_id()])


def join(project: Project, theirs: Path, keeper: str, killed_at: int = 0) -> None:
    """Take in what the other file has; the first of the copies is the keeper. Killed after so many steps."""

    def step(done: int, steps: int) -> None:
        if done == killed_at:
            raise Killed

    project.seen_by()
    bring_up_to_date(project)  # what is kept of the claims has to follow what is set aside
    with Project.open(theirs, read_only=True) as other:
        joined = joining.join(project, other, step=step)
    assert joined.keeper == keeper


ONCE: Final = {
    "two submissions": "SELECT 1 FROM submissions GROUP BY document_id, author HAVING count(*) > 1",
    "two assignments": "SELECT 1 FROM assignments GROUP BY document_id, assignee, task HAVING count(*) > 1",
    "two notes": "SELECT 1 FROM notes GROUP BY document_id, author HAVING count(*) > 1",
    "two verdicts": """SELECT 1 FROM decisions
                       WHERE NOT (target_kind = 'submission' AND replacement IS NOT NULL)
                       GROUP BY target, reviewer HAVING count(*) > 1""",
    "a merged name stands": """SELECT 1 FROM names a JOIN names b ON a.merged_into = b.id
                               WHERE b.merged_into IS NOT NULL""",
    "an import is void": """SELECT 1 FROM events e WHERE kind IN ('document.add', 'documents.import')
        AND EXISTS (SELECT 1 FROM aside a WHERE a.event = e.seq AND a.why NOT LIKE 'absorbed%')""",
    "an undo took what another's act put there": """
        SELECT 1 FROM events u JOIN events t ON t.id = u.reverts JOIN standing s ON s.event = u.seq
        JOIN aside a ON a.event = t.seq JOIN log c ON c.event = t.seq AND c.n = a.n
        AND c.entity = s.entity AND c.entity_key = s.entity_key""",
}


_VOID: Final = "SELECT id FROM events e WHERE NOT EXISTS (SELECT 1 FROM standing s WHERE s.event = e.seq)"


def compared(files: list[Project], everywhere: set[str], *, proved: Project | None = None) -> list[str]:
    """What is wrong with files that should be equal. Where one is `proved`, the others need but be as it."""
    found: list[str] = []
    states = [_state(file) for file in files]
    first = states[0]
    for n, (file, state) in enumerate(zip(files, states, strict=True)):
        bring_up_to_date(file)
        if proved in (None, file) or state != first:
            found += [f"{n}: {finding.code} {finding.details}" for finding in verify(file)]
        if missing := everywhere - {row for (row,) in file.rows("SELECT hash FROM events")}:
            found.append(f"{n}: {len(missing)} events lost")
        found += [f"{n}: {what}" for what, sql in ONCE.items() if file.one(sql)]
        found += [
            f"{n}: {name} differs: {str(set(map(str, rows)) ^ set(map(str, first[name])))[:300]}"
            for name, rows in state.items()
            if rows != first[name]
        ]
        void = {row for (row,) in file.rows(_VOID)}
        for author in PEOPLE:
            if void & set(file.history(author)._undo):
                found.append(f"{n}: what does not stand can be undone")
    return found


_LOGGED: Final = "previous, n, entity, entity_key, document_key, before, after, payload_hash"


def _state(file: Project) -> dict[str, list[Any]]:
    found = {name: sorted(file.rows(table.select_stored), key=str) for name, table in TABLES.items()}
    found["awaiting"] = sorted(file.rows("SELECT * FROM awaiting"))
    found["log"] = sorted(file.rows(f"SELECT hash, {_LOGGED} FROM log JOIN events ON seq = event"), key=str)
    found["aside"] = sorted(file.rows("SELECT id, n FROM aside JOIN events ON seq = event"))
    found["order"] = list(file.rows(
        "SELECT DISTINCT id FROM standing s JOIN events e ON e.seq = s.event ORDER BY s.ord"))  # fmt: skip
    return found
