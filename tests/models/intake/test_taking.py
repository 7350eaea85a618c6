from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.intake.matching import group_key
from models.intake.reading import (
    Layout,
    ReadFinding,
    ReadHousehold,
    ReadPerson,
    ReadSheet,
    RosterReading,
    remember_layout,
    remembered_layouts,
)
from models.intake.taking import plan, take
from models.keeping.record import stood_on
from models.members.member import Member
from models.office.village import Group
from models.registers.people import Household, HouseholdCategory, Person
from models.values.problem import Problem
from tests.data.rosters.made import number, wrong_digit

HAI = number("18841228", 73)
AN = number("18920516", 11)
TABLES = ("person", "household", "group", "member", "household_category")


def row(at: int, name: str, home: str | None = "一组/01", verdict: str = "ok", **values):
    number_ = values.get("id_number")
    verdict = verdict if number_ else "missing"
    member, again = values.pop("member", None), values.pop("again", None)
    return ReadPerson(
        "一组",
        at,
        name,
        name,
        {"name": name, **values},
        home,
        id_verdict=verdict,
        member=member,
        again=again,
    )


def reading(*people: ReadPerson, findings=(), homes=None, categories=()) -> RosterReading:
    keys = homes or dict.fromkeys(each.household for each in people if each.household)
    households = tuple(
        ReadHousehold(
            key,
            key.partition("/")[2] or key,
            key.partition("/")[0] if "/" in key else "",
            None,
            "一组",
            (),
            tuple(categories),
        )
        for key in keys
    )
    layout = Layout("一组", (1,), 2, 9, {"name": "B"}, "f")
    return RosterReading(
        "r.xlsx", (ReadSheet("一组", "data", layout),), people, households, tuple(findings)
    )


def counts(made) -> tuple[int, ...]:
    n = made.counts
    assert sum(n[k] for k in ("created", "updated", "unchanged", "skipped", "refused")) == n["rows"]
    return n["created"], n["updated"], n["unchanged"], n["skipped"], n["refused"]


def taken(store, read: RosterReading):
    made = plan(store, read)
    take(store, made)
    return made


HEAD_ROW = row(
    2, "尚海", id_number=HAI, relation="02", sex="1", born="1884-12-28", phone="15400010074"
)
CHILD_ROW = row(3, "尚安", relation="22", sex="1", born="1892-05")


def test_a_roster_is_taken_in_and_comes_back_out_whole(store):
    made = taken(store, reading(HEAD_ROW, CHILD_ROW, categories=("TP",)))
    assert counts(made) == (2, 0, 0, 0, 0) and made.counts["households_created"] == 1
    household = store.find(Household)[0]
    assert (household.number, store.get(Group, household.group).name) == ("01", "一组")
    assert [each.household for each in store.find(Person)] == [household.id] * 2
    assert [each.category for each in store.find(HouseholdCategory)] == ["TP"]
    assert store.undo() == "导入 r.xlsx"
    assert [store.count(each) for each in TABLES] == [0] * 5


def test_the_same_file_twice_changes_nothing_and_says_so(store):
    read = reading(HEAD_ROW, CHILD_ROW, categories=("TP",))
    taken(store, read)
    before = store.newest_act()
    again = taken(store, read)
    assert counts(again) == (0, 0, 2, 0, 0)
    assert "没有改动" in again.words and not again.changes_anything
    assert store.newest_act() == before


def test_what_a_file_leaves_blank_is_not_erased(store):
    taken(store, reading(HEAD_ROW))
    made = taken(store, reading(row(2, "尚海", id_number=HAI, phone=None, education="71")))
    assert counts(made) == (0, 1, 0, 0, 0)
    person = store.find(Person)[0]
    assert (person.phone, person.education) == ("15400010074", "71")


def test_a_vaguer_birth_and_a_worse_number_do_not_replace_better_ones(store):
    taken(store, reading(HEAD_ROW))
    worse = row(
        2, "尚海", verdict="checksum", id_number=wrong_digit(HAI), relation="02", born="1884-12"
    )
    assert counts(taken(store, reading(worse))) == (0, 0, 1, 0, 0)
    assert store.find(Person)[0].id_number == HAI


def test_a_row_with_an_error_is_refused_and_its_household_stands(store):
    fault = ReadFinding("error", "id-destroyed", "一组", 3, "G", "", "请重新录入。")
    made = taken(store, reading(HEAD_ROW, CHILD_ROW, findings=[fault]))
    assert counts(made) == (1, 0, 0, 0, 1) and made.counts["households_created"] == 1
    assert [each.name for each in store.find(Person)] == ["尚海"]


