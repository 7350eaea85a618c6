"""会议记录 and 会议记录簿: a meeting as a page of the book, a year of them bound with contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.meetings.meeting import (
    MEETING_KIND,
    Meeting,
    entered_late,
    kind_title,
    meetings_between,
)
from models.meetings.minutes import Minutes, minutes_of
from models.office.village import unit
from models.returns.document import Document, DocumentReturn, Pairs, Paragraph, Signatures
from models.returns.registers import NUMBERED
from models.returns.returning import Asked, Return, headed
from models.values.kinds import LINK, NUMBER, Field
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
        entry=f"{meeting.held}　{title}{_group(meeting)}　{meeting.title or ''}",
        refs=(("meeting", meeting.rowid),),
    )


def one_meeting(store: Store, asked: Asked) -> Document:
    """The page of the meeting asked for. :raises Problem: none was chosen."""
    chosen = asked.answers.get("meeting")
    if not chosen:
        raise Problem("请先选一次会议，再印会议记录。")
    return minutes_page(store, store.get(Meeting, chosen))


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
        when=asked.period.label, made=asked.day,
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
    DocumentReturn("minutes-book", "会议记录簿", "year", year_book,
                   asks=(Field("会议类型", MEETING_KIND, name="kind"),)),
)
ENTRY_RETURNS = (
    Return("entry-times", "会议录入时间核对（内部）", "asked", LATE, entry_times, inside=True),
)
