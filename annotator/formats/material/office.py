"""Documents of word processors (DOCX, ODT, RTF) and books (EPUB): their paragraphs and headline."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle
from annotator.core.offsets import canonical
from annotator.formats.base import Format, Problem, ReadOptions, Sample
from annotator.formats.encoding import OLE, RTF, ZIP
from annotator.formats.material.extra import needed
from annotator.formats.material.markup import tree_text, xml_tree
from annotator.formats.material.packed import LOCKED, member, opened_zip
from annotator.formats.material.page import looks_like_page, page_documents
from annotator.formats.material.plain_text import LONGEST_HEADLINE, text_documents
from annotator.formats.source import Source, displayed, read_document

_APART: Final = frozenset({"p", "h", "note", "annotation", "annotation-end", "bookmark-start"})
_MARKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-"}

Line = tuple[str, bool]
"""The text of a paragraph, and whether it is a heading."""


def text_of(lines: list[Line]) -> str:
    """The paragraphs as a text; a heading at its beginning stands apart, as a headline does."""
    rows = [(" ".join(text.split(" ")).strip(), heading) for text, heading in lines]
    filled = [row for row in rows if row[0]]
    if not filled:
        return ""
    (first, heading), *rest = filled
    gap = "\n\n" if heading and len(first) <= LONGEST_HEADLINE and "\n" not in first else "\n"
    return canonical(first + gap + "\n".join(text for text, _ in rest) if rest else first)


def documents_of(text: str, meta: dict[str, Any]) -> list[Bundle]:
    """The documents of a text that comes from within a file. Raises `AnnotatorError("empty-file")`."""
    found = (page_documents(text, meta) if looks_like_page(text) else []) or text_documents(text, meta)
    if not found:
        raise AnnotatorError("empty-file")
    return found


def _read_docx(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    _refuse_locked(source)
    with opened_zip(source) as archive:
        tree = xml_tree(member(archive, "word/document.xml") or _missing("word/document.xml"))
        shown = [row for row in tree.iter("{*}p") if next(row.iterancestors("{*}Fallback"), None) is None]
        lines = [(_docx_words(node), _is_heading(node)) for node in shown]
        yield from documents_of(
            text_of(lines), {"file": source.name, **_properties(archive, "docProps/core.xml")}
        )


def _read_odt(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    with opened_zip(source) as archive:
        if b"encryption-data" in member(archive, "META-INF/manifest.xml"):
            raise AnnotatorError("password-needed")
        tree = xml_tree(member(archive, "content.xml") or _missing("content.xml"))
        removed = ("{*}tracked-changes", "{*}note", "{*}annotation")
        shown = [row for row in tree.iter("{*}p", "{*}h") if next(row.iterancestors(*removed), None) is None]
        lines = [(_odt_words(node), _name(node) == "h") for node in shown]
        yield from documents_of(text_of(lines), {"file": source.name, **_properties(archive, "meta.xml")})


def _read_rtf(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    striprtf = needed("striprtf.striprtf", source)
    with source.open() as stream:
        data = read_document(stream)
    try:
        text = striprtf.rtf_to_text(
            data.decode("latin-1"), encoding=options.encoding or "cp1256", errors="replace"
        )
    except (ValueError, LookupError, ArithmeticError, RecursionError) as error:
        raise AnnotatorError("broken-document", reason=str(error)) from error
    yield from documents_of(canonical(text.replace("\x00", "")), {"file": source.name})


def _read_epub(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Each part of a book in the order in which it is read."""
    from lxml import html as parsing

    with opened_zip(source) as archive:
        container = xml_tree(member(archive, "META-INF/container.xml") or _missing("META-INF/container.xml"))
        root = next((node.get("full-path", "") for node in container.iter("{*}rootfile")), "")
        package = xml_tree(member(archive, root) or _missing(root))
        book = " ".join(next((node.text or "" for node in package.iter("{*}title")), "").split())
        byline = " ".join(next((node.text or "" for node in package.iter("{*}creator")), "").split())
        names = {node.get("id"): node.get("href", "") for node in package.iter("{*}item")}
        found = False
        for node in package.iter("{*}itemref"):
            name = posixpath.join(posixpath.dirname(root), unquote(names.get(node.get("idref"), "")))
            if not (data := member(archive, posixpath.normpath(name))):
                continue
            tree = parsing.document_fromstring(
                data, parser=parsing.HTMLParser(no_network=True, encoding="utf-8")
            )
            heading = next((" ".join(h.text_content().split()) for h in tree.iter("h1", "h2")), "")
            body = [line for line in tree_text(tree).split("\n") if line != heading]
            if text := text_of([(heading, True), *((line, False) for line in body)]):
                found = True
                meta = {"file": source.name, "part": name, "book": book, "author": byline}
                yield from documents_of(text, {key: value for key, value in meta.items() if value})
        if not found:
            yield Problem(displayed(source.path), None, "empty-file")


