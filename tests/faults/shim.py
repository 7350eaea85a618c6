"""The fault shim: built when it is needed, and spoken to from inside the program under test."""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
BEFORE, HALFWAY, AFTER = range(3)


def built() -> Path:
    """The shim as a shared library, compiled once for each wording of its source."""
    folder = Path(__file__).resolve().parents[2] / "build"
    library = folder / f"faults-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]}.so"
    if not library.exists():
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            made = Path(scratch, "shim.so")
            command = ["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
            subprocess.run([*command, "-o", made, SOURCE, "-ldl"], check=True)
            made.replace(library)
    return library


def under_shim() -> dict[str, str]:
    """The environment of a program whose disk can be made to fail."""
    return {**os.environ, "LD_PRELOAD": str(built())}


@dataclass(frozen=True)
class Kill:
    """The program is killed at an operation: before it, half-way through a write, or after it."""

    at: int
    when: int


@dataclass(frozen=True)
class Fail:
    """The disk refuses so many operations, the first of them at ``at``."""

    at: int
    error: int
    times: int


class Shim:
    """The shim this very program was started under."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)

    def watch(self, folder: Path, trace: Path | None = None) -> None:
        path = None if trace is None else os.fsencode(trace)
        self._library.faults_watch(os.fsencode(folder), path)

    def start(self, trace: Path) -> None:
        """Begin to write the trace only now."""
        self._library.faults_start(os.fsencode(trace))

    def plan(self, fault: Kill | Fail | None) -> None:
        if isinstance(fault, Kill):
            self._library.faults_kill(ctypes.c_long(fault.at), fault.when)
        elif isinstance(fault, Fail):
            times = ctypes.c_long(fault.times)
            self._library.faults_fail(ctypes.c_long(fault.at), fault.error, times)

    def say(self, word: str) -> None:
        self._library.faults_say(word.encode())
