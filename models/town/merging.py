"""Taking a package in, over what the town corrected: seen field by field, then all or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from models.exchange.allow_list import content_called
from models.exchange.contents import TAKEN, Line, NotTaken, PackageVerdict, Reading
from models.exchange.inbox import Remark, RemarkState
from models.exchange.keys import enrol
from models.keeping.lasting import unended
from models.keeping.named_rows import named_rows
from models.keeping.record import Record, field, required
from models.town.judging import Judgement, card_of
from models.town.received import Received, Reception
from models.town.units import TownUnit
from models.values import clock
from models.values.codes import Labelled
from models.values.kinds import DAY, LINK, NOTE, NUMBER, Choices
from models.values.periods import Period
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


class TownValueState(Labelled):
    """Whether what the town wrote still stands."""

    STANDS = "stands", "有效"
    AGREED = "agreed", "村里已照改"
    LOST = "lost", "以村里后报为准"


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
    state: str = field("状态", required=True, default=TownValueState.STANDS, width=10,
                       options=Choices(**TownValueState.labels()))
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
                store.save(each.but(state=TownValueState.LOST))
        return store.save(TownValue(
            unit=found.unit, resource=found.resource, row=found.row, field_name=name, was=was,
            value=value, reason=reason.strip(), on_day=clock.today(), author=store.operator))


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


# ── the preview, and the taking ──────────────────────────────────────────────


@dataclass(frozen=True)
class MergedField:
    """One field of one record: what stood before and what the package says.

    ``town`` is the value the town wrote over it, where that is what it conflicts with.
    """

    resource: str
    row: int
    field: str
    was: str
    now: str
    town: str | None = None

    @property
    def place(self) -> str:
        """人员 12 号 联系电话."""
        content = content_called(self.resource)
        if content is None:
            return f"{self.resource} {self.row}"
        label = content.label_of(self.field) if self.field in content.names else "整条"
        return f"{content.kind.label} {self.row} 号 {label}"

    @property
    def sentence(self) -> str:
        """人员 12 号 联系电话：空 → 138…"""
        words = f"{self.place}：{self.shown(self.was)} → {self.shown(self.now)}"
        return words if self.town is None else f"{words}（镇里写的是 {self.shown(self.town)}）"

    def shown(self, value: str) -> str:
        """A value as people read it: 空 for nothing, the word of a code."""
        content = content_called(self.resource)
        known = content is not None and self.field in content.names
        options = content.options_of(self.field) if content and known else None
        return (options.label(value) if options else value) or "空"


@dataclass(frozen=True)
class Preview:
    """What taking a package in would do."""

    added: dict[str, list[int]]
    changed: tuple[MergedField, ...]
    removed: dict[str, list[int]]
    conflicts: tuple[MergedField, ...]
    agreed: tuple[TownValue, ...] = ()
    returns: tuple[tuple[str, str, str], ...] = ()
    """Where its returns are not what they were before: the place, what it said, what it says."""

    @property
    def counts(self) -> dict[str, Any]:
        """Records added, changed and removed, and fields in conflict."""
        return {
            "added": sum(map(len, self.added.values())),
            "changed": len({(each.resource, each.row) for each in self.changed}),
            "removed": sum(map(len, self.removed.values())), "conflicts": len(self.conflicts),
        }


def preview(store: Store, judged: Judgement) -> Preview:
    """Compare a package with what stands; nothing is written."""
    assert judged.reading is not None
    fork = judged.verdict == PackageVerdict.FORK
    return _Comparison(store, judged.unit, judged.reading, fork).preview()


class _Standing(NamedTuple):
    """A row of the village as it stands at the town."""

    id: Annotated[int, "r.id"]
    row: Annotated[int, "r.row"]
    content: Annotated[str, "r.content"]
    day: Annotated[str | None, "r.day"]


class _Comparison:
    """One package against the village's rows that stand, resource by resource."""

    def __init__(
        self, store: Store, unit: TownUnit | None, reading: Reading, forked: bool
    ) -> None:
        self._store, self._reading, self._forked = store, reading, forked
        self._unit = unit.id if unit else None
        self._period = Period.parse(reading.says["period"])
        self.new: dict[str, list[Line]] = {}
        self.ended: list[int] = []
        self._added: dict[str, list[int]] = {}
        self._removed: dict[str, list[int]] = {}
        self._changed: list[MergedField] = []
        for name, lines in reading.tables.items():
            self._compare(name, lines)

    def _compare(self, name: str, lines: list[Line]) -> None:
        before = self._before(name)
        if not before:
            if lines:
                self.new[name], self._added[name] = lines, [each[0] for each in lines]
            return
        new, added = [], []
        for line in lines:
            row, _, content = line
            old = before.pop(row, None)
            if old is None:
                added.append(row)
            elif old.content == content:
                continue
            else:
                self.ended.append(old.id)
                self._changed += _fields(name, row, old.content, content)
            new.append(line)
        gone = [row for row, old in before.items() if self._in_scope(old.day)]
        self.ended += [before[row].id for row in gone]
        if new:
            self.new[name] = new
        if added:
            self._added[name] = added
        if gone:
            self._removed[name] = gone

    def _before(self, name: str) -> dict[int, _Standing]:
        if self._unit is None:
            return {}
        rows = named_rows(
            self._store, _Standing,
            f"FROM received r WHERE unit = ? AND resource = ? AND {unended(Received)}",
            (self._unit, name))
        return {each.row: each for each in rows}

    def _in_scope(self, day: str | None) -> bool:
        """Whether the package would have brought the row, had the village still had it."""
        return day is None or self._period.start.isoformat() <= day <= self._period.end.isoformat()

    def preview(self) -> Preview:
        conflicts, agreed = self._against_town()
        if self._forked:
            conflicts = [*self._changed, *conflicts]
        told = [each for each in self._reading.returns if each.get("changed")]
        known = self._versions_known() if told else set()
        returns = tuple((f"《{each['title']}》{place}", sent, now) for each in told
                        if (each["code"], each.get("version")) not in known
                        for place, sent, now in each["changed"])
        return Preview(self._added, tuple(self._changed), self._removed, tuple(conflicts), agreed,
                       returns)

    def _versions_known(self) -> set[tuple[str, int]]:
        """The returns, each in which version, that an earlier package of the period brought."""
        return set(self._store.query(
            """SELECT code, content ->> 'version' FROM received_return WHERE reception IN
               (SELECT id FROM reception WHERE unit = ? AND period = ?)""",
            (self._unit, str(self._period))))

    def _against_town(self) -> tuple[list[MergedField], tuple[TownValue, ...]]:
        if self._unit is None:
            return [], ()
        changed = {(each.resource, each.row, each.field): each for each in self._changed}
        conflicts, agreed = [], []
        for each in standing(self._store, self._unit):
            change = changed.get((each.resource, each.row, each.field_name))
            if each.row in self._removed.get(each.resource, ()):
                change = MergedField(each.resource, each.row, each.field_name, each.was or "", "")
            if change is None:
                continue
            if change.now == (each.value or ""):
                agreed.append(each)
            else:
                conflicts.append(MergedField(change.resource, change.row, change.field, change.was,
                                        change.now, each.value or ""))
        return conflicts, tuple(agreed)


