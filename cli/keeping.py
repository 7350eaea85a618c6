"""The commands that look after the data file: checked, copied, put back, handed to the next."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from cli.calling import DONE, FILE, PROBLEM, Answer, command, key_for, opened, say
from models.values.finding import Level
from models.values.problem import Problem

keeping = click.Group()
"""Commands of the program, gathered here."""


@command(keeping, "check")
@click.option("--full", is_flag=True, help="逐页核对文件，并按操作日志重放，逐条核对")
@click.option("--seen", help="旧纸页脚上的账册指纹：这份资料还留着印它时的账吗")
@click.option("--back", is_flag=True, help="和日志对不上的，按日志改回")
@click.option("--keep", default="", help="和日志对不上的，照现在的留下；写明原因")
@click.option("--only", multiple=True, help="只改这几条，例如 person:12")
def check(
    data: Path, full: bool, seen: str | None, back: bool, keep: str, only: tuple[str, ...]
) -> Answer:
    """体检：文件、日志、合计、规则。"""
    from models.checks.data_file import QUICKLY, every_finding, mend_found
    from models.keeping import heads

    if back and keep:
        raise click.UsageError("--back 和 --keep 只能用一个。")
    with opened(data) as store:
        if seen:
            held, words = heads.seen(store, heads.read_head(seen))
            say(words)
            return {"held": held, "words": words, "exit": DONE if held else PROBLEM}
        found = every_finding(store, full=full or back or bool(keep))
        if back or keep:
            wanted = [each for each in found if not only or set(only) & set(each.json()["where"])]
            say(f"改好 {mend_found(store, wanted, keeping=keep.strip())} 处。")
            found = every_finding(store, full=True)
    for each in found:
        say(f"{each.level}\t{each.what}")
    say(f"共 {len(found)} 处。" if found else "没有发现问题。")
    if not (full or back or keep):
        say(QUICKLY)
    wrong = any(each.level == Level.ERROR for each in found)
    return {"findings": [each.json() for each in found], "exit": PROBLEM if wrong else DONE}


@command(keeping, "backup")
@click.option("--out", type=FILE, help="备份写到这个文件")
def backup_(data: Path, out: Path | None) -> Answer:
    """做一份核对过的备份。"""
    from models.keeping.backups import backup, copy_verified

    with opened(data) as store:
        made = copy_verified(store, out) if out else backup(store)
    say(f"备份好了：{made.path}" + f"；{made.lacking}" * bool(made.missing))
    return {"path": str(made.path), "sha256": made.sha256, "counts": made.counts,
            "missing_photos": made.missing}


@command(keeping, "restore")
@click.argument("file", type=FILE)
def restore_(data: Path, file: Path) -> Answer:
    """用备份恢复；现在的资料先另存一份。"""
    from exporters.publish import private_beside
    from models.keeping.restoring import restore

    key, _ = key_for(file)
    present, operator = key_for(data)
    _refuse_restoring(data, present, operator)
    back, kept = restore(file, data, key=key, present=present)
    with contextlib.suppress(Problem), private_beside(data):
        pass  # nothing of the file that was open before lies about in plain
    say(f"恢复好了：{back.path}" + (f"；原来的资料另存为 {kept.name}" if kept else "")
        + (f"；{back.lacking}" if back.lacking else ""))
    return {"path": str(back.path), "sha256": back.sha256, "counts": back.counts}


def _refuse_restoring(data: Path, key: bytes | None, operator: str) -> None:
    """:raises Problem: the village left it to others; a file that can't be read refuses nobody."""
    from models.keeping.datafile import Unusable
    from models.keeping.opening import copy_older
    from models.keeping.restoring import may_restore
    from models.keeping.store import Store

    if not data.is_file():
        return
    with contextlib.suppress(Unusable), Store(data, key=key, upgrading=copy_older) as store:
        store.operator = operator
        may_restore(store)


@command(keeping, "handover")
@click.option("--out", type=FILE, required=True, help="交接包写到这个 .lxjj 文件")
@click.option("--gives", default="", help="交出人，不写就是现在的经办人")
@click.option("--takes", default="接手人", show_default=True, help="接手人")
@click.option("--watches", default="", help="监交人")
@click.option("--sheet", type=FILE, help="恢复单写成这个 PDF；不写就在屏幕上说恢复码")
def handover_(
    data: Path, out: Path, gives: str, takes: str, watches: str, sheet: Path | None
) -> Answer:
    """换书记：做一个交接包，连同要签字的交接清单和只开这一包的恢复单。"""
    from cli.handing_over import hand_over

    return hand_over(data, out, gives, takes, watches, sheet)


@command(keeping, "takeover")
@click.argument("pack", type=FILE)
@click.option("--accept", is_flag=True, help="核对以后接手：资料文件换成交接包里的")
@click.option("--anyway", is_flag=True, help="有不对的也接手")
@click.option("--code", envvar="LIANXING_RECOVERY", help="恢复单上的恢复码")
def takeover_(
    data: Path, pack: Path, accept: bool, anyway: bool, code: str | None
) -> Answer:
    """打开交接包，把数目、指纹、附件逐项核对；要接手的，新密码写在环境变量里。"""
    from cli.handing_over import take_over

    return take_over(data, pack, code, accept=accept, anyway=anyway)


@command(keeping, "update")
@click.argument("file", type=FILE)
@click.option("--accept", is_flag=True, help="看过要改什么以后，收下")
@click.option("--trust", help="发布单位盖章纸上的指纹：从此收这个单位的更新")
def update_(data: Path, file: Path, accept: bool, trust: str | None) -> Answer:
    """收一份更新（节假日、代码、规定、表样、细则、手册）：先说要改什么，收下是一步，可以撤销。"""
    from cli.updating import update

    return update(data, file, trust, accept=accept)


@command(keeping, "publish")
@click.option("--key", type=FILE, required=True, help="发布密钥；没有这个文件就新做一个")
@click.option("--from", "folder", type=FILE, help="照 resources 的样子放着新文件的文件夹")
@click.option("--number", type=click.IntRange(1), required=True, help="第几号，一次比一次大")
@click.option("--title", required=True, help="内容，例如 2027 年节假日")
@click.option("--version", default="", help="新版程序的版本号")
@click.option("--notice", default="", help="新版程序的说明")
@click.option("--out", type=FILE, required=True, help="更新写到这个 .lxgx 文件")
def publish_(
    data: Path, key: Path, folder: Path | None, number: int, title: str, version: str, notice: str,
    out: Path,
) -> Answer:
    """做一份签名的更新，放到 U 盘上发给各村、各乡镇；给发布更新的单位用。"""
    from cli.updating import publish

    return publish(key, folder, out, number=number, title=title, version=version, notice=notice)
