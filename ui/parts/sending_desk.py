"""Off the window's thread: returns drawn and written onto the stick, packages read and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from exporters.leaving.return_files import write_return
from exporters.leaving.wrapping import wrapped
from exporters.publish import SETTING
from importers.package.reading_room import packages_in, read_packages
from models.exchange.chain import packing
from models.exchange.keys import identities
from models.exchange.reading import HAD, TAKEN, PackageVerdict
from models.exchange.reporting import Leaving, look_over
from models.keeping.store import Store
from models.returns.drilling import Behind, behind
from models.returns.public import public_version
from models.returns.returning import Asked
from models.town.judging import Heads, Judgement, failed, judge
from models.town.merging import MergedField, Preview, preview
from models.values.finding import Finding
from models.values.periods import Period
from models.values.sheet import Sheet
from ui.kit.job import Progress
from ui.kit.marks import Face
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from exporters.leaving.wrapping import Wrapping
    from models.exchange.chain import Package
    from models.exchange.reading import Reading, Unread


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


@dataclass(frozen=True)
class Held:
    """One file in hand: its verdict, what taking it in would do, and whether it was taken."""

    path: Path
    judged: Judgement
    seen: Preview | None = None
    taken: bool = False
    kept: frozenset[MergedField] = frozenset()

    @property
    def name(self) -> str:
        """The village, as we know it or as the package says."""
        if self.judged.unit is not None:
            return self.judged.unit.name
        return str(self.says.get("name") or self.judged.name)

    @property
    def says(self) -> dict[str, object]:
        """What the package says of itself."""
        return self.judged.reading.says if self.judged.reading else {}

    @property
    def fit(self) -> bool:
        """Whether it waits to be taken in."""
        return not self.taken and self.judged.verdict == PackageVerdict.NEW

    @property
    def face(self) -> Face:
        """The verdict at a glance."""
        if self.taken:
            return Face("已收下", Mark.DONE)
        if self.judged.verdict == PackageVerdict.NEW:
            return Face("可以收下", Mark.ASK)
        mark = Mark.NONE if self.judged.verdict in HAD else Mark.LATE
        return Face(self.judged.label, mark)

    @property
    def counted(self) -> str:
        """＋12 ～3 －1 冲突 2."""
        if self.seen is None:
            return ""
        counts = self.seen.counts
        said = f"＋{counts['added']:,} ～{counts['changed']:,} －{counts['removed']:,}"
        return f"{said} 冲突 {counts['conflicts']}" if counts["conflicts"] else said

    def judged_again(self, store: Store, enrolling: str) -> Held:
        """The same file with the fingerprint of its stamped form."""
        assert self.judged.reading is not None
        found = judge(store, self.judged.reading, enrolling=enrolling)
        return replace(self, judged=found,
                       seen=preview(store, found) if found.verdict in TAKEN else None)


def looked_at(
    desk: Desk, places: Sequence[Path], passphrase: str, progress: Progress
) -> list[Held]:
    """Read and judge every package named or lying in a folder; nothing is taken in."""
    paths = [each for each in packages_in(places) if not each.name.startswith(DOWN)]
    held: list[Held] = []
    heads: Heads = {}
    with desk.reading() as store:
        for path, found in read_packages(paths, identities(store), passphrase):
            progress(100 * len(held) // len(paths), f"正在核对 {len(held) + 1} / {len(paths)}…")
            held.append(_held(store, path, found, heads))
    return held


def _held(store: Store, path: Path, found: Reading | Unread, heads: Heads) -> Held:
    """One file judged and compared; what can't be stands in its own line, the others go on."""
    try:
        judged = judge(store, found, heads=heads)
        seen = preview(store, judged) if judged.verdict in TAKEN else None
    except Exception as error:
        return Held(path, failed(found.name, error))
    return Held(path, judged, seen)
