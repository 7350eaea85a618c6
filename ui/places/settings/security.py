"""密码与经办人: encryption switched on, who opens the file, a new sheet, another key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.keeping.datafile import read_slots
from models.keeping.settings import set_setting, setting
from models.keeping.vault.keys import new_sheet, remove_operator, set_password
from models.office.village import unit_name
from models.values.problem import Problem
from ui.kit.card import panel, words
from ui.kit.record_list import RecordList
from ui.kit.room import Modest
from ui.kit.table import Column, RecordTable
from ui.kit.tokens import px
from ui.parts.unlocking import IDLE_MINUTES, labelled
from ui.places.settings.encrypting import Order, PasswordStep, SheetStep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton

    from models.keeping.store import Store

OFF = ("现在资料没有加密：谁拿到这台电脑、这块硬盘或一份备份，都能看到全村人的资料。",
       "加密以后，打开要写名字和密码，每一步记在谁名下也就靠得住；没有人用时自己锁上。"
       "备份和照片一起加密。报表、公示和报送包照旧。",
       "做法：先定密码，再印一张恢复单，照着纸抄回两组，然后备份、加密、再备份。"
       "原来没加密的文件核对无误后用空白盖掉再删；固态盘和 U 盘上的旧数据不一定盖得干净，"
       "还要防的，请管电脑的人打开整盘加密。",
       "密码和恢复单都没有了，资料就再也打不开，谁也帮不上。")
IDLE_CHOICES = (2, 5, 10, 15, 30)
LEFT = "人已经离任的，再换一次密钥，他从前抄走的东西就打不开以后的资料。"


class SecurityPanel(Modest):
    """``ordered(Order)`` when the file has to be let go for it."""

    ordered = Signal(object)

    def __init__(self, store: Store, attempt: Callable[[Callable[[], object]], bool]) -> None:
        super().__init__()
        self._store = store
        self._names: list[str] = []
        self._then: Callable[[str, str], object] = lambda name, password: None
        self._with_code: Callable[[str], object] = lambda code: None
        self.stack = QStackedWidget()
        self.asking, self.sheet = PasswordStep(attempt), SheetStep(attempt)
        self.operators = RecordList(self._table(), "能打开资料的经办人")
        self.minutes = QComboBox()
        self.minutes.setAccessibleName("多少分钟没有人用就锁上")
        for each in IDLE_CHOICES:
            self.minutes.addItem(f"{each} 分钟没有人用就锁上", each)
        self.minutes.activated.connect(self._keep_minutes)
        self.off_foot, self.foot = QHBoxLayout(), QHBoxLayout()
        self.asking.typed.connect(lambda name, password: attempt(
            lambda: self._then(name, password)))
        self.sheet.proved.connect(lambda code: attempt(lambda: self._with_code(code)))
        for step in (self.asking, self.sheet):
            step.given_up.connect(self.refresh)
        self._lay_out()

    @property
    def encrypted(self) -> bool:
        """Whether the open file is."""
        return self._store.key is not None

    def refresh(self) -> None:
        """Show what holds now; a step under way is given up."""
        if self.encrypted:
            self._names = read_slots(self._store.path).operators
            self.operators.show_ids(list(range(1, len(self._names) + 1)))
            kept = setting(self._store, "idle-minutes", IDLE_MINUTES)
            self.minutes.setCurrentIndex(self.minutes.findData(kept))
        self.stack.setCurrentIndex(1 if self.encrypted else 0)

    def steps(self, off: Sequence[QPushButton], on: Sequence[QPushButton]) -> None:
        """The buttons of a file that is not encrypted, and of one that is."""
        for foot, buttons in ((self.off_foot, off), (self.foot, on)):
            for button in buttons:
                foot.addWidget(button)
            foot.addStretch(1)

    def chosen(self) -> str:
        """The operator looked at. :raises Problem: nobody."""
        at = self.operators.current()
        if not at:
            raise Problem("请先选一位经办人。")
        return self._names[at - 1]

    # ── what the page does ───────────────────────────────────────────────────

    def switch_on(self) -> None:
        """A password, then the sheet, then the order."""
        self._ask("给资料文件加密", "先定经办人和密码。", self._store.operator, self._order)

    def change_key(self) -> None:
        """The same with another key; the others get new passwords afterwards."""
        def then(name: str, password: str) -> None:
            self._order(name, password, change=True)

        self._ask("换密钥", "有人离任时做。换过以后只有你能打开，其他经办人要重新设密码；"
                  "恢复单也是新的。从前的备份仍要用从前的密码或恢复单。",
                  self._store.operator, then, fixed=True)

    def add(self) -> None:
        """One operator more."""
        self._ask("添经办人", "请他自己来写密码。", "", self._set)

    def change_password(self) -> None:
        """Another password for the chosen one."""
        name = self.chosen()
        self._ask(f"改{name}的密码", "请他自己来写。", name, self._set, fixed=True)

    def remove(self) -> str:
        """Take the chosen one's password away; what to say. :raises Problem: it is the last."""
        name = self.chosen()
        if name == self._store.operator:
            raise Problem("现在就是用这个名字打开的，不能删掉自己。请换别人登录后再删。")
        remove_operator(self._store.path, name)
        self.refresh()
        return f"{name}的密码已经删掉。{LEFT}"

    def renew_sheet(self) -> None:
        """Another sheet; the old one holds until the new one is proved."""
        def then(code: str) -> None:
            assert self._store.key is not None
            new_sheet(self._store.path, self._store.key, code)
            self.refresh()

        self._prove(self._store.operator, then)

    # ── inside ───────────────────────────────────────────────────────────────

    def _ask(self, title: str, said: str, name: str, then: Callable[[str, str], object], *,
             fixed: bool = False) -> None:
        self._then = then
        self.stack.setCurrentIndex(2)
        self.asking.begin(title, said, name, fixed=fixed)

    def _prove(self, operator: str, then: Callable[[str], object]) -> None:
        self._with_code = then
        self.stack.setCurrentIndex(3)
        self.sheet.begin(unit_name(self._store), operator)

    def _order(self, name: str, password: str, *, change: bool = False) -> None:
        self._prove(name, lambda code: self.ordered.emit(
            Order(self._store.path, name, password, code, change)))

    def _set(self, name: str, password: str) -> None:
        assert self._store.key is not None
        set_password(self._store.path, self._store.key, name, password)
        self.refresh()

    def _keep_minutes(self) -> None:
        set_setting(self._store, "idle-minutes", self.minutes.currentData())

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            names = [self._names[at - 1] for at in ids]
            return [(each, "现在登录" if each == self._store.operator else "") for each in names]

        return RecordTable((Column("经办人", 20, lead=True, text=False), Column("", 10)), rows)

    def _lay_out(self) -> None:
        for each in (self._off(), self._on(), self.asking, self.sheet):
            self.stack.addWidget(each)
        whole, across = QVBoxLayout(self), QHBoxLayout()
        self.stack.setMaximumWidth(px(720))
        across.addWidget(panel(self.stack, 20), 100)
        across.addStretch(1)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(across)

    def _off(self) -> QWidget:
        page, column = _column("密码与经办人")
        for said in OFF:
            column.addWidget(words(said, wrap=True))
        column.addLayout(self.off_foot)
        column.addStretch(1)
        return page

    def _on(self) -> QWidget:
        page, column = _column("密码与经办人")
        column.addWidget(words("资料已经加密。下面的人各用各的密码打开。", "second", wrap=True))
        column.addWidget(self.operators, 1)
        column.addWidget(labelled([("自动锁上", self.minutes)]))
        column.addWidget(words("下次打开时起用。", "faint"))
        column.addLayout(self.foot)
        return page


def _column(title: str) -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(12))
    column.addWidget(words(title, "title"))
    return page, column
