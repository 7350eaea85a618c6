"""The USB sticks that are plugged in, and how one is let go of."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from models.keeping import windows
from models.keeping.windows import REMOVABLE

_MEDIA = ("/media/", "/run/media/", "/mnt/")
_VIRTUAL = {"tmpfs", "proc", "sysfs", "overlay", "devtmpfs", "squashfs", "autofs"}
EJECT = "已写完并核对。请在任务栏点“安全删除硬件”，提示可以拔出后再拔。"
"""What to say when everything stands on the stick."""


@dataclass(frozen=True)
class Stick:
    """A stick: where it is mounted, how much fits, and whether it can be written at all."""

    folder: Path
    free: int
    writable: bool
    name: str = ""
    serial: int = 0

    @property
    def label(self) -> str:
        """LX-DISK（剩 3.2 GB），写保护."""
        room = f"剩 {self.free / 1e9:.1f} GB" if self.free >= 1e9 else f"剩 {self.free // 10**6} MB"
        called = f"{self.folder} {self.name}" if self.name else self.folder.name or self.folder
        return f"{called}（{room}{'' if self.writable else '，写保护'}）"


def sticks(mounts: Path = Path("/proc/mounts")) -> list[Stick]:
    """The removable folders there are now, without those that fail to answer."""
    found = _drives() if sys.platform == "win32" else _mounted(mounts)
    return [stick for folder in found if (stick := _stick(folder)) is not None]


def _drives() -> list[Path]:
    return [Path(name) for name in windows.drives() if windows.drive_type(name) == REMOVABLE]


def _mounted(mounts: Path) -> list[Path]:
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        _, folder, kind, *_ = line.split(" ", 3)
        folder = folder.encode("utf-8", "replace").decode("unicode_escape") \
            if "\\" in folder else folder
        if folder.startswith(_MEDIA) and kind not in _VIRTUAL:
            found.append(Path(folder))
    return found


def _stick(folder: Path) -> Stick | None:
    medium = windows.volume(str(folder))
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return None
    if medium is not None:  # a folder on Windows is writable by its own account, always
        return Stick(folder, free, not medium.protected, medium.name, medium.serial)
    return Stick(folder, free, os.access(folder, os.W_OK))
