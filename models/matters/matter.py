"""事项: every problem, request and dispute, and how it moves on until it is fed back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.lasting import Through
from models.keeping.record import Record, field, required
from models.office.village import policy
from models.values import clock
from models.values.codes import Labelled
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.periods import add_workdays
from models.values.privacy import Privacy
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


MATTER_KINDS = Choices(
    request="群众诉求", problem="问题", dispute="矛盾纠纷", event="网格事件",
    inspection="检查发现", decision="会议决议", rectification="整改", overhaul="软弱涣散整顿",
)


class MatterState(Labelled):
    """How far a matter is."""

    FOUND = "found", "待交办"
    ASSIGNED = "assigned", "办理中"
    CLOSED = "closed", "已办结"
    TOLD = "told", "已反馈"


STATES = Choices(**MatterState.labels())
OPEN = (MatterState.FOUND, MatterState.ASSIGNED)
SOLVED = (MatterState.CLOSED, MatterState.TOLD)
LEVELS = Choices(village="村", town="镇", county="县")


class Handling(Labelled):
    """What is done about a matter in one step."""

    FOUND = "found", "发现"
    ASSIGNED = "assigned", "交办"
    REASSIGNED = "reassigned", "改派"
    ESCALATED = "escalated", "上报"
    HANDLED = "handled", "办理"
    CLOSED = "closed", "办结"
    TOLD = "told", "反馈"
    REOPENED = "reopened", "重新办理"


STEPS = Choices(**Handling.labels())
VERDICTS = Choices(pleased="满意", fair="基本满意", unhappy="不满意", unreached="没联系上")


class Matter(Record, table="matter", label="事项"):
    """One matter, from being found until the household has heard; its steps stand beside it.

    ``state``, ``level``, ``owner``, ``deadline``, ``closed`` and ``told`` are written by the
    steps (:mod:`models.matters.matter.stages`) and never by hand.
    """

    number: str | None = field("编号", width=9)
    kind: str = required("类型", options=MATTER_KINDS, width=10, aliases=("事项类型", "类别"))
    topic: str | None = field("类别", width=10)
    what: str = required("内容", NOTE, width=28, privacy=Privacy.SENSITIVE,
                         aliases=("问题", "事项", "反映问题", "诉求内容"))
    found: date = required("发现日期", DAY, width=11, aliases=("排查日期", "日期"))
    source: str | None = field("来源", width=12)
    visit: int | None = field("来源走访", LINK)
    household: int | None = field("户", LINK)
    member: int | None = field("发现人", LINK)
    place: str | None = field("区域", width=12, aliases=("排查区域", "地点"))
    parties: str | None = field("当事人", width=14, privacy=Privacy.SENSITIVE)
    claim: str | None = field("诉求", NOTE, width=18, privacy=Privacy.SENSITIVE)
    risk: str | None = field("风险等级", width=8)
    star: str | None = field("对应星或任务", width=12)
    measure: str | None = field("对策", NOTE, width=22, aliases=("整改措施", "化解措施", "措施"))
    overhaul: int | None = field("所属整顿", LINK)
    state: str = field("状态", required=True, default=MatterState.FOUND, options=STATES, width=8)
    level: str | None = field("层级", options=LEVELS, width=6)
    owner: str | None = field("责任人", width=8, privacy=Privacy.NAME)
    deadline: date | None = field("时限", DAY, width=11)
    closed: date | None = field("办结日期", DAY, width=11)
    result: str | None = field("办理结果", NOTE, width=24, privacy=Privacy.SENSITIVE)
    acceptor: str | None = field("验收人", width=8, privacy=Privacy.NAME)
    told: date | None = field("反馈日期", DAY, width=11)
    verdict: str | None = field("群众评价", options=VERDICTS, width=9)
    note: str | None = field("备注", NOTE, width=14)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its solution."""
        return self.state in OPEN


class Step(Record, table="matter_step", label="事项经过"):
    """One step of a matter: on which day, what was done, and who has it now."""

    matter: int = required("事项", LINK)
    kind: str = required("经过", options=STEPS, width=8)
    day: date = required("日期", DAY, width=11)
    words: str | None = field("说明", NOTE, width=28)
    level: str | None = field("层级", options=LEVELS)
    owner: str | None = field("责任人", width=8)
    deadline: date | None = field("时限", DAY)


