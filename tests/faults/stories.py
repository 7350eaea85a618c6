"""What a village does while its disk fails: each story prepares, acts, and is judged afterwards.
While it runs it says what the user has been told. Its judge opens what is left on a healthy
disk and returns the harm it finds; what was said must be true."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from models.keeping import migrations
from models.keeping.attachments import Picture, attach
from models.keeping.backups import backup
from models.keeping.copies import album_of, backups_in
from models.keeping.datafile import OutcomeUnknown, connect
from models.keeping.journal import verify_chain
from models.keeping.opening import open_store
from models.keeping.permissions import May, permissions
from models.keeping.restoring import restore
from models.keeping.settings import assign
from models.keeping.store import Store
from models.registers.people import Household, Person
from models.registers.search import search
from models.values.problem import Problem
from tests.faults.proving import proved

Say = Callable[[str], None]
DATA = "村.lianxing"
SECRET: dict[str, bytes] = {}
"""The key of the data file, when the story is told of an encrypted one."""
IMPORTED = 24


@dataclass(frozen=True)
class Story:
    """Something done, and how to judge what is left."""

    prepare: Callable[[Path], None]
    run: Callable[[Path, Say], None]
    judge: Callable[[Path, list[str]], list[str]]


# ── a day of saving ──────────────────────────────────────────────────────────


def first_day(folder: Path) -> None:
    """A data file with the people who were there before."""
    with Store(folder / DATA, **SECRET) as store, store.act("期初"):
        home = store.save(Household(number="001"))
        store.save(Person(name="赵守田", household=home.id))
        store.save(Person(name="钱有余", household=home.id, phone="0370-0000000"))


def save(store: Store) -> None:
    store.save(Person(name="孙小满"))


def edit(store: Store) -> None:
    store.save(store.find(Person, "name = '赵守田'")[0].but(note=f"第{store.count('act')}次改"))


def move_in(store: Store) -> None:
    with store.act("迁入一户"):
        home = store.save(Household(number=f"1{store.count('household'):03}"))
        with store.act("登记人员"):
            store.save(Person(name="李春分", household=home.id))
            store.save(Person(name="周谷雨", household=home.id))


def import_many(store: Store) -> None:
    with store.act("导入花名册"):
        for number in range(IMPORTED):
            store.save(Person(name="吴" + "一二三四五六七八九十"[number % 10]))
            refuse_one(store)


def refuse_one(store: Store) -> None:
    """A row of the import that can't be kept, and what its nested act wrote before that."""
    try:
        with store.act("一行"):
            store.save(Person(name="郑半行"))
            raise Problem("这一行不要。")
    except Problem:
        return


def take_away(store: Store) -> None:
    store.remove(store.find(Person, "name = '孙小满'")[0])


def hand_over(store: Store) -> None:
    with store.act("公示", final=True):
        edit(store)


def undo(store: Store) -> None:
    store.undo()


def aside(store: Store) -> None:
    with store.aside() as write:
        write("INSERT OR REPLACE INTO draft VALUES ('纪要', '打了一半的字', '')", ())


def look_up(store: Store) -> None:
    search(store, "zst")


DAY = (save, edit, move_in, undo, import_many, aside, look_up, edit, undo, take_away, hand_over,
       save)


def save_all_day(folder: Path, say: Say) -> None:
    """Each step of the day, and what the user is told of it."""
    store = Store(folder / DATA, **SECRET)
    for number, step in enumerate(DAY):
        acts = store.count("act")
        try:
            step(store)
            say(f"saved {number} {store.count('act') - acts}")
        except OutcomeUnknown:
            store.close()
            store = Store(folder / DATA, **SECRET)
            say(f"looked {number} {store.count('act') - acts}")
        except (Problem, IndexError):
            say(f"failed {number} {store.count('act') - acts}")
    store.close()


def judge_day(folder: Path, told: list[str]) -> list[str]:
    """No acknowledged act is missing, none is half there, none came back from a failure."""
    with _mended(folder) as store:
        harm = damage(store)
        said = [line.split() for line in told]
        acts = sum(int(count) for _, _, count in said)
        there = store.count("act") - 1
        if there < acts:
            harm.append("lost")
        if there > acts + (len(said) < len(DAY)):  # only what was under way may be there untold
            harm.append("untold")
        if any(word == "failed" and count != "0" for word, _, count in said):
            harm.append("untrue")
        if ["saved", str(DAY.index(aside)), "0"] in said and not store.count(
            "draft", "place='纪要'"
        ):
            harm.append("lost")
        store.save(Person(name="王再来"))
        harm += damage(store)
    return harm


