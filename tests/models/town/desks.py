"""Two desks for tests: a village that reports and a town that receives, with the stick between."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from exporters.leaving.package import Seal, sealed_for
from models.economy.year_account import IncomeLine
from models.exchange.chain import make_packages, note_delivered, package_folder
from models.exchange.keys import own_card, own_key
from models.exchange.printed import Printed
from models.keeping.store import Store
from models.members.member import Member
from models.office.village import Unit
from models.registers.people import Household, Person
from models.town.units import TownUnit, keep_unit, open_town, register
from models.values.kinds import MONEY, NUMBER, RATIO, Field
from models.values.periods import Period
from models.values.sheet import Column, Row, Sheet, summed
from models.visits.visit import Visit

PERIOD = Period.parse("2026-Q3")
CODE = "410399000101"


def open_village(
    folder: Path, name: str = "赵家村", code: str = CODE, key: bytes | None = None
) -> Store:
    """A village of two households, one member and one visit."""
    store = Store(folder / f"{name}.lianxing", key=key)
    store.operator = "赵守田"
    with store.act("期初"):
        store.save(Unit(name=name, code=code, town="青石坡镇", star_set="rural"))
        for number, head in (("001", "赵守田"), ("002", "钱有余")):
            home = store.save(Household(number=number, phone="03900000000"))
            person = store.save(Person(name=head, household=home.id, relation="02"))
        member = store.save(Member(person=person.id))
        store.save(Visit(member=member.id, household=1, day=date(2026, 8, 2), needs="修路",
                         entered=date(2026, 8, 3)))
        store.save(Visit(member=member.id, household=2, day=date(2026, 3, 2),
                         entered=date(2026, 3, 3)))
        store.save(IncomeLine(on_day=date(2026, 7, 9), account="contracting",
                              amount=Decimal("1200.50"), summary="机井承包"))
    return store


def open_desk(folder: Path, *villages: Store, key: bytes | None = None) -> Store:
    """A town's file that knows these villages and their keys."""
    store = Store(folder / "青石坡镇.lianxing", key=key)
    store.operator = "李春分"
    open_town(store, "青石坡镇")
    own_key(store)
    for place, village in enumerate(villages):
        card = own_card(village)
        keep_unit(store, TownUnit(name=card.name, code=card.code, place=place, star_set="rural",
                                  district=f"{'一二'[place % 2]}管区"))
        register(store, card)
    return store


def seal_to(village: Store, town: Store) -> Seal:
    return sealed_for(own_key(village).signing, own_card(town).receiving)


def visits_sheet(village: Store, period: Period = PERIOD) -> Sheet:
    """A small return: a line per household, how often it was visited, money, and a share."""
    columns = (Column(Field("序号", NUMBER)), Column(Field("户主")),
               Column(Field("次数", NUMBER), "走访", total=True),
               Column(Field("收入", MONEY), total=True), Column(Field("占比", RATIO)))
    rows = []
    for place, home in enumerate(village.find(Household), 1):
        head = village.find(Person, "household = ?", (home.id,))[0]
        seen = village.find(Visit, "household = ? AND day BETWEEN ? AND ?",
                            (home.id, str(period.start), str(period.end)))
        rows.append(Row((place, head.name, len(seen), Decimal("10.50") * place, Decimal("0.5")),
                        (("household", home.id), *(("visit", each.id) for each in seen))))
    return Sheet("visits", "走访登记", columns, rows, total=summed(columns, rows))


def hand_in(
    village: Store, town: Store, stick: Path, period: Period = PERIOD,
    sheets: tuple[Sheet, ...] | None = None, version: int = 1,
) -> Path:
    """The village's next package, on the stick, with these returns in a version."""
    from exporters.leaving.package import deliver

    folder = package_folder(village.path)
    shown = (visits_sheet(village, period),) if sheets is None else sheets
    printed = [Printed(each, version, {".pdf": b"%PDF-1.4 sample"}) for each in shown]
    made = make_packages(village, period, printed, seal_to(village, town), folder)
    deliver([folder / each.name for each in made], stick)
    return stick / note_delivered(village, made, folder)[-1].name
