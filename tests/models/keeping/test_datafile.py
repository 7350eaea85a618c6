"""Opening the data file: how it was opened is proved, what is not ours is left alone."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from models.keeping.datafile import (
    PRAGMAS,
    DatabaseError,
    Lock,
    OutcomeUnknown,
    Unusable,
    connect,
    told,
)
from models.keeping.mending import mend
from models.keeping.replay import differences
from models.keeping.store import Store
from models.registers.people import Person
from models.values.problem import Problem

KEY = bytes(range(32))


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
def test_every_setting_is_read_back(tmp_path: Path, key: bytes | None) -> None:
    db = connect(tmp_path / "村.lianxing", key=key)
    for name, wanted in PRAGMAS.items():
        row = db.execute(f"PRAGMA {name}").fetchone()
        assert row is not None and row[0] == wanted, name
    assert db.execute("PRAGMA synchronous").fetchone() == (3,)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("truncate",)
    db.close()


def test_who_reads_keeps_half_as_much_of_the_file_in_memory(tmp_path: Path) -> None:
    with Store(tmp_path / "村.lianxing") as store, Store(store.path, reading=True) as reader:
        kept = [abs(each.query("PRAGMA cache_size")[0][0]) for each in (store, reader)]
    assert kept == [8192, 4096]


def test_a_setting_that_does_not_hold_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PRAGMAS, "synchronous", 7)
    with pytest.raises(AssertionError, match="PRAGMA synchronous"):
        connect(tmp_path / "村.lianxing")


def test_another_programs_file_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "别家.db"
    hand = sqlite3.connect(path)
    hand.execute("PRAGMA journal_mode = wal")
    hand.execute("CREATE TABLE theirs (a)")
    hand.close()
    content = path.read_bytes()
    with pytest.raises(Unusable, match=r"别家\.db 不是联星的资料文件，没有打开"):
        Store(path)
    assert path.read_bytes() == content


NOT_A_FILE_OF_OURS = {
    "a photo": (b"\xff\xd8\xff\xe0" + bytes(9000), "不是资料文件，或密码不对"),
    "a text": ("花名册\n".encode() * 900, "不是资料文件，或密码不对"),
    "nothing at all": (b"", "是空文件，里面的资料不见了"),
}


@pytest.mark.parametrize(
    ("content", "sentence"), NOT_A_FILE_OF_OURS.values(), ids=NOT_A_FILE_OF_OURS
)
def test_what_is_no_data_file_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "村.lianxing"
    path.write_bytes(content)
    with pytest.raises(Unusable, match=sentence):
        Store(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted"])
@pytest.mark.parametrize("left", [100, 4096, 20000])
def test_a_truncated_file_is_refused_and_left_as_it_was(
    tmp_path: Path, left: int, key: bytes | None
) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path, key=key) as store:
        store.save(Person(name="赵守田"))
    content = path.read_bytes()[:left]
    path.write_bytes(content)
    refused = pytest.raises(Problem, match=r"损坏|不是资料文件，或密码不对")
    with refused, Store(path, key=key) as store:
        store.find(Person)
    assert path.read_bytes() == content


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "村.lianxing").mkdir()
    with pytest.raises(Unusable, match="打不开"):
        Store(tmp_path / "村.lianxing")


def test_a_place_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(Unusable, match="不能写入"):
        Store(tmp_path / "文件" / "村.lianxing")


def test_the_key_is_never_in_a_sentence(tmp_path: Path) -> None:
    Store(tmp_path / "村.lianxing", key=KEY).close()
    with pytest.raises(Unusable) as caught:
        Store(tmp_path / "村.lianxing", key=bytes(32))
    chain: BaseException | None = caught.value
    while chain is not None:
        assert "00000000" not in str(chain) and KEY.hex()[:8] not in str(chain)
        chain = chain.__cause__


def test_an_encrypted_file_shows_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "村.lianxing", key=KEY) as store:
        store.save(Person(name="赵守田"))
    content = (tmp_path / "村.lianxing").read_bytes()
    assert not content.startswith(b"SQLite") and "赵守田".encode() not in content


def test_a_lock_frees_the_file_when_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "村.lianxing"
    lock = Lock(path)
    with pytest.raises(Unusable, match="请回到那个窗口，或把它关闭后再试"):
        Lock(path)
    lock.release()
    Lock(path).release()


@pytest.mark.skipif(sys.platform == "win32", reason="a file is locked by its name alone there")
def test_a_second_name_of_an_open_file_lets_no_second_writer_in(tmp_path: Path) -> None:
    path, second = tmp_path / "村.lianxing", tmp_path / "别处" / "又一个名字.lianxing"
    Store(path).close()
    second.parent.mkdir()
    second.hardlink_to(path)
    with Store(path) as store:
        for _ in range(2):
            with pytest.raises(Unusable, match=r"又一个名字.* 已在另一个窗口里打开"):
                Store(second)
        store.save(Person(name="赵守田"))
    with Store(second) as store:
        assert store.count("person") == 1


SENTENCES = {
    "database or disk is full": "磁盘满了",
    "disk I/O error": "磁盘出错",
    "attempt to write a readonly database": "只读的",
    "database is locked": "正被别的程序占用",
    "database disk image is malformed": "已损坏",
    "UNIQUE constraint failed: person.id": "同样的记录已经有了",
}


@pytest.mark.parametrize(("words", "sentence"), SENTENCES.items())
def test_every_error_of_the_file_has_its_sentence(words: str, sentence: str) -> None:
    problem = told(DatabaseError(words), Path("村.lianxing"))
    assert sentence in problem.sentence and problem.sentence.count("{") == 0


def test_an_error_nobody_thought_of_is_no_sentence_but_a_mistake_of_ours() -> None:
    error = DatabaseError("something nobody thought of")
    with pytest.raises(DatabaseError) as caught:
        told(error, Path("村.lianxing"))
    assert caught.value is error


def test_a_problem_is_told_as_it_stands() -> None:
    unknown = OutcomeUnknown("不知道成没成。")
    assert told(unknown, Path("村.lianxing")) is unknown


def test_bytes_put_in_by_hand_are_taken_back_and_not_kept(store):
    store.save(Person(name="赵守田"))
    store._db.execute("UPDATE person SET note = x'fffe'")
    with pytest.raises(Problem, match="乱码"):
        mend(store, {("person", 1)}, keeping="不知道")
    mend(store, {("person", 1)})
    assert list(differences(store)) == [] and store.get(Person, 1).note is None
