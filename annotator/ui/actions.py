"""Everything a menu, a key or the tool bar can do, as one table; its texts are `actions.<id>`."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Needs = Literal["nothing", "project", "document", "span"]
Menu = Literal["project", "edit", "annotate", "view", "help"]


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
    ActionSpec("add_range", "annotate", ("D",), "span", "article"),
    ActionSpec("move_edges", "annotate", ("M",), "span", "article"),
    ActionSpec("label_all", "annotate", ("L",), "document", "article"),
    ActionSpec("inspect", "annotate", ("Return",), "span", "article"),
    ActionSpec("attribute", "annotate", ("A",), "span", "article", separated=True),
    ActionSpec("attribute_as_before", "annotate", ("Shift+A",), "span", "article"),
    ActionSpec("next_unattributed", "annotate", ("Alt+Down",), "document"),
    ActionSpec("next_document", "annotate", ("Ctrl+PgDown",), separated=True),
    ActionSpec("previous_document", "annotate", ("Ctrl+PgUp",)),
    ActionSpec("language", "view", ("Ctrl+Shift+L",), "nothing"),
    ActionSpec("theme_system", "view", (), "nothing", checkable=True, separated=True),
    ActionSpec("theme_light", "view", (), "nothing", checkable=True),
    ActionSpec("theme_dark", "view", (), "nothing", checkable=True),
    ActionSpec("larger", "view", ("Ctrl++", "Ctrl+="), "nothing", separated=True),
    ActionSpec("smaller", "view", ("Ctrl+-",), "nothing"),
    ActionSpec("show_invisible", "view", (), "nothing", checkable=True),
    ActionSpec("snapping", "view", (), "nothing", checkable=True),
    ActionSpec("focus_documents", "view", ("F2",), separated=True),
    ActionSpec("focus_article", "view", ("F3",)),
    ActionSpec("focus_inspector", "view", ("F4",)),
    ActionSpec("commands", "help", ("Ctrl+K",), "nothing"),
    ActionSpec("guidelines", "help", ("F1",), checkable=True),
    ActionSpec("shortcuts", "help", ("?",), "nothing", "article"),
    ActionSpec("about", "help", (), "nothing"),
)

MENUS: Final[tuple[Menu, ...]] = ("project", "edit", "annotate", "view", "help")

ARTICLE_KEYS: Final = ("arrows", "words", "word-gesture", "edges", "walk", "escape")
"""Keys the article view handles itself; each has its sentence in `resources/i18n/keys.toml`."""
