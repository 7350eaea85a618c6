"""One value of a record as it is declared: its label, its sort, who may see it, what it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.values.kinds import TEXT, Kind, Options
from models.values.privacy import Privacy


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
