"""A standard as it was handed down in rows: read whole, or refused with every faulty row named."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.keeping.record import problems
from models.office.star_sets import SourceName, source_names, star_set
from models.stars.standard import (
    MEASURES,
    UNMEASURED,
    Clause,
    ClauseMeasure,
    Standard,
    StandardItem,
    Task,
    items,
    read_goals,
    standard_for,
)
from models.values.problem import Problem
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store

Place = tuple[str, int]
"""A row on the paper: the sheet's name and the row, counted from 1."""

HEADINGS = ("年度", "适用", "星", "序号", "项", "条", "评定标准", "创建要求", "牵头部门",
            "佐证材料", "数据来源台账", "计量类型", "目标值", "否决")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row of a handed-down standard, with the remedy."""

    place: Place
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"第 {self.place[1]} 行“{self.column}”：{self.sentence}"


@dataclass(frozen=True)
class StandardDraft:
    """A standard that was read and is not kept yet; with faults it can't be kept."""

    standard: Standard
    items: tuple[StandardItem, ...]
    faults: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()
    """What is kept as it stands and better known."""

    @property
    def clauses(self) -> int:
        """How many 条 it has."""
        return sum(len(item.clauses) for item in self.items)


def draft(
    standard: Standard, rows: Iterable[tuple[Place, Mapping[str, str]]]
) -> StandardDraft:
    """Judge the rows of a standard: (place on the paper, heading → text)."""
    reading = _Reading(standard)
    for place, row in rows:
        reading.take(place, {key: (value or "").strip() for key, value in row.items()})
    return StandardDraft(standard, reading.items(), tuple(reading.faults),
                         tuple(reading.notices))


def under_head(
    rows: Iterable[Mapping[str, str]]
) -> list[tuple[Place, Mapping[str, str]]]:
    """The rows of a plain table with their places: the first stands in row 2."""
    return [(("", at), row) for at, row in enumerate(rows, 2)]


class _Reading:
    """What has been read so far, row by row."""

    def __init__(self, standard: Standard) -> None:
        self._set = star_set(standard.star_set)
        self.faults: list[Fault] = []
        self.notices: list[Fault] = []
        self._tasks: list[Task] = []
        self._clauses: list[list[Clause]] = []
        self._numbers: dict[str, tuple[str, Place]] = {}
        self._last: dict[str, str] = {}

    def take(self, line: Place, row: dict[str, str]) -> None:
        for blank in ("星", "序号", "项", "牵头部门"):
            same_item = not row.get("项") or row.get("项") == self._last.get("项")
            if not row.get(blank) and (blank == "星" or same_item):
                row[blank] = self._last.get(blank, "")
        self._last = row
        star = self._set.read(row.get("星", ""))
        if star is None:
            self._fault(line, "星", self._no_head(row.get("星", "")))
            return
        if not row.get("项"):
            self._fault(line, "项", "没有写项（重点任务），请补上或删去这一行。")
            return
        self._item(line, star, row)
        self._clause(line, row)

    def _no_head(self, said: str) -> str:
        if self._set.beside:
            return "没有写是哪一方面，请补上。"
        known = "、".join(label for _, label in self._set.stars)
        return (f"没有“{said}”这颗星。{self._set.label}的五颗星是{known}，请改成其中一颗，"
                "或核对适用类别：不是五星的标准，适用写它的名称。")

    def _item(self, line: Place, star: str, row: dict[str, str]) -> None:
        number = row.get("序号") or str(len(self._tasks) + 1)
        if self._tasks and self._tasks[-1].title == row["项"] and self._tasks[-1].star == star:
            if row.get("序号") in ("", self._tasks[-1].number):
                return
            number = row["序号"]
        known = self._numbers.get(f"{star} {number}")
        if known:
            title, first = known
            self._fault(line, "序号", f"序号 {number} 已在第 {first[1]} 行用于“{title}”，"
                                      "两项不能同号，请改其中一个。")
        self._numbers.setdefault(f"{star} {number}", (row["项"], line))
        self._tasks.append(Task(standard=0, star=star, number=number, place=len(self._tasks) + 1,
                                title=row["项"], department=row.get("牵头部门") or None))
        self._clauses.append([])

    def _clause(self, line: Place, row: dict[str, str]) -> None:
        written = re.sub(r"\s*[＋+]\s*", "+", row.get("计量类型", ""))
        measure = MEASURES.read(written) if written else ClauseMeasure.JUDGEMENT
        if measure is None:
            offered = "、".join(label for _, label in MEASURES.pairs())
            self._fault(line, "计量类型", f"没有“{written}”这种计量类型，可以用的有：{offered}。")
            measure = ClauseMeasure.JUDGEMENT
        veto = row.get("否决", "")
        clause = Clause(
            task=0, place=len(self._clauses[-1]) + 1, text=row.get("条") or row["项"],
            criterion=row.get("评定标准") or None, demand=row.get("创建要求") or None,
            evidence=row.get("佐证材料") or None, ledger=row.get("数据来源台账") or None,
            measure=measure, target=row.get("目标值") or None,
            veto=veto in ("是", "√", "✓", "1", "否决"),
        )
        for name, sentence in problems(clause).items():
            self._fault(line, Clause.field(name).label, sentence)
        if clause.target_in_words:
            kind = MEASURES.label(measure)
            self.notices.append(Fault(line, "目标值", (
                f"计量类型是{kind}，目标值“{clause.target}”里没有数字：照原话留着，不按它算完成；"
                "定了数以后在标准里改这一条。")))
        self._clauses[-1].append(clause.but(sources=suggested_sources(clause)))

    def _fault(self, line: Place, column: str, sentence: str) -> None:
        self.faults.append(Fault(line, column, sentence))

    def items(self) -> tuple[StandardItem, ...]:
        return tuple(
            StandardItem(task, tuple(found))
            for task, found in zip(self._tasks, self._clauses, strict=True)
        )


