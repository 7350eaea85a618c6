"""设置: the village, its copies, its health, its log, and how the window looks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from models.checks.data_file import mend_found
from models.keeping.backups import CopyVerdict, backup, newest_good, openable, opens, verify
from models.keeping.copies import AnotherFile, listed, whose
from models.keeping.datafile import is_encrypted
from models.keeping.heads import read_head, seen
from models.keeping.permissions import May, require
from models.keeping.restoring import rebuilt, refuse_another
from models.overview.act_words import going_back
from models.values.finding import Finding
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.chips import Chip
from ui.kit.marks import Face
from ui.kit.page import Page, action
from ui.kit.room import Shown
from ui.kit.theme import Mark
from ui.places.settings.backing_up import back_up, offer_apart
from ui.places.settings.backups import BackupPanel
from ui.places.settings.checks import CheckPanel, RepairPanel
from ui.places.settings.handover import HandoverPanel
from ui.places.settings.log import LogPanel
from ui.places.settings.look import LookPanel
from ui.places.settings.permissions import PermissionsPanel
from ui.places.settings.security import SecurityPanel
from ui.places.settings.village import VillagePanel

BACKUPS = "联星备份 (*.lianxing)"
SECTIONS = {"village": "本村", "security": "密码与经办人",
            "permissions": "经办人权限", "backups": "备份与恢复",
            "handover": "交接", "checks": "体检", "repair": "检查和修复", "log": "操作日志",
            "look": "外观与按键"}

KEYED = ("add_operator", "change_password", "remove_operator", "renew_sheet", "change_key")
"""What can be done only to an encrypted file."""

SAVED = {"village": "keep_village", "permissions": "keep_permissions"}

P = TypeVar("P", bound=QWidget)


class Settings(Page):
    """One section at a time, chosen by the chips."""

    parts = SECTIONS

    def build(self) -> None:
        """Only their room: a panel is made when it is first looked at."""
        self.stack = Shown()
        self.body.addWidget(self.stack)
        self.chips.chosen.connect(self._choose)

    @cached_property
    def village(self) -> VillagePanel:
        """本村."""
        made = VillagePanel(self.store, self.attempt)
        made.steps(self.buttons("village"))
        return self._housed(made, made.form.editors["name"], made.groups)

    @cached_property
    def security(self) -> SecurityPanel:
        """密码与经办人."""
        made = SecurityPanel(self.store, self.attempt)
        made.ordered.connect(lambda order: self.wanted.emit("key", order))
        made.steps(self.buttons("plain"), self.buttons("keyed"))
        return self._housed(made, made.operators)

    @cached_property
    def permissions(self) -> PermissionsPanel:
        """经办人权限."""
        made = PermissionsPanel(self.store)
        made.steps(self.buttons("permissions"))
        return self._housed(made, made.form.editors["enter"])

    @cached_property
    def backups(self) -> BackupPanel:
        """备份与恢复."""
        made = BackupPanel(self.store)
        made.steps(self.buttons("backups"), self.buttons("copy"))
        return self._housed(made, made.copies)

    @cached_property
    def handover(self) -> HandoverPanel:
        """交接."""
        made = HandoverPanel(self.store, self.strip, self.attempt)
        made.ordered.connect(lambda order: self.wanted.emit("key", order))
        made.steps(self.buttons("giving"), self.buttons("taking"))
        return self._housed(made, made.gives)

    @cached_property
    def checks(self) -> CheckPanel:
        """体检."""
        made = CheckPanel(self.store, self.strip)
        made.steps(self.buttons("checks"))
        made.mend.connect(self.wanted)
        made.counted.connect(self._count)
        return self._housed(made, made.findings)

    @cached_property
    def repair(self) -> RepairPanel:
        """检查和修复."""
        made = RepairPanel(self.store, self.strip)
        made.steps(self.buttons("repair"))
        return self._housed(made, made.typed)

    @cached_property
    def log(self) -> LogPanel:
        """操作日志."""
        made = LogPanel(self.store)
        made.steps(self.buttons("log"))
        made.acts.opened.connect(lambda _: made.card.setFocus())
        return self._housed(made, made.acts)

    @cached_property
    def look(self) -> LookPanel:
        """外观与按键."""
        made = LookPanel(self.store)
        made.steps(self.buttons("look"))
        made.file_wanted.connect(lambda path: self.wanted.emit("file", path))
        return self._housed(made, made.sizes)

    def refresh(self) -> None:
        """Count the chips and show the chosen section."""
        self._count()
        self._choose(self.chips.key)

    def open(self, kind: str, row: int) -> None:
        """Show a section by its name, the keyboard where one begins there."""
        self.chips.press(kind)
        for each in filter(QWidget.isVisible, self.zones[::-1]):
            each.setFocus()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("保存", icon="save", shortcut="Ctrl+S", main=True, place="village")
    def keep_village(self) -> None:
        """Keep what is typed about the village."""
        self.village.keep_village()

    @action("保存权限", icon="save", shortcut="Ctrl+S", main=True, place="permissions",
            may=May.ASSIGN)
    def keep_permissions(self) -> None:
        """Keep who may do what."""
        self.permissions.keep()

    @action("开始加密…", icon="check", main=True, place="plain", may=May.ASSIGN)
    def encrypt(self) -> None:
        """A password and the sheet, then the file is encrypted."""
        self.security.switch_on()

    @action("添经办人…", icon="plus", main=True, place="keyed", may=May.ASSIGN)
    def add_operator(self) -> None:
        """One more who opens the file with a password of their own."""
        self.security.add()

    @action("改密码…", icon="edit", place="keyed", may=None)
    def change_password(self) -> None:
        """Another password for the chosen operator; one's own is everybody's to change."""
        if self.security.chosen() != self.store.operator:
            require(self.store, May.ASSIGN)
        self.security.change_password()

    @action("删掉这一位", place="keyed", may=May.ASSIGN)
    def remove_operator(self) -> None:
        """The chosen operator opens the file no more."""
        self.strip.ask(self.security.remove(), {"换密钥…": self.change_key, "知道了": None})

    @action("换恢复单…", icon="print", place="keyed", may=May.ASSIGN)
    def renew_sheet(self) -> None:
        """Another recovery sheet; the one before opens nothing any more."""
        self.security.renew_sheet()

    @action("换密钥…", place="keyed", may=May.ASSIGN)
    def change_key(self) -> None:
        """Encrypt the file anew, when somebody has left."""
        self.security.change_key()

    @action("现在备份", icon="save", shortcut="Ctrl+B", main=True, place="backups", may=None)
    def back_up_now(self) -> None:
        """A verified copy, beside the data file."""
        verdict = back_up(self.store, "手动")
        self._count()
        self.backups.refresh(verdict.path)
        self.strip.tell(f"备份好了，也核对过了：{verdict.path.name}。{verdict.lacking}")

    @action("另存一份…", icon="copy", place="backups", may=None)
    def back_up_elsewhere(self) -> None:
        """A verified copy in a folder of the user's, such as a stick."""
        folder = ask.folder(self, "备份放到哪里")
        if folder is not None:
            verdict = backup(self.store, folder)
            self.strip.tell(f"备份好了，也核对过了：{verdict.path}。{verdict.lacking}")

    @action("恢复到这一份…", icon="undo", place="copy", may=May.RESTORE)
    def restore(self) -> None:
        """Put the chosen copy in the place of the data, after asking."""
        copy = self.backups.chosen()
        if self.backups.verdict is None and not self.backups.of_another_key:
            raise Problem("这一份还没有核对完，或已经损坏，不能恢复。")
        self._ask_to_restore(copy.path, self.backups.said(copy))

    @action("从别处选备份…", icon="folder", place="copy", may=May.RESTORE)
    def restore_from_elsewhere(self) -> None:
        """Put a copy from a stick in the place of the data, after asking."""
        path = ask.file_to_open(self, "选备份", BACKUPS)
        if path is None:
            return
        key = self.store.key if is_encrypted(path) else None
        if is_encrypted(path) and (key is None or not opens(path, key)):
            openable(path)
            self._ask_to_restore(path, f"{path.name}（加密的，要再写一次密码）")
            return
        verdict = verify(path, key=key)
        try:
            refuse_another(whose(self.store), verdict)
        except AnotherFile as refusal:
            offer_apart(self.strip, refusal.sentence, path, key,
                        lambda own: self.wanted.emit("file", own))
        else:
            self._ask_to_restore(path, f"{path.name}（{verdict.whose.said}）")

    @action("做交接包…", icon="export", main=True, place="giving", may=May.ASSIGN)
    def hand_over(self) -> None:
        """The recovery sheet, then the pack with its list."""
        self.handover.begin()

    @action("打开交接包…", icon="folder", place="taking", may=None)
    def open_pack(self) -> None:
        """Choose the pack that was brought."""
        self.handover.open_pack()

    @action("核对交接包", icon="check", place="taking", may=None)
    def check_pack(self) -> None:
        """Everything in it held against its list."""
        self.handover.check_pack()

    @action("接手…", place="taking", may=None)
    def take_over(self) -> None:
        """What was checked becomes the data, opened by one's own password."""
        self.handover.take_over()

    @action("重新体检", icon="check", shortcut="F5", main=True, place="checks", may=None)
    def check(self) -> None:
        """Check the records and, quickly, the file."""
        self.checks.check()

    @action("连文件一起细查", icon="search", place="checks", may=None)
    def check_all(self) -> None:
        """Check the records, every page of the file, and the chain of the log."""
        self.checks.check(full=True)

    @action("按日志改回…", icon="undo", place="checks", may=May.RESTORE)
    def mend_by_the_log(self) -> None:
        """Take back what the log says, of the chosen finding or of every one."""
        this, every = self.checks.mendable()
        self.strip.ask("把这一处改回日志里的样子？改动会记进操作日志。", {
            "改回这一处": lambda: self._mend([this]),
            f"{len(every)} 处都改回": lambda: self._mend(every), "不改": None})

    @action("照现在的留下…", place="checks", may=May.RESTORE)
    def keep_as_it_stands(self) -> None:
        """Keep what stands of the chosen finding, with a reason."""
        this, _ = self.checks.mendable()
        self.strip.ask_why("这一处照现在的留下，要写明原因，记进操作日志。", "例如 本人来改的电话",
                           "留下", lambda why: self._keep(this, why))

    @action("现在快查", place="repair", may=None)
    def look_quickly(self) -> None:
        """Every page of the file, here and now."""
        damage = self.store.integrity()
        self.repair.say(Face(f"文件有损坏：{damage[0]}。请往下一步一步做。", Mark.LATE) if damage
                        else Face("快查没有发现问题。", Mark.DONE))

    @action("细查", place="repair", may=None)
    def look_fully(self) -> None:
        """Everything, told in 体检."""
        self.chips.press("checks")
        self.checks.check(full=True)

    @action("在副本上重建", place="repair", may=May.RESTORE)
    def make_indexes_anew(self) -> None:
        """On a copy; the file stays as it is until somebody puts the copy in its place."""
        copy = rebuilt(self.store)
        self.strip.ask("副本上的索引重建好了，也核对过了。换上它？现在的文件会另存一份。", {
            "换上": lambda: self.wanted.emit("restore", copy), "先不换": None})

    @action("找最近的好备份…", place="repair", may=May.RESTORE)
    def find_good_copy(self) -> None:
        """Verify the copies from the newest on, until one is whole."""
        copies, key = listed(self.store)[::-1], self.store.key
        self.repair.work.begin(
            lambda progress: newest_good(copies, key, lambda said: progress(-1, said)),
            self._offer_good, "正在核对备份…")

    @action("核对", place="repair", may=None)
    def hold_against_paper(self) -> None:
        """Whether the file still holds what an old paper was printed from."""
        held, said = seen(self.store, read_head(self.repair.typed.text()))
        self.repair.say(Face(said, Mark.DONE if held else Mark.LATE))

    @action("撤销最近一步", icon="undo", place="log", may=None)
    def undo_newest(self) -> None:
        """Take back what was done last."""
        label = self.store.undo()
        self.strip.tell(f"已撤销：{label}")

    @action("打开另一个文件…", icon="folder", place="look", may=None)
    def open_another(self) -> None:
        """Another village's data file, or a new one."""
        path = ask.file_to_open(self, "打开资料文件", ask.DATA_FILES)
        if path is not None:
            self.wanted.emit("file", path)

    @action("取更新…", icon="import", place="look")
    def take_update(self) -> None:
        """Newer holidays, rules, forms or help from a stick; what changes is told first."""
        self.look.take_update(self.strip, self.attempt)

    # ── inside ───────────────────────────────────────────────────────────────

    def _mend(self, found: Sequence[Finding], keeping: str = "") -> None:
        self.attempt(lambda: mend_found(self.store, found, keeping=keeping))
        self.checks.check(full=True)

    def _keep(self, found: Finding, why: str) -> None:
        if why:
            self._mend([found], why)
        else:
            self.strip.refuse("没有写原因，没有改动。请写明为什么照现在的留下。")

    def _offer_good(self, good: CopyVerdict | None) -> None:
        if good is None:
            self.strip.refuse("没有找到完好的备份。请找 U 盘上的备份，用“从别处选备份…”恢复。")
            return
        back = going_back(self.store, good.whose.head, 4) or "以后没有做过什么，没有要退回的。"
        self._ask_to_restore(good.path, f"{good.path.name}（{good.whose.said}）", back)

    def _housed(self, panel: P, *zones: QWidget) -> P:
        self.stack.addWidget(panel)
        self.zones.extend(zones)
        return panel

    def _one_saves(self, key: str) -> None:
        """Of the panels that are saved, the one that is shown is: both are by the same key."""
        for panel, deed in SAVED.items():
            self.deeds[deed].setVisible(panel == key)

    def _choose(self, key: str) -> None:
        shown: Any = getattr(self, key)
        self.stack.setCurrentWidget(shown)
        self._one_saves(key)
        encrypted = self.store.key is not None
        for name in KEYED:
            self.deeds[name].setVisible(encrypted)
        self.deeds["encrypt"].setVisible(not encrypted)
        self.tell(detail=self.parts[key], summary="")
        if shown is vars(self).get("checks"):
            self.checks.check()
        else:
            shown.refresh()

    def _count(self) -> None:
        checks: CheckPanel | None = vars(self).get("checks")
        counts = {"backups": len(listed(self.store)),
                  "checks": len(checks.found) or None if checks else None}
        marks = {"checks": checks.worst if checks else None}
        self.chips.show_chips([Chip(key, title, counts.get(key), marks.get(key))
                               for key, title in self.parts.items()])

    def _ask_to_restore(self, path: Path, said: str, back: str = "") -> None:
        asked = f"用{said}换掉现在的资料？现在的资料会另存一份，随时可以换回来。\n{back}"
        self.strip.ask(asked.rstrip(), {
            "恢复": lambda: self.wanted.emit("restore", path), "不恢复": None,
        })
