"""A return that is a list read straight from the data file: each column says what fills it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.values.kinds import NUMBER, Field
from models.values.privacy import Privacy
from models.values.sheet import Column, Row, loaded

if TYPE_CHECKING:
    from models.keeping.store import Store

NUMBERED = Column(Field("序号", NUMBER, width=5))
HEAD_NAME = Column(Field("户主", width=8, privacy=Privacy.NAME))
GROUP_NAME = Column(Field("组别", width=8))
HOUSEHOLD_NUMBER = Column(Field("户号", width=8))


@dataclass(frozen=True)
class Listing:
    """A numbered list: a line for every answer to one question.

    ``filled`` are the columns after the number, each with its SQL; ``behind`` tells by table the
    SQL of the id of every record that a line is drawn from; ``source`` goes on from FROM.
    """

    behind: Mapping[str, str]
    source: str
    filled: tuple[tuple[Column, str], ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the sheet, the number first."""
        return (NUMBERED, *(column for column, _ in self.filled))

    def rows(self, store: Store, values: Sequence[Any] = ()) -> list[Row]:
        """The lines of the sheet; ``values`` are those that ``source`` asks for."""
        wanted = (*(sql for _, sql in self.filled), *self.behind.values())
        width, columns = len(self.filled), self.columns[1:]
        return [
            Row((place, *loaded(columns, answer[:width])),
                tuple(zip(self.behind, answer[width:], strict=True)))
            for place, answer in enumerate(
                store.query(f"SELECT {', '.join(wanted)} {self.source}", values), 1)
        ]
