"""A return as a village handed it in, and where the one it sent again is different."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.returns.frozen import differences, frozen
from models.town.received import ReceivedReturn, Reception
from models.town.units import TownUnit
from models.values.kinds import MONEY, NOTE, NUMBER, POINTS, TEXT, Field
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

KINDS = {"text": TEXT, "points": POINTS, "money": MONEY}
CHANGED = tuple(Column(Field(label, NOTE, width=width)) for label, width in (
    ("行", 18), ("栏", 14), ("上一次报的", 22), ("这一次报的", 22)))


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


# ── two versions of one return ───────────────────────────────────────────────


def sent_before(store: Store, received: ReceivedReturn) -> ReceivedReturn | None:
    """The same return of the same period in the package before, taken in or sent back."""
    reception = store.get(Reception, received.reception)
    found = store.find(
        ReceivedReturn, "code = ? AND reception IN (SELECT id FROM reception"
        " WHERE unit = ? AND period = ? AND sequence < ?)",
        (received.code, reception.unit, reception.period, reception.sequence), "reception DESC")
    return found[0] if found else None


def changes_sheet(store: Store, received: ReceivedReturn) -> Sheet:
    """Place by place what was handed in before and is now.

    :raises Problem: it was handed in once.
    """
    before = sent_before(store, received)
    reception = store.get(Reception, received.reception)
    village = store.get(TownUnit, reception.unit)
    period = Period.parse(reception.period).label
    if before is None:
        raise Problem(f"{village.name}{period}的《{received.title}》只报过一次，没有可比的。")
    found = differences(frozen(_bare(store, before)), _bare(store, received))
    earlier = store.get(Reception, before.reception)
    return Sheet(
        "town-changes", f"{village.name}《{received.title}》两次报送对比", CHANGED,
        [Row((each.line, each.column or "整行", each.sent, each.now)) for each in found],
        when=period, seal=False, notes=(
            f"第 {earlier.sequence} 号包（{earlier.taken:%Y-%m-%d}）和第 {reception.sequence} 号包"
            f"（{reception.taken:%Y-%m-%d}）相比，改了 {len(found)} 处。",))


def _bare(store: Store, received: ReceivedReturn) -> Sheet:
    """Its words alone, each line with the village's records that it is known by."""
    sheet = sheet_of(store, received)
    refs = [tuple((table, int(row)) for table, _, row in (
        each.partition(":") for each in line["refs"].split())) for line in received.says["lines"]]
    return replace(
        sheet, columns=tuple(replace(each, field=replace(each.field, kind=TEXT))
                             for each in sheet.columns),
        rows=[row._replace(refs=of) for row, of in zip(sheet.rows, refs, strict=True)])
