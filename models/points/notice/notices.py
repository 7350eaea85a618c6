"""公示 and 异议: a frozen list with its objection period, corrections, and what people said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.permissions import May
from models.keeping.record import Record, field, required
from models.office.exposure import Scan
from models.office.village import unit
from models.points.book.approval import allow, roles
from models.points.book.kept_ledger import Book
from models.points.book.posting import post_one
from models.points.book.scheme_versions import KINDS
from models.points.book.slips import Slip, SlipState
from models.points.engine.counted import ZERO
from models.points.engine.operations import Op
from models.points.engine.reader import show
from models.points.notice.lines import (
    NoticePage,
    NoticeText,
    PointedOut,
    behind_entries,
    behind_period,
    wording,
)
from models.values.kinds import AMOUNT, DAY, FLAG, LINK, NOTE, NUMBER, Choices, from_stored
from models.values.periods import Period, add_workdays
from models.values.privacy import Privacy
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


class Notice(Record, table="notice", label="公示"):
    """One notice that was put up; it stands as it is."""

    number: int = required("编号", NUMBER, width=6)
    kind: str = required("户或党员", options=KINDS, width=6)
    title: str = required("标题", width=24)
    period: str = required("期次", width=9)
    published: date = required("公示日期", DAY, width=11)
    objections_until: date = required("异议截止", DAY, width=11)
    contact: str = required("异议联系方式", width=20)
    named_deductions: bool = field("扣分公布姓名", FLAG, required=True, default=False)
    decision: str | None = field("依据的村里决定", width=20)
    corrects: int | None = field("更正哪一份", LINK)
    slip: int = required("公示单", LINK)


class NoticeLine(Record, table="notice_line", label="公示条目"):
    """One line of a notice; ``corrected`` stands on a 更正公示 beside what was put up before."""

    notice: int = required("公示", LINK)
    place: int = required("序号", NUMBER, width=5)
    entry: int | None = field("流水", LINK)
    group: str | None = field("组别", width=8)
    name: str | None = field("姓名", width=8)
    on_day: date = required("日期", DAY, width=11)
    wording: str = required("事项", width=24)
    points: Decimal = required("分值", AMOUNT, width=7)
    corrected: Decimal | None = field("更正后", AMOUNT, width=7)

    @property
    def words(self) -> str:
        """The line as it is read out: whose, what for, how many points, corrected to what."""
        after = f" → {show(self.corrected)}" if self.corrected is not None else ""
        return (f"{self.group or ''} {self.name or '—'}　{self.wording}　{show(self.points)}"
                f"{after}".strip())


@dataclass(frozen=True)
class NoticeDraft:
    """A notice before it is put up, with everything that was pointed out behind its lines."""

    kind: str
    title: str
    period: Period
    lines: tuple[NoticeText, ...]
    pointed_out: tuple[PointedOut, ...]
    contact: str
    until: date
    decision: str
    corrects: int | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands under the list."""
        return notes(self.until, self.contact, self.decision)


def notes(until: date, contact: str, decision: str | None) -> tuple[str, ...]:
    """The lines under a notice: how to object, and why deductions carry names or not."""
    words = wording()
    names = words["decision_note"].format(decision=decision) if decision else (
        words["nameless_note"])
    day = f"{until.year}年{until.month}月{until.day}日"
    return (words["objection_note"].format(until=day, contact=contact), names)


def draw_notice(
    store: Store, kind: str, period: Period, day: date, *, contact: str = ""
) -> NoticeDraft:
    """What a notice of a period would say, and what was kept from it; nothing is put up yet."""
    rules = roles(store, day)
    page = NoticePage(store, kind, day, rules)
    lines = tuple(page.line(each) for each in behind_period(store, kind, period, day))
    title = wording()["title"].format(kind=KINDS.label(kind), when=period.label)
    return NoticeDraft(
        kind, title, period, lines, tuple(page.pointed_out), contact or _contact(store),
        _until(day, rules), rules["name_deductions"],
    )


def _contact(store: Store) -> str:
    village = unit(store)
    if village is None:
        return ""
    return f"{village.name}村务监督委员会 {village.phone or ''}".strip()


def _until(day: date, rules: dict[str, object]) -> date:
    days = int(str(rules["objection"]))
    return add_workdays(day, days)[0] if rules["objection_workdays"] else (
        day + timedelta(days=days))


