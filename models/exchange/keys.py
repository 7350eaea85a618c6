"""The keys of the stick: one of our own, made once, and those of whom we write to and hear from.

A signing key (Ed25519) says who made a package; a receiving key (age, X25519) who may open it.
Both stay in the data file. The other side learns the public halves from a key card, and compares
the fingerprint with the stamped form.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.keeping.durable import must_end
from models.keeping.lasting import Before, not_over, unended
from models.keeping.record import Record, field, required
from models.keeping.ruling import settled
from models.office.village import Unit, is_town, unit
from models.values import clock
from models.values.codes import Labelled
from models.values.kinds import DAY, Choices
from models.values.privacy import Privacy
from models.values.problem import Problem, reason

if TYPE_CHECKING:
    from models.keeping.store import Store



class Side(Labelled):
    """Whose a key or a package is."""

    VILLAGE = "village", "村"
    TOWN = "town", "乡镇"


CARD_ENDING = ".lxkey"
SHORTEST = 8
"""Characters a passphrase must have."""
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONTEXT = b"lianxing package 1\n"
_RECIPIENT = re.compile(r"age1[0-9a-z]{50,70}")


class OwnKey(Record, table="own_key", label="本单位密钥"):
    """The private halves; they never leave the data file."""

    signing: str = required("签名密钥", privacy=Privacy.SECRET)
    receiving: str = required("收件密钥", privacy=Privacy.SECRET)
    made: date = required("生成日期", DAY)


class Correspondent(
    Record, table="correspondent", label="往来单位密钥", lasts=Before("since", "until")
):
    """The public key of one we exchange packages with, from the day it was stamped until a day."""

    side: str = required("村还是镇", options=Choices(**Side.labels()))
    code: str | None = field("区划代码", width=14)
    name: str = required("单位", width=16)
    signing: str | None = field("签名公钥")
    receiving: str = required("收件公钥")
    since: date = required("登记日期", DAY, width=11)
    until: date | None = field("停用日期", DAY, width=11)
    note: str | None = field("登记依据", width=16)


@dataclass(frozen=True)
class KeyCard:
    """The public halves of a key, as a key card says them; ``signing`` is blank on a bare one."""

    side: str
    code: str
    name: str
    signing: str
    receiving: str

    @property
    def fingerprint(self) -> str:
        """What is printed on the stamped form and compared."""
        return fingerprint(self.signing, self.receiving)


def fingerprint(signing: str, receiving: str) -> str:
    """Five groups of four signs (Crockford's base 32, 100 bits of SHA-256)."""
    number = int.from_bytes(hashlib.sha256(f"{signing} {receiving}".encode()).digest()[:13]) >> 4
    signs = "".join(_SYMBOLS[number >> shift & 31] for shift in range(95, -1, -5))
    return "-".join(signs[at:at + 4] for at in range(0, 20, 4))


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two written fingerprints mean the same: gaps, case, O for 0 and I, L for 1 aside."""
    return _plain(one) == _plain(other) != ""


def _plain(written: str) -> str:
    plain = re.sub(r"[\s\-—－]", "", written.upper())
    return plain.translate(str.maketrans("OIL", "011"))


def own_key(store: Store) -> OwnKey:
    """The key of this data file, made the first time it is asked for."""
    key = draft_key(store)
    if key.id is not None:
        return key
    with store.act("生成本单位密钥", final=True):
        return store.save(key)


def draft_key(store: Store) -> OwnKey:
    """The key of this data file, or one made for it that is not kept yet."""
    found = store.find(OwnKey, order="id DESC")
    return found[0] if found else _new_key()


def renew_key(store: Store) -> OwnKey:
    """Another key from now on, to be registered anew; what was sealed for the old one still opens.
    """
    with store.act("换本单位密钥"):
        return store.save(_new_key())


def _new_key() -> OwnKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from pyrage import x25519

    return OwnKey(signing=Ed25519PrivateKey.generate().private_bytes_raw().hex(),
                  receiving=str(x25519.Identity.generate()), made=clock.today())


def keep_keys(store: Store, own: OwnKey, card: KeyCard | None) -> None:
    """Once a package stands on the stick: keep the key that signed it, and whom it is for."""
    if own.id is None:
        store.save(own)
    if card is not None and card.signing:
        enrol(store, card)


def identities(store: Store) -> list[str]:
    """What opens the packages sealed for us; nothing where no key was made yet."""
    return [each.receiving for each in store.find(OwnKey)]


def town_card(store: Store, file: Path | None = None) -> KeyCard | None:
    """Whom the village's packages are sealed for: the card in ``file``, else the town registered.

    :raises Problem: the file is no key card, or a village's.
    """
    if file is not None:
        card = read_card_file(file)
        if card.side != Side.TOWN:
            raise Problem(f"{file.name} 是村里的密钥卡。请选乡镇给的那一份。")
        return card
    known = correspondents(store, Side.TOWN)
    return KeyCard(Side.TOWN, "", known[-1].name, known[-1].signing or "", known[-1].receiving) \
        if known else None


def sealed_to(card: KeyCard | None, passphrase: str | None) -> str:
    """The passphrase to seal with where there is no key: the one given, or a new one of 80 bits.

    :raises Problem: the one given is too short to keep anyone out.
    """
    if card is not None:
        return ""
    if passphrase is None:
        signs = "".join(secrets.choice(_SYMBOLS) for _ in range(16))
        return "-".join(signs[at:at + 4] for at in range(0, 16, 4))
    if len(passphrase) < SHORTEST:
        raise Problem(f"口令至少要 {SHORTEST} 个字符。不给口令时程序会自己编一个。")
    return passphrase


def holder(store: Store) -> Unit:
    """Whose key card it would be.

    :raises Problem: the data file does not say yet whose it is.
    """
    here = unit(store)
    if here is None:
        raise Problem("还没有填本单位的名称，请先在“设置 › 本村”里填好。")
    if not is_town(store) and not here.code:
        raise Problem("还没有填本村的区划代码，请先在“设置 › 本村”里填好，再报送。")
    return here


def own_card(store: Store, key: OwnKey | None = None) -> KeyCard:
    """Our key card, of a ``key`` that is not kept yet where one is given.

    :raises Problem: the data file does not say yet whose it is.
    """
    here, key = holder(store), key or own_key(store)
    return KeyCard(Side.TOWN if is_town(store) else Side.VILLAGE, here.code or "", here.name,
                public_half(key.signing), receiving_half(key.receiving))


def public_half(seed: str) -> str:
    """The public signing key that belongs to a private one, both as hexadecimal."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)).public_key(
    ).public_bytes_raw().hex()


