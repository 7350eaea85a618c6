"""What takes long to load is not loaded when the window opens."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from sample.village import fill
from tests.test_architecture import heavy_libraries_wait, loaded_at_once, room, sources


def loaded_from(start: set[str], every: dict[str, str]) -> set[str]:
    """The modules loaded when the modules of ``start`` are, and so on to the end."""
    found, waiting = set(), list(start)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for _, name in loaded_at_once(ast.parse(every[path])):
            parts = name.split(".")
            for end in range(1, len(parts) + 1):
                stem = "/".join(parts[:end])
                waiting += {f"{stem}.py", f"{stem}/__init__.py"} & every.keys()
    return found


def test_the_window_is_painted_before_the_figures_are_loaded() -> None:
    """A measure is asked by a job; four hundred of them take longer to load than the window."""
    every = sources()
    late = {each for each in every if each.startswith(("models/figures/", "models/stars/"))}
    assert loaded_from({"ui/frame/app.py", "ui/frame/window.py"}, every) & late == set()
    assert loaded_from({"models/returns/catalogue.py"}, every) & late, "a deliberate load is seen"


def test_heavy_libraries_are_not_loaded_when_the_window_opens() -> None:
    every = sources()
    start = {path for path in every if room(path) in ("ui", "main")}
    broken = [
        each
        for path in sorted(loaded_from(start, every))
        for each in heavy_libraries_wait(path, every[path])
    ]
    assert broken == []


# ── Qt is loaded by one thread


WATCHED = """
import builtins, os, sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

told, load = set(), builtins.__import__


def watched(name, *rest, **named):
    main = threading.current_thread() is threading.main_thread()
    if name.partition(".")[0] == "PySide6" and not main:
        told.add(name)
    return load(name, *rest, **named)


builtins.__import__ = watched
app = QApplication([])
from ui.frame.app import open_window

window = open_window(Path(sys.argv[1]))
def furnished():
    window.finding.learnt.connect(app.quit)


window.painted.connect(lambda: QTimer.singleShot(1, furnished))
if "beside" in sys.argv:
    from ui.kit.job import Job
    Job(lambda _: load("ui.places.settings.page")).start()
app.exec()
print(*told, flush=True)
os._exit(0)
"""


@pytest.mark.parametrize(("fault", "found"), [((), False), (("beside",), True)])
def test_no_job_loads_a_name_of_qt(tmp_path: Path, store, fault, found: bool) -> None:
    """Two threads that make types of Qt at the same time ended the process, once in fifty."""
    fill(store, households=12, seed=1)
    store.close()
    ran = subprocess.run([sys.executable, "-c", WATCHED, str(store.path), *fault], text=True,
                         capture_output=True, check=True, timeout=300, cwd=Path.cwd())
    assert bool(ran.stdout.strip()) is found, ran.stdout
