"""四议两公开: one matter of the village through its six sheets, in order and by the rules."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.record import Record, field, required
from models.keeping.settings import set_setting, setting
from models.meetings.attendance import Turnout, attendance_of
from models.meetings.kinds import VILLAGERS, known_rules
from models.meetings.meeting import Meeting, kind_title, tally_of, turnout_of
from models.meetings.rules import EVERYONE, Tally, rule_for
from models.meetings.votes import votes_of
from models.values.figure import rate
from models.values.kinds import DAY, FLAG, LINK, NOTE, NUMBER, Choices
from models.values.periods import Citation
from models.values.problem import Invalid
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store

MOTIONS = Choices(
    people="党员群众建议", cadres="村干部提议", superior="上级党委政府安排"
)
_REVIEW = {"everyone": "four-step-3", "voting": "four-step-3-voting"}
"""The rule of step 3 by whom its two thirds are reckoned of."""
BASES = Choices(everyone="全体党员（含预备党员）", voting="有表决权的党员")
PROCEDURE_DAYS = "procedure.days"
"""The setting that holds this village's ``notice`` and ``shown`` days."""

PROPOSED, DISCUSSED, REVIEWED, RESOLVED, SHOWN, DONE = range(1, 7)


class Procedure(Record, table="procedure", label="四议两公开"):
    """One matter; ``merged``: 一肩挑, so that the first two steps are one meeting.

    ``base`` says of whom the two thirds of step 3 are reckoned, and is printed.
    """

    subject: str = required("决议事项", width=24)
    motion: str = field("动议事由", required=True, default="people", options=MOTIONS, width=16)
    category: str | None = field("事项类别", width=14)
    opened: date = required("动议日期", DAY, width=11)
    merged: bool = field("第一、二步合并", FLAG, required=True, default=False)
    base: str = field("第三步到会比例按", required=True, default="everyone", options=BASES)
    closed: date | None = field("办结日期", DAY, width=11)
    note: str | None = field("备注", NOTE, width=14)

    def under_way(self, first: date, last: date) -> bool:
        """Whether it was on the way on one of the days from ``first`` to ``last``."""
        return self.opened <= last and (self.closed is None or self.closed >= first)


class ProcedureStep(Record, table="procedure_step", label="四议两公开步骤"):
    """What one sheet says besides the meeting it stands on.

    Steps 1 to 4 name their meeting; 5 and 6 where it hangs (``place``) and until when.
    """

    procedure: int = required("四议两公开", LINK)
    step: int = required("步骤", NUMBER)
    meeting: int | None = field("会议", LINK)
    held: date = required("时间", DAY, width=11)
    sent: date | None = field("方案送达党员日期", DAY, width=11)
    body: str | None = field("会议形式", width=12)
    content: str = required("内容", NOTE, width=30)
    town_people: str | None = field("乡镇参会人员（含职务）", NOTE, width=20)
    place: str | None = field("公开地点", width=14)
    until: date | None = field("公开截止", DAY, width=11)
    supervision: str | None = field("监督意见", NOTE, width=20)
    note: str | None = field("备注", NOTE, width=14)


@dataclass(frozen=True)
class StepForm:
    """How one of the six sheets is headed and which meetings may serve it."""

    number: int
    title: str
    item: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class ProcedureSheet:
    """One sheet of the six, ready to be set; ``tally`` and ``count`` None where no meeting stands.

    ``signers`` are those who came, ``ratio`` 实到／应到; ``base`` says in words what it is measured
    against. A sheet not reached yet has ``step`` None.
    """

    form: StepForm
    procedure: Procedure
    step: ProcedureStep | None = None
    meeting: Meeting | None = None
    count: Turnout | None = None
    tally: Tally | None = None
    signers: tuple[str, ...] = ()
    merged: bool = False

    @property
    def ratio(self) -> str:
        """比例 of those the rule counts, to one decimal."""
        if self.tally is None:
            return self.count.rate if self.count else ""
        everyone = self.tally.rule.opens.base == EVERYONE
        size = self.tally.count.everyone if everyone else self.tally.count.due
        return rate(self.tally.count.present, size)

    @property
    def base(self) -> str:
        """What the ratio is measured against, with the rule and its source."""
        return f"{self.tally.base}。{self.tally.rule.basis}" if self.tally else ""


