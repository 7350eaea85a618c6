"""The village as it is printed on every sheet, its groups, and who is working now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout

from models.keeping.record import Draft
from models.keeping.settings import set_setting
from models.office.village import GROUP_KINDS, Group, Unit, groups, unit
from models.values.problem import Invalid, Problem
from ui.kit.card import Flow, words
from ui.kit.form import Form
from ui.kit.halves import Halves
from ui.kit.record_list import RecordList
from ui.kit.room import Modest
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.tokens import px

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.keeping.store import Store

VILLAGE_FORM = ("name", "code", "county", "town", "district", "community", "star_set", "branch",
                "phone")


class VillagePanel(Modest):
    """The form at the left; the operator and the groups at the right."""

    def __init__(self, store: Store, attempt: Callable[[Callable[[], object]], bool]) -> None:
        super().__init__()
        self._store, self._attempt = store, attempt
        self._groups: dict[int, Group] = {}
        self.form = Form(store, Unit, VILLAGE_FORM)
        self._shown = self.form.texts()
        self.groups = RecordList(self._table(), "村民小组、片区和网格")
        self.groups.say_empty("还没有村民小组。\n在下面写上名称，按 Enter 添上。")
        self.operator, self.new_group = QLineEdit(), QLineEdit()
        self.operator.setAccessibleName("经办人")
        self.operator.setPlaceholderText("姓名")
        self.new_group.setAccessibleName("新小组的名称")
        self.new_group.setPlaceholderText("新小组的名称，如 三组")
        self.operator.editingFinished.connect(self.keep_operator)
        self.new_group.returnPressed.connect(self.add_group)
        self._lay_out()

    def refresh(self) -> None:
        """Show what is kept."""
        if self.form.texts() == self._shown:  # what is half typed stays
            self.form.put(unit(self._store) or Draft(Unit))
            self._shown = self.form.texts()
        self.operator.setText(self._store.operator)
        self.operator.setReadOnly(self._store.key is not None)  # whoever gave the password
        every = [each for kind, _ in GROUP_KINDS.pairs() for each in groups(self._store, kind)]
        self._groups = {each.rowid: each for each in every}
        self.groups.table.show_ids(list(self._groups))

    def keep_village(self) -> None:
        """Keep the form. :raises Problem: something else refuses it."""
        try:
            village = self.form.take()
        except Invalid:
            return
        self._shown = self.form.texts()
        with self._store.act("改本村资料"):
            self._store.save(village)

    def keep_operator(self) -> None:
        """Who works from now on stands beside every act."""
        name = self.operator.text().strip()
        if name == self._store.operator:
            return
        self._store.operator = name
        with self._store.act(f"经办人改为{name or '（空）'}", may=None):
            set_setting(self._store, "operator", name)

    def add_group(self) -> None:
        """One group more, at the end."""
        name = self.new_group.text().strip()
        last = max((each.place or 0 for each in self._groups.values()), default=0)

        def add() -> None:
            with self._store.act(f"添{name}"):
                self._store.save(Group(name=name, place=last + 1))

        if name and self._attempt(add):
            self.new_group.clear()

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """The buttons under the form."""
        for button in buttons:
            self.foot.addWidget(button)

    # ── inside ───────────────────────────────────────────────────────────────

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self._groups[row] for row in ids]
            return [(each.name, each.kind, each.place) for each in shown]

        def put(edits: list[Edit]) -> None:
            with self._store.act("改村民小组"):
                for each in edits:
                    value = Group.field(each.key).read(each.text)
                    self._store.save(self._store.get(Group, each.id).but(**{each.key: value}))

        table = RecordTable((
            Column.of(Group.field("name"), key="name", editable=True, width=16, lead=True),
            Column.of(Group.field("kind"), key="kind", editable=True, width=12),
            Column.of(Group.field("place"), key="place", editable=True, width=8),
        ), rows, lambda edits: _plain(lambda: put(edits)))
        table.refuse = lambda sentence: self._attempt(lambda: _refused(sentence))
        return table

    def _lay_out(self) -> None:
        left, right, whole = QVBoxLayout(), QVBoxLayout(), QVBoxLayout(self)
        self.foot = Flow()
        left.setSpacing(px(10))
        left.addWidget(words("本村", "title"))
        left.addWidget(words("这些印在每一张表上。", "second"))
        left.addWidget(self.form, 1)
        left.addLayout(self.foot)
        right.setSpacing(px(10))
        right.addWidget(words("经办人", "title"))
        right.addWidget(words("现在是谁在用，每一步操作都记上这个名字。", "second"))
        right.addWidget(self.operator)
        right.addSpacing(px(8))
        right.addWidget(words("村民小组", "title"))
        right.addWidget(self.groups, 1)
        right.addWidget(self.new_group)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Halves(left, right, sizes=(600, 560), margin=16))


def _plain(work: Callable[[], object]) -> None:
    """What can't be read is refused with its own sentence."""
    try:
        work()
    except ValueError as fault:
        _refused(str(fault))


def _refused(sentence: str) -> None:
    raise Problem(sentence)
