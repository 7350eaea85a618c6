"""The way into the Party by stage: intervals, deadlines, both versions of the rules."""

from __future__ import annotations

from datetime import date

import pytest

from models.members.development import (
    Candidate,
    DevelopmentStep,
    admissions,
    development_file,
    interval_faults,
    next_step,
    review_due,
    take,
)
from models.members.development_rules import months_after, rule_set_on, rule_sets
from models.members.member import Member
from models.registers.people import Person
from models.values.problem import Invalid

TODAY = date(2026, 9, 1)


def taken(*steps: tuple, candidate: int = 1) -> tuple[DevelopmentStep, ...]:
    return tuple(
        DevelopmentStep(
            candidate=candidate,
            step=each[0],
            on_day=each[1],
            until=each[2] if len(each) > 2 else None,
        )
        for each in steps
    )


def test_two_versions_stand_side_by_side():
    old, new = rule_sets()
    assert (old.id, new.id) == ("development-2014", "development-2026")
    assert "notice" in old.skips and "notice" not in new.skips
    assert rule_set_on(date(2026, 5, 10)) == old
    assert rule_set_on(date(2026, 5, 11)) == new


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2026, 9, 1), 12, date(2027, 9, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_end_with_the_month(day, months, after):
    assert months_after(day, months) == after


def test_the_next_thing_to_do_with_its_days():
    told = next_step(taken(("apply", date(2026, 8, 20))), TODAY)
    assert told.sentence == (
        "党组织派人谈话：2026-09-20 前办理。"
        "依据《中国共产党发展党员工作细则（2026年修订）》第七条（参考）。"
    )
    told = next_step(
        taken(
            ("apply", date(2025, 1, 5)),
            ("talk", date(2025, 1, 20)),
            ("activist", date(2025, 10, 10)),
        ),
        TODAY,
    )
    assert (told.step.title, told.earliest) == ("列为发展对象", date(2026, 10, 10))


def test_the_public_notice_of_five_working_days_is_of_2026():
    steps = [("activist", date(2025, 1, 1)), ("prospect", date(2026, 6, 1))]
    assert next_step(taken(*steps), TODAY).step.code == "notice"
    assert next_step(taken(*steps), date(2026, 5, 1)).step.code == "scrutiny"
    short = taken(*steps, ("notice", date(2026, 6, 8), date(2026, 6, 12)))
    assert interval_faults(short)[0].startswith(
        "发展对象公示不足5个工作日：2026-06-08至2026-06-12，应到2026-06-15。依据《"
    )


def test_working_days_are_provisional_without_the_years_table():
    steps = taken(("notice", date(2031, 3, 3), date(2031, 3, 5)))
    assert "应到2031-03-10（暂算）" in interval_faults(steps)[0]


def test_a_step_too_early_or_too_late_is_said_with_its_rule():
    faults = interval_faults(
        taken(
            ("activist", date(2025, 1, 10)),
            ("prospect", date(2025, 12, 1)),
            ("pre-approval", date(2026, 1, 5)),
            ("admit", date(2026, 3, 1)),
            ("approve", date(2026, 4, 1)),
            ("confirm", date(2027, 2, 1)),
        )
    )
    assert [each.split("。")[0] for each in faults] == [
        "列为发展对象距确定为入党积极分子（2025-01-10）不满12个月，最早2026-01-10",
        "支部大会接收为预备党员距上级党委预审（2026-01-05）超过1个月，最晚2026-02-05",
        "支部大会讨论转正距支部大会接收为预备党员（2026-03-01）不满12个月，最早2027-03-01",
    ]
    assert "《中国共产党发展党员工作细则》（参考）" in faults[0]
    assert "（2026年修订）》第三十一条（参考）" in faults[2]


def test_the_half_yearly_review():
    steps = taken(("activist", date(2026, 1, 15)))
    assert review_due(steps) == date(2026, 7, 15)
    assert review_due((*steps, *taken(("review", date(2026, 7, 1))))) == date(2027, 1, 1)


def test_the_file_refuses_what_cannot_be_true(store):
    person = store.save(Person(name="槐申", born="1890-05-01"))
    file = store.save(Candidate(person=person.id))

    def step(code: str, day: date) -> DevelopmentStep:
        return DevelopmentStep(candidate=file.id, step=code, on_day=day)

    with pytest.raises(Invalid, match="申请时不满十八周岁。依据《中国共产党章程》第一条"):
        take(store, step("apply", date(1908, 4, 30)))
    take(store, step("apply", date(1908, 5, 1)))
    take(store, step("activist", date(1909, 1, 1)))
    with pytest.raises(Invalid, match="已在 1908-05-01 登记"):
        take(store, step("apply", date(1908, 6, 1)))
    with pytest.raises(Invalid, match="应在“确定为入党积极分子”（1909-01-01）之前"):
        take(store, step("talk", date(1909, 2, 1)))
    found = development_file(store, file, date(1909, 6, 1))
    assert (found.stage, found.name, found.day("activist")) == (
        "入党积极分子",
        "槐申",
        date(1909, 1, 1),
    )


def test_three_years_without_anyone(store):
    person = store.save(Person(name="槐甲"))
    store.save(Member(person=person.id, joined=date(2023, 9, 1).isoformat()))
    assert not admissions(store, date(2026, 8, 31)).barren
    told = admissions(store, date(2026, 9, 1))
    assert (
        told.sentence == "最近一次发展党员是2023年9月1日，已连续3年以上未发展党员，请制定发展计划。"
    )


def test_the_register_follows_the_approvals(store):
    person = store.save(Person(name="槐申", born="1890-05-01"))
    file = store.save(Candidate(person=person.id))
    for code, day in (
        ("admit", date(2025, 6, 1)), ("approve", date(2025, 7, 1)),
    ):
        take(store, DevelopmentStep(candidate=file.id, step=code, on_day=day))
    member = store.find(Member)[0]
    assert (member.kind, member.joined, member.confirmed) == (
        "probationary", "2025-06-01", None)
    for code, day in (("confirm", date(2026, 6, 2)), ("confirm-approve", date(2026, 7, 1))):
        take(store, DevelopmentStep(candidate=file.id, step=code, on_day=day))
    assert store.find(Member)[0].but(id=None) == member.but(
        id=None, kind="full", confirmed=date(2026, 6, 2).isoformat())
    assert store.get(Person, person.id).politics == "01"
    assert store.get(Candidate, file.id).end_reason == "confirmed"
