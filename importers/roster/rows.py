"""Reading one row of a roster as one person, cell by cell: kept, put right, or asked about."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from importers.roster.findings import Report
from importers.roster.headings import MEMBER_FIELDS, PERSON_FIELDS
from importers.sheets.grid import text
from importers.sheets.lines import Line, words
from models.intake.reading import Layout, ReadPerson, is_nothing
from models.members.member import NO_PROBATION, Member, MemberKind
from models.registers.people import HEAD, Person
from models.values.codes import RELATION, SEX, SEXES
from models.values.days import DayReading, Doubt, read_day
from models.values.identity import IdState, IdVerdict, id_number_problem, judge
from models.values.kinds import DAY, PART_DAY, Field
from models.values.names import Outcome, map_private_use, names_in, read_name


def read_value(field: Field, written: Any, report: Report) -> Any:
    """A value as its field reads it; days stay ISO text, as far as they are known."""
    if is_nothing(written):
        return None
    if field.kind in (DAY, PART_DAY):
        return _day(field, written, report)
    plain, _ = map_private_use(text(written))
    try:
        return field.read(plain)
    except ValueError as error:
        report.cell("value-unreadable", field.name, written, f"{error}这一格没有记下。")
        return None


def _day(field: Field, written: Any, report: Report) -> str | None:
    reading = read_day(written)
    if reading.doubt == Doubt.AMBIGUOUS:
        taken = "|".join(reading.choices)
        report.cell("date-ambiguous", field.name, written, reading.note, taken)
    elif reading.doubt == Doubt.CENTURY:
        report.cell("date-century", field.name, written, reading.note, reading.value or "")
    elif reading.doubt is not None:
        why = reading.note or f"{field.label}认不出，请核对后重新录入。"
        report.cell("date-unreadable", field.name, written, why)
    elif reading.value and len(reading.value) < 10 and field.kind is DAY:
        why = f"{field.label}没有写到日，先不记。请补上年月日。"
        report.cell("date-partial", field.name, written, why, reading.value)
    return reading.value


# ── telephone numbers ────────────────────────────────────────────────────────


_GAP = r"[\s-]{0,2}"
_NUMBER = re.compile(
    rf"(?<!\d)(?:(?:\+?(?:00)?86{_GAP})?(?P<mobile>1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}})"
    rf"|(?P<landline>\(?0\d{{2,3}}\)?{_GAP}\d{{7,8}}(?:-\d{{1,4}})?)"
    rf"|(?P<local>[2-8]\d{{6,7}}))(?!\d)"
)
_BETWEEN = re.compile(r"[\s、,，;；/或和|]+")


@dataclass(frozen=True)
class Phones:
    """The numbers of one cell: those that can be dialled, and the rest that can't be read."""

    numbers: tuple[str, ...]
    rest: str


def read_phones(value: Any) -> Phones:
    """Mobiles of 11 digits (``1[3-9]…``, leniently), landlines with or without the area code.

    A country code and the spaces and dashes inside a mobile are dropped.
    """
    written = unicodedata.normalize("NFKC", text(value)).replace("—", "-").replace("–", "-")
    if is_nothing(written) or written == "0":
        return Phones((), "")
    numbers = tuple(dict.fromkeys(_dialled(found) for found in _NUMBER.finditer(written)))
    rest = _BETWEEN.sub("", _NUMBER.sub("", written))
    return Phones(numbers, rest if re.search(r"\d", rest) or not numbers else "")


def _dialled(found: re.Match[str]) -> str:
    if found["mobile"]:
        return re.sub(r"\D", "", found["mobile"])
    return re.sub(r"\s", "", found["landline"] or found["local"])


# ── what is said of a member ─────────────────────────────────────────────────


_PARTY_COLUMNS = frozenset({"joined", "confirmed"})
_PARTY_POLITICS = {"01": MemberKind.FULL, "02": MemberKind.PROBATIONARY}


def read_member(
    cells: dict[str, Any], politics: str | None, report: Report
) -> dict[str, Any] | None:
    """The values of a :class:`Member`, or None when the row says nothing of a party file.

    ``politics`` is the code of 政治面貌 when the sheet has that column (GB/T 4762-1984).
    """
    if not _PARTY_COLUMNS & cells.keys():
        return None
    names = [each for each in MEMBER_FIELDS if each in cells]
    values = {name: read_value(Member.field(name), cells[name], report) for name in names}
    kind = values.get("kind") or _PARTY_POLITICS.get(politics or "")
    if kind is None and values.get("joined") is None:
        return None
    values["kind"] = kind or MemberKind.FULL
    _check(cells, values, report)
    return values


