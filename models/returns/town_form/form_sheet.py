"""A form of the town's filled for a period, as a table and as the form; how a sent one is kept."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from models.returns.town_form.filling import Filled, FilledForm
from models.returns.town_form.form_map import PageMap
from models.returns.town_form.page import Area, Check, FormCell, FormPage, FormTable
from models.returns.town_form.recognising import PageFound
from models.returns.town_form.writing import Written
from models.values.kinds import show_decimal
from models.values.sheet import Sheet


@dataclass(frozen=True)
class FormSheet(Sheet):
    """A kept form filled for a period: the table of its values, and all that writes the form.

    Two are equal when their tables are: the day a form was filled stands on the form alone.
    """

    blank: bytes = field(default=b"", compare=False, repr=False)
    pages: tuple[PageFound, ...] = field(default=(), compare=False, repr=False)
    forms: tuple[FilledForm, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def of(cls, table: Sheet, **form: Any) -> Self:
        """A table, and the form it is the values of."""
        return cls(**{each.name: getattr(table, each.name) for each in fields(Sheet)}, **form)

    def covering(self, hidden: Mapping[str, str]) -> Self:
        """The form with what is ``hidden`` written as it may be looked at."""
        def cover(sheet: Filled) -> Filled:
            return replace(sheet, values={
                at: hidden.get(str(value), value) for at, value in sheet.values.items()})

        return replace(self, forms=tuple(
            replace(each, sheets=[*map(cover, each.sheets)]) for each in self.forms))


def frozen_form(sheet: Sheet) -> str | None:
    """What writes the form as it left the village, as JSON; None of another return."""
    if not isinstance(sheet, FormSheet):
        return None
    return json.dumps({
        "blank": base64.b64encode(sheet.blank).decode(),
        "pages": written_pages([each.page for each in sheet.pages]),
        "tables": [each.table and vars(each.table) for each in sheet.pages],
        "forms": [{"name": form.name, "personal": form.personal, "sheets": [{
            "sheet": each.sheet, "lines": each.lines, "inserted": each.inserted,
            "rows": each.rows, "behind": [*each.behind.items()],
            "values": {at: _kept(value) for at, value in each.values.items()},
        } for each in form.sheets]} for form in sheet.forms],
    }, ensure_ascii=False)


def thawed_form(table: Sheet, text: str | None) -> Sheet:
    """The return that was frozen: its table, with the form where it was one."""
    if text is None:
        return table
    kept = json.loads(text)
    return FormSheet.of(
        table, blank=base64.b64decode(kept["blank"]),
        pages=tuple(PageFound(page, PageMap(page.name), _table(said))
                    for page, said in zip(read_pages(kept["pages"]), kept["tables"],
                                          strict=True)),
        forms=tuple(FilledForm(form["name"], [Filled(
            each["sheet"], {at: _known(value) for at, value in each["values"].items()},
            tuple(each["lines"]), each["inserted"], each["rows"],
            behind={row: of and tuple(of) for row, of in each["behind"]},
        ) for each in form["sheets"]], form["personal"]) for form in kept["forms"]))


def _table(said: dict[str, Any] | None) -> FormTable | None:
    if said is None:
        return None
    return FormTable(**said | {name: tuple(said[name]) for name in ("head", "columns")})


def _kept(value: Written) -> Any:
    if isinstance(value, Decimal):
        return {"number": show_decimal(value)}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _known(kept: Any) -> Written:
    if isinstance(kept, dict):
        return Decimal(kept["number"]) if "number" in kept else date.fromisoformat(kept["day"])
    value: str | int = kept
    return value


# ── what was read of a form ──────────────────────────────────────────────────


def written_pages(pages: Sequence[FormPage]) -> str:
    """The pages as JSON."""
    return json.dumps([{
        "name": each.name, "merges": each.merges, "protected": each.protected,
        "hidden": sorted(each.hidden), "around": each.around,
        "cells": [(*at, *vars(cell).values()) for at, cell in each.cells.items()],
        "checks": [vars(check) for check in each.checks],
    } for each in pages], ensure_ascii=False)


def read_pages(text: str) -> list[FormPage]:
    """The pages that were kept as JSON."""
    return [FormPage(
        each["name"],
        {(row, column): FormCell(*said) for row, column, *said in each["cells"]},
        tuple(Area(*area) for area in each["merges"]),
        tuple(Check(**check | {"areas": tuple(Area(*area) for area in check["areas"]),
                               "options": tuple(check["options"])}) for check in each["checks"]),
        each["protected"], frozenset(each["hidden"]), tuple(each["around"]),
    ) for each in json.loads(text)]
