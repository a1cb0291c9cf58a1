"""Whether a window can be opened here, found out before Qt is loaded: Qt itself would abort the process."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.errors import AnnotatorError
from annotator.store.work_lists import ListId
from annotator.words.i18n import Language

if TYPE_CHECKING:
    from annotator.commands.machine import Seen

_HEADLESS = ("offscreen", "minimal", "minimalegl", "vnc")
_X_PORT = 6000
_CONNECT_SECONDS = 2.0
_PACKAGES = "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
_X_PACKAGES = (
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-shape0"
    " libxcb-xinerama0 libxcb-xkb1 libxkbcommon-x11-0"
)


def platform() -> str:
    """The Qt platform asked for by name, or ""."""
    return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]


def has_display() -> bool:
    """Whether there is a screen that answers."""
    if platform() in _HEADLESS:
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return _wayland_answers() or _x_answers(os.environ.get("DISPLAY", ""))


def check_display() -> None:
    """Raise `AnnotatorError`: "no-display", or "qt-library-missing" with the packages that hold it."""
    check_libraries()
    if platform() in _HEADLESS:
        return
    if not has_display():
        raise AnnotatorError("no-display")
    if sys.platform == "linux" and not _wayland_answers():
        _check_x_plugin()


def check_libraries() -> None:
    """Raise `AnnotatorError("qt-library-missing")` where a system library of Qt is not installed."""
    try:
        from PySide6 import QtWidgets  # noqa: F401
    except ImportError as error:
        raise AnnotatorError("qt-library-missing", reason=str(error), packages=_PACKAGES) from error


def go_headless() -> None:
    """Draw in memory from now on."""
    if platform() not in _HEADLESS:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def looked_at() -> tuple[list[AnnotatorError], Seen | None]:
    """The obstacles to opening a window here, and what Qt finds; None where it cannot be loaded."""
    try:
        check_libraries()
    except AnnotatorError as error:
        return [error], None
    faults = []
    try:
        check_display()
    except AnnotatorError as error:
        faults.append(error)
        go_headless()
    from annotator.ui.app import application
    from annotator.ui.help.machine import seen

    application()
    return faults, seen()


def ready_to_draw() -> list[str]:
    """Make Qt ready to draw into files, without a display too; returns the faces to set text in.

    Raises `AnnotatorError`.
    """
    if not has_display():
        go_headless()
    check_display()
    from annotator.ui.app import reading_faces

    return reading_faces()


def open_window(
    project: Path | None,
    *,
    document: str | None = None,
    span: str | None = None,
    listed: ListId = "all",
    author: str | None = None,
    language: Language | None = None,
    screenshot: Path | None = None,
) -> int:
    """Open the window on a project, or the last one; returns the exit status.

    With `screenshot` the window is drawn to a PNG instead, which needs no display. Raises `AnnotatorError`.
    """
    if screenshot is not None and not has_display():
        go_headless()
    check_display()
    # Only now: to import the window is to load Qt.
    from annotator.ui.app import start

    return start(
        project,
        document=document,
        span=span,
        listed=listed,
        author=author,
        language=language,
        screenshot=screenshot,
    )


def _check_x_plugin() -> None:
    """Load what Qt needs to speak to an X server: where a library of it is missing, Qt would abort."""
    from PySide6.QtCore import QLibraryInfo

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / "libqxcb.so"))
    except OSError as error:
        raise AnnotatorError("qt-library-missing", reason=str(error), packages=_X_PACKAGES) from error


def _wayland_answers() -> bool:
    name, folder = os.environ.get("WAYLAND_DISPLAY", ""), os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(name) and (Path(folder) / name).is_socket()


def _x_answers(display: str) -> bool:
    host, colon, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not number.isdecimal():
        return False
    import socket

    try:
        if host in ("", "unix"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as local:
                local.settimeout(_CONNECT_SECONDS)
                local.connect(f"/tmp/.X11-unix/X{number}")
        else:
            socket.create_connection((host, _X_PORT + int(number)), _CONNECT_SECONDS).close()
    except OSError:
        return False
    return True
