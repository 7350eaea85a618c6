from __future__ import annotations

from pathlib import Path

import pytest

from importers.roster.roster import read_roster
from models.values.problem import Problem
from tests.data.rosters import made


def person(reading, sheet, row):
    return next(each for each in reading.people if each.place == (sheet, row))


def layouts(reading):
    return {each.name: each.layout for each in reading.sheets if each.layout}


def uses(reading):
    return {each.name: each.use for each in reading.sheets}


def test_a_small_roster_comes_out_whole(rosters, said):
    reading = rosters["small"]
    assert said(reading) == {
        ("Sheet1", 4, "D", "name-suffix"),
        ("Sheet1", 6, "G", "id-normalised"),
        ("Sheet1", 7, "D", "name-normalised"),
        ("Sheet1", 7, "I", "phone-two"),
        ("Sheet1", 8, "G", "id-destroyed"),
        ("Sheet1", 10, "G", "id-checksum"),
    }
    assert [(h.key, h.head, h.rows) for h in reading.households] == [
        ("001", "尚海", (4, 5, 6)),
        ("002", "贺柱", (7, 8)),
        ("003", "靳明锁", (9, 10)),
    ]
    assert [(row, why) for _, row, why in reading.ignored] == [
        (1, "标题"),
        (2, "填报单位行"),
        (11, "合计"),
        (12, "落款"),
    ]


def test_values_are_put_right_or_left_alone(rosters):
    reading = rosters["small"]
    head, _, third = (person(reading, "Sheet1", row) for row in (4, 5, 6))
    assert (head.name, head.written, head.head) == ("尚海", "尚海(户主)", True)
    assert head.values["born"] == "1884-12-28"
    assert third.values["id_number"] == made.ENDS_IN_X
    assert person(reading, "Sheet1", 7).phones == ("15400010143", "15400010146")
    spoiled = person(reading, "Sheet1", 8)
    assert (spoiled.values["id_number"], spoiled.id_verdict) == (None, "destroyed")
    assert spoiled.values["born"] == "1894-03-24"
    doubtful = person(reading, "Sheet1", 10)
    assert doubtful.id_verdict == "checksum" and len(doubtful.values["id_number"]) == 18


def test_rows_with_an_error_are_held(rosters):
    assert rosters["small"].held == {("Sheet1", 8)}


def test_identity_numbers_are_masked_in_what_is_said(rosters):
    for reading in rosters.values():
        for each in reading.findings:
            if each.code.startswith("id-"):
                assert sum(c.isdigit() for c in each.value) <= 8, each


def test_sheets_are_told_apart(rosters):
    assert uses(rosters["grouped"]) == {
        "填表说明": "notes",
        "一组": "data",
        "二组": "data",
        "旧表": "hidden",
        "汇总": "summary",
        "Sheet9": "empty",
    }
    assert uses(rosters["equity"]) == {"股权清册": "data", "公示版": "masked"}
    assert uses(rosters["members"]) == {"党员": "data", "代码": "notes"}


def test_groups_come_from_the_sheets(rosters):
    assert [(h.key, h.categories) for h in rosters["grouped"].households] == [
        ("一组/01001", ("TP", "DB")),
        ("一组/01002", ("JC2",)),
        ("一组/01003", ()),
        ("二组/02001", ()),
        ("二组/02002", ()),
    ]


def test_what_is_asked_about_in_groups(rosters, said):
    assert said(rosters["grouped"], "warning") == {
        ("一组", 6, "G", "sex-mismatch"),
        ("一组", 6, "L", "phone-bad"),
        ("一组", 6, "J", "birth-mismatch"),
        ("一组", 7, "F", "relation-sex"),
        ("一组", 7, "J", "birth-ambiguous"),
        ("一组", 8, "J", "birth-unreadable"),
        ("一组", 8, "C", "head-missing"),
        ("一组", 11, "F", "head-two"),
        ("一组", 13, "B", "total-mismatch"),
        ("二组", 6, "I", "id-duplicate"),
        ("二组", 9, "I", "id-duplicate"),
    }


def test_what_is_only_said_in_groups(rosters, said):
    assert said(rosters["grouped"], "notice") == {
        ("一组", 5, "I", "id-normalised"),
        ("一组", 7, "I", "id-missing"),
        ("一组", 8, "G", "sex-missing"),
        ("一组", 9, "I", "id-missing"),
        ("一组", 9, "J", "date-century"),
        ("一组", 12, "I", "id-15"),
        ("一组", None, "H", "hidden-column"),
        ("二组", 9, "E", "name-mapped"),
        ("二组", 9, None, "hidden-row"),
        ("旧表", None, None, "hidden-sheet"),
    }


