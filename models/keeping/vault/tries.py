"""Wrong tries of a password: each makes the next one wait longer, here and at every copy."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from models.keeping.datafile import Unusable, read_slots
from models.keeping.durable import keep
from models.keeping.user_folders import tries_file


def slips(data: Path) -> int:
    """How many wrong tries there were at a file and at the copies of it, on this PC, since it was
    last opened."""
    every = _slips()
    return max(every.get(each, 0) for each in _counted_at(data))


LONGEST_WAIT = 60


def wait_after(slips: int) -> int:
    """The seconds to wait after so many wrong tries: twice as long each time, a minute at most."""
    return min(LONGEST_WAIT, 1 << min(slips, LONGEST_WAIT) - 1) if slips else 0


def note_slips(data: Path, count: int) -> None:
    """Remember them outside the program, so that starting it again makes nobody quicker.

    Where nothing can be written down, they count until the program ends.
    """
    every = _slips() | dict.fromkeys(_counted_at(data), count)
    _SLIPS.update(every)
    kept = {name: each for name, each in every.items() if each}
    with contextlib.suppress(OSError):
        keep(tries_file(), json.dumps(kept, ensure_ascii=False).encode())


def _counted_at(data: Path) -> list[str]:
    """Where it lies, and each of its slots, which are the same in every copy of it."""
    found = [str(data.resolve())]
    with contextlib.suppress(Unusable):
        slots = read_slots(data)
        found += [f"salt {each.salt}" for each in (*slots.now, *slots.before)]
    return found


def _slips() -> dict[str, int]:
    found: Any = None
    with contextlib.suppress(OSError, ValueError, RecursionError):
        found = json.loads(tries_file().read_bytes())
    every = found.items() if isinstance(found, dict) else ()
    return {name: each for name, each in every if type(each) is int and each > 0} | _SLIPS


_SLIPS: dict[str, int] = {}
