"""Every hostile table, as every kind of list: one sentence with the file's name, nothing kept."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli import commands as cli
from cli.incoming import KINDS, take_in
from importers.forms.town_form import read_form
from importers.sheets.legacy import _records, open_compound, text_lengths
from importers.sheets.workbook import open_workbook
from models.values.problem import Problem
from tests.importers import hostile_books, hostile_files
from tests.importers.hostile_books import BEYOND, BOOKS

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


IN_LITTLE_MEMORY = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
import cli.commands
data, out, *files = sys.argv[1:]
for file in files:
    for words in (("import", "roster", file), ("import", "visits", file),
                  ("fill", file, "--out", out, "--period", "2026")):
        print(cli.commands.main(["--data", data, *words, "--json"]), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="memory can't be limited there")
def test_what_is_beyond_the_limits_is_refused_in_little_memory(store, tmp_path):
    """For import and for fill, as commands: nothing dies, and no byte of the data file changes."""
    files = []
    for place, name in enumerate(BEYOND):
        folder = tmp_path / str(place)
        folder.mkdir()
        files.append(str(BEYOND[name][0](folder)))
    data = store.path
    store.close()
    before = data.read_bytes()
    told = subprocess.run(
        [sys.executable, "-c", IN_LITTLE_MEMORY, str(data), str(tmp_path / "out.xlsx"), *files],
        capture_output=True, text=True, cwd=Path(cli.__file__).parents[1], check=False)
    status, lines = told.stdout.split("\n")[1::2], told.stdout.split("\n")[0::2]
    done = [(name, how) for name in BEYOND for how in ("roster", "visits", "fill")]
    assert len(status) >= len(done), f"it died of {done[len(status)]}: {told.stderr[-300:]}"
    wrong = [(*each, line) for each, code, line in zip(done, status, lines, strict=False)
             if code != "1" or "出了意外" in line or "内存不够" in line]
    assert wrong == [] and data.read_bytes() == before and not (tmp_path / "out.xlsx").exists()


TOML = {"braces": b"a=" + b"[" * 90_000, "dots": b".".join([b"a"] * 9_000) + b"=1",
        "bytes": bytes(range(256)), "GBK": "名='村'".encode("gbk"), "digits": b"a=" + b"9" * 5_000,
        "hexadecimal": b"a=0x" + b"f" * 9_000, "zeros": bytes(9_000), "nothing": b"",
        "2 MB": b"a=1\n" * 500_000, "days": b"[scheme]\nsince=2026-02-31\n"}
HANDED = [
    *((kind, name, hostile_files.words_of(("import", kind), BOOKS[name][0]))
      for kind in ("roster", "visits", "points") for name in BOOKS),
    *(("scheme", name, hostile_files.words_of(("import", "scheme"),
                                              hostile_books.plain(said, "坏.toml")))
      for name, said in TOML.items()),
    *hostile_files.handed(),
]
"""As what it is handed over, the name of the fault, the words of the command once it is made."""


def hand_over(data: Path, folder: Path, handed, capsys) -> str | None:
    """Hand it over in earnest; what is wrong with how it was refused, if anything is."""
    door, name, words = handed
    folder.mkdir()
    before = hashlib.sha256(data.read_bytes()).digest()
    status = cli.main(["--data", str(data), *words(folder, folder / "out.xlsx"), "--json"])
    said, written = capsys.readouterr().out, (folder / "out.xlsx").exists()
    shutil.rmtree(folder)
    if (status != 1 or written or "出了意外" in said
            or hashlib.sha256(data.read_bytes()).digest() != before):
        return f"{door} {name}: {status} {said[:200]}"
    return None


def test_a_reader_that_takes_anything_would_be_seen(store, tmp_path, capsys, monkeypatch):
    """The fault the two below are there for."""
    monkeypatch.setattr("cli.commands.main", lambda words: print("{}") or 0)
    assert hand_over(store.path, tmp_path / "手", HANDED[0], capsys)


def test_a_choice_of_hostile_files_is_refused_in_earnest(store, tmp_path, capsys):
    data, chosen = store.path, random.Random(14).sample(HANDED, 12)
    store.close()
    wrong = [hand_over(data, tmp_path / "手", each, capsys) for each in chosen]
    assert list(filter(None, wrong)) == []


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="what a process took is not told there")
def test_every_hostile_file_is_refused_in_earnest_within_its_limits(store, tmp_path, capsys):
    """No reader takes more than 10 seconds of the processor or 1 GB, counted by the system."""
    import resource

    assert len(HANDED) >= 500
    data, wrong = store.path, []
    store.close()
    for each in HANDED:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        wrong.append(hand_over(data, tmp_path / "手", each, capsys))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if (took := after.ru_utime - before.ru_utime) > 10:
            wrong.append(f"{each[:2]} took {took:.1f} s")
    assert list(filter(None, wrong)) == []
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= 1024**2


@pytest.mark.parametrize("name", BEYOND)
def test_no_workbook_takes_long_to_be_refused(tmp_path, name):
    """Counted without a clock: the time that is allowed for looking through it is never used up."""
    path = BEYOND[name][0](tmp_path)
    with pytest.raises(Problem) as caught:
        open_workbook(path)
    assert "太久" not in caught.value.sentence


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


def test_a_careless_column_of_no_beginning_hides_nothing_and_takes_no_time(tmp_path):
    path = hostile_books.bent(lambda parts: parts.update({hostile_books.SHEET: (
        hostile_books.sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>').replace(
            b"<sheetData>", b'<cols><col min="-999999999" max="2" hidden="1"/></cols><sheetData>'))
    }))(tmp_path)
    assert open_workbook(path)[0].hidden_columns == {1, 2}


def test_a_form_that_would_make_too_many_objects_is_refused(tmp_path):
    for place, make in enumerate((
        hostile_books.merged("A1:XFD1048576", link=True),
        hostile_books.merged(*(f"A{n}:SZ{n}" for n in range(100, 400))),
        hostile_books.with_rows('<row r="1" ht="9"/>' * 200_000),
        hostile_books.bent(lambda parts: parts.update({hostile_books.SHEET: parts[
            hostile_books.SHEET].replace(b"</sheetData>", b'</sheetData><dataValidations>'
            b'<dataValidation type="list" sqref="' + b"A1 " * 9_000 + b'"/></dataValidations>')})),
    )):
        folder = tmp_path / str(place)
        folder.mkdir()
        with pytest.raises(Problem, match=r"坏\.xlsx.*(合并|过大|不像)"):
            read_form(make(folder))


def test_a_drop_down_over_everything_offers_nothing(tmp_path):
    path = hostile_books.bent(lambda parts: parts.update({hostile_books.SHEET: parts[
        hostile_books.SHEET].replace(b"</sheetData>", b'</sheetData><dataValidations>'
        b'<dataValidation type="list" sqref="A1"><formula1>$A$1:$XFD$1048576</formula1>'
        b'</dataValidation></dataValidations>')}))(tmp_path)
    assert read_form(path)[0].checks[0].options == ()


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
