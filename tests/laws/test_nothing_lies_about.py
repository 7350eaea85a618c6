"""Whatever stands in any record: log, temp folders and what this PC keeps say none of it."""

from __future__ import annotations

import sqlite3
import tempfile

import pytest
from PySide6.QtCore import QSettings

from cli import commands as cli
from models.keeping.store import Store
from models.keeping.user_folders import log_folder, notes_file
from sample.village import fill
from tests.scenarios.test_nothing_typed_is_posted import private_fields, typed_fields
from tests.ui.everywhere import settle
from ui.frame import crash
from ui.frame.opening import open_file
from ui.frame.window import Window

CANARY = "金丝雀玖伍"


@pytest.fixture
def pc(tmp_path, monkeypatch):
    """A PC of its own: its user's folders and its temporary folder."""
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR"):
        (tmp_path / "PC" / name).mkdir(parents=True)
        monkeypatch.setenv(name, str(tmp_path / "PC" / name))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path / "PC"


@pytest.fixture
def village(tmp_path, pc):
    """A village with the canary at the end of whatever was typed, and in whatever is private."""
    data = tmp_path / "村" / "村.lianxing"
    data.parent.mkdir()
    with Store(data) as store:
        fill(store, households=12, seed=3)
    db, salted = sqlite3.connect(data), 0
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    for table, name in {*typed_fields(), *private_fields()}:
        db.execute(f"""UPDATE "{table}" SET "{name}" = "{name}" || ?
                       WHERE CAST("{name}" AS TEXT) GLOB '*[^ -~]*'""", (CANARY,))
        salted += 1
    assert salted > 80
    db.commit()
    db.close()
    return data


def lying(*folders):
    """The files that say the canary."""
    return [each.name for folder in folders for each in folder.rglob("*")
            if each.is_file() and CANARY.encode() in each.read_bytes()]


def day(data, folder):
    """A day of commands, some of them refused, one of them falling over."""
    roster = folder / "花名册.csv"
    roster.write_text(f"姓名,身份证号\n{CANARY},4199{CANARY}\n", encoding="utf-8")
    out = str(folder / "out")
    said = (("find", CANARY), ("check", "--full"),
            ("returns", "liaison", "members", "--period", "2026-Q3", "--out", out),
            ("import", "roster", str(roster)),
            ("fill", str(roster), "--period", "2026", "--out", f"{out}.xlsx"),
            ("package", "--period", "2026-Q3", "--out", out, "--passphrase", "槐树底下三口井"),
            ("figure", CANARY, "--period", "2026-Q3"))
    for words in said:
        cli.main(["--data", str(data), *words])


def test_a_day_leaves_nothing_of_a_record_beside_the_file(village, pc, tmp_path, monkeypatch):
    folder = tmp_path / "桌面"
    folder.mkdir()
    day(village, folder)
    fall(village, monkeypatch)
    assert "RuntimeError" in (log_folder() / "lianxing.log").read_text(encoding="utf-8")
    assert notes_file().is_file(), "something of the PC's was written at all"
    assert lying(pc) == []
    assert [each for each in (pc / "TMPDIR").rglob("*") if each.is_file()] == []
    assert [each.name for each in village.parent.iterdir() if each.name.endswith(".temp")] == []


def test_a_look_round_in_the_window_leaves_nothing_either(village, pc, qtbot, monkeypatch):
    """Every place seen, a return previewed, a package of the program failing with a value in it."""
    for kind in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(pc))
    monkeypatch.setattr(crash, "show", lambda *said: told.append(said))
    told, window = [], Window()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    open_file(window, village)
    for place in window.places:
        window.go(place.key)
        settle()
    window.search_box.setText(CANARY)
    settle()
    try:
        raise RuntimeError(f"不该有的：{CANARY}")
    except RuntimeError as error:
        crash.report(error, log_folder())
    window.close()
    assert told and CANARY not in str(told)
    assert [each for each in pc.rglob("*") if each.is_file()], "something was written at all"
    assert lying(pc) == []
    assert [each for each in (pc / "TMPDIR").rglob("*") if each.is_file()] == []
    assert [each.name for each in village.parent.iterdir() if each.name.endswith(".temp")] == []


def fall(data, monkeypatch):
    """A command falls over a value, with the value in what it says."""
    def over(store, text):
        raise RuntimeError(f"{text}：{CANARY}")

    monkeypatch.setattr("models.registers.search.search", over)
    assert cli.main(["--data", str(data), "find", CANARY]) == cli.PROBLEM


def test_a_log_that_says_what_failed_would_be_seen(village, pc, monkeypatch):
    """The fault the law is there for."""
    def talkative(error, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lianxing.log").write_text(str(error), encoding="utf-8")
        return "1", True

    monkeypatch.setattr("models.keeping.user_folders.write_log", talkative)
    monkeypatch.setattr("cli.calling.write_log", talkative, raising=False)
    fall(village, monkeypatch)
    assert lying(pc) == ["lianxing.log"]
