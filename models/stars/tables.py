"""Tables of levels and stars over several villages, and whether their sums can be true."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.stars.verdicts import level_name
from models.values.figure import share_shown


@dataclass(frozen=True)
class LevelTable:
    """How many units hold each level (1 to 5), how many hold each star, and how many there are.

    ``stars`` is None where a table shows levels only; ``units`` None where the base is not said.
    """

    levels: dict[int, int]
    stars: dict[str, int] | None = None
    units: int | None = None

    @property
    def listed(self) -> int:
        """Units with at least one star."""
        return sum(number for level, number in self.levels.items() if level)

    @property
    def without(self) -> int | None:
        """Units without any star; they are legal."""
        return None if self.units is None else self.units - self.listed

    @property
    def held(self) -> int:
        """Σ level × units."""
        return sum(level * number for level, number in self.levels.items())

    def share(self, at_least: int, base_label: str) -> str:
        """Units of a level or more, of all units: 68 / 272＝25.0%（分母：村、社区）."""
        number = sum(each for level, each in self.levels.items() if level >= at_least)
        base = self.units if self.units is not None else self.listed
        return share_shown(Decimal(number), Decimal(base), base_label)

    def warnings(self) -> list[str]:
        """What can't be true of the table, each with where to look."""
        found = []
        if self.stars is not None and sum(self.stars.values()) != self.held:
            found.append(
                f"各星级的星数合计 {self.held}（星级×单位数），逐颗星的单位数合计"
                f" {sum(self.stars.values())}，两个数应当相等，请核对是哪一格。")
        if self.without is not None and self.without < 0:
            found.append(f"各星级合计 {self.listed} 个，多于单位总数 {self.units} 个，请核对。")
        elif self.without:
            found.append(f"各星级合计 {self.listed} 个，单位总数 {self.units} 个，"
                         f"有 {self.without} 个没有列出；是未获星还是漏填，请说明。")
        return found

    @property
    def agrees(self) -> bool:
        """Σ level × units = Σ units per star."""
        return self.stars is None or sum(self.stars.values()) == self.held


def change(before: LevelTable, after: LevelTable) -> dict[int, int]:
    """Level → more or fewer units than before."""
    return {level: after.levels.get(level, 0) - before.levels.get(level, 0)
            for level in sorted({*before.levels, *after.levels}, reverse=True)}


def rows(table: LevelTable) -> list[tuple[str, int]]:
    """五星 … 一星, 未获星 with their numbers."""
    found = [(level_name(level), table.levels.get(level, 0)) for level in range(5, 0, -1)]
    return found if table.without is None else [*found, (level_name(0), max(table.without, 0))]
