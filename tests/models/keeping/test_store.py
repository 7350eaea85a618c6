"""The one door: every act whole, every act undone, every row as a plain model says it must be."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from models.keeping.backups import verify
from models.keeping.datafile import DatabaseError, Unusable
from models.keeping.journal import verify_chain
from models.keeping.store import Store
from models.registers.people import Household, Person
from models.registers.search import search
from models.values.problem import Invalid, Problem

KEY = bytes(range(32))
NAMES = st.sampled_from(["赵守田", "钱有余", "孙小满", "李春分", "周谷雨", "吴白露"])
WORDS = st.sampled_from([None, "低保", "在外务工", "=1+1", "“引号”'%_\\", "𫖯𱍐"])


@pytest.fixture(params=[None, KEY], ids=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    return request.param


class Village(RuleBasedStateMachine):
    """The store beside a dictionary that does the same."""

    @initialize(secret=st.sampled_from([None, KEY]))
    def begin(self, secret: bytes | None) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.secret = secret
        self.people: dict[int, Person] = {}
        self.before: list[tuple[str, dict[int, Person]]] = []
        self.undone: list[tuple[str, dict[int, Person]]] = []
        self.acts = 0
        self.store = Store(self.folder / "村.lianxing", key=secret)

    def _did(self, label: str) -> None:
        self.before.append((label, dict(self.people)))
        self.undone.clear()
        self.acts += 1

    def _save(self, person: Person) -> None:
        kept = self.store.save(person)
        assert kept.id is not None
        self.people[kept.id] = kept

    @rule(name=NAMES, note=WORDS)
    def add(self, name: str, note: str | None) -> None:
        self._did("保存人员")
        self._save(Person(name=name, note=note))

    @precondition(lambda self: self.people)
    @rule(data=st.data(), name=NAMES, note=WORDS)
    def edit(self, data: st.DataObject, name: str, note: str | None) -> None:
        person = self.people[data.draw(st.sampled_from(sorted(self.people)))]
        changed = person.but(name=name, note=note)
        if changed != person:
            self._did("保存人员")
        self._save(changed)

    @precondition(lambda self: self.people)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        self._did("删除人员")
        self.store.remove(self.people.pop(data.draw(st.sampled_from(sorted(self.people)))))

    @rule(names=st.lists(NAMES, min_size=1, max_size=4), spoilt=st.booleans())
    def import_rows(self, names: list[str], spoilt: bool) -> None:
        self._did("导入")
        with self.store.act("导入"):
            for name in names:
                with self.store.act("一行"):
                    self._save(Person(name=name))
            if spoilt:
                with pytest.raises(Invalid), self.store.act("坏行"):
                    self.store.save(Person(name="郑半行"))
                    self.store.save(Person(name=""))

    @rule(name=NAMES)
    def give_up(self, name: str) -> None:
        with pytest.raises(KeyError), self.store.act("做一半"):
            self.store.save(Person(name=name))
            for person in self.people.values():
                self.store.save(person.but(note="做一半"))
            raise KeyError

    @rule(content=WORDS)
    def draft(self, content: str | None) -> None:
        with self.store.aside() as write:
            write("INSERT OR REPLACE INTO draft VALUES ('稿', ?, '')", (str(content),))

    @rule()
    def undo(self) -> None:
        if not self.before:
            with pytest.raises(Problem, match="没有可以撤销"):
                self.store.undo()
            return
        self.undone.append((self.before[-1][0], dict(self.people)))
        label, self.people = self.before.pop()
        self.acts += 1
        assert self.store.undo() == label

    @rule()
    def redo(self) -> None:
        if not self.undone:
            with pytest.raises(Problem, match="没有可以重做"):
                self.store.redo()
            return
        label, people = self.undone.pop()
        self.before.append((label, self.people))
        self.people = people
        self.acts += 1
        assert self.store.redo() == label

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = Store(self.folder / "村.lianxing", key=self.secret)

    @invariant()
    def the_file_says_what_the_model_says(self) -> None:
        assert {each.id: each for each in self.store.find(Person)} == self.people
        assert self.store.count("act") == self.acts
        assert verify_chain(self.store) is None

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        while self.store.newest_act():
            self.store.undo()
        assert self.store.find(Person) == []
        assert verify_chain(self.store) is None
        self.store.close()
        verify(self.folder / "村.lianxing", key=self.secret)
        shutil.rmtree(self.folder)


Village.TestCase.settings = settings(max_examples=25, stateful_step_count=20)
TestVillage = Village.TestCase


@pytest.mark.soak
def test_a_village_for_a_long_time() -> None:
    class Long(Village.TestCase):
        settings = settings(max_examples=300, stateful_step_count=60)

    Long("runTest").runTest()


# ── acts ─────────────────────────────────────────────────────────────────────


def test_listeners_hear_which_tables_changed_once_and_only_afterwards(store: Store) -> None:
    heard: list[frozenset[str]] = []
    stop = store.listen(heard.append)
    with store.act("迁入"):
        store.save(Household(number="001"))
        store.save(Person(name="赵守田"))
        assert heard == []
    assert heard == [{"household", "person"}]
    store.save(store.find(Person)[0])
    assert len(heard) == 1, "nothing was changed, so nobody is told"
    stop()
    store.undo()
    assert len(heard) == 1


def test_what_was_handed_over_is_not_undone(store: Store) -> None:
    store.save(Person(name="赵守田"))
    with store.act("季度公示"), store.act("公示", final=True):
        store.save(Person(name="钱有余"))
    with pytest.raises(Problem, match="“季度公示”已经公示、收发或登记，不能撤销"):
        store.undo()


def test_nothing_is_undone_or_copied_in_the_middle_of_an_act(store: Store, tmp_path: Path) -> None:
    store.save(Person(name="赵守田"))
    with store.act("做一半"):
        store.save(Person(name="钱有余"))
        with pytest.raises(Problem, match="还没有做完"):
            store.undo()
        with pytest.raises(Problem, match="还没有做完"):
            store.copy_to(tmp_path / "副本.lianxing")
        store.save(Person(name="孙小满"))
    assert [each.name for each in store.find(Person)] == ["赵守田", "钱有余", "孙小满"]


def test_searching_and_drafts_inside_an_act_belong_to_it(store: Store) -> None:
    with pytest.raises(KeyError), store.act("做一半"):
        store.save(Person(name="钱有余"))
        search(store, "qian")
        with store.aside() as write:
            write("INSERT INTO draft VALUES ('稿', '半', '')", ())
        raise KeyError
    assert store.count("person") == store.count("draft", "place = '稿'") == 0


def test_an_act_broken_off_by_the_disk_is_not_continued(store: Store) -> None:
    """SQLite takes the whole act back on a full disk; what follows must not be saved by itself."""
    with pytest.raises(Problem, match="没有保存"), store.act("导入"):
        store.save(Person(name="赵守田"))
        store._db.execute("ROLLBACK")
        store.save(Person(name="钱有余"))
    assert store.find(Person) == [] and store.count("act") == 0
    store.save(Person(name="孙小满"))


def test_a_full_disk_is_told_and_nothing_is_changed(store: Store) -> None:
    store.save(Person(name="赵守田"))
    pages = store.query("PRAGMA page_count")[0][0]
    store.query(f"PRAGMA max_page_count = {pages}")
    told = pytest.raises(Problem, match="磁盘满了，这一步没有保存，已有资料没有改动")
    with told, store.act("导入"):
        for _ in range(400):
            store.save(Person(name="钱有余", note="长" * 400))
    store.query("PRAGMA max_page_count = 100000")
    assert [each.name for each in store.find(Person)] == ["赵守田"]
    assert verify_chain(store) is None


def test_every_fault_is_named_beside_its_field(store: Store) -> None:
    with pytest.raises(Invalid) as caught:
        store.save(Person(name=""))
    assert caught.value.faults == {"name": "姓名还没有填。"}
    assert store.count("person") == 0


def test_a_record_that_is_gone_is_said_to_be_gone(store: Store) -> None:
    person = store.save(Person(name="赵守田"))
    store.remove(person)
    for stale in (
        lambda: store.get(Person, person.rowid),
        lambda: store.save(person.but(note="改")),
        lambda: store.remove(person),
    ):
        with pytest.raises(Problem, match="已经不在了"):
            stale()


def test_a_record_others_hang_on_is_not_removed(store: Store) -> None:
    home = store.save(Household(number="001"))
    store.save(Person(name="赵守田", household=home.id))
    with pytest.raises(Problem, match="还有别的记录用到它"):
        store.remove(home)


# ── opening ──────────────────────────────────────────────────────────────────


@pytest.mark.skipif(sys.platform == "win32", reason="a process is not doubled there")
def test_one_writer_at_a_time_and_a_killed_one_frees_the_file(
    tmp_path: Path, key: bytes | None
) -> None:
    path = tmp_path / "村.lianxing"
    Store(path, key=key).close()
    ready, tell = os.pipe()
    child = os.fork()
    if not child:
        held = Store(path, key=key)
        held.save(Person(name="赵守田"))
        os.write(tell, b"!")
        signal.pause()
    os.read(ready, 1)
    with pytest.raises(Unusable, match="已在另一个窗口里打开"):
        Store(path, key=key)
    with Store(path, key=key, reading=True) as reader:
        assert reader.count("person") == 1
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ready), os.close(tell)
    with Store(path, key=key) as store:
        assert store.count("person") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs a right of its own there")
def test_another_name_of_the_same_file_is_the_same_file(tmp_path: Path) -> None:
    with Store(tmp_path / "村.lianxing"):
        (tmp_path / "别名.lianxing").symlink_to("村.lianxing")
        with pytest.raises(Unusable, match="已在另一个窗口里打开"):
            Store(tmp_path / "别名.lianxing")


def test_a_failed_opening_frees_the_file(tmp_path: Path) -> None:
    path = tmp_path / "村.lianxing"
    Store(path, key=KEY).close()
    for _ in range(2):
        with pytest.raises(Unusable, match="不是资料文件，或密码不对"):
            Store(path, key=bytes(32))
    with pytest.raises(Unusable, match="不是资料文件，或密码不对"):
        Store(path)
    Store(path, key=KEY).close()


def test_a_damaged_name_in_the_schema_that_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    path, name = tmp_path / "村.lianxing", b"idx__sqlite_migrations_migration_set_name"
    Store(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole.replace(name, name[:-1] + b"\xe5", 1))
    with pytest.raises(Unusable, match="已损坏，没有改动它"):
        Store(path)


def test_reading_neither_makes_nor_changes_anything(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "村.lianxing"
    with pytest.raises(Unusable, match="没有找到"):
        Store(path, key=key, reading=True)
    assert list(tmp_path.iterdir()) == []
    with Store(path, key=key) as store:
        store.save(Person(name="赵守田"))
    content = path.read_bytes()
    with Store(path, key=key, reading=True) as reader:
        assert search(reader, "zst") == []
        with pytest.raises(Problem, match="只读打开的，不能改动"):
            reader.save(Person(name="钱有余"))
        with pytest.raises(Problem):
            reader.query("DELETE FROM person")
    assert path.read_bytes() == content


def unprivileged(work: Any) -> str:
    """What ``work`` raises when a user without rights does it."""
    ready, tell = os.pipe()
    child = os.fork()
    if not child:
        os.setuid(65534)
        try:
            work()
            word = "no problem"
        except Problem as problem:
            word = problem.sentence
        os.write(tell, word.encode())
        os._exit(0)
    os.close(tell)
    os.waitpid(child, 0)
    with os.fdopen(ready, "rb") as told:
        return told.read().decode()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder everyone may reach; pytest's own may not be."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


WITHOUT_RIGHTS = pytest.mark.skipif(
    getattr(os, "getuid", lambda: 1)() != 0, reason="only root can become someone without rights")


@WITHOUT_RIGHTS
def test_a_folder_that_may_not_be_written_to(open_folder: Path) -> None:
    path = open_folder / "村.lianxing"
    Store(path).close()
    Path(f"{path}.lock").unlink()
    path.chmod(0o644)
    assert "不能写入" in unprivileged(lambda: Store(path))
    assert unprivileged(lambda: Store(path, reading=True)) == "no problem"


@WITHOUT_RIGHTS
def test_a_file_that_may_not_be_written_to(open_folder: Path) -> None:
    path = open_folder / "村.lianxing"
    Store(path).close()
    path.chmod(0o444)
    open_folder.chmod(0o777)
    Path(f"{path}.lock").chmod(0o666)
    assert "只读的，这一步没有保存" in unprivileged(lambda: Store(path).save(Person(name="赵守田")))


def test_looking_at_every_page_keeps_no_more_of_them_in_memory_than_before(store):
    before = store.query("PRAGMA cache_size")
    assert not store.integrity() and store.query("PRAGMA cache_size") == before


def test_a_wrong_question_of_ours_is_no_fault_of_the_disk(store):
    """It goes to the crash log with its trace; nobody is sent to look at the disk."""
    with pytest.raises(DatabaseError, match="nosuch"):
        store.query("SELECT nosuch FROM person")
    with pytest.raises(DatabaseError, match="nosuch"):
        list(store.stream("SELECT nosuch FROM person"))
