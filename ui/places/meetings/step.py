"""What the steps of a meeting have in common: the meeting they work on, and letting go of it."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtGui import QShowEvent

from models.keeping.record import Draft
from models.meetings.attendance import Attendance
from models.meetings.meeting import Meeting
from models.values.problem import Invalid, Problem
from ui.kit.section import Section

AGENDA, ROLL = "agenda", "roll"


class Desk(Protocol):
    """What lies on the desk while the steps work on it."""

    begun: Draft[Meeting] | None
    meeting: Meeting | None
    rows: tuple[Attendance, ...]
    changed: bool

    def save(self) -> None:
        """Keep the meeting. :raises Problem: with the rule that forbids it."""


class Step(Section):
    """One step of the desk."""

    @property
    def desk(self) -> Desk:
        """The desk the meeting lies on."""
        return cast(Desk, self.host)

    @property
    def meeting(self) -> Meeting | None:
        """The meeting as typed so far."""
        return self.desk.meeting

    def showEvent(self, event: QShowEvent) -> None:
        """A step shows the meeting as the step before it left it."""
        self._stale = True
        super().showEvent(event)

    def forget_meeting(self) -> None:
        """Another meeting is put on the desk."""
        if hasattr(self, "beside"):
            self.put_away()

    def let_go(self, to: str) -> bool:
        """Whether one may go to another step; what is typed is handed to the desk."""
        return self.keep_first()

    def keep_first(self) -> bool:
        """Keep the meeting when it is not kept yet; whether it is."""
        meeting = self.meeting
        if meeting is None or (meeting.id is not None and not self.desk.changed):
            return meeting is not None
        self.strip.put_away()
        try:
            self.desk.save()
        except Invalid as invalid:
            self.strip.refuse(invalid.sentence)
            return False
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return False
        return True
