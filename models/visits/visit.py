"""走访: who went where, when and why, what was found; rounds; who is due a visit, and how often."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from models.keeping.asked_once import asked_once
from models.keeping.lasting import on
from models.keeping.named_rows import named_rows
from models.keeping.record import Record, field, required, stood_on
from models.matters.matter import Matter, report
from models.members.member import Member
from models.office.village import policy
from models.pairing.lists import IN_FORCE, base_sql, home_ids
from models.pairing.pairing import Pairing
from models.registers.people import Household, HouseholdCategory, Person, PersonLeft, head_on
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.privacy import Privacy
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

WAYS = Choices(home="入户", phone="电话", away="外出联系")


class Visit(Record, table="visit", label="走访"):
    """One visit or call, as the secretary writes it down."""

    member: int = required("走访党员", LINK, width=8,
                           aliases=("走访人", "联户党员", "党员姓名", "党员"))
    household: int = required("户", LINK)
    day: date = required("走访日期", DAY, width=11, aliases=("日期", "走访时间", "时间"))
    way: str = field("方式", required=True, default="home", options=WAYS, width=8,
                     aliases=("走访方式",))
    reason: str | None = field("事由", width=12, aliases=("走访事由", "原因"))
    met: str | None = field("见到谁", width=8, privacy=Privacy.NAME, aliases=("见面人", "接待人"))
    said: str | None = field("谈话内容", NOTE, width=24, privacy=Privacy.SENSITIVE,
                             aliases=("走访内容", "走访情况", "内容"))
    needs: str | None = field("需求", NOTE, width=18, privacy=Privacy.SENSITIVE, aliases=("诉求",))
    entered: date = required("录入日期", DAY)

    def faults(self) -> dict[str, str]:
        """A visit that has not been made yet."""
        if self.day > self.entered:
            return {"day": f"{self.day} 还没有到，走访请在去过之后登记。"}
        return {}


def visit_reasons(store: Store, day: date) -> list[str]:
    """The reasons to offer, in order (四必到 …); the office may change the list."""
    return list(policy(store, "visits", day)["reasons"])


def visit_faults(store: Store, visit: Visit) -> dict[str, str]:
    """What can't be true of a visit: field → the sentence to show beside it."""
    member = store.get(Member, visit.member)
    person = store.get(Person, member.person)
    home = store.get(Household, visit.household)
    faults = visit.faults()
    if person.over_on(visit.day):
        why = "去世" if person.left_reason == PersonLeft.DIED else "离册"
        faults["member"] = f"{person.name}已于 {person.left} {why}，请核对走访人或日期。"
    elif member.over_on(visit.day):
        faults["member"] = f"{person.name}的党员关系已于 {member.left} 离册，请核对走访人。"
    if home.over_on(visit.day):
        faults["household"] = f"{home.number} 户已于 {home.left} 离册，请核对户号或日期。"
    if not home.begun_on(visit.day):
        faults.setdefault("day", f"{home.number} 户 {home.since} 才立户，请核对日期。")
    begins = _pairing_ahead(store, visit)
    if begins:
        faults.setdefault("day", f"{person.name}与 {home.number} 户 {begins} 才结对，请核对日期。")
    return faults


def _pairing_ahead(store: Store, visit: Visit) -> date | None:
    """The day this member's first pairing with the household begins, when the visit is earlier."""
    found = store.find(
        Pairing, "member = ? AND household = ?", (visit.member, visit.household), "since"
    )
    return found[0].since if found and not found[0].begun_on(visit.day) else None


def visit_before(store: Store, visit: Visit) -> str | None:
    """The visit of the same member to the same household on the same day that is kept, in words."""
    known = store.find(Visit, "member = ? AND household = ? AND day = ? AND id IS NOT ?",
                       (visit.member, visit.household, visit.day, visit.id))
    if not known:
        return None
    way, why = WAYS.label(known[0].way), known[0].reason
    return f"这一天已经记过走访这一户（{way}{f'，{why}' if why else ''}）。又去了一次吗？"


