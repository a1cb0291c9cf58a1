"""Everything a menu, a key or the tool bar can do, as one table; its texts are `actions.<id>`."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Needs = Literal[
    "nothing", "project", "document", "span", "suggestion", "suggestions",
    "editable", "claim", "submittable", "submitted", "target", "difference", "correctable", "places",
    "remark", "open", "side-1", "side-2", "side-3", "side-4",
]  # fmt: skip
"""What must be there. `span` and `suggestion` are those selected; from `editable` on: what the
view of the document allows, see `Reviewing.needs`."""
Menu = Literal["project", "edit", "annotate", "review", "view", "help"]


class ActionSpec(msgspec.Struct, frozen=True):
    """One thing to do. `scope`: a letter key counts only while the article has the focus."""

    id: str
    menu: Menu
    keys: tuple[str, ...] = ()
    needs: Needs = "project"
    scope: Literal["window", "article"] = "window"
    checkable: bool = False
    separated: bool = False


ACTIONS: Final = (
    ActionSpec("new", "project", ("Ctrl+N",), "nothing"),
    ActionSpec("open", "project", ("Ctrl+O",), "nothing"),
    ActionSpec("sample", "project", (), "nothing"),
    ActionSpec("import", "project", ("Ctrl+I",), separated=True),
    ActionSpec("import_folder", "project"),
    ActionSpec("paste_document", "project", ("Ctrl+Shift+V",)),
    ActionSpec("export", "project", ("Ctrl+E",)),
    ActionSpec("verify", "project", separated=True),
    ActionSpec("statistics", "project"),
    ActionSpec("lead", "project", ("Ctrl+Shift+A",)),
    ActionSpec("suggest_all", "project", separated=True),
    ActionSpec("names", "project", ("Ctrl+Shift+N",)),
    ActionSpec("lexicon", "project"),
    ActionSpec("scheme", "project", separated=True),
    ActionSpec("author", "project"),
    ActionSpec("quit", "project", ("Ctrl+Q",), "nothing", separated=True),
    ActionSpec("undo", "edit", ("Ctrl+Z",)),
    ActionSpec("redo", "edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
    ActionSpec("copy", "edit", ("Ctrl+C",), "document", "article", separated=True),
    ActionSpec("select_all", "edit", ("Ctrl+A",), "document", "article"),
    ActionSpec("find", "edit", ("Ctrl+F",), "document", separated=True),
    ActionSpec("find_next", "edit", ("Ctrl+G",), "document"),
    ActionSpec("find_previous", "edit", ("Ctrl+Shift+G",), "document"),
    ActionSpec("delete", "annotate", ("Delete",), "span", "article"),
    ActionSpec("add_range", "annotate", ("D",), "editable", "article"),
    ActionSpec("move_edges", "annotate", ("M",), "editable", "article"),
    ActionSpec("label_all", "annotate", ("L",), "editable", "article"),
    ActionSpec("inspect", "annotate", ("Return",), "span", "article"),
    ActionSpec("history", "annotate", ("H",), "span", "article"),
    ActionSpec("point_name", "annotate", (), "span", "article"),
    ActionSpec("attribute", "annotate", ("A",), "claim", "article", separated=True),
    ActionSpec("attribute_as_before", "annotate", ("Shift+A",), "span", "article"),
    ActionSpec("next_unattributed", "annotate", ("Alt+Down",), "document"),
    ActionSpec("next_suggestion", "annotate", ("S",), "suggestions", "article", separated=True),
    ActionSpec("previous_suggestion", "annotate", ("Shift+S",), "suggestions", "article"),
    ActionSpec("accept_suggestion", "annotate", ("Return",), "suggestion", "article"),
    ActionSpec("edit_suggestion", "annotate", ("E",), "suggestion", "article"),
    ActionSpec("reject_suggestion", "annotate", ("Backspace", "Delete"), "suggestion", "article"),
    ActionSpec("accept_alike", "annotate", ("Ctrl+Return",), "suggestion", "article"),
    ActionSpec("next_document", "annotate", ("Ctrl+PgDown",), separated=True),
    ActionSpec("previous_document", "annotate", ("Ctrl+PgUp",)),
    ActionSpec("submit", "review", ("Ctrl+Shift+Return",), "submittable"),
    ActionSpec("withdraw", "review", ("Ctrl+Shift+Backspace",), "submitted"),
    ActionSpec("next_target", "review", ("Space",), "places", "article", separated=True),
    ActionSpec("previous_target", "review", ("Shift+Space",), "places", "article"),
    ActionSpec("accept_target", "review", ("Y",), "target", "article", separated=True),
    ActionSpec("reject_target", "review", ("N",), "target", "article"),
    ActionSpec("correct_target", "review", ("E",), "correctable", "article"),
    ActionSpec("comment", "review", ("C",), "remark", "article"),
    ActionSpec("accept_remaining", "review", ("Shift+Y",), "open", "article"),
    ActionSpec("take_1", "review", ("1",), "side-1", "article", separated=True),
    ActionSpec("take_2", "review", ("2",), "side-2", "article"),
    ActionSpec("take_3", "review", ("3",), "side-3", "article"),
    ActionSpec("take_4", "review", ("4",), "side-4", "article"),
    ActionSpec("take_both", "review", ("B",), "difference", "article"),
    ActionSpec("take_neither", "review", ("0",), "difference", "article"),
    ActionSpec("next_view", "review", ("V",), "document", "article", separated=True),
    ActionSpec("next_list", "review", ("F6",)),
    ActionSpec("language", "view", ("Ctrl+Shift+L",), "nothing"),
    ActionSpec("theme_system", "view", (), "nothing", checkable=True, separated=True),
    ActionSpec("theme_light", "view", (), "nothing", checkable=True),
    ActionSpec("theme_dark", "view", (), "nothing", checkable=True),
    ActionSpec("larger", "view", ("Ctrl++", "Ctrl+="), "nothing", separated=True),
    ActionSpec("smaller", "view", ("Ctrl+-",), "nothing"),
    ActionSpec("looser", "view", ("Alt++", "Alt+="), "nothing"),
    ActionSpec("tighter", "view", ("Alt+-",), "nothing"),
    ActionSpec("show_invisible", "view", (), "nothing", checkable=True),
    ActionSpec("snapping", "view", (), "nothing", checkable=True),
    ActionSpec("show_suggestions", "view", (), "nothing", checkable=True),
    ActionSpec("show_documents", "view", ("Shift+F2",), "nothing", checkable=True, separated=True),
    ActionSpec("show_inspector", "view", ("Shift+F4",), "nothing", checkable=True),
    ActionSpec("focus_documents", "view", ("F2",), separated=True),
    ActionSpec("focus_article", "view", ("F3",)),
    ActionSpec("focus_inspector", "view", ("F4",)),
    ActionSpec("commands", "help", ("Ctrl+K",), "nothing"),
    ActionSpec("guidelines", "help", ("F1",), checkable=True),
    ActionSpec("shortcuts", "help", ("?",), "nothing", "article"),
    ActionSpec("about", "help", (), "nothing"),
)

MENUS: Final[tuple[Menu, ...]] = ("project", "edit", "annotate", "review", "view", "help")

GESTURE_KEYS: Final = frozenset(("W", "[", "]", "{", "}", "ص", "ج", "د"))
"""Letters and signs the article view takes for itself, the letters of an Arabic keyboard among them."""

COMPARING: Final = frozenset(("difference", "side-1", "side-2", "side-3", "side-4"))
"""What is there only while layers are compared, where nothing is labelled."""

TAKEN_KEYS: Final = GESTURE_KEYS | {
    key for spec in ACTIONS if spec.needs not in COMPARING for key in spec.keys if len(key) == 1
}
"""Keys that no label gets, whatever its scheme says."""

ARTICLE_KEYS: Final = ("arrows", "words", "word-gesture", "judging", "edges", "walk", "escape")
"""Keys the article view handles itself; each has its sentence in `resources/i18n/keys.toml`."""
