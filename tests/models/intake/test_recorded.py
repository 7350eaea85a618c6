"""Lists of every kind twice, corrected and added to: nothing is made twice, what changed is new."""

from __future__ import annotations

from datetime import date

import pytest

from cli.incoming import take_in
from models.activities.activity import Activity
from models.economy.year_account import IncomeLine
from models.intake.reading import Answered, ReadFinding
from models.intake.taking import plan
from models.matters.matter import Matter
from models.office.village import Unit, begin_village
from models.points.book.accounts import Account
from models.points.book.scheme_versions import in_force
from models.registers.people import Person
from models.values.problem import Problem
from resources import resource
from tests.models.liaison_village import settle_village

COUNTED = ("created", "updated", "unchanged", "refused")
LISTS = {
    "activities": (
        "活动日期,活动类别,活动主题,人数\n2026-05-01,清洁家园,扫街,10人\n2026-05-08,清洁家园,扫街,8\n",
        ("10人", "12人"), Activity),
    "economy": (
        "日期,科目,收入,支出,摘要,凭证号\n2026-05-01,补助收入,3000元,,拨款,1\n"
        "2026-05-02,补助收入,\"1,200\",,奖补,2\n",
        ("拨款", "上级拨款"), IncomeLine),
    "matters": (
        "发现日期,类型,内容,户号,办结日期,办理结果\n2026-05-01,问题,路灯不亮,1,,\n"
        "2026-05-02,问题,水管漏,2,2026-05-05,已修好\n",
        ("路灯不亮,1,,", "路灯不亮,1,2026-05-09,换了灯泡"), Matter),
    "visits": (
        "走访人,日期,户号,谈话内容\n茹树林,2026-05-03,1,问秋收\n茹树林,2026-05-04,2,问冷暖\n",
        ("问秋收", "问秋收、谈医保"), None),
}


def counts(answer):
    return {name: answer[name] for name in COUNTED if answer[name]}


@pytest.mark.parametrize("kind", LISTS)
def test_the_same_list_makes_nothing_new_and_a_corrected_line_is_an_update(store, tmp_path, kind):
    settle_village(store, 6, 2)
    written, (old, new), record = LISTS[kind]
    path = tmp_path / "清单.csv"
    path.write_text(written, encoding="utf-8")
    assert counts(take_in(store, kind, path)) == {"created": 2}
    assert counts(take_in(store, kind, path)) == {"unchanged": 2}
    path.write_text(written.replace(old, new), encoding="utf-8")
    assert counts(take_in(store, kind, path)) == {"updated": 1, "unchanged": 1}
    if record is not None:
        assert store.count(record.table) == 2


def test_an_activity_with_names_and_results_is_known_again(store, tmp_path):
    settle_village(store, 3, 1)
    names = "仝小妮、阚小安、詹小云"
    for each in names.split("、"):
        store.save(Person(name=each, household=1, relation="30"))
    path = tmp_path / "清单.csv"
    said = ("活动日期,活动类别,活动主题,参加人员,成效\n"
            f"2026-05-01,清洁家园,扫街,{names},清运垃圾 3吨\n")
    path.write_text(said, encoding="utf-8")
    assert counts(take_in(store, "activities", path)) == {"created": 1}
    assert counts(take_in(store, "activities", path)) == {"unchanged": 1}
    path.write_text(said.replace(names, names.rpartition("、")[0]), encoding="utf-8")
    assert counts(take_in(store, "activities", path)) == {"updated": 1}
    assert store.count("activity_person") == 2


LATER = LISTS | {
    "pairings": ("联户党员,户号,结对日期\n茹树林,1,2026-01-05\n茹树林,2,2026-01-05\n", "", None),
    "meetings": (
        "会议类型,召开日期,议题,应到人数,实到人数\n支部党员大会,2026-05-06,春灌,6,5\n"
        "支部党员大会,2026-05-20,修渠,6,6\n", "", None),
}


@pytest.mark.parametrize("kind", LATER)
def test_what_a_later_list_lacks_is_said_and_stays(store, tmp_path, kind):
    settle_village(store, 6, 2)
    head, *rows = LATER[kind][0].splitlines()
    path = tmp_path / "清单.csv"

    def listed(*lines):
        path.write_text("\n".join((head, *lines)), encoding="utf-8")
        answer = take_in(store, kind, path)
        return counts(answer), [each["why"] for each in answer["problems"]
                                if each["code"] == "absent"]

    assert listed(rows[0]) == ({"created": 1}, [])
    assert listed(rows[1]) == ({"created": 1}, []), "a list of other things is no later list"
    assert listed(*rows) == ({"unchanged": 2}, [])
    for kept in rows:
        same, (why,) = listed(kept)
        assert same == {"unchanged": 1} and why.startswith("台账里有 1 条，这份表上没有：")
    assert listed(*rows) == ({"unchanged": 2}, [])


@pytest.mark.parametrize("kind", ["activities", "economy", "visits"])
def test_a_line_that_stands_twice_is_said_and_kept_once(store, tmp_path, kind):
    settle_village(store, 6, 2)
    head, first, *_ = LISTS[kind][0].splitlines()
    path = tmp_path / "清单.csv"
    path.write_text("\n".join((head, first, first)), encoding="utf-8")
    answer = take_in(store, kind, path)
    assert counts(answer) == {"created": 1, "refused": 1}
    assert "第 2 行完全一样" in answer["problems"][0]["why"]


