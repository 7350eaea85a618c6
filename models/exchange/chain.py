"""The packages a village has made, each after the hash of the one before, and their papers."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.exchange.allow_list import CONTENTS, content_called
from models.exchange.contents import CELLS, Parcel, described, resource
from models.exchange.inbox import Remark, mended
from models.exchange.keys import KeyCard, OwnKey, Side, own_card
from models.exchange.printed import Printed, cells, changed_in
from models.keeping.durable import keep, sweep
from models.keeping.heads import foot, head_of, read_head
from models.keeping.permissions import May
from models.keeping.record import Record, field, load, required, stored
from models.keeping.settings import Setting
from models.office.village import is_town, unit
from models.returns.drilling import behind_each, meant_by
from models.returns.returning import Asked
from models.stars.standard import standard_for
from models.values import clock
from models.values.kinds import MOMENT, NOTE, NUMBER, Field
from models.values.periods import Period
from models.values.problem import Problem, reason
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store


PROGRAM = "联星"
ENDING = ".lxbag"
SHOWN = 8
"""So many differences are written out on the cover."""


Seal = Callable[["Parcel"], bytes]


class Package(Record, table="package", label="报送包"):
    """One package that was made; ``delivered`` is when it first stood whole on a stick."""

    sequence: int = required("序号", NUMBER, width=6)
    period: str = required("期次", width=9)
    name: str = required("文件名", width=28)
    sha256: str = required("哈希", width=14)
    previous: str | None = field("上一包哈希", width=14)
    size: int = required("字节数", NUMBER, width=10)
    digest: str = required("内容摘要")
    contents: str = required("内容", NOTE)
    made: datetime = required("生成时间", MOMENT, width=16)
    by: str | None = field("经办人", width=8)
    delivered: datetime | None = field("写出时间", MOMENT, width=16)

    @property
    def short(self) -> str:
        """The first 12 characters of the hash, as the cover prints them: paper = file."""
        return self.sha256[:12]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by resource."""
        found: dict[str, Any] = json.loads(self.contents)
        return {name: rows for name, rows in found.items()
                if name not in ("returns", "changed", "head")}

    @property
    def returns(self) -> list[tuple[str, int, int]]:
        """The returns inside: title, which version, how many lines; none in packages of old."""
        return [(title, version, lines)
                for title, version, lines in json.loads(self.contents).get("returns", ())]

    @property
    def changed(self) -> list[str]:
        """What differs from what went out before, a sentence for each place."""
        found = json.loads(self.contents).get("changed", ())
        return [f"《{title}》{place}：{sent or '空'} → {now or '空'}"
                for title, place, sent, now in found]


def packages(store: Store) -> list[Package]:
    """Every package made, the newest first."""
    return store.find(Package, order="sequence DESC")


_TOLD = (*(each.name for each in CONTENTS), Remark.table, Setting.table)
"""What a package tells of, and what was set to be left out of it."""


def told_already(store: Store, period: Period) -> Package | None:
    """The newest package, where it is of this period and nothing it tells has changed since."""
    newest = packages(store)[:1]
    if not newest or newest[0].period != str(period):
        return None
    changed = store.query(
        """SELECT 1 FROM change WHERE "table" IN (SELECT value FROM json_each(?2)) AND act >
           (SELECT max(act) FROM change WHERE "table" = 'package' AND row = ?1) LIMIT 1""",
        (newest[0].id, json.dumps(_TOLD)))
    return None if changed else newest[0]


def package_folder(data: Path) -> Path:
    """Where the packages made are kept, beside the data file."""
    return data.parent / "报送"


