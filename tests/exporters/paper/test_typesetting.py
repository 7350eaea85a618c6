import pytest
from pypdfium2 import PdfDocument

from exporters.form import About
from exporters.paper.pages import Book, page_format, start, type_for


@pytest.fixture
def kind():
    return type_for("body", 10, {})


def texts(lines):
    return [text for text, _ in lines]


def test_a_short_text_stays_on_one_line(kind):
    assert kind.lines("赵家村", 40) == [("赵家村", 30)]


def test_a_long_text_wraps_inside_its_width(kind):
    lines = kind.lines("长期在外务工春节返乡", 41)
    assert texts(lines) == ["长期在外", "务工春节", "返乡"]
    assert all(width <= 41 for _, width in lines)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(kind):
    assert texts(kind.lines("一二三四。五", 41)) == ["一二三", "四。五"]
    assert texts(kind.lines("一二三（四五）", 41)) == ["一二三", "（四五）"]


def test_an_opening_mark_goes_to_the_next_line_with_the_first_of_its_words(kind):
    assert texts(kind.lines("100.0%（分母：条）", 41)) == ["100.0%", "（分母：", "条）"]


def test_a_number_stays_with_the_word_after_it_not_with_that_before(kind):
    said = kind.lines("党课次数 11 次", 51)
    assert texts(said) == ["党课次数 ", "11 次"] and said[0][1] == kind.line("党课次数")[1]
    assert texts(kind.lines("三月里第 4 次", 51)) == ["三月里", "第 4 次"]


def test_a_day_is_never_parted_where_the_line_has_room_for_it(kind):
    assert texts(kind.lines("8月28日至9月6日", 71)) == ["8月28日至", "9月6日"]
    assert texts(kind.lines("自2026年10月15日起", 75)) == ["自", "2026年10月15日", "起"]


def test_words_of_latin_letters_and_descriptions_stay_whole(kind):
    assert texts(kind.lines("见GB/T 9704号", 41)) == ["见GB/T ", "9704号"]
    assert texts(kind.lines("姓名王𱙙", 61)) == ["姓名王", "〔⿰女灵〕"]


def test_a_number_longer_than_the_column_is_broken_and_nothing_lost(kind):
    lines = texts(kind.lines("410381188001010001", 41))
    assert "".join(lines) == "410381188001010001"
    assert len(lines) == 3


def test_breaks_that_were_typed_are_kept(kind):
    assert texts(kind.lines("一\n\n二", 100)) == ["一", "", "二"]


def test_nothing_is_lost_however_narrow(kind):
    text = "“（《一二》）”，。abc 中文。。。。"
    for width in range(10, 130, 7):
        assert "".join(texts(kind.lines(text, width))).replace(" ", "") == text.replace(" ", "")


def test_where_a_line_begins():
    assert [start(side, 10, 50, 20) for side in ("left", "center", "right")] == [10, 20, 30]


def test_a_rare_character_in_a_heavy_title_does_not_close_up(tmp_path):
    book, form = Book(tmp_path / "x.pdf", About("试")), page_format("A4", "portrait", lying=False)
    kind = book.type("title", 20)
    book.write(kind, kind.line("龘"), 100, 700)
    book.end_page(form)
    book.close()
    with PdfDocument(tmp_path / "x.pdf") as document:
        page = document[0].render(scale=4).to_pil().convert("L")
    drawn = page.crop((400, 4 * (842 - 717), 480, 4 * (842 - 697))).point(
        lambda ink: 255 * (ink < 128))
    left, top, right, bottom = drawn.getbbox()
    ink = drawn.crop((left, top, right, bottom)).histogram()[255]
    assert ink < 0.55 * (right - left) * (bottom - top)
