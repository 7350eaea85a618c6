import errno
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest

from exporters import publish as publishing
from exporters.publish import private_temp, publish, publish_text
from models.keeping import durable
from models.values.problem import Problem


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def refuse(code):
    def write(path):
        path.write_text("half", "utf-8")
        raise OSError(code, "refused")

    return write


def test_the_hash_is_that_of_the_file(tmp_path):
    final = tmp_path / "账.txt"
    digest = publish_text(final, "一笔\n")
    assert digest == sha256(final.read_bytes()).hexdigest()
    assert final.read_text("utf-8") == "一笔\n"
    assert names(tmp_path) == ["账.txt"]


def test_a_missing_folder_is_made(tmp_path):
    publish_text(tmp_path / "报送" / "三季度" / "表.txt", "x")
    assert names(tmp_path / "报送" / "三季度") == ["表.txt"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "盘满了"),
        (errno.EROFS, "不让写入"),
        (errno.EACCES, "不让写入"),
        (errno.EIO, "不可用，请换盘"),
    ],
)
def test_a_refusing_disk_leaves_the_old_file_and_no_half_one(tmp_path, code, words):
    final = tmp_path / "表.txt"
    publish_text(final, "旧")
    with pytest.raises(Problem, match=words):
        publish(final, refuse(code))
    assert final.read_text("utf-8") == "旧"
    assert names(tmp_path) == ["表.txt"]


def test_any_other_fault_passes_and_leaves_nothing(tmp_path):
    def write(path):
        path.write_text("half", "utf-8")
        raise Problem("第 3 行太长。")

    with pytest.raises(Problem, match="第 3 行"):
        publish(tmp_path / "表.txt", write)
    assert names(tmp_path) == []


def test_a_folder_is_no_file_to_write_to(tmp_path):
    (tmp_path / "U盘").mkdir()
    with pytest.raises(Problem, match="“U盘”是文件夹，没有写成。请写明里面的文件名。"):
        publish_text(tmp_path / "U盘", "表")
    assert list((tmp_path / "U盘").iterdir()) == []


def test_a_read_only_folder_is_said_to_be_one(tmp_path, monkeypatch):
    def refuse_file(*_):
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(publishing.os, "open", refuse_file)
    with pytest.raises(Problem, match=r"不让写入.*另选一个文件夹"):
        publish_text(tmp_path / "表.txt", "x")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "文件").write_text("x", "utf-8")
    with pytest.raises(Problem, match="不是文件夹，写不进去"):
        publish_text(tmp_path / "文件" / "表.txt", "x")


@pytest.fixture
def held(monkeypatch):
    """The old file is held open by another program for so many tries; pauses take no time."""
    tries = []
    replace = Path.replace

    def hold(times):
        def held_replace(temporary, final):
            tries.append(final)
            if len(tries) <= times:
                raise PermissionError(errno.EACCES, "in use")
            return replace(temporary, final)

        monkeypatch.setattr(Path, "replace", held_replace)
        monkeypatch.setattr(durable.time, "sleep", lambda seconds: None)
        return tries

    return hold


def test_a_file_held_for_a_moment_is_waited_for(tmp_path, held):
    tries = held(2)
    publish_text(tmp_path / "表.xlsx", "x")
    assert len(tries) == 3
    assert names(tmp_path) == ["表.xlsx"]


def test_a_file_held_open_is_to_be_closed_first(tmp_path, held):
    held(99)
    (tmp_path / "表.xlsx").write_text("旧", "utf-8")
    with pytest.raises(Problem, match=r"“表.xlsx”正在 Excel、WPS.*请先关掉"):
        publish_text(tmp_path / "表.xlsx", "新")
    assert (tmp_path / "表.xlsx").read_text("utf-8") == "旧"
    assert names(tmp_path) == ["表.xlsx"]


def test_a_stick_that_loses_bytes_before_the_rename(tmp_path, monkeypatch):
    (tmp_path / "表.txt").write_text("旧", "utf-8")

    def rot(path):
        path.write_bytes(path.read_bytes()[:-1] + b"?")

    monkeypatch.setattr(publishing, "sync_file", rot)
    with pytest.raises(Problem, match="不可用，请换盘"):
        publish_text(tmp_path / "表.txt", "新的")
    assert (tmp_path / "表.txt").read_text("utf-8") == "旧"


def test_a_stick_that_loses_bytes_after_the_rename(tmp_path, monkeypatch):
    def rot(temporary, final):
        temporary.replace(final)
        final.write_bytes(b"?")

    monkeypatch.setattr(publishing, "settle", rot)
    with pytest.raises(Problem, match="不可用，请换盘"):
        publish_text(tmp_path / "表.txt", "新的")
    assert names(tmp_path) == []


def test_libraries_use_the_private_folder_and_it_is_wiped(tmp_path):
    private = tmp_path / "temp"
    private.mkdir()
    (private / "left").write_text("41038118800101000X", "utf-8")
    before = tempfile.tempdir
    with private_temp(private):
        with tempfile.NamedTemporaryFile(delete=False) as file:
            assert Path(file.name).parent == private
        assert [each.name for each in private.iterdir()] == [Path(file.name).name]
    assert not private.exists()
    assert tempfile.tempdir == before


def test_a_private_folder_that_can_not_be_made_is_said_in_words(tmp_path, monkeypatch):
    def full(*given, **named):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(Problem, match="盘满了"), private_temp(tmp_path / "temp"):
        pass
