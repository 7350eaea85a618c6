"""When something of ours fails: a log that says where, without personal data."""

from __future__ import annotations

import traceback
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from models.keeping.user_folders import log_folder
from models.values import clock

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

KEPT_BYTES = 200_000


def log_unraisable(left: UnraisableHookArgs) -> None:
    """Log what went wrong where nobody could be told: while something was being thrown away."""
    if left.exc_value is not None:
        write_log(left.exc_value, log_folder())


def write_log(error: BaseException, folder: Path) -> tuple[str, bool]:
    """Log where it failed: files, lines and kinds, never a value.

    :returns: the number it has in the log, and whether it could be kept.
    """
    number = uuid.uuid4().hex[:6].upper()
    lines = [f"{clock.now():%Y-%m-%d %H:%M:%S} {number}"]
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
