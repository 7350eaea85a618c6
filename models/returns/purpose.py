"""What leaves the office whole: a return with personal data goes out for a purpose, and is noted.

Source of the rule: 个人信息保护法 第六条 (a clear purpose, no more than it needs) and 第五十一条.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.keeping.settings import set_setting, setting
from models.values.privacy import Privacy, mask
from models.values.problem import Invalid
from models.values.sheet import Row, Rows, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

NOTED = "handed-out"
PERSONAL = frozenset({Privacy.SECRET, Privacy.PHONE, Privacy.ADDRESS, Privacy.SENSITIVE})


def personal_columns(sheet: Sheet) -> list[str]:
    """The headings of the columns that nobody outside may read without a reason."""
    if sheet.public:
        return []
    return [each.label for each in sheet.columns if each.field.privacy in PERSONAL]


def note_handed_out(store: Store, title: str, period: str, purpose: str) -> None:
    """Note in the log that a return went out with personal data, and for what.

    :raises Invalid: no purpose was given.
    """
    purpose = purpose.strip()
    if not purpose:
        raise Invalid({"purpose": "请写明用途，比如“报镇党建办”。"})
    with store.act(f"导出 {title} {period}，用途：{purpose}"):
        set_setting(store, NOTED, {"title": title, "period": period, "purpose": purpose})


def last_purpose(store: Store) -> str:
    """What was written last time, to be offered again."""
    noted: dict[str, str] = setting(store, NOTED, {})
    return noted.get("purpose", "")


def covered(sheet: Sheet) -> Sheet:
    """The sheet as it is looked at: numbers masked until they are asked for."""
    secret = {n for n, each in enumerate(sheet.columns) if each.field.privacy is Privacy.SECRET}
    if sheet.public or not secret:
        return sheet

    def cover(row: Row) -> Row:
        values = (
            mask(sheet.columns[n].show(value), Privacy.SECRET)
            if n in secret and value is not None else value
            for n, value in enumerate(row.values)
        )
        return Row(tuple(values), row.refs)

    return replace(sheet, rows=Rows(len(sheet.rows), lambda: map(cover, sheet.rows)))
