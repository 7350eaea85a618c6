"""Who has reported, who is late and who is missing, against the day the town asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.office.village import unit
from models.town.received import ReceivedReturn, Reception, ReceptionState, receptions
from models.town.units import SUBURB, TownUnit, units
from models.values import clock
from models.values.kinds import DAY, MOMENT, NOTE, NUMBER, Field
from models.values.labelled import Labelled
from models.values.periods import Period
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store


class ReportState(Labelled):
    """Where a village stands with a period."""

    REPORTED = "reported", "已报"
    LATE = "late", "迟报"
    RETURNED = "returned", "已退回"
    MISSING = "missing", "逾期未报"
    WAITING = "waiting", "未到期"


COLUMNS = (
    Column(Field("管区", width=12)), Column(Field("村（社区）", width=18)),
    Column(Field("状态", width=10)), Column(Field("迟报或逾期天数", NUMBER, width=10)),
    Column(Field("收件时间", MOMENT, width=18)), Column(Field("包号", NUMBER, width=6)),
    Column(Field("说明", width=24)),
)


class Round(Record, table="round", label="收报期次"):
    """A period the town has asked for, and by when."""

    period: str = required("期次", width=9)
    due: date = required("截止日期", DAY, width=11)
    note: str | None = field("依据", NOTE, width=20)


@dataclass(frozen=True)
class UnitStanding:
    """Where one village stands with one period; ``days`` late, or overdue until today.

    ``back`` are the returns of its newest package that were sent back alone.
    """

    unit: TownUnit
    state: ReportState
    reception: Reception | None
    days: int = 0
    back: tuple[ReceivedReturn, ...] = ()

    @property
    def label(self) -> str:
        """已报, 迟报 …"""
        return self.state.label

    @property
    def words(self) -> str:
        """Why it was sent back, whole or in part."""
        alone = [f"《{each.title}》：{each.back_reason}" for each in self.back]
        whole = self.reception.words if self.reception else None
        return "；".join([*([whole] if whole else []), *alone])


def rounds(store: Store) -> list[Round]:
    """What the town has asked for, the newest first."""
    return store.find(Round, order="due DESC, id DESC")


def ask_for(store: Store, period: Period, due: date, note: str = "") -> Round:
    """Ask for a period; asked again, the day is changed."""
    known = store.find(Round, "period = ?", (str(period),))
    wanted = known[0] if known else Round(period=str(period), due=due)
    with store.act(f"收报：{period.label}"):
        return store.save(wanted.but(due=due, note=note or wanted.note))


def standings(store: Store, period: str, today: date | None = None) -> list[UnitStanding]:
    """Every village and where it stands, in the town's order."""
    day = today or clock.today()
    asked = store.find(Round, "period = ?", (period,))
    due = asked[0].due if asked else None
    found: dict[int, list[Reception]] = {}
    for each in receptions(store, period=period):
        found.setdefault(each.unit, []).append(each)
    back: dict[int, list[ReceivedReturn]] = {}
    for one in store.find(
        ReceivedReturn, "back_reason IS NOT NULL AND reception IN"
        " (SELECT id FROM reception WHERE period = ?)", (period,)
    ):
        back.setdefault(one.reception, []).append(one)

    def stands(village: TownUnit) -> UnitStanding:
        came = found.get(village.rowid, [])
        alone = tuple(back.get(came[0].rowid, ())) if came else ()
        return _standing(village, came, due, day, alone)

    return [stands(each) for each in units(store)]


def standings_sheet(store: Store, period: Period, today: date | None = None) -> Sheet:
    """各村报送进度 on paper: every village, and how many of each state under the table."""
    day, here = today or clock.today(), unit(store)
    found = standings(store, str(period), day)
    asked = store.find(Round, "period = ?", (str(period),))
    counts = Counter(each.state for each in found)
    said = "，".join(f"{state.label} {counts[state]} 个" for state in ReportState if counts[state])
    notes = [f"共 {len(found)} 个村（社区）：{said}。"] if found else []
    notes += [f"截止日期：{asked[0].due}。" + (asked[0].note or "")] if asked else []
    return Sheet(
        "standings", "各村报送进度", COLUMNS, [_row(each) for each in found],
        unit=here.name if here else "", measure="天", when=period.label, made=day,
        notes=tuple(notes), signatures=("负责人", "经办人", "日期"), seal=False)


def _row(each: UnitStanding) -> Row:
    found = each.reception
    refs = (("town_unit", each.unit.rowid), *((("reception", found.rowid),) if found else ()))
    return Row((each.unit.district or SUBURB, each.unit.name, each.label, each.days or None,
                found.taken if found else None, found.sequence if found else None,
                each.words or None), refs)


def _standing(
    village: TownUnit, found: list[Reception], due: date | None, day: date,
    back: tuple[ReceivedReturn, ...],
) -> UnitStanding:
    overdue = max((day - due).days, 0) if due else 0
    if not found:
        silent = ReportState.MISSING if overdue else ReportState.WAITING
        return UnitStanding(village, silent, None, overdue)
    if found[0].state == ReceptionState.RETURNED or back:
        return UnitStanding(village, ReportState.RETURNED, found[0], overdue, back)
    late = max((found[-1].taken.date() - due).days, 0) if due else 0
    state = ReportState.LATE if late else ReportState.REPORTED
    return UnitStanding(village, state, found[0], late)
