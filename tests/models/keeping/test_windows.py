"""What Windows answers, put in by hand: scanners, reasons, drives, limits, names, places."""

from __future__ import annotations

import ast
import ctypes
import errno
import hashlib
import os
import time
from datetime import date
from pathlib import Path, PureWindowsPath

import pytest

from exporters import publish as publishing
from exporters.leaving import sticks
from exporters.publish import publish_text, sha256
from main import package_brought, window_file
from models.keeping import durable, windows
from models.keeping.attachments import Picture, attach
from models.keeping.backups import backup
from models.keeping.datafile import read_slots
from models.keeping.durable import keep
from models.keeping.opening import place_of
from models.keeping.restoring import restore
from models.keeping.settings import Setting
from models.keeping.store import Store
from models.keeping.user_folders import default_data_file
from models.keeping.vault.keys import change_key, encrypt, set_password, unlock
from models.values.names import plain_name
from models.values.problem import Problem, reason

ROOT = Path(__file__).resolve().parents[3]
OLD, NEW = "槐树底下好乘凉", "渠水流过三道湾"


def windows_error(number, code=errno.EACCES):
    """As Windows gives it: one error of Python's for many of its own."""
    fault = PermissionError(code, "no") if code == errno.EACCES else OSError(code, "no")
    fault.winerror = number
    return fault


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """A clock set ahead from outside refuses every sleep, the shortest too."""
    monkeypatch.setattr(durable.time, "sleep", lambda seconds: None)


@pytest.fixture
def scanner(monkeypatch):
    """``scanner(name, times)``: a call of Path is refused so often, for each file anew."""
    def scan(name, times, only=lambda path: True):
        seen, real = {}, getattr(Path, name)

        def refused(path, *given, **named):
            seen[path] = seen.get(path, 0) + 1
            if only(path) and seen[path] <= times:
                raise PermissionError(errno.EACCES, "busy")
            return real(path, *given, **named)

        monkeypatch.setattr(Path, name, refused)

    return scan


# ── a file of ours is looked into by others


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_a_scanner_delays_every_rename_and_spoils_none(tmp_path, scanner, times):
    data = tmp_path / "village.lianxing"
    Store(data).close()
    scanner("replace", times)
    keep(tmp_path / "x", b"1")
    with Store(data) as store:
        with store.act("设"):
            store.save(Setting(name="甲", value="1"))
        made = backup(store)
        attach(store, Picture(b"photo", "a.jpg", 1, 1), ("setting", 1), date(2026, 1, 1))
    restore(made.path, data)
    encrypt(data, "耿素珍", OLD)
    key = unlock(data, OLD)
    set_password(data, key, "仝金坡", NEW)
    change_key(data, key, "耿素珍", NEW)
    assert unlock(data, NEW, "耿素珍")


def test_after_a_half_done_change_of_keys_the_sentence_names_the_password_that_opens(
        tmp_path, monkeypatch):
    data = tmp_path / "village.lianxing"
    Store(data).close()
    encrypt(data, "耿素珍", OLD)
    key, real, calls = unlock(data, OLD), Path.replace, []

    def refused(path, final):
        calls.append(final)
        if str(final).endswith(".slots") and sum(
                str(each).endswith(".slots") for each in calls) > 1:
            raise PermissionError(errno.EACCES, "busy")
        return real(path, final)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(Problem, match="已经换成新的密码"):
        change_key(data, key, "耿素珍", NEW)
    monkeypatch.undo()
    assert read_slots(data).before
    with pytest.raises(Problem):
        unlock(data, OLD)
    unlock(data, NEW)
    assert not read_slots(data).before  # tidied at the next opening


def test_a_part_that_is_refused_is_tried_once_and_said_to_be_protected(tmp_path, monkeypatch):
    tried, real = [], os.open

    def refused(path, *given, **named):
        if str(path).endswith(".part"):
            tried.append(path)
            raise PermissionError(errno.EACCES, "no")
        return real(path, *given, **named)

    monkeypatch.setattr(os, "open", refused)
    begun = time.monotonic()
    with pytest.raises(Problem, match=r"不让写入.*写保护"):
        publish_text(tmp_path / "表.txt", "x")
    assert len(tried) == 1
    assert time.monotonic() - begun < 30


def test_no_temporary_name_is_sought_by_trying_in_the_whole_program():
    for room in ("models", "exporters", "importers", "ui", "cli"):
        for path in (ROOT / room).rglob("*.py"):
            named = {getattr(each, "attr", getattr(each, "id", ""))
                     for each in ast.walk(ast.parse(path.read_text("utf-8")))}
            assert "mkstemp" not in named, path
            assert "windll" not in named or path.name == "windows.py", path


