"""What a person can do to a project: one function, one event, one undo step."""

from annotator.commands.attributions import attribute, delete_attribution, edit_attribution
from annotator.commands.documents import ImportReport, add_text, export, import_paths
from annotator.commands.progress import Cancelled, Progress
from annotator.commands.scheme import change_scheme
from annotator.commands.spans import (
    add_span,
    add_spans,
    delete_span,
    relabel_span,
    set_span_attribute,
    set_span_note,
    set_span_ranges,
)

__all__ = [
    "Cancelled",
    "ImportReport",
    "Progress",
    "add_span",
    "add_spans",
    "add_text",
    "attribute",
    "change_scheme",
    "delete_attribution",
    "delete_span",
    "edit_attribution",
    "export",
    "import_paths",
    "relabel_span",
    "set_span_attribute",
    "set_span_note",
    "set_span_ranges",
]
