"""Links to a span."""

from __future__ import annotations

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.links import is_link, parse_link, span_link


@pytest.mark.parametrize("span", ["18ec07e6", "s1", "a/b c", "مدى"])
def test_a_link_leads_back(span: str) -> None:
    link = span_link("ab" * 16, span)
    assert is_link(link) and parse_link(link) == ("ab" * 16, span)


def test_what_a_shell_or_a_path_made_of_it_is_understood() -> None:
    assert parse_link("annotator:/ab/span/s1") == parse_link("annotator:\\ab\\span\\s1") == ("ab", "s1")


@pytest.mark.parametrize("text", ["annotator://", "annotator://ab/row/s1", "annotator://ab/span/", "news.db"])
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(AnnotatorError, match="bad-link"):
        parse_link(text)
