"""From a recognised form to what will be written: the map, the period, the values, the burden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.returns.town_form.burden import Burden, burden_of, note_form
from models.returns.town_form.filling import Filled, fill, merged_map, period_for
from models.returns.town_form.form_map import corrected, remember, remembered
from models.returns.town_form.recognising import FormFound
from models.values.periods import Period
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Prepared:
    """A form ready to be written: ``form`` with the map in force, ``filled`` sheet by sheet."""

    form: FormFound
    period: Period
    filled: list[Filled]
    burden: Burden

    def json(self) -> dict[str, Any]:
        """As the command line hands it over; ``filled`` counts the cells written."""
        return {
            "period": str(self.period),
            "filled": sum(len(each.values) for each in self.filled),
            "rows": {each.sheet: each.rows for each in self.filled},
            "inserted": {each.sheet: each.inserted for each in self.filled},
            "unknown_headings": self.form.unknown,
            "blank": [gap.json() for each in self.filled for gap in each.gaps],
            "burden": self.burden.json(),
            "map": self.form.map.json(),
        }


def prepare(
    store: Store, form: FormFound, given: Period | None, today: date,
    told: dict[str, Any] | None = None,
) -> Prepared:
    """The values of a form, under the map ``told`` or the one kept from the last such form.

    :raises Problem: nothing was recognised, no period is known, or the map does not fit the form.
    """
    if not form.pages:
        raise Problem("这份表的表头一栏也没有认出来。请核对是不是空白表样，或用映射文件说明。")
    known = told if told is not None else remembered(store, form.map.fingerprint)
    if known is not None:
        form = merged_map(form, corrected(form.map, known, form.letters))
    period = period_for(form, given)
    filled = fill(store, form, form.map, period, today)
    return Prepared(form, period, filled, burden_of(store, form))


def keep(store: Store, prepared: Prepared, today: date) -> None:
    """Remember the map, and that this form was asked for."""
    with store.act(f"填上级表样：{prepared.form.map.title}"):
        remember(store, prepared.form.map)
        note_form(store, prepared.form, prepared.period, today)
