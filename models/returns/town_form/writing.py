"""How a value is written into a cell: as the cell lets in, in the way the form asks for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Any

from models.figures.composed import Mark
from models.returns.town_form.page import BOXES, Check, FormCell
from models.values.kinds import DAY, PART_DAY, Field
from models.values.privacy import Privacy
from resources import resource

Written = str | int | Decimal | date
_DATE_FORMAT = re.compile(r"[ymd]", re.IGNORECASE)
_QUIET = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_OPTION = re.compile("[□☐]([^□☐；;。]*)")
YES, NO = "yes", "no"
_OLD_CENTURY = "19"
_EXACT = Context(prec=15)
"""A cell keeps fifteen digits of a number."""


@dataclass(frozen=True)
class Refusal:
    """Why a value was not written."""

    why: str


@cache
def writings() -> dict[str, list[dict[str, Any]]]:
    """The ways of writing ID numbers (``id``), days (``day``) and telephones (``phone``)."""
    text = resource("returns/writings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def way(kind: str, code: str | None) -> dict[str, Any]:
    """One way of writing; the first of its kind when ``code`` is none of them."""
    ways = writings()[kind]
    return next((each for each in ways if each["code"] == code), ways[0])


def write_id(number: str, code: str | None = None) -> str | None:
    """An ID number in one of the six ways in use; None when it can't be written so."""
    how = way("id", code)
    before: str = how.get("before", "")
    if how.get("digits") == 15 and len(number) == 18:
        if not number.startswith(_OLD_CENTURY, 6):
            return None
        number = number[:6] + number[8:17]
    if how.get("covered"):
        number = number[:6] + "*" * (len(number) - 10) + number[-4:]
    if how.get("case") == "lower":
        number = number.lower()
    return before + _in_groups(number, how)


def write_phone(number: str, code: str | None = None) -> str:
    """A mobile number in the way asked for; landlines stay as they are."""
    how = way("phone", code)
    return _in_groups(number, how) if re.fullmatch(r"1\d{10}", number) else number


def write_day(day: date | str, code: str | None = None) -> str:
    """A day as text; one known in part (1965-03) is written as far as it is known."""
    pattern: str = way("day", code)["pattern"]
    parts = (day.isoformat() if isinstance(day, date) else day).split("-")
    if len(parts) < 3 and "D" in pattern:
        return "-".join(parts) if pattern == "Y-MM-DD" else ".".join(parts)
    parts += ["01"] * (3 - len(parts)) if len(parts) > 1 else ["", ""]
    if not parts[1]:
        return parts[0]
    year, month, number = parts
    words = {"Y": year, "MM": month, "DD": number, "M": str(int(month)), "D": str(int(number))}
    return re.sub("Y|MM|DD|M|D", lambda found: words[found[0]], pattern)


def _in_groups(number: str, how: dict[str, Any]) -> str:
    sizes = how.get("groups", [])
    if sum(sizes) != len(number):
        return number
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at:at + size])
        at += size
    return str(how["gap"]).join(parts)


def is_date_format(code: str) -> bool:
    """Whether a number format shows a number as a day."""
    return code != "General" and bool(_DATE_FORMAT.search(_QUIET.sub("", code)))


def written(
    field: Field, value: Any, cell: FormCell, check: Check | None, writing: dict[str, str]
) -> Written | Refusal:
    """What goes into a cell for a value that is known.

    A tuple is several wordings, the closest first: the form's own list decides.
    """
    if "truth" in writing and value in (YES, NO):
        return _truth(value == YES, cell, writing["truth"])
    if BOXES.search(cell.text):
        return tick_boxes(field, value, cell.text)
    share = _share(value, cell, writing)
    if share is not None:
        return share
    if isinstance(value, tuple) or (check is not None and check.options):
        return _from_list(field, value, check)
    if field.kind in (DAY, PART_DAY) or isinstance(value, date):
        return _day(value, cell, check, writing)
    if field.options is None and isinstance(value, int | Decimal) and not isinstance(value, bool):
        if check is not None and not check.lets_in(float(value)):
            return Refusal(f"数值 {value} 不在这一格允许的范围内")
        if writing.get("money") == Mark.WAN:
            value = Decimal(value) / 10_000
        value = _EXACT.plus(value) if isinstance(value, Decimal) else value
        return str(value) if cell.format == "@" else value
    return _text(field, value, check, writing)


