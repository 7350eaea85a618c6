"""会议: what is due, the meetings, 四议两公开, activities and the rules."""

from __future__ import annotations

from models.meetings.meeting import Meeting
from ui.kit.section import SectionedPage
from ui.parts.paper_view import BoundPaper
from ui.places.meetings.activities import Activities
from ui.places.meetings.book import Book
from ui.places.meetings.calendar import Calendar
from ui.places.meetings.desk import MeetingDesk
from ui.places.meetings.procedures import ProcedureList
from ui.places.meetings.rules import Rules
from ui.places.meetings.training import TrainingRoll
from ui.places.meetings.walker import Walker


class Meetings(SectionedPage):
    """Opens a meeting on its desk, a matter of 四议两公开 on its six sheets."""

    kinds = (Calendar, Book, ProcedureList, Activities, Rules, MeetingDesk, Walker, TrainingRoll,
             BoundPaper)

    def open(self, kind: str, row: int) -> None:
        """A meeting, a matter of 四议两公开, or what was done and comes round."""
        if kind == Meeting.table:
            self.show_section(MeetingDesk.key).show_meeting(row)
        elif kind == Activities.key:
            self.show_section(kind)
        else:
            self.show_section(Walker.key).show_procedure(row)
