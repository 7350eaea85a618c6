"""What the town itself wrote over a village's value, until the village says otherwise."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from models.exchange.contents import content_called
from models.keeping.record import Record, field, required
from models.town.received import Received
from models.values.kinds import DAY, LINK, NOTE, NUMBER, Choices
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

STATES = Choices(stands="有效", agreed="村里已照改", lost="以村里后报为准")


class TownValue(Record, table="town_value", label="镇里更正"):
    """One value the town put in place of the village's ``was``."""

    unit: int = required("村", LINK)
    resource: str = required("资源")
    row: int = required("村内编号", NUMBER)
    field_name: str = required("字段")
    was: str | None = field("村里报的", width=12)
    value: str | None = field("镇里改为", width=12)
    reason: str = required("理由", NOTE, width=20)
    on_day: date = required("日期", DAY, width=11)
    author: str | None = field("经办人", width=8)
    state: str = field("状态", required=True, default="stands", options=STATES, width=10)
    ended: int | None = field("止于收件", LINK)


def correct(store: Store, found: Received, name: str, value: str, reason: str) -> TownValue:
    """Put the town's value over one field of a village's record.

    :raises Problem: no such field travels, no reason, or nothing would change.
    """
    content = content_called(found.resource)
    if content is None or name not in content.names[1:]:
        raise Problem("这一项不在报送内容里，不能更正。")
    if not reason.strip():
        raise Problem("更正要写明理由。请补上。")
    was = found.values.get(name, "")
    if was == value:
        raise Problem("改的值和村里报的一样，不用更正。")
    with store.act(f"镇里更正：{content.kind.label}"):
        for each in standing(store, found.unit, found.resource, found.row):
            if each.field_name == name:
                store.save(each.but(state="lost"))
        return store.save(TownValue(
            unit=found.unit, resource=found.resource, row=found.row, field_name=name, was=was,
            value=value, reason=reason.strip(), on_day=date.today(), author=store.operator))


def standing(
    store: Store, unit: int, resource: str | None = None, row: int | None = None
) -> list[TownValue]:
    """The town's values that stand, of a village or of one record."""
    where, values = "unit = ? AND state = 'stands'", [unit]
    if resource is not None:
        where, values = f"{where} AND resource = ?", [*values, resource]  # type: ignore[list-item]
    if row is not None:
        where, values = f"{where} AND row = ?", [*values, row]
    return store.find(TownValue, where, values)


def corrected(store: Store, found: Received) -> dict[str, str]:
    """A record's values with the town's own over the village's."""
    values: dict[str, str] = json.loads(found.content)
    for each in standing(store, found.unit, found.resource, found.row):
        values[each.field_name] = each.value or ""
    return values
