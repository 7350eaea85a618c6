"""密钥登记: our key card and its form, whose cards we registered, and what stays at home."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from exporters.publish import publish_text
from models.exchange.allow_list import CONTENTS, leave_out, left_out
from models.exchange.chain import enrolment_form
from models.exchange.keys import (
    CARD_ENDING,
    Correspondent,
    KeyCard,
    OwnKey,
    Side,
    fingerprint,
    holder,
    own_card,
    own_key,
    read_card_file,
    written_card,
)
from models.keeping.lasting import unended
from models.office.village import is_town
from models.town.units import register
from models.values import clock
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.card import section, words
from ui.kit.chips import Chip, TickList
from ui.kit.job import Work
from ui.kit.keys import act
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action, press_button
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store

KEYS = f"密钥卡 (*{CARD_ENDING})"
STEPS = {
    Side.VILLAGE: ("1　把本村的密钥卡存到 U 盘，连同盖章的登记表交给乡镇。",
                   "2　乡镇核对指纹后登记，并把乡镇的密钥卡拷给村里。",
                   "3　在这里收乡镇的密钥卡，指纹和乡镇的登记表一样再登记。"),
    Side.TOWN: ("1　收各村的密钥卡，指纹和各村盖章的登记表一样再登记。",
                "2　把本镇的密钥卡拷给各村，登记表贴在墙上或发给各村核对。",
                "3　村里换电脑、换人，重新收一次卡，旧的自动停用。"),
}


class EnrolSection(ListSection[Correspondent]):
    """Registered cards at the left, our own at the right."""

    key, title, listed, wide, unit = "enrol", "密钥", "登记的密钥", 600, "份"
    none = "还没有登记对方的密钥。\n收到 .lxkey 文件后按 Ctrl+O。"
    columns = (
        Column("单位", 16, lead=True), Column("指纹", 28, text=False), Column("登记", 11),
        Column("状态", 16, face=lambda until: Face(f"{until} 停用", Mark.NONE) if until
               else Face("有效", Mark.DONE)),
    )

    def build(self) -> None:
        """What is written is told over the list."""
        self.work = Work(self.strip)
        self.body.addWidget(self.work)
        super().build()

    def read(self) -> tuple[Chip, ...]:
        """Who is registered."""
        self.deeds["choose_left_out"].setVisible(not is_town(self.store))
        self.lines = {each.rowid: each for each in self.store.find(
            Correspondent, order=f"NOT ({unended(Correspondent)}), side DESC, code, id")}
        return ()

    def offered(self, line: Correspondent | None) -> list[str]:
        """They are about our own card, once there is one."""
        return ["save", "print_form"] if self.store.count(OwnKey.table) else ["make"]

    def cells(self, line: Correspondent) -> tuple[Any, ...]:
        """Whose card, with which fingerprint, since when."""
        return line.name, _fingerprint(line), line.since, line.until

    def show_card(self, line: Correspondent | None) -> None:
        """Our own fingerprint."""
        try:
            here = holder(self.store)
        except Problem as refusal:
            self.card.head("本单位的密钥")
            self.card.tell(FaceLabel(Face(refusal.sentence, Mark.ASK)))
            return
        self.card.head(here.name, "本单位的密钥")
        if not self.store.count(OwnKey.table):
            self.card.tell(words("还没有密钥。点“生成密钥”，第一次报送时也会生成；"
                                 "生成后不再变，也不能撤销。", "second", wrap=True))
            return
        own = own_card(self.store)
        self.card.tell(section("指纹（印在登记表上）"), words(own.fingerprint, "figure", wrap=True))
        self.card.tell(section("怎么登记"), *(
            words(each, wrap=True)
            for each in STEPS[Side.TOWN if is_town(self.store) else Side.VILLAGE]))

    # ── doing ────────────────────────────────────────────────────────────────

    @action("收密钥卡…", icon="import", shortcut="Ctrl+O", main=True)
    def take(self) -> None:
        """Read the other side's card and compare its fingerprint with the stamped form."""
        path = ask.file_to_open(self, "选对方的密钥卡", KEYS)
        if path is not None:
            self.compare(read_card_file(path))

    @action("生成密钥", icon="check", place="card")
    def make(self) -> None:
        """The key of this data file."""
        own_key(self.store)

    @action("密钥卡存到…", icon="save", shortcut="Ctrl+S", place="card", may=None)
    def save(self) -> None:
        """Our own card as a file."""
        own = own_card(self.store)
        path = ask.file_to_save(self, "密钥卡存到哪里", f"{own.name}{CARD_ENDING}", KEYS)
        if path is not None:
            publish_text(path, written_card(own))
            self.work.written(path)

    @action("打印登记表…", icon="print", shortcut="Ctrl+P", place="card", may=None)
    def print_form(self) -> None:
        """The form with our fingerprint, to be stamped."""
        form = enrolment_form(own_card(self.store), clock.today())
        self.wanted.emit("paper", lambda: form)

    @action("不报的栏…", icon="veil")
    def choose_left_out(self) -> None:
        """Which fields stay in the village although a package may carry them."""
        self.put_right(LeftOutPane(self.store, self.attempt))

    # ── inside ───────────────────────────────────────────────────────────────

    def compare(self, card: KeyCard) -> None:
        """Show a card's fingerprint; it is registered when the office says it is the same."""
        self.strip.ask(f"{card.name}的密钥指纹 {card.fingerprint}　和盖章的登记表一样吗？", {
            "一样，登记": lambda: self.attempt(lambda: register(self.store, card)),
            "不一样": lambda: self.strip.refuse("没有登记。请和对方当面核对，重新要一份密钥卡。"),
        })


def _fingerprint(each: Correspondent) -> str:
    return fingerprint(each.signing or "", each.receiving)


# ── what stays in the village besides


class LeftOutPane(QWidget):
    """The fields a package may carry; those ticked stay at home. ``closed()`` when it is done."""

    closed = Signal()
    title = "不报的栏"

    def __init__(self, store: Store, attempt: Callable[[Callable[[], object]], bool]) -> None:
        super().__init__()
        self._store, self._attempt = store, attempt
        self.fields = TickList("不随包报的栏", 12)
        self.fields.offer(
            [(f"{each.kind.label}　{one.label}", (each.name, one.name))
             for each in CONTENTS for one in each.spared],
            [(table, name) for table, names in left_out(store).items() for name in names])
        self.saving = act(self, "保存", "Ctrl+S", self.save)
        self.giving_up = act(self, "取消", "Esc", self.give_up)
        foot, column = QHBoxLayout(), QVBoxLayout(self)
        foot.addWidget(press_button(self.saving, main=True))
        foot.addWidget(press_button(self.giving_up))
        foot.addStretch(1)
        column.setContentsMargins(px(18), px(14), px(18), px(14))
        column.setSpacing(px(10))
        column.addWidget(words(self.title, "title"))
        column.addWidget(words("勾上的栏不装进报送包的台账数据，镇里看到的是空的；报表上印着的照旧，"
                               "整张不想报的，报送时不勾它。没有列出的栏，少了别的记录就对不上。",
                               "second", wrap=True))
        column.addWidget(self.fields)
        column.addLayout(foot)
        column.addStretch(1)
        self.setFocusProxy(self.fields)

    def save(self) -> None:
        """Keep the choice."""
        if self._attempt(lambda: leave_out(self._store, self.fields.ticked())):
            self.closed.emit()

    def give_up(self) -> None:
        """Put it away."""
        self.closed.emit()
