"""What the villages have handed in: every version, which counts, and who is late or missing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.exchange.contents import NotTaken, Reading
from models.keeping.durable import keep, sweep
from models.keeping.lasting import Before, on, unended
from models.keeping.record import Record, field, required
from models.office.village import unit
from models.town.units import SUBURB, TownUnit, units
from models.values import clock
from models.values.codes import Labelled
from models.values.kinds import DAY, LINK, MOMENT, NOTE, NUMBER, PERIOD, Choices, Field
from models.values.periods import Period
from models.values.problem import Problem, reason
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store


class ReceptionState(Labelled):
    """Whether a package counts."""

    ACCEPTED = "accepted", "已接收"
    RETURNED = "returned", "已退回"


class Reception(Record, table="reception", label="收件"):
    """One package taken in."""

    unit: int = required("村", LINK)
    period: str = required("期次", width=9)
    sequence: int = required("序号", NUMBER, width=6)
    sha256: str = required("哈希", width=14)
    signing: str = required("签名公钥")
    made: str = required("村里生成时间", width=16)
    by: str | None = field("村里经办人", width=8)
    standard: str | None = field("标准版次", width=12)
    taken: datetime = required("收件时间", MOMENT, width=16)
    state: str = field("状态", required=True, default=ReceptionState.ACCEPTED, width=8,
                       options=Choices(**ReceptionState.labels()))
    words: str | None = field("说明", NOTE, width=24)
    added: int = field("新增", NUMBER, required=True, default=0, width=6)
    changed: int = field("改动", NUMBER, required=True, default=0, width=6)
    removed: int = field("删去", NUMBER, required=True, default=0, width=6)
    conflicts: int = field("冲突", NUMBER, required=True, default=0, width=6)
    sent_back: datetime | None = field("退回时间", MOMENT, width=16)
    head: str | None = field("账册指纹", width=22)
    left_out: str | None = field("没有报的栏目", NOTE)
    """Resource → the fields that did not come with it, as JSON."""

    @property
    def short(self) -> str:
        """The first 12 characters of the hash, as on the paper cover."""
        return self.sha256[:12]


class Received(Record, table="received", label="村报记录", lasts=Before("since", "until")):
    """One version of one record of a village, as JSON of its filled fields.

    It lasts from the reception that brought it to the one that changed it: receptions are numbered
    one after the other, as days are.
    """

    unit: int = required("村", LINK)
    resource: str = required("资源")
    row: int = required("村内编号", NUMBER)
    day: str | None = field("期内日期")
    content: str = required("内容", NOTE)
    since: int = required("始于收件", LINK)
    until: int | None = field("止于收件", LINK)

    @property
    def values(self) -> dict[str, str]:
        """The filled fields, as text."""
        found: dict[str, str] = json.loads(self.content)
        return found


class ReceivedReturn(Record, table="received_return", label="村报报表"):
    """One return as a village handed it in: its columns and lines as JSON.

    ``back_reason`` is why it was sent back alone; the others of its package stand.
    """

    reception: int = required("收件", LINK)
    code: str = required("代号")
    content: str = required("内容", NOTE)
    back_reason: str | None = field("退回原因", NOTE, width=24)

    @property
    def says(self) -> dict[str, Any]:
        """``title``, ``columns``, ``lines`` (``refs``, ``words``, ``numbers``) and ``total``."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    @property
    def title(self) -> str:
        """What the return is called."""
        return str(self.says["title"])


class ReceivedBehind(Record, table="received_behind", label="村报数字背后"):
    """What stands behind the figures of a return, kept apart: it is read when one is opened."""

    received: int = required("报表", LINK)
    content: str = required("内容", NOTE)

    @property
    def cells(self) -> dict[str, tuple[str, dict[str, str]]]:
        """行,列 → the records counted, and by reason those missed, as ``table:row table:row``."""
        found: dict[str, tuple[str, dict[str, str]]] = json.loads(self.content)
        return found


def receptions(store: Store, unit: int | None = None, period: str | None = None) -> list[Reception]:
    """What was taken in, the newest first."""
    said = {"unit": unit, "period": period}
    wanted = {name: value for name, value in said.items() if value is not None}
    where = " AND ".join(f"{name} = ?" for name in wanted)
    return store.find(Reception, where, tuple(wanted.values()), "id DESC")


def newest(store: Store, period: str) -> dict[int, Reception]:
    """Unit → the newest reception of a period that was not sent back."""
    found = receptions(store, period=period)
    return {each.unit: each for each in reversed(found) if each.state == ReceptionState.ACCEPTED}