def _missing(name: str) -> bytes:
    raise AnnotatorError("broken-document", reason=name)


def _refuse_locked(source: Source) -> None:
    """A document with a password is not the archive that it would be without."""
    with source.open() as stream:
        if stream.peek(4)[:4] == b"PK\x03\x04":
            return
        locked = LOCKED in read_document(stream)
    raise AnnotatorError("password-needed") if locked else AnnotatorError("broken-document", reason=OLE)


def _docx_words(paragraph: Any) -> str:
    """The words of a paragraph, without those of paragraphs within it (boxes) and of what was deleted."""
    pieces: list[str] = []
    for node in paragraph.iter("{*}t", *(f"{{*}}{name}" for name in _MARKS)):
        if (
            next(node.iterancestors("{*}p")) is paragraph
            and next(node.iterancestors("{*}tabs"), None) is None
        ):
            pieces.append(_MARKS.get(_name(node), node.text or ""))
    return "".join(pieces)


def _odt_words(node: Any) -> str:
    """The words of a paragraph, without those of notes and of paragraphs within it."""
    pieces = [node.text or ""]
    for child in node:
        name = _name(child)
        if name == "s":
            pieces.append(" ")
        elif name in _MARKS:
            pieces.append(_MARKS[name])
        elif name and name not in _APART:
            pieces.append(_odt_words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _is_heading(paragraph: Any) -> bool:
    """Whether the style of a paragraph of DOCX is that of a title or heading, whatever its language."""
    for node in paragraph.iterfind("{*}pPr/*"):
        value = str(next(iter(node.attrib.values()), "")).lower()
        if _name(node) == "outlineLvl" or (
            _name(node) == "pStyle" and value.startswith(("title", "heading", "1"))
        ):
            return True
    return False


def _properties(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Who made the file and when, as it says."""
    if not (data := member(archive, name)):
        return {}
    wanted = {
        "creator": "author",
        "initial-creator": "author",
        "created": "created",
        "creation-date": "created",
    }
    found = {
        wanted[_name(node)]: (node.text or "").strip()
        for node in xml_tree(data).iter()
        if _name(node) in wanted
    }
    return {key: value for key, value in found.items() if value}


def _name(node: Any) -> str:
    return node.tag.rpartition("}")[2] if node is not None and isinstance(node.tag, str) else ""


def _format(id: str, suffix: str, kinds: tuple[str, ...], read: Any) -> Format:
    def recognises(sample: Sample) -> bool:
        return sample.binary in kinds and (sample.suffix == suffix or kinds == (RTF,))

    return Format(
        id=id,
        suffixes=(suffix,),
        carries=frozenset({"segments"}),
        read=read,
        write=None,
        recognises=recognises,
    )


DOCX = _format("docx", ".docx", (ZIP, OLE), _read_docx)
ODT = _format("odt", ".odt", (ZIP,), _read_odt)
RTF_TEXT = _format("rtf", ".rtf", (RTF,), _read_rtf)
EPUB = _format("epub", ".epub", (ZIP,), _read_epub)
