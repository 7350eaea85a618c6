"""What a check found: how grave, which rule, in words, and the records to mend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.values.codes import Labelled
from models.values.periods import Period

Ref = tuple[str, int]
ALWAYS = (date.min, date.max)


class Level(Labelled):
    """How grave what was found is."""

    ERROR = "error", "要改"
    WARNING = "warning", "核对"
    NOTICE = "notice", "说明"


@dataclass(frozen=True)
class Finding:
    """One thing that does not keep a rule.

    ``rule`` is the rule's stable name, ``what`` the sentence for the secretary, ``where`` the
    records that mend it, ``when`` the days it is true of: what happened on a day concerns the
    returns of that day, what stands in the registers concerns all.
    """

    level: Level
    rule: str
    what: str
    where: tuple[Ref, ...] = ()
    when: tuple[date, date] = ALWAYS

    def concerns(self, period: Period) -> bool:
        """Whether it says anything of the days of a period."""
        first, last = self.when
        return first <= period.end and last >= period.start

    def json(self) -> dict[str, Any]:
        """As the command line hands it over."""
        where = [f"{table}:{row}" for table, row in self.where]
        return {"level": self.level, "rule": self.rule, "what": self.what, "where": where}


def on(day: date | str) -> tuple[date, date]:
    """What is true of one day alone."""
    only = date.fromisoformat(day) if isinstance(day, str) else day
    return only, only
