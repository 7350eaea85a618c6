"""Whatever a file does to its reader, the program goes on, and no reader is met in it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from cli import commands as cli
from exporters.workbook.town_form import write_form
from importers.forms.town_form import read_form
from models.keeping import apart
from models.keeping.apart import SECONDS, Died, ReadingRoom, read_apart
from models.returns.town_form.filling import FilledForm
from tests.data.rosters import made
from tests.models.keeping.falling_readers import (
    Evil,
    busy,
    dying,
    endless,
    greedy,
    sound,
    stumbling,
    taken_over,
    working,
)
from tests.models.returns.town_form import blank_forms, word_blanks

FILE = Path("花名册.xlsx")
LONG_READ = 20
"""Seconds in which a sound file is read, however busy the machine is."""


FALLS = {greedy: "占用过大", dying: "占用过大", endless: "太久", busy: "太久",
         stumbling: "内容读不懂",
         taken_over: "内容读不懂"}


@pytest.mark.parametrize("reader", FALLS)
@pytest.mark.skipif(sys.platform == "win32", reason="memory can't be limited there")
def test_a_reader_that_comes_to_nothing_is_a_sentence_that_names_the_file(reader):
    with ReadingRoom(seconds=LONG_READ if reader is endless else SECONDS, processor=3) as room:
        room.ask(reader, str(FILE))
        with pytest.raises(Died, match=rf"^花名册\.xlsx.*{FALLS[reader]}.*没有收。"):
            room.answer(FILE)
        room.ask(sound, "第二份")
        assert room.answer(FILE) == "第二份"


@pytest.mark.skipif(sys.platform == "win32", reason="who started the reader limits it there")
def test_a_large_file_may_take_longer_and_each_file_of_a_batch_its_own_time(tmp_path, monkeypatch):
    """Of the processor: nobody is refused because the PC is busy."""
    monkeypatch.setattr(apart, "PER_MEGABYTE", 30.0)
    large = tmp_path / "大.xlsx"
    large.write_bytes(bytes(1024**2))
    with ReadingRoom(processor=0.5) as room:
        for path in (large, large):
            room.ask(working, path)
            assert room.answer(path) == "read"
        room.ask(working, tmp_path / "小.xlsx")
        with pytest.raises(Died, match="太久"):
            room.answer(FILE)


def test_an_answer_is_only_ever_made_of_plain_things():
    """The fault this is against: an answer that does something when it is opened."""
    assert b"system" in pickle.dumps(Evil())
    with pytest.raises(Died):
        read_apart(FILE, taken_over, str(FILE))


EVERY_DOOR = """
import sys
from pathlib import Path
from cli.commands import main
from importers.photo import read_photo
from importers.pictures.picture import read_picture
from models.values.problem import Problem
data, roster, csv, photo, toml, out = sys.argv[1:]
for words in (("import", "roster", roster), ("import", "roster", csv), ("import", "scheme", toml),
              ("fill", roster, "--period", "2026", "--out", out), ("receive", roster)):
    print(main(["--data", data, *words]), file=sys.stderr)
read_photo(Path(photo))
try:
    read_picture(Path(photo))
except Problem as refused:
    print(refused, file=sys.stderr)
print(*sorted({"python_calamine", "openpyxl", "PIL", "pyrage", "numpy", "onnxruntime"}
              & set(sys.modules)))
"""


def test_the_program_itself_never_loads_what_takes_files_apart(tmp_path):
    """Every kind of outside file is read; its parser is there only in the reading process."""
    from PIL import Image

    photo, data = tmp_path / "照片.png", tmp_path / "村.lianxing"
    Image.new("RGB", (30, 20)).save(photo)
    assert cli.main(["--data", str(data), "demo", "--households", "12"]) == 0
    project = Path(cli.__file__).parents[1]
    given = (data, made.small(tmp_path / "册.xlsx"), made.plain_text(tmp_path / "册.csv"), photo,
             project / "resources/schemes/luanchuan-xiexin.toml", tmp_path / "出.xlsx")
    told = subprocess.run([sys.executable, "-c", EVERY_DOOR, *map(str, given)], cwd=project,
                          capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "", told.stderr[-500:]


def opened_here(monkeypatch) -> list[str]:
    """The names of the archives this process opens from now on."""
    opened, really = list[str](), ZipFile.__init__

    def begin(self, file, *given, **how):
        opened.append(str(file))
        really(self, file, *given, **how)

    monkeypatch.setattr(ZipFile, "__init__", begin)
    return opened


def test_a_form_is_opened_nowhere_but_in_the_reading_process(tmp_path, monkeypatch):
    """Neither to be read nor to be filled, a workbook or a document, card after card."""
    data, book = tmp_path / "村.lianxing", blank_forms.members_form(tmp_path / "表样.xlsx")
    card = word_blanks.write(tmp_path / "卡.docx", "党员信息卡", word_blanks.table((
        ("姓名", "", "党小组", ""),)))
    assert cli.main(["--data", str(data), "demo", "--households", "12"]) == 0
    opened = opened_here(monkeypatch)
    for words in ((book, "--out", "填好.xlsx"), (card, "--each", "member", "--to", "各人")):
        blank, *words, to = words
        assert cli.main(["--data", str(data), "fill", str(blank), "--period", "2026", *words,
                         str(tmp_path / to)]) == 0
    assert [each for each in opened if each in (str(book), str(card))] == []
    assert (tmp_path / "填好.xlsx").is_file() and len(list((tmp_path / "各人").iterdir())) > 2
    apart._HERE["apart"] = True
    try:
        read_form(book)
    finally:
        apart._HERE["apart"] = False
    assert str(book) in opened, "the fault it is against would be seen"


def test_a_form_that_swells_only_when_it_is_filled_ends_its_process_alone(tmp_path, monkeypatch):
    """It was another file when it was looked at."""
    monkeypatch.setattr("exporters.workbook.town_form.ReadingRoom", partial(ReadingRoom, 2**29))
    swollen, out = tmp_path / "表样.xlsx", tmp_path / "填好.xlsx"
    with ZipFile(swollen, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", '<workbook><sheet name="甲" id="1"/></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels",
                         '<a><Relationship Id="1" Type="" Target="worksheets/sheet1.xml"/></a>')
        archive.writestr("xl/worksheets/sheet1.xml", f"<a>{'<a/>' * 8_000_000}</a>")
    with pytest.raises(Died, match=r"表样\.xlsx 读的时候占用过大"):
        write_form(swollen, out, [FilledForm("", [])])
    assert not out.exists()
