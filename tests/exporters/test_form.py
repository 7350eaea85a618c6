from dataclasses import replace

from exporters.form import alignment, head_cells, head_rows, notes, signatures, under_title
from models.values.kinds import DAY, NOTE, NUMBER, Choices, Field
from models.values.sheet import Column


def test_a_plain_head_has_one_line(roster):
    sheet = roster(1)
    assert head_rows(sheet.columns) == 1
    assert [cell.text for cell in head_cells(sheet.columns)] == [
        "序号",
        "姓名",
        "公民身份号码",
        "联系电话",
        "出生日期",
        "备注",
    ]


def test_a_parent_stands_over_its_columns_and_others_reach_down(statistics):
    cells = {cell.text: tuple(cell[1:]) for cell in head_cells(statistics.columns)}
    assert cells["其中"] == (0, 2, 1, 3)
    assert cells["监测户"] == (1, 3, 1, 1)
    assert cells["党小组"] == (0, 0, 2, 1)


def test_figures_stand_at_the_right_and_sentences_at_the_left():
    sides = [
        alignment(Column(field))
        for field in (
            Field("人数", NUMBER),
            Field("序号", NUMBER, width=5),
            Field("姓名"),
            Field("日期", DAY, width=30),
            Field("备注", NOTE),
            Field("住址", width=24),
            Field("状态", NUMBER, options=Choices(a="是"), width=30),
        )
    ]
    assert sides == ["right", "center", "center", "center", "left", "left", "center"]
    assert alignment(Column(Field("户数", NUMBER, width=5), total=True)) == "right"


def test_the_words_around_a_table(roster):
    sheet = roster(1, notes=("一份存档。",))
    assert under_title(sheet) == (
        "填报单位：赵家村党支部　2026年第三季度", "单位：人",
    )
    assert under_title(replace(sheet, seal=False))[1] == "单位：人　2026年9月30日"
    assert under_title(replace(sheet, public=True))[0].startswith("公示单位：")
    assert notes(sheet) == ["说明：一份存档。"]
    assert signatures(sheet)[-1] == "联系电话："
    assert signatures(replace(sheet, seal=False))[-1] == "报出日期：　　年　月　日"
    assert signatures(replace(sheet, made=None))[-1] == "报出日期：　　年　月　日"
