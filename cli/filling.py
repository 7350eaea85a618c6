"""The commands that fill a data file: a sample, a village begun, lists and rosters taken in."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.calling import FILE, Answer, command, opened, say
from models.values.finding import Level

if TYPE_CHECKING:
    from datetime import datetime

filling = click.Group()
"""Commands of the program, gathered here."""
SCHEME = "scheme"
IMPORTED = ("roster", "members", "pairings", "visits", "points", "meetings", "matters",
            "activities", "economy", "standard", SCHEME)
"""The kinds of list that can be taken in."""
_DAY = click.DateTime(["%Y-%m-%d"])


@command(filling, "demo")
@click.option("--households", type=click.IntRange(1, 20_000), default=570, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def demo(data: Path, households: int, seed: int) -> Answer:
    """在空的资料文件里建一个虚构的示例村，带一年的记录。"""
    from sample.village import fill

    with opened(data, new=True) as store:
        counts = fill(store, households=households, seed=seed)
    say(f"示例村建好了：{counts['household']} 户 {counts['person']} 人 {counts['member']} 名党员。")
    return {"counts": counts}


@command(filling, "new")
@click.option("--name", required=True, help="村（社区）名称")
@click.option("--town", help="乡镇（街道）")
@click.option("--district", help="管区")
@click.option("--code", help="12 位区划代码")
@click.option("--branch", help="党支部名称")
@click.option("--kind", type=click.Choice(["rural", "urban"]), default="rural", show_default=True,
              help="农村还是城市社区的五星")
def new(
    data: Path, name: str, town: str | None, district: str | None, code: str | None,
    branch: str | None, kind: str,
) -> Answer:
    """在空的资料文件里开一个村；文件里已有资料的不动。"""
    from models.office.village import Unit, begin_village

    with opened(data, new=True) as store:
        village = begin_village(store, Unit(name=name.strip(), town=town, district=district,
                                            code=code, branch=branch, star_set=kind))
    say(f"{village.name}的资料文件开好了：{data}。接着导入花名册、党员名册、联户和细则。")
    return {"name": village.name, "path": str(data)}


@command(filling, "import")
@click.argument("kind", type=click.Choice(IMPORTED))
@click.argument("file", type=FILE)
@click.option("--sheet", help="只读这一张工作表")
@click.option("--map", "map_file", type=FILE, help="表头的映射文件：一行一个，表头 = 栏目")
@click.option("--password", envvar="LIANXING_FILE_PASSWORD", default="", help="文件的打开密码")
@click.option("--from", "since", type=_DAY, help="细则从这一天起启用，并给各户（党员）开户")
@click.option("--basis", default="", help="细则是哪次会议通过的")
@click.option("--dry-run", is_flag=True, help="只试读，不写入")
@click.option("--faults", type=FILE, help="把有问题的行写成可改的工作簿")
@click.option("--strict", is_flag=True, help="有一行不收就整份不收")
@click.option("--accept-doubtful", is_flag=True,
              help="照片里没有认准的格和新的姓名，都对着原件看过了")
def import_(
    data: Path, kind: str, file: Path, sheet: str | None, map_file: Path | None, password: str,
    since: datetime | None, basis: str, dry_run: bool, faults: Path | None, strict: bool,
    accept_doubtful: bool,
) -> Answer:
    """导入别处的表：先试读，再作为一步写入，可整步撤销。"""
    from cli.incoming import take_in
    from exporters.workbook.fault_book import write_faultbook
    from importers.lists.listing import read_own

    if since is not None and kind != SCHEME:
        raise click.UsageError("--from 只用于导入细则（scheme）。")
    write = functools.partial(write_faultbook, path=faults) if faults is not None else None
    own = read_own(map_file) if map_file else {}
    begins = since.date() if since else None
    with opened(data, new=True) as store:
        answer = take_in(store, kind, file, sheet=sheet, dry_run=dry_run, strict=strict,
                         faults=write, own=own, password=password, since=begins, basis=basis,
                         accept_doubtful=accept_doubtful)
    _tell(file, answer, begins)
    return answer


@command(filling, "mark-sheet")
@click.argument("kind", type=click.Choice(["visits", "evaluation", "points"]))
@click.option("--of", required=True, help="走访单的号、哪一轮评比的编号，或记分项目的代号")
@click.option("--on", "on_day", type=_DAY, help="记分单：哪天的，默认今天")
@click.option("--members", is_flag=True, help="记分单：记给党员")
@click.option("--out", type=FILE, required=True, help="单子存成这个 PDF")
def mark_sheet_(
    data: Path, kind: str, of: str, on_day: datetime | None, members: bool, out: Path
) -> Answer:
    """印一张能读回的单：走访单（visits）、评比表（evaluation）或积分记分单（points）。"""
    from cli.reading_back import print_marked

    with opened(data) as store:
        return print_marked(store, kind, of, out, on_day.date() if on_day else None,
                            members=members)


@command(filling, "read-back")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--accept", is_flag=True, help="把读准的行存下；要看的行不存，列出来")
@click.option("--again", is_flag=True, help="读过的页再读一次")
def read_back_(data: Path, files: tuple[Path, ...], accept: bool, again: bool) -> Answer:
    """读回纸单：填好的单子的照片或扫描件，几张一起，次序、方向不论。"""
    from cli.reading_back import bring_back

    with opened(data) as store:
        return bring_back(store, files, accept=accept, again=again)


def _tell(file: Path, answer: Answer, begins: date | None) -> None:
    taken = {"created": "新增", "updated": "更新", "unchanged": "未变", "skipped": "略过",
             "refused": "不收"}
    say(f"{file.name}：{answer['rows']} 行，" + "，".join(
        f"{label} {answer[name]}" for name, label in taken.items()) + "。")
    if answer["rows"] and answer["unchanged"] == answer["rows"]:
        say("表里的内容都已经有了，没有改动。")
    if begins is not None and "accounts" in answer:
        say(f"从 {begins} 起启用，新开 {answer['accounts']} 个积分账户。")
    _tell_problems(answer["problems"])


FIRST = 10
"""So many of a kind are told one by one."""


def _tell_problems(problems: Iterable[dict[str, Any]]) -> None:
    """The first of each kind as the file has them; of the rest how many there are."""
    met = Counter[str]()
    last: dict[str, dict[str, Any]] = {}
    for each in problems:
        kind = each["code"]
        met[kind] += 1
        if met[kind] <= FIRST:
            last[kind] = each
            place = f"{each['sheet']} 第 {each['row']} 行 {each['column']} 列："
            say(f"  {place * (each['level'] == Level.ERROR)}{each['why']}")
    more = {kind: many - FIRST for kind, many in met.items() if many > FIRST}
    for kind, many in more.items():
        at = last[kind]
        place = f"第 {at['row']} 行" if at["row"] else f"“{at['sheet']}”"
        say(f"  和上面{place}（{at['why'].rstrip('。')}）一类的还有 {many:,} 处。")
    if more:
        say("  没有逐处列出的，加 --json 全部列出；花名册、党员册可以加 --faults 写成工作簿来改。")
