"""Whether the part that reads pictures is there: it may be left out of an installation.

The recogniser and its arrays weigh more than the rest of the program. Without them everything else
works, and whoever hands in a picture is told.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from pathlib import Path

find_spec = PathFinder.find_spec
"""What lies on the disk: the window lets nothing load the arrays in its own process."""

FOLDER = "读图"
"""The folder beside a packaged program that holds the part."""


def model_file() -> Path | None:
    """Where the recogniser's model lies, or None when the part is not there."""
    _look_beside()
    if find_spec("onnxruntime") is None or find_spec("numpy") is None:
        return None
    found = find_spec("rapidocr")
    folders = [Path(each) / "models" for each in found.submodule_search_locations or ()] \
        if found is not None else []
    return next((each for folder in folders for each in sorted(folder.glob("*rec*.onnx"))), None)


def _look_beside() -> None:
    if not getattr(sys, "frozen", False):
        return
    program = Path(sys.executable).resolve().parent
    for each in (program / FOLDER, program.parent / FOLDER):
        if each.is_dir() and str(each) not in sys.path:
            sys.path.append(str(each))
