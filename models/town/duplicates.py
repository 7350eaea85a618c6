"""One person on the registers of two villages: found by the identity number, told to both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.town.units import units

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Twice:
    """A person whom several villages count: (village, its number for the person) of each."""

    name: str
    places: tuple[tuple[str, int], ...]


def counted_twice(store: Store) -> list[Twice]:
    """People on the registers of more than one village today."""
    names = {each.id: each.name for each in units(store)}
    rows = store.query(
        """SELECT unit, row, content ->> 'name', content ->> 'id_number' FROM received
           WHERE resource = 'person' AND until IS NULL AND content ->> 'id_number' IS NOT NULL
             AND content ->> 'left' IS NULL ORDER BY unit, row""")
    found: dict[str, list[tuple[int, int, str]]] = {}
    for village, row, name, number in rows:
        found.setdefault(number, []).append((village, row, name))
    return [
        Twice(each[0][2], tuple((names.get(village, ""), row) for village, row, _ in each))
        for each in found.values() if len({village for village, _, _ in each}) > 1
    ]
