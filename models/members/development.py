"""发展党员: each applicant's file by stage, with intervals, deadlines and the next thing to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import Before, begun, on
from models.keeping.record import Record, field, required
from models.members.development_rules import (
    ACTIVIST,
    ADMIT,
    APPLY,
    APPROVE,
    CONFIRM,
    CONFIRM_APPROVE,
    EXTEND,
    REVIEW,
    Interval,
    Length,
    LengthUnit,
    StepKind,
    months_after,
    rule_set_on,
    step_called,
    steps,
)
from models.members.member import Member, MemberKind
from models.registers.people import Person
from models.values.days import age_on, first_day, show_day
from models.values.kinds import DAY, LINK, NOTE, Choices, Kind
from models.values.periods import HolidayCalendar
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

ENDED = Choices(
    moved="转出", withdrawn="本人撤回", stopped="停止培养", confirmed="已转正", died="去世"
)
PARTY_MEMBER, PROBATIONARY = "01", "02"
"""政治面貌 (GB/T 4762-1984)."""
OLD_ENOUGH = 18
BARREN_YEARS = 3
"""连续3年未发展党员: the town asks about branches that admitted nobody for so long."""


def _read_step(text: str) -> str:
    return next((each.code for each in steps() if text in (each.code, each.title)), text)


STEP = Kind("development-step", "TEXT", _read_step, lambda code: step_called(code).title)


class Candidate(
    Record, table="candidate", label="发展对象档案", lasts=Before(None, "ended")
):
    """The development file of one person."""

    person: int = required("人员", LINK)
    contact: int | None = field("培养联系人", LINK, width=8)
    contact_two: int | None = field("培养联系人二", LINK, width=8)
    source: str | None = field("人员类别", width=12)
    ended: date | None = field("终止日期", DAY, width=11)
    end_reason: str | None = field("终止原因", options=ENDED, width=8)
    note: str | None = field("备注", NOTE, width=14)


class DevelopmentStep(Record, table="development_step", label="发展步骤"):
    """One step taken, on a day, or from a day until a day (公示, 培训)."""

    candidate: int = required("发展对象档案", LINK)
    step: str = required("步骤", STEP, width=16)
    on_day: date = required("日期", DAY, width=11)
    until: date | None = field("截止", DAY, width=11)
    meeting: int | None = field("会议", LINK)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """An end before the beginning."""
        if self.until and self.until < self.on_day:
            return {"until": "截止日期早于开始日期，请核对。"}
        return {}


@dataclass(frozen=True)
class NextStep:
    """The next thing to do: not before a day, by a day; ``provisional`` is 暂算."""

    step: StepKind
    earliest: date | None
    deadline: date | None
    provisional: bool
    basis: str

    @property
    def sentence(self) -> str:
        """入党宣誓：2026-11-01 前办理。依据《…》."""
        return f"{self.words}{self.basis}"

    @property
    def words(self) -> str:
        """入党宣誓：2026-11-01 前办理."""
        parts = []
        mark = "（暂算）" if self.provisional else ""
        if self.earliest:
            parts.append(f"{self.earliest}{mark} 起可以办")
        if self.deadline:
            parts.append(f"{self.deadline}{mark} 前办理")
        words = "，".join(parts) or "条件具备时办理"
        return f"{self.step.title}：{words}。"


@dataclass(frozen=True)
class DevelopmentFile:
    """One person's way so far: stage, steps taken, what is next and what does not keep a rule."""

    candidate: Candidate
    name: str
    stage: str
    taken: tuple[DevelopmentStep, ...]
    next: NextStep | None
    faults: tuple[str, ...]

    def day(self, step: str) -> date | None:
        """The day a step was taken, the last time."""
        return next((each.on_day for each in reversed(self.taken) if each.step == step), None)


