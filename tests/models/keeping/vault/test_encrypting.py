"""Drills: a forgotten password, a lost PC, a wrong code, someone who left, photos, old copies."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from models.keeping import datafile
from models.keeping.attachments import Attachment, Picture, attach, faulty, file_of, kept
from models.keeping.backups import backup, openable, opens
from models.keeping.copies import plain_copies
from models.keeping.datafile import Unusable, is_encrypted, read_slots, slots_of
from models.keeping.restoring import restore
from models.keeping.store import Store
from models.keeping.vault.encrypting import replace_key, switch_on, take_away
from models.keeping.vault.keys import (
    new_code,
    remove_operator,
    set_password,
    unlock,
    unlock_by_sheet,
)
from models.registers.people import Person
from tests.many_files import copies_beside

OWN, OTHER, LATER = "槐树底下三口井", "西边第二家的枣", "新打的井水很甜"
CODE = new_code()[1]
PHOTO = b"\xff\xd8 ditch " * 50


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """As little stretching as Argon2 does."""
    monkeypatch.setattr(datafile.KeySlot.__init__, "__defaults__", (64, 1, 1))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A plain file with a person, a photo and a copy, switched to encryption."""
    path = tmp_path / "村.lianxing"
    with Store(path) as store:
        store.save(Person(name="赵守田"))
        attach(store, Picture(PHOTO, "水渠.jpg", 4, 3), ("person", 1), date(2026, 3, 1))
        backup(store)
    switch_on(path, "赵守田", OWN, CODE, lambda said: None)
    return path


def photo_of(store: Store) -> bytes:
    return kept(store, store.find(Attachment)[0]).content()


def plain(data: Path) -> list[Path]:
    with Store(data, key=unlock(data, OWN), reading=True) as store:
        return plain_copies(store)


def newest(data: Path) -> Path:
    return copies_beside(data)[-1].path


def test_a_forgotten_password_is_replaced_with_the_sheet(data: Path) -> None:
    key = unlock_by_sheet(data, CODE)
    set_password(data, key, "赵守田", LATER)
    assert unlock(data, LATER, "赵守田") == key
    with pytest.raises(Unusable, match="恢复单"):
        unlock(data, OWN, "赵守田")


def test_a_lost_pc_is_made_good_by_a_copy_and_the_sheet(data: Path, tmp_path: Path) -> None:
    stick, other = tmp_path / "U盘", tmp_path / "新电脑" / "村.lianxing"
    copy = newest(data)
    shutil.copytree(copy.parent, stick)
    data.unlink()
    copy = stick / copy.name
    openable(copy)
    restore(copy, other, key=unlock_by_sheet(copy, CODE))
    with Store(other, key=unlock(other, OWN)) as store:
        assert [each.name for each in store.find(Person)] == ["赵守田"]
        assert photo_of(store) == PHOTO and faulty(store, full=True) == []


def test_a_wrong_code_never_opens_it_and_never_shows_an_empty_village(data: Path) -> None:
    before = data.read_bytes()
    with pytest.raises(Unusable, match="不是这个资料文件的"):
        unlock_by_sheet(data, new_code()[1])
    with pytest.raises(Unusable):
        Store(data, key=bytes(32))
    assert data.read_bytes() == before


def test_a_password_is_only_its_owners(data: Path) -> None:
    set_password(data, unlock(data, OWN), "钱有余", OTHER)
    with pytest.raises(Unusable, match="名字或密码不对"):
        unlock(data, OTHER, "赵守田")
    remove_operator(data, "钱有余")
    with pytest.raises(Unusable):
        unlock(data, OTHER, "钱有余")


def test_after_another_key_old_photos_open_and_new_ones_have_a_key_of_their_own(
    data: Path,
) -> None:
    old = unlock(data, OWN)
    with Store(data, key=old) as store:
        before = kept(store, store.find(Attachment)[0]).keys
    key = replace_key(data, old, "赵守田", OWN, CODE, lambda said: None)
    assert key != old and not opens(data, old)
    with Store(data, key=key) as store:
        assert photo_of(store) == PHOTO
        attach(store, Picture(b"another", "井.jpg", 1, 1), ("person", 1), date(2026, 3, 2))
        later = kept(store, store.find(Attachment)[1])
        assert later.content() == b"another"
        with pytest.raises(Exception, match="读不了"):
            type(later)(later.path, before).content()


