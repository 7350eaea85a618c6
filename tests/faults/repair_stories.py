"""What sets a file right or takes something in while its disk fails: redo, mending, making the
indexes anew, an update from a stick.

Each is one act or one copy: wholly there, or not at all; and what was said of it is true.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cryptography.hazmat.primitives.asymmetric.ed25519  # loaded once, before the story is told

from models.keeping.datafile import connect
from models.keeping.mending import mend
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
from resources import resource
from tests.faults.exchange_stories import unsound
from tests.faults.proving import proved
from tests.faults.stories import DATA, SECRET, Story, _mended, _told
from tests.many_files import copies_beside

assert cryptography
Say = Callable[[str], None]
BEFORE, AFTER = "赵守田", "赵守甜"
UPDATE = "更新.lxgx"
BROUGHT = "codes/education.csv"


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


def with_update(folder: Path) -> None:
    one_person(folder)
    text = resource(BROUGHT).read_text(encoding="utf-8-sig").rstrip("\n")
    first = text.splitlines()[-1].split(",")[0]
    more = f"{text}\n{text.splitlines()[-1].replace(first, '97x', 1)}\n"
    update = UpdateFile(1, "代码", "2026-11-30", "", "", {BROUGHT: more})
    (folder / UPDATE).write_bytes(written_update(update, "17" * 32))
    with Store(folder / DATA, **SECRET) as store:
        said = read_update_file(folder / UPDATE)
        choose_publisher(store, said, publisher_of(said))


def take_update(folder: Path, say: Say) -> None:
    with _told(say), Store(folder / DATA, **SECRET) as store:
        update, _ = judged(store, read_update_file(folder / UPDATE))
        take_in(store, update)
        say("done")


def judge_updating(folder: Path, told: list[str]) -> list[str]:
    """Taken in whole, or not at all; not taken in, it still can be."""
    with _mended(folder) as store:
        harm = unsound(store)
        if not (kept := taken_in(store)):
            take_in(store, judged(store, read_update_file(folder / UPDATE))[0])
            harm += ["lost"] if "done" in told else []
        whole = [sorted(json.loads(each.content)) for each in kept or taken_in(store)]
        return harm if whole == [[BROUGHT]] else [*harm, "half"]


REPAIR_STORIES = {
    "doing-again": Story(taken_back, do_again, judge_again),
    "mending": Story(edited_by_hand, mend_all, judge_mending),
    "making-anew": Story(one_person, make_anew, judge_anew),
    "updating": Story(with_update, take_update, judge_updating),
}
