"""What is handed over at the command line: lists of every kind, packages, a town's answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.calling import Answer, say
from exporters.leaving.package import sealed_for
from exporters.publish import publish_bytes
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
from models.exchange.inbox import Remark
from models.exchange.keys import Side, correspondents, identities
from models.intake import taking
from models.intake.reading import ReadFinding, remembered_layouts
from models.office.village import is_town
from models.registers.people import surnames
from models.town import receiving
from models.town.answering import hand_down, recipient_of, remark_on
from models.town.received import ReceivedReturn, Reception, newest, send_back, send_one_back
from models.town.receiving import InHand
from models.town.units import TownUnit, units
from models.values import clock
from models.values.periods import Period
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
    return _list("scheme", store, file, how, since=how.since, basis=how.basis)


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


# ── What a town answers: returns sent back, remarks beside their figures, the letters


Said = tuple[str, str, str, str]
"""A remark as it is called for: return, line, column, words."""


def back(
    store: Store, village: str, written: str, codes: Sequence[str], reason: str,
    remarks: Sequence[Said],
) -> Answer:
    """Send the newest package of a period back, or some returns of it alone, with remarks."""
    unit, period = _village(store, village), Period.parse(written)
    reception = newest(store, str(period)).get(unit.rowid)
    if reception is None:
        raise Problem(f"没有收下{unit.name}{period.label}的报送包，或已经退回。")
    with store.act(f"退回：{unit.name} {period.label}", final=True):
        kept = [_remark(store, reception, each) for each in remarks]
        gone = [send_one_back(store, _return(store, reception, code), reason)
                for code in dict.fromkeys(codes)]
        if reason and not codes:
            send_back(store, reception, reason)
    for each in kept:
        say(f"批注 {each.number}　{each.place}：{each.text}")
    what = "".join(f"《{each.title}》" for each in gone) or (
        f"第 {reception.sequence} 号包" if reason else "")
    say(f"退回了{unit.name}{period.label}的{what}。" if what else "没有退回，只记下批注。")
    return {"unit": unit.code, "period": str(period), "sequence": reception.sequence,
            "returned": [each.code for each in gone] or (["*"] if reason else []),
            "remarks": [{"number": each.number, "place": each.place, "text": each.text}
                        for each in kept]}


def letters(store: Store, villages: Sequence[str], out: Path) -> Answer:
    """Write everything there is to tell each village named, or every one, into a folder."""
    wanted = [_village(store, each) for each in villages] or [
        each for each in _villages(store) if correspondents(store, Side.VILLAGE, each.code)]
    for unit in wanted:
        recipient_of(store, unit)
    made: list[dict[str, Any]] = []
    for unit in wanted:
        kept = hand_down(store, unit, sealed_for,
                         lambda name, content: publish_bytes(out / name, content))
        say(f"{out / kept.name}：给{unit.name}的第 {kept.sequence} 号下发包。")
        made.append({"unit": unit.code, "path": str(out / kept.name), "sha256": kept.sha256,
                     "sequence": kept.sequence, "contents": kept.counts})
    return {"letters": made}


def _villages(store: Store) -> list[TownUnit]:
    if not is_town(store):
        raise Problem("这是村里的资料文件，退回、批注、下发在乡镇的收件文件里做。请核对 --data。")
    return units(store)


def _village(store: Store, said: str) -> TownUnit:
    every = _villages(store)
    found = [each for each in every if said in (each.code, each.name)]
    if len(found) != 1:
        known = "、".join(f"{each.name}（{each.code}）" for each in every)
        raise Problem(f"村名册里没有“{said}”。有的是：{known or '还没有村'}。")
    return found[0]


def _return(store: Store, reception: Reception, code: str) -> ReceivedReturn:
    every = store.find(ReceivedReturn, "reception = ?", (reception.id,))
    found = next((each for each in every if each.code == code), None)
    if found is None:
        known = "、".join(each.code for each in every)
        raise Problem(f"这个包里没有代号为“{code}”的报表。有的是：{known}。")
    return found


def _remark(store: Store, reception: Reception, said: Said) -> Remark:
    """A remark beside a cell: lines by number (0: 合计) or name, columns by number or heading."""
    code, line, column, text = said
    found = _return(store, reception, code)
    lines = {"0": 0, "合计": 0} | {each["name"]: at for at, each in reversed(
        list(enumerate(found.says["lines"], 1)))}
    columns = {"0": 0} | {each["label"]: at for at, each in reversed(
        list(enumerate(found.says["columns"], 1)))}
    return remark_on(store, found, _at(line, lines, len(found.says["lines"]), "行"),
                     _at(column, columns, len(found.says["columns"]), "栏"), text)


def _at(said: str, known: dict[str, int], most: int, what: str) -> int:
    at = known[said] if said in known else int(said) if said.isdecimal() else most + 1
    if at > most:
        raise Problem(f"表上没有“{said}”这一{what}。请写{what}名，或从 1 数起的第几{what}。")
    return at
