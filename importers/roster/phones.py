"""Reading the telephone numbers of a cell, however many were written into it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from importers.sheets.workbook import text

_GAP = r"[\s-]{0,2}"
_NUMBER = re.compile(
    rf"(?<!\d)(?:(?:\+?(?:00)?86{_GAP})?(?P<mobile>1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}})"
    rf"|(?P<landline>\(?0\d{{2,3}}\)?{_GAP}\d{{7,8}}(?:-\d{{1,4}})?)"
    rf"|(?P<local>[2-8]\d{{6,7}}))(?!\d)"
)
_BETWEEN = re.compile(r"[\s、,，;；/或和|]+")
_NOTHING = {"", "无", "没有", "-", "--", "—", "——", "0", "/"}


@dataclass(frozen=True)
class Phones:
    """The numbers of one cell: those that can be dialled, and the rest that can't be read."""

    numbers: tuple[str, ...]
    rest: str


def read_phones(value: Any) -> Phones:
    """Mobiles of 11 digits (``1[3-9]…``, leniently), landlines with or without the area code.

    A country code and the spaces and dashes inside a mobile are dropped.
    """
    written = unicodedata.normalize("NFKC", text(value)).replace("—", "-").replace("–", "-")
    if written in _NOTHING:
        return Phones((), "")
    numbers = tuple(dict.fromkeys(_dialled(found) for found in _NUMBER.finditer(written)))
    rest = _BETWEEN.sub("", _NUMBER.sub("", written))
    return Phones(numbers, rest if re.search(r"\d", rest) or not numbers else "")


def _dialled(found: re.Match[str]) -> str:
    if found["mobile"]:
        return re.sub(r"\D", "", found["mobile"])
    return re.sub(r"\s", "", found["landline"] or found["local"])
