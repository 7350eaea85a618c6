"""Off the window's thread: drawing the returns that are due, and writing them onto the stick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.checks.finding import Finding
from models.checks.sending import findings_before
from models.periods import Period
from models.returns.catalogue import return_called
from models.returns.drilling import Behind, behind
from models.returns.public import public_version
from models.returns.returning import Asked
from models.returns.sheet import Sheet
from ui.job import Progress
from ui.returns.drawing import SETTING

if TYPE_CHECKING:
    from models.exchange.chain import Package
    from models.exchange.keys import Card, OwnKey
    from models.store import Store


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
        from models.store import Store

        store = Store(self.data, key=self.key, reading=True)
        store.operator = self.operator
        return store


@dataclass(frozen=True)
class Looked:
    """The returns drawn, by code, and everything found about the period."""

    sheets: dict[str, Sheet]
    findings: list[Finding]


def look_over(
    desk: Desk, period: Period, codes: Sequence[str], today: date, progress: Progress
) -> Looked:
    """Draw the returns of a period and check what they are drawn from."""
    asked, sheets = Asked.of(period, today), {}
    with desk.reading() as store:
        for at, code in enumerate(codes):
            progress(90 * at // max(len(codes), 1), "正在核对…")
            sheets[code] = return_called(code).draw(store, asked)
        return Looked(sheets, findings_before(store, asked, list(sheets.values())))


def look_behind(
    desk: Desk, sheet: Sheet, asked: Asked, line: int, column: int, progress: Progress
) -> Behind:
    """What is behind a figure; ``line`` from 1, 0 for 合计."""
    progress(-1, "")
    with desk.reading() as store:
        return behind(store, sheet, asked, line - 1 if line else None, column)


@dataclass(frozen=True)
class Parcelling:
    """What the package is made of, for whom it is sealed, and where it goes."""

    period: Period
    packed: list[tuple[Sheet, int]]
    own: OwnKey
    card: Card | None
    words: str
    out: Path


def parcelled(desk: Desk, what: Parcelling, progress: Progress) -> list[Package]:
    """Print, pack, seal, copy and read back; the packages that stand whole on the stick.

    :raises Problem: the stick or the disk refused; nothing half-written stands there.
    """
    from exporters.package import deliver, print_returns, sealing, staging
    from models.exchange.chain import make_packages, package_folder

    printed: list[Any] = []
    for at, one in enumerate(what.packed):
        progress(70 * at // len(what.packed), f"正在排版 {one[0].title}…")
        with SETTING:
            printed += print_returns([one], staging(desk.data))
    folder = package_folder(desk.data)
    progress(75, "正在加密…")
    with desk.reading() as store:
        seal = sealing(what.own, what.card, what.words)
        made = make_packages(store, what.period, printed, seal, folder)
    progress(90, "正在写到 U 盘并读回核对，请别拔…")
    deliver([folder / each.name for each in made], what.out)
    return made


def exported_all(
    desk: Desk, sheets: Sequence[Sheet], period: Period, folder: Path, progress: Progress
) -> int:
    """Write every return as workbook and paper; how many files."""
    from exporters.catalogue import write_return

    files = 0
    with desk.reading() as store:
        sheets = [public_version(store, each) if each.public else each for each in sheets]
    for at, sheet in enumerate(sheets):
        progress(100 * at // len(sheets), f"正在写 {sheet.title}…")
        with SETTING:
            files += len(write_return(sheet, folder, str(period)))
    return files