def test_photos_lie_sealed_and_no_copy_of_them_lies_plain(data: Path) -> None:
    with Store(data, key=unlock(data, OWN)) as store:
        sealed = file_of(store, store.find(Attachment)[0])
        assert PHOTO not in sealed.read_bytes() and photo_of(store) == PHOTO
        assert faulty(store, full=True) == []
        sealed.write_bytes(sealed.read_bytes()[:-1] + b"?")
        assert len(faulty(store, full=True)) == 1
    take_away(plain(data))
    lying = [path for path in data.parent.rglob("*") if path.is_file()]
    assert [path for path in lying if PHOTO in path.read_bytes()] == []
    assert [path for path in lying if b"SQLite format 3" in path.read_bytes()] == []


def test_what_was_put_aside_comes_back_with_its_photos_whatever_the_copy_was(data: Path) -> None:
    encrypted, key = newest(data), unlock(data, OWN)
    plain_copy = copies_beside(data)[0].path
    restore(plain_copy, data, present=key)
    _, aside = restore(encrypted, data, key=key)
    assert aside is not None
    restore(aside, data, present=key)
    with Store(data) as store:
        assert photo_of(store) == PHOTO


def test_a_copy_brings_its_photos_though_they_are_sealed_anew_beside_the_file(data: Path) -> None:
    first, key = newest(data), unlock(data, OWN)
    restore(next(each.path for each in copies_beside(data) if each.why == "加密前"), data,
            present=key)
    second = switch_on(data, "赵守田", LATER, new_code()[1], lambda said: None)
    _, aside = restore(first, data, key=key, present=second)
    with Store(data, key=key) as store:
        assert photo_of(store) == PHOTO and faulty(store, full=True) == []
    assert aside is not None
    restore(aside, data, key=second, present=key)
    with Store(data, key=second) as store:
        assert photo_of(store) == PHOTO


def test_a_photo_that_a_copy_of_another_village_shares_is_not_wiped(
    data: Path, tmp_path: Path
) -> None:
    mine = next(path for path in data.parent.rglob("*.jpg") if path.read_bytes() == PHOTO)
    theirs = tmp_path / "别村的备份.jpg"
    os.link(mine, theirs)
    take_away(plain(data))
    assert theirs.read_bytes() == PHOTO


def test_plain_copies_are_found_and_taken_away(data: Path) -> None:
    assert [path.name.split("-")[-1] for path in plain(data)] == [
        "手动.lianxing", "加密前.lianxing"]
    take_away(plain(data))
    assert plain(data) == []
    assert [each.why for each in copies_beside(data)] == ["加密后"]


def test_a_copy_without_slots_is_useless(data: Path) -> None:
    openable(newest(data))
    slots_of(newest(data)).unlink()
    with pytest.raises(Unusable, match="谁也打不开"):
        openable(newest(data))


def test_an_encrypted_copy_brings_its_own_slots_back(data: Path) -> None:
    copy, old = newest(data), unlock(data, OWN)
    present = replace_key(data, old, "钱有余", LATER, new_code()[1], lambda said: None)
    _, aside = restore(copy, data, key=unlock(copy, OWN), present=present)
    assert read_slots(data).operators == ["赵守田"] and unlock(data, OWN) == old
    assert aside is not None and unlock(aside, LATER) == present


def test_a_plain_copy_over_an_encrypted_file_opens_plain_with_its_photos(data: Path) -> None:
    copy = next(each.path for each in copies_beside(data) if each.why == "加密前")
    restore(copy, data, present=unlock(data, OWN))
    assert not is_encrypted(data)
    with Store(data) as store:
        assert photo_of(store) == PHOTO
