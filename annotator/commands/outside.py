"""Asks outside models for suggestions: only with their owner's consent, and nothing they say is believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from annotator.commands.mappings import of_project
from annotator.commands.progress import Cancelled, Progress, stop_if
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.core.outside import Kind, Outside
from annotator.core.suggestions import Suggestion, suggestions_of
from annotator.disk import data_path
from annotator.formats import ReadOptions, by_id, read_paths
from annotator.formats.base import WriteOptions
from annotator.formats.writing import write
from annotator.store import Project, outside, queries
from annotator.store.suggestions import add_brought
from annotator.suggest.asking import ask_chat, ask_label_studio, run
from annotator.suggest.clitics import read_table

_BATCH: Final = 100
_OURS, _THEIRS = "annotator", "label-studio"


class Asked(msgspec.Struct):
    """What came of asking.

    `refused`: answers that are not about the text as it is; `dropped`: quotes of a language model that the
    text does not hold; `strange`: labels the scheme lacks, how often each.
    """

    documents: int = 0
    suggestions: int = 0
    new: int = 0
    refused: int = 0
    dropped: int = 0
    strange: dict[str, int] = {}
    left_out: int = 0
    """Restricted documents, which are given to nobody."""
    problems: list[AnnotatorError] = []


def add_outside(
    name: str, kind: Kind, target: Sequence[str], *, model: str = "", seconds: int, consent: bool
) -> Outside:
    """Know a model from now on. Raises as `store.outside.put`."""
    row = Outside(name=name, kind=kind, target=tuple(target), model=model, seconds=seconds)
    before = next((one for one in outside.known() if one.name == name), None)
    if consent or (before is not None and before.consented == row.target and before.kind == kind):
        row = msgspec.structs.replace(row, consented=row.target)
    outside.put(row)
    return row


def consent_to(name: str) -> Outside:
    """Let texts be given to a model, as it is reached now. Raises `AnnotatorError("no-such-outside")`."""
    row = outside.named(name)
    row = msgspec.structs.replace(row, consented=row.target)
    outside.put(row)
    return row


def ask_outside(
    project: Project,
    name: str,
    *,
    documents: Sequence[str] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Asked:
    """Have a model propose in documents, all where none are named: nobody's suggestions, as those of files.

    What it proposed before gives way. Raises `AnnotatorError`: "model-without-consent", "no-such-outside",
    "project-read-only", as `suggest.asking`, and "cancelled": what was answered until then is kept, but for
    a command, which answers at its end.
    """
    if project.read_only:
        raise AnnotatorError("project-read-only", path=str(project.path))
    row = outside.named(name)
    if not row.has_consent:
        raise AnnotatorError("model-without-consent", name=row.name, target=row.shown)
    ids = queries.document_ids(project) if documents is None else list(documents)
    report = Asked()
    ask = _run if row.kind == "command" else _post
    with TemporaryDirectory() as folder:
        for bundles, out in ask(project, row, ids, Path(folder), report, progress, cancelled):
            _take_in(project, row, bundles, out, report)
    return report


_Answered = Iterator[tuple[dict[str, str], Path]]
"""The texts that were asked about, by the id of the document, and the file of what was answered."""


def _texts(project: Project, ids: Sequence[str], report: Asked) -> Iterator[Bundle]:
    """The documents that may be given away: bare, without anybody's work."""
    for start in range(0, len(ids), _BATCH):
        for bundle in queries.bundles(project, ids=ids[start : start + _BATCH], author=""):
            if any(row.restricted for row in bundle.filings):
                report.left_out += 1
            else:
                report.documents += 1
                yield Bundle(document=bundle.document, text=bundle.text)


def _run(
    project: Project,
    row: Outside,
    ids: Sequence[str],
    folder: Path,
    report: Asked,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> _Answered:
    given, out = folder / "documents.jsonl", folder / f"{row.name}.jsonl"
    texts: dict[str, str] = {}

    def kept() -> Iterator[Bundle]:
        for bundle in _texts(project, ids, report):
            texts[bundle.document.id] = bundle.text
            yield bundle

    with given.open("wb") as file:
        write(by_id(_OURS), kept(), file, WriteOptions(scheme=project.scheme))
    if texts:

        def told(lines: int) -> None:
            if progress:
                progress(min(lines, len(texts)), len(texts))

        run(row, given, out, stop=partial(stop_if, cancelled), told=told)
        yield texts, out


def _post(
    project: Project,
    row: Outside,
    ids: Sequence[str],
    folder: Path,
    report: Asked,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> _Answered:
    out = folder / f"{row.name}.json"
    stop = partial(stop_if, cancelled)
    companions = by_id(_THEIRS).companions
    assert companions is not None
    config = "".join(data.decode() for data in companions(WriteOptions(scheme=project.scheme)).values())
    labels = {label.id: " / ".join(label.name.values()) for label in project.scheme.active_labels()}
    instructions = str(read_table(data_path("resources", "training", "instructions.toml"))["spans"])
    for done, bundle in enumerate(_texts(project, ids, report)):
        stop()
        if progress:
            progress(done, len(ids))
        if row.kind == "chat":
            found, dropped = ask_chat(row, bundle.text, labels, instructions, stop=stop)
            report.dropped += dropped
        else:
            found = ask_label_studio(row, bundle.text, config, stop=stop)
        task = {"id": 1, "data": {"text": bundle.text}, "predictions": found}
        out.write_bytes(msgspec.json.encode([task]))
        yield {bundle.document.id: bundle.text}, out


def _take_in(project: Project, row: Outside, texts: dict[str, str], out: Path, report: Asked) -> None:
    """Keep as suggestions what is about a text as it is and bears a label of the scheme."""
    ours = {label.id for label in project.scheme.active_labels()}
    by_text = {text: document for document, text in texts.items()}
    found: dict[str, list[Suggestion]] = {document: [] for document in texts}
    options = of_project(project, ReadOptions(predictions=True))
    for read in read_paths([out], format_id=None if row.kind == "command" else _THEIRS, options=options):
        if not isinstance(read, Bundle):
            if not read.is_notice:
                report.refused += 1
                report.problems.append(read.error)
            continue
        document = by_text.get(read.text)
        if texts.get(read.document.id) == read.text:
            document = read.document.id
        if document is None:
            report.refused += 1
            continue
        for suggestion in suggestions_of(read, document, row.name):
            strange = [span.label for span in suggestion.spans if span.label not in ours]
            for label in strange:
                report.strange[label] = report.strange.get(label, 0) + 1
            if not strange:
                found[document].append(suggestion)
    report.suggestions += sum(map(len, found.values()))
    report.new += add_brought(project, {document: rows for document, rows in found.items() if rows})
