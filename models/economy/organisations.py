"""Village groups and businesses: 一约五会, co-operatives, firms, and who is tied to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.lasting import Before, not_over, on
from models.keeping.record import Record, field, required
from models.registers.people import Person
from models.values import clock
from models.values.kinds import DAY, FLAG, LINK, MONEY, NOTE, NUMBER, Choices
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

COUNCILS = {
    "covenant": "村规民约", "villagers-council": "村民理事会", "ceremony-council": "红白理事会",
    "moral-council": "道德评议会", "vice-council": "禁毒禁赌会", "filial-council": "孝善理事会",
}
"""一约五会: the village covenant and five councils; counties name the five differently (参考)."""

COOPERATIVE, FIRM, TASK_FORCE = "cooperative", "firm", "task_force"
ORGANISATION_KINDS = Choices(
    **COUNCILS, cooperative="合作社", firm="龙头企业", family_farm="家庭农场", workshop="帮扶车间",
    shop="便民商超", task_force="工作专班", volunteers="志愿服务队", mediators="调解队",
    self_governed="自治组织", self_taught="自乐组织", patrol="巡逻队", other="其他",
)
FIRM_WAYS = Choices(order="订单收购", underwriting="包销", commission="委托生产", base="基地共建",
                    labour="劳务", other="其他")
HOUSEHOLD_WAYS = Choices(labour="务工", land="土地入股", capital="资金入股", planting="订单种养",
                         trust="托管", other="其他")


class Organisation(Record, table="organisation", label="组织", lasts=Before("since", "until")):
    """A council, team, co-operative or firm; jobs and beneficiaries are counts."""

    name: str = required("名称", width=18)
    kind: str = required("类型", options=ORGANISATION_KINDS, width=10)
    led: bool = field("党支部领办", FLAG, default=False, width=8, dated=True)
    leader: int | None = field("负责人", LINK, width=8, dated=True)
    since: date | None = field("成立日期", DAY, width=11)
    until: date | None = field("终止日期", DAY, width=11)
    business: str | None = field("主营或职责", width=18, dated=True)
    jobs: int | None = field("带动就业人数", NUMBER, width=9, dated=True)
    beneficiaries: int | None = field("受益户数", NUMBER, width=8, dated=True)
    about: bool = field("人数户数为约数", FLAG, default=False, width=8)
    paper: str | None = field("章程或依据", width=16)
    note: str | None = field("备注", NOTE, width=14)


class OrganisationMember(
    Record, table="organisation_member", label="组织成员", lasts=Before("since", "until")
):
    """A person in a group, from a day until a day."""

    organisation: int = required("组织", LINK)
    person: int = required("人员", LINK)
    role: str | None = field("职务", width=8)
    since: date | None = field("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)


class FirmTie(Record, table="firm_tie", label="合作社绑企业", lasts=Before("since", "until")):
    """合作社绑龙头企业: how a co-operative is tied to a firm, by which contract and order."""

    cooperative: int = required("合作社", LINK)
    firm: int = required("龙头企业", LINK)
    way: str = required("方式", options=FIRM_WAYS, width=10)
    contract: str | None = field("合同或订单", width=14)
    amount: Decimal | None = field("年订单金额", MONEY, width=12)
    since: date = required("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)


class HouseholdTie(
    Record, table="household_tie", label="农户绑合作社", lasts=Before("since", "until")
):
    """农户绑合作社: how a household is tied to a co-operative."""

    cooperative: int = required("合作社", LINK)
    household: int = required("户", LINK)
    way: str = required("方式", options=HOUSEHOLD_WAYS, width=10)
    since: date = required("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)


def tie(store: Store, each: HouseholdTie) -> HouseholdTie:
    """Tie a household to a co-operative.

    :raises Invalid: it is no co-operative, or the household is tied to it already.
    """
    with_whom = store.get(Organisation, each.cooperative)
    if with_whom.kind != COOPERATIVE:
        raise Invalid({"cooperative": f"{with_whom.name}不是合作社，农户只能绑合作社。请另选。"})
    if store.find(HouseholdTie, f"{not_over(HouseholdTie)} AND cooperative = ?2"
                                " AND household = ?3 AND id IS NOT ?4",
                  (each.since.isoformat(), each.cooperative, each.household, each.id)):
        raise Invalid({"household": f"这户已绑定{with_whom.name}，不用重复登记。"})
    with store.act(f"双绑：{with_whom.name}"):
        return store.save(each)


def tie_firm(store: Store, each: FirmTie) -> FirmTie:
    """Tie a co-operative to a firm.

    :raises Invalid: one is no co-operative, the other no firm, or they are tied already.
    """
    with_whom, firm = store.get(Organisation, each.cooperative), store.get(Organisation, each.firm)
    if with_whom.kind != COOPERATIVE:
        raise Invalid({"cooperative": f"{with_whom.name}不是合作社，企业只能绑合作社。请另选。"})
    if firm.kind != FIRM:
        raise Invalid({"firm": f"{firm.name}不是龙头企业，请先把企业登记在“组织”里再选。"})
    if store.find(FirmTie, f"{not_over(FirmTie)} AND cooperative = ?2 AND firm = ?3"
                           " AND id IS NOT ?4",
                  (each.since.isoformat(), each.cooperative, each.firm, each.id)):
        raise Invalid({"firm": f"{with_whom.name}已绑定{firm.name}，不用重复登记。"})
    with store.act(f"双绑：{with_whom.name}"):
        return store.save(each)


def firms(store: Store, typed: str) -> list[tuple[int, str]]:
    """The firms a co-operative may be tied to: (id, name)."""
    return [(each.rowid, each.name) for each in store.find(
        Organisation, f"kind = 'firm' AND {on(Organisation)}", (clock.today().isoformat(),))
            if typed in each.name]


def ties(store: Store, cooperative: int, day: date) -> list[tuple[FirmTie | HouseholdTie, str]]:
    """What a co-operative is tied to on a day, in words; firms first."""
    asked = (day.isoformat(), cooperative)
    found: list[tuple[FirmTie | HouseholdTie, str]] = []
    for tied in store.find(FirmTie, f"{on(FirmTie)} AND cooperative = ?2", asked):
        paper = f"，{tied.contract}" if tied.contract else ""
        found.append((tied, f"{store.get(Organisation, tied.firm).name}"
                            f"（{FIRM_WAYS.label(tied.way)}{paper}）"))
    for each in store.find(HouseholdTie, f"{on(HouseholdTie)} AND cooperative = ?2", asked):
        number = store.query("SELECT number FROM household WHERE id = ?", (each.household,))
        found.append((each, f"{number[0][0]} 户（{HOUSEHOLD_WAYS.label(each.way)}）"))
    return found


def members_of(
    store: Store, organisation: int, day: date
) -> list[tuple[OrganisationMember, str]]:
    """Who is in a group on a day, in words, in the order they were written."""
    return [(each, store.get(Person, each.person).name + (f"（{each.role}）" if each.role else ""))
            for each in store.find(OrganisationMember,
                                   f"{on(OrganisationMember)} AND organisation = ?2",
                                   (day.isoformat(), organisation), "id")]


@dataclass(frozen=True)
class OrganisationLine:
    """A group as a list shows it: how many people, how many households tied, to which firms."""

    organisation: Organisation
    leader: str
    people: int
    households: int
    firms: tuple[str, ...]


def organisation_lines(store: Store, day: date) -> list[OrganisationLine]:
    """The groups there are on a day."""
    at = (day.isoformat(),)
    names = dict(store.query("SELECT id, name FROM person"
                             " WHERE id IN (SELECT leader FROM organisation)"))
    people = dict(store.query(
        f"SELECT organisation, count(DISTINCT person) FROM organisation_member"
        f" WHERE {on(OrganisationMember)} GROUP BY organisation", at))
    homes = dict(store.query(
        f"SELECT cooperative, count(DISTINCT household) FROM household_tie"
        f" WHERE {on(HouseholdTie)} GROUP BY cooperative", at))
    firms: dict[int, list[str]] = {}
    for cooperative, name in store.query(
        f"""SELECT t.cooperative, o.name FROM firm_tie t JOIN organisation o ON o.id = t.firm
           WHERE {on(FirmTie, "t")} ORDER BY t.id""", at):
        firms.setdefault(cooperative, []).append(name)
    return [
        OrganisationLine(each, names.get(each.leader, ""), people.get(each.id, 0),
                         homes.get(each.id, 0), tuple(firms.get(each.rowid, ())))
        for each in store.on(Organisation, day, "kind, id")
    ]


def task_forces(store: Store, day: date) -> list[OrganisationLine]:
    """The 工作专班 there are on a day."""
    return [each for each in organisation_lines(store, day)
            if each.organisation.kind == TASK_FORCE]


def councils(store: Store, day: date) -> dict[str, OrganisationLine | None]:
    """一约五会: each with its group, None where the village has none yet."""
    found = {each.organisation.kind: each for each in organisation_lines(store, day)}
    return {label: found.get(kind) for kind, label in COUNCILS.items()}
