"""The commands of the stick: key, package, receive — what they print, and how they end."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli import commands as cli
from exporters import publish
from models.exchange.chain import Package
from models.exchange.inbox import Remark
from models.keeping.datafile import connect
from models.keeping.store import Store
from models.office.star_sets import STARS
from models.registers.people import Person
from models.returns.calendar import WAITING, lines_of
from models.returns.sending import ReturnState, Sent, answered
from models.stars.opinion import Opinion
from models.values.periods import Period
from models.visits.visit import Visit
from sample.village import fill
from tests.models.town.desks import open_village


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    open_village(tmp_path).close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    status = cli.main([*words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def village(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    return run(capsys, "--data", "赵家村.lianxing", *words)


def town(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    return run(capsys, "--data", "镇.lianxing", *words)


def content(name: str) -> str:
    return hashlib.sha256(Path(name).read_bytes()).hexdigest()


def test_from_the_village_to_the_town_and_again(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert town(capsys, "key", "--town", "青石坡镇", "--out", "镇.lxkey")[0] == 0
    status, packed = village(capsys, "package", "--period", "2026-Q3", "--out", "stick",
                             "--for", "镇.lxkey")
    assert (status, packed["sequence"], packed["contents"]["person"]) == (0, 1, 2)
    assert content(packed["path"]) == packed["sha256"]

    before = content("镇.lianxing")
    status, answer = town(capsys, "receive", packed["path"], "--accept")
    assert (status, answer["packages"][0]["verdict"]) == (1, "unknown-key")
    assert content("镇.lianxing") == before

    print_ = village(capsys, "key")[1]["fingerprint"]
    status, answer = town(capsys, "receive", "stick", "--enrol", print_)
    assert (status, answer["packages"][0]["added"], answer["packages"][0]["taken"]) == (0, 7, False)
    assert content("镇.lianxing") == before
    status, answer = town(capsys, "receive", "stick", "--enrol", print_, "--accept")
    said = answer["packages"][0]
    assert (status, said["unit"], said["period"], said["sequence"], said["taken"]) == (
        0, "410399000101", "2026-Q3", 1, True)
    assert town(capsys, "receive", "stick", "--accept")[0] == 1


def test_a_damaged_package_is_refused_by_name_and_the_others_are_taken(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town(capsys, "key", "--town", "青石坡镇", "--out", "镇.lxkey")
    packed = village(capsys, "package", "--period", "2026-Q3", "--out", "stick",
                     "--for", "镇.lxkey")[1]
    whole = Path(packed["path"]).read_bytes()
    Path("stick", "坏的.lxbag").write_bytes(whole[:-40] + b"x" * 40)
    print_ = village(capsys, "key")[1]["fingerprint"]
    status, answer = town(capsys, "receive", "stick", "--enrol", print_, "--accept")
    told = {each["file"]: (each["verdict"], each["taken"]) for each in answer["packages"]}
    assert status == 0  # 1 would say that nothing was done
    assert told == {"坏的.lxbag": ("damaged", False), Path(packed["path"]).name: ("new", True)}
    assert town(capsys, "receive", str(Path("stick", "坏的.lxbag")), "--accept")[0] == 1


def test_without_a_card_a_passphrase_is_made(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town(capsys, "key", "--town", "青石坡镇")
    packed = village(capsys, "package", "--period", "2026-Q3", "--out", "stick")[1]
    assert town(capsys, "receive", "stick")[1]["packages"][0]["verdict"] == "locked"
    status, answer = town(capsys, "receive", "stick", "--passphrase", packed["passphrase"])
    assert (status, answer["packages"][0]["verdict"]) == (1, "unknown-key")


def test_a_stick_that_is_full_leaves_the_data_file_as_it_was(
    room: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    village(capsys, "key")
    before = content("赵家村.lianxing")
    with monkeypatch.context() as broken:
        broken.setattr(publish, "_write_bytes", full)
        status, answer = village(capsys, "package", "--period", "2026-Q3", "--out", "stick",
                                 "--passphrase", "柳河沿村二零二六")
    assert status == 1 and "满了" in answer["problems"][0]["why"]
    assert content("赵家村.lianxing") == before and list(Path("stick").iterdir()) == []
    again = village(capsys, "package", "--period", "2026-Q3", "--out", "stick",
                    "--passphrase", "柳河沿村二零二六")
    assert (again[0], again[1]["sequence"]) == (0, 1)


def test_garbage_is_told_and_changes_nothing(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("垃圾.lxbag").write_bytes(b"PK garbage")
    before = content("赵家村.lianxing")
    status, answer = village(capsys, "receive", "垃圾.lxbag", "没有.lxbag", "--accept")
    assert status == 1
    assert [each["verdict"] for each in answer["packages"]] == ["not-a-package", "damaged"]
    assert content("赵家村.lianxing") == before


def test_the_command_hands_over_what_the_window_would(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Store(tmp_path / "赵家村.lianxing") as store:
        fill(store, households=20, seed=7)
        first, second = store.find(Person, "id_number IS NOT NULL")[:2]
        store.save(second.but(id_number=first.id_number, born=first.born, sex=first.sex))
        period, today = Period.parse("2026-Q3"), date(2026, 11, 29)
        waiting = {each.ret.code for each in lines_of(store, period, today)
                   if each.state in WAITING}
    before = content("赵家村.lianxing")
    asked = ("package", "--period", "2026-Q3", "--out", "stick", "--passphrase", "柳河沿村二零二六")
    status, answer = village(capsys, *asked)
    assert (status, [each["rule"] for each in answer["problems"]]) == (1, ["id-duplicate"])
    assert content("赵家村.lianxing") == before and not Path("stick").exists()

    status, answer = village(capsys, *asked, "--reason", "户主外出，证件拿不到")
    assert status == 0 and waiting and waiting < set(answer["returns"])
    with Store(tmp_path / "赵家村.lianxing") as store:
        sent = {each.code: each for each in store.find(Sent, "period = '2026-Q3'")}
        assert set(sent) == set(answer["returns"])
        assert sent[min(waiting)].reasons[0].reason == "户主外出，证件拿不到"
        assert not any(each.state in WAITING for each in lines_of(store, period, today))
        visit = store.find(Visit, "day BETWEEN '2026-07-01' AND '2026-09-30'")[0]
        store.remove(visit)
    status, again = village(capsys, *asked, "--reason", "多记了一次走访")
    assert (status, again["sequence"]) == (0, 2)
    with Store(tmp_path / "赵家村.lianxing") as store:
        newest = store.find(Sent, "code = 'liaison-statistics' AND period = '2026-Q3'", (),
                            "version")[-1]
        assert (newest.version, newest.reason) == (2, "多记了一次走访")
        answered(store, newest, ReturnState.RETURNED, "还多一次", today)
        store.remove(store.find(Visit, "day BETWEEN '2026-07-01' AND '2026-09-30'")[0])
    status, third = village(capsys, *asked)
    assert (status, third["sequence"]) == (0, 3)
    with Store(tmp_path / "赵家村.lianxing") as store:
        again = store.find(Sent, "code = 'liaison-statistics' AND period = '2026-Q3'", (),
                           "version")[-1]
        assert (again.version, again.reason) == (3, "镇里退回：还多一次")
        changed = store.find(Package, order="sequence DESC")[0].changed
        assert changed and all("走访" in each for each in changed)


def test_a_package_with_nothing_new_says_so_and_takes_no_number(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("package", "--period", "2026-Q3", "--out", "stick", "--passphrase", "柳河沿村二零二六")
    first = village(capsys, *asked)[1]
    before = content("赵家村.lianxing")
    status, answer = village(capsys, *asked)
    why = answer["problems"][0]["why"]
    assert status == 1 and "没有新的要报" in why and Path(first["path"]).name in why
    assert content("赵家村.lianxing") == before
    assert [each.name for each in Path("stick").glob("*.lxbag")] == [Path(first["path"]).name]
    with Store(Path("赵家村.lianxing")) as store:
        store.save(store.get(Person, 1).but(phone="13800000000"))
    status, answer = village(capsys, *asked)
    assert (status, answer["sequence"]) == (0, 2), "what the package tells is another one"


def test_no_transaction_is_open_while_the_stick_is_written(
    room: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = publish._write_bytes, []

    def watched(path: Path, content: bytes) -> None:
        if "stick" in path.parts:
            with closing(connect(room / "赵家村.lianxing")) as other:
                other.execute("PRAGMA busy_timeout = 0")
                other.execute("BEGIN IMMEDIATE")
                other.rollback()
            written.append(path.name)
        write(path, content)

    monkeypatch.setattr(publish, "_write_bytes", watched)
    assert village(capsys, "package", "--period", "2026-Q3", "--out", "stick")[0] == 0
    assert written


def test_a_key_made_for_a_package_that_failed_is_not_kept(
    room: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = content("赵家村.lianxing")
    monkeypatch.setattr(publish, "_write_bytes", full)
    assert village(capsys, "package", "--period", "2026-Q3", "--out", "stick")[0] == 1
    assert content("赵家村.lianxing") == before


def test_a_village_file_does_not_become_a_town(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answer = village(capsys, "key", "--town", "青石坡镇")
    assert status == 1 and "已有村的资料" in answer["problems"][0]["why"]
    assert town(capsys, "receive", "x.lxbag")[0] == 3
    assert village(capsys, "package", "--period", "2026-99", "--out", "x")[0] == 1
    with Store(room / "赵家村.lianxing") as store:
        assert store.count("package") == 0


@pytest.fixture
def reported(room: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The codes of the returns that a town has received of a village."""
    town(capsys, "key", "--town", "青石坡镇", "--out", "镇.lxkey")
    packed = village(capsys, "package", "--period", "2026-Q3", "--out", "stick",
                     "--for", "镇.lxkey")[1]
    fingerprint = village(capsys, "key", "--enrol", "镇.lxkey")[1]["fingerprint"]
    town(capsys, "receive", "stick", "--enrol", fingerprint, "--accept")
    found: list[str] = packed["returns"]
    return found


