"""Commands that only ask: what can be drawn and counted, and what stands behind one figure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cli.calling import Answer, say
from models.figures.catalogue import MEASURES, measure_called, names_of
from models.figures.history import earlier
from models.figures.measure import TIME
from models.figures.reckon import EVERYBODY, opened, parts
from models.figures.subject import SUBJECTS, subject_called
from models.office.village import is_town
from models.returns.catalogue import DOCUMENTS, RETURNS, every_return
from models.returns.document import DocumentReturn
from models.returns.returning import Asked, Return
from models.values.figure import percent
from models.values.periods import Period
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

TOLD = 10
"""So many records nearly counted are said in words."""


def catalogue(store: Store | None) -> Answer:
    """The returns there are, every measure, and every subject it may be asked for.

    A data file has returns of its own beside those that come with the program.
    """
    every: list[Return | DocumentReturn] = [
        *(every_return(store) if store else RETURNS), *DOCUMENTS]
    for each in every:
        say(f"{each.code}\t{each.title}")
    return {
        "returns": [{"code": each.code, "title": each.title, "cadence": each.cadence,
                     "columns": [column.label for column in each.columns]
                     if isinstance(each, Return) else []} for each in every],
        "measures": [{"code": each.code, "name": each.field.label, "unit": each.unit,
                      "adds_up": each.adds_up(TIME), "names": names_of(each)}
                     for each in MEASURES],
        "subjects": [{"code": each.code, "title": each.title, "names": each.names}
                     for each in SUBJECTS],
    }


def figure(store: Store, name: str, subject: str, written: str) -> Answer:
    """One figure of a subject (``member=…``) over a period as it is written."""
    refuse_town(store)
    measure, period = measure_called(MEASURES, name), Period.parse(written)
    code, _, key = subject.partition("=")
    days = Asked.of(period).days
    among = subject_called(code).among(store, key, days.last)
    if among is not EVERYBODY and any(
            among.subject not in one.source.subjects for one in parts(measure)):
        raise Problem(f"{measure.field.label}不能按{subject_called(code).title}算。"
                      "能算哪些，请看 returns --list --json。")
    found = opened(store, measure, days, among)
    before = earlier(store, measure, period, among)
    say(f"{measure.field.label}：{found.shown}（{before.told(measure.field.show)}）")
    for each in found.missed[:TOLD]:
        say(f"  没有计入 {each.label}：{each.reason}")
    if len(found.missed) > TOLD:
        say(f"  没有计入的还有 {len(found.missed) - TOLD} 条，全部见 --json。")
    value = found.value if found.base is None else percent(found.value, found.base)
    return {
        "code": measure.code, "name": measure.field.label, "value": _number(value),
        "unit": measure.unit, "base": _number(found.base), "words": found.shown,
        "adds_up": measure.adds_up(TIME, code),
        **{name: None if value is None else measure.field.show(value)
           for name, value in before._asdict().items()},
        "counted": [{"kind": each.ref[0], "id": each.ref[1], "label": each.label}
                    for each in found.counted],
        "missed": [{"kind": each.ref[0], "id": each.ref[1], "label": each.label,
                    "why": each.reason} for each in found.missed],
    }


def refuse_town(store: Store) -> None:
    """:raises Problem: it is a town's file, where there are no records of a village."""
    if is_town(store):
        raise Problem("这是乡镇的收件文件，没有村里的记录可算。各村报来的数请在“汇总”里看。")


def _number(value: Any) -> Any:
    """A decimal as a number of JSON; anything else as it is."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
