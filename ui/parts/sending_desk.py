"""Off the window's thread: drawing the returns that are due, and writing them onto the stick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.exchange.reporting import Leaving, look_over
from models.returns.drilling import Behind, behind
from models.returns.public import public_version
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Finding
from models.values.sheet import Sheet
from ui.kit.job import Progress
from ui.parts.drawn_return import SETTING

if TYPE_CHECKING:
    from exporters.leaving.wrapping import Wrapping
    from models.exchange.chain import Package
    from models.keeping.store import Store


@dataclass(frozen=True)
class Desk:
    """The open data file as a job may know it."""

    data: Path
    key: bytes | None
    operator: str

    @classmethod
    def of(cls, store: Store) -> Desk:
        """The desk of the window's store."""
        return cls(store.path, store.key, store.operator)

    def reading(self) -> Store:
        """The data file opened for reading."""
        from models.keeping.store import Store

        store = Store(self.data, key=self.key, reading=True)
        store.operator = self.operator
        return store


@dataclass(frozen=True)
class Looked:
    """What is about to leave, as it was drawn and checked."""

    leaving: Leaving

    @property
    def sheets(self) -> dict[str, Sheet]:
        """The returns drawn, by code."""
        return {each.code: each for each in self.leaving.sheets}

    @property
    def findings(self) -> list[Finding]:
        """Everything found about the period."""
        return list(self.leaving.findings)


def looked_over(
    desk: Desk, period: Period, codes: Sequence[str], today: date, progress: Progress
) -> Looked:
    """Draw the returns of a period and check what they are drawn from."""
    with desk.reading() as store:
        return Looked(look_over(store, period, codes, today, progress))


def look_behind(
    desk: Desk, sheet: Sheet, asked: Asked, line: int, column: int, progress: Progress
) -> Behind:
    """What is behind a figure; ``line`` from 1, 0 for 合计."""
    progress(-1, "")
    with desk.reading() as store:
        return behind(store, sheet, asked, line - 1 if line else None, column)


def handed(
    desk: Desk, packed: Sequence[tuple[Sheet, int]], how: Wrapping, progress: Progress
) -> list[Package]:
    """Write the package onto the stick. :raises Problem: the stick or the disk refused."""
    from exporters.leaving.wrapping import wrapped
    from models.exchange.chain import packing

    with desk.reading() as store:
        make = packing(store, how.period, how.own)
        return wrapped(make, store.path, packed, how, progress)


def exported_all(
    desk: Desk, sheets: Sequence[Sheet], period: Period, folder: Path, progress: Progress
) -> int:
    """Write every return as workbook and paper; how many files."""
    from exporters.leaving.return_files import write_return

    files = 0
    with desk.reading() as store:
        sheets = [public_version(store, each) if each.public else each for each in sheets]
    for at, sheet in enumerate(sheets):
        progress(100 * at // len(sheets), f"正在写 {sheet.title}…")
        with SETTING:
            files += len(write_return(sheet, folder, str(period)))
    return files
