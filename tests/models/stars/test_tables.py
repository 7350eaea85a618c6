import pytest

from models.stars.verdicts import LevelTable, change, rows

TOWN = LevelTable(
    {5: 1, 4: 1, 3: 16, 2: 9, 1: 0},
    {"industry": 4, "ecology": 24, "safety": 19, "culture": 27, "branch": 1},
    28,
)


def test_levels_times_units_are_the_units_of_every_star():
    assert (TOWN.held, sum(TOWN.stars.values()), TOWN.agrees) == (75, 75, True)
    assert TOWN.without == 1
    assert rows(TOWN)[-1] == ("未获星", 1)


def test_a_broken_cell_is_warned_about():
    broken = LevelTable(TOWN.levels, TOWN.stars | {"safety": 18}, 28)
    assert not broken.agrees
    assert "合计 75（星级×单位数），逐颗星的单位数合计 74" in broken.warnings()[0]


@pytest.mark.parametrize(
    ("levels", "units", "held", "without", "share"),
    [
        ({5: 3, 4: 11, 3: 54, 2: 184, 1: 10}, 272, 599, 10, "68 / 272＝25.0%（分母：村）"),
        ({5: 2, 4: 11, 3: 25, 2: 56}, 98, 241, 4, "38 / 98＝38.8%（分母：村）"),
        ({4: 2, 3: 13, 2: 28}, 43, 103, 0, "15 / 43＝34.9%（分母：村）"),
    ],
)
def test_known_distributions(levels, units, held, without, share):
    table = LevelTable(levels, units=units)
    assert (table.held, table.without, table.share(3, "村")) == (held, without, share)
    assert bool(table.warnings()) is bool(without)


def test_more_listed_than_there_are():
    assert "多于单位总数" in LevelTable({3: 5}, units=4).warnings()[0]


def test_from_year_to_year():
    before = LevelTable({5: 2, 4: 11, 3: 25, 2: 56})
    after = LevelTable({5: 5, 4: 13, 3: 58, 2: 18})
    assert change(before, after) == {5: 3, 4: 2, 3: 33, 2: -38}
    assert after.held - before.held == 46