def record_visit(
    store: Store, visit: Visit, problem: Matter | None = None
) -> tuple[Visit, int | None]:
    """Write a visit down, and the problem found on it as a matter, in one act.

    The matter takes day, household, member and source from the visit. Returns the visit and the
    id of the matter.

    :raises Invalid: with a sentence for each field that can't be right; nothing was kept.
    """
    faults = visit_faults(store, visit)
    if faults:
        raise Invalid(faults)
    home = store.get(Household, visit.household)
    with store.act(f"登记走访：{home.number} 户 {visit.day}"):
        kept = store.save(visit)
        if problem is None:
            return kept, None
        matter = report(store, problem.but(
            found=visit.day, visit=kept.id, household=visit.household, member=visit.member,
            source=problem.source or "走访",
        ), today=visit.entered)
        return kept, matter.id


# ── a round ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class RoundRow:
    """One row of the grid; a blank ``problem`` means none was found."""

    household: int
    met: str = ""
    said: str = ""
    needs: str = ""
    problem: str = ""
    day: date | None = None
    way: str = "home"


def round_homes(store: Store, member: int, day: date) -> list[int]:
    """The households of the grid: those the member looks after on that day, in order."""
    return home_ids(store, day, member=member)


def record_round(
    store: Store, member: int, day: date, reason: str, rows: Sequence[RoundRow], *, today: date
) -> int:
    """Write the visits of a round down in one act; returns how many.

    :raises Invalid: keys ``"3.day"`` name the row (from 1) and the field; nothing was kept.
    """
    faults: dict[str, str] = {}
    with store.act(f"登记一轮走访：{len(rows)} 户"):
        for place, row in enumerate(rows, 1):
            visit = Visit(
                member=member, household=row.household, day=row.day or day, way=row.way,
                reason=reason or None, met=row.met or None, said=row.said or None,
                needs=row.needs or None, entered=today,
            )
            try:
                record_visit(store, visit, problem_of(row.problem, visit.day))
            except Invalid as invalid:
                faults |= {f"{place}.{name}": said for name, said in invalid.faults.items()}
        if faults:
            raise Invalid(faults)
    return len(rows)


def round_asked(store: Store, member: int, day: date, rows: Sequence[RoundRow]) -> str:
    """What to ask before a round is kept: which households were visited that day already."""
    again = [row.household for row in rows if visit_before(store, Visit(
        member=member, household=row.household, day=row.day or day, entered=row.day or day))]
    if not again:
        return ""
    numbers = "、".join(store.get(Household, home).number for home in again[:5])
    return (f"{numbers}{'等' * (len(again) > 5)} {len(again)} 户这一天已经记过走访。"
            "又去了一次吗？")


def problem_of(words: str, day: date) -> Matter | None:
    """The matter that a few words about a problem make, or None for no words."""
    return Matter(kind="problem", what=words.strip(), found=day) if words.strip() else None


# ── the list ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class VisitLine:
    """One visit; ``problems`` found on it, of which ``solved`` are closed. ``day`` is ISO text."""

    id: Annotated[int, "v.id"]
    day: Annotated[str, "v.day"]
    member: Annotated[str, "p.name"]
    number: Annotated[str, "h.number"]
    head: Annotated[str, f"coalesce({head_on(day='v.day')}, '')"]
    way: Annotated[str, "v.way"]
    reason: Annotated[str, "coalesce(v.reason, '')"]
    said: Annotated[str, "coalesce(v.said, '')"]
    problems: Annotated[int, "(SELECT count(*) FROM matter m WHERE m.visit = v.id)"]
    solved: Annotated[
        int, "(SELECT count(*) FROM matter m WHERE m.visit = v.id AND m.closed IS NOT NULL)"]


@dataclass(frozen=True)
class SheetLine:
    """One printed visit sheet: ``done`` of its ``rows`` are keyed back."""

    id: Annotated[int, "s.id"]
    number: Annotated[int, "s.number"]
    member: Annotated[str, "p.name"]
    printed: Annotated[str, "s.printed"]
    reason: Annotated[str, "coalesce(s.reason, '')"]
    rows: Annotated[int, "count(r.id)"]
    done: Annotated[int, "coalesce(sum(r.visit IS NOT NULL OR r.missed = 1), 0)"]


