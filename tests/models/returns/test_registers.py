"""The returns drawn from the registers say what the registers hold, as of the day asked."""

from datetime import date

import pytest

from models.keeping.store import Store
from models.members.member import Member
from models.office.village import Group, Unit
from models.registers.people import Household, HouseholdCategory, Person
from models.returns.catalogue import RETURNS, due_for, return_called
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.privacy import Privacy
from models.values.sheet import masked

ASKED = Asked.of(Period.parse("2026"), today=date(2026, 6, 30))


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "村.lianxing") as store:
        store.save(Unit(name="柳河沿村"))
        group = store.save(Group(name="一组", place=1))
        home = store.save(Household(number="01-001", group=group.id))
        store.save(Household(number="01-002", group=group.id))
        store.save(HouseholdCategory(household=home.id, category="TP", since=date(2021, 1, 1)))
        head = store.save(
            Person(
                name="柳𬭳",
                household=home.id,
                relation="02",
                sex="1",
                ethnic="01",
                id_number="410308188402290014",
                born="1884-02-29",
                education="31",
            )
        )
        store.save(Person(name="彭桂兰", household=home.id, relation="12", sex="2"))
        store.save(
            Person(
                name="柳离村",
                household=home.id,
                relation="22",
                sex="1",
                left=date(2026, 3, 1),
                left_reason="moved",
            )
        )
        store.save(
            Member(
                person=head.id, joined="1990-07-01", confirmed="1991-07-01", mobile=False
            )
        )
        yield store


def drawn(store, code, asked=ASKED):
    sheet = return_called(code).draw(store, asked)
    return sheet, [
        [column.show(value) for column, value in zip(sheet.columns, row.values, strict=True)]
        for row in sheet.rows
    ]


def test_the_people_roster_lists_who_is_there_on_the_day(store):
    sheet, rows = drawn(store, "people")
    assert [row[3] for row in rows] == ["柳𬭳", "彭桂兰"]
    assert rows[0][:9] == [
        "1",
        "一组",
        "01-001",
        "柳𬭳",
        "户主",
        "男",
        "汉族",
        "410308188402290014",
        "1884-02-29",
    ]
    assert sheet.notes == ("共 1 户 2 人。",)
    assert sheet.unit == "柳河沿村村民委员会"
    assert sheet.when == "截至2026年6月30日"


def test_a_person_who_left_later_was_still_there_before(store):
    before = Asked.of(Period.parse("2026"), today=date(2026, 2, 1))
    _, rows = drawn(store, "people", before)
    assert [row[3] for row in rows] == ["柳𬭳", "彭桂兰", "柳离村"]


def test_every_row_names_its_records(store):
    sheet, _ = drawn(store, "people")
    assert [row.refs for row in sheet.rows] == [
        (("person", 1), ("household", 1)),
        (("person", 2), ("household", 1)),
    ]


def test_the_member_roster_has_the_columns_of_the_official_form(store):
    sheet, rows = drawn(store, "members")
    assert [column.label for column in sheet.columns] == [
        "序号",
        "姓名",
        "所在党支部",
        "公民身份号码",
        "性别",
        "民族",
        "出生日期",
        "学历",
        "人员类别",
        "加入党组织日期",
        "转为正式党员日期",
        "工作岗位",
        "联系电话",
        "固定电话",
        "家庭住址",
        "党籍状态",
        "是否为失联党员",
        "失去联系日期",
        "是否为流动党员",
        "外出流向",
    ]
    assert rows[0][8:11] == ["正式党员", "1990-07-01", "1991-07-01"]
    assert rows[0][18] == "否"
    assert sheet.notes == ("共 1 名，其中正式党员 1 名、预备党员 0 名。",)


def test_every_share_prints_its_base(store):
    _, rows = drawn(store, "facts")
    facts = {row[1]: row[2:] for row in rows}
    assert facts["户数"] == ["2", "户", "", "在册户"]
    assert facts["其中：脱贫户"] == ["1", "户", "50.0%", "1 / 在册户 2"]
    assert facts["其中：大专以上"] == ["1", "人", "50.0%", "1 / 在册人员 2"]
    assert facts["党员"] == ["1", "名", "", "在册党员"]


def test_the_public_version_hides_in_its_values(store):
    sheet, _ = drawn(store, "people")
    public = masked(sheet)
    labels = [column.label for column in public.columns]
    assert not {"出生日期", "备注"} & set(labels)
    assert all(column.field.privacy is not Privacy.SENSITIVE for column in public.columns)
    first = public.rows[0].values
    assert first[labels.index("姓名")] == "柳*"
    assert first[labels.index("公民身份号码")] == "4103**********0014"


def test_no_gap_in_its_numbers_tells_that_lines_were_left_out(store):
    sheet, _ = drawn(store, "facts")
    public = masked(sheet)
    assert len(public.rows) < len(sheet.rows)
    assert [row.values[0] for row in public.rows] == list(range(1, len(public.rows) + 1))
    assert sheet.rows[-1].values[0] == len(sheet.rows)


def test_a_longer_period_asks_for_the_returns_of_shorter_ones_too(store):
    year = {each.code for each in due_for(store, Period.parse("2026"))}
    month = {each.code for each in due_for(store, Period.parse("2026-09"))}
    assert {"people", "members", "facts", "liaison", "meetings"} <= year
    assert not {"people", "members", "facts"} & month


def test_codes_of_the_catalogue_are_single():
    codes = [each.code for each in RETURNS]
    assert len(set(codes)) == len(codes)