def take(store: Store, step: DevelopmentStep) -> DevelopmentStep:
    """Write one step of a file.

    Old files may lack earlier steps and keep the dates they have: what does not keep an interval
    is said in the file, only what can't be true is refused.

    :raises Invalid: out of order, written twice, or before the eighteenth birthday.
    """
    candidate = store.get(Candidate, step.candidate)
    person = store.get(Person, candidate.person)
    kind = step_called(step.step)
    for other in steps_of(store, step.candidate):
        if other.id != step.id and REVIEW not in (other.step, step.step):
            _refuse_order(step, other)
    if step.step == APPLY and person.born and age_on(person.born, step.on_day) < OLD_ENOUGH:
        raise Invalid({"on_day": f"{person.name} {show_day(person.born)}出生，申请时不满十八周岁。"
                                 "依据《中国共产党章程》第一条。"})
    with store.act(f"发展党员：{person.name} {kind.title}"):
        kept = store.save(step)
        _follow_in_register(store, candidate, person, kept)
    return kept


def _refuse_order(step: DevelopmentStep, other: DevelopmentStep) -> None:
    title, named = step_called(step.step).title, step_called(other.step).title
    if other.step == step.step:
        raise Invalid({"step": f"“{title}”已在 {other.on_day} 登记，不用再登记。"})
    if _rank(other) > _rank(step) and other.on_day < step.on_day:
        raise Invalid({"on_day": f"“{title}”应在“{named}”（{other.on_day}）之前，请核对日期。"})
    if _rank(other) < _rank(step) and other.on_day > step.on_day:
        raise Invalid({"on_day": f"“{title}”应在“{named}”（{other.on_day}）之后，请核对日期。"})


def _follow_in_register(
    store: Store, candidate: Candidate, person: Person, step: DevelopmentStep
) -> None:
    """The register of members follows the approval, so that nobody writes it a second time.

    预备党员 count from the day the 支部大会 passed, and so does becoming 正式党员.
    """
    days = {each.step: each.on_day for each in steps_of(store, step.candidate)}
    known = store.find(Member, "person = ?", (candidate.person,))
    if step.step == APPROVE and ADMIT in days and not known:
        joined = days[ADMIT].isoformat()
        store.save(Member(person=candidate.person, kind=MemberKind.PROBATIONARY, joined=joined))
        store.save(person.but(politics=PROBATIONARY))
    if step.step == CONFIRM_APPROVE and CONFIRM in days and known:
        store.save(known[0].but(kind=MemberKind.FULL, confirmed=days[CONFIRM].isoformat()))
        store.save(person.but(politics=PARTY_MEMBER))
        store.save(candidate.but(ended=step.on_day, end_reason="confirmed"))


def steps_of(store: Store, candidate: int) -> list[DevelopmentStep]:
    """The steps taken, in order of days."""
    return store.find(DevelopmentStep, "candidate = ?", (candidate,), "on_day, id")


def development_file(
    store: Store, candidate: Candidate, today: date, holidays: HolidayCalendar | None = None
) -> DevelopmentFile:
    """One person's file as of a day."""
    taken = tuple(each for each in steps_of(store, candidate.rowid) if each.on_day <= today)
    name = store.get(Person, candidate.person).name
    stage = ""
    for each in sorted(taken, key=_rank):
        stage = step_called(each.step).stage or stage
    following = None if candidate.over_on(today) else next_step(taken, today, holidays)
    return DevelopmentFile(
        candidate, name, stage, taken, following, tuple(interval_faults(taken, holidays)),
    )


def development_files(store: Store, today: date) -> list[DevelopmentFile]:
    """Every file open on a day, in the order they were opened: from its first step on."""
    begun = """(SELECT min(s.on_day) FROM development_step s WHERE s.candidate = candidate.id)"""
    found = store.find(
        Candidate, f"{on(Candidate)} AND coalesce({begun}, '') <= ?1", (today.isoformat(),))
    return [development_file(store, each, today) for each in found]


def next_step(
    taken: tuple[DevelopmentStep, ...], today: date, holidays: HolidayCalendar | None = None
) -> NextStep | None:
    """What comes after the steps taken, by the rules of ``today``; None when all is done."""
    rules = rule_set_on(today)
    done = {each.step for each in taken}
    furthest = max((_rank(each) for each in taken if each.step != REVIEW), default=-1)
    for place, step in enumerate(steps()):
        if place <= furthest or step.code in rules.skips or step.optional or step.repeats:
            continue
        return _next(step, {each.step: each for each in taken}, rules.of(step.code),
                     str(rules.source), holidays, EXTEND in done)
    return None


