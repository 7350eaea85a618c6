"""The stick while a disk fails: a village packs, a town takes in, and both are judged afterwards.

A final name on the stick is absent, or whole and equal to its hash; a village is wholly in or
out; and doing it again on a healthy disk always comes to the same end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import cryptography.hazmat.primitives.asymmetric.ed25519  # loaded once, before the story is told
import pyrage

from exporters.leaving.package import LISTED, deliver, sealed_for
from exporters.publish import publish
from importers.package.opening import Openers, read_package
from models.exchange.chain import make_packages, note_delivered, package_folder, packages
from models.exchange.contents import NotTaken
from models.exchange.keys import identities, own_key
from models.exchange.printed import Printed
from models.keeping.journal import verify_chain
from models.keeping.store import Store
from models.town.received import receptions
from models.town.receiving import receive
from tests.faults.stories import DATA, SECRET, Story, _mended, _told
from tests.models.town.desks import PERIOD, hand_in, open_desk, open_village, visits_sheet

assert cryptography and pyrage
Say = Callable[[str], None]
VILLAGES = (("赵家村", "410399000101"), ("钱家村", "410399000102"), ("孙家村", "410399000103"))
TOWN = "镇.json"
"""What the village knows of the town, and what the judge needs to open a package."""


def unsound(store: Store) -> list[str]:
    """Is the file whole, and does the journal verify?"""
    whole = store.query("PRAGMA integrity_check") == [("ok",)]
    harm = [] if whole and not store.query("PRAGMA foreign_key_check") else ["corrupt"]
    return harm if verify_chain(store) is None else [*harm, "chain"]


def village_and_stick(folder: Path) -> None:
    """A village that has packed once, with that package on the stick."""
    with open_village(folder, Path(DATA).stem, **SECRET) as village:
        own_key(village)
        identity = pyrage.x25519.Identity.generate()
        (folder / TOWN).write_bytes(json.dumps(
            {"to": str(identity.to_public()), "open": str(identity)}).encode())
        _pack(village, folder)


def _pack(village: Store, folder: Path) -> None:
    town = json.loads((folder / TOWN).read_bytes())
    seal = sealed_for(own_key(village).signing, town["to"])
    kept = package_folder(village.path)
    with village.act("报送"):
        printed = [Printed(visits_sheet(village), 1, {".pdf": b"%PDF"})]
        made = make_packages(village, PERIOD, printed, seal, kept)
        deliver([kept / each.name for each in made], folder / "stick")
        note_delivered(village, made, kept)


def pack_again(folder: Path, say: Say) -> None:
    with _told(say), Store(folder / DATA, **SECRET) as village:
        _pack(village, folder)
        say("packed")


def judge_packing(folder: Path, told: list[str]) -> list[str]:
    """What is on the stick is whole and one chain; packing again goes on from there."""
    with _mended(folder) as village:
        harm = unsound(village)
        noted = {each.name: each.sha256 for each in packages(village)}
        if "packed" in told and len(noted) != 2:
            harm.append("lost")
        harm += _not_whole(folder, noted)
        _pack(village, folder)
        harm += _not_whole(folder, {each.name: each.sha256 for each in packages(village)})
    return harm


def _not_whole(folder: Path, noted: dict[str, str]) -> list[str]:
    """Harm among the final names; what is noted must be there, what is there must be a chain."""
    town, harm, chain = json.loads((folder / TOWN).read_bytes()), [], [""]
    for path in sorted((folder / "stick").glob("*.lxbag")):
        try:
            reading = read_package(path, Openers((town["open"],)))
        except NotTaken:
            return ["half"]
        if noted.get(path.name, reading.sha256) != reading.sha256:
            harm.append("another under the same name")
        if reading.says["previous"] != chain[-1]:
            harm.append("fork")
        chain.append(reading.sha256)
    if not set(noted.values()) <= set(chain):
        harm.append("lost")
    listed = folder / "stick" / LISTED
    wrong = [line for line in listed.read_text(encoding="utf-8").splitlines()[1:]
             if not _listed_truly(folder / "stick", line)] if listed.exists() else []
    return [*harm, "untrue list"] if wrong else harm


def _listed_truly(stick: Path, line: str) -> bool:
    digest, name = line.split("  ")
    return hashlib.sha256((stick / name).read_bytes()).hexdigest() == digest


# ── the town ─────────────────────────────────────────────────────────────────


def town_and_packages(folder: Path) -> None:
    """A town's file, empty but for its list, and a stick with three villages' packages."""
    aside = folder / "村里"
    aside.mkdir()
    villages = [open_village(aside, *each) for each in VILLAGES]
    with open_desk(folder, *villages, **SECRET) as town:
        for each in villages:
            hand_in(each, town, folder / "stick")
            each.close()
    (folder / "青石坡镇.lianxing").rename(folder / DATA)


def receive_all(folder: Path, say: Say) -> None:
    with _told(say), Store(folder / DATA, **SECRET) as town:
        _receive(town, folder, say)


def _receive(town: Store, folder: Path, say: Say) -> None:
    """As window and command do it."""
    openers = Openers(tuple(identities(town)))
    stick = ((path, read_package(path, openers)) for path in sorted(folder.glob("stick/*.lxbag")))
    for held in receive(town, stick, accept=True):
        if held.taken:
            say(f"taken {held.name}")


def judge_receiving(folder: Path, told: list[str]) -> list[str]:
    """Each village is wholly in, with its package kept, or wholly out; again, all are in."""
    with _mended(folder) as town:
        harm = unsound(town) + _not_wholly_in(town)
        taken = [line for line in told if line.startswith("taken")]
        if len(receptions(town)) < len(taken):
            harm.append("lost")
        kept = {hashlib.sha256(path.read_bytes()).hexdigest()
                for path in (folder / "收件").glob("*.lxbag")}
        if not {each.sha256 for each in receptions(town)} <= kept:
            harm.append("no copy kept")
        _receive(town, folder, lambda word: None)
        harm += _not_wholly_in(town)
        if len(receptions(town)) != len(VILLAGES):
            harm.append("not the same end")
    return harm


def _not_wholly_in(town: Store) -> list[str]:
    for each in receptions(town):
        rows = town.count("received", "unit = ?", (each.unit,))
        if (rows, town.count("received_return", "reception = ?", (each.id,))) != (7, 1):
            return ["half"]
    known = {each.unit for each in receptions(town)}
    strangers = town.query("SELECT DISTINCT unit FROM received")
    return [] if {unit for (unit,) in strangers} <= known else ["half"]


# ── what leaves the program ──────────────────────────────────────────────────

LAST_MONTH, THIS_MONTH = b"last month " * 900, b"this month " * 1100


def old_report(folder: Path) -> None:
    """A folder holding last month's return."""
    (folder / "报表.xlsx").write_bytes(LAST_MONTH)


def publish_report(folder: Path, say: Say) -> None:
    with _told(say):
        publish(folder / "报表.xlsx", lambda path: path.write_bytes(THIS_MONTH) and None)
        say("published")


def judge_report(folder: Path, told: list[str]) -> list[str]:
    report = folder / "报表.xlsx"
    found = report.read_bytes() if report.exists() else None
    publish_report(folder, str)  # again, so that nothing is left of the first time
    harm = [] if found in (LAST_MONTH, THIS_MONTH) else ["half"]
    return [*harm, "lost"] if "published" in told and found != THIS_MONTH else harm


EXCHANGE_STORIES = {
    "publish": Story(old_report, publish_report, judge_report),
    "packing": Story(village_and_stick, pack_again, judge_packing),
    "receiving": Story(town_and_packages, receive_all, judge_receiving),
}
