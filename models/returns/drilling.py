"""Opening a figure of a return: the records it counts, and the near misses with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.meetings.held import fallen_between, why_fallen
from models.meetings.meeting import Meeting, kind_title, meetings_between, read_kind
from models.pairing.pairing import Pairing
from models.returns.facts.people import OTHERS, kind_of
from models.returns.facts.view import Home, View
from models.returns.returning import Asked
from models.values.figure import Seen
from models.values.sheet import Column, Ref, Row, Sheet
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store

NEAR = timedelta(days=31)
"""What happened so many days before or after the period is shown as a near miss."""

KINDS = {"脱贫户": "TP", "监测户": "JC", "低保户": "DB", "特困户": "TK", "一般户": OTHERS}
_ORDER = ("TP", "JC", "DB", "TK")


@dataclass(frozen=True)
class Behind:
    """What stands behind a figure: the records counted, and those nearly counted, with why not."""

    counted: tuple[Seen, ...]
    missed: tuple[Seen, ...] = ()

    @property
    def refs(self) -> tuple[Ref, ...]:
        """The records counted."""
        return tuple(each.ref for each in self.counted)


Opening = Callable[["Store", Asked, Row, Column], Behind | None]


def behind(
    store: Store, sheet: Sheet, asked: Asked, row: int | None, column: int
) -> Behind:
    """What stands behind a figure; ``row`` is None for 合计.

    Where a return does not tell the columns apart, the records of the whole line.
    """
    rows = list(sheet.rows) if row is None else [sheet.rows[row]]
    opened = OPENINGS.get(sheet.code)
    parts = [_opened(store, asked, each, sheet.columns[column], opened) for each in rows]
    counted = dict.fromkeys(seen for part in parts for seen in part.counted)
    missed = dict.fromkeys(
        seen for part in parts for seen in part.missed
        if seen.ref not in {each.ref for each in counted}
    )
    return Behind(tuple(counted), tuple(missed))


def _opened(
    store: Store, asked: Asked, row: Row, column: Column, opened: Opening | None
) -> Behind:
    found = opened(store, asked, row, column) if opened else None
    return found or Behind(tuple(Seen(ref, label(store, ref)) for ref in row.refs))


def label(store: Store, ref: Ref) -> str:
    """What a record is called in a list of records of several kinds."""
    asked = _LABELS.get(ref[0])
    found = store.query(asked, (ref[1],)) if asked else []
    words = [str(each) for each in found[0] if each] if found else []
    if ref[0] == "meeting" and words:
        words[1] = kind_title(words[1])
    return " ".join(words) or f"{ref[0]} {ref[1]}"


_HEAD = "(SELECT q.name FROM person q WHERE q.household = h.id AND q.relation = '02' LIMIT 1)"
_LABELS = {
    "person": "SELECT name FROM person WHERE id = ?",
    "member": "SELECT p.name FROM member m JOIN person p ON p.id = m.person WHERE m.id = ?",
    "household": f"SELECT h.number, {_HEAD} FROM household h WHERE h.id = ?",
    "visit": f"""SELECT v.day, p.name, h.number, {_HEAD} FROM visit v
                 JOIN member m ON m.id = v.member JOIN person p ON p.id = m.person
                 JOIN household h ON h.id = v.household WHERE v.id = ?""",
    "matter": "SELECT number, what FROM matter WHERE id = ?",
    "meeting": "SELECT held, kind, title FROM meeting WHERE id = ?",
    "attendance": """SELECT p.name FROM attendance a JOIN person p ON p.id = a.person
                     WHERE a.id = ?""",
    "pairing": """SELECT p.name, h.number, x.since FROM pairing x
                  JOIN member m ON m.id = x.member JOIN person p ON p.id = m.person
                  JOIN household h ON h.id = x.household WHERE x.id = ?""",
    "group": 'SELECT name FROM "group" WHERE id = ?',
    "activity": "SELECT on_day, theme FROM activity WHERE id = ?",
}


# ── 党员联户情况统计表 ────────────────────────────────────────────────────────


def _statistics(store: Store, asked: Asked, row: Row, column: Column) -> Behind | None:
    member = next(each[1] for each in row.refs if each[0] == "member")
    if column.parent.startswith("联系户"):
        return _homes(store, asked, member, KINDS.get(column.label))
    if column.parent.startswith(("走访", "问题")):
        return _visits(store, asked, member, column.label)
    return None


def _homes(store: Store, asked: Asked, member: int, kind: str | None) -> Behind:
    """The households linked to a member, of one kind or of all."""
    view = View(store, asked.period, asked.day, kinds=_ORDER)
    counted: list[Seen] = []
    missed: list[Seen] = []
    for each in store.find(Pairing, "member = ?", (member,), "since, id"):
        home = view.registers.homes.get(each.household)
        seen = Seen(("household", each.household), label(store, ("household", each.household)))
        why = _not_linked(each, home, asked.day)
        if not why and home is not None and kind not in (None, kind_of(home, view)):
            if kind is None or not _belongs(view, home, kind):
                continue
            why = "已按次序计在前面的类别"
        (missed if why else counted).append(Seen(seen.ref, seen.label, why))
    return Behind(tuple(counted), tuple(missed))


def _not_linked(pairing: Pairing, home: Home | None, day: date) -> str:
    if pairing.role != "main":
        return "是备联，只计主联"
    if pairing.since > day:
        return f"{pairing.since} 才结对"
    if pairing.until is not None and pairing.until < day:
        return f"{pairing.until} 已终止"
    return "" if home is not None else "户已不在册"


def _belongs(view: View, home: Home, kind: str) -> bool:
    return kind != OTHERS and view.counts_as(home, kind)


def _visits(store: Store, asked: Asked, member: int, column: str) -> Behind:
    """The visits of a member in the period: all, those with a problem, those solved."""
    period = asked.period
    counted: list[Seen] = []
    missed: list[Seen] = []
    for each in _around(store, period.start, period.end, member):
        ref = ("visit", each.rowid)
        why = _outside(each.day, period.start, period.end)
        if not why and column in ("发现问题", "已解决"):
            why = _unsolved(store, each, column, asked.day)
        (missed if why else counted).append(Seen(ref, label(store, ref), why))
    return Behind(tuple(counted), tuple(missed))


def _around(store: Store, first: date, last: date, member: int) -> list[Visit]:
    return store.find(
        Visit, "member = ? AND day BETWEEN ? AND ?",
        (member, (first - NEAR).isoformat(), (last + NEAR).isoformat()), "day, id")


def _outside(day: date, first: date, last: date) -> str:
    if day < first:
        return f"{day} 在本期之前"
    return f"{day} 在本期之后" if day > last else ""


def _unsolved(store: Store, visit: Visit, column: str, day: date) -> str:
    closings = store.query("SELECT closed FROM matter WHERE visit = ?", (visit.id,))
    if not closings:
        return "没有登记问题"
    if column == "已解决" and any(not closed or closed > day.isoformat() for (closed,) in closings):
        return "问题还没有办结，或在期后才办结"
    return ""


# ── 三会一课 ──────────────────────────────────────────────────────────────────


_MONTHS = ("第一个月", "第二个月", "第三个月")


def _meetings(store: Store, asked: Asked, row: Row, column: Column) -> Behind:
    """The meetings of one kind in the quarter or a month of it, and those just outside."""
    from models.values.periods import Period, Span

    quarter = Period.of(asked.period.end, Span.QUARTER)
    span = quarter
    if column.parent in _MONTHS:
        span = quarter.months()[_MONTHS.index(column.parent)]
    code = read_kind(str(row.values[1]))
    called = [each for each in meetings_between(store, span.start - NEAR, span.end + NEAR)
              if each.kind == code]
    return _sorted(store, called, span.start, span.end)


def _sorted(store: Store, called: Iterable[Meeting], first: date, last: date) -> Behind:
    counted: list[Seen] = []
    missed: list[Seen] = []
    fallen = fallen_between(store, first, last)
    for each in called:
        ref, why = ("meeting", each.rowid), _outside(each.held, first, last)
        if each.id in fallen:
            why = why_fallen(fallen[each.id][1])
        (missed if why else counted).append(Seen(ref, label(store, ref), why))
    return Behind(tuple(counted), tuple(missed))


OPENINGS: dict[str, Opening] = {
    "liaison-statistics": _statistics, "meetings-quarter": _meetings,
}
"""The returns whose columns can be told apart, by code."""
