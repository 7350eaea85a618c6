"""读回纸单: what was marked in sheets printed with frames, as the keys that are typed.

A row that was read becomes the very keys the sheet is keyed back with by hand (``28/``, ``92``),
so that both ways say and refuse the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from models.intake.mark_sheets import WAYS, PrintedPage, PrintedSheet, SheetKind
from models.intake.scores_back import (
    accounts_of,
    amount_asked,
    amount_said,
    keep_scores,
    refused,
    typed_amount,
)
from models.points.engine.reader import show
from models.points.evaluation.rounds import (
    Evaluation,
    EvaluationMark,
    EvaluationRound,
    EvaluationState,
    key_marks,
    read_marks,
    round_of,
)
from models.registers.people import household_lines
from models.values.days import show_day
from models.values.marks import Corners, MarkedPage, MarkedRow, number_said
from models.values.problem import Invalid, Problem
from models.visits.paper import (
    Keyed,
    SheetRow,
    VisitSheet,
    day_asked,
    key_row,
    read_keys,
    rows_of,
)
from models.visits.visit import WAYS as VISIT_WAYS
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store

_VISITED = tuple(WAYS)[:3]

@dataclass(frozen=True)
class RowRead:
    """A row as it was read: the keys it would be typed with, blank for an empty row, and why it
    must be looked at; ``hand``: something is written beside it; ``cut``: its strip, a JPEG."""

    record: int
    words: tuple[str, ...]
    keys: str
    doubts: tuple[str, ...]
    hand: bool
    cut: bytes


@dataclass(frozen=True)
class SheetReading:
    """A page that was read, or why it was not, ``known`` when it was read before; ``picture`` is
    the straightened page."""

    name: str
    refusal: str = ""
    known: bool = False
    kind: SheetKind = SheetKind.VISITS
    about: int = 0
    number: int = 0
    page: PrintedPage | None = None
    lines: tuple[RowRead, ...] = ()
    corners: int = 4
    picture: bytes = b""

    @property
    def sentence(self) -> str:
        """20 行：16 行读准，3 行请看，1 行空着。"""
        if self.refusal:
            return f"{self.name}：{self.refusal}"
        asked = sum(bool(each.doubts) for each in self.lines)
        blank = sum(not each.keys and not each.doubts for each in self.lines)
        beside = sum(each.hand for each in self.lines)
        said = (f"{self.kind.label} {number_said(self.number)}，{len(self.lines)} 行："
                f"{len(self.lines) - asked - blank} 行读准，{asked} 行请看，{blank} 行空着。")
        if beside:
            said += f"{beside} 行旁边写了字，没有读，请照单子补。"
        if self.corners < 4:
            said += "单子缺了角，已按剩下的定位点读，请多看几眼。"
        return said


class ReadBefore(Problem):
    """The page was read on an earlier day, or a moment ago."""


Find = Callable[[Path], Sequence[tuple[int, tuple[Corners, ...], str]]]
Read = Callable[[Path, int, tuple[Corners, ...], str], MarkedPage]


def read_all(
    store: Store, files: Sequence[Path], find: Find, read: Read, today: date, *,
    again: bool = False,
) -> Iterator[SheetReading]:
    """The sheets of several files, in any order, one after another; a page is read once."""
    seen = set[int]()
    for file in files:
        for each in read_back(store, file, find, read, today, again=again):
            if each.page is not None and each.page.rowid in seen:
                yield SheetReading(each.name, "这一页前面的图里已经有了，没有再读。")
                continue
            if each.page is not None:
                seen.add(each.page.rowid)
            yield each


def read_back(
    store: Store, path: Path, find: Find, read: Read, today: date, *, again: bool = False
) -> list[SheetReading]:
    """The sheets in a photo, a scan or a scanned PDF, each read or refused with its sentence.

    :param find: the pictures of a file, each with its codes or its refusal.
    :param read: what a page says, by the layout it was printed with.
    :param again: a page that was read before is read once more.
    """
    found: list[SheetReading] = []
    try:
        for place, codes, refusal in find(path):
            name = path.name if place == 0 else f"{path.name} 第 {place + 1} 页"
            try:
                if refusal:
                    raise Problem(refusal)
                sheet, page = _known(store, codes[0], again)
                marked = read(path, place, codes, page.layout)
                found.append(_reading(store, name, sheet, page, marked, today))
            except Problem as refused:
                found.append(SheetReading(name, refused.sentence, isinstance(refused, ReadBefore)))
    except Problem as refused:
        found.append(SheetReading(path.name, refused.sentence))
    return found


def _known(store: Store, code: Corners, again: bool) -> tuple[PrintedSheet, PrintedPage]:
    """:raises Problem: not of this file, printed anew since, its round is over, or read before."""
    found = store.find(PrintedSheet, "number = ?", (code.number,))
    pages = store.find(PrintedPage, "sheet = ? AND page = ?",
                       (found[0].rowid, code.page)) if found else []
    if not pages:
        raise Problem(f"单号 {number_said(code.number)} 不是本资料印的，没有读。"
                      "请核对是不是别村的单子，或印完以后恢复过备份。")
    sheet, page = found[0], pages[0]
    if sheet.others(store)[0].rowid != sheet.rowid:
        raise Problem(f"单号 {number_said(code.number)} 已另印新单，请用新单，或照旧单手工录。")
    _refuse_withdrawn(store, sheet)
    if page.read is not None and not again:
        raise ReadBefore(f"单号 {number_said(code.number)} 第 {page.page} 页 "
                         f"{show_day(page.read)}已经读过，没有再读。要改请直接在表里改。")
    return sheet, page


def _refuse_withdrawn(store: Store, sheet: PrintedSheet) -> None:
    there = store.query(f"SELECT * FROM {_ABOUT[sheet.kind]} WHERE id = ?", (sheet.about,))
    if not there:
        raise Problem(f"单号 {number_said(sheet.number)} 的{SheetKind(sheet.kind).label}已经撤销，"
                      "没有读。")
    if sheet.kind == SheetKind.EVALUATION and (
            store.get(Evaluation, sheet.about).state == EvaluationState.DONE):
        raise Problem(f"单号 {number_said(sheet.number)} 的这一轮已经评完，没有读。")


def _reading(
    store: Store, name: str, sheet: PrintedSheet, page: PrintedPage, marked: MarkedPage,
    today: date,
) -> SheetReading:
    kind = SheetKind(sheet.kind)
    rows = _READ[kind](store, sheet, marked.rows, today)
    return SheetReading(name, "", False, kind, sheet.about, sheet.number, page, tuple(rows),
                        marked.corners, marked.picture)


def _visits_read(
    store: Store, sheet: PrintedSheet, rows: Iterable[MarkedRow], today: date
) -> list[RowRead]:
    kept = {each.rowid: each for each in rows_of(store, sheet.about)}
    printed, above = store.get(VisitSheet, sheet.about).printed, None
    homes = household_lines(store, today)
    read = []
    for each in rows:
        keys, why = _visit_keys(each.best)
        doubts = each.doubts + ((why,) if why and not each.doubts else ())
        row = kept.get(each.record)
        if row is None:
            continue
        stands = _visit_stands(store, row)
        if keys and not doubts:
            try:
                keyed = read_keys(keys, printed, above, today)
                above = keyed.day or above
                keys, doubts = _beside(stands, _visit_said(keyed), keys)
                if keys and (asked := day_asked(store, row, keyed.day)):
                    doubts += (asked,)
            except ValueError as fault:
                doubts = (str(fault),)
        elif doubts:
            above = None  # what is not sure is not carried on to the next row
        home = homes[row.household]
        read.append(RowRead(each.record, (str(row.place), home.number, home.head or ""), keys,
                             doubts, each.hand, each.cut))
    return read


def _beside(stands: str, said: str, keys: str) -> tuple[str, tuple[str, ...]]:
    """A row that was keyed before says the same, which is nothing new, or is asked about."""
    if not stands or stands == said:
        return "" if stands else keys, ()
    return keys, (f"已经录成{stands}",)


def _visit_said(keyed: Keyed) -> str:
    return f"{show_day(keyed.day)} {VISIT_WAYS.label(keyed.way)}" if keyed.day else "没走到"


def _visit_stands(store: Store, row: SheetRow) -> str:
    """What was keyed for a row before, blank when nothing was."""
    if row.visit is None:
        return "没走到" if row.missed else ""
    visit = store.get(Visit, row.visit)
    return _visit_said(Keyed(visit.day, visit.way))


def _points(total: Decimal) -> str:
    return f" {show(total)} 分"


def _visit_keys(best: Mapping[str, str]) -> tuple[str, str]:
    """The keys of a row of a 走访单, and why it must be looked at."""
    way, tens, ones = best.get("方式"), best.get("几十"), best.get("几日")
    day = f"{int((tens or '0') + ones)}" if ones is not None else ""
    if way is None:
        return (day, "没有画方式") if day or tens else ("", "")
    if way not in _VISITED:
        return WAYS[way], "画了没到，又画了日子" if day or tens else ""
    if not day and tens is None:
        return "." + WAYS[way], ""
    return day + WAYS[way], "" if day and tens is not None else "日子只画了一半"


def _scores_read(
    store: Store, sheet: PrintedSheet, rows: Iterable[MarkedRow], today: date
) -> list[RowRead]:
    found = round_of(store, sheet.about)
    homes = household_lines(store, found.evaluation.on_day)
    kept = {each.rowid: each for each in found.marks}
    read = []
    for each in rows:
        mark = kept.get(each.record)
        if mark is None:
            continue
        keys, why = _score_keys(each.best, found)
        doubts = each.doubts + ((why,) if why and not each.doubts else ())
        if keys and not doubts and mark.total is not None:
            keys, doubts = _beside(_points(mark.total), _points(Decimal(keys)), keys)
        home = homes[mark.household]
        read.append(RowRead(each.record, (str(mark.place), home.number, home.head or ""), keys,
                             doubts, each.hand, each.cut))
    return read


def _score_keys(best: Mapping[str, str], found: EvaluationRound) -> tuple[str, str]:
    tens, ones = best.get("十位"), best.get("个位")
    if tens is None and ones is None:
        return "", ""
    keys = str(int((tens or "0") + (ones or "0")))
    if tens is None or ones is None:
        return keys, "分数只画了一半"
    try:
        read_marks(keys, found.form, found.rows)
    except ValueError as fault:
        return keys, str(fault)
    return keys, ""


def _amounts_read(
    store: Store, sheet: PrintedSheet, rows: Iterable[MarkedRow], today: date
) -> list[RowRead]:
    lines, _ = accounts_of(store, sheet)
    known = {each.id: (place, each) for place, each in enumerate(lines, 1)}
    told = [(each, *typed_amount(each.best)) for each in rows if each.record in known]
    faults = refused(store, sheet, {
        each.record: keys for each, keys, why in told if not (why or each.doubts)}, today)
    read = []
    for each, keys, why in told:
        place, line = known[each.record]
        why = faults.get(each.record, why) or amount_asked(store, sheet, keys)
        doubts = each.doubts + ((why,) if why and not each.doubts else ())
        read.append(RowRead(each.record, (str(place), line.number, line.name), keys, doubts,
                            each.hand, each.cut))
    return read


def _visit_told(store: Store, sheet: PrintedSheet, keys: str, today: date) -> str:
    if keys.strip().startswith((".", "。")):
        return "同上一行"
    return _visit_said(read_keys(keys, store.get(VisitSheet, sheet.about).printed, None, today))


def _score_told(store: Store, sheet: PrintedSheet, keys: str, today: date) -> str:
    found = round_of(store, sheet.about)
    return _points(read_marks(keys, found.form, found.rows)[1]).strip()


# ── Kept


def said_of(store: Store, reading: SheetReading, keys: str, today: date) -> str:
    """What keys come to on this sheet, for people. :raises Problem: they say nothing."""
    assert reading.page is not None
    try:
        return _SAID[reading.kind](store, store.get(PrintedSheet, reading.page.sheet), keys, today)
    except ValueError as fault:
        raise Problem(str(fault)) from None


def keep_read(
    store: Store, kept: Sequence[tuple[SheetReading, Mapping[int, str]]], today: date
) -> int:
    """Keep the rows of pages as if they had been typed, and that they were read: one act.

    :param kept: pages, each with row → keys; rows that are missing or blank stay as they were.
    :returns: how many rows were kept.
    :raises Invalid: faults are named ``number.row``; nothing was kept.
    """
    pages = sorted(((each.number, each.page.page, each.page, each, keys) for each, keys in kept
                    if each.page is not None), key=lambda each: each[:2])
    called = dict.fromkeys(f" {number_said(each.number)} 号{each.kind.label}" for each, _ in kept)
    many, faults = 0, dict[str, str]()
    with store.act(f"读回{'、'.join(called)}"):
        for *_, page, reading, keys in pages:
            places = {str(each.record): each.words[0] for each in reading.lines}
            wanted = {each.record: keys[each.record] for each in reading.lines
                      if keys.get(each.record, "").strip()}
            try:
                many += _KEEP[reading.kind](
                    store, store.get(PrintedSheet, page.sheet), wanted, today)
            except Invalid as invalid:
                faults |= {f"{reading.number}.{row}": f"第 {places[row]} 行：{why}"
                           for row, why in invalid.faults.items()}
            store.save(store.get(PrintedPage, page.rowid).but(read=today))
        if faults:
            raise Invalid(faults)
    return many


def _keyed(
    key: Callable[[Store, int, str, date], object]
) -> Callable[[Store, PrintedSheet, Mapping[int, str], date], int]:
    """Keeps row after row; the faults of all are told together."""
    def keep(store: Store, sheet: PrintedSheet, keys: Mapping[int, str], today: date) -> int:
        faults = dict[str, str]()
        for record, typed in keys.items():
            try:
                key(store, record, typed, today)
            except Invalid as invalid:
                faults[str(record)] = invalid.sentence
        if faults:
            raise Invalid(faults)
        return len(keys)

    return keep


def sure_keys(reading: SheetReading) -> dict[int, str]:
    """What needs no looking at."""
    return {each.record: each.keys for each in reading.lines if each.keys and not each.doubts}


_ABOUT: dict[str, str] = {SheetKind.VISITS: "visit_sheet", SheetKind.EVALUATION: "evaluation",
                          SheetKind.POINTS: "scheme"}
"""In which table stands what a sheet is of."""
_READ = {SheetKind.VISITS: _visits_read, SheetKind.EVALUATION: _scores_read,
         SheetKind.POINTS: _amounts_read}
_SAID = {SheetKind.VISITS: _visit_told, SheetKind.EVALUATION: _score_told,
         SheetKind.POINTS: amount_said}
_KEEP = {
    SheetKind.VISITS: _keyed(lambda store, row, keys, today: key_row(
        store, store.get(SheetRow, row), keys, today=today)),
    SheetKind.EVALUATION: _keyed(lambda store, row, keys, today: key_marks(
        store, store.get(EvaluationMark, row), keys)),
    SheetKind.POINTS: keep_scores,
}
