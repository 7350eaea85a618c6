"""`handover` and `takeover`: the pack with all that goes with it, and held against its list."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from cli.calling import DONE, OPERATOR, PASSWORD, PROBLEM, Answer, asked, opened, say
from exporters.leaving.handover_pack import write_handover
from exporters.leaving.sticks import EJECT
from exporters.paper.recovery_sheet import RecoverySheet, draw_sheet
from exporters.publish import private_temp, temp_beside
from importers.package.handover_pack import unpack_handover
from models.keeping.store import Store
from models.keeping.vault.keys import new_code
from models.overview import handover
from models.values import clock
from models.values.problem import Problem

STAGED = "handover"


def hand_over(
    data: Path, out: Path, gives: str, takes: str, watches: str, sheet: Path | None
) -> Answer:
    """Make the pack, its list and its recovery sheet; noted once it stands."""
    code = new_code()[1]
    with opened(data) as store, _staged(store) as folder:
        parties = handover.Parties(gives or store.operator, takes, watches).named()
        copy, listed = handover.make_ready(store, folder, code, parties)
        secret = RecoverySheet(listed.said.village, takes, clock.today(), code)
        along = [(sheet, partial(draw_sheet, secret))] if sheet else []
        sha256, paper = write_handover(copy, listed, out, *along)
        handover.note(store, parties)
    for each in listed.faults:
        say(f"要说清的：{each}")
    say(f"交接包写好了：{out}。{EJECT}\n清单：{paper}，请打印，三方核对签字。"
        f"账册指纹 {listed.said.head}。到期和没办完的 {len(listed.due)} 件。")
    say(f"恢复单：{sheet}，印好封给{takes}，把 PDF 删掉。" if sheet else
        f"恢复码：{code}（请抄给{takes}，不要和 U 盘放在一起）")
    return {"path": str(out), "sha256": sha256, "list": str(paper), "counts": listed.said.counts,
            "head": listed.said.head, "photos": listed.said.photos, "faults": listed.faults,
            "due": listed.due, "keys": [{"name": name, "fingerprint": sign}
                                        for name, sign in listed.keys],
            "closed": listed.closed, "sheet": str(sheet) if sheet else None,
            "recovery": None if sheet else code}


def _staged(store: Store) -> AbstractContextManager[Path]:
    store.must_write()
    return private_temp(temp_beside(store.path) / STAGED)


@contextlib.contextmanager
def _here(data: Path) -> Iterator[Store | None]:
    """What lies there already, for looking: more may have been done in it since; None where it
    can't be read, as what another password opens.
    """
    with contextlib.ExitStack() as afterwards:
        store = None
        with contextlib.suppress(Problem):
            store = afterwards.enter_context(Store(data, reading=True))
        yield store


def take_over(
    data: Path, pack: Path, code: str | None, *, accept: bool, anyway: bool
) -> Answer:
    """Hold what the pack says against what is in it; with ``accept`` it becomes the data file,
    with ``anyway`` also where something is wrong.
    """
    code = code or asked("LIANXING_RECOVERY", "恢复码", hidden=False)
    if not code:
        raise Problem("请在环境变量 LIANXING_RECOVERY 里写明恢复单上的恢复码。")
    with private_temp(data.with_name(f".{data.name}.{STAGED}")) as folder:
        says = unpack_handover(pack, folder)
        with _here(data) as store:
            looked = handover.look_into(says, folder, code, store)
        for each in looked.found:
            say(f"{'对　' if each.right else '不对'}\t{each.what}\t{each.words}")
        said, kept = looked.said, None
        taken = accept and (looked.right or anyway)
        if taken:
            operator, password = (asked(name, words, hidden=hidden) for name, words, hidden in (
                (OPERATOR, "接手人的名字", False), (PASSWORD, "新密码", True)))
            kept = handover.take_over(data, looked, operator, password)
            say(f"接手好了：{data.name} 用{operator}的密码打开。" + (
                f"原来的资料另存为 {kept.name}。" if kept else ""))
    return {"village": said.village, "gives": said.gives, "takes": said.takes,
            "right": looked.right, "checks": [each._asdict() for each in looked.found],
            "aside": kept.name if kept else None,
            "exit": DONE if looked.right or taken else PROBLEM}
