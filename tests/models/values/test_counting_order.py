"""Numbers within names are counted, in Arabic and in Chinese."""

from models.values.counting_order import chinese_number, natural_key


def test_groups_and_numbers_come_in_their_own_order():
    groups = ["第三党小组", "第十一党小组", "第一党小组", "第二党小组"]
    assert sorted(groups, key=natural_key) == [
        "第一党小组", "第二党小组", "第三党小组", "第十一党小组"]
    assert sorted(["10", "9", "01-2", "1"], key=natural_key) == ["1", "01-2", "9", "10"]


def test_the_data_file_counts_too(store):
    listed = store.query("SELECT value FROM json_each(?) ORDER BY value COLLATE counting",
                         ('["第三组", "第十一组", null, "第一组", "第二组"]',))
    assert [row[0] for row in listed] == [None, "第一组", "第二组", "第三组", "第十一组"]


def test_chinese_numbers():
    assert [chinese_number(each) for each in ("二", "十", "十二", "二十", "一百零三")] == [
        2, 10, 12, 20, 103]
