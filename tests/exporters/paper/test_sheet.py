from dataclasses import replace

import pytest
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from exporters.paper.sheet import write_paper
from models.values.kinds import NOTE, NUMBER, TEXT, Field
from models.values.problem import Problem
from models.values.sheet import Column, Row, Rows, Sheet, masked


def printed(sheet, path):
    """The text of each page as it can be copied."""
    write_paper(sheet, path)
    document = PdfDocument(path)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


def story(*notes):
    columns = (Column(Field("序号", NUMBER, width=5)), Column(Field("备注", NOTE, width=20)))
    rows = [Row(each) for each in enumerate(notes, 1)]
    return Sheet("X", "记事", columns, rows, signatures=(), seal=False)


def test_every_row_can_be_copied_from_the_paper(roster, tmp_path):
    sheet = roster(70)
    text = "".join(printed(sheet, tmp_path / "花名册.pdf"))
    for row in sheet.rows:
        assert all(str(value) in text for value in row.values if value is not None)
    around = ("赵家村花名册", "填报单位：赵家村党支部", "单位：人", "审核人：")
    assert all(words in text for words in around)


def test_the_head_is_repeated_and_pages_are_numbered(roster, tmp_path):
    pages = printed(roster(70), tmp_path / "花名册.pdf")
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "公民身份号码" in page
        assert f"第 {number} 页" in page
        assert f"共 {len(pages)} 页" in page
    assert ["审核人" in page for page in pages] == [False] * (len(pages) - 1) + [True]


def test_another_reader_sees_the_same_numbers(roster, tmp_path):
    write_paper(roster(70), tmp_path / "花名册.pdf")
    reader = PdfReader(tmp_path / "花名册.pdf")
    last = reader.pages[-1].extract_text()
    assert f"共 {len(reader.pages)} 页" in last
    about = reader.metadata
    assert (about.title, about.author, about.subject) == (
        "赵家村花名册", roster(70).unit, roster(70).when)
    assert {roster(70).unit, "赵家村花名册"} <= set(about.keywords.split("；"))
    assert about.creation_date.date() == roster(70).made
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    fonts = {font.get_object()["/BaseFont"] for page in reader.pages
             for font in page["/Resources"]["/Font"].values()}
    assert fonts and all("+" in each for each in fonts)  # each a part of its own, none left out


@pytest.mark.parametrize("count", range(14, 31))
def test_the_signatures_never_stand_alone(roster, tmp_path, count):
    pages = printed(roster(count), tmp_path / "x.pdf")
    assert f"41038118800101{count:04d}" in pages[-1]
    assert "审核人" in pages[-1]


def listed(rows, notes=1):
    columns = tuple(Column(Field(words, NUMBER if words == "数量" else TEXT, width=width))
                    for words, width in (("序号", 5), ("项目", 14), ("数量", 8), ("口径", 20)))
    return Sheet("X", "村情基本情况表", columns,
                 [Row((str(at), "其中：脱贫户", at, f"{at} / 在册户 570")) for at in range(rows)],
                 unit="柳河沿村", notes=("占比保留一位小数。",) * notes)


@pytest.mark.parametrize("count", [12, 15, 17, 20, 23])
def test_a_short_form_keeps_its_tail_on_the_one_page(tmp_path, count):
    (page,) = printed(listed(count), tmp_path / "x.pdf")
    assert all(words in page for words in ("审核人", "报出日期", "共 1 页"))
    assert page.count("柳河沿村") == 2


def test_a_form_with_room_puts_the_stamp_below_and_a_crowded_one_beside(tmp_path):
    def heights(rows):
        write_paper(listed(rows), tmp_path / "x.pdf")
        found = []
        PdfReader(tmp_path / "x.pdf").pages[0].extract_text(
            visitor_text=lambda text, cm, tm, font, size: found.append((text.strip(), tm[5])))
        signed = next(y for text, y in found if text.startswith("报出日期"))
        return signed, min(y for text, y in found if text == "柳河沿村")

    roomy, crowded = heights(8), heights(17)
    assert roomy[0] - roomy[1] > 40 > abs(crowded[0] - crowded[1])


def test_rows_are_never_split(tmp_path):
    texts = [f"起{i:03d}。" + "长期在外务工，" * (i % 19) + f"止{i:03d}。" for i in range(1, 80)]
    pages = ["".join(page.split()) for page in printed(story(*texts), tmp_path / "x.pdf")]
    assert len(pages) > 2
    for text in texts:
        assert [text in page for page in pages].count(True) == 1


