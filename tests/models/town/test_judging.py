"""Which packages the town takes: the right village, the right period, the next in the chain."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from models.exchange.contents import NotTaken
from models.exchange.keys import correspondents, own_card, renew_key
from models.keeping.heads import foot, read_head
from models.keeping.mending import mend
from models.keeping.replay import differences
from models.keeping.ruling import unsettled
from models.keeping.store import Store
from models.registers.people import Household
from models.stars.standard import Standard
from models.town.judging import judge
from models.town.merging import take
from models.town.received import ask_for, receptions
from models.town.receiving import receive
from models.town.units import register, units
from models.values.periods import Period
from tests.models.town.desks import CODE, PERIOD, hand_in, open_village
from tests.models.town.reading import judged, read, taken


def verdict(town: Store, path: Path) -> str:
    found = judged(town, path)
    with pytest.raises(NotTaken):
        take(town, found)
    return found.verdict


def test_the_same_package_twice(village: Store, town: Store, stick: Path) -> None:
    path = hand_in(village, town, stick)
    taken(town, path)
    assert verdict(town, path) == "duplicate"
    assert len(receptions(town)) == 1


def test_an_old_package_after_a_new_one(village: Store, town: Store, stick: Path) -> None:
    first = hand_in(village, town, stick)
    village.save(village.get(Household, 1).but(phone="03901111111"))
    second = hand_in(village, town, stick)
    assert judged(town, second).verdict == "new"
    taken(town, second)
    assert verdict(town, first) == "older"


def test_a_village_nobody_knows(town: Store, stick: Path, tmp_path: Path) -> None:
    with open_village(tmp_path, "钱家村", "410399000102") as stranger:
        path = hand_in(stranger, town, stick)
        card = own_card(stranger)
    found = judged(town, path)
    assert (found.verdict, card.fingerprint in found.why) == ("unknown-key", True)
    assert judge(town, read(town, path), enrolling="0000-0000").verdict == "unknown-key"
    good = judge(town, read(town, path), enrolling=card.fingerprint.lower().replace("-", " "))
    take(town, good)
    assert [each.name for each in units(town)] == ["赵家村", "钱家村"]


def test_a_package_signed_with_another_villages_key(
    town: Store, stick: Path, tmp_path: Path
) -> None:
    with open_village(tmp_path, "钱家村", "410399000102") as other:
        register(town, own_card(other))
        from models.office.village import unit

        here = unit(other)
        assert here is not None
        other.save(here.but(code=CODE))
        path = hand_in(other, town, stick)
    found = judged(town, path)
    assert found.verdict == "wrong-unit" and "签名却是钱家村" in found.why


def test_a_village_that_left_the_list(village: Store, town: Store, stick: Path) -> None:
    path = hand_in(village, town, stick)
    town.save(units(town)[0].but(left=date(2026, 1, 1)))
    assert verdict(town, path) == "wrong-unit"


def test_a_key_that_was_replaced(village: Store, town: Store, stick: Path) -> None:
    path = hand_in(village, town, stick)
    old = correspondents(town, "village", CODE)[0]
    town.save(old.but(since=date(2025, 12, 1), until=date(2026, 1, 1)))
    found = judged(town, path)
    assert found.verdict == "unknown-key" and "已停用" in found.why


def test_a_period_that_has_not_begun(village: Store, town: Store, stick: Path) -> None:
    found = read(town, hand_in(village, town, stick))
    assert judge(town, found, today=date(2026, 6, 30)).verdict == "wrong-period"


def test_a_package_made_on_a_day_to_come(village: Store, town: Store, stick: Path) -> None:
    """It is good, and one of the two clocks is not."""
    found = read(town, hand_in(village, town, stick))
    made = date.fromisoformat(found.says["made"][:10])
    early, there = (judge(town, found, today=made - timedelta(days=back)) for back in (1, 0))
    assert (early.verdict, there.verdict) == ("new", "new")
    assert f"生成日期是 {made}，比这台电脑的日期晚" in early.why and "晚" not in there.why


def test_a_period_that_was_not_asked_for(village: Store, town: Store, stick: Path) -> None:
    ask_for(town, Period.parse("2026-Q2"), date(2026, 7, 5))
    found = judged(town, hand_in(village, town, stick))
    assert (found.verdict, found.why) == (
        "wrong-period", "镇里没有要2026年三季度的，要的是：2026年二季度。"
        "要收，先在“各村进度”里按“收报期次…”加上这一期。")
    ask_for(town, PERIOD, date(2026, 10, 5))
    assert judged(town, hand_in(village, town, stick)).verdict in ("new", "gap")


@pytest.mark.parametrize("version", [None, 1])
def test_another_version_of_the_standard(
    village: Store, town: Store, stick: Path, version: int | None
) -> None:
    standard = Standard(year=2026, star_set="rural", version=2, title="2026 年标准")
    town.save(standard)
    if version:
        village.save(standard.but(version=version))
    assert verdict(town, hand_in(village, town, stick)) == "wrong-standard"
    village.save(standard.but(version=2))
    assert judged(town, hand_in(village, town, stick)).verdict == "new"


def test_a_package_for_another_town(village: Store, town: Store, tmp_path: Path) -> None:
    from models.exchange.keys import own_key
    from models.town.units import open_town

    with Store(tmp_path / "别的镇.lianxing") as other:
        open_town(other, "白杨镇")
        own_key(other)
        path = hand_in(village, other, tmp_path / "stick3")
    assert judged(town, path).verdict == "locked"


def test_a_village_file_is_no_desk(village: Store, town: Store, stick: Path) -> None:
    hand_in(village, town, stick)
    from importers.package.opening import Openers, read_package
    from models.exchange.keys import identities

    reading = read_package(next(stick.glob("*.lxbag")), Openers(tuple(identities(town))))
    assert judge(village, reading).verdict == "not-a-package"


def test_the_town_keeps_the_head_of_each_package_and_notices_a_log_written_anew(
    village: Store, town: Store, stick: Path
) -> None:
    village.save(village.get(Household, 1).but(phone="03901111110"))  # no rule and no key
    printed = foot(village)
    taken(town, hand_in(village, town, stick))
    assert printed.startswith("账册指纹") and receptions(town)[0].head
    assert list(differences(town)) == [], "what was received is in the log, row by row"
    village.save(village.get(Household, 1).but(phone="03901111111"))
    kept = read_head(receptions(town)[0].head)
    village._db.execute("UPDATE act SET hash = iif(hash LIKE 'f%', 'e', 'f') || substr(hash, 2)"
                        " WHERE id = ?", (kept.act,))
    found = judged(town, hand_in(village, town, stick))
    assert found.verdict == "fork" and kept.said in found.why and "改写过" in found.why
    renew_key(village)
    found = judge(town, read(town, hand_in(village, town, stick)),
                  enrolling=own_card(village).fingerprint)
    assert found.verdict == "fork" and "改写过" in found.why, "another key hides nothing"


def test_a_received_row_changed_by_hand_is_named(
    village: Store, town: Store, stick: Path
) -> None:
    taken(town, hand_in(village, town, stick))
    town._db.execute("UPDATE received SET content = content || ' ' WHERE id = 1")
    town._db.execute("DELETE FROM received WHERE id = 2")
    assert [each.ref for each in differences(town)] == [("received", 1), ("received", 2)]


@pytest.mark.parametrize("sql", [
    "UPDATE correspondent SET signing = 'ff'", "DELETE FROM correspondent",
    "UPDATE correspondent SET until = NULL, name = '别村'"])
def test_a_package_is_not_judged_by_keys_altered_by_hand(
    village: Store, town: Store, stick: Path, sql: str
) -> None:
    path = hand_in(village, town, stick)
    found = read(town, path)
    town._db.execute(sql)
    line, = receive(town, [(path, found)], accept=True)
    assert not line.taken and "往来单位密钥“赵家村”和操作日志对不上" in line.judged.why
    assert town.count("reception") == 0
    mend(town, {each.ref for each in unsettled(town)})
    assert next(receive(town, [(path, found)], accept=True)).taken
