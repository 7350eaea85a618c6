"""What village PCs do to the commands: one sentence, the right exit status, nothing half-done."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest

from cli import commands as cli
from exporters.paper import fonts
from exporters.publish import temp_beside
from models.keeping.store import Store
from tests.data.rosters import made
from tests.importers.hostile_books import BOOKS

PROJECT = Path(__file__).resolve().parents[1]
SCHEME = PROJECT / "resources/schemes/luanchuan-xiexin.toml"
PACKAGE = ("package", "--period", "2026-Q3", "--out", "出", "--passphrase", "远山近水人家门前")
OPEN = '{"op": "open", "on": "2026-01-01", "account": "H1"}\n'


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("village") / "村.lianxing"
    assert cli.main(["--data", str(path), "demo", "--households", "12"]) == 0
    return path


@pytest.fixture
def data(sample, tmp_path):
    return Path(shutil.copy(sample, tmp_path / "村.lianxing"))


@pytest.fixture
def run(capsys):
    """Runs a command; its status and its one JSON object; a refusal is said in Chinese, too."""

    def run(data, *words):
        capsys.readouterr()
        status = cli.main(["--data", str(data), *map(str, words), "--json"])
        out, err = capsys.readouterr()
        assert out.count("\n") == 1
        answer = json.loads(out)
        if status:
            why = (answer.get("problems") or answer["packages"])[0]["why"]
            assert why and not why.isascii() and "Error" not in why and why.split("\n")[0] in err
        return status, answer

    return run


def content(path: Path) -> bytes | None:
    """The bytes of a file, or None where there can be none."""
    try:
        return path.read_bytes()
    except OSError:
        return None


@pytest.fixture
def refused(run):
    """Runs a command that must be refused and change no byte of the data file; the sentence."""

    def refused(data, status, *words):
        before = content(data)
        found, answer = run(data, *words)
        assert found == status, answer
        assert content(data) == before
        assert not list(data.parent.glob(".*.temp"))
        return (answer.get("problems") or answer["packages"])[0]["why"]

    return refused


@pytest.fixture
def full(tmp_path):
    """A disk of 4 MB, mounted where that is allowed."""
    place = tmp_path / "满"
    place.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    mounted = sys.platform == "linux" and os.geteuid() == 0 and not subprocess.run(
        asked, capture_output=True).returncode
    if not mounted:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill_up(place: Path) -> Path:
    with (place / "占满").open("wb", buffering=0) as stream, suppress(OSError):
        while stream.write(bytes(4096)):
            pass
    return place / "占满"


CALLS = [
    ("nonsense",), ("find",), ("find", "a", "b"), ("find", "a", "--nix"), ("returns",),
    ("import", "roster"), ("import", "weather", "x.xlsx"), ("demo", "--households", "x"),
    ("demo", "--households", "0"), ("package",), ("receive",), ("fill", "x.xlsx"),
    ("points", "simulate"), ("tally", "--kind", "committee"), ("restore",),
]


@pytest.mark.parametrize("words", CALLS)
def test_a_wrong_call_is_2_and_says_so_in_chinese(refused, data, words):
    assert "--help" in refused(data, 2, *words)


NEEDS_DATA = [
    ("find", "张"), ("check",), ("backup",), ("returns", "--period", "2026", "--out", "出"),
    PACKAGE,
    ("receive", "x.lxbag"), ("key",), ("restore", "x.lianxing"),
]


@pytest.mark.parametrize("words", NEEDS_DATA)
def test_a_data_file_that_cannot_be_used_is_3(refused, data, tmp_path, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(tmp_path / "没有.lianxing", 3, *words)
    if words[0] == "restore":
        return
    for name, bad in {"坏": data.read_bytes()[:9000], "别的": b"not a database" * 99,
                          "空": b""}.items():
        (tmp_path / f"{name}.lianxing").write_bytes(bad)
        refused(tmp_path / f"{name}.lianxing", 3, *words)
    with closing(sqlite3.connect(data)) as db:
        db.execute("PRAGMA user_version = 999")
        db.commit()
    assert "升级" in refused(data, 3, *words)
    refused(tmp_path, 3, *words)
    refused(data / "里面" / "村.lianxing", 3, *words)
    refused(tmp_path / ("长" * 200 + ".lianxing"), 3, *words)
    assert not (tmp_path / "出").exists()


def test_a_new_file_that_cannot_be_made_leaves_nothing(refused, data, tmp_path):
    refused(data / "里面" / "村.lianxing", 3, "demo")
    refused(tmp_path / "新.lianxing", 1, "import", "roster", tmp_path / "没有.xlsx")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["村.lianxing"]


@pytest.mark.parametrize("name", ["locked xlsx", "cut xlsx", "bomb", "row with no number"])
def test_a_bad_workbook_is_1(refused, data, tmp_path, name):
    path = BOOKS[name][0](tmp_path)
    for words in (("import", "roster", path), ("fill", path, "--out", tmp_path / "出.xlsx")):
        assert path.name in refused(data, 1, *words)
    assert not (tmp_path / "出.xlsx").exists()


@pytest.mark.parametrize("content", [
    b"", b"= = [", bytes(range(256)), "名='村'".encode("gbk"), b"a=" + b"[" * 100_000,
    ".".join(["a"] * 50_000).encode() + b"=1", SCHEME.read_bytes() * 2, b'a="\0"',
    b"a=" + b"9" * 5_000, b"a=0x" + b"f" * 9_000, b"[scheme]\ntitle=" + b"9" * 30,
])
def test_a_bad_scheme_is_1(refused, data, tmp_path, content):
    path, happened = tmp_path / "细则.toml", tmp_path / "流水.jsonl"
    path.write_bytes(content)
    happened.write_text(OPEN, encoding="utf-8")
    asked = ("--operations", happened, "--as-of", "2026-12-31")
    assert "细则.toml" in refused(data, 1, "points", "simulate", "--scheme", path, *asked)
    assert "细则.toml" in refused(data, 1, "import", "scheme", path)


@pytest.mark.parametrize("content", [
    b"[1]\n", b"null\n", bytes(range(256)), OPEN[:20].encode(), b"[" * 100_000,
    b'{"a":' * 100_000, OPEN.replace("2026", "0000").encode(), OPEN.encode("utf-16"),
    OPEN.replace('"H1"', "9" * 10_000).encode(), OPEN.replace("open", "steal").encode(),
    OPEN.replace('"H1"', "0.5").encode(),
])
def test_bad_operations_are_1(refused, data, tmp_path, content):
    happened = tmp_path / "流水.jsonl"
    happened.write_bytes(content)
    asked = ("--operations", happened, "--as-of", "2026-12-31")
    assert "流水.jsonl" in refused(data, 1, "points", "simulate", "--scheme", SCHEME, *asked)


def test_a_bad_copy_is_not_restored(refused, data, tmp_path):
    newer = Path(shutil.copy(data, tmp_path / "新版.lianxing"))
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 999")
        db.commit()
    assert "升级" in refused(data, 3, "restore", newer)
    other = tmp_path / "别的.lianxing"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE t (a)")
        db.commit()
    refused(data, 3, "restore", other)
    refused(data, 3, "restore", tmp_path)
    refused(data, 3, "restore", tmp_path / ("长" * 200))


def test_a_folder_without_packages_is_1(refused, data, tmp_path):
    (tmp_path / "空").mkdir()
    assert "没有报送包" in refused(data, 1, "receive", tmp_path / "空")


def test_where_nothing_can_be_written_is_said(refused, data, tmp_path):
    no_folder = tmp_path / "文件"
    no_folder.write_bytes(b"")
    for words in (("returns", "people", "--period", "2026", "--out", no_folder),
                  ("returns", "people", "--period", "2026", "--out", tmp_path / ("长" * 200)),
                  ("backup", "--out", tmp_path), ("backup", "--out", no_folder / "份.lianxing"),
                  ("key", "--out", no_folder / "卡.lxkey")):
        refused(data, 1, *words)


def test_a_full_disk_keeps_the_data_file_and_half_writes_nothing(refused, run, data, full):
    village = Path(shutil.copy(data, full / "村.lianxing"))
    big = made.small(full.parent / "册.xlsx")
    weight = fill_up(full)
    refused(village, 1, "import", "roster", big)
    refused(village, 1, "backup")
    refused(full / "新.lianxing", 1, "demo")
    refused(data, 1, "returns", "people", "--period", "2026", "--out", full / "出")
    refused(data, 1, "package", "--period", "2026-Q3", "--out", full / "出",
            "--passphrase", "远山近水人家门前")
    refused(data, 1, "key", "--out", full / "卡.lxkey")
    weight.write_bytes(bytes(weight.stat().st_size - 400_000))  # a list fits, a pack does not
    refused(data, 1, "handover", "--out", full / "包.lxjj", "--gives", "书记",
            "--sheet", full / "单.pdf")
    files = [each.name for each in full.rglob("*") if each.is_file()]
    assert set(files) <= {"村.lianxing", "村.lianxing-journal", "村.lianxing.lock", "占满"}
    weight.unlink()
    assert run(village, "check", "--full")[0] == 0
    assert run(village, "import", "roster", big)[0] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="how rights are given away is Linux's")
def test_closed_folders_and_files_are_said(data, tmp_path):
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may write everywhere")
    rights = "-dac_override,-dac_read_search"
    away = (["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]
            if os.geteuid() == 0 else [])

    def status(where, *words):
        called = [*away, sys.executable, str(PROJECT / "main.py"), "--data", str(where), *words]
        done = subprocess.run(called, capture_output=True, encoding="utf-8", check=False)
        assert "Traceback" not in done.stderr and not done.stderr.isascii()
        return done.returncode

    closed = tmp_path / "关"
    closed.mkdir()
    shutil.copy(data, closed / "村.lianxing")
    before = data.read_bytes()
    try:
        closed.chmod(0o555)
        assert status(closed / "村.lianxing", "check") == 0, "it opens for looking"
        assert status(closed / "村.lianxing", "import", "roster",
                      str(made.small(tmp_path / "册.xlsx"))) == 1
        assert status(data, "returns", "facts", "--period", "2026", "--out", str(closed)) == 1
        assert status(data, "backup", "--out", str(closed / "份.lianxing")) == 1
        data.chmod(0o444)
        assert status(data, "import", "roster", str(made.small(tmp_path / "册.xlsx"))) == 1
        data.chmod(0o000)
        assert status(data, "check") == 3
    finally:
        data.chmod(0o644)
        closed.chmod(0o755)
    assert data.read_bytes() == before
    assert sorted(each.name for each in closed.iterdir()) == ["村.lianxing"]


def test_without_fonts_the_workbooks_are_written_and_the_fonts_named(
    run, data, tmp_path, monkeypatch
):
    monkeypatch.setattr(fonts, "_files", dict)
    fonts.typeface.cache_clear()
    fonts.load.cache_clear()
    asked = ("returns", "people", "minutes-book", "--period", "2026", "--out", tmp_path / "出")
    try:
        status, answer = run(data, *asked)
    finally:
        fonts.load.cache_clear()
    assert status == 0
    assert {Path(each["path"]).suffix for each in answer["files"]} == {".xlsx"}
    assert "fonts-arphic-uming" in answer["findings"][-1]["what"]


@pytest.mark.skipif(sys.platform != "linux", reason="Windows always has a screen")
@pytest.mark.parametrize("screen", [{}, {"DISPLAY": ":77"}, {"WAYLAND_DISPLAY": "none"}])
def test_without_a_screen_the_window_says_so(tmp_path, screen):
    done = subprocess.run(
        [sys.executable, str(PROJECT / "main.py"), "--data", str(tmp_path / "村.lianxing")],
        capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "LANG": "C", "HOME": str(tmp_path / "none"), **screen})
    assert done.returncode == 3
    assert "没有找到屏幕" in done.stderr


@pytest.mark.parametrize("surroundings", [
    {"LANG": "C", "LC_ALL": "C"}, {"PYTHONIOENCODING": "gbk"}, {"PYTHONIOENCODING": "ascii"}, {},
])
def test_the_json_is_whole_wherever_it_is_printed(data, surroundings):
    done = subprocess.run(
        [sys.executable, str(PROJECT / "main.py"), "--data", str(data), "returns", "--list",
         "--json"], capture_output=True, check=True, stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], **surroundings})
    titles = [each["title"] for each in json.loads(done.stdout)["returns"]]
    assert "户籍人员花名册" in titles


def test_what_nobody_foresaw_is_a_sentence_and_a_log_without_values(
    refused, data, tmp_path, monkeypatch
):
    from cli import calling
    from models.registers import search

    def fail(*_):
        raise ValueError("柳琢 410900188804129911")

    monkeypatch.setattr(calling, "log_folder", lambda: tmp_path / "日志")
    monkeypatch.setattr(search, "search", fail)
    why = refused(data, 1, "find", "柳")
    assert "编号" in why and "柳琢" not in why
    log = (tmp_path / "日志" / "lianxing.log").read_text(encoding="utf-8")
    assert "ValueError" in log and "柳琢" not in log and "4109" not in log


def test_what_libraries_put_aside_is_beside_the_data_file_and_wiped(run, data, monkeypatch):
    from models.registers import search

    seen = []
    monkeypatch.setattr(search, "search", lambda *_: seen.append(tempfile.gettempdir()) or [])
    left = temp_beside(data) / "open.xlsx"
    left.parent.mkdir()
    left.write_bytes(b"410900188804129911")
    assert run(data, "find", "x")[0] == 0
    assert seen == [str(temp_beside(data))] and not temp_beside(data).exists()


def in_plain(folder: Path) -> list[Path]:
    """Returns that lie anywhere in the folder, unsealed."""
    return [each for each in folder.rglob("*") if each.suffix in (".xlsx", ".pdf", ".part")]


def test_returns_of_a_killed_packing_are_gone_after_the_next_start(run, data):
    child = subprocess.Popen(
        [sys.executable, str(PROJECT / "main.py"), "--data", str(data), *PACKAGE],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=data.parent)
    while not (left := in_plain(data.parent)) and child.poll() is None:
        threading.Event().wait(0.01)  # sleep() fails beside a clock that is set ahead
    child.kill()
    child.wait()
    left = in_plain(data.parent)
    assert left, "the packing was killed before or after it had anything in plain"
    for each in left if os.name == "posix" else ():
        assert each.stat().st_mode & 0o077 == each.parent.stat().st_mode & 0o077 == 0
    (data.parent / ".报送暂存").mkdir(exist_ok=True)
    (data.parent / ".报送暂存" / "people.xlsx").write_bytes(b"as an earlier version left it")
    assert run(data, "check")[0] == 0
    assert in_plain(data.parent) == []


@pytest.mark.skipif(os.name == "nt", reason="rights there are the folder's")
def test_no_other_account_reads_what_the_program_writes(data, tmp_path):
    """Data file, slots, backups, workbooks: made anew or found as an earlier version left them."""
    for words in (["--data", str(tmp_path / "新.lianxing"), "demo", "--households", "12"],
                  ["--data", str(data), "backup"], ["--data", str(data), *PACKAGE],
                  ["--data", str(data), "returns", "people", "--period", "2026", "--out", "表"]):
        subprocess.run([sys.executable, str(PROJECT / "main.py"), *words], check=True,
                       capture_output=True, cwd=tmp_path)
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert {".lianxing", ".lxbag", ".xlsx", ".pdf"} <= {each.suffix for each in files}
    assert [each for each in files if each.stat().st_mode & 0o077] == []


def test_restoring_too_takes_away_what_a_killed_program_left(run, data, tmp_path):
    assert run(data, "backup", "--out", tmp_path / "留底.lianxing")[0] == 0
    left = temp_beside(data) / "people.xlsx"
    left.parent.mkdir()
    left.write_bytes(b"PK")
    assert run(data, "restore", tmp_path / "留底.lianxing")[0] == 0
    assert in_plain(data.parent) == []


def test_a_killed_import_is_done_again_whole(run, tmp_path):
    data, roster = tmp_path / "村.lianxing", made.small(tmp_path / "册.xlsx")
    called = [sys.executable, str(PROJECT / "main.py"), "--data", str(data), "import", "roster",
              str(roster)]
    for seconds in (0.25, 0.5, 0.75):
        with suppress(subprocess.TimeoutExpired):  # the time out is a kill -9
            subprocess.run(called, capture_output=True, timeout=seconds, check=False)
    answer = run(data, "import", "roster", roster)[1]
    assert answer["created"] + answer["unchanged"] == 6
    with Store(data) as store:
        assert store.count("person") == 6 and store.integrity(full=True) == []
    assert not list(tmp_path.glob(".*"))
