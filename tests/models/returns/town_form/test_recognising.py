"""A form is recognised by its headings, wherever its table begins and ends."""

from models.returns.facts.catalogue import SUBJECTS
from models.returns.town_form.page import Area, FormCell, FormPage, find_table, ref
from models.returns.town_form.recognising import is_heading, recognise


def page(*rows, merges=(), name="表"):
    cells = {
        (at, column): FormCell(said) for at, row in enumerate(rows, 1)
        for column, said in enumerate(row, 1) if said is not None
    }
    return FormPage(name, cells, tuple(Area(*each) for each in merges))


BLANK = ("",) * 4


def test_a_table_ends_above_its_total_and_notes():
    found = find_table(page(
        ("党员名册", None, None, None), ("姓名", "性别", "民族", "学历"), BLANK, BLANK,
        ("合计", "", "", ""), ("填表人：", None, None, None)), is_heading)
    assert (found.head, found.first, found.last, found.total) == ((2, 2), 3, 4, 5)


def test_numbers_of_columns_and_a_total_on_top_are_no_lines():
    found = find_table(page(
        ("姓名", "性别", "民族", "学历"), ("甲", "1", "2", "3"), ("合 计", "", "", ""),
        BLANK, BLANK), is_heading)
    assert (found.first, found.last, found.total) == (4, 5, 3)


def test_a_head_with_nothing_below_has_room():
    found = find_table(page(("姓名", "性别", "民族", "学历")), is_heading)
    assert found.first == 2 and found.last > 1000


def test_labels_with_blanks_beside_them_are_no_head():
    form = page(("党支部名称", "", "年度", ""), ("户数", "", "人口", ""))
    assert find_table(form, is_heading) is None
    (found,) = recognise([form], SUBJECTS).pages
    assert found.mapped.cells == {
        "B1": "village.branch", "D1": "period.year", "B2": "village.homes", "D2": "village.people"}


def test_labels_above_their_cells():
    form = page(("村名", "党员总数"), ("", ""), merges=())
    (found,) = recognise([form], SUBJECTS).pages
    assert found.mapped.cells == {"A2": "village.name", "B2": "village.members"}


def test_the_subject_is_the_one_that_knows_most():
    rows = (("姓名", "性别", "身份证号", "与户主关系"), BLANK, BLANK)
    assert recognise([page(("村民花名册",), *rows)], SUBJECTS).pages[0].mapped.subject == "person"
    assert recognise([page(("党员花名册",), *rows)], SUBJECTS).pages[0].mapped.subject == "member"


def test_what_is_signed_by_hand_is_no_new_heading():
    form = page(("姓名", "性别", "备注", "本人签字", "鞋码"), ("",) * 5)
    assert recognise([form], SUBJECTS).unknown == ["鞋码"]


def test_a_household_is_counted_in_the_order_of_the_note():
    form = page(
        ("党员姓名", "联系脱贫户", "联系户数", None), (None, None, "脱贫户", "监测户"), BLANK,
        ("说明：一户有多种类型的按 监测户、脱贫户 的次序只计一次。", None, None, None),
        merges=((1, 3, 1, 4), (1, 1, 2, 1), (1, 2, 2, 2)))
    assert recognise([form], SUBJECTS).pages[0].mapped.kinds == ("JC", "TP")


def test_what_stands_under_of_which_is_part_of_the_column_before_it():
    form = page(("组别", "户数", "其中脱贫户", "走访户数", "其中：监测户", "其中脱贫户"), ("",) * 6)
    found = recognise([form], SUBJECTS)
    assert found.unknown == []
    assert list(found.pages[0].mapped.columns.values()) == [
        "group.name", "village.homes", "home+TP:homes", "visits.homes", "visit+JC:homes",
        "visit+TP:homes"]
    assert recognise([page(("组别", "其中脱贫户", "走访户数"), ("",) * 3)], SUBJECTS).unknown == [
        "其中脱贫户"]


def test_nothing_is_recognised_on_a_page_of_notes():
    assert not recognise([page(("填表说明",), ("一、没有的填0。",))], SUBJECTS).pages


def test_names_of_cells():
    assert ref(12, 28) == "AB12"
