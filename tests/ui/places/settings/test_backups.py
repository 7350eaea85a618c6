"""备份与恢复 in the window: one file's copies among those of two and of five villages."""

from __future__ import annotations

import shutil

import pytest

from cli import commands as cli
from models.keeping import datafile
from models.keeping.store import Store
from models.keeping.vault.keys import new_code
from models.office.village import unit
from models.registers.people import Person
from tests.many_files import VILLAGES, copies_of, from_before, settle_down
from ui.frame.opening import change_key, open_file, restore_file
from ui.kit import ask
from ui.places.settings.encrypting import Order
from ui.places.welcome import page as welcome


@pytest.fixture
def folder(tmp_path):
    """Five villages' files with a copy each; the first has two people, the others three."""
    place = tmp_path / "资料"
    for name in VILLAGES:
        data = settle_down(place, name, 2 if name == VILLAGES[0] else 3)
        assert cli.main(["--data", str(data), "backup"]) == 0
    return place


@pytest.fixture
def desk(window):
    """The window, answering what its pages ask for."""
    window.restore_wanted.connect(lambda copy: restore_file(window, copy))
    window.file_wanted.connect(lambda path: open_file(window, path))
    window.key_wanted.connect(lambda order: change_key(window, order))
    return window


def backups(desk, data=None):
    """The section, of another data file when one is named."""
    if data is not None:
        open_file(desk, data)
    desk.go("backups", 0) or desk.go("settings")
    page = desk.pages["settings"]
    page.chips.press("backups")
    return page


def rows(page):
    table = page.backups.copies.table
    return ["　".join(table.face(row, column).text for column in range(len(table.columns)))
            for row in range(len(table.ids))]


def test_only_the_own_copies_are_listed_with_village_time_and_counts(desk, folder):
    page = backups(desk, folder / "柳河沿村.lianxing")
    (row,) = rows(page)
    made = copies_of("柳河沿村", folder)[0].name.split("-")
    day, clock = made[2], made[3]
    assert f"{day[:4]}-{day[4:6]}-{day[6:]} {clock[:2]}:{clock[2:4]}" in row
    assert "柳河沿村" in row and "手动" in row and "　2　" in row and "MB" in row
    assert "● 核对过" in row


def test_copies_made_by_the_dozen_take_nothing_of_the_neighbours(desk, folder, monkeypatch):
    monkeypatch.setattr(welcome, "SAMPLE_HOUSEHOLDS", 8)
    monkeypatch.setattr(welcome, "mark_sample", lambda store: None)
    sample = welcome.build_sample(folder / welcome.SAMPLE, lambda *_: None)
    before = {name: copies_of(name, folder) for name in VILLAGES}
    page = backups(desk, sample)
    assert rows(page) == []
    for _ in range(12):
        page.deeds["back_up_now"].trigger()
    assert len(rows(page)) == 10
    assert all(path.exists() for every in before.values() for path in every)


def test_removing_the_plain_copies_after_encrypting_takes_only_the_own(
    desk, folder, qtbot, monkeypatch
):
    monkeypatch.setattr(datafile.KeySlot.__init__, "__defaults__", (64, 1, 1))
    before = {name: copies_of(name, folder) for name in VILLAGES[1:]}
    data = folder / "柳河沿村.lianxing"
    open_file(desk, data)
    desk.key_wanted.emit(Order(data, "耿素珍", "槐树底下三口井", new_code()[1]))
    qtbot.waitUntil(lambda: desk.store is not None, timeout=120_000)
    assert "从前的 2 份备份没有加密" in desk.strip.words.text()
    desk.strip.press("删掉它们")
    plain = [path for path in folder.rglob("联星备份-*.lianxing")
             if path.read_bytes()[:6] == b"SQLite"]
    assert sorted(plain) == sorted(path for every in before.values() for path in every)
    assert len(rows(backups(desk))) == 1


def test_a_copy_of_another_village_is_refused_and_opened_as_a_file_of_its_own(
    desk, folder, monkeypatch
):
    data, own = folder / "柳河沿村.lianxing", folder / "看看.lianxing"
    copy = copies_of("白杨村", folder)[0]
    monkeypatch.setattr(ask, "file_to_open", lambda *_: copy)
    monkeypatch.setattr(ask, "file_to_save", lambda *_: own)
    page = backups(desk, data)
    page.deeds["restore_from_elsewhere"].trigger()
    said = page.strip.words.text()
    assert "白杨村" in said and "柳河沿村" in said
    page.strip.press("单独打开…")
    assert (desk.store.path, unit(desk.store).name) == (own, "白杨村")
    with Store(data) as store:
        assert (unit(store).name, store.count("person")) == ("柳河沿村", 2)


def test_the_restore_itself_refuses_too_and_stays_in_the_own_file(desk, folder):
    data = folder / "柳河沿村.lianxing"
    open_file(desk, data)
    restore_file(desk, copies_of("白杨村", folder)[0])
    assert desk.store.path == data and unit(desk.store).name == "柳河沿村"
    assert "白杨村" in desk.strip.words.text()


def test_what_was_put_aside_is_listed_and_comes_back_with_one_click(desk, folder, qtbot):
    page = backups(desk, folder / "柳河沿村.lianxing")
    desk.store.save(Person(name="钱有余"))
    page = backups(desk)
    qtbot.waitUntil(lambda: page.backups.verdict is not None, timeout=60_000)
    page.deeds["restore"].trigger()
    assert "柳河沿村" in page.strip.words.text()
    page.strip.press("恢复")
    assert desk.store.count("person") == 2
    aside = [row for row in rows(backups(desk)) if "恢复前" in row]
    assert len(aside) == 1 and "　3　" in aside[0]
    desk.strip.press("换回原来的")
    assert desk.store.count("person") == 3
    page = backups(desk)
    at = next(n for n, row in enumerate(rows(page), 1) if "恢复前" in row and "　2　" in row)
    page.backups.copies.choose(at)
    qtbot.waitUntil(lambda: page.backups.verdict is not None, timeout=60_000)
    page.deeds["restore"].trigger()
    page.strip.press("恢复")
    assert desk.store.count("person") == 2


def test_copies_of_an_earlier_version_lying_together_are_told_apart(desk, tmp_path, qtbot):
    pool = tmp_path / "旧" / "备份"
    pool.mkdir(parents=True)
    files = [from_before(pool.parent / f"{name}.lianxing", name, token * 32)
             for name, token in zip(VILLAGES[:2], "ab", strict=True)]
    for number in range(1, 31):
        day = f"2026{number % 12 + 1:02d}01"
        shutil.copy(files[number % 2], pool / f"联星备份-{number:06d}-{day}-手动.lianxing")
    theirs = copies_of("白杨村", pool.parent)
    page = backups(desk, files[0])
    assert len(rows(page)) == 16, "fifteen, and the one made before it was brought up to date"
    assert all("柳河沿村" in row for row in rows(page))
    page.backups.copies.choose(16)
    qtbot.waitUntil(lambda: page.backups.verdict is not None, timeout=60_000)
    page.deeds["restore"].trigger()
    page.strip.press("恢复")
    page = backups(desk)
    assert len([row for row in rows(page) if "恢复前" not in row]) >= 16
    page.deeds["back_up_now"].trigger()
    assert copies_of("白杨村", pool.parent) == theirs
    assert len(copies_of("柳河沿村", pool.parent)) < 16, "old ones of its own are let go"