def test_a_row_as_long_as_a_page_is_set_smaller(tmp_path):
    text = "".join(chr(0x4E00 + i) for i in range(1600))
    pages = printed(story("短", text), tmp_path / "x.pdf")
    assert text in "".join(pages).replace("\r\n", "").replace("\n", "")


def test_a_row_no_page_can_hold_is_named(tmp_path):
    with pytest.raises(Problem, match=r"第 2 行的“备注”太长，一页纸放不下"):
        write_paper(story("短", "长" * 30_000), tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_head_of_two_lines_sums_and_notes(statistics, tmp_path):
    (page,) = printed(statistics, tmp_path / "统计.pdf")
    for words in ("其中", "监测户", "合计", "1,234.55", "87.5%", "2. 积分按季末计。"):
        assert words in page


def test_the_public_version_is_masked_in_the_text_layer(roster, tmp_path):
    path = tmp_path / "公示.pdf"
    text = "".join(printed(masked(roster(5)), path))
    assert "4103**********0001" in text
    assert "公示单位" in text
    assert all(secret not in text for secret in ("410381188001010001", "13800000001", "张建文"))
    assert "出生日期" not in text


def test_the_same_sheet_gives_the_same_bytes(statistics, tmp_path):
    first = write_paper(statistics, tmp_path / "一.pdf")
    assert first == write_paper(statistics, tmp_path / "二.pdf")


def test_rows_may_be_read_as_they_are_printed(roster, tmp_path):
    whole = roster(120)
    lazy = replace(whole, rows=Rows(120, lambda: iter(whole.rows)))
    assert write_paper(lazy, tmp_path / "一.pdf") == write_paper(whole, tmp_path / "二.pdf")


def test_rare_names_can_be_copied_and_missing_ones_are_to_be_checked(tmp_path):
    pages = printed(story("张𠮷", "李𫓧", "王𬍛", "花𮧵", "赵𱙙"), tmp_path / "x.pdf")
    assert all(name in pages[0] for name in ("张𠮷", "李𫓧", "王𬍛", "花𮧵"))
    assert "赵〔⿰女灵〕" in pages[0]
    assert len(pages) == 2
    assert "生僻字核对" in pages[1]
    assert "U+31659" in pages[1]
    assert "赵〔⿰女灵〕" in pages[1]
    assert "共 2 页" in pages[0]


def test_markup_in_a_name_is_only_text(tmp_path):
    hostile = ("<b>张</b>", "<img src='x'/>", "100% &amp; (\\)")
    text = "".join(printed(story(*hostile), tmp_path / "x.pdf")).replace("\r\n", "")
    assert all(words in text for words in hostile)


def test_the_paper_suits_the_columns(roster, tmp_path):
    sizes = {}
    for count, letters in ((6, 1), (9, 1), (16, 1), (7, 10), (10, 10)):
        columns = tuple(Column(Field(f"项{i}", width=2 * letters)) for i in range(count))
        sheet = replace(roster(0), columns=columns, rows=[Row(("是" * letters,) * count)])
        write_paper(sheet, tmp_path / "x.pdf")
        box = PdfReader(tmp_path / "x.pdf").pages[0].mediabox
        sizes[count, letters] = (round(box.width), round(box.height))
    upright, lying, large = (595, 842), (842, 595), (1191, 842)
    assert sizes == {(6, 1): upright, (9, 1): lying, (16, 1): lying, (7, 10): lying,
                     (10, 10): large}


def test_the_last_rows_take_no_page_that_smaller_type_saves(roster, tmp_path):
    names = ("项", "目", *(f"{month}月" for month in range(1, 15)))
    columns = tuple(Column(Field(each, width=6)) for each in names)
    rows = [Row(("一", *(None for _ in names[1:]))) for _ in range(52)]
    pages = printed(replace(roster(0), columns=columns, rows=rows), tmp_path / "x.pdf")
    assert len(pages) == 2


def test_an_empty_sheet_is_still_a_form(roster, tmp_path):
    (page,) = printed(roster(0), tmp_path / "空.pdf")
    assert "公民身份号码" in page
    assert "共 1 页" in page


def test_faces_are_embedded_as_subsets(roster, tmp_path):
    write_paper(roster(5), tmp_path / "x.pdf")
    faces = PdfReader(tmp_path / "x.pdf").pages[0]["/Resources"]["/Font"]
    chinese = [face.get_object() for name, face in faces.items() if "+" in name]
    assert chinese
    assert all("/FontFile2" in face["/FontDescriptor"] for face in chinese)
    assert (tmp_path / "x.pdf").stat().st_size < 200_000
