"""A change of hands: the pack is whole, its own sheet alone opens it, and what differs is named."""

from __future__ import annotations

import json
import os
import random
import shutil
import zipfile
from contextlib import contextmanager
from datetime import date

import pytest
from pypdfium2 import PdfDocument

from exporters.leaving.handover_pack import write_handover
from importers.package.handover_pack import unpack_handover
from models.exchange.keys import identities, own_key
from models.keeping.attachments import Attachment, Picture, attach, file_of, kept
from models.keeping.copies import album_of
from models.keeping.datafile import Unusable, is_encrypted, read_slots
from models.keeping.heads import head_of
from models.keeping.opening import open_store
from models.keeping.permissions import May, permissions
from models.keeping.settings import assign, setting
from models.keeping.store import Store
from models.keeping.vault.keys import encrypt, new_code, unlock, unlock_by_sheet
from models.office.village import Unit
from models.overview.handover import (
    Handover,
    Parties,
    look_into,
    make_ready,
    note,
    take_over,
)
from models.registers.people import Person
from models.values.problem import Problem

UNPACK = unpack_handover.__wrapped__
"""Read here and now: that outside files are read apart is held by their own tests."""
PARTIES = Parties("仝金坡", "耿素珍", "苗镇长")
OLD, NEW = "槐树底下好乘凉", "渠水流过三道湾"


@pytest.fixture
def village(tmp_path):
    """A village with people, a photo and a key of its own."""
    with Store(tmp_path / "village.lianxing") as store:
        with store.act("建村"):
            store.save(Unit(name="柳河沿村", code="419900001001"))
            who = [store.save(Person(name=name)) for name in ("陆小满", "耿大壮")]
        attach(store, Picture(b"\xff\xd8photo", "渠.jpg", 8, 6), ("person", who[0].id),
               date(2026, 3, 1))
        own_key(store)
    return tmp_path / "village.lianxing"


def handed(data, folder, key=None, change=lambda copy: None, operator=""):
    """A pack made of ``data``: its place, its code, its list."""
    code = new_code()[1]
    (folder / "staged").mkdir(parents=True)
    with Store(data, key=key) as store:
        store.operator = operator
        copy, listed = make_ready(store, folder / "staged", code, PARTIES)
        change(copy)
        pack = folder / "stick" / "柳河沿村.lxjj"
        write_handover(copy, listed, pack)
        note(store, PARTIES)
    shutil.rmtree(folder / "staged")
    return pack, code, listed


def looked(pack, code, folder, here=None):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return look_into(UNPACK(pack, folder), folder, code, here)


@pytest.mark.parametrize("closed", [False, True])
def test_a_pack_comes_whole_and_only_its_own_sheet_opens_it(village, tmp_path, closed):
    old = encrypt(village, "仝金坡", OLD) if closed else None
    key = unlock(village, OLD) if closed else None
    pack, code, listed = handed(village, tmp_path / "a", key)
    assert listed.closed == (("仝金坡",) if closed else ())
    found = looked(pack, code, tmp_path / "b")
    assert found.right, [each for each in found.found if not each.right]
    assert found.said.photos == 1
    assert found.said.counts["person"] == 2
    assert is_encrypted(found.copy)
    assert not read_slots(found.copy).operators
    with pytest.raises(Unusable):
        unlock(found.copy, OLD)
    for other in filter(None, (old, new_code()[1])):
        with pytest.raises(Unusable):
            unlock_by_sheet(found.copy, other)


def test_nothing_of_a_pack_is_plain(village, tmp_path):
    pack, _, _ = handed(village, tmp_path / "a")
    content = pack.read_bytes()
    for canary in ("陆小满", "耿大壮", "419900001001"):
        assert canary.encode() not in content
    assert b"\xff\xd8photo" not in content


def test_the_list_says_what_the_pack_holds_and_has_room_for_three_names(village, tmp_path):
    pack, _, listed = handed(village, tmp_path / "a")
    paper = PdfDocument(pack.with_name("柳河沿村-交接清单.pdf"))
    words = "".join(page.get_textpage().get_text_bounded() for page in paper).replace("\r\n", "")
    for told in ("交接清单", "仝金坡", "耿素珍", "苗镇长", listed.said.head, listed.sha256[:4],
                 "监交人签字", "照片和扫描件 1 张", "要重新登记", "本单位", *listed.due):
        assert told in words, told


def test_a_count_that_differs_is_told_wrong_and_nothing_else(village, tmp_path):
    pack, code, _ = handed(village, tmp_path / "a")
    folder = tmp_path / "b"
    folder.mkdir()
    says = unpack_handover(pack, folder)
    says["counts"]["person"] = 3
    says["photos"] = 2
    found = look_into(says, folder, code)
    assert [each.what for each in found.found if not each.right] == ["人员", "照片和扫描件"]
    says |= {"head": "9 · 0000 0000 0000"}
    assert not look_into(says, folder, code).found[1].right


