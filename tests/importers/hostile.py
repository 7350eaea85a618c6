"""Hostile packages: one sound package bent in every way a file on a stick can be bent."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from exporters.leaving.package import zipped
from models.exchange.contents import DESCRIPTOR, SIGNATURE, Parcel
from models.exchange.keys import public_half, sign

Members = dict[str, bytes]
Case = tuple[str, bytes, frozenset[str]]
Bend = Callable[[dict[str, Any], Members], None]
Group = Callable[["Workshop"], Iterator[tuple[Any, ...]]]


@dataclass(frozen=True)
class Workshop:
    """A sound parcel, the village's signing key, another's, and the town it is sealed for."""

    parcel: Parcel
    seed: str
    other_seed: str
    town: str

    def seal(self, inside: bytes, recipient: str = "") -> bytes:
        from pyrage import encrypt, x25519

        return bytes(encrypt(inside, [x25519.Recipient.from_str(recipient or self.town)]))

    def bent(self, bend: Bend, *, settled: bool = True, seed: str = "") -> bytes:
        """The parcel after ``bend``; ``settled``: its hashes and sizes say the truth again."""
        descriptor = copy.deepcopy(self.parcel.descriptor)
        members = dict(self.parcel.members)
        bend(descriptor, members)
        if settled:
            settle(descriptor, members)
        return zipped(Parcel("x", descriptor, members), seed or self.seed)

    def raw(self, entries: list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
        """The sound parcel with more entries in its archive, none of them in the descriptor."""
        out = io.BytesIO(zipped(self.parcel, self.seed))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries:
                archive.writestr(name, content)
        return out.getvalue()


def settle(descriptor: dict[str, Any], members: Members) -> None:
    for each in descriptor.get("resources", ()):
        content = members.get(each.get("path", ""))
        if content is not None:
            each["bytes"] = len(content)
            each["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"


def cases(shop: Workshop, *groups: Group) -> Iterator[Case]:
    """Every hostile package, or those of some groups: its name, its bytes, and the verdicts that
    are right for it."""
    for group in groups or (no_packages, seals, archives, names, swollen, descriptors, signatures,
                            tables, cell_files):
        for name, content, *verdicts in group(shop):
            yield f"{group.__name__} {name}", content, frozenset(verdicts)


def no_packages(shop: Workshop) -> Iterator[tuple[Any, ...]]:
    yield "empty", b"", "damaged"
    plain = zipped(shop.parcel, shop.seed)
    foreign = {"text": "各村报表".encode(), "pdf": b"%PDF-1.7", "picture": b"\x89PNG\r\n\x1a\n",
               "data file": b"SQLite format 3\0" + bytes(90), "zip": plain, "script": b"#!/bin/sh",
               "program": b"MZ" + bytes(200), "page": b"<html>", "zeros": bytes(5000),
               "card": b'{"lianxing": "key"}', "rar": b"Rar!\x1a\x07", "xls": b"\xd0\xcf\x11\xe0"}
    for name, content in foreign.items():
        yield name, content, "not-a-package"
    yield "bare head", b"age-encryption.org/v1\n", "damaged"
    yield "armour of nothing", b"-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n", "damaged"
    yield "25 MB", b"age-encryption.org/v1\n" + bytes(25 * 1024 * 1024), "too-large"


def seals(shop: Workshop) -> Iterator[tuple[Any, ...]]:
    from pyrage import passphrase, x25519

    whole = shop.seal(zipped(shop.parcel, shop.seed))
    body = whole.index(b"\n--- ") + 60
    for part in (5, 30, 50, 70, 90, 99):
        yield f"cut at {part} %", whole[:len(whole) * part // 100], "damaged"
    for part in range(0, 100, 10):
        at = body + (len(whole) - body) * part // 100
        flipped = whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:]
        yield f"bit flipped at {part} %", flipped, "damaged"
    for at in (25, 40, 60, 90, 120):
        flipped = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:]
        yield f"bit flipped in the head at {at}", flipped, "damaged", "locked"
    yield "one byte more", whole + b"\0", "damaged"
    yield "twice", whole + whole, "damaged"
    stranger = str(x25519.Identity.generate().to_public())
    yield "for another town", shop.seal(zipped(shop.parcel, shop.seed), stranger), "locked"
    by_words = passphrase.encrypt(zipped(shop.parcel, shop.seed), "not told to the town")
    yield "with a passphrase", by_words, "locked"
    head, rest = by_words.split(b"\n", 2)[1:]
    words = head.split(b" ")
    greedy = b" ".join([*words[:3], b"40"])
    yield "greedy passphrase", b"age-encryption.org/v1\n" + greedy + b"\n" + rest, "locked"


def archives(shop: Workshop) -> Iterator[tuple[Any, ...]]:
    sound = zipped(shop.parcel, shop.seed)
    yield "nothing inside", shop.seal(b""), "damaged"
    yield "no archive inside", shop.seal(b"\x00\x01" * 500), "damaged"
    yield "empty archive", shop.seal(b"PK\x05\x06" + bytes(18)), "not-a-package"
    for part in (10, 50, 95):
        yield f"archive cut at {part} %", shop.seal(sound[:len(sound) * part // 100]), "damaged"
    start = sound.rindex(b"PK\x01\x02")
    for name, offset, value in (("method", 10, b"\x63\0"), ("check sum", 16, b"\1\2\3\4"),
                                ("packed size", 20, b"\xff\xff\xff\x0f"),
                                ("place", 42, b"\0\0\0\0"), ("locked", 8, b"\x01\0")):
        at = start + offset
        yield f"forged {name}", shop.seal(sound[:at] + value + sound[at + len(value):]), "damaged"
    forged = sound[:start + 24] + b"\x01\0\0\0" + sound[start + 28:]
    yield "forged size, smaller", shop.seal(forged), "damaged"
    forged = sound[:start + 24] + b"\xff\xff\xff\x7f" + sound[start + 28:]
    yield "forged size, 2 GB", shop.seal(forged), "too-large"


def names(shop: Workshop) -> Iterator[tuple[Any, ...]]:
    wrong = ("../evil.csv", "..\\evil.csv", "/etc/passwd", "C:\\evil.csv", "data/../evil.csv",
             "data/../../evil.csv", "DATA/person.csv", "data//person.csv", "./signature",
             "returns/evil.exe", "returns/evil.xlsm", "returns/../evil.pdf", "returns/.pdf",
             "data/人员.csv", "data/", "evil", "data/person.csv ", "data/person.CSV",
             "__MACOSX/._x", "returns/" + "a" * 300 + ".pdf", "~/.bashrc", "\\\\host\\x.csv",
             "data/person.csv\n", "signature.exe", "cells.csv/x", "datapackage.json.bak")
    for name in wrong:
        yield f"named {name[:30]!r}", shop.seal(shop.raw([(name, b"x")])), "content"
    hidden = zipfile.ZipInfo("data/zzz")
    hidden.filename = "data/zzz\0.csv"
    yield "name with a NUL", shop.seal(shop.raw([(hidden, b"x")])), "content"
    for kind, word in ((0o120777, "symbolic link"), (0o060666, "device"), (0o040755, "folder")):
        odd = zipfile.ZipInfo("data/evil.csv")
        odd.external_attr = kind << 16
        yield word, shop.seal(shop.raw([(odd, b"/etc/passwd")])), "content"
    yield "not in the descriptor", shop.seal(shop.raw([("data/evil.csv", b"id\n")])), "content"


def doubled(shop: Workshop, name: str) -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return shop.seal(shop.raw([(name, b"id\n")]))


def swollen(shop: Workshop) -> Iterator[tuple[Any, ...]]:
    for name in ("data/person.csv", DESCRIPTOR, SIGNATURE):
        yield f"two of {name}", doubled(shop, name), "content"
    bomb = bytes(60 * 1024 * 1024)
    yield "bomb", shop.seal(shop.raw([("data/bomb.csv", bomb)])), "too-large"
    yield "three bombs", shop.seal(shop.raw(
        [(f"data/bomb_{n}.csv", bomb) for n in "abc"])), "too-large"
    yield "500 members", shop.seal(shop.raw(
        [(f"returns/a{n}.pdf", b"x") for n in range(500)])), "too-large"

    def rows(descriptor: dict[str, Any], members: Members) -> None:
        members["data/group.csv"] = b"id,name,kind,place\n" + b"".join(
            b"%d,n%x,group,%d\n" % (n, n * 7919, n * 31) for n in range(60_000))

    yield "60,000 groups", shop.seal(shop.bent(rows)), "too-large"


def _set(block: str, name: str, value: Any) -> Bend:
    def bend(descriptor: dict[str, Any], _: Members) -> None:
        descriptor[block][name] = value

    return bend


def descriptors(shop: Workshop) -> Iterator[tuple[Any, ...]]:
    for name, content in (("list", b"[]"), ("word", b'"village"'), ("nothing", b""),
                          ("half", b'{"village": {'), ("deep", b"[" * 99_999),
                          ("not UTF-8", b"\xff\xfe{}"), ("null block", b'{"village": null}')):
        inside = io.BytesIO()
        with zipfile.ZipFile(inside, "w") as archive:
            archive.writestr(DESCRIPTOR, content)
            archive.writestr(SIGNATURE, sign(shop.seed, content))
        yield f"descriptor is {name}", shop.seal(inside.getvalue()), "content"
    wrong: list[tuple[str, Any]] = [
        ("unit", "1"), ("unit", 410399000101), ("unit", "４１０３９９０００１０１"),
        ("name", "赵\0家"), ("name", "长" * 500),
        ("name", None), ("sequence", 0), ("sequence", -3), ("sequence", "1"),
        ("sequence", 10**9), ("made", 5), ("previous", None), ("period", 2026),
        ("standard", {"year": "2026"}), ("returns", {}), ("mended", [1]), ("receiving", []),
        ("returns", [{"code": "visits"}]), ("by", "a\u202eb"), ("sequence", True),
        ("mended", [{"number": 10**30, "answer": "改好了"}]),
        ("mended", [{"number": -1, "answer": "改好了"}]),
        ("standard", {"year": 10**30, "set": "rural", "version": 1}),
        ("standard", {"year": 2026, "set": "rural", "version": 10**30}),
    ]
    for name, value in wrong:
        yield f"{name} is {value!r:.20}", shop.seal(
            shop.bent(_set("village", name, value))), "content"
    for value in (3, 99, "1", None):
        def newer(descriptor: dict[str, Any], _: Members, value: Any = value) -> None:
            descriptor["format"] = value

        yield f"format {value!r}", shop.seal(shop.bent(newer)), "newer"


def signatures(shop: Workshop) -> Iterator[tuple[Any, ...]]:
    sound = shop.parcel.written()

    def signed(signature: bytes | None, content: bytes = sound) -> bytes:
        inside = io.BytesIO()
        with zipfile.ZipFile(inside, "w") as archive:
            archive.writestr(DESCRIPTOR, content)
            if signature is not None:
                archive.writestr(SIGNATURE, signature)
            for name, content in shop.parcel.members.items():
                archive.writestr(name, content)
        return shop.seal(inside.getvalue())

    for name, signature in (
        ("none", None), ("empty", b""), ("zeros", b"0" * 128), ("binary", bytes(64)),
        ("short", sign(shop.seed, sound)[:60].encode()), ("not ASCII", "签名".encode()),
        ("of another text", sign(shop.seed, b"else").encode()),
        ("of another key", sign(shop.other_seed, sound).encode()),
    ):
        yield f"signature: {name}", signed(signature), "bad-signature"
    for before, after in (("赵家村", "钱家村"), ("2026-Q3", "2026-Q2"),
                          ('"sequence": 1', '"sequence": 7')):
        changed = sound.replace(before.encode(), after.encode())
        yield f"{after} after signing", signed(sign(shop.seed, sound).encode(), changed), \
            "bad-signature"
    stranger = shop.bent(_set("village", "signing", public_half(shop.other_seed)),
                         seed=shop.other_seed)
    yield "signed by a stranger", shop.seal(stranger), "unknown-key"
    yield "key that is none", shop.seal(shop.bent(_set("village", "signing", "zz"))), \
        "bad-signature"


def _csv(path: str, change: Callable[[bytes], bytes]) -> Bend:
    def bend(_: dict[str, Any], members: Members) -> None:
        members[path] = change(members[path])

    return bend


def _resource(path: str, **says: Any) -> Bend:
    def bend(descriptor: dict[str, Any], _: Members) -> None:
        next(each for each in descriptor["resources"] if each["path"] == path).update(says)

    return bend


def tables(shop: Workshop) -> Iterator[tuple[Any, ...]]:
    person, income = "data/person.csv", "data/income_line.csv"
    for path in (person, "data/household.csv", "data/visit.csv", "data/group.csv", "cells.csv"):
        yield f"{path} says 99 rows", shop.seal(shop.bent(_resource(path, rows=99))), \
            "counts"
    yield "sum is wrong", shop.seal(shop.bent(_resource(income, sums={"amount": "1"}))), "sums"
    yield "sum is no number", shop.seal(shop.bent(_resource(income, sums={"amount": "x"}))), "sums"
    for sums in ({}, None, []):
        yield f"sums {sums}", shop.seal(shop.bent(_resource(income, sums=sums))), "sums"
    yield "other bytes", shop.seal(shop.bent(
        _csv(person, lambda text: text + b"9,x\n"), settled=False)), "damaged"
    yield "hash of nothing", shop.seal(shop.bent(
        _resource(person, hash="sha256:00"), settled=False)), "damaged"

    def lost(_: dict[str, Any], members: Members) -> None:
        del members[person]

    def twice(descriptor: dict[str, Any], _: Members) -> None:
        descriptor["resources"].append(descriptor["resources"][0])

    def ledger(descriptor: dict[str, Any], members: Members) -> None:
        members["data/own_key.csv"] = b"id\n1\n"
        descriptor["resources"].append({"path": "data/own_key.csv", "rows": 1, "sums": {}})

    def nameless(descriptor: dict[str, Any], _: Members) -> None:
        descriptor["resources"] = [5]

    yield "file lost", shop.seal(shop.bent(lost)), "damaged"
    yield "resource twice", shop.seal(shop.bent(twice)), "content"
    yield "a table that is not asked for", shop.seal(shop.bent(ledger)), "content"
    yield "resources are numbers", shop.seal(shop.bent(nameless, settled=False)), "content"
    yield from _bad_cells(shop, person, income)


def _bad_cells(shop: Workshop, person: str, income: str) -> Iterator[tuple[Any, ...]]:
    changes: list[tuple[str, str, Callable[[bytes], bytes]]] = [
        ("more columns", person, lambda text: text.replace(b"id,", b"id,evil,", 1)),
        ("no id", person, lambda text: text.replace(b"id,", b"di,", 1)),
        ("id twice", person, lambda text: text.replace(b"\n2,", b"\n1,", 1)),
        ("id blank", person, lambda text: text.replace(b"\n2,", b"\n,", 1)),
        ("id a word", person, lambda text: text.replace(b"\n2,", b"\nx,", 1)),
        ("id huge", person, lambda text: text.replace(b"\n2,", b"\n" + b"9" * 30 + b",", 1)),
        ("id in wide digits", person, lambda text: text.replace(b"\n2,", "\n２,".encode(), 1)),
        ("no such day", income, lambda text: text.replace(b"2026-07-09", b"2026-13-09")),
        ("day in words", income, lambda text: text.replace(b"2026-07-09", b"yesterday-")),
        ("number as power", income, lambda text: text.replace(b"1200.5", b"1e9999")),
        ("not a number", income, lambda text: text.replace(b"1200.5", b"NaN")),
        ("flag is maybe", income, lambda text: text.replace(b"false", b"maybe")),
        ("NUL", person, lambda text: text.replace("赵守田".encode(), b"\0\0\0")),
        ("GBK", person, lambda text: text.decode().encode("gbk")),
        ("UTF-16", person, lambda text: text.decode().encode("utf-16")),
        ("with a mark in front", person, lambda text: b"\xef\xbb\xbf" + text),
        ("half a letter", person, lambda text: text.replace("田".encode(), b"\xe7\x94", 1)),
        ("open quote", person, lambda text: text.replace("赵守田".encode(), b'"', 1)),
        ("ragged", person, lambda text: text + b"7,x\n"),
        ("huge field", person, lambda text: text.replace("赵守田".encode(), b"x" * 50_000)),
        ("nothing at all", person, lambda text: b""),
    ]
    for name, path, change in changes:
        yield name, shop.seal(shop.bent(_csv(path, change))), "content"
    for name, bend, _ in untrue(shop):
        yield name, shop.seal(shop.bent(bend)), "content"


def untrue(shop: Workshop) -> Iterator[tuple[str, Bend, str]]:
    """Values no village keeps, signed all the same: the second row of a table, one cell of it.

    The name, the bend, and the words that must stand in the refusal.
    """
    said = {
        "不在可选的里面": [("person", "sex", "火星"), ("group", "kind", "星球"),
                          ("member", "kind", "x" * 40), ("visit", "way", "0")],
        "没有这一天": [("visit", "day", "2026-02-31"), ("person", "born", "1890-13"),
                      ("person", "since", "2026-02-30"), ("household", "since", "2026-02-29"),
                      ("income_line", "on_day", "2026-06-31"), ("visit", "_day", "2026-09-31")],
        "控制字符": [("person", "name", each) for each in (
            "赵\x07守田", "赵\u202e田守", "\u2066赵", "赵\x1b[31m", "赵\x7f", "赵\u200f")],
        "没有的记录": [("person", "household", "99"), ("pairing", "member", "99"),
                      ("visit", "household", "77"), ("member", "person", "88")],
        "写法不合规": [("person", "household", "-"), ("income_line", "amount", "1e3")],
        "重复": [("household", "number", ""), ("member", "person", "")],
    }
    for words, cells in said.items():
        for table, column, value in cells:
            path = f"data/{table}.csv"
            lines = list(csv.DictReader(io.StringIO(shop.parcel.members[path].decode())))
            at = min(1, len(lines) - 1)
            if words == "重复" and at:  # both rows say the same
                lines[1] |= {each: lines[0][each] for each in lines[0] if each != "id"}
            elif words == "重复" or not lines:
                continue
            else:
                lines[at][column] = value
            out = io.StringIO()
            writer = csv.DictWriter(out, lines[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)
            content = out.getvalue().encode()
            yield (f"{table}.{column} {value!r}", _csv(path, lambda _, content=content: content),
                   f"第 {at + 1} 行.*{words}")


def cell_files(shop: Workshop) -> Iterator[tuple[Any, ...]]:
    changes: list[tuple[str, bytes, bytes]] = [
        ("heading", b"return,line", b"returns,line"),
        ("another return", b"visits,1,0", b"points,1,0"),
        ("line beyond", b"visits,2,", b"visits,99,"),
        ("column beyond", b"visits,1,3", b"visits,1,99"),
        ("line below nothing", b"visits,1,3", b"visits,-1,3"),
        ("refs that are none", b"household:1", b"household;DROP"),
        ("refs to a path", b"household:1", b"../x:1"),
        ("number that is none", b",10.5,", b",=1+1,"),
        ("records missed that are none", b",10.5,,", b",10.5,,nonsense"),
    ]
    for name, before, after in changes:
        def change(text: bytes, before: bytes = before, after: bytes = after) -> bytes:
            assert before in text, (before, text[:300])
            return text.replace(before, after)

        yield name, shop.seal(shop.bent(_csv("cells.csv", change))), "content"

    def fewer(descriptor: dict[str, Any], members: Members) -> None:
        kept = [line for line in members["cells.csv"].splitlines(True)
                if not line.startswith(b"visits,2,")]
        members["cells.csv"] = b"".join(kept)
        _resource("cells.csv", rows=len(kept) - 1)(descriptor, members)

    yield "a line lost", shop.seal(shop.bent(fewer)), "counts"

    def none(descriptor: dict[str, Any], members: Members) -> None:
        del members["cells.csv"]
        descriptor["resources"] = [
            each for each in descriptor["resources"] if each["path"] != "cells.csv"]

    yield "no cells", shop.seal(shop.bent(none)), "damaged"
