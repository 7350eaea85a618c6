"""What a village PC does to the window: it says a sentence, and goes on."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing

import pytest
from PySide6.QtCore import QTimer

from models.keeping.store import Store
from models.registers.people import Household
from tests.importers.hostile_books import BOOKS
from ui.frame import crash
from ui.frame.opening import open_file
from ui.kit import ask
from ui.kit.job import at_work
from ui.kit.place import PAGES

FEW = ("empty", "pdf", "locked xlsx", "cut xlsx", "bomb", "macro", "laughs", "60,000 rows",
       "row with no number", "two far corners", "NUL bytes", "texts beyond the end")


def damaged(path, village):
    path.write_bytes(village.path.read_bytes()[:9000])


def newer(path, village):
    shutil.copy(village.path, path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 999")
        db.commit()


def empty(path, village):
    path.write_bytes(b"")


def folder(path, village):
    path.mkdir()


def under_a_file(path, village):
    path.parent.rmdir()
    path.parent.write_bytes(b"")


@pytest.mark.parametrize("make, words", [
    (damaged, "损坏"), (newer, "升级"), (empty, "空文件"), (folder, "打不开"),
    (under_a_file, "不能写入"),
])
def test_a_file_that_is_no_good_is_said_with_a_way_back(window, village, tmp_path, make, words):
    (tmp_path / "别处").mkdir()
    path = tmp_path / "别处" / "坏.lianxing"
    make(path, village)
    open_file(window, path)
    assert words in window.strip.words.text()
    window.strip.press("回到原来的资料")
    assert window.side.village.text() == "柳河沿村"


def test_a_file_somebody_else_has_open_is_said(window, tmp_path):
    import threading

    path = tmp_path / "别人的.lianxing"
    opened, done = threading.Event(), threading.Event()

    def hold():
        with Store(path):
            opened.set()
            done.wait()

    other = threading.Thread(target=hold)
    other.start()
    opened.wait()
    open_file(window, path)
    assert "另一个窗口" in window.strip.words.text()
    window.strip.press("只查看")
    assert window.store.reading and "这里只能查看" in window.strip.words.text()
    assert "只能查看" in window.operator.text()
    window.let_go()
    done.set()
    other.join()


def test_an_unplugged_folder_is_said_and_the_window_goes_on(window, village, qtbot):
    for each in village.path.parent.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    village.path.parent.rmdir()
    for place in PAGES:
        window.go(place.key)
    window.undo()
    assert window.strip.isVisible()
    assert window.strip.words.text()
    window.finding.look("柳")
    window.pages["home"].charts.refresh()
    qtbot.waitUntil(lambda: not at_work())
    assert "没有找到" in window.pages["home"].strip.words.text()


@pytest.mark.parametrize("name", FEW)
def test_a_hostile_file_is_one_sentence_in_the_panel(people, monkeypatch, qtbot, tmp_path, name):
    make, word = BOOKS[name]
    path = make(tmp_path)
    monkeypatch.setattr(ask, "file_to_open", lambda *_: path)
    people.deeds["bring_in"].trigger()
    pane = people.right.currentWidget()
    qtbot.waitUntil(pane.strip.isVisible)
    assert word in pane.strip.words.text() and path.name in pane.strip.words.text()


def test_a_crash_is_told_once_and_the_window_goes_on(window, village, qtbot, monkeypatch, tmp_path):
    told = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(crash, "show", lambda *words: told.append(words))
    crash.install(tmp_path / "日志")

    def fail():
        raise ValueError("柳琢 410900188804129911")

    with qtbot.captureExceptions():
        QTimer.singleShot(0, fail)
        qtbot.wait(20)
    sys.excepthook(ValueError, ValueError("柳琢 410900188804129911"), None)
    assert len(told) == 1 and told[0][0] == "出了意外"
    log = (tmp_path / "日志" / "lianxing.log").read_text(encoding="utf-8")
    assert "柳琢" not in log and "4109" not in log
    village.save(village.get(Household, 1).but(address="三组2号"))
    window.go("people")


def test_what_a_killed_program_left_is_gone_once_the_window_is_open(window, village):
    from exporters.leaving.package import staging
    from models.keeping.store import Store

    path = village.path
    window.let_go()
    for folder in (staging(path), path.with_name(".报送暂存")):
        folder.mkdir(parents=True)
        (folder / "people.xlsx").write_bytes(b"PK")
    window.receive(Store(path))
    assert not [each for each in path.parent.rglob("people.xlsx")]


def test_what_exports_put_aside_lies_beside_the_data_file(window, village):
    import tempfile

    from exporters.publish import temp_beside

    private = temp_beside(village.path)
    assert tempfile.gettempdir() == str(private) and private.is_dir()
    window.let_go()
    assert not private.exists() and tempfile.gettempdir() != str(private)
