"""What is loaded before the window is painted, and that one file has one window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.values import clock
from ui.frame.app import Single, called, come_forward, open_window
from ui.frame.opening import FIRST_A_FILE, open_file, read_brought
from ui.frame.window import Window
from ui.kit.place import WELCOME
from ui.kit.tokens import colour, px

PROJECT = Path(__file__).resolve().parents[3]
HEAVY = (
    "openpyxl",
    "reportlab",
    "python_calamine",
    "cryptography",
    "qtawesome",
    "sqlite_utils",
    "PIL",
    "click",
    "pypinyin",
    "PySide6.QtPrintSupport",
    "models.values.names",
    "models.keeping.store",
    "ui.frame.find",
    "ui.frame.surround",
    "ui.kit.page",
    "ui.kit.theme",
)

PAINT_AND_TELL = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ui.frame.window import Window
import ui.frame.app, main
app = QApplication([])
window = Window(bare=True)
window.painted.connect(lambda: print(*sys.modules, flush=True))
window.show()
while not window._painted:
    app.processEvents()
"""


def test_nothing_heavy_is_loaded_before_the_first_painting():
    told = subprocess.run(
        [sys.executable, "-c", PAINT_AND_TELL],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        env={"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"},
    )
    loaded = set(told.stdout.split())
    assert "ui.frame.window" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_a_bare_window_has_the_colours_of_what_will_stand_in_it(qtbot):
    bare = Window(bare=True)
    qtbot.addWidget(bare)
    bare.show()
    picture = bare.grab().toImage()
    assert picture.pixelColor(px("side") - 1, 300) == colour("side")
    assert picture.pixelColor(px("side") + 1, 300) == colour("paper")
    bare.furnish()
    qtbot.waitUntil(lambda: bare.centralWidget().isVisible() and bool(bare.side.buttons))


def test_a_second_start_raises_the_first_window(qtbot, tmp_path):
    first, second = Single(tmp_path / "v.lianxing"), Single(tmp_path / "v.lianxing")
    raised = []
    assert first.is_first()
    first.answer(raised.append)
    assert not second.is_first()
    assert second.raise_first()
    qtbot.waitUntil(lambda: raised == [""])
    package = tmp_path / "镇-村-2026-0001.lxbag"
    assert second.raise_first(package)
    qtbot.waitUntil(lambda: raised == ["", str(package)])
    first.let_go()
    assert second.is_first()
    second.let_go()


def test_a_second_start_waits_for_the_window_that_is_just_being_opened(
    qtbot, tmp_path, monkeypatch
):
    first, second = Single(tmp_path / "v.lianxing"), Single(tmp_path / "v.lianxing")
    raised = []
    assert first.is_first() and not second.is_first()
    monkeypatch.setattr(clock, "wait", lambda _: first.answer(raised.append))
    assert second.raise_first()
    qtbot.waitUntil(lambda: raised == [""])
    first.let_go()


def test_a_second_start_takes_the_turn_of_a_window_that_ends_meanwhile(tmp_path, monkeypatch):
    first, second = Single(tmp_path / "v.lianxing"), Single(tmp_path / "v.lianxing")
    assert first.is_first() and not second.is_first()
    monkeypatch.setattr(clock, "wait", lambda _: first.let_go())
    assert not second.raise_first()
    assert not first.is_first()
    second.let_go()


@pytest.mark.qt_log_ignore("QBackingStore::flush")
def test_who_closes_a_bare_window_has_no_file_opened(qtbot, tmp_path):
    bare = open_window(tmp_path / "v.lianxing")
    qtbot.addWidget(bare)
    bare.painted.connect(bare.close)
    qtbot.waitUntil(lambda: bare._painted)
    qtbot.wait(50)
    assert bare.store is None and not bare.brought
    assert not (tmp_path / "v.lianxing").exists()


def test_a_file_that_cannot_be_opened_is_said_with_a_way_on(window, tmp_path):
    strange = tmp_path / "strange.lianxing"
    strange.write_bytes(b"not a data file at all" * 100)
    open_file(window, strange)
    assert "打不开" in window.strip.words.text()
    window.strip.press("回到原来的资料")
    assert window.side.village.text() == "柳河沿村"


def test_a_package_clicked_on_is_read_where_the_village_reads_what_the_town_sends(
    window, qtbot, tmp_path
):
    strange = tmp_path / "下发-柳河沿村-0001.lxbag"
    strange.write_bytes(b"no package")
    called(window, str(strange))
    assert window.place.key == "returns" and window.brought is None
    strip = window.pages["returns"].current.strip
    qtbot.waitUntil(lambda: "不是" in strip.words.text(), timeout=20_000)


def test_a_package_waits_until_a_data_file_is_open(window, monkeypatch):
    with monkeypatch.context() as closed:
        closed.setattr(window, "store", None)
        called(window, "下发-柳河沿村-0001.lxbag")
        assert not read_brought(window) and window.brought is not None
    monkeypatch.setitem(window.pages, WELCOME.key, window.pages["home"])  # a job of it may end now
    monkeypatch.setattr(window, "place", WELCOME)
    assert not read_brought(window) and window.brought is None
    assert window.strip.words.text() == FIRST_A_FILE


def test_coming_forward_shows_the_window(window):
    window.showMinimized()
    come_forward(window)
    assert window.isVisible() and not window.isMinimized()
