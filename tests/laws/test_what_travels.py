"""What a package carries is a list of fields; whatever is not on it stays, whoever adds a field."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from importers.package.reading_room import read_packages
from models.exchange.allow_list import CONTENTS, LEFT_OUT, content_called, leave_out
from models.exchange.chain import pack
from models.exchange.keys import identities
from models.keeping.record import Record, field
from models.keeping.store import Store
from models.registers.people import Person
from models.town.receiving import receive
from models.values.kinds import NOTE, TEXT
from models.values.problem import Problem
from tests.models.town.desks import PERIOD, hand_in, open_desk, open_village
from tests.scenarios.test_nothing_typed_is_posted import KEYS, typed_fields

CANARY = "金丝雀柒肆"


def unsaid(content):
    """The fields of a kind of which nobody said whether they travel, or said both."""
    travels, stays = content.travels.split(), content.stays.split()
    declared = [each.name for each in content.kind.fields()]
    return sorted(set(declared) ^ {*travels, *stays}) + sorted(set(travels) & set(stays))


@pytest.mark.parametrize("content", CONTENTS, ids=lambda each: each.name)
def test_every_field_says_whether_it_travels(content):
    assert unsaid(content) == []


def test_a_new_field_is_noticed():
    class Louder(Record, table="louder", label="新的"):
        name: str = field("名称", TEXT)
        secret: str | None = field("悄悄话", NOTE)

    assert unsaid(replace(CONTENTS[0], kind=Louder, travels="name")) == ["secret"]
    assert unsaid(replace(CONTENTS[0], kind=Louder, travels="name secret", stays="secret")) == [
        "secret"]


def packed(store):
    """Every byte a package says."""
    parcel = pack(store, PERIOD)
    return b"\n".join([parcel.written(), *parcel.members.values()]).decode()


def test_what_is_typed_where_nothing_travels_is_in_no_package(tmp_path):
    with open_village(tmp_path) as store:
        path = Path(shutil.copy(store.path, tmp_path / "salted.lianxing"))
    travelling = {(each.name, name) for each in CONTENTS for name in each.travels.split()}
    db, salted = sqlite3.connect(path), 0
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    for table, name in typed_fields():
        assert table not in KEYS
        if (table, name) not in travelling:
            db.execute(f"""UPDATE "{table}" SET "{name}" = coalesce("{name}", '') || '{CANARY}'""")
            salted += 1
    assert salted > 40
    db.commit()
    db.close()
    with Store(path) as store:
        assert CANARY not in packed(store)
    db = sqlite3.connect(path)
    db.execute("UPDATE person SET name = name || ?", (CANARY,))
    db.commit()
    db.close()
    with Store(path) as store:
        assert CANARY in packed(store), "a field that travels is seen to"


def test_a_village_leaves_out_more_and_the_town_still_takes_it(tmp_path):
    with open_village(tmp_path) as store:
        for each in store.find(Person):
            store.save(each.but(phone=f"139000012{each.rowid:02}"))
        before = packed(store)
        leave_out(store, [("person", "phone"), ("person", "sex"), ("income_line", "voucher")])
        parcel = pack(store, PERIOD)
        numbers = {str(value) for row in store.query("SELECT phone FROM person")
                   for value in row if value}
        assert numbers and all(each in before for each in numbers)
        assert not [each for each in numbers if each in packed(store)]
        assert "phone" not in parcel.members["data/person.csv"].decode().splitlines()[0]
        with open_desk(tmp_path, store) as town:
            taken, = receive(town, read_packages([hand_in(store, town, tmp_path)],
                                                 identities(town)))
            assert taken.fit, taken.label


def test_what_the_rest_rests_on_can_not_be_left_out(tmp_path):
    with open_village(tmp_path) as store:
        for table, name in (("person", "name"), ("person", "household"), ("household", "group"),
                            ("visit", "day"), ("nothing", "name")):
            with pytest.raises(Problem, match="不能不报"):
                leave_out(store, [(table, name)])
        for each in CONTENTS:
            assert not {one.name for one in each.spared} & {*each.once, each.day[2:]}
        assert content_called("person") and LEFT_OUT
