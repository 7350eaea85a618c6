"""Packages are read in the reading process, one after another while the town judges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from importers.package.opening import Openers, read_package
from models.exchange.contents import NotTaken, Reading, Unread
from models.keeping.apart import MEMORY, PROCESSOR, SECONDS, Died, ReadingRoom

MEMORY_FOR_WORDS = 3 * MEMORY
"""Where a passphrase is tried: scrypt takes 1 GB by itself, so that guessing is dear."""
PROCESSOR_FOR_WORDS = 4 * PROCESSOR
_NUMBERED = re.compile(r"-(\d+)\.lxbag$")


def read_packages(
    paths: Sequence[Path], identities: Sequence[str], passphrase: str = "",
    seconds: float = SECONDS,
) -> Iterator[tuple[Path, Reading | Unread]]:
    """Read packages one after another, each village's in the order of their numbers.

    While one is being judged by the caller, the next is already being read.

    :raises Problem: the reading process does not come up on this PC.
    """
    waiting = sorted(paths, key=_order)
    openers = Openers(tuple(identities), passphrase)
    memory, processor = ((MEMORY_FOR_WORDS, PROCESSOR_FOR_WORDS) if passphrase
                         else (MEMORY, PROCESSOR))
    with ReadingRoom(memory, seconds, processor) as room:
        for path in waiting[:1]:
            room.ask(read_package, path, openers)
        for path, following in zip(waiting, [*waiting[1:], None], strict=True):
            read = _answer(room, path)
            if following is not None:
                room.ask(read_package, following, openers)
            yield path, read


def _answer(room: ReadingRoom, path: Path) -> Reading | Unread:
    try:
        read: Reading = room.answer(path)
    except Died as died:
        return Unread(path.name, NotTaken(died.how, died.sentence))
    except NotTaken as refused:
        return Unread(path.name, refused)
    return read


def packages_in(places: Sequence[Path]) -> list[Path]:
    """The package files that were named, or lie in the folders that were."""
    found: list[Path] = []
    for place in places:
        found += sorted(place.glob("*.lxbag")) if place.is_dir() else [place]
    return found


def _order(path: Path) -> tuple[str, int, str]:
    number = _NUMBERED.search(path.name)
    return path.name.split("-20")[0], int(number[1]) if number else 0, path.name
