"""四议两公开登记表: the six sheets of one matter, the same 动议事由 ticked on each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.meetings.meeting import kind_title
from models.meetings.procedure import BASES, DONE, MOTIONS, SHOWN, Procedure, ProcedureSheet, sheets
from models.office.village import unit
from models.returns.document import (
    Block,
    Document,
    DocumentReturn,
    Pairs,
    Paragraph,
    Signatures,
    Ticks,
)
from models.returns.returning import Asked
from models.values.days import show_day
from models.values.kinds import LINK, Field
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

TOWN_SIGNS = (3, 4)
"""The sheets the people of the town sign too, with their office."""


def six_sheets(store: Store, asked: Asked) -> Document:
    """The six sheets of the matter asked for. :raises Problem: none was chosen."""
    chosen = asked.answers.get("procedure")
    if not chosen:
        raise Problem("请先选一件四议两公开事项，再印登记表。")
    return procedure_form(store, store.get(Procedure, chosen))


def procedure_form(store: Store, procedure: Procedure) -> Document:
    """The six sheets of one matter, those not reached yet blank."""
    village = unit(store)
    name = village.name if village else ""
    return Document(
        "procedure", "村级重大事务“四议两公开”决策实施登记表", unit=name,
        when=procedure.subject, made=procedure.closed or procedure.opened,
        parts=tuple(_sheet(each, name) for each in sheets(store, procedure)),
        refs=(("procedure", procedure.rowid),),
    )


def _sheet(sheet: ProcedureSheet, unit_name: str) -> Document:
    public = sheet.form.number in (SHOWN, DONE)
    refs = (("meeting", sheet.meeting.rowid),) if sheet.meeting else ()
    return Document(
        "procedure-sheet", f"“四议两公开”登记表之{'一二三四五六'[sheet.form.number - 1]}："
                           f"{sheet.form.title}",
        (_motion(sheet), *(_published(sheet) if public else _met(sheet))),
        unit=unit_name, when=sheet.procedure.category or "",
        made=sheet.step.held if sheet.step else None, refs=refs,
    )


def _motion(sheet: ProcedureSheet) -> Ticks:
    return Ticks("动议事由", tuple(
        (label, code == sheet.procedure.motion) for code, label in MOTIONS.pairs()
    ))


def _met(sheet: ProcedureSheet) -> tuple[Block, ...]:
    step, count = sheet.step, sheet.count
    day = show_day(step.held) if step else ""
    body = (step.body or (kind_title(sheet.meeting.kind) if sheet.meeting else "")) if step else ""
    rows: list[tuple[tuple[str, str], ...]] = [
        ((sheet.form.item, sheet.procedure.subject),),
        (("时间", day), ("会议形式", body)),
        (("应到", f"{count.listed}人" if count else ""),
         ("实到", f"{count.came}人" if count else ""), ("比例", sheet.ratio)),
    ]
    if sheet.base:
        rows.append((("人数核对", sheet.base),))
    if sheet.form.number == 3:
        rows.append((("比例口径", f"到会比例按{BASES.label(sheet.procedure.base)}计"),))
    if sheet.tally and sheet.tally.passes is not None:
        rows.append((("表决结果", _vote(sheet)),))
    if sheet.signers:
        rows.append((("参会人员", "、".join(sheet.signers)),))
    town = sheet.form.number in TOWN_SIGNS
    if town and step and step.town_people:
        rows.append((("乡镇参会人员", step.town_people),))
    words = step.content if step else ""
    if sheet.merged:
        words = f"第一、二步合并召开（书记、主任一肩挑）。{words}"
    return (
        Pairs(tuple(rows)), Paragraph("内容", words, 5), Paragraph("参会人员签字", "", 3),
        *((Paragraph("乡镇参会人员签字（含职务）", "", 2),) if town else ()),
        Signatures(("主持人签字", "记录人签字")),
    )


def _vote(sheet: ProcedureSheet) -> str:
    assert sheet.tally is not None
    count = sheet.tally.count
    passed = "通过" if sheet.tally.passes else "没有通过"
    return (f"赞成{count.for_}票、反对{count.against}票、弃权{count.abstain}票，{passed}"
            f"（至少{sheet.tally.needed_to_pass}票）")


def _published(sheet: ProcedureSheet) -> tuple[Block, ...]:
    step = sheet.step
    day = show_day(step.held) if step else ""
    until = show_day(step.until) if step and step.until else ""
    last = sheet.form.number == DONE
    return (
        Pairs((
            ((sheet.form.item, sheet.procedure.subject),),
            (("公开时间", f"{day}{'至' + until if until else ''}"),
             ("公开地点", (step.place or "") if step else "")),
        )),
        Paragraph("实施结果" if last else "决议内容", step.content if step else "", 6),
        Paragraph("公开情况", (step.note or "") if step else "", 3),
        Paragraph("监督意见", (step.supervision or "") if step else "", 3),
        Signatures(("村务监督委员会签字", "填表人签字")),
    )


PROCEDURE_DOCUMENTS = (
    DocumentReturn("procedure", "四议两公开登记表", "asked", six_sheets,
                   asks=(Field("四议两公开", LINK, name="procedure", required=True),)),
)
