"""Packages read in the test's own process: fast, and every fault is seen where it happens."""

from __future__ import annotations

from pathlib import Path

from importers.package.opening import Openers, read_package
from models.exchange.contents import NotTaken, Reading, Unread
from models.exchange.keys import identities
from models.keeping.store import Store
from models.town.judging import Judgement, judge
from models.town.merging import Preview, take
from models.town.received import Reception


def read(store: Store, path: Path, passphrase: str = "") -> Reading | Unread:
    try:
        return read_package(path, Openers(tuple(identities(store)), passphrase))
    except NotTaken as refused:
        return Unread(path.name, refused)


def judged(store: Store, path: Path) -> Judgement:
    return judge(store, read(store, path))


def taken(store: Store, path: Path, **how: object) -> tuple[Reception, Preview]:
    return take(store, judged(store, path), **how)
