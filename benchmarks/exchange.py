"""How long a town takes to receive its villages, beside a bare verify, read and insert."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import time
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import Rounds, alone, taken
from cli.incoming import receive
from exporters.leaving.package import sealed_for
from models.exchange.allow_list import CONTENTS
from models.exchange.contents import PackageVerdict, Parcel, Reading, Resource, described, schema
from models.exchange.keys import KeyCard, identities, own_card, own_key, public_half, signed_by
from models.exchange.printed import Printed, cells
from models.keeping.datafile import connect
from models.keeping.store import Store
from models.town.judging import Judgement
from models.town.merging import take
from models.town.summing import added_of, opened, summary, summary_sheet
from models.town.units import TownUnit, by_tier, open_town, register
from models.values.kinds import NUMBER, Field
from models.values.sheet import Column, Row, Sheet, summed

ROUNDS = 3
PEOPLE = 4
_SURNAMES, _GIVEN = "张王李赵刘陈杨黄周吴", ("建国", "秀英", "志强", "桂兰", "海燕", "文", "玉梅")


def rows(households: int) -> dict[str, list[dict[str, str]]]:
    """The invented records of one village of so many households."""
    homes = range(1, households + 1)
    return {
        "household": [{"id": str(n), "number": f"{n:04}", "address": f"{n % 9}组{n}号",
                       "phone": f"0390{n:07}"} for n in homes],
        "person": [
            {"id": str(n * PEOPLE + i), "name": _SURNAMES[n % 10] + _GIVEN[(n + i) % 7],
             "household": str(n), "relation": "02" if i == 0 else "10", "sex": "1",
             "id_number": f"41038118{80 + n % 20}0101{n % 1000:03}{i}", "born": "1885-01-01",
             "ethnic": "01", "politics": "13", "education": "70", "since": "2010-01-01"}
            for n in homes for i in range(PEOPLE)],
        "member": [{"id": str(n), "person": str(n * PEOPLE), "kind": "full",
                    "standing": "normal"} for n in range(1, households // 12)],
        "visit": [{"id": str(n), "member": "1", "household": str(n), "day": "2026-08-02",
                   "way": "home", "entered": "2026-08-03", "_day": "2026-08-02"} for n in homes],
    }


def resources(households: int) -> list[Resource]:
    """The same records as the files of a package."""
    said, found = rows(households), []
    for content in CONTENTS:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(content.names)
        lines = said.get(content.name, [])
        writer.writerows([[line.get(name, "") for name in content.names] for line in lines])
        found.append(Resource(content.name, f"data/{content.name}.csv", out.getvalue().encode(),
                              len(lines), dict.fromkeys(content.summed, "0"), schema(content)))
    return found


def sheet(households: int) -> Sheet:
    """A return with a line for each household."""
    columns = (Column(Field("户主")), Column(Field("走访", NUMBER), total=True),
               Column(Field("人口", NUMBER), total=True))
    lines = [Row((f"户{n}", n % 3, PEOPLE), (("household", n),)) for n in range(1, households + 1)]
    return Sheet("visits", "走访登记", columns, lines, total=summed(columns, lines))


class Stick:
    """A stick with so many villages' packages, and what the town knows of them."""

    def __init__(self, folder: Path, villages: int, households: int) -> None:
        self.folder = folder / "stick"
        self.folder.mkdir()
        self.cards: list[KeyCard] = []
        with Store(folder / "template.lianxing") as town:
            open_town(town, "示例镇")
            own_key(town)
            ours = own_card(town)
            self.identities = identities(town)
            with town.act("登记"):
                self._fill(town, ours, villages, households)
        self.template = (folder / "template.lianxing").read_bytes()

    def _fill(self, town: Store, ours: KeyCard, villages: int, households: int) -> None:
        tables, printed = resources(households), Printed(sheet(households))
        tables.append(cells([printed]))
        for number in range(1, villages + 1):
            seed = hashlib.sha256(str(number).encode()).hexdigest()
            card = KeyCard("village", f"410399{number:06}", f"{number}号村", public_half(seed),
                        ours.receiving)
            register(town, card)
            says = {
                "unit": card.code, "name": card.name, "sequence": 1, "previous": "",
                "period": "2026-Q3", "standard": None, "program": "联星",
                "made": "2026-10-08T09:00:00", "by": "", "signing": card.signing,
                "receiving": card.receiving, "returns": [printed.says()], "mended": [],
            }
            parcel = Parcel("x", described("village", says, tables, {}),
                            {each.path: each.content for each in tables})
            sealed = sealed_for(seed, ours.receiving)(parcel)
            (self.folder / f"镇-{number}号村-2026-Q3-0001.lxbag").write_bytes(sealed)

    def ours(self, path: Path) -> float:
        """Seconds to receive and sum everything, into a fresh town's file."""
        path.write_bytes(self.template)
        with Store(path) as town:
            begun = time.perf_counter()
            taken = sum(each.taken for each in receive(town, [self.folder], accept=True))
            summary(town, "visits", "2026-Q3")
            seconds = time.perf_counter() - begun
        assert taken == len(list(self.folder.iterdir()))
        return seconds

    def bare(self, path: Path) -> float:
        """Seconds to open, verify, parse and insert the same, one transaction per village."""
        db = connect(path)
        db.execute("CREATE TABLE village_row (village, resource, row, content)")
        begun = time.perf_counter()
        for file in sorted(self.folder.iterdir()):
            db.execute("BEGIN")
            db.executemany("INSERT INTO village_row VALUES (?,?,?,?)", self._bare_rows(file))
            db.execute("COMMIT")
        seconds = time.perf_counter() - begun
        db.close()
        return seconds

    def _bare_rows(self, file: Path) -> Iterator[tuple[Any, ...]]:
        from pyrage import decrypt, x25519

        keys = [x25519.Identity.from_str(each) for each in self.identities]
        with zipfile.ZipFile(io.BytesIO(decrypt(file.read_bytes(), keys))) as archive:
            written = archive.read("datapackage.json")
            said = json.loads(written)
            assert signed_by(said["village"]["signing"], archive.read("signature").decode(),
                             written)
            for each in said["resources"]:
                content = archive.read(each["path"])
                assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
                lines = csv.reader(io.StringIO(content.decode()))
                names = next(lines)
                for line in lines:
                    yield (said["village"]["unit"], each["name"], line[0],
                           json.dumps(dict(zip(names, line, strict=True)), ensure_ascii=False))


