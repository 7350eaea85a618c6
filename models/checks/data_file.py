"""Checks of the data file itself: its pages, its log, its records against the log, its photos."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from models.checks.catalogue import findings
from models.keeping.attachments import faulty
from models.keeping.datafile import DatabaseError
from models.keeping.heads import lost_heads, note_explained, replaced
from models.keeping.journal import verify_chain
from models.keeping.mending import AS_IT_STANDS, cut_loose, mend
from models.keeping.migrations import STEPS
from models.keeping.permissions import May
from models.keeping.record import Record, column_label, kind_of, label_of
from models.keeping.replay import (
    SCHEMA,
    STEP,
    TABLE,
    Discrepancy,
    Ref,
    Values,
    differences,
    reshaped,
    rows_of,
)
from models.keeping.ruling import RULING, rewritten_rules, rule_in_words, unsettled
from models.keeping.settings import kept_draft, set_setting
from models.registers.search import NEWEST, caught_up_to, renew_keys, stale_keys
from models.values.finding import Finding, Level
from models.values.kinds import Field
from models.values.privacy import Privacy, mask
from models.values.problem import Problem
from models.values.traces import numbers_masked

if TYPE_CHECKING:
    from models.keeping.store import LooseEnd, Store

QUICKLY = "这是快查。逐条和操作日志核对、大批导入的那几步、照片的内容，用 check --full 细查。"
"""What the quick check leaves to the full one."""
MEND = "请先做一次备份，再到“设置 › 备份与恢复”用最近的好备份恢复。"
TAKE_BACK = "请到“设置 › 检查和修复”按日志改回"
ALTERED, RESHAPED, STALE, LOOSE, REPLACED = (
    "record-altered", "file-reshaped", "search-keys", "loose-end", "file-replaced")
MENDED = (ALTERED, RESHAPED, STALE, LOOSE, REPLACED)
"""The rules whose findings the log can mend, or a reason can let stand."""
DAMAGE = (ALTERED, RESHAPED, LOOSE, "file-damaged", "log-broken")
"""The rules whose findings any question may stumble over."""


def every_finding(store: Store, *, full: bool = False) -> list[Finding]:
    """What is wrong with the file, then everything else that does not keep a rule.

    A check that can't read what it asks for is taken for damage only where the file differs from
    its log; otherwise it is our own mistake.
    """
    of_file = list(file_findings(store, full=full))
    try:
        return [*of_file, *findings(store)]
    except Exception as error:
        found = of_file if full else list(file_findings(store, full=True))
        if not any(each.level == Level.ERROR for each in found):
            raise
        said = error.sentence if isinstance(error, Problem) else "有的记录读不出来"
        return [*found, Finding(Level.ERROR, "unreadable",
                                f"别的体检没有做完：{said.rstrip('。')}。请先改好上面几处。")]


def stumbled_over(store: Store) -> Problem | None:
    """What else goes wrong where the file differs from its log, the first difference named; None
    where it does not: then it is our own mistake.
    """
    found = [each for each in file_findings(store, full=True) if each.rule in DAMAGE]
    if not found:
        return None
    first = min(found, key=lambda each: DAMAGE.index(each.rule))
    return Problem(f"这一步没有做成，资料和操作日志有 {len(found)} 处对不上。{first.what}"
                   "全部的在“设置 › 检查和修复”里细查，命令行用 check --full。")


def file_findings(store: Store, *, full: bool = False) -> Iterator[Finding]:
    """Damage of the file, photos that are gone or changed, a log that was rewritten, and every
    record that is not what the log says.

    The full check reads every page, record and photo, and takes longer.
    """
    try:
        for damage in store.integrity(full=full):
            yield Finding(Level.ERROR, "file-damaged", f"资料文件有损坏：{damage}。{MEND}")
        yield from map(_loose, store.loose_ends())
        if full:
            yield from _against_the_log(store)
        else:
            yield from rules_altered(store)
            yield from (_told(store, each) for each in reshaped(store))
        if sentence := replaced(store):
            yield Finding(Level.WARNING, REPLACED, sentence)
        for sentence in lost_heads(store, full=full):
            yield Finding(Level.ERROR, "history-lost", sentence)
        for each, sentence in faulty(store, full=full):
            yield Finding(Level.ERROR, "attachment-missing", sentence,
                          (("attachment", each.rowid),))
    except Problem as refusal:
        yield Finding(Level.ERROR, "file-damaged", refusal.sentence)
    except (ValueError, TypeError, DatabaseError):
        yield Finding(Level.ERROR, "unreadable", f"有的登记读不出来。{MEND}")


def _loose(end: LooseEnd) -> Finding:
    named = column_label(end.table, end.column)
    becomes = "到时整条删去" if end.required else f"到时“{named}”一栏清空"
    return Finding(Level.ERROR, LOOSE, f"{end.said}。{TAKE_BACK}；日志里也没有的，{becomes}，"
                   "原样留在日志里。", ((end.table, end.row),))


def rules_altered(store: Store) -> list[Finding]:
    """What was altered by hand of who may do what, by which rules and whose keys are believed."""
    with store.leniently():
        broken = [Finding(Level.ERROR, "log-broken", each) for each in rewritten_rules(store)]
        return broken + [_told(store, each) for each in unsettled(store)]


def _against_the_log(store: Store) -> Iterator[Finding]:
    broken = verify_chain(store)
    if broken is not None:
        yield Finding(Level.ERROR, "log-broken", broken)
    for each in differences(store):
        yield _told(store, each)
    with store.leniently():
        for table, row in stale_keys(store):
            what = (f"{_named(store, table, row)}的查找索引不对" if label_of(table) != table else
                    f"查找索引里多出一条（第 {row} 条），不是人员的，也不是户的")
            yield Finding(Level.ERROR, STALE, f"{what}，查找会漏掉、找错。请按日志改回。",
                          ((table, row),))
        if caught_up_to(store) is None:
            yield Finding(Level.ERROR, STALE, "查找索引记到第几步被改过，新登记的会找不到。"
                          "请按日志改回。")
        yield from _drafts(store)


def _drafts(store: Store) -> Iterator[Finding]:
    """What was typed and not kept is in no log: one that can't be read is not brought back."""
    for place, at in store.query("SELECT place, at FROM draft WHERE place <> ?", (NEWEST,)):
        if kept_draft(store, place) is None:
            when = str(at)[:16].replace("T", " ")
            yield Finding(Level.WARNING, "draft-unreadable",
                          f"一份没存完的表单（{when} 填的）读不出来，不再带出来。请重新填写。")


