"""The commands keep their contract: one JSON object, the right exit status, nothing half-done."""

import json
import threading
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from cli import commands as cli
from models.economy.organisations import Organisation
from models.keeping.datafile import connect
from models.keeping.store import Store
from models.matters.matter import Matter
from models.meetings.procedure import Procedure
from models.office.village import Unit, unit
from models.registers.people import Person


@pytest.fixture
def data(tmp_path):
    return tmp_path / "村.lianxing"


@pytest.fixture
def run(data, capsys):
    def run(*words):
        capsys.readouterr()
        status = cli.main(["--data", str(data), *map(str, words), "--json"])
        out, err = capsys.readouterr()
        return status, json.loads(out) if out.strip() else None, err

    return run


@pytest.fixture
def village(run):
    assert run("demo", "--households", "24", "--seed", "7")[0] == 0
    return run


def test_the_demo_is_the_same_for_the_same_seed(tmp_path, capsys):
    prints = []
    for name in ("一.lianxing", "二.lianxing"):
        assert cli.main(["--data", str(tmp_path / name), "demo", "--households", "20"]) == 0
        with Store(tmp_path / name) as store:
            prints.append([store.find(Person), unit(store)])
    assert prints[0] == prints[1]


def test_the_demo_fills_only_an_empty_file(village):
    status, answer, err = village("demo")
    assert status == 1
    assert "已有村的资料" in err
    assert answer["problems"][0]["why"] in err


def test_a_missing_data_file_is_exit_3_and_is_not_made(run, data):
    status, answer, err = run("find", "张")
    assert status == 3
    assert "没有找到资料文件" in err
    assert answer["problems"]
    assert not data.exists()


@pytest.mark.parametrize("words", [
    ("returns",), ("tally", "--kind", "committee"), ("nonsense",), ("import", "roster"),
    ("import", "weather", "x.xlsx"),
])
def test_a_wrong_call_is_exit_2(run, words):
    assert run(*words)[0] == 2


def test_a_file_of_another_program_is_exit_3_and_stays_as_it_is(run, data):
    data.write_bytes(b"not a database" * 100)
    before = data.read_bytes()
    assert run("check")[0] == 3
    assert data.read_bytes() == before


def test_a_file_open_in_another_window_is_looked_at_and_not_written(village, data, tmp_path):
    roster = tmp_path / "户.csv"
    roster.write_text("户号,姓名,与户主关系\n901,钱有余,户主\n", encoding="utf-8")
    with Store(data) as store:
        acts = store.count("act")
        for words, status in ((("find", "张"), 0), (("import", "roster", str(roster)), 3)):
            done = []
            thread = threading.Thread(target=lambda: done.append(village(*words)))  # noqa: B023
            thread.start()
            thread.join()
            assert done[0][0] == status and "另一个窗口里打开，这里只能查看" in done[0][2]
        assert store.count("act") == acts


@pytest.mark.parametrize(("code", "sql"), [
    ("minutes", "SELECT id FROM meeting WHERE held BETWEEN '2025-10-01' AND '2025-12-31'"),
    ("procedure", """SELECT id FROM procedure WHERE opened <= '2025-12-31'
                     AND coalesce(closed, '9') >= '2025-10-01'"""),
    ("liaison-pocket", """SELECT id FROM member WHERE coalesce(joined, '') <= '2025-12-31'
                          AND (left IS NULL OR left > '2025-12-31')"""),
])
def test_a_paper_of_one_record_lists_what_it_may_be_of(village, data, tmp_path, code, sql):
    words = ("returns", code, "--period", "2025-Q4", "--out", tmp_path / "out")
    with Store(data) as store:
        store.save(Procedure(subject="修路", opened=date(2025, 12, 8)))
    status, answer, err = village(*words)
    with Store(data) as store:
        known = {row for (row,) in store.query(sql)}
    assert (status, {each["of"] for each in answer["choices"]}) == (1, known)
    assert "请用 --of 写明编号" in answer["problems"][0]["why"]
    first = answer["choices"][0]
    assert f"--of {first['of']}\t{first['label']}" in err
    status, answer, _ = village(*words, "--of", first["of"])
    assert status == 0 and {each["code"] for each in answer["files"]} == {code}


