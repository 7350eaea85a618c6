"""How a file becomes whole under its name: nobody ever meets a half-written one."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from models.values.problem import Problem

T = TypeVar("T")
PAUSES = (0.1, 0.3, 0.6, 1.0)
"""Seconds to wait, again and again, for a virus scanner or a spreadsheet program to let go."""
_BLOCK = 1 << 20
_PART = re.compile(r"\.[0-9a-f]{32}\.part(-journal)?")


def patiently(do: Callable[[], T]) -> T:
    """``do`` a thing to a file of ours, again where somebody else looks into it just then.

    :raises OSError: it is refused for good.
    """
    for pause in PAUSES:
        try:
            return do()
        except PermissionError:
            time.sleep(pause)
    return do()


def ends(path: Path) -> bool:
    """Whether what lies at ``path`` can be read to its end: no pipe, no socket, no device."""
    try:
        kind = path.stat().st_mode
    except (OSError, ValueError):
        return True  # there is none: whoever opens it says so
    return stat.S_ISREG(kind) or stat.S_ISDIR(kind)


def must_end(path: Path) -> None:
    """:raises Problem: what lies at ``path`` may be read for ever."""
    if not ends(path):
        raise Problem(f"{path.name} {NO_FILE}")


NO_FILE = "不是文件，也不是文件夹，是管道或设备一类，没有打开。请另选一个文件。"


def part_of(final: Path) -> Path:
    """A name beside ``final`` for the file while it is being written."""
    return final.with_name(f".{uuid.uuid4().hex}.part")


def sweep(folder: Path) -> None:
    """Take away what an interrupted program left half-written in ``folder``."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if _PART.fullmatch(path.name):
                path.unlink(missing_ok=True)


def discard(part: Path) -> None:
    """Take away a part that will not be needed, with the journal it may have."""
    with contextlib.suppress(OSError):
        patiently(lambda: part.unlink(missing_ok=True))
        part.with_name(part.name + "-journal").unlink(missing_ok=True)


def scrub(path: Path) -> None:
    """Write nothing over what ``path`` says, then take it away.

    A hard disk keeps nothing of it then; a flash disk may, in blocks nobody can address.
    """
    with contextlib.suppress(OSError), path.open("r+b") as file:
        for _ in range(0, path.stat().st_size, _BLOCK):
            file.write(bytes(_BLOCK))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(OSError):
        patiently(lambda: path.unlink(missing_ok=True))
        sync_folder(path.parent)


def make_private(path: Path) -> None:
    """Leave a file to its owner alone, where the disk knows rights; the journal takes after it."""
    with contextlib.suppress(OSError):
        rights = stat.S_IMODE(path.stat().st_mode)
        if os.name != "nt" and rights & 0o077:
            path.chmod(rights & 0o700)


def make_folder(folder: Path) -> None:
    """Make ``folder`` and what is missing above it, so that a power cut can't take it away again.

    :raises OSError: the disk refused.
    """
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_file(path: Path) -> None:
    """Force the bytes of ``path`` onto the disk, on Windows its name too."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Force the names in ``folder`` onto the disk; Windows knows no such thing."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(temporary: Path, final: Path) -> None:
    """Give the finished ``temporary`` file its ``final`` name, durably and in one step.

    Both must lie in the same folder. :raises OSError: the disk refused; ``final`` is as it was.
    """
    # the order matters: a name on the disk before its bytes is an empty file after a power cut, and
    # a rename is only safe once the folder itself has been synced
    patiently(lambda: sync_file(temporary))
    patiently(lambda: temporary.replace(final))
    if os.name == "nt":  # a folder can't be synced there: a file is, and its name with it
        with contextlib.suppress(PermissionError):
            patiently(lambda: sync_file(final))
    sync_folder(final.parent)


def keep(final: Path, content: bytes) -> None:
    """Write a small file of our own (a photo, a key slot), whole under its name or not at all.

    :raises OSError: the disk refused; what stood under the name before is still there.
    """
    pour(final, (content,))


def pour(final: Path, blocks: Iterable[bytes]) -> None:
    """Write a file that comes in blocks, as ``keep`` does. :raises OSError: as ``keep`` does."""
    make_folder(final.parent)
    temporary = part_of(final)
    try:
        with temporary.open("wb") as file:
            file.writelines(blocks)
        settle(temporary, final)
    finally:
        discard(temporary)
