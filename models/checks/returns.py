"""Checks between returns, and what stands in the way before they go to the town."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.checks.catalogue import findings
from models.figures.history import unusual
from models.meetings.kinds import all_kinds
from models.pairing.pairing import Pairing, PairingRole
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.finding import Finding, Level, Ref
from models.values.periods import Period, Span
from models.values.sheet import under

if TYPE_CHECKING:
    from models.figures.measure import AnyMeasure
    from models.keeping.store import Store
    from models.values.sheet import Sheet


_SHOWN = 60


@dataclass(frozen=True)
class Agreement:
    """Two returns that must say the same.

    ``one_total`` and ``other_total`` pick the figure from each sheet; ``apart`` finds the records
    that stand in only one of them.
    """

    rule: str
    what: str
    one: str
    other: str
    one_total: Callable[[Sheet], int]
    other_total: Callable[[Sheet], int]
    apart: Callable[[Store, Sheet, Sheet], set[Ref]] = lambda *_: set()
    span: Span | None = None


def _rows(sheet: Sheet) -> int:
    return len(sheet.rows)


def _sum(label: str, parent: str = "") -> Callable[[Sheet], int]:
    return lambda sheet: sum(each or 0 for each in under(sheet.columns, sheet.rows, label, parent))


def _mains(sheet: Sheet) -> int:
    return under(sheet.columns, sheet.rows, Pairing.field("role").label).count(PairingRole.MAIN)


def _fact(label: str) -> Callable[[Sheet], int]:
    def figure(sheet: Sheet) -> int:
        said = under(sheet.columns, sheet.rows, "项目")
        figures = under(sheet.columns, sheet.rows, "数量")
        return int(figures[said.index(label)]) if label in said else 0

    return figure


def _three_lessons(sheet: Sheet) -> int:
    """应到人次 of 三会一课 alone: the quarter's return also tells what goes with it."""
    titles = {each.title for each in all_kinds() if each.three_lessons}
    kinds = under(sheet.columns, sheet.rows, "会议类型")
    due = under(sheet.columns, sheet.rows, "应到人次")
    return sum(each or 0 for kind, each in zip(kinds, due, strict=True) if kind in titles)


def _only_one(table: str) -> Callable[[Store, Sheet, Sheet], set[Ref]]:
    """The records of one kind behind only one of the two."""
    return lambda _, one, other: _refs(one, table) ^ _refs(other, table)


def _of_strangers(table: str) -> Callable[[Store, Sheet, Sheet], set[Ref]]:
    """The pairings or visits of the second whose member the first does not list."""

    def apart(store: Store, one: Sheet, other: Sheet) -> set[Ref]:
        listed = {row for _, row in _refs(one, "member")}
        return {
            ref for ref in _refs(other, table)
            if store.query(f"SELECT member FROM {table} WHERE id = ?", ref[1:])[0][0] not in listed
        }

    return apart


AGREEMENTS: tuple[Agreement, ...] = (
    Agreement("liaison-total", "联系户数", "liaison-statistics", "liaison", _sum("合计"), _mains,
              _of_strangers("pairing")),
    Agreement("liaison-members", "党员数", "liaison-statistics", "members", _rows, _rows,
              _only_one("member")),
    Agreement("visits-count", "走访次数", "liaison-statistics", "visits", _sum("走访次数"), _rows,
              _of_strangers("visit")),
    Agreement("people-count", "人口", "people", "facts", _rows, _fact("人口"), _only_one("person")),
    Agreement("members-count", "党员数", "members", "facts", _rows, _fact("党员"),
              _only_one("member")),
    Agreement("attendance-members", "党员数", "attendance", "members", _rows, _rows,
              _only_one("member")),
    Agreement("meetings-due", "三会一课应到人次", "meetings-quarter", "meetings", _three_lessons,
              _sum("应到"), _only_one("meeting"), Span.QUARTER),
)
"""平衡关系 between the returns (totals that must agree)."""


def return_findings(store: Store, asked: Asked) -> list[Finding]:
    """Where the returns of a period don't agree, the gravest first."""
    drawn: dict[tuple[str, Period], Sheet] = {}

    def draw(code: str, period: Period) -> Sheet:
        if (code, period) not in drawn:
            drawn[code, period] = return_called(code).draw(store, Asked.of(period, asked.day))
        return drawn[code, period]

    found: list[Finding] = []
    for each in AGREEMENTS:
        period = Period.of(asked.period.end, each.span) if each.span else asked.period
        found += _disagreement(store, each, draw(each.one, period), draw(each.other, period))
    return sorted(found, key=lambda finding: list(Level).index(finding.level))


def _disagreement(store: Store, rule: Agreement, one: Sheet, other: Sheet) -> Iterator[Finding]:
    first, second = rule.one_total(one), rule.other_total(other)
    if first == second:
        return
    where = tuple(sorted(rule.apart(store, one, other)))[:_SHOWN]
    yield Finding(
        Level.ERROR, f"returns-{rule.rule}",
        f"《{one.title}》的{rule.what}是 {first}，《{other.title}》是 {second}，"
        f"相差 {abs(first - second)}，请核对。", where,
    )


def _refs(sheet: Sheet, table: str) -> set[Ref]:
    return {ref for row in sheet.rows for ref in row.refs if ref[0] == table}


# ── what stands in the way before they go ────────────────────────────────────


def unusual_figures(store: Store, asked: Asked, codes: set[str]) -> Iterator[Finding]:
    """The totals of these returns that differ from their own history; never in the way."""
    told: dict[AnyMeasure, str] = {}
    for code in sorted(codes):
        ret = return_called(code, store)
        listing = ret.listing(store, asked)
        for each in listing.measures if listing else ():
            told.setdefault(each, ret.title)
    for measure, far in unusual(store, list(told), asked.period).items():
        yield Finding(Level.NOTICE, "figure-unusual",
                      f"《{told[measure]}》的{measure.field.label}与往期差得多：{far.words}。"
                      "没有错就不用管。")


def findings_before(
    store: Store, asked: Asked, sheets: Sequence[Sheet], read: Collection[str]
) -> list[Finding]:
    """Errors and warnings of the period, notices about records that go along, and disagreements.

    ``sheets`` are the returns about to be sent, drawn from the tables ``read``; two returns that
    disagree are named when one of them is among these. What happened before or after the period,
    or stands in records of which none of them says anything, is not in its way.
    """
    refs = {ref for sheet in sheets for row in sheet.rows for ref in row.refs}
    codes = {sheet.code for sheet in sheets}
    rules = {f"returns-{each.rule}" for each in AGREEMENTS if codes & {each.one, each.other}}
    of_records = [
        each for each in findings(store) if each.concerns(asked.period)
        and (not each.where or any(table in read for table, _ in each.where))
        and (each.level != Level.NOTICE or refs.intersection(each.where))
    ]
    between = [each for each in return_findings(store, asked) if each.rule in rules]
    usual = unusual_figures(store, asked, codes)
    return sorted(
        [*between, *of_records, *usual], key=lambda each: list(Level).index(each.level))
