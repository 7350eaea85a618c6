"""What the secretary is told: place and remedy, and the disk's words."""

from __future__ import annotations

import copyreg
import errno
import itertools
from collections.abc import Collection, Mapping
from typing import Any


class Problem(Exception):
    """What the secretary is shown as it stands: a clear sentence, with the place and the remedy."""

    @property
    def sentence(self) -> str:
        """The sentence to show."""
        return str(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """It is the same in another process: built from what it holds, not by what made it."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class Invalid(Problem):
    """A record that can't be kept yet; ``faults``: field name → the sentence beside it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("；".join(dict.fromkeys(faults.values())))
        self.faults = dict(faults)


def in_few(sentences: Collection[str], first: int = 3) -> str:
    """The first of many sentences, and how many more there are."""
    more = len(sentences) - first
    return "".join(itertools.islice(sentences, first)) + f"这样的还有 {more:,} 处。" * (more > 0)


# ── the disk's words ─────────────────────────────────────────────────────────


FULL, GONE, IN_USE, BROKEN, PROTECTED = (
    "磁盘满了", "盘不在了", "正被占用", "磁盘出错", "盘是只读的")
_WINDOWS = {
    5: "没有权限", 19: PROTECTED, **dict.fromkeys((21, 55, 433, 1006, 1167), GONE),
    **dict.fromkeys((23, 27, 29, 31, 1117), BROKEN), 32: IN_USE, 33: IN_USE,
    **dict.fromkeys((39, 112, 1295), FULL), 123: "名字不合规", 206: "名字太长",
}
"""By the error of Windows (WinError.h), which Python makes one of two or three of its own."""
_REASONS = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: "文件太大",
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "盘是只读的",
    errno.ENOENT: "找不到", errno.ENODEV: "盘不在了", errno.ENXIO: "盘不在了",
    errno.EISDIR: "那是文件夹", errno.ENOTDIR: "那不是文件夹", errno.ENAMETOOLONG: "名字太长",
    errno.EEXIST: "同名的已经有了", errno.EBUSY: "正被占用", errno.ETXTBSY: "正被占用",
}


def reason(error: OSError) -> str:
    """What the system says about the disk, in the words of the office."""
    by_windows = _WINDOWS.get(getattr(error, "winerror", None) or 0)
    return by_windows or _REASONS.get(error.errno or 0, BROKEN)