def publish(store: Store, draft: NoticeDraft, on: date) -> Notice:
    """Put a notice up: its lines are frozen and its period takes nothing more; it can't be undone.

    :raises Problem: the operator may not, the period is out already, there is no contact, or
        something that must not be shown still stands on the page.
    """
    allow(store, "publish", on)
    _refuse_page(store, draft, on)
    number = (store.query("SELECT max(number) FROM notice")[0][0] or 0) + 1
    with store.act(f"{draft.title}", final=True, may=May.PUBLISH):
        slip = post_one(store, Book(store, draft.kind), Slip(
            op=Op.PUBLISH, kind=draft.kind, on_day=on, entered=on, period=str(draft.period),
            note=draft.title, entered_by=store.operator or None,
        ), decided=on) if draft.corrects is None else _noted(store, draft, on)
        notice = store.save(Notice(
            number=number, kind=draft.kind, title=draft.title, period=str(draft.period),
            published=on, objections_until=draft.until, contact=draft.contact,
            named_deductions=bool(draft.decision), decision=draft.decision or None,
            corrects=draft.corrects, slip=slip.rowid,
        ))
        for place, each in enumerate(draft.lines, 1):
            store.save(NoticeLine(
                notice=notice.rowid, place=place, entry=each.entry, group=each.group or None,
                name=each.name, on_day=each.on, wording=each.wording, points=each.points,
                corrected=each.corrected,
            ))
    return notice


def _noted(store: Store, draft: NoticeDraft, on: date) -> Slip:
    """The slip of a correction: it says that it was put up, and closes nothing again."""
    return store.save(Slip(
        op=Op.PUBLISH, kind=draft.kind, on_day=on, entered=on, period=str(draft.period),
        note=draft.title, entered_by=store.operator or None, state=SlipState.WITHDRAWN,
        decided_why="更正公示，不另封账",
    ))


def _refuse_page(store: Store, draft: NoticeDraft, on: date) -> None:
    if not draft.contact.strip():
        raise Invalid({"contact": "公示要写明异议向谁提、打哪个电话。请填异议联系方式。"})
    if not draft.lines:
        raise Problem(f"{draft.period.label}没有可公示的积分。")
    if (early := too_early(draft.period, on)) and draft.corrects is None:
        raise Problem(early)
    out = store.find(Notice, "kind = ? AND corrects IS NULL AND period = ?",
                     (draft.kind, str(draft.period)))
    if out and draft.corrects is None:
        raise Problem(f"{draft.period.label}已在 {out[0].published} 公示，有错请出更正公示。")
    scan = Scan(store, on)
    words = [text for each in draft.lines for text in (each.wording, each.name)]
    found = [trap for text in words for trap in scan.home_traps(text)]
    found += [trap for text in (draft.title, *draft.notes) for trap in scan.traps(text)
              if trap.written not in draft.contact or trap.what != "电话号码"]
    for trap in found:
        raise Problem(f"公示稿里还有{trap.what}“{trap.written}”，请改后再公示。")


def too_early(period: Period, day: date) -> str:
    """Why a period can't be put up yet: it goes on; blank when it is over."""
    return f"{period.label}还没有过完，到 {period.end} 再公示。" if day < period.end else ""


def lines_of(store: Store, notice: int) -> list[NoticeLine]:
    """The lines of a notice in the order printed."""
    return store.find(NoticeLine, "notice = ?", (notice,), "place")


def draw_correction(store: Store, notice: int, day: date) -> NoticeDraft:
    """更正公示: every line of a notice that is different by now, as it was put up and as it is.

    :raises Problem: nothing has changed since.
    """
    old = store.get(Notice, notice)
    rules = roles(store, day)
    period = Period.parse(old.period)
    page = NoticePage(store, old.kind, day, rules)
    lines = [*_taken_back(store, old), *_come_in(store, old, page, period)]
    if not lines:
        raise Problem(f"“{old.title}”公示之后没有更正过，不用出更正公示。")
    title = f"{wording()['correction'].format(kind=KINDS.label(old.kind))}（{period.label}）"
    return NoticeDraft(
        old.kind, title, period, tuple(lines), tuple(page.pointed_out), old.contact,
        _until(day, rules), old.decision or "", notice,
    )


