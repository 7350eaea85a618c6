"""Columns are as wide as their words in the font that is there: what must be whole always is."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.table import CHUNK, Column, RecordTable
from ui.kit.theme import Mark, dress, lettering
from ui.kit.tokens import px

DAY, NAME, LATER = "2026-12-28", "缑树林", "欧阳上官慕容氏"
SAID = "村东头那条路从桥到变压器坑坑洼洼，下雨天老人出不了门，盼着早点垫一垫"
LATE_ROW = 9_000


@pytest.fixture
def asked():
    return []


@pytest.fixture
def shown(qtbot, asked):
    """20,000 rows: a day, a sentence, a name (a long one far below) and a state."""
    def rows(ids):
        asked.append(ids[0])
        return [(DAY, SAID, LATER if each > LATE_ROW else NAME, each) for each in ids]

    made = RecordList(RecordTable((
        Column("日期", 1), Column("内容", 26), Column("户主", 1),
        Column("状态", 1, face=lambda at: Face(f"超期 {at % 7} 天", Mark.LATE)),
    ), rows), "名单")
    qtbot.addWidget(made)
    made.resize(px(520), 400)
    made.show()
    made.table.show_ids(range(1, 20_001))
    yield made
    dress(QApplication.instance())


def room(shown, column):
    """What a column leaves for words."""
    return shown.columnWidth(column) - 2 * px(10) - (px(18) if column == 3 else 0)


def wide(words):
    return QFontMetrics(lettering("body")).horizontalAdvance(words)


def whole(shown, name=NAME):
    return room(shown, 0) >= wide(DAY) and room(shown, 2) >= wide(name) and (
        room(shown, 3) >= wide("超期 6 天"))


def test_sentences_give_way_and_days_names_and_states_do_not(shown):
    assert whole(shown)
    assert wide(SAID[:8]) <= room(shown, 1) < wide(SAID)
    assert shown.horizontalHeader().length() == shown.viewport().width()


def test_too_narrow_is_scrolled_and_nothing_cut(shown):
    shown.resize(px(240), 400)
    assert whole(shown) and room(shown, 1) >= wide(SAID[:8])
    assert shown.horizontalHeader().length() > shown.viewport().width()


def test_room_to_spare_does_not_all_go_to_the_last(shown):
    shown.resize(px(1200), 400)
    assert room(shown, 1) >= wide(SAID)
    spare = [shown.columnWidth(at) for at in (0, 2, 3)]
    assert max(spare) - min(spare) < px(80)
    assert shown.horizontalHeader().length() == shown.viewport().width()


def test_a_longer_name_far_below_widens_its_column_when_it_is_reached(shown, qtbot, asked):
    before = shown.columnWidth(2)
    shown.scrollTo(shown.table.index(15_000, 0))
    qtbot.waitUntil(lambda: whole(shown, LATER))
    assert shown.columnWidth(2) > before
    assert len(asked) < 20_000 / CHUNK / 10


def test_enlarged_letters_are_measured_anew_and_back(shown):
    before = [shown.columnWidth(at) for at in range(4)]
    dress(QApplication.instance(), 1.75)
    QApplication.processEvents()
    assert whole(shown)
    dress(QApplication.instance(), 1.0)
    QApplication.processEvents()
    assert [shown.columnWidth(at) for at in range(4)] == before


def test_new_rows_are_measured_anew(shown):
    shown.table.show_ids(range(LATE_ROW + 1, LATE_ROW + 30))
    assert whole(shown, LATER)


def test_a_day_among_sentences_is_whole_too(qtbot):
    mixed = RecordList(RecordTable(
        (Column("项", 4), Column("先登记的", 30), Column("后登记的", 30)),
        lambda ids: [("证件", "4109**********0298", "4109**********026X") for _ in ids]), "对照")
    qtbot.addWidget(mixed)
    mixed.resize(px(200), 300)
    mixed.show()
    mixed.table.show_ids([1, 2])
    assert mixed.columnWidth(2) - 2 * px(10) >= wide("4109**********026X")
