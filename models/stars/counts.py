"""The counts of branch life and village work that answer the standard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.economy.assets import FACILITY_STATES, USED, Facility, Honour
from models.economy.organisations import councils
from models.economy.projects import STAGES, Project
from models.economy.year_account import AccountSide, IncomeLine, account
from models.matters.matter import MATTER_KINDS, OPEN, Matter
from models.meetings.held import fell_through
from models.meetings.kinds import known_rules
from models.meetings.meeting import Meeting, attendance_of, kind_title, meetings_between
from models.office.star_sets import STARS
from models.pairing.workbench import base_sql
from models.values.figure import Figure, Seen, of
from models.values.kinds import MONEY

if TYPE_CHECKING:
    from models.keeping.store import Store


class Counting:
    """Counts of one year as of one day; each figure is taken once and kept."""

    def __init__(self, store: Store, year: int, day: date) -> None:
        self.store, self.year = store, year
        self.first = date(year, 1, 1)
        self.day = day
        self.last = min(max(day, self.first), date(year, 12, 31))
        self.known: dict[str, Figure] = {}

    @property
    def days(self) -> tuple[str, str]:
        """First and last day looked at, as they stand in the data file."""
        return self.first.isoformat(), self.last.isoformat()


# ── branch life ──────────────────────────────────────────────────────────────


def party_meetings(kind: str) -> Callable[[Counting], Figure]:
    """The meetings of one kind held in the year; one that could not open is missed, with why."""

    def counted(counting: Counting) -> Figure:
        return _meetings(counting, kind)

    return counted


def meetings_held(counting: Counting) -> Figure:
    """All meetings of the year."""
    return _meetings(counting, None)


def _meetings(counting: Counting, kind: str | None) -> Figure:
    good: list[Seen] = []
    missed: list[Seen] = []
    for each in meetings_between(counting.store, counting.first, counting.last):
        if kind not in (None, each.kind):
            continue
        reason = _not_valid(counting, each)
        seen = Seen(("meeting", each.rowid), f"{each.held} {each.title or kind_title(each.kind)}",
                    reason)
        (missed if reason else good).append(seen)
    return of(good, missed, "次")


def _not_valid(counting: Counting, meeting: Meeting) -> str:
    rows = attendance_of(counting.store, meeting.rowid)
    if not rows and meeting.due_count is None:
        return "没有签到记录，请补签到"
    short = fell_through(meeting, rows, known_rules(counting.store))
    return "到会人数没有达到开会要求" if short else ""


def reserves(counting: Counting) -> Figure:
    """后备干部 on the list at the end; those taken off are missed."""
    on = counting.last.isoformat()
    rows = counting.store.query(
        """SELECT r.id, p.name, r.ended, r.end_reason FROM reserve r
           JOIN person p ON p.id = r.person WHERE r.listed <= ? ORDER BY r.id""", (on,))
    good = [Seen(("reserve", row), name) for row, name, ended, _ in rows
            if ended is None or ended > on]
    missed = [Seen(("reserve", row), name, f"{ended} 已出库{f'：{why}' if why else ''}")
              for row, name, ended, why in rows if ended is not None and ended <= on]
    return of(good, missed, "人")


def paired(counting: Counting) -> Figure:
    """Households with a main member on the day, of those that should be paired."""
    on = counting.last.isoformat()
    rows = counting.store.query(
        f"""SELECT h.id, h.number, coalesce(g.name, ''), EXISTS (
               SELECT 1 FROM pairing x WHERE x.household = h.id AND x.role = 'main'
               AND x.since <= ?1 AND (x.until IS NULL OR x.until >= ?1))
           FROM household h LEFT JOIN "group" g ON g.id = h."group"
           WHERE h.id IN ({base_sql(counting.store, counting.last)})
           ORDER BY g.place, g.id, h.number""", (on,))
    good = [Seen(("household", row), f"{group} {number} 户")
            for row, number, group, has in rows if has]
    missed = [Seen(("household", row), f"{group} {number} 户", "没有主联党员")
              for row, number, group, has in rows if not has]
    return of(good, missed, "户", "应结对户")


def visited(counting: Counting) -> Figure:
    """Households visited at least once in the year."""
    first, last = counting.days
    rows = counting.store.query(
        """SELECT h.id, h.number, coalesce(g.name, ''), (
               SELECT count(*) FROM visit v WHERE v.household = h.id AND v.day BETWEEN ?1 AND ?2)
           FROM household h LEFT JOIN "group" g ON g.id = h."group"
           WHERE coalesce(h.since, '') <= ?2 AND (h.left IS NULL OR h.left > ?2)
           ORDER BY g.place, g.id, h.number""", (first, last))
    good = [Seen(("household", row), f"{group} {number} 户（{times} 次）")
            for row, number, group, times in rows if times]
    missed = [Seen(("household", row), f"{group} {number} 户", "本年没有走访记录")
              for row, number, group, times in rows if not times]
    return of(good, missed, "户", "在册户")


def members_trained(counting: Counting) -> Figure:
    """Members who took part in at least one training of the year."""
    first, last = counting.days
    rows = counting.store.query(
        """SELECT m.id, p.name, (
               SELECT count(*) FROM activity_person ap JOIN activity a ON a.id = ap.activity
               WHERE ap.person = m.person AND a.kind = 'training' AND a.on_day BETWEEN ?1 AND ?2)
           FROM member m JOIN person p ON p.id = m.person
           WHERE coalesce(m.joined, '') <= ?2 AND (m.left IS NULL OR m.left > ?2) ORDER BY m.id""",
        (first, last))
    good = [Seen(("member", row), f"{name}（{times} 次）") for row, name, times in rows if times]
    missed = [Seen(("member", row), name, "本年没有参加培训的记录")
              for row, name, times in rows if not times]
    return of(good, missed, "人", "在册党员")


# ── village work ─────────────────────────────────────────────────────────────


NO_STAR = "没有注明对应星"


def activities(counting: Counting, star: str) -> Figure:
    """The activities of the year for a star; those for no star are missed."""
    rows = counting.store.query(
        "SELECT id, on_day, theme, star FROM activity WHERE on_day BETWEEN ? AND ?"
        " ORDER BY on_day, id", counting.days)
    seen = [(Seen(("activity", row), f"{day} {theme}", "" if of_star else NO_STAR), of_star)
            for row, day, theme, of_star in rows]
    return _of_a_star(seen, star, "次")


def trainings(counting: Counting) -> Figure:
    """The trainings of the year."""
    return _activities(counting, "training", "场")


def cleaning(counting: Counting) -> Figure:
    """The clean-up days of the year."""
    return _activities(counting, "cleaning", "次")


def _activities(counting: Counting, kind: str, unit: str) -> Figure:
    rows = counting.store.query(
        "SELECT id, on_day, theme FROM activity WHERE kind = ? AND on_day BETWEEN ? AND ?"
        " ORDER BY on_day, id", (kind, *counting.days))
    return of([Seen(("activity", row), f"{day} {theme}") for row, day, theme in rows], [], unit)


def _of_a_star(seen: list[tuple[Seen, str | None]], star: str, unit: str) -> Figure:
    """Those of the star that have no reason to be missed; those of another star are left out."""
    ours = [each for each, of_star in seen if of_star in (None, star, STARS.label(star))]
    return of([each for each in ours if not each.reason],
              [each for each in ours if each.reason], unit)


def solved(counting: Counting) -> Figure:
    """Matters of every kind found in the year, solved or still open."""
    return _solved(counting, tuple(code for code, _ in MATTER_KINDS.pairs()))


def disputes_solved(counting: Counting) -> Figure:
    """矛盾纠纷 found in the year."""
    return _solved(counting, ("dispute",))


def rectified(counting: Counting) -> Figure:
    """整改 and 检查发现 found in the year."""
    return _solved(counting, ("rectification", "inspection"))


def _solved(counting: Counting, kinds: tuple[str, ...]) -> Figure:
    marks = ",".join("?" * len(kinds))
    good: list[Seen] = []
    missed: list[Seen] = []
    for each in counting.store.find(
        Matter, f"kind IN ({marks}) AND found BETWEEN ? AND ?", (*kinds, *counting.days),
        "found, id",
    ):
        label = f"{each.found} {MATTER_KINDS.label(each.kind)} {each.number or ''}".strip()
        late = each.closed is not None and each.closed > counting.last
        if each.state in OPEN or late:
            limit = f"，时限 {each.deadline}" if each.deadline else ""
            why = f"未办结，{each.owner or '还没有交办'}{limit}"
            missed.append(Seen(("matter", each.rowid), label, why))
        else:
            good.append(Seen(("matter", each.rowid), label))
    return of(good, missed, "件", "本年发现的事项")


def income(counting: Counting) -> Figure:
    """收入: everything that came in, in yuan."""
    lines = _lines(counting)
    counted = [each for each in lines if account(each.account).side == AccountSide.INCOME]
    return _money(counted, [])


def operating_profit(counting: Counting) -> Figure:
    """经营收益, in yuan; what does not belong to it is missed with the reason."""
    lines = _lines(counting)
    operating = [each for each in lines if account(each.account).operating]
    left = [
        (each, f"{account(each.account).label}不计入经营收益") for each in lines
        if account(each.account).side in (AccountSide.INCOME, AccountSide.EXPENSE)
        and not account(each.account).operating
    ]
    return _money(operating, left)


def _lines(counting: Counting) -> list[IncomeLine]:
    return counting.store.find(IncomeLine, "on_day BETWEEN ? AND ?", counting.days, "on_day, id")


def _money(counted: list[IncomeLine], missed: list[tuple[IncomeLine, str]]) -> Figure:
    amount = sum(
        (-each.amount if account(each.account).side == AccountSide.EXPENSE else each.amount
         for each in counted), Decimal(0))
    return Figure(
        amount, "元", tuple(_line_seen(each) for each in counted),
        tuple(_line_seen(each, why) for each, why in missed),
    )


def _line_seen(each: IncomeLine, reason: str = "") -> Seen:
    sign = "-" if account(each.account).side == AccountSide.EXPENSE else ""
    return Seen(("income_line", each.rowid),
                f"{each.on_day} {each.summary} {sign}{MONEY.show(each.amount)} 元", reason)


def tied(counting: Counting) -> Figure:
    """双绑: households tied to a co-operative that is itself tied to a firm."""
    on = counting.last.isoformat()
    rows = counting.store.query(
        """SELECT h.id, h.number, max(EXISTS (
               SELECT 1 FROM firm_tie f WHERE f.cooperative = t.cooperative
               AND f.since <= ?1 AND (f.until IS NULL OR f.until > ?1)))
           FROM household_tie t JOIN household h ON h.id = t.household
           WHERE t.since <= ?1 AND (t.until IS NULL OR t.until > ?1)
           GROUP BY h.id ORDER BY h.number""", (on,))
    good = [Seen(("household", row), f"{number} 户") for row, number, both in rows if both]
    missed = [Seen(("household", row), f"{number} 户", "所在合作社还没有绑龙头企业")
              for row, number, both in rows if not both]
    return of(good, missed, "户")


def led(counting: Counting) -> Figure:
    """Co-operatives the branch leads; the others are missed."""
    on = counting.last.isoformat()
    rows = counting.store.query(
        """SELECT id, name, led FROM organisation WHERE kind = 'cooperative'
           AND coalesce(since, '') <= ?1 AND (until IS NULL OR until > ?1) ORDER BY id""", (on,))
    return of(
        [Seen(("organisation", row), name) for row, name, by in rows if by],
        [Seen(("organisation", row), name, "不是党支部领办") for row, name, by in rows if not by],
        "个")


def projects(counting: Counting, star: str) -> Figure:
    """Projects for a star, under way or finished; those only planned or stopped are missed."""
    found = counting.store.find(
        Project, "coalesce(since, '') <= ?", (counting.last.isoformat(),))
    not_yet = {"planned": f"还在{STAGES.label('planned')}阶段", "stopped": "已停止"}
    seen = [(Seen(("project", each.rowid), each.name,
                  not_yet.get(each.stage, "" if each.star else NO_STAR)), each.star)
            for each in found]
    return _of_a_star(seen, star, "个")


def jobs(counting: Counting) -> Figure:
    """带动就业 counted over groups and projects; those without a number are missed."""
    on = counting.last.isoformat()
    rows = counting.store.query(
        """SELECT 'organisation', id, name, jobs FROM organisation
           WHERE coalesce(since, '') <= ?1 AND (until IS NULL OR until > ?1)
             AND kind IN ('cooperative', 'firm', 'family_farm', 'workshop', 'shop')
           UNION ALL SELECT 'project', id, name, jobs FROM project
           WHERE coalesce(since, '') <= ?1 AND stage NOT IN ('planned', 'stopped')""", (on,))
    good = [Seen((table, row), f"{name} {number} 人")
            for table, row, name, number in rows if number]
    missed = [Seen((table, row), name, "没有填带动就业人数")
              for table, row, name, number in rows if not number]
    people = Decimal(sum(number or 0 for *_, number in rows))
    return Figure(people, "人", tuple(good), tuple(missed))


def facilities(counting: Counting) -> Figure:
    """Facilities in use; the others with their state."""
    found = counting.store.find(Facility)
    return of(
        [Seen(("facility", each.rowid), each.name) for each in found if each.state == USED],
        [Seen(("facility", each.rowid), each.name, FACILITY_STATES.label(each.state))
         for each in found if each.state != USED], "处")


def councils_set_up(counting: Counting) -> Figure:
    """一约五会: those there are; those still to be set up are named."""
    good: list[Seen] = []
    missed: list[Seen] = []
    for label, line in councils(counting.store, counting.last).items():
        if line is None:
            missed.append(Seen(("organisation", 0), label, "还没有登记"))
        else:
            good.append(Seen(("organisation", line.organisation.rowid), line.organisation.name))
    return of(good, missed, "项", "一约五会")


def honours(counting: Counting, star: str) -> Figure:
    """Honours given in the year for a star."""
    found = counting.store.find(Honour, "on_day BETWEEN ? AND ?", counting.days, "on_day, id")
    seen = [(Seen(("honour", each.rowid), f"{each.on_day} {each.title}",
                  "" if each.star else NO_STAR), each.star) for each in found]
    return _of_a_star(seen, star, "项")