def _taken_back(store: Store, old: Notice) -> list[NoticeText]:
    """The lines of the notice whose award was reversed or made good since."""
    rows = store.query(
        """SELECT n.entry, n."group", n.name, n.on_day, n.wording, n.points, sum(e.credited)
           FROM notice_line n JOIN entry f ON f.id = n.entry AND f.op = 'award'
           JOIN entry e ON e.award = f.award AND e.id > f.id
           WHERE n.notice = ? AND NOT EXISTS (SELECT 1 FROM notice_line c JOIN notice k
               ON k.id = c.notice WHERE k.corrects = n.notice AND c.entry = n.entry)
           GROUP BY n.id ORDER BY n.place""", (old.id,),
    )
    return [
        NoticeText(entry, group or "", name, date.fromisoformat(on), words, from_stored(points),
                   from_stored(points) + from_stored(since))
        for entry, group, name, on, words, points, since in rows
    ]


def _come_in(store: Store, old: Notice, page: NoticePage, period: Period) -> list[NoticeText]:
    """Awards of the period that were entered only after the notice, where something was wrong."""
    rows = store.query(
        """SELECT e.id FROM entry e JOIN account a ON a.id = e.account
           JOIN slip s ON s.id = e.slip
           WHERE a.kind = ? AND e.op = 'award' AND e.event_day BETWEEN ? AND ?
             AND e.booked > ? AND s.entered >= ? AND e.credited <> 0
             AND NOT EXISTS (SELECT 1 FROM notice_line n JOIN notice k ON k.id = n.notice
                             WHERE n.entry = e.id AND k.corrects = ?)""",
        (old.kind, period.start.isoformat(), period.end.isoformat(), period.end.isoformat(),
         old.published.isoformat(), old.id),
    )
    found = [page.line(each) for each in behind_entries(
        store, [row for (row,) in rows], page.day)]
    return [
        NoticeText(each.entry, each.group, each.name, each.on, each.wording, ZERO, each.points)
        for each in found
    ]


# ── 异议 ─────────────────────────────────────────────────────────────────────


OUTCOMES = Choices(
    upheld="异议成立，已更正", partly="部分成立", dismissed="经核实无误", left="本人撤回"
)


class Objection(Record, table="objection", label="异议"):
    """One objection to a notice; who raised it is never put up."""

    notice: int = required("公示", LINK)
    line: int | None = field("哪一条", LINK)
    received: date = required("收到日期", DAY, width=11)
    who: str | None = field("异议人", width=8, privacy=Privacy.NAME)
    contact: str | None = field("联系方式", width=14, privacy=Privacy.PHONE)
    what: str = required("异议内容", NOTE, width=30)
    late: bool = field("过期提出", FLAG, required=True, default=False)
    answer: str | None = field("答复", NOTE, width=30)
    answered: date | None = field("答复日期", DAY, width=11)
    outcome: str | None = field("结果", options=OUTCOMES, width=12)

    def faults(self) -> dict[str, str]:
        """An outcome goes with its answer."""
        if self.outcome and not (self.answer and self.answered):
            return {"answer": "有了结果，还要写明怎样答复的、哪一天答复的。"}
        return {}


def object_to(store: Store, objection: Objection) -> Objection:
    """Write an objection down; one that comes late is marked and still answered."""
    notice = store.get(Notice, objection.notice)
    if objection.received < notice.published:
        raise Invalid({"received": f"这份公示 {notice.published} 才张贴，请核对收到日期。"})
    if objection.line and store.get(NoticeLine, objection.line).notice != notice.id:
        raise Invalid({"line": "这一条不在这份公示上，请从列出的里面选。"})
    with store.act(f"收到异议：{notice.title}"):
        return store.save(objection.but(late=objection.received > notice.objections_until))


def lines_to_choose(store: Store, notice: int, typed: str) -> list[tuple[int, str]]:
    """The lines of a notice that what was typed may mean."""
    return [(each.rowid, each.words) for each in lines_of(store, notice) if typed in each.words]


def objected(store: Store, objection: Objection) -> str:
    """Which line an objection is to, in words; '' where it is to the whole notice."""
    return store.get(NoticeLine, objection.line).words if objection.line else ""


def objections_to(store: Store, entry: int) -> list[Objection]:
    """The objections to lines of notices that tell of one line of the ledger."""
    return store.find(Objection, "line IN (SELECT id FROM notice_line WHERE entry = ?)", (entry,),
                      "received, id")


def answer(store: Store, objection: int, words: str, outcome: str, on: date) -> Objection:
    """Answer an objection."""
    found = store.get(Objection, objection)
    with store.act("答复异议"):
        return store.save(found.but(answer=words.strip(), answered=on, outcome=outcome))


def unanswered(store: Store) -> list[Objection]:
    """The objections that wait for an answer, the oldest first."""
    return store.find(Objection, "answered IS NULL", (), "received, id")
