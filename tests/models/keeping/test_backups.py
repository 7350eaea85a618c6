"""Copies: whole under their name, kept by count and never by the clock, put back safely."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.keeping import backups
from models.keeping.backups import backup, copy_verified, newest_good, verify
from models.keeping.copies import (
    KEPT_DAYS,
    KEPT_NEWEST,
    AnotherFile,
    backups_in,
    listed,
    outlived,
    own_copies,
    plain_copies,
    put_aside,
    thin,
    whose_file,
)
from models.keeping.datafile import Unusable, connect
from models.keeping.heads import note
from models.keeping.restoring import copies_of_unreadable, rebuilt, restore
from models.keeping.store import Store
from models.registers.people import Person
from models.values.problem import Problem
from tests.many_files import settle_down

KEY = bytes(range(32))


@pytest.fixture(params=[None, KEY], ids=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    return request.param


@pytest.fixture
def store(tmp_path: Path, key: bytes | None) -> Iterator[Store]:
    with Store(tmp_path / "村.lianxing", key=key) as opened:
        opened.save(Person(name="赵守田"))
        yield opened


def test_a_copy_holds_what_the_file_holds(store: Store, tmp_path: Path) -> None:
    verdict = backup(store, tmp_path / "备份")
    assert verdict.counts["person"] == 1
    with Store(verdict.path, key=store.key, reading=True) as copy:
        assert copy.find(Person) == store.find(Person)
    assert verify(verdict.path, key=store.key) == verdict
    assert [path.name for path in (tmp_path / "备份").iterdir()] == [verdict.path.name]


def test_copies_are_numbered_one_after_the_other(store: Store, tmp_path: Path, clock) -> None:
    clock.set(date(2026, 9, 26))
    for why in ("手动", "关闭时", "导入前"):
        backup(store, tmp_path / "备份", why=why)
    found = backups_in(tmp_path / "备份")
    assert [(each.sequence, each.why) for each in found] == [
        (1, "手动"),
        (2, "关闭时"),
        (3, "导入前"),
    ]
    assert {each.day for each in found} == {date(2026, 9, 26)}


def test_copies_are_numbered_on_beyond_a_million(store: Store) -> None:
    """Somebody called a copy 999999: those after it are seen, and let go, like any other."""
    first = backup(store).path
    first.rename(first.with_name(first.name.replace("000001", "999999")))
    made = [backup(store).path for _ in range(2)]
    assert [each.sequence for each in own_copies(store)] == [999999, 1000000, 1000001]
    assert [each.path for each in own_copies(store)][1:] == made


def test_names_by_another_hand_are_left_out(tmp_path: Path) -> None:
    for name in (
        "联星备份-000001-20261399-手动.lianxing",
        "联星备份-一-20260101-手动.lianxing",
        "联星备份-000002-20260101-手动.lianxing.part",
    ):
        (tmp_path / name).write_bytes(b"")
    assert backups_in(tmp_path) == []
    assert backups_in(tmp_path / "没有") == []


def test_a_copy_that_does_not_verify_gets_no_name(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *, key: bytes | None = None) -> None:
        raise Unusable("坏了。")

    monkeypatch.setattr(backups, "verify", refuse)
    with pytest.raises(Unusable, match="坏了"):
        backup(store, tmp_path / "备份")
    assert list((tmp_path / "备份").iterdir()) == []


def test_a_place_that_can_not_be_written_to(store: Store, tmp_path: Path) -> None:
    (tmp_path / "盘").write_bytes(b"")
    with pytest.raises(Problem, match="请换位置"):
        backup(store, tmp_path / "盘" / "备份")


@pytest.mark.parametrize("beside", ["-journal", ".slots", ".lock", "-WAL"])
def test_no_copy_takes_the_name_of_what_lies_beside_a_file(store: Store, beside: str) -> None:
    """The next opening would empty it, or take it for the passwords."""
    final = store.path.with_name(store.path.name + beside)
    before = final.read_bytes() if final.exists() else None
    with pytest.raises(Problem, match=r"写成以 \.lianxing 结尾"):
        copy_verified(store, final)
    assert (final.read_bytes() if final.exists() else None) == before


def test_damage_is_noticed(store: Store, tmp_path: Path) -> None:
    path = backup(store, tmp_path / "备份").path
    whole = path.read_bytes()
    with pytest.raises(Unusable):
        verify(path, key=bytes(32) if store.key is None else None)
    chance = random.Random(5)
    for _ in range(12):
        page = chance.randrange(len(whole) // 4096) * 4096
        path.write_bytes(whole[:page] + bytes(4096) + whole[page + 4096 :])
        try:
            verify(path, key=store.key)
        except Unusable:
            continue
        assert store.key is None, "an encrypted copy with a blank page was taken for whole"
        with Store(path, reading=True) as copy:
            assert everything(copy) == everything(store), "only an unused page may be blank"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unusable):
        verify(path, key=store.key)


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    tables = store.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {name: store.query(f'SELECT * FROM "{name}"') for (name,) in tables}


def test_other_files_are_no_copies(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="没有找到"):
        verify(tmp_path / "没有.lianxing")
    (tmp_path / "空.lianxing").write_bytes(b"")
    with pytest.raises(Unusable, match="里没有村级台账"):
        verify(tmp_path / "空.lianxing")


# ── which stay ───────────────────────────────────────────────────────────────


def laid(folder: Path, days: list[date], closing: set[int]) -> list[str]:
    """Empty files named as copies of these days; some made at the close of a quarter."""
    names = [
        f"联星备份-{number:06d}-{day:%Y%m%d}-{'季度结账' if number in closing else '定时'}.lianxing"
        for number, day in enumerate(days, 1)
    ]
    for name in names:
        (folder / name).write_bytes(b"")
    return names


def let_go(folder: Path) -> list[Path]:
    """Take away what has outlived its use."""
    gone = [each.path for each in outlived(backups_in(folder))]
    for path in gone:
        path.unlink()
    return gone


@given(
    jumps=st.lists(st.integers(-4000, 4000), max_size=40),
    closing=st.sets(st.integers(1, 40)),
)
def test_no_clock_ever_takes_a_new_copy_away(
    tmp_path_factory: pytest.TempPathFactory, jumps: list[int], closing: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("备份")
    days = [date(2026, 3, 1)]
    for jump in jumps:
        days.append(days[-1] + timedelta(jump) if abs(jump) > 20 else days[-1])
    days = [min(max(day, date(1970, 1, 1)), date(9000, 1, 1)) for day in days]
    names = laid(folder, days, closing)
    gone = {path.name for path in let_go(folder)}
    stay = [name for name in names if name not in gone]
    assert {path.name for path in folder.iterdir()} == set(stay)
    assert names[-KEPT_NEWEST:] == [name for name in names[-KEPT_NEWEST:] if name in stay]
    assert all("结账" not in name for name in gone)
    last = {day: name for day, name in zip(days, names, strict=True)}
    assert len(set(last.values()) & set(stay)) >= min(len(last), KEPT_DAYS)
    assert let_go(folder) == [], "thinning twice takes nothing more"


def test_the_days_kept_are_the_last_by_number_not_by_date(tmp_path: Path) -> None:
    """A year with the clock ten years ahead, then put right: the right days are kept."""
    wrong = [date(2036, 1, 1) + timedelta(number) for number in range(30)]
    right = [date(2026, 1, 1) + timedelta(number) for number in range(20)]
    names = laid(tmp_path, wrong + right, set())
    let_go(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == names[-KEPT_DAYS:]


def test_many_copies_of_one_day_leave_one_of_each_older_day(tmp_path: Path) -> None:
    days = [date(2026, 3, number // 5 + 1) for number in range(50)]
    names = laid(tmp_path, days, set())
    let_go(tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [name for number, name in enumerate(names) if number >= 40 or number % 5 == 4]


# ── putting back ─────────────────────────────────────────────────────────────


def test_a_copy_is_put_back_and_the_file_before_it_is_kept(
    tmp_path: Path, key: bytes | None
) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path, key=key) as store:
        store.save(Person(name="赵守田"))
        copy = backup(store, tmp_path / "备份").path
        store.save(Person(name="钱有余"))
    verdict, kept = restore(copy, path, key=key)
    assert verdict.path == path and verdict.counts["person"] == 1
    assert kept is not None and verify(kept, key=key).counts["person"] == 2
    with Store(path, key=key) as store:
        assert [each.name for each in store.find(Person)] == ["赵守田"]


def test_every_file_that_was_replaced_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path) as store:
        copy = backup(store, tmp_path / "备份").path
        store.save(Person(name="赵守田"))
    kept = [restore(copy, path)[1] for _ in range(3)]
    assert len(set(kept)) == 3
    assert [verify(each).counts["person"] for each in kept if each] == [1, 0, 0]


def test_a_damaged_file_is_kept_as_it_is(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path, key=key) as store:
        copy = backup(store, tmp_path / "备份").path
    path.write_bytes(b"ruined" * 999)
    _, kept = restore(copy, path, key=key)
    assert kept is not None and kept.read_bytes() == b"ruined" * 999
    Store(path, key=key).close()


def test_a_stale_journal_never_meets_the_copy_put_back(tmp_path: Path) -> None:
    path, journal = tmp_path / "村.lianxing", tmp_path / "村.lianxing-journal"
    with Store(path) as store:
        store.save(Person(name="赵守田"))
        copy = backup(store, tmp_path / "备份").path
    path.write_bytes(b"ruined" * 999)
    journal.write_bytes(b"stale" * 999)
    _, kept = restore(copy, path)
    assert not journal.exists()
    assert kept is not None
    assert kept.with_name(f"{kept.name}-journal").read_bytes() == b"stale" * 999
    with Store(path) as store:
        assert store.count("person") == 1


def test_a_copy_is_put_back_where_no_file_is(tmp_path: Path) -> None:
    with Store(tmp_path / "村.lianxing") as store:
        copy = backup(store, tmp_path / "备份").path
    assert restore(copy, tmp_path / "新" / "村.lianxing")[1] is None
    Store(tmp_path / "新" / "村.lianxing").close()


def test_a_copy_opened_beside_its_own_file_never_lets_that_ones_copies_go(
    store: Store, tmp_path: Path, key: bytes | None
) -> None:
    copy = backup(store).path
    restore(copy, tmp_path / "另一个.lianxing", key=key)
    with Store(tmp_path / "另一个.lianxing", key=key) as apart:
        made = [backup(apart).path for _ in range(KEPT_NEWEST + 2)]
        assert copy not in thin(apart) and copy.exists()
        assert {each.path for each in own_copies(apart)} <= set(made)
    assert [each.path for each in own_copies(store)] == [copy]


@pytest.mark.parametrize("count", [2, 5, 12])
def test_of_many_villages_in_one_folder_each_operation_touches_one(
    tmp_path: Path, count: int
) -> None:
    every = [settle_down(tmp_path, f"{number}号村") for number in range(count)]
    copies = {data: backup_of(data) for data in every}
    ours = every[0]
    lying = {path: path.read_bytes() for path in tmp_path.rglob("*.lianxing")
             if path != ours and path not in copies[ours]}
    assert len(lying) == 2 * (count - 1)
    for _ in range(KEPT_NEWEST + 2):
        copies[ours] = backup_of(ours)
    restore(copies[ours][0], ours)
    with Store(ours) as store:
        made = rebuilt(store)
        assert {own.path.parent for own in own_copies(store)} == {made.parent}
        assert newest_good(own_copies(store), None).path == made
        asides = [each.path for each in put_aside(store)]
        assert [path.name.partition("-")[0] for path in asides] == [ours.stem]
        assert set(plain_copies(store)) == {*asides, *made.parent.glob("*.lianxing")}
        note(store)
    assert {each.path.parent for each in copies_of_unreadable(ours)} == {made.parent}
    with Store(ours) as store:
        assert [each for each in map(whose_file, (own.path for own in listed(store)))
                if each.village != "0号村"] == []
    for theirs in every[1:]:
        with pytest.raises(AnotherFile):
            restore(copies[theirs][0], ours)
    assert {path: path.read_bytes() for path in lying} == lying


def backup_of(data: Path) -> list[Path]:
    """One more copy of a data file, the old ones let go; those it has now."""
    with Store(data) as store:
        backup(store)
        thin(store)
        return [each.path for each in own_copies(store)]


def test_nothing_is_replaced_by_a_bad_copy_or_under_an_open_window(tmp_path: Path) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path) as store:
        copy = backup(store, tmp_path / "备份").path
        with pytest.raises(Unusable, match="已在另一个窗口里打开"):
            restore(copy, path)
    content = path.read_bytes()
    copy.write_bytes(copy.read_bytes()[:20000])
    with pytest.raises(Unusable):
        restore(copy, path)
    assert path.read_bytes() == content


def test_a_copy_whose_tables_are_not_ours_takes_no_place(store: Store) -> None:
    """One bit of a copy is enough for it; SQLite itself finds nothing wrong."""
    store.save(Person(name="赵守田"))
    copy, data, key = backup(store).path, store.path, store.key
    store.save(Person(name="钱有余"))
    store.close()
    db = connect(copy, key=key)
    db.execute("PRAGMA writable_schema = 1")
    db.execute("UPDATE sqlite_master SET sql = replace(sql, 'since', 'shnce')"
               " WHERE name = 'household'")
    db.commit()
    db.close()
    before = data.read_bytes()
    with pytest.raises(Unusable, match="处表的定义不对"):
        restore(copy, data, key=key)
    assert data.read_bytes() == before
