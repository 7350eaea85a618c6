"""How many must come before a meeting may open and how many must agree, by purpose and day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from models.values.problem import Problem
from models.values.validity import Source, Validity, validity
from resources import resource

RULES_FILE = resource("meetings/rules.toml")

VOTING = "voting"
EVERYONE = "everyone"
PRESENT = "present"




@dataclass(frozen=True)
class Share:
    """A part of a base that must be reached (``>=``) or exceeded (``>``), reckoned exactly.

    ``base`` says of what: VOTING, those due with a vote; EVERYONE, those due without a vote
    included; PRESENT, those who came and have a vote.
    """

    operator: str
    fraction: Fraction
    base: str

    def needed(self, size: int) -> int:
        """The smallest whole number that is enough when the base counts ``size``."""
        exact = self.fraction * size
        whole = exact.numerator // exact.denominator
        return whole if self.operator == ">=" and whole == exact else whole + 1


@dataclass(frozen=True)
class Rule:
    """One dated rule: what lets a meeting for this purpose open, and what lets a matter pass.

    ``mark`` is "" when read in the text named, 参考 when not checked against the official one,
    本地规定 when it differs by place. ``written``: opinions handed in beforehand count as votes.
    """

    id: str
    purpose: str
    title: str
    voters: str
    unit: str
    opens: Share
    passes: Share
    validity: Validity
    source: Source
    mark: str
    written: bool = False
    note: str = ""

    @property
    def basis(self) -> str:
        """The source as people read it, with its mark: 依据《…》第十一条（参考）."""
        return f"依据{self.source}（{self.mark}）" if self.mark else f"依据{self.source}"



def read_rules(text: str) -> tuple[Rule, ...]:
    """The rules written in TOML ``text``, laid out as in resources/meetings/rules.toml."""
    return tuple(rule_from(row) for row in tomllib.loads(text)["rule"])


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule that is shipped, in the order of the file."""
    return read_rules(RULES_FILE.read_text(encoding="utf-8"))


def rule_for(purpose: str, day: date, rules: Sequence[Rule] | None = None) -> Rule:
    """The rule for ``purpose`` that applies on the meeting's ``day``: the newest one in force.

    ``rules`` are those of the village (default: the shipped ones); of two that begin on one day
    the later in the row stands.

    :raises Problem: no such purpose, or no rule in force that day.
    """
    among = all_rules() if rules is None else rules
    versions = [each for each in among if each.purpose == purpose]
    if not versions:
        known = "、".join(dict.fromkeys(each.purpose for each in among))
        raise Problem(f"没有“{purpose}”这种表决，可以用的有：{known}。")
    in_force = [each for each in versions if each.validity.covers(day)]
    if not in_force:
        raise Problem(
            f"{versions[0].title}在{day:%Y-%m-%d}还没有可用的人数规定，请核对会议日期。"
        )
    return max(reversed(in_force), key=lambda each: each.validity.since or date.min)


def rule_from(row: Mapping[str, Any]) -> Rule:
    """The rule written in one row of a dated table (resources/meetings/rules.toml)."""
    return Rule(
        id=row["id"],
        purpose=row["purpose"],
        title=row["title"],
        voters=row["voters"],
        unit=row["unit"],
        opens=_share(row["opens"]),
        passes=_share(row["passes"]),
        validity=validity(row),
        source=Source(**row["source"]),
        mark=row["mark"],
        written=row.get("written", False),
        note=row.get("note", ""),
    )


def _share(row: dict[str, str]) -> Share:
    return Share(row["operator"], Fraction(row["fraction"]), row["base"])
