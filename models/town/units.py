"""The town's list of villages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.exchange.keys import KeyCard, Side, enrol
from models.keeping.lasting import Before, unended
from models.keeping.record import Record, field, required
from models.keeping.settings import set_setting
from models.office.village import (
    DESK,
    STAR_SETS,
    Unit,
    UnitKind,
    is_town,
    unit,
    unit_code_problem,
)
from models.values import clock
from models.values.codes import Labelled
from models.values.counting_order import natural_key
from models.values.kinds import DAY, NUMBER
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


SUBURB = "不分管区"


class Tier(Labelled):
    """What stands between villages and town: by what they are added up."""

    DISTRICT = "district", "管区"
    COMMUNITY = "community", "社区党委"

    def of(self, unit: TownUnit) -> str:
        """To which of them a village belongs."""
        none = SUBURB if self is Tier.DISTRICT else "不归社区党委"
        return str(getattr(unit, self.value) or none)


class TownUnit(Record, table="town_unit", label="村（社区）", lasts=Before(None, "left")):
    """A village or community that reports to this town."""

    name: str = required("村（社区）名称", width=16, aliases=("村", "单位", "单位名称"))
    code: str = required("区划代码", check=unit_code_problem, width=14)
    district: str | None = field("管区", width=12)
    community: str | None = field("所属社区党委", width=16)
    star_set: str | None = field("五星类别", options=STAR_SETS, width=10)
    place: int | None = field("次序", NUMBER, width=6)
    left: date | None = field("不再报送", DAY, width=11)

    @property
    def kind(self) -> UnitKind:
        """行政村 or 社区, as its code says."""
        return UnitKind.of(self.code)


def open_town(store: Store, name: str) -> None:
    """Make an empty data file the desk of a town. :raises Problem: a village lives in it."""
    here = unit(store)
    if not is_town(store) and (here is not None or store.count("person")):
        raise Problem("这个资料文件里已有村的资料，不能改作乡镇用。请另建一个文件。")
    with store.act(f"开设乡镇收件：{name}"):
        store.save((here or Unit(name=name)).but(name=name, town=name))
        set_setting(store, DESK, "town")


def units(store: Store) -> list[TownUnit]:
    """The villages that report, by 管区 (一, 二, 三 …) and in the town's order."""
    return sorted(
        store.on(TownUnit, clock.today(), "place, code"),
        key=lambda each: (each.district is None, natural_key(each.district or "")))


def unit_coded(store: Store, code: str) -> TownUnit | None:
    """The village with a code."""
    found = store.find(TownUnit, f"code = ? AND {unended(TownUnit)}", (code,))
    return found[0] if found else None


def keep_unit(store: Store, wanted: TownUnit) -> TownUnit:
    """Keep a village of the list. :raises Invalid: another one has the same code."""
    other = unit_coded(store, wanted.code)
    if other and other.id != wanted.id:
        raise Invalid({"code": f"区划代码 {wanted.code} 已是{other.name}的，请核对。"})
    with store.act(f"村名册：{wanted.name}"):
        return store.save(wanted)


def register(store: Store, card: KeyCard) -> None:
    """Register the key of a card; a village that is not in the list yet comes into it.

    :raises Problem: it is our own side's card.
    """
    ours = Side.TOWN if is_town(store) else Side.VILLAGE
    if card.side == ours:
        raise Problem(f"{card.name}的密钥卡和本单位是同一级的，用不着登记。")
    with store.act(f"登记密钥卡：{card.name}", final=True):
        if card.side == Side.VILLAGE and unit_coded(store, card.code) is None:
            keep_unit(store, TownUnit(name=card.name, code=card.code))
        enrol(store, card)


def by_tier(found: list[TownUnit], tier: Tier = Tier.DISTRICT) -> dict[str, list[TownUnit]]:
    """管区 or 社区党委 → its villages, in the order given."""
    parts: dict[str, list[TownUnit]] = {}
    for each in found:
        parts.setdefault(tier.of(each), []).append(each)
    return parts
