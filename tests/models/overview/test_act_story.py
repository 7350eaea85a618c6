"""The log tells what an act did in the words of the forms, and never a key."""

from dataclasses import replace
from datetime import date

from models.exchange.allow_list import leave_out
from models.exchange.keys import own_key
from models.intake.reading import Layout, remember_layout
from models.keeping.journal import acts
from models.keeping.permissions import May
from models.keeping.settings import assign, set_setting
from models.meetings.kinds import add_kind, all_kinds
from models.office.village import Group, Unit, change_policy
from models.overview.act_words import going_back, touched
from models.registers.people import Household, move_to_group


def told(store):
    return [each for done in acts(store, 10) for each in touched(store, done.id)]


def test_what_changed_is_told_field_by_field(store):
    store.save(Unit(name="柳河沿村", town="青石坡镇"))
    fields = {field: after for each in told(store) for field, _, after in each.fields}
    assert fields["乡镇（街道）"] == "青石坡镇"


def test_a_key_of_the_village_is_never_told(store):
    own_key(store)
    shown = told(store)
    assert [(each.label, each.fields) for each in shown if each.table == "own_key"] == [
        ("本单位密钥", ())]
    assert "AGE-SECRET-KEY" not in str(shown)
    assert "AGE-SECRET-KEY" in str(store.query("SELECT after FROM change"))


def test_a_value_that_is_over_is_told_with_the_day_it_was_over(store):
    first, second = (store.save(Group(name=name)) for name in ("一组", "二组"))
    home = store.save(Household(number="001", group=first.id))
    move_to_group(store, [home.rowid], second.id, date(2026, 1, 1))
    act = acts(store, 1)[0].id
    assert [each.words for each in touched(store, act)] == [
        "改 户 001：村民小组 一组 → 二组", "新添 户从前的 001：村民小组 一组，到 2026-01-01 为止"]
    move_to_group(store, [home.rowid], first.id, date(2025, 12, 1))
    assert "删去 户从前的 001：村民小组 一组，到 2026-01-01 为止" in [
        each.words for each in touched(store, acts(store, 1)[0].id)]


def test_what_a_copy_put_back_takes_back_is_told_by_record_from_first_to_last(store):
    """The fault this is against: a record told twice, or told though it is as it was."""
    kept = store.save(Household(number="001", phone="13900000000"))
    same = store.save(Household(number="002"))
    store.save(same.but(note="甲"))
    (at,) = store.query("SELECT id, hash FROM act ORDER BY id DESC LIMIT 1")
    assert going_back(store, at) == ""
    for phone in ("13911112222", "13933334444"):
        kept = store.save(kept.but(phone=phone))
    same = store.save(store.get(Household, same.rowid).but(note="乙"))
    store.save(same.but(note="甲"))
    store.save(Household(number="003"))
    first, counted, *records = going_back(store, at).splitlines()
    assert first.startswith("以后做的 5 步会退回：") and counted == "会变回去的记录 2 条："
    assert records[0].startswith("改 户 001：") and records[0].count("→") == 1
    assert "13911112222" not in records[0] and "13933334444" not in records[0]
    assert records[1].startswith("新添 户 003")
    assert going_back(store, at, 1).endswith("……另有 1 条，见“历史”。")
    assert going_back(store, (at[0], "not of this log")) == ""


def test_a_setting_is_told_in_words(store):
    """The fault this is against: “值 {"notice": 3}”, and the names of what is kept."""
    for value in ({}, {"notice": 3}, {"notice": 5}):
        set_setting(store, "procedure.days", value)
    set_setting(store, "operator", "耿素珍")
    set_setting(store, "desk.kind", "town")
    set_setting(store, "village.sample", True)
    assert [each.words for each in reversed(told(store))] == [
        "新添 设置 四议两公开的天数：设为 （空）",
        "改 设置 四议两公开的天数：方案提前几天送到党员 3",
        "改 设置 四议两公开的天数：方案提前几天送到党员 3 → 5", "新添 设置 经办人：设为 耿素珍",
        "新添 设置 乡镇收件：设为 有", "新添 设置 示例村：设为 是"]


def test_of_a_list_is_told_what_was_added_and_what_was_taken_away(store):
    """The fault this is against: “设为 2 项 → 3 项”, or “内容 改过”."""
    store.operator = "耿素珍"
    for named in (["耿素珍"], ["耿素珍", "柳琢"], ["柳琢"]):
        assign(store, {May.ASSIGN: ["耿素珍"], May.ENTER: named})
    assign(store, {})
    for words in (["甲", "乙", "丙", "丁"], ["甲"]):
        change_policy(store, "privacy", own=words, allowed=[])
    leave_out(store, [("visit", "reason")])
    leave_out(store, [])
    add_kind(store, replace(all_kinds()[0], code="", title="恳谈会"))
    assert [each.words.partition("：")[2] for each in reversed(told(store))] == [
        "录入和修改加上 耿素珍；定权限加上 耿素珍", "录入和修改加上 柳琢", "录入和修改去掉 耿素珍",
        "录入和修改去掉 柳琢；定权限去掉 耿素珍",
        "另外要查的字句加上 甲、乙、丙 等 4 项", "另外要查的字句去掉 乙、丙、丁",
        "留在村里的加上 走访的事由", "留在村里的去掉 走访的事由", "加上 恳谈会"]


def test_a_remembered_head_is_told_without_the_word_of_the_program(store):
    layout = Layout("走访", (1,), 2, 9, {"member": "A"}, "甲乙丙")
    remember_layout(store, layout, "visits")
    assert acts(store, 1)[0].label == "改设置：导入时认过的表头"
    assert not any("visits" in each.words for each in told(store))
