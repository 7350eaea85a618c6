"""A small invented village with a quarter of everything a town's form may ask for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from models.keeping.store import Store
from models.matters.matter import Matter
from models.meetings.meeting import Meeting
from models.members.member import Duty, Member
from models.office.village import Group, Unit
from models.pairing.pairing import Pairing
from models.points.book.accounts import Account, new_account
from models.points.book.entries import Entry
from models.points.book.scheme_versions import keep_scheme, put_in_force
from models.points.book.slips import Slip
from models.points.engine.scheme_file import scheme_from
from models.registers.people import Household, HouseholdCategory, Person
from models.visits.visit import Visit

BEGUN = date(2025, 1, 1)
HOMES = (
    ("01", "沈大福", "一组", 4, ("TP",), "410922188812310022", "13900000001"),
    ("02", "秦有才", "一组", 2, ("JC2", "DB"), None, None),
    ("10", "吕素梅", "二组", 1, ("TK",), None, None),
    ("03", "祝长河", "二组", 5, (), None, "13900000010"),
)
MEMBERS = (
    ("石开山", "1", "第二党小组", "", "probationary", ()),
    ("侯金斗", "1", "第一党小组", "环境卫生岗", "full", ("01", "02")),
    ("邵桂枝", "2", "第三党小组", "", "full", ("10", "03")),
)
VISITS = (
    (date(2026, 1, 12), "侯金斗", "01", "井台塌陷", date(2026, 1, 20)),
    (date(2026, 3, 9), "侯金斗", "02", "缺种子", None),
    (date(2026, 3, 20), "邵桂枝", "10", None, None),
    (date(2026, 4, 1), "邵桂枝", "10", None, None),
)
MEETINGS = (
    ("committee", date(2026, 1, 5), 3, 3, "研究联户"),
    ("committee", date(2026, 3, 6), 3, 2, "公示"),
    ("committee", date(2026, 3, 19), 3, 3, "议题"),
    ("party-day", date(2026, 2, 15), 3, 3, "植树"),
)
HEADS = {"civil": "移风易俗", "home": "美丽庭院"}
LINES = (
    ("01", "award", date(2026, 2, 3), "12", "civil"),
    ("01", "award", date(2026, 3, 2), "2.5", "civil"),
    ("01", "award", date(2026, 3, 8), "10", "home"),
    ("01", "award", date(2026, 3, 9), "-3", "home"),
    ("01", "redeem", date(2026, 3, 28), "-15", None),
    ("02", "award", date(2026, 4, 2), "5", "home"),
)


def settle(store: Store) -> None:
    """Let everybody move in."""
    with store.act("试验村"):
        store.save(Unit(name="柳河沿村", town="青石坡镇", branch="中共柳河沿村支部委员会"))
        homes = _homes(store)
        members = _members(store, homes)
        _visits(store, homes, members)
        for kind, held, due, came, title in MEETINGS:
            store.save(Meeting(kind=kind, held=held, title=title, due_count=due,
                               present_count=came, entered=held))
    _points(store, homes)


def _homes(store: Store) -> dict[str, Household]:
    groups: dict[str, Group] = {}
    homes = {}
    for number, head, name, size, categories, id_number, phone in HOMES:
        if name not in groups:
            groups[name] = store.save(Group(name=name, place=len(groups) + 1))
        home = homes[number] = store.save(Household(number=number, group=groups[name].id))
        store.save(Person(name=head, household=home.id, relation="02", sex="1",
                          id_number=id_number, phone=phone, born="1899-03"))
        for name in ("沈小满", "秦麦香", "吕春娥", "祝文贵")[:size - 1]:
            store.save(Person(name=name, household=home.id, relation="49", sex="2"))
        for each in categories:
            store.save(HouseholdCategory(household=home.id, category=each, since=BEGUN))
    return homes


def _members(store: Store, homes: dict[str, Household]) -> dict[str, Member]:
    members = {}
    for name, sex, party_group, post, kind, links in MEMBERS:
        person = store.save(Person(name=name, sex=sex))
        members[name] = store.save(Member(person=person.id, kind=kind, party_group=party_group))
        if post:
            store.save(Duty(member=members[name].id, post=post, since=BEGUN))
        for number in links:
            store.save(Pairing(member=members[name].id, household=homes[number].id, since=BEGUN))
    return members


def _visits(store: Store, homes: dict[str, Household], members: dict[str, Member]) -> None:
    for day, name, number, problem, closed in VISITS:
        visit = store.save(Visit(member=members[name].id, household=homes[number].id, day=day,
                                 entered=day))
        if problem:
            store.save(Matter(
                kind="problem", what=problem, found=day, visit=visit.id, household=visit.household,
                member=visit.member, measure="已联系", state="closed" if closed else "found",
                closed=closed, result="修好" if closed else None))


def _points(store: Store, homes: dict[str, Household]) -> None:
    scheme = scheme_from({
        "scheme": {"name": "细则", "account": "household", "valid_from": BEGUN.isoformat(),
                   "source": "试验", "booking": "month"},
        "category": [{"code": code, "title": title} for code, title in HEADS.items()],
        "item": [{"code": f"{code}-any", "category": code, "title": title,
                  "range": ["-100", "100"], "per": "household-time"}
                 for code, title in HEADS.items()],
    })
    version = put_in_force(store, keep_scheme(store, scheme), basis="大会", adopted=BEGUN)
    with store.act("积分"):
        accounts = {number: new_account(store, BEGUN, household=home.id)
                    for number, home in homes.items()}
        for number, op, day, points, category in LINES:
            accounts[number] = _line(store, accounts[number], version.id, op, day, points, category)


def _line(
    store: Store, account: Account, scheme: int | None, op: str, day: date, points: str,
    category: str | None,
) -> Account:
    moved = Decimal(points)
    slip = store.save(Slip(op=op, kind="household", account=account.id, on_day=day, entered=day,
                           state="approved"))
    store.save(Entry(slip=slip.id, account=account.id, scheme=scheme, op=op, on_day=day,
                     event_day=day, booked=day, period=f"{day:%Y-%m}", category=category,
                     credited=moved, score=moved, balance=moved, after=moved, reason="试验"))
    return store.save(account.but(funds=account.funds + moved))
