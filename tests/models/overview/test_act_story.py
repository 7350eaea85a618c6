"""The log tells what an act did in the words of the forms, and never a key."""

from datetime import date

import pytest

from models.exchange.keys import own_key
from models.keeping.journal import acts
from models.keeping.store import Store
from models.office.village import Group, Unit
from models.overview.act_words import touched
from models.registers.people import Household, move_to_group


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "村.lianxing") as store:
        yield store


def told(store):
    return [each for done in acts(store, 10) for each in touched(store, done.id)]


def test_what_changed_is_told_field_by_field(store):
    store.save(Unit(name="柳河沿村", town="青石坡镇"))
    fields = {field: after for each in told(store) for field, _, after in each.fields}
    assert fields["乡镇（街道）"] == "青石坡镇"


def test_a_key_of_the_village_is_never_told(store):
    own_key(store)
    shown = told(store)
    assert [(each.label, each.fields) for each in shown if each.table == "own_key"] == [
        ("本单位密钥", ())]
    assert "AGE-SECRET-KEY" not in str(shown)
    assert "AGE-SECRET-KEY" in str(store.query("SELECT after FROM change"))


def test_a_value_that_is_over_is_told_with_the_day_it_was_over(store):
    first, second = (store.save(Group(name=name)) for name in ("一组", "二组"))
    home = store.save(Household(number="001", group=first.id))
    move_to_group(store, [home.rowid], second.id, date(2026, 1, 1))
    act = acts(store, 1)[0].id
    assert [each.words for each in touched(store, act)] == [
        "改 户 001：村民小组 一组 → 二组", "新添 户从前的 001：村民小组 一组，到 2026-01-01 为止"]
    move_to_group(store, [home.rowid], first.id, date(2025, 12, 1))
    assert "删去 户从前的 001：村民小组 一组，到 2026-01-01 为止" in [
        each.words for each in touched(store, acts(store, 1)[0].id)]
