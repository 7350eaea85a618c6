"""A folder of forms filled in one go: each by itself, and one list of what they ask besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.returns.facts.catalogue import subjects
from models.returns.town_form.page import FormPage
from models.returns.town_form.preparing import Prepared, prepare
from models.returns.town_form.recognising import recognise
from models.values.periods import Period
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

_FORMS = frozenset({".xlsx", ".docx", ".et", ".xls", ".doc", ".wps"})
"""What a town sends forms as; those of an old format are named with the way out."""


@dataclass(frozen=True)
class FormOfMany:
    """One form of a folder: what was filled and where it was written, or why it was not."""

    file: Path
    prepared: Prepared | None = None
    written: Path | None = None
    why: str = ""


@dataclass(frozen=True)
class AskedOnce:
    """A heading that nothing is known for, with the forms that ask for it."""

    heading: str
    files: tuple[str, ...]

    @property
    def words(self) -> str:
        """满意度（甲表.xlsx、乙表.docx）."""
        return f"{self.heading}（{'、'.join(self.files)}）"


@dataclass(frozen=True)
class FilledTogether:
    """The forms of a folder, in the order of their names."""

    forms: tuple[FormOfMany, ...]

    @property
    def filled(self) -> list[Prepared]:
        """Those that were filled."""
        return [each.prepared for each in self.forms if each.prepared is not None]

    @property
    def asked(self) -> list[AskedOnce]:
        """What they ask that the ledger does not know, each heading once."""
        files: dict[str, list[str]] = {}
        for each in self.forms:
            for heading in dict.fromkeys(each.prepared.form.unknown if each.prepared else ()):
                files.setdefault(heading, []).append(each.file.name)
        return [AskedOnce(heading, tuple(names)) for heading, names in files.items()]

    @property
    def words(self) -> list[str]:
        """What is told of them: how many, which were not filled and why, what is left to ask."""
        blank = sum(len(sheet.gaps) for each in self.filled for sheet in each.filled)
        refused = [each for each in self.forms if each.prepared is None]
        said = [f"{len(self.forms)} 份表，填好 {len(self.filled)} 份，{blank} 格没有资料、留空。"]
        said += [f"没有填 {each.file.name}：{each.why}" for each in refused]
        said += [f"{each.file.name}：{warning}" for each in self.forms if each.prepared
                 for warning in each.prepared.json()["warnings"]]
        if self.asked:
            said.append(f"没认出、留空的 {len(self.asked)} 栏："
                        f"{'；'.join(each.words for each in self.asked)}。")
        return said

    def json(self) -> dict[str, Any]:
        """As the command line hands it over."""
        told = [(each, each.prepared.json()) for each in self.forms if each.prepared]
        return {
            "forms": [{"file": each.file.name, "path": str(each.written), **{
                part: said[part] for part in ("period", "filled", "cards", "rows", "warnings")}}
                for each, said in told],
            "refused": [{"file": each.file.name, "why": each.why}
                        for each in self.forms if each.prepared is None],
            "filled": sum(said["filled"] for _, said in told),
            "unknown_headings": [each.heading for each in self.asked],
            "asked": [{"heading": each.heading, "files": list(each.files)} for each in self.asked],
            "blank": [{"file": each.file.name, **gap} for each, said in told
                      for gap in said["blank"]],
        }


def forms_in(folder: Path) -> list[Path]:
    """The forms of a folder. :raises Problem: there are none, or it can't be read."""
    try:
        found = sorted(each for each in folder.iterdir() if each.is_file()
                       and each.suffix.lower() in _FORMS and each.name[0] not in ".~")
    except OSError:
        raise Problem(f"打不开文件夹“{folder}”，请看它是否还在。") from None
    if not found:
        raise Problem(f"文件夹“{folder.name}”里没有 .xlsx 或 .docx 的表样，请核对。")
    return found


def fill_together(
    store: Store, files: Iterable[Path], period: Period | None, today: date, *,
    read: Callable[[Path], Sequence[FormPage]], write: Callable[[Path, Prepared], Path],
    told: Callable[[int], object] = lambda _: None,
) -> FilledTogether:
    """Fill each form and write it; one that can't be filled is named, and the rest go on.

    :param told: is handed how many are done.
    """
    known, found = subjects(store), []
    for count, file in enumerate(files, 1):
        try:
            form = recognise(read(file), known)
            if form.card:
                form = recognise(read(file), known, form.card)
            prepared = prepare(store, form, period, today)
            found.append(FormOfMany(file, prepared, write(file, prepared)))
        except Problem as refusal:
            found.append(FormOfMany(file, why=refusal.sentence))
        told(count)
    return FilledTogether(tuple(found))
