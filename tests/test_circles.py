"""No two places wait for one another: neither modules nor folders import in a circle."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from tests.test_architecture import imported, sources


def imports(every: Mapping[str, str]) -> dict[str, set[str]]:
    """Module → the modules it imports anywhere, in functions and for the types alike."""
    found: dict[str, set[str]] = {}
    for path, source in every.items():
        uses = found[path] = set()
        for _, name in imported(ast.parse(source)):
            whole = name.replace(".", "/")
            for stem in (whole, whole.rpartition("/")[0]):
                uses |= {f"{stem}.py", f"{stem}/__init__.py"} & every.keys()
        uses.discard(path)
    return found


def between_folders(uses: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Folder → the folders its modules import from; a folder inside another is a part of it."""
    found: dict[str, set[str]] = {}
    for path, others in uses.items():
        own = path.rpartition("/")[0] + "/"
        theirs = {other.rpartition("/")[0] + "/" for other in others}
        found.setdefault(own, set()).update(
            each for each in theirs if not each.startswith(own) and not own.startswith(each))
    return found


def circle(uses: Mapping[str, set[str]]) -> list[str]:
    """One circle among them, empty when there is none."""
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def test_no_modules_wait_for_one_another() -> None:
    assert circle(imports(sources())) == []


def test_no_folders_wait_for_one_another() -> None:
    assert circle(between_folders(imports(sources()))) == []


def test_a_circle_would_be_seen() -> None:
    every = {
        "models/a/x.py": "def f():\n    from models.b.y import g",
        "models/b/y.py": "if TYPE_CHECKING:\n    from models.a import x",
        "models/a/z.py": "import models.a.x",
    }
    assert set(circle(imports(every))) == {"models/a/x.py", "models/b/y.py"}
    folders = between_folders(imports(every | {
        "models/b/y.py": "", "models/b/w.py": "from models.a.z import h"}))
    assert set(circle(folders)) == {"models/a/", "models/b/"}
