"""标准: the year's items and clauses, imported, edited, compared with the version before."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from models.keeping.record import required
from models.office.star_sets import set_of, star_set
from models.stars.comparing import ClausePair, carry_over, compare
from models.stars.drafting import keep, shipped, source_named
from models.stars.standard import (
    CHANGES,
    MEASURES,
    Clause,
    Revision,
    Standard,
    Task,
    candidates,
    edit_clause,
    edit_task,
    items,
    standards,
    switch_on,
)
from models.values.problem import Problem
from ui.kit.card import section, words
from ui.kit.chips import ALL, Chip
from ui.kit.keys import act
from ui.kit.marks import Face, FaceLabel
from ui.kit.message_strip import Strip
from ui.kit.page import action, press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.importing.opening import TakesList
from ui.parts.importing.workbench import Workbench
from ui.places.stars.section import StarList, heads_column, return_place

if TYPE_CHECKING:
    from models.keeping.store import Store


CLAUSE_FORM = ("text", "criterion", "demand", "evidence", "ledger", "measure", "target", "veto")
TASK_FORM = ("star", "number", "title", "department")


class AspectItem(Task, table="task", label="重点任务"):
    """An item of a standard beside the stars: what it stands under is no star."""

    star: str = required("方面", width=10)


T = TypeVar("T", bound=Task)


def _as(kind: type[T], task: Task) -> T:
    return kind(**{each.name: getattr(task, each.name) for each in fields(Task)})


EMPTY = "还没有创建标准。\n导入镇里下发的标准表；还没有下发时可以先用参考模板练手。"


class StandardSection(TakesList, StarList[tuple[Task, Clause]]):
    """Versions in a box, stars as chips, clauses in the list, one clause in the card."""

    key, title, takes = "standard", "标准", "standard"
    record_kinds = ("standard", "task", "clause")
    listed, none, enter, wide = "标准的条", EMPTY, "edit", 660
    columns = (
        heads_column(None), Column("序号", 4, numeric=True),
        Column("项", 16, lead=True, text=True), Column("条", 26), Column("计量", 9),
        Column("目标值", 14, text=True),
    )

    def build(self) -> None:
        """The versions over the list."""
        super().build()
        self.version = QComboBox()
        self.version.setAccessibleName("标准版本")
        self.version.setMinimumWidth(px(150))
        self.version.activated.connect(lambda _: self.refresh())
        self.put_first(self.version)
        self.offer_more()

    def columns_now(self) -> tuple[Column, ...]:
        """What the items stand under is called as the standard looked at calls it."""
        row = self.version.currentData()
        return (heads_column(self.store.get(Standard, row) if row else None), *self.columns[1:])

    def read(self) -> list[Chip]:
        """Offer the versions and read the one looked at."""
        chosen, known = self.version.currentData(), standards(self.store)
        self.version.clear()
        for each in known:
            self.version.addItem(named(each), each.id)
        self.version.setCurrentIndex(max(0, self.version.findData(chosen)))
        self.version.setVisible(bool(known))
        self.deeds["start_with_template"].setVisible(not known)
        row = self.version.currentData()
        listed = items(self.store, row) if row is not None else []
        self.lines = {clause.rowid: (item.task, clause)
                      for item in listed for clause in item.clauses}
        if row is None:
            self.tell(summary="")
            return []
        return self._questions(self.store.get(Standard, row), len(listed))

    def show_record(self, kind: str, row: int) -> None:
        """A standard, an item or a clause."""
        standard = row
        if kind == Clause.table:
            standard = self.store.get(Task, self.store.get(Clause, row).task).standard
        elif kind == Task.table:
            standard = self.store.get(Task, row).standard
        self.version.setCurrentIndex(max(0, self.version.findData(standard)))
        self.refresh()
        self.chips.press(ALL)
        if kind == Clause.table:
            self.list.choose(row)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("导入标准…", icon="import", main=True)
    def bring_in(self) -> None:
        """Read the standard the town sent."""
        self.choose_list()

    @action("用参考模板", icon="book")
    def start_with_template(self) -> None:
        """Begin with the shipped draft, labelled as one."""
        keep(self.store, shipped(set_of(self.store).code, self.today.year))

    @action("改这一条", icon="edit", shortcut="F2", place="card")
    def edit(self) -> None:
        """Change a clause of the newest version."""
        _, clause = self.chosen_line()
        self.fill_in("改这一条", clause, CLAUSE_FORM, f"clause:{clause.id}",
                     lambda kept: edit_clause(self.store, kept))

    @action("改这一项", icon="edit", place="card")
    def edit_item(self) -> None:
        """Change an item of the newest version."""
        task, _ = self.chosen_line()
        beside = star_set(self._standard().star_set).beside
        self.fill_in("改这一项", _as(AspectItem, task) if beside else task, TASK_FORM,
                     f"task:{task.id}", lambda kept: edit_task(self.store, _as(Task, kept)))

    @action("与上一版比较", icon="copy", place="more", may=None)
    def compare(self) -> None:
        """The version looked at beside the one before it."""
        after = self._standard()
        before = self._before(after)
        if before is None:
            raise Problem("没有更早的标准可以比较。")
        pane = Compared(self.store, before, after)
        pane.carried.connect(self.strip.tell)
        self.put_right(pane)

    @action("否决项…", icon="seal", place="more")
    def choose_vetoes(self) -> None:
        """Candidates, all off until somebody of the village switches one on."""
        standard = self._standard()
        self.card.forget()
        self.card.head("否决项", "县里没有说的不启用；启用后作为一条列入标准。")
        for each in candidates(self.store, standard):
            face = Face(f"{star_set(standard.star_set).label_of(each.star)}：{each.text}",
                        Mark.DONE if each.on else Mark.NONE)
            self.card.tell(FaceLabel(face), words(f"来源：{each.source}", "faint"))
            if not each.on:
                self.card.tell(self._switch(standard, each.star, each.text))

    @action("标准表", icon="returns", place="more", may=None)
    def to_return(self) -> None:
        """The standard as a return, to be seen, printed and handed out."""
        self.wanted.emit("return", return_place("star-standard"))

    # ── inside ───────────────────────────────────────────────────────────────

    def _switch(self, standard: Standard, star: str, text: str) -> Any:
        act = QAction("启用", self)
        act.triggered.connect(lambda: self.attempt(
            lambda: switch_on(self.store, standard, star, text)))
        return press_button(act)

    def _bench(self) -> Workbench:
        """What was taken in on it is shown, and may carry on what stood before."""
        bench, known = super()._bench(), {each.id for each in standards(self.store)}
        bench.closed.connect(lambda: self._imported(known))
        return bench

    def _imported(self, known: set[int | None]) -> None:
        new = [each.rowid for each in standards(self.store) if each.id not in known]
        if not new:
            return
        self.refresh()
        self.show_record("standard", max(new))
        before = self._before(self._standard())
        if before is not None:
            self.ask("标准已导入。要把上一版的计划和填报承接过来吗？",
                           {"比较并承接": lambda: self.attempt(self.compare), "以后再说": None})

    def _before(self, after: Standard) -> Standard | None:
        """What the version looked at comes after: of its year, else of the year before."""
        if after.follows:
            return self.store.get(Standard, after.follows)
        earlier = [each for each in standards(self.store)
                   if each.id != after.id and each.star_set == after.star_set
                   and (each.year, each.rowid) < (after.year, after.rowid)]
        return max(earlier, key=lambda each: (each.year, each.rowid), default=None)

    def _standard(self) -> Standard:
        row = self.version.currentData()
        if row is None:
            raise Problem("还没有创建标准，请先导入。")
        return self.store.get(Standard, row)

    def _questions(self, standard: Standard, many: int) -> list[Chip]:
        pairs = list(self.lines.values())
        stars = star_set(standard.star_set).stars or [
            (head, head) for head in dict.fromkeys(task.star for task, _ in pairs)]
        chips = [Chip(ALL, "全部", len(pairs))]
        chips += [Chip(star, label, sum(task.star == star for task, _ in pairs))
                  for star, label in stars]
        changed = sum(clause.change != Revision.SAME for _, clause in pairs)
        if standard.follows:
            chips.append(Chip("changed", "变动", changed, Mark.ASK))
        vetoes = sum(clause.veto for _, clause in pairs)
        if vetoes:
            chips.append(Chip("veto", "否决", vetoes))
        said = f"{many} 项 {len(pairs)} 条"
        self.tell(summary=" · ".join(filter(None, (said, standard.notice))))

        return chips

    def fits(self, line: tuple[Task, Clause]) -> bool:
        """Of the star asked for, a veto, or changed."""
        task, clause = line
        return {"veto": clause.veto, "changed": clause.change != Revision.SAME}.get(
            self.chips.key, self.chips.lets(task.star))

    def cells(self, line: tuple[Task, Clause]) -> tuple[Any, ...]:
        """The clause, and how it is measured."""
        task, clause = line
        return (task.star, task.number, task.title, clause.text, MEASURES.label(clause.measure),
                clause.target)

    def show_card(self, line: tuple[Task, Clause] | None) -> None:
        """One clause, whole."""
        if line is None:
            self.card.head("创建标准")
            self.card.tell(words("标准是当年评星的依据：星、项、条，每条写明评定标准、佐证和目标值。",
                                 "second", wrap=True))
            return
        task, clause = line
        standard = self.store.get(Standard, task.standard)
        label = star_set(standard.star_set).label_of(task.star)
        self.card.head(f"{task.number} {task.title}", label)
        for heading, said in self._says(task, clause):
            if said:
                self.card.tell(section(heading), words(said, wrap=True))
        if standard.notice:
            self.card.tell(FaceLabel(Face(standard.notice, Mark.ASK)))

    def _says(self, task: Task, clause: Clause) -> list[tuple[str, str | None]]:
        measure = "　".join(filter(None, (
            MEASURES.label(clause.measure), clause.target and f"目标 {clause.target}",
            "否决项" if clause.veto else "")))
        counted = "、".join(each.label for each in source_named(clause.source_codes))
        where = (counted and f"由程序计算：{counted}") or "由村里填写"
        return [
            ("条", clause.text), ("评定标准", clause.criterion), ("创建要求", clause.demand),
            ("牵头部门", task.department), ("佐证材料", clause.evidence),
            ("计量和目标", measure),
            ("数据来源", "；".join(filter(None, (clause.ledger, where)))),
            ("较上一版", CHANGES.label(clause.change) if clause.change != Revision.NEW else ""),
        ]


# ── Two versions side by side


FACES: dict[str, Face] = {
    Revision.CHANGED: Face(Revision.CHANGED.label, Mark.ASK),
    Revision.NEW: Face(Revision.NEW.label, Mark.NONE, "ink"),
    Revision.DROPPED: Face(Revision.DROPPED.label, Mark.LATE),
    Revision.SAME: Face(Revision.SAME.label, tone="faint"),
}
ORDER = tuple(FACES)


class Compared(QWidget):
    """``closed()`` when it is put away; ``carried(sentence)`` when the answers went along."""

    closed = Signal()
    carried = Signal(str)

    def __init__(self, store: Store, before: Standard, after: Standard) -> None:
        super().__init__()
        self._store, self._before, self._after = store, before, after
        pairs = compare(items(store, before.rowid), items(store, after.rowid))
        self.pairs: list[ClausePair] = sorted(pairs, key=lambda each: ORDER.index(each.change))
        self.strip = Strip()
        self.list = RecordList(self._table(), "两版标准的不同")
        self.list.shown.connect(self._tell)
        self.told = words(wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.carrying = act(self, "把计划和填报承接过来", "Ctrl+S", self.carry)
        self.closing = act(self, "关闭", "Esc", self.give_up)
        self.carrying.setEnabled(after.follows is None)
        self._lay_out()
        self.list.show_ids(list(range(1, len(self.pairs) + 1)))
        self.setFocusProxy(self.list)

    def carry(self) -> None:
        """Take plan, owners, deadlines and answers along; what changed is flagged."""
        try:
            done = carry_over(self._store, self._before, self._after)
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return
        self.closed.emit()
        self.carried.emit(done.sentence)

    # ── inside ───────────────────────────────────────────────────────────────

    def _tell(self, at: int) -> None:
        pair = self.pairs[at - 1] if at else None
        lines = []
        for name, each in (("上一版", pair and pair.before), ("这一版", pair and pair.after)):
            if each:
                clause = each[1]
                said = "；".join(filter(None, (clause.text, clause.criterion, clause.target)))
                lines.append(f"{name}：{said}")
        self.told.setText("\n".join(lines))

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [self._row(self.pairs[at - 1]) for at in ids]

        return RecordTable((
            heads_column(self._after), Column("条", 22), Column("变化", 9, face=FACES.get),
            Column("改了什么", 14, text=True),
        ), rows)

    def _row(self, pair: ClausePair) -> tuple[Any, ...]:
        task, clause = pair.after or pair.before or (None, None)
        assert task is not None and clause is not None
        return (task.star, clause.text, pair.change, "、".join(pair.changed))

    def give_up(self) -> None:
        """Put the comparison away."""
        self.closed.emit()

    def _lay_out(self) -> None:
        whole, foot = QVBoxLayout(self), QHBoxLayout()
        counts = {code: sum(each.change == code for each in self.pairs) for code in ORDER}
        said = "，".join(f"{FACES[code].words} {count} 条" for code, count in counts.items())
        for each in (self.carrying, self.closing):
            foot.addWidget(press_button(each, main=each is self.carrying))
        foot.setSpacing(px(8))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(10))
        whole.addWidget(words("与上一版比较", "title"))
        whole.addWidget(words(f"{named(self._before)} → {named(self._after)}", "second", wrap=True))
        whole.addWidget(words(f"{said}。旧版和它的填报都保留。", "second", wrap=True))
        whole.addWidget(self.strip)
        whole.addWidget(self.list, 1)
        self.told.setMinimumHeight(px(64))
        whole.addWidget(self.told)
        whole.addLayout(foot)


def named(standard: Standard) -> str:
    """2026年 第 1 版, 2026年 四化 第 1 版; and that a template is one."""
    kind = "参考模板" if standard.template else f"第 {standard.version} 版"
    beside = star_set(standard.star_set).beside
    return " ".join((f"{standard.year}年", *([standard.star_set] if beside else ()), kind))
