"""What somebody hands over at the command line: lists of every kind, and batches of packages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importers.lists.listing import read_meetings, read_pairings, read_points, read_visits
from importers.lists.scheme import read_scheme_from
from importers.lists.standard import read_standard
from importers.package.reading_room import packages_in, read_packages
from importers.roster.roster import read_roster
from importers.sheets.sight import unseen
from importers.sheets.workbook import open_workbook
from models.exchange.inbox import judge_letter, open_letter
from models.exchange.keys import identities
from models.exchange.reading import TAKEN, NotTaken, PackageVerdict, Reading, Unread
from models.intake import taking
from models.intake.listed import Intake, take_in_pairings, take_in_visits
from models.intake.meetings import take_in_meetings
from models.intake.points import take_in_points
from models.intake.reading import remembered_layouts
from models.office.star_sets import set_of
from models.office.village import is_town
from models.points.book.scheme_versions import keep_scheme
from models.points.engine.reader import InvalidFile
from models.stars.drafting import keep
from models.town.judging import Heads, Judgement, failed, judge
from models.town.merging import Preview, preview, take
from models.town.received import keep_copy
from models.values import clock
from models.values.finding import Level
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.intake.reading import ReadFinding, RosterReading
    from models.keeping.store import Store


PROBLEM = 1
"""The exit status when no row could be taken."""

WriteFaults = Callable[["RosterReading", "tuple[ReadFinding, ...]"], object]
"""Writes the rows to be mended as a workbook that can be read again."""


@dataclass(frozen=True)
class How:
    """How a file is to be taken in: which sheet, tried only, all or nothing, faults to where."""

    sheet: str | None = None
    dry_run: bool = False
    strict: bool = False
    faults: WriteFaults | None = None


def take_in(
    store: Store, kind: str, file: Path, *, sheet: str | None = None, dry_run: bool = False,
    faults: WriteFaults | None = None, strict: bool = False,
) -> dict[str, Any]:
    """Take a file in, as one act; what became of its rows, as docs say for ``import``.

    ``exit`` is 1 when no row could be taken; nothing was changed then.

    :raises Problem: there is no such kind, or the file can't be read.
    """
    if kind not in KINDS:
        known = "、".join(KINDS)
        raise Problem(f"没有“{kind}”这种导入。可用的：{known}。")
    answer = KINDS[kind](store, Path(file), How(sheet, dry_run, strict, faults))
    taken = sum(answer[name] for name in ("created", "updated", "unchanged"))
    return answer if taken or not answer["rows"] else answer | {"exit": PROBLEM}


def _roster(store: Store, file: Path, how: How) -> dict[str, Any]:
    reading = read_roster(file, sheet=how.sheet, layouts=remembered_layouts(store))
    planned = taking.plan(store, reading)
    if how.faults is not None and planned.findings:
        how.faults(reading, planned.findings)
    answer = planned.json()
    if how.strict and answer["refused"]:
        none = dict.fromkeys(("created", "updated", "unchanged", "households_created"), 0)
        return answer | none | {"skipped": answer["rows"] - answer["refused"]}
    if planned.takes_rows and planned.changes_anything and not how.dry_run:
        taking.take(store, planned)
    return answer


def _pairings(store: Store, file: Path, how: How) -> dict[str, Any]:
    return _told(take_in_pairings(store, read_pairings(file, sheet=how.sheet),
                                  today=clock.today(), dry_run=how.dry_run, strict=how.strict))


def _visits(store: Store, file: Path, how: How) -> dict[str, Any]:
    return _told(take_in_visits(store, read_visits(file, sheet=how.sheet),
                                today=clock.today(), dry_run=how.dry_run, strict=how.strict))


def _meetings(store: Store, file: Path, how: How) -> dict[str, Any]:
    return _told(take_in_meetings(store, read_meetings(file, sheet=how.sheet),
                                  today=clock.today(), dry_run=how.dry_run, strict=how.strict))


def _points(store: Store, file: Path, how: How) -> dict[str, Any]:
    return _told(take_in_points(store, read_points(file, sheet=how.sheet),
                                today=clock.today(), dry_run=how.dry_run, strict=how.strict))


def _scheme(store: Store, file: Path, how: How) -> dict[str, Any]:
    """A scheme is kept whole and not in force, or not at all; its rows are its items."""
    none = dict.fromkeys(("created", "updated", "unchanged", "skipped", "refused"), 0)
    grids = [] if file.suffix.lower() == ".toml" else open_workbook(file)
    try:
        scheme = read_scheme_from(file, sheet=how.sheet, grids=grids)
        if not how.dry_run:
            keep_scheme(store, scheme)
    except InvalidFile as invalid:
        said = [
            {"level": Level.ERROR, "code": "scheme-refused", "sheet": "", "row": None,
             "column": None,
             "value": "", "why": fault} for fault in invalid.faults
        ]
        return none | {"rows": len(said), "refused": len(said), "problems": said}
    rows = len(scheme.items)
    return none | {"rows": rows, "created": rows, "problems": [
        each.json() for each in unseen(grids, sheet=how.sheet)]}


def _told(intake: Intake) -> dict[str, Any]:
    return intake.json()


def _standard(store: Store, file: Path, how: How) -> dict[str, Any]:
    """A standard is taken whole or not at all; without a year in its title it is this year's."""
    grids = open_workbook(file)
    drafted = read_standard(
        file, year=_year(file.stem), star_set=set_of(store).code, grids=grids)
    year = _year(drafted.standard.title, drafted.standard.year)
    standard = drafted.standard.but(year=year, since=date(year, 1, 1))
    if not drafted.faults and drafted.items and not how.dry_run:
        keep(store, replace(drafted, standard=standard))
    wrong = {each.row for each in drafted.faults}
    rows = max(drafted.clauses, len(wrong))
    said = [
        {"level": Level.ERROR, "code": "standard-refused", "sheet": "", "row": each.row,
         "column": each.column, "value": "", "why": each.sentence} for each in drafted.faults
    ] + [each.json() for each in unseen(grids)]
    return {"rows": rows, "created": 0 if wrong else rows, "updated": 0, "unchanged": 0,
            "skipped": rows - len(wrong) if wrong else 0, "refused": len(wrong), "problems": said}