def test_a_number_out_of_all_proportion_is_taken_and_asked_about(store, tmp_path):
    settle_village(store, 6, 2)
    path, head = tmp_path / "活动.csv", "活动日期,活动类别,活动主题,人数\n"
    path.write_text(head + "".join(
        f"2026-05-0{day},清洁家园,扫街,{20 + day}\n" for day in range(1, 7)), encoding="utf-8")
    assert take_in(store, "activities", path)["problems"] == []
    path.write_text(head + "2026-06-01,清洁家园,扫街,78\n2026-06-02,清洁家园,扫街,250\n",
                    encoding="utf-8")
    answer = take_in(store, "activities", path)
    assert counts(answer) == {"created": 2}
    asked = [each for each in answer["problems"] if each["code"] == "people-asked"]
    assert [(each["row"], each["level"]) for each in asked] == [(3, "warning")]
    assert "250" in str(asked) and "26" in str(asked)


def test_a_second_visit_of_a_day_is_taken_from_a_list_and_asked_about(store, tmp_path):
    settle_village(store, 6, 2)
    path = tmp_path / "走访.csv"
    path.write_text("走访人,日期,户号,谈话内容\n茹树林,2026-05-03,1,问秋收\n"
                    "茹树林,2026-05-03,1,送药\n茹树林,2026-05-03,2,送药\n", encoding="utf-8")
    answer = take_in(store, "visits", path)
    assert counts(answer) == {"created": 3}
    asked = [each for each in answer["problems"] if each["code"] == "day-asked"]
    assert [each["row"] for each in asked] == [3] and "又去了一次吗" in str(asked)


def test_a_village_is_begun_once_and_its_scheme_put_in_force(store, tmp_path):
    begin_village(store, Unit(name="试村"))
    with pytest.raises(Problem, match="已有资料"):
        begin_village(store, Unit(name="又村"))
    path = tmp_path / "名册.csv"
    path.write_text("户号,姓名,与户主关系\n1,尚海,户主\n2,贺柱,户主\n", encoding="utf-8")
    take_in(store, "roster", path)
    scheme = sorted(resource("schemes").glob("*.toml"))[0]

    begins = date(2026, 1, 1)
    answer = take_in(store, "scheme", scheme, since=begins)
    assert answer["accounts"] == store.count(Account.table) == 2
    assert [each.valid_from for each in in_force(store)] == [begins]
    again = take_in(store, "scheme", scheme, since=begins)
    assert (again["created"], again["accounts"]) == (0, 0) and again["unchanged"]


def test_people_a_later_roster_lacks_are_said_and_stay(store, tmp_path):
    path = tmp_path / "名册.csv"
    path.write_text("户号,姓名,与户主关系\n1,尚海,户主\n1,贺妮,妻\n", encoding="utf-8")
    take_in(store, "roster", path)
    path.write_text("户号,姓名,与户主关系\n1,尚海,户主\n", encoding="utf-8")
    absent, = take_in(store, "roster", path)["problems"]
    assert (absent["code"], "贺妮" in absent["why"], "1 人" in absent["why"]) == (
        "absent", True, True)
    assert store.count("person") == 2


def test_members_a_later_list_of_members_lacks_are_said_and_stay(store, tmp_path):
    path = tmp_path / "党员.csv"
    first = "姓名,身份证号,入党时间\n尚海,410305188412280734,1919-07-01\n"
    path.write_text(f"{first}贺妮,41030518890128666X,1921-07-01\n", encoding="utf-8")
    assert counts(take_in(store, "members", path)) == {"created": 2}
    path.write_text(first, encoding="utf-8")
    absent, = take_in(store, "members", path)["problems"]
    assert absent["code"] == "absent" and "党员册上有 1 人，这份名册上没有：贺妮" in absent["why"]
    assert store.count("member") == 2


@pytest.mark.parametrize("head", ["姓名,性别,户号", "姓名,身份证号,联系电话"])
def test_a_list_without_a_word_of_the_party_is_no_list_of_members(store, tmp_path, head):
    path = tmp_path / "名册.csv"
    path.write_text(f"{head}\n尚海,,\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"没有找到党员名册.*入党时间"):
        take_in(store, "members", path)


def test_a_destroyed_number_is_taken_empty_when_somebody_says_so(store, tmp_path):
    from importers.roster.roster import read_roster

    path = tmp_path / "名册.csv"
    path.write_text("户号,姓名,与户主关系,身份证号\n1,尚海,户主,4.10308E+17\n", encoding="utf-8")
    reading = read_roster(path)
    fault: ReadFinding = next(each for each in reading.findings if each.level == "error")
    assert fault.answers[0] == Answered.EMPTY
    assert plan(store, reading).counts["refused"] == 1
    place = (fault.sheet, fault.row)
    settled = plan(store, reading, settled=[(place, fault.code)])
    assert (settled.counts["created"], settled.steps[0].person.id_number) == (1, None)
    assert plan(store, reading, left=[place]).counts["skipped"] == 1
