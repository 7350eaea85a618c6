"""Off the window's thread: returns drawn and written onto the stick, packages read and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from exporters.leaving.package import wrapped
from exporters.leaving.return_files import write_return
from exporters.publish import SETTING
from importers.package.reading_room import packages_in, read_packages
from models.exchange.chain import packing
from models.exchange.contents import HAD
from models.exchange.keys import identities
from models.exchange.reporting import Leaving, look_over
from models.keeping.store import Store
from models.returns.drilling import Behind, behind
from models.returns.leaving import public_version
from models.returns.returning import Asked
from models.town.receiving import InHand, receive
from models.values.finding import Finding
from models.values.periods import Period
from models.values.sheet import Sheet
from ui.kit.job import Progress
from ui.kit.marks import Face
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from exporters.leaving.package import Wrapping
    from models.exchange.chain import Package


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
    with desk.reading() as store:
        make = packing(store, how.period, how.own)
        return wrapped(make, store.path, packed, how, progress)


def exported_all(
    desk: Desk, sheets: Sequence[Sheet], period: Period, folder: Path, progress: Progress
) -> int:
    """Write every return as workbook and paper; how many files."""
    files = 0
    with desk.reading() as store:
        sheets = [public_version(store, each) if each.public else each for each in sheets]
    for at, sheet in enumerate(sheets):
        progress(100 * at // len(sheets), f"正在写 {sheet.title}…")
        with SETTING:
            files += len(write_return(sheet, folder, str(period)))
    return files


# ── packages handed in ───────────────────────────────────────────────────────


DOWN = "下发-"
"""How the names of our own files begin; they are not handed in."""


def held_face(held: InHand) -> Face:
    """The verdict at a glance."""
    if held.taken:
        return Face(held.label, Mark.DONE)
    if held.fit:
        return Face(held.label, Mark.ASK)
    mark = Mark.NONE if held.judged.verdict in HAD else Mark.LATE
    return Face(held.label, mark)


def held_counts(held: InHand) -> str:
    """＋12 ～3 －1 冲突 2."""
    if held.seen is None:
        return ""
    counts = held.seen.counts
    said = f"＋{counts['added']:,} ～{counts['changed']:,} －{counts['removed']:,}"
    return f"{said} 冲突 {counts['conflicts']}" if counts["conflicts"] else said


def looked_at(
    desk: Desk, places: Sequence[Path], passphrase: str, progress: Progress
) -> list[InHand]:
    """Read and judge every package named or lying in a folder; nothing is taken in."""
    paths = [each for each in packages_in(places) if not each.name.startswith(DOWN)]
    held: list[InHand] = []
    with desk.reading() as store:
        for each in receive(store, read_packages(paths, identities(store), passphrase)):
            held.append(each)
            progress(100 * len(held) // len(paths), f"核对了 {len(held)} / {len(paths)}…")
    return held
