"""What takes long to load is not loaded when the window opens."""

from __future__ import annotations

import ast

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
