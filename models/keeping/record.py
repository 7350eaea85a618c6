"""How a kind of thing in the village is declared, once, and how it becomes a row and comes back."""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, ClassVar, Generic, Self, TypeVar, dataclass_transform

from models.keeping.lasting import Before, Lasts, ends_first, has_begun, is_over, lasts_on
from models.values.kinds import CHOICE, TEXT, Field, Kind, as_it_is
from models.values.problem import Invalid


def field(label: str, kind: Kind = TEXT, *, default: Any = None, **says: Any) -> Any:
    """Declare one field of a record; ``says`` are the other attributes of :class:`Field`."""
    return dataclasses.field(default=default, metadata=_declared(label, kind, says))


def required(label: str, kind: Kind = TEXT, **says: Any) -> Any:
    """Declare one field without which there is no record: it has to be given, also to ``__init__``.

    Apart from :func:`field` so that a type checker sees which fields those are.
    """
    return dataclasses.field(metadata=_declared(label, kind, says | {"required": True}))


def _declared(label: str, kind: Kind, says: Mapping[str, Any]) -> dict[str, Field]:
    if says.get("options") is not None and kind is TEXT:
        kind = CHOICE
    return {"field": Field(label, kind, **says)}


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(required,))
@dataclass(frozen=True, kw_only=True)
class Record:
    """A kind of thing the village keeps: a frozen dataclass whose fields explain themselves.

    ``lasts`` says from when to when it is so; what happens once has none.
    """

    table: ClassVar[str]
    label: ClassVar[str]
    lasts: ClassVar[Lasts | None]
    id: int | None = None

    def __init_subclass__(cls, *, table: str, label: str, lasts: Lasts | None = None) -> None:
        cls.table, cls.label, cls.lasts = table, label, lasts
        dataclass(frozen=True, kw_only=True)(cls)

    @property
    def rowid(self) -> int:
        """The number a kept record has in its table; to ask it of one not yet kept is a mistake."""
        assert self.id is not None, f"{self.label} is not kept yet"
        return self.id

    def holds_on(self, day: date) -> bool:
        """Whether it lasts on a day."""
        return lasts_on(self, day)

    def begun_on(self, day: date) -> bool:
        """Whether it had begun by a day; it may be over."""
        return has_begun(self, day)

    def over_on(self, day: date) -> bool:
        """Whether it was over on a day."""
        return is_over(self, day)

    @classmethod
    def fields(cls) -> tuple[Field, ...]:
        """The declared fields, in the order of the paper form."""
        cached: tuple[Field, ...] | None = cls.__dict__.get("_fields")
        if cached is None:
            cached = tuple(
                dataclasses.replace(each.metadata["field"], name=each.name)
                for each in dataclasses.fields(cls)
                if "field" in each.metadata
            )
            cls._fields = cached  # type: ignore[attr-defined]
        return cached

    @classmethod
    def fields_by_name(cls) -> dict[str, Field]:
        """The declared fields by their names."""
        cached: dict[str, Field] | None = cls.__dict__.get("_fields_by_name")
        if cached is None:
            cached = {each.name: each for each in cls.fields()}
            cls._fields_by_name = cached  # type: ignore[attr-defined]
        return cached

    @classmethod
    def field(cls, name: str) -> Field:
        """The declared field called ``name``."""
        return cls.fields_by_name()[name]

    def faults(self) -> dict[str, str]:
        """Faults between fields, by the field to mend; a subject overrides this."""
        return {}

    @classmethod
    def implied(cls, typed: Mapping[str, Any]) -> dict[str, tuple[Any, str]]:
        """What values say of other fields: field → (value, what says so); none by default."""
        return {}

    def but(self, **changes: Any) -> Self:
        """The same record with some values changed."""
        return dataclasses.replace(self, **changes)


R = TypeVar("R", bound=Record)


@cache
def kind_of(table: str) -> type[Record] | None:
    """The records kept in a table, None for a table of the house itself.

    Looked for in every module: the log tells of subjects that nobody has asked for yet.
    """
    for module in pkgutil.walk_packages(importlib.import_module("models").__path__, "models."):
        importlib.import_module(module.name)
    kinds = [Record]
    for each in kinds:
        kinds += each.__subclasses__()
    return next((each for each in kinds[1:] if each.table == table), None)


def label_of(table: str) -> str:
    """What a line of a table is called."""
    kind = kind_of(table)
    return kind.label if kind else _BESIDE_RECORDS.get(table, (table,))[0]


def column_label(table: str, column: str) -> str:
    """What a column of a table is called."""
    kind = kind_of(table)
    if kind is not None and column in kind.fields_by_name():
        return kind.fields_by_name()[column].label
    known = _BESIDE_RECORDS.get(table, (table, {}))[1]
    return {"id": "编号", **known}.get(column, column)


_ROW_OF = {"table": "哪一种登记", "row": "哪一条"}
_BESIDE_RECORDS: dict[str, tuple[str, dict[str, str]]] = {
    "data_file": ("资料文件的身份", {"identity": "身份"}),
    "former": ("从前的值", _ROW_OF | {"field": "哪一栏", "value": "从前是", "until": "到哪天为止"}),
    "act": ("操作日志", {
        "token": "代号", "at": "时间", "label": "做了什么", "operator": "经办人", "era": "版本",
        "final": "不能撤销", "undoes": "撤销的是", "previous": "前一步的指纹", "hash": "指纹"}),
    "change": ("日志的改动", _ROW_OF | {"act": "哪一步", "before": "原来", "after": "后来"}),
    "draft": ("没存完的表单", {"place": "哪张表单", "content": "填了什么", "at": "时间"}),
    "search_key": ("查找索引", _ROW_OF | {
        "kind": "哪一种登记", "key": "查找的字", "why": "凭什么"}),
    "_sqlite_migrations": ("升级记录", {
        "migration_set": "哪一套", "name": "哪一步", "applied_at": "时间"}),
}
"""What people call the tables that hold no records, and their columns."""