def test_of_a_time_with_nothing_to_print_it_says_so(village, tmp_path):
    status, answer, err = village("returns", "procedure", "--period", "2024", "--out", tmp_path)
    assert (status, answer["choices"]) == (1, [])
    assert "2024年没有可以印四议两公开登记表的" in err


def test_returns_are_written_both_ways_with_their_hashes(village, tmp_path):
    status, answer, _ = village(
        "returns", "people", "facts", "--period", "2026", "--out", tmp_path / "出")
    assert status == 0
    assert [each["code"] for each in answer["files"]] == ["people", "people", "facts", "facts"]
    for each in answer["files"]:
        written = (tmp_path / "出" / each["path"].rsplit("/", 1)[-1]).read_bytes()
        from hashlib import sha256

        assert sha256(written).hexdigest() == each["sha256"]
    assert answer["files"][0]["rows"] > 24


def test_a_file_is_named_after_the_period_its_sheet_speaks_of(village, tmp_path):
    status, answer, _ = village(
        "returns", "meetings-quarter", "people", "--period", "2026-H1", "--out", tmp_path / "出")
    assert status == 0
    assert {Path(each["path"]).stem for each in answer["files"]} == {
        "三会一课开展情况季报-2026-Q2", "户籍人员花名册-2026-H1"}


def test_a_bad_period_or_code_writes_nothing(village, tmp_path):
    status, _, err = village("returns", "--period", "2026-13", "--out", tmp_path / "出")
    assert (status, (tmp_path / "出").exists()) == (1, False)
    assert "2026年三季度" in err
    status, _, err = village("returns", "weather", "--period", "2026", "--out", tmp_path / "出")
    assert (status, (tmp_path / "出").exists()) == (1, False)
    assert "没有代号为“weather”的报表" in err
    status, _, err = village("returns", "people", "--period", "2199-Q1", "--out", tmp_path / "出")
    assert (status, (tmp_path / "出").exists()) == (1, False)
    assert "2199年一季度还没有开始" in err


def test_the_catalogue_names_its_columns(run):
    status, answer, _ = run("returns", "--list")
    assert status == 0
    people = next(each for each in answer["returns"] if each["code"] == "people")
    assert people["title"] == "户籍人员花名册"
    assert people["cadence"] == "year"
    assert "公民身份号码" in people["columns"]


def test_tally_answers_as_the_contract_says(run):
    status, answer, _ = run("tally", "--kind", "four-step-3", "--due", 46, "--present", 34,
                            "--without-vote", 4, "--for", 24, "--against", 6)
    assert status == 0
    assert {each: answer[each] for each in
            ("opens", "passes", "needed_to_open", "needed_to_pass")} == {
        "opens": True, "passes": True, "needed_to_open": 34, "needed_to_pass": 24}
    assert run("tally", "--kind", "committee", "--due", 5, "--present", 6)[0] == 1


def test_a_backup_comes_back_whole(village, data, tmp_path):
    status, made, _ = village("backup", "--out", tmp_path / "copy.lianxing")
    assert status == 0
    with Store(data) as store:
        store.save(unit(store).but(name="改了名"))
    status, back, _ = village("restore", tmp_path / "copy.lianxing")
    assert (status, back["counts"]) == (0, made["counts"])
    with Store(data) as store:
        assert unit(store).name == "柳河沿村"
    assert list(tmp_path.glob("*恢复前*.lianxing"))


def test_a_damaged_copy_is_not_restored(village, data, tmp_path):
    broken = tmp_path / "broken.lianxing"
    broken.write_bytes(data.read_bytes()[:5000])
    before = data.read_bytes()
    assert village("restore", broken)[0] == 3
    assert data.read_bytes() == before


