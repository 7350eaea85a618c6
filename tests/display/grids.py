"""Every list that is typed into like a sheet of Excel: how it is opened, and what it has kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QApplication

from models.activities.activity import Activity, log, people_of
from models.members.dues import Dues
from models.members.member import Duty
from models.office.village import Group
from models.pairing.pairing import Pairing
from models.points.book.scheme_versions import keep_scheme, put_in_force
from models.points.book.slips import Slip
from models.points.engine.reader import show
from models.points.evaluation.contests import Contest, Entrant, begin
from models.points.evaluation.own_forms import keep_own
from models.points.evaluation.rounds import CONTEST, EvaluationForm, EvaluationMark
from models.registers.people import Person
from models.stars.plan import Assignment, Plan, keep_plan
from models.visits.paper import issue_sheet
from models.visits.visit import Visit
from tests.models.liaison_village import settle_village
from tests.models.points.points_village import ITEMS
from tests.models.points.small_village import scheme
from tests.models.stars.creating import town_standard
from ui.kit.record_list import RecordList
from ui.places.liaison.visit_lists import KeySheet

MANY = 100
TODAY = date(2026, 9, 26)
BEGIN = date(TODAY.year, 1, 1)


@dataclass(frozen=True)
class Typed:
    """A list that stands open: the column to type in, what to type, and how it is read back."""

    list: RecordList
    key: str
    texts: list[str]
    kept: Callable[[], list[Any]]
    wanted: list[Any]
    save: Callable[[], object] = lambda: None


def settle(store, tmp_path):
    """A hundred households, each with a member, paired, with a scheme and a plan of stars."""
    settle_village(store, MANY, MANY)
    with store.act("结对"):
        for home in range(1, MANY + 1):
            store.save(Pairing(member=1, household=home, since=BEGIN, basis="near"))
    kept = keep_scheme(store, scheme(ITEMS, valid_from=BEGIN.isoformat(), redeem_value="1"))
    put_in_force(store, kept, basis="村民代表会议", adopted=BEGIN)
    standard = town_standard(store, tmp_path)
    keep_plan(store, Plan(year=TODAY.year, standard=standard.rowid, made=TODAY))


def section(window, place, key):
    window.go(place)
    return window.pages[place].show_section(key)


def numbers(many=MANY):
    """1 2 3 and over again: two neighbours are never alike, so nothing can be swapped unseen."""
    return [str(at % 3 + 1) for at in range(many)]


def entry(window):
    shown = section(window, "points", "entry")
    shown.open_accounts()
    shown.item.put(next(each for each in shown.item.property("codes") if "公共劳动" in each))
    shown.look()
    return Typed(shown.grid, "amount", numbers(), lambda: [
        str(each.times) for each in shown.store.find(Slip)], numbers(), shown.save)


def evaluation(window):
    shown = section(window, "points", "evaluation")
    shown.take_example()
    shown.strip.press("不给积分")
    shown.begin()
    pane = shown.right.currentWidget()
    for name, person in (("first", 1), ("second", 4), ("third", 7)):
        pane.form.editors[name].know(person, f"评分人{person}")
        pane.form.editors[name].put(str(person))
    pane.save()
    scores = [str(60 + at % 39) for at in range(MANY)]
    return Typed(shown.list, "total", scores, lambda: [
        str(each.total) for each in shown.store.find(EvaluationMark)], scores)


def new_scheme(window):
    shown = section(window, "points", "scheme-editor")
    shown.begin()
    shown.chips.press("items")
    for _ in range(MANY):
        shown.add_row()
    texts = numbers(len(shown.cells["items"]))
    shown.lists["items"].setFocus()
    return Typed(shown.lists["items"], "分值", texts, lambda: [
        each.get("分值") for each in shown.cells["items"]], texts)


def visit_round(window):
    shown = section(window, "liaison", "visits")
    shown.record_round()
    pane = shown.beside.pane
    pane.head.editors["member"].know(1, "缑树林")
    pane.head.editors["member"].put("1")
    pane._choose_member()
    ways = {"1": "home", "2": "phone", "3": "away"}
    return Typed(pane.grid, "way", numbers(), lambda: [
        each.way for each in shown.store.find(Visit)], [ways[each] for each in numbers()],
        pane.save)


def paper_sheet(window):
    sheet = issue_sheet(window.store, 1, list(range(1, MANY + 1)), BEGIN, "日常走访")
    shown = section(window, "liaison", "visits")
    pane = KeySheet(window.store, TODAY, sheet.number)
    shown.put_right(pane)
    days = [f"01{at % 28 + 1:02}/" for at in range(MANY)]
    return Typed(pane.grid, "keys", days, lambda: [
        f"{each.day:%m%d}/" for each in shown.store.find(Visit)], days)


def consent(window):
    shown = section(window, "liaison", "pairing")
    days = [f"{TODAY.year}.1.{at % 27 + 1}" for at in range(MANY)]
    return Typed(shown.homes, "consented", days, lambda: [
        each.consented and f"{TODAY.year}.1.{each.consented.day}"
        for each in shown.store.find(Pairing)], days)


def fees(window):
    shown = section(window, "members", "dues")
    return Typed(shown.list, "01", numbers(), lambda: [
        show(each.paid) for each in shown.store.find(Dues)], numbers())


def posts(window):
    shown = section(window, "members", "duties")
    return Typed(shown.list, "post", numbers(), lambda: [
        each.post for each in shown.store.find(Duty)], numbers())


def tasks(window):
    shown = section(window, "stars", "plan")
    texts = numbers(len(shown.list.table.ids))
    return Typed(shown.list, "days", texts, lambda: [
        str(each.days) for each in sorted(shown.store.find(Assignment), key=lambda each: each.task)
    ], texts)


def groups(window):
    window.go("settings")
    shown = window.pages["settings"].village.groups
    return Typed(shown, "place", ["7", "8", "9"], lambda: [
        str(each.place) for each in sorted(window.store.find(Group), key=lambda each: each.id)
    ], ["7", "8", "9"])


def contest(window):
    form = keep_own(window.store, EvaluationForm(
        name="观摩", since=BEGIN, full=Decimal(100), source="村里定", use=CONTEST), "环境 100", "")
    begin(window.store, Contest(name="三季度观摩", form=form.rowid, on_day=TODAY, judges="甲、乙"),
          [f"{at}号院" for at in range(1, MANY + 1)])
    shown = section(window, "points", "contests")
    scores = [str(60 + at * 7 % 39) for at in range(MANY)]
    return Typed(shown.list, "乙", scores, lambda: [
        show(each.totals["乙"]) for each in sorted(
            shown.store.find(Entrant), key=lambda each: each.place)], scores)


def training(window):
    people = [each.rowid for each in window.store.find(Person)[:MANY]]
    activity = log(window.store, Activity(
        kind="training", theme="夜校", on_day=BEGIN, entered=BEGIN), people)
    section(window, "meetings", "training-results").show_activity(activity)
    return Typed(window.pages["meetings"].current.list, "subsidy", numbers(), lambda: [
        show(each.subsidy) for each in people_of(window.store, activity.rowid)], numbers())


def start(typed, person, until):
    """The mouse on the first cell to type in."""
    at = [each.key for each in typed.list.table.columns].index(typed.key)
    index = typed.list.table.index(0, at)
    QApplication.processEvents()  # what was opened has its place
    typed.list.scrollTo(index)
    person.click(typed.list.viewport(), typed.list.visualRect(index).center())
    until(lambda: typed.list.hasFocus() and typed.list.currentIndex() == index)


def keys(texts):
    named = {"/": "slash", ".": "period"}
    return [key for text in texts for key in (*(named.get(each, each) for each in text), "Return")]


GRIDS = {
    "ui/places/points/account_list.py": (entry,), "ui/places/points/evaluation.py": (evaluation,),
    "ui/places/points/scheme_editor.py": (new_scheme,),
    "ui/places/liaison/visit_round.py": (visit_round,),
    "ui/places/liaison/visit_lists.py": (paper_sheet,),
    "ui/places/liaison/pairing_lists.py": (consent,),
    "ui/parts/contests.py": (contest,),
    "ui/places/members/sheets.py": (fees, posts), "ui/places/stars/plan.py": (tasks,),
    "ui/places/settings/village.py": (groups,),
    "ui/places/meetings/training.py": (training,),
}
"""By the module that declares columns to type in."""

NO_SHEETS = {"ui/places/returns/filling.py", "ui/parts/reading_back.py"}
"""Each answer here has the file read anew, has a test of its own, or is kept as it is given."""