@dataclass(frozen=True)
class Draft(Generic[R]):
    """A record that is being written: what is known of it so far; anything may still be missing."""

    kind: type[R]
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, known: R | Draft[R]) -> Draft[R]:
        """What is known of a record, or of one that is being written already."""
        if isinstance(known, Draft):
            return known
        names = [each.name for each in dataclasses.fields(known)]
        return Draft(type(known), {name: getattr(known, name) for name in names})

    def get(self, name: str) -> Any:
        """What is known of one field: its value, else what it is when nothing is said."""
        if name in self.values:
            return self.values[name]
        default = self.kind.__dataclass_fields__[name].default
        return None if default is dataclasses.MISSING else default

    def but(self, **changes: Any) -> Draft[R]:
        """The same draft with some values changed."""
        return Draft(self.kind, {**self.values, **changes})

    def record(self) -> R:
        """The record as it would be, whatever is wrong with it."""
        names = [each.name for each in dataclasses.fields(self.kind)]
        return self.kind(**{name: self.get(name) for name in names})

    def whole(self) -> R:
        """The record. :raises Invalid: with the sentence for every field missing or wrong."""
        found = self.record()
        faults = problems(found)
        if faults:
            raise Invalid(faults)
        return found


def problems(record: Record) -> dict[str, str]:
    """Everything wrong with ``record``: field name → the sentence to show beside it."""
    found = {}
    for each in record.fields():
        sentence = each.problem(getattr(record, each.name))
        if sentence is not None:
            found[each.name] = sentence
    return found or _end_first(record) or record.faults()


def _end_first(record: Record) -> dict[str, str]:
    """An end before its beginning, beside the end."""
    if record.lasts is None or record.lasts.since is None or not ends_first(record):
        return {}
    until, since = (_as_day(record.field(each).label)
                    for each in (record.lasts.until, record.lasts.since))
    return {record.lasts.until: f"{until}早于{since}，请核对。"}


def _as_day(label: str) -> str:
    """止日; 终止日期 says so itself."""
    return f"{label}日" if len(label) == 1 else label


# ── to a row and back ────────────────────────────────────────────────────────


_AS_JSON = json.JSONEncoder(ensure_ascii=False, default=repr).encode  # bytes: put in by hand


def quoted(name: str) -> str:
    """A table or column name as SQL."""
    return f'"{name}"'


@cache
def columns(kind: type[Record]) -> tuple[str, ...]:
    """The columns of a kind of record, ``id`` first."""
    return ("id", *(each.name for each in kind.fields()))


@cache
def selected(kind: type[Record]) -> str:
    """The same as a question asks for them."""
    return ", ".join(map(quoted, columns(kind)))  # type: ignore[arg-type]


FORMER = Before(None, "until")
"""How long a former value held; since when says the one before it."""


@cache
def stood_on(kind: type[Record], day: str = "?1") -> str:
    """SQL: the table of a kind with every record as it stood on ``day``, which is SQL too.

    Only what is dated differs from the table itself: of the values kept with the day on which
    they were over, the first one not over yet, else what the record says now.
    """
    values = ", ".join(_stood_on(kind, name, day) for name in columns(kind))  # type: ignore[arg-type]
    return f"(SELECT {values} FROM {quoted(kind.table)})"


def _stood_on(kind: type[Record], name: str, day: str) -> str:
    now = f"{quoted(kind.table)}.{quoted(name)}"
    if name == "id" or not kind.field(name).dated:
        return now
    known = f"""FROM former WHERE former."table" = '{kind.table}' AND former.field = '{name}'
        AND former.row = {quoted(kind.table)}.id AND {FORMER.not_over("former.", day)}"""
    return f"""iif(EXISTS (SELECT 1 {known}),
        (SELECT former.value {known} ORDER BY former.until LIMIT 1), {now}) AS {quoted(name)}"""


def load(kind: type[R], names: Sequence[str], row: Sequence[Any]) -> R:
    """A record from a row whose columns are ``names`` (``id`` first, then fields)."""
    values = dict(zip(names, row, strict=True))
    for name, read in _read_from(kind):  # type: ignore[arg-type]
        if values.get(name) is not None:
            values[name] = read(values[name])
    return kind(**values)


@cache
def _read_from(kind: type[Record]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """The fields whose values a row holds otherwise, and how they are loaded."""
    return tuple((each.name, each.kind.load) for each in kind.fields()
                 if each.kind.load is not as_it_is)


def stored(record: Record) -> dict[str, Any]:
    """The values of a record as its row holds them; what is blank is NULL."""
    found = {}
    for each in record.fields():
        value = getattr(record, each.name)
        found[each.name] = None if value is None or value == "" else each.kind.store(value)
    return found


def written(values: dict[str, Any] | None) -> str | None:
    """A row as the journal keeps it."""
    return None if values is None else _AS_JSON(values)