class Overhaul(
    Record, table="overhaul", label="软弱涣散整顿", lasts=Through("listed", "assessed")
):
    """一支部一方案: why the branch is listed, its plan, and how it ended."""

    reason: str = required("列入原因", NOTE, width=24)
    plan: str = required("方案编号", width=12)
    listed: date = required("列入日期", DAY, width=11)
    assessed: date | None = field("验收评估日期", DAY, width=11)
    conclusion: str | None = field("评估结论", NOTE, width=20)


# ── how a matter moves on ────────────────────────────────────────────────────


MEASURED = ("rectification", "overhaul")
"""Kinds that keep 一问题一对策: no closing without a measure of their own."""


def report(store: Store, matter: Matter, *, today: date | None = None) -> Matter:
    """Write a new matter down, with the next number of its year.

    :raises Invalid: it was found on a day that lies ahead.
    """
    if matter.found > (today or clock.today()):
        raise Invalid({"found": f"{matter.found} 还没有到，请核对发现日期。"})
    with store.act(f"登记事项：{matter.what[:12]}"):
        kept = store.save(matter.but(number=matter.number or next_number(store, matter.found.year),
                                     state=MatterState.FOUND))
        assert kept.id is not None
        store.save(Step(matter=kept.id, kind=Handling.FOUND, day=matter.found,
                        words=matter.source, level=kept.level, owner=kept.owner,
                        deadline=kept.deadline))
    return kept


def next_number(store: Store, year: int) -> str:
    """2026-001, counting on within the year."""
    rows = store.query(
        "SELECT max(CAST(substr(number, 6) AS INTEGER)) FROM matter WHERE number LIKE ?",
        (f"{year}-%",),
    )
    return f"{year}-{(rows[0][0] or 0) + 1:03}"


def assign(
    store: Store, matter: int, owner: str, day: date, *, level: str = "village",
    deadline: date | None = None, words: str = "", today: date | None = None,
) -> Matter:
    """Hand a matter to somebody, or to somebody else; without a deadline the level's working
    days count from ``day``."""
    kind = Handling.ASSIGNED if store.get(Matter, matter).owner is None else Handling.REASSIGNED
    return _hand(store, matter, kind, owner, level, day, deadline, words, today)


def escalate(
    store: Store, matter: int, level: str, owner: str, day: date, words: str, *,
    deadline: date | None = None, today: date | None = None,
) -> Matter:
    """Hand a matter up: 村报告、乡处理、县办结. :raises Invalid: the level is not higher."""
    order = [code for code, _ in LEVELS.pairs()]
    now = store.get(Matter, matter).level or "village"
    if order.index(level) <= order.index(now):
        raise Invalid({"level": f"现在已在{LEVELS.label(now)}一级，上报请选更高一级。"})
    return _hand(store, matter, Handling.ESCALATED, owner, level, day, deadline, words, today)


def _hand(
    store: Store, matter: int, kind: str, owner: str, level: str, day: date,
    deadline: date | None, words: str, today: date | None,
) -> Matter:
    if not owner.strip():
        raise Invalid({"owner": "责任人还没有填，请写交给谁办。"})
    limit = deadline or add_workdays(day, policy(store, "matters", day)["days"][level])[0]
    if limit < day:
        raise Invalid({"deadline": f"时限 {limit} 早于交办日期 {day}，请改晚。"})
    return _step(store, matter, kind, day, words, today, OPEN, state=MatterState.ASSIGNED,
                 owner=owner, level=level, deadline=limit)


def handle(
    store: Store, matter: int, day: date, words: str, *, today: date | None = None
) -> Matter:
    """Say how far it is. :raises Invalid: nothing was said."""
    if not words.strip():
        raise Invalid({"words": "办理情况还没有填。"})
    return _step(store, matter, Handling.HANDLED, day, words, today, OPEN)


def close(
    store: Store, matter: int, day: date, result: str, *, acceptor: str | None = None,
    today: date | None = None,
) -> Matter:
    """Close a matter with its result. :raises Invalid: no result, or none of its own measure."""
    known = store.get(Matter, matter)
    if not result.strip():
        raise Invalid({"result": "办结要写办理结果，请写一句怎样解决的。"})
    if known.kind in MEASURED and not (known.measure or "").strip():
        raise Invalid({"measure": "一问题一对策：这个问题还没有对策，请先写对策再销号。"})
    return _step(store, matter, Handling.CLOSED, day, result, today, OPEN,
                 state=MatterState.CLOSED, closed=day, result=result,
                 acceptor=acceptor or known.acceptor)


