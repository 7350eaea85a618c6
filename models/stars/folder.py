"""佐证材料册: everything filed for one star, put together to be printed and bound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.attachments import Attachment, KeptPicture, attachments_of, kept
from models.keeping.record import Record
from models.office.star_sets import star_set
from models.office.village import unit
from models.stars.evidence import FILED, Filed, archive, kind_filed
from models.stars.plan import Plan
from models.stars.progress import Line, by_task, lines
from models.stars.standard import Standard
from models.values.kinds import LINK
from models.values.privacy import Privacy, mask
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: its number and title, what it says line by line, its pictures."""

    number: str
    title: str
    kind: str
    words: tuple[str, ...]
    pictures: tuple[KeptPicture, ...]


@dataclass(frozen=True)
class Section:
    """One item of the star with its clauses and pieces."""

    number: str
    title: str
    words: tuple[str, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Folder:
    """The evidence of one star."""

    title: str
    village: str
    town: str
    day: date
    notes: tuple[str, ...]
    sections: tuple[Section, ...]


def folder(store: Store, plan: Plan, star: str, day: date) -> Folder:
    """The folder of a star as of a day; personal data in it is masked, sensitive fields left out.

    :raises Problem: the standard has no item under this star.
    """
    standard = store.get(Standard, plan.standard)
    chosen = star_set(standard.star_set)
    found = [each for each in lines(store, plan, day) if each.task.star == star]
    if not found:
        raise Problem(f"标准里没有{chosen.label_of(star)}的任务，先导入标准再出佐证材料册。")
    filed: dict[int, list[Filed]] = {}
    for each in archive(store, standard, star=star):
        filed.setdefault(each.task.rowid, []).append(each)
    village = unit(store)
    return Folder(
        f"{chosen.label_of(star)}佐证材料册", (village and village.name) or "",
        (village and village.town) or "", day,
        tuple(filter(None, (f"依据：{standard.title}", standard.notice))),
        tuple(_section(store, task.number, task.title, some, filed.get(task.rowid, []))
              for task, some in by_task(found)),
    )


def _section(
    store: Store, number: str, title: str, found: list[Line], filed: list[Filed]
) -> Section:
    words = []
    for each in found:
        words += [f"条：{each.clause.text}", f"评定标准：{each.clause.criterion or '—'}",
                  f"目标值：{each.clause.target or '—'}　现状：{each.value or '未填'}"
                  f"　状态：{each.state_label}", f"数据来源：{each.source}"]
        for label, figure in zip(each.labels, each.open(store), strict=True):
            words.append(f"{label}：计入 {len(figure.counted)} 件，"
                         f"未计入 {len(figure.missed)} 件。")
    return Section(number, title, tuple(words), tuple(_piece(store, each) for each in filed))


def _piece(store: Store, each: Filed) -> Piece:
    evidence = each.evidence
    kind = kind_filed(evidence.ledger)
    if not each.there:
        return Piece(each.number, evidence.title, kind, ("原件已不在，请补。",), ())
    record = store.get(FILED[evidence.ledger], evidence.row)
    if isinstance(record, Attachment):
        return Piece(each.number, evidence.title, kind, (), (kept(store, record),))
    pictures = [kept(store, one) for one in attachments_of(store, record.table, evidence.row)]
    return Piece(each.number, evidence.title, kind, _said(record),
                 tuple(each for each in pictures if each.path.is_file()))


def _said(record: Record) -> tuple[str, ...]:
    words = []
    for each in record.fields():
        value = getattr(record, each.name)
        if value is None or each.kind is LINK or each.privacy is Privacy.SENSITIVE:
            continue
        words.append(f"{each.label}：{mask(each.show(value), each.privacy)}")
    return tuple(words)