def test_reading_back_is_patient_and_what_cannot_be_read_is_not_deleted(
        tmp_path, scanner, monkeypatch):
    final = tmp_path / "表.txt"
    scanner("open", 1, lambda path: path == final)
    publish_text(final, "一")
    monkeypatch.undo()
    monkeypatch.setattr(durable, "PAUSES", (0,))
    scanner("open", 99, lambda path: path == final)
    with pytest.raises(Problem, match=r"写好了.*没能读回核对"):
        publish_text(final, "二")
    monkeypatch.undo()
    assert final.read_text("utf-8") == "二"


def test_what_reads_back_otherwise_is_deleted(tmp_path, monkeypatch):
    final, real = tmp_path / "表.txt", publishing.sha256
    monkeypatch.setattr(publishing, "sha256", lambda path: "0" if path == final else real(path))
    with pytest.raises(Problem, match="读回来不一样"):
        publish_text(final, "一")
    assert not final.exists()


def test_a_name_is_forced_out_by_its_file_where_folders_are_not_synced(tmp_path, monkeypatch):
    synced, real = [], durable.sync_file
    monkeypatch.setattr(durable, "sync_file", lambda path: (synced.append(path), real(path)))
    monkeypatch.setattr(durable, "sync_folder", lambda folder: None)
    monkeypatch.setattr(durable.os, "name", "nt")
    (tmp_path / "part").write_bytes(b"x")
    durable.settle(tmp_path / "part", tmp_path / "final")
    monkeypatch.undo()
    assert synced == [tmp_path / "part", tmp_path / "final"]


# ── reasons


@pytest.mark.parametrize(("number", "words"), [
    (5, "没有权限"), (19, "盘是只读的"), (21, "盘不在了"), (1167, "盘不在了"), (23, "磁盘出错"),
    (1117, "磁盘出错"), (32, "正被占用"), (33, "正被占用"), (112, "磁盘满了"), (1295, "磁盘满了"),
    (123, "名字不合规"), (206, "名字太长")])
def test_the_reason_is_that_of_windows(number, words):
    assert reason(windows_error(number)) == words
    assert reason(PermissionError(errno.EACCES, "no")) == "没有权限"


@pytest.mark.parametrize(("number", "stood", "words"), [
    (32, True, "Excel"), (5, True, "Excel"), (5, False, "不让写入"), (19, True, "写保护"),
    (21, False, "不在了"), (1117, False, "磁盘出错"), (112, False, "盘满了")])
def test_open_in_excel_is_said_only_of_what_stands_there(
        tmp_path, monkeypatch, number, stood, words):
    final = tmp_path / "表.txt"
    if stood:
        final.write_text("旧", "utf-8")

    def refused(path, _):
        raise windows_error(number)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(Problem, match=words):
        publish_text(final, "新")


# ── a Windows kernel of paper


class Kernel:
    """Answers as kernel32 and user32 do, and remembers what it was asked."""

    def __init__(self, types, media):
        self.types, self.media, self.asked = types, media, []

    def __getattr__(self, name):
        def answer(*given):
            self.asked.append((name, *given))
            return 7

        return answer

    def GetLogicalDrives(self):
        return sum(1 << ord(each) - ord("A") for each in self.types)

    def GetDriveTypeW(self, root):
        return self.types[root[0]]

    def GetVolumeInformationW(self, root, name, _, serial, *rest):
        if root[0] not in self.media:
            return 0
        name.value, serial._obj.value, rest[1]._obj.value = self.media[root[0]]
        return 1


@pytest.fixture
def kernel(monkeypatch):
    there = Kernel({"A": 2, "C": 3, "E": 2, "F": 2}, {"E": ("村里", 77, 0x80000), "C": ("", 1, 0)})
    monkeypatch.setattr(windows, "library", lambda name="kernel32": there)
    return there


def test_a_protected_stick_and_one_without_a_medium(kernel, monkeypatch):
    assert windows.volume("E:\\") == ("村里", 77, True)
    assert windows.volume("F:\\") is None
    monkeypatch.setattr(sticks.shutil, "disk_usage", lambda folder: type("", (), {"free": 3e9}))
    (found,) = [sticks._stick(Path(each)) for each in windows.drives()
                if windows.drive_type(each) == windows.REMOVABLE and windows.volume(each)]
    assert (found.writable, found.serial) == (False, 77)
    assert "写保护" in found.label
    assert "村里" in found.label


class Registry:
    """Answers as advapi32 does: how often the machine was started, or that nobody knows."""

    def __init__(self, starts):
        self.starts = starts

    def RegGetValueW(self, root, place, name, kind, _, value, size):
        assert (root.value, name, size._obj.value) == (0x80000002, "BootId", 4)
        if self.starts is None:
            return 2
        value._obj.value = self.starts
        return 0


@pytest.mark.parametrize(("starts", "said"), [(417, "417"), (None, "")])
def test_how_often_the_machine_was_started(monkeypatch, starts, said):
    monkeypatch.setattr(windows, "library", lambda name="kernel32": Registry(starts))
    assert windows.starts() == said


