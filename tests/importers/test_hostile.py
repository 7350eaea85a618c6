"""Every hostile table, as every kind of list: one sentence with the file's name, nothing kept."""

from __future__ import annotations

import pytest

from importers.catalogue import KINDS, take_in
from importers.legacy import _records, open_compound
from importers.legacytext import text_lengths
from importers.town_form import read_form
from importers.workbook import open_workbook
from models.record import Problem
from tests.importers import hostile_books
from tests.importers.hostile_books import BOOKS

AS_EVERY_KIND = ("pdf", "locked xlsx", "bomb", "laughs", "60,000 rows", "row with no number",
                 "NUL bytes", "no sheet", "blank text")
NO_FORM = ("row with no number", "texts beyond the end", "laughs", "one text told everywhere",
           "two far corners", "cells without end", "locked xlsx", "locked xls", "cut xlsx", "macro")


def refused(store, kind: str, path) -> str:
    with pytest.raises(Problem) as caught:
        take_in(store, kind, path)
    assert path.name in caught.value.sentence and caught.value.sentence.endswith("。")
    assert store.newest_act() is None
    return caught.value.sentence


@pytest.mark.parametrize("name", BOOKS)
def test_it_is_refused_in_one_sentence(store, tmp_path, name):
    make, word = BOOKS[name]
    assert word in refused(store, "roster", make(tmp_path))


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "roster"])
def test_every_kind_of_list_refuses_it(store, tmp_path, kind):
    for name in AS_EVERY_KIND:
        folder = tmp_path / name
        folder.mkdir()
        refused(store, kind, BOOKS[name][0](folder))


@pytest.mark.parametrize("name", NO_FORM)
def test_the_towns_form_may_not_be_hostile_either(tmp_path, name):
    path = BOOKS[name][0](tmp_path)
    with pytest.raises(Problem) as caught:
        read_form(path)
    assert path.name in caught.value.sentence


def test_formulas_and_paths_are_only_words(tmp_path):
    words = ["=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "../../etc/passwd", "<img src='/x'>"]
    path = tmp_path / "词.csv"
    path.write_text("姓名\n" + "\n".join(f'"{each}"' for each in words), encoding="utf-8")
    assert [row[0] for row in open_workbook(path)[0].rows[1:]] == words


def test_a_sheet_may_be_called_anything(tmp_path):
    def name(parts):
        book = parts["xl/workbook.xml"]
        parts["xl/workbook.xml"] = book.replace(b'name="Sheet1"', b'name="../../x"')

    assert open_workbook(hostile_books.bent(name)(tmp_path))[0].name == "../../x"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(tmp_path, encoding):
    path = tmp_path / "名.csv"
    path.write_bytes("姓名,性别\n赵一𠮷,男\n".encode(encoding))
    assert open_workbook(path)[0].rows[1] == ["赵一𠮷", "男"]


def test_the_texts_of_an_old_workbook_are_measured_across_its_records(tmp_path):
    import xlwt

    texts = [each * length + str(row) for row, (each, length) in enumerate(
        [("长", 8000), ("x", 9000), ("é", 3), ("长", 20_000), ("x", 1)] * 3)]
    book = xlwt.Workbook()
    sheet = book.add_sheet("一组")
    for row, words in enumerate(texts):
        sheet.write(row, 0, words)
    book.save(str(tmp_path / "旧.xls"))
    lengths = text_lengths(_records(open_compound(tmp_path / "旧.xls"), 0))
    assert lengths == [len(each) for each in texts]