def mend_found(store: Store, found: Sequence[Finding], *, keeping: str = "") -> int:
    """Take back what the log says, or with a reason keep what stands; how many were mended.

    :raises Problem: nothing of it can be mended here; the file is as it was.
    """
    refs = {ref for each in found if each.rule in (ALTERED, RESHAPED) for ref in each.where}
    loose = {ref for each in found if each.rule == LOOSE and not keeping for ref in each.where}
    stale = [each for each in found if each.rule == STALE]
    if keeping and any(each.rule == REPLACED for each in found):
        _explained(store, keeping)
        if not refs and not stale:
            return 1
    if not refs and not stale and not loose:
        raise Problem("这里没有和操作日志对不上的。先做一次细查，再改。")
    if loose:  # what they hung on may be in the log
        refs |= {each.ref for each in differences(store)} & _hung_on(store, loose)
    mended = len(mend(store, refs, keeping=keeping)) if refs else 0
    mended += cut_loose(store, loose)
    if stale:
        renew_keys(store)
    return mended + len(stale)


def _explained(store: Store, why: str) -> None:
    """Say in the log why another file lies where this PC knew one."""
    with store.act(f"{AS_IT_STANDS}：这里换了一份资料，{why}", may=May.RESTORE):
        set_setting(store, "换上这份资料的原因", why)
    note_explained(store)


def _hung_on(store: Store, loose: set[Ref]) -> set[Ref]:
    """Records that hang on nothing, and what they name that is not there."""
    return loose | {
        (end.parent, values[end.column]) for end in store.loose_ends()
        if (end.table, end.row) in loose for values in rows_of(store, end.table, end.row)}


# ── a difference in words ────────────────────────────────────────────────────


_PARTS = {"table": "表", "index": "索引", "trigger": "保护规则", "view": "视图", "step": "升级记录"}
SHOWN = 40