def test_birth_is_the_best_that_can_be_known(rosters):
    reading = rosters["grouped"]
    births = [person(reading, "一组", row).values["born"] for row in (6, 7, 8, 9, 12)]
    assert births == ["1885-03-01", "1988", "1886-02-19", "1965-03", "1905-06-15"]
    assert person(reading, "一组", 12).upgraded == "41092219050615110X"


def test_the_same_person_again_stays_with_the_older_row(rosters):
    again = [(each.place, each.again) for each in rosters["grouped"].people if each.again]
    assert again == [(("二组", 6), ("二组", 8))]
    assert person(rosters["grouped"], "二组", 9).again is None


def test_members_without_households(rosters, said):
    reading = rosters["members"]
    assert not reading.households
    assert said(reading) == {
        ("党员", 6, "H", "date-ambiguous"),
        ("党员", 6, "I", "date-century"),
        ("党员", 6, "I", "party-order"),
        ("党员", 8, "I", "party-same-day"),
        ("党员", 9, "I", "party-probationary-dated"),
        ("党员", 10, "M", "party-lost-undated"),
        ("党员", None, "D", "hidden-column"),
    }
    first = person(reading, "党员", 5).member
    assert first["joined"] == "1952-04-13" and first["kind"] == "full" and first["lost"] is False
    away = person(reading, "党员", 10).member
    assert (away["lost"], away["mobile"], away["mobile_to"]) == (True, True, "江苏省苏州市")
    assert person(reading, "党员", 9).member["confirmed"] is None


def test_shares_and_a_heading_over_two_columns(rosters, said):
    reading = rosters["equity"]
    columns = layouts(reading)["股权清册"].columns
    assert (columns["number"], columns["name"], columns["relation"]) == ("A", "B", "C")
    assert said(reading) == {
        ("股权清册", 5, "F", "number-as-text"),
        ("股权清册", 6, "B", "name-placeholder"),
        ("股权清册", 7, "E", "id-destroyed"),
        ("股权清册", 7, "A", "household-no-normalised"),
        ("股权清册", 7, "H", "total-mismatch"),
        ("股权清册", 8, "B", "name-placeholder"),
        ("股权清册", 8, "E", "id-length"),
        ("公示版", None, None, "masked-sheet"),
    }


def test_a_text_file_keeps_its_rows_and_its_lost_zeros(rosters, said):
    reading = rosters["text"]
    assert [h.key for h in reading.households] == [
        "一组/0001",
        "一组/0002",
        "二组/0003",
        "二组/0004",
    ]
    assert said(reading, "error") == {
        ("csv", 5, "F", "id-destroyed"),
        ("csv", 9, "C", "name-pua-unknown"),
        ("csv", 10, "C", "name-placeholder"),
    }
    assert ("csv", 4, "B", "household-no-normalised") in said(reading, "notice")
    assert person(reading, "csv", 8).name == "孟龴"


def test_an_old_workbook(rosters, said):
    reading = rosters["legacy"]
    assert layouts(reading)["东组"].header_rows == (3, 4, 5)
    assert [h.key for h in reading.households] == ["东组/001", "东组/002"]
    assert said(reading) == {
        ("东组", 7, "G", "id-missing"),
        ("东组", 7, "I", "age-only"),
        ("东组", 8, "G", "id-destroyed"),
        ("东组", 8, "E", "head-missing"),
        ("东组", 9, "G", "id-length"),
        ("东组", 9, None, "hidden-row"),
        ("东组", None, "J", "hidden-column"),
    }


HEAD = ["户号", "姓名", "与户主关系", "性别", "身份证号"]


def read(tmp_path: Path, rows, merges="", name="Sheet1", **how):
    path = tmp_path / "r.xlsx"
    made.save(path, (name, rows, merges))
    return read_roster(path, **how)


def test_a_number_written_once_goes_on_until_the_next(tmp_path):
    reading = read(
        tmp_path,
        [
            HEAD,
            ["01", "尚海", "户主", "男"],
            ["", "尚安", "长子", "男"],
            ["02", "贺柱", "户主", "男"],
        ],
    )
    assert [(h.key, h.rows) for h in reading.households] == [("01", (2, 3)), ("02", (4,))]


