"""REFI-QDA projects (`.qdpx`), as QualCoder, MAXQDA, NVivo and ATLAS.ti exchange them.

Places are code points of the plain text. A selection's name holds its words, as tools write it too, so other
units are noticed. Codes are labels; links tie the selection of a claim to those of its sources.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from annotator.core.carrying import EVERYTHING, OURS_ALONE
from annotator.core.errors import AnnotatorError
from annotator.core.model import Bundle, Span, derived_id
from annotator.core.scheme import Scheme
from annotator.formats.annotation.facts import facts_file, fields_beside
from annotator.formats.annotation.links import Link, links_of
from annotator.formats.annotation.marks import Mark, Sheet, bundle_of
from annotator.formats.base import Format, Problem, ReadOptions, Sample, WriteOptions
from annotator.formats.encoding import ZIP, decoded
from annotator.formats.material.markup import xml_tree
from annotator.formats.source import Source, displayed
from annotator.formats.zipped import Members, opened, packed

_SPACE: Final = "urn:QDA-XML:project:1.0"
_PROJECT, _SOURCES, _FACTS = "project.qde", "Sources/", "annotator/"
_INTERNAL: Final = "internal://"
_IN_MEMORY: Final = 1 << 22
_SHORTENED: Final = ("…", "...")


def _read(source: Source, options: ReadOptions) -> Iterator[Bundle | Problem]:
    path = displayed(source.path)
    with opened(source) as members:
        name = next((name for name in members.names if name.endswith(".qde")), "")
        if not name:
            raise AnnotatorError("broken-document", reason=_PROJECT)
        root = xml_tree(members.read(name))
        users = {row.get("guid"): _of(row, "name") for row in _all(root, "User")}
        codes = {row.get("guid"): _of(row, "name") for row in _all(root, "Code")}
        links = [
            Link(kind=_of(row, "name"), head=row.get("originGUID") or "", tail=row.get("targetGUID") or "")
            for row in _all(root, "Link")
        ]
        others = [row for kind in _NO_TEXT for row in _all(root, kind)]
        texts = list(_all(root, "TextSource"))
        if not texts and not others:
            raise AnnotatorError("record-without-text")
        for row in texts:
            shown = f"{path}/{row.get('name') or row.get('guid')}"
            try:
                sheet = _sheet(row, members, users, codes, links)
            except AnnotatorError as error:
                yield Problem(shown, None, error.code, error.details)
            else:
                yield from bundle_of(sheet, shown, options, REFI_QDA.id)
        if others:
            names = ", ".join(_of(row, "name") for row in others[:20])
            yield Problem(path, None, "files-left-out", {"n": len(others), "names": names})


_NO_TEXT: Final = ("PDFSource", "PictureSource", "AudioSource", "VideoSource")


def _sheet(
    row: Any, members: Members, users: dict[str, str], codes: dict[str, str], links: list[Link]
) -> Sheet:
    text = _text(row, members)
    marks: list[Mark] = []
    for selection in _all(row, "PlainTextSelection"):
        key = selection.get("guid") or ""
        try:
            place = int(selection.get("startPosition")), int(selection.get("endPosition"))
        except (TypeError, ValueError) as error:
            raise AnnotatorError("broken-document", reason="startPosition") from error
        note = "".join(part.text or "" for part in _all(selection, "Description"))
        for number, coding in enumerate(_all(selection, "Coding")):
            target = next((part.get("targetGUID") for part in _all(coding, "CodeRef")), None)
            by = coding.get("creatingUser") or selection.get("creatingUser")
            marks.append(
                Mark(
                    key=f"{key}/{number}" if number else key,
                    label=codes.get(target or "", ""),
                    ranges=(place,),
                    quote=_words(selection.get("name")),
                    author=users.get(by or "", ""),
                    note=note,
                )
            )
    keys = {mark.key for mark in marks}
    own = [link for link in links if link.head in keys]
    facts = f"{_FACTS}{row.get('guid')}.json"
    told = fields_beside(members.read(facts), len(text)) if facts in members.names else {}
    fields = told or {"facts": {"title": _of(row, "name")}}
    return Sheet(text=text, marks=marks, links=own, unit="codepoint", **fields)


def _text(row: Any, members: Members) -> str:
    """The text of a source: within the project, or a file in it; paths that lead out are refused."""
    inner = next((part.text for part in _all(row, "PlainTextContent")), None)
    if inner is not None:
        return str(inner)
    path = row.get("plainTextPath") or ""
    if not path.startswith(_INTERNAL):
        raise AnnotatorError("text-not-beside", name=path)
    wanted = path.removeprefix(_INTERNAL)
    name = next((name for name in members.names if name.rpartition("/")[2] == wanted), "")
    if not name:
        raise AnnotatorError("text-not-beside", name=wanted)
    return decoded(members.read(name), None)


def _of(row: Any, name: str) -> str:
    return str(row.get(name) or "")


def _words(name: str | None) -> str | None:
    """The words that a selection is called by, unless they were cut."""
    return name if name and not name.endswith(_SHORTENED) else None


def _all(row: Any, name: str) -> Iterator[Any]:
    """The elements of a name below another, whatever version of the standard they are of."""
    return (part for part in row.iter() if isinstance(part.tag, str) and part.tag.rpartition("}")[2] == name)


def _write(bundles: Iterable[Bundle], out: BinaryIO, options: WriteOptions) -> None:
    """Texts go out as they come; what is said of them waits, on the disk if it is much, for the end."""
    labels = {label.id: label.light for label in options.scheme.labels} if options.scheme else {}
    authors: dict[str, None] = {}
    with packed(out) as archive, tempfile.SpooledTemporaryFile(_IN_MEMORY) as told, \
            tempfile.SpooledTemporaryFile(_IN_MEMORY) as linked:  # fmt: skip
        for bundle in bundles:
            source = _guid(bundle.document.id)
            archive.add(f"{_SOURCES}{source}.txt", bundle.text.encode("utf-8"))
            archive.add(f"{_FACTS}{source}.json", facts_file(bundle.document))
            title = bundle.document.title or bundle.document.id
            told.write(
                f"<TextSource guid={_q(source)} name={_q(title)} "
                f"plainTextPath={_q(f'{_INTERNAL}{source}.txt')}>".encode()
            )
            for span in bundle.spans:
                authors.setdefault(span.author)
                labels.setdefault(span.label, "#888888")
                told.write(_selection(span).encode("utf-8"))
            told.write(b"</TextSource>")
            for link in links_of(bundle):
                linked.write(_link(link).encode("utf-8"))
        told.seek(0)
        linked.seek(0)
        head = _head(labels, authors, options.scheme).encode("utf-8")
        body = b"".join(
            (b"<Sources>", told.read(), b"</Sources><Links>", linked.read(), b"</Links></Project>\n")
        )
        archive.add(_PROJECT, head + body)


def _head(labels: dict[str, str], authors: Iterable[str], scheme: Scheme | None) -> str:
    name = scheme.id if scheme else "annotator"
    users = "".join(f"<User guid={_q(_user(row))} name={_q(row)}/>" for row in authors)
    codes = "".join(
        f'<Code guid={_q(_code(label))} name={_q(label)} isCodable="true" color={_q(color)}/>'
        for label, color in labels.items()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<Project name={_q(name)} origin="annotator" xmlns="{_SPACE}">'
        f"<Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook>"
    )


def _selection(span: Span) -> str:
    note = f"<Description>{escape(span.note)}</Description>" if span.note else ""
    user = _q(_user(span.author))
    return (
        f"<PlainTextSelection guid={_q(_guid(span.id))} name={_q(span.quote)} "
        f'startPosition="{span.start}" endPosition="{span.end}" creatingUser={user}>{note}'
        f"<Coding guid={_q(_guid(derived_id('coding', span.id)))} creatingUser={user}>"
        f"<CodeRef targetGUID={_q(_code(span.label))}/></Coding></PlainTextSelection>"
    )


def _link(link: Link) -> str:
    guid = derived_id("link", link.group, link.kind, link.head, link.tail)
    return (
        f'<Link guid={_q(_guid(guid))} name={_q(link.kind)} direction="OneWay" '
        f"originGUID={_q(_guid(link.head))} targetGUID={_q(_guid(link.tail))}/>"
    )


def _q(value: str) -> str:
    """An attribute's value; characters that XML cannot hold become U+FFFD."""
    whole = "".join(character if character >= " " or character in "\t\n" else "�" for character in value)
    return quoteattr(whole, {"\n": "&#10;", "\t": "&#9;"})


def _guid(id: str) -> str:
    """An id of ours as the standard writes them; one that is none gets one that follows from it."""
    if len(id) != 32 or not all(sign in "0123456789abcdef" for sign in id):
        id = derived_id("guid", id)
    return "-".join((id[:8], id[8:12], id[12:16], id[16:20], id[20:]))


def _code(label: str) -> str:
    return _guid(derived_id("code", label))


def _user(author: str) -> str:
    return _guid(derived_id("user", author))


def _recognises(sample: Sample) -> bool:
    return sample.binary == ZIP and any(name.endswith(".qde") for name in sample.members)


REFI_QDA = Format(
    id="refi-qda",
    suffixes=(".qdpx",),
    carries=EVERYTHING - OURS_ALONE - {"discontinuous", "attributes", "bare", "shared", "facts", "ids"},
    read=_read,
    write=_write,
    recognises=_recognises,
)
