"""A change of hands while a disk fails: the pack of whoever leaves, the ledger of whoever comes.

A pack is absent, or whole and opened by its sheet; the ledger opens for the one who had it, or for
the one who takes it over, and nothing of it is lost; again, on a healthy disk, it ends well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cryptography.hazmat.primitives.asymmetric.ed25519  # loaded once, before the story is told

from exporters.leaving.handover_pack import write_handover
from exporters.publish import private_temp, temp_beside
from importers.package.handover_pack import unpack_handover
from models.exchange.keys import own_key
from models.keeping.copies import put_aside
from models.keeping.datafile import Unusable, is_encrypted
from models.keeping.opening import open_store
from models.keeping.permissions import May, permissions
from models.keeping.settings import assign
from models.keeping.store import Store
from models.keeping.vault.keys import unlock, unlock_by_sheet
from models.overview.handover import (
    Handover,
    LookedInto,
    Parties,
    look_into,
    make_ready,
    note,
    take_over,
)
from tests.faults.stories import DATA, Story, _told
from tests.faults.vault_stories import NEW, NEW_SHEET, OLD, OLD_SHEET, _opened, encrypted, plain

assert cryptography
Say = Callable[[str], None]
PARTIES = Parties("赵守田", "钱有余")
STICK, PACK = "U盘", "交接.lxjj"
UNPACK = unpack_handover.__wrapped__  # type: ignore[attr-defined]
"""Read here: a process apart would not be under the shim's eye."""


def in_office(folder: Path) -> None:
    """An encrypted ledger with a person, a photo and a key of its own; an empty stick."""
    encrypted(folder)
    _settle_in(folder)


def in_the_open(folder: Path) -> None:
    """The same ledger as anyone reads it."""
    plain(folder)
    _settle_in(folder)


def _settle_in(folder: Path) -> None:
    with open_store(folder / DATA, key=_key(folder)) as store:
        own_key(store)
    (folder / STICK).mkdir()


def _key(folder: Path) -> bytes | None:
    return unlock(folder / DATA, OLD) if is_encrypted(folder / DATA) else None


def _staged(folder: Path) -> Path:
    return temp_beside(folder / DATA) / "handover"


def hand_on(folder: Path, say: Say) -> None:
    with _told(say), Store(folder / DATA, key=_key(folder)) as store:
        _pack(store, folder)
        say("done")


def _pack(store: Store, folder: Path) -> None:
    with private_temp(_staged(folder)) as staged:
        copy, listed = make_ready(store, staged, NEW_SHEET, PARTIES)
        write_handover(copy, listed, folder / STICK / PACK)
        note(store, PARTIES)


def judge_handing_over(folder: Path, told: list[str]) -> list[str]:
    """The ledger is as it was; the pack is not there, or right in everything it says."""
    data, pack = folder / DATA, folder / STICK / PACK
    harm = _opened(data, _key(folder)) + _not_right(pack, folder)
    with open_store(data, key=_key(folder)) as store:
        noted = bool(store.find(Handover))
        if (noted or "done" in told) and not (noted and pack.exists()):
            harm.append("lost")
        if not noted:
            _pack(store, folder)
            harm += _not_right(pack, folder)
    return harm


def _not_right(pack: Path, folder: Path) -> list[str]:
    if not pack.exists():
        return []
    with _looked(pack, folder) as found:
        return [] if found.right else ["half"]


@contextmanager
def _looked(pack: Path, folder: Path) -> Iterator[LookedInto]:
    with private_temp(temp_beside(folder / DATA) / "takeover") as there:
        yield look_into(UNPACK(pack, there), there, NEW_SHEET)


# ── taken over, on the same PC ───────────────────────────────────────────────


def with_pack(folder: Path) -> None:
    """The same, with a pack made; since then whoever leaves is the one who may do everything."""
    in_office(folder)
    with Store(folder / DATA, key=unlock(folder / DATA, OLD)) as store:
        _pack(store, folder)
        store.operator = PARTIES.gives
        assign(store, {each: [PARTIES.gives] for each in May})


def take_hold(folder: Path, say: Say) -> None:
    with _told(say):
        _take(folder)
        say("done")


def _take(folder: Path) -> None:
    data = folder / DATA
    with _looked(folder / STICK / PACK, folder) as found:
        take_over(data, found, PARTIES.takes, NEW, present=_tried(lambda: unlock(data, OLD)))


def judge_taking_over(folder: Path, told: list[str]) -> list[str]:
    """It opens for one of both; the ledger before stays beside it, opened as it was."""
    data = folder / DATA
    ways: dict[str, Callable[[], bytes]] = {
        "new": lambda: unlock(data, NEW), "sheet": lambda: unlock_by_sheet(data, NEW_SHEET)}
    if "done" not in told:
        ways["old"] = lambda: unlock(data, OLD)
    opened = next(((way, key) for way, ask in ways.items() if (key := _tried(ask))), None)
    if opened is None:
        return ["locked out"]
    way, key = opened
    harm = _opened(data, key)
    if way != "old":
        harm += _kept_aside(data, key)
    elif unlock_by_sheet(data, OLD_SHEET) != key:
        harm.append("sheet")
    if _may(data, key) not in ({PARTIES.gives}, {PARTIES.takes}):
        harm.append("rights")
    if not _taken(data, key):
        harm += ["lost"] if "done" in told else []
        _take(folder)
        key = unlock(data, NEW)
    harm += _opened(data, key) + ([] if _taken(data, key) else ["not the same end"])
    return harm + ([] if _may(data, key) == {PARTIES.takes} else ["rights"])


def _tried(ask: Callable[[], bytes]) -> bytes | None:
    try:
        return ask()
    except Unusable:
        return None


def _taken(data: Path, key: bytes) -> bool:
    with open_store(data, key=key) as store:
        return any(each.taken for each in store.find(Handover))


def _may(data: Path, key: bytes) -> set[str]:
    """Who may do anything that is kept to some."""
    with Store(data, key=key, reading=True) as store:
        return {name for names in permissions(store).values() for name in names}


def _kept_aside(data: Path, key: bytes) -> list[str]:
    with Store(data, key=key) as store:
        aside = [each.path for each in put_aside(store)]
    return [] if aside and _tried(lambda: unlock(aside[0], OLD)) else ["nothing kept"]


HANDOVER_STORIES = {
    "handing-over": Story(in_office, hand_on, judge_handing_over),
    "handing-over-plain": Story(in_the_open, hand_on, judge_handing_over),
    "taking-over": Story(with_pack, take_hold, judge_taking_over),
}
