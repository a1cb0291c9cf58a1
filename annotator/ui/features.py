"""Spares the start a search: Qt for Python reads the source of each module for whether it speaks of it.

It does so for those who import from its `__feature__`, which the program does not.
"""

import sys

import PySide6.QtCore  # noqa: F401

_features = sys.modules.get("shibokensupport.feature")
if _features is not None:
    setattr(_features, "_mod_uses_pyside", lambda module: False)  # noqa: B010
