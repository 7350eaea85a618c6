"""How a file leaves the program: whole under its name, read back from the disk, or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import TypedDict

from models.keeping.durable import must_end, patiently, settle, sync_file
from models.keeping.windows import hide, past_the_cache
from models.values.problem import BROKEN, FULL, GONE, IN_USE, Problem, reason

SETTING = threading.Lock()
"""Papers and workbooks are set one at a time: their libraries share one temporary folder, which is
wiped when a package has been printed."""

_EARLIER = ".报送暂存"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_SHARING = {32, 33}  # Windows: sharing violation, lock violation
_DENIED = 5  # Windows: also a file that is open elsewhere


class Written(TypedDict):
    """A file that was published: where it stands, its SHA-256, and how many rows are in it."""

    path: str
    sha256: str
    rows: int


def publish(final: Path, write: Callable[[Path], None]) -> str:
    """Let ``write`` fill a temporary file, name it ``final`` and compare what is on the disk.

    :returns: the SHA-256 of the file in hexadecimal.
    :raises Problem: the disk is full, closed or wrong, the old file is in use, or what stands there
        is no file; nothing half written stands under the name then.
    """
    must_end(final)
    folder = _ready(final.parent)
    temporary = _temporary(folder, final)
    try:
        write(temporary)
        digest = sha256(temporary)
        patiently(lambda: sync_file(temporary))
        _compare(temporary, digest, final)
        _settle(temporary, final)
    except OSError as fault:
        raise _problem(fault, final) from fault
    finally:
        with suppress(OSError):
            patiently(lambda: temporary.unlink(missing_ok=True))
    _compare_final(final, digest)
    return digest


def publish_text(final: Path, text: str, encoding: str = "utf-8") -> str:
    """Publish ``text``; lines end as they are written. :returns: the SHA-256 in hexadecimal."""
    return publish(final, lambda temporary: _write_bytes(temporary, text.encode(encoding)))


def publish_bytes(final: Path, content: bytes) -> str:
    """Publish ``content``. :returns: the SHA-256 in hexadecimal."""
    return publish(final, lambda temporary: _write_bytes(temporary, content))


def file_stem(words: str) -> str:
    """Words as the name of a file may hold them, on Windows and on a stick."""
    return re.sub(r'[\\/:*?"<>|\s]+', "", words)


def sha256(path: Path) -> str:
    """The SHA-256 of ``path`` in hexadecimal, read from the disk itself where the system allows."""
    with patiently(lambda: past_the_cache(path) or path.open("rb")) as file:
        if sys.platform.startswith("linux"):
            with suppress(OSError):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(file, "sha256").hexdigest()


def temp_beside(data: Path) -> Path:
    """The private folder of the program that has the data file open."""
    return data.with_name(f".{data.name}.temp")


@contextmanager
def private_beside(data: Path) -> Iterator[Path]:
    """:func:`private_temp` for whoever has the data file open.

    What a killed program left in plain goes first, also where earlier versions staged it.
    """
    shutil.rmtree(data.with_name(_EARLIER), ignore_errors=True)
    with private_temp(temp_beside(data)) as folder:
        yield folder


def private_file(folder: Path, name: str) -> Path:
    """A new empty file in a private folder, for its owner only, ready to be drawn into."""
    path = folder / name
    path.touch(0o600)
    return path


@contextmanager
def private_temp(folder: Path) -> Iterator[Path]:
    """Libraries put their temporary data inside ``folder`` meanwhile; it is wiped before and after.

    Without it, spreadsheets under way leave identity numbers in the PC's common temporary folder
    when the power fails.

    :raises Problem: the disk has no room for it, or is closed.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.parent.mkdir(0o700, parents=True, exist_ok=True)
        folder.mkdir(0o700)
    except OSError as fault:
        raise _problem(fault, folder) from fault
    hide(folder)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield folder
    finally:
        # Of two files the one opened first may be gone first, and its folder with it.
        tempfile.tempdir = before if before and Path(before).is_dir() else None
        shutil.rmtree(folder, ignore_errors=True)


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _ready(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        if fault.errno in _FULL:
            raise _problem(fault, folder) from fault
        if isinstance(fault, FileExistsError | NotADirectoryError):
            raise Problem(f"“{folder}”是文件，或在一个文件的下面，不是文件夹，写不进去。"
                          "请另写一个文件夹。") from fault
        raise Problem(
            f"文件夹“{folder}”不存在，也建不了。请检查 U 盘是否插好，或另选一个文件夹。"
        ) from fault
    return folder


def _temporary(folder: Path, final: Path) -> Path:
    """A new name beside ``final``; what an interrupted writing of it left behind goes first."""
    stem = f".{final.stem[:36]}{final.suffix[:8]}."
    for left in folder.glob(f"{escape(stem)}????????.part"):
        with suppress(OSError):
            left.unlink()
    # not mkstemp: where Windows denies it, that takes the name for a taken one and tries for ever
    part = folder / f"{stem}{uuid.uuid4().hex[:8]}.part"
    how = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
    try:
        os.close(os.open(part, how, 0o600))
    except OSError as fault:
        raise _problem(fault, final) from fault
    return part


def _settle(temporary: Path, final: Path) -> None:
    try:
        settle(temporary, final)
    except PermissionError as fault:
        if final.exists() and getattr(fault, "winerror", None) in (None, _DENIED, *_SHARING):
            raise Problem(
                f"“{final.name}”正在 Excel、WPS 或别的程序里打开，换不成新的。"
                "请先关掉它，再导出一次。"
            ) from fault
        raise


def _compare(path: Path, digest: str, final: Path) -> None:
    if sha256(path) != digest:
        raise _wrong(final)


def _compare_final(final: Path, digest: str) -> None:
    try:
        same = sha256(final) == digest
    except OSError as fault:  # whoever looks into it just now does not make it a wrong file
        raise Problem(f"“{final.name}”写好了，但{_UNREAD.get(reason(fault), _UNREAD[''])}，"
                      "没能读回核对。请稍后打开看看，或再导出一次。") from fault
    if not same:
        with suppress(OSError):
            patiently(final.unlink)
        raise _wrong(final)


_UNREAD = {GONE: "盘不在了", BROKEN: "盘读不出来", "": "被别的程序占着"}


def _wrong(final: Path) -> Problem:
    return Problem(
        f"“{final.name}”写到“{final.parent}”后读回来不一样，这个盘不可用，请换盘再导出。"
    )


def _problem(fault: OSError, final: Path) -> Problem:
    why = reason(fault)
    if final.is_dir():
        return Problem(f"“{final.resolve().name}”是文件夹，没有写成。请写明里面的文件名。")
    if why == FULL or fault.errno in _FULL:
        return Problem(
            f"“{final.parent}”所在的盘满了，“{final.name}”没有写成。请清出空间或换一个盘。")
    if why == IN_USE and final.exists():
        return Problem(f"“{final.name}”正被别的程序使用，没有写成。请先关掉它，再导出一次。")
    if why == GONE:
        return Problem(f"“{final.parent}”所在的盘不在了，“{final.name}”没有写成。"
                       "请插好 U 盘，再导出一次。")
    if fault.errno in _CLOSED and why != BROKEN:
        return Problem(
            f"文件夹“{final.parent}”不让写入，“{final.name}”没有写成。"
            "请关掉 U 盘的写保护，或另选一个文件夹。"
        )
    return Problem(
        f"“{final.name}”没有写成：写入“{final.parent}”时磁盘出错，这个盘不可用，请换盘再导出。"
    )
