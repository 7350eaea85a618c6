"""Who may do what, altered by hand: noticed at opening, and not obeyed until it is settled."""

from __future__ import annotations

import contextlib
import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from cli import commands as cli
from models.checks.data_file import file_findings
from models.keeping import ruling
from models.keeping.act import Act, write_down
from models.keeping.backups import backup
from models.keeping.datafile import connect
from models.keeping.mending import mend
from models.keeping.migrations import known
from models.keeping.permissions import PERMISSIONS, May, allowed, permissions
from models.keeping.restoring import restore
from models.keeping.ruling import rewritten_rules, unsettled
from models.keeping.settings import assign, set_setting, setting
from models.keeping.store import Store
from models.office.village import change_policy, policy
from models.points.book.approval import allow
from models.registers.people import Household
from models.values.problem import Problem
from tests.faults.stories import make_older

OTHERS = f"UPDATE setting SET value = '{{\"assign\": [\"路人\"]}}' WHERE name = '{PERMISSIONS}'"
BY_HAND = {
    "deleted": f"DELETE FROM setting WHERE name = '{PERMISSIONS}'",
    "others named": OTHERS,
    "under another name": f"UPDATE setting SET name = 'x' WHERE name = '{PERMISSIONS}'",
    "under another number": f"UPDATE setting SET id = id + 90 WHERE name = '{PERMISSIONS}'",
    "without a value": f"UPDATE setting SET value = NULL WHERE name = '{PERMISSIONS}'",
}


@pytest.fixture
def kept(store: Store) -> Store:
    """The secretary may do all, the clerk enter and mend."""
    store.operator = "书记"
    assign(store, {each: ["书记", *(["文书"] * (each in (May.ENTER, May.RESTORE)))]
                   for each in May})
    return store


@pytest.mark.parametrize("sql", BY_HAND.values(), ids=BY_HAND)
def test_permissions_altered_by_hand_are_not_obeyed(kept: Store, sql: str) -> None:
    kept._db.execute(sql)
    kept.operator = "路人"
    assert not [each for each in May if allowed(kept, each)]
    with pytest.raises(Problem, match="路人没有“录入和修改”的权限，只能查看"):
        kept.save(Household(number="001"))
    kept.operator = "文书"
    kept.save(Household(number="001"))
    with pytest.raises(Problem, match="请换书记操作"), kept.act("审批", may=May.APPROVE):
        pass
    kept.operator = "书记"
    for may in (May.APPROVE, May.PUBLISH, May.SEND, May.ASSIGN):
        refused = pytest.raises(Problem, match=r"对不上，不是在本软件里改的.*修复.*check --back")
        with refused, kept.act("试", may=may):
            pass


@pytest.mark.parametrize("sql", BY_HAND.values(), ids=BY_HAND)
def test_the_quick_look_at_opening_names_it_and_it_is_taken_back(kept: Store, sql: str) -> None:
    assert [each for each in file_findings(kept) if each.rule == "record-altered"] == []
    kept._db.execute(sql)
    found = [each for each in file_findings(kept) if each.rule == "record-altered"]
    assert [each.what for each in found if "经办人权限" in each.what and "第 1 号操作" in each.what]
    mend(kept, {ref for each in found for ref in each.where})
    assert unsettled(kept) == []
    with kept.act("审批", may=May.APPROVE):
        pass


def test_who_may_mend_keeps_no_weaker_rule(kept: Store) -> None:
    kept._db.execute(OTHERS)
    refs = {each.ref for each in unsettled(kept)}
    kept.operator = "文书"
    with pytest.raises(Problem, match="文书没有“定权限”的权限"):
        mend(kept, refs, keeping="我说了算")
    kept.operator = "书记"
    mend(kept, refs, keeping="开会定的")
    assert permissions(kept)[May.ASSIGN] == ["路人"]


@pytest.mark.parametrize("sql", [
    "UPDATE change SET after = replace(after, '书记', '路人') WHERE act = 1",
    "UPDATE act SET operator = '路人' WHERE id = 1",
    "INSERT INTO change (act, \"table\", row, after) VALUES (1, 'setting', 1,"
    " '{\"id\": 1, \"name\": \"permissions\", \"value\": null}')",
])
def test_the_log_of_them_altered_as_well_is_told_at_opening(kept: Store, sql: str) -> None:
    change_policy(kept, "points", four_eyes=True)
    assert rewritten_rules(kept) == []
    kept._db.execute(sql)
    kept._db.execute(OTHERS)
    assert "第 1 号操作“定经办人权限”" in rewritten_rules(kept)[0]
    assert "log-broken" in {each.rule for each in file_findings(kept)}
    for operator in ("书记", "路人"):
        kept.operator = operator
        with pytest.raises(Problem, match=r"事后被改动过|没有“审批”的权限"), \
                kept.act("审批", may=May.APPROVE):
            pass