def test_a_photo_that_is_gone_is_told(village, tmp_path):
    def lose(copy):
        shutil.rmtree(album_of(copy))

    pack, code, _ = handed(village, tmp_path / "a", change=lose)
    wrong = {each.what: each.words for each in looked(pack, code, tmp_path / "b").found
             if not each.right}
    assert "照片和扫描件" in wrong
    assert "渠.jpg" in wrong["附件"]


def test_what_was_done_since_is_told_before_it_goes_aside(village, tmp_path):
    pack, code, _ = handed(village, tmp_path / "a")
    with Store(village) as here:
        assert looked(pack, code, tmp_path / "b", here).right
        with here.act("补登记一人"):
            here.save(Person(name="后来的"))
        last = looked(pack, code, tmp_path / "b", here).found[-1]
    assert not last.right
    assert "补登记一人" in last.words


def test_a_hand_edit_before_stands_on_the_list_and_is_found_again(village, tmp_path):
    with Store(village) as store:
        store._db.execute("UPDATE person SET name = '改过的' WHERE id = 1")
    pack, code, listed = handed(village, tmp_path / "a")
    assert listed.faults
    assert "按日志重放" in [each.what for each in looked(pack, code, tmp_path / "b").found
                       if not each.right]


def test_whoever_takes_over_has_the_only_password_and_a_key_of_their_own(village, tmp_path):
    with Store(village) as store:
        before = own_key(store).signing
    pack, code, _ = handed(village, tmp_path / "a")
    data = tmp_path / "新" / "village.lianxing"
    data.parent.mkdir()
    found = looked(pack, code, tmp_path / "b")
    assert take_over(data, found, "耿素珍", NEW) is None
    assert read_slots(data).operators == ["耿素珍"]
    with open_store(data, key=unlock(data, NEW, "耿素珍")) as store:
        taken, = store.find(Handover)
        assert taken.found == "都对"
        assert taken.taken is not None
        assert setting(store, "operator") == "耿素珍"
        assert own_key(store).signing != before
        assert len(identities(store)) == 2  # what was sealed for the old one still opens
        photo, = store.query("SELECT id FROM attachment")
        picture = store.get(Attachment, photo[0])
        assert kept(store, picture).content() == b"\xff\xd8photo"
        assert file_of(store, picture).read_bytes()[:4] == b"LXP1"


def test_only_who_says_who_may_do_what_hands_that_on(village, tmp_path):
    with Store(village) as store:
        store.operator = PARTIES.gives
        assign(store, {each: [PARTIES.gives] for each in May if each is not May.ENTER})
        acts = store.count("act")
        store.operator = PARTIES.takes
        with pytest.raises(Problem, match="耿素珍没有“定权限”的权限"):
            make_ready(store, tmp_path, new_code()[1], PARTIES)
        with pytest.raises(Problem, match="耿素珍没有“定权限”的权限"):
            note(store, PARTIES)
        assert store.count("act") == acts and not list(tmp_path.glob("ledger*"))


def test_where_permissions_are_given_the_pack_is_made_and_hands_them_on(village, tmp_path):
    with Store(village) as store:
        store.operator = PARTIES.gives
        assign(store, {each: [PARTIES.gives] for each in May})
    pack, code, _ = handed(village, tmp_path, operator=PARTIES.gives)
    fresh = tmp_path / "pc" / "village.lianxing"
    fresh.parent.mkdir()
    take_over(fresh, looked(pack, code, tmp_path / "in"), PARTIES.takes, NEW)
    with Store(fresh, key=unlock(fresh, NEW, PARTIES.takes)) as store:
        assert set(map(tuple, permissions(store).values())) == {(PARTIES.takes,)}


@pytest.mark.parametrize("closed", [False, True])
def test_an_older_pack_brings_back_no_older_say_of_who_may_do_what(village, tmp_path, closed):
    """Whoever takes over may what the other may by now, on the same PC."""
    gives, takes, _ = PARTIES
    if closed:
        encrypt(village, gives, OLD)
    key = unlock(village, OLD) if closed else None
    with Store(village, key=key) as store:
        store.operator = gives
        assign(store, {each: [gives] for each in May})
    pack, code, _ = handed(village, tmp_path / "a", key, operator=gives)
    with Store(village, key=key) as store:
        store.operator = gives
        assign(store, {each: ["苗支书"] + [gives] * (each is May.ASSIGN) for each in May})
    take_over(village, looked(pack, code, tmp_path / "b"), takes, NEW, present=key)
    with Store(village, key=unlock(village, NEW, takes)) as store:
        assert permissions(store) == {
            each: ["苗支书"] + [takes] * (each is May.ASSIGN) for each in May}


