"""What may be shown to whom: how values are masked before they leave the office.

There is no single national rule for masking; the forms here are the customary ones. The duty to
mask what is put up in public follows from the Personal Information Protection Law (2021), articles
6, 25 and 28.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from models.values.codes import RELATION
from models.values.identity import born, normalise
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


@dataclass(frozen=True)
class Trace:
    """A piece of personal data found in free text, at ``text[start:end]``."""

    privacy: Privacy
    written: str
    start: int
    end: int


HIDDEN = "***"

_LETTERS = re.compile(r"[\s\S][\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
_DIGITS = str.maketrans("０１２３４５６７８９⓪①②③④⑤⑥⑦⑧⑨Ｘｘ＋－（）",
                        "01234567890123456789Xx+-()")
_TIMES = "×ХΧ"
"""What is taken for the X in the end of an identity number: the sign, and other alphabets' X."""
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
_GAP = r"[\s\u00ad\u200b-\u2015\u2060\u2212\ufeff.·_~-]{0,3}"
_MARKS = r"[\W_]{0,3}"
"""Between the digits of a number that can be told by more than its length: any marks."""
_IN_ONE = r"[^\w、，,；;]{0,3}"
"""Marks inside one number: a list of household numbers (001-002、0134) is no telephone."""
_MOBILE = r"1[3-9]\d{9}(?!\d)"
_ID = re.compile(
    rf"(?<!\d)(?=(\d(?:{_MARKS}\d){{16}}{_MARKS}[\dXx{_TIMES}]|\d(?:{_GAP}\d){{14}})(?:{_MOBILE}|(?![\dXx])))"
)
_PHONE = re.compile(
    rf"(?:(?<!\d)|(?<=(?<!\d)\d{{17}}[\dXx]))(?=((?:(?:\+|00)?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}"
    rf"|1[3-9]\d{_MARKS}\d{{4}}{_MARKS}\d{{4}}"
    rf"|\(?0[1-9]\d{{1,2}}{_IN_ONE}\d{{3,4}}{_IN_ONE}\d{{4}})(?!\d))"
    r"|(?:电话|手机|座机|联系方式)\W{0,3}(?=([1-9](?:[\s-]?\d){6,7})(?![\s-]?\d))"
)
_GAPS = re.compile(r"(?<=\d)[\s\u200b-\u200f\ufeff.·_—–-]{1,3}(?=\d)")
_CARD = re.compile(r"(?<!\d)[3-9]\d{14,18}(?!\d)")
_UNIONPAY = "62"
"""Cards issued in China begin so (ISO/IEC 7812); one copied with a slip is still a card number."""
_FIGURES = "0-9〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_NUMBERED = re.compile(f"(?:[{_FIGURES}][^{_FIGURES}]*){{7}}")
"""The shortest telephone has seven digits; most texts of a village have fewer."""
_SPELT = re.compile("[〇○零一二三四五六七八九幺]{11,}|[零壹贰叁肆伍陆柒捌玖]{11,}")
_SPELT_DIGITS = str.maketrans(
    "〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "0001234567891123456789")
"""Digits written as words; eleven together are a number, not a word."""


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
    return _PHONES.sub(_masked_phone, phones.translate(_DIGITS))


def phone_doubt(phones: str) -> str | None:
    """Why what is written is hardly a telephone number, or None; a cell may hold several.

    Mobile numbers have 11 digits; landlines 7 or 8, with an area code 10 to 12 (《电信网编号计划》
    2017年版); 3 to 6 digits are numbers of a village's own net or of an office.
    """
    numbers = re.findall(r"\d+", re.sub(r"[\s()+-]", "", phones.translate(_DIGITS)))
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


def personal_data_in(text: str) -> list[Trace]:
    """Identity numbers and telephone numbers that stand in free text, however they are spaced.

    Asked before anything is printed for the public. A number counts as an identity number when a
    real day of birth stands in it, whether or not its check digit agrees.
    """
    plain = text.translate(_DIGITS)
    if not _NUMBERED.search(plain):
        return []
    spelt = [(found.start(), found[0].translate(_SPELT_DIGITS)) for found in _SPELT.finditer(plain)]
    traces: list[Trace] = []
    for begin, piece in [(0, plain), *spelt]:
        for privacy, pattern in ((Privacy.SECRET, _ID), (Privacy.PHONE, _PHONE)):
            for found in pattern.finditer(piece):
                start, end = (begin + each for each in found.span(found.lastindex or 0))
                if privacy is Privacy.SECRET and not _is_id(found[1]):
                    continue
                if all(end <= other.start or other.end <= start for other in traces):
                    traces.append(Trace(privacy, text[start:end], start, end))
    return sorted(traces, key=lambda trace: trace.start)


def cards_in(text: str) -> list[Trace]:
    """Numbers of bank cards that stand in free text; one of identity can look like them."""
    plain = text.translate(_DIGITS)
    gaps = {at for found in _GAPS.finditer(plain) for at in range(*found.span())}
    kept = [at for at in range(len(plain)) if at not in gaps]
    spans = [(kept[found.start()], kept[found.end() - 1] + 1)
             for found in _CARD.finditer("".join(plain[at] for at in kept))
             if found[0].startswith(_UNIONPAY) or _checked(found[0])]
    return [Trace(Privacy.SECRET, text[start:end], start, end) for start, end in spans]


def numbers_masked(text: str) -> str:
    """Free text with every number of a person, a telephone or a bank card in it masked."""
    found = personal_data_in(text)
    found += [each for each in cards_in(text)
              if all(each.end <= other.start or other.end <= each.start for other in found)]
    for each in sorted(found, key=lambda trace: trace.start, reverse=True):
        covered = mask(each.written, each.privacy)
        covered = HIDDEN if covered == each.written else covered  # one spelt in words
        text = text[:each.start] + covered + text[each.end:]
    return text


def _checked(number: str) -> bool:
    """Whether the check digit of a card holds (GB/T 15694, ISO/IEC 7812: Luhn)."""
    digits = [int(each) for each in reversed(number)]
    return sum(digits[::2] + [2 * each - 9 * (each > 4) for each in digits[1::2]]) % 10 == 0


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


def _is_id(written: str) -> bool:
    number = re.sub(r"[\W_]", "", re.sub(f"[{_TIMES}]$", "X", written))
    return number[0] != "0" and born(number) is not None


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
