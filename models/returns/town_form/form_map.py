"""What a form's headings were found to mean: kept for the next time, and written for people."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.keeping.settings import set_setting, setting
from models.values.problem import Problem
from models.values.toml_file import NotToml, read_toml

if TYPE_CHECKING:
    from models.keeping.store import Store

REMEMBERED = "认过的上级表样"


@dataclass(frozen=True)
class PageMap:
    """One sheet: what its lines are, and which fact goes into which column and cell.

    ``columns`` maps a column's letter, ``cells`` a cell, to a fact (``visits@quarter``);
    ``kinds`` and ``only`` as for :class:`models.returns.facts.view.View`; ``ways`` says of a column
    or a cell how it is written (``day:dotted``); ``order`` names the facts its lines are sorted by,
    ``-`` before one whose greatest comes first.
    """

    sheet: str
    subject: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    ways: dict[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """As the command line and the map file have it."""
        return {"sheet": self.sheet, "subject": self.subject, "columns": self.columns,
                "cells": self.cells, "kinds": list(self.kinds), "only": list(self.only),
                "ways": self.ways, "order": list(self.order)}


@dataclass(frozen=True)
class FormMap:
    """The map of one form; ``writing`` says how ID numbers, days and telephones are written.

    ``each`` is the subject a card is filled once for; '' for a form of the village.
    """

    fingerprint: str
    title: str
    pages: tuple[PageMap, ...]
    writing: dict[str, str] = field(default_factory=dict)
    each: str = ""

    def json(self) -> dict[str, Any]:
        """As the command line and the map file have it."""
        return {"form": self.fingerprint, "title": self.title, "writing": self.writing,
                "each": self.each,
                "page": [each.json() for each in self.pages]}


def map_text(form: FormMap) -> str:
    """The map as a TOML file, which the office may edit and hand back."""
    said = form.json()
    lines = [f"form = {_quoted(form.fingerprint)}", f"title = {_quoted(form.title)}",
             f"each = {_quoted(form.each)}", "",
             "[writing]", *_table(form.writing)]
    for page in said["page"]:
        lines += ["", "[[page]]", f"sheet = {_quoted(page['sheet'])}",
                  f"subject = {_quoted(page['subject'])}",
                  f"kinds = {_quoted(page['kinds'])}", f"only = {_quoted(page['only'])}",
                  f"order = {_quoted(page['order'])}",
                  "[page.columns]", *_table(page["columns"]),
                  "[page.cells]", *_table(page["cells"]), "[page.ways]", *_table(page["ways"])]
    return "\n".join(lines) + "\n"


def _table(words: dict[str, str]) -> list[str]:
    return [f"{_quoted(name)} = {_quoted(value)}" for name, value in words.items()]


def _quoted(value: str | list[str]) -> str:
    """JSON strings and lists of them are TOML as they stand."""
    return json.dumps(value, ensure_ascii=False)


def read_map(text: str) -> dict[str, Any]:
    """The tables of a map file. :raises Problem: it is no TOML, or not laid out as a map."""
    try:
        read = read_toml(text)
    except NotToml as error:
        raise Problem(f"映射文件读不出来：{error}。请照导出的映射文件改。") from None
    if not isinstance(read.get("page", []), list) or not all(
        isinstance(each, dict) for each in read.get("page", [])
    ):
        raise Problem("映射文件里 page 应写成 [[page]]，请照导出的映射文件改。")
    return read


def open_map(path: Path) -> dict[str, Any]:
    """The tables of a map file on the disk. :raises Problem: it isn't there, or is no map."""
    try:
        return read_map(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise Problem(f"打不开映射文件 {path.name}，请看文件是否还在、是否存成了 UTF-8。") from None


def corrected(found: FormMap, told: dict[str, Any], headings: dict[str, dict[str, str]]) -> FormMap:
    """The recognised map under what a map file or an earlier form says.

    Columns may be called by letter or by heading; a blank meaning leaves the column to the hand.

    :param headings: sheet → heading → letter.
    :raises Problem: a sheet or heading that the form does not have.
    """
    pages = {each.sheet: each for each in found.pages}
    for said in told.get("page", []):
        name = said.get("sheet") or (found.pages[0].sheet if len(found.pages) == 1 else "")
        if name not in pages:
            raise Problem(f"映射文件里的工作表“{name}”不在这份表里，请核对。")
        pages[name] = _corrected(pages[name], said, headings.get(name, {}))
    return replace(found, pages=tuple(pages.values()),
                   writing=found.writing | dict(told.get("writing", {})))


def _corrected(page: PageMap, said: dict[str, Any], letters: dict[str, str]) -> PageMap:
    columns = dict(page.columns)
    for called, fact in said.get("columns", {}).items():
        column = called if called in letters.values() else letters.get(called)
        if column is None:
            raise Problem(f"映射文件里的栏目“{called}”不在工作表“{page.sheet}”里，请核对。")
        columns[column] = fact
    return replace(
        page, subject=said.get("subject") or page.subject, columns=columns,
        cells=page.cells | dict(said.get("cells", {})),
        kinds=tuple(said.get("kinds", page.kinds)) or page.kinds,
        only=tuple(said["only"]) if "only" in said else page.only,
        ways=page.ways | dict(said.get("ways", {})),
        order=tuple(said.get("order", page.order)),
    )


def remembered(store: Store, form: FormMap) -> dict[str, Any] | None:
    """What was kept for this form, or None.

    A map kept before 2026-12 holds what the program guessed then, beside what was decided: of it
    only what is not found today is taken.
    """
    kept: dict[str, Any] = setting(store, REMEMBERED, {})
    told: dict[str, Any] | None = kept.get(form.fingerprint)
    if told is not None and told["title"] != form.title:  # 流动党员登记表 is no 党员登记表
        told = told | {"page": [{name: said for name, said in each.items() if name != "only"}
                                for each in told["page"]]}
    if told is None or all("ways" in each for each in told.get("page", [])):
        return told
    found = {each.sheet: each for each in form.pages}
    return told | {"page": [
        {"sheet": each["sheet"], **{part: {
            at: name for at, name in each.get(part, {}).items()
            if at not in getattr(found[each["sheet"]], part)} for part in ("columns", "cells")}}
        for each in told["page"]
        if each["sheet"] in found and each["subject"] == found[each["sheet"]].subject]}


def remember(store: Store, form: FormMap) -> None:
    """Keep the map for the next form of the kind, when it says anything new."""
    kept: dict[str, Any] = setting(store, REMEMBERED, {})
    if kept.get(form.fingerprint) != form.json():
        with store.act(f"记住表样：{form.title}"):
            set_setting(store, REMEMBERED, kept | {form.fingerprint: form.json()})
