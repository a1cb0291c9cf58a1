"""Draws the pictures of the documentation: `python docs/pictures/draw.py [OUT]`.

Each is drawn by the program itself, in a process of its own, without a display, on a project made of the
sample corpus and of one paragraph more, which crowds as many spans as it can.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from annotator.commands import attributions
from annotator.commands.documents import add_text, import_paths
from annotator.commands.spans import add_span
from annotator.core.model import Span
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project, queries

AUTHOR = "سلمى"
NEWCOMER = "نور"
"""Who has marked nothing yet: what is shown to her is what the program proposes."""
_SCREEN = (1600, 1000)

# Spans that nest, cross, touch and lie on one another.
_CROWDED = (
    "قال مصدر عسكري في حكومة الأرجوان لوكالة السنونو إن لواء الصنوبر أعلن أن كتيبة الدفلى التابعة له "
    "انسحبت من بيت اليراع وقلعة الشيح قرب معبر الريان، وإن وحدة الإنقاذ في محافظة الياسمين الشمالية دخلت "
    "القلعة مساء الأحد."
)
_MARKED = (
    ("cue", "قال"),
    ("source", "مصدر عسكري في حكومة الأرجوان"),
    ("source", "مصدر عسكري"),
    ("actor", "حكومة الأرجوان"),
    ("place", "الأرجوان"),
    ("actor", "وكالة السنونو"),
    (
        "claim",
        "إن لواء الصنوبر أعلن أن كتيبة الدفلى التابعة له انسحبت من بيت اليراع وقلعة الشيح قرب معبر الريان",
    ),
    ("source", "لواء الصنوبر"),
    ("actor", "لواء الصنوبر"),
    ("cue", "أعلن"),
    ("claim", "أن كتيبة الدفلى التابعة له انسحبت من بيت اليراع وقلعة الشيح"),
    ("actor", "كتيبة الدفلى التابعة له"),
    ("actor", "كتيبة الدفلى"),
    ("place", "الدفلى"),
    ("place", "بيت اليراع وقلعة الشيح"),
    ("place", "بيت اليراع"),
    ("place", "قلعة الشيح"),
    ("place", "قلعة الشيح قرب معبر الريان"),
    ("place", "معبر الريان"),
    ("claim", "قرب معبر الريان، وإن وحدة الإنقاذ في محافظة الياسمين الشمالية دخلت القلعة"),
    ("actor", "وحدة الإنقاذ في محافظة الياسمين الشمالية"),
    ("actor", "وحدة الإنقاذ"),
    ("place", "محافظة الياسمين الشمالية"),
    ("place", "محافظة الياسمين"),
    ("place", "الياسمين"),
    ("place", "القلعة"),
)

# What the title of each document shown begins with; the crowded one is found by its id.
_TITLES: Final = {
    "article": "بعثة المراقبة المشتركة",
    "ticker": "الأخبار العاجلة",
    "parted": "أهالي كفر نوار",
}


class Picture(msgspec.Struct, frozen=True):
    """A document in a window; `claim` counts its claims from 0, -1 takes its first one of several ranges."""

    document: str
    language: str = "ar"
    theme: str = "light"
    claim: int | None = None
    size: tuple[int, int] = (1320, 820)
    scale: int = 1
    author: str = AUTHOR


PICTURES: Final = {
    "article-ar-light": Picture("article", claim=1),
    "article-ar-dark": Picture("article", theme="dark"),
    "article-en-light": Picture("article", "en", claim=1),
    "article-en-dark": Picture("article", "en", "dark"),
    "ticker-ar-light": Picture("ticker"),
    "ticker-ar-dark": Picture("ticker", theme="dark"),
    "ticker-en-light": Picture("ticker", "en"),
    "ticker-en-dark": Picture("ticker", "en", "dark"),
    "proposals-ar-light": Picture("ticker", author=NEWCOMER),
    "proposals-en-dark": Picture("ticker", "en", "dark", author=NEWCOMER),
    "crowded-light": Picture("crowded", claim=0, size=(1100, 560)),
    "crowded-dark": Picture("crowded", "en", "dark", size=(1100, 560)),
    "discontinuous": Picture("parted", claim=-1),
    "discontinuous-200": Picture("parted", claim=-1, size=(800, 480), scale=2),
    "small-screen": Picture("article", claim=1, size=(1024, 600)),
    "small-screen-200": Picture("article", "en", "dark", size=(1024, 600), scale=2),
}


def make_project(path: Path) -> dict[str, tuple[str, tuple[Span, ...]]]:
    """The project drawn from: the id of each document shown and the claims marked in it."""
    with Project.create(path, scheme_toml.load(), actor=AUTHOR) as project:
        import_paths(project, [data_path("sample_corpus", "corpus.jsonl")], author=AUTHOR)
        documents = [bundle.document for bundle in queries.bundles(project)]
        ids = {
            name: next(row.id for row in documents if row.title.startswith(title))
            for name, title in _TITLES.items()
        }
        ids["crowded"] = _crowded(project)
        layers = {name: queries.layer(project, known, AUTHOR).spans for name, known in ids.items()}
        return {
            name: (ids[name], tuple(span for span in spans if span.label == "claim"))
            for name, spans in layers.items()
        }


def _crowded(project: Project) -> str:
    """Add the crowded paragraph and return its id; what its second claim says is said inside the first."""
    document = add_text(project, _CROWDED, author=AUTHOR).first_document
    assert document is not None
    made: dict[str, list[str]] = {}
    for label, quote in _MARKED:
        start = _CROWDED.index(quote)
        ranges = [(start, start + len(quote))]
        span = add_span(project, author=AUTHOR, document_id=document, label=label, ranges=ranges)
        made.setdefault(label, []).append(span.id)
    parent = None
    for claim, source, cue in zip(
        made["claim"], (made["source"][0], made["source"][-1]), made["cue"], strict=False
    ):
        row = attributions.attribute(
            project,
            author=AUTHOR,
            claims=[claim],
            sources=[source],
            cue=cue,
            parent=parent,
            category="official",
        )
        parent = row.id
    return document


def draw(project: Path, picture: Picture, out: Path, known: tuple[str, tuple[Span, ...]]) -> None:
    """One picture, in a process of its own."""
    document, claims = known
    with tempfile.TemporaryDirectory() as folder:
        screen = Path(folder) / "screen.json"
        width, height = (side * picture.scale for side in _SCREEN)
        screens = [{"name": "drawn", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}]
        screen.write_text(json.dumps({"screens": screens}), encoding="utf-8")
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
            "QT_SCALE_FACTOR": str(picture.scale),
            "ANNOTATOR_SETTINGS": folder,
        }
        settle = [sys.executable, __file__, "--settle", picture.theme, *map(str, picture.size)]
        subprocess.run(settle, check=True, env=environment)
        command = [sys.executable, "-m", "annotator", "open", str(project), "--document", document]
        if picture.claim is not None:
            parted = [claim for claim in claims if len(claim.ranges) > 1]
            command += ["--span", parted[0].id if picture.claim < 0 else claims[picture.claim].id]
        command += ["--author", picture.author, "--language", picture.language, "--screenshot", str(out)]
        subprocess.run(command, check=True, env=environment)


def settle(theme: str, width: int, height: int) -> None:
    """Write the settings of a person who likes this theme and left the window at this size."""
    from PySide6.QtWidgets import QMainWindow

    from annotator.ui.app import application
    from annotator.ui.settings import Settings

    application()
    window = QMainWindow()
    window.resize(width, height)
    settings = Settings()
    settings.set_value("theme", theme)
    settings.set_shape("window", window.saveGeometry())


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "news.db"
        documents = make_project(project)
        for name, picture in PICTURES.items():
            draw(project, picture, out / f"{name}.png", documents[picture.document])
    subprocess.run([sys.executable, Path(__file__).with_name("draw_review.py"), out], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--settle"]:
        settle(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
