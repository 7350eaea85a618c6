"""The rules a county or a village may set for itself: shipped by version, changed in the office."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.settings import set_setting, setting
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store


def policy(store: Store, name: str, day: date) -> dict[str, Any]:
    """The rules called ``name`` on a day: the shipped version under the office's own values.

    ``source`` says where the version is written, ``mark`` is 参考 when that was not verified.
    """
    own: dict[str, Any] = setting(store, _place(name), {})
    return shipped(name, day) | own


def shipped(name: str, day: date) -> dict[str, Any]:
    """The newest version of resources/policies/``name``.toml that has begun on ``day``."""
    begun = [each for each in _versions(name) if each["from"] <= day]
    return dict(begun[-1]) if begun else dict(_versions(name)[0])


def change_policy(store: Store, name: str, **values: Any) -> None:
    """Lay the office's own values over the shipped version, as an act."""
    set_setting(store, _place(name), setting(store, _place(name), {}) | values)


def _place(name: str) -> str:
    return f"policy.{name}"


@cache
def _versions(name: str) -> list[dict[str, Any]]:
    text = resource(f"policies/{name}.toml").read_text(encoding="utf-8")
    return sorted(tomllib.loads(text)["version"], key=lambda each: each["from"])
