"""What hangs on the wall: the rows of the four charts, and the numbers behind the bars.

Every chart is looked through; ``omit`` prints 〔略〕 where a text may not hang there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from models.figures.economy import year_account
from models.figures.liaison import coverage
from models.figures.matters import FOUND, SOLVED
from models.figures.measure import Days
from models.figures.reckon import reckon
from models.keeping.heads import foot
from models.keeping.lasting import on
from models.keeping.record import stood_on
from models.members.member import Member
from models.office.exposure import Scan
from models.office.star_sets import StarState, star_set
from models.office.village import unit
from models.pairing.lists import IN_FORCE
from models.registers.people import Household, head_on
from models.stars.plan import AIMS, Plan, owner_names, targets
from models.stars.progress import Line, by_task, lines, overall, per_star, task_state
from models.stars.standard import Standard
from models.stars.verdicts import VerdictResult, VerdictStage, by_star, level, level_name, over_time
from models.values.periods import Period, Span
from models.values.privacy import mask_name

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Bar:
    """One bar of a series; ``value`` None is a year nobody wrote anything down for."""

    label: str
    value: Decimal | None
    whole: Decimal | None = None


@dataclass(frozen=True)
class Series:
    """Bars under one name."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class ChartData:
    """A chart: title, unit, its series side by side, and what its figures mean."""

    title: str
    unit: str
    series: tuple[Series, ...]
    note: str = ""


def stars_over_time(store: Store, year: int, years: int = 5) -> ChartData:
    """Stars awarded year by year."""
    bars = tuple(Bar(f"{each}年", None if number is None else Decimal(number), Decimal(5))
                 for each, number in over_time(store, year - years + 1, year))
    return ChartData("历年星数", "颗", (Series("授予星数", bars),),
                     "按授予文件计；空缺是没有记录的年度。")


def progress_per_star(store: Store, plan: Plan, day: date) -> ChartData:
    """Items done of all items, star by star."""
    chosen = star_set(store.get(Standard, plan.standard).star_set)
    counted = per_star(lines(store, plan, day))
    bars = []
    for star, label in chosen.stars:
        done, every = counted.get(star, (0, 0))
        bars.append(Bar(label.removesuffix("星"), Decimal(done), Decimal(every)))
    return ChartData("各星任务完成", "项", (Series("完成项数", tuple(bars)),),
                     "分母是各星的全部任务项。")


def income_three_years(store: Store, year: int) -> ChartData:
    """收入 and 经营收益 side by side, in 万元."""
    found = {each: year_account(store, each) for each in range(year - 2, year + 1)}
    income, profit = (tuple(
        Bar(f"{each}年", sums[code] / Decimal(10_000) if any(sums.values()) else None)
        for each, sums in found.items()) for code in ("income", "operating-profit"))
    return ChartData("集体经济三年", "万元", (Series("收入", income), Series("经营收益", profit)),
                     "经营收益不含补助收入和其他收支。")


def matters_by_month(store: Store, day: date, months: int = 6) -> ChartData:
    """Matters found and solved, month by month up to the day's month."""
    month = Period.of(day, Span.MONTH)
    found = [month]
    while len(found) < months:
        found.insert(0, found[0].previous())
    counted = reckon(store, [(measure, Days(*each.days))
                             for each in found for measure in (FOUND, SOLVED)])
    return ChartData("事项登记与办结", "件", tuple(
        Series(name, tuple(
            Bar(f"{each.number}月", Decimal(counted.value(measure, Days(*each.days))))
            for each in found))
        for name, measure in (("登记", FOUND), ("办结", SOLVED))))


# ── the rows of the charts ───────────────────────────────────────────────────


@dataclass(frozen=True)
class Head:
    """What stands at the head and foot of every chart; ``log``: the head of the log by then."""

    title: str
    village: str
    town: str
    day: date
    notes: tuple[str, ...] = ()
    log: str = field(default="", compare=False)


@dataclass(frozen=True)
class ProgressRow:
    """One item on 创建进度表: ``done`` of its ``clauses`` are done."""

    star: str
    number: str
    title: str
    owner: str
    due: str
    state: str
    done: int
    clauses: int

    @property
    def state_label(self) -> str:
        """完成, 超期 …"""
        return StarState(self.state).label


@dataclass(frozen=True)
class ProgressBoard:
    """创建进度表: star × item × owner × deadline × state."""

    head: Head
    rows: tuple[ProgressRow, ...]
    overall: str


@dataclass(frozen=True)
class BattleRow:
    """One item over the months: from the month begun to the month due (1 to 12, or None)."""

    star: str
    title: str
    owner: str
    first: int | None
    last: int | None
    state: str


@dataclass(frozen=True)
class BattleBoard:
    """作战图: the items by month, this month marked."""

    head: Head
    year: int
    month: int
    rows: tuple[BattleRow, ...]


@dataclass(frozen=True)
class StarCard:
    """One star on 五星板."""

    label: str
    aim: str
    owner: str
    done: int
    items: int
    held: bool
    verdicts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StarBoard:
    """五星板: the five stars, the level of this year and of the last."""

    head: Head
    cards: tuple[StarCard, ...]
    level: str
    last_level: str


@dataclass(frozen=True)
class PairingRow:
    """One member on 联户图 and the households looked after: masked heads, group by group.

    The first household of a group carries its name: 第1组：仝*强.
    """

    member: str
    party_group: str
    homes: tuple[str, ...]


@dataclass(frozen=True)
class PairingBoard:
    """联户图: which member looks after which households, those by number, and whom to call."""

    head: Head
    rows: tuple[PairingRow, ...]
    paired: int
    homes: int
    phone: str = ""


