"""A file gets its name when it is whole; folders stay; half-written leftovers go."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.keeping import durable
from models.keeping.durable import keep, make_folder, part_of, settle, sweep


def test_a_settled_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    final = tmp_path / "报表.xlsx"
    final.write_bytes(b"old")
    part = part_of(final)
    part.write_bytes(b"new")
    settle(part, final)
    assert final.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [final]


def test_the_order_is_file_then_name_then_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    final = tmp_path / "报表.xlsx"
    part = part_of(final)
    part.write_bytes(b"new")
    monkeypatch.setattr(
        durable, "sync_file", lambda path: done.append(f"file {path == part} {final.exists()}")
    )
    monkeypatch.setattr(durable, "sync_folder", lambda _: done.append(f"folder {final.exists()}"))
    settle(part, final)
    assert done == ["file True False", "folder True"]


def test_a_disk_that_refuses_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    final = tmp_path / "报表.xlsx"
    final.write_bytes(b"old")
    part = part_of(final)
    part.write_bytes(b"new")

    def refuse(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(durable, "sync_file", refuse)
    with pytest.raises(OSError):
        settle(part, final)
    assert final.read_bytes() == b"old"


def test_two_parts_of_one_file_do_not_meet() -> None:
    final = Path("资料", "报表.xlsx")
    assert part_of(final) != part_of(final)
    assert part_of(final).parent == final.parent


def test_only_our_own_leftovers_are_swept(tmp_path: Path) -> None:
    theirs = [tmp_path / name for name in ("电影.part", ".abc.part", "报表.xlsx", ".part")]
    ours = part_of(tmp_path / "村.lianxing")
    for path in (*theirs, ours, ours.with_name(f"{ours.name}-journal")):
        path.write_bytes(b"half")
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(theirs)
    sweep(tmp_path / "没有这个文件夹")


def test_every_missing_folder_is_made_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(durable, "sync_folder", synced.append)
    make_folder(tmp_path / "甲" / "乙")
    make_folder(tmp_path / "甲" / "乙")
    assert (tmp_path / "甲" / "乙").is_dir()
    assert synced == [tmp_path, tmp_path / "甲"]


def test_a_small_file_is_kept_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    final = tmp_path / "附件" / "照片.jpg"
    keep(final, b"one")
    keep(final, b"two")
    assert final.read_bytes() == b"two"

    def refuse(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "sync_file", refuse)
    with pytest.raises(OSError):
        keep(final, b"three")
    assert final.read_bytes() == b"two"
    assert list(final.parent.iterdir()) == [final]
