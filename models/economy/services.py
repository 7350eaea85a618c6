"""What is done for the villagers and how they live: services, 红白事, produce, green, opinion."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from models.keeping.lasting import Through
from models.keeping.record import Record, field, required
from models.office.star_sets import STARS
from models.values.figure import FIGURE
from models.values.kinds import DAY, LINK, MONEY, NOTE, NUMBER, Choices

SERVICE_KINDS = Choices(
    care="养老助残", children="托幼助学", papers="证明代办", insurance="社保医保", jobs="就业创业",
    farming="农技农资", culture="文体娱乐", other="其他",
)
"""Eight classes, as towns sort what is asked of a 党群服务中心 (参考)."""
CEREMONY_KINDS = Choices(wedding="婚嫁", funeral="丧葬", birth="满月", birthday="寿宴",
                         school="升学", house="乔迁", other="其他")
SURVEY_METHODS = Choices(home="入户", phone="电话", paper="问卷", online="网络", meeting="会议")


class Service(Record, table="service", label="便民服务"):
    """Something done for a household at the 便民服务站."""

    on_day: date = required("受理日期", DAY, width=11)
    kind: str = required("类别", options=SERVICE_KINDS, width=10)
    what: str = required("事项", width=20)
    household: int | None = field("户", LINK, width=8)
    worker: int | None = field("经办人", LINK, width=8)
    done_on: date | None = field("办结日期", DAY, width=11)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """Done before it was asked for."""
        if self.done_on and self.done_on < self.on_day:
            return {"done_on": "办结日期早于受理日期，请核对。"}
        return {}


class Ceremony(Record, table="ceremony", label="红白事"):
    """A wedding, a funeral … told to the 红白理事会: what may be spent, and what was."""

    on_day: date = required("办事日期", DAY, width=11)
    kind: str = required("事由", options=CEREMONY_KINDS, width=8)
    household: int = required("户", LINK, width=8)
    manager: int | None = field("主事人", LINK, width=8)
    tables: int | None = field("桌数", NUMBER, width=6)
    standard: Decimal | None = field("标准（元）", MONEY, width=12)
    usual: Decimal | None = field("原来要花（元）", MONEY, width=13)
    spent: Decimal | None = field("实际花费（元）", MONEY, width=13)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """A sum below nothing."""
        for name in ("tables", "standard", "usual", "spent"):
            if (getattr(self, name) or 0) < 0:
                return {name: f"{self.field(name).label}不能小于 0，请改正。"}
        return {}


class Product(Record, table="product", label="一村一品", lasts=Through("since", "until")):
    """What the village is known for: the produce, how much of it, whose, and worth how much."""

    name: str = required("品种", width=12)
    brand: str | None = field("品牌或商标", width=12)
    area: Decimal | None = field("面积（亩）", FIGURE, width=10, dated=True)
    organisation: int | None = field("经营主体", LINK, width=16)
    households: int | None = field("种养户数", NUMBER, width=9, dated=True)
    output: Decimal | None = field("年产值（元）", MONEY, width=14, dated=True)
    since: date | None = field("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)
    note: str | None = field("备注", NOTE, width=14)


class Greening(Record, table="greening", label="绿化"):
    """Trees and grass planted on one day at one place."""

    on_day: date = required("日期", DAY, width=11)
    place: str = required("地点", width=14)
    species: str | None = field("树种草种", width=12)
    trees: int | None = field("植树（株）", NUMBER, width=10)
    grass: Decimal | None = field("植草（平方米）", FIGURE, width=13)
    people: int | None = field("参加人数", NUMBER, width=9)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """Nothing planted."""
        if not (self.trees or self.grass):
            return {"trees": "植树、植草至少填一项。"}
        return {}


class Survey(Record, table="survey", label="满意度"):
    """What the villagers were asked on one day, how, how many answered and were content."""

    on_day: date = required("测评日期", DAY, width=11)
    subject: str = required("测评内容", width=20)
    method: str = required("方式", options=SURVEY_METHODS, width=6)
    sent: int | None = field("发放份数", NUMBER, width=9)
    returned: int = required("有效份数", NUMBER, width=9)
    satisfied: int = required("满意份数", NUMBER, width=9)
    star: str | None = field("对应星", options=STARS, width=10)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """More answers than papers, more content than answers."""
        if self.sent is not None and self.returned > self.sent:
            return {"returned": "有效份数多于发放份数，请核对。"}
        if not 0 <= self.satisfied <= self.returned:
            return {"satisfied": "满意份数应在 0 和有效份数之间，请核对。"}
        return {}
