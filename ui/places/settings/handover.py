"""交接: the pack for the next person made, or one that was brought opened and held to its list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from exporters.leaving.handover_pack import write_handover
from exporters.leaving.sticks import EJECT
from exporters.publish import SETTING, private_temp, temp_beside
from importers.package.handover_pack import unpack_handover
from models.keeping.store import Store
from models.office.village import unit, unit_name
from models.overview import handover
from models.overview.handover import ENDING, HandoverList
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.card import Flow, words
from ui.kit.halves import Halves
from ui.kit.job import Progress, Work
from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.room import Modest, Shown
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.parts.unlocking import hidden_line, labelled, same_twice
from ui.places.settings.encrypting import Order, SheetStep

if TYPE_CHECKING:
    from ui.kit.message_strip import Strip

PACKS = f"交接包 (*{ENDING})"
GIVING = ("换书记、换文书的时候做。交接包里是整本台账和照片，加了密，"
          "只有当面封给接手人的恢复单打得开。一起印出交接清单：数目、账册指纹、到期和没办完的、要重新登记的密钥，三方核对签字。")
TAKING = ("打开交接包，照恢复单抄恢复码。软件把数目、指纹、附件逐项核对，每一项说对或不对；"
          "再设自己的密码，换成自己的资料。原来的资料另存一份。")


class HandoverPanel(Modest):
    """``ordered(Order)`` when the file has to be let go to take over."""

    ordered = Signal(object)

    def __init__(self, store: Store, strip: Strip, attempt: Callable[[Callable[[], object]], bool]
                 ) -> None:
        super().__init__()
        self._store, self._strip, self.work = store, strip, Work(strip)
        self._attempt = attempt
        self._pack: Path | None = None
        self.found: tuple[handover.Compared, ...] = ()
        self.gives, self.takes, self.watches = QLineEdit(), QLineEdit(), QLineEdit()
        self.code, self.operator = QLineEdit(), QLineEdit()
        self.password, self.again = hidden_line("新密码"), hidden_line("新密码再写一遍")
        for line, name in ((self.gives, "交出人"), (self.takes, "接手人"),
                           (self.watches, "监交人"), (self.code, "恢复码"),
                           (self.operator, "接手人的名字")):
            line.setAccessibleName(name)
        self.code.setPlaceholderText("7 组，每组 5 个字符")
        self.checks = RecordList(self._table(), "交接包和清单的核对")
        self.checks.say_empty("还没有打开交接包。")
        self.sheet, self.stack = SheetStep(attempt), Shown()
        self.sheet.proved.connect(lambda code: attempt(lambda: self._choose_place(code)))
        self.sheet.given_up.connect(lambda: self.stack.setCurrentIndex(0))
        self._lay_out()

    def refresh(self) -> None:
        """Whoever works here hands over; a sheet under way is given up."""
        if not self.gives.text():
            self.gives.setText(self._store.operator)
        self.stack.setCurrentIndex(0)

    def steps(self, giving: Sequence[QPushButton], taking: Sequence[QPushButton]) -> None:
        """The button of whoever hands over, and those of whoever takes over."""
        for foot, buttons in ((self.giving_foot, giving), (self.taking_foot, taking)):
            for button in buttons:
                foot.addWidget(button)

    # ── what the page does ───────────────────────────────────────────────────

    def begin(self) -> None:
        """The sheet first: whoever has none can't open the pack. :raises Problem: no names."""
        takes = self._parties().takes
        self.stack.setCurrentIndex(1)
        self.sheet.begin(unit_name(self._store), takes)

    def open_pack(self) -> None:
        """Choose a pack; its code is typed next."""
        path = ask.file_to_open(self, "打开交接包", PACKS)
        if path is not None:
            self._pack = path
            self._show(())
            self._strip.tell(f"{path.name}：请照恢复单抄恢复码，再按“核对交接包”。")
            self.code.setFocus()

    def check_pack(self) -> None:
        """Hold the pack against its list. :raises Problem: none is open."""
        pack, code, data, key = self._chosen(), self.code.text(), self._store.path, self._store.key

        def look(progress: Progress) -> handover.LookedInto:
            progress(-1, "正在逐项核对…")
            with private_temp(_beside(data)) as folder, Store(data, key=key, reading=True) as here:
                return handover.look_into(unpack_handover(pack, folder), folder, code, here)

        self.work.begin(look, self._looked, "正在逐项核对…")

    def take_over(self) -> None:
        """Order what was checked to be put in place. :raises Problem: it was not checked yet."""
        pack = self._chosen()
        if not self.found:
            raise Problem("请先按“核对交接包”，逐项看过再接手。")
        name, password = self.operator.text().strip(), same_twice(self.password, self.again)
        if not name:
            raise Problem("请写上你的名字，密码就设给这个名字。")
        order = Order(self._store.path, name, password, self.code.text(), pack=pack)
        wrong = sum(not each.right for each in self.found)
        said = f"有 {wrong} 项不对，请先和交出人说清。" if wrong else "每一项都对。"
        self._strip.ask(f"{said}换成交接包里的资料？现在的资料会另存一份。", {
            "接手": lambda: self.ordered.emit(order), "先不换": None})

    # ── inside ───────────────────────────────────────────────────────────────

    def _parties(self) -> handover.Parties:
        return handover.Parties(
            self.gives.text(), self.takes.text(), self.watches.text()).named()

    def _chosen(self) -> Path:
        if self._pack is None:
            raise Problem("请先点“打开交接包…”，选 U 盘上的交接包。")
        return self._pack

    def _choose_place(self, code: str) -> None:
        self.stack.setCurrentIndex(0)
        village = unit(self._store)
        name = f"{village.name if village else '村级台账'}-交接包{ENDING}"
        final = ask.file_to_save(self, "交接包放到哪里", name, PACKS)
        if final is not None:
            self._make(code, final)

    def _make(self, code: str, final: Path) -> None:
        data, key = self._store.path, self._store.key
        parties = self._parties()

        def make(progress: Progress) -> tuple[HandoverList, Path]:
            progress(-1, "正在备份、核对、加密…")
            with SETTING, private_temp(temp_beside(data) / "handover") as folder, Store(
                    data, key=key, reading=True) as store:
                copy, listed = handover.make_ready(store, folder, code, parties)
                progress(-1, "正在写到 U 盘并读回核对，请别拔…")
                return listed, write_handover(copy, listed, final)[1]

        def made(result: tuple[HandoverList, Path]) -> None:
            handover.note(self._store, parties)
            self._made(*result)

        def refused(problem: Problem) -> None:
            self._strip.refuse(f"{problem.sentence}刚才的恢复单没有用了，请撕掉，再做时会另有一张。")

        self.work.begin(make, made, "正在做交接包…", refused)

    def _made(self, listed: HandoverList, paper: Path) -> None:
        wrong = f"要说清的 {len(listed.faults)} 处，印在清单上。" if listed.faults else ""
        self._strip.tell(f"交接包写好了，{EJECT}{wrong}请打印旁边的 {paper.name}，三方核对签字。")

    def _looked(self, looked: handover.LookedInto) -> None:
        self._show(looked.found)
        self.operator.setText(self.operator.text() or looked.said.takes)
        wrong = [each.what for each in looked.found if not each.right]
        if wrong:
            self._strip.refuse(f"有 {len(wrong)} 项不对：{'、'.join(wrong[:3])}。"
                               "请和交出人说清再接手。")
        else:
            self._strip.tell(f"{len(looked.found)} 项都对。请再和签字的清单对一遍，设密码接手。")

    def _show(self, found: tuple[handover.Compared, ...]) -> None:
        self.found = found
        self.checks.show_ids(list(range(1, len(found) + 1)))

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.found[at - 1] for at in ids]
            return [(each.what, each.right, each.words) for each in shown]

        def face(right: bool) -> Face:
            return Face("对", Mark.DONE) if right else Face("不对", Mark.LATE)

        return RecordTable((Column("核对", 14, lead=True), Column("", 8, face=face),
                            Column("说明", 40)), rows)

    def _lay_out(self) -> None:
        giving, left, right, whole = Modest(), QVBoxLayout(), QVBoxLayout(), QVBoxLayout(self)
        column = QVBoxLayout(giving)
        self.giving_foot, self.taking_foot = Flow(), Flow()
        column.setContentsMargins(0, 0, 0, 0)
        for each in (words("交出", "title"), words(GIVING, "second", wrap=True),
                     labelled([("交出人", self.gives), ("接手人", self.takes),
                               ("监交人", self.watches)])):
            column.addWidget(each)
        column.addLayout(self.giving_foot)
        column.addStretch(1)
        for page in (giving, self.sheet):
            self.stack.addWidget(page)
        left.addWidget(self.stack, 1)
        for each in (words("接手", "title"), words(TAKING, "second", wrap=True),
                     labelled([("恢复码", self.code)])):
            right.addWidget(each)
        right.addWidget(self.checks, 1)
        right.addWidget(labelled([("接手人", self.operator), ("新密码", self.password),
                                  ("再写一遍", self.again)]))
        right.addLayout(self.taking_foot)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Halves(left, right, sizes=(520, 600), margin=16), 1)
        whole.addWidget(self.work)


def _beside(data: Path) -> Path:
    return temp_beside(data) / "takeover"
