"""Reading a TOML file others wrote, without letting a hostile one keep the program busy."""

from __future__ import annotations

import tomllib
from typing import Any

LARGEST = 1_000_000
MOST_DOTS = 100
"""Points in one line: the reader's work grows with the square of a dotted key's parts."""


class NotToml(ValueError):
    """The text is no TOML, or none that a person wrote."""


def read_toml(text: str) -> dict[str, Any]:
    """The tables of ``text``. :raises NotToml: with the reason, in few words."""
    if len(text) > LARGEST:
        raise NotToml("文件太大，不像人写的")
    if any(line.count(".") > MOST_DOTS for line in text.splitlines()):
        raise NotToml("有一行的点太多，不像人写的")
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise NotToml(str(fault)) from None
    except RecursionError:
        raise NotToml("括号套得太深") from None
    except ValueError:  # more digits than are ever read
        raise NotToml("有一个数太大") from None
    if _too_large(read):
        raise NotToml("有一个数太大")
    return read


def _too_large(value: Any) -> bool:
    """Whether a whole number in it is beyond the 64 bits that TOML promises."""
    if isinstance(value, dict | list):
        return any(map(_too_large, value.values() if isinstance(value, dict) else value))
    return isinstance(value, int) and abs(value) >= 2**63
