"""A small village with accounts and a scheme in force, for the tests of the kept ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from models.keeping.store import Store
from models.members.member import Member
from models.office.village import Group, Unit, change_policy
from models.points.book.accounts import new_account
from models.points.book.approval import approve
from models.points.book.entering import keep
from models.points.book.kept_ledger import Book
from models.points.book.scheme_versions import SchemeVersion, keep_scheme, put_in_force
from models.points.book.slips import AwardDraft, Slip
from models.points.engine.scheme import Scheme
from models.registers.people import Household, Person
from tests.models.points.small_village import scheme

BEGIN = date(2026, 1, 1)
ITEMS: list[dict[str, Any]] = [
    {"code": "tree", "title": "参加植树造林", "points": "10", "cap": "25", "cap_per": "year"},
    {"code": "work", "title": "参加公共劳动", "points": "0.5", "per": "person-time"},
    {"code": "college", "title": "家庭成员考取本科", "points": "30", "per": "person-once"},
    {"code": "rubbish", "title": "乱堆垃圾不整治", "points": "-10"},
    {"code": "free", "title": "临时任务", "range": ["1", "20"]},
    {"code": "town", "title": "镇级表彰", "points": "2", "one_of": "honour"},
    {"code": "county", "title": "县级表彰", "points": "4", "one_of": "honour"},
    {"code": "dump", "title": "乱倒垃圾", "points": "0",
     "veto": {"scope": "score", "reach": "next-year"}},
    {"code": "thief", "title": "偷盗", "points": "0", "veto": {"scope": "balance"}},
]


def settle(store: Store, homes: int = 3, people: int = 3) -> None:
    """Two groups, households with a head and others, named after their numbers."""
    store.save(Unit(name="柳河沿村", branch="柳河沿村党支部", phone="0390-6000213"))
    groups = [store.save(Group(name=name, place=i)) for i, name in enumerate(("一组", "二组"), 1)]
    for i in range(homes):
        home = store.save(Household(number=f"{i + 1:03d}", group=groups[i % 2].id,
                                    since=date(2020, 1, 1)))
        for j in range(people):
            store.save(Person(
                name=f"{'柳耿彭鲁孟柴'[i % 6]}{'树林贵山生满'[j]}{'甲乙丙丁戊己庚辛'[i % 8]}",
                household=home.id, relation="02" if j == 0 else "99", since=date(2020, 1, 1),
                born=f"{1880 + j}-01-01",
            ))


def adopt(store: Store, rules: Scheme, member_class: str | None = None) -> SchemeVersion:
    """Keep a scheme and put it in force on its first day."""
    kept = keep_scheme(store, rules, member_class=member_class)
    return put_in_force(store, kept, basis="村民代表会议", adopted=BEGIN)


def with_accounts(store: Store, rules: Scheme | None = None, **keys: Any) -> None:
    """A village where every household has an account and nothing waits for approval."""
    settle(store)
    adopt(store, rules or scheme(ITEMS, **keys))
    for household in store.find(Household):
        new_account(store, BEGIN, household=household.id)
    change_policy(store, "points", approval="none", objection_workdays=False)


def member(store: Store, name: str, person: int | None = None) -> Member:
    """A party member of the first household, or the person named."""
    row = person or store.save(Person(name=name, household=1, relation="99",
                                      since=date(2020, 1, 1))).id
    return store.save(Member(person=row or 0, joined="2000-07-01"))


def award(store: Store, account: int, on: date, item: str, **more: Any) -> Slip:
    """Keep one award, which goes into the ledger when nothing has to be approved."""
    today = more.pop("today", on)
    return keep(store, [AwardDraft(account, on, item, **more)], today).slips[0]


def approved(store: Store, account: int, on: date, item: str, **more: Any) -> Slip:
    """Keep one award and approve it."""
    slip = award(store, account, on, item, **more)
    return approve(store, [slip.rowid], on).slips[0] if slip.state == "pending" else slip


def stands(store: Store, account: int, day: date) -> tuple[Any, ...]:
    """Score, balance and honours of a household's account on a day."""
    found = Book(store, "household").standing(account, day)
    return found.score, found.balance, found.honour


def open_store(folder: Path) -> Store:
    """A data file in a folder."""
    return Store(folder / "村.lianxing")


