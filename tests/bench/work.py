"""One piece of work in a process of its own: `python -m tests.bench.work NAME ARGUMENT...`.

Prints its figures as one line of JSON: `seconds` of the work itself, without the start of Python, and `peak`
memory of the whole process in MiB. So nothing an earlier measurement left in memory counts.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import get_args

import msgspec

from annotator.commands import documents, exporting, measures, spans, verdicts
from annotator.core.agreement.layers import Annotated
from annotator.core.agreement.measure import measure
from annotator.core.model import Bundle, Comment, Submission
from annotator.formats import scheme_toml
from annotator.store import Project, queries, review, work_lists
from annotator.store.stats import stats
from annotator.store.verify import rebuild, verify
from annotator.suggest import lexicon
from tests.bench import asking, corpus, doubled, floors, proposing, searching
from tests.bench.corpus import AUTHOR
from tests.bench.doubled import SECOND
from tests.bench.peak import peak_mib

Figures = Mapping[str, float | list[float]]

clock: Callable[[], float] = time.perf_counter
"""What time is taken by: also of the processor, where others share it."""

REVIEWER = "ليلى"
_STRIDE = 7919


def take_in(items: str, path: str) -> Figures:
    """Import a file into a new project."""
    with Project.create(Path(path), scheme_toml.load(), actor=AUTHOR) as project:
        begun = clock()
        report = documents.import_paths(project, [Path(items)], author=AUTHOR)
        seconds = clock() - begun
    assert not report.problems, report.problems[0]
    return {"seconds": seconds}


def take_in_floor(items: str, path: str) -> Figures:
    connection = floors.make(Path(path))
    seconds = _seconds(lambda: floors.take_in(connection, Path(items)))
    connection.close()
    return {"seconds": seconds}


def write_out(path: str, out: str) -> Figures:
    """Export a project to a new file."""
    with Project.open(Path(path)) as project:
        return {"seconds": _seconds(lambda: exporting.export(project, Path(out)))}


def write_out_floor(path: str, out: str) -> Figures:
    connection = floors.connect(Path(path))
    seconds = _seconds(lambda: floors.write_out(connection, Path(out)))
    connection.close()
    return {"seconds": seconds}


def label(path: str, out: str, floor_path: str, calls: str, acts: str) -> Figures:
    """Label stretches of text in a copy, first and again after so many acts, each time in turns with the
    bare insert; all seconds are given."""
    _copy(path, out)
    connection = floors.make(Path(floor_path))
    seconds: dict[str, list[float]] = {}
    with Project.open(Path(out)) as project:
        ids = queries.document_ids(project)

        def add(n: int) -> None:
            # Spread over the whole project, and never the same place twice.
            add_span(project, ids[n * _STRIDE % len(ids)], n // len(ids))

        first, last = int(calls), int(acts) + int(calls)
        for part, numbers in (("first", range(first)), ("last", range(last - first, last))):
            for n in range(numbers.start if part == "last" else 0):
                if n >= first:
                    add(n)
            for n in numbers:
                pair: list[tuple[str, Callable[[], object]]] = [
                    ("ours", partial(add, n)),
                    ("floor", partial(floors.insert_one, connection, n)),
                ]
                # Whoever comes second finds the disk warm, so they take turns.
                for name, act in pair if n % 2 else reversed(pair):
                    seconds.setdefault(f"{part} {name}", []).append(_seconds(act))
    connection.close()
    return seconds


def look(path: str) -> Figures:
    """What the statistics ask for, in seconds: the median of a few."""
    with Project.open(Path(path)) as project:
        return {"stats": statistics.median(_seconds(lambda: stats(project)) for _ in range(5))}


def wait(path: str, out: str) -> Figures:
    """Submit every document of a copy and ask for the next to review, in seconds: the median of a few.

    The reviewer has written the older half and has to be led past it. Of the orders the queue has, the
    slowest is given.
    """
    _copy(path, out)
    with Project.open(Path(out)) as project:
        ids = queries.document_ids(project)
        half = len(ids) // 2
        with project.event("submission.submit", AUTHOR) as event:
            event.add_in_bulk(
                Submission(
                    id=f"{place:08}",
                    document_id=name,
                    author=REVIEWER if place < half else AUTHOR,
                    state="submitted",
                )
                for place, name in enumerate(ids)
            )
        project.seen_by(REVIEWER)
        orders: dict[str, Callable[[], object]] = {
            order: partial(work_lists.queue, project, REVIEWER, order=order, limit=1)
            for order in get_args(work_lists.Order)
        }
        (first,) = work_lists.queue(project, REVIEWER, limit=1)
        layer = review.review_of(project, first.awaiting.document_id).layer(AUTHOR)
        judge = [partial(verdicts.accept, project, [span], author=REVIEWER) for span in layer.spans]
        return {
            "next": max(statistics.median(_seconds(ask) for _ in range(5)) for ask in orders.values()),
            "progress": statistics.median(
                _seconds(lambda: work_lists.counts(project, REVIEWER)) for _ in range(5)
            ),
            "judge": statistics.median(map(_seconds, judge)),
        }


def check(path: str) -> Figures:
    """Verify the whole record."""
    with Project.open(Path(path)) as project:
        begun = clock()
        findings = verify(project)
        seconds = clock() - begun
    assert not findings, findings[0]
    return {"seconds": seconds}


def check_floor(path: str) -> Figures:
    connection = floors.connect(Path(path))
    seconds = _seconds(lambda: floors.read_hashed(connection))
    connection.close()
    return {"seconds": seconds}


def hand_in(path: str, out: str) -> Figures:
    """Submit every document of a copy."""
    _copy(path, out)
    with Project.open(Path(out)) as project:
        ids = queries.document_ids(project)
        with project.event("submission.submit", AUTHOR) as event:
            event.add_in_bulk(
                Submission(id=f"{place:032x}", document_id=name, author=AUTHOR, state="submitted")
                for place, name in enumerate(ids)
            )
    return {}


def undo(path: str, changes: str) -> Figures:
    """Undo the one event that has brought in so many records."""
    with Project.create(Path(path), scheme_toml.load(), actor=AUTHOR) as project:
        with project.event("documents.import", AUTHOR) as event:
            count = 0
            for bundle in corpus.items(int(changes)):
                records = [bundle.document, *bundle.spans, *bundle.attributions]
                if (count := count + len(records)) > int(changes):
                    break
                event.add_in_bulk(records, [(bundle.document.text_hash, bundle.text)])
        return {"seconds": _seconds(lambda: project.undo(AUTHOR))}


def insert_floor(items: str, path: str, changes: str = "0") -> Figures:
    """Insert the rows of the items bare, or so many of them, once they are read."""
    connection = floors.make(Path(path))
    rows = floors.rows_of(Path(items), int(changes))
    seconds = _seconds(lambda: floors.insert(connection, rows))
    connection.close()
    Path(path).unlink()
    return {"seconds": seconds}


def make_anew(path: str) -> Figures:
    """Make every table anew from the log."""
    with Project.open(Path(path)) as project:
        return {"seconds": _seconds(lambda: rebuild(project))}


def weigh(items: str) -> Figures:
    """How many bytes the texts are."""
    with Path(items).open("rb") as lines:
        return {"bytes": sum(len(msgspec.json.decode(line)["text"].encode()) for line in lines)}


def survey(path: str, out: str, count: str) -> Figures:
    """Let two people work through a copy, in so many acts, and tell how it stands."""
    _copy(path, out)
    with Project.open(Path(out)) as project:
        # What is lost if the power fails now can be made again.
        project.db.execute("PRAGMA synchronous = OFF")
        ids = queries.document_ids(project)
        for place in range(int(count)):
            document = ids[place // 10 % len(ids)]
            author = (AUTHOR, SECOND)[place // 10 // len(ids) % 2]
            remark = Comment(
                id=f"act{place:08}",
                document_id=document,
                target_kind="document",
                target=document,
                author=author,
                text="?",
            )
            with project.event("comment.add", author) as event:
                event.add(remark)
        return {"seconds": _seconds(lambda: measures.overview(project))}


def agree(path: str) -> Figures:
    """Measure the agreement of the two authors of a project, intervals included."""
    with Project.open(Path(path)) as project:
        layers = map(_annotated, queries.bundles(project))
        begun = clock()
        agreement = measure(layers, clitics=lexicon.clitics())
        seconds = clock() - begun
    assert agreement.reason is None
    return {"seconds": seconds}


def agree_made(count: str) -> Figures:
    """The same without a project, whose page cache fills up: the documents are made up one by one."""
    layers = map(_annotated, doubled.items(int(count)))
    return {"seconds": _seconds(lambda: measure(layers, clitics=lexicon.clitics()))}


def _annotated(bundle: Bundle) -> Annotated:
    """The layers of the two authors of a project of the benchmark."""
    layers = {
        author: (
            [span for span in bundle.spans if span.author == author],
            [row for row in bundle.attributions if row.author == author],
        )
        for author in (AUTHOR, SECOND)
    }
    return Annotated(bundle.document.id, bundle.text, layers)


def agree_floor(path: str) -> Figures:
    connection = floors.connect(Path(path))
    seconds = _seconds(lambda: floors.read_layers(connection))
    connection.close()
    return {"seconds": seconds}


def _copy(path: str, out: str) -> None:
    with Project.open(Path(path), read_only=True) as project:
        project.backup(Path(out))


def add_span(project: Project, document: str, start: int) -> None:
    ranges = [(start, start + 30)]
    spans.add_span(project, author=AUTHOR, document_id=document, label="actor", ranges=ranges)


def _seconds(act: Callable[[], object]) -> float:
    begun = clock()
    act()
    return clock() - begun


ACTS: dict[str, Callable[..., Figures]] = {
    act.__name__: act
    for act in (
        take_in,
        take_in_floor,
        write_out,
        write_out_floor,
        label,
        look,
        wait,
        survey,
        check,
        check_floor,
        hand_in,
        undo,
        insert_floor,
        make_anew,
        weigh,
        agree,
        agree_made,
        agree_floor,
        proposing.propose,
        proposing.fold_all,
        proposing.propose_doubled,
        proposing.propose_all,
        proposing.learn,
        proposing.load_names,
        proposing.seek_names,
        searching.ask,
        searching.search,
        asking.ask_ledger,
    )
}


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps({**ACTS[name](*arguments), "peak": peak_mib()}))
