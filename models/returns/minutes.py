"""会议记录, the book of a year, and 四议两公开登记表."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.meetings.attendance import attendance_of
from models.meetings.meeting import (
    MEETING_KIND,
    Meeting,
    entered_late,
    kind_title,
    meetings_between,
)
from models.meetings.minutes import Minutes, minutes_of, names_of
from models.meetings.procedure import BASES, DONE, MOTIONS, SHOWN, Procedure, ProcedureSheet, sheets
from models.office.village import unit
from models.returns.document import (
    Block,
    Document,
    DocumentReturn,
    Pairs,
    Paragraph,
    Signatures,
    Ticks,
)
from models.returns.listing import NUMBERED
from models.returns.returning import Asked, Return, headed
from models.values.days import show_day
from models.values.kinds import LINK, NUMBER, Field
from models.values.periods import Period, Span
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store


def minutes_page(store: Store, meeting: Meeting) -> Document:
    """The book page of one meeting, by the template of its kind; blanks stay to be written on."""
    minutes = minutes_of(store, meeting)
    title = kind_title(meeting.kind)
    return Document(
        "minutes", f"{title}记录{_group(meeting)}", (
            _head(minutes),
            *(Paragraph(heading, text) for heading, text in minutes.sections[1:]),
            Signatures((f"{minutes.template.chair}签字", "记录人签字")),
        ),
        unit=_branch(store), when=_day(meeting), made=meeting.held,
        entry=f"{_day(meeting)}　{title}{_group(meeting)}　{meeting.title or ''}",
        refs=(("meeting", meeting.rowid),),
    )


def one_meeting(store: Store, asked: Asked) -> Document:
    """The page of the meeting asked for. :raises Problem: none was chosen, or one of other days."""
    return minutes_page(store, meeting_asked_for(store, asked))


def meeting_asked_for(store: Store, asked: Asked) -> Meeting:
    """The meeting that was chosen. :raises Problem: none was, or one of other days."""
    chosen = asked.answers.get("meeting")
    if not chosen:
        raise Problem("请先选一次会议，再印会议记录、签到表。")
    meeting = store.get(Meeting, chosen)
    if not asked.period.contains(meeting.held):
        month = Period.of(meeting.held, Span.MONTH)
        raise Problem(f"这次{kind_title(meeting.kind)}是 {meeting.held} 开的，不在"
                      f"{asked.period.label}。时段请改成{month.label}，或改选会议。")
    return meeting


def year_book(store: Store, asked: Asked) -> Document:
    """会议记录簿: every meeting of the period (of one kind, if asked) with a table of contents."""
    wanted = asked.answers.get("kind")
    held = [
        each for each in meetings_between(store, asked.period.start, asked.period.end)
        if wanted in (None, "", each.kind)
    ]
    if not held:
        raise Problem(f"{asked.period.label}没有登记会议，没有可以装订的记录。")
    return Document(
        "minutes-book", f"{asked.period.label}会议记录簿", unit=_branch(store),
        when=asked.period.label, made=asked.day, cover=True,
        parts=tuple(minutes_page(store, each) for each in held),
    )


def _head(minutes: Minutes) -> Pairs:
    """What stands above the minutes; the first section, the theme, is one of its lines."""
    meeting = minutes.meeting
    validity = (("人数核对", minutes.validity),) if minutes.validity else ()
    return Pairs((
        (("时间", f"{_day(meeting)}　{meeting.started or ''}".strip()),
         ("地点", meeting.place or "")),
        ((minutes.template.chair, minutes.chair), ("记录人", minutes.recorder)),
        (("到会情况", minutes.turnout),), (("到会人员", minutes.present),),
        (("缺席及原因", minutes.absent),), (("列席人员", minutes.visiting),),
        *((each,) for each in validity),
        (minutes.sections[0],),
        (("散会时间", meeting.ended or ""),
         ("记录页数", f"{meeting.pages}页" if meeting.pages else "")),
    ))


def _day(meeting: Meeting) -> str:
    return f"{meeting.held.year}年{meeting.held.month}月{meeting.held.day}日"


def _group(meeting: Meeting) -> str:
    return f"（{meeting.party_group}）" if meeting.party_group else ""


def _branch(store: Store) -> str:
    village = unit(store)
    return (village.branch or village.name) if village else ""


# ── 签到表


_ABREAST = 5
"""So many people sign beside each other."""


def sign_in(names: Sequence[str], title: str = "参会人员签字") -> Sheet:
    """A place to sign in for every one of them, down one column after the other."""
    columns = tuple(column for at in range(_ABREAST) for column in (
        Column(Field("姓名", width=7)), Column(Field("签字", width=8))))
    down = -(-len(names) // _ABREAST)
    said = [*names, *[None] * (down * _ABREAST - len(names))]
    rows = [Row(tuple(value for at in range(_ABREAST)
                      for value in (said[at * down + line], None))) for line in range(down)]
    return Sheet("sign-in", title, columns, rows, seal=False, signatures=(), by_hand=True)


def sign_in_sheet(store: Store, asked: Asked) -> Document:
    """签到表: a place to sign for everyone who is due at a meeting, and some for whoever visits.

    :raises Problem: none was chosen, or one of other days.
    """
    meeting = meeting_asked_for(store, asked)
    due = attendance_of(store, meeting.rowid)
    names = names_of(store, [each.person for each in due])
    title = kind_title(meeting.kind)
    return Document(
        "sign-in", f"{title}签到表{_group(meeting)}", (
            Pairs(((("时间", f"{_day(meeting)}　{meeting.started or ''}".strip()),
                    ("地点", meeting.place or "")), (("议题", meeting.title or ""),))),
            sign_in([names[each.person] for each in due], "应到人员"),
            Paragraph("列席人员签字", "", 2),
        ),
        unit=_branch(store), when=_day(meeting), made=meeting.held,
        refs=(("meeting", meeting.rowid),),
    )


LATE = (
    NUMBERED, Column(Field("会议", width=14)), Column(Meeting.field("held")),
    Column(Meeting.field("entered")), Column(Field("晚几天", NUMBER, width=7)),
    Column(Meeting.field("title")),
)


def entry_times(store: Store, asked: Asked) -> Sheet:
    """录入时间核对: the internal page that says which records were entered after their day."""
    late = [
        each for each in meetings_between(store, asked.period.start, asked.period.end)
        if entered_late(each)
    ]
    rows = [
        Row((place, kind_title(each.kind), each.held, each.entered,
             (each.entered - each.held).days, each.title), (("meeting", each.rowid),))
        for place, each in enumerate(late, 1)
    ]
    return headed(
        store, asked, code="entry-times", title="会议录入时间核对（内部）", columns=LATE, rows=rows,
        notes=("只供支部内部核对，不报送、不公开。",), signatures=(), seal=False,
    )


MINUTES_DOCUMENTS = (
    DocumentReturn("minutes", "会议记录", "asked", one_meeting,
                   asks=(Field("会议", LINK, name="meeting", required=True),)),
    DocumentReturn("sign-in", "会议签到表", "asked", sign_in_sheet,
                   asks=(Field("会议", LINK, name="meeting", required=True),)),
    DocumentReturn("minutes-book", "会议记录簿", "year", year_book,
                   asks=(Field("会议类型", MEETING_KIND, name="kind"),)),
)
ENTRY_RETURNS = (
    Return("entry-times", "会议录入时间核对（内部）", "asked", LATE, entry_times, inside=True),
)


# ── 四议两公开登记表 ─────────────────────────────────────────────────────────


TOWN_SIGNS = (3, 4)
"""The sheets the people of the town sign too, with their office."""


def six_sheets(store: Store, asked: Asked) -> Document:
    """The six sheets of the matter asked for.

    :raises Problem: none was chosen, or one that was not under way in the period.
    """
    chosen = asked.answers.get("procedure")
    if not chosen:
        raise Problem("请先选一件四议两公开事项，再印登记表。")
    procedure = store.get(Procedure, chosen)
    if not procedure.under_way(*asked.period.days):
        year = Period(procedure.opened.year)
        raise Problem(f"“{procedure.subject}”{procedure.opened} 动议，不在{asked.period.label}办。"
                      f"时段请改成{year.label}，或改选事项。")
    return procedure_form(store, procedure)


def procedure_form(store: Store, procedure: Procedure) -> Document:
    """The six sheets of one matter, those not reached yet blank."""
    village = unit(store)
    name = village.name if village else ""
    return Document(
        "procedure", "村级重大事务“四议两公开”决策实施登记表", unit=name,
        when=procedure.subject, made=procedure.closed or procedure.opened,
        parts=tuple(_sheet(each, name) for each in sheets(store, procedure)),
        refs=(("procedure", procedure.rowid),),
    )


def _sheet(sheet: ProcedureSheet, unit_name: str) -> Document:
    public = sheet.form.number in (SHOWN, DONE)
    refs = (("meeting", sheet.meeting.rowid),) if sheet.meeting else ()
    return Document(
        "procedure-sheet", f"“四议两公开”登记表之{'一二三四五六'[sheet.form.number - 1]}："
                           f"{sheet.form.title}",
        (_motion(sheet), *(_published(sheet) if public else _met(sheet))),
        unit=unit_name, when=sheet.procedure.category or "",
        made=sheet.step.held if sheet.step else None, refs=refs,
    )


def _motion(sheet: ProcedureSheet) -> Ticks:
    return Ticks("动议事由", tuple(
        (label, code == sheet.procedure.motion) for code, label in MOTIONS.pairs()
    ))


def _met(sheet: ProcedureSheet) -> tuple[Block, ...]:
    step, count = sheet.step, sheet.count
    day = show_day(step.held) if step else ""
    body = (step.body or (kind_title(sheet.meeting.kind) if sheet.meeting else "")) if step else ""
    rows: list[tuple[tuple[str, str], ...]] = [
        ((sheet.form.item, sheet.procedure.subject),),
        (("时间", day), ("会议形式", body)),
        (("应到", f"{count.listed}人" if count else ""),
         ("实到", f"{count.came}人" if count else ""), ("比例", sheet.ratio)),
    ]
    if sheet.base:
        rows.append((("人数核对", sheet.base),))
    if sheet.form.number == 3:
        rows.append((("比例口径", f"到会比例按{BASES.label(sheet.procedure.base)}计"),))
    if sheet.tally and sheet.tally.passes is not None:
        rows.append((("表决结果", _vote(sheet)),))
    town = sheet.form.number in TOWN_SIGNS
    if town and step and step.town_people:
        rows.append((("乡镇参会人员", step.town_people),))
    words = step.content if step else ""
    if sheet.merged:
        words = f"第一、二步合并召开（书记、主任一肩挑）。{words}"
    return (
        Pairs(tuple(rows)), Paragraph("内容", words, 3),
        *((Paragraph("乡镇参会人员签字（含职务）", "", 2),) if town else ()),
        sign_in(sheet.signers) if sheet.signers else Paragraph("参会人员签字", "", 3),
        Signatures(("主持人签字", "记录人签字")),
    )


def _vote(sheet: ProcedureSheet) -> str:
    assert sheet.tally is not None
    count = sheet.tally.count
    passed = "通过" if sheet.tally.passes else "没有通过"
    return (f"赞成{count.for_}票、反对{count.against}票、弃权{count.abstain}票，{passed}"
            f"（至少{sheet.tally.needed_to_pass}票）")


def _published(sheet: ProcedureSheet) -> tuple[Block, ...]:
    step = sheet.step
    day = show_day(step.held) if step else ""
    until = show_day(step.until) if step and step.until else ""
    last = sheet.form.number == DONE
    return (
        Pairs((
            ((sheet.form.item, sheet.procedure.subject),),
            (("公开时间", f"{day}{'至' + until if until else ''}"),
             ("公开地点", (step.place or "") if step else "")),
        )),
        Paragraph("实施结果" if last else "决议内容", step.content if step else "", 6),
        Paragraph("公开情况", (step.note or "") if step else "", 3),
        Paragraph("监督意见", (step.supervision or "") if step else "", 3),
        Signatures(("村务监督委员会签字", "填表人签字")),
    )


PROCEDURE_DOCUMENTS = (
    DocumentReturn("procedure", "四议两公开登记表", "asked", six_sheets,
                   asks=(Field("四议两公开", LINK, name="procedure", required=True),)),
)
