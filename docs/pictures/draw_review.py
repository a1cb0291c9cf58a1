"""Draws the pictures of review from the sample corpus: `python docs/pictures/draw_review.py [OUT]`.

The queue as it is met, a review under way, and two layers compared, in both languages and themes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from annotator.commands import comments, verdicts
from annotator.commands.documents import import_paths
from annotator.core.model import Span
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project, queries, work_lists
from annotator.store.review import review_of

AUTHOR, REVIEWER = "سلمى", "ليان"
LOOKS = (("ar", "light"), ("en", "dark"))


def make_project(folder: Path) -> tuple[Path, dict[str, str]]:
    """The sample corpus under review; the ids of the documents that are shown, and of a rejected span."""
    path = folder / "review.db"
    with Project.create(path, scheme_toml.load(), actor=AUTHOR) as project:
        import_paths(project, [data_path("sample_corpus", "corpus.jsonl")], author=AUTHOR)
        documents = {bundle.document.id: bundle.document for bundle in queries.bundles(project)}
        compared = next(
            row.document_id
            for row in work_lists.double_rows(project, REVIEWER)
            if documents[row.document_id].kind == "article"
        )
        return path, {"compared": compared, "reviewed": compared, "rejected": judge(project, compared)}


def judge(project: Project, document_id: str) -> str:
    """Begin the review of a layer: each kind of verdict, a word with it, and something missed."""
    layer = review_of(project, document_id).layer(AUTHOR)
    spans = [span for span in layer.spans if span.label in ("actor", "place", "cue")]
    for span in spans[:4]:
        verdicts.accept(project, [span], author=REVIEWER)
    corrected, rejected = spans[4], spans[5]
    verdicts.replace_span(
        project, [corrected], author=REVIEWER, label="place" if corrected.label == "actor" else "actor"
    )
    verdicts.reject(project, [rejected], author=REVIEWER, reason="guideline", comment="انظر الدليل")
    comments.comment_on(project, rejected.id, "أي دليل؟ لم أجد فيه شيئا.", author=AUTHOR)
    tied = layer.attributions[0]
    verdicts.accept(project, [tied], author=REVIEWER)
    add_missed(project, document_id, spans)
    return rejected.id


def add_missed(project: Project, document_id: str, spans: list[Span]) -> None:
    """Label the first place where the words of a span stand once more."""
    text = queries.text_of(project, queries.document(project, document_id))
    for span in spans:
        at = text.find(span.quote, span.end)
        taken = any(other.start < at + len(span.quote) and at < other.end for other in spans)
        if at > 0 and not taken and len(span.quote) > 3:
            verdicts.add_missed_span(
                project, document_id, authors=[AUTHOR], author=REVIEWER, label=span.label,
                ranges=[(at, at + len(span.quote))],
            )  # fmt: skip
            return


def draw(project: Path, out: Path, *, language: str, theme: str, listed: str, **options: str) -> None:
    """One picture, in a process of its own. `options` are those of `annotator open`."""
    settings = project.parent / f"settings-{out.stem}"
    settings.mkdir()
    (settings / "settings.ini").write_text(f"[General]\ntheme={theme}\n", encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "ANNOTATOR_SETTINGS": str(settings)}
    command = [sys.executable, "-m", "annotator", "open", str(project), "--list", listed]
    for name, value in options.items():
        command += [f"--{name}", value]
    command += ["--author", REVIEWER, "--language", language, "--screenshot", str(out)]
    subprocess.run(command, check=True, env=environment)


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project, ids = make_project(Path(folder))
        for language, theme in LOOKS:
            draw(
                project, out / f"queue-{language}-{theme}.png",
                language=language, theme=theme, listed="review",
            )  # fmt: skip
            draw(
                project, out / f"review-{language}-{theme}.png", language=language, theme=theme,
                listed="review", document=ids["reviewed"], span=ids["rejected"],
            )  # fmt: skip
            draw(
                project, out / f"comparison-{language}-{theme}.png", language=language, theme=theme,
                listed="adjudicate", document=ids["compared"],
            )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
