"""What a clause asks for in numbers: 党员大会 4 次/年, 后备干部 2—5 人, 零上访, 100%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from models.values.figure import read_figure
from models.values.kinds import show_decimal

_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)\s*[—–\-~～至到]+\s*(?P<high>\d+(?:\.\d+)?)")
_NUMBER = re.compile(
    r"(?P<about>约|近)?(?P<sign>≥|>=|不少于|不低于|至少|达到|≤|<=|不超过|不高于|至多)?\s*"
    r"(?P<number>\d[\d,，]*(?:\.\d+)?\s*[万亿]?)(?P<after>[余多])?"
)
_AT_MOST = frozenset({"≤", "<=", "不超过", "不高于", "至多"})
_NONE = re.compile(r"^零(?P<what>[^零一二三四五六七八九十\d、，。（(]{1,6})")


@dataclass(frozen=True)
class Goal:
    """One number asked for: of ``what``, from ``low`` to ``high``, in ``unit``.

    ``low`` and ``high`` are None where there is no limit on that side.
    """

    what: str
    low: Decimal | None
    high: Decimal | None
    unit: str = ""
    about: bool = False

    def met(self, value: Decimal) -> bool:
        """Whether ``value`` is enough and not too much."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def shown(self) -> str:
        """≥4 次/年, 2—5 人, 0 (零上访)."""
        about = "约" if self.about else ""
        if self.low is not None and self.high is not None:
            bounds = f"{show_decimal(self.low)}—{show_decimal(self.high)}"
        elif self.low is not None:
            bounds = f"≥{about}{show_decimal(self.low)}"
        else:
            bounds = f"≤{about}{show_decimal(self.high or Decimal(0))}"
        return f"{self.what} {bounds} {self.unit}".strip()


def read_goals(target: str | None) -> tuple[Goal, ...]:
    """The numbers in a written target, one per part between ；; parts without a number are left."""
    parts = re.split(r"[；;\n]", target or "")
    return tuple(goal for part in parts if (goal := _goal(part.strip())) is not None)


def _goal(text: str) -> Goal | None:
    nothing = _NONE.match(text)
    if nothing:
        return Goal(nothing["what"], None, Decimal(0), "件")
    found = _RANGE.search(text)
    if found:
        return Goal(_words(text[: found.start()]), Decimal(found["low"]), Decimal(found["high"]),
                    _unit(text[found.end():]))
    number = _NUMBER.search(text)
    written = read_figure(number["number"]) if number else None
    if number is None or written is None:
        return None
    after = text[number.end():]
    about = bool(number["about"] or number["after"])
    most = (number["sign"] or "") in _AT_MOST
    what, unit = _words(text[: number.start()]), _unit(after)
    if most:
        return Goal(what, None, written.value, unit, about)
    return Goal(what, written.value, None, unit, about)


def _words(text: str) -> str:
    return text.strip(" ：:，,、为应达到≥")


def _unit(text: str) -> str:
    unit = re.split(r"[（(，,。、]", text.strip())[0].strip()
    return re.sub(r"(以上|以下|及以上|左右)$", "", unit)
