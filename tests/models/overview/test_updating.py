"""更新: signed, the next in order, told before it is taken in, one act, and read at once."""

from __future__ import annotations

import json
import secrets
from datetime import date

import pytest

from models.exchange.keys import fingerprint, public_half, sign
from models.keeping.opening import open_store
from models.keeping.permissions import May
from models.keeping.settings import assign
from models.keeping.updates import Update, newer_files, taken_in
from models.keeping.user_folders import newer_folder
from models.overview.manual import topics
from models.overview.updating import (
    _PURPOSE,
    KIND,
    UpdateFile,
    choose_publisher,
    judged,
    publisher_of,
    read_update_file,
    take_in,
    written_update,
)
from models.points.book.scheme_versions import examples
from models.values.codes import CodeTable
from models.values.periods import add_workdays
from models.values.problem import Problem
from resources import read_newer, resource

SEED = secrets.token_hex(32)
HOLIDAYS = "calendar/holidays.toml"


@pytest.fixture
def village(tmp_path):
    with open_store(tmp_path / "village.lianxing") as store:
        yield store
    read_newer(None)


def shipped(path):
    return resource(path).read_text(encoding="utf-8-sig")


def brought(folder, number=1, seed=SEED, **files):
    """An update on a stick."""
    return laid(folder, UpdateFile(number, "新内容", "2026-11-30", "", "", files["files"]), seed)


def laid(folder, update, seed=SEED):
    path = folder / f"{update.number}.lxgx"
    path.write_bytes(written_update(update, seed))
    return read_update_file(path)


def with_2041():
    """2 May 2041, a Thursday, is nobody's working day."""
    return shipped(HOLIDAYS) + """
[[year]]
year = 2041
source = "通知"
off = [{ name = "劳动节", first = 2041-05-02, last = 2041-05-02 }]
work = [2041-05-05]
"""


def taken(store, said):
    choose_publisher(store, said, publisher_of(said))
    update, changes = judged(store, said)
    take_in(store, update)
    return changes


def test_what_was_taken_in_is_read_at_once_and_taken_back_with_its_act(village, tmp_path):
    name = "codes/education.csv"
    text = shipped(name).rstrip("\n")
    more = text + "\n" + text.splitlines()[-1].replace(
        text.splitlines()[-1].split(",")[0], "97x", 1) + "\n"
    assert "97x" not in CodeTable("education.csv")
    changes = taken(village, brought(tmp_path, files={name: more}))
    assert [(each.label, len(each.added), each.removed) for each in changes] == [("代码表", 1, ())]
    assert "97x" in CodeTable("education.csv")
    village.undo()
    assert "97x" not in CodeTable("education.csv")
    village.redo()
    assert "97x" in CodeTable("education.csv")


def test_it_holds_for_this_file_alone_and_again_when_it_is_opened(tmp_path):
    page = shipped("help/home.md") + "\n## 新的一页\n\n> 在：工作台。也说：新。\n\n字。\n"
    with open_store(tmp_path / "a.lianxing") as store:
        taken(store, brought(tmp_path, files={"help/home.md": page}))
        assert any(each.title == "新的一页" for each in topics())
    with open_store(tmp_path / "b.lianxing"):
        assert not any(each.title == "新的一页" for each in topics())
    with open_store(tmp_path / "a.lianxing"):
        assert any(each.title == "新的一页" for each in topics())
    read_newer(None)


def test_a_scheme_may_come_that_was_not_there(village, tmp_path):
    names = {name for name, _ in examples()}
    text = shipped("schemes/xihua-banjielou.toml")
    taken(village, brought(tmp_path, files={"schemes/new-village.toml": text}))
    assert {name for name, _ in examples()} == names | {"new-village"}


def test_whose_updates_are_taken_is_chosen_by_who_says_who_may_do_what(village, tmp_path):
    village.operator = "书记"
    assign(village, {each: ["书记", *(["文书"] * (each is May.ENTER))] for each in May})
    said = brought(tmp_path, files={"policies/points.toml": shipped("policies/points.toml")})
    village.operator = "文书"
    with pytest.raises(Problem, match="文书没有“定权限”的权限"):
        choose_publisher(village, said, publisher_of(said))
    village.operator = "书记"
    choose_publisher(village, said, publisher_of(said))
    village.operator = "文书"
    assert judged(village, said)[0].files, "those of the chosen one are for whoever enters"


def test_nobody_is_believed_before_they_were_chosen_by_their_paper(village, tmp_path):
    said = brought(tmp_path, files={"help/home.md": shipped("help/home.md")})
    with pytest.raises(Problem, match="还没有选定"):
        judged(village, said)
    with pytest.raises(Problem, match="指纹不一样"):
        choose_publisher(village, said, fingerprint("00" * 32, ""))
    choose_publisher(village, said, publisher_of(said).lower().replace("-", " "))
    assert judged(village, said)[0].number == 1


def test_another_publisher_and_an_altered_file_are_refused(village, tmp_path):
    said = brought(tmp_path, files={"help/home.md": shipped("help/home.md")})
    choose_publisher(village, said, publisher_of(said))
    other = brought(tmp_path, seed=secrets.token_hex(32), files={
        "help/home.md": shipped("help/home.md")})
    with pytest.raises(Problem, match="不是选定的单位"):
        judged(village, other)
    for altered in (
        said | {"content": said["content"].replace("工作台", "工作合", 1)},
        said | {"signature": other["signature"]}, said | {"signature": "zz"},
        other | {"publisher": public_half(SEED)},
    ):
        with pytest.raises(Problem, match="签名不对"):
            judged(village, altered)
    assert not taken_in(village)


