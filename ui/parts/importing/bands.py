"""What stands below the rows of a sheet: each fault with its answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeVar

from importers.pictures.picture import CELL_DOUBTFUL, NAME_NEW
from importers.sheets.parts import sheet_of
from models.intake.reading import Answered, ReadFinding
from models.intake.taking import DOUBTFUL
from models.values.finding import Level
from models.values.spreadsheet import column_number
from ui.kit.marks import Face
from ui.kit.theme import Mark
from ui.parts.importing.sheet import Answer, Band

if TYPE_CHECKING:
    from models.intake.reading import Place
    from ui.kit.chips import Chips
    from ui.parts.importing.trial import Said, Trial


K = TypeVar("K")
V = TypeVar("V")


class Bench(Protocol):
    """The workbench, as far as its bands need it."""

    said: Said
    trial: Trial | None
    chips: Chips

    def say(self, **said: object) -> None:
        """Something more was answered, or taken back."""

    def mend(self, row: int, letter: str) -> None:
        """Write in a cell."""

    def compare(self) -> None:
        """Doubtful people side by side."""

    def waits(self, finding: ReadFinding) -> bool:
        """Whether nobody has answered a finding yet."""


SEEN = frozenset({CELL_DOUBTFUL, NAME_NEW})
"""Questions about a cell of a picture."""
HIDDEN = frozenset({"hidden-sheet"})
"""A sheet that is not read unless it is asked for."""
_MARKS = {Level.ERROR: Mark.LATE, Level.WARNING: Mark.ASK, Level.NOTICE: Mark.NONE}


def bands_of(bench: Bench, sheet: str) -> list[Band]:
    """The bands of a sheet under the pressed chip, row by row."""
    trial = bench.trial
    if trial is None:
        return []
    wanted = (Level.ERROR, Level.WARNING) if bench.chips.whole else (bench.chips.key,)
    waiting = defaultdict[str, list[ReadFinding]](list)
    for each in trial.findings:
        if each.row and each.level == Level.ERROR and bench.waits(each):
            waiting[each.code].append(each)
    found = [_band(bench, each, waiting[each.code]) for each in trial.findings
             if sheet_of(each.sheet) == sheet and (each.level in wanted or not each.row)
             and (each.sheet, each.row or 0) not in bench.said.left]
    if bench.said.only == sheet:
        found.append(Band(0, "", Face("只读了这一张表。", Mark.DONE),
                          (Answer("所有的表都读", lambda: bench.say(only=None)),)))
    if bench.chips.whole:
        found += [_left(bench, *place) for place in sorted(bench.said.left)
                  if sheet_of(place[0]) == sheet]
        found += [_mended(bench, *cell) for cell in bench.said.mended if cell[0] == sheet]
        found += [_known(bench, each) for each in bench.said.people if sheet_of(each[0]) == sheet]
    return sorted(found, key=lambda each: each.row)


def _band(bench: Bench, finding: ReadFinding, like: list[ReadFinding]) -> Band:
    """The band of a finding; ``like`` are all errors of its code that wait."""
    said, place = bench.said, (finding.sheet, finding.row or 0)
    assert bench.trial is not None
    name = bench.trial.names.get(place, "")
    words = f"{name}：{finding.why}" if name else finding.why
    letter = finding.column or ""
    if (place, finding.code) in said.settled:
        done = Answered.EMPTY if Answered.EMPTY in finding.answers else Answered.TAKE
        return Band(place[1], letter, Face(f"{done.label}。{words}", Mark.DONE),
                    (Answer("改主意", lambda: bench.say(
                        settled=bench.said.settled - {(place, finding.code)})),))
    return Band(place[1], letter, Face(words, _MARKS[Level(finding.level)]),
                tuple(_answers(bench, finding)), _alike(bench, finding, like),
                _strip(bench, finding))


def _answers(bench: Bench, finding: ReadFinding) -> list[Answer]:
    place = (finding.sheet, finding.row or 0)
    if finding.code in HIDDEN:
        return [Answer("读这张表", lambda: bench.say(only=finding.sheet))]
    if finding.row is None or finding.level == Level.NOTICE:
        return []
    found = [Answer(first[0], lambda: first[1]([finding]))] if (
        first := _first(bench, finding)) else []
    if finding.code == DOUBTFUL:
        found.append(Answer("对着册上认", bench.compare))
    if finding.column and (finding.level == Level.WARNING or Answered.MEND in finding.answers):
        found.append(Answer(Answered.MEND.label,
                            lambda: bench.mend(place[1], finding.column or "")))
    found.append(Answer(Answered.LEAVE.label,
                        lambda: bench.say(left=bench.said.left | {place})))
    return found


Do = Callable[[list[ReadFinding]], object]


def _first(bench: Bench, finding: ReadFinding) -> tuple[str, Do] | None:
    """What takes the row as it is: its words, and what is done for all that are given."""
    said = bench.said

    def settle(these: list[ReadFinding]) -> None:
        bench.say(settled=said.settled | {((each.sheet, each.row or 0), each.code)
                                          for each in these})

    def look(these: list[ReadFinding]) -> None:
        bench.say(looked=said.looked | {(sheet_of(each.sheet), each.row or 0, each.column or "")
                                        for each in these})

    if finding.code in SEEN:
        return "看过了，对", look
    for each in (Answered.EMPTY, Answered.TAKE):
        if each in finding.answers:
            return each.label, settle
    return None


def _alike(bench: Bench, finding: ReadFinding, like: list[ReadFinding]) -> Answer | None:
    """One answer for every finding of the same kind that still waits."""
    if finding.level != Level.ERROR or finding.code == DOUBTFUL or len(like) < 2:
        return None
    first = _first(bench, finding)
    if first is not None:
        return Answer(f"同样 {len(like)} 处都{first[0]}", lambda: first[1](like))
    return Answer(f"同样 {len(like)} 行都不导入", lambda: bench.say(
        left=bench.said.left | {(each.sheet, each.row or 0) for each in like}))


def _strip(bench: Bench, finding: ReadFinding) -> bytes:
    """How the cell stands in the picture."""
    trial = bench.trial
    if trial is None or not finding.column or not finding.row:
        return b""
    at = (finding.row, column_number(finding.column))
    grid = next((each for each in trial.grids if each.name == sheet_of(finding.sheet)), None)
    return grid.seen[at].strip if grid is not None and at in grid.seen else b""


def _left(bench: Bench, sheet: str, row: int) -> Band:
    return Band(row, "", Face("这一行不导入。", Mark.DONE), (Answer(
        "改主意", lambda: bench.say(left=bench.said.left - {(sheet, row)})),))


def _mended(bench: Bench, sheet: str, row: int, letter: str) -> Band:
    cell = (sheet, row, letter)
    return Band(row, letter, Face(f"{letter}{row} 改过了，文件里的没有动。", Mark.DONE), (Answer(
        "改主意", lambda: bench.say(mended=_without(bench.said.mended, cell))),))


def _known(bench: Bench, place: Place) -> Band:
    who = bench.said.people[place]
    said = "认作两个人，新建。" if who is None else "认作册上的人。"
    return Band(place[1], "", Face(said, Mark.DONE), (Answer(
        "改主意", lambda: bench.say(people=_without(bench.said.people, place))),))


def _without(said: Mapping[K, V], gone: K) -> dict[K, V]:
    return {each: answer for each, answer in said.items() if each != gone}
