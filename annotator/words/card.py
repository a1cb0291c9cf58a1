"""Tells the data card of a set as Markdown, with what only its makers know left to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from annotator.commands.card import Card, Gap, GapKind
from annotator.core.agreed import AGREED
from annotator.core.scheme import CATEGORY, named
from annotator.words.agreement import remarks, tables
from annotator.words.i18n import Language, tr
from annotator.words.rows import Voice, label_words, term_words

_MARKS: Final = re.compile(r"([\\`*_\[\]<>|#~])")
_MOST_OUTLETS: Final = 30
_DAY: Final = len("2000-01-01")
_SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
"""The sizes that hubs of data sets know."""
_GAP_ROWS: Final[Mapping[GapKind, str]] = {
    "few-spans": "card.gap-few-spans",
    "dominant": "card.gap-dominant",
    "undated": "card.gap-undated",
    "sourceless": "card.gap-sourceless",
    "unmarked": "card.gap-unmarked",
    "unreviewed": "card.gap-unreviewed",
    "restricted": "card.gap-restricted",
    "alone": "card.gap-alone",
}


def markdown(language: Language, card: Card) -> str:
    """The card. Right to left where the language is, on pages that show Markdown."""
    body = "\n\n".join(_Telling(language, card).sections())
    front = "\n".join(_front(card))
    if language == "ar":
        body = f'<div dir="rtl">\n\n{body}\n\n</div>'
    return f"{front}\n\n{body}\n"


def _front(card: Card) -> Iterator[str]:
    """The facts at the head of a card that hubs read."""
    yield "---"
    languages = ", ".join(sorted(name for name in card.counts.languages if name.isalpha())) or "ar"
    yield f"language: [{languages}]"
    yield "license: unknown"
    yield "task_categories: [token-classification]"
    yield f"size_categories: [{_size(card.counts.documents)}]"
    yield "---"


def _size(documents: int) -> str:
    return next((name for most, name in _SIZES if documents < most), "1M<n<10M")


class _Telling:
    """The sections of one card in one language."""

    def __init__(self, language: Language, card: Card) -> None:
        self._language: Language = language
        self._card = card
        self._voice = Voice(language, card.scheme)

    def sections(self) -> Iterator[str]:
        card, counts = self._card, self._card.counts
        yield f"# {_plain(card.name)}"
        name = named_scheme(self._language, card)
        yield _plain(self._tr("card.what", scheme=name, layer=self._layer()))
        yield self._rows(
            ("documents", "characters", "spans", "attributions"),
            (counts.documents, counts.characters, counts.spans, counts.attributions),
        )
        yield self._fill("description")
        yield self._heading("sources")
        yield self._dates()
        outlets = [
            (name or self._tr("card.not-stated"), count) for name, count in counts.outlets.most_common()
        ]
        yield self._counted("outlet", outlets[:_MOST_OUTLETS])
        if rest := outlets[_MOST_OUTLETS:]:
            yield self._tr("card.more-outlets", n=len(rest), documents=sum(count for _, count in rest))
        yield self._counted("language", counts.languages.most_common())
        kinds = [(self._tr(f"window.kind-{kind}"), count) for kind, count in counts.kinds.most_common()]
        yield self._counted("kind", kinds)
        yield self._heading("annotation")
        yield self._table(
            ("author", "documents", "spans", "attributions"),
            ((name, row.documents, row.spans, row.attributions) for name, row in card.authors.items()),
        )
        yield from self._scheme()
        yield self._heading("agreement")
        yield from self._agreement()
        yield self._heading("review")
        yield self._counted(
            "state", [(self._tr(f"lead.review-{state}"), n) for state, n in sorted(card.states.items())]
        )
        yield from self._split()
        yield self._heading("gaps")
        yield "\n".join(f"* {self._gap(gap)}" for gap in card.gaps) or self._tr("card.no-gaps")
        yield from self._ending()

    def _dates(self) -> str:
        counts = self._card.counts
        if not counts.first:
            return self._tr("card.no-dates")
        return self._tr("card.dates", first=counts.first[:_DAY], last=counts.last[:_DAY])

    def _scheme(self) -> Iterator[str]:
        card, scheme = self._card, self._card.scheme
        yield self._heading("scheme")
        name = named_scheme(self._language, card)
        yield _plain(self._tr("card.scheme-is", scheme=name, id=scheme.id, version=scheme.version))
        known = [label.id for label in scheme.active_labels()]
        known += sorted(card.counts.labels.keys() - set(known))
        yield self._table(
            ("label", "id", "spans", "attributes"),
            (
                (label_words(self._voice, id), id, card.counts.labels[id], self._attributes(id))
                for id in known
            ),
        )
        if scheme.attribution:
            attributes = self._named(scheme.attribution)
            yield _plain(self._tr("card.of-attributions", attributes=attributes))
        if card.counts.categories:
            found = card.counts.categories.most_common()
            yield self._counted("category", [(term_words(self._voice, CATEGORY, id), n) for id, n in found])
        if guidelines := scheme.guidelines.strip():
            yield self._heading("guidelines")
            # One level below the headings of the card.
            yield re.sub(r"^(#+)", r"#\1", guidelines, flags=re.MULTILINE)

    def _attributes(self, label_id: str) -> str:
        return self._named(self._card.scheme.shown_label(label_id).attributes)

    def _named(self, attribute_ids: Iterable[str]) -> str:
        rows = ((id, self._card.scheme.attribute(id)) for id in attribute_ids)
        return self._tr("card.comma").join(named(row, self._language) if row else id for id, row in rows)

    def _agreement(self) -> Iterator[str]:
        for table in tables(self._language, self._card.agreement, self._card.scheme):
            yield f"**{_plain(table.title)}**"
            yield _table(table.head, table.rows)
        yield "\n".join(f"* {_plain(remark)}" for remark in remarks(self._language, self._card.agreement))

    def _split(self) -> Iterator[str]:
        parts = self._card.split
        if parts is None:
            return
        yield self._heading("split")
        yield self._counted(
            "part", [(name, rows.get("documents", 0)) for name, rows in parts.balance.items()]
        )
        names = sorted(
            {name for rows in parts.balance.values() for name in rows if name.startswith("label:")}
        )
        yield _table(
            (self._tr("card.column-label"), *parts.balance),
            (
                (label_words(self._voice, name.removeprefix("label:")), *(
                    f"{rows.get(name, 0):,}" for rows in parts.balance.values()
                ))
                for name in names
            ),
        )  # fmt: skip
        yield self._tr("card.clusters", n=len(parts.clusters))

    def _gap(self, gap: Gap) -> str:
        what = label_words(self._voice, gap.what) if gap.kind == "few-spans" else gap.what
        share = f"{gap.count / gap.of:.0%}" if gap.of else ""
        return _plain(self._tr(_GAP_ROWS[gap.kind], n=gap.count, what=what, of=gap.of, share=share))

    def _ending(self) -> Iterator[str]:
        card = self._card
        for name in ("license", "use", "contact", "citation"):
            yield self._heading(name)
            yield self._fill(name)
        yield self._heading("record")
        yield "\n".join(
            f"* {self._tr(f'card.record-{name}')}: `{value}`"
            for name, value in (("project", card.project), ("head", card.head), ("program", card.program))
        )
        if card.manifest:
            yield self._tr("card.manifest", head=card.manifest.head)
            yield self._table(("file", "sha256"), ((row.name, row.sha256) for row in card.manifest.files))

    # Sentences and tables

    def _layer(self) -> str:
        kind, _, author = self._card.layer.partition(":")
        if author:
            return self._tr("story.layer-author", author=author)
        return self._tr("story.layer-agreed" if kind == AGREED else "story.layer-all")

    def _heading(self, name: str) -> str:
        return f"## {self._tr(f'card.heading-{name}')}"

    def _fill(self, name: str) -> str:
        return f"> **{self._tr('card.to-fill')}** {self._tr(f'card.fill-{name}')}"

    def _rows(self, names: Sequence[str], values: Sequence[int]) -> str:
        return "\n".join(
            f"* {self._tr(f'card.column-{name}')}: {value:,}"
            for name, value in zip(names, values, strict=True)
        )

    def _counted(self, name: str, rows: Iterable[tuple[str, int]]) -> str:
        return self._table((name, "documents" if name != "category" else "attributions"), rows)

    def _table(self, names: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
        head = [self._tr(f"card.column-{name}") for name in names]
        return _table(
            head, ([f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows)
        )

    def _tr(self, key: str, **values: object) -> str:
        return tr(self._language, key, **values)


def named_scheme(language: Language, card: Card) -> str:
    return card.scheme.name.get(language) or card.scheme.id


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head)]
    shown = [" | ".join(map(_plain, cells)) if cells[0] != "---" else " | ".join(cells) for cells in lines]
    shown += [" | ".join(map(_plain, row)) for row in rows]
    return "\n".join(f"| {line} |" for line in shown)


def _plain(text: str) -> str:
    """On one line, with nothing in it that Markdown would take for a mark."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
