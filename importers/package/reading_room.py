"""Packages are read in a process of their own, with little memory and little time.

Whatever a hostile package does to its reader, the town's program goes on: the reader is ended and
a fresh one takes the next file.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from models.exchange.contents import NotTaken, Reading, Unread
from models.values.problem import Problem

if sys.platform != "win32":
    import resource

SECONDS = 60.0
"""The longest one package may take."""
MEMORY = 1024 * 1024 * 1024
"""Address space of the reader, its libraries included."""
MEMORY_FOR_WORDS = 3 * MEMORY
"""The same where a passphrase is tried: scrypt takes 1 GB by itself, so that guessing is dear."""
READY = b"ready"
_NUMBERED = re.compile(r"-(\d+)\.lxbag$")


def read_packages(
    paths: Sequence[Path], identities: Sequence[str], passphrase: str = "",
    seconds: float = SECONDS,
) -> Iterator[tuple[Path, Reading | Unread]]:
    """Read packages one after another, each village's in the order of their numbers.

    While one is being judged by the caller, the next is already being read.
    """
    waiting = sorted(paths, key=_order)
    if not waiting:
        return
    room = _Room(list(identities), passphrase, seconds)
    try:
        room.ask(waiting[0])
        for path, following in zip(waiting, [*waiting[1:], None], strict=True):
            yield path, room.answer(path, following)
    finally:
        room.close()


def packages_in(places: Sequence[Path]) -> list[Path]:
    """The package files that were named, or lie in the folders that were."""
    found: list[Path] = []
    for place in places:
        found += sorted(place.glob("*.lxbag")) if place.is_dir() else [place]
    return found


def _order(path: Path) -> tuple[str, int, str]:
    number = _NUMBERED.search(path.name)
    return path.name.split("-20")[0], int(number[1]) if number else 0, path.name


class _Room:
    """The reading process, started when the first file is asked for."""

    def __init__(self, identities: list[str], passphrase: str, seconds: float) -> None:
        self._openers = {"identities": identities, "passphrase": passphrase}
        self._seconds = seconds
        self._line: Connection | None = None

    def ask(self, path: Path) -> None:
        if self._line is None:
            context = multiprocessing.get_context("spawn")
            self._line, theirs = context.Pipe()
            memory = MEMORY_FOR_WORDS if self._openers["passphrase"] else MEMORY
            self._reader = context.Process(target=serve, args=(theirs, memory), daemon=True)
            self._reader.start()
            theirs.close()
            self._wait_for_reader()
        with suppress(OSError):  # the reader is gone: answer() finds out
            self._line.send_bytes(json.dumps({"path": str(path), **self._openers}).encode())

    def _wait_for_reader(self) -> None:
        """:raises Problem: the reading process does not come up on this PC."""
        assert self._line is not None
        try:
            ready = self._line.poll(SECONDS) and self._line.recv_bytes() == READY
        except (EOFError, OSError):
            ready = False
        if not ready:
            self.close()
            raise Problem("读报送包的程序在这台电脑上启动不了，还没有读的包没有收。"
                          "请重启电脑再试；还不行，请重新安装本软件。")

    def answer(self, path: Path, following: Path | None) -> Reading | Unread:
        """The answer about ``path``; the reader goes on with ``following`` meanwhile."""
        assert self._line is not None
        try:
            if not self._line.poll(self._seconds):
                raise NotTaken("no-time", "读了太久还没有读完，不像正常的报送包，没有收。")
            received = self._line.recv_bytes()
        except (NotTaken, EOFError, OSError) as fault:
            self.close()
            if following is not None:
                self.ask(following)
            return Unread(path.name, fault if isinstance(fault, NotTaken) else NotTaken(
                "no-time", "读的时候占用过大，被停下了，不像正常的报送包，没有收。"))
        if following is not None:
            self.ask(following)
        return _understood(json.loads(received))

    def close(self) -> None:
        """End the reader."""
        if self._line is not None:
            self._line.close()
            self._reader.kill()
            self._reader.join()
            self._line = None


def _understood(said: dict[str, Any]) -> Reading | Unread:
    if "refused" in said:
        return Unread(said["name"], NotTaken(*said["refused"]))
    return Reading(**said)


def serve(line: Connection, memory: int) -> None:
    """Read what is asked for until nobody asks any more; runs in the reading process."""
    _limit(memory)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        line.send_bytes(READY)
        while True:
            asked = json.loads(line.recv_bytes())
            line.send_bytes(json.dumps(_read(asked), ensure_ascii=False).encode())


def _read(asked: dict[str, Any]) -> dict[str, Any]:
    from importers.package.opening import Openers, read_package

    path = Path(asked["path"])
    try:
        return vars(read_package(
            path, Openers(tuple(asked["identities"]), asked["passphrase"])))
    except NotTaken as refused:
        return {"name": path.name, "refused": (refused.code, refused.sentence)}
    except MemoryError:
        return {"name": path.name,
                "refused": ("too-large", "展开后占用过大，不像报送包，没有收。")}
    except Exception:  # a reader stumbles over nothing that should be taken in
        return {"name": path.name,
                "refused": ("content", "内容读不懂，没有收。请让村里重新生成。")}


def _limit(memory: int) -> None:
    if sys.platform == "win32":  # the time limit alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