def pack(
    store: Store, period: Period, printed: Sequence[Printed] = (), previous: str = "",
    sequence: int = 1, key: OwnKey | None = None,
) -> Parcel:
    """Everything a package of the period says, at its place in the chain; nothing is kept yet.

    :raises Problem: a town's file, or the village has not said its name and code.
    """
    if is_town(store):
        raise Problem("这是乡镇的资料文件，报送包由村里生成。")
    card, here = own_card(store, key), unit(store)
    resources = [resource(store, each, period) for each in CONTENTS]
    members = {each.path: each.content for each in resources}
    files = {path: content for each in printed for path, content in each.paths().items()}
    if printed:
        resources.append(cells(printed, lambda sheet: behind_each(
            store, sheet, _asked(period, sheet))))
        members[CELLS] = resources[-1].content
    says = {
        "unit": card.code, "name": card.name, "district": here.district if here else None,
        "sequence": sequence, "previous": previous, "period": str(period),
        "standard": _standard(store, period), "program": f"{PROGRAM} {store.era}",
        "made": clock.now().isoformat(timespec="seconds"), "by": store.operator,
        "signing": card.signing, "receiving": card.receiving,
        "returns": [each.says(changed_in(store, each, period),
                              meant_by(store, each.sheet, _asked(period, each.sheet)))
                    for each in printed],
        "mended": mended(store), "head": foot(store), "heads": _earlier_heads(store),
    }
    descriptor = described("village", says, resources, files)
    return Parcel(file_name(store, period, sequence), descriptor, members | files)


def _asked(period: Period, sheet: Sheet) -> Asked:
    """What a sheet was drawn for."""
    return Asked(period, sheet.made or period.end, {})


def _earlier_heads(store: Store) -> list[str]:
    """The heads the packages before this one bore, as this file has them now."""
    told = [json.loads(each.contents).get("head", "") for each in packages(store)]
    every = (head_of(store, read_head(each).act) for each in told if each)
    return [each.said for each in every if each]


def _standard(store: Store, period: Period) -> dict[str, Any] | None:
    here = unit(store)
    found = standard_for(store, period.year, (here and here.star_set) or "rural")
    if found is None or found.template:
        return None
    return {"year": found.year, "set": found.star_set, "version": found.version}


def file_name(store: Store, period: Period, sequence: int) -> str:
    """乡镇-村-期次-序号.lxbag, in signs that every stick can hold, at most 60 of them."""
    here = unit(store)
    town, village = (here.town or "乡镇", here.name) if here else ("乡镇", "村")
    plain = [re.sub(r'[\\/:*?"<>|\s.-]+', "", each)[:16] for each in (town, village)]
    return f"{'-'.join(plain)}-{period}-{sequence:04}{ENDING}"


MakePackages = Callable[["Sequence[Printed]", Seal], list[Package]]


def make_packages(
    store: Store, period: Period, printed: Sequence[Printed], seal: Seal,
    folder: Path, key: OwnKey | None = None,
) -> list[Package]:
    """The packages that must go onto the stick now, the new one last; the data file is as it was.

    A package that was made but never noted (the stick was pulled, the power failed) goes along as
    it is; when nothing has changed since, it is the new one. So no number ever stands for two.
    :param folder: where packages are kept on this PC (``package_folder``).
    :param key: the key they are signed with, where it is not kept yet.
    :raises Problem: nothing can be packed, or the disk refused.
    """
    waiting = _waiting(store, folder, key)
    last = waiting[-1] if waiting else None
    if last is not None:
        again = pack(store, period, printed, last.previous or "", last.sequence, key)
        if again.digest == last.digest:
            return waiting
    made = [*packages(store)[:1], *waiting]
    previous, number = (made[-1].sha256, made[-1].sequence) if made else ("", 0)
    parcel = pack(store, period, printed, previous, number + 1, key)
    return [*waiting, _kept(parcel, seal(parcel), folder)]


def packing(store: Store, period: Period, key: OwnKey) -> MakePackages:
    """How the packages of a period are made, for whoever prints and seals without the data file."""
    return lambda printed, seal: make_packages(
        store, period, printed, seal, package_folder(store.path), key)


def _kept(parcel: Parcel, sealed: bytes, folder: Path) -> Package:
    """Keep a sealed parcel on this PC; what is to be noted of it is written last."""
    says = parcel.descriptor["village"]
    tables = {each["name"]: each["rows"] for each in parcel.descriptor["resources"]
              if "rows" in each}
    returns = [(each["title"], each["version"], each["lines"]) for each in says["returns"]]
    changed = [(each["title"], *one) for each in says["returns"] for one in each["changed"]]
    package = Package(
        sequence=says["sequence"], period=says["period"], name=parcel.name,
        sha256=hashlib.sha256(sealed).hexdigest(), previous=says["previous"] or None,
        size=len(sealed), digest=parcel.digest, by=says["by"] or None,
        contents=json.dumps(tables | {"returns": returns, "changed": changed,
                                      "head": says["head"]}, ensure_ascii=False),
        made=datetime.fromisoformat(says["made"]))
    sweep(folder)
    try:
        keep(folder / parcel.name, sealed)
        said = stored(package) | {"signing": says["signing"]}
        keep(_beside(folder, package), json.dumps(said).encode())
    except OSError as fault:
        raise Problem(
            f"“{parcel.name}”写不进 {folder}（{reason(fault)}）。请检查磁盘。") from fault
    return package


