"""The places of a town's file: what came in, who has reported, sums, answers, standards."""

from __future__ import annotations

from ui.town.answers import Answers
from ui.town.compare import Compare
from ui.town.handing import Handing
from ui.town.inbox import Inbox
from ui.town.settings import TownSettings
from ui.town.standings import Standings
from ui.town.summary import Summary

__all__ = ["Answers", "Compare", "Handing", "Inbox", "Standings", "Summary", "TownSettings"]
