"""What a query asks of the index and the tables: what rules out most documents, and none that is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from annotator.core.arabic import fold_key
from annotator.core.finding import borders
from annotator.core.matching import ARTICLE, joined_with, with_article
from annotator.core.query import About, All, Any, Node, Not, OfSpan, Run, Within, Words
from annotator.store.project import Project
from annotator.store.search_index import quoted
from annotator.store.tables import json_list

_AUTHORS: Final = """WITH RECURSIVE known (author) AS (SELECT min(author || '') FROM main.spans
    UNION ALL SELECT (SELECT min(author || '') FROM main.spans WHERE author || '' > known.author)
    FROM known WHERE known.author IS NOT NULL) SELECT author FROM known WHERE author IS NOT NULL"""
"""Each author's first row in the index, and so on to the next."""

_OF = "IN (SELECT value FROM json_each(?))"
DRIVERS: Final = {
    "name": f"""SELECT d.rowid AS n FROM spans r CROSS JOIN main.documents d ON d.id = r.document_id
        WHERE r.name <> '' AND r.name {_OF}""",
    "category": f"""SELECT d.rowid AS n FROM attributions r CROSS JOIN main.documents d
        ON d.id = r.document_id WHERE r.category <> '' AND r.category {_OF}""",
    "affiliation": f"""SELECT d.rowid AS n FROM attributions r CROSS JOIN main.documents d
        ON d.id = r.document_id WHERE r.affiliation <> '' AND r.affiliation {_OF}""",
    "author": f"""SELECT d.rowid AS n FROM spans r CROSS JOIN main.documents d ON d.id = r.document_id
        WHERE r.author || '' {_OF}""",
    "label": f"""SELECT d.rowid AS n FROM ({_AUTHORS}) k CROSS JOIN spans r ON r.author || '' = k.author
        CROSS JOIN main.documents d ON d.id = r.document_id WHERE r.label {_OF}""",
}
HAS: Final = {
    **{
        field: f"""EXISTS (SELECT 1 FROM spans r WHERE r.document_id = d.id
            AND r.{field} IN (SELECT value FROM json_each({{}})))"""
        for field in ("label", "author", "name")
    },
    **{
        field: f"""EXISTS (SELECT 1 FROM attributions r WHERE r.document_id = d.id
            AND r.{field} IN (SELECT value FROM json_each({{}})))"""
        for field in ("category", "affiliation")
    },
}


def _authors(project: Project, words: str) -> list[str]:
    """Whose name contains these folded words, of those who have labelled anything."""
    return [row[0] for row in project.rows(_AUTHORS) if words in fold_key(row[0])]


def _names(project: Project, words: str) -> list[str]:
    """The names that contain these folded words in one of their spellings, and those merged with them."""
    rows = project.rows(
        """SELECT n.id, n.merged_into FROM names n WHERE instr(fold(n.name || ' ' || n.variants), ?) > 0""",
        [words],
    )
    found = {kept or own for own, kept in rows}
    merged = project.rows(
        "SELECT id FROM names WHERE merged_into IN (SELECT value FROM json_each(?))", [json_list(found)]
    )
    return [*found, *(row[0] for row in merged)]


MEANT: Final[dict[str, Callable[[Project, str], list[str]]]] = {"author": _authors, "name": _names}


def match_of(node: Node) -> str | None:
    """What the index is asked, so that it finds all documents that are meant; None: it cannot tell."""
    if isinstance(node, Words):
        return _match_of_words(node)
    if isinstance(node, Run):
        parts = []
        for n, word in enumerate(node.words):
            parts.append(
                _joined(
                    " OR ",
                    [_match_of_words(row) for row in (word, *(pair for pair, _ in joined_with(node, n)))],
                )
            )
        return _joined(" AND ", parts)
    if isinstance(node, Within):
        return _match_of_words(node.words)
    if isinstance(node, OfSpan):
        return _match_of_words(node.words) if node.words is not None else None
    if isinstance(node, All):
        parts = [part for part in map(match_of, node.nodes) if part is not None]
        return _joined(" AND ", parts) if parts else None
    if isinstance(node, Any):
        found = [match_of(inner) for inner in node.nodes]
        return _joined(" OR ", [part for part in found if part]) if all(found) else None
    return None


def _match_of_words(words: Words) -> str:
    written = with_article(words.text) if words.kind in ("word", "prefix") else (words.text,)
    if words.kind == "prefix":
        begun = [*written, *(word[1:] for word in written if word.startswith(ARTICLE))]
        return _joined(" OR ", [f"{quoted(word)}*" for word in begun])
    sides = [dict.fromkeys(borders(text)) for text in written]
    return _joined(" OR ", [_joined(" AND ", [_one_of(words) for words in pair]) for pair in sides])


def _one_of(words: frozenset[str]) -> str:
    return _joined(" OR ", list(map(quoted, sorted(words))))


def _joined(operator: str, parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({operator.join(parts)})"


def superset(node: Node, abouts: dict[About, str]) -> str:
    """What the tables can tell of a document that is meant, as SQL; "" where they can tell nothing."""
    if isinstance(node, About):
        return f"({abouts[node]})"
    if isinstance(node, Not):
        exact = isinstance(node.node, About)
        return f"NOT coalesce({superset(node.node, abouts)}, 0)" if exact else ""
    if isinstance(node, All):
        parts = [sql for inner in node.nodes if (sql := superset(inner, abouts))]
        return f"({' AND '.join(parts)})" if parts else ""
    if isinstance(node, Any):
        parts = [superset(inner, abouts) for inner in node.nodes]
        return f"({' OR '.join(parts)})" if all(parts) else ""
    return ""
