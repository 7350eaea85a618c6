"""Every measure there is, by its code and by what towns call it."""

from __future__ import annotations

from models.figures.activities import ACTIVITY_MEASURES
from models.figures.economy import ECONOMY_MEASURES
from models.figures.evaluation import EVALUATION_MEASURES
from models.figures.fund import FUND_MEASURES
from models.figures.liaison import LIAISON_MEASURES
from models.figures.matters import MATTER_MEASURES
from models.figures.measure import AnyMeasure
from models.figures.meetings import MEETING_MEASURES
from models.figures.members import MEMBER_MEASURES
from models.figures.points import POINTS_MEASURES
from models.figures.registers import REGISTER_MEASURES

MEASURES: tuple[AnyMeasure, ...] = (
    *REGISTER_MEASURES, *LIAISON_MEASURES, *MATTER_MEASURES, *MEETING_MEASURES, *POINTS_MEASURES,
    *FUND_MEASURES, *EVALUATION_MEASURES, *MEMBER_MEASURES, *ACTIVITY_MEASURES,
    *ECONOMY_MEASURES)
