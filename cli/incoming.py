"""What is handed over at the command line: lists of every kind, packages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importers.lists.kinds import LISTS
from importers.lists.listing import read_list
from importers.package.reading_room import packages_in, read_packages
from importers.pictures.picture import (
    CELL_DOUBTFUL,
    NAME_NEW,
    doubtful,
    is_picture,
    new_names,
    read_picture,
    text_tables,
)
from importers.roster.roster import read_roster
from importers.sheets.grid import Grid
from importers.sheets.workbook import open_workbook
from models.exchange.keys import identities
from models.intake import taking
from models.intake.listed import ReadLines
from models.intake.reading import ReadFinding, remembered_layouts
from models.intake.rules import faulty_scheme
from models.points.engine.reader import InvalidFile
from models.registers.people import surnames
from models.town import receiving
from models.town.receiving import InHand
from models.values import clock
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.intake.reading import RosterReading
    from models.keeping.store import Store


PROBLEM = 1
"""The exit status when no row could be taken."""

WriteFaults = Callable[["RosterReading", tuple[ReadFinding, ...]], object]
"""Writes the rows to be mended as a workbook that can be read again."""


@dataclass(frozen=True)
class How:
    """How a file is to be taken in: which sheet, tried only, all or nothing, faults to where.

    ``own``: headings somebody explained; ``since`` and ``basis``: when a scheme begins, and by
    whose decision; ``grids``: the tables of a picture, which is read before it is known what they
    hold; ``unseen``: of whom nobody has looked at the picture yet is said.
    """

    sheet: str | None = None
    dry_run: bool = False
    strict: bool = False
    faults: WriteFaults | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    password: str = ""
    since: date | None = None
    basis: str = ""
    grids: list[Grid] | None = None
    unseen: bool = False


def take_in(
    store: Store, kind: str, file: Path, *, accept_doubtful: bool = False, **given: Any
) -> dict[str, Any]:
    """Take a file in, as one act; what became of its rows, as docs say for ``import``.

    ``exit`` is 1 when no row could be taken; nothing was changed then. Of a picture nothing is
    taken while a cell is doubtful or a person is new, unless ``accept_doubtful`` says that they
    were looked at.

    :param given: as :class:`How` names it.

    :raises Problem: there is no such kind, or the file can't be read.
    """
    if kind not in KINDS:
        known = "、".join(KINDS)
        raise Problem(f"没有“{kind}”这种导入。可用的：{known}。")
    how = How(**given)
    if is_picture(file):
        how = replace(how, grids=text_tables(file, how.password))
    if is_picture(file) and how.grids is None:
        answer = _looked_at(store, kind, file, how, accept_doubtful)
    else:
        answer = KINDS[kind](store, Path(file), how)
    taken = sum(answer[name] for name in ("created", "updated", "unchanged"))
    return answer if taken or not answer["rows"] else answer | {"exit": PROBLEM}


def _looked_at(
    store: Store, kind: str, file: Path, how: How, accept_doubtful: bool
) -> dict[str, Any]:
    """What became of a picture's rows: all wait while there is something to be looked at."""
    if kind not in FROM_PICTURES:
        raise Problem(f"照片和扫描件里只读花名册、党员册和标准这几种表，{file.name} 没有读。"
                      "请向对方要电子表格。")
    grids = read_picture(file, surnames(store))
    how = replace(how, grids=grids)
    if accept_doubtful:
        return KINDS[kind](store, file, how)
    tried = KINDS[kind](store, file, replace(how, dry_run=True, unseen=True))
    tried["problems"] = [*(each.json() for each in doubtful(grids)), *tried["problems"]]
    if not any(each["code"] in (CELL_DOUBTFUL, NAME_NEW) for each in tried["problems"]):
        return tried if how.dry_run else KINDS[kind](store, file, how)
    return tried | _none_of(tried)


def _none_of(answer: dict[str, Any]) -> dict[str, Any]:
    """The counts when nothing is taken because of what has to be asked first."""
    none = dict.fromkeys(("created", "updated", "unchanged", "households_created"), 0)
    return none | {"skipped": answer["rows"] - answer["refused"]}


def _roster(store: Store, file: Path, how: How, *, members: bool = False) -> dict[str, Any]:
    reading = read_roster(file, sheet=how.sheet, layouts=remembered_layouts(store), own=how.own,
                          grids=how.grids or open_workbook(file, how.password), members=members)
    planned = taking.plan(store, reading)
    if how.faults is not None and planned.findings:
        how.faults(reading, planned.findings)
    answer = planned.json()
    if how.unseen:
        answer["problems"] += [
            each.json() for each in new_names(reading, planned, how.grids or ())]
    if how.strict and answer["refused"]:
        return answer | _none_of(answer)
    if planned.takes_rows and planned.changes_anything and not how.dry_run:
        taking.take(store, planned)
    return answer


def _list(kind: str, store: Store, file: Path, how: How, **given: Any) -> dict[str, Any]:
    listed, take = LISTS[kind]
    grids = how.grids or listed.opened(file, how.password)
    lines = read_list(file, listed, sheet=how.sheet, own=how.own,
                      layouts=remembered_layouts(store, kind), grids=grids)
    answer = take(store, lines, today=clock.today(), dry_run=how.dry_run,
                  strict=how.strict, **given).json()
    return answer | {"columns": [each.json() for each in lines.heads]}


def _scheme(store: Store, file: Path, how: How) -> dict[str, Any]:
    """A scheme is in force when ``--from`` says since when."""
    try:
        return _list("scheme", store, file, how, since=how.since, basis=how.basis)
    except InvalidFile as invalid:
        return faulty_scheme(invalid, ReadLines()).json()


KINDS: dict[str, Callable[[Store, Path, How], dict[str, Any]]] = {
    "roster": _roster, "members": partial(_roster, members=True),
    **{kind: partial(_list, kind) for kind in LISTS}, "scheme": _scheme,
}
"""Kind of list → how it is taken in."""
FROM_PICTURES = ("roster", "members", "standard")
"""The kinds that come as pictures, too."""


# ── A batch of packages: read apart, then received as the window receives them


def receive(
    store: Store, places: Sequence[Path], *, accept: bool = False, passphrase: str = "",
    enrolling: Sequence[str] = (), despite: Sequence[str] = (),
) -> Iterator[InHand]:
    """Receive every package named or lying in a folder. :raises Problem: as :func:`read_batch`."""
    files = read_batch(store, places, passphrase)
    yield from receiving.receive(store, files, accept=accept, enrolling=enrolling,
                                 despite=despite)


def read_batch(store: Store, places: Sequence[Path], passphrase: str = "") -> receiving.Files:
    """Read every package named or lying in a folder, one after another, with this desk's keys.

    :raises Problem: there is no package, or the reading process does not come up on this PC.
    """
    paths = packages_in(places)
    if not paths:
        named = "、".join(place.name for place in places)
        raise Problem(f"{named} 里没有报送包（.lxbag）。请核对 U 盘和文件夹。")
    return read_packages(paths, identities(store), passphrase)


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
