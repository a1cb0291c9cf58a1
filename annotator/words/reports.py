"""Sentences that the window and the command line both say, made of several rows of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.model import Submission
from annotator.core.suggestions import Why
from annotator.words.again import again_sentences, again_summary
from annotator.words.i18n import Language, error_sentence, has_row, isolated, tr

if TYPE_CHECKING:
    from annotator.commands.bringing import Word
    from annotator.commands.documents import ImportReport
    from annotator.commands.hearing import Doubted, Heard
    from annotator.formats import Columns, Problem


def lost_words(language: Language, lost: Mapping[str, int]) -> str:
    """What an export loses, each kind with its number, the most first."""
    rows = sorted(lost.items(), key=lambda row: -row[1])
    return ("، " if language == "ar" else ", ").join(
        f"{tr(language, f'carrying.{kind}')}: {count:,}" for kind, count in rows
    )


def problem_sentence(language: Language, problem: Problem) -> str:
    """A problem with its place before it."""
    sentence = error_sentence(language, problem.error)
    if not problem.path:
        return sentence
    # Some sentences name line and column themselves: they are also said of texts that come from no file.
    if problem.line is None or "line" in problem.details:
        return tr(language, "errors.in-file", path=problem.path, sentence=sentence)
    return tr(language, "errors.in-line", path=problem.path, line=problem.line, sentence=sentence)


_PLACES = 3


def problem_sentences(language: Language, problems: Sequence[Problem]) -> list[str]:
    """The problems, each with its place; what went wrong alike many times in a file is said once.

    Then its first lines are named, and how often it was.
    """
    alike: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.path, problem.code), []).append(problem)
    said = []
    for (path, _), rows in alike.items():
        if len(rows) <= _PLACES or not path:
            said += [problem_sentence(language, row) for row in rows]
            continue
        lines = list(dict.fromkeys(row.line for row in rows if row.line is not None))[:_PLACES]
        sentence = error_sentence(language, rows[0].error)
        said.append(
            tr(
                language,
                "errors.in-lines",
                path=path,
                lines=("، " if language == "ar" else ", ").join(map(str, lines)) or "-",
                n=len(rows),
                sentence=sentence,
            )
        )
    return said


def import_summary(language: Language, report: ImportReport) -> str:
    """Say in one or two sentences what an import did."""
    parts = []
    if report.documents or not report.known:
        parts.append(tr(language, "reports.imported", n=report.documents))
    if report.known:
        parts.append(tr(language, "reports.known", n=report.known))
    parts += again_summary(language, report.again)
    spans = tr(language, "reports.spans", n=report.spans)
    attributions = tr(language, "reports.attributions", n=report.attributions)
    if report.spans and report.attributions:
        parts.append(tr(language, "reports.added-both", spans=spans, attributions=attributions))
    elif report.spans or report.attributions:
        parts.append(tr(language, "reports.added", rows=spans if report.spans else attributions))
    if report.suggestions is not None:
        parts.append(tr(language, "reports.suggestions", n=report.suggestions))
    for name in ("verdicts", "submissions"):
        if n := getattr(report, f"reported_{name}"):
            parts.append(tr(language, f"reports.reported-{name}", n=n))
    if count := sum(not row.is_notice for row in report.problems):
        parts.append(tr(language, "reports.problems", n=count))
    return " ".join(parts)


def doubt_sentences(language: Language, doubts: Mapping[str, Doubted]) -> list[str]:
    """What of an import is uncertain: a sentence for each kind with its first places, and the cure."""
    said, comma = [], tr(language, "keeping.comma")
    for code, counted in doubts.items():
        places = [_doubted(language, *place) for place in counted.first]
        more = tr(language, "bringing.doubt-more") if counted.n > len(places) else ""
        said.append(tr(language, f"bringing.doubt-{code}", n=counted.n, places=comma.join(places) + more))
    return [*said, tr(language, "bringing.by-hand")] if said else []


def _doubted(language: Language, path: str, title: str) -> str:
    """A document, and the file it came from: none if it was pasted."""
    return (
        tr(language, "bringing.doubt-place", title=title, path=Path(path).name) if path else isolated(title)
    )


def import_lines(language: Language, report: ImportReport) -> list[str]:
    """What went wrong in an import, what was taken as somebody said, and what is uncertain."""
    return [
        *problem_sentences(language, report.problems),
        *again_sentences(language, report.again),
        *told_sentences(language, report.heard),
        *doubt_sentences(language, report.heard.doubts),
    ]


def told_sentences(language: Language, heard: Heard) -> list[str]:
    """What was taken as somebody said, now or before: columns, and labels."""
    said = [columns_sentence(language, row) for row in heard.columns.values() if row.told]
    labels = [
        tr(
            language,
            "bringing.label-as" if met.ours else "bringing.label-left-out",
            theirs=theirs,
            ours=met.ours,
            n=met.n,
        )
        for theirs, met in heard.labels.items()
        if theirs != met.ours
    ]
    if labels:
        said.append(tr(language, "bringing.labels-told", told=tr(language, "keeping.comma").join(labels)))
    return list(dict.fromkeys(said))


def columns_sentence(language: Language, columns: Columns) -> str:
    """Where the fields of a table are taken from, as somebody said."""
    told = (
        tr(language, "bringing.field-of", field=tr(language, f"bringing.field-{field}"), name=name)
        if name
        else tr(language, "bringing.field-of-none", field=tr(language, f"bringing.field-{field}"))
        for field, name in columns.told.items()
    )
    return tr(language, "bringing.columns-told", told=tr(language, "keeping.comma").join(told))


def told_by(language: Language, word: Word) -> str:
    """Somebody's word on work, as the comment of whoever brings it in reports it."""
    if isinstance(word, Submission):
        state, note = tr(language, f"review.state-{word.state}"), word.note
        who = word.author
    else:
        state, note = tr(language, f"review.state-{word.verdict}"), word.comment
        who = word.reviewer
        if word.reason:
            state = f"{state} ({tr(language, f'review.reason-{word.reason}')})"
    said = f"{state}. {note}" if note else state
    return tr(language, "reports.told-by", who=who, said=said)


def why_sentence(language: Language, why: Why) -> str:
    """Why something is proposed: the pattern, and the words that matched it."""
    key = f"suggest.pattern-{why.pattern}"
    # A newer program may have proposed it, by a pattern that has no name here.
    pattern = tr(language, key) if has_row(key) else why.pattern
    return tr(language, "suggest.why", pattern=pattern, words=why.words) if why.words else pattern


def event_sentence(language: Language, kind: str) -> str:
    """Say what somebody did, by the kind of the event."""
    key = f"events.{kind}"
    # A log written by a newer program may hold kinds of events that have no name here.
    return tr(language, key) if has_row(key) else kind
