"""People of the village and their households: numbers, heads, who lived where on any day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from models.keeping.lasting import Before, Through, begun, not_over, on, unended
from models.keeping.named_rows import named_rows
from models.keeping.record import Record, field, required, stood_on
from models.office.village import Group
from models.values import clock
from models.values.codes import (
    EDUCATION,
    ETHNIC,
    HEALTH,
    HOUSEHOLD_CATEGORY,
    MARRIAGE,
    POLITICS,
    RELATION,
    SEX,
    Labelled,
)
from models.values.identity import id_number_doubt, id_number_problem, judge, normalise
from models.values.kinds import DAY, LINK, NOTE, PART_DAY, Choices, Kind
from models.values.names import name_problem
from models.values.privacy import Privacy, phone_doubt
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

HEAD = "02"
"""GB/T 4761-2008: 户主."""

HOUSEHOLD_LEFT = Choices(moved="迁出", closed="销户", merged="并户")


class Household(Record, table="household", label="户", lasts=Before("since", "left")):
    """A household with its permanent 户号; it may be empty, and leaves with a reason."""

    number: str = required("户号", width=8,
                           aliases=("户编号", "编号", "户码", "户序号", "家庭编号", "户内编号"))
    group: int | None = field("村民小组", LINK, width=8, dated=True)
    area: int | None = field("片区或网格", LINK, width=10, dated=True)
    address: str | None = field("住址", width=24, privacy=Privacy.ADDRESS,
                                aliases=("家庭住址", "地址", "家庭地址", "详细地址"))
    phone: str | None = field("户联系电话", width=14, privacy=Privacy.PHONE, doubt=phone_doubt)
    note: str | None = field("备注", NOTE, width=14, privacy=Privacy.SENSITIVE)
    since: date | None = field("立户日期", DAY, width=11)
    left: date | None = field("离册日期", DAY, width=11)
    left_reason: str | None = field("离册原因", options=HOUSEHOLD_LEFT, width=8)


class HouseholdCategory(
    Record, table="household_category", label="户类别", lasts=Through("since", "until")
):
    """What a household counts as (脱贫户, 低保户 …) from a day until a day, on which paper."""

    household: int = required("户", LINK)
    category: str = required("类别", options=HOUSEHOLD_CATEGORY,
                             privacy=Privacy.SENSITIVE, width=14,
                             aliases=("户类型", "户类别", "类型", "家庭类型", "户属性"))
    since: date | None = field("起", DAY)
    until: date | None = field("止", DAY)
    source: str | None = field("依据", width=16)


def categories_of(store: Store, household: int, day: date) -> list[HouseholdCategory]:
    """The categories a household is in on a day."""
    return store.find(
        HouseholdCategory, f"household = ?2 AND {on(HouseholdCategory)}",
        (day.isoformat(), household),
    )


def move_to_group(
    store: Store, households: Sequence[int], group: int | None, since: date | None = None,
    of: str = "group",
) -> None:
    """Put these households into a 村民小组, or into none, from a day on (today), as one act.

    :param of: ``area`` for the 片区 or 网格 they belong to beside it.
    """
    none = {"group": "不分组", "area": "不分片"}[of]
    name = store.get(Group, group).name if group else none
    with store.act(f"改组：{len(households)} 户到{name}"), store.dating(since):
        for row in households:
            store.save(store.get(Household, row).but(**{of: group}))


def categorise(store: Store, households: Sequence[int], category: HouseholdCategory) -> int:
    """Let these households count as something, as one act; how many did not yet on that day."""
    label = HouseholdCategory.field("category").show(category.category)
    day = category.since or clock.today()
    fresh = [row for row in households if category.category not in (
        each.category for each in categories_of(store, row, day))]
    if fresh:
        with store.act(f"户类别：{len(fresh)} 户 {label}"):
            for row in fresh:
                store.save(category.but(household=row))
    return len(fresh)


# ── the people ───────────────────────────────────────────────────────────────


class PersonLeft(Labelled):
    """Why somebody is off the register."""

    DIED = "died", "死亡"
    MOVED = "moved", "迁出"
    MARRIED = "married", "婚嫁迁出"
    DOUBLE = "double", "重复登记"
    OTHER = "other", "其他"


PERSON_LEFT = Choices(**PersonLeft.labels())
ID_NUMBER = Kind("id-number", "TEXT", normalise)
"""GB 11643-1999: stored bare, with a capital X."""


class Person(Record, table="person", label="人员", lasts=Before("since", "left")):
    """A resident, or somebody ``sent_by`` an office to work here, who lives in no household.

    Leaves with a reason and is never deleted.
    """

    name: str = required("姓名", check=name_problem, width=8, privacy=Privacy.NAME,
                         aliases=("名字", "人员姓名", "成员姓名", "家庭成员", "家庭成员姓名"))
    household: int | None = field("所在户", LINK)
    relation: str | None = field("与户主关系", options=RELATION, width=10,
                                 aliases=("关系", "家庭关系", "与户主的关系", "与户主关系"))
    sex: str | None = field("性别", options=SEX, width=5)
    ethnic: str | None = field("民族", options=ETHNIC, width=7)
    id_number: str | None = field("公民身份号码", ID_NUMBER, check=id_number_problem, width=20,
                                  doubt=id_number_doubt, privacy=Privacy.SECRET,
                                  aliases=("身份证号", "身份证号码", "身份证", "公民身份证号",
                                           "公民身份证号码", "证件号码"))
    born: str | None = field("出生日期", PART_DAY, width=11, privacy=Privacy.SENSITIVE,
                             aliases=("出生年月", "出生年月日", "出生", "生日", "出生时间"))
    education: str | None = field("学历", options=EDUCATION, width=10,
                                  aliases=("文化程度", "受教育程度"))
    politics: str | None = field("政治面貌", options=POLITICS, width=10)
    marriage: str | None = field("婚姻状况", options=MARRIAGE, width=8, privacy=Privacy.SENSITIVE,
                                 aliases=("婚姻",))
    health: str | None = field("健康状况", options=HEALTH, width=10, privacy=Privacy.SENSITIVE,
                               aliases=("健康",))
    work: str | None = field("务工及去向", width=12, aliases=("职业", "务工状况", "工作单位"))
    phone: str | None = field("联系电话", width=14, privacy=Privacy.PHONE, doubt=phone_doubt,
                              aliases=("电话", "手机", "手机号", "手机号码", "联系方式",
                                       "电话号码"))
    landline: str | None = field("固定电话", width=14, privacy=Privacy.PHONE, doubt=phone_doubt,
                                 aliases=("座机",))
    address: str | None = field("家庭住址", width=24, privacy=Privacy.ADDRESS,
                                aliases=("住址", "现住址", "地址", "家庭地址"))
    sent_by: str | None = field("派出单位", width=16)
    note: str | None = field("备注", NOTE, width=14, privacy=Privacy.SENSITIVE)
    since: date | None = field("登记日期", DAY, width=11)
    left: date | None = field("离册日期", DAY, width=11)
    left_reason: str | None = field("离册原因", options=PERSON_LEFT, width=8)

    @classmethod
    def implied(cls, typed: Mapping[str, Any]) -> dict[str, tuple[Any, str]]:
        """Sex and day of birth, where the number can be believed."""
        verdict = judge(typed.get("id_number"))
        said = {"sex": verdict.sex, "born": verdict.born and verdict.born.isoformat()}
        return {name: (value, "身份证号") for name, value in said.items() if value}

    @property
    def is_head(self) -> bool:
        """Whether this is the 户主."""
        return self.relation == HEAD


def surnames(store: Store) -> frozenset[str]:
    """The first characters of all names on the register."""
    return frozenset(name[:1] for name, in store.query("SELECT DISTINCT name FROM person"))


def members_of(store: Store, household: int) -> list[Person]:
    """The people of a household whom no act has let go, the head first."""
    return store.find(
        Person, f"household = ? AND {unended(Person)}", (household,),
        f"relation IS NOT '{HEAD}', coalesce(relation, '99'), id",
    )


# ── Who lived in which household, and 人户变动 written down once


HAPPENINGS = Choices(
    move_in="迁入", move_out="迁出", birth="出生", death="死亡", marriage="婚嫁迁入",
    split="分户", merge="并户", head="变更户主",
)


class Happening(Record, table="happening", label="人户变动"):
    """What happened to one person, on which day and why.

    ``household`` is where the person belongs afterwards (or last belonged), ``other`` the
    household before when it was another one.
    """

    kind: str = required("变动", options=HAPPENINGS, width=8)
    day: date = required("日期", DAY, width=11)
    person: int | None = field("人员", LINK)
    household: int = required("户", LINK)
    other: int | None = field("原来的户", LINK)
    reason: str = required("原因", width=20)


def refuse(day: date, reason: str, today: date | None = None) -> None:
    """:raises Invalid: the day lies ahead, or nobody said why."""
    if day > (today or clock.today()):
        raise Invalid({"day": f"{day} 还没有到，变动请在发生之后登记。"})
    if not reason.strip():
        raise Invalid({"reason": "原因还没有填，请写一句，例如“外出购房”。"})


def open_household(store: Store, household: int, day: date) -> Household:
    """The household, when it is there on that day. :raises Invalid: it is not."""
    home = store.get(Household, household)
    if home.over_on(day):
        raise Invalid({"household": f"{home.number} 户已于 {home.left} 离册，请另选一户或新立户。"})
    if not home.begun_on(day):
        raise Invalid({"day": f"{home.number} 户 {home.since} 才立户，日期不能早于这一天。"})
    return home


# ── who lived where on a day ─────────────────────────────────────────────────


def stays(where: str = "1") -> str:
    """Every stay of everybody as SQL: the earlier ones, and the present one from the person's row.

    ``where`` is asked of both: from outside, every stay there is would be looked through.
    """
    return f"""(SELECT person, household, relation, since, left FROM residence WHERE {where}
            UNION ALL SELECT id, household, relation, since, left FROM person WHERE {where})"""


STAYS = stays()


class Residence(Record, table="residence", label="居住记录", lasts=Before("since", "left")):
    """An earlier stay, over on ``left``; the present stay is the person's own row.

    A stay covers the days from ``since`` until the day before ``left``.
    """

    person: int = required("人员", LINK)
    household: int = required("户", LINK)
    relation: str | None = field("与户主关系", options=RELATION)
    since: date | None = field("起", DAY)
    left: date = required("离开日期", DAY)


def stays_on(day: str = "?1") -> str:
    """SQL: the stays of a day, ``person, household, relation``; who has none was not there."""
    return f"(SELECT person, household, relation FROM {STAYS} WHERE {on(Residence, day=day)})"


def peopled(day: str = "?1") -> str:
    """SQL: the ids of the groups that a household had been put in by a day; one made later is
    none of then.
    """
    return f"""(SELECT "group" FROM {stood_on(Household, day)} WHERE {begun(Household, day=day)})"""


_HEADS = stays(f"household = h.id AND relation = '{HEAD}'")


def head_on(day: str = "?1") -> str:
    """SQL: the name of the 户主 of a household ``h`` on a day, NULL where it had none."""
    return f"""(SELECT (SELECT name FROM person WHERE id = stay.person) FROM {_HEADS} stay
        WHERE {on(Residence, "stay", day)} ORDER BY stay.person LIMIT 1)"""


def last_head(day: str = "?1") -> str:
    """SQL: the name of the 户主 of a household ``h`` on a day, else of whoever was it last."""
    return f"""(SELECT (SELECT name FROM person WHERE id = stay.person) FROM {_HEADS} stay
        ORDER BY NOT {on(Residence, "stay", day)}, {not_over(Residence, "stay", day)},
                 stay.left DESC, stay.person LIMIT 1)"""


def size_on(day: str = "?1") -> str:
    """SQL: how many people a household ``h`` had on a day."""
    return f"""(SELECT count(*) FROM {stays("household = h.id")} stay
        WHERE {on(Residence, "stay", day)})"""


class HouseholdLine(NamedTuple):
    """A household as a list names it: its group, its 户号 and the 户主 of the day."""

    id: Annotated[int, "h.id"]
    group: Annotated[str, "coalesce(g.name, '')"]
    number: Annotated[str, "h.number"]
    head: Annotated[str, f"coalesce({head_on()}, '')"]


def household_lines(store: Store, day: date) -> dict[int, HouseholdLine]:
    """Every household there ever was, by its id, as a list of that day names it."""
    rows = named_rows(
        store, HouseholdLine,
        f"""FROM {stood_on(Household)} h LEFT JOIN "group" g ON g.id = h."group\"""",
        (day.isoformat(),))
    return {each.id: each for each in rows}


def household_on(store: Store, person: int, day: date) -> int | None:
    """The household a person lived in on a day, or None."""
    rows = store.query(
        f"SELECT household FROM {stays_on()} WHERE person = ?2 AND household IS NOT NULL",
        (day.isoformat(), person),
    )
    return rows[0][0] if rows else None


def close_stay(store: Store, person: Person, day: date) -> None:
    """Put the present stay away as an earlier one, over on ``day`` or when the person left.

    :raises Invalid: the stay began after that day.
    """
    if person.household is None or person.id is None:
        return
    over = person.left or day
    if not person.begun_on(over):
        raise Invalid({"day": f"{person.name} {person.since} 才到现在这一户，日期不能早于这一天。"})
    if day < over:
        raise Invalid({"day": f"{person.name} {over} 才离册，日期不能早于这一天。"})
    if person.since != over:
        store.save(Residence(person=person.id, household=person.household,
                             relation=person.relation, since=person.since, left=over))


def settle(
    store: Store, person: Person, household: int, relation: str | None, day: date
) -> Person:
    """Begin a stay in a household, putting the one before away."""
    close_stay(store, person, day)
    return store.save(person.but(household=household, relation=relation, since=day,
                                 left=None, left_reason=None))
