"""会议: what is due, the meetings, 四议两公开, activities and the rules."""

from __future__ import annotations

from typing import Any

from ui.bound_paper import BoundPaper
from ui.meeting_activities import Activities
from ui.meeting_book import Book
from ui.meeting_calendar import Calendar
from ui.meeting_desk import MeetingDesk
from ui.meeting_rules import Rules
from ui.procedure_list import ProcedureList
from ui.procedure_walker import Walker
from ui.section import SectionedPage


class Meetings(SectionedPage):
    """Opens a meeting on its desk, a matter of 四议两公开 on its six sheets."""

    reads = ("meeting", "meeting_plan", "not_held", "procedure", "procedure_step", "activity")
    kinds = (Calendar, Book, ProcedureList, Activities, Rules, MeetingDesk, Walker, BoundPaper)

    def open(self, kind: str, row: int) -> None:
        """A meeting, or a matter of 四议两公开."""
        shown: Any = self.show_section({"meeting": "desk", "procedure": "walker"}[kind])
        if kind == "meeting":
            shown.show_meeting(row)
        else:
            shown.show_procedure(row)
