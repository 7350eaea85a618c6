"""A batch of packages that was handed in: read apart off the window's thread, judged, compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.exchange.keys import identities
from models.exchange.reading import TAKEN
from models.town.judging import Heads, Judgement, failed, judge
from models.town.merging import Change, Preview, preview
from ui.kit.job import Progress
from ui.kit.marks import Face
from ui.kit.theme import Mark
from ui.parts.sending_desk import Desk

if TYPE_CHECKING:
    from models.exchange.reading import Reading, Unread
    from models.keeping.store import Store

DOWN = "下发-"
"""How the names of our own files begin; they are not handed in."""


@dataclass(frozen=True)
class Held:
    """One file in hand: its verdict, what taking it in would do, and whether it was taken."""

    path: Path
    judged: Judgement
    seen: Preview | None = None
    taken: bool = False
    kept: frozenset[Change] = frozenset()

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
        return not self.taken and self.judged.verdict == "new"

    @property
    def face(self) -> Face:
        """The verdict at a glance."""
        if self.taken:
            return Face("已收下", Mark.DONE)
        if self.judged.verdict == "new":
            return Face("可以收下", Mark.ASK)
        mark = Mark.NONE if self.judged.verdict in ("duplicate", "older") else Mark.LATE
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
    from importers.package.reading_room import packages_in, read_packages

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
