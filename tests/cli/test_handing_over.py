"""`handover`, `takeover`, `publish` and `update`: what they answer, and what they leave alone."""

from __future__ import annotations

import errno
import hashlib
import json

import pytest

from cli import commands as cli
from exporters import publish as publishing
from exporters.leaving import handover_pack
from models.keeping.datafile import read_slots
from models.keeping.opening import open_store
from models.office.village import Unit
from models.overview.handover import NOT_NOTED, Handover
from models.registers.people import Person
from resources import read_newer, resource

NEW = "渠水流过三道湾"


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "village.lianxing"
    with open_store(path) as store, store.act("建村"):
        store.save(Unit(name="柳河沿村", code="419900001001"))
        store.save(Person(name="陆小满"))
    yield path
    read_newer(None)


@pytest.fixture
def run(capsys):
    def run(data, *words):
        capsys.readouterr()
        status = cli.main(["--data", str(data), *map(str, words), "--json"])
        out, err = capsys.readouterr()
        return status, json.loads(out), err

    return run


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_pack_is_made_looked_into_and_taken_over(run, data, tmp_path, monkeypatch):
    pack, sheet = tmp_path / "stick" / "a.lxjj", tmp_path / "sheet.pdf"
    status, made, err = run(data, "handover", "--out", pack, "--gives", "仝金坡",
                            "--takes", "耿素珍")
    assert status == 0
    assert made["counts"]["person"] == 1
    assert made["recovery"] in err
    assert digest(pack) == made["sha256"]
    status, by_sheet, err = run(data, "handover", "--out", tmp_path / "b.lxjj", "--gives", "仝金坡",
                                "--sheet", sheet)
    assert (status, by_sheet["recovery"]) == (0, None)
    assert sheet.read_bytes()[:4] == b"%PDF"

    monkeypatch.setenv("LIANXING_RECOVERY", made["recovery"])
    before = digest(data)
    status, found, _ = run(data, "takeover", pack)
    assert (status, found["right"], digest(data)) == (0, True, before)
    monkeypatch.setenv("LIANXING_OPERATOR", "耿素珍")
    monkeypatch.setenv("LIANXING_PASSWORD", NEW)
    status, found, _ = run(data, "takeover", pack, "--accept")
    assert status == 0
    assert found["aside"]
    assert read_slots(data).operators == ["耿素珍"]
    assert run(data, "find", "陆小满")[1]["hits"]


def test_what_was_done_since_is_told_before_it_goes_aside(run, data, tmp_path, monkeypatch):
    pack = tmp_path / "a.lxjj"
    made = run(data, "handover", "--out", pack, "--gives", "仝金坡", "--takes", "耿素珍")[1]
    with open_store(data) as store, store.act("补登记一人"):
        store.save(Person(name="耿大壮"))
    for name, said in (("RECOVERY", made["recovery"]), ("OPERATOR", "耿素珍"), ("PASSWORD", NEW)):
        monkeypatch.setenv(f"LIANXING_{name}", said)
    before = digest(data)
    status, found, err = run(data, "takeover", pack, "--accept")
    assert (status, found["right"], digest(data)) == (1, False, before)
    assert "补登记一人" in err
    assert run(data, "takeover", pack, "--accept", "--anyway")[0] == 0


def test_without_the_code_or_with_another_nothing_is_opened(run, data, tmp_path, monkeypatch):
    pack = tmp_path / "a.lxjj"
    run(data, "handover", "--out", pack, "--gives", "仝金坡")
    other = run(data, "handover", "--out", tmp_path / "b.lxjj", "--gives", "仝金坡")[1]["recovery"]
    before = digest(data)
    assert run(data, "takeover", pack, "--accept")[0] == 1
    monkeypatch.setenv("LIANXING_RECOVERY", other)
    status, _, err = run(data, "takeover", pack, "--accept")
    assert status == 3
    assert "恢复单" in err
    assert digest(data) == before


def test_a_full_stick_leaves_no_pack_and_no_word_of_it_in_the_log(run, data, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    before = digest(data)
    assert run(data, "handover", "--out", blocked / "a.lxjj", "--gives", "仝金坡")[0] == 1
    assert digest(data) == before


@pytest.mark.parametrize("sheet", [True, False])
def test_a_stick_that_fills_up_under_the_pack_keeps_nothing_of_it(
        run, data, tmp_path, monkeypatch, sheet):
    def full(path, *_):
        raise OSError(errno.ENOSPC, "no room")

    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "a-交接清单.pdf").write_bytes(b"%PDF of an earlier time")
    before = digest(data)
    monkeypatch.setattr(handover_pack, "ZipFile", full)
    status, said, _ = run(data, "handover", "--out", stick / "a.lxjj", "--gives", "仝金坡",
                          *(("--sheet", tmp_path / "sheet.pdf") if sheet else ()))
    assert (status, digest(data)) == (1, before)
    assert "满了" in said["problems"][0]["why"]
    assert [each.name for each in stick.iterdir()] == ["a-交接清单.pdf"]
    assert (stick / "a-交接清单.pdf").read_bytes() == b"%PDF of an earlier time"
    assert not (tmp_path / "sheet.pdf").exists()


def test_a_pack_that_stays_without_its_list_or_its_note_is_said_to(
        run, data, tmp_path, monkeypatch):
    real = publishing._settle

    def refuse(temporary, final):
        if final.suffix == ".pdf":
            raise OSError(errno.EIO, "broken")
        real(temporary, final)

    with monkeypatch.context() as broken:
        broken.setattr(publishing, "_settle", refuse)
        said = run(data, "handover", "--out", tmp_path / "a.lxjj", "--gives", "仝金坡")[1]
    assert (tmp_path / "a.lxjj").exists()
    assert NOT_NOTED in said["problems"][0]["why"]
    with open_store(data) as store:
        assert not store.find(Handover)
    monkeypatch.setattr(Handover, "faults", lambda _: {"at": "磁盘满了。"})
    said = run(data, "handover", "--out", tmp_path / "b.lxjj", "--gives", "仝金坡")[1]
    assert said["problems"][0]["why"] == f"磁盘满了。{NOT_NOTED}"


def test_an_update_is_told_and_changes_nothing_until_it_is_accepted(run, data, tmp_path):
    folder, file, key = tmp_path / "new" / "help", tmp_path / "1.lxgx", tmp_path / "pub.key"
    folder.mkdir(parents=True)
    (folder / "home.md").write_text(
        resource("help/home.md").read_text(encoding="utf-8") + "\n## 新页\n\n字。\n",
        encoding="utf-8")
    status, made, _ = run(data, "publish", "--key", key, "--from", folder.parent, "--number", 1,
                          "--title", "新页", "--version", "9.9", "--notice", "新版", "--out", file)
    assert status == 0
    before = digest(data)
    assert run(data, "update", file)[0] == 1  # of nobody we chose
    altered = tmp_path / "altered.lxgx"
    altered.write_text(file.read_text(encoding="utf-8").replace("新页", "旧页"), encoding="utf-8")
    assert run(data, "update", altered, "--trust", made["publisher"], "--accept")[0] == 1
    assert digest(data) == before
    status, told, err = run(data, "update", file, "--trust", made["publisher"])
    assert (status, told["taken"], told["version"]) == (0, False, "9.9")
    assert told["changes"] == [
        {"path": "help/home.md", "label": "手册", "added": 2, "removed": 0}]
    assert "## 新页" in err
    assert run(data, "update", file, "--accept")[1]["taken"]
    assert run(data, "update", file, "--accept")[0] == 1
