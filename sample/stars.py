"""What the sample village did for its stars: standard, plan, answers by the week, money, projects.

Everything is written on the day it happened, so that the weekly sheets differ as they would.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from models.activities.activity import Activity, log, people_of, read_results
from models.economy.assets import Asset, Facility, Honour, Lease
from models.economy.organisations import (
    COOPERATIVE,
    COUNCILS,
    TASK_FORCE,
    FirmTie,
    HouseholdTie,
    Organisation,
    OrganisationMember,
    tie,
)
from models.economy.projects import (
    Project,
    ProjectFund,
    ProjectResult,
    ProjectStage,
    keep_project,
    keep_stage,
)
from models.economy.services import Ceremony, Greening, Product, Service, Survey
from models.economy.year_account import IncomeLine, carry_forward
from models.figures.economy import year_account
from models.keeping.lasting import unended
from models.members.charges import Charge
from models.members.incentives import Incentive
from models.members.member import Post
from models.members.posts import PersonTag, Reserve, station
from models.office.village import Group, groups
from models.points.engine.counted import ZERO
from models.points.evaluation.contests import Contest, begin, entrants, key_scores
from models.points.evaluation.own_forms import keep_own
from models.points.evaluation.rounds import CONTEST, EvaluationForm
from models.registers.people import Person, move_to_group
from models.stars.drafting import draft as draft_standard
from models.stars.drafting import keep, shipped, under_head
from models.stars.evidence import file_counted
from models.stars.plan import Plan, aim_at, assign, keep_plan, meetings_to_choose
from models.stars.progress import answer, lines
from models.stars.standard import Standard, items
from models.stars.verdicts import Review, Verdict, give, review
from models.stars.weekly import draft, take
from models.stars.weekly import keep as keep_report
from resources import resource
from sample.cast import LAST, Cast

if TYPE_CHECKING:
    from models.keeping.store import Store

BEGUN = date(2025, 12, 1)
PLACES = ("东街", "河沿路", "桥西", "北头", "文化广场")
CLEANING_FROM = date(2026, 1, 9)
TIED = 30
RESERVE = (("graduate", "村委会文书"), ("worker", "村委会委员"), ("young", "支部委员"))
"""Where those of the reserve came from, and what they are trained for."""
FILED = ("activities", "party-meeting", "honours")
"""Counts whose records are filed as evidence."""


@cache
def words() -> dict[str, Any]:
    """What was planned, answered, earned and built."""
    return tomllib.loads(resource("demo/stars.toml").read_text(encoding="utf-8"))


def work_for_stars(store: Store, cast: Cast) -> None:
    """Three years of money, this year's work, and the plan with its progress week by week."""
    owners = [each.person for each in store.find(Post, unended(Post), order="id")]
    _assets(store)
    _economy(store)
    _organisations(store, cast)
    _services(store, cast)
    _helpers(store, cast)
    _compare(store)
    _activities(store, cast)
    contact = cast.members[0][1].rowid
    young = sorted((person for _, person in cast.members[6:]), key=cast.age)
    for person, (origin, aim) in zip(young, RESERVE, strict=False):
        store.save(Reserve(person=person.rowid, origin=origin, aim=aim, contact=contact,
                           listed=date(2025, 3, 1)))
    for each in words()["verdict"]:
        _give(store, each)
    for each in words()["review"]:
        review(store, Review(**_dated(each, "on_day")))
    standard = keep(store, shipped("rural", LAST.year))
    plan = _plan(store, standard, owners)
    _answer(store, plan, standard)
    _file(store, plan)
    _beside(store)
    week = LAST - timedelta(days=2)
    report = draft(store, week)
    keep_report(store, report.but(author=_name(cast), sent=week))


def _name(cast: Cast) -> str:
    return cast.members[1][1].name if len(cast.members) > 1 else "文书"


def _dated(each: dict[str, Any], *names: str) -> dict[str, Any]:
    return each | {name: date.fromisoformat(each[name]) for name in names if name in each}


# ── what the stars are counted from ──────────────────────────────────────────


def _assets(store: Store) -> None:
    for each in words()["asset"]:
        said = _dated(each, "idle_since", "used_since")
        rented = said.pop("lease", None)
        said["amount"] = Decimal(each["amount"]) if "amount" in each else None
        asset = store.save(Asset(**said))
        if rented:
            terms = _dated(rented, "since", "until") | {"rent": Decimal(rented["rent"])}
            store.save(Lease(asset=asset.rowid, **terms))


