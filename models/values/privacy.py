"""What may be shown to whom: how values are masked before they leave the office.

There is no single national rule for masking; the forms here are the customary ones. The duty to
mask what is put up in public follows from the Personal Information Protection Law (2021), articles
6, 25 and 28.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any

from models.values.codes import RELATION
from models.values.digits import plain, readings
from models.values.identity import normalise
from resources import resource


class Privacy(Enum):
    """How private a value is, and so how it is masked."""

    OPEN = "open"
    NAME = "name"
    PHONE = "phone"
    SECRET = "secret"
    ADDRESS = "address"
    HOUSEHOLD = "household"
    SENSITIVE = "sensitive"


PERSONAL = frozenset({Privacy.SECRET, Privacy.PHONE, Privacy.ADDRESS, Privacy.SENSITIVE})
"""What nobody outside may read without a reason."""
NUMBERS = frozenset({Privacy.SECRET, Privacy.PHONE})
"""What may be kept from some who work here, too."""


HIDDEN = "***"

_LETTERS = re.compile(r"[\s\S][\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
_PHONES = re.compile(
    r"(?:\+?86[\s-]*)?(?P<mobile>1[3-9]\d)[\s-]*\d{4}[\s-]*(?P<mobile_end>\d{4})(?!\d)"
    r"|\(?(?P<area>0\d{2,3})\)?[\s-]*\d{3,4}(?P<area_end>\d{4})(?!\d)"
    r"|(?P<other>\d(?:[\s-]*\d){4,})"
)
_BETWEEN = re.compile(r"[^、，,；;／/（）()]+")
_ADDRESS = (
    re.compile(r".*?(?:组|生产队|队)"),
    re.compile(r"(?:.*?(?:镇|乡|街道))?.*?(?:社区|村)"),
    re.compile(r".*?(?:镇|乡|街道)"),
)


def mask(value: str, privacy: Privacy) -> str:
    """``value`` as it may stand on a public sheet; blank stays blank."""
    return _MASKS[privacy](value) if value.strip() else ""


def mask_name(name: str) -> str:
    """张* · 张*三 · 欧阳* · first and last of longer names; the dots of a name stay.

    A character outside the basic plane is one character, and a variation selector goes with the
    character before it.
    """
    letters = _LETTERS.findall(name.strip())
    kept = 2 if "".join(letters[:2]) in compound_surnames() and len(letters) > 2 else 1
    last = len(letters) - 1 if len(letters) > kept + 1 else len(letters)
    shown = {*range(kept), last} if len(letters) > 1 else set()
    return "".join(c if i in shown or c == "·" else "*" for i, c in enumerate(letters))


def mask_persons(words: str) -> str:
    """Every name of a cell of persons masked: what only says a post, a kin or an office stays.

    文书 · 治保主任 王*华 · 08-009 卫*拴 · 王*、李*.
    """
    return _BETWEEN.sub(lambda found: _masked_person(found[0]), words)


def mask_id(number: str) -> str:
    """The first four and last four of an identity number; anything too short is hidden whole."""
    number = normalise(number)
    if len(number) < 12:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def mask_phone(phones: str) -> str:
    """138****1234; 0390-****1234 for landlines; every number of a cell that holds several."""
    return _PHONES.sub(_masked_phone, max(
        readings(plain(phones)[0]), key=lambda read: sum(map(str.isdigit, read))))


def phone_doubt(phones: str) -> str | None:
    """Why what is written is hardly a telephone number, or None; a cell may hold several.

    Mobile numbers have 11 digits; landlines 7 or 8, with an area code 10 to 12 (《电信网编号计划》
    2017年版); 3 to 6 digits are numbers of a village's own net or of an office.
    """
    numbers = re.findall(r"\d+", re.sub(r"[\s()+-]", "", plain(phones)[0]))
    for each in numbers:
        if re.fullmatch(r"1[3-9]\d*", each) and len(each) in (9, 10, 12):
            return f"手机号应是11位，这里是{len(each)}位，请核对。"
        if not re.fullmatch(r"(86)?1[3-9]\d{9}|0\d{9,11}|[1-9]\d{2,7}|400\d{7}", each):
            return f"“{each}”不像电话号码，请核对。"
    return None if numbers else "这里没有号码，请核对。"


def mask_address(address: str) -> str:
    """The address down to the 组; without one to the village, without that to the town."""
    for level in _ADDRESS:
        if found := level.match(address):
            return found[0] if found.end() == len(address) else found[0] + HIDDEN
    return HIDDEN


def mask_household(number: str) -> str:
    """What a 户号 says of the group alone: 08-*** of 08-009; else nothing of it stays."""
    group, dash, _ = number.strip().rpartition("-")
    return group + dash + HIDDEN


def _masked_person(words: str) -> str:
    """The name among what stands between two commas; in doubt it is a name."""
    said, name = privacy_words(), words.strip()
    numbered = re.match(r"\d[\d-]{0,9}(?:\s*户\s*|\s+)", name)
    front, name = (numbered[0], name[numbered.end():]) if numbered else ("", name)
    offices = tuple(said["offices"])
    if not name or name in said["roles"] or RELATION.read(name) or name in offices or (
            len(name) > 3 and name.endswith(offices)):
        return words
    before, after = (found[0] if found else "" for found in (
        _roles()[0].match(name), _roles()[1].search(name)))
    name = name.removeprefix(before).removesuffix(after)
    gap = name[:len(name) - len(name.lstrip())]
    return front + before + gap + mask_name(name) + after


@cache
def _roles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The longest post or kin a name is written with, before and after it; two characters are
    left for the name."""
    roles = "|".join(sorted(privacy_words()["roles"], key=len, reverse=True))
    return re.compile(rf"(?:{roles})(?=..)"), re.compile(rf"(?<=..)(?:{roles})$")


@cache
def privacy_words() -> dict[str, Any]:
    """The words of resources/privacy/words.toml."""
    return tomllib.loads(resource("privacy/words.toml").read_text(encoding="utf-8"))


def _masked_phone(found: re.Match[str]) -> str:
    if found["mobile"]:
        return f"{found['mobile']}****{found['mobile_end']}"
    if found["area"]:
        return f"{found['area']}-****{found['area_end']}"
    digits = re.sub(r"\D", "", found["other"])
    return "*" * (len(digits) - 4) + digits[-4:]


@cache
def compound_surnames() -> frozenset[str]:
    """The surnames of two characters."""
    lines = resource("names/compound-surnames.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(lines[1:])


_MASKS: dict[Privacy, Callable[[str], str]] = {
    Privacy.OPEN: lambda value: value,
    Privacy.NAME: mask_persons,
    Privacy.PHONE: mask_phone,
    Privacy.SECRET: mask_id,
    Privacy.ADDRESS: mask_address,
    Privacy.HOUSEHOLD: mask_household,
    Privacy.SENSITIVE: lambda value: HIDDEN,
}
