"""Whose a data file is, and which copies are its own: found by its identity, let go by count.

They lie in a folder of that identity. Those of an earlier version lie together with the copies
of every other file there; each of these is opened to see whose it is.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.keeping.datafile import DatabaseError, Unusable, connect, is_encrypted, slots_of
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

Ask = Callable[[str], list[tuple[Any, ...]]]

NOT_EMPTY = ("household", "person", "member", "meeting", "entry", "town_unit", "reception")
"""A file with a row in one of these holds a village or a town."""


class AnotherFile(Problem):
    """What would take the place of a data file belongs to another one."""


@dataclass(frozen=True)
class Whose:
    """What a file says of itself; ``identity`` is None where nothing was ever written into it.

    ``head`` are the number and the hash of its newest act.
    """

    identity: str | None
    village: str = ""
    code: str = ""
    households: int = 0
    people: int = 0
    empty: bool = False
    head: tuple[int, str] | None = None

    @property
    def named(self) -> str:
        """The village in a sentence."""
        return self.village or "还没写村名"

    @property
    def said(self) -> str:
        """The village and how large it is."""
        return f"{self.named} {self.households:,} 户 {self.people:,} 人"

    def takes(self, copy: Whose) -> bool:
        """Whether a copy may take the place of this file: it is the same one.

        Where one of them can't tell (or this one holds nothing yet, as on a new PC), the village
        has to be the same.
        """
        if self.identity is not None and self.identity == copy.identity:
            return True
        if self.empty and not self.village:
            return True
        unsure = self.empty or None in (self.identity, copy.identity)
        if self.code and copy.code:
            return unsure and self.code == copy.code
        return unsure and self.village == copy.village


def whose(store: Store) -> Whose:
    """Whose the open file is."""
    return told_by(store.query)


def whose_file(path: Path, key: bytes | None = None) -> Whose:
    """Whose the file at ``path`` is. :raises Unusable: damaged, not ours, or a wrong key."""
    db = connect(path, key=key if is_encrypted(path) else None, reading=True)
    try:
        return told_by(lambda sql: db.execute(sql).fetchall())
    except DatabaseError as error:
        raise Unusable(f"{path.name} 读不出是哪个村的，可能已损坏。请换一份。") from error
    finally:
        db.close()


_REMEMBERED: dict[tuple[Path, int, int, int], Whose | None] = {}


def known_owner(path: Path, key: bytes | None = None) -> Whose | None:
    """Whose a copy is, None when it does not open; a copy that lies unchanged is opened once."""
    try:
        stat = path.stat()
    except OSError:
        return None
    asked = (path, stat.st_mtime_ns, stat.st_size, hash(key))
    if asked not in _REMEMBERED:
        try:
            _REMEMBERED[asked] = whose_file(path, key)
        except Problem:
            _REMEMBERED[asked] = None
    return _REMEMBERED[asked]


def told_by(ask: Ask) -> Whose:
    """What the tables say. A file from before identities has that of its first act, which all
    its copies share; it keeps it when it is brought up to date.
    """
    tables = {row[0] for row in ask("SELECT name FROM sqlite_master WHERE type = 'table'")}
    identity: list[tuple[Any, ...]] = []
    if "data_file" in tables:
        identity = ask("SELECT identity FROM data_file")
    elif "act" in tables:
        identity = ask("SELECT token FROM act ORDER BY id LIMIT 1")
    unit = ask("SELECT name, code FROM unit LIMIT 1") if "unit" in tables else []
    name, code = unit[0] if unit else ("", "")
    households, people = (
        ask(f"SELECT count(*) FROM {each}")[0][0] if each in tables else 0
        for each in ("household", "person"))
    held = any(ask(f'SELECT 1 FROM "{each}" LIMIT 1') for each in NOT_EMPTY if each in tables)
    proper = identity and re.fullmatch("[0-9a-f]{32}", str(identity[0][0]))  # names a folder
    newest = ask("SELECT id, hash FROM act ORDER BY id DESC LIMIT 1") if "act" in tables else []
    return Whose(identity[0][0] if proper else None, name or "", code or "", households, people,
                 not held, newest[0] if newest else None)


# ── The copies of a data file


KEPT_NEWEST = 10
KEPT_DAYS = 14
NAMED = re.compile(r"联星备份-(\d{6,})-(\d{8})(?:-(\d{6}))?-(.+)\.lianxing$")
PUT_ASIDE = "恢复前"
UPGRADING = "升级前"
"""Why a copy was made when a newer version brought the file up to date, by one act."""
DOUBTFUL = "（待查）"
"""Added to why a copy was made when its records are not what its log says."""


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
    have one, every copy made at the close of a quarter, and the newest that is as its log says. The
    clock decides nothing.
    """
    kept = set(every[-KEPT_NEWEST:]) | {each for each in every if "结账" in each.why}
    last_of_day = {each.day: each for each in every}
    days_by_sequence = sorted(last_of_day.values(), key=lambda each: each.sequence)
    kept |= set(days_by_sequence[-KEPT_DAYS:])
    kept |= set([each for each in every if DOUBTFUL not in each.why][-1:])
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
