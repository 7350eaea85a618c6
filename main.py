"""联星村级台账: opens the window, or hands the words to the commands."""

from __future__ import annotations

import sys
from pathlib import Path


def window_file(words: list[str]) -> Path | None:
    """The data file to open the window on, or None when ``words`` hold a command or an option."""
    match words:
        case []:
            from models.village import default_data_file

            return default_data_file()
        case ["--data", file]:
            return Path(file)
        case [one] if one.startswith("--data=") and one != "--data=":
            return Path(one.removeprefix("--data="))
    return None


def main(words: list[str]) -> int:
    """Run the program; returns the exit code."""
    file = window_file(words)
    if file is None:
        from cli import main as command

        return command(words)
    from ui.app import run

    return run(file)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # the reader of packages is this program, started again
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
