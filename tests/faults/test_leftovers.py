"""What a killed program left half-written goes when the same is done again, wherever it lies."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

import pytest

from models.keeping.attachments import Picture, attach, file_of
from models.keeping.backups import backup
from models.keeping.copies import album_of
from models.keeping.durable import part_of
from models.keeping.opening import open_store
from models.keeping.restoring import restore
from models.keeping.store import Store
from models.registers.people import Person
from models.values.problem import Problem
from tests.faults import exchange_stories
from tests.faults.stories import DATA


def left_in(folder: Path) -> Path:
    part = part_of(folder / "x")
    part.write_bytes(b"half")
    return part


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_store(tmp_path / DATA) as made:
        made.save(Person(name="赵守田"))
        hang_on(made, b"\xff\xd8 a photo")
    return tmp_path / DATA


def hang_on(store: Store, content: bytes) -> Path:
    """A photo on the one person; where it lies."""
    picture = Picture(content, "水渠.jpg", 4, 3)
    return file_of(store, attach(store, picture, ("person", 1), date(2026, 3, 1)))


def test_photos_and_those_put_aside_are_swept_when_the_file_is_opened(
    data: Path, tmp_path: Path
) -> None:
    with open_store(data) as again:
        shelf = hang_on(again, b"\xff\xd8 more").parent
    aside = tmp_path / "村-恢复前-20260301-080000-附件" / "0a"
    aside.mkdir(parents=True)
    parts = [left_in(shelf), left_in(aside)]
    stranger = tmp_path / "别的" / "0a"
    stranger.mkdir(parents=True)
    parts.append(left_in(stranger))
    open_store(data).close()
    assert [each.exists() for each in parts] == [False, False, True]


def test_the_album_of_a_copy_that_broke_off_is_that_of_the_next(
    data: Path, tmp_path: Path
) -> None:
    with open_store(data) as again:
        (tmp_path / "备份").mkdir()
        first = backup(again, tmp_path / "备份处")
        broken = first.path.with_name("联星备份-000002-20260301-080000-手动-附件")
        (broken / "0a").mkdir(parents=True)
        part = left_in(broken / "0a")
        (broken / "0a" / "old.jpg").write_bytes(b"the last of it")
        parts = [left_in(tmp_path / "备份"), left_in(tmp_path / "备份处")]
        second = backup(again, tmp_path / "备份处")
    assert not any(each.exists() for each in parts)
    assert sorted(tmp_path.glob("备份处/*-附件")) == [album_of(first.path), album_of(second.path)]
    assert (album_of(second.path) / "0a" / "old.jpg").exists()
    assert not (album_of(second.path) / "0a" / part.name).exists()


def test_packages_that_were_being_kept_are_swept(tmp_path: Path) -> None:
    exchange_stories.village_and_stick(tmp_path)
    part = left_in(tmp_path / "报送")
    exchange_stories.pack_again(tmp_path, str)
    assert not part.exists()


def test_packages_that_were_being_taken_in_are_swept(tmp_path: Path) -> None:
    exchange_stories.town_and_packages(tmp_path)
    (tmp_path / "收件").mkdir()
    part = left_in(tmp_path / "收件")
    exchange_stories.receive_all(tmp_path, str)
    assert not part.exists()


def test_a_note_of_a_package_that_could_not_be_taken_away_goes_with_the_next(
    tmp_path: Path,
) -> None:
    exchange_stories.village_and_stick(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        exchange_stories.pack_again(tmp_path, str)
    assert len(list(tmp_path.glob("报送/*.lxbag.json"))) == 1
    exchange_stories.pack_again(tmp_path, str)
    assert list(tmp_path.glob("报送/*.lxbag.json")) == []
    assert len(list(tmp_path.glob("报送/*.lxbag"))) == 3


def refuse(path: Path, *_: object, **__: object) -> None:
    raise OSError(errno.EIO, "the disk is broken", str(path))


def test_a_restore_that_broke_off_leaves_no_second_file(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(data) as store:
        copy = backup(store).path
    (tmp_path / "村-恢复前-20260301-080000.lianxing-journal").write_bytes(b"its file never came")
    monkeypatch.setattr("models.keeping.restoring._bring_slots", refuse)
    with pytest.raises(Problem, match="没有改动"):
        restore(copy, data)
    assert list(tmp_path.glob("*恢复前*")) == []


def test_a_restore_that_could_not_keep_the_file_keeps_nothing_of_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(data) as store:
        copy = backup(store).path
    data.with_name(f"{data.name}-journal").write_bytes(b"of a save that broke off")

    def full(source: Path, place: Path) -> Path:
        if source == data:
            raise OSError(errno.ENOSPC, "no room", str(place))
        place.write_bytes(source.read_bytes())
        return place

    monkeypatch.setattr("models.keeping.restoring.shutil.copyfile", full)
    with pytest.raises(Problem, match="没有改动"):
        restore(copy, data)
    assert list(tmp_path.glob("*恢复前*")) == []