def test_find_says_what_matched(village, data):
    with Store(data) as store:
        person = store.find(Person)[0]
    status, answer, _ = village("find", person.id_number[-4:])
    assert status == 0
    hit = next(each for each in answer["hits"] if each["id"] == person.id)
    assert (hit["kind"], hit["why"]) == ("person", "身份证后四位")


def test_nobody_found_is_said_with_what_can_be_written(village):
    status, answer, err = village("find", "不在村的人")
    assert (status, answer["hits"]) == (0, [])
    assert "没有找到“不在村的人”。可以写姓名" in err


def test_what_is_done_in_the_village_is_found_by_its_name_and_pinyin(village, data):
    with Store(data) as store:
        kept = store.save(Matter(kind="problem", what="西沟水渠漏水", found=date(2026, 9, 1)))
        group = store.save(Organisation(name="西沟红薯合作社", kind="cooperative",
                                        since=date(2026, 9, 1)))
    for typed in ("西沟", "XG", "xi gou"):
        status, answer, err = village("find", typed)
        found = {(each["kind"], each["id"]) for each in answer["doings"]}
        assert status == 0
        assert {("matter", kept.id), ("organisation", group.id)} <= found
        assert "西沟红薯合作社\t组织\t2026年9月1日" in err


def test_an_import_that_takes_nothing_leaves_no_file(run, data, tmp_path):
    bad = tmp_path / "花名册.xlsx"
    bad.write_bytes(b"%PDF-1.4")
    status, _, err = run("import", "roster", bad)
    assert status == 1
    assert "花名册.xlsx" in err
    assert not data.exists()


def test_a_dry_run_changes_nothing(village, data, tmp_path):
    roster = tmp_path / "新户.csv"
    roster.write_text("户号,姓名,与户主关系,身份证号\n99-001,尚海,户主,410305188412280734\n",
                      encoding="utf-8-sig")
    with Store(data) as store:
        before = store.count("person"), store.newest_act()
    status, tried, _ = village("import", "roster", roster, "--dry-run")
    assert (status, tried["rows"], tried["created"]) == (0, 1, 1)
    with Store(data) as store:
        assert (store.count("person"), store.newest_act()) == before
    assert village("import", "roster", roster)[1]["created"] == 1
    again = village("import", "roster", roster)[1]
    assert (again["created"], again["unchanged"]) == (0, 1)
    with Store(data) as store:
        assert "新户.csv" in store.undo()
        assert store.count("person") == before[0]


def test_check_full_finds_a_log_that_was_rewritten(village, data):
    assert not [each for each in village("check", "--full")[1]["findings"]
                if each["level"] == "error"]
    with Store(data) as store, store.aside() as write:
        write("UPDATE act SET label = '别的' WHERE id = 1", ())
    status, answer, _ = village("check", "--full")
    assert status == 1
    assert "log-broken" in [each["rule"] for each in answer["findings"]]


BY_HAND = {
    "a word for a number": ("UPDATE appraisal SET year = '二十五' WHERE id = 1", "民主评议"),
    "a number that is of nobody": ("UPDATE charge SET person = 3.7", "包片责任"),
    "no day": ("UPDATE meeting SET entered = '2026-13-45' WHERE id = 1", "会议“"),
    "a day of its own": ("UPDATE lease SET until = 7 WHERE id = 1", "租约"),
    "no JSON": ("UPDATE evaluation_mark SET marks = '{坏'", "评比得分"),
    "no TOML": ("UPDATE scheme SET rules = '{坏' WHERE id = 1", "积分细则“"),
}


