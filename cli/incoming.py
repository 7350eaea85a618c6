"""What somebody hands over at the command line: lists of every kind, and batches of packages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importers.lists.listing import read_meetings, read_pairings, read_points, read_visits, unseen
from importers.lists.rules import read_scheme_from, read_standard
from importers.package.reading_room import packages_in, read_packages
from importers.roster.roster import read_roster
from importers.sheets.workbook import open_workbook
from models.exchange.keys import identities
from models.intake import taking
from models.intake.kept_elsewhere import take_in_meetings, take_in_points
from models.intake.listed import Intake, take_in_pairings, take_in_visits
from models.intake.reading import remembered_layouts
from models.office.star_sets import set_of
from models.points.book.scheme_versions import keep_scheme
from models.points.engine.reader import InvalidFile
from models.stars.drafting import keep
from models.town import receiving
from models.town.receiving import InHand
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


# ── A batch of packages: read apart, then received as the window receives them


def receive(
    store: Store, places: Sequence[Path], *, accept: bool = False, passphrase: str = "",
    enrolling: Sequence[str] = (), despite: Sequence[str] = (),
) -> Iterator[InHand]:
    """Receive every package named or lying in a folder.

    :raises Problem: there is no package, or the reading process does not come up on this PC.
    """
    paths = packages_in(places)
    if not paths:
        named = "、".join(place.name for place in places)
        raise Problem(f"{named} 里没有报送包（.lxbag）。请核对 U 盘和文件夹。")
    files = read_packages(paths, identities(store), passphrase)
    yield from receiving.receive(store, files, accept=accept, enrolling=enrolling,
                                 despite=despite)


def told_of(held: InHand) -> dict[str, Any]:
    """A file that was received, as the command line hands it over."""
    says, seen, reading = held.says, held.seen, held.judged.reading
    counts = seen.counts if seen else dict.fromkeys(
        ("added", "changed", "removed", "conflicts"), 0)
    return {
        "file": held.judged.name, "unit": says.get("unit"),
        "name": held.judged.unit.name if held.judged.unit else says.get("name"),
        "period": says.get("period"), "sequence": says.get("sequence"),
        "sha256": reading.sha256 if reading else None,
        "verdict": held.judged.verdict, "why": held.judged.why, "taken": held.taken, **counts,
        "differences": [each.sentence for each in seen.changed[:200]] if seen else [],
        "returns": [list(each) for each in seen.returns] if seen else [],
    }
