"""What differs from the log: named in words, taken back by it, or kept with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.checks.data_file import ALTERED, RESHAPED, every_finding, file_findings, mend_found
from models.keeping.backups import backup
from models.keeping.copies import DOUBTFUL, outlived, own_copies
from models.keeping.heads import note
from models.keeping.journal import acts, verify_chain
from models.keeping.mending import mend
from models.keeping.replay import SCHEMA, differences
from models.keeping.restoring import restore
from models.keeping.settings import set_setting
from models.keeping.store import Store
from models.registers.people import Household, Person
from models.values.problem import Problem
from tests.models.keeping.test_replay import Hand


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "村.lianxing"
    with Store(path) as store:
        store.operator = "文书"
        store.save(Person(name="赵守田", phone="13800000000"))
        store.save(Person(name="钱有余"))
    with Hand(path, None) as db:
        db.execute("UPDATE person SET phone = '13900000000' WHERE id = 1")
        db.execute("INSERT INTO person (id, name) VALUES (9, '孙小满')")
        db.execute("DELETE FROM person WHERE id = 2")
    with Store(path) as store:
        yield store


def test_a_difference_is_told_with_its_record_its_act_and_the_mend(edited: Store) -> None:
    phone, gone, extra = [each.what for each in file_findings(edited, full=True)
                          if each.rule == ALTERED]
    assert "人员“赵守田”和日志不一致：联系电话应是" in phone and "第 1 号操作“保存人员”" in phone
    assert "文书" in phone and "13800000000" not in phone, "a phone is masked"
    assert gone.startswith("人员“钱有余”不见了") and extra.startswith("人员“孙小满”是多出来的")
    assert all("按日志改回" in each for each in (phone, gone, extra))


ID, PHONE, CARD = "419901199003070038", "13900001234", "6222021234567890128"
SPELT = "一三九零零零零一二三四"


@pytest.mark.parametrize("typed", [
    f"{ID}", f"找{PHONE}", f"打到{CARD}", f"4199 0119 9003 0700 38，{PHONE[:3]}-0000-1234",
    f"卡{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}", f"{'字' * 30}{ID}", SPELT,
])
def test_a_number_that_was_typed_shows_in_no_difference(store: Store, typed: str) -> None:
    """In a remark, in a name, in what an act is called, in a table of settings."""
    with store.act(f"登记{typed}"):
        home = store.save(Household(number="001", note=typed))
        store.save(Person(name="赵守田", household=home.id, note=typed))
        set_setting(store, "用途", {"说明": typed})
    for sql in ("household SET note = note || '改'", "person SET name = name || note",
                "setting SET value = value || ' '", "household SET number = '户' || note"):
        store._db.execute(f"UPDATE {sql}")
    found = [each.what for each in file_findings(store, full=True) if each.rule == ALTERED]
    assert len(found) == 3 and all("最后写它的是第 1 号操作" in each for each in found)
    digits = [re.sub(r"[\s-]", "", each) for each in found]
    assert not [each for each in digits for number in (ID, PHONE, CARD, SPELT)
                for at in range(len(number) - 7) if number[at:at + 8] in each]


def test_a_sentence_that_masks_nothing_would_be_seen(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault the law is there for."""
    monkeypatch.setattr("models.checks.data_file.numbers_masked", lambda text: text)
    with pytest.raises(AssertionError):
        test_a_number_that_was_typed_shows_in_no_difference(store, ID)


def test_the_logged_values_are_taken_back_as_an_act_of_its_own(edited: Store) -> None:
    every = {each.ref for each in differences(edited)}
    mend(edited, every)
    assert [(each.name, each.phone) for each in edited.find(Person)] == [
        ("赵守田", "13800000000"), ("钱有余", None)]
    assert list(differences(edited)) == [] and verify_chain(edited) is None
    assert acts(edited)[0].label == "按日志改回 3 处"
    with pytest.raises(Problem, match="现在和日志一致"):
        mend(edited, every)


def test_what_stands_is_kept_with_a_reason(edited: Store) -> None:
    mend(edited, {("person", 1)}, keeping="本人来说换了号")
    assert [each.ref for each in differences(edited)] == [("person", 2), ("person", 9)]
    assert edited.get(Person, 1).phone == "13900000000"
    assert acts(edited)[0].label == "照现在的留下 1 处：本人来说换了号"
    mend(edited, {("person", 2), ("person", 9)})
    assert edited.undo() == "保存人员", "undo passes over what the program mended"


