"""来件: a stick with the letters of every village; one takes in its own and passes the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporters.leaving.package import sealed_for
from exporters.publish import publish_bytes
from models.exchange.keys import own_card
from models.keeping.store import Store
from models.stars.opinion import Opinion
from models.town.answering import hand_down
from models.town.opinions import give_opinion
from models.town.units import register, units
from tests.models.town.desks import CODE, hand_in, open_desk, open_village
from tests.scenarios.test_opinions import TODAY, opinion
from tests.ui.two_desks import until


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """What the town writes to two villages; 赵家村 knows the town."""
    (tmp_path / "镇").mkdir()
    with open_village(tmp_path) as village, open_village(
            tmp_path, "钱家村", f"{CODE[:-1]}2") as other, open_desk(
            tmp_path / "镇", village, other) as town:
        register(village, own_card(town))
        for unit in units(town):
            give_opinion(town, unit, opinion(star="branch"))
            hand_down(town, unit, sealed_for,
                      lambda name, content: publish_bytes(tmp_path / "U盘" / name, content))
    return tmp_path / "U盘"


@pytest.fixture
def said(qtbot, window, tmp_path, stick, clock):
    """What is said of these files at the desk of 赵家村."""
    clock.set(TODAY)
    window.receive(Store(tmp_path / "赵家村.lianxing"))
    window.go("returns")
    replies = window.pages["returns"].show_section("replies")

    def read(paths: list[Path]) -> str:
        replies.strip.put_away()
        replies.read_from(paths)
        until(qtbot, lambda: replies.work.job is None and replies.strip.isVisible())
        return str(replies.strip.words.text())

    return read


def test_a_package_of_ones_own_is_for_the_desk_of_the_town(window, tmp_path, said):
    with Store(tmp_path / "镇" / "青石坡镇.lianxing", reading=True) as town:
        ours = hand_in(window.store, town, tmp_path)
    assert said([ours]) == f"{ours.name} 是本村报出去的包，要在乡镇的资料文件里收。"


def test_the_letters_of_other_villages_are_passed_over(window, stick, said):
    assert said([stick]) == ("收了 1 份：1 条镇里意见（在“五星 › 评定”里看）。"
                             "有 1 份不是给本单位的，没有收。")
    assert window.store.count(Opinion.table) == 1
    assert said([stick]) == "没有新的来件，都收过了。有 1 份不是给本单位的，没有收。"
    assert said(sorted(stick.glob("*钱家村*"))).startswith(
        "有 1 份不是给本单位的，没有收。该给本单位的，请镇里核对")
