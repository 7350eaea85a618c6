"""What the town sees of a package: exactly what changed, and nothing of it is ever lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.exchange.contents import NotTaken
from models.keeping.store import Store
from models.office.village import Unit
from models.registers.people import Household, Person
from models.returns.sending import send
from models.town.merging import correct, corrected, preview, standing
from models.town.received import receptions, records, versions
from models.town.units import TownUnit
from models.values.periods import Period
from models.visits.visit import Visit
from tests.models.town.desks import PERIOD, hand_in, visits_sheet
from tests.models.town.reading import judged, taken

TODAY = date(2026, 10, 8)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)

Q2 = Period.parse("2026-Q2")


def sentences(store: Store, path: Path) -> list[str]:
    return [each.sentence for each in preview(store, judged(store, path)).changed]


def test_the_first_package_is_all_new(village: Store, town: Store, stick: Path) -> None:
    reception, seen = taken(town, hand_in(village, town, stick))
    assert seen.counts == {"added": 7, "changed": 0, "removed": 0, "conflicts": 0}
    assert reception.sequence == 1 and reception.short == reception.sha256[:12]
    assert [each.values["name"] for each in records(town, 1, "person")] == ["赵守田", "钱有余"]


def test_the_managing_area_comes_with_the_package_and_the_towns_own_word_stands(
    village: Store, town: Store, stick: Path
) -> None:
    (unit,), (here,) = town.find(TownUnit), village.find(Unit)
    assert unit.district == "一管区"
    village.save(here.but(district="二管区"))
    taken(town, hand_in(village, town, stick))
    assert town.find(TownUnit)[0].district == "一管区"
    town.save(unit.but(district=None))
    village.save(village.get(Household, 1).but(phone="03901111111"))
    taken(town, hand_in(village, town, stick))
    assert town.find(TownUnit)[0].district == "二管区"


def test_what_stays_in_the_village_does_not_travel(
    village: Store, town: Store, stick: Path
) -> None:
    taken(town, hand_in(village, town, stick))
    assert "needs" not in records(town, 1, "visit")[0].values


def test_only_the_visits_of_the_period_travel(village: Store, town: Store, stick: Path) -> None:
    taken(town, hand_in(village, town, stick))
    assert [each.day for each in records(town, 1, "visit")] == ["2026-08-02"]


def test_the_second_package_shows_only_the_difference(
    village: Store, town: Store, stick: Path
) -> None:
    taken(town, hand_in(village, town, stick))
    village.save(village.get(Household, 1).but(phone="03901111111"))
    village.remove(village.find(Visit, "day = '2026-08-02'")[0])
    village.save(Person(name="孙小满", household=1))
    path = hand_in(village, town, stick)
    assert sentences(town, path) == ["户 1 号 户联系电话：03900000000 → 03901111111"]
    _, seen = taken(town, path)
    assert seen.counts == {"added": 1, "changed": 1, "removed": 1, "conflicts": 0}
    assert records(town, 1, "visit") == []


def test_what_was_corrected_is_told_once(village: Store, town: Store, stick: Path) -> None:
    send(village, visits_sheet(village), PERIOD, recipient="镇党建办", today=date(2026, 10, 8))
    taken(town, hand_in(village, town, stick))
    village.save(Visit(member=1, household=1, day=date(2026, 8, 20), entered=date(2026, 8, 21)))
    send(village, visits_sheet(village), PERIOD, recipient="镇党建办", today=date(2026, 10, 8),
         reason="补记走访")
    again = hand_in(village, town, stick, version=2)
    assert preview(town, judged(town, again)).returns == (
        ("《走访登记》赵守田 走访次数", "1", "2"),)
    taken(town, again)
    assert preview(town, judged(town, hand_in(village, town, stick, version=2))).returns == ()


def test_the_value_that_lost_stays_in_the_history(
    village: Store, town: Store, stick: Path
) -> None:
    first, _ = taken(town, hand_in(village, town, stick))
    village.save(village.get(Household, 1).but(phone="03901111111"))
    taken(town, hand_in(village, town, stick))
    phones = [each.values["phone"] for each in versions(town, 1, "household", 1)]
    assert phones == ["03900000000", "03901111111"]
    then = records(town, 1, "household", at=first)[0]
    assert then.values["phone"] == "03900000000"


def test_another_period_does_not_remove_what_happened_in_this_one(
    village: Store, town: Store, stick: Path
) -> None:
    taken(town, hand_in(village, town, stick))
    _, seen = taken(town, hand_in(village, town, stick, Q2))
    assert seen.counts["removed"] == 0
    assert len(records(town, 1, "visit")) == 1


def test_a_value_of_the_town_and_another_of_the_village_are_a_conflict(
    village: Store, town: Store, stick: Path
) -> None:
    taken(town, hand_in(village, town, stick))
    correct(town, records(town, 1, "household")[0], "phone", "03902222222", "电话核实")
    assert corrected(town, records(town, 1, "household")[0])["phone"] == "03902222222"
    village.save(village.get(Household, 1).but(phone="03901111111"))
    path = hand_in(village, town, stick)
    conflicts = preview(town, judged(town, path)).conflicts
    assert [each.sentence for each in conflicts] == [
        "户 1 号 户联系电话：03900000000 → 03901111111（镇里写的是 03902222222）"]
    taken(town, path)
    assert standing(town, 1) == []
    assert corrected(town, records(town, 1, "household")[0])["phone"] == "03901111111"


def test_the_town_may_go_on_holding_its_own_value(
    village: Store, town: Store, stick: Path
) -> None:
    taken(town, hand_in(village, town, stick))
    correct(town, records(town, 1, "household")[0], "phone", "03902222222", "电话核实")
    village.save(village.get(Household, 1).but(phone="03901111111"))
    path = hand_in(village, town, stick)
    taken(town, path, town_keeps=preview(town, judged(town, path)).conflicts)
    assert corrected(town, records(town, 1, "household")[0])["phone"] == "03902222222"


def test_a_village_that_agrees_is_no_conflict(village: Store, town: Store, stick: Path) -> None:
    taken(town, hand_in(village, town, stick))
    correct(town, records(town, 1, "household")[0], "phone", "03902222222", "电话核实")
    village.save(village.get(Household, 1).but(phone="03902222222"))
    _, seen = taken(town, hand_in(village, town, stick))
    assert seen.conflicts == () and standing(town, 1) == []


def test_a_fork_is_taken_only_when_the_clerk_says_so(
    village: Store, town: Store, stick: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "另一台.lianxing"
    from models.exchange.keys import own_key
    own_key(village)
    village.copy_to(copy)
    taken(town, hand_in(village, town, stick))
    with Store(copy) as other:
        other.save(other.get(Household, 2).but(phone="03903333333"))
        path = hand_in(other, town, tmp_path / "stick2")
    found = judged(town, path)
    assert found.verdict == "fork" and "两台电脑" in found.why
    with pytest.raises(NotTaken, match="对不上"):
        taken(town, path)
    _, seen = taken(town, path, despite=("fork",))
    assert [each.sentence for each in seen.conflicts] == [
        "户 2 号 户联系电话：03900000000 → 03903333333"]


def test_a_gap_is_told_and_can_be_taken(village: Store, town: Store, stick: Path) -> None:
    taken(town, hand_in(village, town, stick))
    village.save(village.get(Household, 1).but(phone="03901111111"))
    hand_in(village, town, stick)
    path = hand_in(village, town, stick)
    found = judged(town, path)
    assert (found.verdict, found.why) == (
        "gap", "中间缺第 2 号包。每个包都是全量的，问清去向后可以收下。")
    _, seen = taken(town, path, despite=("gap",))
    assert seen.counts["changed"] == 1


def test_text_that_looks_like_a_formula_is_only_text(
    village: Store, town: Store, stick: Path
) -> None:
    village.save(village.get(Household, 1).but(address="=cmd|' /C calc'!A0"))
    taken(town, hand_in(village, town, stick))
    assert records(town, 1, "household")[0].values["address"] == "=cmd|' /C calc'!A0"


def test_taking_in_cannot_be_undone_but_sent_back(
    village: Store, town: Store, stick: Path
) -> None:
    from models.town.received import newest, send_back

    reception, _ = taken(town, hand_in(village, town, stick))
    newest_act = town.newest_act()
    assert newest_act is not None and newest_act[2]
    send_back(town, reception, "走访次数不对")
    assert newest(town, "2026-Q3") == {}
    assert receptions(town)[0].words == "走访次数不对"
    assert receptions(town)[0].taken.date() == TODAY
