"""The file opens with a password or the printed sheet, with nothing else, and is never lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from models.keeping.datafile import Unusable, is_encrypted, read_slots, slots_of
from models.keeping.durable import settle
from models.keeping.heads import note_of
from models.keeping.journal import verify_chain
from models.keeping.store import Store
from models.keeping.user_folders import notes_file, tries_file
from models.keeping.vault import keys as vault
from models.keeping.vault import tries
from models.keeping.vault.keys import (
    change_key,
    encrypt,
    needs_strength,
    new_code,
    new_sheet,
    read_code,
    remove_operator,
    set_password,
    unlock,
    unlock_by_sheet,
    written_code,
)
from models.keeping.vault.tries import note_slips, slips
from models.registers.people import Person
from models.values.problem import Problem

PASSWORD = "槐树底下三口井"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """As little stretching as Argon2 does."""
    monkeypatch.setattr(vault.KeySlot, "__init__", _light(vault.KeySlot.__init__))


def _light(made):
    def light(self, name, salt, nonce, wrapped, memory=64, rounds=1, lanes=1):
        made(self, name, salt, nonce, wrapped, memory, rounds, lanes)

    return light


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "村.lianxing"
    with Store(path) as store:
        store.save(Person(name="赵守田"))
    return path


def people(data: Path, key: bytes | None) -> list[str]:
    with Store(data, key=key) as store:
        assert verify_chain(store) is None and store.integrity(full=True) == []
        return [each.name for each in store.find(Person)]


def test_an_encrypted_file_opens_with_the_password_and_the_sheet(data: Path) -> None:
    assert not is_encrypted(data)
    code = encrypt(data, "赵守田", PASSWORD)
    assert is_encrypted(data) and b"SQLite" not in data.read_bytes()
    assert people(data, unlock(data, PASSWORD)) == ["赵守田"]
    assert people(data, unlock_by_sheet(data, code.lower().replace("-", " "))) == ["赵守田"]
    with pytest.raises(Unusable):
        Store(data)


def test_wrong_words_never_open_it(data: Path) -> None:
    encrypt(data, "赵守田", PASSWORD)
    for wrong in ("", PASSWORD + " ", PASSWORD[:-1]):
        with pytest.raises(Unusable, match="密码不对"):
            unlock(data, wrong)
    with pytest.raises(Unusable, match="不是这个资料文件的"):
        unlock_by_sheet(data, new_code()[1])


def test_a_changed_password_rewrites_one_slot_and_not_the_file(data: Path) -> None:
    code = encrypt(data, "赵守田", PASSWORD)
    key, before = unlock(data, PASSWORD), data.read_bytes()
    set_password(data, key, "钱有余", "西边第二家的枣")
    sheet = read_slots(data).now[1]
    set_password(data, key, "赵守田", "新打的井水很甜")
    assert data.read_bytes() == before and sheet in read_slots(data).now
    assert read_slots(data).operators == ["钱有余", "赵守田"]
    assert unlock(data, "新打的井水很甜") == unlock(data, "西边第二家的枣") == key
    assert unlock_by_sheet(data, code) == key
    with pytest.raises(Unusable):
        unlock(data, PASSWORD)


def test_the_last_operator_cannot_be_removed(data: Path) -> None:
    encrypt(data, "赵守田", PASSWORD)
    with pytest.raises(Problem, match="唯一有密码的人"):
        remove_operator(data, "赵守田")
    set_password(data, unlock(data, PASSWORD), "钱有余", "西边第二家的枣")
    remove_operator(data, "赵守田")
    with pytest.raises(Unusable):
        unlock(data, PASSWORD)


def test_a_new_sheet_ends_the_old_one(data: Path) -> None:
    old = encrypt(data, "赵守田", PASSWORD)
    new = new_sheet(data, unlock(data, PASSWORD))
    assert unlock_by_sheet(data, new) == unlock(data, PASSWORD)
    with pytest.raises(Unusable, match="已换过新的"):
        unlock_by_sheet(data, old)


def test_when_someone_left_the_file_has_another_key(data: Path) -> None:
    encrypt(data, "赵守田", PASSWORD)
    old = unlock(data, PASSWORD)
    set_password(data, old, "钱有余", "西边第二家的枣")
    change_key(data, old, "赵守田", PASSWORD)
    assert people(data, unlock(data, PASSWORD)) == ["赵守田"]
    with pytest.raises(Unusable):
        Store(data, key=old)
    with pytest.raises(Unusable):
        unlock(data, "西边第二家的枣")


@pytest.mark.parametrize("change", [False, True])
def test_an_interruption_before_the_file_is_replaced_leaves_it_openable(
    data: Path, monkeypatch: pytest.MonkeyPatch, change: bool
) -> None:
    key = None
    if change:
        encrypt(data, "赵守田", PASSWORD)
        key = unlock(data, PASSWORD)

    def refuse(temporary: Path, final: Path) -> None:
        if final == data:
            raise OSError(5, "Input/output error")
        settle(temporary, final)

    with monkeypatch.context() as broken:
        broken.setattr(vault, "settle", refuse)
        with pytest.raises(Problem, match="资料文件没有改动"):
            vault._under_new_key(data, key, "钱有余", "西边第二家的枣", None)
    assert people(data, unlock(data, PASSWORD) if change else None) == ["赵守田"]
    assert not list(data.parent.glob("*.part*"))


def test_lost_slots_are_told(data: Path) -> None:
    encrypt(data, "赵守田", PASSWORD)
    slots_of(data).write_bytes(b"[" * 90_000)
    with pytest.raises(Unusable, match="从备份文件夹里拷回"):
        unlock(data, PASSWORD)
    slots_of(data).unlink()
    with pytest.raises(Unusable, match="从备份文件夹里拷回"):
        unlock(data, PASSWORD)


def test_what_this_pc_remembers_hinders_nobody_where_it_is_nonsense(data: Path) -> None:
    for each in (tries_file(), notes_file()):
        each.parent.mkdir(parents=True, exist_ok=True)
        each.write_bytes(b"[" * 90_000)
    assert slips(data) == 0
    with Store(data) as store:
        assert note_of(store) == {}


@pytest.mark.parametrize(("part", "value"), [
    ("nonce", "zz" * 12), ("nonce", "00"), ("salt", ""), ("wrapped", "00" * 20), ("salt", 7),
    ("memory", 2**32), ("memory", 0), ("memory", True), ("lanes", 0), ("lanes", 2**24),
    ("rounds", 0), ("rounds", 2**31), ("name", None),
])
def test_damaged_slots_are_told_before_anything_is_tried(data: Path, part: str, value: Any) -> None:
    encrypt(data, "赵守田", PASSWORD)
    said = json.loads(slots_of(data).read_bytes())
    said["now"][0][part] = value
    slots_of(data).write_text(json.dumps(said), encoding="utf-8")
    for tried in (lambda: unlock(data, PASSWORD), lambda: new_sheet(data, bytes(32))):
        with pytest.raises(Unusable, match="密码文件不见了、坏了"):
            tried()


WEAK = {
    "至少要 8 个字符": ("短", "abc12", "a b c d", "一二三"),
    "全是空格": (" " * 8, "\u3000" * 9, ""),
    "来回重复": ("密码密码", "11111111", "abababab", "aaaa1111", "好好好好好"),
    "挨着的一串": ("12345678", "87654321", "abcdefgh", "qwertyui", "poiuytrewq", "1qaz2wsx",
              "ＱＷＥＲＴＹＵＩ", "一二三四五六", "1 2 3 4 5 6 7 8"),
    "只有数字": ("18930614", "13900419903"),
    "人人都用": ("password", "Password1", "admin2026!", "为人民服务", "党支部2026", "woaini1314",
             "共产党员123"),
}


@pytest.mark.parametrize(("why", "weak"), [(why, each) for why in WEAK for each in WEAK[why]])
def test_a_weak_password_is_refused_with_its_reason(data: Path, why: str, weak: str) -> None:
    before = data.read_bytes()
    with pytest.raises(Problem, match=why):
        encrypt(data, "赵守田", weak)
    assert data.read_bytes() == before and not slots_of(data).exists()


@pytest.mark.parametrize("strong", [
    PASSWORD, "西边第二家的枣", "correct horse battery", "x7 Kp2 mQ9", "419903186504191120",
    "三月里下了场雨", "password of the second well",
])
def test_a_sentence_of_ones_own_is_strong(strong: str) -> None:
    assert needs_strength(strong) == strong


def test_a_code_is_read_as_it_was_written() -> None:
    for _ in range(50):
        secret, code = new_code()
        assert read_code(code) == secret
        assert [len(each) for each in code.split("-")] == [5] * 7


def test_every_slip_is_found_in_its_group() -> None:
    code = written_code(bytes(range(16)))
    for at, sign in enumerate(code):
        if sign == "-":
            continue
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if other != sign:
                with pytest.raises(Problem, match=f"第 {at // 6 + 1} 组"):
                    read_code(code[:at] + other + code[at + 1:])


def test_groups_in_another_order_are_found_out() -> None:
    first, second, *rest = written_code(bytes(range(16))).split("-")
    with pytest.raises(Problem, match="次序不对"):
        read_code("-".join([second, first, *rest]))
    with pytest.raises(Problem, match="应有 7 组"):
        read_code("-".join([first, second]))


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="counted by Linux")
def test_every_page_is_written_about_once(data: Path) -> None:
    pages, before = data.stat().st_size // 4096, writes()
    encrypt(data, "赵守田", PASSWORD)
    assert pages <= writes() - before < 1.5 * pages + 50


def writes() -> int:
    said = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(said["syscw"])


def test_wrong_tries_count_on_at_every_copy_of_the_file(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever copies it to another place has not one try more; another file has its own."""
    encrypt(data, "赵守田", PASSWORD)
    copy, other = tmp_path / "拷" / "别名.lianxing", tmp_path / "乙村.lianxing"
    copy.parent.mkdir()
    for each, place in ((data, copy), (slots_of(data), slots_of(copy))):
        shutil.copy(each, place)
    with Store(other) as store:
        store.save(Person(name="钱有余"))
    encrypt(other, "钱有余", PASSWORD)
    note_slips(data, 5)
    assert slips(copy) == 5 and slips(other) == 0
    note_slips(copy, 6)
    monkeypatch.setattr(tries, "_SLIPS", {})  # as in a program that was just started
    assert slips(data) == slips(copy) == 6
    slots_of(copy).write_text("{", encoding="utf-8")
    assert slips(copy) == 6, "there, even where its slots were altered"
    note_slips(data, 0)
    assert slips(data) == 0
