"""A messy roster taken in on the workbench by keys, its destroyed numbers at one answer."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from PySide6.QtGui import QGuiApplication

from models.registers.people import Person
from tests.data.rosters import made
from ui.kit import ask

HEADS = ("户号", "户主", "姓名", "与户主关系", "性别", "公民身份号码", "联系电话")
DESTROYED = 31


def messy(path):
    """Sixty people in twenty households, 31 of whose numbers a spreadsheet destroyed."""
    book = Workbook()
    page = book.active
    page.append(["柳河沿村花名册"])
    page.append(HEADS)
    for at in range(60):
        home, place = divmod(at, 3)
        number = 4.10399188402e17 if at < DESTROYED else made.number(f"1884{at % 9 + 1:02d}11", at)
        page.append([f"{home + 1:03d}", f"缑{chr(0x5b57 + home)}", f"缑{chr(0x5b57 + at)}",
                     ("户主", "妻", "长子")[place], "女" if place == 1 else "男", number, None])
    book.save(path)
    return path


RIGHT = [made.number(f"1884{at % 9 + 1:02d}11", 2 * at + (at % 3 != 1)) for at in range(DESTROYED)]


@pytest.fixture
def bench(people, village, until, tmp_path, monkeypatch):
    """The roster on the workbench, opened by the button and the file chosen: two actions."""
    monkeypatch.setattr(ask, "file_to_open", lambda *_: messy(tmp_path / "messy.xlsx"))
    people.bring_in()
    pane = people.right.currentWidget()
    until(lambda: pane.trial is not None)
    assert pane.trial.counts["refused"] == DESTROYED
    return pane


@pytest.mark.parametrize(("answer", "numbers"), [
    ("alt+0", [None] * DESTROYED), ("ctrl+v", RIGHT),
], ids=["left-empty", "pasted"])
def test_destroyed_numbers_are_taken_in_by_two_keys(
    window, bench, village, person, until, answer, numbers
):
    before = village.count("person")
    band = bench.sheet.bands_here()[0]
    assert band.open and band.alike is not None and str(DESTROYED) in band.alike.words
    QGuiApplication.clipboard().setText("\n".join(RIGHT))
    for key in (answer, "ctrl+s"):
        tried = bench.trial
        person.press(key)
        until(lambda tried=tried: bench.trial is not tried)
    taken = village.find(Person, order="id")[before:]
    assert len(taken) == 60 and [each.id_number for each in taken][:DESTROYED] == numbers
