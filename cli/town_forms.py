"""`fill`: the town's own forms filled, one or card after card."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.calling import DONE, PROBLEM, Answer, say
from exporters.workbook.town_form import write_beside, write_cards, write_form
from importers.forms.town_form import read_form, to_keep
from models.figures.measure import VILLAGE
from models.returns.facts.catalogue import subjects
from models.returns.own import LONGEST_TITLE, keep_form
from models.returns.town_form.preparing import Prepared, Respondents, keep, keep_all, prepare
from models.returns.town_form.recognising import recognise
from models.returns.town_form.together import fill_together, forms_in
from models.town.village_forms import CopyForEach, LineForEach
from models.values import clock
from models.values.periods import Period
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Wanted:
    """How forms are to be filled: for which period, by which map, once for each of whom; with a
    ``cadence`` they are kept as returns of one's own."""

    period: Period | None
    told: dict[str, Any] | None = None
    each: str = ""
    whose: str = ""
    cadence: str = ""


def fill_form(
    store: Store, template: Path, wanted: Wanted, out: Path | None, folder: Path | None
) -> Answer:
    """Fill a form and write it to ``out``, or each of its cards into ``folder``."""
    prepared = _prepared(store, template, wanted)
    with store.act(f"填上级表样：{prepared.form.map.title}"):
        keep(store, prepared, clock.today())
        answer: Answer = _kept(store, template, prepared, wanted.cadence)
        answer |= _written(template, prepared, out, folder)
    answer |= prepared.json()
    _tell(prepared, answer)
    return answer


def _kept(store: Store, template: Path, prepared: Prepared, cadence: str) -> Answer:
    if not cadence:
        return {}
    title = (prepared.form.map.title or template.stem)[:LONGEST_TITLE]
    own = keep_form(store, to_keep(template, prepared.form), prepared, title, cadence)
    return {"kept": {"code": own.code, "title": own.title, "cadence": own.cadence}}


def fill_folder(store: Store, templates: Path, period: Period | None, folder: Path) -> Answer:
    """Fill every form of a folder into another one; exit 1 when none could be filled.

    :raises Problem: there are no forms, or they would be written over.
    """
    filled = fill_together(
        store, forms_in(templates), period, clock.today(), read=read_form,
        write=lambda template, prepared: write_beside(template, folder, prepared.forms))
    keep_all(store, filled.filled, clock.today())
    for words in filled.words:
        say(words)
    return {"path": str(folder), **filled.json(), "exit": DONE if filled.filled else PROBLEM}


def fill_of_villages(
    town: Store, template: Path, wanted: Wanted, out: Path | None, folder: Path | None
) -> Answer:
    """Fill a form at the town: a copy for each village into ``folder``, or a line for each.

    :raises Problem: the form is none of these.
    """
    copies = CopyForEach(town, wanted.whose)
    of: Respondents = copies if wanted.each == VILLAGE else LineForEach(town)
    form = recognise(read_form(template), of.can_be)
    if of is not copies and not any(each.mapped.subject for each in form.pages):
        raise Problem("这份表不是一村一行的。要每个村各填一份，请加 --each village --to 文件夹。")
    prepared = prepare(town, form, wanted.period, clock.today(), wanted.told, of=of)
    with town.act(f"填上级表样：{prepared.form.map.title}"):
        keep(town, prepared, clock.today())
        answer = _written(template, prepared, out, folder)
    answer |= prepared.json() | {
        "refused": [{"village": name, "why": why} for name, why in copies.refused.items()]}
    _tell(prepared, answer)
    for each in (*copies.refused.values(), *prepared.blank_by_name):
        say(each)
    return answer


def _written(
    template: Path, prepared: Prepared, out: Path | None, folder: Path | None
) -> Answer:
    if out is not None:
        return {"path": str(out), "sha256": write_form(template, out, prepared.forms)}
    assert folder is not None
    return {"path": str(folder), "files": [
        {"path": str(path), "sha256": sha256}
        for path, sha256 in write_cards(template, folder, prepared.forms)]}


def _prepared(store: Store, template: Path, wanted: Wanted) -> Prepared:
    each = wanted.each or (wanted.told or {}).get("each", "")
    form = recognise(read_form(template), subjects(store), each)
    return prepare(store, form, wanted.period, clock.today(), wanted.told, wanted.whose)


def _tell(prepared: Prepared, answer: Answer) -> None:
    cards = f"{answer['cards']} 张卡片，" if answer["cards"] else ""
    say(f"填好 {answer['path']}：{prepared.period.label}，{cards}写了 {answer['filled']} 格，"
        f"{len(answer['blank'])} 格没有资料、留空。{answer['burden']['words']}")
    for each in answer["warnings"]:
        say(each)
    if kept := answer.get("kept"):
        say(f"留作自己的报表《{kept['title']}》，代号 {kept['code']}。")
