"""What a check found: how grave, which rule, in words, and the records to mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Ref = tuple[str, int]
LEVELS = ("error", "warning", "notice")


@dataclass(frozen=True)
class Finding:
    """One thing that does not keep a rule.

    ``rule`` is the rule's stable name, ``what`` the sentence for the secretary, ``where`` the
    records that mend it.
    """

    level: str
    rule: str
    what: str
    where: tuple[Ref, ...] = ()

    def json(self) -> dict[str, Any]:
        """As the command line hands it over."""
        where = [f"{table}:{row}" for table, row in self.where]
        return {"level": self.level, "rule": self.rule, "what": self.what, "where": where}
