"""What is pasted over the sheet on the workbench: right numbers for all at fault, or a block."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from models.registers.people import Person
from tests.data.rosters import made
from tests.ui.parts.importing.test_workbench import again, bands, counts, settle

CTRL = Qt.KeyboardModifier.ControlModifier
HEADS = ["户号", "姓名", "与户主关系", "性别", "公民身份号码"]
DESTROYED = 4.10399188402e17
RIGHT = [made.number("18840211", at) for at in (11, 12, 13)]


def two_groups(path):
    """Three destroyed numbers on two sheets, whose columns stand otherwise."""
    first = [HEADS, ["1", "缑一", "户主", "男", DESTROYED], ["1", "缑二", "妻", "女", ""],
             ["2", "缑三", "户主", "男", DESTROYED]]
    second = [[*HEADS[:2], HEADS[4], *HEADS[2:4]], ["9", "缑四", DESTROYED, "户主", "女"]]
    made.save(path, ("一组", first, ""), ("二组", second, ""))
    return path


def paste(pane, qtbot, copied):
    QGuiApplication.clipboard().setText(copied)
    pane.sheet.setFocus()
    again(pane, qtbot, lambda: qtbot.keyClick(pane.sheet, Qt.Key.Key_V, CTRL))


def numbers(pane, village, qtbot):
    settle(pane, qtbot)
    return {each.name: each.id_number for each in village.find(Person)
            if each.name[0] == "缑" and len(each.name) == 2}


def test_a_column_of_right_numbers_goes_to_all_that_wait_for_one(opened, village, tmp_path, qtbot):
    pane = opened(two_groups(tmp_path / "名册.xlsx"))
    assert counts(pane)[4] == 3
    paste(pane, qtbot, "\n".join(RIGHT))
    assert counts(pane)[4] == 0 and "粘贴了 3 格，文件里的没有动。" in pane.strip.words.text()
    assert numbers(pane, village, qtbot) == {
        "缑一": RIGHT[0], "缑二": None, "缑三": RIGHT[1], "缑四": RIGHT[2]}


def test_numbers_copied_with_their_names_go_by_name(opened, village, tmp_path, qtbot):
    pane = opened(two_groups(tmp_path / "名册.xlsx"))
    paste(pane, qtbot, f"姓名\t号码\n缑四\t{RIGHT[1]}\n缑一\t{RIGHT[0]}\n生人\t{RIGHT[2]}\n")
    said = pane.strip.words.text()
    assert "粘贴了 2 格" in said and "还有 1 处等着" in said and "多出 2 行没有处放" in said
    assert numbers(pane, village, qtbot) == {"缑一": RIGHT[0], "缑二": None, "缑四": RIGHT[1]}


def test_elsewhere_a_block_is_laid_over_the_rows_in_sight(opened, village, tmp_path, qtbot):
    pane = opened(two_groups(tmp_path / "名册.xlsx"))
    pane.sheet.go(2, "B")
    paste(pane, qtbot, "缑甲\t户主\n缑乙\t\"妻\"")
    assert [each.values.get("relation") and each.name for each in pane.trial.reading.people] == [
        "缑甲", "缑乙", "缑三", "缑四"]
    back = next(each for each in bands(pane) if "改过了" in each.face.text)
    again(pane, qtbot, back.answers[0].do)
    assert len(pane.said.mended) == 3
