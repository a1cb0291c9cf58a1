"""Other formats beside the writing of their own libraries, and clusters of texts: `--rows exchange`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow
import pyarrow.parquet
import spacy

from annotator.commands import documents, exporting
from annotator.commands.exporting import Asked
from annotator.core.likeness import sketch
from annotator.core.splitting import Item, split
from annotator.formats import ReadOptions, scheme_toml
from annotator.store import Project
from tests.bench import corpus
from tests.bench.peak import peak_mib
from tests.bench.results import middle, quantile, result

if TYPE_CHECKING:
    from tests.bench.bench import Bench
    from tests.bench.results import Result

WRITTEN: Final = {"spacy": ".spacy", "hf-parquet": ".parquet"}
READ: Final = {"doccano": ".jsonl", "label-studio": ".json"}
_GROUP: Final = 1000


def rows(bench: Bench) -> Iterator[Result]:
    """What is written is read by its library first, so that its floor is its writing alone."""
    size = max(bench.sizes)
    project, _ = bench.project(size)
    for format_id, suffix in WRITTEN.items():
        out, again = bench.fresh(suffix), bench.fresh(suffix)
        _run(bench, "write", format_id, project, out)
        ours, floor = bench.in_turns(
            partial(_run, bench, "write", format_id, project, bench.fresh(suffix)),
            partial(_run, bench, f"{format_id}-floor", out, again),
        )
        yield result("exchange", f"export, {format_id}", middle(ours), middle(floor), runs=len(ours))
        yield result(
            "exchange", f"export, {format_id}, peak memory", max(run["peak"] for run in ours), runs=len(ours)
        )
    for format_id, suffix in READ.items():
        out = bench.fresh(suffix)
        _run(bench, "write", format_id, project, out)
        ours, floor = bench.in_turns(
            partial(_anew, bench, "read", format_id, out),
            partial(_anew, bench, "floor", "", bench.items(size)),
        )
        yield result("exchange", f"import, {format_id}", middle(ours), middle(floor), runs=len(ours))
    seconds = [_run(bench, "cluster", size)["seconds"] for _ in range(bench.rounds)]
    yield result("exchange", "clusters", quantile(seconds, 0.5), runs=len(seconds))


def _run(bench: Bench, act: str, *arguments: object) -> dict[str, float]:
    return dict(json.loads(bench.run("tests.bench.exchanging", act, *arguments)))


def _anew(bench: Bench, act: str, format_id: str, file: Path) -> dict[str, float]:
    """Into a project that goes again."""
    made = bench.fresh(".db")
    if act == "floor":
        told = bench.work("take_in_floor", file, made)
    else:
        told = _run(bench, act, format_id, file, made)
    made.unlink()
    return told


# In a process


def write(format_id: str, path: str, out: str) -> float:
    with Project.open(Path(path)) as project:
        return _seconds(lambda: exporting.export(project, Path(out), Asked(format_id=format_id)))


def read(format_id: str, file: str, path: str) -> float:
    scheme = scheme_toml.load()
    options = ReadOptions(author=corpus.AUTHOR, roles={label.id: label.role for label in scheme.labels})
    with Project.create(Path(path), scheme, actor=corpus.AUTHOR) as project:
        return _seconds(
            lambda: documents.import_paths(
                project, [Path(file)], author=corpus.AUTHOR, format_id=format_id, options=options
            )
        )


def spacy_floor(file: str, out: str) -> float:
    """The same words and spans made into documents, and those into bytes."""
    vocabulary = spacy.blank("ar").vocab
    told = [
        (
            [token.text for token in doc],
            [bool(token.whitespace_) for token in doc],
            [(span.start_char, span.end_char, span.label_) for span in doc.spans["sc"]],
            doc.user_data,
        )
        for doc in spacy.tokens.DocBin(store_user_data=True).from_disk(file).get_docs(vocabulary)
    ]

    def act() -> None:
        kept = spacy.tokens.DocBin(store_user_data=True)
        for words, spaces, spans, facts in told:
            doc = spacy.tokens.Doc(vocabulary, words=words, spaces=spaces)
            doc.spans["sc"] = [doc.char_span(start, end, label=label) for start, end, label in spans]
            doc.user_data.update(facts)
            kept.add(doc)
        kept.to_disk(out)

    return _seconds(act)


def parquet_floor(file: str, out: str) -> float:
    """The same rows, a thousand at a time."""
    table = pyarrow.parquet.read_table(file)
    told = table.to_pylist()

    def act() -> None:
        with pyarrow.parquet.ParquetWriter(out, table.schema) as writer:
            for at in range(0, len(told), _GROUP):
                writer.write_table(pyarrow.Table.from_pylist(told[at : at + _GROUP], schema=table.schema))

    return _seconds(act)


def cluster(count: str) -> float:
    """Sketches of short items, many of them alike, and how they hang together."""
    texts = [item.text for item in corpus.items(int(count))]
    return _seconds(
        lambda: split(
            (Item(id=f"{place}", sketch=sketch(text)) for place, text in enumerate(texts)), (0.8, 0.1, 0.1)
        )
    )


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


ACTS: Final[dict[str, Callable[..., float]]] = {
    "write": write,
    "read": read,
    "spacy-floor": spacy_floor,
    "hf-parquet-floor": parquet_floor,
    "cluster": cluster,
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps({"seconds": ACTS[name](*arguments), "peak": peak_mib()}))