def keep(store: Store, drafted: StandardDraft) -> Standard:
    """Keep a whole standard as one act, as the next version of its year.

    :raises Problem: it has faults; nothing was kept.
    """
    if drafted.faults:
        raise Problem(
            f"标准里有 {len(drafted.faults)} 处要改，没有导入。先看第一处：{drafted.faults[0]}"
        )
    said = drafted.standard
    earlier = store.find(
        Standard, "year = ? AND star_set = ? AND template = 0", (said.year, said.star_set)
    )
    version = 1 if said.template else 1 + max((each.version for each in earlier), default=0)
    with store.act(f"导入标准：{said.title}"):
        kept = store.save(said.but(version=version))
        assert kept.id is not None
        for item in drafted.items:
            task = store.save(item.task.but(standard=kept.id))
            for clause in item.clauses:
                store.save(clause.but(task=task.rowid))
    return kept


def shipped(code: str, year: int) -> StandardDraft:
    """The template shipped for a set, 参考: the county's paper decides."""
    text = resource(f"standards/{code}-draft.csv").read_text(encoding="utf-8-sig")
    rows = under_head(csv.DictReader(text.splitlines()))
    title = f"{star_set(code).label}“五星”支部创建标准（参考模板）"
    return draft(Standard(year=year, star_set=code, title=title, template=True), rows)


def table_of(standard: Standard) -> str:
    """What its table is called in a letter."""
    beside = star_set(standard.star_set).beside
    return "standard_beside" if beside else f"standard_{standard.star_set}"


def rows_of(store: Store, standard: Standard) -> list[tuple[Any, ...]]:
    """A standard as rows under ``HEADINGS``, for the town or for next year."""
    return _rows(standard, items(store, standard.rowid))


def known_standard(store: Store, drafted: StandardDraft) -> Standard | None:
    """The newest version of the same year and set, where it says the very same."""
    found = standard_for(store, drafted.standard.year, drafted.standard.star_set)
    same = found and not found.template and rows_of(store, found) == _rows(found, drafted.items)
    return found if same else None


def _rows(standard: Standard, listed: Iterable[StandardItem]) -> list[tuple[Any, ...]]:
    chosen = star_set(standard.star_set)
    return [
        (standard.year, chosen.label, chosen.label_of(item.task.star), item.task.number,
         item.task.title, each.text, each.criterion, each.demand, item.task.department,
         each.evidence, each.ledger, MEASURES.label(each.measure), each.target,
         "是" if each.veto else "否")
        for item in listed for each in item.clauses
    ]


def suggested_sources(clause: Clause) -> str | None:
    """The counts that a clause names: by the words of its goals, else by its ledgers."""
    if clause.measure in UNMEASURED:
        return None
    wanted = [goal.what for goal in read_goals(clause.target) if goal.what]
    found = [each.code for what in wanted for each in source_names() if what in each.goals]
    if not wanted:
        ledgers = re.split(r"[；;、，,]", clause.ledger or "")
        found = [each.code for name in ledgers for each in source_names() if name in each.ledgers]
        found = found[:1]
    return " ".join(dict.fromkeys(found)) or None


def source_named(codes: Sequence[str]) -> list[SourceName]:
    """The counts with these codes, in the order of the list."""
    return [each for each in source_names() if each.code in codes]