def test_rows_that_exchanged_what_only_one_can_have_are_taken_back(edited: Store) -> None:
    for name in ("字号", "行距"):
        set_setting(edited, name, 1)
    for sql in ("name = '空' WHERE id = 1", "name = '字号' WHERE id = 2",
                "name = '行距' WHERE id = 1"):
        edited._db.execute(f"UPDATE setting SET {sql}")
    mend(edited, {("setting", 1), ("setting", 2)})
    assert [each.table for each in differences(edited)] == ["person"] * 3


def test_a_log_that_was_rewritten_mends_nothing(edited: Store) -> None:
    edited._db.execute("UPDATE change SET after = replace(after, '赵', '李') WHERE act = 1")
    with pytest.raises(Problem, match="日志不可信"):
        mend(edited, {("person", 1)})


def test_a_log_cut_at_its_end_deletes_nothing(tmp_path: Path, monkeypatch) -> None:
    """What the missing act wrote is in no log: taken back by the rest of it, it would be lost."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "本机"))
    with Store(tmp_path / "村.lianxing") as store:
        store.save(Person(name="赵守田"))
        store.save(Person(name="钱有余"))
        note(store)
    with Hand(tmp_path / "村.lianxing", None) as db:
        db.execute("DELETE FROM change WHERE act = 2")
        db.execute("DELETE FROM act WHERE id = 2")
    with Store(tmp_path / "村.lianxing") as store:
        with pytest.raises(Problem, match="日志不全"):
            mend(store, {("person", 2)})
        assert store.count("person") == 2
        mend(store, {("person", 2)}, keeping="本人在册")
        assert list(differences(store)) == []


def test_a_table_of_somebody_elses_without_numbers_is_named_and_the_rest_is_mended(
    edited: Store,
) -> None:
    edited._db.execute("CREATE TABLE hidden (a)")
    assert [each.what for each in every_finding(edited, full=True) if each.rule == RESHAPED] == [
        "资料文件里表“hidden”多出来。请先做一次备份，再到“设置 › 备份与恢复”用最近的好备份恢复。"]
    assert not [each for each in every_finding(edited, full=True) if each.rule == "unreadable"]
    mend(edited, {("person", 1)})
    assert edited.get(Person, 1).phone == "13800000000"
    strange = {each.ref for each in differences(edited) if each.table == SCHEMA}
    with pytest.raises(Problem, match="表的结构被改过"):
        mend(edited, strange)
    assert mend_found(edited, every_finding(edited, full=True)) == 2, "all that can be"
    assert {each.ref for each in differences(edited)} == strange


@pytest.mark.parametrize(("sql", "said"), [
    ("DELETE FROM _sqlite_migrations WHERE name = '0021-visits'", "升级记录第 0021 步不见了"),
    ("UPDATE _sqlite_migrations SET name = '0021-x' WHERE name = '0021-visits'",
     "升级记录“0021-x”多出来"),
    ("UPDATE _sqlite_migrations SET migration_set = NULL WHERE name = '0021-visits'",
     "升级记录第 0021 步多出来"),
    ("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('x', '0021-visits')",
     "升级记录第 0021 步多出来"),
    ("DROP INDEX visit_day", "“走访”的索引不见了"),
])
def test_what_can_be_made_again_is_made_again(store: Store, sql: str, said: str) -> None:
    store._db.execute(sql)
    found = [each for each in file_findings(store, full=True) if each.rule == RESHAPED]
    assert [each.what for each in found if said in each.what and "按日志改回" in each.what]
    assert backup(store).misshapen == 0
    mend_found(store, found)
    assert list(file_findings(store, full=True)) == []


def test_a_copy_unlike_its_log_says_so_and_lets_no_good_one_go(edited: Store) -> None:
    good = own_copies(edited)
    made = backup(edited)
    assert made.altered == 3 and DOUBTFUL in made.path.name and "3 处" in made.lacking
    mend(edited, {each.ref for each in differences(edited)})
    whole = backup(edited).path
    with Hand(edited.path, None) as db:
        db.execute("UPDATE person SET name = '别人' WHERE id = 1")
    for _ in range(12):
        backup(edited)
    assert good == [] and whole not in [each.path for each in outlived(own_copies(edited))]


def test_what_a_restore_left_behind_is_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path) as store:
        store.save(Person(name="赵守田"))
        copy = backup(store).path
        store.save(Person(name="钱有余"))
    restore(copy, path)
    with Store(path) as store:
        assert acts(store)[0].label.startswith(f"恢复：换回 {copy.name}，原来的另存为")
        assert list(differences(store)) == [] and verify_chain(store) is None
