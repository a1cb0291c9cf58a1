"""What a person can do to a project: one function, one event, one undo step."""

from annotator.commands.adjudicating import (
    accept_same,
    comparison,
    settle,
    settle_with_attribution,
    settle_with_span,
)
from annotator.commands.agreeing import agreement, agreement_over_time, csv_bytes, write_figures
from annotator.commands.assignments import assign, draw_double, unassign
from annotator.commands.attributions import attribute, delete_attribution, edit_attribution
from annotator.commands.authors import Merged, merge_authors
from annotator.commands.documents import ImportReport, add_text, export, exported_bundles, import_paths
from annotator.commands.files import write_whole
from annotator.commands.overview import full_overview, overview
from annotator.commands.progress import Cancelled, Progress
from annotator.commands.reviewing import (
    accept_remaining,
    accept_target,
    add_comment,
    add_missed_attribution,
    add_missed_span,
    reject_target,
    replace_attribution,
    replace_span,
)
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
from annotator.commands.submissions import check_document, submit, withdraw

__all__ = [
    "Cancelled",
    "ImportReport",
    "Merged",
    "Progress",
    "accept_remaining",
    "accept_same",
    "accept_target",
    "add_comment",
    "add_missed_attribution",
    "add_missed_span",
    "add_span",
    "add_spans",
    "add_text",
    "agreement",
    "agreement_over_time",
    "assign",
    "attribute",
    "change_scheme",
    "check_document",
    "comparison",
    "csv_bytes",
    "delete_attribution",
    "delete_span",
    "draw_double",
    "edit_attribution",
    "export",
    "exported_bundles",
    "full_overview",
    "import_paths",
    "merge_authors",
    "overview",
    "reject_target",
    "relabel_span",
    "replace_attribution",
    "replace_span",
    "set_span_attribute",
    "set_span_note",
    "set_span_ranges",
    "settle",
    "settle_with_attribution",
    "settle_with_span",
    "submit",
    "unassign",
    "withdraw",
    "write_figures",
    "write_whole",
]
