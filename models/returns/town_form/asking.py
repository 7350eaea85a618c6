"""What the words of a heading ask for together: one figure, or nothing where it could be more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.figures.composed import Composed, Mark, measure_of
from models.returns.facts.composed import MEAN, RANK, RATE
from models.returns.town_form.phrases import Phrase, marked, taken_apart
from models.values.codes import HOUSEHOLD_CATEGORY

_THINGS = ("problem", "matter", "visit", "points", "meeting", "officer", "member", "person",
           "money", "fund", "home", "group")
_HOWS = ("count", "homes", "people", "sum", "last", "due", "came", "absent")
_SEATS = ("due", "came", "absent")
_BY_UNIT = {
    "homes": ("homes",), "people": ("people", "count", "due", "came", "absent", "members"),
    "times": ("count", "due", "came", "absent"), "cases": ("count",), "entries": ("count",),
    "points": ("sum",), "yuan": ("sum",), "wan": ("sum",), "percent": (), "pieces": ("count",),
}
_OF_UNIT = {"cases": ("problem", "matter"), "entries": ("points",), "points": ("points",),
            "yuan": ("money", "fund"), "wan": ("money", "fund"), "pieces": ("group",)}
_OF_PERSONS = ("women", "men", "college", "minority", "party")
_OF_MEMBERS = ("full", "probationary", "mobile")


def named(path: Sequence[str], subject: str) -> str | None:
    """What a heading asks for of a line of this subject, by the name the map has it under.

    ``visit+JC:homes`` a measure, ``a/b`` a share, ``a÷b`` a mean, ``rank#a`` the place among the
    lines; ``@M04`` says over which days. None: not understood, or it can be several things.
    """
    phrase = taken_apart(path)
    if phrase.unknown or not (phrase.marks or phrase.units):
        return None
    if "dues" in phrase.marks:
        return _dues(phrase, subject)
    name = _name(phrase, subject)
    return f"{name}@{phrase.span}" if name and phrase.span else name


def _name(phrase: Phrase, subject: str) -> str | None:
    if "rank" in phrase.marks:
        of = _name(phrase.but("rank"), subject) or _name(
            marked(phrase.but("rank"), "count"), subject)
        return f"{RANK}{of}" if of else None
    if "mean" in phrase.marks:
        return _mean(phrase, subject)
    if "rate" in phrase.marks or "percent" in phrase.units:
        return _rate(phrase, subject)
    asked = _asked(phrase, subject)
    return asked.code if isinstance(asked, Composed) else asked


_WHOLE_YEAR = frozenset({"year", "to-date"})


def _dues(phrase: Phrase, subject: str) -> str | None:
    """What a member paid for one month of the year, whenever that was, or in the whole year."""
    if subject != Mark.MEMBER or set(phrase.marks) - {"dues", "sum"} or (
            set(phrase.units) - {"yuan"}):
        return None
    if phrase.span.startswith("M"):
        return f"dues.{phrase.span[1:]}"
    return "dues.paid" if phrase.span in _WHOLE_YEAR else None


def _mean(phrase: Phrase, subject: str) -> str | None:
    thing = "home" if "home" in phrase.marks else "person"
    base = _named_base(phrase.base, subject) if phrase.base else Composed(thing).code
    part = _asked(phrase.but("mean", thing), subject)
    return f"{part.code}{MEAN}{base}" if isinstance(part, Composed) and base else None


def _rate(phrase: Phrase, subject: str) -> str | None:
    rest = replace(phrase.but("rate"), units=tuple(
        each for each in phrase.units if each != Mark.PERCENT))
    if phrase.base:
        base = _named_base(phrase.base, subject, rest)
        if base and "÷" in phrase.base:
            return base
        part = (_asked(rest, subject) or _asked(marked(rest, "homes"), subject)
                if rest.marks else None)
        return f"{part.code}{RATE}{base}" if isinstance(part, Composed) and base and (
            part.code != base) else None
    kinds = tuple(each for each in rest.marks if each.startswith("kind="))
    if {"problem", "matter"} & set(rest.marks) and ("solved" in rest.marks or "open" in rest.marks):
        rest = marked(rest, "count")
        part, base_of = _asked(rest, subject), _asked(rest.but("solved", "open"), subject)
        if isinstance(part, Composed) and isinstance(base_of, Composed):
            return f"{part.code}{RATE}{base_of.code}"
    if "solved" in rest.marks and not set(rest.marks) & set(_THINGS):
        return f"problem+solved:count{RATE}problem:count"
    if Mark.CAME in rest.marks and subject == Mark.MEMBER:
        return "party-meetings.rate" if "party" in rest.marks or "meeting" in rest.marks else None
    if "came" in rest.marks:
        came, due = (Composed("meeting", kinds, how) for how in ("came", "due"))
        return f"{came.code}{RATE}{due.code}"
    return None


def _named_base(words: str, subject: str, part: Phrase | None = None) -> str | None:
    """The base of a share by its words, 总户数 or 应到人次."""
    halves = words.split("÷")
    if len(halves) == 2:
        both = [_named_base(each, subject, part) for each in halves]
        return f"{both[0]}{RATE}{both[1]}" if all(both) else None
    phrase = taken_apart([words])
    if phrase.unknown:
        return None
    asked = _asked(phrase, subject)
    if isinstance(asked, Composed) and asked.of == Mark.MEETING and part:
        kinds = tuple(each for each in part.marks if each.startswith("kind="))
        asked = replace(asked, where=(*asked.where, *kinds))
    return asked.code if isinstance(asked, Composed) else asked


def _asked(phrase: Phrase, subject: str) -> Composed | str | None:
    """The measure, or the name of a fact, that words ask for when they ask for one only."""
    marks = list(dict.fromkeys(phrase.marks))
    things = [each for each in _THINGS if each in marks]
    seats = [each for each in marks if each in _SEATS]
    marks = [each for each in marks if each not in seats[:-1]]  # 参加人次/应到: the inner one
    hows = [each for each in _HOWS if each in marks]
    where = [each for each in marks if each not in (*things, *hows, Mark.RATE, Mark.MEAN)]
    of = _thing(things, hows, where, subject, phrase.units)
    if of is None:
        return None
    if of == Mark.LINKS:
        return _links(where, hows, phrase.units)
    how = _how(of, hows, phrase.units, where, subject)
    if how is None:
        return None
    if of == Mark.MEETING and subject == Mark.MEMBER:
        rest = [each for each in where if each != Mark.PARTY]
        return None if rest else {
            "due": "party-meetings.due", "came": "party-meetings.present",
            "absent": Composed("meeting", ("party",), "absent").code}.get(how)
    if of == Mark.MEETING and Mark.PARTY in where and how == Mark.COUNT:
        return None
    if of == Mark.GROUP:
        return "village.groups" if subject == Mark.VILLAGE and not where else None
    asked = Composed(of, tuple(where), how)
    return asked if measure_of(asked) is not None and _fits(asked, phrase.units) else None


def _thing(
    things: list[str], hows: list[str], where: list[str], subject: str, units: tuple[str, ...]
) -> str | None:
    """The one thing that is counted; its conditions are put right in ``where``."""
    _fewer(things, hows, where, subject, units)
    if Mark.LINK in where and subject == Mark.MEMBER and things in ([], ["home"]):
        return "links"
    if len(things) > 1:
        return None
    if not things:
        return _untold(where, hows, units, subject)
    if things[0] == Mark.MEMBER and subject == Mark.HOUSEHOLD:
        where.append("party")
        return "person"
    of_persons = bool(set(where) & set(_OF_PERSONS)) and "link" not in where
    wrong = (things[0] == Mark.MEMBER and subject not in (Mark.GROUP, Mark.VILLAGE)) or (
        things[0] == Mark.HOME and of_persons)
    return None if wrong else things[0]


_WITHIN = (
    ("problem", "visit", ("member", "household", "group", "village"), ""),
    ("visit", "member", ("village", "group"), ""),
    ("officer", "member", (), "party"), ("meeting", "member", ("village",), "party"),
    ("member", "person", (), ""),
)
"""Of two things named together the first is counted, and the second only says whose it is (走访发现
的问题, 党员走访, 党员缺席) or is one more condition; with the subjects for which that is so."""


def _fewer(
    things: list[str], hows: list[str], where: list[str], subject: str, units: tuple[str, ...]
) -> None:
    """What is named beside the thing that is counted becomes what it is: whose, or a condition."""
    if "home" in things and len(things) > 1:  # 走访农户: the households of the visits
        things.remove("home")
        if (not hows or hows == ["count"]) and not set(units) - {"homes"}:
            hows[:] = ["homes"]
    for counted, beside, subjects, condition in _WITHIN:
        if counted in things and beside in things and (not subjects or subject in subjects):
            things.remove(beside)
            where += [condition] if condition else []


def _untold(where: list[str], hows: list[str], units: tuple[str, ...], subject: str) -> str | None:
    """What is counted where only conditions are named: 女性, 预备党员, 脱贫户户数."""
    aged = [each for each in where if each.startswith("age")]
    if any(each in _OF_MEMBERS for each in where):
        return "member" if subject in (Mark.GROUP, Mark.VILLAGE) else None
    if aged or any(each in _OF_PERSONS for each in where):
        return "person"
    if "plus" in where or "minus" in where or "redeem" in where:
        return "points"
    if "solved" in where or "open" in where:
        return "problem" if "cases" in units or "count" in hows else None
    if hows in (["due"], ["came"], ["absent"]):
        return "meeting"
    if (hows and all(each in (Mark.HOMES, Mark.PEOPLE) for each in hows)) or (
            where and set(units) & {"homes", "people"}):
        return "home"
    return "meeting" if subject == Mark.MEETING_KIND and hows == [Mark.COUNT] else None


def _links(where: list[str], hows: list[str], units: tuple[str, ...]) -> str | None:
    """The households linked to a member: in all, or those counted as one category."""
    rest = [each for each in where if each != Mark.LINK]
    if hows not in ([], ["homes"], ["count"]) or set(units) - {"homes"} or len(rest) > 1:
        return None
    if not rest:
        return "links"
    return f"links.{'other' if rest[0] in (Mark.YB, Mark.REST) else rest[0]}" if (
        rest[0] in HOUSEHOLD_CATEGORY or rest[0] == Mark.REST) else None


def _how(
    of: str, hows: list[str], units: tuple[str, ...], where: list[str], subject: str
) -> str | None:
    """How it is taken: as it is said, else as its unit says; None when both could be."""
    said = [each for each in hows if each in _TAKEN[of]]
    if len(said) > 1 and "count" in said:
        said.remove("count")
    if of in (Mark.PERSON, Mark.MEMBER, Mark.OFFICER):
        return "count" if set(hows) <= {"people", "count"} else None
    if len(hows) > len(said) + ("count" in hows and "count" not in said):
        return None
    by_unit = [each for unit in units for each in _BY_UNIT.get(unit, ()) if each in _TAKEN[of]]
    if len(said) == 1:
        ok = not units or said[0] in by_unit or (
            of == Mark.HOME and said[0] in (Mark.COUNT, Mark.HOMES) and "homes" in units)
        return said[0] if ok else None
    if said:
        return None
    if by_unit:
        return by_unit[0]
    if units:
        return None
    kinds = of == Mark.MEETING and any(each.startswith("kind=") for each in where)
    alone = (kinds or of in (Mark.PROBLEM, Mark.MATTER, Mark.GROUP)) and subject in (
        Mark.GROUP, Mark.VILLAGE)
    whole = of == Mark.HOME and subject == Mark.VILLAGE and not where
    return "count" if alone or whole else "sum" if of in (Mark.MONEY, Mark.FUND) else None


_TAKEN = {
    "visit": ("count", "homes", "last"), "problem": ("count", "homes"), "matter": ("count",),
    "points": ("count", "sum", "homes"), "meeting": ("count", "due", "came", "absent"),
    "home": ("homes", "people"), "person": ("count",), "member": ("count",), "officer": ("count",),
    "money": ("sum",), "fund": ("sum",), "group": ("count",),
}


def _fits(asked: Composed, units: tuple[str, ...]) -> bool:
    """Whether the unit of the heading is one of what is counted."""
    return all(asked.of in _OF_UNIT[unit] for unit in units if unit in _OF_UNIT)
