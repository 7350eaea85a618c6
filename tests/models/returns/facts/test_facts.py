"""Every fact can be read of every row of its subject, and the hard ones are right."""

from datetime import date
from decimal import Decimal

import pytest

from models.figures.reckon import opened
from models.figures.registers import PEOPLE
from models.keeping.store import Store
from models.matters.matter import Matter, close, feed_back, reopen, report
from models.points.book.entries import Entry
from models.points.book.slips import Slip
from models.returns.catalogue import return_called
from models.returns.facts.catalogue import SUBJECTS, subjects
from models.returns.facts.view import NOTHING, View
from models.returns.facts.village import VILLAGE
from models.returns.returning import Asked
from models.values.periods import Period
from tests.models.returns.town_form.conftest import village
from tests.models.returns.town_form.village import settle

__all__ = ("village",)
TODAY = date(2026, 4, 5)


@pytest.fixture
def view(village):
    return View(village, Period.parse("2026-Q1"), TODAY, kinds=("TP", "JC", "DB", "TK"))


def read(view, subject, row, name):
    known = next(each for each in subjects(view.store) if each.code == subject)
    return known.fact(name).read(view, known.rows(view)[row])


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda each: each.code)
def test_every_fact_can_be_read(view, subject):
    rows = subject.rows(view)
    assert rows or subject.code in ("group", "officer", "project")
    for row in rows[:3]:
        for fact in subject.facts:
            fact.read(view, row)


def test_every_fact_of_the_village_can_be_read(view):
    told = {each.name: each.read(view, None) for each in VILLAGE}
    assert (told["village.homes"], told["village.people"], told["village.linked"]) == (4, 12, 4)
    assert (told["visits"], told["problems"], told["problems.solved"]) == (3, 2, 1)
    assert told["village.not-held"] is None
    assert told["village.absent"] == NOTHING


def test_who_is_in_no_household_is_not_counted_as_living_there(view):
    listed = return_called("people").draw(view.store, Asked.of(view.period, TODAY)).rows
    found = opened(view.store, PEOPLE, view.days)
    assert found.value == len(listed) == 12
    assert [each.reason for each in found.missed] == ["没有编户"] * 3


def test_what_has_not_begun_stays_blank(view):
    told = {each.name: each for each in VILLAGE}
    assert told["visits"].read(view.over("M03"), None) == 2
    assert told["visits"].read(view.over("M04"), None) == NOTHING
    year = View(view.store, Period.parse("2026"), TODAY)
    assert told["visits"].read(year.over("M04"), None) == 1
    assert told["visits"].read(year.over("M05"), None) == NOTHING


def test_names_of_facts_are_single():
    for subject in SUBJECTS:
        names = [each.name for each in subject.facts]
        assert len(set(names)) == len(names)


def test_a_problem_counts_as_solved_once_it_is(view):
    assert read(view, "member", 0, "problems.rate") == Decimal("0.5")
    earlier = View(view.store, view.period, date(2026, 1, 15))
    assert read(earlier, "member", 0, "problems.solved") == 0
    week = View(view.store, Period.parse("2026-W03"), TODAY)
    assert [read(week, "member", 0, each) for each in ("problems", "problems.solved")] == [1, 0]
    assert read(week, "visit", 0, "visit.solved") == "no"


def test_a_post_written_as_work_is_a_post(view):
    assert read(view, "member", 0, "member.post") == "环境卫生岗"
    assert read(view, "member", 1, "member.post") == NOTHING


def test_a_household_is_counted_once_in_the_order_of_the_form(view):
    assert read(view, "member", 0, "links.JC") == 1
    assert read(view, "member", 0, "links.DB") == 0
    other = View(view.store, view.period, TODAY, kinds=("DB", "JC"))
    assert read(other, "member", 0, "links.DB") == 1
    assert read(other, "member", 0, "links.JC") == 0


def test_parts_of_a_period(view):
    visits = next(each for each in SUBJECTS if each.code == "visit")
    assert [len(visits.rows(view.over(each))) for each in ("month", "M01", "to-date")] == [2, 1, 3]
    assert (view.over("month-2").first, view.over("month-2").last) == (
        date(2026, 2, 1), date(2026, 2, 28))


def _line(store: Store, op: str, day: date, event_day: date, points: str) -> None:
    account = store.query("SELECT id FROM account ORDER BY id LIMIT 1")[0][0]
    slip = store.save(Slip(op=op, kind="household", account=account, on_day=day, entered=day,
                           state="approved"))
    moved = Decimal(points)
    store.save(Entry(slip=slip.id, account=account, op=op, on_day=day, event_day=event_day,
                     booked=day, period=f"{day:%Y-%m}", category="civil", credited=moved,
                     balance=moved, score=moved, after=Decimal(0), reason="试验"))


def points(store: Store, period: str) -> list[Decimal]:
    view = View(store, Period.parse(period), TODAY)
    names = ("points.opening", "points.in.civil", "points.in.home", "points.deducted",
             "points.redeemed", "points.closing")
    return [read(view, "household", 0, name) for name in names]


def test_a_reversal_takes_back_where_it_was_counted(store):
    settle(store)
    _line(store, "reverse", date(2026, 3, 30), date(2026, 3, 2), "-2.5")
    assert points(store, "2026-03") == [12, 0, 10, 3, 15, 4]
    _line(store, "reverse", date(2026, 4, 2), date(2026, 3, 8), "-10")
    assert points(store, "2026-04") == [4, 0, 0, 10, 0, -6]


def test_a_clearing_begins_anew(store):
    settle(store)
    _line(store, "clear", date(2026, 3, 31), date(2026, 3, 31), "-6.5")
    opening, *_, closing = points(store, "2026-04")
    assert (opening, closing) == (0, 0)


def test_without_accounts_points_are_unknown(tmp_path):
    with Store(tmp_path / "村.lianxing") as store:
        settle(store)
        with store.act("没有积分"):
            for table in (Entry, Slip):
                for each in store.find(table):
                    store.remove(each)
        view = View(store, Period.parse("2024"), TODAY)
        known = next(each for each in SUBJECTS if each.code == "household")
        home = known.rows(View(store, Period.parse("2026-Q1"), TODAY))[0]
        assert known.fact("points.added").read(view, home) is None


def test_what_was_said_of_a_result_stands_as_of_the_day_though_it_was_opened_again(store):
    later = date(2026, 12, 1)
    row = report(store, Matter(
        kind="problem", what="漏雨", found=date(2026, 3, 2), measure="修"), today=later).rowid
    close(store, row, date(2026, 3, 10), "修好了", today=later)
    feed_back(store, row, date(2026, 3, 12), "unhappy", words="还漏", today=later)
    reopen(store, row, date(2026, 4, 2), "又漏", today=later)
    close(store, row, date(2026, 4, 9), "换了瓦", today=later)
    feed_back(store, row, date(2026, 4, 20), "pleased", today=later)

    def said(until: date) -> str | None:
        return read(View(store, Period.parse("2026"), until), "matter", 0, "matter.verdict")

    assert [said(date(2026, month, day)) for month, day in (
        (3, 11), (3, 31), (4, 5), (4, 15), (4, 30))] == [
        NOTHING, "unhappy", NOTHING, NOTHING, "pleased"]
