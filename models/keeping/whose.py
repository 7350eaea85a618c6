"""Whose a data file or a copy is: the identity given to it once, and the village in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.keeping.datafile import DatabaseError, Unusable, connect
from models.keeping.slots import is_encrypted
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
    """What a file says of itself; ``identity`` is None where nothing was ever written into it."""

    identity: str | None
    village: str = ""
    code: str = ""
    households: int = 0
    people: int = 0
    empty: bool = False

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
    return Whose(identity[0][0] if proper else None, name or "", code or "", households, people,
                 not held)
