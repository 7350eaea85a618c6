"""A messy roster taken in on the workbench by keys, its destroyed numbers at one answer."""

from __future__ import annotations

from openpyxl import Workbook

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


def test_destroyed_numbers_are_left_empty_at_one_answer(
    window, people, village, person, until, tmp_path, monkeypatch
):
    monkeypatch.setattr(ask, "file_to_open", lambda *_: messy(tmp_path / "messy.xlsx"))
    before = village.count("person")
    actions = ["导入花名册", "选文件"]
    people.bring_in()
    pane = people.right.currentWidget()
    until(lambda: pane.trial is not None)
    assert pane.trial.counts["refused"] == DESTROYED
    band = pane.sheet.bands_here()[0]
    assert band.open and band.alike is not None and str(DESTROYED) in band.alike.words
    for key in ("alt+0", "ctrl+s"):
        tried = pane.trial
        person.press(key)
        actions.append(key)
        until(lambda tried=tried: pane.trial is not tried)
    assert village.count("person") == before + 60
    empty = [each for each in village.find(Person) if each.name[0] == "缑" and not each.id_number]
    assert len(empty) >= DESTROYED
    assert len(actions) <= 12
