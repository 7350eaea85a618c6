"""What only Windows answers: drives, attributes of files, limits of a child; None elsewhere."""

from __future__ import annotations

import ctypes
import errno
import io
import mmap
from pathlib import Path
from typing import Any, NamedTuple

NETWORK, REMOVABLE = 4, 2
"""Answers of GetDriveType."""
_HIDDEN, _READ_ONLY_VOLUME, _NO_BOXES = 0x2, 0x80000, 0x1
_READ, _SHARED, _EXISTING, _NO_BUFFERING, _NO_FILE = 0x80000000, 0x1, 3, 0x20000000, -1
_EXTENDED_LIMITS, _QUOTA_AND_END = 9, 0x0101
_LIMITS = 0x2 | 0x100 | 0x8 | 0x400 | 0x2000
"""Processor time and memory of the process, number of processes, no box when it dies, ended with
its parent."""
_MACHINE, _NUMBER = 0x80000002, 0x10
_PREFETCH = (r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management"
             r"\PrefetchParameters")
_TICKS = 10**7
_BLOCK = 1 << 18
"""Bytes read at once past the cache: whole sectors of any disk."""


class Volume(NamedTuple):
    """What a drive says of itself."""

    name: str
    serial: int
    protected: bool


def library(name: str = "kernel32") -> Any:
    """A library of Windows, None on another system."""
    return getattr(getattr(ctypes, "windll", None), name, None)


def hide(path: Path) -> None:
    """Hide what lies there only while we work: a dot before its name hides nothing on Windows."""
    if (kernel := library()) is not None:
        kernel.SetFileAttributesW(str(path), _HIDDEN)


def drives() -> list[str]:
    """The drives there are: C:\\ …"""
    kernel = library()
    there = kernel.GetLogicalDrives() if kernel is not None else 0
    return [f"{chr(ord('A') + place)}:\\" for place in range(26) if there >> place & 1]


def drive_type(root: str) -> int:
    """The kind of a drive, 0 where nobody says."""
    kernel = library()
    return int(kernel.GetDriveTypeW(root)) if kernel is not None else 0


def volume(root: str) -> Volume | None:
    """The medium in a drive, None without one."""
    kernel = library()
    if kernel is None:
        return None
    name, serial, flags = ctypes.create_unicode_buffer(261), ctypes.c_uint32(), ctypes.c_uint32()
    if not kernel.GetVolumeInformationW(root, name, 261, ctypes.byref(serial), None,
                                        ctypes.byref(flags), None, 0):
        return None
    return Volume(name.value, serial.value, bool(flags.value & _READ_ONLY_VOLUME))


def starts() -> str:
    """How often this machine was started; blank where nobody says."""
    registry, count, size = library("advapi32"), ctypes.c_uint32(), ctypes.c_uint32(4)
    if registry is None or registry.RegGetValueW(
            ctypes.c_void_p(_MACHINE), _PREFETCH, "BootId", _NUMBER, None, ctypes.byref(count),
            ctypes.byref(size)):
        return ""
    return str(count.value)


def no_boxes() -> None:
    """Windows asks for no missing disk in a box of its own."""
    if (kernel := library()) is not None:
        kernel.SetErrorMode(_NO_BOXES)


def let_forward() -> None:
    """Whoever was started first may come to the front: only the program in front can allow it."""
    if (user := library("user32")) is not None:
        user.AllowSetForegroundWindow(-1)


def say_why_waiting(window: int, words: str) -> None:
    """While Windows ends the session, what it waits for."""
    if (user := library("user32")) is not None:
        user.ShutdownBlockReasonCreate(window, words)


def past_the_cache(path: Path) -> io.RawIOBase | None:
    """A file as its disk gives it, not as Windows remembers it; None elsewhere, and from a disk
    that can't be read so, as over a network.
    """
    kernel = library()
    if kernel is None:
        return None
    file = kernel.CreateFileW(str(path), _READ, _SHARED, None, _EXISTING, _NO_BUFFERING, None)
    return None if file == _NO_FILE else _PastTheCache(kernel, file)


class _PastTheCache(io.RawIOBase):
    """Reads whole sectors into memory that begins at a page: Windows asks for both."""

    def __init__(self, kernel: Any, file: int) -> None:
        self._kernel, self._file, self._page = kernel, file, mmap.mmap(-1, _BLOCK)
        self._over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """``buffer`` holds a block at least; a block that is not full was the last."""
        if self._over:
            return 0
        count, start = ctypes.c_uint32(), ctypes.c_char.from_buffer(self._page)
        if not self._kernel.ReadFile(self._file, ctypes.byref(start), _BLOCK,
                                     ctypes.byref(count), None):
            raise OSError(errno.EIO, "ReadFile")
        self._over = count.value < _BLOCK
        buffer[:count.value] = self._page[:count.value]
        return count.value

    def close(self) -> None:
        if not self.closed:
            self._kernel.CloseHandle(self._file)
        super().close()


class _Basic(ctypes.Structure):
    _fields_ = (("process_time", ctypes.c_int64), ("job_time", ctypes.c_int64),
                ("flags", ctypes.c_uint32), ("least", ctypes.c_size_t), ("most", ctypes.c_size_t),
                ("processes", ctypes.c_uint32), ("affinity", ctypes.c_size_t),
                ("priority", ctypes.c_uint32), ("scheduling", ctypes.c_uint32))


class _Extended(ctypes.Structure):
    _fields_ = (("basic", _Basic), ("io", ctypes.c_uint64 * 6), ("memory", ctypes.c_size_t),
                ("job_memory", ctypes.c_size_t), ("peak", ctypes.c_size_t),
                ("job_peak", ctypes.c_size_t))


def limit(process: int | None, memory: int, seconds: float) -> Any:
    """Limit a child to so many bytes and seconds of the processor, and to our own life.

    :returns: what :func:`allow` gives it more time by, and :func:`let_go` ends it with.
    """
    kernel = library()
    if kernel is None:
        return None
    job = kernel.CreateJobObjectW(None, None)
    allow(job, memory, seconds)
    child = kernel.OpenProcess(_QUOTA_AND_END, False, process)
    kernel.AssignProcessToJobObject(job, child)
    kernel.CloseHandle(child)
    return job


def allow(job: Any, memory: int, seconds: float) -> None:
    """How many bytes and seconds of the processor a child may take, since it was started."""
    if job is not None:
        limits = _Extended(basic=_Basic(process_time=int(seconds * _TICKS), flags=_LIMITS,
                                        processes=1), memory=memory)
        library().SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits),
                                          ctypes.sizeof(limits))


def let_go(job: Any) -> None:
    """End what was limited."""
    if job is not None:
        library().CloseHandle(job)