def _check(cells: dict[str, Any], values: dict[str, Any], report: Report) -> None:
    joined, confirmed = values.get("joined"), values.get("confirmed")
    if values["kind"] == MemberKind.PROBATIONARY and confirmed:
        why = "预备党员不该有转正日期，没有记下。请核对人员类别和转正日期。"
        report.cell("party-probationary-dated", "confirmed", cells["confirmed"], why)
        values["confirmed"] = None
    elif joined and joined == confirmed and not _without_probation(joined):
        why = "入党日期和转正日期相同，应当有一年预备期。请核对入党志愿书。"
        report.cell("party-same-day", "confirmed", cells["confirmed"], why)
    elif joined and confirmed and confirmed < joined[: len(confirmed)]:
        why = "转正日期早于入党日期，没有记下。请核对入党志愿书。"
        report.cell("party-order", "confirmed", cells["confirmed"], why)
        values["confirmed"] = None
    if values.get("lost") and not values.get("lost_since"):
        why = "是失联党员，却没有写失去联系的日期，请补上。"
        report.cell("party-lost-undated", "lost_since", cells.get("lost_since", ""), why)


def _without_probation(day: str) -> bool:
    """Whether the day, as far as it is known, can lie where there was no probation."""
    first, last = (each.isoformat()[: len(day)] for each in NO_PROBATION)
    return first <= day <= last


# ── A row


_READ_APART = frozenset(
    {"name", "relation", "sex", "id_number", "born", "phone", "landline"}
)


def read_person(line: Line, layout: Layout, report: Report) -> ReadPerson:
    """The person of one row; whatever is said about it goes to ``report``."""
    columns = layout.columns
    report.turn_to(layout.sheet, line.row, columns)
    cells = {name: line.value(letter) for name, letter in columns.items()}
    name, head = _name(cells, report)
    verdict = _id_number(cells, report)
    sex = _sex(cells, verdict, report)
    relation = _relation(cells, sex, head, report)
    phones = _phones(cells, "phone", report)
    values = {
        "name": name, "relation": relation, "sex": sex, "id_number": _kept(verdict),
        "born": _born(cells, verdict, report), "phone": "、".join(phones) or None,
        "landline": "、".join(_phones(cells, "landline", report)) or None,
        **_plain_values(cells, report),
    }
    _shares(cells, report)
    return ReadPerson(
        sheet=layout.sheet, row=line.row, name=name, written=str(cells.get("name", "")),
        values=values, head=relation == HEAD, id_verdict=verdict.state, upgraded=verdict.upgraded,
        phones=phones, member=read_member(cells, values.get("politics"), report),
        cells=tuple(line.cells),
    )


def _name(cells: dict[str, Any], report: Report) -> tuple[str | None, bool]:
    written = str(cells.get("name", ""))
    if not written.strip():
        report.cell("name-missing", "name", written, "姓名没有填，请补上姓名，或删去这一行。")
        return None, False
    if len(several := names_in(written)) > 1:
        report.cell("name-placeholder", "name", written,
                    f"一格里像是写了 {len(several)} 个人（{'、'.join(several)}）。请一人写一行。")
        return None, False
    reading = read_name(written)
    if reading.stored is not None and (
            "某" in reading.stored[1:] or reading.stored in words("no_names")):
        report.cell("name-placeholder", "name", written,
                    f"“{written.strip()}”不是姓名。请补上姓名，或不导入这一行。")
        return None, reading.head
    if reading.stored is None:
        code = "name-pua-unknown" if reading.outcome == Outcome.REFUSE else "name-placeholder"
        report.cell(code, "name", written, reading.notes[0])
        return None, reading.head
    mapped = len(map_private_use(written)[1])
    suffixes = int(reading.head) + int(bool(reading.former))
    for code, count in (
        ("name-mapped", mapped), ("name-suffix", suffixes),
        ("name-normalised", len(reading.notes) - mapped - suffixes),
    ):
        if count:
            report.cell(code, "name", written, "".join(reading.notes), reading.stored)
    return reading.stored, reading.head


def _id_number(cells: dict[str, Any], report: Report) -> IdVerdict:
    written = cells.get("id_number", "")
    verdict = judge(written)
    if verdict.state == IdState.OK and _written_sex(cells) not in (None, verdict.sex):
        verdict = IdVerdict(IdState.DESTROYED) if str(written).endswith("000") else verdict
    if "id_number" not in cells:
        return verdict
    if verdict.state != IdState.OK:
        taken = verdict.upgraded or verdict.number or ""
        report.cell(f"id-{verdict.state}", "id_number", written, verdict.sentence, taken)
    elif str(written) != verdict.number:
        why = "身份证号里的空格、引号、全角数字或小写 x 已改正，请看一眼。"
        report.cell("id-normalised", "id_number", written, why, verdict.number or "")
    return verdict


def _written_sex(cells: dict[str, Any]) -> str | None:
    """The sex the row itself tells, by its column or by the relation.

    One in eleven numbers that a spreadsheet cut to 000 has a right check digit by chance; it then
    reads as a woman's, and only this betrays it on a man.
    """
    read = SEX.read(text(cells.get("sex", "")))
    relation = RELATION.read(text(cells.get("relation", "")))
    by_relation = RELATION[relation].sex if relation else ""
    return (read if read in SEXES else None) or by_relation or None


