"""恢复单 on paper: the code in seven numbered groups, to be read aloud, and how it is used."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from exporters.form import About, chinese_day
from exporters.paper.pages import MM, Book, Format, house_style
from exporters.publish import private_file, publish_bytes
from models.keeping.vault.keys import CHECK_SIGNS_SAID

_TITLE, _CODE, _TEXT, _NOTE = 26, 19, 12.5, 10.5
_BOX, _GAP, _ACROSS = 24, 5, 4
"""The height of a group's box and the room between two, in millimetres; boxes in a row."""


@dataclass(frozen=True)
class RecoverySheet:
    """What is printed: whose file, for whom, on which day, the code."""

    village: str
    operator: str
    day: date
    code: str


def sheet_paper(sheet: RecoverySheet) -> bytes:
    """The sheet as a PDF; nothing of it stays on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = private_file(Path(folder), "paper.pdf")
        draw_sheet(sheet, path)
        return path.read_bytes()


def draw_sheet(sheet: RecoverySheet, path: Path) -> None:
    """Write the sheet into ``path`` as a PDF."""
    _Drawing(sheet, path).draw()


def write_sheet(sheet: RecoverySheet, path: Path) -> str:
    """Publish the sheet as a PDF. :returns: its SHA-256. :raises Problem: it can't be written."""
    return publish_bytes(path, sheet_paper(sheet))


class _Drawing:
    """One page, from the top down."""

    def __init__(self, sheet: RecoverySheet, path: Path) -> None:
        self._sheet = sheet
        self._book = Book(path, About("恢复单", sheet.village, made=sheet.day))
        self._form = _page()
        self._y = self._form.top

    def draw(self) -> None:
        """Draw everything."""
        sheet = self._sheet
        self._book.canvas.setPageSize((self._form.width, self._form.height))
        self._words("恢复单", "title", _TITLE, "center")
        self._words(f"{sheet.village}　联星村级台账", "body", 15, "center")
        self._y -= 6 * MM
        self._words("忘了密码、电脑坏了或丢了，凭这一张纸和一份备份就能打开资料。"
                    "谁拿到它都能打开：封好，放进村里的保险柜，不拍照，不放在电脑旁边。",
                    "body", _TEXT)
        self._y -= 6 * MM
        self._code()
        self._y -= 4 * MM
        for words in (*CHECK_SIGNS_SAID, *_HOW):
            self._words(words, "song", _NOTE)
        self._y -= 14 * MM
        made = f"制单：{sheet.operator}　　　　日期：{chinese_day(sheet.day)}"
        self._words(made, "body", _TEXT)
        self._y -= 6 * MM
        self._words(_SIGN, "body", _TEXT)
        self._book.end_page(self._form)
        self._book.close()

    def _code(self) -> None:
        """The groups in boxes, each with its number in the corner."""
        canvas, height = self._book.canvas, _BOX * MM
        width = (self._form.across - (_ACROSS - 1) * _GAP * MM) / _ACROSS
        large, small = self._book.type("hei", _CODE), self._book.type("song", _NOTE)
        for at, group in enumerate(self._sheet.code.split("-")):
            row, place = divmod(at, _ACROSS)
            left = self._form.left + place * (width + _GAP * MM)
            bottom = self._y - (row + 1) * height - row * _GAP * MM
            canvas.setLineWidth(0.8)
            canvas.rect(left, bottom, width, height)
            top = bottom + height - 5 * MM
            self._book.write(small, small.line(str(at + 1)), left + 2 * MM, top)
            signs = large.line(" ".join(group))
            self._book.write(large, signs, left + (width - signs[1]) / 2, bottom + 6 * MM)
        rows = -(-len(self._sheet.code.split("-")) // _ACROSS)
        self._y -= rows * height + (rows - 1) * _GAP * MM

    def _words(self, words: str, role: str, size: float, side: str = "left") -> None:
        kind, leading = self._book.type(role, size), size * 1.6
        lines = kind.lines(words, self._form.across)
        self._book.write_lines(kind, lines, side, self._form.left, self._form.right, self._y,
                               leading)
        self._y -= len(lines) * leading


_SIGN = "保管人签字：＿＿＿＿＿＿＿＿　　　封存位置：＿＿＿＿＿＿＿＿＿＿＿＿"
_HOW = (
    "怎么用：打开软件，在要密码的那一页点“用恢复单打开”，从第 1 组抄到第 7 组，"
    "大小写、空格、横线都不要紧；抄错一个字符，软件会说是第几组。",
    "电脑没有了：在新电脑上装好软件，“设置”里“从别处选备份…”，选 U 盘上的备份，再用这张恢复单。"
    "备份旁边名字以 .slots 结尾的小文件要一起拷。",
    "用过一次，或怀疑有人看过，就在“设置 › 密码与经办人”里换一张新的；旧的随即作废，当面销毁。",
    "密码和恢复单都没有了，资料就再也打不开，软件的作者也打不开。",
)


def _page() -> Format:
    style = house_style()
    width, height = (each * MM for each in style["paper"]["A4"])
    edge = style["margins"]["portrait"]
    return Format(width, height, edge["left"] * MM, width - edge["right"] * MM,
                  height - edge["top"] * MM, edge["bottom"] * MM)
