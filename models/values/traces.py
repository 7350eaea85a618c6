"""Personal data that stands in free text: numbers of people, telephones and cards however they are
written, and what else leads to one person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.values.digits import has_digits, plain, readings
from models.values.identity import born
from models.values.privacy import HIDDEN, Privacy, mask


@dataclass(frozen=True)
class Trace:
    """A piece of personal data found in free text, at ``text[start:end]``: ``what`` it is called,
    and its ``number``, plain, without marks.
    """

    what: str
    privacy: Privacy
    written: str
    start: int
    end: int
    number: str


ID_NUMBER, TELEPHONE, CARD, MAIL = "身份证号", "电话号码", "银行卡号", "电子邮箱"
TO_BE_REACHED = frozenset({TELEPHONE, MAIL})
"""What an office may give of itself."""
_LEAST = 7
"""The shortest telephone has seven digits; most texts of a village have fewer."""
_TIMES = "×ХΧ"
"""What is taken for the X in the end of an identity number: the sign, and other alphabets' X."""
_GAP = r"[\s\u2010-\u2015\u2212.·_~-]{0,3}"
_MARKS = r"[\W_]{0,3}"
"""Between the digits of a number that can be told by more than its length: any marks."""
_IN_ONE = r"[^\w、，,；;]{0,3}"
"""Marks inside one number: a list of household numbers (001-002、0134) is no telephone."""
_END = r"(?:(?!\d)|(?=(?:19|20)\d\d年))"
"""A number is over, or a day was written behind it without a blank."""
_MOBILE = r"1[3-9]\d{9}(?!\d)"
_ID = re.compile(
    rf"(?<!\d)(?=(\d(?:{_MARKS}\d){{16}}{_MARKS}[\dXx{_TIMES}]|\d(?:{_GAP}\d){{14}})(?:{_MOBILE}|(?![Xx]){_END}))"
)
_PHONE = re.compile(
    rf"(?:(?<!\d)|(?<=(?<!\d)\d{{17}}[\dXx]))(?=((?:(?:\+|00)?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}"
    rf"|1[3-9]\d{_MARKS}\d{{4}}{_MARKS}\d{{4}}"
    rf"|\(?0[1-9]\d{{1,2}}{_IN_ONE}\d{{3,4}}{_IN_ONE}\d{{4}}){_END})"
    r"|(?:电话|手机|座机|联系方式)\W{0,3}(?=([1-9](?:[\s-]?\d){6,7})(?![\s-]?\d))"
)
_CARDS = (
    re.compile(rf"(?<!\d)(?=(\d{{15,19}}?){_END})"),
    re.compile(rf"(?<!\d)(?=(\d{{4}}(?:{_MARKS}\d{{4}}){{3}}){_END})"),
    re.compile(rf"(\d(?:{_GAP}\d){{14,}})"),
)
"""In one, by fours, or whatever stands together; one copied with a slip is still a card."""
_NAMED = (
    ("微信、QQ 一类的号", re.compile(
        r"(?:微信|薇信|(?<![a-z])(?:wechat|weixin|vx|wx|qq|q号)|扣扣|抖音|快手|支付宝)"
        r"(?:号码?|[账帐]号|id)?[是为]?[\W_]{0,3}"
        r"(?=([a-z][a-z0-9_-]{5,19}|[1-9]\d{4,10}(?![\d元人户次年月日.])))", re.IGNORECASE)),
    (MAIL, re.compile(r"(?<![a-z0-9.+_-])([a-z0-9][a-z0-9.+_-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+)",
                      re.IGNORECASE)),
    ("证件号", re.compile(
        r"(?:护照|通行证|军官证|士兵证|居住证|驾驶证|社保卡)(?:号码?)?[是为]?[\W_]{0,3}"
        r"(?=([a-z]{0,2}\d{6,}))", re.IGNORECASE)),
    (CARD, re.compile(rf"(?:[账帐]号|卡号|存折)[是为]?[\W_]{{0,3}}(?=(\d(?:{_GAP}\d){{7,}}))")),
)
"""What is told by the word before it, or by its own form."""


def personal_data_in(text: str) -> list[Trace]:
    """Numbers of identity, telephones, bank cards, accounts of the net and addresses of mail in
    free text, however they are spaced and in whatever digits.

    Asked before anything is printed for the public. A number counts as an identity number when a
    real day of birth stands in it, whether or not its check digit agrees.
    """
    said, places = plain(text)
    traces: list[Trace] = []
    for what, read, start, end in _found(said):
        begin, over = places[start], places[end - 1] + 1
        if all(over <= other.start or other.end <= begin for other in traces):
            traces.append(Trace(what, Privacy.PHONE if what == TELEPHONE else Privacy.SECRET,
                                text[begin:over], begin, over,
                                re.sub(r"[\W_]", "", read[start:end]).lower()))
    return sorted(traces, key=lambda trace: trace.start)


def numbers_masked(text: str) -> str:
    """Free text with everything in it that leads to one person masked."""
    for each in reversed(personal_data_in(text)):
        covered = mask(each.written, each.privacy)
        covered = HIDDEN if covered == each.written else covered  # one spelt in words
        text = text[:each.start] + covered + text[each.end:]
    return text


def _found(said: str) -> Iterator[tuple[str, str, int, int]]:
    """What it is, the reading it was found in, and where."""
    for read in readings(said) if has_digits(said, _LEAST) else ():
        for what, pattern in _NUMBERS:
            for found in pattern.finditer(read):
                start, end = found.span(found.lastindex or 0)
                if _IS.get(what, bool)(read[start:end]):
                    yield what, read, start, end
    for what, pattern in _NAMED:
        for found in pattern.finditer(said):
            yield what, said, *found.span(1)


def _is_id(written: str) -> bool:
    number = re.sub(r"[\W_]", "", re.sub(f"[{_TIMES}]$", "X", written))
    return number[0] != "0" and born(number) is not None


def _is_card(written: str) -> bool:
    """Whether its check digit holds (GB/T 15694, ISO/IEC 7812: Luhn), or it begins as those issued
    in China do; a household's code of 18 digits is none.
    """
    number = re.sub(r"\D", "", written)
    digits = [int(each) for each in reversed(number)]
    checked = sum(digits[::2] + [2 * each - 9 * (each > 4) for each in digits[1::2]]) % 10 == 0
    return bool(re.fullmatch(r"62\d{14,17}", number) or (
        checked and re.fullmatch(r"[3-9]\d{14}(?:\d|\d{4})?", number)))


_NUMBERS = ((ID_NUMBER, _ID), *((CARD, each) for each in _CARDS), (TELEPHONE, _PHONE))
_IS = {ID_NUMBER: _is_id, CARD: _is_card}
"""What a number must be besides its form."""
