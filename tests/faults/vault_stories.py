"""The key while a disk fails: encrypting, another key, an encrypted copy put back.

Whatever happens, the file opens as it did before or as it does afterwards, with the words and the
sheet agreed on beforehand; its photos too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import argon2.low_level  # loaded once, before the story is told
from cryptography.hazmat.primitives.ciphers import aead

from models.keeping.attachments import Attachment, Picture, attach, kept
from models.keeping.backups import backup, openable
from models.keeping.datafile import KeySlot, Unusable, is_encrypted
from models.keeping.opening import open_store
from models.keeping.restoring import restore
from models.keeping.store import Store
from models.keeping.vault.encrypting import replace_key, switch_on
from models.keeping.vault.keys import unlock, unlock_by_sheet, written_code
from models.registers.people import Person
from tests.faults.exchange_stories import unsound
from tests.faults.proving import proved
from tests.faults.stories import DATA, Story, _told
from tests.many_files import copies_beside

assert argon2.low_level and aead
KeySlot.__init__.__defaults__ = (64, 1, 1)  # as little stretching as Argon2 does

Say = Callable[[str], None]
OLD, NEW = "槐树底下三口井", "新打的井水很甜"
OLD_SHEET, NEW_SHEET = written_code(bytes(range(16))), written_code(bytes(range(16, 32)))
PHOTO = b"\xff\xd8 a photo " * 40


def plain(folder: Path) -> None:
    """A data file with a person, a photo and a copy."""
    with Store(folder / DATA) as store:
        store.save(Person(name="赵守田"))
        attach(store, Picture(PHOTO, "水渠.jpg", 4, 3), ("person", 1), date(2026, 3, 1))
        backup(store)


def encrypted(folder: Path) -> None:
    """The same, encrypted."""
    plain(folder)
    switch_on(folder / DATA, "赵守田", OLD, OLD_SHEET, lambda said: None)


def with_older_copy(folder: Path) -> None:
    """An encrypted file under a new key, with a copy under the old one."""
    encrypted(folder)
    replace_key(folder / DATA, unlock(folder / DATA, OLD), "钱有余", NEW, NEW_SHEET, str)


def plain_again(folder: Path) -> None:
    """A plain file that was encrypted once, with the copy made then."""
    encrypted(folder)
    data = folder / DATA
    restore(_copy(data, "加密前"), data, present=unlock(data, OLD))


def sealed_twice(folder: Path) -> None:
    """An encrypted file whose photos are sealed by another key than in an earlier copy."""
    plain_again(folder)
    switch_on(folder / DATA, "钱有余", NEW, NEW_SHEET, lambda said: None)


def encrypting(folder: Path, say: Say) -> None:
    with _told(say):
        switch_on(folder / DATA, "钱有余", NEW, NEW_SHEET, lambda said: None)
        say("done")


def changing(folder: Path, say: Say) -> None:
    with _told(say):
        key = unlock(folder / DATA, OLD)
        replace_key(folder / DATA, key, "钱有余", NEW, NEW_SHEET, lambda said: None)
        say("done")


def putting_back(folder: Path, say: Say) -> None:
    """The copy of the old key takes the place of the file of the new one."""
    with _told(say):
        data = folder / DATA
        copy = _copy(data, "加密后")
        restore(copy, data, key=unlock(copy, OLD), present=unlock(data, NEW))
        say("done")


def sealing_again(folder: Path, say: Say) -> None:
    """The encrypted copy takes the place of the plain file."""
    with _told(say):
        copy = _copy(folder / DATA, "加密后")
        restore(copy, folder / DATA, key=unlock(copy, OLD))
        say("done")


def _copy(data: Path, why: str) -> Path:
    return next(each.path for each in copies_beside(data) if each.why == why)


def judge_encrypting(folder: Path, told: list[str]) -> list[str]:
    return _judged_from_plain(folder / DATA, told, (NEW, NEW_SHEET))


def judge_sealing_again(folder: Path, told: list[str]) -> list[str]:
    return _judged_from_plain(folder / DATA, told, (OLD, OLD_SHEET))


def _judged_from_plain(data: Path, told: list[str], way: tuple[str, str]) -> list[str]:
    if not is_encrypted(data):
        return ["lost"] if "done" in told else _opened(data, None)
    return _judged(data, (way,))


def judge_changing(folder: Path, told: list[str]) -> list[str]:
    after = ((NEW, NEW_SHEET),)
    return _judged(folder / DATA, after if "done" in told else (*after, (OLD, OLD_SHEET)))


def judge_putting_back(folder: Path, told: list[str]) -> list[str]:
    after = ((OLD, OLD_SHEET),)
    return _judged(folder / DATA, after if "done" in told else (*after, (NEW, NEW_SHEET)))


def _judged(data: Path, ways: tuple[tuple[str, str], ...]) -> list[str]:
    """It opens by the password of one of the ways, and by the sheet of the same."""
    for password, sheet in ways:
        try:
            key = unlock(data, password)
        except Unusable:
            continue
        harm = [] if unlock_by_sheet(data, sheet) == key else ["sheet"]
        return harm + _opened(data, key) + _copies(data, key)
    return ["locked out"]


def _opened(data: Path, key: bytes | None) -> list[str]:
    with open_store(data, key=key) as store:
        harm = unsound(store)
        if [each.name for each in store.find(Person)] != ["赵守田"]:
            harm.append("lost")
        if kept(store, store.find(Attachment)[0]).content() != PHOTO:
            harm.append("photo")
    return harm


def _copies(data: Path, key: bytes) -> list[str]:
    """Every copy is plain, or has slots that open it."""
    harm = []
    for each in copies_beside(data):
        openable(each.path)
        if not is_encrypted(each.path):
            proved(each.path)
            continue
        if not any(_opens(each.path, password) for password in (OLD, NEW)):
            harm.append("useless copy")
    return harm


def _opens(copy: Path, password: str) -> bool:
    try:
        proved(copy, key=unlock(copy, password))
    except Unusable:
        return False
    return True


VAULT_STORIES = {
    "encrypting": Story(plain, encrypting, judge_encrypting),
    "changing-key": Story(encrypted, changing, judge_changing),
    "putting-back": Story(with_older_copy, putting_back, judge_putting_back),
    "sealing-again": Story(plain_again, sealing_again, judge_sealing_again),
    "other-seals": Story(sealed_twice, putting_back, judge_putting_back),
}