def feed_back(
    store: Store, matter: int, day: date, verdict: str, *, words: str = "",
    today: date | None = None,
) -> Matter:
    """Tell the household, and keep what it says of the result."""
    said = "；".join(filter(None, (Matter.field("verdict").show(verdict), words)))
    return _step(store, matter, Handling.TOLD, day, said, today, SOLVED, state=MatterState.TOLD,
                 told=day, verdict=verdict)


def reopen(
    store: Store, matter: int, day: date, reason: str, *, today: date | None = None
) -> Matter:
    """The solution did not hold: the matter counts as found again. The earlier result stays in
    the steps."""
    if not reason.strip():
        raise Invalid({"reason": "重新办理要写原因。"})
    known = store.get(Matter, matter)
    return _step(store, matter, Handling.REOPENED, day, reason, today, SOLVED,
                 state=MatterState.ASSIGNED if known.owner else MatterState.FOUND, closed=None,
                 result=None, told=None, verdict=None)


def steps_of(store: Store, matter: int) -> list[Step]:
    """What was done about a matter, in order."""
    return store.find(Step, "matter = ?", (matter,), "day, id")


def matters_on(store: Store, day: date) -> list[tuple[Matter, list[Step]]]:
    """Every matter found by the end of a day as it stood then, with its steps until then.

    In order of the day found. What was typed about it (place, measure …) is as it reads today.
    """
    taken: dict[int, list[Step]] = {}
    for each in store.find(Step, order="day, id"):
        taken.setdefault(each.matter, []).append(each)
    found = []
    for matter in store.find(Matter, "found <= ?", (day.isoformat(),), "found, id"):
        every = taken.get(matter.rowid, [])
        steps = [each for each in every if each.day <= day]
        found.append((matter if steps == every else _stood(matter, steps), steps))
    return found


def _stood(matter: Matter, steps: list[Step]) -> Matter:
    """The matter after these of its steps, played over one that was only found."""
    open_again = {"closed": None, "result": None, "told": None, "verdict": None}
    stood = matter.but(state=MatterState.FOUND, owner=None, level=None, deadline=None, **open_again)
    for each in steps:
        stood = stood.but(owner=each.owner, level=each.level, deadline=each.deadline)
        if each.kind == Handling.CLOSED:
            stood = stood.but(state=MatterState.CLOSED, closed=each.day, result=each.words)
        elif each.kind == Handling.TOLD:
            stood = stood.but(state=MatterState.TOLD, told=each.day, verdict=_verdict(each))
        elif each.kind != Handling.HANDLED:
            stood = stood.but(
                state=MatterState.ASSIGNED if each.owner else MatterState.FOUND, **open_again)
    return stood


def _verdict(told: Step) -> str | None:
    """What the household said: the words of the step begin with it (:func:`feed_back`)."""
    said = (told.words or "").partition("；")[0]
    return next((code for code, label in VERDICTS.pairs() if label == said), None)


_NOT_NOW = {OPEN: "这件事已经办结，要再办请先重新办理。", SOLVED: "这件事还没有办结，请先办结。"}


def _step(
    store: Store, matter: int, kind: str, day: date, words: str, today: date | None,
    states: tuple[MatterState, MatterState], **changes: Any,
) -> Matter:
    known = store.get(Matter, matter)
    if known.state not in states:
        raise Invalid({"state": _NOT_NOW[states]})
    if day > (today or clock.today()):
        raise Invalid({"day": f"{day} 还没有到，请核对日期。"})
    last = steps_of(store, matter)[-1]
    if day < last.day:
        raise Invalid({"day": f"上一步在 {last.day}，日期不能比它早。"})
    after = known.but(**changes)
    with store.act(f"{Step.field('kind').show(kind)}：{known.number}"):
        store.save(Step(matter=matter, kind=kind, day=day, words=words or None, level=after.level,
                        owner=after.owner, deadline=after.deadline))
        return store.save(after)
