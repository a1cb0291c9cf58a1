"""Entries of a project's own lexicon that would match everywhere are refused, with the count."""

from __future__ import annotations

import pytest

from annotator.commands import lexicon
from annotator.core.errors import AnnotatorError
from annotator.store import Project
from annotator.store.suggestions import own_lexicon
from tests.store.conftest import make_document, project

__all__ = ["project"]
LINE = "دخلت القوات في المساء إلى القرية في صمت تام. "
REPEATED = 20


@pytest.mark.parametrize(
    ("row", "matched"),
    [
        ('[[verbs]]\nlemma = "دخلت"\npast = ["دخلت"]\nopens = ["that"]', 1),
        ('[[prepositions]]\nwords = "في"', 2),
        ('[[prepositions]]\nwords = "إلى القرية"', 1),
        ('[[categories]]\nid = "local"\nwords = ["صمت"]', 1),
    ],
)
def test_what_matches_everywhere_is_refused_with_the_count(project: Project, row: str, matched: int) -> None:
    make_document(project, LINE * REPEATED)
    with pytest.raises(AnnotatorError, match="lexicon-too-broad") as refused:
        lexicon.set_lexicon(project, row, author="سلمى")
    assert refused.value.details == {"n": matched * REPEATED, "total": len((LINE * REPEATED).split())}
    assert own_lexicon(project) == ""


def test_what_is_seldom_is_taken(project: Project) -> None:
    make_document(project, LINE * REPEATED + "زمجر القائد.")
    lexicon.set_lexicon(project, '[[prepositions]]\nwords = "على ذمة"', author="سلمى")
    assert "على ذمة" in own_lexicon(project)
