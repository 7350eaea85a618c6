"""`returns`: what is drawn for a period, of which record, in public or not, and written where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.asking import refuse_town
from cli.calling import DONE, PROBLEM, Answer, opened, say
from exporters.leaving.return_files import write_return
from exporters.paper.document import write_document
from exporters.paper.fonts import paper_fault
from models.checks.catalogue import findings
from models.checks.returns import return_findings
from models.keeping.permissions import May, require
from models.office.exposure import NotToBePosted
from models.returns import catalogue
from models.returns.document import Document, DocumentReturn
from models.returns.leaving import personal_columns, public_version
from models.returns.returning import CHOOSING, Asked, Return, must_choose
from models.values.finding import Finding, Level
from models.values.periods import Period
from models.values.sheet import Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store


def write_returns(
    data: Path, codes: tuple[str, ...], period: str, out: Path, *, public: bool, omit: bool,
    columns: bool, record: int | None,
) -> Answer:
    """Draw what is named, or what is due of a period, and write each as workbook and as pages."""
    stretch, papers = Period.parse(period), {each.code for each in catalogue.DOCUMENTS}
    with opened(data) as store:
        refuse_town(store)
        wanted = [
            catalogue.document_called(code) if code in papers
            else catalogue.return_called(code, store)
            for code in codes
        ] or [each for each in catalogue.due_for(store, stretch) if each.postable or not public]
        for each in wanted if public else ():
            catalogue.refuse_posting(each)
        asked = Asked.of(stretch)
        if record is None and (open_still := _choices(store, wanted, asked)):
            return open_still
        drawn = [(each.code, each.draw(store, _answering(each, asked, record)))
                 for each in wanted]
        if not public:
            _refuse_numbers(store, (each for _, each in drawn))
        drawn, betrayed = _public(store, drawn, public, omit, columns)
        found = [each.json() for each in (
            *findings(store), *return_findings(store, asked), *betrayed)]
        fault = paper_fault()
        spoken = {each.code: each.speaks_of(asked).period
                  for each in wanted if isinstance(each, Return)}
        files = [
            {"code": code, **written} for code, content in drawn for written in (
                write_document(content, out, str(stretch), paper=not fault)
                if isinstance(content, Document) else
                write_return(content, out, str(spoken.get(code, stretch)), public=public,
                             paper=not fault))
        ]
    status = PROBLEM if betrayed else DONE
    return {"files": files, "findings": [*found, *_told(files, fault)], "exit": status}


def write_drawn(sheet: Sheet, out: Path, period: Period) -> Answer:
    """Write one sheet as workbook and as pages."""
    fault = paper_fault()
    files = [{"code": sheet.code, **written}
             for written in write_return(sheet, out, str(period), paper=not fault)]
    return {"files": files, "findings": _told(files, fault)}


def _told(files: Iterable[dict[str, Any]], fault: str) -> list[dict[str, Any]]:
    """Say what was written, and why there is no paper; that is a finding, too."""
    for written in files:
        say(f"写好 {written['path']}")
    if fault:
        say(fault)
    return [{"level": Level.ERROR, "rule": "paper-fonts", "what": fault, "where": []}
            for _ in range(bool(fault))]


def _refuse_numbers(store: Store, drawn: Iterable[Sheet | Document]) -> None:
    """:raises Problem: who asks may not see the numbers that stand there."""
    if any(isinstance(each, Sheet) and personal_columns(each) for each in drawn):
        require(store, May.SEE)


def _public(
    store: Store, drawn: list[tuple[str, Sheet | Document]], public: bool, omit: bool,
    columns: bool,
) -> tuple[list[tuple[str, Sheet | Document]], list[Finding]]:
    """The public versions among what was drawn; what betrays somebody is left aside and said."""
    kept: list[tuple[str, Sheet | Document]] = []
    found: list[Finding] = []
    for code, content in drawn:
        if not (isinstance(content, Sheet) and (public or content.public)):
            kept.append((code, content))
            continue
        try:
            kept.append((code, public_version(store, content, omit=omit, columns=columns)))
        except NotToBePosted as refusal:
            say(f"{refusal.sentence}（命令行加 --omit，整栏略去加 --omit-columns）")
            found += [Finding(Level.ERROR, "public-text", f"{code}：{each.sentence}。",
                              each.refs) for each in refusal.found]
    return kept, found


def _choices(store: Store, wanted: Iterable[Return | DocumentReturn], asked: Asked) -> Answer:
    """What ``--of`` may be for the papers that are of one record, in the period asked for."""
    whys, found = [], []
    for each in wanted:
        for name in must_choose(each.asks):
            offered = CHOOSING[name](store, "", asked.days)
            whys.append(f"{each.title}一次印一份，请用 --of 写明编号。" if offered else
                        f"{asked.period.label}没有可以印{each.title}的，请换一个时段。")
            say(whys[-1])
            for row, label in offered:
                say(f"  --of {row}\t{label}")
                found.append({"code": each.code, "of": row, "label": label})
    return {"problems": [{"level": Level.ERROR, "why": why} for why in whys],
            "choices": found, "exit": PROBLEM} if whys else {}


def _answering(wanted: Return | DocumentReturn, asked: Asked, record: int | None) -> Asked:
    """What is asked, with the record ``--of`` names."""
    return replace(asked, answers={} if record is None else dict.fromkeys(
        must_choose(wanted.asks), record))
