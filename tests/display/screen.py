"""An X server that nobody sees, of the size of a village office's screen."""

from __future__ import annotations

import os
import sys

SCREEN = "1366x768x24"


def begin_screen() -> None:
    """Begin one, let Qt draw on it; it goes when this process, its client, goes."""
    if sys.platform == "win32":
        raise NotImplementedError("Xvfb is of Linux")
    said, says = os.pipe()
    os.set_inheritable(says, True)
    os.posix_spawnp(
        "Xvfb",
        ["Xvfb", "-displayfd", str(says), "-screen", "0", SCREEN, "-terminate", "-nolisten", "tcp"],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)],
    )
    os.close(says)
    with os.fdopen(said) as number:
        os.environ["DISPLAY"] = f":{number.readline().strip()}"
    os.environ["QT_QPA_PLATFORM"] = "xcb"