def test_one_return_is_sent_back_with_a_remark_and_the_letter_tells_the_village(
    reported: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = "liaison-statistics"
    status, answer = town(capsys, "send-back", "赵家村", "--period", "2026-Q3", "--code", code,
                          "--reason", "少一户", "--remark", code, "钱有余", "走访次数", "应有两次")
    assert status == 0, answer
    assert (answer["returned"], answer["unit"]) == ([code], "410399000101")
    assert [each["text"] for each in answer["remarks"]] == ["应有两次"]

    status, answer = town(capsys, "letter", "--out", "down")
    (letter,) = answer["letters"]
    assert status == 0 and content(letter["path"]) == letter["sha256"]
    assert letter["contents"] == {"answers": 2, "remarks": 1, "opinions": 0}

    assert village(capsys, "receive", letter["path"], "--accept")[0] == 0
    with Store(Path("赵家村.lianxing"), reading=True) as store:
        (remark,) = store.find(Remark)
        assert (remark.code, remark.line) == (code, 1) and remark.place.endswith("走访次数")
        assert [each.code for each in store.find(Sent, "state = 'returned'")] == [code]


def test_what_was_sent_back_is_not_sent_back_again(
    reported: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("send-back", "赵家村", "--period", "2026-Q3", "--reason", "少一户")
    one = ("--code", "attendance")
    assert town(capsys, *asked, *one, *one)[1]["returned"] == ["attendance"]
    before = content("镇.lianxing")
    for words in (one, ("--code", "liaison-statistics", *one)):
        status, answer = town(capsys, *asked, *words)
        assert status == 1 and "《党员出勤表》已经退回过了" in answer["problems"][0]["why"]
    assert content("镇.lianxing") == before
    assert town(capsys, *asked)[0] == 0
    status, answer = town(capsys, *asked)
    assert status == 1 and "已经退回" in answer["problems"][0]["why"]


def test_what_was_sent_back_is_called_by_its_name(
    reported: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["--data", "镇.lianxing", "send-back", "赵家村", "--period", "2026-Q3",
              "--code", "liaison-statistics", "--code", "attendance", "--reason", "少一户"])
    assert "退回了赵家村2026年三季度的《党员联户情况统计表》《党员出勤表》。" in "".join(
        capsys.readouterr())


@pytest.mark.parametrize(("words", "said"), [
    (("无名村", "--reason", "少"), "村名册里没有“无名村”。有的是：赵家村"),
    (("赵家村", "--code", "nothing", "--reason", "少"), "没有代号为“nothing”的报表"),
    (("赵家村", "--code", "dues"), "用 --reason"),
    (("赵家村", "--remark", "liaison-statistics", "9", "1", "少"), "没有“9”这一行"),
])
def test_what_cannot_be_sent_back_changes_nothing(
    reported: list[str], capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    before = content("镇.lianxing")
    status, answer = town(capsys, "send-back", *words, "--period", "2026-Q3")
    assert status in (1, 2) and said in answer["problems"][0]["why"]
    assert content("镇.lianxing") == before


def test_a_village_sends_nothing_back(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("send-back", "赵家村", "--period", "2026-Q3", "--reason", "少"),
                  ("letter", "--out", "down")):
        status, answer = village(capsys, *words)
        assert status == 1 and "在乡镇的收件文件里做" in answer["problems"][0]["why"]


OPINION = ("opinion", "赵家村", "--year", "2026", "--stage", "研判")


def test_what_the_town_makes_of_a_star_goes_down_with_the_letter_and_on_paper(
    reported: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, answer = town(capsys, *OPINION, "--star", STARS.pairs()[0][1], "--result", "未达到",
                          "--reason", "只开了一次会", "--by", "镇党委")
    assert status == 0 and answer["result"] == "未达到", answer
    (letter,) = town(capsys, "letter", "--out", "down")[1]["letters"]
    assert letter["contents"]["opinions"] == 1
    (paper,) = town(capsys, "letter", "--out", "paper", "--paper")[1]["letters"]
    assert paper["lines"] == 2 and content(paper["path"]) == paper["sha256"]
    assert village(capsys, "receive", letter["path"], "--accept")[0] == 0
    with Store(Path("赵家村.lianxing"), reading=True) as store:
        assert [each.reason for each in store.find(Opinion)] == ["只开了一次会"]


def test_an_opinion_by_nobody_in_particular_is_the_town_s(
    reported: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert town(capsys, *OPINION, "--star", STARS.pairs()[0][1], "--result", "达到")[0] == 0
    with Store(Path("镇.lianxing"), reading=True) as store:
        assert [each.author for each in store.find(Opinion)] == ["青石坡镇"]


@pytest.mark.parametrize(("words", "said"), [
    (("--star", "没有这颗", "--result", "达到"), "星里没有“没有这颗”，可以写："),
    (("--star", STARS.pairs()[0][1], "--result", "优"), "结论里没有“优”，可以写：达到"),
    (("--clause", "99.9", "--result", "达到"), "没有第“99.9”条"),
])
def test_what_is_no_opinion_changes_nothing(
    reported: list[str], capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    before = content("镇.lianxing")
    status, answer = town(capsys, *OPINION, *words)
    assert status == 1 and said in answer["problems"][0]["why"], answer
    assert content("镇.lianxing") == before
