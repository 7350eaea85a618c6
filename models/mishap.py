"""When something fails: the reason of the disk in plain words, and a log without personal data."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

KEPT_BYTES = 200_000

_REASONS = {
    errno.ENOSPC: "磁盘满了", errno.EDQUOT: "磁盘满了", errno.EFBIG: "文件太大",
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "盘是只读的",
    errno.ENOENT: "找不到", errno.ENODEV: "盘不在了", errno.ENXIO: "盘不在了",
    errno.EISDIR: "那是文件夹", errno.ENOTDIR: "那不是文件夹", errno.ENAMETOOLONG: "名字太长",
    errno.EEXIST: "同名的已经有了", errno.EBUSY: "正被占用", errno.ETXTBSY: "正被占用",
}


def reason(error: OSError) -> str:
    """What the system says about the disk, in the words of the office."""
    return _REASONS.get(error.errno or 0, "磁盘出错")


def log_folder() -> Path:
    """Where this user's logs are kept."""
    from platformdirs import user_log_path

    return user_log_path("Lianxing", appauthor=False)


def log_unraisable(left: UnraisableHookArgs) -> None:
    """Log what went wrong where nobody could be told: while something was being thrown away."""
    if left.exc_value is not None:
        write_log(left.exc_value, log_folder())


def write_log(error: BaseException, folder: Path) -> tuple[str, bool]:
    """Log where it failed: files, lines and kinds, never a value.

    :returns: the number it has in the log, and whether it could be kept.
    """
    import traceback
    import uuid
    from datetime import datetime

    number = uuid.uuid4().hex[:6].upper()
    lines = [f"{datetime.now():%Y-%m-%d %H:%M:%S} {number}"]
    each: BaseException | None = error
    while each is not None:
        lines.append(f"  {type(each).__module__}.{type(each).__qualname__}")
        lines += [
            f"    {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(each.__traceback__)
        ]
        each = each.__cause__ or each.__context__
    try:
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "lianxing.log"
        mode = "ab" if not log.exists() or log.stat().st_size < KEPT_BYTES else "wb"
        with log.open(mode) as kept:
            kept.write(("\n".join(lines) + "\n").encode())
    except OSError:
        return number, False
    return number, True