def _economy(store: Store) -> None:
    leases = {each.tenant: each.rowid for each in store.find(Lease)}
    for year in words()["money"]:
        for day, account, amount, summary, party in year["lines"]:
            store.save(IncomeLine(
                on_day=date.fromisoformat(f"{year['year']}-{day}"), account=account,
                amount=Decimal(amount), summary=summary, party=party or None,
                lease=leases.get(party)))
        if year["year"] < LAST.year:
            carry_forward(store, year["year"] + 1, year_account(store, year["year"])["closing"])
    for each in words()["project"]:
        said = {name: value for name, value in each.items()
                if name not in ("funds", "results", "stages")}
        project = Project(**_dated(said, "since", "due", "finished"))
        kept = keep_project(
            store, project,
            [ProjectFund(project=0, origin=origin, amount=Decimal(amount), paper=paper or None)
             for origin, amount, paper in each["funds"]],
            [ProjectResult(project=0, what=what, amount=Decimal(amount), unit=unit, about=True,
                           on_day=project.finished or project.since)
             for what, amount, unit in each["results"]],
        )
        for stage, day in each["stages"]:
            keep_stage(store, ProjectStage(project=kept.rowid, stage=stage,
                                           on_day=date.fromisoformat(day)))


def _organisations(store: Store, cast: Cast) -> None:
    made = [store.save(Organisation(**_dated(each, "since"))) for each in words()["organisation"]]
    cooperative, firm = made[0].rowid, made[1].rowid
    store.save(FirmTie(cooperative=cooperative, firm=firm, way="order", contract="2026-03",
                       amount=Decimal(380_000), since=date(2026, 1, 1)))
    for home in cast.homes[::6][:TIED]:
        tie(store, HouseholdTie(cooperative=cooperative, household=home.rowid, way="planting",
                                since=date(2026, 2, 20)))
    for place, each in enumerate(made):
        if each.kind in (COOPERATIVE, TASK_FORCE, *COUNCILS) and each.kind != "covenant":
            _members(store, cast, each, place)
    for each in words()["facility"]:
        area = Decimal(each["area"]) if "area" in each else None
        store.save(Facility(**each | {"area": area}))
    for each in words()["honour"]:
        store.save(Honour(**_dated(each, "on_day")))


def _services(store: Store, cast: Cast) -> None:
    """The registers told as data, each line beside a household and somebody of the committee."""
    worker, product = cast.members[1][1].rowid, store.find(Organisation, order="id")[0].rowid
    for kind in (Service, Ceremony, Product, Greening, Survey, Incentive):
        for place, each in enumerate(words()[kind.table]):
            said = {name: kind.field(name).read(str(value)) for name, value in each.items()}
            links = {"household": cast.homes[place * 7 % len(cast.homes)].rowid, "worker": worker,
                     "manager": worker, "organisation": product}
            store.save(kind(**said | {name: row for name, row in links.items()
                                      if name in kind.fields_by_name()}))


def _helpers(store: Store, cast: Cast) -> None:
    """Who is sent to work here, and what some of the village are trained as."""
    for each in words()["sent"]:
        said = _dated(each, "since")
        post = Post(person=0, title=said.pop("title"), since=said.pop("since"),
                    body=said.pop("body", None))
        station(store, Person(**said), post)
    sides = [store.save(Group(name=name, kind="area", place=place))
             for place, name in enumerate(words()["areas"], 1)]
    people = [person.rowid for _, person in cast.members[2:]]
    for at, side in enumerate(sides):
        homes = [each.rowid for each in cast.homes[at::len(sides)]]
        move_to_group(store, homes, side.rowid, BEGUN, "area")
        for role, person in zip(("chief", "grid"), people[at::len(sides)], strict=False):
            store.save(Charge(group=side.rowid, role=role, person=person, since=BEGUN))
    for place, tag in words()["tag"].items():
        person = cast.members[int(place) % len(cast.members)][1].rowid
        store.save(PersonTag(person=person, tag=tag, since=date(2025, 7, 1), paper="镇党委名单"))


def _compare(store: Store) -> None:
    """The groups scored quarter by quarter on a form of the village's own; what came of it."""
    said = words()["contest"]
    form = keep_own(store, EvaluationForm(
        name=said["form"], since=BEGUN, full=ZERO, source="村党支部定", use=CONTEST),
        said["items"], said["grades"])
    names = [each.name for each in groups(store)]
    for at, (day, name) in enumerate(said["rounds"].items()):
        held = begin(store, Contest(
            name=name, form=form.rowid, on_day=date.fromisoformat(day), compared="group",
            judges=said["judges"], drop=True), names)
        for place, entrant in enumerate(entrants(store, held.rowid)):
            for judge_at, judge in enumerate(held.judge_names):
                given = 80 + (place * 7 + at * 4) % 13 + (place + judge_at) % 4
                entrant = key_scores(store, entrant, judge, str(given))


def _members(store: Store, cast: Cast, group: Organisation, place: int) -> None:
    people = [person for _, person in cast.members[2 + place:7 + place]]
    if people:
        store.save(group.but(leader=people[0].id))
    for at, person in enumerate(people):
        store.save(OrganisationMember(organisation=group.rowid, person=person.rowid,
                                      role=None if at else "负责人", since=group.since))


