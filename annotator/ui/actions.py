"""Everything a menu, a key or the tool bar can do, as one table; its texts are `actions.<id>`."""

from __future__ import annotations

import re
import sys
from typing import Final, Literal, get_args

import msgspec

from annotator.core.model import SegmentKind
from annotator.ui.places import place_of_letter

Needs = Literal[
    "nothing", "project", "document", "span", "suggestion", "suggestions",
    "editable", "claim", "submittable", "submitted", "target", "difference", "correctable", "places",
    "remark", "open", "chosen",
    "side-1", "side-2", "side-3", "side-4", "side-5", "side-6", "side-7", "side-8",
]  # fmt: skip
"""Needed for an action. `span` and `suggestion` are those selected; from `editable` on: what the
view of the document allows, see `Reviewing.needs`."""
Menu = Literal["project", "edit", "document", "annotate", "review", "team", "view", "help"]


SIDES: Final[tuple[Needs, ...]] = (
    "side-1", "side-2", "side-3", "side-4", "side-5", "side-6", "side-7", "side-8",
)  # fmt: skip
"""The sides of a difference, as many as have a key."""

SEGMENT_KINDS: Final[tuple[SegmentKind, ...]] = get_args(SegmentKind)

_TYPES_ON_MACOS: Final = re.compile(r"^Alt\+(?=.$)")


class ActionSpec(msgspec.Struct, frozen=True):
    """One thing to do.

    `does` leads from the window to what does it, `args` are what it is called with. It is looked up when it
    is called, for what the first picture does not show is built then. `scope`: a letter key counts only
    while the article has the focus.
    """

    id: str
    does: str
    menu: Menu
    keys: tuple[str, ...] = ()
    needs: Needs = "project"
    scope: Literal["window", "article"] = "window"
    checkable: bool = False
    separated: bool = False
    args: tuple[str | int, ...] = ()

    @property
    def keys_here(self) -> tuple[str, ...]:
        """The keys on this system: Option with a letter types another one on macOS, so Command joins it."""
        if sys.platform != "darwin":
            return self.keys
        return tuple(_TYPES_ON_MACOS.sub("Ctrl+Alt+", key) for key in self.keys)


