"""Sentences that the window and the command line both say, made of several rows of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotator.core.model import Submission
from annotator.core.suggestions import Why
from annotator.words.again import again_summary
from annotator.words.i18n import Language, error_sentence, has_row, tr

if TYPE_CHECKING:
    from annotator.commands.bringing import Word
    from annotator.commands.documents import ImportReport
    from annotator.formats import Problem


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
    for name in ("verdicts", "submissions"):
        if n := getattr(report, f"reported_{name}"):
            parts.append(tr(language, f"reports.reported-{name}", n=n))
    if count := sum(not row.is_notice for row in report.problems):
        parts.append(tr(language, "reports.problems", n=count))
    return " ".join(parts)


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