@dataclass(frozen=True)
class ProcedureDays:
    """The days this village goes by: the proposal out before step 3, the decision on the board."""

    notice: int
    shown: int
    basis: str


def step_forms() -> tuple[StepForm, ...]:
    """The six steps in their order."""
    return tuple(
        StepForm(row["number"], row["title"], row["item"], tuple(row["kinds"]))
        for row in _table()["step"]
    )


def categories() -> tuple[str, ...]:
    """事项类别: what has to go before the villagers (村民委员会组织法 2018 第二十四条)."""
    return tuple(_table()["categories"])


def procedure_days(store: Store) -> ProcedureDays:
    """The notice and publication days in use: the village's own, or the shipped (本地规定)."""
    table = _table()
    own = setting(store, PROCEDURE_DAYS, {})
    source = Citation(**table["source"])
    return ProcedureDays(own.get("notice", table["notice"]), own.get("shown", table["shown"]),
                         f"依据{source}（{table['mark']}）")


def set_procedure_days(store: Store, notice: int, shown: int) -> None:
    """Let the village's own days apply."""
    set_setting(store, PROCEDURE_DAYS, {"notice": notice, "shown": shown})


def open_procedure(store: Store, procedure: Procedure) -> Procedure:
    """Begin one matter's way through the six steps."""
    return store.save(procedure)


def take_step(store: Store, step: ProcedureStep) -> ProcedureStep:
    """Write one sheet; a step written before is corrected.

    :raises Invalid: out of order, too little notice, too few came or agreed, each with the rule.
    """
    procedure = store.get(Procedure, step.procedure)
    before = steps_of(store, step.procedure)
    known = before.get(step.step)
    faults = _refusals(store, procedure, step, before)
    if faults:
        raise Invalid(faults)
    title = step_forms()[step.step - 1].title
    with store.act(f"四议两公开：{procedure.subject} 第{step.step}步 {title}"):
        kept = store.save(step.but(id=known.id if known else None))
        if step.step == DONE and procedure.closed is None:
            store.save(procedure.but(closed=step.held))
    return kept


def steps_of(store: Store, procedure: int) -> dict[int, ProcedureStep]:
    """Step number → what was written."""
    found = store.find(ProcedureStep, "procedure = ?", (procedure,), "step")
    return {each.step: each for each in found}


def next_step(store: Store, procedure: Procedure) -> StepForm | None:
    """The step to take next; None when all six are done."""
    done = set(steps_of(store, procedure.rowid))
    if procedure.merged and PROPOSED in done:
        done.add(DISCUSSED)
    return next((each for each in step_forms() if each.number not in done), None)


def procedures(store: Store, since: date | None = None) -> list[Procedure]:
    """Every matter, or those opened since a day, the newest first."""
    first = (since or date.min).isoformat()
    return store.find(Procedure, "opened >= ?", (first,), "opened DESC, id DESC")


def sheets(store: Store, procedure: Procedure) -> tuple[ProcedureSheet, ...]:
    """The six sheets; the 动议事由 is the matter's own and so the same on all of them."""
    steps = steps_of(store, procedure.rowid)
    return tuple(_sheet(store, procedure, form, steps) for form in step_forms())


def _sheet(
    store: Store, procedure: Procedure, form: StepForm, steps: dict[int, ProcedureStep]
) -> ProcedureSheet:
    merged = procedure.merged and form.number == DISCUSSED and form.number not in steps
    step = steps.get(PROPOSED if merged else form.number)
    if step is None or step.meeting is None:
        return ProcedureSheet(form, procedure, step)
    meeting = store.get(Meeting, step.meeting)
    rows = attendance_of(store, step.meeting)
    names = store.query(
        """SELECT p.name FROM attendance a JOIN person p ON p.id = a.person
           WHERE a.meeting = ? AND a.status IN ('present', 'visiting') ORDER BY a.id""",
        (step.meeting,),
    )
    count = turnout_of(meeting, rows)
    told = _tally(store, procedure, form.number, meeting, count)
    signers = tuple(row[0] for row in names)
    return ProcedureSheet(form, procedure, step, meeting, count, told, signers, merged)


