from datetime import date
from itertools import pairwise

from exporters.paper.bending import LINES, asked, narrowing
from exporters.paper.pages import Trial, page_format
from exporters.paper.settings import rosters
from exporters.paper.table import Grid
from exporters.paper.widths import Measure
from models.values.kinds import NOTE, NUMBER, Field
from models.values.sheet import Column, Row, Sheet

ROSTER = page_format("A4", "roster-lying", lying=True)
SAID = "蒜薹抽了，价钱一般。高龄津贴到账短了一个月，跟在外的孩子通了电话。"
SPARSE = (Column(Field("序号", NUMBER, width=6)), Column(Field("谈话内容", NOTE, width=40)),
          Column(Field("需求", NOTE, width=40)), Column(Field("发现问题", NOTE, width=40)),
          Column(Field("备注", NOTE, width=40)))


def register(rows=400, **how):
    said = [Row((at, SAID, "想在家门口找个活，路不要太远" if at % 40 == 0 else None,
                 "门口的路灯不亮了，夜里看不见路" if at % 60 == 0 else None, None))
            for at in range(1, rows + 1)]
    return Sheet("x", "走访登记表", SPARSE, said, unit="柳河沿村", made=date(2026, 11, 29), **how)


def test_that_column_bends_whose_rows_are_few():
    full, sparse = [60.0] * 20, [0.0] * 18 + [40.0] * 2
    *_, widths = [each for each in narrowing([full, sparse], [10.0, 10.0]) if sum(each) > 75]
    assert widths[0] == 60 and widths[1] < 20


def test_a_row_that_is_high_already_gives_more_for_nothing():
    high = [[80.0, 10.0], [40.0, 10.0]]
    (widths,) = [each for each in narrowing(high, [42.0, 10.0]) if sum(each) == 42 + 22]
    assert widths == [42, 22]


def test_no_sentence_takes_more_lines_than_are_read_at_ease_while_another_can_bend():
    words = [[120.0] + [0.0] * 30, [30.0] * 31]
    for widths in narrowing(words, [8.0, 8.0]):
        if widths[1] > 8:
            assert widths[0] >= asked(120, LINES)


def test_the_columns_only_become_narrower_down_to_the_least():
    path = list(narrowing([[30.0, 50.0], [20.0, 90.0]], [12.0, 9.0]))
    assert all(sum(one) > sum(other) for one, other in pairwise(path))
    assert path[0] == [50, 90] and path[-1] == [12, 9]


def test_what_is_seldom_said_takes_no_room_from_what_is_said_in_every_row():
    sheet = register()
    (setting,) = rosters(sheet, Trial())
    held = Grid(sheet, Trial(), setting).rows_a_page([row.values for row in sheet.rows])
    assert held > 33


def test_what_is_said_only_at_the_end_of_a_long_table_is_seen_too():
    late = [Row((at, "参加环境清扫", SAID if at > 1500 else None, None, None))
            for at in range(1, 2001)]
    widths = Measure(Sheet("x", "台账", SPARSE, late), Trial()).widths(9, ROSTER.across)
    assert widths[2] == max(widths)


def test_an_empty_column_keeps_to_its_heading_unless_the_hand_writes_there():
    across = page_format("A4", "roster", lying=False).across
    empty = Measure(register(), Trial()).widths(9, across)[-1]
    assert empty < 8 * 4.5
    assert Measure(register(by_hand=True), Trial()).widths(9, across)[-1] > 2 * empty


def test_a_code_in_a_narrow_column_is_not_broken():
    columns = (Column(Field("事实", NOTE, width=40)), Column(Field("佐证编号", width=10)))
    rows = [Row((SAID * 4, "2026-1-04-001至024")) for _ in range(30)]
    sheet, form = Sheet("x", "自评表", columns, rows), page_format("A4", "roster", lying=False)
    width = Measure(sheet, Trial()).widths(10, form.across)[1]
    (first, _), *_ = Trial().type("body", 10).lines("2026-1-04-001至024", width - 5)
    assert first.startswith("2026-1-04-001")
