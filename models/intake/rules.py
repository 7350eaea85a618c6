"""Rules from a list, taken whole or not at all: the town's 创建标准, a points scheme."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.intake.listed import Intake, ReadLine, ReadLines
from models.intake.reading import HIDDEN_ROW, ReadFinding
from models.office.star_sets import SETS, StarSet, set_of, star_set, star_sets
from models.points.book.accounts import open_for_all
from models.points.book.scheme_sheet import PARTS, place_of_fault, scheme_from_lines
from models.points.book.scheme_versions import keep_scheme, known_scheme, put_in_force
from models.points.engine.reader import InvalidFile
from models.stars.drafting import draft, keep, known_standard
from models.stars.standard import Standard
from models.values.finding import Level

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.points.engine.scheme import Scheme


def _say(
    intake: Intake, level: Level, code: str, line: ReadLine | None, column: str, why: str
) -> None:
    """Say something at a cell of a line, or of the whole list."""
    sheet, row = (line.sheet, line.row) if line else ("", None)
    letter, value = (line.letters.get(column), line.values.get(column, "")) if line else (None, "")
    intake.findings.append(ReadFinding(level, code, sheet, row, letter, value, why))


def _whole(intake: Intake, lines: Sequence[ReadLine], code: str, taken: str) -> None:
    """Count the lines: all of them are ``taken``, or none while one is at fault."""
    wrong = len({(each.sheet, each.row) for each in intake.findings if each.code == code})
    intake.rows += max(0, wrong - len(lines))
    intake.counts += Counter({"refused": wrong, "skipped": max(0, len(lines) - wrong)}
                             if wrong else {taken: len(lines)})


# ── 创建标准


_YEAR = re.compile(r"20\d\d")


def take_in_standard(
    store: Store, lines: ReadLines, *, today: date, dry_run: bool = False, strict: bool = False
) -> Intake:
    """Keep the standard as the next version of its year; the very same again changes nothing.

    Its year stands in the title, on the lines, or in the name of sheet or file, and is else this
    one; its set is the office's own, unless it names the stars of another.
    """
    lines = _once(lines)
    intake = Intake.of(lines)
    written = (_YEAR.search(each.values.get("年度", "")) for each in lines)
    year = lines.year or next((each[0] for each in written if each), str(today.year))
    stars = _set_named(store, lines)
    titles = [each for each in lines.above if re.search("标准|清单|任务", each)]
    standard = Standard(
        year=int(year), star_set=stars.code, paper=lines.file, since=date(int(year), 1, 1),
        title=titles[0] if titles else (f"{year} 年“{stars.label}”标准" if stars.beside
                                        else f"{year} 年“五星”支部创建标准"))
    drafted = draft(standard, [((each.sheet, each.row), each.values) for each in lines])
    at = {(each.sheet, each.row): each for each in lines}
    for level, code, faults in ((Level.ERROR, "standard-refused", drafted.faults),
                                (Level.WARNING, "target-in-words", drafted.notices)):
        for each in faults:
            _say(intake, level, code, at[each.place], each.column, each.sentence)
    _say(intake, Level.NOTICE, "standard-read", None, "", (
        f"《{standard.title}》：{year} 年，{stars.label}，{len(drafted.items)} 项、"
        f"{drafted.clauses} 条。年度不对就改表上面的标题。"))
    known = not drafted.faults and known_standard(store, drafted)
    _whole(intake, lines, "standard-refused", "unchanged" if known else "created")
    if drafted.items and not drafted.faults and not known and not dry_run:
        keep(store, drafted)
    return intake


def _once(lines: ReadLines) -> ReadLines:
    """The lines without those that stand word for word on a sheet before: a working copy."""
    first: dict[tuple[str, ...], str] = {}
    again = {(each.sheet, each.row) for each in lines
             if first.setdefault(tuple(each.values.values()), each.sheet) != each.sheet}
    kept = lines.without(again)
    kept.left_out += [ReadFinding(Level.NOTICE, "line-copied", sheet, row, None, "", (
        "和前面一张表的一行完全一样，像是抄出来的副本，只记一次。"))
        for sheet, row in sorted(again)]
    return kept


def _set_named(store: Store, lines: Sequence[ReadLine]) -> StarSet:
    """The set with most of the stars that the lines name; where none of their heads is a star, and
    they say what they are of (四化), that.
    """
    own, named = set_of(store), {each.values.get("星", "") for each in lines}
    said = next((text for each in lines if (text := each.values.get("适用", "").strip())), "")
    known = {each.code: sum(each.read(star) is not None for star in named) for each in star_sets()}
    if said and SETS.read(said) == said and not any(known.values()):
        return star_set(said)
    return max(star_sets(), key=lambda each: (known[each.code], each.code == own.code))


# ── 积分细则


def take_in_scheme(
    store: Store, lines: ReadLines, *, today: date, dry_run: bool = False, strict: bool = False,
    since: date | None = None, basis: str = "",
) -> Intake:
    """Keep the scheme; ``since`` a day put it in force, and open the accounts it speaks of.

    What is counted are its items, once it is a scheme.

    :param basis: by whose decision; blank is the scheme's own source, or the file.
    """
    whole = _scheme_lines(lines)
    intake = Intake.of(whole)
    hidden = [each for each in whole.left_out if each.code == HIDDEN_ROW]
    try:
        if hidden:
            raise InvalidFile([
                f"第 {'、'.join(str(each.row) for each in hidden[:20])} 行是隐藏的或被筛选掉的。"
                "细则要整份导入，请先取消隐藏和筛选，不要的行删去，再导入。"])
        scheme = scheme_from_lines(each.values for each in whole)
        known = known_scheme(store, scheme, since)
        if not dry_run and (known is None or since):
            intake.also = _keep_scheme(store, scheme, since, basis or scheme.source
                                       or f"按导入的“{lines.file}”")
    except InvalidFile as invalid:
        return faulty_scheme(invalid, whole)
    intake.rows += len(scheme.items) - len(whole)
    intake.counts["unchanged" if known else "created"] += len(scheme.items)
    return intake


def faulty_scheme(invalid: InvalidFile, lines: ReadLines) -> Intake:
    """A scheme that is not taken, each fault at its cell; a .toml file has no lines."""
    intake = Intake.of(lines)
    for fault in invalid.faults:
        at, column, why = place_of_fault(fault, [each.values for each in lines])
        _say(intake, Level.ERROR, "scheme-refused", None if at is None else lines[at], column, why)
    _whole(intake, lines, "scheme-refused", "refused")
    return intake


def _scheme_lines(lines: ReadLines) -> ReadLines:
    """The lines of one scheme: those of the first sheet, down to the last that is a rule."""
    sheet = lines[0].sheet if lines else ""
    rules = [each.row for each in lines if each.sheet == sheet and each.values["部分"] in PARTS]
    other = {(each.sheet, each.row) for each in lines if each.sheet != sheet}
    below = {(each.sheet, each.row) for each in lines
             if each.sheet == sheet and each.row > max(rules, default=each.row)}
    kept = lines.without(other | below)
    kept.left_out += [ReadFinding(Level.NOTICE, "sheet-unread", name, None, None, "", (
        f"一份细则只读一张表，“{name}”没有读。")) for name in sorted({each[0] for each in other})]
    return kept


def _keep_scheme(
    store: Store, scheme: Scheme, since: date | None, basis: str
) -> dict[str, int]:
    with store.act(f"导入细则《{scheme.name}》"):
        version = known_scheme(store, scheme, since) or keep_scheme(store, scheme)
        if since is None:
            return {}
        if not version.active:
            put_in_force(store, version, basis=basis, adopted=since, valid_from=since)
        return {"accounts": open_for_all(store, scheme.account, since)}
