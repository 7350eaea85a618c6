"""读回纸单: photos of marked sheets become the keys of their rows, each beside its cut-out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from exporters.paper.mark_sheet import write_mark_sheet
from importers.marks.sheet import read_sheet, sheets_in
from models.intake.asked_back import asked_of
from models.intake.brought_back import RowRead, SheetReading, keep_read, read_all, said_of
from models.keeping.settings import drop_draft, keep_draft, kept_draft
from models.keeping.store import Store
from models.values.marks import HEIGHT, PITCH, MarkSheet, number_said, unfolded
from models.values.problem import Invalid, Problem
from ui.kit import ask
from ui.kit.card import words
from ui.kit.job import Progress, Work
from ui.kit.keys import Act, act
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.theme import Mark, Plain
from ui.kit.tokens import colour, px

if TYPE_CHECKING:
    from ui.kit.section import Section

SCANS = "照片和扫描件 (*.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp *.pdf)"
DRAFT, FILES = "read-back", "files"
KEYED = 4
"""The column that is typed in."""
HOW = ("请看的行排在前面：Alt+1 照像是的收，不对就直接敲（走访 28、28/、28*、.、-；评比、"
       "记分填数），空着的不存。")


class Wanted(NamedTuple):
    """What is to be read: the pictures, by which data file, pages read before or not."""

    files: tuple[Path, ...]
    data: Path
    key: bytes | None
    today: date
    again: bool


def read_off_thread(wanted: Wanted, progress: Progress) -> list[SheetReading]:
    """Every sheet in the pictures, read or refused."""
    found: list[SheetReading] = []
    with Store(wanted.data, key=wanted.key, reading=True) as store:
        progress(0, f"正在读 {len(wanted.files)} 个文件…")
        for each in read_all(store, wanted.files, sheets_in, read_sheet, wanted.today,
                             again=wanted.again):
            found.append(each)
            progress(min(99, 100 * len(found) // len(wanted.files)), f"读了 {len(found)} 张…")
    return found


def bring_back(section: Section, today: date) -> None:
    """Put the pane in the place of the card, and ask for the pictures."""
    pane = ReadBack(section, today)
    section.put_right(pane)
    if not pane.offer_draft():
        pane.choose()


def print_marked(section: Section, drawn: Callable[[], MarkSheet], name: str) -> None:
    """Ask for a file and write a sheet to it that can be read back."""
    path = ask.file_to_save(section, "存能读回的单", f"{name}.pdf", "PDF (*.pdf)")
    if path is None:
        return
    sheet = drawn()
    write_mark_sheet(sheet, path)
    section.strip.tell(f"{path.name} 存好了，单号 {number_said(sheet.number)}。"
                       "打出来照样手写，填好拍照，用“读回纸单…”读回来；也可以照旧手工录。")


class ReadBack(QWidget):
    """Rows of all sheets, doubts first; nothing is kept before 保存, and all of it in one act.

    ``closed()`` when it was kept or given up; what was typed is offered again with the pictures.
    """

    wide = True
    closed = Signal()
    title = "读回纸单"

    def __init__(self, section: Section, today: date) -> None:
        super().__init__()
        self._section, self._store, self._today = section, section.store, today
        self._files: tuple[Path, ...] = ()
        self._readings: list[SheetReading] = []
        self._lines: dict[int, tuple[SheetReading, RowRead]] = {}
        self._typed: dict[str, str] = {}
        self._faults: dict[str, str] = {}
        self.strip, self.said, self.cut = Strip(), words(role="second", wrap=True), Plain()
        self.work, self.sheet = Work(self.strip), Straightened()
        self.cut.setAccessibleName("照片上的这一行")
        self.grid = RecordList(RecordTable(self._columns(), self._rows, self._put), "读回的各行")
        self.grid.say_empty("点“选照片…”，几张一起选，次序、方向不论。")
        self.grid.speak_through(self.strip)
        self.grid.shown.connect(lambda _: self._look())
        self.saving = act(self, "保存", "Ctrl+S", self.save)
        self.choosing = act(self, "选照片…", "Ctrl+O", self.choose)
        self.next = act(self, "下一处", "F7", self.go_on)
        self.giving_up = act(self, "关闭", "Esc", self.give_up)
        Act("照像是的收", "Alt+1", self, self.accept, inside=True)
        self._lay_out()
        self.setFocusProxy(self.grid)
        self._show()

    # ── read ─────────────────────────────────────────────────────────────────

    def offer_draft(self) -> bool:
        """Whether something was left unkept last time, which is asked about."""
        left = kept_draft(self._store, DRAFT)
        if left is None:
            return False

        def go_on() -> None:
            self._typed = {place: keys for place, keys in left[0].items() if place != FILES}
            self.read([Path(each) for each in left[0][FILES].split("\n")])

        self.strip.ask(f"{left[1]:%m-%d %H:%M} 读的单子还没有存。", {
            "接着看": go_on, "不要了": lambda: drop_draft(self._store, DRAFT)})
        return True

    def choose(self) -> None:
        """Ask for the pictures and read them."""
        files = ask.files_to_open(self, "选填好的单子的照片或扫描件", SCANS)
        if files:
            self.read(files)

    def read(self, files: Sequence[Path], *, again: bool = False) -> None:
        """Read them off the window's thread; nothing is kept yet."""
        self.strip.put_away()
        self._files = tuple(dict.fromkeys((*self._files, *files)))
        wanted = Wanted(tuple(files), self._store.path, self._store.key, self._today, again)
        self.work.begin(lambda progress: read_off_thread(wanted, progress),
                        lambda found: self._came(found, files), "正在读…")

    def _came(self, found: list[SheetReading], files: Sequence[Path]) -> None:
        here = {each.page.rowid for each in self._readings if each.page}
        fresh = [each for each in found if each.page is None or each.page.rowid not in here]
        self._readings += [each for each in fresh if each.page]
        lines = [(each, line) for each in self._readings for line in each.lines]
        lines.sort(key=lambda each: (not each[1].doubts, not each[1].hand))
        self._lines = dict(enumerate(lines, 1))
        self._show()
        self._say_refused([each for each in fresh if each.refusal], files)
        if self._lines:
            self.grid.setCurrentIndex(self.grid.table.index(0, KEYED))
            self.grid.setFocus()

    def _say_refused(self, refused: list[SheetReading], files: Sequence[Path]) -> None:
        said = "\n".join(each.sentence for each in refused[:6])
        if len(refused) > 6:
            said += f"\n另有 {len(refused) - 6} 张没有读。"
        if any(each.known for each in refused):
            self.strip.ask(said, {"读过的再读一次": lambda: self.read(files, again=True),
                                  "不读": None})
        elif refused:
            self.strip.refuse(said)

    # ── looked at ────────────────────────────────────────────────────────────

    def accept(self) -> None:
        """The row in hand is what it looks like; on to the next."""
        reading_line = self._lines.get(self.grid.current())
        if reading_line is not None and reading_line[1].keys:
            self.grid.table.put([Edit(self.grid.current(), "keys", reading_line[1].keys)])
        self.go_on()

    def go_on(self) -> None:
        """To the next row nobody has decided."""
        ids, here = self.grid.table.ids, self.grid.currentIndex().row()
        waiting = [row for row in (*ids[here + 1:], *ids[:here + 1]) if self._waits(row)]
        if waiting:
            at = self.grid.table.index(self.grid.table.row_of(waiting[0]), KEYED)
            self.grid.setCurrentIndex(at)

    def save(self) -> None:
        """Keep every row that says something, in one act; the pages are read then."""
        self.strip.put_away()
        left = sum(map(self._waits, self._lines))
        try:
            self.grid.table.check()
            if not self._readings:
                raise Problem("还没有读到单子，请先点“选照片…”。")
            many = keep_read(self._store, [
                (each, {line.record: self._keys(each, line) for line in each.lines})
                for each in self._readings], self._today)
        except Invalid as invalid:
            self._faults = dict(invalid.faults)
            self._show()
            self.strip.refuse(f"有 {len(self._faults)} 行要改，看“要看”一栏；一行都还没有存。")
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
        else:
            drop_draft(self._store, DRAFT)
            self.closed.emit()
            rest = f"还有 {left} 行没定，没有存，请照单子补录。" if left else ""
            self._section.strip.tell(f"读回的 {many} 行存下了。{rest}")

    def give_up(self) -> None:
        """Leave without keeping; what was typed is offered next time."""
        self.work.give_up()
        self.closed.emit()

    # ── inside ───────────────────────────────────────────────────────────────

    def _keys(self, reading: SheetReading, line: RowRead) -> str:
        return self._typed.get(_place(reading, line), "" if line.doubts else line.keys)

    def _waits(self, row: int) -> bool:
        reading, line = self._lines[row]
        return bool(line.doubts) and _place(reading, line) not in self._typed

    def _put(self, edits: list[Edit]) -> None:
        for each in edits:
            if each.text.strip():
                said_of(self._store, self._lines[each.id][0], each.text, self._today)
        for each in edits:
            place = _place(*self._lines[each.id])
            self._typed[place] = each.text.strip()
            self._faults.pop(place, None)
        keep_draft(self._store, DRAFT, {FILES: "\n".join(map(str, self._files)), **self._typed})
        self._show()

    def _show(self) -> None:
        self.grid.table.show_ids(list(self._lines))
        self.said.setText("\n".join(each.sentence for each in self._readings[:4]))
        self.saving.setEnabled(bool(self._lines))
        self._look()

    def _look(self) -> None:
        """The cut-out of the row in hand, and where it stands on its page."""
        shown = self._lines.get(self.grid.current())
        self.cut.setVisible(shown is not None)
        self.sheet.setVisible(shown is not None)
        if shown is not None:
            picture = QPixmap()
            picture.loadFromData(shown[1].cut)
            self.cut.setPixmap(picture.scaledToWidth(
                max(px(400), self.width() - px(36)), Qt.TransformationMode.SmoothTransformation))
            self.sheet.show_row(*shown)

    def _rows(self, ids: list[int]) -> list[tuple[Any, ...]]:
        found = []
        for row in ids:
            reading, line = self._lines[row]
            keys = self._keys(reading, line)
            found.append((number_said(reading.number), *line.words, keys,
                          self._outcome(row, keys), self._why(row)))
        return found

    def _outcome(self, row: int, keys: str) -> Face:
        reading, line = self._lines[row]
        if keys:
            return Face(said_of(self._store, reading, keys, self._today), Mark.DONE)
        if self._waits(row):
            return Face(f"像是 {line.keys}" if line.keys else "看不准", Mark.ASK)
        return Face("空着", tone="faint")

    def _why(self, row: int) -> Face:
        reading, line = self._lines[row]
        fault = self._faults.get(_place(reading, line))
        if fault:
            return Face(fault, Mark.LATE)
        return Face("；".join((*line.doubts, *(["旁边写了字"] if line.hand else []))))

    def _columns(self) -> tuple[Column, ...]:
        def asked(row: int, typed: str) -> str:
            reading, line = self._lines[row]
            return asked_of(self._store, reading, line.record, typed, self._today)

        return (Column("单号", 9), Column("行", 4, numeric=True), Column("户号", 6),
                Column("户主", 8, lead=True), Column("录入", 8, "keys", editable=True, odd=asked),
                Column("录成", 18, face=_as_is), Column("要看", 24, face=_as_is))

    def _lay_out(self) -> None:
        whole, halves, foot = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        for each in (self.saving, self.next, self.choosing, self.giving_up):
            foot.addWidget(press_button(each, main=each is self.saving))
        foot.addStretch(1)
        halves.addWidget(self.grid, 1)
        halves.addWidget(self.sheet)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        for row in (whole, halves, foot):
            row.setSpacing(px(8))
        for part in (words(self.title, "title"), self.strip, self.work, self.said, self.cut):
            whole.addWidget(part)
        whole.addLayout(halves, 1)
        whole.addWidget(words(HOW, "faint", wrap=True))
        whole.addLayout(foot)


class Straightened(QWidget):
    """The page laid flat, the row in hand framed."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("摊平的单子")
        self.setFixedWidth(px(300))
        self._page, self._of, self._top = QPixmap(), b"", 0.0

    def show_row(self, reading: SheetReading, line: RowRead) -> None:
        """This page with this row."""
        assert reading.page is not None
        if self._of is not reading.picture:
            self._of = reading.picture
            self._page.loadFromData(self._of)
        self._top = next(each.hand.y for each in unfolded(reading.page.layout).rows
                         if each.record == line.record)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page as large as there is room, the row's frame over it."""
        if self._page.isNull():
            return
        room = self._page.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRectF(0, 0, room.width(), room.height()), self._page,
                           QRectF(self._page.rect()))
        scale = room.height() / HEIGHT
        painter.setPen(QPen(colour("accent"), px(2)))
        painter.drawRect(QRectF(px(1), (self._top - 0.6) * scale, room.width() - px(2),
                                PITCH * scale))


def _place(reading: SheetReading, line: RowRead) -> str:
    """A row's name in a draft, and in what saving refuses."""
    return f"{reading.number}.{line.record}"


def _as_is(face: Face) -> Face:
    return face