def _activities(store: Store, cast: Cast) -> None:
    for each in words()["activity"]:
        for day in map(date.fromisoformat, each["days"]):
            kept = log(store, Activity(kind=each["kind"], theme=each["theme"], on_day=day,
                                       entered=day, people=each["people"], about=True,
                                       star=each["star"], host=each["host"], place=each["place"]),
                       [person.rowid for _, person in cast.members[:each.get("named", 0)]],
                       read_results(each.get("results", "")))
            _tell_of_each(store, kept, each)
    for week in range(0, (LAST - CLEANING_FROM).days // 7 + 1, 2):
        day = CLEANING_FROM + timedelta(weeks=week)
        store.save(Activity(kind="cleaning", theme="清洁家园行动", on_day=day, entered=day,
                            people=30 + week % 7, star="生态宜居星", host="村党支部",
                            place=PLACES[week % len(PLACES)]))


def _tell_of_each(store: Store, activity: Activity, says: dict[str, Any]) -> None:
    """Of those who came by name the first did not pass: no certificate and no subsidy."""
    for at, each in enumerate(people_of(store, activity.rowid) if "failed" in says else ()):
        passed = at >= says["failed"]
        store.save(each.but(passed=passed, **({
            "certificate": says["certificate"], "subsidy": Decimal(says["subsidy"])}
            if passed else {})))


# ── plan, answers, sayings ───────────────────────────────────────────────────


def _plan(store: Store, standard: Standard, owners: list[int]) -> Plan:
    said = words()
    names = ("strengths", "reached", "gaps", "goals", "measures", "guide")
    plan = Plan(year=LAST.year, standard=standard.rowid, made=date.fromisoformat(said["made"]),
                leader=_turn(owners, 0), task_forces=len(said["target"]),
                **{each: said[each] for each in names})
    meetings = {name: meetings_to_choose(store, plan, name) for name in ("committee", "assembly")}
    plan = keep_plan(store, plan.but(
        **{name: found[-1][0] for name, found in meetings.items() if found}))
    for place, each in enumerate(said["target"]):
        aim_at(store, plan, each["star"], owner=_turn(owners, place),
               due=date.fromisoformat(each["due"]))
    tasks = {item.task.number: item.task.rowid for item in items(store, standard.rowid)}
    for place, each in enumerate(said["work"]):
        assign(store, plan, tasks[str(each["item"])], owner=_turn(owners, place),
               due=date.fromisoformat(each["due"]), days=each.get("days"),
               action=each.get("action"))
    return plan


def _turn(owners: list[int], place: int) -> int | None:
    return owners[place % len(owners)] if owners else None


def _answer(store: Store, plan: Plan, standard: Standard) -> None:
    """Answers in the order of their days; the sheet is kept at the end of each of the last weeks.
    """
    clauses = {item.task.number: item.clauses[0] for item in items(store, standard.rowid)}
    waiting = list(words()["answer"])
    for back in sorted(words()["weekly_days"], reverse=True):
        end = LAST - timedelta(days=back - 7)
        while waiting and date.fromisoformat(waiting[0]["day"]) <= end:
            each = waiting.pop(0)
            answer(store, clauses[str(each["item"])], **_said(each))
        take(store, plan, end)


def _beside(store: Store) -> None:
    """A standard beside the stars, which the village has checked itself by."""
    said = words()["beside"]
    rows = [{"星": head, "序号": str(at), "项": item, "条": clause}
            for at, (head, item, clause, _) in enumerate(said["rows"], 1)]
    kept = keep(store, draft_standard(
        Standard(year=LAST.year, star_set=said["star_set"], title=said["title"]),
        under_head(rows)))
    for item, (*_, met) in zip(items(store, kept.rowid), said["rows"], strict=True):
        state, rating = ("done", "met") if met else ("running", "short")
        answer(store, item.clauses[0], state=state, rating=rating, author="文书",
               on_day=date.fromisoformat(said["on_day"]))


def _said(each: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in each.items() if name not in ("item", "day") and value}
    for name in ("value", "base"):
        if name in said:
            said[name] = Decimal(said[name])
    return said | {"on_day": date.fromisoformat(each["day"]), "author": "文书"}


def _file(store: Store, plan: Plan) -> None:
    for line in lines(store, plan, LAST):
        if set(line.clause.source_codes) & set(FILED):
            for figure in line.open(store):
                file_counted(store, line.clause.rowid, figure.counted, LAST)


def _give(store: Store, each: dict[str, Any]) -> None:
    for star, result in _results(each):
        give(store, Verdict(
            year=each["year"], star=star, stage=each["stage"], result=result,
            on_day=date.fromisoformat(each["on_day"]), author=each["author"],
            reason=each.get("reason"), document=each.get("document")))


def _results(each: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for result, name in (("yes", "stars"), ("no", "missed")):
        for star in each.get(name, ()):
            yield star, result