def receiving_half(identity: str) -> str:
    """The public receiving key that belongs to a private one."""
    from pyrage import x25519

    return str(x25519.Identity.from_str(identity).to_public())


def sign(seed: str, content: bytes) -> str:
    """The signature over ``content``, as hexadecimal."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)).sign(
        _CONTEXT + content).hex()


def signed_by(public: str, signature: str, content: bytes) -> bool:
    """Whether ``signature`` over ``content`` is of the key ``public``."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(signature), _CONTEXT + content)
    except (InvalidSignature, ValueError):
        return False
    return True


def written_card(card: KeyCard) -> str:
    """A key card as the text of a file."""
    said: dict[str, Any] = {"lianxing": "key", **vars(card), "fingerprint": card.fingerprint}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def read_card(text: str) -> KeyCard:
    """The key card in a file, or a bare age key. :raises Problem: neither, or it was changed."""
    bare = [line.strip() for line in text.splitlines() if not line.startswith("#")]
    if len(found := [line for line in bare if line]) == 1 and _RECIPIENT.fullmatch(found[0]):
        return _checked(KeyCard(Side.TOWN, "", "乡镇", "", found[0]))
    try:
        said = json.loads(text)
        card = KeyCard(*(str(said[name]) for name in ("side", "code", "name", "signing",
                                                   "receiving")))
        whole = said["lianxing"] == "key" and said["fingerprint"] == card.fingerprint
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _no_card() from None
    if not whole or card.side not in Side.labels() or len(card.name) > 60:
        raise _no_card()
    return _checked(card)


def read_card_file(file: Path) -> KeyCard:
    """The key card in a file. :raises Problem: it can't be read, or is none."""
    must_end(file)
    try:
        if file.stat().st_size > 10_000:
            raise _no_card()
        return read_card(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise _no_card() from None
    except OSError as fault:
        raise Problem(f"打不开 {file.name}（{reason(fault)}）。请核对文件位置。") from fault


def _checked(card: KeyCard) -> KeyCard:
    from pyrage import RecipientError, x25519

    try:
        x25519.Recipient.from_str(card.receiving)
        sound = not card.signing or len(bytes.fromhex(card.signing)) == 32
    except (RecipientError, ValueError):
        sound = False
    if not sound:
        raise _no_card()
    return card


def _no_card() -> Problem:
    return Problem("这不是联星的密钥卡，或它被改动过。请向对方重新要一份 .lxkey 文件。")


def enrol(store: Store, card: KeyCard, *, note: str = "盖章登记表") -> Correspondent:
    """Register a key; the one registered for the same unit before is no longer good.

    :raises Problem: the card is of our own side, or a village's without its code.
    """
    if card.side == Side.VILLAGE and not re.fullmatch(r"\d{12}", card.code):
        raise Problem(f"{card.name}的密钥卡没有 12 位区划代码，请让村里填好后重做一份。")
    today = clock.today()
    with store.act(f"登记密钥：{card.name}", final=True):
        for each in correspondents(store, card.side, card.code):
            if (each.signing or "", each.receiving) == (card.signing, card.receiving):
                return each
            store.save(each.but(until=today))
        return store.save(Correspondent(**vars(card), since=today, note=note))


def correspondents(store: Store, side: str, code: str | None = None) -> list[Correspondent]:
    """The keys that are good today, of one unit or of a whole side."""
    return store.find(
        Correspondent,
        f"{not_over(Correspondent)} AND side = ?2 AND (?3 IS NULL OR coalesce(code, '') = ?3)",
        (clock.today().isoformat(), side, code))


def by_key(store: Store, signing: str) -> Correspondent | None:
    """Whose signing key this is, good or no longer. :raises Problem: a key was altered by hand."""
    settled(store)
    found = store.find(
        Correspondent, "signing = ?", (signing,), f"NOT ({unended(Correspondent)}), id DESC")
    return found[0] if found else None
