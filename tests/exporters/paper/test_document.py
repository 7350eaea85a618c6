"""Minutes, six sheets and the year's book come out as PDF and workbook, the same twice."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from exporters.paper.document import draw_document, write_document
from models.returns.document import Document, Pairs, Paragraph, Signatures, Ticks

pytest.importorskip("reportlab")


def page(title: str = "支部委员会会议记录", text: str = "研究二组巷道。", **says) -> Document:
    return Document(
        "minutes",
        title,
        (
            Ticks("动议事由", (("党员群众建议", True), ("村干部提议", False))),
            Pairs(((("时间", "2026年9月5日"), ("地点", "村部")), (("主持人", "槐甲"),))),
            Paragraph("发言与讨论", text),
            Paragraph("不同意见", ""),
            Signatures(("主持人签字", "记录人签字")),
        ),
        unit="中共槐湾村支部委员会",
        made=date(2026, 9, 5),
        entry=title,
        **says,
    )


def pages_of(path) -> int:
    return path.read_bytes().count(b"/Type /Page\n") or path.read_bytes().count(b"/Type /Page ")


def test_both_files_and_the_same_bytes_twice(tmp_path):
    first = write_document(page(), tmp_path / "一", "2026-09")
    second = write_document(page(), tmp_path / "二", "2026-09")
    assert [each["sha256"] for each in first] == [each["sha256"] for each in second]
    assert [each["path"].rsplit("/", 1)[1] for each in first] == [
        "支部委员会会议记录-2026-09.xlsx",
        "支部委员会会议记录-2026-09.pdf",
    ]


def test_the_workbook_is_a_grid_of_the_same_words(tmp_path):
    files = write_document(page(), tmp_path, "2026-09")
    sheet = load_workbook(files[0]["path"]).active
    words = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert words[:6] == [
        "支部委员会会议记录",
        "中共槐湾村支部委员会　2026年9月5日",
        "动议事由",
        "■ 党员群众建议　□ 村干部提议",
        "时间",
        "2026年9月5日",
    ]
    assert sheet.merged_cells.ranges


def test_a_book_has_contents_and_a_page_for_each_paper(tmp_path):
    book = Document(
        "book",
        "会议记录簿",
        unit="槐湾村",
        parts=tuple(page(f"会议{each}记录") for each in range(1, 41)),
    )
    draw_document(book, tmp_path / "簿.pdf")
    files = write_document(book, tmp_path, "2026")
    assert files[0]["rows"] == 40
    tabs = load_workbook(files[0]["path"]).sheetnames
    assert (len(tabs), tabs[0], tabs[1]) == (41, "目录", "1．会议1记录")


def test_long_minutes_run_over_pages(tmp_path):
    short, long = tmp_path / "短.pdf", tmp_path / "长.pdf"
    draw_document(page(), short)
    draw_document(page(text="逐条讨论，意见一致。\n" * 120), long)
    assert pages_of(long) > pages_of(short) >= 1
