"""A paper in the window: beside its record, over the whole page, or on its way to the printer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.returns.catalogue import document_called
from models.returns.returning import Asked
from models.values import clock
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.job import JobStrip, Latest
from ui.kit.message_strip import Strip
from ui.kit.page import action, press_button
from ui.kit.paper import Sight
from ui.kit.preview import Preview
from ui.kit.section import Section
from ui.parts.drawn_return import Drawn, Order, drawn, exported, printed

if TYPE_CHECKING:
    from models.keeping.store import Store


class PaperView(QWidget):
    """Shows one document of the catalogue, drawn off the window's thread."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.order: Order | None = None
        self.preview, self.strip, self.job_strip = Preview(), Strip(), JobStrip()
        self.latest = Latest(self, self.preview.say, self.job_strip)
        self.sight = Sight(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for each in (self.strip, self.job_strip):
            column.addWidget(each)
        column.addWidget(self.sight, 1)

    def show_document(self, code: str, period: Period, **answers: Any) -> None:
        """Draw the document with these answers."""
        asked = Asked.of(period, clock.today(), **answers)
        self.order = Order(self._store.path, self._store.key, document_called(code), asked)
        self.refresh()

    def refresh(self) -> None:
        """Draw what is asked for as the records are now."""
        order = self.order
        if order is not None:
            self.latest.begin(lambda progress: drawn(order, progress), self._show, "正在排版…")

    def say(self, words: str) -> None:
        """Say why there is no paper yet."""
        self.order = None
        self.preview.say(words)

    def export(self) -> None:
        """Write the workbook and the PDF into a folder."""
        order = self._wanted()
        folder = ask.folder(self, "放到哪个文件夹")
        if folder is None:
            return

        def done(files: list[dict[str, Any]]) -> None:
            names = "、".join(Path(each["path"]).name for each in files)
            self.strip.ask(f"写好了：{names}", {
                "打开文件夹": lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
                "知道了": None,
            })

        self.latest.begin(lambda progress: exported(order, folder, progress), done, "正在导出…")

    def print(self) -> None:
        """Print what is shown. :raises Problem: no printer, or a page that is not there."""
        order = self._wanted()
        printer = self.sight.printer()
        self.latest.begin(lambda progress: printed(order, printer, progress),
                    lambda pages: self.strip.tell(f"已送去打印，共 {pages} 页。"), "正在打印…")

    def _wanted(self) -> Order:
        if self.order is None:
            raise Problem("还没有可以打印的内容，请先登记。")
        return self.order

    def _show(self, found: Drawn) -> None:
        self.preview.show_paper(found.pdf)


# ── over the whole page ──────────────────────────────────────────────────────


class BoundPaper(Section):
    """Shown by whoever asks for it; 返回 leads back there."""

    key, title, alone = "bound", "文书", True

    def build(self) -> None:
        """The preview, its buttons and the way back over it."""
        self.paper = PaperView(self.store)
        for name, main in {"export": False, "print": True, "go_back": False}.items():
            self.tool_row.addWidget(press_button(self.deeds[name], main=main))
        self.whole.insertWidget(0, self.tools)
        self.body.addWidget(self.paper)
        self.zones = [self.paper.preview]

    def refresh(self) -> None:
        """Draw it again."""
        self.paper.refresh()

    def show_document(self, code: str, period: Period, title: str, **answers: Any) -> None:
        """Draw this one."""
        self.tell(detail=title, summary="")
        self.paper.show_document(code, period, **answers)

    @action("导出…", icon="export", shortcut="Ctrl+E", place="own", may=None)
    def export(self) -> None:
        """Write the workbook and the PDF."""
        self.paper.export()

    @action("打印…", icon="print", shortcut="Ctrl+P", place="own", may=None)
    def print(self) -> None:
        """Print what is shown."""
        self.paper.print()

    @action("返回", icon="leave", shortcut="Esc", place="own", may=None)
    def go_back(self) -> None:
        """Back to where one came from."""
        assert self.host is not None
        self.host.come_back()
