"""What people of a household are to each other when another one becomes its head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models.registers.people import HEAD, Person
from models.values.problem import Invalid

_SPOUSE = {"1": "11", "2": "12"}
_PARENT = {"1": "51", "2": "52"}
_CHILD = {"1": "20", "2": "30"}


def relations_under(people: Iterable[Person], head: int) -> dict[int, str | None]:
    """Person id → relation (GB/T 4761-2008) to the new head.

    Only what follows for certain from the old relations is filled in: the rest is None, to be
    asked.
    """
    others = list(people)
    new = next((each for each in others if each.id == head), None)
    if new is None:
        raise Invalid({"head": "新户主不在这一户，请从本户里选。"})
    was = _generation(new.relation)
    return {
        each.id: HEAD if each.id == head else _under(each, was)
        for each in others if each.id is not None
    }


def _generation(relation: str | None) -> str:
    """spouse, child, parent or other: where somebody stands to the head."""
    tens = (relation or "")[:1]
    if relation in ("28", "38"):
        return "child-in-law"
    return {"1": "spouse", "2": "child", "3": "child", "5": "parent"}.get(tens, "other")


def _under(each: Person, new_was: str) -> str | None:
    stood = "head" if each.relation == HEAD else _generation(each.relation)
    sex = each.sex or ""
    if new_was == "spouse":
        if stood == "head":
            return _SPOUSE.get(sex, "10")
        return each.relation if stood in ("child", "child-in-law") else None
    if new_was == "child":
        if stood in ("head", "spouse"):
            return _PARENT.get(sex, "50")
        return "70" if stood == "child" else None
    if new_was == "parent" and stood == "head":
        return _CHILD.get(sex)
    return None


def new_relations(
    people: list[Person], head: int, given: Mapping[int, str] | None
) -> dict[int, str | None]:
    """The relations under a new head, with what was chosen by hand laid over."""
    return relations_under(people, head) | dict(given or {}) | {head: HEAD}