def _fields(name: str, row: int, before: str, after: str) -> list[MergedField]:
    old, new = json.loads(before), json.loads(after)
    return [
        MergedField(name, row, each, old.get(each, ""), new.get(each, ""))
        for each in dict.fromkeys([*old, *new]) if old.get(each, "") != new.get(each, "")
    ]


def take(
    store: Store, judged: Judgement, *, despite: Iterable[str] = (),
    town_keeps: Iterable[MergedField] = (),
) -> tuple[Reception, Preview]:
    """Take a package in, whole, as one act; what it replaces stays in the history.

    :param despite: ``gap`` or ``fork``, when the clerk has decided to take it all the same.
    :param town_keeps: the conflicts in which the town's value goes on standing.
    :raises Refused: the verdict does not allow it. :raises Problem: the disk refused; nothing
        was taken in.
    """
    if judged.verdict not in TAKEN or judged.verdict not in (PackageVerdict.NEW, *despite):
        raise NotTaken(judged.verdict, judged.why)
    reading = judged.reading
    assert reading is not None and judged.unit is not None
    period = Period.parse(reading.says["period"])
    with store.act(f"收下：{judged.unit.name} {period.label}", final=True):
        unit = judged.unit
        if unit.id is None or (unit.district is None and reading.says.get("district")):
            unit = store.save(unit.but(district=unit.district or reading.says.get("district")))
        enrol(store, card_of(reading))
        compared = _Comparison(store, unit, reading, judged.verdict == PackageVerdict.FORK)
        seen = compared.preview()
        reception = store.save(_reception(unit, reading, seen))
        _write(store, unit, reception, compared, reading)
        _settle(store, reception, seen, set(town_keeps))
        _note_answers(store, unit, reading)
    return reception, seen


def _reception(unit: TownUnit, reading: Reading, seen: Preview) -> Reception:
    says = reading.says
    standard = says["standard"]
    assert unit.id is not None
    return Reception(
        unit=unit.id, period=says["period"], sequence=says["sequence"], sha256=reading.sha256,
        signing=says["signing"], made=says["made"], by=says["by"] or None,
        head=says.get("head") or None,
        left_out=_told(reading.left_out) if reading.left_out else None,
        standard=f"{standard['year']} 第{standard['version']}版" if standard else None,
        taken=clock.now().replace(microsecond=0), **seen.counts)


def _write(
    store: Store, unit: TownUnit, reception: Reception, compared: _Comparison, reading: Reading
) -> None:
    for row in compared.ended:
        store.save(store.get(Received, row).but(until=reception.id))
    store.add_all("received", [
        {"unit": unit.id, "resource": name, "row": row, "day": day, "content": content,
         "since": reception.id} for name, lines in compared.new.items()
        for row, day, content in lines])
    store.add_all("received_return", [
        {"reception": reception.id, "code": each["code"],
         "content": _told({name: said for name, said in each.items() if name != "behind"})}
        for each in reading.returns])
    numbers = dict(store.query(
        "SELECT code, id FROM received_return WHERE reception = ?", (reception.id,)))
    store.add_all("received_behind", [
        {"received": numbers[each["code"]], "content": _told(each.get("behind", {}))}
        for each in reading.returns])


def _told(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _settle(store: Store, reception: Reception, seen: Preview, kept: set[MergedField]) -> None:
    for each in seen.agreed:
        store.save(each.but(state=TownValueState.AGREED, ended=reception.id))
    for change in seen.conflicts:
        if change.town is None or change in kept:
            continue
        for each in standing(store, reception.unit, change.resource, change.row):
            if each.field_name == change.field:
                store.save(each.but(state=TownValueState.LOST, ended=reception.id))


def _note_answers(store: Store, unit: TownUnit, reading: Reading) -> None:
    for said in reading.says["mended"]:
        for remark in store.find(Remark, "unit = ? AND number = ?", (unit.id, said["number"])):
            store.save(remark.but(state=RemarkState.ANSWERED, answer=said["answer"]))
