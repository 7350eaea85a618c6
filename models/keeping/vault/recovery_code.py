"""The code on the printed recovery sheet: read aloud, typed with slips, and proved group by group.

128 random bits in Crockford's base 32, in seven groups of four signs, each with Crockford's check
sign behind it, so that a slip is found in its group before anything is tried.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from models.values.problem import Problem

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = _SIGNS + "*~$=U"
CHECK_SIGNS_SAID = (
    "每组第五个是检验符，可能是 *（星号）、~（波浪号）、$（美元号）、=（等号）或字母 U。",
    "没有字母 I、L、O：看着像 1 和 0 的，就是数字 1 和 0。",
)
"""What whoever reads a code off paper has to know."""
_GROUPS = 7
_SPARE = 12
"""Bits over 128 in seven groups of four signs; they hold a check sum over the whole."""


def new_code() -> tuple[bytes, str]:
    """A new secret of 16 bytes and the code to print for it."""
    secret = secrets.token_bytes(16)
    return secret, written_code(secret)


def written_code(secret: bytes) -> str:
    """The code for a secret: seven groups of five signs."""
    number = int.from_bytes(secret) << _SPARE | _sum_of(secret)
    groups = [number >> 20 * place & 0xFFFFF for place in reversed(range(_GROUPS))]
    return "-".join(
        "".join(_SIGNS[group >> shift & 31] for shift in (15, 10, 5, 0)) + _CHECKS[group % 37]
        for group in groups
    )


def read_code(written: str) -> bytes:
    """The secret that a typed code means.

    :raises Problem: with the number of the first group that holds a slip.
    """
    plain = re.sub(r"[\s\-—－]", "", written.upper())
    groups = [plain[at:at + 5] for at in range(0, len(plain), 5)]
    number = 0
    for place, group in enumerate(groups, 1):
        value = _value(group)
        if value is None:
            raise Problem(f"恢复码第 {place} 组“{group}”抄错了，请对着恢复单再看一遍。")
        number = number << 20 | value
    if len(groups) != _GROUPS:
        raise Problem(f"恢复码应有 {_GROUPS} 组，每组 5 个字符，现在是 {len(groups)} 组。请补全。")
    secret = (number >> _SPARE).to_bytes(16)
    if number & (1 << _SPARE) - 1 != _sum_of(secret):
        raise Problem("恢复码的各组次序不对，请对着恢复单再看一遍。")
    return secret


def _value(group: str) -> int | None:
    """The 20 bits of a group, None when its check sign does not agree."""
    signs = group[:4].translate(str.maketrans("OIL", "011"))
    if len(group) != 5 or any(sign not in _SIGNS for sign in signs):
        return None
    value = sum(_SIGNS.index(sign) << shift
                for sign, shift in zip(signs, (15, 10, 5, 0), strict=True))
    check = group[4:].translate(str.maketrans("OIL", "011"))
    return value if _CHECKS[value % 37] == check else None


def _sum_of(secret: bytes) -> int:
    return int.from_bytes(hashlib.sha256(secret).digest()[:2]) >> 4