class Disk(Kernel):
    """Reads whole sectors only, and only into memory that begins at a page."""

    def __init__(self, content):
        super().__init__({}, {})
        self.content, self.at = content, 0

    def ReadFile(self, file, into, size, count, _):
        start = ctypes.addressof(into._obj)
        if file != 7 or start % 4096 or size % 4096 or self.at % 4096:
            return 0
        read = self.content[self.at:self.at + size]
        ctypes.memmove(start, read, len(read))
        self.at, count._obj.value = self.at + len(read), len(read)
        return 1


@pytest.mark.parametrize("size", [0, 1, 5000, 1 << 18, (1 << 19) + 77])
def test_what_was_written_is_read_back_from_the_disk_not_from_what_windows_remembers(
        tmp_path, monkeypatch, size):
    """The fault this is against: a dying stick whose file is right in memory only."""
    disk = Disk(bytes(each % 251 for each in range(size)))
    monkeypatch.setattr(windows, "library", lambda name="kernel32": disk)
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"remembered")
    assert sha256(path) == hashlib.sha256(disk.content).hexdigest()
    name, asked, *_, flags, _ = disk.asked[0]
    assert (name, asked) == ("CreateFileW", str(path)) and flags & 0x20000000
    assert disk.asked[-1][0] == "CloseHandle"


def test_a_child_is_limited_and_ends_with_us(kernel):
    job = windows.limit(4711, 1 << 30, 60)
    windows.allow(job, 1 << 30, 75)
    windows.let_go(job)
    names = [each[0] for each in kernel.asked]
    assert names == ["CreateJobObjectW", "SetInformationJobObject", "OpenProcess",
                     "AssignProcessToJobObject", "CloseHandle", "SetInformationJobObject",
                     "CloseHandle"]
    seconds = [kernel.asked[place][3]._obj.basic.process_time / 10**7 for place in (1, 5)]
    assert seconds == [60, 75]
    limits = kernel.asked[1][3]._obj
    assert limits.memory == 1 << 30
    assert limits.basic.processes == 1
    for flag in (0x2, 0x100, 0x8, 0x400, 0x2000):
        assert limits.basic.flags & flag
    assert kernel.asked[2][3] == 4711


def test_nothing_is_asked_elsewhere():
    assert windows.library() is None
    assert windows.limit(1, 1, 1) is None
    assert windows.past_the_cache(Path("x")) is None
    assert windows.volume("/") is None
    windows.hide(Path("x"))
    windows.no_boxes()
    windows.let_forward()


def test_what_lies_there_while_we_work_is_hidden(kernel, tmp_path):
    with publishing.private_temp(tmp_path / ".x.temp"):
        assert ("SetFileAttributesW", str(tmp_path / ".x.temp"), 2) in kernel.asked


# ── places and names


@pytest.mark.parametrize(("path", "kind", "words"), [
    (r"D:\村\a.lianxing", 3, ""), (r"Z:\a.lianxing", 4, "网络盘"),
    (r"\\pc\share\a.lianxing", 0, "网络盘"), (r"E:\a.lianxing", 2, "U 盘"),
    (r"C:\村\x\OneDrive - 村\Documents\a.lianxing", 3, "同步"),
    (r"D:\我的坚果云\a.lianxing", 3, "同步"), (r"D:\WPS云盘\台账\a.lianxing", 3, "同步"),
    (r"C:\村\x\OneDriveOld\a.lianxing", 3, ""), ("/资料/a.lianxing", 0, "")])
def test_a_place_where_a_ledger_breaks_is_told(path, kind, words):
    environ = {"OneDrive": r"C:\村\x\OneDrive - 村"}
    said = place_of(PureWindowsPath(path), kind, environ)
    assert (words in said) if words else not said
    assert not words or "复制到本机" in said


@pytest.mark.parametrize(("text", "name"), [
    ("甲/乙.xlsx", "甲乙.xlsx"), ("a:b?.pdf", "ab.pdf"), ("CON.pdf", "_CON.pdf"), ("x. ", "x"),
    ("名单", "名单"), ("...", "未命名"), ("a\x07b.xlsx", "ab.xlsx"), ("lpt1", "_lpt1"),
    ("长" * 90 + ".xlsx", "长" * 60 + ".xlsx"), ("2026.9.1 会议.xlsx", "2026.9.1 会议.xlsx")])
def test_a_name_is_one_every_system_takes(text, name):
    assert plain_name(text) == name


def test_a_double_click_on_a_data_file_opens_the_window():
    assert window_file(["D:\\村.lianxing"]) == Path("D:\\村.lianxing")
    assert package_brought(["D:\\村.lianxing"]) is None
    assert window_file(["demo"]) is None


def test_a_double_click_on_a_package_opens_the_window_that_reads_it():
    words = ["E:\\下发-赵家村.LXBAG"]
    assert window_file(words) == default_data_file()
    assert package_brought(words) == Path(words[0])
    assert window_file(["receive", "a.lxbag"]) is None
