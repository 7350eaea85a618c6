"""Opening the town's own blank form: what its sheets say and let in, and what forbids it."""

from __future__ import annotations

import re
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importers.forms.word_form import read_word_form
from importers.sheets.archive import FOR_A_FORM, Bundle, damaged, naming, open_archive, too_swollen
from importers.sheets.legacy import SIGNATURE
from importers.sheets.sheet_xml import MOST_COLUMNS, MOST_ROWS, looks_of, says_too_much
from models.keeping.apart import apart
from models.returns.town_form.kept import KeptForm
from models.returns.town_form.page import Area, Check, FormCell, FormPage
from models.returns.town_form.recognising import FormFound
from models.values.problem import Problem
from models.values.spreadsheet import column_number
from models.values.word_document import is_word

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_CHECKS = 1_000
_AWAY = "请让上级另发一份不带它的表样，或自己删去后另存为 .xlsx。"
_CANNOT_KEEP = (
    ("vbaproject", "里面有宏，填写后保不住。"),
    ("/charts/", "里面有图表，填写后保不住。"),
    ("/diagrams/", "里面有图形，填写后保不住。"),
    ("/externallinks/", "里面链接着别的文件，填写后会断开。"),
    ("/connections.xml", "里面连着外部数据，填写后会断开。"),
    ("/pivottables/", "里面有数据透视表，填写后保不住。"),
    ("/pivotcache/", "里面有数据透视表，填写后保不住。"),
    ("/slicers/", "里面有切片器，填写后保不住。"),
    ("/embeddings/", "里面嵌着别的文件，填写后保不住。"),
    ("/activex/", "里面有控件，填写后保不住。"),
    ("/ctrlprops/", "里面有控件，填写后保不住。"),
    ("_xmlsignatures/", "有数字签名，填写后签名会失效。"),
)
_SHAPES = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp|graphicFrame|contentPart)[ >]")
_CONTROL = re.compile(rb"ObjectType=[\"'](?!Note)")
_RANGE = re.compile(r"(?:'?([^'!]+)'?!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


@apart
def read_form(path: Path) -> list[FormPage]:
    """The visible sheets of a form, or the tables and the text of one that is a Word document.

    :raises Problem: it can't be opened, is neither, or holds what can't be kept whole.
    """
    path = Path(path)
    return read_word_form(path) if is_word(path) else _read_sheets(path)


def to_keep(path: Path, form: FormFound) -> KeptForm:
    """A form that was recognised, with its blank, to be kept.

    :raises Problem: its file can't be read any more, or is too large.
    """
    try:
        return KeptForm.of(path.name, path.read_bytes(), form)
    except OSError:
        raise Problem(f"打不开 {path.name}，请看文件是否还在、是否正被别的软件占用。") from None


def _read_sheets(path: Path) -> list[FormPage]:
    with naming(path):
        _refuse_old(path)
        with open_xlsx(path) as archive:
            looks_of(archive)
            if says_too_much(archive):
                raise too_swollen(path)
        book = _book(path)
    pages = [_page(book, sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [each for each in pages if each.cells]


def _book(path: Path) -> Workbook:
    from openpyxl import load_workbook

    with path.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_workbook(stream, rich_text=True)
        except Exception:  # a workbook that names what it does not hold, in whichever part
            raise damaged(path) from None


def _refuse_old(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
            rest = stream.read(2_000_000) if head.startswith(SIGNATURE) else b""
    except OSError:
        raise Problem(f"打不开 {path.name}，请看文件是否还在、是否正被别的软件占用。") from None
    if head.startswith(SIGNATURE):
        if "EncryptedPackage".encode("utf-16-le") in rest:
            raise Problem(f"{path.name} 有打开密码。请用表格软件打开，去掉密码另存后再填。")
        raise Problem(
            f"{path.name} 是旧格式的文字文档（.doc 或 .wps），填写时保不住它的样式。"
            "请用 WPS 或 Word 打开，另存为 .docx 再填。"
            if "WordDocument".encode("utf-16-le") in rest else
            f"{path.name} 是旧格式（.xls 或 .et），填写时保不住它的样式。"
            "请用 WPS 或 Excel 打开，另存为 .xlsx 再填。"
        )
    if not head.startswith(b"PK"):
        raise Problem(f"{path.name} 不是表格文件，也不是 Word 文档。请用 .xlsx 或 .docx 的表样。")


def open_xlsx(path: Path) -> Bundle:
    """The archive of a form that can be kept whole. :raises Problem: it can't, and why."""
    try:
        with zipfile.ZipFile(path) as looked:
            _refuse_lost(path, looked)
    except (zipfile.BadZipFile, OSError, ValueError):
        pass  # the careful opening below says what is wrong
    archive = open_archive(path, FOR_A_FORM)
    try:
        _refuse_drawn(path, archive)
    except BaseException:
        archive.close()
        raise
    return archive


def _refuse_lost(path: Path, archive: zipfile.ZipFile) -> None:
    names = [f"/{name.lower()}" for name in archive.namelist()]
    for part, why in _CANNOT_KEEP:
        if any(part in name for name in names):
            raise Problem(f"{path.name} {why}{_AWAY}")


def _refuse_drawn(path: Path, archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        lowered = name.lower()
        if not lowered.startswith("xl/drawings/"):
            continue
        drawn = archive.read(name)
        if lowered.endswith(".xml") and _SHAPES.search(drawn):
            raise Problem(f"{path.name} 里面有形状或文本框，填写后保不住。{_AWAY}")
        if lowered.endswith(".vml") and _CONTROL.search(drawn):
            raise Problem(f"{path.name} 里面有控件，填写后保不住。{_AWAY}")


def _page(book: Workbook, sheet: Worksheet) -> FormPage:
    from openpyxl.cell.cell import MergedCell

    cells = {
        place: _cell(cell) for place, cell in sheet._cells.items()
        if not isinstance(cell, MergedCell) and place[0] <= MOST_ROWS and place[1] <= MOST_COLUMNS
    }
    merges = tuple(sorted(
        Area(each.min_row, each.min_col, each.max_row, each.max_col)
        for each in sheet.merged_cells.ranges
    ))
    if len(sheet.data_validations.dataValidation) > MOST_CHECKS:
        raise Problem(f"“{sheet.title}”的数据有效性超过 {MOST_CHECKS:,} 条，不像表样，没有打开。")
    checks = tuple(_check(book, sheet, each) for each in sheet.data_validations.dataValidation)
    hidden = frozenset(row for row, about in sheet.row_dimensions.items() if about.hidden)
    return FormPage(sheet.title, cells, merges, checks, bool(sheet.protection.sheet), hidden)


def _cell(cell: Any) -> FormCell:
    from openpyxl.cell.rich_text import CellRichText

    value = cell.value
    formula = cell.data_type == "f"
    said = "" if value is None or formula else _said(value)
    return FormCell(said, formula, bool(cell.protection.locked), str(cell.number_format),
                isinstance(value, CellRichText), cell.border.top.style is not None,
                value if formula and isinstance(value, str) else "")


def _said(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip("\n")


def _check(book: Workbook, sheet: Worksheet, rule: Any) -> Check:
    areas = tuple(
        Area(each.min_row, each.min_col, each.max_row, each.max_col) for each in rule.sqref.ranges
    )
    options = _options(book, sheet, rule.formula1 or "") if rule.type == "list" else ()
    return Check(areas, rule.type or "none", options, rule.operator or "between",
                 _figure(rule.formula1), _figure(rule.formula2))


def _figure(formula: str | None) -> float | None:
    try:
        return float(formula or "")
    except ValueError:
        return None


def _options(book: Workbook, sheet: Worksheet, formula: str) -> tuple[str, ...]:
    """The choices of a drop-down: written in it, or standing in cells, by name or by place."""
    formula = formula.lstrip("=")
    if formula.startswith('"'):
        return tuple(each.strip() for each in formula.strip('"').split(",") if each.strip())
    named = book.defined_names.get(formula) or sheet.defined_names.get(formula)
    found = _RANGE.fullmatch((named.attr_text or "").lstrip("=") if named else formula)
    if found is None or (found[1] and found[1] not in book.sheetnames):
        return ()
    place = book[found[1]] if found[1] else sheet
    first, last = column_number(found[2]), column_number(found[4] or found[2])
    rows = range(int(found[3]), min(int(found[5] or found[3]), MOST_ROWS) + 1)
    if last - first >= MOST_COLUMNS or len(rows) * (last - first + 1) > MOST_ROWS:
        return ()
    cells = (place._cells.get((row, column)) for row in rows for column in range(first, last + 1))
    return tuple(_said(each.value) for each in cells if each is not None and each.value is not None)
