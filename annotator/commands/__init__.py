"""What a person can do to a project: one function, one event, one undo step."""

from annotator.commands.attributions import (
    attribute,
    attribute_to_words,
    delete_attribution,
    edit_attribution,
)
from annotator.commands.documents import ImportReport, add_text, export, import_paths
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
from annotator.commands.progress import Cancelled, Progress
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
from annotator.commands.suggesting import Suggested, open_suggestions, suggest_all, suggest_document
from annotator.commands.suggestions import (
    Accepted,
    accept_suggestion,
    accept_suggestions,
    reject_suggestion,
)

__all__ = [
    "Accepted",
    "Cancelled",
    "ImportReport",
    "NamesReport",
    "Progress",
    "Suggested",
    "accept_suggestion",
    "accept_suggestions",
    "add_name",
    "add_span",
    "add_spans",
    "add_text",
    "attribute",
    "attribute_to_words",
    "block_name",
    "change_scheme",
    "delete_attribution",
    "delete_span",
    "edit_attribution",
    "evaluate_suggester",
    "export",
    "export_lexicon",
    "import_lexicon",
    "import_names",
    "import_paths",
    "link_name",
    "merge_names",
    "open_suggestions",
    "reject_suggestion",
    "relabel_span",
    "relabel_spans",
    "set_lexicon",
    "set_span_attribute",
    "set_span_note",
    "set_span_ranges",
    "split_name",
    "suggest_all",
    "suggest_document",
    "unblock_name",
]
