"""The conversation over the stick: handed in, remarked, sent back, mended, handed in again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from exporters.leaving.package import sealed_for
from exporters.publish import publish_bytes
from models.exchange.contents import NotTaken
from models.exchange.inbox import Remark, mend, open_letter, to_mend
from models.exchange.keys import own_card
from models.keeping.store import Store
from models.returns.sending import Sent, send
from models.stars.standard import Clause, Standard, Task, standard_for
from models.town.answering import hand_down, remark_on, remarks_for
from models.town.merging import preview
from models.town.received import ReceivedReturn, ask_for, newest, send_back, standings
from models.town.units import register, units
from models.values.periods import Period
from models.visits.visit import Visit
from tests.models.town.desks import PERIOD, hand_in, open_desk, open_village, visits_sheet
from tests.models.town.reading import judged, read, taken

TODAY = date(2026, 10, 8)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


def write_down(town: Store, stick: Path, standards: tuple[Standard, ...] = ()) -> Path:
    """The town's answer to its first village, on the stick."""
    village = units(town)[0]
    kept = hand_down(town, village, sealed_for,
                     lambda name, content: publish_bytes(stick / name, content), standards)
    return stick / kept.name


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


def test_a_quarter_between_village_and_town(tmp_path: Path, stick: Path) -> None:
    with open_village(tmp_path) as village, open_desk(tmp_path, village) as town:
        register(village, own_card(town))
        first = send(village, visits_sheet(village), PERIOD, recipient="镇党建办",
                     today=TODAY)
        reception, _ = taken(town, hand_in(village, town, stick, sheets=(first.sheet,)))

        remark_on(town, town.find(ReceivedReturn)[0], 1, 3, "8 月应走访两次，只记了一次")
        send_back(town, reception, "走访次数要核对")
        down = write_down(town, stick)

        brought = open_letter(village, read(village, down))
        assert (brought.remarks, brought.receipts) == (1, 1)
        assert [(each.kind, each.place, each.words, each.records) for each in to_mend(village)] == [
            ("return", "2026年三季度", "走访次数要核对", ()),
            ("remark", "走访登记 赵守田 次数", "8 月应走访两次，只记了一次",
             (("household", 1), ("visit", 1)))]
        assert village.get(Sent, first.rowid).state == "returned"

        village.save(Visit(member=1, household=1, day=date(2026, 8, 20),
                           entered=date(2026, 8, 21)))
        remark = to_mend(village)[1].record
        assert isinstance(remark, Remark)
        mend(village, remark, "补记了 8 月 20 日的走访")
        second = send(village, visits_sheet(village), PERIOD, recipient="镇党建办",
                      today=TODAY, reason="补记走访")
        again = hand_in(village, town, stick, sheets=(second.sheet,))

        seen = preview(town, judged(town, again))
        assert seen.added == {"visit": [3]} and seen.changed == () and seen.removed == {}
        taken(town, again)
        assert remarks_for(town, units(town)[0])[0].answer == "补记了 8 月 20 日的走访"
        assert newest(town, "2026-Q3")[1].sequence == 2

        open_letter(village, read(village, write_down(town, stick)))
        assert to_mend(village) == []
        assert village.get(Sent, second.rowid).state == "accepted"


def test_a_reminder_and_a_new_standard_come_down(tmp_path: Path, stick: Path) -> None:
    with open_village(tmp_path) as village, open_desk(tmp_path, village) as town:
        hand_in(village, town, stick)
        ask_for(town, Period.parse("2026-Q2"), TODAY - timedelta(5))
        assert [each.label for each in standings(town, "2026-Q2")] == ["逾期未报"]
        standard = town.save(Standard(year=2026, star_set="rural", version=3, title="2026 年标准"))
        task = town.save(Task(standard=standard.id, star="branch", number="1", place=1,
                              title="建设好班子"))
        town.save(Clause(task=task.id, place=1, text="班子健全"))
        down = write_down(town, stick, (standard,))
        with pytest.raises(NotTaken, match="没有登记过这个镇的密钥") as refused:
            open_letter(village, read(village, down))
        assert refused.value.code == "unknown-key" and village.count("letter") == 0
        open_letter(village, read(village, down), enrolling=[own_card(town).fingerprint])
        assert [each.words for each in to_mend(village)] == [
            "2026年二季度的报表已过期 5 天，请尽快报送。"]
        kept = standard_for(village, 2026, "rural")
        assert kept is not None and (kept.version, kept.title) == (3, "2026 年标准")


def test_a_letter_is_opened_once_and_only_by_its_village(tmp_path: Path, stick: Path) -> None:
    with (
        open_village(tmp_path) as village,
        open_village(tmp_path, "钱家村", "410399000102") as other,
        open_desk(tmp_path, village, other) as town,
    ):
        register(village, own_card(town))
        down = write_down(town, stick)
        assert read(other, down).refused.code == "locked"
        open_letter(village, read(village, down))
        with pytest.raises(NotTaken) as refused:
            open_letter(village, read(village, down))
        assert refused.value.code == "duplicate"
        later, last = write_down(town, stick), write_down(town, stick)
        open_letter(village, read(village, last))
        with pytest.raises(NotTaken) as refused:
            open_letter(village, read(village, later))
        assert refused.value.code == "older"
