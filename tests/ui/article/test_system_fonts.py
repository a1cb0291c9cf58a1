"""The article view under the fonts of this machine: every other test sees the private ones alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
LEFT_OUT = ("test_real_texts.py", "test_reading.py", "test_keys.py")
"""Take long, or are about keys more than places; they are run under the private fonts."""

pytestmark = pytest.mark.skipif(
    os.environ.get("ANNOTATOR_TEST_FONTS") != "private", reason="these are the fonts of this machine"
)


def test_the_article_view_is_well_under_the_fonts_of_this_machine() -> None:
    environment = os.environ | {"ANNOTATOR_TEST_FONTS": "system"}
    if before := environment.pop("ANNOTATOR_SYSTEM_FONTS"):
        environment["FONTCONFIG_FILE"] = before
    else:
        # Not empty: that would be no fonts at all.
        del environment["FONTCONFIG_FILE"]
    ignored = [f"--ignore={FOLDER / name}" for name in LEFT_OUT]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", str(FOLDER), *ignored],
        env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