def _mended(folder: Path) -> Store:
    """The file as the program finds it at the next start."""
    return open_store(folder / DATA, **SECRET)


def damage(store: Store) -> list[str]:
    """Is the file sound, does the journal verify, and does every row say what the journal says?"""
    harm = []
    if store.query("PRAGMA integrity_check") != [("ok",)]:
        harm.append("corrupt")
    if store.query("PRAGMA foreign_key_check"):
        harm.append("corrupt")
    if verify_chain(store) is not None:
        harm.append("chain")
    if tables_by_journal(store) != tables_as_they_are(store):
        harm.append("half")
    return harm


def tables_by_journal(store: Store) -> dict[tuple[str, int], str]:
    """Every row as the journal says it must be."""
    rows: dict[tuple[str, int], str] = {}
    for table, row, after in store.query('SELECT "table", row, after FROM change ORDER BY id'):
        rows.pop((table, row), None)
        if after is not None:
            rows[table, row] = _plain(json.loads(after))
    return rows


def tables_as_they_are(store: Store) -> dict[tuple[str, int], str]:
    """Every row that the stories write, as it is."""
    rows = {}
    for table in ("household", "person", "put_back", "attachment", "setting"):
        names = [each[1] for each in store.query(f'PRAGMA table_info("{table}")')]
        for values in store.query(f'SELECT * FROM "{table}"'):
            row = dict(zip(names, values, strict=True))
            rows[table, row["id"]] = _plain(row)
    return rows


def _plain(row: dict[str, object]) -> str:
    return json.dumps({k: str(v) for k, v in row.items() if v is not None}, sort_keys=True)


# ── a new file, and an older one ─────────────────────────────────────────────


def nothing(folder: Path) -> None:
    """A village that begins today."""


def begin(folder: Path, say: Say) -> None:
    with _told(say), Store(folder / DATA, **SECRET) as store:
        say("begun")
        store.save(Household(number="001"))
        say("saved")


def judge_beginning(folder: Path, told: list[str]) -> list[str]:
    if "begun" in told and not (folder / DATA).exists():
        return ["lost"]
    with _mended(folder) as store:
        harm = damage(store)
        if "saved" in told and not store.count("household"):
            harm.append("lost")
    return harm


def older_file(folder: Path) -> None:
    """A file that has taken only the first two steps of its history, with people in it."""
    make_older(folder / DATA, 2, **SECRET)
    db = connect(folder / DATA, **SECRET)
    db.execute("INSERT INTO household(id, number) VALUES (1, '001')")
    db.execute("INSERT INTO person(id, name, household) VALUES (1, '赵守田', 1)")
    db.close()


def make_older(path: Path, era: int, key: bytes | None = None) -> None:
    """A file as the program wrote it when its history had ``era`` steps."""
    with Database(connect(path, key=key), execute_plugins=False) as db:
        later = migrations.STEPS[era:]
        migrations.history().apply(db, stop_before=later[0][0] if later else None)
        db.execute(f"PRAGMA application_id = {migrations.APPLICATION}")
        db.execute(f"PRAGMA user_version = {era}")


def bring_up(folder: Path, say: Say) -> None:
    with _told(say), open_store(folder / DATA, **SECRET):
        say("opened")


def judge_bringing_up(folder: Path, told: list[str]) -> list[str]:
    """Old or new, never between; and when it is new, the old one is there as a backup."""
    db = connect(folder / DATA, reading=True, **SECRET)
    era = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    kept = backups_in(folder / "备份")
    harm = ["between"] if era not in (2, migrations.known()) else []
    if era != 2 and not kept:
        harm.append("no backup")
    if "opened" in told and era == 2:
        harm.append("lost")
    for each in kept:
        proved(each.path, **SECRET)
    with _mended(folder) as store:
        rows = store.query("SELECT p.name, h.number FROM person p JOIN household h")
        if rows != [("赵守田", "001")]:
            harm.append("lost")
    return harm


# ── copies ───────────────────────────────────────────────────────────────────


