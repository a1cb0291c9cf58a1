from __future__ import annotations
import tomllib
from functools import cache
from annotator.core.arabic import fold_key
from annotator.core.naming import Naming
from annotator.disk import data_path

@cache
def naming() -> Naming:
    folder = data_path("resources", "lexicon")
    table = tomllib.loads((folder / "naming.toml").read_text(encoding="utf-8"))
    verbs = list(table.pop("verbs"))
    cues = tomllib.loads((folder / "cues.toml").read_text(encoding="utf-8"))
    present = []
    for row in cues["verbs"]:
        verbs += row.get("past", ())
        verbs += row.get("forms", ()); verbs += row.get("feminine", ())
        present += row.get("present", ())
    keys = {fold_key(v + e) for v in verbs for e in ("", "ت", "وا", "ا")} | {fold_key("ي" + s) for s in present}
    keys |= {fold_key("ت" + s) for s in present}
    return Naming(verbs=frozenset(keys), **{k: frozenset(map(fold_key, v)) for k, v in table.items()})
