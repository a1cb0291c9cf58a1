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
from annotator.commands.attributions import (
    attribute,
    attribute_to_words,
    delete_attribution,
    edit_attribution,
)
from annotator.commands.authors import Merged, merge_authors
from annotator.commands.documents import ImportReport, add_text, export, exported_bundles, import_paths
from annotator.commands.evaluating import evaluate_suggester
from annotator.commands.lexicon import export_lexicon, import_lexicon, set_lexicon
from annotator.commands.names import (
    NamesReport,
    add_name,
    block_name,
    import_names,
    link_name,
    merge_names,
    split_name,
    unblock_name,
)
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
    relabel_spans,
    set_span_attribute,
    set_span_note,
    set_span_ranges,
)
from annotator.commands.submissions import check_document, submit, withdraw
from annotator.commands.suggesting import Suggested, open_suggestions, suggest_all, suggest_document
from annotator.commands.suggestions import Accepted, accept_suggestion, accept_suggestions, reject_suggestion

__all__ = [
    "Accepted",
    "Cancelled",
    "ImportReport",
    "Merged",
    "NamesReport",
    "Progress",
    "Suggested",
    "accept_remaining",
    "accept_same",
    "accept_suggestion",
    "accept_suggestions",
    "accept_target",
    "add_comment",
    "add_missed_attribution",
    "add_missed_span",
    "add_name",
    "add_span",
    "add_spans",
    "add_text",
    "agreement",
    "agreement_over_time",
    "assign",
    "attribute",
    "attribute_to_words",
    "block_name",
    "change_scheme",
    "check_document",
    "comparison",
    "csv_bytes",
    "delete_attribution",
    "delete_span",
    "draw_double",
    "edit_attribution",
    "evaluate_suggester",
    "export",
    "export_lexicon",
    "exported_bundles",
    "full_overview",
    "import_lexicon",
    "import_names",
    "import_paths",
    "link_name",
    "merge_authors",
    "merge_names",
    "open_suggestions",
    "overview",
    "reject_suggestion",
    "reject_target",
    "relabel_span",
    "relabel_spans",
    "replace_attribution",
    "replace_span",
    "set_lexicon",
    "set_span_attribute",
    "set_span_note",
    "set_span_ranges",
    "settle",
    "settle_with_attribution",
    "settle_with_span",
    "split_name",
    "submit",
    "suggest_all",
    "suggest_document",
    "unassign",
    "unblock_name",
    "withdraw",
    "write_figures",
]