def received(villages: int, households: int, rounds: int = ROUNDS) -> Rounds:
    """Seconds of ours and of the bare way in turn; the first of several rounds does not count."""
    found = []
    with tempfile.TemporaryDirectory() as room:
        stick = Stick(Path(room), villages, households)
        for number in range(rounds + 1):
            folder = Path(room) / str(number)
            folder.mkdir()
            pair = stick.ours(folder / "town.lianxing"), stick.bare(folder / "bare.lianxing")
            found.append(pair)
    return found[1:] if rounds else found


def memory(villages: int, households: int) -> float:
    """MB of the town's program, or of the process that reads for it, at its highest."""
    with tempfile.TemporaryDirectory() as room:
        stick = Stick(Path(room), villages, households)
        stick.ours(Path(room) / "town.lianxing")
    return max(taken().megabytes, taken(by_children=True).megabytes)


# ── summed, and every figure opened


DISTRICTS = 12


def _handed_in(path: Path, villages: int, households: int) -> None:
    """A town's file with one package of each of so many villages."""
    drawn, homes = sheet(households), range(1, households + 1)
    columns = len(drawn.columns)
    lines = [{"name": row.values[0], "refs": f"household:{n}",
              "words": [str(each) for each in row.values],
              "numbers": [None, *map(str, row.values[1:])]} for n, row in enumerate(drawn.rows, 1)]
    total = {"name": "合计", "refs": "", "words": ["合计", *map(str, (drawn.total or ())[1:])],
             "numbers": [None, *map(str, (drawn.total or ())[1:])]}
    behind = {f"{n},{place}": [f"visit:{n}", {"2026-10-02 在本期之后": f"visit:{n + households}"}]
              for n in homes for place in range(2, columns + 1)}
    told = Printed(drawn).says() | {"lines": lines, "total": total, "behind": behind}
    tables = {name: [(int(each["id"]), each.get("_day"), json.dumps(
        {key: value for key, value in each.items() if key not in ("id", "_day")}))
        for each in found] for name, found in rows(households).items()}
    with Store(path) as town:
        open_town(town, "示例镇")
        for number in range(1, villages + 1):
            unit = TownUnit(name=f"{number}号村", code=f"410399{number:06}", place=number,
                            district=f"{number % DISTRICTS + 1}管区")
            says = {"unit": unit.code, "name": unit.name, "sequence": 1, "previous": "",
                    "period": "2026-Q3", "standard": None, "made": "2026-10-08T09:00:00",
                    "by": "", "signing": f"key of {unit.code}", "receiving": "age1", "mended": []}
            reading = Reading("x", f"{number}", 1, "village", says, tables, [told])
            take(town, Judgement("x", PackageVerdict.NEW, "", unit, reading))


def _open_everything(path: Path) -> tuple[float, float]:
    """Sum the return, open every sum into its villages and every village's figures."""
    begun = time.perf_counter()
    with Store(path) as town:
        found = summary(town, "visits", "2026-Q3")
        summary_sheet(town, found)
        for place in range(len(found.columns)):
            for district in (None, *by_tier([each.unit for each in found.lines])):
                added_of(found, place, district)
        for line in found.lines:
            assert line.received is not None
            for place in found.places:
                assert opened(town, line.received, 0, place + 1).missed
    return time.perf_counter() - begun, taken().megabytes


@cache
def summed_272() -> tuple[float, float]:
    """Seconds, and MB of the process at its highest, to sum 272 villages and open every figure."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "town.lianxing"
        _handed_in(path, 272, 250)
        return alone(_open_everything, path)


def received_23() -> Rounds:
    """23 packages of 250 households: ours, bare."""
    return received(23, 250)


def seconds_of_23() -> tuple[float, float]:
    """Seconds for 23 packages of 250 households; the goal is in seconds."""
    return received(23, 250, 1)[0][0], 1.0


def received_92() -> Rounds:
    """92 packages of 570 households: ours, bare."""
    return received(92, 570, 1)


def growth() -> tuple[float, float]:
    """Seconds per package with 92, beside seconds per package with 23."""
    many, few = received(92, 570, 1)[0][0] / 92, received(23, 570, 1)[0][0] / 23
    return many, few


MEASURES = (
    ("23 packages of 250 households received, beside verify, read and insert", 2.5, received_23),
    ("23 packages of 250 households received, seconds", 30.0, seconds_of_23),
    ("92 packages of 570 households received, beside verify, read and insert", 2.5, received_92),
    ("a package among 92, beside a package among 23", 1.3, growth),
    ("peak memory of receiving 23 packages of 570 households, MB", 250.0,
     lambda: (alone(memory, 23, 570), 1.0)),
    ("peak memory of 272 villages summed with every figure opened, MB", 250.0,
     lambda: (summed_272()[1], 1.0)),
    ("272 villages summed with every figure opened, seconds", 60.0,
     lambda: (summed_272()[0], 1.0)),
)
"""What is measured, the most it may be, and how."""
