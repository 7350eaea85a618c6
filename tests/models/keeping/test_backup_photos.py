"""Photos go along with a copy, come back with it, and are missed by the check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.checks.data_file import file_findings
from models.keeping import attachments
from models.keeping.attachments import Picture, attach, faulty, file_of
from models.keeping.backups import backup
from models.keeping.copies import album_of, thin
from models.keeping.restoring import restore

DAY = date(2026, 3, 1)


def hang(store, content: bytes):
    return attach(store, Picture(content, "水渠.jpg", 4, 3), ("household", 1), DAY)


def test_photos_lie_beside_the_copy_and_are_kept_once_among_copies(store, tmp_path):
    photo = hang(store, b"one")
    first, second = backup(store, tmp_path / "备份"), backup(store, tmp_path / "备份")
    copies = [
        album_of(each.path) / photo.sha256[:2] / f"{photo.sha256}.jpg" for each in (first, second)
    ]
    assert [each.read_bytes() for each in copies] == [b"one", b"one"]
    assert copies[0].samefile(copies[1])
    assert not copies[0].samefile(file_of(store, photo))


def test_the_last_copy_of_a_photo_goes_along_with_every_later_copy(store):
    photo = hang(store, b"one")
    backup(store)
    file_of(store, photo).unlink()
    for _ in range(12):
        verdict = backup(store)
        thin(store)
    left = list(verdict.path.parent.glob(f"*-附件/*/{photo.sha256}.jpg"))
    assert len(left) == 10 and left[0].read_bytes() == b"one"
    assert verdict.lacking == ""


def test_a_copy_says_that_a_photo_is_nowhere_to_be_found(store):
    file_of(store, hang(store, b"one")).unlink()
    assert "1 张照片找不到" in backup(store).lacking


def test_photos_come_back_with_the_copy(store, tmp_path):
    photo = hang(store, b"one")
    verdict = backup(store, tmp_path / "备份")
    file_of(store, photo).unlink()
    said = [each.what for each in file_findings(store)]
    assert said == [f"附件“水渠.jpg”的文件不见了，请从备份找回 {photo.sha256}.jpg。"]
    data = store.path
    store.close()
    restore(verdict.path, data)
    assert Path(attachments.folder(store), photo.sha256[:2], f"{photo.sha256}.jpg").is_file()


def test_a_photo_that_was_changed_is_found_by_the_full_check_only(store):
    photo = hang(store, b"one")
    file_of(store, photo).write_bytes(b"two")
    assert not faulty(store) and len(faulty(store, full=True)) == 1
    assert [each.rule for each in file_findings(store, full=True)] == ["attachment-missing"]