def _tally(
    store: Store, procedure: Procedure, number: int, meeting: Meeting, count: Turnout
) -> Tally:
    votes = votes_of(store, meeting.rowid)
    vote = next((each for each in votes if each.subject == procedure.subject), None)
    vote = vote or (votes[-1] if votes else None)
    cast = (vote.in_favour, vote.against, vote.abstain) if vote else None
    purpose = _purpose(procedure, number, meeting)
    return tally_of(purpose, meeting.held, count, known_rules(store), cast)


def _purpose(procedure: Procedure, number: int, meeting: Meeting) -> str:
    if number == REVIEWED:
        return _REVIEW[procedure.base]
    if meeting.kind == VILLAGERS and meeting.purpose:
        return meeting.purpose
    return meeting.kind


def _refusals(
    store: Store, procedure: Procedure, step: ProcedureStep, before: dict[int, ProcedureStep]
) -> dict[str, str]:
    told = _out_of_order(store, procedure, step, before)
    if told:
        return told
    if step.step in (SHOWN, DONE):
        return _not_shown(procedure_days(store), step)
    return _meeting_fault(store, procedure, step)


def _out_of_order(
    store: Store, procedure: Procedure, step: ProcedureStep, before: dict[int, ProcedureStep]
) -> dict[str, str]:
    days = procedure_days(store)
    if not 1 <= step.step <= DONE:
        return {"step": f"四议两公开只有六步，没有第{step.step}步。"}
    if procedure.merged and step.step == DISCUSSED:
        return {"step": "这件事第一、二步已合并召开，不用再登记第二步。"}
    wanted = step.step - (2 if procedure.merged and step.step == REVIEWED else 1)
    if wanted and wanted not in before:
        title = step_forms()[wanted - 1].title
        return {"step": f"第{wanted}步“{title}”还没有登记，请按顺序来。{days.basis}。"}
    if wanted and step.held < before[wanted].held:
        return {"held": f"第{step.step}步不能早于第{wanted}步（{before[wanted].held}），"
                        f"请核对日期。{days.basis}。"}
    if step.held < procedure.opened:
        return {"held": f"时间早于动议日期（{procedure.opened}），请核对。"}
    notice = (step.held - step.sent).days if step.sent else 0
    if step.step == REVIEWED and notice < days.notice:
        return {"sent": f"方案要在党员大会{days.notice}天前送到党员手里，现在是{notice}天，"
                        f"请核对送达日期或改期。{days.basis}。"}
    return {}


def _not_shown(days: ProcedureDays, step: ProcedureStep) -> dict[str, str]:
    if not step.place:
        return {"place": "请填公开的地点（公开栏、群等）。"}
    if step.step == SHOWN:
        least = step.held + timedelta(days=days.shown)
        if step.until is None or step.until < least:
            return {"until": f"决议公开不少于{days.shown}天，最早到{least}。{days.basis}。"}
    return {}


def _meeting_fault(store: Store, procedure: Procedure, step: ProcedureStep) -> dict[str, str]:
    form = step_forms()[step.step - 1]
    if step.meeting is None:
        return {"meeting": f"“{form.title}”要选一次已登记的会议。"}
    meeting = store.get(Meeting, step.meeting)
    kinds = ("joint-meeting",) if procedure.merged and step.step == PROPOSED else form.kinds
    if meeting.kind not in kinds:
        named = "、".join(map(kind_title, kinds))
        return {"meeting": f"“{form.title}”要用{named}，选的是{kind_title(meeting.kind)}。"}
    if meeting.held != step.held:
        return {"held": f"时间和会议的日期（{meeting.held}）不一样，请核对。"}
    count = turnout_of(meeting, attendance_of(store, step.meeting))
    told = _tally(store, procedure, step.step, meeting, count)
    if not told.opens:
        return {"meeting": f"实到没有达到规定比例：{told.sentence}"}
    if told.passes is False:
        return {"meeting": f"表决没有通过，不能进入下一步：{told.sentence}"}
    return {}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resource("meetings/procedure.toml").read_text(encoding="utf-8"))


def rule_of_step(store: Store, procedure: Procedure, number: int, day: date) -> str:
    """The rule of a meeting step in words, to be shown before the meeting."""
    purposes = {PROPOSED: "committee", DISCUSSED: "joint-meeting", RESOLVED: "representatives"}
    rule = rule_for(purposes.get(number) or _REVIEW[procedure.base], day, known_rules(store))
    return f"{rule.title}。{rule.note}{rule.basis}。"