def test_a_household_nobody_goes_into_is_not_made(store):
    fault = ReadFinding("error", "name-placeholder", "一组", 3, "D", "", "请重新录入。")
    made = plan(store, reading(HEAD_ROW, row(3, "x", home="一组/02"), findings=[fault]))
    assert made.counts["households_created"] == 1


def test_nothing_that_can_be_taken_is_a_problem(store):
    fault = ReadFinding("error", "name-missing", "一组", 2, "D", "", "请补上。")
    made = plan(store, reading(HEAD_ROW, findings=[fault]))
    with pytest.raises(Problem, match="没有一行可以导入"):
        take(store, made)


def test_a_mended_number_finds_the_person_by_household_name_and_birth(store):
    taken(store, reading(HEAD_ROW, CHILD_ROW))
    mended = row(3, "尚安", id_number=AN, relation="22", sex="1", born="1892-05-16")
    assert counts(taken(store, reading(HEAD_ROW, mended))) == (0, 1, 1, 0, 0)
    person = store.find(Person, "name = ?", ("尚安",))[0]
    assert (person.id_number, person.born) == (AN, "1892-05-16")


def test_without_a_birth_the_relation_in_the_household_decides(store):
    taken(store, reading(row(2, "尚安", relation="22")))
    assert counts(plan(store, reading(row(2, "尚安", relation="22")))) == (0, 0, 1, 0, 0)
    assert counts(plan(store, reading(row(2, "尚安", relation="23")))) == (0, 0, 0, 0, 1)


def test_a_name_alone_never_matches(store):
    taken(store, reading(row(2, "尚安", relation="22", born="1892-05-16")))
    other = row(2, "尚安", home="一组/07", relation="22", born="1890-01-01")
    assert counts(plan(store, reading(other))) == (1, 0, 0, 0, 0)


def test_a_name_without_home_birth_or_number_is_asked_about_and_not_doubled(store):
    read = reading(row(2, "尚安", home=None))
    taken(store, read)
    assert counts(plan(store, read)) == (0, 0, 0, 0, 1)


def test_an_old_number_meets_the_new_one(store):
    old = "410922050615110"
    taken(store, reading(row(2, "孟月", verdict="15", id_number=old, born="1905-06-15")))
    new = row(2, "孟月", id_number="41092219050615110X", born="1905-06-15")
    assert counts(taken(store, reading(new))) == (0, 1, 0, 0, 0)
    assert store.find(Person)[0].id_number == "41092219050615110X"
    again = row(2, "孟月", verdict="15", id_number=old, born="1905-06-15")
    assert counts(plan(store, reading(again))) == (0, 0, 1, 0, 0)


def test_the_same_number_under_another_name_is_asked_about(store):
    taken(store, reading(HEAD_ROW))
    made = plan(store, reading(row(2, "尚汉", id_number=HAI)))
    assert counts(made) == (0, 0, 0, 0, 1)
    said = made.findings[-1]
    assert (said.level, said.code, said.row, said.column) == ("error", "match-doubtful", 2, "B")
    assert [each.name for each in made.doubts["一组", 2]] == ["尚海"]


def test_an_answer_settles_a_doubt(store):
    taken(store, reading(HEAD_ROW))
    known = store.find(Person)[0]
    read = reading(row(2, "尚汉", id_number=HAI))
    assert counts(plan(store, read, {("一组", 2): known.id})) == (0, 1, 0, 0, 0)
    assert counts(plan(store, read, {("一组", 2): None})) == (1, 0, 0, 0, 0)


def test_two_names_with_one_number_in_one_file_stay_two_people(store):
    read = reading(HEAD_ROW, row(3, "尚汉", id_number=HAI, relation="22", born="1884-12-28"))
    assert counts(taken(store, read)) == (2, 0, 0, 0, 0)
    assert counts(plan(store, read)) == (0, 0, 2, 0, 0)


def test_the_same_person_again_is_skipped(store):
    twice = row(3, "尚海", home="一组/02", id_number=HAI, again=("一组", 2))
    made = taken(store, reading(HEAD_ROW, twice))
    assert counts(made) == (1, 0, 0, 1, 0) and store.count("person") == 1


