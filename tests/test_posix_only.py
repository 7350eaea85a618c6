"""Every call Windows does not know, or knows as something else, has its way there or a reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("models", "exporters", "importers", "cli", "ui", "sample", "resources", "main.py")
MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "signal", "syslog", "pty"}
OF_OS = {
    "access", "chmod", "chown", "fchmod", "fdatasync", "fork", "fsync", "getpgid", "getuid", "kill",
    "killpg", "link", "mkfifo", "nice", "posix_fadvise", "rename", "setsid", "statvfs", "symlink",
    "sync", "umask", "uname", "O_DIRECTORY", "O_NOFOLLOW",
}
OF_A_PATH = {"chmod", "hardlink_to", "lchmod", "rename", "symlink_to"}
"""Names of ``os``, and of any object that may be a path."""

WAYS = {
    ("exporters/leaving/sticks.py", "os.access"):
        "always true of a folder there: `_of_drive` asks the volume (windows.volume)",
    ("exporters/publish.py", "os.posix_fadvise"):
        "only on Linux; windows.past_the_cache reads without the cache",
    ("models/keeping/apart.py", "import resource"):
        "not imported there; windows.limit is a job with the same limits",
    ("main.py", "import resource"):
        "not imported there: a report of a crash is made only where somebody set it up",
    ("main.py", "os.umask"):
        "does nothing there: rights come from the folder, docs/windows.md says so",
    ("models/keeping/backups.py", "os.link"): "NTFS has second names; refused, it is copied",
    ("models/keeping/datafile.py", "import fcntl"):
        "not imported there: a file is locked by its name, not under a second one",
    ("models/keeping/durable.py", "os.fsync"):
        "flushes a file and its name there; of a folder it is not asked (sync_folder)",
    ("models/keeping/durable.py", "path.chmod"): "not asked there: rights come from the folder",
    ("models/keeping/opening.py", "os.access"): "the read-only mark of a file is known there, too",
    ("models/keeping/vault/keys.py", "os.link"):
        "NTFS knows second names; refused, the old plain file is not written over",
}
"""By module and call, the way on Windows, or why none is needed."""


def found_in(source: str) -> Iterator[str]:
    """The calls of a source that only POSIX answers as meant."""
    for each in ast.walk(ast.parse(source)):
        match each:
            case ast.Import(names=names):
                yield from (f"import {one.name}" for one in names if one.name in MODULES)
            case ast.ImportFrom(module=str(module), level=0) if module in MODULES:
                yield f"import {module}"
            case ast.ImportFrom(module="os", names=names):
                yield from (f"os.{one.name}" for one in names if one.name in OF_OS)
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if name in OF_OS:
                yield f"os.{name}"
            case ast.Attribute(value=value, attr=name) if (
                name in OF_A_PATH and not (isinstance(value, ast.Name) and value.id == "os")
            ):
                yield f"path.{name}"


def calls() -> set[tuple[str, str]]:
    """Where the program makes such a call."""
    files = [path for room in ROOMS for path in (
        [ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py")))]
    return {(path.relative_to(ROOT).as_posix(), call) for path in files
            for call in found_in(path.read_text(encoding="utf-8"))}


def test_every_call_of_posix_has_its_way_on_windows():
    assert calls() == set(WAYS)


def at_once(source: str) -> Iterator[str]:
    """The calls made while a module is loaded: all but those inside functions."""
    tree = ast.parse(source)
    for each in ast.walk(tree):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            each.body = [ast.Pass()]
    yield from found_in(ast.unparse(tree))


def test_every_test_is_collected_on_windows():
    """One call of POSIX in a decorator, and not one test is run there."""
    calls = {(path.name, call) for path in (ROOT / "tests").rglob("*.py")
             for call in at_once(path.read_text(encoding="utf-8"))}
    assert {call for _, call in calls} == {"import signal"}, "known there, with other signals"


def test_a_call_in_a_decorator_is_made_at_once():
    source = "import os\n@skipif(os.getuid() != 0)\ndef test(): os.fork()"
    assert list(at_once(source)) == ["os.getuid"]


@pytest.mark.parametrize(("source", "call"), [
    ("import fcntl", "import fcntl"), ("from signal import SIGTERM", "import signal"),
    ("import os\nos.rename(a, b)", "os.rename"), ("from os import fork", "os.fork"),
    ("folder.joinpath('a').symlink_to(b)", "path.symlink_to"),
    ("def f():\n    import pwd", "import pwd")])
def test_a_call_put_in_is_found(source, call):
    assert list(found_in(source)) == [call]


def test_what_is_ours_is_no_call_of_posix():
    assert list(found_in("from resources import resource\nimport os\nos.replace(a, b)")) == []
