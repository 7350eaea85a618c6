"""No hostile package gets in, each is told its reason, and the town's file is as it was."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.incoming import receive
from exporters.leaving.package import zipped
from importers.package.opening import Openers, read_package
from importers.package.reading_room import read_packages
from models.exchange.chain import pack
from models.exchange.contents import NotTaken, PackageVerdict, Unread
from models.exchange.keys import identities, own_card, own_key
from models.exchange.printed import Printed
from models.keeping.store import Store
from tests.importers.hostile import Workshop, cases, untrue
from tests.models.town.desks import PERIOD, hand_in, open_desk, open_village, visits_sheet


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workshop, Store]]:
    folder = tmp_path_factory.mktemp("desks")
    village, stranger = open_village(folder), open_village(folder, "钱家村", "410399000102")
    with village, stranger, open_desk(folder, village) as town:
        parcel = pack(village, PERIOD, [Printed(visits_sheet(village))])
        yield Workshop(parcel, own_key(village).signing, own_key(stranger).signing,
                       own_card(town).receiving), town


def test_every_hostile_package_is_refused_for_the_right_reason(
    desks: tuple[Workshop, Store], tmp_path: Path
) -> None:
    shop, town = desks
    wanted = {}
    for number, (name, content, verdicts) in enumerate(cases(shop)):
        path = tmp_path / f"{number:04}.lxbag"
        path.write_bytes(content)
        wanted[path.name] = (name, verdicts)
    assert len(wanted) >= 120
    before = hashlib.sha256(town.path.read_bytes()).hexdigest()
    outcomes = list(receive(town, [tmp_path], accept=True))
    wrong = [
        f"{wanted[each.judged.name][0]}: {each.judged.verdict} {each.judged.why}"
        for each in outcomes
        if each.taken or each.judged.verdict not in wanted[each.judged.name][1]
        or each.judged.why[-1] != "。"
    ]
    assert wrong == []
    assert len(outcomes) == len(wanted)
    assert hashlib.sha256(town.path.read_bytes()).hexdigest() == before
    assert not (town.path.parent / "收件").exists()


def test_what_no_village_keeps_is_refused_with_its_row(
    desks: tuple[Workshop, Store], tmp_path: Path
) -> None:
    shop, town = desks
    for name, bend, words in untrue(shop):
        path = tmp_path / "包.lxbag"
        path.write_bytes(shop.seal(shop.bent(bend)))
        with pytest.raises(NotTaken, match=words):
            read_package(path, Openers(tuple(identities(town))))
            pytest.fail(name)


def too_large_a_number(village: Store, town: Store, package: Path) -> str:
    """The village's package says that a remark of an impossible number was mended."""
    def bend(descriptor: dict[str, Any], _: Any) -> None:
        descriptor["village"]["mended"] = [{"number": 10**30, "answer": "改好了"}]

    own, to = own_key(village), own_card(town).receiving
    parcel = pack(village, PERIOD, [Printed(visits_sheet(village))])
    shop = Workshop(parcel, own.signing, own.signing, to)
    package.write_bytes(shop.seal(shop.bent(bend)))
    return "批注答复不合规"


def no_room_for_the_copy(village: Store, town: Store, package: Path) -> str:
    """Where the town would keep a copy of the village's package, something else lies."""
    digest = hashlib.sha256(package.read_bytes()).hexdigest()[:12]
    code = own_card(village).code
    (town.path.parent / "收件" / f"{code}-{PERIOD}-0001-{digest}.lxbag").mkdir(parents=True)
    return "存不进收件文件夹"


@pytest.mark.parametrize("spoil", [too_large_a_number, no_room_for_the_copy])
def test_one_bad_package_leaves_the_rest_of_the_batch_to_be_taken(
    tmp_path: Path, spoil: Callable[[Store, Store, Path], str]
) -> None:
    villages = [open_village(tmp_path, name, f"41039900010{place}")
                for place, name in enumerate(("丁家村", "柳家村", "赵家村"), 1)]
    town, stick = open_desk(tmp_path, *villages), tmp_path / "U盘"
    packages = [hand_in(each, town, stick) for each in villages]
    why = spoil(villages[1], town, packages[1])
    outcomes = {each.judged.name: each for each in receive(town, [stick], accept=True)}
    assert [outcomes[each.name].taken for each in packages] == [True, False, True]
    assert why in outcomes[packages[1].name].judged.why
    taken = [unit for unit, in town.query("SELECT DISTINCT unit FROM reception ORDER BY unit")]
    assert taken == [1, 3] == [
        unit for unit, in town.query("SELECT DISTINCT unit FROM received ORDER BY unit")]
    assert outcomes[packages[1].name].label in ("没有收成", "内容不合规")
    again = list(receive(town, [packages[0], packages[2]], accept=True))
    assert [each.judged.verdict for each in again] == ["duplicate", "duplicate"]
    for each in (*villages, town):
        each.close()


def test_the_sound_package_itself_can_be_read(
    desks: tuple[Workshop, Store], tmp_path: Path
) -> None:
    shop, town = desks
    path = tmp_path / "sound.lxbag"
    path.write_bytes(shop.seal(zipped(shop.parcel, shop.seed)))
    reading = read_package(path, Openers(tuple(identities(town))))
    assert reading.says["name"] == "赵家村"
    assert reading.returns[0]["total"]["numbers"] == [None, None, "1", "31.5", None]


@pytest.mark.skipif(sys.platform == "win32", reason="no such file there that never ends")
def test_a_reader_that_takes_too_long_is_ended_and_the_next_file_is_read(
    desks: tuple[Workshop, Store], tmp_path: Path
) -> None:
    _, town = desks
    os.mkfifo(tmp_path / "a.lxbag")
    (tmp_path / "b.lxbag").write_bytes(b"no package")
    slow, told = [found for _, found in read_packages(
        [tmp_path / "a.lxbag", tmp_path / "b.lxbag"], identities(town), seconds=8)]
    assert isinstance(slow, Unread) and slow.refused.code in ("no-time", "not-a-package")
    assert isinstance(told, Unread) and told.refused.code == "not-a-package"


def test_a_file_that_is_gone_is_told(desks: tuple[Workshop, Store], tmp_path: Path) -> None:
    with pytest.raises(NotTaken, match="读不出来") as refused:
        read_package(tmp_path / "gone.lxbag", Openers())
    assert refused.value.code == "damaged"


def test_every_verdict_has_its_words() -> None:
    labels = list(PackageVerdict.labels().values())
    assert all(labels) and len(set(labels)) == len(labels)