@pytest.mark.parametrize(("sql", "record"), BY_HAND.values(), ids=BY_HAND)
def test_a_value_damaged_by_hand_is_named_with_the_way_out(village, data, tmp_path, sql, record):
    db = connect(data)
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(sql)
    db.close()
    status, answer, _ = village("returns", "--period", "2026", "--out", tmp_path / "出")
    said = answer["problems"][0]["why"]
    assert status == 1 and record in said, said
    assert "对不上" in said and "检查和修复" in said and "check --full" in said


def test_a_mistake_of_ours_is_no_damage(village, monkeypatch, tmp_path):
    monkeypatch.setattr("cli.drawing.findings", lambda _: {}["x"])
    _, answer, _ = village("returns", "people", "--period", "2026", "--out", tmp_path / "出")
    assert "出了意外" in answer["problems"][0]["why"]


def test_check_ends_with_1_where_something_is_wrong_and_nothing_else(village, data):
    """As the README says: 1 where the records have problems, and they are listed."""
    status, answer, _ = village("check")
    assert (status, "error" in [each["level"] for each in answer["findings"]]) == (0, False)
    with Store(data) as store:
        first, second = store.find(Person, "id_number IS NOT NULL")[:2]
        store.save(second.but(id_number=first.id_number, born=first.born, sex=first.sex))
    status, answer, _ = village("check")
    assert status == 1
    assert "id-duplicate" in [each["rule"] for each in answer["findings"]]


def test_the_file_itself_is_no_copy_to_restore(village, data, tmp_path):
    linked = tmp_path / "另一个名字.lianxing"
    linked.hardlink_to(data)
    before = data.read_bytes()
    for path in (data, linked):
        status, answer, _ = village("restore", path)
        assert status == 1 and "就是正在用的资料文件" in answer["problems"][0]["why"]
    assert data.read_bytes() == before
    assert not [each for each in tmp_path.iterdir() if "恢复前" in each.name]


@pytest.mark.parametrize("out", ["花名册.xlsx", "花名册.xlsx/里面"])
def test_returns_into_a_file_are_refused_by_name(village, tmp_path, out):
    (tmp_path / "花名册.xlsx").write_bytes(b"mine")
    status, answer, _ = village("returns", "dues", "--period", "2026", "--out", tmp_path / out)
    assert status == 1
    assert f"“{tmp_path / out}”" in answer["problems"][0]["why"]
    assert "请另写一个文件夹" in answer["problems"][0]["why"]
    assert (tmp_path / "花名册.xlsx").read_bytes() == b"mine"


def test_the_operator_of_a_command_is_named_in_the_log(village, data):
    with Store(data) as store:
        assert store.query("SELECT DISTINCT operator FROM act") == [("命令行",)]
        assert isinstance(unit(store), Unit)


def test_every_return_that_is_due_is_written(village, tmp_path):
    status, answer, _ = village("returns", "--period", "2026", "--out", tmp_path / "出")
    assert status == 0
    codes = {each["code"] for each in answer["files"]}
    assert {"people", "liaison", "points", "meetings", "star-progress"} <= codes
    assert len(list((tmp_path / "出").iterdir())) == len(answer["files"])


def test_points_taken_in_twice_are_asked_about(village, data, tmp_path):
    with Store(data) as store:
        number, = store.query("SELECT number FROM household ORDER BY id LIMIT 1")[0]
    book = Workbook()
    for row in (("户号", "项目", "日期"), (number, "参加村级活动", "2026-11-20")):
        book.active.append(row)
    book.save(tmp_path / "积分.xlsx")
    first, again = (village("import", "points", tmp_path / "积分.xlsx") for _ in range(2))
    assert (first[1]["created"], again[1]["created"], again[1]["unchanged"]) == (1, 0, 1)
    assert "已经记过，没有再记" in again[2] and "已经记过" not in first[2]


def test_the_quick_card_is_written_without_a_window(village, tmp_path):
    status, _, _ = village("card", "--out", tmp_path / "卡.pdf")
    assert status == 0 and (tmp_path / "卡.pdf").read_bytes().startswith(b"%PDF")
