"""A closed set of codes as they are kept, each with the word people read for it."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A set whose members are written ``NAME = "code", "标签"``; a member is its code as text."""

    label: str
    __repr__ = str.__repr__  # so that several of them are a list in SQL too

    def __new__(cls, code: str, label: str = "") -> Self:
        """A member; its code alone looks it up."""
        member = str.__new__(cls, code)
        member._value_, member.label = code, label
        return member

    @classmethod
    def labels(cls) -> dict[str, str]:
        """Code → label, in the order written."""
        return {each.value: each.label for each in cls}
