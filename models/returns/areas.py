"""片区网格情况表: every 片区 and 网格 with its households, who is responsible, how fast it acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.figures.matters import EVENT_MEAN, EVENT_MEDIAN, EVENT_RATE
from models.figures.registers import HOUSEHOLDS, PEOPLE
from models.members.charges import CHARGES, areas, in_charge
from models.office.village import Group, Unit, unit
from models.returns.listing import Listing, listed
from models.returns.returning import LATEST, Asked
from models.values.kinds import Field
from models.values.privacy import Privacy
from models.values.sheet import Column, Row

if TYPE_CHECKING:
    from models.figures.measure import Days
    from models.keeping.store import Store

ROLES = [code for code, _ in CHARGES.pairs()]


def _areas(store: Store, days: Days) -> list[tuple[Any, ...]]:
    held = in_charge(store, days.last)
    return [(each.kind, each.name, *("、".join(held.get((each.id, role), ())) for role in ROLES),
             each.id, each.id) for each in areas(store)]


AREAS = Listing({"area": "", "group": "x.id"}, _areas, (
    (Column(Group.field("kind")), ""), (Column(Group.field("name")), ""),
    (Column(HOUSEHOLDS.field, total=True), HOUSEHOLDS), (Column(PEOPLE.field, total=True), PEOPLE),
    *((Column(Field(label, width=9, privacy=Privacy.NAME), "责任人"), "")
      for _, label in CHARGES.pairs()),
    *((Column(each.field, "网格事件", total=each is not EVENT_RATE), each)
      for each in (EVENT_RATE.base, EVENT_RATE.part, EVENT_RATE)),
    *((Column(each.field, "网格事件"), each) for each in (EVENT_MEAN, EVENT_MEDIAN)),
))


def _areas_say(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    held, village = in_charge(store, asked.day), unit(store)
    whole = [f"{CHARGES.label(role)} {'、'.join(held[None, role])}" for role in ROLES
             if (None, role) in held]
    above = [f"{Unit.field(name).label} {getattr(village, name)}"
             for name in ("district", "community") if village and getattr(village, name)]
    told = "；".join([*above, *whole])
    notes = [f"全村：{told}。"] if told else []
    return {"measure": "户、人、件、天", "notes": (
        *notes, "网格事件按本期发现的算，办结天数从发现到最后一次办结。")}


AREA_RETURNS = (listed("areas", "片区网格情况表", "quarter", AREAS, _areas_say, since=LATEST),)