def test_somebody_born_the_same_day_elsewhere_is_asked_about(store):
    taken(store, reading(row(2, "尚安", home=None, born="1892-05-16")))
    made = plan(store, reading(row(2, "尚安", home="一组/01", born="1892-05-16")))
    assert counts(made) == (0, 0, 0, 0, 1)


def test_somebody_who_left_is_asked_about(store):
    taken(store, reading(HEAD_ROW))
    person = store.find(Person)[0]
    store.save(person.but(left=date(2025, 1, 1), left_reason="moved"))
    made = plan(store, reading(HEAD_ROW))
    assert counts(made) == (0, 0, 0, 0, 1) and "已经离册" in made.findings[-1].why


def test_a_move_to_another_household_is_said(store):
    taken(store, reading(HEAD_ROW, CHILD_ROW))
    moved = replace(HEAD_ROW, household="一组/02")
    made = taken(store, reading(moved))
    assert counts(made) == (0, 1, 0, 0, 0)
    assert [each.code for each in made.findings] == ["household-moved"]
    assert "原在 01 户，按花名册改到 02 户" in made.findings[0].why


def test_groups_are_the_same_however_their_number_is_written(store):
    store.save(Group(name="第一村民小组"))
    taken(store, reading(HEAD_ROW))
    assert [each.name for each in store.find(Group)] == ["第一村民小组"]
    assert [group_key(each) for each in ("十组", "12组", "十二组", "二十一小组", "东组")] == [
        "10",
        "12",
        "12",
        "21",
        "东",
    ]


def test_a_roster_without_groups_finds_the_household_by_its_number(store):
    taken(store, reading(HEAD_ROW))
    made = plan(store, reading(replace(HEAD_ROW, household="01")))
    assert counts(made) == (0, 0, 1, 0, 0) and made.counts["households_created"] == 0


def test_a_members_roster_makes_members_and_a_household_roster_finds_them(store):
    party = {"kind": "full", "joined": "1952-04-13", "confirmed": "1953-04-13", "lost": False}
    read = reading(row(5, "尚海", home=None, id_number=HAI, sex="1", member=party))
    assert counts(taken(store, read)) == (1, 0, 0, 0, 0)
    member = store.find(Member)[0]
    assert (member.joined, member.kind, member.lost) == ("1952-04-13", "full", False)
    assert store.find(Person)[0].politics == "01"
    assert counts(plan(store, read)) == (0, 0, 1, 0, 0)
    assert counts(taken(store, reading(HEAD_ROW))) == (0, 1, 0, 0, 0)
    assert store.count("person") == 1 and store.find(Person)[0].household is not None


def test_what_a_roster_fills_in_was_always_so_and_what_it_changes_holds_from_today(store, clock):
    party = {"kind": "full", "joined": "1952-04-13"}
    first = row(5, "尚海", home=None, id_number=HAI, sex="1", member=party)
    taken(store, reading(first))
    clock.set(date(2026, 9, 10))
    filled = {**party, "lost": False, "party_group": "一组"}
    taken(store, reading(replace(first, member=filled)))
    clock.set(date(2026, 11, 20))
    taken(store, reading(replace(first, member={**filled, "lost": True})))

    def stood(day: str) -> list[tuple[str | None, int | None]]:
        return store.query(f"SELECT party_group, lost FROM {stood_on(Member)}", (day,))

    assert stood("2026-06-30") == [("一组", 0)], "a blank was never written down"
    assert stood("2026-11-19") == [("一组", 0)] and stood("2026-11-20") == [("一组", 1)]


def test_what_a_record_cannot_hold_is_refused_with_its_sentence(store):
    made = plan(store, reading(row(2, "尚海", id_number="补办中")))
    assert counts(made) == (0, 0, 0, 0, 1)
    assert made.findings[-1].code == "not-acceptable" and "不是身份证号" in made.findings[-1].why


def test_the_outcome_is_said_in_the_contract_s_shape(store):
    said = plan(store, reading(HEAD_ROW)).json()
    assert set(said) == {
        "rows",
        "created",
        "updated",
        "unchanged",
        "skipped",
        "refused",
        "households_created",
        "problems",
    }


def test_a_corrected_layout_is_remembered_for_its_kind(store):
    layout = Layout("一组", (3, 4), 5, 80, {"name": "E"}, "abc")
    remember_layout(store, layout)
    assert remembered_layouts(store) == (Layout("", (3, 4), 0, 0, {"name": "E"}, "abc"),)
