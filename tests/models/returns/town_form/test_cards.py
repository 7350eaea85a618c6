"""Cards: a form filled once for each household, member or person; every cell by plain code."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from exporters.workbook.town_form import write_cards, write_form
from importers.forms.town_form import read_form
from models.returns.facts.catalogue import subjects
from models.returns.town_form.preparing import prepare
from models.returns.town_form.recognising import recognise
from models.values.markup import every
from models.values.periods import Period
from models.values.problem import Problem
from models.values.word_document import (
    body_of,
    cell_words,
    cells_of,
    inside,
    read_document,
    words_of,
)
from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.blank_forms import THIN
from tests.models.returns.town_form.conftest import village
from tests.models.returns.town_form.test_other_layouts import BY_ENTRY, GONE, IN_ORDER, TODAY, of
from tests.models.returns.town_form.village import HOMES

__all__ = ("village",)
HOME_CARD = (
    "农户联系卡", "户主：______　　组别：______", word_blanks.table((
        ("户号", "", "家庭人口（人）", ""), ("联户党员", "", "本季走访次数", ""),
        ("户类型", "□脱贫户 □监测户 □低保户 □一般户", "家里养的狗", ""))),
    "本季发现问题____件，已解决____件。", "户主签字：______")


def cards(store, path, each, whose=""):
    form = recognise(read_form(path), subjects(store), each)
    return prepare(store, form, Period.parse("2026-Q1"), TODAY, None, whose)


def read(path):
    """The lines and the tables of a document, page for page as they follow one another."""
    with zipfile.ZipFile(path) as archive:
        body = body_of(read_document(archive.read("word/document.xml")))
    tables = [[[cell_words(each.element) for each in cells_of(table) if each.row == row]
               for row in sorted({each.row for each in cells_of(table)})]
              for table in inside(body, "tbl")]
    return [words_of(each) for each in inside(body, "p")], tables, body


def test_a_card_for_each_household_in_one_file(village, tmp_path):
    path = word_blanks.write(tmp_path / "卡.docx", *HOME_CARD)
    prepared = cards(village, path, "household")
    write_form(path, tmp_path / "填好.docx", prepared.forms)
    lines, tables, body = read(tmp_path / "填好.docx")
    who = {number: name for name, *_, links in BY_ENTRY for number in links}
    ticks = {"01": ("脱贫户",), "02": ("监测户", "低保户"), "10": (), "03": ("一般户",)}
    for at, (number, head, group, size, *_) in enumerate(IN_ORDER):
        gone = of(number)
        found, solved = (sum(bool(each[k]) for each in gone) for k in (3, 4))
        boxes = " ".join(f"{'☑' if name in ticks[number] else '□'}{name}" for name in (
            "脱贫户", "监测户", "低保户", "一般户"))
        assert lines[at * 4 + 1].replace("_", "") == f"户主：{head}　　组别：{group}", lines
        assert lines[at * 4 + 2:at * 4 + 4] == [
            f"本季发现问题{found}件，已解决{solved}件。", HOME_CARD[-1]]
        assert tables[at] == [[
            "户号", number, "家庭人口（人）", str(size)],
            ["联户党员", who.get(number, ""), "本季走访次数", str(len(gone))],
            ["户类型", boxes, "家里养的狗", ""]]
    assert len(tables) == len(HOMES)
    assert len(every(body, "pageBreakBefore")) == len(HOMES) - 1
    assert len(every(body, "sectPr")) == 1
    assert prepared.form.unknown == ["家里养的狗"]


@pytest.mark.parametrize("dialect", [
    [(b"w:", b"ns0:"), (b":w=", b":ns0=")],
    [(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
      b"http://purl.oclc.org/ooxml/wordprocessingml/main")],
])
def test_a_card_is_filled_whatever_its_prefix_and_in_the_strict_namespace(
    village, tmp_path, dialect
):
    plain, other = word_blanks.write(tmp_path / "卡.docx", *HOME_CARD), tmp_path / "另.docx"
    with zipfile.ZipFile(plain) as archive, zipfile.ZipFile(other, "w") as out:
        for each in archive.namelist():
            content = archive.read(each)
            for before, after in dialect:
                content = content.replace(before, after)
            out.writestr(each, content)
    for path in (plain, other):
        write_form(path, path.with_suffix(".filled.docx"), cards(village, path, "household").forms)
    assert read(other.with_suffix(".filled.docx"))[:2] == read(
        plain.with_suffix(".filled.docx"))[:2]


def test_each_card_a_file_of_its_own(village, tmp_path):
    path = word_blanks.write(tmp_path / "党员卡.docx", "党员信息卡", word_blanks.table((
        ("姓名", "", "党小组", ""), ("联系户数", "", "走访次数（次）", ""))))
    prepared = cards(village, path, "member")
    written = write_cards(path, tmp_path / "一人一份", prepared.forms)
    assert [each.name for each, _ in written] == [f"党员卡-{each[0]}.docx" for each in BY_ENTRY]
    for (file, _), (name, _, party, *_, links) in zip(written, BY_ENTRY, strict=True):
        assert read(file)[1] == [[["姓名", name, "党小组", party], [
            "联系户数", str(len(links)), "走访次数（次）",
            str(sum(each[1] == name for each in GONE))]]]


def test_a_card_in_excel_goes_into_a_folder(village, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("农户明白卡",), ("户主姓名", None, "户号", None),
                ("家庭人口", None, "组别", None)):
        sheet.append(row)
    for row in sheet["A2:D3"]:
        for cell in row:
            cell.border = THIN
    book.save(tmp_path / "明白卡.xlsx")
    prepared = cards(village, tmp_path / "明白卡.xlsx", "household")
    with pytest.raises(Problem, match="文件夹"):
        write_form(tmp_path / "明白卡.xlsx", tmp_path / "一个.xlsx", prepared.forms)
    assert not (tmp_path / "一个.xlsx").exists()
    written = write_cards(tmp_path / "明白卡.xlsx", tmp_path / "各户", prepared.forms)
    for (file, _), (number, head, group, size, *_) in zip(written, IN_ORDER, strict=True):
        cells = openpyxl.load_workbook(file).active
        assert [cells[at].value for at in ("B2", "D2", "B3", "D3")] == [head, number, size, group]


def test_the_list_on_a_card_is_of_that_household(village, tmp_path):
    path = word_blanks.write(tmp_path / "c.docx", "农户走访卡", word_blanks.table((
        ("户号", "", "户主姓名", ""),)), word_blanks.table((
            ("走访日期", "走访人", "反映问题"), ("", "", ""))))
    prepared = cards(village, path, "household")
    write_form(path, tmp_path / "d.docx", prepared.forms)
    _, tables, _ = read(tmp_path / "d.docx")
    for at, (number, head, *_) in enumerate(IN_ORDER):
        assert tables[2 * at][0] == ["户号", number, "户主姓名", head]
        assert [each[1:] for each in tables[2 * at + 1][1:]] == [
            [each[1], each[3] or ""] for each in of(number)] or [["", ""]]


def test_the_households_on_the_card_of_a_member(village, tmp_path):
    path = word_blanks.write(tmp_path / "r.docx", "党员联户卡", word_blanks.table((
        ("姓名", "", "党小组", ""),)), word_blanks.table((
            ("户号", "户主姓名", "组别"), ("", "", ""))), word_blanks.table((
                ("车牌号", "车型"), ("", ""), ("", ""))))
    prepared = cards(village, path, "member")
    write_form(path, tmp_path / "s.docx", prepared.forms)
    _, tables, _ = read(tmp_path / "s.docx")
    for at, (name, *_, links) in enumerate(BY_ENTRY):
        assert tables[3 * at][0][1] == name
        assert tables[3 * at + 1][1:] == [
            [number, head, group] for number, head, group, *_ in IN_ORDER if number in links
        ] or [["", "", ""]]
    assert prepared.form.unknown == ["车牌号", "车型"]


def test_a_form_of_the_village_keeps_its_name_in_a_folder(village, tmp_path):
    path = word_blanks.write(tmp_path / "村情卡.docx", "村情卡", word_blanks.table((
        ("总户数（户）", "", "党员总数（名）", ""),)))
    ((file, _),) = write_cards(path, tmp_path / "填好", cards(village, path, "").forms)
    assert file.name == "村情卡.docx" and read(file)[1][0][0][1] == str(len(HOMES))


def test_only_the_card_of_one(village, tmp_path):
    path = word_blanks.write(tmp_path / "卡.docx", *HOME_CARD)
    assert [each.name for each in cards(village, path, "household", "吕素梅").forms] == [
        "10 吕素梅"]
    with pytest.raises(Problem, match="没有叫"):
        cards(village, path, "household", "查无此人")


@pytest.mark.parametrize(("title", "labels", "card"), [
    ("农户联系卡", ("户主姓名", "户号", "家庭人口"), "household"),
    ("党员情况卡", ("姓名", "入党日期", "党小组"), "member"),
    ("村民信息卡", ("姓名", "身份证号", "出生日期"), "person"),
    ("村情卡", ("总户数（户）", "党员总数（名）", "党支部书记"), ""),
    ("车辆登记卡", ("车牌号", "车主", "车型"), ""),
])
def test_what_a_card_looks_like_is_told_and_not_guessed(village, tmp_path, title, labels, card):
    path = word_blanks.write(tmp_path / "k.docx", title, word_blanks.table(
        [(each, "") for each in labels]))
    form = recognise(read_form(path), subjects(village))
    assert form.card == card
    if card:
        with pytest.raises(Problem, match="--each"):
            prepare(village, form, Period.parse("2026-Q1"), TODAY)


def test_nothing_of_the_village_stands_on_a_card(village, tmp_path):
    """A day a card asks for is of whom it is about; what is not known stays blank."""
    path = word_blanks.write(
        tmp_path / "m.docx", "党员信息卡", "姓名：______　　入党日期：____年__月__日",
        "结婚日期：____年__月__日　　爱好：______")
    prepared = cards(village, path, "member")
    write_form(path, tmp_path / "n.docx", prepared.forms)
    lines, _, _ = read(tmp_path / "n.docx")
    assert {each for each in lines if each.startswith("结婚")} == {
        "结婚日期：____年__月__日　　爱好：______"}
    assert {"结婚日期", "爱好"} <= set(prepared.form.unknown)
    assert lines[1].startswith(f"姓名：{BY_ENTRY[0][0]}")


def test_a_card_with_its_lists_in_the_same_table(village, tmp_path):
    """家庭成员 stands beside the head and the lines of a list; 脱贫户 in a box limits nobody."""
    path = word_blanks.write(tmp_path / "p.docx", "农户情况卡", word_blanks.table((
        ("户号", "", "户主姓名", ""), ("家庭人口（人）", "", "户类型", "□脱贫户 □一般户"),
        (("家庭成员", "start"), "姓名", "与户主关系", "联系电话"), (("", "on"), "", "", ""))))
    form = recognise(read_form(path), subjects(village))
    assert form.card == "household" and not any(each.mapped.cells for each in form.pages)
    prepared = cards(village, path, "household")
    write_form(path, tmp_path / "q.docx", prepared.forms)
    for each, (number, head, _, size, kinds, *_) in zip(
            read(tmp_path / "q.docx")[1], IN_ORDER, strict=True):
        ticks = [f"{'☑' if holds else '□'}{name}" for name, holds in (
            ("脱贫户", "TP" in kinds), ("一般户", not kinds))]
        assert each[:2] == [["户号", number, "户主姓名", head],
                            ["家庭人口（人）", str(size), "户类型", " ".join(ticks)]]
        assert each[3][1] == head
        assert len(each) == 3 + size, "a line for everybody"
