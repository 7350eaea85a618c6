"""关怀版, the keys of the window, and where the data lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.keeping.apart import read_apart
from models.keeping.settings import setting
from models.keeping.updates import taken_in
from models.overview.updating import (
    ENDING,
    PUBLISHER,
    TOLD,
    choose_publisher,
    judged,
    read_update_file,
    take_in,
)
from ui.kit import ask
from ui.kit.card import panel, words
from ui.kit.chips import Chip, Chips
from ui.kit.recent import recent
from ui.kit.room import Modest
from ui.kit.theme import grow, plain_tip
from ui.kit.tokens import care, px, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.keeping.store import Store
    from ui.kit.message_strip import Strip

KEYS = (
    ("Ctrl+K", "找人、找户、找功能"), ("Ctrl+1 … 9", "去左边的第几个地方"),
    ("F6", "在名单、卡片之间走"), ("Ctrl+Z　Ctrl+Y", "撤销、重做"),
    ("F9", "历史：做过的每一步"),
    ("Ctrl+S", "保存"), ("Esc", "取消"), ("F1", "这一页的帮助"),
    ("Ctrl+=　Ctrl+-　Ctrl+0", "放大、缩小、还原"), ("F2", "改名单里的一格"),
    ("Ctrl+C　Ctrl+V　Ctrl+D", "复制、粘贴、向下填"), ("Ctrl+Shift+L", "排序、筛选、选栏"),
)


class LookPanel(Modest):
    """The sizes offered; below them the keys; at the right the files and about the program.

    ``file_wanted(path)`` when a file that was open lately is to be opened again.
    """

    file_wanted = Signal(object)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.sizes, self.recent, self.files = Chips(), QWidget(), QVBoxLayout()
        self.updates = words(role="second", wrap=True)
        self._lately = QVBoxLayout(self.recent)
        self._lately.setContentsMargins(0, 0, 0, 0)
        self.sizes.chosen.connect(self._grow)
        self._lay_out()

    def refresh(self) -> None:
        """Show the present size pressed."""
        steps = tokens()["care"]["steps"]
        self.sizes.show_chips([Chip(str(each), f"{each:.0%}") for each in steps])
        self._show_recent()
        self._show_updates()
        self.sizes.press(str(min(steps, key=lambda each: abs(each - care()))))

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """The buttons under the data file."""
        for button in buttons:
            self.files.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.files.addWidget(self.recent)
        self.files.addWidget(words("更新", "title"))
        self.files.addWidget(self.updates)

    # ── an update from a stick ───────────────────────────────────────────────

    def take_update(self, strip: Strip, attempt: Callable[[Callable[[], object]], bool]) -> None:
        """Whose it is, what it changes, and at the user's word it is taken in."""
        path = ask.file_to_open(self, "取更新", f"更新 (*{ENDING})")
        if path is not None:
            said = read_apart(path, read_update_file, path)
            self._offer(said, strip, attempt)

    def _offer(
        self, said: dict[str, str], strip: Strip, attempt: Callable[[Callable[[], object]], bool]
    ) -> None:
        def choose(typed: str) -> None:
            if attempt(lambda: choose_publisher(self._store, said, typed)):
                attempt(lambda: self._offer(said, strip, attempt))

        def take() -> None:
            attempt(lambda: take_in(self._store, update))
            self._show_updates()
            strip.tell(f"收好了第 {update.number} 号更新，可以撤销。"
                       "已经打开的页面，关了再开就是新的。")

        if setting(self._store, PUBLISHER) is None:
            strip.ask_why("还没有选定收谁的更新。请对着发布单位盖章的纸，写上纸上的指纹。",
                          "5 组，每组 4 个字符", "选定", choose)
            return
        update, changes = judged(self._store, said)
        lines = [f"{sign} {line}" for each in changes for sign, some in (
            ("＋", each.added), ("－", each.removed)) for line in some]
        more = [f"……还有 {len(lines) - TOLD} 行"] * (len(lines) > TOLD)
        self.updates.setText("\n".join(
            [*(each.words for each in changes), *lines[:TOLD], *more]))
        notice = f"有新版程序 {update.version}：{update.notice}" if update.version else ""
        strip.ask(f"第 {update.number} 号更新：{update.title}（{update.made}），"
                  f"改 {len(changes)} 个文件，改什么列在右边。{notice}",
                  {"收下": take, "先不收": self._show_updates})

    def _show_updates(self) -> None:
        held = taken_in(self._store)
        self.updates.setText("\n".join(
            f"第 {each.number} 号　{each.title}　{each.made}" for each in held[::-1]
        ) or "还没有收过更新。节假日、代码、规定、表样、手册的更新，用 U 盘带来。")

    def _show_recent(self) -> None:
        for former in self.recent.findChildren(QPushButton):
            former.deleteLater()
        for each in recent():
            if each.path != str(self._store.path):
                said = f"{each.name or '还没有写下是哪个村'}{'（示例村）' * each.sample}"
                button = QPushButton(f"打开 {said} ›")
                button.setToolTip(plain_tip(each.path))
                button.setProperty("link", True)
                button.clicked.connect(
                    lambda _=False, path=each.path: self.file_wanted.emit(path))
                self._lately.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _grow(self, key: str) -> None:
        steps = tokens()["care"]["steps"]
        at = min(range(len(steps)), key=lambda n: abs(steps[n] - care()))
        by = steps.index(float(key)) - at
        if by:
            grow(by)

    def _lay_out(self) -> None:
        left, right, across = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        for column in (left, right):
            column.setSpacing(px(10))
        left.addWidget(words("字的大小（关怀版）", "title"))
        left.addWidget(self.sizes)
        left.addSpacing(px(8))
        left.addWidget(words("键盘", "title"))
        left.addLayout(_keys())
        left.addStretch(1)
        right.addWidget(words("联星村级台账", "title"))
        right.addWidget(words("不联网，资料只在这台电脑上。", "second"))
        right.addWidget(words(f"资料文件　{self._store.path}", wrap=True))
        opening = QPushButton("打开所在的文件夹")
        opening.setAccessibleName("打开资料所在的文件夹")
        opening.clicked.connect(lambda: _open(self._store.path.parent))
        right.addWidget(opening, 0, Qt.AlignmentFlag.AlignLeft)
        right.addLayout(self.files)
        right.addStretch(1)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(14))
        for column in (left, right):
            across.addWidget(panel(column, 16), 1)


def _keys() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(18))
    grid.setVerticalSpacing(px(8))
    grid.setColumnStretch(1, 1)
    for row, (key, does) in enumerate(KEYS):
        grid.addWidget(words(key, "second"), row, 0)
        grid.addWidget(words(does), row, 1)
    return grid


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
