"""The two lists of 人户: households with who looks after them, and everybody on the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from models.pairing.lists import household_rows, person_rows
from models.registers.people import Person
from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store


def home_list(
    store: Store, day: Callable[[], date], veiled: Callable[[], bool]
) -> RecordList:
    """Households as of a day; ``veiled`` hides who is poor, ill or alone."""
    return RecordList(RecordTable(
        (
            Column("户号", 8, "number"), Column("户主", 8, "head", face=_head_face, lead=True),
            Column("组", 6, "group"), Column("人口", 6, "size", numeric=True),
            Column("联户党员", 13, "carer", face=carer_face),
            Column("类别", 14, "categories", text=True),
        ),
        lambda ids: household_rows(store, ids, day(), veiled=veiled()),
    ), "户的名单")


def person_list(store: Store) -> RecordList:
    """Everybody on the register."""
    field = Person.field
    return RecordList(RecordTable(
        (
            Column.of(field("name"), lead=True), Column("户号", 8, "number"),
            Column.of(field("relation"), label="关系", width=8), Column.of(field("sex")),
            Column.of(field("born"), show=str), Column.of(field("politics")),
            Column.of(field("phone"), label="电话"),
        ),
        lambda ids: person_rows(store, ids),
    ), "人员名单")


def carer_face(carer: tuple[str, str]) -> Face | None:
    """联户党员 as the list shows it: the main one, a stand-in, a party household, or nobody."""
    role, name = carer
    return {
        "main": Face(name), "standin": Face(f"代联 {name}", Mark.ASK),
        "party": Face("（党员户）", tone="faint"), "none": Face("未结对", Mark.NONE, "late"),
    }[role]


def veil() -> QPushButton:
    """Lifts the veil from the categories of the households, and lays it again."""
    button = QPushButton("显示户类别")
    button.setCheckable(True)
    button.setProperty("link", True)
    button.setToolTip("脱贫、监测、低保等敏感的类别平时不显示")
    button.toggled.connect(lambda seen: button.setText("隐去户类别" if seen else "显示户类别"))
    return button


def _head_face(name: str | None) -> Face | None:
    return Face(name) if name else Face("户主空缺", Mark.ASK)