def with_backup(folder: Path) -> None:
    """A data file and a copy of it made before the last person came."""
    first_day(folder)
    with Store(folder / DATA, **SECRET) as store:
        backup(store, folder / "备份", why="手动")
        store.save(Person(name="孙小满"))


def with_rights(folder: Path) -> None:
    """The same, and since then one alone may do everything."""
    with_backup(folder)
    with Store(folder / DATA, **SECRET) as store:
        store.operator = "赵守田"
        assign(store, {each: [store.operator] for each in May})


def with_photo(folder: Path) -> None:
    """A data file and a copy, with a photo that came last."""
    with_backup(folder)
    with Store(folder / DATA, **SECRET) as store:
        photo = Picture(b"\xff\xd8 a photo", "水渠.jpg", 4, 3)
        attach(store, photo, ("person", 1), date(2026, 3, 1))


def back_up(folder: Path, say: Say) -> None:
    with _told(say), Store(folder / DATA, **SECRET) as store:
        backup(store, folder / "新备份")
        say("kept")


def judge_backup(folder: Path, told: list[str]) -> list[str]:
    """Whatever carries a backup's name is whole, and the data file was not touched."""
    copies = backups_in(folder / "新备份")
    if any(proved(each.path, **SECRET).counts["person"] != 3 for each in copies):
        return ["half"]
    with _mended(folder) as store:
        harm = damage(store)
        if store.count("person") != 3:
            harm.append("lost")
        if "kept" in told and not copies:
            harm.append("lost")
        backup(store, folder / "新备份")
    albums = [album_of(each.path) for each in backups_in(folder / "新备份")]
    if any(len(list(each.glob("*/*.jpg"))) != 1 for each in albums):
        harm.append("half")
    if sorted(albums) != sorted((folder / "新备份").glob("*-附件")):
        harm.append("litter")
    return harm


def interrupted(folder: Path) -> None:
    """A data file whose last save broke off, so that its journal is still needed."""
    with_rights(folder)
    working = folder / "中断"
    shutil.copytree(folder, working, ignore=lambda *_: ["中断"])
    db = connect(working / DATA, **SECRET)
    db.execute("PRAGMA cache_size = 1")
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE person SET name = '写了一半', note = ?", ("半" * 9000,))
    for name in (DATA, f"{DATA}-journal"):
        shutil.copyfile(working / name, folder / name)
    db.close()
    shutil.rmtree(working)


def put_back(folder: Path, say: Say) -> None:
    with _told(say):
        restore(backups_in(folder / "备份")[-1].path, folder / DATA, **SECRET)
        say("restored")


def judge_restore(folder: Path, told: list[str]) -> list[str]:
    """Old or new, never between, with the rights of now; what was replaced is kept and whole."""
    harm = []
    with _mended(folder) as store:
        harm += damage(store)
        if permissions(store) != {each: ["赵守田"] for each in May}:
            harm.append("rights")
        people = store.count("person")
        if people not in (2, 3) or store.count("person", "name = '写了一半'"):
            harm.append("between")
    if "restored" in told and people != 2:
        harm.append("lost")
    if any(line.startswith("refused") and "没有改动" in line for line in told) and people != 3:
        harm.append("untrue")
    kept = list(folder.glob("村-恢复前-*.lianxing"))
    if people == 2 and not kept:
        harm.append("nothing kept")
    for each in kept:
        if proved(each, **SECRET).counts["person"] != 3:
            harm.append("kept half")
    put_back(folder, str)  # again, on a healthy disk
    with Store(folder / DATA, **SECRET) as store:
        return harm if store.count("person") == 2 else [*harm, "not the same end"]


class _told:
    """A Problem inside is what the user is told: ``refused`` and the sentence."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, problem: BaseException | None, _: object) -> bool:
        if isinstance(problem, Problem):
            self._say(f"refused {problem.sentence}")
            return True
        return False


STORIES = {
    "saving": Story(first_day, save_all_day, judge_day),
    "beginning": Story(nothing, begin, judge_beginning),
    "bringing-up": Story(older_file, bring_up, judge_bringing_up),
    "backup": Story(with_photo, back_up, judge_backup),
    "restore": Story(with_rights, put_back, judge_restore),
    "restore-interrupted": Story(interrupted, put_back, judge_restore),
}