ACTIONS: Final = (
    ActionSpec("new", "rooms.work.new", "project", ("Ctrl+N",), "nothing"),
    ActionSpec("open", "rooms.work.open", "project", ("Ctrl+O",), "nothing"),
    ActionSpec("sample", "rooms.work.sample", "project", (), "nothing"),
    ActionSpec("import", "rooms.work.import_files", "project", ("Ctrl+I",), separated=True),
    ActionSpec("import_folder", "rooms.work.import_folder", "project"),
    ActionSpec("paste_document", "rooms.work.paste_document", "project", ("Ctrl+Shift+V",)),
    ActionSpec("export", "rooms.work.export", "project", ("Ctrl+E",)),
    ActionSpec("card", "rooms.work.card", "project"),
    ActionSpec("verify", "rooms.work.verify", "project", separated=True),
    ActionSpec("verify_heads", "rooms.work.verify_heads", "project"),
    ActionSpec("statistics", "rooms.work.statistics", "project"),
    ActionSpec("lead", "rooms.lead", "project", ("Ctrl+Shift+A",)),
    ActionSpec("ledger", "rooms.ledger", "project", ("Ctrl+L",)),
    ActionSpec("record", "rooms.record", "project", ("Ctrl+Shift+H",)),
    ActionSpec("backup", "rooms.rescue.back_up", "project", separated=True),
    ActionSpec("restore", "rooms.rescue.restore", "project", (), "nothing"),
    ActionSpec("recover", "rooms.rescue.recover", "project", (), "nothing"),
    ActionSpec("suggest_all", "rooms.work.suggest_all", "project", separated=True),
    ActionSpec("models", "rooms.models", "project"),
    ActionSpec("names", "rooms.names", "project", ("Ctrl+Shift+N",)),
    ActionSpec("lexicon", "rooms.lexicon", "project"),
    ActionSpec("scheme", "rooms.scheme", "project", separated=True),
    ActionSpec("author", "opening.change_author", "project"),
    ActionSpec("inbox", "rooms.house.switch_inbox", "project", checkable=True),
    ActionSpec("note_accounts", "rooms.note_accounts", "project", checkable=True),
    ActionSpec("quit", "close", "project", ("Ctrl+Q",), "nothing", separated=True),
    ActionSpec("undo", "undo", "edit", ("Ctrl+Z",)),
    ActionSpec("redo", "session.redo", "edit", ("Ctrl+Shift+Z", "Ctrl+Y")),
    ActionSpec("copy", "article.copy", "edit", ("Ctrl+C",), "document", "article", separated=True),
    ActionSpec("cite", "rooms.house.cite", "edit", ("Ctrl+Shift+C",), "span"),
    ActionSpec("select_all", "article.select_all", "edit", ("Ctrl+A",), "document", "article"),
    ActionSpec("find", "rooms.find_bar.open", "edit", ("Ctrl+F",), "document", separated=True),
    ActionSpec("find_next", "rooms.find_bar.step", "edit", ("Ctrl+G",), "document", args=(1,)),
    ActionSpec("find_previous", "rooms.find_bar.step", "edit", ("Ctrl+Shift+G",), "document", args=(-1,)),
    ActionSpec("search", "rooms.search", "edit", ("Ctrl+Shift+F",)),
    ActionSpec("preferences", "rooms.preferences", "edit", ("Ctrl+,",), "nothing", separated=True),
    ActionSpec("document_details", "rooms.house.details", "document", ("Alt+Return",), "document"),
    ActionSpec("document_note", "rooms.house.note", "document", ("Ctrl+J",), "document"),
    ActionSpec("graphic", "rooms.house.flag", "document", (), "document", checkable=True, args=("graphic",)),
    ActionSpec("outlet_page", "rooms.page_of_outlet", "document", (), "document"),
    ActionSpec("show_text", "rooms.house.show_text", "document", (), "document"),
    ActionSpec(
        "restricted", "rooms.house.flag", "document", (), "document", checkable=True, args=("restricted",)
    ),
    ActionSpec(
        "take", "rooms.house.sort", "document", ("Alt+T",), "document", separated=True, args=("taken",)
    ),
    ActionSpec("later", "rooms.house.sort", "document", ("Alt+L",), "document", args=("later",)),
    ActionSpec("irrelevant", "rooms.house.sort", "document", ("Alt+I",), "document", args=("irrelevant",)),
    ActionSpec(
        "split_segment", "rooms.house.split", "document", ("Ctrl+Shift+K",), "document", separated=True
    ),
    ActionSpec("join_segments", "rooms.house.join", "document", ("Ctrl+Shift+J",), "document"),
    *(
        ActionSpec(f"segment_{kind}", "rooms.house.mark", "document", (), "document", args=(kind,))
        for kind in SEGMENT_KINDS
    ),
    ActionSpec(
        "remove_document",
        "rooms.house.remove",
        "document",
        ("Ctrl+Shift+Delete",),
        "document",
        separated=True,
    ),
    ActionSpec("delete", "annotating.delete", "annotate", ("Delete", "Backspace"), "span", "article"),
    ActionSpec("add_range", "annotating.add_range", "annotate", ("D",), "editable", "article"),
    ActionSpec("move_edges", "move_edges", "annotate", ("M",), "editable", "article"),
    ActionSpec("label_all", "rooms.label_all", "annotate", ("L",), "editable", "article"),
    ActionSpec("alike", "rooms.alike", "annotate", ("Shift+L",), "span", "article"),
    ActionSpec("inspect", "appearance.inspect", "annotate", ("Return",), "span", "article"),
    ActionSpec("history", "appearance.show_history", "annotate", ("H",), "span", "article"),
    ActionSpec("record_of_span", "rooms.record_of_span", "annotate", ("Shift+H",), "span", "article"),
    ActionSpec("point_name", "rooms.name_of_span", "annotate", (), "span", "article"),
    ActionSpec("name_page", "rooms.page_of_span", "annotate", ("Shift+N",), "span", "article"),
    ActionSpec("attribute", "attribute", "annotate", ("A",), "claim", "article", separated=True),
    ActionSpec(
        "attribute_as_before", "annotating.attribute_as_before", "annotate", ("Shift+A",), "span", "article"
    ),
    ActionSpec("teach_lexicon", "rooms.teach_lexicon", "annotate", ("K",), "span", "article"),
    ActionSpec("accept_tolls", "annotating.accept_tolls", "annotate", ("T",), "span", "article"),
    ActionSpec("next_unattributed", "annotating.next_unattributed", "annotate", ("Alt+Down",), "document"),
    ActionSpec(
        "next_suggestion",
        "proposing.step",
        "annotate",
        ("S",),
        "suggestions",
        "article",
        separated=True,
        args=(1,),
    ),
    ActionSpec(
        "previous_suggestion",
        "proposing.step",
        "annotate",
        ("Shift+S",),
        "suggestions",
        "article",
        args=(-1,),
    ),
    ActionSpec(
        "doubtful_suggestion", "proposing.step_by_doubt", "annotate", ("U",), "suggestions", "article"
    ),
    ActionSpec("accept_suggestion", "proposing.accept", "annotate", ("Return",), "suggestion", "article"),
    ActionSpec("edit_suggestion", "proposing.edit", "annotate", ("E",), "suggestion", "article"),
    ActionSpec(
        "reject_suggestion", "proposing.reject", "annotate", ("Backspace", "Delete"), "suggestion", "article"
    ),
    ActionSpec(
        "accept_alike", "proposing.accept_alike", "annotate", ("Ctrl+Return",), "suggestion", "article"
    ),
    ActionSpec(
        "reject_alike",
        "proposing.reject_alike",
        "annotate",
        ("Ctrl+Backspace", "Ctrl+Delete"),
        "suggestion",
        "article",
    ),
    ActionSpec("next_document", "documents.step", "annotate", ("Ctrl+PgDown",), separated=True, args=(1,)),
    ActionSpec("previous_document", "documents.step", "annotate", ("Ctrl+PgUp",), args=(-1,)),
    ActionSpec("next_undone", "opening.undone", "annotate", ("Ctrl+Alt+PgDown",), args=(1,)),
    ActionSpec("previous_undone", "opening.undone", "annotate", ("Ctrl+Alt+PgUp",), args=(-1,)),
    ActionSpec("submit", "submitting.submit", "review", ("Ctrl+Shift+Return",), "submittable"),
    ActionSpec("withdraw", "submitting.withdraw", "review", ("Ctrl+Shift+Backspace",), "submitted"),
    ActionSpec(
        "next_target", "reviewing.step", "review", ("Space",), "places", "article", separated=True, args=(1,)
    ),
    ActionSpec(
        "previous_target", "reviewing.step", "review", ("Shift+Space",), "places", "article", args=(-1,)
    ),
    ActionSpec("accept_target", "judging.accept", "review", ("Y",), "target", "article", separated=True),
    ActionSpec("accept_row", "judging.accept_row", "review", ("Alt+Y",), "target", "article"),
    ActionSpec("reject_target", "judging.reject", "review", ("N",), "target", "article"),
    ActionSpec("correct_target", "judging.correct", "review", ("E",), "correctable", "article"),
    ActionSpec("comment", "write_comment", "review", ("C",), "remark", "article"),
    ActionSpec("conversation", "rooms.conversation", "review", ("Ctrl+Shift+M",), "document"),
    ActionSpec("accept_remaining", "judging.accept_remaining", "review", ("Shift+Y",), "open", "article"),
    *(
        ActionSpec(
            f"take_{n}", "judging.take", "review", (f"{n}",), side, "article", separated=n == 1, args=(n,)
        )
        for n, side in enumerate(SIDES, start=1)
    ),
    *(
        ActionSpec(f"choose_{n}", "reviewing.choose", "review", (f"Ctrl+{n}",), side, "article", args=(n,))
        for n, side in enumerate(SIDES, start=1)
    ),
    ActionSpec("take_chosen", "judging.take_chosen", "review", ("Return",), "chosen", "article"),
    ActionSpec("take_both", "judging.take_both", "review", ("B",), "difference", "article"),
    ActionSpec("take_neither", "judging.take_neither", "review", ("0",), "difference", "article"),
    ActionSpec("next_view", "reviewing.next_view", "review", ("V",), "document", "article", separated=True),
    ActionSpec("differences", "rooms.differences", "review", ("Ctrl+Shift+D",)),
    ActionSpec("next_list", "documents.next_list", "review", ("F6",)),
    ActionSpec("sync", "status.syncing.now", "team", ("F5",)),
    ActionSpec("team", "status.team.show_team", "team"),
    ActionSpec("conflicts", "rooms.conflicts", "team"),
    ActionSpec("join_team", "rooms.sharing.join", "team", (), "nothing", separated=True),
    ActionSpec("share", "rooms.sharing.share", "team"),
    ActionSpec("merge", "rooms.merging.merge", "team", separated=True),
    ActionSpec("language", "appearance.switch_language", "view", ("Ctrl+Shift+L",), "nothing"),
    ActionSpec(
        "theme_system",
        "appearance.choose_theme",
        "view",
        (),
        "nothing",
        checkable=True,
        separated=True,
        args=("system",),
    ),
    ActionSpec(
        "theme_light", "appearance.choose_theme", "view", (), "nothing", checkable=True, args=("light",)
    ),
    ActionSpec(
        "theme_dark", "appearance.choose_theme", "view", (), "nothing", checkable=True, args=("dark",)
    ),
    ActionSpec(
        "larger",
        "settings.change_by",
        "view",
        ("Ctrl++", "Ctrl+="),
        "nothing",
        separated=True,
        args=("font_size", 1),
    ),
    ActionSpec("smaller", "settings.change_by", "view", ("Ctrl+-",), "nothing", args=("font_size", -1)),
    ActionSpec("normal_size", "settings.reset", "view", ("Ctrl+0",), "nothing", args=("font_size",)),
    ActionSpec("looser", "appearance.space_lines", "view", ("Alt++", "Alt+="), "nothing", args=(1,)),
    ActionSpec("tighter", "appearance.space_lines", "view", ("Alt+-",), "nothing", args=(-1,)),
    ActionSpec(
        "show_invisible", "appearance.toggle", "view", (), "nothing", checkable=True, args=("show_invisible",)
    ),
    ActionSpec("snapping", "appearance.toggle", "view", (), "nothing", checkable=True, args=("snapping",)),
    ActionSpec(
        "show_suggestions",
        "appearance.toggle",
        "view",
        (),
        "nothing",
        checkable=True,
        args=("show_suggestions",),
    ),
    ActionSpec(
        "show_documents",
        "appearance.toggle",
        "view",
        ("Shift+F2",),
        "nothing",
        checkable=True,
        separated=True,
        args=("show_documents",),
    ),
    ActionSpec(
        "show_inspector",
        "appearance.toggle",
        "view",
        ("Shift+F4",),
        "nothing",
        checkable=True,
        args=("show_inspector",),
    ),
    ActionSpec("focus_documents", "appearance.go_to_documents", "view", ("F2",), separated=True),
    ActionSpec("focus_article", "article.setFocus", "view", ("F3",)),
    ActionSpec("focus_inspector", "appearance.go_beside", "view", ("F4",)),
    ActionSpec("commands", "rooms.commands", "help", ("Ctrl+K",), "nothing"),
    ActionSpec("guidelines", "appearance.toggle_guidelines", "help", ("F1",), checkable=True),
    ActionSpec("shortcuts", "rooms.keys", "help", ("?",), "nothing", "article"),
    ActionSpec("about", "rooms.about", "help", (), "nothing"),
)

MENUS: Final[tuple[Menu, ...]] = ("project", "edit", "document", "annotate", "review", "team", "view", "help")

GESTURE_KEYS: Final = frozenset(("W", "[", "]", "{", "}", "\\"))
"""Letters and signs the article view takes for itself."""

COMPARING: Final = frozenset(("difference", "chosen", *SIDES))
"""There only while layers are compared, where nothing is labelled."""

_TAKEN_KEYS: Final = GESTURE_KEYS | {
    key for spec in ACTIONS if spec.needs not in COMPARING for key in spec.keys if len(key) == 1
}


def is_taken(key: str) -> bool:
    """Whether a key is one that no label gets, whatever its scheme says: an Arabic letter is its key."""
    return key.upper() in _TAKEN_KEYS or place_of_letter(key) in _TAKEN_KEYS


ARTICLE_KEYS: Final = (
    "arrows", "words", "word-gesture", "name-gesture", "judging", "edges", "clitic", "mouse",
    "walk", "escape",
)  # fmt: skip
"""Keys the article view handles itself; each has its sentence in `resources/i18n/keys.toml`."""