def test_a_table_nobody_holds_against_the_log_would_be_obeyed(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault the law is there for."""
    monkeypatch.setattr(ruling, "RULING", ())
    kept._db.execute(OTHERS)
    assert [each for each in file_findings(kept) if each.rule == "record-altered"] == []
    with kept.act("审批", may=May.APPROVE):
        pass


def test_who_said_it_alone_takes_it_back(kept: Store) -> None:
    """An act of the secretary that a clerk who may approve could have taken back, rule and all."""
    assign(kept, {May.ENTER: ["书记", "文书"], May.APPROVE: ["书记", "文书"], May.ASSIGN: ["书记"]})
    kept.operator = "文书"
    with pytest.raises(Problem, match="文书没有“定权限”的权限"):
        kept.undo()
    kept.operator = "书记"
    kept.undo()
    assert permissions(kept)[May.SEE] == ["书记"]


# ── rules of the points ──────────────────────────────────────


def test_points_wait_while_their_rules_are_altered_by_hand(kept: Store) -> None:
    day = date(2026, 3, 10)
    change_policy(kept, "points", four_eyes=True)
    assert allow(kept, "approve", day)["four_eyes"]
    kept._db.execute("UPDATE setting SET value = '{\"approval\": \"none\"}'"
                     " WHERE name = 'policy.points'")
    assert policy(kept, "points", day)["approval"] == "none"
    for what in ("enter", "approve"):
        with pytest.raises(Problem, match="设置“积分规定”和操作日志对不上"):
            allow(kept, what, day)
    mend(kept, {each.ref for each in unsettled(kept)})
    assert allow(kept, "approve", day)["four_eyes"]


def test_who_may_not_assign_turns_four_eyes_not_off(kept: Store) -> None:
    change_policy(kept, "points", four_eyes=True)
    kept.operator = "文书"
    with pytest.raises(Problem, match="文书没有“定权限”的权限"):
        change_policy(kept, "points", four_eyes=False)
    change_policy(kept, "visits", reasons=["看望"])


def test_what_an_open_act_wrote_itself_is_settled(store: Store) -> None:
    with store.act("两步"):
        set_setting(store, "字号", "大")
        with store.act("报送", may=May.SEND):
            pass
    assert setting(store, "字号") == "大" and unsettled(store) == []


def test_an_older_copy_brings_back_no_older_permissions(kept: Store, tmp_path: Path) -> None:
    """Before the village chose, anyone might do anything."""
    kept.operator = "书记"
    said, path = permissions(kept), kept.path
    change_policy(kept, "points", four_eyes=True)
    copy = backup(kept).path
    assign(kept, {each: ["书记"] for each in May})
    now = permissions(kept)
    change_policy(kept, "points", approve=["书记"])
    kept.save(Household(number="009"))
    kept.close()
    restore(copy, path)
    with Store(path) as store:
        assert store.count("household") == 0
        assert permissions(store) == now != said
        assert policy(store, "points", date(2026, 3, 1))["approve"] == ["书记"]
        store.operator = "文书"
        with pytest.raises(Problem, match="文书没有“录入和修改”的权限"):
            store.save(Household(number="001"))
        assert unsettled(store) == [] and not list(file_findings(store, full=True))


# ── on the command line ──────────────────────────────────────────────────────


def test_every_command_says_it_first(tmp_path: Path, capsys) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path) as store:
        store.operator = "书记"
        assign(store, {each: ["书记"] for each in May})
        store._db.execute(f"DELETE FROM setting WHERE name = '{PERMISSIONS}'")
    assert cli.main(["--data", str(path), "find", "赵"]) == cli.DONE
    said = capsys.readouterr().err
    assert said.startswith("设置“经办人权限”不见了：日志里有，资料里没有")
    assert "按日志改回" in said


def test_a_file_of_an_earlier_version_refuses_a_restore_too(tmp_path: Path, capsys) -> None:
    path, said = tmp_path / "村.lianxing", json.dumps({each: ["书记"] for each in May})
    make_older(path, known() - 1)
    with contextlib.closing(connect(path)) as db:
        copy = shutil.copy(path, tmp_path / "旧.lianxing")
        row = {"id": 1, "name": PERMISSIONS, "value": said}
        db.execute("INSERT INTO setting VALUES (:id, :name, :value)", row)
        act = Act("定经办人权限", changes=[("setting", 1, None, json.dumps(row))])
        write_down(db, act, "书记", known() - 1)
    assert cli.main(["--data", str(path), "restore", str(copy)]) == cli.PROBLEM
    assert "命令行没有“恢复和修复”的权限" in capsys.readouterr().err
