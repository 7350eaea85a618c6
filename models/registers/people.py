"""The people of the village and their households: numbers, heads, categories, and how they left."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import Before, Through, on, unended
from models.keeping.record import Record, field, required
from models.values.codes import (
    EDUCATION,
    ETHNIC,
    HEALTH,
    HOUSEHOLD_CATEGORY,
    MARRIAGE,
    POLITICS,
    RELATION,
    SEX,
)
from models.values.identity import id_number_problem, normalise
from models.values.kinds import DAY, LINK, NOTE, PART_DAY, Choices, Kind
from models.values.labelled import Labelled
from models.values.names import name_problem
from models.values.privacy import Privacy

if TYPE_CHECKING:
    from models.keeping.store import Store


HEAD = "02"
"""GB/T 4761-2008: 户主."""

HOUSEHOLD_LEFT = Choices(moved="迁出", closed="销户", merged="并户")


class Household(Record, table="household", label="户", lasts=Before("since", "left")):
    """A household with its permanent 户号; it may be empty, and leaves with a reason."""

    number: str = required("户号", width=8,
                           aliases=("户编号", "编号", "户码", "户序号", "家庭编号", "户内编号"))
    group: int | None = field("村民小组", LINK, width=8)
    address: str | None = field("住址", width=24, privacy=Privacy.ADDRESS,
                                aliases=("家庭住址", "地址", "家庭地址", "详细地址"))
    phone: str | None = field("户联系电话", width=14, privacy=Privacy.PHONE)
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
    """A resident. Leaves with a reason and is never deleted."""

    name: str = required("姓名", check=name_problem, width=8, privacy=Privacy.NAME,
                         aliases=("名字", "人员姓名", "成员姓名", "家庭成员", "家庭成员姓名"))
    household: int | None = field("所在户", LINK)
    relation: str | None = field("与户主关系", options=RELATION, width=10,
                                 aliases=("关系", "家庭关系", "与户主的关系", "与户主关系"))
    sex: str | None = field("性别", options=SEX, width=5)
    ethnic: str | None = field("民族", options=ETHNIC, width=7)
    id_number: str | None = field("公民身份号码", ID_NUMBER, check=id_number_problem, width=20,
                                  privacy=Privacy.SECRET,
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
    phone: str | None = field("联系电话", width=14, privacy=Privacy.PHONE,
                              aliases=("电话", "手机", "手机号", "手机号码", "联系方式",
                                       "电话号码"))
    landline: str | None = field("固定电话", width=14, privacy=Privacy.PHONE, aliases=("座机",))
    address: str | None = field("家庭住址", width=24, privacy=Privacy.ADDRESS,
                                aliases=("住址", "现住址", "地址", "家庭地址"))
    note: str | None = field("备注", NOTE, width=14, privacy=Privacy.SENSITIVE)
    since: date | None = field("登记日期", DAY, width=11)
    left: date | None = field("离册日期", DAY, width=11)
    left_reason: str | None = field("离册原因", options=PERSON_LEFT, width=8)

    @property
    def is_head(self) -> bool:
        """Whether this is the 户主."""
        return self.relation == HEAD


def members_of(store: Store, household: int) -> list[Person]:
    """The people of a household whom no act has let go, the head first."""
    return store.find(
        Person, f"household = ? AND {unended(Person)}", (household,),
        f"relation IS NOT '{HEAD}', coalesce(relation, '99'), id",
    )
