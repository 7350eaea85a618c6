"""Several villages' data files in one folder, as they stand on one PC."""

from __future__ import annotations

from pathlib import Path

from models.keeping.copies import Backup, backups_in
from models.keeping.datafile import connect
from models.keeping.migrations import STEPS
from models.keeping.store import Store
from models.office.village import Unit
from models.registers.people import Person
from tests.faults.stories import make_older

VILLAGES = ("柳河沿村", "白杨村", "石桥村", "南坡村", "东岗村")


def settle_down(folder: Path, name: str, people: int = 1, key: bytes | None = None) -> Path:
    """A data file of the village ``name`` with some people in it."""
    path = folder / f"{name}.lianxing"
    with Store(path, key=key) as store, store.act("建立村子"):
        store.save(Unit(name=name))
        for _ in range(people):
            store.save(Person(name="赵守田"))
    return path


def from_before(path: Path, name: str, token: str) -> Path:
    """The same as a version wrote it that gave no file an identity: one act, one person."""
    make_older(path, [step for step, _ in STEPS].index("0080-own-identity"))
    db = connect(path)
    db.execute("INSERT INTO act VALUES (1, ?, '2026-03-01T08:00:00', '建立村子', '', 28, 0, NULL,"
               " '', '')", (token,))
    db.execute("INSERT INTO unit (name) VALUES (?)", (name,))
    db.execute("INSERT INTO person (name) VALUES ('赵守田')")
    db.close()
    return path


def copies_beside(data: Path) -> list[Backup]:
    """The copies of the one data file in its folder, oldest first."""
    return [each for own in (data.parent / "备份").glob("*/") for each in backups_in(own)]


def copies_of(name: str, folder: Path) -> list[Path]:
    """The backups of the village ``name``, told by what is in them, anywhere below ``folder``."""
    found = []
    for path in sorted(folder.rglob("联星备份-*.lianxing")):
        db = connect(path, reading=True)
        if db.execute("SELECT name FROM unit").fetchall() == [(name,)]:
            found.append(path)
        db.close()
    return found