def test_without_numbers_a_household_begins_with_its_head(tmp_path):
    reading = read(
        tmp_path,
        [
            HEAD[1:],
            ["尚海", "户主", "男"],
            ["尚安", "长子", "男"],
            ["贺柱", "户主", "男"],
        ],
    )
    assert [(h.key, h.rows) for h in reading.households] == [("001", (2, 3)), ("002", (4,))]
    assert {each.code for each in reading.findings} >= {"household-no-given"}


def test_a_head_named_in_its_own_column_is_found(tmp_path):
    reading = read(
        tmp_path,
        [
            ["户号", "户主", "姓名", "性别"],
            ["1", "尚海", "尚安", "男"],
            ["1", "尚海", "尚 海", "男"],
        ],
    )
    assert [h.head for h in reading.households] == ["尚海"]


def test_the_same_number_twice_is_asked_about(tmp_path, said):
    reading = read(
        tmp_path,
        [
            HEAD,
            ["01", "尚海", "户主", "男"],
            ["02", "贺柱", "户主", "男"],
            ["02", "贺全", "长子", "男"],
            ["01", "靳锁", "户主", "男"],
        ],
    )
    assert ("Sheet1", 5, "A", "household-duplicate") in said(reading, "warning")


def test_a_row_without_a_name_is_held(tmp_path, said):
    reading = read(tmp_path, [HEAD, ["01", "", "户主", "男"], ["", "尚安", "长子", "男"]])
    assert ("Sheet1", 2, "B", "name-missing") in said(reading, "error")


def test_repeated_heads_and_column_numbers_are_no_people(tmp_path):
    reading = read(
        tmp_path,
        [
            HEAD,
            ["甲", "乙", 1, 2, 3],
            ["01", "尚海", "户主", "男"],
            HEAD,
            ["02", "贺柱", "户主", "男"],
        ],
    )
    assert [each.name for each in reading.people] == ["尚海", "贺柱"]
    assert [why for *_, why in reading.ignored] == ["栏号", "重复表头"]


def test_the_group_in_the_title_counts(tmp_path):
    reading = read(tmp_path, [["填报单位：柳湾村第三村民小组"], HEAD, ["01", "尚海", "户主", "男"]])
    assert [h.key for h in reading.households] == ["第三村民小组/01"]


def test_sheets_that_number_alike_are_groups_by_their_names(tmp_path):
    path = tmp_path / "r.xlsx"
    rows = [HEAD, ["01", "尚海", "户主", "男"]]
    made.save(path, ("河东", rows, ""), ("河西", [HEAD, ["01", "贺柱", "户主", "男"]], ""))
    assert [h.key for h in read_roster(path).households] == ["河东/01", "河西/01"]


def test_a_number_cut_to_zeros_is_betrayed_by_a_man(tmp_path, said):
    reading = read(tmp_path, [HEAD, ["01", "尚海", "户主", "男", made.LUCKY_CUT]])
    assert ("Sheet1", 2, "E", "id-destroyed") in said(reading, "error")


def test_words_instead_of_a_number_are_not_kept(tmp_path):
    reading = read(tmp_path, [HEAD, ["01", "尚海", "户主", "男", "补办中"]])
    assert reading.people[0].values["id_number"] is None
    assert reading.findings[0].code == "id-length"


def test_only_the_sheet_asked_for_is_read(tmp_path):
    path = made.grouped(tmp_path / "g.xlsx")
    assert {each.sheet for each in read_roster(path, sheet="二组").people} == {"二组"}
    assert [each.name for each in read_roster(path, sheet="旧表").people] == ["旧人"]
    with pytest.raises(Problem, match="没有叫“三组”的表"):
        read_roster(path, sheet="三组")


def test_a_file_without_people_says_what_is_wanted(tmp_path):
    with pytest.raises(Problem, match="没有找到花名册"):
        read(tmp_path, [["今天开会"], ["记录"]])


def test_a_corrected_layout_is_used_for_the_file_and_for_its_kind(tmp_path):
    rows = [["户号", "居民", "与户主关系", "甲栏"], ["01", "尚海", "户主", "男"]]
    with pytest.raises(Problem):
        read(tmp_path, rows)
    from importers.sheets.grid import Grid
    from importers.sheets.heads import fingerprint
    from models.intake.reading import Layout

    sign = fingerprint(Grid("", rows), (1,))
    mine = Layout("", (1,), 0, 0, {"number": "A", "name": "B", "relation": "C", "sex": "D"}, sign)
    found = read(tmp_path, rows, layouts=[mine]).people[0]
    assert (found.name, found.values["sex"], found.head) == ("尚海", "1", True)
