"""The way of what was packed onto the stick, whole: printed, sealed, copied, read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exporters.leaving import package
from models.exchange.chain import MakePackages, Package, package_folder
from models.exchange.keys import KeyCard, OwnKey

if TYPE_CHECKING:
    from models.exchange.printed import Printed
    from models.values.periods import Period
    from models.values.sheet import Sheet


@dataclass(frozen=True)
class Wrapping:
    """Of which period, signed by whom, sealed for whom (or with which words), and where it goes."""

    period: Period
    own: OwnKey
    card: KeyCard | None
    words: str
    out: Path


def wrapped(
    make: MakePackages, data: Path, packed: Sequence[tuple[Sheet, int]], how: Wrapping,
    progress: Callable[[int, str], object] = lambda percent, words: None,
) -> list[Package]:
    """Write a package onto the stick; those that stand whole there, the newest last.

    Nothing is noted: that is for ``models.exchange.reporting``.

    :param make: the packages out of what was printed (``models.exchange.chain.packing``).
    :param data: the data file, beside which packages are kept and staged.
    :raises Problem: the stick or the disk refused; nothing half-written stands there.
    """
    printed: list[Printed] = []
    kept = package_folder(data)
    for at, one in enumerate(packed):
        progress(70 * at // len(packed), f"正在排版 {one[0].title}…")
        printed += package.print_returns([one], package.staging(data))
    progress(75, "正在加密…")
    seal = package.sealing(how.own, how.card, how.words)
    made = make(printed, seal)
    progress(90, "正在写到 U 盘并读回核对，请别拔…")
    package.deliver([kept / each.name for each in made], how.out)
    return made
