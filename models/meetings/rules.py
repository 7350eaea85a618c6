"""How many must come and how many must agree, by purpose and day, and whether they do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from models.values import clock
from models.values.periods import Citation, Validity, validity
from models.values.problem import Problem
from resources import resource

RULES_FILE = "meetings/rules.toml"

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
    source: Citation
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
    return read_rules(resource(RULES_FILE).read_text(encoding="utf-8"))


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
        source=Citation(**row["source"]),
        mark=row["mark"],
        written=row.get("written", False),
        note=row.get("note", ""),
    )


def _share(row: dict[str, str]) -> Share:
    return Share(row["operator"], Fraction(row["fraction"]), row["base"])


# ── whether it may open and whether a vote carries ───────────────────────────


@dataclass(frozen=True)
class Count:
    """The numbers of one meeting and one vote, as they stand in the minutes.

    ``due``: those with a vote who should come. ``without_vote``: those who should come and have
    none (预备党员). ``present``: those with a vote who came; where a rule measures attendance
    against everyone, all who came. ``written``: opinions handed in beforehand, which count as
    votes where the rule says so. ``for_`` is None when no vote was taken.
    """

    due: int
    present: int
    for_: int | None = None
    against: int | None = None
    abstain: int | None = None
    without_vote: int = 0
    written: int = 0

    @property
    def everyone(self) -> int:
        """Those who should come, with a vote or without."""
        return self.due + self.without_vote

    @property
    def voting(self) -> int:
        """The most who can have voted in the room."""
        return min(self.present, self.due)

    @property
    def votes(self) -> int:
        """All votes given."""
        return (self.for_ or 0) + (self.against or 0) + (self.abstain or 0)


@dataclass(frozen=True)
class Tally:
    """What the rule says to a count; ``passes`` is None when no vote was taken."""

    count: Count
    rule: Rule
    opens: bool
    passes: bool | None
    needed_to_open: int
    needed_to_pass: int

    @property
    def base(self) -> str:
        """The numbers everything was measured against, in words."""
        opening = _base_in_words(self.rule, self.rule.opens, self.count)
        passing = _base_in_words(self.rule, self.rule.passes, self.count)
        return f"开会按{opening}计，通过按{passing}计"

    @property
    def passing_base(self) -> str:
        """Of whom the votes are reckoned, with their number: 应到有表决权的党员10人."""
        return _base_in_words(self.rule, self.rule.passes, self.count)

    @property
    def sentence(self) -> str:
        """The outcome as the chair would announce it, with the source of the rule."""
        unit = self.rule.unit
        opening = "可以开会" if self.opens else "不够开会"
        words = f"实到{self.count.present}{unit}，{opening}（至少{self.needed_to_open}{unit}）"
        if self.passes is not None:
            passing = "通过" if self.passes else "没有通过"
            words += f"；赞成{self.count.for_}票，{passing}（至少{self.needed_to_pass}票）"
        return f"{words}。{self.base}。{self.rule.basis}。"

    def json(self) -> dict[str, Any]:
        """The outcome for scripts; ``base`` in words, ``rule`` as the id of the rule."""
        return {
            "opens": self.opens,
            "passes": self.passes,
            "needed_to_open": self.needed_to_open,
            "needed_to_pass": self.needed_to_pass,
            "base": self.base,
            "rule": self.rule.id,
        }


def tally(
    kind: str,
    due: int,
    present: int,
    for_: int | None = None,
    against: int | None = None,
    abstain: int | None = None,
    without_vote: int = 0,
    day: date | None = None,
    *,
    written: int = 0,
    rules: Sequence[Rule] | None = None,
) -> Tally:
    """Measure a meeting for the purpose ``kind`` by the rule of its ``day`` (default: today).

    The numbers are those of :class:`Count`; ``rules`` are the village's (default: the shipped
    ones). A vote at a meeting that could not open never passes.

    :raises Problem: unknown purpose, or numbers that cannot be true together.
    """
    rule = rule_for(kind, day or clock.today(), rules)
    count = Count(due, present, for_, against, abstain, without_vote, written)
    _refuse_negative(count)
    _refuse_attendance(rule, count)
    _refuse_votes(rule, count)
    to_open = rule.opens.needed(_size(rule.opens, count))
    to_pass = rule.passes.needed(_size(rule.passes, count))
    opens = count.present >= to_open
    passes = None if count.for_ is None else opens and count.for_ >= to_pass
    return Tally(count, rule, opens, passes, to_open, to_pass)


def _size(share: Share, count: Count) -> int:
    if share.base == EVERYONE:
        return count.everyone
    return count.voting if share.base == PRESENT else count.due


def _base_in_words(rule: Rule, share: Share, count: Count) -> str:
    size = f"{_size(share, count)}{rule.unit}"
    if share.base == EVERYONE:
        return f"应到全体{size}（含没有表决权的{count.without_vote}{rule.unit}）"
    return f"{'到会' if share.base == PRESENT else '应到'}{rule.voters}{size}"


def _refuse_negative(count: Count) -> None:
    labels = {
        "应到": count.due, "实到": count.present, "没有表决权的": count.without_vote,
        "赞成": count.for_, "反对": count.against, "弃权": count.abstain,
        "书面意见": count.written,
    }
    for label, number in labels.items():
        if number is not None and number < 0:
            raise Problem(f"{label}填的是{number}，人数和票数不能小于0，请改正。")


def _refuse_attendance(rule: Rule, count: Count) -> None:
    unit = rule.unit
    if count.due == 0:
        raise Problem(f"应到是0{unit}，算不出够不够人数，请先填应到。")
    everyone = rule.opens.base == EVERYONE
    limit = count.everyone if everyone else count.due
    if count.present > limit:
        within = f"（含没有表决权的{count.without_vote}{unit}）" if everyone else ""
        raise Problem(
            f"实到{count.present}{unit}，多于应到{limit}{unit}{within}，请核对签到表。"
        )
    if count.written and not rule.written:
        raise Problem(f"{rule.title}不计会前书面意见，请把书面意见改为0。")
    if count.voting + count.written > count.due:
        raise Problem(
            f"实到{count.present}{unit}加书面意见{count.written}{unit}，"
            f"多于应到{count.due}{unit}，请核对：到会的人不另计书面意见。"
        )


def _refuse_votes(rule: Rule, count: Count) -> None:
    if count.for_ is None and (count.against is not None or count.abstain is not None):
        raise Problem("填了反对或弃权，还没有填赞成，请补上赞成票数（没有就填0）。")
    most = count.voting + count.written
    if count.votes > most:
        written = f"（含书面意见{count.written}{rule.unit}）" if count.written else ""
        raise Problem(
            f"赞成{count.for_}票、反对{count.against or 0}票、弃权{count.abstain or 0}票，"
            f"合计{count.votes}票，多于到会有表决权的{most}{rule.unit}{written}，请核对票数。"
        )
