"""Is every character where it is painted? `python -m tests.bench.geometry [--examples N] [--real FOLDER]`.

Tries the properties of `tests/ui/article/test_geometry.py` at full length: on so many generated texts for
each of them, and on every text of a folder of real data, each paragraph painted and its pixels compared. It
takes half an hour; `docs/geometry.md` records what came of it. Exit status 1 where anything failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import click

from annotator.core.errors import AnnotatorError
from annotator.core.model import Direction, Document
from annotator.core.offsets import canonical
from annotator.formats.texts import language_and_direction
from annotator.ui.app import application
from annotator.ui.article.fonts import Face, faces
from annotator.ui.article.layout import ParagraphLayout
from annotator.ui.article.paragraphs import paragraphs
from tests.ui.article.real_texts import SOURCES
from tests.ui.article.test_geometry import check_caret, check_ink, check_tiling

_ROOT = Path(__file__).resolve().parents[2]
_WIDTH = 420
_COUNTED = ("texts", "refused", "paragraphs", "characters", "lines", "judged", "failed")
_ROW = "{:16} {:>6} {:>7} {:>10} {:>10} {:>7} {:>7} {:>6}"


@click.command()
@click.option("--examples", default=10_000, show_default=True, help="Generated texts; 0 for none.")
@click.option("--real", type=click.Path(path_type=Path, exists=True), help="The folder of real data.")
@click.option("--sources", default=",".join(SOURCES), show_default=True, help="Which of its parts.")
def main(examples: int, real: Path | None, sources: str) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    failed = _generated(examples) if examples else False
    if real is not None:
        failed |= _real(real, sources.split(","))
    sys.exit(1 if failed else 0)


def _generated(examples: int) -> bool:
    """Run the property tests with so many examples; whether any failed."""
    command = [sys.executable, "-m", "pytest", "tests/ui/article/test_geometry.py", "-q"]
    command += ["--hypothesis-show-statistics"]
    environment = {**os.environ, "ANNOTATOR_EXAMPLES": str(examples)}
    return subprocess.run(command, cwd=_ROOT, env=environment).returncode != 0


def _real(folder: Path, sources: list[str]) -> bool:
    """Check every paragraph of the real texts; whether any failed."""
    application()
    body = faces(15, 96)["body"]
    failed = False
    print(_ROW.format("source", *_COUNTED))
    for source in sources:
        count = Counter[str]()
        for raw in SOURCES[source](folder):
            count["texts"] += 1
            try:
                text = canonical(raw)
            except AnnotatorError:
                count["refused"] += 1
                continue
            _, direction = language_and_direction(text)
            for row in paragraphs(Document(id="d", kind="text", text_hash="x"), text):
                _check(text[row.start : row.end], body, direction, count)
        print(_ROW.format(source, *(count[name] for name in _COUNTED)), flush=True)
        failed |= count["failed"] > 0
    return failed


def _check(text: str, face: Face, direction: Direction, count: Counter[str]) -> None:
    """Hold one paragraph against its picture; failures are told and counted, and the rest goes on."""
    layout = ParagraphLayout(text, face, direction, _WIDTH)
    count["paragraphs"] += 1
    count["characters"] += len(text)
    count["lines"] += len(layout.lines)
    for check in (check_tiling, check_ink, check_caret):
        try:
            share = check(layout)
        except Exception as error:
            count["failed"] += 1
            print(
                f"{check.__name__}: {type(error).__name__} {error}\n  {text!a}", file=sys.stderr, flush=True
            )
        else:
            count["judged"] += round((share or 0) * len(layout.lines))


if __name__ == "__main__":
    main()