def _year(words: str, otherwise: int | None = None) -> int:
    """The year written in a title or the name of a file."""
    found = re.search(r"20\d\d", words)
    return int(found[0]) if found else otherwise or clock.today().year


KINDS: dict[str, Callable[[Store, Path, How], dict[str, Any]]] = {
    "roster": _roster, "members": _roster, "pairings": _pairings, "visits": _visits,
    "meetings": _meetings, "standard": _standard, "points": _points, "scheme": _scheme,
}
"""Kind of list → how it is taken in."""


# ── a batch of packages ──────────────────────────────────────────────────────


@dataclass(frozen=True)
class Outcome:
    """What became of one file: the verdict, what it changes, and whether it was taken in."""

    judged: Judgement
    preview: Preview | None = None
    taken: bool = False

    @property
    def fit(self) -> bool:
        """Whether it was or could be taken in without a further decision."""
        return self.taken or self.judged.verdict == PackageVerdict.NEW

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
    desk = _Desk(store, accept, tuple(enrolling), (PackageVerdict.NEW, *despite))
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
    for each in enrolling if judged.verdict == PackageVerdict.UNKNOWN_KEY else ():
        judged = judge(store, reading, enrolling=each, heads=heads)
        if judged.verdict != PackageVerdict.UNKNOWN_KEY:
            break
    return judged


def _taken(store: Store, judged: Judgement, path: Path, allowed: Sequence[str]) -> Outcome:
    assert judged.reading is not None
    try:
        keep_copy(store.path, path, judged.reading)
        _, seen = take(store, judged, despite=allowed)
    except NotTaken as refused:
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
    except NotTaken as refused:
        return Outcome(Judgement(found.name, refused.code, refused.sentence, None, found))
    judged = Judgement(found.name, PackageVerdict.NEW, "可以收下。", None, found)
    return Outcome(judged, taken=accept)