Board = TypeVar("Board", ProgressBoard, BattleBoard, StarBoard, PairingBoard)
LEGEND = tuple((each, each.shape, each.label) for each in StarState)


def progress_board(store: Store, plan: Plan, day: date, *, omit: bool = False) -> ProgressBoard:
    """The item lines of the plan as of a day."""
    found = lines(store, plan, day)
    standard = store.get(Standard, plan.standard)
    chosen = star_set(standard.star_set)
    rows = tuple(
        ProgressRow(chosen.label_of(task.star), task.number, task.title, each[0].owner,
                    _short(_due(each)), task_state(each), sum(one.done for one in each),
                    len(each))
        for task, each in by_task(found)
    )
    head = _head(store, "“五星”支部创建进度表", day, standard)
    return _cleared(store, ProgressBoard(head, rows, overall(found)), omit)


def battle_board(store: Store, plan: Plan, day: date, *, omit: bool = False) -> BattleBoard:
    """Every item from the month it is begun (else the plan's) to the month it is due, or in which
    it was last said to be done.
    """
    standard = store.get(Standard, plan.standard)
    chosen = star_set(standard.star_set)
    rows = []
    for task, each in by_task(lines(store, plan, day)):
        work, due = each[0].assignment, _due(each)
        begun = (work.begun if work else None) or plan.made
        state, until = task_state(each), due
        if due and state == StarState.DONE:
            until = max((one.said.on_day for one in each if one.said), default=due)
        rows.append(BattleRow(
            chosen.label_of(task.star), task.title, each[0].owner,
            _month(begun, plan.year) if due else None, _month(until, plan.year), state))
    head = _head(store, "“五星”支部创建作战图", day, standard)
    month = _month(day, plan.year) or 12
    return _cleared(store, BattleBoard(head, plan.year, month, tuple(rows)), omit)


def star_board(store: Store, plan: Plan, day: date, *, omit: bool = False) -> StarBoard:
    """The five stars with aim, owner, items done, and what each stage said."""
    standard = store.get(Standard, plan.standard)
    chosen = star_set(standard.star_set)
    found = by_task(lines(store, plan, day))
    aims = {each.star: each for each in targets(store, plan.rowid)}
    names = owner_names(store, {each.owner for each in aims.values() if each.owner})
    cards = []
    for each in by_star(store, plan.year, chosen, day):
        states = [task_state(some) for task, some in found if task.star == each.star]
        aim, award = aims.get(each.star), each.said[VerdictStage.AWARD]
        cards.append(StarCard(
            chosen.label_of(each.star), AIMS.label(aim.aim) if aim else "未列入",
            names.get(aim.owner or 0, "") if aim else "", states.count(StarState.DONE), len(states),
            award is not None and award.result == VerdictResult.YES,
            tuple((stage.label, each.result(stage)) for stage in VerdictStage)))
    return _cleared(store, StarBoard(
        _head(store, "“五星”支部创建五星板", day, standard), tuple(cards),
        level_name(level(store, plan.year, day=day)),
        level_name(level(store, plan.year - 1, day=day))), omit)


def pairing_board(store: Store, day: date, *, omit: bool = False) -> PairingBoard:
    """Members with the households they look after, by their numbers: each finds its own, nobody
    another's.
    """
    homes: dict[tuple[int, str, str], list[tuple[str, str]]] = {}
    pairs = store.query(
        f"""SELECT m.id, p.name, coalesce(m.party_group, ''), coalesce(g.name, ''), h.number,
               {head_on()}
           FROM pairing x JOIN {stood_on(Member)} m ON m.id = x.member
           JOIN person p ON p.id = m.person
           JOIN {stood_on(Household)} h ON h.id = x.household
           LEFT JOIN "group" g ON g.id = h."group"
           WHERE x.role = 'main' AND {IN_FORCE} AND {on(Household, "h")}
           ORDER BY m.party_group COLLATE counting NULLS LAST, m.id, g.place, g.id, h.number""",
        (day.isoformat(),))
    for member, name, party_group, group, number, head in pairs:
        home = number or mask_name(head or "")
        homes.setdefault((member, name, party_group), []).append((group, home))
    covered = coverage(store, day)
    rows = tuple(
        PairingRow(name, group, _by_group(each)) for (_, name, group), each in homes.items())
    return _cleared(store, PairingBoard(
        _head(store, "党员联户图", day, None), rows, covered.part, covered.base,
        ((village := unit(store)) and village.phone) or ""), omit)


def _by_group(homes: list[tuple[str, str]]) -> tuple[str, ...]:
    found, last = [], ""
    for group, home in homes:
        found.append(f"{group}：{home}" if group and group != last else home)
        last = group
    return tuple(found)


def _head(store: Store, title: str, day: date, standard: Standard | None) -> Head:
    village = unit(store)
    notes = (standard.notice,) if standard and standard.notice else ()
    return Head(title, (village.name if village else "") or "", (village and village.town) or "",
                day, notes)


def _due(found: list[Line]) -> date | None:
    work = found[0].assignment
    return work.due if work else None


def _short(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""


def _month(day: date | None, year: int) -> int | None:
    if day is None:
        return None
    return day.month if day.year == year else (1 if day.year < year else 12)


def _cleared(store: Store, board: Board, omit: bool) -> Board:
    """The chart, when every word of it may hang on a wall."""
    rows: tuple[Any, ...] = board.cards if isinstance(board, StarBoard) else board.rows
    cleared = Scan(store, board.head.day).cleared(board, board.head.title, [
        ("图名或图注", board.head, ()),
        *((f"第 {n} 行", row, ()) for n, row in enumerate(rows, 1))], omit=omit)
    return replace(cleared, head=replace(cleared.head, log=foot(store)))
