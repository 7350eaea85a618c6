"""Minutes, six sheets and the year's book come out as PDF and workbook, the same twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from exporters.paper.document import draw_document, write_document
from models.returns.document import Document, Pairs, Paragraph, Signatures, Ticks
from models.returns.minutes import sign_in
from tests.printed import pages_of as printed_pages

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


def lowest(path, at=0) -> float:
    """Where the last line of a page ends above its foot, in points from below."""
    printed = printed_pages(path)[at]
    return min(each.box.bottom for each in printed.lines if "签字" in each.text)


def test_what_is_left_of_a_page_is_ruled_for_the_hand(tmp_path):
    written = page()
    draw_document(written, tmp_path / "空.pdf")
    assert len(printed_pages(tmp_path / "空.pdf")) == 1
    assert lowest(tmp_path / "空.pdf") < 110
    filled = replace(written, blocks=tuple(
        replace(each, text="都写好了。") if isinstance(each, Paragraph) else each
        for each in written.blocks))
    draw_document(filled, tmp_path / "满.pdf")
    assert len(printed_pages(tmp_path / "满.pdf")) == 1 and lowest(tmp_path / "满.pdf") < 110


def test_a_book_has_a_cover_that_counts_for_no_page(tmp_path):
    book = Document("book", "2026年会议记录簿", unit="中共槐湾村支部委员会", when="2026年",
                    cover=True, parts=(page("一"), page("二")))
    draw_document(book, tmp_path / "簿.pdf")
    cover, contents, first, _ = printed_pages(tmp_path / "簿.pdf")
    assert {"2026年会议记录簿", "中共槐湾村支部委员会", "2026年"} <= {
        each.text for each in cover.lines}
    assert "目录" in contents.text and "—1—" in contents.text.replace(" ", "")
    assert "—2—" in first.text.replace(" ", "")


def test_everyone_has_a_place_to_sign_and_the_last_row_stays_with_the_signatures(tmp_path):
    names = [f"槐{number}" for number in range(1, 1 + 230)]
    block = sign_in(names)
    seats = [value for row in block.rows for value in row.values[::2] if value]
    assert sorted(seats) == sorted(names)
    assert all(value is None for row in block.rows for value in row.values[1::2])
    form = Document("x", "登记表", (block, Signatures(("主持人签字", "记录人签字"))))
    draw_document(form, tmp_path / "签.pdf")
    last = printed_pages(tmp_path / "签.pdf")[-1]
    assert "记录人签字" in last.text and any(each in last.text for each in names)
