"""户籍人员花名册 as of a day stands as the village stood on that day."""

from datetime import date

from models.moves.moving import death, split
from models.registers.people import Person
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from tests.models.liaison_village import settle_village


def rows(store, month: str) -> list[tuple]:
    asked = Asked.of(Period.parse(month), date(2026, 12, 1))
    drawn = return_called("people").draw(store, asked)
    return [row.values[2:5] for row in drawn.rows]


def test_a_split_and_a_death_change_only_what_comes_after(store):
    settle_village(store, 1, 0, 1)
    name = store.get(Person, 1).name
    split(store, 1, [3], "0002", 3, date(2026, 4, 10), "成家", today=date(2026, 6, 1))
    death(store, 2, date(2026, 5, 5), today=date(2026, 6, 1))
    assert rows(store, "2026-03") == [("0001", name, each) for each in ("02", "12", "20")]
    assert rows(store, "2026-04") == [
        ("0001", name, "02"),
        ("0001", name, "12"),
        ("0002", name, "02"),
    ]
    assert rows(store, "2026-05") == [("0001", name, "02"), ("0002", name, "02")]
