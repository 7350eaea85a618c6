"""The progress sheet as it stood at the end of each week, so that any week can be shown again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.office.star_sets import SHOWN_STATES
from models.stars.plan import Plan
from models.stars.progress import Line, lines, overall
from models.values.kinds import DAY, LINK, NOTE
from models.values.periods import Period, Span

if TYPE_CHECKING:
    from models.keeping.store import Store


class Snapshot(Record, table="progress_snapshot", label="每周进度"):
    """A week's progress sheet, kept whole: it reads the same whatever happens to the records."""

    plan: int = required("创建计划", LINK)
    week: str = required("周次", width=9)
    taken: date = required("定格日期", DAY, width=11)
    author: str | None = field("填报人", width=8)
    content: str = required("内容", NOTE)


@dataclass(frozen=True)
class Kept:
    """One clause as it stood in a week."""

    star: str
    number: str
    task: str
    clause: int
    text: str
    target: str
    value: str
    source: str
    state: str
    completion: str
    owner: str
    due: str

    @property
    def key(self) -> str:
        """What tells the clause from others over versions of the standard."""
        return f"{self.star} {self.text}"


def take(store: Store, plan: Plan, day: date) -> Snapshot:
    """Keep the week's sheet; taken again within the week, it replaces itself."""
    week = str(Period.of(day, Span.WEEK))
    found = store.find(Snapshot, "plan = ? AND week = ?", (plan.id, week))
    now = lines(store, plan, day)
    content = json.dumps({"overall": overall(now), "lines": [asdict(_kept(each)) for each in now]},
                         ensure_ascii=False)
    snapshot = found[0] if found else Snapshot(plan=plan.rowid, week=week, taken=day, content="")
    with store.act(f"进度定格：{Period.parse(week).label}"):
        return store.save(snapshot.but(taken=day, author=store.operator or None, content=content))


def _kept(each: Line) -> Kept:
    due = each.assignment.due if each.assignment else None
    return Kept(each.task.star, each.task.number, each.task.title, each.clause.rowid,
                each.clause.text, each.clause.target or "", each.value, each.source, each.state,
                each.completion, each.owner, due.isoformat() if due else "")


def weeks(store: Store, plan: int) -> list[Snapshot]:
    """Every week kept, the newest first."""
    return store.find(Snapshot, "plan = ?", (plan,), "taken DESC, id DESC")


def shown(snapshot: Snapshot) -> tuple[list[Kept], str]:
    """The lines of a week and its completion with base."""
    content = json.loads(snapshot.content)
    return [Kept(**each) for each in content["lines"]], content["overall"]


@dataclass(frozen=True)
class Change:
    """What is different on one clause."""

    now: Kept
    before: Kept | None

    @property
    def sentence(self) -> str:
        """建设好班子：未启动 → 完成；0 次 → 4 次."""
        title = self.now.task if self.now.task == self.now.text else (
            f"{self.now.task}·{self.now.text}")
        if self.before is None:
            return f"{title}：新增"
        parts = []
        if self.before.state != self.now.state:
            then, now = (SHOWN_STATES.label(each.state) for each in (self.before, self.now))
            parts.append(f"{then} → {now}")
        if self.before.value != self.now.value:
            parts.append(f"{self.before.value or '未填'} → {self.now.value or '未填'}")
        return f"{title}：{'；'.join(parts)}"


def changes(store: Store, plan: Plan, day: date, since: Span = Span.WEEK) -> list[Change]:
    """What changed since the last week, month or quarter: against the newest sheet kept before."""
    start = Period.of(day, since).start
    before = [each for each in weeks(store, plan.rowid) if each.taken < start]
    if not before:
        return []
    then = {each.key: each for each in shown(before[0])[0]}
    now = [_kept(each) for each in lines(store, plan, day)]
    found = [Change(each, then.get(each.key)) for each in now]
    return [each for each in found if each.before is None
            or (each.before.state, each.before.value) != (each.now.state, each.now.value)]
