"""Where the user's own platform keeps what is ours: the data file and the logs."""

from __future__ import annotations

import os
import traceback
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path, user_log_path

from models.values import clock

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


def default_data_file() -> Path:
    """Where the ledger lies when nobody says otherwise: the platform's user data folder."""
    return user_data_path("Lianxing", appauthor=False) / "村级台账.lianxing"


def lies_at(path: Path) -> Path:
    """Where a data file lies that may be named by a link: what belongs to it lies there."""
    return path.resolve() if os.path.islink(path) else path  # noqa: PTH114 - no raise


def log_folder() -> Path:
    """Where this user's logs are kept."""
    return user_log_path("Lianxing", appauthor=False)


def notes_file() -> Path:
    """What this PC remembers of the data files it had open, outside of them."""
    return user_data_path("Lianxing", appauthor=False) / "账册指纹.json"


def newer_folder() -> Path:
    """Where what updates brought is laid out to be read, by the identity of the data file."""
    return user_data_path("Lianxing", appauthor=False) / "更新"


def tries_file() -> Path:
    """How often a wrong password was tried at which file on this PC."""
    return user_data_path("Lianxing", appauthor=False) / "密码试错.json"


# ── what went wrong, for whoever mends the program ────────────────────────────


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