@pytest.mark.parametrize("told", [
    {"number": 10**30}, {"number": -1}, {"number": True}, {"title": "\ud800"}, {"notice": 7},
], ids=str)
def test_one_that_says_what_none_says_is_refused_in_words(village, tmp_path, told):
    choose_publisher(village, {"publisher": public_half(SEED)}, fingerprint(public_half(SEED), ""))
    content = json.dumps({"number": 1, "title": "新内容", "made": "2026-11-30", "version": "",
                          "notice": "", "files": {}} | told)
    said = {"publisher": public_half(SEED), "content": content,
            "signature": sign(SEED, _PURPOSE + content.encode())}
    with pytest.raises(Problem, match="读不懂"):
        judged(village, said)
    path = tmp_path / "half.lxgx"
    path.write_text(json.dumps(KIND | said | {"publisher": "\ud800"}), encoding="utf-8")
    with pytest.raises(Problem, match="不是联星的更新文件"):
        read_update_file(path)


def test_an_older_one_and_the_same_one_are_refused(village, tmp_path):
    files = {"help/home.md": shipped("help/home.md")}
    taken(village, brought(tmp_path, 3, files=files))
    for number in (1, 2, 3):
        with pytest.raises(Problem, match="已经收到第 3 号"):
            judged(village, brought(tmp_path, number, files=files))
    assert judged(village, brought(tmp_path, 4, files=files))[0].number == 4


def test_of_two_the_later_stands(village, tmp_path):
    one, two = (shipped("help/home.md") + f"\n## 第{each}版\n\n> 在：工作台。也说：版。\n\n字。\n"
                for each in "一二")
    taken(village, brought(tmp_path, 1, files={"help/home.md": one}))
    update, (change,) = judged(village, brought(tmp_path, 2, files={"help/home.md": two}))
    assert change.removed == ("## 第一版",)
    take_in(village, update)
    assert {each.title for each in topics()} & {"第一版", "第二版"} == {"第二版"}
    village.undo()
    assert {each.title for each in topics()} & {"第一版", "第二版"} == {"第一版"}


@pytest.mark.parametrize(("path", "text"), [
    ("../models/x.toml", "a = 1"), ("theme.toml", "a = 1"), ("codes/x.csv", "code\n"),
    ("calendar/holidays.toml", "a = "), ("codes/sex.csv", "code,label\n1,男\n"),
    ("codes/sex.csv", "x\n"), ("help/home.md", "没有标题"), ("policies/visits.toml", "a = 1"),
    ("schemes/new.toml", "a = 1"), ("policies/visits.toml", 'version = [{from = "今天"}]'),
    ("points/evaluation.toml", "x = 99999999999999999999999"),
])
def test_what_no_reader_could_read_is_neither_published_nor_taken_in(
        village, tmp_path, path, text):
    with pytest.raises(Problem) as refused:
        brought(tmp_path, files={path: text})
    assert "更新里的" in refused.value.sentence


@pytest.mark.parametrize("content", [
    b"", b"{", b"[]", b'{"lianxing": "key"}', b'{"lianxing": "update", "publisher": 1}',
    b"[" * 100_000, b"x" * 6_000_000,
])
def test_what_is_no_update_is_a_sentence(tmp_path, content):
    path = tmp_path / "x.lxgx"
    path.write_bytes(content)
    with pytest.raises(Problem, match="不是联星的更新文件"):
        read_update_file(path)


def test_every_file_an_update_may_bring_is_taken_as_it_was_shipped(village, tmp_path):
    root = resource("")
    every = {path: each.read_text(encoding="utf-8-sig") for each in root.rglob("*.*")
             if (path := each.relative_to(root).as_posix()).endswith((".toml", ".csv", ".md"))
             and "/" in path and not path.startswith("demo/")}
    assert len(every) > 40
    changes = taken(village, brought(tmp_path, files=every))
    assert not [each for each in changes if each.added or each.removed]


def test_the_holidays_of_a_year_to_come_count_as_days_off(village, tmp_path):
    day = date(2041, 5, 2)
    assert add_workdays(date(2041, 5, 1), 1) == (day, True)
    taken(village, brought(tmp_path, files={HOLIDAYS: with_2041()}))
    assert add_workdays(date(2041, 5, 1), 1) == (date(2041, 5, 3), False)
    village.undo()
    assert add_workdays(date(2041, 5, 1), 1) == (day, True)


def test_an_update_written_into_the_file_by_hand_reaches_no_other_place(tmp_path):
    """Opening a file from outside is not to write, or to delete, where its rows say."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "dear.txt").write_text("mine", encoding="utf-8")
    path = tmp_path / "village.lianxing"
    with open_store(path) as store, store.act("改"):
        files = {str(theirs / "new.txt"): "x", "../../up.md": "x", HOLIDAYS: 5,
                 "codes/sex.csv": "甲"}
        store.save(Update(number=1, title="改", made="2026-11-30", content=json.dumps(files)))
        store._db.execute("UPDATE data_file SET identity = ?", (str(theirs),))
    try:
        with open_store(path) as store:
            assert newer_files(store) == {"codes/sex.csv": "甲"}
    finally:
        read_newer(None)
    assert [each.name for each in theirs.iterdir()] == ["dear.txt"]
    assert not [*newer_folder().parent.rglob("up.md")]
