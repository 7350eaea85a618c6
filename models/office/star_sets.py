"""The five stars of each set and the words a county uses for them (resources/stars)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.settings import setting
from models.office.village import STAR_SETS, is_town, unit
from models.values.codes import Labelled
from models.values.kinds import Choices, OpenChoices, Options
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store



class StarState(Labelled):
    """How far a clause or an item is; that it is overdue is seen, never typed."""

    IDLE = "idle", "未启动"
    RUNNING = "running", "推进"
    DONE = "done", "完成"
    HELP = "help", "需协调"
    OVERDUE = "overdue", "超期"

    @property
    def shape(self) -> str:
        """What stands beside the label, so that grey paper reads the same."""
        return dict(zip(StarState, "○◐●◆▲", strict=True))[self]


WITHDRAWAL = "stars.withdrawal"


@dataclass(frozen=True)
class StarSet:
    """A set of five stars; ``known`` is how many tasks the provincial list has.

    Of a standard beside the stars (四化, 幸福社区, 五好) it is only the name: its heads are what
    the standard itself writes in their place.
    """

    code: str
    label: str
    paper: str
    known: int
    stars: tuple[tuple[str, str], ...]

    def label_of(self, star: str) -> str:
        """支部过硬星; the code itself when the set has no such star."""
        return dict(self.stars).get(star, star)

    @property
    def beside(self) -> bool:
        """Whether it is no set of stars."""
        return not self.stars

    @property
    def head(self) -> str:
        """What its items stand under: a star, or of a standard beside the stars a 方面."""
        return "方面" if self.beside else "星"

    def read(self, text: str) -> str | None:
        """The code of the star written as 支部过硬星, 支部过硬 or “支部过硬”星, or None; a head of
        a standard beside the stars is its own code.
        """
        if self.beside:
            return text.strip() or None
        plain = "".join(each for each in text if each not in "“”\"'「」 \u3000\n")
        wanted = plain.removesuffix("星")
        for code, label in self.stars:
            if wanted and wanted == label.removesuffix("星"):
                return code
        return None


def star_set(code: str) -> StarSet:
    """The set called rural or urban, or that of a standard beside the stars."""
    return next((each for each in star_sets() if each.code == code), StarSet(code, code, "", 0, ()))


@cache
def star_sets() -> tuple[StarSet, ...]:
    """Both sets as shipped."""
    rows = tomllib.loads(resource("stars/stars.toml").read_text(encoding="utf-8"))["set"]
    return tuple(
        StarSet(row["code"], row["label"], row["paper"], row["known"],
                tuple((star["code"], star["label"]) for star in row["star"]))
        for row in rows
    )


_LABELS = {code: label for each in star_sets() for code, label in each.stars}
STARS = Choices(**_LABELS)
HEADS = OpenChoices(**_LABELS)
"""What an item of a standard may stand under: a star, or a head of its own."""
SETS = OpenChoices(**dict(STAR_SETS.pairs()))
"""What a standard may be of: the stars, or something beside them."""


def set_of(store: Store) -> StarSet:
    """The set of this village; rural before anyone has said."""
    village = unit(store)
    return star_set((village and village.star_set) or "rural")


def offered(store: Store, options: Options) -> Sequence[tuple[str, str]]:
    """What a form offers of a list: of the stars those of this village, at the town of every set.

    What was kept of another set still stands.
    """
    mine = options in (STARS, HEADS) and not is_town(store)
    return set_of(store).stars if mine else options.pairs()


@cache
def wording() -> dict[str, Any]:
    """The words and candidate vetoes shipped, each with its source."""
    return tomllib.loads(resource("stars/wording.toml").read_text(encoding="utf-8"))


def withdrawal_word(store: Store) -> str:
    """What the county calls taking a star back; 摘星 means winning one and is never used."""
    says = wording()["withdrawal"]
    word = str(setting(store, WITHDRAWAL, says["default"]))
    return says["default"] if word in says["refused"] else word


@dataclass(frozen=True)
class SourceName:
    """A count the program can take, and the words that name it in a standard."""

    code: str
    label: str
    unit: str
    ledgers: tuple[str, ...]
    goals: tuple[str, ...]


@cache
def source_names() -> tuple[SourceName, ...]:
    """Every count there is (resources/stars/sources.toml)."""
    rows = tomllib.loads(resource("stars/sources.toml").read_text(encoding="utf-8"))["source"]
    return tuple(
        SourceName(row["code"], row["label"], row["unit"], tuple(row.get("ledgers", ())),
                   tuple(row.get("goals", ())))
        for row in rows
    )