def _next(
    step: StepKind, by_step: dict[str, DevelopmentStep], intervals: tuple[Interval, ...],
    source: str,
    holidays: HolidayCalendar | None, extended: bool,
) -> NextStep:
    earliest, deadline, provisional, basis = None, None, False, f"依据{source}（参考）。"
    for each in intervals:
        since = by_step.get(each.after)
        if since is None:
            continue
        begun, basis = since.until or since.on_day, f"{each.basis}。"
        if each.least:
            earliest, provisional = each.least.after(begun, holidays)
            if extended and step.code == CONFIRM and by_step[EXTEND].until:
                earliest = by_step[EXTEND].until
        if each.within:
            deadline, provisional = each.within.after(begun, holidays)
    return NextStep(step, earliest, deadline, provisional, basis)


def interval_faults(
    taken: tuple[DevelopmentStep, ...], holidays: HolidayCalendar | None = None
) -> list[str]:
    """What in a file does not keep an interval, each step by the rules of its own day."""
    by_step = {each.step: each for each in taken}
    found = []
    for step in taken:
        for each in rule_set_on(step.on_day).of(step.step):
            if each.every:
                continue
            sentence = _fault(step, each, by_step.get(each.after), holidays)
            if sentence:
                found.append(f"{sentence}{each.basis}。")
    return found


def _fault(
    step: DevelopmentStep, rule: Interval, since: DevelopmentStep | None,
    holidays: HolidayCalendar | None,
) -> str | None:
    title = step_called(step.step).title
    if rule.lasts:
        least, provisional = _last_day(step.on_day, rule.lasts, holidays)
        mark = "（暂算）" if provisional else ""
        if step.until is not None and step.until < least:
            return (f"{title}不足{rule.lasts.words}：{step.on_day}至{step.until}，"
                    f"应到{least}{mark}。")
    if since is None:
        return None
    begun, before = since.until or since.on_day, step_called(rule.after).title
    if rule.least:
        first, _ = rule.least.after(begun, holidays)
        if step.on_day < first:
            return f"{title}距{before}（{begun}）不满{rule.least.words}，最早{first}。"
    if rule.within:
        last, _ = rule.within.after(begun, holidays)
        if step.on_day > last:
            return f"{title}距{before}（{begun}）超过{rule.within.words}，最晚{last}。"
    return None


def _last_day(first: date, length: Length, holidays: HolidayCalendar | None) -> tuple[date, bool]:
    """The last day of something that takes so long, its first day counted when it is in days."""
    if length.unit == LengthUnit.DAY:
        return Length(length.number - 1, length.unit).after(first)
    return length.after(first, holidays)


def _rank(step: DevelopmentStep) -> int:
    return next(place for place, each in enumerate(steps()) if each.code == step.step)


@dataclass(frozen=True)
class Admissions:
    """When the branch last admitted anyone, as far as that is known; too long ago or not."""

    last: str | None
    barren: bool

    @property
    def sentence(self) -> str:
        """The one line for the return."""
        if self.last is None:
            return "没有发展党员的记录。"
        when = f"最近一次发展党员是{show_day(self.last)}"
        if self.barren:
            return f"{when}，已连续{BARREN_YEARS}年以上未发展党员，请制定发展计划。"
        return f"{when}。"


def admissions(store: Store, today: date) -> Admissions:
    """The last admission by the register and the files; 连续3年未发展 is a warning."""
    found = store.query(
        f"""SELECT max(day) FROM (
               SELECT max(joined) AS day FROM member WHERE {begun(Member)}
               UNION ALL
               SELECT max(on_day) FROM development_step WHERE step = 'admit' AND on_day <= ?1)""",
        (today.isoformat(),),
    )[0][0]
    barren = found and months_after(first_day(found), BARREN_YEARS * 12) <= today
    return Admissions(found, bool(barren))


def review_due(taken: tuple[DevelopmentStep, ...]) -> date | None:
    """By when the next half-yearly 培养考察 should be written; None outside that time."""
    done = {each.step for each in taken}
    if ACTIVIST not in done or ADMIT in done:
        return None
    last = max(each.on_day for each in taken if each.step in (ACTIVIST, REVIEW))
    rule = next(each for each in rule_set_on(last).of(REVIEW) if each.within)
    return rule.within.after(last)[0] if rule.within else None
