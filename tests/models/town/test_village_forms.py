"""Forms filled at the town of what villages handed in: a copy of each village, a line of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from importers.forms.town_form import read_form
from models.keeping.store import Store
from models.returns.town_form.preparing import Prepared, prepare
from models.returns.town_form.recognising import recognise
from models.town.merging import correct
from models.town.received import records
from models.town.units import units
from models.town.village_forms import CopyForEach, LineForEach
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.returns.town_form import blank_forms
from tests.models.town.three_villages import desk

TODAY = date(2026, 10, 8)
QUARTER = Period.parse("2026-Q3")


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Nobody writes to it."""
    with desk(tmp_path_factory.mktemp("镇")) as store:
        yield store


def card(path: Path) -> Path:
    """A form about one village, label by label; the last is of what never travels."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "情况"
    sheet["A1"] = "村基本情况表"
    labels = ("村名", "户数", "总人口", "走访次数", "党员数", "加分合计", "荷塘水位")
    for at, label in enumerate(labels, 2):
        sheet.cell(at, 1, label)
        sheet.cell(at, 2).border = blank_forms.THIN
    made.save(path)
    return path


def list_of_villages(path: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "各村"
    sheet.append(["2026年三季度各村工作统计表"])
    sheet.append(["填报单位："])
    heads = ["序号", "村名", "户数（户）", "走访次数（次）", "走访到户率", "会议次数",
             "本年累计走访次数", "加分合计"]
    sheet.append(heads)
    for row in range(4, 6):
        for column in range(1, len(heads) + 1):
            sheet.cell(row, column).border = blank_forms.THIN
    sheet.cell(6, 1, "合计")
    made.save(path)
    return path


def homes_list(path: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["农户走访登记表"])
    sheet.append(["户号", "户主姓名", "家庭人口", "文化程度", "走访次数", "期末积分"])
    for row in range(3, 5):
        for column in range(1, 7):
            sheet.cell(row, column).border = blank_forms.THIN
    made.save(path)
    return path


def filled(town: Store, path: Path, of: Any, **told: Any) -> Prepared:
    return prepare(town, recognise(read_form(path), of.can_be), QUARTER, TODAY, of=of, **told)


def said(prepared: Prepared) -> dict[str, dict[str, Any]]:
    return {each.name: each.sheets[0].values for each in prepared.forms}


def test_each_village_gets_its_copy_with_its_own_figures(handed: Store, tmp_path: Path) -> None:
    of = CopyForEach(handed)
    prepared = filled(handed, card(tmp_path / "表.xlsx"), of)
    assert said(prepared) == {
        "赵家村": {"B2": "赵家村", "B3": 2, "B4": 2, "B5": 1, "B6": 1},
        "钱家村": {"B2": "钱家村", "B3": 3, "B4": 3, "B5": 2, "B6": 1}}
    assert of.refused == {"李家村": "李家村还没有报来2026年三季度的包，没有填。"}
    assert prepared.form.unknown == ["荷塘水位"]


def test_what_never_travelled_is_blank_and_named_for_each_village(
    handed: Store, tmp_path: Path
) -> None:
    prepared = filled(handed, card(tmp_path / "表.xlsx"), CopyForEach(handed))
    gaps = [(each.name, gap.cell, gap.why) for each in prepared.forms
            for gap in each.sheets[0].gaps]
    assert gaps == [("赵家村", "B7", "没有报来这一项"), ("钱家村", "B7", "没有报来这一项")]
    assert prepared.blank_by_name[0] == "赵家村 留空 1 格：加分合计（B7）。"


def test_what_is_asked_is_asked_once_and_the_answer_used_for_all(
    handed: Store, tmp_path: Path
) -> None:
    path = card(tmp_path / "表.xlsx")
    first = filled(handed, path, CopyForEach(handed))
    assert [each.heading for each in first.asked] == ["荷塘水位"]
    told = {"page": [{"sheet": "情况", "cells": {"B8": "village.homes"}}]}
    second = filled(handed, path, CopyForEach(handed), told=told)
    assert not second.asked
    assert [values["B8"] for values in said(second).values()] == [2, 3]


def test_a_form_with_a_line_for_each_village_has_them_all_in_the_towns_order(
    handed: Store, tmp_path: Path
) -> None:
    prepared = filled(handed, list_of_villages(tmp_path / "表.xlsx"), LineForEach(handed))
    (sheet,) = prepared.forms[0].sheets
    assert sheet.inserted == 1
    lines = {at: sheet.values.get(f"B{at}") for at in (4, 5, 6)}
    assert lines == {4: "赵家村", 5: "钱家村", 6: "李家村"}
    assert [sheet.values.get(f"{each}5") for each in "CDF"] == [3, 2, 0]
    assert {gap.cell for gap in sheet.gaps} >= {"C6", "D6", "F6", "G4", "G5", "H4", "H5"}
    assert not {"C6", "D6", "G4", "H4"} & sheet.values.keys()
    assert sheet.values["A2"] == "填报单位：青石坡镇"


def test_a_list_of_each_village_holds_its_own_lines(handed: Store, tmp_path: Path) -> None:
    prepared = filled(handed, homes_list(tmp_path / "表.xlsx"), CopyForEach(handed))
    values = said(prepared)["钱家村"]
    assert [[values.get(f"{column}{row}") for column in "ABCE"] for row in (3, 4, 5)] == [
        ["001", "赵守田", 1, 1], ["002", "钱有余", 1, 0], ["003", "孙久安", 1, 1]]
    assert not {"F3", "F4", "F5"} & values.keys()


def test_a_field_a_village_left_out_is_not_taken_for_blank(tmp_path: Path) -> None:
    told = {"page": [{"sheet": "情况", "cells": {"B8": "village.college"}}]}
    with desk(tmp_path, left_out="education") as town:
        prepared = filled(town, card(tmp_path / "表.xlsx"), CopyForEach(town), told=told)
    assert [values.get("B8") for values in said(prepared).values()] == [None, 1]
    assert [gap.cell for gap in prepared.forms[0].sheets[0].gaps] == ["B7", "B8"]


def test_the_towns_correction_stands_over_what_the_village_said(tmp_path: Path) -> None:
    with desk(tmp_path) as town:
        village = units(town)[1]
        wrong = next(each for each in records(town, village.rowid, "person")
                     if each.values["name"] == "孙久安")
        correct(town, wrong, "name", "孙玖安", "照户口簿改")
        prepared = filled(town, homes_list(tmp_path / "表.xlsx"), CopyForEach(town))
    assert said(prepared)["钱家村"]["B5"] == "孙玖安"


def test_one_village_alone_is_filled_by_name(handed: Store, tmp_path: Path) -> None:
    prepared = filled(handed, card(tmp_path / "表.xlsx"), CopyForEach(handed, "钱家村"))
    assert list(said(prepared)) == ["钱家村"]
    with pytest.raises(Problem, match="没有叫“孙家村”的村"):
        filled(handed, card(tmp_path / "表.xlsx"), CopyForEach(handed, "孙家村"))


def test_nothing_is_filled_before_anybody_handed_in(tmp_path: Path) -> None:
    with desk(tmp_path, handed=False) as town, pytest.raises(Problem, match="还没有村报来"):
        filled(town, card(tmp_path / "表.xlsx"), CopyForEach(town))
