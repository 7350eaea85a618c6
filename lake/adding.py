"""Packages into the lake: each judged as it is received, then written as one file, or left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exporters.publish import publish_bytes
from lake.parquet import RECORDS, Mark, mark_of, place_of, withdraw, written
from lake.records import ALLOWED, NONE, Asked, records_of
from lake.rows import Where, figures_of
from models.exchange.contents import NotTaken, PackageVerdict, Reading
from models.office.village import is_town, unit
from models.town.judging import Judgement
from models.town.received import Reception, ReceptionState, receptions, returned_of
from models.town.receiving import Files, receive
from models.values.codes import Labelled
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


class Outcome(Labelled):
    """What became of a package."""

    ADDED = "added", "已加入"
    REPLACED = "replaced", "已换成这一份"
    SAME = "same", "早已加入"
    OLDER = "older", "已有更新的"
    LEFT = "left", "没有加"


@dataclass(frozen=True)
class Added:
    """One package of a batch: its name, what became of it, why, and how many figures it has."""

    name: str
    outcome: Outcome
    why: str
    verdict: str
    figures: int = 0


def add(
    store: Store, files: Files, folder: Path, despite: Collection[str] = (),
    records: Asked = NONE,
) -> Iterator[Added]:
    """Add packages to the lake at ``folder``; the data file stays as it is.

    Taken is what the desk would take in now, or took in and did not send back; everything else is
    left out by name, and what stood in the lake of one that was sent back goes.

    :param despite: ``gap``, ``fork``. :param records: as :func:`lake.records.ask_for` noted it.
    :raises Problem: it is no town's file.
    """
    if not is_town(store):
        raise Problem("这是村里的资料文件，打不开别村的报送包。请在乡镇的收件文件里做。")
    known = {each.sha256: each for each in receptions(store)}
    here = unit(store)
    desk = _Desk(here.name if here else "", known, despite, records)
    for held in receive(store, files, despite=despite):
        yield _added(store, held.judged, folder, desk)


@dataclass(frozen=True)
class _Desk:
    """What the town knows: its name, the packages it took in, what it lets pass and asks for."""

    name: str
    known: dict[str, Reception]
    despite: Collection[str]
    records: Asked

    def sent_back(self, sha256: str) -> bool:
        """Whether a package was taken in and sent back."""
        found = self.known.get(sha256)
        return found is not None and found.state == ReceptionState.RETURNED


def _added(store: Store, judged: Judgement, folder: Path, desk: _Desk) -> Added:
    reading, verdict = judged.reading, judged.verdict
    received = desk.known.get(reading.sha256) if reading else None
    if verdict == PackageVerdict.DUPLICATE and not received:
        return Added(judged.name, Outcome.SAME, judged.why, verdict)
    if reading is None or not (received or verdict in (PackageVerdict.NEW, *desk.despite)):
        return Added(judged.name, Outcome.LEFT, judged.why, verdict)
    try:
        if desk.sent_back(reading.sha256):
            _withdrawn(folder, reading)
            return Added(judged.name, Outcome.LEFT, "镇里已退回，不算数。", verdict)
        without = [each.code for each in returned_of(store, received)] if received else []
        return _kept(judged.name, reading, folder, desk, without)
    except NotTaken as refused:
        return Added(judged.name, Outcome.LEFT, refused.sentence, refused.code)


def _withdrawn(folder: Path, reading: Reading) -> None:
    for place in (place_of(folder, Where.of(reading)), *_record_places(folder, reading)):
        mark = mark_of(place)
        if mark and mark.sha256 == reading.sha256:
            withdraw(place)


def _record_places(folder: Path, reading: Reading) -> list[Path]:
    """Where records of the village and period stand, of whichever of its packages."""
    tables = (f"{RECORDS}/{each}" for each in ALLOWED)
    places = (place_of(folder, Where.of(reading), each) for each in tables)
    return [each for each in places if each.is_file()]


def _keep_records(folder: Path, reading: Reading, mark: Mark, asked: Asked) -> None:
    """The records asked for; those of an earlier package go."""
    for stands in _record_places(folder, reading):
        if mark_of(stands) != mark:
            withdraw(stands)
    for table in asked.tables:
        rows = records_of(reading, table, asked.secret)
        content = written(rows, mark, ("id", *ALLOWED[table]), asked.purpose)
        place = place_of(folder, Where.of(reading), f"{RECORDS}/{table}")
        if not place.is_file() or place.read_bytes() != content:
            publish_bytes(place, content)


def _kept(
    name: str, reading: Reading, folder: Path, desk: _Desk, without: Collection[str]
) -> Added:
    place, number = place_of(folder, Where.of(reading)), int(reading.says["sequence"])
    rows = figures_of(reading, desk.name, without)
    ours = Mark(reading.sha256, number)
    content, mark = written(rows, ours), mark_of(place)
    standing = mark is not None and not desk.sent_back(mark.sha256)
    if mark and standing and mark.sequence > number:
        return Added(name, Outcome.OLDER, f"这一期已有第 {mark.sequence} 号包，用新的。",
                     PackageVerdict.OLDER)
    _keep_records(folder, reading, ours, desk.records)
    if mark and place.read_bytes() == content:
        return Added(name, Outcome.SAME, "没有变化。", PackageVerdict.DUPLICATE, len(rows))
    publish_bytes(place, content)
    outcome = Outcome.REPLACED if mark else Outcome.ADDED
    why = f"{len(rows)} 个数。" if rows else "包里没有写明指标的数，请让用旧版的村升级后重报。"
    return Added(name, outcome, why, PackageVerdict.NEW, len(rows))
