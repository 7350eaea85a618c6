"""连心卡: eight to an A4, whatever is written on them."""

from pypdfium2 import PdfDocument

from exporters.leaving.return_files import write_return
from models.values.kinds import Field
from models.values.sheet import Column, Row, Sheet

COLUMNS = tuple(
    Column(Field(label)) for label in ("户", "户主", "联户党员", "联系电话", "备联党员")
)


def cards(count: int) -> Sheet:
    rows = [
        Row((f"{n:04} 户", "仝金坡", "缑树林", "13900000000", None)) for n in range(1, count + 1)
    ]
    return Sheet("liaison-cards", "党员联户连心卡", COLUMNS, rows, unit="槐树庄村")


def pages(path) -> list[str]:
    document = PdfDocument(path)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_eight_to_a_page_and_blank_lines_left_out(tmp_path):
    written = write_return(cards(9), tmp_path, "2026-09")
    paper = pages(written[1]["path"])
    assert [page.count("有事请找") for page in paper] == [8, 1]
    assert "0009 户 仝金坡" in paper[1] and "13900000000" in paper[1]
    assert "备联党员" not in paper[0]


def test_without_a_card_the_page_still_says_what_it_is(tmp_path):
    (page,) = pages(write_return(cards(0), tmp_path, "2026-09")[1]["path"])
    assert "党员联户连心卡" in page and "联户党员" in page


def test_no_word_of_a_card_is_lost(tmp_path):
    row = Row(("0001 户", "阿卜杜热合曼·买买提吐尔逊江·" * 3, "缑树林",
               "13900000000转" + "0123" * 9, None))
    whole = Sheet("liaison-cards", "党员联户连心卡", COLUMNS, [row],
                  unit="红旗渠民族团结进步示范移民安置新村第二居民点支部委员会")
    (page,) = pages(write_return(whole, tmp_path, "2026-09")[1]["path"])
    said = "".join(page.split())
    for word in (whole.unit, whole.title, row.values[1], row.values[3]):
        assert word in said


def test_four_lines_leave_room_for_the_last_one(tmp_path):
    rows = [Row(("0001 户", "仝金坡", "缑树林", "13900000000", "麻桂英"))]
    whole = Sheet("liaison-cards", "党员联户连心卡", (*COLUMNS, Column(Field("备联电话"))),
                  [Row((*rows[0].values, "13800000000"))], unit="槐树庄村")
    document = PdfDocument(write_return(whole, tmp_path, "2026-09")[1]["path"])
    text = document[0].get_textpage()
    found = {word: text.search(word).get_next()[0] for word in ("13800000000", "有事请找")}
    heights = {word: text.get_charbox(at) for word, at in found.items()}
    document.close()
    assert heights["13800000000"][1] > heights["有事请找"][3] + 2