def records(
    store: Store, unit: int, resource: str, *, at: Reception | None = None
) -> list[Received]:
    """The records of one kind that stand now, or stood when ``at`` had been taken in."""
    if at is None:
        return store.find(
            Received, f"unit = ? AND resource = ? AND {unended(Received)}", (unit, resource), "row")
    return store.find(
        Received, f"{on(Received)} AND unit = ?2 AND resource = ?3", (at.id, unit, resource),
        "row")


def versions(store: Store, unit: int, resource: str, row: int) -> list[Received]:
    """Everything a village ever said of one record, the oldest first."""
    return store.find(
        Received, "unit = ? AND resource = ? AND row = ?", (unit, resource, row), "since")


def send_back(store: Store, reception: Reception, reason: str) -> Reception:
    """退回: the package no longer counts until the village sends again.

    :raises Problem: no reason was given, or it is not the newest of its period.
    """
    village = _may_go_back(store, reception, reason)
    with store.act(f"退回：{village.name} {Period.parse(reception.period).label}", final=True):
        return store.save(reception.but(
            state=ReceptionState.RETURNED, words=reason.strip(),
            sent_back=clock.now().replace(microsecond=0)))


def send_one_back(store: Store, found: ReceivedReturn, reason: str) -> ReceivedReturn:
    """退回 one return: it alone no longer counts until the village sends it again.

    :raises Problem: as :func:`send_back`.
    """
    reception = store.get(Reception, found.reception)
    village = _may_go_back(store, reception, reason)
    period = Period.parse(reception.period).label
    if found.back_reason is not None:
        raise Problem(f"{village.name}{period}的《{found.title}》已经退回过了，不用再退："
                      f"{found.back_reason}。等村里重报了再看。")
    with store.act(f"退回：{village.name} {period} {found.title}", final=True):
        store.save(reception.but(sent_back=clock.now().replace(microsecond=0)))
        return store.save(found.but(back_reason=reason.strip()))


def returned_of(store: Store, reception: Reception) -> list[ReceivedReturn]:
    """The returns of a package that were sent back alone."""
    return store.find(
        ReceivedReturn, "reception = ? AND back_reason IS NOT NULL", (reception.rowid,))


def _may_go_back(store: Store, reception: Reception, reason: str) -> TownUnit:
    if not reason.strip():
        raise Problem("退回要写明原因，村里才知道改哪里。请补上。")
    if receptions(store, reception.unit, reception.period)[0].id != reception.id:
        raise Problem("这一期后面已经收下了更新的包，不能再退回旧的。")
    return store.get(TownUnit, reception.unit)


# ── one person on two registers ──────────────────────────────────────────────


@dataclass(frozen=True)
class Twice:
    """A person whom several villages count: (village, its number for the person) of each."""

    name: str
    places: tuple[tuple[str, int], ...]


def counted_twice(store: Store) -> list[Twice]:
    """People on the registers of more than one village today."""
    names = {each.id: each.name for each in units(store)}
    rows = store.query(
        f"""SELECT unit, row, content ->> 'name', content ->> 'id_number' FROM received
           WHERE resource = 'person' AND {unended(Received)}
             AND content ->> 'id_number' IS NOT NULL AND content ->> 'left' IS NULL
           ORDER BY unit, row""")
    called: dict[str, str] = {}
    places: dict[str, list[tuple[int, int]]] = {}
    for village, row, name, number in rows:
        called.setdefault(number, name)
        places.setdefault(number, []).append((village, row))
    return [
        Twice(called[number], tuple((names.get(village, ""), row) for village, row in each))
        for number, each in places.items() if len({village for village, _ in each}) > 1
    ]


# ── the packages themselves ──────────────────────────────────────────────────


def reception_folder(data: Path) -> Path:
    """Where received packages are kept, beside the town's file."""
    return data.parent / "收件"


def keep_copy(data: Path, path: Path, reading: Reading) -> Path:
    """Keep the file that was read, still sealed; kept again, it is the same file.

    :raises Refused: it is no longer what was read. :raises Problem: the disk refused.
    """
    says = reading.says
    final = _place(data, says["unit"], says["period"], says["sequence"], reading.sha256)
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != reading.sha256:
            raise NotTaken("damaged", "读的时候文件变了，没有收。请别拔 U 盘，再收一次。")
        if not final.is_file() or final.read_bytes() != content:
            sweep(final.parent)
            keep(final, content)
    except OSError as fault:
        raise Problem(
            f"“{path.name}”存不进收件文件夹（{reason(fault)}），没有收。请检查磁盘。") from fault
    return final


def _place(data: Path, code: str, period: str, sequence: int, sha256: str) -> Path:
    return reception_folder(data) / f"{code}-{period}-{sequence:04}-{sha256[:12]}.lxbag"


# ── Who has reported, against the day the town asked for


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

    period: str = required("期次", PERIOD, width=11)
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