def _kept(verdict: IdVerdict) -> str | None:
    """The number to store: as written, unless it is words (补办中) and no number."""
    number = verdict.number
    return None if number is None or id_number_problem(number) else number


def _sex(cells: dict[str, Any], verdict: IdVerdict, report: Report) -> str | None:
    written = cells.get("sex", "")
    read = SEX.read(text(written))
    if "sex" not in cells:
        return verdict.sex
    if is_nothing(written) or read not in SEXES:
        by_number = f"按身份证号记为{SEX.label(verdict.sex)}，请核对。" if verdict.sex else ""
        why = "性别没有填或认不出，" + (by_number or "请补上。")
        report.cell("sex-missing", "sex", written, why, SEX.label(verdict.sex or ""))
    elif verdict.sex and read != verdict.sex:
        label = SEX.label(verdict.sex)
        why = f"性别与身份证号不符，按身份证号记为{label}。请核对户口簿。"
        report.cell("sex-mismatch", "sex", written, why, label)
    return verdict.sex or (read if read in SEXES else None)


_TO_THE_HEAD = re.compile(r"^(?:户主)?[之的](?=.)")


def _relation(
    cells: dict[str, Any], sex: str | None, head: bool, report: Report
) -> str | None:
    written = cells.get("relation", "")
    plain = _TO_THE_HEAD.sub("", text(written).replace("戶", "户"))
    code = None if is_nothing(written) else RELATION.read(plain)
    if code is None and not is_nothing(written):
        why = f"“{text(written)}”不是国标里的家庭关系，没有记下。请改成户主、配偶、长子、儿媳等。"
        report.cell("relation-unknown", "relation", written, why)
    if code and sex and RELATION[code].sex not in ("", sex):
        why = f"关系是{text(written)}，性别却是{SEX.label(sex)}。请核对关系、性别和身份证号。"
        report.cell("relation-sex", "relation", written, why)
    return code or (HEAD if head else None)


def _born(cells: dict[str, Any], verdict: IdVerdict, report: Report) -> str | None:
    written = cells.get("born", "")
    reading = read_day(written)
    known = verdict.born.isoformat() if verdict.born else None
    if reading.doubt == Doubt.UNREADABLE:
        report.cell("birth-unreadable", "born", written, reading.note, known or "")
    elif known and not _agrees(reading, known):
        why = f"出生日期与身份证号不符，按身份证号记为 {known}。请核对户口簿。"
        report.cell("birth-mismatch", "born", written, why, known)
    elif known is None:
        _doubtful_birth(cells, reading, report)
    return known or reading.value


def _doubtful_birth(cells: dict[str, Any], reading: DayReading, report: Report) -> None:
    written = cells.get("born", "")
    if reading.doubt == Doubt.AMBIGUOUS:
        taken = "|".join(reading.choices)
        report.cell("birth-ambiguous", "born", written, reading.note, taken)
    elif reading.doubt == Doubt.CENTURY:
        report.cell("date-century", "born", written, reading.note, reading.value or "")
    elif reading.doubt == Doubt.AGE_ONLY:
        report.cell("age-only", "born", written, reading.note)
    elif reading.value is None and not is_nothing(cells.get("age", "")):
        report.cell("age-only", "age", cells["age"], "只写了年龄，请补出生日期。")


def _agrees(reading: DayReading, known: str) -> bool:
    """Whether what the column says can be the day of the number."""
    if reading.value is None:
        return True
    if reading.doubt == Doubt.AMBIGUOUS:
        return any(known.startswith(each) for each in reading.choices)
    if reading.doubt == Doubt.CENTURY:
        return known[2:].startswith(reading.value[2:])
    return known.startswith(reading.value)


def _phones(cells: dict[str, Any], column: str, report: Report) -> tuple[str, ...]:
    written = cells.get(column, "")
    phones = read_phones(written)
    if phones.rest:
        report.cell("phone-bad", column, written, "电话号码位数不对，没有记下。请核对后补上。")
    if len(phones.numbers) > 1:
        why = "一格里写了几个电话，都记下了，第一个作常用。"
        report.cell("phone-two", column, written, why, ";".join(phones.numbers))
    return phones.numbers


def _plain_values(cells: dict[str, Any], report: Report) -> dict[str, Any]:
    """The other fields of a person, each read by its own field."""
    names = [each for each in PERSON_FIELDS if each in cells and each not in _READ_APART]
    return {name: read_value(Person.field(name), cells[name], report) for name in names}


def _shares(cells: dict[str, Any], report: Report) -> None:
    written = cells.get("shares", "")
    if isinstance(written, str) and written.strip().replace(".", "", 1).isdigit():
        why = "股数写成了文本，按数字读了。"
        report.cell("number-as-text", "shares", written, why, written.strip())
