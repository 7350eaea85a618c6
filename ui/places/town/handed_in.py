"""A village's return as the town shows it: the sheet as it came, and the records that came along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.exchange.contents import content_called
from models.returns.drilling import Behind
from models.town.received import Received, ReceivedReturn, Reception
from models.town.summing import opened
from models.values.figure import Seen
from models.values.kinds import MONEY, NUMBER, POINTS, TEXT, Field
from models.values.periods import Period
from models.values.privacy import Privacy
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

KINDS = {"text": TEXT, "points": POINTS, "money": MONEY}
NOT_HERE = "没有随包报来"
MOST_SAID = 4


def sheet_of(store: Store, received: ReceivedReturn) -> Sheet:
    """The return with the words the village printed, cell by cell."""
    said = received.says
    columns = tuple(
        Column(Field(each["label"], KINDS.get(each["kind"], NUMBER), width=_width(said, place)),
               each["parent"], each["total"])
        for place, each in enumerate(said["columns"])
    )
    reception = store.get(Reception, received.reception)
    return Sheet(
        received.code, said["title"], columns,
        [Row(tuple(word or None for word in line["words"])) for line in said["lines"]],
        measure=said["measure"], when=Period.parse(reception.period).label,
        total=_total(said))


def _total(said: dict[str, Any]) -> tuple[Any, ...] | None:
    if said["total"] is None:
        return None
    words = [word or None for word in said["total"]["words"]]
    return tuple(["合计" if words[0] is None else words[0], *words[1:]])


def _width(said: dict[str, Any], place: int) -> int:
    longest = max((len(line["words"][place]) for line in said["lines"]), default=0)
    return max(6, min(26, 2 * max(longest, len(said["columns"][place]["label"]))))


def records_behind(store: Store, received: ReceivedReturn, line: int) -> Behind:
    """The records behind a line as they stood in that package; line 0 is the total."""
    found = opened(store, received, line)
    counted, missed = [], []
    for table, row, record in found.records:
        if record is None:
            content = content_called(table)
            label = f"{content.kind.label if content else table} {row} 号"
            missed.append(Seen((table, row), label, NOT_HERE))
        else:
            counted.append(Seen((table, row), told(record)))
    return Behind(tuple(counted), tuple(missed))


def told(record: Received) -> str:
    """人员 12 号：赵守田，男 …: the first filled fields, without numbers nobody should read."""
    content = content_called(record.resource)
    if content is None:
        return f"{record.resource} {record.row}"
    said = []
    for field in content.fields:
        value = record.values.get(field.name, "")
        if value and field.kind.name != "link" and field.privacy is not Privacy.SECRET:
            said.append(dict(field.options.pairs()).get(value, value) if field.options else value)
    return f"{content.kind.label} {record.row} 号：{'，'.join(said[:MOST_SAID])}"