def in_words(field: Field, value: Any, writing: dict[str, str]) -> str | Refusal:
    """A value as it stands within a line of text."""
    result = written(field, value, FormCell(), None, writing)
    return f"{result:f}" if isinstance(result, Decimal) else (
        result if isinstance(result, Refusal) else str(result))


def tick_boxes(field: Field, value: Any, text: str) -> str | Refusal:
    """The text with every box ticked whose words say the value: 户类型 □脱贫户 □监测户."""
    options = [found[1].strip() for found in _OPTION.finditer(text)]
    wordings = value if isinstance(value, tuple) else (field.show(value), str(value))
    fits = [each for each in options if each in wordings] or [
        each for each in (_meant(field, value, options),) if each]
    for each in fits:
        text = tick_box(text, (each,))
    return text if fits else Refusal(f"“{wordings[0]}”不在方框的选项里")


def _truth(holds: bool, cell: FormCell, how: str) -> Written:
    """√ where it holds; the box that fits ticked; 有 or 无."""
    if how == Mark.BOX:
        return tick_box(cell.text, ("是", "有", "属实") if holds else ("否", "无", "不"))
    if how == Mark.HAVE:
        return "有" if holds else "无"
    return "√" if holds else ""


def tick_box(text: str, words: Sequence[str]) -> str:
    """The text with the box before the first option that begins with one of the words ticked."""
    for found in _OPTION.finditer(text):
        if any(found[1].strip().startswith(word) for word in words):
            return f"{text[:found.start()]}☑{text[found.start() + 1:]}"
    return text


def _share(value: Any, cell: FormCell, writing: dict[str, str]) -> Written | None:
    """A share or a mean as the form wants it; half a last digit is rounded up."""
    how = writing.get("rate") or writing.get("mean")
    if how is None or not isinstance(value, Decimal):
        return None
    if "mean" in writing:
        return _rounded(value, int(how))
    if how == Mark.FRACTION:
        return _EXACT.plus(value)
    number = _rounded(value * 100, int(how[-1]))
    in_text = how.startswith("text") and (cell.format in ("@", "General"))
    return f"{number}%" if in_text else number if how.startswith("number") else _EXACT.plus(value)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _from_list(field: Field, value: Any, check: Check | None) -> Written | Refusal:
    wordings = value if isinstance(value, tuple) else (field.show(value), str(value))
    if check is None or not check.options:
        return str(wordings[0])
    for each in wordings:
        if each in check.options:
            return str(each)
    meant = _meant(field, value, check.options)
    if meant:
        return meant
    return Refusal(f"“{wordings[0]}”不在下拉选项里")


def _meant(field: Field, value: Any, options: Sequence[str]) -> str:
    """The option of the form's list that means the value, the most exact one; '' when none does."""
    if isinstance(value, tuple) or not isinstance(value, str):
        return ""
    read = {option: _read(field, option) for option in options}
    same = [option for option, code in read.items() if code == value]
    shown = field.show(value)
    within = [option for option in options if len(option) > 1 and option in shown]
    broad = [option for option, code in read.items()
              if code and code.endswith("0") and len(code) == 2 and value.startswith(code[0])]
    for some in (same, within, broad):
        longest = [each for each in some if len(each) == max(map(len, some))]
        if len(longest) == 1:
            return longest[0]
    return ""


def _read(field: Field, option: str) -> str | None:
    try:
        code = field.read(option)
    except ValueError:
        return None
    return code if isinstance(code, str) else None


def _day(
    value: Any, cell: FormCell, check: Check | None, writing: dict[str, str]
) -> Written | Refusal:
    whole = isinstance(value, date) or len(str(value)) == 10
    wanted = is_date_format(cell.format) or (check is not None and check.kind == "date")
    if not wanted:
        return write_day(value, writing.get("day"))
    if not whole:
        return Refusal(f"只知道是 {value}，这一格要写到日")
    return value if isinstance(value, date) else date.fromisoformat(value)


def _text(
    field: Field, value: Any, check: Check | None, writing: dict[str, str]
) -> Written | Refusal:
    plain = isinstance(value, str) and field.options is None and field.kind.show is str
    said: str | None = value if plain else field.show(value)
    if field.kind.name == "id-number":
        said = write_id(str(value), writing.get("id"))
        if said is None:
            return Refusal("这个号码改写不成 15 位旧号码")
    elif field.privacy is Privacy.PHONE:
        said = write_phone(str(value), writing.get("phone"))
    assert said is not None
    if check is not None and check.kind == "textLength" and not check.lets_in(len(said)):
        return Refusal(f"这一格限定了字数，现有 {len(said)} 个字")
    return said