def _told(store: Store, each: Discrepancy) -> Finding:
    if each.table == SCHEMA:
        part = each.stands or each.logged or {}
        how = "多出来" if each.logged is None else "不见了" if each.stands is None else "被改过"
        what = f"资料文件里{_part_named(part)}{how}。"
        way = MEND if each.of_a_table else f"{TAKE_BACK}。"
        return Finding(Level.ERROR, RESHAPED, f"{what}{way}", (each.ref,))
    kind = kind_of(each.table)
    who = rule_in_words(each) if each.table in RULING else _named(
        store, each.table, each.row, each.stands or each.logged)
    if each.stands is None:
        what = f"{who}不见了：日志里有，资料里没有"
    elif each.logged is None:
        what = f"{who}是多出来的：日志里没有（或已删去），资料里却有"
    else:
        fields = kind.fields_by_name() if kind else {}
        what = f"{who}和日志不一致：" + "；".join(
            _changed(fields.get(name), column_label(each.table, name), each.logged.get(name),
                     each.stands[name]) for name in each.columns)
    return Finding(Level.ERROR, ALTERED, f"{what}。不是在本软件里改的；{_by(store, each)}"
                   "请按日志改回，或写明原因照现在的留下。", (each.ref,))


def _part_named(part: Values) -> str:
    """A part of the schema as people call it; one of somebody else's by the name it was given."""
    what, name = _PARTS.get(part["type"], "部件"), str(part["name"])
    if part["type"] == STEP and name in dict(STEPS):
        return f"{what}第 {name.partition('-')[0]} 步"
    stands_on = _STANDS_ON.search(part["sql"] or "") if part["type"] != TABLE else None
    table = stands_on[1] if stands_on else name
    if (label := label_of(table)) == table:
        return f"{what}“{name}”"
    return f"“{label}”的{what}"


_STANDS_ON = re.compile(r"\bON\s+[\[\"`]?(\w+)", re.IGNORECASE)


def _changed(known: Field | None, label: str, logged: Any, stands: Any) -> str:
    privacy = known.privacy if known else Privacy.OPEN
    if privacy is Privacy.SECRET or str(logged).startswith("sha256:"):
        return f"{label}变了"
    return f"{label}应是“{_shown(known, logged)}”，现在是“{_shown(known, stands)}”"


def _shown(known: Field | None, stored: Any) -> str:
    said = "空" if stored is None else str(stored)
    if known is not None and stored is not None:
        try:
            said = str(known.show(known.kind.load(stored)))  # bytes, after an edit by hand
        except (ValueError, TypeError, KeyError, ArithmeticError, AttributeError, Problem):
            said = str(stored)
        if known.privacy not in (Privacy.OPEN, Privacy.NAME):
            said = mask(said, known.privacy)
    said = numbers_masked(said)
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}…"


def _by(store: Store, each: Discrepancy) -> str:
    for at, label, operator in store.query(
            "SELECT at, label, operator FROM act WHERE id = ?", (each.act,)):
        who = f"，{operator}" if operator else ""
        when, what = str(at).replace("T", " "), numbers_masked(str(label))
        return f"最后写它的是第 {each.act} 号操作“{what}”（{when}{who}）。"
    return "日志里没有操作写过它。"


def _named(store: Store, table: str, row: int, values: Values | None = None) -> str:
    """A record in a few words: its kind, and whom or what it is of."""
    return f"{label_of(table)}{_of(store, kind_of(table), row, values)}"


def _of(store: Store, kind: type[Record] | None, row: int, values: Values | None) -> str:
    if values is None and kind is not None:
        values = next((each for each in rows_of(store, kind.table, row)), None)
    for column in ("name", "title", "number", "what", "code"):
        if values and values.get(column):
            return f"“{numbers_masked(str(values[column]))[:SHOWN]}”"
    said = [word for column in ("person", "member", "household", "account")
            if values and values.get(column) is not None
            for word in _whose(store, column, values[column])]
    return f"（{numbers_masked('，'.join([*said, f'第 {row} 条']))}）"


_WHOSE = {
    "person": "SELECT name FROM person WHERE id = ?",
    "member": "SELECT p.name FROM member m JOIN person p ON p.id = m.person WHERE m.id = ?",
    "household": "SELECT number || ' 户' FROM household WHERE id = ?",
    "account": """SELECT coalesce(h.number || ' 户', p.name) FROM account a
                  LEFT JOIN household h ON h.id = a.household
                  LEFT JOIN member m ON m.id = a.member LEFT JOIN person p ON p.id = m.person
                  WHERE a.id = ?""",
}


def _whose(store: Store, column: str, row: Any) -> Sequence[str]:
    return [str(said) for (said,) in store.query(_WHOSE[column], (row,))]
