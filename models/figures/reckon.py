"""The figures of all subjects of a kind at once, and what stands behind one of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from models.figures.labels import labels
from models.figures.measure import (
    VILLAGE,
    AnyMeasure,
    Condition,
    Days,
    Distinct,
    How,
    Latest,
    Measure,
    Middle,
    Rate,
    Ratio,
    Source,
    Total,
)
from models.values.figure import Figure, Ref, Seen

if TYPE_CHECKING:
    from models.keeping.store import Store

Key = int | str | None
"""The id of a subject; None is the village, or what belongs to no subject of the kind."""


class Reckoned:
    """The figures of every subject of one kind."""

    def __init__(self, values: dict[tuple[Measure, Days], dict[Key, Any]]) -> None:
        self._values = values

    def value(self, measure: AnyMeasure, days: Days, key: Key = None) -> Any:
        """A figure of one subject: 0 where nothing was counted, None where nothing is newest."""
        if isinstance(measure, Rate):
            part, base = (self.value(each, days, key) for each in (measure.part, measure.base))
            return Ratio(Decimal(part), Decimal(base))
        return measure.loaded(self._values[measure, days].get(key))

    def ratio(self, measure: AnyMeasure, days: Days) -> Ratio:
        """The two parts of a share or a mean of the village."""
        if isinstance(measure, Rate):
            share: Ratio = self.value(measure, days)
            return share
        return measure.mean(self._values[measure, days].get(None))

    def subjects(self) -> set[Key]:
        """Every subject that something was counted for."""
        return {key for found in self._values.values() for key in found}


class Among(NamedTuple):
    """Of which subjects alone lines are looked at: the members listed, one household."""

    subject: str
    keys: Sequence[Key]

    def sql(self, source: Source) -> str:
        """The condition, with ``:keys``."""
        column = source.subjects[self.subject]
        none = f" OR {column} IS NULL" if None in self.keys else ""
        return f"({column} IN (SELECT value FROM json_each(:keys)){none})"

    @property
    def asked(self) -> dict[str, str]:
        """The value that ``:keys`` stands for."""
        return {"keys": json.dumps([each for each in self.keys if each is not None])}


EVERYBODY = Among(VILLAGE, ())


def reckon(
    store: Store, asked: Iterable[tuple[AnyMeasure, Days]], subject: str = VILLAGE,
    among: Among = EVERYBODY,
) -> Reckoned:
    """The figures of all subjects of one kind; a source is gone through once for the same days."""
    together: dict[tuple[Source, Days], dict[Measure, None]] = defaultdict(dict)
    for measure, days in asked:
        for part in parts(measure):
            together[part.source, days][part] = None
    values = {}
    for (source, days), measures in together.items():
        rows = _counted(store, source, list(measures), days, subject, among)
        for at, measure in enumerate(measures, 1):
            values[measure, days] = {row[0]: row[at] for row in rows}
    return Reckoned(values)


def parts(measure: AnyMeasure) -> tuple[Measure, ...]:
    """What is counted for a figure: of a share its part and its base."""
    return (measure.part, measure.base) if isinstance(measure, Rate) else (measure,)


def _counted(
    store: Store, source: Source, measures: Sequence[Measure], days: Days, subject: str,
    among: Among,
) -> list[tuple[Any, ...]]:
    taken = ", ".join(_sql(each, source) for each in measures)
    where = _within(source, among)
    return store.query(
        f"""SELECT {_subject(source, subject)}, {taken} FROM {source.drawn(store, days)}
            WHERE {' AND '.join(where) or '1'} GROUP BY 1""", days.asked | among.asked,
    )


def _within(source: Source, among: Among) -> list[str]:
    """What holds of every line that may be counted."""
    where = [f"({each.sql})" for each in source.where]
    if among is not EVERYBODY:
        where.append(among.sql(source))
    if source.day:
        where.append(f"{source.day} BETWEEN :first AND :last")
    return where


def _subject(source: Source, subject: str) -> str:
    return "NULL" if subject == VILLAGE else source.subjects[subject]


def _sql(measure: Measure, source: Source) -> str:
    only = f" FILTER (WHERE {_meant(measure)})" if measure.where else ""
    return f"{_aggregate(measure.how, source)}{only}"


def _aggregate(how: How, source: Source) -> str:
    match how:
        case Distinct(subject):
            return f"count(DISTINCT {source.subjects[subject]})"
        case Total(amount):
            return f"sum({amount})"
        case Latest():
            return f"max({source.day})"
        case Middle(amount):
            return f"json_group_array({amount})"
    return "count(*)"


def records(
    store: Store, measures: Iterable[Measure], days: Days, among: Among = EVERYBODY
) -> dict[Measure, tuple[Ref, ...]]:
    """The records that figures count; a source is gone through once."""
    together: dict[Source, list[Measure]] = defaultdict(list)
    for each in measures:
        together[each.source].append(each)
    found: dict[Measure, tuple[Ref, ...]] = {}
    for source, some in together.items():
        keys = ", ".join(f"CASE WHEN {_meant(each)} THEN {_key(each)} END" for each in some)
        rows = store.query(
            f"""SELECT {_table(source)}, {keys} FROM {source.drawn(store, days)}
                WHERE {' AND '.join(_within(source, among)) or '1'}
                ORDER BY {source.day or 'x.id'}, x.id""", days.asked | among.asked)
        for at, each in enumerate(some, 1):
            found[each] = tuple(dict.fromkeys(
                _ref(each, row[0], row[at]) for row in rows if row[at] is not None))
    return found


def lines_counted(store: Store, measure: Measure, days: Days, more: str = "") -> str:
    """SQL that goes on from FROM: the lines a figure counts, ``more`` joined to them."""
    where = (*_within(measure.source, EVERYBODY), _meant(measure))
    return f"{measure.source.drawn(store, days)} {more} WHERE {' AND '.join(where)}"


def _meant(measure: Measure) -> str:
    return " AND ".join(f"({each.sql})" for each in measure.where) or "1"


def _key(measure: Measure) -> str:
    return measure.source.subjects[measure.how.subject] if isinstance(
        measure.how, Distinct) else "x.id"


def _ref(measure: Measure, table: str, key: Any) -> Ref:
    """What is listed for a line: its record, or whom it concerns where these are told apart."""
    return (measure.how.subject if isinstance(measure.how, Distinct) else table), key


def _table(source: Source) -> str:
    return source.of or f"'{source.table}'"


# ── What stands behind one figure ────────────────────────────────────────────


def opened(
    store: Store, measure: AnyMeasure, days: Days, among: Among = EVERYBODY
) -> Figure:
    """One figure with the lines counted, and those nearly counted with the reason.

    Nearly counted is what failed one condition alone, or fell within 31 days of those asked.
    """
    if isinstance(measure, Rate):
        return _share(measure, *(opened(store, each, days, among) for each in parts(measure)))
    return _opened(measure, list(_lines(store, measure, days, among)),
                   lambda refs: labels(store, refs))


def opened_each(
    store: Store, measure: AnyMeasure, days: Days, among: Among
) -> dict[Key, Figure]:
    """As :func:`opened`, of every subject listed its own; the records stand without a word."""
    if isinstance(measure, Rate):
        part, base = (opened_each(store, each, days, among) for each in parts(measure))
        return {key: _share(measure, figure, base[key]) for key, figure in part.items()}
    lines: dict[Key, list[_Line]] = {key: [] for key in among.keys or (None,)}
    for each in _lines(store, measure, days, among):
        lines[each.key].append(each)
    return {key: _opened(measure, some, lambda refs: dict.fromkeys(refs, ""))
            for key, some in lines.items()}


def _opened(
    measure: Measure, lines: Sequence[_Line], words: Callable[[list[Ref]], Mapping[Ref, str]]
) -> Figure:
    value = measure.loaded(_value(measure.how, [each for each in lines if not each.why]))
    if isinstance(measure.how, Latest):
        lines = [each for each in lines if not each.why][-1:]
    told = _told(measure, lines, words)
    counted = tuple(each for each in told if not each.reason)
    known = {each.ref for each in counted}
    missed = (each for each in told if each.reason and each.ref not in known)
    whole = Decimal(value) if isinstance(value, int) else value
    return Figure(whole, measure.unit, counted, tuple(missed))


def counted(
    store: Store, measure: Measure, days: Days, among: Among = EVERYBODY
) -> tuple[Ref, ...]:
    """The records that one figure counts, without a word about them."""
    return tuple(sorted(records(store, [measure], days, among)[measure]))


def _share(rate: Rate, part: Figure, base: Figure) -> Figure:
    within = {each.ref for each in part.counted}
    nearly = {each.ref: each for each in part.missed}
    plainly = f"不算{rate.part.field.label}"
    left = tuple(nearly.get(each.ref, replace(each, reason=plainly)) for each in base.counted
                 if each.ref not in within)
    return Figure(part.value, rate.part.unit, part.counted, left, base.value, rate.base_label)


class _Line(NamedTuple):
    ref: Ref
    amount: Any
    why: str
    key: Key


def _lines(
    store: Store, measure: Measure, days: Days, among: Among
) -> Iterator[_Line]:
    source, conditions = measure.source, measure.conditions
    where = [] if among is EVERYBODY else [among.sql(source)]
    where += [f"({each.sql})" for each in conditions if not each.why]
    if source.day:
        where.append(f"{source.day} BETWEEN :near AND :beyond")
    reasons = [each for each in conditions if each.why]
    told = "".join(f", {each.sql}, {each.of}" for each in reasons)
    rows = store.query(
        f"""SELECT {_table(source)}, {_key(measure)}, {_amount(measure)}, {source.day or 'NULL'},
                   {_subject(source, among.subject)}{told}
            FROM {source.drawn(store, days)} WHERE {' AND '.join(where) or '1'}
            ORDER BY {source.day or 'x.id'}, x.id""",
        {**days.asked, **among.asked, "near": days.around.first.isoformat(),
         "beyond": days.around.last.isoformat()},
    )
    for table, key, amount, day, subject, *answers in rows:
        why = [*_outside(day, days), *_failed(reasons, answers)]
        if len(why) < 2:
            yield _Line(_ref(measure, table, key), amount, "".join(why), subject)


def _outside(day: str | None, days: Days) -> Iterator[str]:
    if day is not None and day < days.first.isoformat():
        yield f"{day} 在本期之前"
    if day is not None and day > days.last.isoformat():
        yield f"{day} 在本期之后"


def _failed(conditions: Sequence[Condition], answers: Sequence[Any]) -> Iterator[str]:
    for each, (met, of) in zip(conditions, zip(answers[::2], answers[1::2], strict=True),
                               strict=True):
        if not met:
            yield each.why.format(of or "")


def _amount(measure: Measure) -> str:
    match measure.how:
        case Total(amount) | Middle(amount):
            return amount
        case Latest():
            return measure.source.day
    return "NULL"


def _value(how: How, lines: Sequence[_Line]) -> Any:
    match how:
        case Distinct():
            return len({each.ref for each in lines})
        case Total():
            return sum(each.amount or 0 for each in lines)
        case Latest():
            return max((each.amount for each in lines), default=None)
        case Middle():
            return json.dumps([each.amount for each in lines])
    return len(lines)


def _told(
    measure: Measure, lines: Sequence[_Line], words_of: Callable[[list[Ref]], Mapping[Ref, str]]
) -> tuple[Seen, ...]:
    """The lines as they are listed; of what is told apart each once, as counted if it ever was."""
    found: dict[Ref, _Line] = {}
    for each in sorted(lines, key=lambda each: bool(each.why)):
        found.setdefault(each.ref, each)
    words = words_of(list(found))
    return tuple(Seen(ref, words[ref], each.why, _added(measure, each))
                 for ref, each in found.items())


def _added(measure: Measure, line: _Line) -> Decimal | None:
    match measure.how:
        case Total():
            return Decimal(measure.field.kind.load(line.amount or 0))
        case Middle():
            return Decimal(line.amount)
    return None
