"""Every measure there is, by its code and by what towns call it."""

from __future__ import annotations

from models.figures.liaison import LIAISON_MEASURES
from models.figures.measure import AnyMeasure
from models.figures.meetings import MEETING_MEASURES

MEASURES: tuple[AnyMeasure, ...] = (*LIAISON_MEASURES, *MEETING_MEASURES)
