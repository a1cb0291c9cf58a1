"""Draws the pictures of the documentation: `python docs/pictures/draw.py PAGE [OUT]`.

PAGE is a scraped news page with a ticker and an article; what is annotated on it stands below. Each picture
is drawn by the program itself, in a process of its own, without a display.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from annotator import commands, schemes
from annotator.core.attributing import guess_category
from annotator.core.model import Document, Span
from annotator.store import Project, queries

AUTHOR = "سلمى"

# label: quotes, each taken at its first occurrence, or at the nth with `quote@n`.
ARTICLE = {
    "actor": [
        "التحالف الدولي", "قوات النظام", "التحالف الدولي@2", "تنظيم \"الدولة الإسلامية\"", "قوات النظام@2",
        "الميليشيات الإيرانية", "أسوشيتد برس", "الكولونيل ريان ديلون", "الولايات المتحدة", "النظام السوري",
        "روسيا", "إيران@2", "ديلون@2", "جيش مغاوير الثورة", "سمارت",
    ],
    "place": ["سوريا", "مدينة البوكمال", "ديرالزور", "مدينة البوكمال@2", "مدينة الطبقة", "مدينة الرقة"],
    "claim": [
        "رحب التحالف الدولي الذي يقود حملة ضد تنظيم \"الدولة الإسلامية\"، اليوم الجمعة، بالعمليات العسكرية"
        " التي تشنها قوات النظام والميليشيات الإيرانية ضد التنظيم شرقي سوريا",
        "إن \"هدف الولايات المتحدة هو هزيمة تنظيم الدولة أينما وجد (...) وإذا كان الآخرون بما فيهم النظام"
        " السوري وروسيا وإيران ينوون محاربة التنظيم فليس لدينا مشكلة\"",
        "أن التحالف الدولي \"لا يسعى في معركته إلى السيطرة على الأراضي، بل فقط محاربة تنظيم الدولة\"",
        "أنه ينوي التوجه للسيطرة على مدينة البوكمال خلال أسابيع",
    ],
    "source": [
        "وكالة \"أسوشيتد برس\"", "المتحدث باسم التحالف، الكولونيل ريان ديلون", "ديلون@2", "جيش مغاوير الثورة",
    ],
    "cue": ["وفق", "قال", "مشيراً", "سبق أن كشف"],
}  # fmt: skip
"""The claims, sources and cues of the article stand in the same order: one attribution each."""


def place(text: str, quote: str) -> tuple[int, int]:
    """Where a quote stands; `quote@2` is its second occurrence."""
    words, _, nth = quote.partition("@")
    plain = text.replace("\u00a0", " ")
    at = -1
    for _ in range(int(nth or 1)):
        at = plain.index(words, at + 1)
    return at, at + len(words)


def annotate(project: Project, document: Document, wanted: dict[str, list[str]]) -> None:
    """Label the quotes and tie each claim to the source and cue of the same number."""
    text = queries.text_of(project, document)
    made: dict[str, list[Span]] = {}
    for label, quotes in wanted.items():
        for quote in quotes:
            span = commands.add_span(
                project, author=AUTHOR, document_id=document.id, label=label, ranges=[place(text, quote)]
            )
            made.setdefault(label, []).append(span)
    for claim, source, cue in zip(made["claim"], made["source"], made["cue"], strict=True):
        commands.attribute(
            project,
            author=AUTHOR,
            claims=[claim.id],
            sources=[source.id],
            cue=cue.id,
            category=guess_category(project.scheme, source.quote),
        )


def annotate_ticker(project: Project, document: Document) -> None:
    """Each item of a ticker is a claim of the source in its brackets."""
    text = queries.text_of(project, document)
    for segment in document.segments:
        if segment.kind != "item":
            continue
        item = text[segment.start : segment.end]
        body, bracket, rest = item.rpartition("(")
        body = (body or item).rstrip()
        claim = commands.add_span(
            project, author=AUTHOR, document_id=document.id, label="claim",
            ranges=[(segment.start, segment.start + len(body))],
        )  # fmt: skip
        if not bracket:
            continue
        words = rest.rstrip(") ").strip()
        start = segment.start + item.rindex(words)
        source = commands.add_span(
            project, author=AUTHOR, document_id=document.id, label="source",
            ranges=[(start, start + len(words))],
        )  # fmt: skip
        commands.attribute(
            project, author=AUTHOR, claims=[claim.id], sources=[source.id],
            category=guess_category(project.scheme, words),
        )  # fmt: skip


def make_project(page: Path, folder: Path) -> tuple[Path, dict[str, str]]:
    """A project of the page, annotated; its documents' ids by kind, and a claim's."""
    path = folder / "news.db"
    with Project.create(path, schemes.load(), actor=AUTHOR) as project:
        commands.import_paths(project, [page], author=AUTHOR)
        documents = [bundle.document for bundle in queries.bundles(project)]
        for document in documents:
            if document.kind == "ticker":
                annotate_ticker(project, document)
            else:
                annotate(project, document, ARTICLE)
        article = next(document for document in documents if document.kind == "article")
        claims = [span for span in queries.layer(project, article.id, AUTHOR).spans if span.label == "claim"]
    return path, {document.kind: document.id for document in documents} | {"claim": claims[1].id}


def draw(
    project: Path, out: Path, *, document: str, language: str, theme: str, span: str = "", scale: str = "1"
) -> None:
    """One picture, in a process of its own."""
    settings = project.parent / f"settings-{out.stem}"
    settings.mkdir()
    (settings / "settings.ini").write_text(f"[General]\ntheme={theme}\n", encoding="utf-8")
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": scale,
        "ANNOTATOR_SETTINGS": str(settings),
    }
    command = [sys.executable, "-m", "annotator", "open", str(project), "--document", document]
    command += ["--span", span] if span else []
    command += ["--author", AUTHOR, "--language", language, "--screenshot", str(out)]
    subprocess.run(command, check=True, env=environment)


def main(page: Path, out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project, ids = make_project(page, Path(folder))
        for language in ("ar", "en"):
            for theme in ("light", "dark"):
                name = f"article-{language}-{theme}.png"
                claim = ids["claim"] if theme == "light" else ""
                draw(project, out / name, document=ids["article"], language=language, theme=theme, span=claim)
        draw(project, out / "ticker-ar-light.png", document=ids["ticker"], language="ar", theme="light")
        draw(project, out / "ticker-en-dark.png", document=ids["ticker"], language="en", theme="dark")
        draw(
            project, out / "article-200.png", document=ids["article"], language="ar", theme="light", scale="2"
        )
    subprocess.run([sys.executable, Path(__file__).with_name("draw_review.py"), out], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent)
