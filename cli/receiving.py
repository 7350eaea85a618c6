"""A batch of packages at the town's desk: read apart, judged, previewed, and taken one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importers.package.reading_room import packages_in, read_packages
from models.exchange.inbox import judge_letter, open_letter
from models.exchange.keys import identities
from models.exchange.reading import TAKEN, Reading, Refused, Unread
from models.office.village import is_town
from models.town.judging import Heads, Judgement, failed, judge
from models.town.merging import Preview, preview, take
from models.town.received import keep_copy
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Outcome:
    """What became of one file: the verdict, what it changes, and whether it was taken in."""

    judged: Judgement
    preview: Preview | None = None
    taken: bool = False

    @property
    def fit(self) -> bool:
        """Whether it was or could be taken in without a further decision."""
        return self.taken or self.judged.verdict == "new"

    @property
    def line(self) -> str:
        """The file, what became of it, and why, for people."""
        return f"{self.judged.name}\t{self.label}\t{self.judged.why}"

    @property
    def label(self) -> str:
        """已收下, or the verdict."""
        return "已收下" if self.taken else self.judged.label

    def json(self) -> dict[str, Any]:
        """As the command line hands it over."""
        said = self.judged.reading.says if self.judged.reading else {}
        counts = self.preview.counts if self.preview else dict.fromkeys(
            ("added", "changed", "removed", "conflicts"), 0)
        return {
            "file": self.judged.name, "unit": said.get("unit"),
            "name": self.judged.unit.name if self.judged.unit else said.get("name"),
            "period": said.get("period"), "sequence": said.get("sequence"),
            "sha256": self.judged.reading.sha256 if self.judged.reading else None,
            "verdict": self.judged.verdict, "why": self.judged.why, "taken": self.taken,
            **counts,
            "differences": [each.sentence for each in self.preview.changed[:200]]
            if self.preview else [],
        }


def receive(
    store: Store, places: Sequence[Path], *, accept: bool = False, passphrase: str = "",
    enrolling: Sequence[str] = (), despite: Iterable[str] = (),
) -> Iterator[Outcome]:
    """Look at every package named or lying in a folder; with ``accept`` take in what is good.

    In a village's file the same is done with what the town sent down.
    :param enrolling: fingerprints from stamped forms. :param despite: ``gap``, ``fork``.
    Each file is a matter of its own: what stops one, even the town's own disk, is its verdict,
    and the others are gone on with.
    :raises Problem: there is no package, or the reading process does not come up on this PC.
    """
    paths = packages_in(places)
    if not paths:
        named = "、".join(place.name for place in places)
        raise Problem(f"{named} 里没有报送包（.lxbag）。请核对 U 盘和文件夹。")
    heads: Heads = {}
    desk = _Desk(store, accept, tuple(enrolling), ("new", *despite))
    for path, reading in read_packages(paths, identities(store), passphrase):
        tried = dict(heads)
        try:
            outcome = desk.outcome(path, reading, tried)
        except Exception as error:  # one village's file does not keep the others waiting
            outcome = Outcome(failed(reading.name, error))
        if outcome.fit or outcome.judged.verdict in desk.allowed:
            heads = tried  # the next of the village follows this one only when it stands
        yield outcome


@dataclass(frozen=True)
class _Desk:
    """What is done with each file of a batch."""

    store: Store
    accept: bool
    enrolling: tuple[str, ...]
    allowed: tuple[str, ...]

    def outcome(self, path: Path, reading: Reading | Unread, heads: Heads) -> Outcome:
        if not is_town(self.store):
            return _letter(self.store, reading, self.accept, self.enrolling)
        judged = _judged(self.store, reading, self.enrolling, heads)
        if judged.verdict not in TAKEN:
            return Outcome(judged)
        if self.accept and judged.verdict in self.allowed:
            return _taken(self.store, judged, path, self.allowed)
        return Outcome(judged, preview(self.store, judged))


def _judged(
    store: Store, reading: Reading | Unread, enrolling: Sequence[str], heads: Heads
) -> Judgement:
    """The verdict, with each fingerprint that was brought along tried in turn."""
    judged = judge(store, reading, heads=heads)
    for each in enrolling if judged.verdict == "unknown-key" else ():
        judged = judge(store, reading, enrolling=each, heads=heads)
        if judged.verdict != "unknown-key":
            break
    return judged


def _taken(store: Store, judged: Judgement, path: Path, allowed: Sequence[str]) -> Outcome:
    assert judged.reading is not None
    try:
        keep_copy(store.path, path, judged.reading)
        _, seen = take(store, judged, despite=allowed)
    except Refused as refused:
        return Outcome(Judgement(judged.name, refused.code, refused.sentence, judged.unit,
                                 judged.reading))
    return Outcome(judged, seen, taken=True)


def _letter(
    store: Store, found: Reading | Unread, accept: bool, enrolling: Sequence[str]
) -> Outcome:
    """At the village: what the town sent down, opened or refused with its verdict."""
    if isinstance(found, Unread):
        return Outcome(judge(store, found))
    try:
        if accept:
            open_letter(store, found, enrolling=enrolling)
        else:
            judge_letter(store, found, enrolling)
    except Refused as refused:
        return Outcome(Judgement(found.name, refused.code, refused.sentence, None, found))
    return Outcome(Judgement(found.name, "new", "可以收下。", None, found), taken=accept)
