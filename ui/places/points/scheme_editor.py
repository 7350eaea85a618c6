"""写细则: the whole, heads, items and grades as tables; saved as a version not yet in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from models.points.book.scheme_sheet import HEADINGS, scheme_from_lines, scheme_sheet
from models.points.book.scheme_versions import SchemeVersion, keep_scheme
from models.points.engine.reader import InvalidFile
from models.points.engine.scheme import GRADE, HEAD, ITEM, WHOLE, Key
from models.values.codes import Labelled
from ui.kit.card import Card, section, words
from ui.kit.chips import Chip
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action, press_button
from ui.kit.record_list import RecordList
from ui.kit.section import Section
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.points.engine.scheme import Scheme

CLASS = Key("member_class", "党员类别", hint="只用于一类党员才写，例如 务工党员；全体党员不填")
WHOLE_HERE = (*WHOLE[:2], CLASS, *WHOLE[2:])
"""总则 of the editor: the keys of the file, and whom among the members it is for."""


class Part(Labelled):
    """The parts of a scheme, each a table of its own."""

    WHOLE = "whole", "总则"
    HEADS = "heads", "类别"
    ITEMS = "items", "项目"
    GRADES = "grades", "等次"


KEYS = {Part.WHOLE: WHOLE_HERE, Part.HEADS: HEAD, Part.ITEMS: ITEM, Part.GRADES: GRADE}
START = {"细则名称": "", "记给谁": "户", "起用日期": "", "来源": "", "按什么期入账": "月",
         "超过封顶": "只计到封顶", "显示几位小数": "0"}
Cells = dict[str, str]


class WideList(RecordList):
    """A table often wider than its place: scrolled, never squeezed."""

    squeezed = False


class SchemeEditor(Section):
    """One scheme as four tables; a new user fills them from the top."""

    key, title, alone = "scheme-editor", "写细则", True

    def build(self) -> None:
        """A table for each part; what is wrong stands at the right."""
        self.version: SchemeVersion | None = None
        self.cells: dict[Part, list[Cells]] = {}
        self.lists: dict[Part, RecordList] = {}
        self.tables = QStackedWidget()
        for part in Part:
            self.lists[part] = WideList(self._table_of(part), part.label)
            self.lists[part].speak_through(self.strip)
            self.tables.addWidget(self.lists[part])
        self.card = Card()
        self.card.steps(self.buttons("card"))
        for name in ("save", "add_row", "go_back"):
            self.tool_row.addWidget(press_button(self.deeds[name], main=name == "save"))
        self.whole.insertWidget(0, self.tools)
        self.ask_over([Chip(part, part.label) for part in Part])
        self.chips.chosen.connect(lambda _: self._choose())
        self.lay_halves(self.tables, self.card, 860)
        self.zones = [*self.lists.values(), self.card]

    # ── which scheme ─────────────────────────────────────────────────────────

    def begin(self, scheme: Scheme | None = None, member_class: str | None = None) -> None:
        """A new scheme, from nothing or from another."""
        self.version = None
        self._take(_lines_of(scheme) if scheme else [
            {"部分": Part.WHOLE.label, "名称": rule.label, "分值": START.get(rule.label, "")}
            for rule in WHOLE
        ], member_class)

    def show_version(self, version: SchemeVersion) -> None:
        """A kept version that is not in force."""
        self.version = version
        self._take(_lines_of(version.scheme), version.member_class)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("保存", icon="save", shortcut="Ctrl+S", main=True, place="own")
    def save(self) -> None:
        """Keep it, not in force; every fault is told."""
        try:
            scheme = scheme_from_lines(self._lines())
            self.version = keep_scheme(self.store, scheme, member_class=self._member_class(),
                                       version=self.version)
        except InvalidFile as invalid:
            self._tell_faults(invalid.faults)
            self.strip.refuse(f"还有 {len(invalid.faults)} 处要改，见右边。")
            return
        self._tell_faults(())
        self.strip.tell(f"《{scheme.name}》存好了，还没有启用。到“细则”里点“启用…”。")

    @action("加一行", icon="plus", shortcut="Ctrl+N", place="own")
    def add_row(self) -> None:
        """One more row in the table looked at."""
        part = self._part()
        if part == Part.WHOLE:
            part = Part.ITEMS
            self.chips.press(part)
        self.cells[part].append({})
        self._show(part)
        self.lists[part].choose(len(self.cells[part]))

    @action("删这一行", icon="close", place="card")
    def drop_row(self) -> None:
        """Take the row looked at away."""
        part, row = self._part(), self.lists[self._part()].current()
        if part != Part.WHOLE and row:
            del self.cells[part][row - 1]
            self._show(part)

    @action("返回", icon="leave", shortcut="Esc", place="own", may=None)
    def go_back(self) -> None:
        """Back to the list of schemes."""
        assert self.host is not None
        self.host.come_back()

    # ── inside ───────────────────────────────────────────────────────────────

    def _part(self) -> Part:
        return Part(self.chips.key or Part.WHOLE)

    def _choose(self) -> None:
        self.tables.setCurrentWidget(self.lists[self._part()])
        self.lists[self._part()].setFocus()
        self._tell_faults(())

    def _take(
        self, lines: Sequence[Mapping[str, str]], member_class: str | None = None
    ) -> None:
        of = {part.label: part for part in Part}
        self.cells = {part: [] for part in Part}
        for line in lines:
            self.cells[of[line["部分"]]].append(dict(line))
        self.cells[Part.WHOLE].append({"名称": CLASS.label, "分值": member_class or ""})
        self.cells[Part.WHOLE].sort(key=lambda line: _place(line.get("名称", "")))
        for part in (Part.HEADS, Part.ITEMS, Part.GRADES):
            self.cells[part] += [{} for _ in range(max(2, 4 - len(self.cells[part])))]
        for part in Part:
            self._show(part)
        self.strip.put_away()
        title = self.version.name if self.version else "新细则"
        self.tell(detail=title, summary="")
        self._tell_faults(())

    def _lines(self) -> list[Cells]:
        return [
            {**cells, "部分": part.label}
            for part, rows in self.cells.items() for cells in rows
            if cells.get("名称") != CLASS.label
            and any(words.strip() for key, words in cells.items() if key != "部分")
        ]

    def _member_class(self) -> str | None:
        said = next(each for each in self.cells[Part.WHOLE] if each["名称"] == CLASS.label)
        return said["分值"].strip() or None

    def _show(self, part: Part) -> None:
        self.lists[part].table.show_ids(list(range(1, len(self.cells[part]) + 1)))
        self.lists[part].keep_current()

    def _table_of(self, part: Part) -> RecordTable:
        if part == Part.WHOLE:
            hints = {rule.label: _hint(rule) for rule in WHOLE_HERE}

            def whole(ids: list[int]) -> list[tuple[str, ...]]:
                return [(cells.get("名称", ""), cells.get("分值", ""),
                         hints.get(cells.get("名称", ""), ""))
                        for cells in (self.cells[part][row - 1] for row in ids)]

            return RecordTable((
                Column("名称", 20, lead=True), Column("怎么定", 20, key="分值", editable=True),
                Column("说明", 30),
            ), whole, lambda edits: self._put(part, edits))
        labels = [rule.label for rule in KEYS[part]]
        columns = tuple(Column(label, _width(label), key=label, editable=True, lead=at == 0)
                        for at, label in enumerate(labels))
        return RecordTable(
            columns,
            lambda ids: [[self.cells[part][row - 1].get(label, "") for label in labels]
                         for row in ids],
            lambda edits: self._put(part, edits))

    def _put(self, part: Part, edits: list[Edit]) -> None:
        rules = {rule.label: rule for rule in KEYS[part]}
        for each in edits:
            rule = rules.get(each.key)
            text = rule.words(rule.value(each.text)) if rule and rule.choices else each.text.strip()
            self.cells[part][each.id - 1][each.key] = text if each.text.strip() else ""
        self._show(part)
        self._tell_faults(())

    def _tell_faults(self, faults: Sequence[str]) -> None:
        self.card.forget()
        part = self._part()
        self.card.head(part.label, "不会自动启用")
        for fault in faults:
            self.card.tell(FaceLabel(Face(fault, Mark.LATE)))
        self.card.tell(section("怎么填"))
        for rule in KEYS[part]:
            said = _hint(rule)
            if said and part != Part.WHOLE:
                self.card.tell(words(f"{rule.label}：{said}", "second", wrap=True))
        if part == Part.WHOLE:
            self.card.tell(words("先填细则名称、记给谁、起用日期、来源，再到“类别”“项目”里写。"
                                 "空着的按通常办法。", "second", wrap=True))
        if part == Part.ITEMS:
            self.card.tell(words("可以从 Excel 粘贴，Ctrl+D 向下填。", "second", wrap=True))


def _lines_of(scheme: Scheme) -> list[Cells]:
    return [
        {heading: "" if value is None else str(value)
         for heading, value in zip(HEADINGS, row.values, strict=True)}
        for row in scheme_sheet(scheme).rows
    ]


def _place(label: str) -> int:
    return next((at for at, rule in enumerate(WHOLE_HERE) if rule.label == label),
                len(WHOLE_HERE))


def _hint(rule: Key) -> str:
    offered = "、".join(rule.choices.values()) if rule.choices else ""
    return "；".join(filter(None, (rule.hint, offered)))


def _width(label: str) -> int:
    natural = {"名称": 20, "公示用语": 18, "代号": 12, "类别": 12, "分值": 11, "凭据": 14,
               "一票否决": 16, "计量": 10, "封顶周期": 9}
    return natural.get(label, 8)

