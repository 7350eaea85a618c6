"""An encrypted file at the command line: the right words, exit 3 without them, nothing echoed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cli import commands as cli
from models.keeping import datafile
from models.keeping.store import Store
from models.keeping.vault.keys import encrypt
from models.registers.people import Person

PASSWORD = "槐树底下三口井"


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr(datafile.KeySlot.__init__, "__defaults__", (64, 1, 1))
    path = tmp_path / "村.lianxing"
    with Store(path) as store:
        store.save(Person(name="赵守田"))
    encrypt(path, "耿素珍", PASSWORD)
    return path


@pytest.fixture
def run(data, capsys, monkeypatch):
    def run(*words, operator="耿素珍", password=PASSWORD, data=data):
        for name, value in (("OPERATOR", operator), ("PASSWORD", password)):
            monkeypatch.setenv(f"LIANXING_{name}", value)
        capsys.readouterr()
        status = cli.main(["--data", str(data), *map(str, words), "--json"])
        out, err = capsys.readouterr()
        assert PASSWORD not in out + err
        return status, json.loads(out), err

    return run


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs a right of its own there")
def test_a_link_to_a_data_file_opens_it_where_it_lies(data, run, tmp_path):
    """Its slots, its copies and what is put back are the file's own, beside it."""
    link = tmp_path / "桌面" / "村里的账.lianxing"
    link.parent.mkdir()
    link.symlink_to(data)
    status, made, _ = run("backup", data=link)
    assert status == 0 and Path(made["path"]).is_relative_to(tmp_path / "备份")
    before = data.read_bytes()
    assert run("restore", made["path"], data=link)[0] == 0
    assert link.is_symlink() and data.read_bytes() != before
    assert [each.name for each in link.parent.iterdir()] == [link.name]


def test_the_right_words_open_it(run):
    status, answer, _ = run("find", "赵守田")
    assert status == 0
    assert [hit["label"] for hit in answer["hits"]] == ["赵守田"]


@pytest.mark.parametrize("wrong", [
    {"password": "别的一句话别的话"}, {"operator": "钱有余"}, {"password": ""}, {"operator": ""},
])
def test_wrong_or_missing_words_are_exit_3_with_the_sentence(run, wrong):
    status, answer, err = run("check", **wrong)
    assert status == 3
    assert answer["problems"][0]["why"] in err
    assert "密码" in err


def test_the_operator_stands_beside_what_a_command_does(run, data, tmp_path):
    roster = tmp_path / "名册.csv"
    roster.write_text("户号,姓名,与户主关系\n001,钱有余,户主\n", encoding="utf-8")
    status, _, err = run("import", "roster", roster)
    assert status == 0, err
    from models.keeping.journal import acts
    from models.keeping.vault.keys import unlock

    with Store(data, key=unlock(data, PASSWORD)) as store:
        assert acts(store, 1)[0].operator == "耿素珍"


def test_a_copy_is_made_and_put_back(run, tmp_path):
    copy = tmp_path / "U盘" / "备份.lianxing"
    assert run("backup", "--out", copy)[0] == 0
    assert copy.with_name("备份.lianxing.slots").exists()
    assert run("restore", copy)[0] == 0
    assert run("restore", copy, password="别的一句话别的话")[0] == 3


def test_on_a_terminal_it_asks_and_hides_the_password(run, monkeypatch):
    asked = []

    def prompt(words, *, hide_input, err):
        asked.append((words, hide_input, err))
        return PASSWORD if hide_input else "耿素珍"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", prompt)
    assert run("check", operator="", password="")[0] == 0
    assert asked == [("经办人（耿素珍）", False, True), ("密码", True, True)]


def test_a_wrong_password_makes_the_next_try_wait_as_in_the_window(run, monkeypatch):
    waited = []
    monkeypatch.setattr("cli.calling.wait", waited.append)
    for _ in range(3):
        assert run("check", password="不是这个密码啊")[0] == 3
    assert waited == [1, 2], "the first try waits for nobody"
    for _ in range(2):
        assert run("find", "赵守田")[0] == 0
    assert waited == [1, 2, 4], "who got in is not kept waiting"
