"""The copies of the data file: what each one holds, compared with now, before it is put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QFrame, QVBoxLayout

from models.keeping.backups import COUNTED, CopyVerdict, openable, opens, verify
from models.keeping.copies import Backup, backup_folder, backups_beside, known_owner, listed
from models.keeping.datafile import is_encrypted
from models.overview.act_words import going_back
from models.values.problem import Problem
from ui.kit.card import Flow, words
from ui.kit.halves import Halves
from ui.kit.job import Latest
from ui.kit.marks import Face, FaceLabel
from ui.kit.record_list import RecordList
from ui.kit.room import Modest
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton

    from models.keeping.store import Store

LABELS = {"household": "户", "person": "人员", "member": "党员", "pairing": "结对",
          "entry": "积分流水", "meeting": "会议", "act": "操作记录"}

OF_ANOTHER_KEY = "现在的密码打不开这一份。恢复时会问那时的密码，或用那时的恢复单。"
KEPT_SAID = ("只列这一个资料文件的备份，共 {} 份；别的村的不在这里，也不会被清理。\n"
             "最近 10 份、近 14 天每天 1 份、每季结账 1 份，满了才清最旧的。\n放在 {}")
SAFETY = "恢复前会把现在的资料另存一份，也列在左边，随时可以换回来。"
EMPTY = "还没有备份。\n点“现在备份”，或照常使用：有改动时每半小时自动备份一次。"
OTHERS = "\n这个文件夹里还有别的资料文件的备份，不列在这里；要用它们，点“从别处选备份…”。"


class Proof(NamedTuple):
    """What became of verifying a copy, beside the counts of the open file when it was asked."""

    path: Path
    now: dict[str, int]
    verdict: CopyVerdict | None
    sentence: str = ""
    of_another_key: bool = False


class BackupPanel(Modest):
    """The list at the left; at the right the chosen copy, proved and compared."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._copies: list[Backup] = []
        self._compared: list[tuple[str, int, int]] = []
        self._spoilt: set[Path] = set()
        self._proving = Latest(self, lambda refused: self.state.say(Face(refused, Mark.LATE)))
        self.verdict: CopyVerdict | None = None
        self.of_another_key = False
        self.copies = RecordList(self._copy_table(), "备份")
        self.copies.shown.connect(lambda _: self._prove())
        self.counts = RecordList(self._count_table(), "现在和备份里的比较")
        self.counts.setFrameShape(QFrame.Shape.NoFrame)
        self.counts.quiet = True
        self.title, self.state = words(role="title", wrap=True), FaceLabel()
        self.where, self.later = words(role="faint", wrap=True), words(role="second", wrap=True)
        self._lay_out()

    def refresh(self, chosen: Path | None = None) -> None:
        """List the copies of this file, the newest first; stay on the same one, or go to one."""
        at = self.copies.current()
        chosen = chosen or (self._copies[at - 1].path if at else None)
        self._copies = listed(self._store)
        self.where.setText(KEPT_SAID.format(len(self._copies), backup_folder(self._store)))
        self.copies.say_empty(EMPTY + (OTHERS if _any_in(self._store) else ""))
        self.copies.table.show_ids(list(range(1, len(self._copies) + 1)))
        here = (at for at, each in enumerate(self._copies, 1) if each.path == chosen)
        self.copies.choose(next(here, 1))
        self.copies.keep_current()
        self._prove()

    def chosen(self) -> Backup:
        """The copy looked at. :raises Problem: there is none."""
        at = self.copies.current()
        if not at:
            raise Problem("还没有备份可选。请先点“现在备份”。")
        return self._copies[at - 1]

    def said(self, copy: Backup) -> str:
        """Which copy, and of which village, in a sentence."""
        owner = known_owner(copy.path, self._store.key)
        return f"{_which(copy)}（{copy.at}{f'，{owner.said}' if owner else ''}）"

    def steps(self, left: Sequence[QPushButton], right: Sequence[QPushButton]) -> None:
        """The buttons under the list and under the comparison."""
        for foot, buttons in ((self.foot, left), (self.card_foot, right)):
            for button in buttons:
                foot.addWidget(button)

    # ── inside ───────────────────────────────────────────────────────────────

    def _prove(self) -> None:
        """Verify the chosen copy off the window's thread; the newest question is the one shown."""
        self.verdict, self.of_another_key, self._compared = None, False, []
        self.counts.table.show_ids([])
        self.later.clear()
        if not self.copies.current():
            self._proving.give_up()
            self.title.setText("没有选中的备份")
            self.state.say(Face(""))
            return
        copy = self.chosen()
        self.title.setText(f"{_which(copy)}　{copy.at}" + f"　{copy.why}" * bool(copy.sequence))
        self.state.say(Face("正在核对…", tone="second"))
        owner = known_owner(copy.path, self._store.key)
        self.later.setText(going_back(self._store, owner.head if owner else None))
        key, now = self._store.key, {table: self._store.count(table) for table in COUNTED}
        self._proving.begin(lambda progress: _proved(copy.path, key, now), self._show)

    def _show(self, proof: Proof) -> None:
        self.verdict, self.of_another_key = proof.verdict, proof.of_another_key
        if proof.verdict is None:
            mark = Mark.ASK if proof.of_another_key else Mark.LATE
            self.state.say(Face(proof.sentence, mark))
            if not proof.of_another_key:
                self._spoilt.add(proof.path)
                self.copies.table.show_ids(self.copies.table.ids)
            return
        self.state.say(Face(f"文件完好，但{proof.verdict.lacking}", Mark.ASK)
                       if proof.verdict.altered else Face("完好，可以恢复", Mark.DONE))
        self._compared = [
            (LABELS[table], count, proof.verdict.counts.get(table, 0))
            for table, count in proof.now.items()
        ]
        self.counts.table.show_ids(list(range(1, len(self._compared) + 1)))

    def _copy_table(self) -> RecordTable:
        def row(copy: Backup) -> tuple[Any, ...]:
            owner = known_owner(copy.path, self._store.key)
            held = (owner.named, owner.households, owner.people) if owner else ("", None, None)
            proved = "核对过" if copy.sequence else "未核对"
            if owner is None or copy.path in self._spoilt:
                closed = is_encrypted(copy.path) and copy.path not in self._spoilt
                proved = "要那时的密码" if closed else "已损坏"
            return (copy.sequence or None, copy.at, held[0], copy.why, *held[1:],
                    _size(copy.path), proved)

        counted = "{:,}".format
        return RecordTable((
            Column("第几份", 6, numeric=True), Column("时间", 17), Column("村", 10),
            Column("为什么", 8), Column("户", 6, numeric=True, show=counted),
            Column("人", 6, numeric=True, show=counted), Column("大小", 8),
            Column("核对", 8, face=_proof_face),
        ), lambda ids: [row(self._copies[at - 1]) for at in ids])

    def _count_table(self) -> RecordTable:
        def change(count: int) -> Face:
            return Face(f"{count:+,}", Mark.ASK) if count else Face("一样", tone="faint")

        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [
                (name, now, then, then - now)
                for name, now, then in (self._compared[at - 1] for at in ids)
            ]

        counted = "{:,}".format
        return RecordTable((
            Column("", 12), Column("现在", 10, numeric=True, show=counted),
            Column("备份里", 10, numeric=True, show=counted), Column("恢复后", 10, face=change),
        ), rows)

    def _lay_out(self) -> None:
        left, right, whole = QVBoxLayout(), QVBoxLayout(), QVBoxLayout(self)
        self.foot, self.card_foot = Flow(), Flow()
        left.setSpacing(px(10))
        left.addWidget(self.copies, 1)
        left.addWidget(self.where)
        left.addLayout(self.foot)
        right.setSpacing(px(8))
        for each in (self.title, self.state):
            right.addWidget(each)
        right.addWidget(self.counts, 1)
        right.addWidget(self.later)
        right.addWidget(words(SAFETY, "second", wrap=True))
        right.addLayout(self.card_foot)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Halves(left, right, sizes=(740, 420), margin=14))


def _proved(path: Path, key: bytes | None, now: dict[str, int]) -> Proof:
    """A copy that somebody could open, but not with the present key, can still be put back."""
    closed = is_encrypted(path)
    try:
        openable(path)
    except Problem as refusal:
        return Proof(path, now, None, refusal.sentence)
    try:
        return Proof(path, now, verify(path, key=key if closed else None))
    except Problem as refusal:
        another = closed and (key is None or not opens(path, key))
        return Proof(path, now, None, OF_ANOTHER_KEY if another else refusal.sentence, another)


def _which(copy: Backup) -> str:
    return f"第 {copy.sequence} 份备份" if copy.sequence else "恢复前另存的资料"


def _proof_face(said: str) -> Face:
    marks = {"核对过": Mark.DONE, "已损坏": Mark.LATE, "未核对": Mark.NONE}
    return Face(said, marks.get(said, Mark.ASK))


def _any_in(store: Store) -> bool:
    """Whether copies of other files lie in the folder, of this version or of an earlier one."""
    return any(backups_beside(store.path).glob("**/联星备份-*.lianxing"))


def _size(path: Path) -> str:
    try:
        size = path.stat().st_size
    except OSError:
        return "读不到"
    return f"{size / 1_000_000:,.1f} MB"
