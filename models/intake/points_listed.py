"""Points kept elsewhere in a list, taken in line by line like what is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from models.intake.listed import (
    GROUP,
    Intake,
    Known,
    ReadLine,
    ReadLines,
    Unresolved,
    refuse,
    say_absent,
    say_odd,
    value_of,
)
from models.intake.named import NamesOnRegister
from models.intake.points_across import AmountUnit, amounts_of, bare
from models.intake.reading import ReadFinding
from models.keeping.named_rows import named_rows
from models.points.book.accounts import account_of, person_named
from models.points.book.entering import KeptBatch, keep, preview
from models.points.book.scheme_versions import versions
from models.points.book.slips import REMEDY, AwardDraft, Slip, SlipState
from models.points.engine.operations import Op
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind, Fixed, Item, Range
from models.registers.people import Household, Person
from models.values.finding import Level
from models.values.kinds import Field
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

POINTS_READ = (*AmountUnit, "key", "subject", "evidence", "note")

POINTS_HEADINGS: tuple[tuple[str, Field], ...] = (
    ("on_day", Slip.field("on_day")), ("title", Slip.field("title")),
    ("number", Household.field("number")),
    ("head", Field("户主", aliases=("户主姓名", "户名"))), ("group", GROUP),
    ("member", Field("党员", aliases=("党员姓名",))), ("id_number", Person.field("id_number")),
    ("person", Field("人员", aliases=("姓名", "成员", "家庭成员", "当事人"))),
    ("said", replace(Slip.field("said"), aliases=("理由",))),
    *((name, Slip.field(name)) for name in POINTS_READ),
)
"""What a column may be headed, by the name its values go under."""


UNDATED = "没有写是哪一天的，记不了分；请写上日期，表头写“日期”。"


class _Reasoned(NamedTuple):
    """A slip with its reason as the ledger shows it."""

    slip: Annotated[int, "s.id"]
    reason: Annotated[str, "coalesce(min(e.reason), s.said, '')"]


def _kind(line: ReadLine) -> AccountKind:
    said_of_member = line.values.get("member") and not line.values.get("number")
    return AccountKind.MEMBER if said_of_member else AccountKind.HOUSEHOLD


class _NoItem(Unresolved):
    """No scheme knows the item."""


class _Reader:
    """Turns lines into drafts, looking accounts, items and people up.

    ``above``: what stands over the head; ``standing``: how many lines our own ledger shows.
    """

    def __init__(self, store: Store, above: Sequence[str] = ()) -> None:
        self.store, self._above, self.standing = store, bare("".join(above)), 0
        self.registers = NamesOnRegister(store)
        self.lines = Known(store)
        self.known = {str(kind): versions(store, kind) for kind in AccountKind}
        self._claimed = set[int]()

    def draft(self, line: ReadLine, place: int) -> AwardDraft:
        """The draft of a line. :raises Unresolved: with the column and the sentence."""
        on = value_of(line, Slip.field("on_day"))
        if on is None:
            raise Unresolved("on_day", UNDATED)
        kind = _kind(line)
        item = self._item(line, kind, on)
        account, household = self._account(line, kind)
        amounts = tuple(AmountUnit) if line.head else ()
        values: dict[str, Any] = {name: value_of(line, Slip.field(name)) for name in POINTS_READ
                                  if name not in amounts}
        values |= dict.fromkeys(amounts) | (amounts_of(item, line) if line.head else {})
        values["times"] = values["times"] or 1
        values["note"] = values["note"] or value_of(line, Slip.field("said"))
        if not isinstance(item.amount, Range):
            values["points"] = _fixed(item, values["points"], values["times"])
        return AwardDraft(account, on, item.code, person=self._person(line, household), line=place,
                     **values)

    def stands(self, line: ReadLine) -> bool:
        """Whether the line is one of our own ledger: account, day, item and reason are a slip's.

        Whatever became of the slip: the ledger shows what was rejected and taken back too, and
        of those neither sign nor amount tells them from an award. Each slip is claimed once.
        """
        reason, on = line.values.get("said", ""), value_of(line, Slip.field("on_day"))
        if not reason or on is None:
            return False
        account, _ = self._account(line, _kind(line))
        for each in named_rows(self.store, _Reasoned, """FROM slip s
                LEFT JOIN entry e ON e.slip = s.id
                WHERE s.account = ? AND s.on_day = ? AND coalesce(s.title, '') = ?
                GROUP BY s.id ORDER BY s.id""",
                (account, on.isoformat(), line.values.get("title", "").strip())):
            same = reason == each.reason or reason.startswith(f"{each.reason}（")
            if each.reason and same and each.slip not in self._claimed:
                self._claimed.add(each.slip)
                self.lines.holds(self.store.get(Slip, each.slip))
                return True
        return False

    def _account(self, line: ReadLine, kind: str) -> tuple[int, int | None]:
        household = self.registers.household(line) if kind == AccountKind.HOUSEHOLD else None
        member = self.registers.member(line) if kind == AccountKind.MEMBER else None
        self.registers.settle_number(line, member, household)
        found = account_of(self.store, household=household, member=member)
        if found is None:
            raise Unresolved("number" if household else "member", "没有开着的积分账户，请先开户。")
        return found.rowid, household

    def _item(self, line: ReadLine, kind: str, on: date) -> Item:
        said = line.values.get("title", "").strip()
        alike = bare if line.head else str
        every = [each for known in self.known[kind].values() for each in known.all]
        in_force = [each for each in every
                    if each.valid_from <= on <= (each.valid_until or date.max)]
        if line.head and not said:
            said = self._over([each.title for scheme in every for each in scheme.items])
        for scheme in (*reversed(in_force), *every):
            for item in scheme.items:
                if alike(said) in (alike(item.title), alike(item.code)):
                    return item
        raise _NoItem("title", f"细则里没有“{said}”这一项，请照细则的名称写。")

    def _over(self, titles: Sequence[str]) -> str:
        """The only item that the title of the list names."""
        named = {each for each in map(bare, titles) if each and each in self._above}
        longest = {each for each in named if not any(each != one and each in one for one in named)}
        if len(longest) != 1:
            raise Unresolved("title", "没有写是哪一项的积分。请在标题或表头里写细则里的一项。")
        return longest.pop()

    def _person(self, line: ReadLine, household: int | None) -> int | None:
        name = line.values.get("person", "").strip()
        if not name or household is None:
            return None
        found = person_named(self.store, household, name)
        if found is None:
            raise Unresolved("person", f"{name}不是这一户的人，请核对是哪一户。")
        return found


def _fixed(item: Item, said: Any, times: int) -> Any:
    """A fixed item may repeat its own points in the list, or what they come to; what is taken off
    needs no sign.

    :raises Unresolved: points are taken off for what brings some: that takes an award back.
    """
    if not isinstance(item.amount, Fixed) or said is None:
        return None
    if said < 0 < item.amount.points:
        raise Unresolved("points", f"“{item.title}”是加分项，这里写的是 {show(said)} 分。"
                                   "要冲销一笔已经记的分，请在积分台账里找到那一笔冲销。")
    own = item.amount.points
    return None if -said == own or abs(said) == abs(own) * times else said


def take_in_points(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False, again: bool = False,
) -> Intake:
    """Keep the points of a list as one act; refused lines are listed, the rest stands.

    :param again: take lines too that say the same as an award that stands already.
    """
    intake = Intake.of(lines)
    say_odd(store, intake, lines, Slip)
    reader = _Reader(store, lines.above if isinstance(lines, ReadLines) else ())
    drafts = _drafted(reader, intake, lines)
    worth = preview(store, drafts, today, again=again)
    for each in worth:
        line, twin = lines[each.draft.line], each.twin
        if each.refused is not None:
            refuse(intake, line, "title", f"{each.refused}。")
        elif each.slip is None and twin is not None and twin.line is not None:
            first = lines[twin.line]
            where = f"“{first.sheet}”" if first.sheet != line.sheet else ""
            refuse(intake, line, "title", f"和{where}第 {first.row} 行完全一样；{REMEDY}。")
    good = [each.draft for each in worth if each.slip is not None]
    known = [each for each in worth
             if each.slip is None and each.refused is None and each.twin and each.twin.line is None]
    unchanged = reader.standing + len(known)
    refused = len(lines) - len(good) - unchanged
    intake.counts += Counter(created=len(good), refused=refused, unchanged=unchanged)
    _ask_about_known(intake, [lines[each.draft.line] for each in known])
    for each in worth:
        if each.twin and each.twin.line is None:
            reader.lines.holds(each.twin.slip)
    if lines:
        say_absent(intake, lines[0].sheet, [
            f"{each.on_day} {each.title or ''}" for each in reader.lines.lacking(
                Slip, "op = ? AND state IN (?, ?)",
                (Op.AWARD, SlipState.PENDING, SlipState.APPROVED),
                day="on_day", alike=("account",))])
    if strict and refused:
        intake.counts = Counter(refused=refused, skipped=intake.rows - refused)
    elif good and not dry_run:
        kept: KeptBatch = keep(store, good, today, label=f"导入积分 {len(good)} 条")
        assert len(kept.slips) == len(good)
    return intake


def _drafted(reader: _Reader, intake: Intake, lines: Sequence[ReadLine]) -> list[AwardDraft]:
    """The awards that the lines say, save those our own ledger shows; the rest is refused.

    A head of a matrix that no scheme knows is asked about once, at the head.
    """
    drafts, unknown = [], dict[tuple[str, int, str], list[ReadLine]]()
    for place, line in enumerate(lines):
        try:
            line.settle()
            if reader.stands(line):
                reader.standing += 1
            else:
                drafts.append(reader.draft(line, place))
        except _NoItem as nothing:
            if line.head:
                head = (line.sheet, line.head, line.letters["title"])
                unknown.setdefault(head, []).append(line)
            else:
                refuse(intake, line, nothing.name, nothing.why)
        except Unresolved as unresolved:
            refuse(intake, line, unresolved.name, unresolved.why)
        except Invalid as invalid:
            for name, why in invalid.faults.items():
                refuse(intake, line, name, why)
    for (sheet, row, letter), cells in unknown.items():
        said = cells[0].values["title"]
        intake.findings.append(ReadFinding(
            Level.ERROR, "title-refused", sheet, row, letter, said,
            f"细则里没有“{said}”这一项，这一栏的 {len(cells)} 格没有导入。是积分项目的，请把表头"
            "改成细则的名称；不是的，在这一列上面选“这一列不导入”。"))
    return drafts


def _ask_about_known(intake: Intake, known: Sequence[ReadLine]) -> None:
    """One sentence for all lines that say the same as what was written down before."""
    if not known:
        return
    rows = "、".join(str(each.row) for each in known[:5]) + ("等" if len(known) > 5 else "")
    intake.findings.append(ReadFinding(
        Level.WARNING, "known", known[0].sheet, known[0].row, known[0].letters.get("title"),
        known[0].values.get("title", ""),
        f"第 {rows} 行共 {len(known)} 行，同户、同项目、同日、同数量已经记过，没有再记；{REMEDY}。",
    ))
