"""Keys: one of our own for good, the other side's by card and stamped form, never a wrong one."""

from __future__ import annotations

import json

import pytest

from models.exchange.keys import (
    KeyCard,
    by_key,
    correspondents,
    enrol,
    fingerprint,
    identities,
    own_card,
    own_key,
    read_card,
    same_fingerprint,
    sealed_to,
    sign,
    signed_by,
    written_card,
)
from models.keeping.store import Store
from models.office.village import Unit
from models.values.problem import Problem

CODE = "410399000101"


@pytest.fixture
def card(store: Store) -> KeyCard:
    store.save(Unit(name="赵家村", code=CODE))
    return own_card(store)


def test_the_own_key_is_made_once(store: Store, card: KeyCard) -> None:
    assert own_key(store) == own_key(store)
    assert len(identities(store)) == 1
    assert own_card(store) == card


def test_without_a_code_there_is_no_card(store: Store) -> None:
    with pytest.raises(Problem, match="还没有填本单位的名称"):
        own_card(store)
    store.save(Unit(name="赵家村"))
    with pytest.raises(Problem, match="区划代码"):
        own_card(store)
    assert identities(store) == []


def test_a_card_comes_back_from_its_file(card: KeyCard) -> None:
    assert read_card(written_card(card)) == card


@pytest.mark.parametrize("name", ["code", "name", "signing", "receiving", "side"])
def test_a_changed_card_is_refused(card: KeyCard, name: str) -> None:
    said = json.loads(written_card(card))
    said[name] = said[name][::-1] + "1"
    if name in ("code", "name"):
        assert read_card(json.dumps(said)).fingerprint == card.fingerprint
        return
    with pytest.raises(Problem, match="不是联星的密钥卡"):
        read_card(json.dumps(said))


@pytest.mark.parametrize("text", ["", "{}", "[]", "age1short", "密钥", '{"lianxing": "key"}',
                                  "[" * 9000], ids=len)
def test_other_files_are_no_cards(text: str) -> None:
    with pytest.raises(Problem, match="不是联星的密钥卡"):
        read_card(text)


def test_a_bare_age_key_is_a_town_that_only_receives(card: KeyCard) -> None:
    found = read_card(f"# 镇里的公钥\n{card.receiving}\n")
    assert (found.side, found.signing, found.receiving) == ("town", "", card.receiving)


def test_fingerprints_are_compared_as_people_write_them() -> None:
    print_ = fingerprint("00", "age1x")
    assert len(print_) == 24 and print_.count("-") == 4
    written = print_.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert same_fingerprint(written, print_)
    assert not same_fingerprint("", "")


def test_a_signature_is_of_one_key_and_one_text(store: Store, card: KeyCard) -> None:
    signature = sign(own_key(store).signing, b"text")
    assert signed_by(card.signing, signature, b"text")
    assert not signed_by(card.signing, signature, b"texT")
    assert not signed_by("00" * 32, signature, b"text")
    assert not signed_by("no key", "no signature", b"text")


def test_a_new_key_of_a_village_ends_the_old_one(store: Store, card: KeyCard) -> None:
    enrol(store, card)
    enrol(store, card)
    new = KeyCard("village", CODE, "赵家村", "11" * 32, card.receiving)
    enrol(store, new)
    assert [each.signing for each in correspondents(store, "village", CODE)] == ["11" * 32]
    old = by_key(store, card.signing)
    assert old is not None and old.until is not None


def test_a_passphrase_is_long_or_made_up() -> None:
    made = sealed_to(None, None)
    assert len(made) == 19 and made != sealed_to(None, None)
    assert sealed_to(None, "十二个字的口令也可以用") == "十二个字的口令也可以用"
    with pytest.raises(Problem, match="至少要 8 个字符"):
        sealed_to(None, "1234")
