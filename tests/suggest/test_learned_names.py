"""A few learned names beside a long list: found as if they all stood in one."""

from __future__ import annotations

from annotator.core.model import Document, hash_text
from annotator.core.scheme import Scheme
from annotator.formats.scheme_toml import load
from annotator.suggest.knowledge import knowledge
from annotator.suggest.known_names import suggest_names
from annotator.suggest.lexicon import clitics, lexicon
from annotator.suggest.names import NameEntry, NameMatcher

TEXT = "بلغت قوات السنديان مدينة السنديان وحنر معها."
LISTED = (NameEntry("place", "السنديان", id="p"), NameEntry("actor", "حنر", id="h"))
LEARNED = (
    NameEntry("actor", "قوات السنديان", id="q"),
    NameEntry("actor", "السنديان", id="s"),
    NameEntry("source", "حنر", id="h2"),
)
SCHEME: Scheme = load()


def found(matcher: NameMatcher) -> list[tuple[str, str, str]]:
    return sorted(
        (TEXT[slice(*row.range)], matcher.entries[row.entry].label, matcher.entries[row.entry].id)
        for row in matcher.find(TEXT)
    )


def test_as_if_all_stood_in_one_list() -> None:
    base = NameMatcher(LISTED, clitics())
    both = NameMatcher(LEARNED, clitics(), bases=[base])
    assert found(both) == found(NameMatcher((*LISTED, *LEARNED), clitics()))
    assert found(both) == [
        ("السنديان", "actor", "s"),
        ("السنديان", "place", "p"),
        ("حنر", "actor", "h"),
        ("حنر", "source", "h2"),
        ("قوات السنديان", "actor", "q"),
    ]
    assert found(base) == [("السنديان", "place", "p")] * 2 + [("حنر", "actor", "h")]


def test_one_of_the_two_may_be_empty() -> None:
    empty = NameMatcher((), clitics())
    assert found(NameMatcher(LISTED, clitics(), bases=[empty])) == found(NameMatcher(LISTED, clitics()))
    assert found(NameMatcher((), clitics(), bases=[NameMatcher(LISTED, clitics())])) == found(
        NameMatcher(LISTED, clitics())
    )
    assert found(NameMatcher((), clitics(), bases=[empty])) == []


def test_a_proposal_says_which_name_was_found() -> None:
    document = Document(id="d", kind="text", text_hash=hash_text(TEXT))
    known = knowledge(SCHEME, lexicon(), NameMatcher(LISTED, clitics()))
    names = [(span.quote, span.name) for row in suggest_names(document, TEXT, known) for span in row.spans]
    assert names == [("السنديان", "p"), ("السنديان", "p"), ("حنر", "h")]
