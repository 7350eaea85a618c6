"""Power cuts: from what a program did to its disk, every disk a cut could have left behind.

The rules are those POSIX promises and no others: bytes are safe once their file is synced, a name
once its folder is synced.  Of what is not safe, nothing, everything or a part survives; names of
one folder survive in the order they were made, and writes may be torn at 512 bytes.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
SURVIVORS = (("none", "none"), ("all", "none"), ("none", "all"), ("all", "all"))
"""Which unsynced names and which unsynced bytes come through; further images take some of each."""


@dataclass(frozen=True)
class Operation:
    """One record of a trace: the letter of the operation and what it was done to."""

    what: str
    file: int
    at: int
    name: str
    second: str
    data: bytes


@dataclass
class File:
    """The bytes of one file, or a folder; ``loose`` is what was changed since the last sync."""

    safe: bytes = b""
    folder: bool = False
    loose: list[Operation] = field(default_factory=list)

    def settle(self) -> None:
        content = bytearray(self.safe)
        for change in self.loose:
            carry_out(content, change)
        self.safe = bytes(content)
        self.loose.clear()


@dataclass(frozen=True)
class Naming:
    """A change in a folder that waits for the folder's sync: one name goes, one comes."""

    gone: str
    come: str
    file: File | None

    def carry_out(self, names: dict[str, File]) -> None:
        names.pop(self.gone, None)
        if self.file is not None:
            names[self.come] = self.file


def carry_out(content: bytearray, change: Operation) -> None:
    """Write or cut ``content`` as ``change`` says; a gap is filled with zeros."""
    if change.what == "t":
        del content[change.at :]
    content.extend(bytes(max(0, change.at - len(content))))
    content[change.at : change.at + len(change.data)] = change.data


def read_trace(path: Path) -> list[Operation]:
    """The operations of a trace, in the order they were made."""
    raw, start, found = path.read_bytes(), 0, []
    while start < len(raw):
        end = raw.index(b"\n", start)
        what, *numbers = raw[start:end].decode().split()
        file, at, size, first, second = map(int, numbers)
        parts = []
        for length in (first, second, size):
            parts.append(raw[end + 1 : end + 1 + length])
            end += length
        name, other = (os.fsdecode(part) for part in parts[:2])
        found.append(Operation(what, file, at, name, other, parts[2]))
        start = end + 1
    return found


class Disk:
    """What the program sees, and what is sure to be there after a cut."""

    def __init__(self, start: dict[str, File], *, lying: bool = False) -> None:
        self.safe = dict(start)
        self.seen = dict(start)
        self.folders = {name for name, file in start.items() if file.folder}
        self.waiting: dict[str, list[Naming]] = {}
        self.handles: dict[int, tuple[str, File]] = {}
        self.told: list[str] = []
        self.lying = lying

    def take(self, operation: Operation) -> None:
        """Carry out the next operation of the trace."""
        match operation.what:
            case "!":
                self.told.append(operation.name)
            case "o":
                self._open(operation)
            case "w" | "t":
                self.handles[operation.file][1].loose.append(operation)
            case "s":
                if not self.lying:
                    self._sync(*self.handles[operation.file])
            case "u":
                self._rename(Naming(operation.name, "", None))
            case "r":
                self._rename(Naming(operation.name, operation.second, self.seen[operation.name]))
            case "l":
                self._rename(Naming("", operation.second, self.seen[operation.name]))
            case "m":
                self._rename(Naming("", operation.name, File(folder=True)))

    def _open(self, operation: Operation) -> None:
        if operation.at == 2 or operation.name not in self.seen:
            self._rename(Naming("", operation.name, File()))
        file = self.seen[operation.name]
        if operation.at == 1:
            file.loose.append(Operation("t", operation.file, 0, "", "", b""))
        self.handles[operation.file] = (operation.name, file)

    def _rename(self, naming: Naming) -> None:
        naming.carry_out(self.seen)
        if naming.file is not None and naming.file.folder:
            self.folders.add(naming.come)
        folder = str(Path(naming.come or naming.gone).parent)
        self.waiting.setdefault(folder, []).append(naming)

    def _sync(self, name: str, file: File) -> None:
        if not file.folder:
            file.settle()
            return
        for naming in self.waiting.pop(name, ()):
            naming.carry_out(self.safe)

    def after_cut(self, names: str, data: str, chance: random.Random) -> dict[str, bytes]:
        """The files of one disk that a cut at this moment could leave."""
        left = dict(self.safe)
        for waiting in self.waiting.values():
            count = {"none": 0, "all": len(waiting)}.get(names)
            for naming in waiting[: chance.randint(0, len(waiting)) if count is None else count]:
                naming.carry_out(left)
        return {
            name: _left_of(file, data, chance)
            for name, file in left.items()
            if not file.folder
            and all(above in left for above in _folders_of(name) if above in self.folders)
        }


def _folders_of(name: str) -> list[str]:
    return [str(each) for each in Path(name).parents]


def _left_of(file: File, data: str, chance: random.Random) -> bytes:
    content = bytearray(file.safe)
    for change in file.loose if data != "none" else ():
        if data == "all" or chance.random() < 0.4:
            carry_out(content, change)
        elif chance.random() < 0.5:
            _tear(content, change, chance)
    return bytes(content)


def _tear(content: bytearray, change: Operation, chance: random.Random) -> None:
    for start in range(0, len(change.data), SECTOR):
        if chance.random() < 0.5:
            sector = change.data[start : start + SECTOR]
            carry_out(content, Operation("w", -1, change.at + start, "", "", sector))


def standing(folder: Path) -> dict[str, File]:
    """The files and folders below ``folder``, all of them safe, and the folder itself."""
    found = {str(folder): File(folder=True)}
    for path in sorted(folder.rglob("*")):
        found[str(path)] = File(folder=True) if path.is_dir() else File(path.read_bytes())
    return found


def cuts(
    operations: list[Operation], disk: Disk, chosen: slice, *, some: int, seed: int
) -> Iterator[tuple[dict[str, bytes], list[str]]]:
    """The disks a cut could leave after each chosen operation, and what had been told by then.

    :param some: how many images with a random part of what was not synced, beside the four plain.
    """
    chance = random.Random(seed)
    moments = set(range(len(operations))[chosen])
    for moment, operation in enumerate(operations):
        disk.take(operation)
        if moment not in moments:
            continue
        seen: set[int] = set()
        for names, data in (*SURVIVORS, *(("some", "some"),) * some):
            image = disk.after_cut(names, data, chance)
            mark = hash(tuple(sorted(image.items())))
            if mark not in seen:
                seen.add(mark)
                yield image, list(disk.told)