def _waiting(store: Store, folder: Path, key: OwnKey | None) -> list[Package]:
    """What was kept under our key of today and never noted, in the order of the chain."""
    signing = own_card(store, key).signing
    noted = packages(store)[:1]
    last = noted[0].sequence if noted else 0
    names = ["id", *(each.name for each in Package.fields())]
    found = []
    for path in folder.glob(f"*{ENDING}.json") if folder.is_dir() else ():
        try:
            said = json.loads(path.read_bytes())
            package = load(Package, names, [None, *(said[name] for name in names[1:])])
            whole = hashlib.sha256((folder / package.name).read_bytes()).hexdigest()
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        if (said.get("signing"), whole) != (signing, package.sha256):
            continue
        if package.sequence > last:
            found.append(package)
        else:  # noted since; what told of it could not be taken away then
            with contextlib.suppress(OSError):
                path.unlink()
    return sorted(found, key=lambda each: each.sequence)


def _beside(folder: Path, package: Package) -> Path:
    return folder / f"{package.name}.json"


def note_delivered(store: Store, made: Sequence[Package], folder: Path) -> list[Package]:
    """Note packages that now stand whole on a stick, as one act that can't be undone."""
    now = clock.now().replace(microsecond=0)
    label = "、".join(f"第 {each.sequence} 号" for each in made)
    with store.act(f"报送包：{label}", final=True, may=May.SEND):
        noted = [store.save(each.but(delivered=now)) for each in made]
    for each in made:
        with contextlib.suppress(OSError):
            _beside(folder, each).unlink(missing_ok=True)
    return noted


# ── the papers that go with the stick ────────────────────────────────────────


_ITEM, _SAYS = Column(Field("项目", width=14)), Column(Field("内容", width=40))


def enrolment_form(card: KeyCard, today: date) -> Sheet:
    """密钥登记表: printed, stamped, and compared with the fingerprint on the other side."""
    lines = (("单位", card.name), ("村还是镇", Side(card.side).label),
             ("区划代码", card.code or "—"), ("密钥指纹", card.fingerprint))
    return Sheet(
        "key-form", "报送密钥登记表", (_ITEM, _SAYS), [Row(each) for each in lines],
        unit=card.name, made=today,
        notes=("对方登记时，请逐组核对指纹；一组不同就不要登记。",
               "换电脑、重装后密钥会变，要重新打印、盖章、登记。"),
        signatures=("单位负责人", "经办人", "联系电话", "日期"))


def cover(package: Package, unit: str) -> Sheet:
    """报送包封面: the returns and records inside and the first 12 signs of the hash: paper is file.
    """
    columns = (Column(Field("内容", width=36)), Column(Field("条数", NUMBER, width=10)))
    records = {content.kind.label: count for name, count in package.counts.items()
               if count and (content := content_called(name)) is not None}
    lines = [
        Row((title if version == 1 else f"{title}（第 {version} 次报送）", rows))
        for title, version, rows in package.returns
    ]
    inside = "，".join(f"{label} {count:,}" for label, count in records.items())
    period = Period.parse(package.period)
    return Sheet(
        "package-cover", f"报送包封面（第 {package.sequence} 号）", columns,
        [*lines, Row(("台账记录", sum(records.values())))], unit=unit,
        measure="条", when=period.label, made=package.made.date(),
        head=json.loads(package.contents).get("head", ""),
        notes=(f"校验码：{package.short}",
               "乡镇收件后，请核对屏幕上的校验码和这里的一样。",
               f"文件：{package.name}", f"台账记录：{inside or '没有'}。", *_changed_note(package)))


def _changed_note(package: Package) -> list[str]:
    """与上次报送不同：…, as far as a cover has room for it."""
    changed, more = package.changed[:SHOWN], len(package.changed) - SHOWN
    if not changed:
        return []
    rest = f"；另有 {more} 处" if more > 0 else ""
    return [f"与上次报送不同：{'；'.join(changed)}{rest}。"]
