"""Somebody who lives alone and comes again under another number: asked about, once for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.roster.roster import read_roster
from importers.sheets.grid import Grid
from models.intake.taking import PARTED, plan, take
from models.keeping.settings import set_setting

HEAD = ["户号", "姓名", "关系", "村民小组"]


def read(*rows, head=HEAD):
    return read_roster(Path("名册.xlsx"), grids=[Grid("表", [head, *map(list, rows)])])


@pytest.fixture
def village(store):
    take(store, plan(store, read(["03-7", "孟山", "户主", "三组"], ["01-1", "尚海", "户主", "一组"],
                                 ["01-1", "贺妮", "妻", "一组"])))
    return store


AGAIN = ["03-19", "孟山", "户主", "三组"]


@pytest.mark.parametrize(("rows", "asked"), [
    ([AGAIN], True),
    ([["03-19", "孟山", "户主", "四组"]], False),
    ([AGAIN, ["03-19", "孟水", "子", "三组"]], False),
    ([AGAIN, ["03-7", "孟山", "户主", "三组"]], False),
    ([["01-8", "尚海", "户主", "一组"]], False),
])
def test_who_lives_alone_under_another_number_is_asked_about(village, rows, asked):
    found = plan(village, read(*rows))
    assert any("只有一个人" in each.why for each in found.findings) is asked
    assert (found.counts["refused"] == 1) is asked


def test_where_no_group_is_named_too(village):
    found = plan(village, read(["88", "孟山", "男"], head=["户号", "户主姓名", "性别"]))
    assert [each.what for each in found.steps] == ["refused"]


def test_that_they_are_two_is_remembered(village):
    said = plan(village, read(AGAIN), {("表", 2): None})
    assert [each.what for each in said.steps] == ["created"]
    set_setting(village, PARTED, sorted(said.parted))
    assert [each.what for each in plan(village, read(AGAIN)).steps] == ["created"]
