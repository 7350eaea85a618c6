"""The log tells what an act did in the words of the forms, and never a key."""

import pytest

from models.exchange.keys import own_key
from models.keeping.journal import acts
from models.keeping.store import Store
from models.office.village import Unit
from models.overview.act_words import touched


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
