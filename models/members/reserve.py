"""后备干部: the people a village trains to take over, two to five of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, LINK, NOTE, Choices

if TYPE_CHECKING:
    from models.keeping.store import Store

ORIGINS = Choices(
    earner="致富能手", graduate="返乡大学生", veteran="退役军人", worker="务工返乡",
    woman="妇女骨干", young="优秀青年", other="其他",
)
LEAST, MOST = 2, 5
"""后备干部 per village (county practice 2021; 参考)."""


class Reserve(Record, table="reserve", label="后备干部"):
    """One person in the reserve, from the day listed until taken off it."""

    person: int = required("人员", LINK)
    origin: str | None = field("人员来源", options=ORIGINS, width=10)
    contact: int | None = field("培养联系人", LINK, width=8)
    aim: str | None = field("拟培养方向", width=14)
    listed: date = required("列入时间", DAY, width=11)
    review: str | None = field("年度评价", NOTE, width=14)
    ended: date | None = field("调出时间", DAY, width=11)
    end_reason: str | None = field("调出原因", width=12)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """An end before the beginning."""
        if self.ended and self.ended < self.listed:
            return {"ended": "调出时间早于列入时间，请核对。"}
        return {}


def reserve_on(store: Store, day: date) -> list[Reserve]:
    """The reserve on a day, in the order listed."""
    on = day.isoformat()
    return store.find(
        Reserve, "listed <= ? AND (ended IS NULL OR ended > ?)", (on, on), "listed, id"
    )


def reserve_warning(count: int) -> str | None:
    """The sentence when the reserve is smaller or larger than it should be."""
    if LEAST <= count <= MOST:
        return None
    return f"后备干部现有{count}人，一般每村{LEAST}至{MOST}人（参考，按县里要求）。"
