"""收件: each file of a batch is a matter of its own: looked at, and taken in or refused by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.exchange.contents import TAKEN, NotTaken, PackageVerdict, Reading, Unread
from models.exchange.inbox import OpenedLetter, judge_letter, open_letter
from models.office.village import is_town
from models.town.judging import Heads, Judgement, failed, judge
from models.town.merging import MergedField, Preview, preview, take
from models.town.received import keep_copy

if TYPE_CHECKING:
    from models.keeping.store import Store

Files = Iterable[tuple[Path, Reading | Unread]]
"""What lies in hand, each file as it was read."""


@dataclass(frozen=True)
class InHand:
    """One file in hand: its verdict, what taking it in would do, and whether it was taken.

    ``kept`` are the conflicts in which the town's value goes on standing; ``opened`` is what a
    letter brought, at the village.
    """

    path: Path
    judged: Judgement
    seen: Preview | None = None
    taken: bool = False
    kept: frozenset[MergedField] = frozenset()
    opened: OpenedLetter | None = None

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
    def refused(self) -> bool:
        """Whether it is neither taken, nor fit, nor here already."""
        return not self.taken and self.judged.verdict not in (
            PackageVerdict.NEW, PackageVerdict.DUPLICATE)

    @property
    def label(self) -> str:
        """已收下, or the verdict."""
        return "已收下" if self.taken else self.judged.label


def receive(
    store: Store, files: Files, *, accept: bool = False, enrolling: Sequence[str] = (),
    despite: Collection[str] = (),
) -> Iterator[InHand]:
    """Look at every file; with ``accept`` take in what is good. Window and command come by here.

    In a village's file the same is done with what the town sent down. What stops one file, even
    the town's own disk, is its verdict, and the others are gone on with.

    :param enrolling: fingerprints from stamped forms. :param despite: ``gap``, ``fork``.
    """
    heads: Heads = {}
    for path, found in files:
        tried = dict(heads)
        held = _looked_at(store, path, found, enrolling, tried)
        if accept and held.judged.verdict in (PackageVerdict.NEW, *despite):
            held = take_in(store, held, enrolling=enrolling, despite=despite)
        if held.taken or held.judged.verdict in (PackageVerdict.NEW, *despite):
            heads = tried  # the next of the village follows this one only when it stands
        yield held


def take_in(
    store: Store, held: InHand, *, enrolling: Sequence[str] = (), despite: Collection[str] = ()
) -> InHand:
    """Take one file in, whole; refused, it comes back with the verdict why."""
    judged = held.judged
    try:
        if judged.reading is None or judged.verdict not in TAKEN:
            raise NotTaken(judged.verdict, judged.why)
        if not is_town(store):
            opened = open_letter(store, judged.reading, enrolling=enrolling)
            return replace(held, taken=True, opened=opened)
        keep_copy(store.path, held.path, judged.reading)
        _, seen = take(store, judged, despite=despite, town_keeps=held.kept)
    except NotTaken as refused:
        return replace(held, judged=replace(judged, verdict=refused.code, why=refused.sentence))
    except Exception as error:  # one village's file does not keep the others waiting
        return replace(held, judged=failed(judged.name, error, judged.unit, judged.reading))
    return replace(held, taken=True, seen=seen)


def judged_again(store: Store, held: InHand, enrolling: str) -> InHand:
    """The same file with the fingerprint of its stamped form."""
    assert held.judged.reading is not None
    return _looked_at(store, held.path, held.judged.reading, (enrolling,), {})


def _looked_at(
    store: Store, path: Path, found: Reading | Unread, enrolling: Sequence[str], heads: Heads
) -> InHand:
    try:
        if not is_town(store):
            return InHand(path, _letter(store, found, enrolling))
        judged = judge(store, found, heads=heads)
        for each in enrolling if judged.verdict == PackageVerdict.UNKNOWN_KEY else ():
            judged = judge(store, found, enrolling=each, heads=heads)
            if judged.verdict != PackageVerdict.UNKNOWN_KEY:
                break
        return InHand(path, judged, preview(store, judged) if judged.verdict in TAKEN else None)
    except Exception as error:  # it stands in its own line; the others go on
        return InHand(path, failed(found.name, error))


def _letter(store: Store, found: Reading | Unread, enrolling: Sequence[str]) -> Judgement:
    """At the village: what the town sent down, or the verdict why it is not for us."""
    if isinstance(found, Unread):
        return judge(store, found)
    try:
        judge_letter(store, found, enrolling)
    except NotTaken as refused:
        return Judgement(found.name, refused.code, refused.sentence, None, found)
    return Judgement(found.name, PackageVerdict.NEW, "可以收下。", None, found)
