"""Who lives together in the sample village: families by a village's pyramid.

Shapes and ages stand near the rural part of the seventh census (2020): about a fifth under 15, a
quarter from 60 on, couples a few years apart, mothers of 20 to 36 at a birth.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from models.registers.people import HEAD

MAN, WOMAN = "1", "2"
HUSBAND, WIFE = "11", "12"
SON_IN_LAW, DAUGHTER_IN_LAW = "28", "38"
FATHER, MOTHER = "51", "52"
GRANDCHILD = {MAN: "41", WOMAN: "42"}
ONLY_CHILD = {MAN: "21", WOMAN: "31"}
FIRST_CHILD = {MAN: 22, WOMAN: 32}
"""Relations to the head (GB/T 4761-2008); a second son is 23, a third 24."""

MARRIED_IN = frozenset({WIFE, SON_IN_LAW, DAUGHTER_IN_LAW, MOTHER})
"""They brought a surname of their own."""

OLDEST = 95


class Soul(NamedTuple):
    """One of a family: relation to the head, sex, age in years."""

    relation: str
    sex: str
    age: int


def living_together(chance: random.Random) -> list[Soul]:
    """The people of one household, the head first."""
    shape = chance.choices([each for each, _ in _SHAPES], [weight for _, weight in _SHAPES])[0]
    return [each for each in shape(chance) if 0 <= each.age <= OLDEST]


def born(chance: random.Random, age: int, day: date) -> date:
    """A day of birth of somebody so many years old on a day."""
    birthday = date(day.year - age, day.month, min(day.day, 28))
    return birthday - timedelta(days=chance.randrange(365))


def _sex(chance: random.Random) -> str:
    return MAN if chance.random() < 0.52 else WOMAN


def _couple(chance: random.Random, youngest: int, oldest: int) -> list[Soul]:
    """A head with husband or wife; men are heads but for one in twelve."""
    man = chance.randint(youngest, oldest)
    woman = max(20, man - chance.choice((-2, -1, 0, 0, 1, 1, 2, 2, 3, 4, 5)))
    if chance.random() < 1 / 12:
        return [Soul(HEAD, WOMAN, woman), Soul(HUSBAND, MAN, man)]
    return [Soul(HEAD, MAN, man), Soul(WIFE, WOMAN, woman)]


def _mother(souls: list[Soul]) -> int:
    return min(each.age for each in souls)


def _children(chance: random.Random, mother: int, many: int, oldest: int = 30) -> list[Soul]:
    """Children of somebody so old, the eldest first, none over ``oldest``."""
    ages: list[int] = []
    age = min(oldest, mother - chance.randint(20, 27))
    while age >= 0 and len(ages) < many and mother - age <= 40:
        ages.append(age)
        age -= chance.randint(2, 6)
    sexes = [_sex(chance) for _ in ages]
    if len(ages) == 1:
        return [Soul(ONLY_CHILD[sexes[0]], sexes[0], ages[0])]
    return [Soul(str(FIRST_CHILD[sex] + sexes[:place].count(sex)), sex, age)
            for place, (sex, age) in enumerate(zip(sexes, ages, strict=True))]


def _alone(chance: random.Random) -> list[Soul]:
    sex = WOMAN if chance.random() < 0.6 else MAN
    return [Soul(HEAD, sex, chance.choices((chance.randint(42, 64), chance.randint(65, 80),
                                            chance.randint(81, OLDEST)), (25, 50, 25))[0])]


def _old_couple(chance: random.Random) -> list[Soul]:
    return _couple(chance, 60, 84)


def _empty_nest(chance: random.Random) -> list[Soul]:
    return _couple(chance, 50, 62)


def _young(chance: random.Random) -> list[Soul]:
    two = _couple(chance, 27, 46)
    return two + _children(chance, _mother(two), chance.choices((1, 2, 3), (38, 48, 14))[0])


def _grown(chance: random.Random) -> list[Soul]:
    two = _couple(chance, 44, 56)
    return two + _children(chance, _mother(two), chance.choice((1, 1, 2)))


def _three_generations(chance: random.Random) -> list[Soul]:
    two = _couple(chance, 50, 72)
    son = _mother(two) - chance.randint(21, 27)
    wife = max(20, son - chance.choice((-2, -1, 0, 0, 1, 2, 3)))
    young = [Soul("22", MAN, son), Soul(DAUGHTER_IN_LAW, WOMAN, wife)]
    if chance.random() < 1 / 15:
        young = [Soul("32", WOMAN, wife), Soul(SON_IN_LAW, MAN, son)]
    small = _children(chance, min(son, wife), chance.choice((1, 2, 2)), oldest=22)
    own = {MAN: "43", WOMAN: "44"} if young[0].sex == WOMAN else GRANDCHILD
    return two + young + [Soul(own[each.sex], each.sex, each.age) for each in small]


def _with_parents(chance: random.Random) -> list[Soul]:
    two = _couple(chance, 34, 58)
    mother = two[0].age + chance.randint(21, 31)
    old = [Soul(MOTHER, WOMAN, mother)]
    if chance.random() < 0.45:
        old.insert(0, Soul(FATHER, MAN, mother + chance.randint(0, 4)))
    many = chance.choices((1, 2, 3), (42, 48, 10))[0]
    return two + _children(chance, _mother(two), many) + old


def _one_parent(chance: random.Random) -> list[Soul]:
    head = Soul(HEAD, _sex(chance), chance.randint(30, 52))
    return [head, *_children(chance, head.age, chance.choice((1, 1, 2)), oldest=22)]


def _grandparents(chance: random.Random) -> list[Soul]:
    two = _couple(chance, 56, 72)
    small = _mother(two) - chance.randint(43, 55)
    sex = _sex(chance)
    return [*two, Soul(GRANDCHILD[sex], sex, max(1, min(17, small)))]


_SHAPES: tuple[tuple[Callable[[random.Random], list[Soul]], int], ...] = (
    (_alone, 9), (_old_couple, 15), (_empty_nest, 6), (_young, 26), (_grown, 13),
    (_three_generations, 15), (_with_parents, 13), (_one_parent, 3), (_grandparents, 4),
)
"""How a household is made up, and how many of a hundred are so."""