def visit_ids(store: Store, first: date, last: date) -> list[int]:
    """The visits of a stretch of days, the newest first."""
    rows = store.query(
        "SELECT id FROM visit WHERE day BETWEEN ? AND ? ORDER BY day DESC, id DESC",
        (first.isoformat(), last.isoformat()),
    )
    return [row for (row,) in rows]


def visit_lines(store: Store, ids: Sequence[int]) -> list[VisitLine]:
    """The visits with these ids, in this order."""
    rows = named_rows(
        store, VisitLine,
        f"""FROM visit v JOIN member b ON b.id = v.member JOIN person p ON p.id = b.person
            JOIN household h ON h.id = v.household
            WHERE v.id IN ({','.join(map(str, map(int, ids)))})"""
    )
    lines = {each.id: each for each in rows}
    return [lines[each] for each in ids if each in lines]


def sheet_lines(store: Store) -> list[SheetLine]:
    """Every visit sheet that was printed, the newest first."""
    return named_rows(
        store, SheetLine,
        """FROM visit_sheet s JOIN member m ON m.id = s.member JOIN person p ON p.id = m.person
           JOIN visit_sheet_row r ON r.sheet = s.id
           GROUP BY s.id ORDER BY s.number DESC"""
    )


def matters_of(store: Store, visit: int) -> list[int]:
    """The matters found on a visit."""
    return [row for (row,) in store.query("SELECT id FROM matter WHERE visit = ?", (visit,))]


# ── How often, by the household's categories


@dataclass(frozen=True)
class DueVisit:
    """A household, who should go, when somebody was there last and by when the next is due.

    ``last`` is None when nobody was there yet; ``late`` is days over, negative while there is time.
    """

    household: int
    number: str
    group: str
    head: str
    member: int | None
    member_name: str
    last: date | None
    due: date
    late: int


@asked_once
def due_visits(store: Store, today: date, *, member: int | None = None) -> list[DueVisit]:
    """Every household that should be paired, with its next visit, the longest overdue first.

    Where nobody was yet it counts from the pairing; without one from the household's first day,
    from 1 January of this year at the earliest.
    """
    told = policy(store, "visits", today)
    ways = ",".join(f"'{way}'" for way in told["ways"] if way.isalpha())
    rows = store.query(
        f"""SELECT h.id, h.number, coalesce(g.name, ''),
                   coalesce({head_on()}, ''),
                   x.member, coalesce(p.name, ''), x.since, h.since,
                   (SELECT max(v.day) FROM visit v WHERE v.household = h.id AND v.day <= ?1
                    AND v.way IN ({ways})),
                   (SELECT group_concat(c.category) FROM household_category c
                    WHERE c.household = h.id AND {on(HouseholdCategory, "c")})
            FROM {stood_on(Household)} h LEFT JOIN "group" g ON g.id = h."group"
            LEFT JOIN pairing x ON x.household = h.id AND x.role = 'main'
                 AND {IN_FORCE}
            LEFT JOIN member m ON m.id = x.member LEFT JOIN person p ON p.id = m.person
            WHERE h.id IN ({base_sql(store, today)}) AND (?2 IS NULL OR x.member = ?2)
            ORDER BY g.place, g.id, h.number""",
        (today.isoformat(), member),
    )
    year_began = date(today.year, 1, 1).isoformat()
    lines = []
    for *home, paired, founded, last, categories in rows:
        months = rhythm(told["rhythm"], (categories or "").split(","))
        begun = date.fromisoformat(last or paired or max(founded or "", year_began))
        due = add_months(begun, months)
        seen = date.fromisoformat(last) if last else None
        lines.append(DueVisit(*(*home, seen, due, (today - due).days)))
    return sorted(lines, key=lambda each: each.due)


def overdue(store: Store, today: date, *, member: int | None = None) -> list[DueVisit]:
    """The households whose visit should have been made already."""
    return [each for each in due_visits(store, today, member=member) if each.late > 0]


def rhythm(months: Mapping[str, int], categories: list[str]) -> int:
    """Months between two visits: the shortest of the categories, those of the parent included."""
    known = [
        months[name]
        for code in categories if code in HOUSEHOLD_CATEGORY
        for name in (code, HOUSEHOLD_CATEGORY[code].parent) if name in months and name
    ]
    return min(known, default=months[""])


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day when the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