def test_on_the_same_pc_the_file_before_is_kept_and_another_village_is_not_touched(
        village, tmp_path):
    pack, code, _ = handed(village, tmp_path / "a")
    found = looked(pack, code, tmp_path / "b")
    other = tmp_path / "other" / "other.lianxing"
    other.parent.mkdir()
    with Store(other) as store, store.act("建村"):
        store.save(Unit(name="白杨村"))
        store.save(Person(name="白杨的人"))
    before = other.read_bytes()
    with pytest.raises(Problem, match="另一个资料文件"):
        take_over(other, found, "耿素珍", NEW)
    assert other.read_bytes() == before
    kept_as = take_over(village, found, "耿素珍", NEW)
    assert kept_as is not None
    with Store(kept_as, reading=True) as store:
        assert store.count("person") == 2


def test_a_weak_password_takes_nothing_over(village, tmp_path):
    pack, code, _ = handed(village, tmp_path / "a")
    before = village.read_bytes()
    with pytest.raises(Problem, match="密码"):
        take_over(village, looked(pack, code, tmp_path / "b"), "耿素珍", "12345678")
    assert village.read_bytes() == before


def test_nobody_hands_over_to_nobody_or_to_themselves(village):
    with Store(village) as store:
        before = head_of(store)
        for gives, takes in (("仝金坡", " "), ("", "耿素珍"), ("仝金坡", "仝金坡 ")):
            with pytest.raises(Problem):
                note(store, Parties(gives, takes))
        assert head_of(store) == before


def altered(pack, how):
    """A pack like ``pack``, its members changed by ``how``."""
    with zipfile.ZipFile(pack) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    how(members)
    with zipfile.ZipFile(pack, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("how", [
    lambda members: members.update({"ledger.lianxing": members["ledger.lianxing"][:-1] + b"x"}),
    lambda members: members.pop("ledger.lianxing.slots"),
    lambda members: members.update({"../out": b"x"}),
    lambda members: members.pop("handover.json"),
    lambda members: members.update({"handover.json": b"[1]"}),
    lambda members: members.update({"handover.json": b"{"}),
    lambda members: members.update({"handover.json": json.dumps(
        json.loads(members["handover.json"]) | {"counts": {"sqlite_master": 1}}).encode()}),
    lambda members: members.update({"handover.json": json.dumps(
        json.loads(members["handover.json"]) | {"photos": True}).encode()}),
])
def test_a_pack_altered_on_the_way_is_refused_in_words(village, tmp_path, how):
    pack, code, _ = handed(village, tmp_path / "a")
    altered(pack, how)
    with pytest.raises(Problem) as refused:
        looked(pack, code, tmp_path / "b")
    assert "交接包" in refused.value.sentence or "柳河沿村.lxjj" in refused.value.sentence


def test_a_pack_with_a_bit_flipped_is_refused_in_words_or_brings_the_same(village, tmp_path):
    """One of every third byte that is not of the copy itself, and of others."""
    pack, _, _ = handed(village, tmp_path / "a")
    with zipfile.ZipFile(pack) as archive:
        copy, after = (archive.getinfo(f"ledger.lianxing{end}") for end in ("", ".slots"))
    size, chance = pack.stat().st_size, random.Random(7)
    around = [*range(copy.header_offset + 50), *range(after.header_offset, size)][::3]
    right, refused = unpacked(pack, tmp_path / "b"), 0
    for at in [*around, *chance.choices(range(size), k=100)]:
        with flipped(pack, at, 1 << chance.randrange(8)):
            try:
                assert unpacked(pack, tmp_path / "b") == right, at
            except Problem as problem:
                assert pack.name in problem.sentence
                refused += 1
    assert refused > 0.8 * len(around)


@contextmanager
def flipped(path, at, bit):
    """A file with a bit that is not as it was written, for a while."""
    with path.open("r+b", buffering=0) as file:
        was = os.pread(file.fileno(), 1, at)
        os.pwrite(file.fileno(), bytes([was[0] ^ bit]), at)
        yield
        os.pwrite(file.fileno(), was, at)


def unpacked(pack, folder):
    """What a pack says of itself, and all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return UNPACK(pack, folder), {
        each.relative_to(folder): each.read_bytes() for each in folder.rglob("*.*")
        if each.is_file()}


def test_a_pack_that_swells_is_not_unpacked(village, tmp_path):
    pack, code, _ = handed(village, tmp_path / "a")
    with zipfile.ZipFile(pack, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"photos/aa/aa{'0' * 62}.jpg", bytes(50_000_000))
    with pytest.raises(Problem, match="不该有的文件"):
        looked(pack, code, tmp_path / "b")
    assert not list((tmp_path / "b").iterdir())
