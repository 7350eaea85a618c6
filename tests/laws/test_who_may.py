"""Who may do what: nothing is written, published, sent, put back or read against the village's say.

Held at the one door, for every kind of record there is; with no names given anyone may.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from contextlib import nullcontext
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

import models
from cli import commands as cli
from importers.forms.town_form import read_form
from models.checks.data_file import file_findings, mend_found
from models.exchange import reporting
from models.keeping.permissions import (
    PERMISSIONS,
    May,
    allowed,
    only_looks,
    permissions,
    who_works,
)
from models.keeping.record import Record
from models.keeping.settings import assign, hand_on
from models.keeping.store import Store
from models.office.village import change_policy
from models.points.book.account_acts import close_account, move_award, reverse
from models.points.book.approval import approve
from models.points.book.entering import keep
from models.points.book.scheme_versions import SchemeVersion, put_in_force
from models.points.book.slips import AwardDraft, Slip, SlipState
from models.registers.people import Household, Person
from models.returns.catalogue import return_called
from models.returns.facts.catalogue import subjects
from models.returns.leaving import note_handed_out
from models.returns.returning import Asked
from models.returns.town_form.preparing import prepare
from models.returns.town_form.recognising import recognise
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.points.points_village import award, member, stands, with_accounts
from tests.models.returns.town_form import blank_forms

ALL = {each: ["书记"] for each in May}
for _module in pkgutil.walk_packages(models.__path__, "models."):
    importlib.import_module(_module.name)
KINDS = sorted((each for each in Record.__subclasses__() if each.__module__.startswith("models.")),
               key=lambda each: each.table)


def share(store, **more):
    """The secretary may do everything; the clerk what is said."""
    store.operator = "书记"
    assign(store, {each: ["书记", *more.get(each.value, ())] for each in May})
    store.operator = "文书"


def test_nobody_is_kept_from_anything_by_default(store):
    assert all(allowed(store, each) for each in May) and not only_looks(store)
    store.save(Household(number="001"))
    assert who_works(store) == store.operator


@pytest.mark.parametrize("may", list(May))
def test_a_permission_is_held_at_the_door(store, may):
    share(store)
    acts = store.count("act")
    with pytest.raises(Problem, match=f"文书没有“{may.label}”的权限，只能查看。请换书记操作"), \
            store.act("试", may=may):
        raise AssertionError("nothing may be written here")
    assert store.count("act") == acts
    share(store, **{may.value: ["文书"]})
    with store.act("试", may=may):
        pass


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.table)
def test_a_read_only_operator_writes_no_kind_of_record(store, kind, monkeypatch):
    share(store)
    told = []
    monkeypatch.setattr("models.keeping.acting.problems", lambda record: {})
    monkeypatch.setattr(store, "_insert", lambda *said: told.append(said))
    blank = object.__new__(kind)
    object.__setattr__(blank, "id", None)
    with pytest.raises(Problem, match="只能查看"):
        store.save(blank)
    assert told == []


def test_a_door_left_open_would_be_seen(store, monkeypatch):
    share(store)
    monkeypatch.setattr("models.keeping.acting.require", lambda *_: None)
    assert store.save(Household(number="002")).id, "the fault: nobody asked"


def test_what_belongs_to_an_act_goes_with_it_but_another_permission_is_asked_for(store):
    share(store, send=["文书"])
    with store.act("报送", may=May.SEND):
        store.save(Household(number="001"))
    assert store.count("household") == 1
    with pytest.raises(Problem, match="公示"), store.act("报送", may=May.SEND), \
            store.act("公示", may=May.PUBLISH):
        pass


def test_who_sets_permissions_stays_able_to(store):
    store.operator = "文书"
    with pytest.raises(Problem, match="要有你自己的名字"):
        assign(store, ALL)
    share(store)
    with pytest.raises(Problem, match="没有“定权限”的权限"):
        assign(store, {})
    store.operator = "书记"
    assign(store, {})
    assert not any(permissions(store).values())
    share(store)
    store.operator = "接手人"
    with store.act("接手", may=None):
        hand_on(store, "书记", "接手人")
    assert all(allowed(store, each) for each in May)


@pytest.mark.parametrize("value", ["{", "[1]", "null", '"x"', '{"enter": 5}',
                                   json.dumps({each: ["别人"] for each in May})])
def test_permissions_changed_by_hand_keep_nobody_from_taking_that_back(store, value):
    share(store)
    store.operator = "书记"
    for sql in (f"UPDATE setting SET value = '{value}' WHERE name = '{PERMISSIONS}'",
                f"INSERT INTO setting (name, value) VALUES ('x', '{value}')"):
        store._db.execute(sql)
    assert mend_found(store, list(file_findings(store, full=True))) == 2
    assert permissions(store)[May.ENTER] == ["书记"]
    store.operator = "文书"
    store._db.execute(f"DELETE FROM setting WHERE name = '{PERMISSIONS}'")
    with pytest.raises(Problem, match="文书没有“恢复和修复”的权限"):
        mend_found(store, list(file_findings(store, full=True)))


def test_another_s_act_is_played_back_by_who_may_approve(store):
    share(store, enter=["文书"])
    store.operator = "书记"
    store.save(Household(number="001"))
    store.operator = "文书"
    with pytest.raises(Problem, match="审批"):
        store.undo()
    store.save(Household(number="002"))
    store.undo()
    store.redo()
    store.operator = "书记"
    store.undo()
    store.operator = "文书"
    with pytest.raises(Problem, match="审批"):
        store.redo()


@pytest.fixture
def waiting(store):
    """A slip the clerk entered, with four eyes asked for."""
    with_accounts(store)
    change_policy(store, "points", four_eyes=True)
    share(store, enter=["文书"], approve=["文书"])
    home = store.query("SELECT id FROM account")[0][0]
    return store.save(Slip(op="award", kind="household", account=home, item="tree",
                           on_day=date(2026, 3, 10), entered=date(2026, 3, 10),
                           state=SlipState.PENDING, entered_by="文书"))


def test_what_one_entered_counts_only_when_another_approved(store, waiting):
    for operator, why in (("文书", "录入的人不审批"), ("", "没有写明|写明经办人"),
                          ("路人", "没有“审批”的权限")):
        store.operator = operator
        with pytest.raises(Problem, match=why):
            approve(store, [waiting.rowid], date(2026, 3, 11))
        assert store.count("entry") == 0
    store.operator = "书记"
    approve(store, [waiting.rowid], date(2026, 3, 11))
    assert store.count("entry") > 0


def test_an_approval_taken_back_is_not_played_again_by_who_entered(store):
    with_accounts(store)
    change_policy(store, "points", approval="all", four_eyes=True)
    day = date(2026, 3, 10)
    store.operator = "文书"
    waiting, = keep(store, [AwardDraft(1, day, "free", points=Decimal(5))], day).slips
    store.operator = "书记"
    approve(store, [waiting.rowid], day)
    store.undo()
    store.operator = "文书"
    with pytest.raises(Problem, match=r"是书记撤销的.*请换书记操作"):
        store.redo()
    assert store.count("entry") == 0
    store.operator = "书记"
    store.redo()
    assert store.count("entry") > 0


def test_an_award_moved_by_one_waits_for_another(store):
    with_accounts(store)
    day = date(2026, 3, 10)
    wrong = award(store, 1, day, "free", points=Decimal(5))
    change_policy(store, "points", approval="all", four_eyes=True)
    store.operator = "文书"
    back, right = move_award(store, wrong.id, 2, day, "记错户")
    assert (back.state, right.state) == (SlipState.APPROVED, SlipState.PENDING)
    with pytest.raises(Problem, match="录入的人不审批"):
        approve(store, [right.rowid], day)
    assert stands(store, 2, day)[0] == 0
    store.operator = "书记"
    approve(store, [right.rowid], day)
    assert stands(store, 2, day)[0] == 5


@pytest.mark.parametrize("deed", [
    lambda store, slip, day: reverse(store, slip, day, "错"),
    lambda store, slip, day: move_award(store, slip, 2, day, "错"),
    lambda store, slip, day: close_account(store, 2, day, "迁走"),
], ids=["reverse", "move", "close"])
def test_what_counts_at_once_is_done_by_who_may_approve(store, deed):
    with_accounts(store)
    day = date(2026, 3, 10)
    slip = award(store, 1, day, "free", points=Decimal(5))
    share(store, enter=["文书"])
    acts = store.count("act")
    with pytest.raises(Problem, match="文书没有“审批”的权限"):
        deed(store, slip.rowid, day)
    assert store.count("act") == acts and stands(store, 1, day)[0] == 5


def test_what_waits_for_approval_is_said_by_who_says_who_may(store):
    with_accounts(store)
    share(store, enter=["文书"], approve=["文书"])
    kept = store.find(SchemeVersion)[0]
    with pytest.raises(Problem, match="文书没有“定权限”的权限"):
        put_in_force(store, kept, basis="会议", adopted=date(2027, 1, 1),
                     valid_from=date(2027, 1, 1))


def test_numbers_are_for_who_may_see_them(store):
    share(store, enter=["文书"])
    with pytest.raises(Problem, match="看证件号"):
        note_handed_out(store, "花名册", "2026", "报镇里")


def test_numbers_leave_in_a_package_only_by_who_may_see_them(store, monkeypatch):
    share(store, send=["文书"])
    period, told = Period.parse("2026-Q3"), []
    sheet = return_called("people").draw(store, Asked.of(period, period.end))
    monkeypatch.setattr(reporting, "rehearse", lambda *_: [(sheet, 1)])
    leaving = reporting.look_over(store, period, [], period.end)
    with pytest.raises(Problem, match="看证件号"):
        reporting.hand_over(store, leaving, lambda packed, _: told.append(packed))
    assert told == []
    share(store, send=["文书"], see=["文书"])
    reporting.hand_over(store, leaving, lambda packed, _: told.append(packed))
    assert told == [[(sheet, 1)]]


def test_a_town_s_form_that_asks_for_numbers_is_filled_by_who_may_see_them(store, tmp_path):
    with_accounts(store)
    told = store.save(Person(name="赵守田", household=1, relation="99", phone="15400000001"))
    member(store, told.name, told.id)
    share(store, enter=["文书"])
    blank = blank_forms.members_form(tmp_path / "表样.xlsx")
    for head, way in (("定岗", nullcontext()),
                      ("联系电话", pytest.raises(Problem, match="看证件号"))):
        book = openpyxl.load_workbook(blank)
        book.active["D3"] = head
        book.save(blank)
        form = recognise(read_form(blank), subjects(store))
        with way:
            assert prepare(store, form, Period.parse("2026-Q3"), date(2026, 9, 30)).forms


def test_the_command_line_asks_at_the_same_door(tmp_path, monkeypatch, capsys):
    data = tmp_path / "v.lianxing"
    with Store(data) as store:
        home = store.save(Household(number="001"))
        store.save(Person(name="赵守田", household=home.id, relation="02"))
        share(store)
    roster = tmp_path / "户.csv"
    roster.write_text("户号,姓名,与户主关系\n002,钱有余,户主\n", encoding="utf-8")
    said = ["--data", str(data), "import", "roster", str(roster)]
    monkeypatch.setenv("LIANXING_OPERATOR", "文书")
    assert cli.main(said) == cli.PROBLEM
    assert "文书没有“录入和修改”的权限，只能查看" in capsys.readouterr().err
    out = ["--data", str(data), "returns", "people", "--period", "2026", "--out", str(tmp_path)]
    assert cli.main(out) == cli.PROBLEM and "看证件号" in capsys.readouterr().err
    copy = tmp_path / "copy.lianxing"
    assert cli.main(["--data", str(data), "backup", "--out", str(copy)]) == cli.DONE
    assert cli.main(["--data", str(data), "restore", str(copy)]) == cli.PROBLEM
    monkeypatch.setenv("LIANXING_OPERATOR", "书记")
    assert cli.main(said) == cli.DONE
