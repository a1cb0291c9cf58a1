"""Draws the pictures of the lead's page: `python docs/pictures/draw_lead.py [OUT]`.

The project is the sample corpus, some of it reviewed. Each picture is drawn by the program itself, in a
process of its own, without a display.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEventLoop, QSize, QTimer

from annotator.commands import documents, verdicts
from annotator.core.model import Span
from annotator.disk import data_path
from annotator.formats import scheme_toml
from annotator.store import Project, queries, review
from annotator.ui.app import application
from annotator.ui.lead.page import LeadPage
from annotator.ui.session import Session
from annotator.ui.settings import Settings
from annotator.ui.window import MainWindow
from annotator.words.i18n import Language

LEAD = "ليلى"
REASONS = ("boundary", "label", "guideline", "not-a-claim")
REVIEWED, HALF_REVIEWED = 7, 9
SIZE = QSize(1000, 620)
TABS = {"lead": 0, "agreement": 4}
PICTURES: tuple[tuple[Language, str, str], ...] = (
    ("ar", "light", "lead"),
    ("en", "dark", "lead"),
    ("ar", "light", "agreement"),
    ("en", "light", "agreement"),
)


def make_project(path: Path) -> None:
    """The sample corpus, its first documents judged by the lead."""
    with Project.create(path, scheme_toml.load(), actor=LEAD) as project:
        documents.import_paths(project, [data_path("sample_corpus", "corpus.jsonl")], author=LEAD)
        for number, document in enumerate(queries.document_ids(project)[:HALF_REVIEWED]):
            for author in review.review_of(project, document).submitted():
                for place, row in enumerate(review.review_of(project, document).standings(author)[:4]):
                    if place == 1 and number % 3 == 0:
                        reason = REASONS[number % len(REASONS)]
                        verdicts.reject(project, [row.target], author=LEAD, reason=reason)  # type: ignore[arg-type]
                    elif place == 2 and isinstance(row.target, Span) and number % 4 == 1:
                        label = "place" if row.target.label == "actor" else "actor"
                        verdicts.replace_span(project, [row.target], author=LEAD, label=label)
                    else:
                        verdicts.accept(project, [row.target], author=LEAD)
                if number < REVIEWED:
                    verdicts.accept_remaining(project, document, of=author, author=LEAD)


def draw(project: Path, out: Path, language: Language, theme: str, tab: str) -> None:
    """One picture of the page, in this process."""
    application()
    settings = Settings()
    settings.set_value("theme", theme)
    window = MainWindow(Session(language), settings)
    window.show()
    window.opening.take_over(Project.open(project), author=LEAD)
    window.act("lead")
    lead = window.findChild(LeadPage)
    lead.resize(SIZE)
    lead.tabs.setCurrentIndex(TABS[tab])
    waiting, looking = QEventLoop(), QTimer()
    looking.timeout.connect(lambda: None if lead.busy else waiting.quit())
    looking.start(300)
    waiting.exec()
    lead.grab().save(str(out))
    window.close()


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "news.db"
        make_project(project)
        for language, theme, tab in PICTURES:
            picture = out / f"{tab}-{language}-{theme}.png"
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "ANNOTATOR_SETTINGS": str(Path(folder) / picture.stem),
            }
            command = [sys.executable, __file__, "--one", str(project), str(picture), language, theme, tab]
            subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        draw(Path(sys.argv[2]), Path(sys.argv[3]), cast(Language, sys.argv[4]), *sys.argv[5:7])
    else:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
