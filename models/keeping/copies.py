"""Which copies are a data file's own: found by its identity, listed, and let go by count.

They lie in a folder of that identity. Those of an earlier version lie together with the copies
of every other file there; each of these is opened to see whose it is.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from models.keeping.slots import is_encrypted, slots_of
from models.keeping.whose import known_owner, whose

if TYPE_CHECKING:
    from models.keeping.store import Store

KEPT_NEWEST = 10
KEPT_DAYS = 14
NAMED = re.compile(r"联星备份-(\d{6})-(\d{8})(?:-(\d{6}))?-(.+)\.lianxing$")
PUT_ASIDE = "恢复前"


@dataclass(frozen=True)
class Backup:
    """A copy on disk: its running number (0: put aside by a restore), when and why it was made."""

    path: Path
    sequence: int
    day: date
    clock: time | None
    why: str

    @property
    def at(self) -> str:
        """The day and the time, as it is shown."""
        return f"{self.day} {self.clock:%H:%M}" if self.clock else f"{self.day}"


def name_of(sequence: int, made: datetime, why: str) -> str:
    """What a copy is called."""
    return f"联星备份-{sequence:06d}-{made:%Y%m%d-%H%M%S}-{why}.lianxing"


def album_of(copy: Path) -> Path:
    """The folder with the photos of a copy, or of a data file."""
    return copy.with_name(f"{copy.stem}-附件")


def backups_beside(data: Path) -> Path:
    """The folder for the copies of every data file in one folder."""
    return data.parent / "备份"


def backup_folder(store: Store) -> Path:
    """Where the copies of the open file lie."""
    return backups_beside(store.path) / (whose(store).identity or "")


def backups_in(folder: Path) -> list[Backup]:
    """The copies in a folder, whosever, oldest first."""
    found = []
    for path in folder.glob("联星备份-*.lianxing") if folder.is_dir() else ():
        match = NAMED.match(path.name)
        with contextlib.suppress(ValueError):  # a name by another hand, on a day that is none
            if match:
                number, written, clock, why = match.groups()
                day = date.fromisoformat(written)
                found.append(Backup(path, int(number), day, _clock(path, day, clock), why))
    return sorted(found, key=lambda each: each.sequence)


def own_copies(store: Store) -> list[Backup]:
    """The numbered copies of the open file, oldest first."""
    folder, pool = backup_folder(store), backups_beside(store.path)
    if folder == pool:
        return []
    mine = whose(store).identity
    earlier = [each for each in backups_in(pool) if _proven(each.path, store.key, mine)]
    return sorted([*earlier, *backups_in(folder)], key=lambda each: each.sequence)


def put_aside(store: Store) -> list[Backup]:
    """What restores put aside, oldest first. One that does not open belongs to the file by its
    name: it may be the damaged one, or under another key.
    """
    named = re.compile(re.escape(store.path.stem) + rf"-{PUT_ASIDE}-(\d{{8}})-(\d{{6}})(-\d+)?")
    mine, found = whose(store).identity, []
    for path in sorted(store.path.parent.glob(f"*-{PUT_ASIDE}-*.lianxing")):
        match = named.fullmatch(path.stem)
        with contextlib.suppress(ValueError):
            owner = known_owner(path, store.key) if match else None
            if match and (owner is None or owner.identity == mine):
                day, clock, _ = match.groups()
                found.append(Backup(path, 0, date.fromisoformat(day), time.fromisoformat(clock),
                                    PUT_ASIDE))
    return found


def listed(store: Store) -> list[Backup]:
    """Every copy of the open file, the newest first: by number, whatever the clock said."""
    every = own_copies(store)[::-1]
    for aside in put_aside(store):
        before = (at for at, each in enumerate(every) if each.at <= aside.at)
        every.insert(next(before, len(every)), aside)
    return every


def twin_beside(final: Path, identity: str | None, key: bytes | None) -> bool:
    """Whether another data file in the folder of ``final`` has this identity already."""
    return any(
        owner.identity == identity for each in final.parent.glob("*.lianxing")
        if each != final and f"-{PUT_ASIDE}-" not in each.stem and not NAMED.fullmatch(each.name)
        and (owner := known_owner(each, key)) is not None)


def plain_copies(store: Store) -> list[Path]:
    """The copies of an encrypted file that anyone can still read."""
    every = (each.path for each in (*own_copies(store), *put_aside(store)))
    mine = whose(store).identity
    return [each for each in every
            if not is_encrypted(each) and _proven(each, store.key, mine)]


def thin(store: Store) -> list[Path]:
    """Let old copies of the open file go; one that says it is another's stays."""
    mine, gone = whose(store).identity, []
    for each in outlived(own_copies(store)):
        owner = known_owner(each.path, store.key)
        if owner is not None and owner.identity != mine:
            continue
        with contextlib.suppress(OSError):  # in use: it goes next time
            each.path.unlink()
            slots_of(each.path).unlink(missing_ok=True)
            shutil.rmtree(album_of(each.path), ignore_errors=True)
            gone.append(each.path)
    return gone


def outlived(every: Sequence[Backup]) -> list[Backup]:
    """The copies that may go: the newest ten stay, one of each of the last fourteen days that
    have one, and every copy made at the close of a quarter. The clock decides nothing.
    """
    kept = set(every[-KEPT_NEWEST:]) | {each for each in every if "结账" in each.why}
    last_of_day = {each.day: each for each in every}
    days_by_sequence = sorted(last_of_day.values(), key=lambda each: each.sequence)
    kept |= set(days_by_sequence[-KEPT_DAYS:])
    return [each for each in every if each not in kept]


def _proven(copy: Path, key: bytes | None, mine: str | None) -> bool:
    """Whether a copy says itself that it is one of the file with the identity ``mine``."""
    owner = known_owner(copy, key)
    return owner is not None and mine is not None and owner.identity == mine


def _clock(path: Path, day: date, said: str | None) -> time | None:
    """The time in the name; of an older copy that of the file, while it agrees with the day."""
    if said:
        return time.fromisoformat(said)
    with contextlib.suppress(OSError):
        written = datetime.fromtimestamp(path.stat().st_mtime)
        if written.date() == day:
            return written.time()
    return None
