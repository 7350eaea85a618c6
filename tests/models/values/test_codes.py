import pytest

from models.values.codes import (
    EDUCATION,
    ETHNIC,
    HEALTH,
    HOUSEHOLD_CATEGORY,
    MARRIAGE,
    POLITICS,
    RELATION,
    SEX,
)

SIZES = (
    (SEX, 4),
    (MARRIAGE, 8),
    (HEALTH, 13),
    (ETHNIC, 58),
    (EDUCATION, 42),
    (RELATION, 83),
    (POLITICS, 13),
    (HOUSEHOLD_CATEGORY, 19),
)
TWICE = {"40": "30", "73": "72", "83": "82"}  # labels that stand under two codes


@pytest.mark.parametrize(("table", "size"), SIZES)
def test_every_code_and_label_reads_back(table, size):
    assert len(table.pairs()) == size
    for each in table:
        assert table.read(each.code) == each.code
        read = table.read(table.label(each.code))
        assert read == each.code or TWICE[each.code] == read
        assert each.source


@pytest.mark.parametrize(("table", "size"), SIZES)
def test_no_alias_means_two_things(table, size):
    aliases = [alias for each in table for alias in each.aliases]
    assert len(aliases) == len(set(aliases))
    assert all(table.read(alias) == each.code for each in table for alias in each.aliases)


@pytest.mark.parametrize(
    ("table", "written", "code"),
    [
        (SEX, "男", "1"),
        (SEX, "女性", "2"),
        (ETHNIC, "汉", "01"),
        (ETHNIC, "汉 族", "01"),
        (ETHNIC, "1", "01"),
        (ETHNIC, "０３", "03"),
        (EDUCATION, "大专", "31"),
        (EDUCATION, "本科", "21"),
        (EDUCATION, "高小", "81"),
        (EDUCATION, "中师", "41"),
        (EDUCATION, "文盲", "90"),
        (EDUCATION, "72", "72"),
        (EDUCATION, "73", "73"),
        (EDUCATION, "83", "83"),
        (EDUCATION, "初中肄业", "72"),
        (RELATION, "妻子", "12"),
        (RELATION, "儿子", "20"),
        (RELATION, "丫头", "30"),
        (RELATION, "户主", "02"),
        (RELATION, "孙", "40"),
        (POLITICS, "党员", "01"),
        (POLITICS, "预备党员", "02"),
        (MARRIAGE, "离异", "40"),
        (HEALTH, "良好", "10"),
        (HOUSEHOLD_CATEGORY, "五保户", "TK"),
        (HOUSEHOLD_CATEGORY, "监测户(边缘易致贫户)", "JC2"),
        (HOUSEHOLD_CATEGORY, "jc1", "JC1"),
    ],
)
def test_ways_of_writing(table, written, code):
    assert table.read(written) == code


@pytest.mark.parametrize("written", ["", "媳妇", "党校函授", "不知道"])
def test_nothing_is_guessed(written):
    assert all(table.read(written) is None for table, _ in SIZES)


def test_labels():
    assert (SEX.label("1"), ETHNIC.label("03"), RELATION.label("12")) == ("男", "回族", "妻")
    assert ETHNIC.label("77") == "77"


def test_facts_beside_the_label():
    assert [c.code for c in EDUCATION if c.college][-1] == "33"
    assert (RELATION["38"].sex, RELATION["10"].sex) == ("2", "")
    assert HOUSEHOLD_CATEGORY["JC2"].parent == "JC"
    assert not HOUSEHOLD_CATEGORY["YB"].sensitive and HOUSEHOLD_CATEGORY["CJ"].sensitive
    assert "97" in ETHNIC and ETHNIC["97"].source == "参考"
