"""备份 and 恢复 at the command line: every file's copies are its own, whoever lies beside it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from cli import commands as cli
from models.keeping.opening import open_store
from models.keeping.store import Store
from models.office.village import Unit, unit
from models.registers.people import Person
from tests.many_files import VILLAGES, copies_of, from_before, settle_down


@pytest.fixture
def run(capsys):
    def run(data, *words):
        capsys.readouterr()
        status = cli.main(["--data", str(data), *map(str, words), "--json"])
        out, err = capsys.readouterr()
        return status, json.loads(out), err

    return run


@pytest.fixture
def two(tmp_path):
    """Two villages' files in one folder."""
    return [settle_down(tmp_path, name) for name in VILLAGES[:2]]


def test_each_of_five_files_has_its_own_numbers_and_a_folder_of_its_own(run, tmp_path):
    every = [settle_down(tmp_path, name) for name in VILLAGES]
    made = [Path(run(data, "backup")[1]["path"]) for data in every for _ in range(2)]
    assert len({path.parent for path in made}) == 5
    assert [path.name[:11] for path in made] == ["联星备份-000001", "联星备份-000002"] * 5


def test_a_copy_of_another_file_is_refused_with_both_names_and_the_way_out(run, two, tmp_path):
    ours, theirs = two
    copy = run(theirs, "backup")[1]["path"]
    before = ours.read_bytes()
    status, _, err = run(ours, "restore", copy)
    assert status == 1
    assert "白杨村" in err and "柳河沿村" in err and "--data" in err
    assert ours.read_bytes() == before
    assert not list(tmp_path.glob("*恢复前*"))
    own = tmp_path / "另一个.lianxing"
    assert run(own, "restore", copy)[0] == 0
    with Store(own) as store:
        assert unit(store).name == "白杨村"


def test_the_own_copy_comes_back_also_after_the_village_was_renamed(run, two):
    ours, _ = two
    copy = run(ours, "backup")[1]["path"]
    with Store(ours) as store:
        store.save(unit(store).but(name="柳湾村"))
    assert run(ours, "restore", copy)[0] == 0
    with Store(ours) as store:
        assert unit(store).name == "柳河沿村"


def test_on_a_new_pc_the_file_that_holds_nothing_yet_takes_the_copy_of_its_village(
    run, two, tmp_path
):
    copy = run(two[0], "backup")[1]["path"]
    for name, status in (("白杨村", 1), ("柳河沿村", 0)):
        new = tmp_path / "新电脑" / f"{name}.lianxing"
        with Store(new) as store:
            store.save(Unit(name=name))
        assert run(new, "restore", copy)[0] == status
    with Store(new) as store:
        assert store.count("person") == 1


def test_a_village_of_the_same_name_is_another_file_all_the_same(run, two, tmp_path):
    twin = settle_down(tmp_path / "别处", "柳河沿村")
    before = two[0].read_bytes()
    assert run(two[0], "restore", run(twin, "backup")[1]["path"])[0] == 1
    assert two[0].read_bytes() == before


def test_a_copy_from_before_identities_comes_back_only_into_its_own_file(run, tmp_path):
    files = [from_before(tmp_path / f"{name}.lianxing", name, token * 32)
             for name, token in zip(VILLAGES[:2], "ab", strict=True)]
    old = [shutil.copy(each, tmp_path / f"{each.stem}旧.lianxing") for each in files]
    for data in files:
        with open_store(data) as store:
            store.save(Person(name="钱有余"))
    assert run(files[0], "restore", old[1])[0] == 1
    assert run(files[0], "restore", old[0])[0] == 0
    assert run(files[0], "backup")[0] == 0
    assert len({path.parent for path in copies_of(VILLAGES[0], tmp_path)}) == 1, (
        "it is the same file as before, with the same folder")


def test_a_copy_is_never_written_over_the_open_file_or_what_is_no_copy_of_it(run, two, tmp_path):
    ours, theirs = two
    notes, second = tmp_path / "会议记录.txt", tmp_path / "又一个名字.lianxing"
    notes.write_text("记着要紧的事", encoding="utf-8")
    os.link(ours, second)
    lying = {path: path.read_bytes() for path in (ours, theirs, notes, second)}
    for path in lying:
        status, _, err = run(ours, "backup", "--out", path)
        assert status == 1, path
        assert path.name in err and "请换一个文件名" in err
    assert {path: path.read_bytes() for path in lying} == lying
    assert ours.samefile(second)


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_a_copy_takes_the_place_of_nothing_that_is_no_file(run, two, tmp_path):
    odd = tmp_path / "管道"
    os.mkfifo(odd)
    for path, why in ((tmp_path, "是文件夹"), (odd, "不是文件")):
        status, _, err = run(two[0], "backup", "--out", path)
        assert status == 1 and path.name in err and why in err
    assert odd.is_fifo()


def test_a_copy_is_written_over_an_earlier_copy_of_the_same_file(run, two, tmp_path):
    copy = tmp_path / "U盘" / "每周.lianxing"
    assert run(two[0], "backup", "--out", copy)[0] == 0
    with Store(two[0]) as store:
        store.save(Person(name="钱有余"))
    status, made, _ = run(two[0], "backup", "--out", copy)
    assert (status, made["counts"]["person"]) == (0, 2)
    assert run(two[1], "backup", "--out", copy)[0] == 1
