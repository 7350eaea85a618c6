"""What was sent is frozen and numbered; what changed since is told; a record knows it was sent."""

import json
from datetime import date

import pytest

from models.pairing.pairing import Pairing
from models.returns.frozen import freeze, refs_in, sha256, thaw
from models.returns.sending import (
    accept_finding,
    answered,
    ask_before_change,
    changed_since,
    corrections,
    send,
    sent_with,
    still_open,
    versions,
)
from models.values.finding import Finding
from models.values.problem import Invalid, Problem
from models.visits.visit import Visit
from tests.models.returns.sample_return import QUARTER, drawn, settle

TOWN, DAY = "镇党建办", date(2026, 4, 4)
ERROR = Finding("error", "id-duplicate", "两人同号。", (("person", 1), ("person", 2)))
WARNING = Finding("warning", "household-head", "没有户主。", (("household", 1),))


@pytest.fixture
def village(store):
    settle(store)
    store.operator = "文书"
    return store


def sent(store, **more):
    sheet, _ = drawn(store, more.pop("code", "liaison-statistics"))
    return send(store, sheet, QUARTER, recipient=TOWN, today=DAY, **more)


def test_a_frozen_return_is_the_same_every_time_and_can_be_looked_at_again(village):
    for code in ("liaison-statistics", "liaison", "visits", "meetings-quarter", "people"):
        sheet, _ = drawn(village, code)
        content = freeze(sheet)
        again = thaw(content)
        assert freeze(again) == content and sha256(content) == sha256(freeze(sheet))
        assert [row.refs for row in again.rows] == [row.refs for row in sheet.rows]
        assert [[c.show(v) for c, v in zip(again.columns, row.values, strict=True)]
                for row in again.rows] == [
            [c.show(v) for c, v in zip(sheet.columns, row.values, strict=True)]
            for row in sheet.rows]
        assert (again.title, again.unit, again.total) == (sheet.title, sheet.unit, sheet.total)


def test_sending_freezes_rows_and_records(village):
    kept = sent(village, code="visits")
    assert (kept.version, kept.state, kept.recipient, kept.operator) == (1, "sent", TOWN, "文书")
    assert kept.sha256 == sha256(kept.content)
    assert refs_in(kept.content) == {("visit", 1), ("household", 1)}
    assert [each.id for each in sent_with(village, "visit", 1)] == [kept.id]
    assert not sent_with(village, "visit", 2)


def test_what_was_sent_cannot_be_undone(village):
    sent(village)
    with pytest.raises(Problem, match="已经公示、收发或登记，不能撤销"):
        village.undo()


def test_a_later_change_is_a_difference(village):
    kept = sent(village)
    village.save(Visit(member=1, household=1, day=date(2026, 3, 30), entered=date(2026, 4, 5)))
    told = [each.sentence for each in changed_since(kept, drawn(village)[0])]
    assert "石开山 走访走访次数：报出时 1，现在 2。" in told
    assert "石开山 走访最近走访：报出时 2026-03-03，现在 2026-03-30。" in told


def test_a_correction_says_why_and_shows_both(village):
    first = sent(village)
    with pytest.raises(Invalid, match="不用再报"):
        sent(village, reason="再报一次")
    village.save(village.get(Pairing, 2).but(until=None))
    with pytest.raises(Invalid, match="更正报送要写明原因"):
        sent(village)
    second = sent(village, reason="漏了一户")
    assert (second.version, second.reason) == (2, "漏了一户")
    (both,) = corrections(village, "liaison-statistics", "2026-Q1")
    assert (both.before.id, both.after.id) == (first.id, second.id)
    assert any(each.sent == "1" and each.now == "2" for each in both.differences)
    assert [each.id for each in sent_with(village, "member", 1)] == [second.id]


def test_the_secretary_is_asked_before_a_sent_record_is_changed(village):
    sent(village, code="visits")
    said = ask_before_change(village, ("visit", 1))
    assert said.startswith(
        "这条记录已随《走访登记表》（2026年一季度）于 2026-04-04 报送，经办人 文书。")
    assert ask_before_change(village, ("visit", 2)) is None


def test_an_error_is_mended_or_accepted_with_a_reason(village):
    with pytest.raises(Invalid, match="还有 1 处错误：两人同号。"):
        sent(village, findings=[ERROR, WARNING])
    with pytest.raises(Invalid, match="镇里会看到这句话"):
        accept_finding(village, QUARTER, ERROR, " ", DAY)
    accept_finding(village, QUARTER, ERROR, "本人外出，回来核对", DAY)
    assert still_open(village, QUARTER, [ERROR, WARNING]) == [WARNING]
    kept = sent(village, findings=[ERROR, WARNING])
    assert [(each.rule, each.reason) for each in kept.reasons] == [
        ("id-duplicate", "本人外出，回来核对")]


def test_the_town_answers(village):
    kept = sent(village)
    with pytest.raises(Invalid, match="写明退回的原因"):
        answered(village, kept, "returned", "", DAY)
    answered(village, kept, "returned", "户数不对", DAY)
    assert versions(village, kept.code, kept.period)[0].answer == "户数不对"


def test_what_an_earlier_version_froze_can_be_looked_at(village):
    sheet, _ = drawn(village, "liaison-statistics")
    kept = json.loads(freeze(sheet))
    for name in ("kinds", "figures", "sums", "widths", "privacy", "parents", "sheet", "totals"):
        del kept[name]
    for row in kept["rows"]:
        del row["values"], row["refs"]
    again = thaw(json.dumps(kept))
    assert [each.label for each in again.columns] == [each.label for each in sheet.columns]
    assert [list(row.values) for row in again.rows] == [each["words"] for each in kept["rows"]]
    assert again.title == "liaison-statistics" and list(again.total) == kept["total"]
    assert refs_in(json.dumps(kept)) == {row.refs[0] for row in sheet.rows if row.refs}
    for name in ("one_page", "internal", "sensitive", "signatures", "made"):
        whole = json.loads(freeze(sheet))
        del whole["sheet"][name]
        assert thaw(json.dumps(whole)).title == sheet.title
