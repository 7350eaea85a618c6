"""How a kind of thing in the village is declared, once, and what makes a value of it acceptable."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar, dataclass_transform

from models.values.privacy import Privacy


class Problem(Exception):
    """What the secretary is shown as it stands: a clear sentence, with the place and the remedy."""

    @property
    def sentence(self) -> str:
        """The sentence to show."""
        return str(self)


class Invalid(Problem):
    """A record that can't be kept yet; ``faults``: field name → the sentence beside it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("；".join(dict.fromkeys(faults.values())))
        self.faults = dict(faults)


class Options(Protocol):
    """A closed list of values: what is stored, what people call it, how they may write it."""

    def label(self, code: str) -> str:
        """What people call ``code``; ``code`` itself when it is not in the list."""

    def read(self, text: str) -> str | None:
        """The code that ``text`` means, or None."""

    def pairs(self) -> Sequence[tuple[str, str]]:
        """Every (code, label), in the order to offer them."""


class Choices:
    """Options written where they are used: ``Choices(full="正式党员", other="其他")``."""

    def __init__(self, /, **labels: str) -> None:
        self._labels = labels

    def label(self, code: str) -> str:
        """What people call ``code``."""
        return self._labels.get(code, code)

    def read(self, text: str) -> str | None:
        """The code whose label or code is ``text``."""
        for code, label in self._labels.items():
            if text in (code, label):
                return code
        return None

    def pairs(self) -> Sequence[tuple[str, str]]:
        """Every (code, label) in the order written."""
        return tuple(self._labels.items())


@dataclass(frozen=True)
class Kind:
    """One sort of value: how it is stored, read from typing and shown.

    ``read`` raises ``ValueError`` with a Chinese sentence when the text is not of this kind.
    """

    name: str
    column: str
    read: Callable[[str], Any]
    show: Callable[[Any], str] = str
    store: Callable[[Any], Any] = lambda value: value
    load: Callable[[Any], Any] = lambda value: value
    numeric: bool = False


def _read_number(text: str) -> int:
    try:
        return int(text.replace(",", "").replace("，", ""))
    except ValueError:
        raise ValueError(f"“{text}”不是整数，请填数字。") from None


def _read_decimal(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").replace("，", "").replace("＋", "+"))
    except InvalidOperation:
        raise ValueError(f"“{text}”不是数字，请填数字。") from None
    if not value.is_finite():
        raise ValueError(f"“{text}”不是数字，请填数字。")
    return value


def show_decimal(value: Decimal) -> str:
    """An exact decimal without trailing zeros and never in powers of ten."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_day(text: str) -> date:
    from models.values.days import read_day

    reading = read_day(text)
    if reading.value is None or len(reading.value) != 10 or reading.doubt is not None:
        raise ValueError(f"“{text}”认不出是哪一天，请写成 2026-09-01。")
    return date.fromisoformat(reading.value)


def _read_part_day(text: str) -> str:
    from models.values.days import read_day

    reading = read_day(text)
    if reading.value is None or reading.doubt is not None:
        raise ValueError(f"“{text}”认不出是哪年哪月，请写成 1965-03 或 1965-03-12。")
    return reading.value


def _read_flag(text: str) -> bool:
    if text in ("是", "有", "1", "√", "✓", "Y", "y", "true"):
        return True
    if text in ("否", "无", "0", "×", "N", "n", "false"):
        return False
    raise ValueError(f"“{text}”请填是或否。")


def _scaled(places: int) -> Callable[[Decimal], int]:
    def store(value: Decimal) -> int:
        scaled = value.scaleb(places)
        if scaled != scaled.to_integral_value():
            raise Problem(f"{show_decimal(value)} 的小数超过 {places} 位，请改短。")
        return int(scaled)

    return store


TEXT = Kind("text", "TEXT", str)
NOTE = Kind("note", "TEXT", str)
CHOICE = Kind("choice", "TEXT", str)
NUMBER = Kind("number", "INTEGER", _read_number, numeric=True)
LINK = Kind("link", "INTEGER", _read_number)
FLAG = Kind("flag", "INTEGER", _read_flag, lambda v: "是" if v else "否", int, bool)
DAY = Kind("day", "TEXT", _read_day, date.isoformat, date.isoformat, date.fromisoformat)
PART_DAY = Kind("part-day", "TEXT", _read_part_day)
MOMENT = Kind(
    "moment", "TEXT", datetime.fromisoformat,
    lambda v: v.strftime("%Y-%m-%d %H:%M"), datetime.isoformat, datetime.fromisoformat,
)
POINTS = Kind(
    "points", "INTEGER", _read_decimal, show_decimal,
    _scaled(4), lambda v: Decimal(v).scaleb(-4), numeric=True,
)
MONEY = Kind(
    "money", "INTEGER", _read_decimal, lambda v: format(v, ",.2f"),
    _scaled(2), lambda v: Decimal(v).scaleb(-2), numeric=True,
)
RATIO = Kind(
    "ratio", "REAL", _read_decimal, lambda v: format(v, ".1%"),
    float, lambda v: Decimal(str(v)), numeric=True,
)


@dataclass(frozen=True)
class Field:
    """What is true of one value of a record even when no screen exists."""

    label: str
    kind: Kind = TEXT
    name: str = ""
    required: bool = False
    options: Options | None = None
    aliases: tuple[str, ...] = ()
    width: int = 10
    privacy: Privacy = Privacy.OPEN
    check: Callable[[Any], str | None] | None = None

    def read(self, text: str) -> Any:
        """The value that typed ``text`` means; blank is None.

        :raises ValueError: with the sentence to show beside the field.
        """
        text = text.strip()
        if not text:
            return None
        if self.options is not None:
            code = self.options.read(text)
            if code is None:
                raise ValueError(f"{self.label}里没有“{text}”，请从列表里选。")
            return code
        return self.kind.read(text)

    def show(self, value: Any) -> str:
        """The words people read for ``value``; None is blank."""
        if value is None:
            return ""
        return self.options.label(value) if self.options is not None else self.kind.show(value)

    def problem(self, value: Any) -> str | None:
        """The sentence that says why ``value`` can't stand here, or None."""
        if value is None or value == "":
            return f"{self.label}还没有填。" if self.required else None
        if self.options is not None and value not in dict(self.options.pairs()):
            return f"{self.label}里没有“{value}”，请从列表里选。"
        return self.check(value) if self.check is not None else None


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
    """A kind of thing the village keeps: a frozen dataclass whose fields explain themselves."""

    table: ClassVar[str]
    label: ClassVar[str]
    id: int | None = None

    def __init_subclass__(cls, *, table: str, label: str) -> None:
        cls.table, cls.label = table, label
        dataclass(frozen=True, kw_only=True)(cls)

    @property
    def rowid(self) -> int:
        """The number a kept record has in its table; to ask it of one not yet kept is a mistake."""
        assert self.id is not None, f"{self.label} is not kept yet"
        return self.id

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

    def but(self, **changes: Any) -> Self:
        """The same record with some values changed."""
        return dataclasses.replace(self, **changes)


R = TypeVar("R", bound=Record)


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
    return found or record.faults()
