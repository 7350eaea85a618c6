"""联星村级台账: opens the window, or hands the words to the commands."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

from models.keeping.user_folders import default_data_file, log_unraisable

if not sys.platform.startswith("win"):
    import resource

ENDING, PACKAGE = ".lianxing", ".lxbag"
"""One word that ends so is a data file or a package: a double click, or dropped onto the
program."""
HELPERS = frozenset({"--multiprocessing-fork", "-c"})
"""The packaged program is started again with one of these words to read a file apart."""


def window_file(words: list[str]) -> Path | None:
    """The data file to open the window on, or None when ``words`` hold a command or an option."""
    match words:
        case [one] if one.lower().endswith(ENDING):
            return Path(one)
        case [_] if package_brought(words) is not None:
            return default_data_file()
        case []:
            return default_data_file()
        case ["--data", file]:
            return Path(file)
        case [one] if one.startswith("--data=") and one != "--data=":
            return Path(one.removeprefix("--data="))
    return None


def package_brought(words: list[str]) -> Path | None:
    """The package the window is to read, where a package was clicked on."""
    match words:
        case [one] if one.lower().endswith(PACKAGE):
            return Path(one)
    return None


def main(words: list[str]) -> int:
    """Run the program; returns the exit code."""
    sys.unraisablehook = log_unraisable
    os.umask(0o077)  # what is written here names people: no other account of the PC reads it
    leave_no_core()
    file = window_file(words)
    if file is None:
        from cli.commands import main as command

        return command(words)
    try:
        from ui.frame.app import run
    except ImportError as missing:
        return no_window(missing)
    return run(file, package_brought(words))


def leave_no_core() -> None:
    """A program that dies leaves nothing it had in memory on the disk: an encrypted file is plain
    there, and its key.
    """
    if not sys.platform.startswith("win"):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def no_window(missing: ImportError) -> int:
    """Say that the PC lacks what a window needs; the commands go without it."""
    if sys.stderr is not None:
        print(f"窗口打不开：这台电脑缺少图形组件（{missing.name or missing}）。"
              "请重新安装本软件；没有窗口也可以用命令，写法见 --help。", file=sys.stderr)
    return 3


if __name__ == "__main__":
    if getattr(sys, "frozen", False) and HELPERS.intersection(sys.argv):
        import multiprocessing  # no window waits for it

        import_module("pyi_rth_multiprocessing")
        multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
