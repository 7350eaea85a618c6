"""When the program fails: plain words, and a log that holds no personal data."""

from __future__ import annotations

import pytest

from models.values.problem import Problem
from ui.frame import crash


@pytest.fixture
def shown(monkeypatch):
    said = []
    monkeypatch.setattr(crash, "show", lambda title, words, folder: said.append((title, words)))
    return said


def broken(name):
    raise ValueError(f"{name} 410900188804129911")


def test_it_says_that_nothing_was_changed(shown, tmp_path):
    try:
        broken("柳琢")
    except ValueError as error:
        crash.report(error, tmp_path)
    ((title, words),) = shown
    assert title == "出了意外" and "已有资料没有改动" in words and "编号" in words


def test_the_log_tells_where_but_never_what(shown, tmp_path):
    try:
        broken("柳琢")
    except ValueError as error:
        crash.report(error, tmp_path)
    log = (tmp_path / "lianxing.log").read_text(encoding="utf-8")
    assert "builtins.ValueError" in log and "test_crash.py" in log and "broken" in log
    assert "柳琢" not in log and "4109" not in log


def test_a_refusal_is_shown_as_it_stands_and_not_logged(shown, tmp_path):
    crash.report(Problem("磁盘满了，请腾出空间。"), tmp_path)
    assert shown == [("没有做成", "磁盘满了，请腾出空间。")]
    assert not (tmp_path / "lianxing.log").exists()


def test_a_folder_that_cannot_be_written_does_not_hide_the_words(shown, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    crash.report(ValueError(), tmp_path / "file")
    assert shown[0][0] == "出了意外"


def test_the_dialog_has_a_button_to_go_on(qtbot, tmp_path):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    seen = []

    def answer():
        box = QApplication.activeModalWidget()
        seen.extend(button.text() for button in box.buttons())
        crash.show("第二个", "不该出现", None)
        box.defaultButton().click()

    QTimer.singleShot(0, answer)
    crash.show("出了意外", "已有资料没有改动。", tmp_path)
    assert sorted(seen) == ["打开日志文件夹", "知道了"]
