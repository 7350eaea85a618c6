"""Posts and their figures, reserve, moving, grades, talks, dues, duties, and the card of it all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.figures.measure import Middle
from models.figures.registers import officers_in_words
from models.members.appraisal import (
    Appraisal,
    Talk,
    appraisal_count,
    grade,
    grade_cap,
    missing_pairs,
)
from models.members.dues import Dues, dues_of_year, pay
from models.members.member import (
    Duty,
    Journey,
    Member,
    assign,
    away_on,
    duties_on,
    go,
    labels,
    lost_on,
    rename,
)
from models.members.posts import (
    Reserve,
    officers,
    post_warnings,
    reserve_on,
    reserve_warning,
)
from models.overview.member import member_card
from models.returns.catalogue import return_called
from models.returns.membership import MEMBERSHIP_RETURNS
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Invalid
from tests.models.meetings.a_village_year import held, settle_branch

appraisal_summary = return_called("appraisals").draw

TODAY = date(2026, 9, 30)


def test_the_figures_of_the_two_committees(store):
    settle_branch(store)
    day = date(2026, 9, 1)
    held_now = officers(store, day)
    assert [each.person.name for each in held_now] == [
        "槐甲",
        "槐乙",
        "槐丙",
        "槐丁",
        "槐戊",
        "槐己",
    ]
    told = officers_in_words(store, day)
    assert told[0] == "两委干部6人，平均年龄143.5岁（按有出生日期的6人计）。"
    assert told[1] == "大专以上4人（66.7%）（按填了学历的6人计）。"
    assert told[2].startswith("女2人（33.3%），") and "交叉任职2人" in told[2]
    assert told[2].endswith("书记、主任一肩挑。")
    assert post_warnings(held_now) == []


def test_an_average_is_rounded_half_up():
    ages = [[43] * (20 - over) + [44] * over for over in (11, 10, 9)]
    assert [str(Middle("age").of(each)) for each in ages] == ["43.6", "43.5", "43.5"]
    assert [str(Middle("days", half=True).of(each)) for each in ([3, 1, 8], [1, 4])] == [
        "3.0", "2.5"]
    assert Middle("age").of([]) is None


@pytest.mark.parametrize(("count", "warned"), [(1, True), (2, False), (5, False), (6, True)])
def test_the_reserve_is_two_to_five(count, warned):
    assert (reserve_warning(count) is not None) == warned


def test_the_reserve_of_a_day(store):
    branch = settle_branch(store)
    for place, ended in ((5, None), (6, date(2026, 1, 1))):
        store.save(Reserve(person=branch.people[place], listed=date(2025, 1, 1), ended=ended))
    assert len(reserve_on(store, TODAY)) == 1


def test_who_is_away_and_for_how_many_months(store):
    branch = settle_branch(store)
    go(store, Journey(member=branch.members[6], went=date(2026, 2, 15), destination="江苏苏州"))
    away = away_on(store, TODAY)
    assert [(each.months, each.silent) for each in away] == [(7, 7)]
    assert away[0].advice.startswith("7个月没有联系，满6个月按失联党员登记；外出满6个月")
    member = store.get(Member, branch.members[6])
    assert (member.mobile, member.mobile_to) == (True, "江苏苏州")
    with store.dating(date(2026, 3, 1)):
        store.save(member.but(lost=True, lost_since="2026-03"))
    assert [each.months for each in lost_on(store, TODAY)] == [6]


@pytest.mark.parametrize(("members", "most"), [(18, 6), (17, 5), (2, 0), (3, 1)])
def test_the_cap_of_a_third(members, most):
    assert grade_cap(members) == most


def test_grades_and_their_cap(store):
    branch = settle_branch(store)
    with pytest.raises(Invalid, match="预备党员参加评议，不评定等次"):
        grade(store, [Appraisal(member=branch.members[17], year=2026, grade="good")])
    grade(
        store, [Appraisal(member=each, year=2026, grade="excellent") for each in branch.members[:7]]
    )
    count = appraisal_count(store, 2026, date(2026, 12, 31))
    assert (count.total, count.cap, count.missing, count.probationary) == (18, 6, 9, 2)
    assert count.warning.startswith("优秀7人，超过6人（党员18人的三分之一）。依据")
    sheet = appraisal_summary(store, Asked.of(Period.parse("2026"), date(2026, 12, 31)))
    assert sheet.rows[0].values[2:] == (18, 7, 0, 0, 0, 9, 2, "38.9%", 6)
    grade(store, [Appraisal(member=branch.members[0], year=2026, grade="good")])
    assert appraisal_count(store, 2026, date(2026, 12, 31)).warning is None


def test_each_pair_type_talks_once_a_year(store):
    branch = settle_branch(store)
    store.save(
        Talk(
            on_day=date(2026, 3, 1), pair="committee", one=branch.people[0], other=branch.people[1]
        )
    )
    assert missing_pairs(store, 2026) == ["委员与党员", "党员之间"]


def test_dues_month_by_month(store):
    branch = settle_branch(store)
    member = branch.members[1]
    for month in (1, 2, 3):
        pay(
            store,
            member,
            f"2026-{month:02}",
            Decimal("2.50"),
            date(2026, month, 8),
            standard=Decimal("2.50"),
        )
    line = next(each for each in dues_of_year(store, 2026, TODAY) if each.member.id == member)
    assert (line.paid, line.owed, line.paid_until, line.unpaid_run) == (
        Decimal("7.50"),
        Decimal("22.50"),
        "2026-03",
        6,
    )
    assert (line.lacking, line.unpaid) == (Decimal("15.00"), 6)
    with pytest.raises(Invalid, match="不是月份"):
        pay(store, member, "2026-Q3", Decimal(1), TODAY)


def owed_by(store, member, day):
    """(owed, months that lack something) of one member as of a day."""
    return next((each.owed, each.unpaid) for each in dues_of_year(store, day.year, day)
                if each.member.id == member)


def test_who_never_paid_this_year_owes_every_month(store):
    first, second, third = settle_branch(store).members[1:4]
    pay(store, first, "2025-12", Decimal(5), date(2025, 12, 8), standard=Decimal(5))
    for month in ("2026-01", "2026-02"):
        pay(store, second, month, Decimal(3), date(2026, 2, 8))
    day = date(2026, 4, 30)
    assert owed_by(store, first, day) == (20, 4)
    assert owed_by(store, second, day) == (12, 2)
    assert owed_by(store, third, day) == (12, 4)
    third_line = next(each for each in dues_of_year(store, 2026, day) if each.member.id == third)
    assert third_line.assumed == 3


def test_dues_of_a_later_month_say_nothing_of_an_earlier_day(store):
    first, second = settle_branch(store).members[1:3]
    pay(store, first, "2026-02", Decimal(3), date(2026, 2, 8), standard=Decimal(3))
    march = date(2026, 3, 31)
    before = dues_of_year(store, 2026, march)
    pay(store, first, "2026-11", Decimal(9), date(2026, 11, 8), standard=Decimal(9))
    pay(store, second, "2026-11", Decimal(9), date(2026, 11, 8), standard=Decimal(9))
    store.save(Dues(member=second, month="2026-10", paid=Decimal(9)))
    pay(store, second, "2026-01", Decimal(9), date(2026, 11, 8))
    assert dues_of_year(store, 2026, march) == before


def test_the_four_parts_have_names_of_the_village(store):
    branch = settle_branch(store)
    rename(store, team="编入网格")
    assert labels(store)["team"] == "编入网格"
    first = assign(store, Duty(member=branch.members[0], post="政策宣传岗", since=date(2026, 1, 1)))
    assign(store, Duty(member=branch.members[0], post="调解岗", since=date(2026, 6, 1)))
    assert store.get(Duty, first.id).until == date(2026, 6, 1)
    assert duties_on(store, TODAY)[branch.members[0]].post == "调解岗"


def test_the_card_has_all_of_it(store):
    branch = settle_branch(store)
    held(store, branch, "party-day", date(2026, 8, 15), "qr")
    held(store, branch, "party-day", date(2026, 9, 15), "qr")
    card = member_card(store, branch.members[1], TODAY)
    assert [each.words for each in card.attended] == [
        "2026-09-15 主题党日：缺",
        "2026-08-15 主题党日：缺",
    ]
    assert (card.attendance, card.absence.times) == ("0／2（0.0%）", 2)
    assert [each.title for each in card.posts] == ["副主任", "副书记"]


def test_every_return_of_the_members_files_is_drawn(store):
    branch = settle_branch(store)
    store.save(Reserve(person=branch.people[5], listed=date(2025, 1, 1)))
    asked = Asked.of(Period.parse("2026"), TODAY)
    for each in MEMBERSHIP_RETURNS:
        sheet = each.draw(store, asked)
        for row in sheet.rows:
            assert len(row.values) == len(sheet.columns), each.code
            for column, value in zip(sheet.columns, row.values, strict=True):
                if value is not None:
                    column.show(value)
