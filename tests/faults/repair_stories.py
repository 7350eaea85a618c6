"""What sets a file right or takes something in while its disk fails: redo, mending, making the
indexes anew, an update from a stick.

Each is one act or one copy: wholly there, or not at all; and what was said of it is true.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import cryptography.hazmat.primitives.asymmetric.ed25519  # loaded once, before the story is told

from models.keeping.datafile import connect
from models.keeping.mending import mend
from models.keeping.opening import open_store
from models.keeping.replay import differences
from models.keeping.restoring import rebuilt
from models.keeping.store import Store
from models.keeping.updates import taken_in
from models.overview.updating import (
    UpdateFile,
    choose_publisher,
    judged,
    publisher_of,
    read_update_file,
    take_in,
    written_update,
)
from models.registers.people import Person
from resources import read_newer, resource
from tests.faults.exchange_stories import unsound
from tests.faults.proving import proved
from tests.faults.stories import DATA, SECRET, Story, _mended, _told
from tests.many_files import copies_beside

assert cryptography
Say = Callable[[str], None]
BEFORE, AFTER = "赵守田", "赵守甜"
UPDATE = "更新.lxgx"


def one_person(folder: Path) -> None:
    with Store(folder / DATA, **SECRET) as store:
        store.save(Person(name=BEFORE))


def _names(store: Store) -> list[str]:
    return [each.name for each in store.find(Person)]


# ── undone, and done again ───────────────────────────────────────────────────


def taken_back(folder: Path) -> None:
    """A change that was taken back."""
    one_person(folder)
    with Store(folder / DATA, **SECRET) as store:
        store.save(store.find(Person)[0].but(name=AFTER))
        store.undo()


def do_again(folder: Path, say: Say) -> None:
    with _told(say), Store(folder / DATA, **SECRET) as store:
        store.redo()
        say("done")
        store.undo()
        say("undone")


def judge_again(folder: Path, told: list[str]) -> list[str]:
    with _mended(folder) as store:
        harm = unsound(store) + ["half"] * bool(list(differences(store)))
        right = {0: {BEFORE, AFTER}, 1: {BEFORE, AFTER}, 2: {BEFORE}}[
            len([word for word in told if word in ("done", "undone")])]
        return harm if len(names := _names(store)) == 1 and set(names) <= right else [*harm, "lost"]


# ── a record edited by hand, taken back by the log ───────────────────────────


def edited_by_hand(folder: Path) -> None:
    one_person(folder)
    db = connect(folder / DATA, **SECRET)
    db.execute("UPDATE person SET name = ?", (AFTER,))
    db.close()


def mend_all(folder: Path, say: Say) -> None:
    with _told(say), Store(folder / DATA, **SECRET) as store:
        mend(store, [each.ref for each in differences(store)])
        say("done")


def judge_mending(folder: Path, told: list[str]) -> list[str]:
    """As the hand left it, or as the log says; nothing else differs, and again it ends well."""
    with _mended(folder) as store:
        harm, found = unsound(store), list(differences(store))
        if _names(store) != [AFTER if found else BEFORE] or len(found) > 1:
            harm.append("half")
        if found and "done" in told:
            harm.append("lost")
        if found:
            mend(store, [each.ref for each in found])
        return [*harm, "not the same end"] if _names(store) != [BEFORE] else harm


# ── a copy with its indexes made anew ────────────────────────────────────────


def make_anew(folder: Path, say: Say) -> None:
    with _told(say), Store(folder / DATA, **SECRET) as store:
        rebuilt(store)
        say("done")


def judge_anew(folder: Path, told: list[str]) -> list[str]:
    """The file is untouched; a copy that has its name is whole."""
    copies = copies_beside(folder / DATA)
    harm = ["lost"] if "done" in told and not copies else []
    for each in copies:
        proved(each.path, **SECRET)
    with _mended(folder) as store:
        return harm + unsound(store) + (["lost"] if _names(store) != [BEFORE] else [])


# ── an update from a stick ───────────────────────────────────────────────────


BROUGHT = ("codes/education.csv", "codes/relation.csv")
PC = "本机"
"""What the user's own folder is called here: what updates brought is laid out in it."""


def with_update(folder: Path) -> None:
    """A file that took in a first update, and the second on a stick: both bring two tables."""
    one_person(folder)
    shipped = {name: resource(name).read_text(encoding="utf-8-sig") for name in BROUGHT}
    with _this_pc(folder), open_store(folder / DATA, **SECRET) as store:
        for number in (1, 2):
            update = UpdateFile(number, "代码", "2026-11-30", "", "", {
                name: _more(text, number) for name, text in shipped.items()})
            (folder / UPDATE).write_bytes(written_update(update, "17" * 32))
            if number == 1:
                said = read_update_file(folder / UPDATE)
                choose_publisher(store, said, publisher_of(said))
                _take_update(store, folder)


def _more(shipped: str, number: int) -> str:
    """A table with a row of each update so far."""
    *lines, last = shipped.splitlines()
    rows = [last.replace(last.split(",")[0], f"9{each}x", 1) for each in range(1, number + 1)]
    return "\n".join([*lines, last, *rows, ""])


@contextmanager
def _this_pc(folder: Path) -> Iterator[None]:
    """The user's folder lies on the disk that fails; afterwards nothing of it is read."""
    with patch.dict(os.environ, XDG_DATA_HOME=str(folder / PC)):
        yield
        read_newer(None)


def _read_here() -> str:
    """Of which updates the tables are that are read now; 0 are those shipped."""
    texts = [resource(name).read_text(encoding="utf-8-sig") for name in BROUGHT]
    return "".join(str(("91x" in text) + ("92x" in text)) for text in texts)


def _take_update(store: Store, folder: Path) -> None:
    take_in(store, judged(store, read_update_file(folder / UPDATE))[0])


def take_update(folder: Path, say: Say) -> None:
    with _told(say), _this_pc(folder), open_store(folder / DATA, **SECRET) as store:
        say(f"read {_read_here()}")
        _take_update(store, folder)
        say("done")
        say(f"read {_read_here()}")


def judge_updating(folder: Path, told: list[str]) -> list[str]:
    """Taken in whole, or not at all; what is read is of one update, here and at the next start;
    not taken in, it still can be.
    """
    harm = ["mixed"] * any(each[5] != each[6] for each in told if each.startswith("read "))
    with _this_pc(folder), _mended(folder) as store:
        harm += unsound(store)
        kept = [each.number for each in taken_in(store)]
        if kept not in ([1], [1, 2]) or _read_here() != f"{kept[-1]}{kept[-1]}":
            harm.append("half")
        if kept == [1]:
            _take_update(store, folder)
            harm += ["lost"] if "done" in told else []
        whole = [sorted(json.loads(each.content)) for each in taken_in(store)]
        return harm if whole == [[*BROUGHT]] * 2 and _read_here() == "22" else [*harm, "half"]


REPAIR_STORIES = {
    "doing-again": Story(taken_back, do_again, judge_again),
    "mending": Story(edited_by_hand, mend_all, judge_mending),
    "making-anew": Story(one_person, make_anew, judge_anew),
    "updating": Story(with_update, take_update, judge_updating),
}
