"""The commands: the program for scripts, for checks and for anyone without a screen."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.calling import DONE, FILE, PROBLEM, Answer, answered, command, opened, say
from cli.filling import filling
from cli.keeping import keeping
from cli.lake import lake
from models.keeping.user_folders import default_data_file, lies_at
from models.values import clock
from models.values.periods import WAYS

if TYPE_CHECKING:
    from datetime import datetime


@click.group(context_settings={"help_option_names": ["--help"]})
@click.option("--data", type=FILE, help="资料文件，默认放在用户资料夹")
@click.pass_context
def lianxing(context: click.Context, data: Path | None) -> None:
    """联星村级台账：一处记录，张张报表。"""
    context.obj = lies_at(data or default_data_file())


@command(lianxing, "returns")
@click.argument("codes", nargs=-1)
@click.option("--period", help=f"{WAYS}，也收 2026-Q3 这样的写法")
@click.option("--out", type=FILE, help="放报表的文件夹")
@click.option("--public", is_flag=True, help="公示版：遮住个人信息，查出敏感字句的不写")
@click.option("--omit", is_flag=True, help="公示版里查出敏感字句的格子印成〔略〕")
@click.option("--omit-columns", "columns", is_flag=True, help="有这样格子的栏整栏印成〔略〕")
@click.option("--of", "record", type=int, help="单份的印哪一次、哪一件、哪一名；不写就列出编号")
@click.option("--list", "listed", is_flag=True, help="列出有哪些报表")
def returns(
    data: Path, codes: tuple[str, ...], period: str | None, out: Path | None, public: bool,
    omit: bool, columns: bool, record: int | None, listed: bool,
) -> Answer:
    """画出报表和文书，写成 .xlsx 和 .pdf。"""
    if listed:
        from cli.asking import catalogue

        with opened(data) if data.is_file() else contextlib.nullcontext() as known:
            return catalogue(known)
    if period is None or out is None:
        raise click.UsageError("请写明 --period 和 --out。")
    from cli.drawing import write_returns

    return write_returns(data, codes, period, out, public=public, omit=omit,
                         columns=columns, record=record)


@command(lianxing, "figure")
@click.argument("measure")
@click.option("--subject", default="village", help="例如 village、member=姓名、group=一组")
@click.option("--period", required=True, help=f"{WAYS}，也收 2026-Q3 这样的写法")
def figure_(data: Path, measure: str, subject: str, period: str) -> Answer:
    """一个数：是多少，算了哪些记录，差一点的是哪些、为什么没算。"""
    from cli.asking import figure

    with opened(data) as store:
        return figure(store, measure, subject, period)


@command(lianxing, "fill")
@click.argument("template", type=FILE)
@click.option("--out", type=FILE, help="填好的表存到这里")
@click.option("--to", "folder", type=FILE, help="卡片一张一个文件，存到这个文件夹")
@click.option("--each", type=click.Choice(
    ["household", "member", "person", "pairing", "village"]),
    help="卡片逐张填：每户、每名党员、每个人或每对联户一张；village 在乡镇用：每村一份")
@click.option("--of", "whose", default="", help="只填这一张：户号、姓名或村名")
@click.option("--period", help=f"{WAYS}，也收 2026-Q3 这样的写法；表上写明的不用给")
@click.option("--map", "map_file", type=FILE, help="表头的映射文件")
@click.option("--keep", "cadence", type=click.Choice([
    "month", "quarter", "half", "year", "asked"]),
    help="留作自己的报表：到期在应报里，下一期用 returns 一次填好")
def fill_(
    data: Path, template: Path, out: Path | None, folder: Path | None, each: str | None,
    whose: str, period: str | None, map_file: Path | None, cadence: str | None,
) -> Answer:
    """填上级发来的空白表（.xlsx、.docx）：只填空格，样式、公式、有效性都不动。

    TEMPLATE 是文件夹的，里面的表一次填完，存到 --to 的文件夹。在乡镇的收件文件里，照各村报来的
    资料填：--each village 每村一份，存到 --to 的文件夹；一村一行的表直接填。
    """
    from cli.town_forms import Wanted, fill_folder, fill_form, fill_of_villages
    from models.figures.measure import VILLAGE
    from models.keeping.apart import read_apart
    from models.office.village import is_town
    from models.returns.town_form.form_map import open_map
    from models.values.periods import Period
    from models.values.problem import Problem

    if (out is None) == (folder is None):
        raise click.UsageError("请写明 --out 文件，或 --to 文件夹。")
    many = template.is_dir()
    if many and (folder is None or map_file or each or whose or cadence):
        raise click.UsageError("一次填整个文件夹，只写 --to 和 --period。")
    told = read_apart(map_file, open_map, map_file) if map_file else None
    wanted = Wanted(Period.parse(period) if period else None, told, each or "", whose,
                    cadence or "")
    with opened(data) as store:
        if is_town(store):
            if many or cadence or each not in (None, VILLAGE):
                raise Problem("乡镇一次填一份表，只用 --each village，没有 --keep。请核对。")
            return fill_of_villages(store, template, wanted, out, folder)
        if each == VILLAGE:
            raise Problem("--each village 在乡镇的收件文件里用。本村填表，请去掉它。")
        if many and folder is not None:
            return fill_folder(store, template, wanted.period, folder)
        return fill_form(store, template, wanted, out, folder)


@command(lianxing, "package")
@click.option("--period", required=True, help=f"{WAYS}，也收 2026-Q3 这样的写法")
@click.option("--out", type=FILE, required=True, help="U 盘或文件夹")
@click.option("--for", "keyfile", type=FILE, help="乡镇的密钥卡 .lxkey")
@click.option("--passphrase", envvar="LIANXING_PASSPHRASE", help="没有密钥卡时用的口令")
@click.option("--reason", default="", help="更正报送的原因；改不了的问题也用它带着报送")
def package_(
    data: Path, period: str, out: Path, keyfile: Path | None, passphrase: str | None, reason: str
) -> Answer:
    """把一期等着报的报表交给乡镇：核对、冻结、加密写到 U 盘、读回核对、记为已报。"""

    from exporters.leaving.package import Wrapping, wrapped
    from exporters.leaving.sticks import EJECT
    from models.exchange.chain import packing
    from models.exchange.keys import draft_key, keep_keys, sealed_to, town_card
    from models.exchange.reporting import Noting, Packed, all_that_waits, hand_over
    from models.keeping.permissions import May, require
    from models.values.periods import Period

    answer: Answer = {}
    with opened(data) as store:
        require(store, May.SEND)
        card = None if passphrase and not keyfile else town_card(store, keyfile)
        how = Wrapping(Period.parse(period), draft_key(store), card, sealed_to(card, passphrase),
                       out)

        def deliver(packed: Packed, note: Noting) -> None:
            made = wrapped(packing(store, how.period, how.own), store.path, packed, how)
            with store.act(leaving.label, final=True, may=May.SEND):
                keep_keys(store, how.own, card)
                new = note(made)[-1]
            say(f"{out / new.name}：第 {new.sequence} 号，哈希 {new.short}。{EJECT}")
            answer.update(path=str(out / new.name), sha256=new.sha256, sequence=new.sequence,
                          contents=new.counts, returns=[sheet.code for sheet, _ in packed])

        leaving = all_that_waits(store, how.period, clock.today(), reason.strip())
        hand_over(store, leaving, deliver)
    answer["findings"] = [each.json() for each in leaving.findings]
    if not card:
        say(f"口令：{how.words}（请当面或电话告诉乡镇，不要和 U 盘放在一起）")
        answer["passphrase"] = how.words
    return answer


@command(lianxing, "receive")
@click.argument("packages", type=FILE, nargs=-1, required=True)
@click.option("--accept", is_flag=True, help="把可以收的收下")
@click.option("--enrol", "enrolling", multiple=True, help="盖章登记表上的密钥指纹，可给几个")
@click.option("--despite", type=click.Choice(["gap", "fork"]), multiple=True, help="问清后照收")
@click.option("--passphrase", envvar="LIANXING_PASSPHRASE", default="", help="村里告诉的口令")
def receive_(
    data: Path, packages: tuple[Path, ...], accept: bool, enrolling: tuple[str, ...],
    despite: tuple[str, ...], passphrase: str,
) -> Answer:
    """乡镇收报送包：核对、预览，收下；在村里打开则收镇里的下发。"""
    from cli.incoming import receive, told_of

    with opened(data) as store:
        outcomes = list(receive(store, packages, accept=accept, passphrase=passphrase,
                                enrolling=enrolling, despite=despite))
    for each in outcomes:
        say(f"{each.judged.name}\t{each.label}\t{each.judged.why}")
    done = any(each.taken for each in outcomes)  # what changed the file never ends as refused
    refused = any(each.refused for each in outcomes) or not any(each.fit for each in outcomes)
    return {"packages": [told_of(each) for each in outcomes],
            "exit": DONE if done or not refused else PROBLEM}


@command(lianxing, "send-back")
@click.argument("village")
@click.option("--period", required=True, help=f"{WAYS}，也收 2026-Q3 这样的写法")
@click.option("--code", "codes", multiple=True, help="只退这一张报表，可给几个；不写就退整包")
@click.option("--reason", default="", help="退回的原因；不写就只记批注")
@click.option("--remark", "remarks", multiple=True, nargs=4, metavar="报表 行 栏 批注",
              help="在一格旁边写批注：行写行名或第几行（0 是合计），栏写栏名或第几栏")
def send_back_(
    data: Path, village: str, period: str, codes: tuple[str, ...], reason: str,
    remarks: tuple[tuple[str, str, str, str], ...],
) -> Answer:
    """乡镇退回一个村的报送包或其中几张报表，在格子旁边写批注；用 letter 带给村里。"""
    from cli.answering import back

    if not (reason.strip() or remarks):
        raise click.UsageError("请用 --reason 写明退回的原因，或用 --remark 写批注。")
    with opened(data) as store:
        return back(store, village, period, codes, reason.strip(), remarks)


@command(lianxing, "opinion")
@click.argument("village")
@click.option("--year", type=int, required=True, help="年度")
@click.option("--stage", default="研判", help="研判、部门评定、联审")
@click.option("--star", default="", help="哪颗星；联审不写")
@click.option("--clause", default="", help="哪一条，写项号.条号，如 3.2；不写就是说整颗星")
@click.option("--result", required=True, help="达到、未达到；联审写保留、警告、取消")
@click.option("--reason", default="", help="理由")
@click.option("--by", "author", default="", help="作出单位或人，不写就是本乡镇")
@click.option("--day", "on_day", type=click.DateTime(["%Y-%m-%d"]), help="哪一天，不写就是今天")
def opinion_(
    data: Path, village: str, year: int, stage: str, star: str, clause: str, result: str,
    reason: str, author: str, on_day: datetime | None,
) -> Answer:
    """乡镇记对一个村的研判、部门评定或联审；用 letter 带给村里，显示在自评旁边。"""
    from cli.answering import Saying, opine

    with opened(data) as store:
        return opine(store, village, Saying(year, stage, star, clause, result, reason, author,
                                            on_day.date() if on_day else None))


@command(lianxing, "letter")
@click.argument("villages", nargs=-1)
@click.option("--out", type=FILE, required=True, help="U 盘或文件夹")
@click.option("--paper", is_flag=True, help="写成 PDF 印在纸上，没有密钥的村也行")
def letter_(data: Path, villages: tuple[str, ...], out: Path, paper: bool) -> Answer:
    """乡镇给各村写下发包：回执、退回单、批注、催报、研判；不写村名就给每个村写。"""
    from cli.answering import letters, on_paper

    with opened(data) as store:
        return (on_paper if paper else letters)(store, villages, out)


@command(lianxing, "key")
@click.option("--town", help="把空的资料文件开成这个乡镇的收件文件")
@click.option("--out", type=FILE, help="本单位的密钥卡写到这个 .lxkey 文件")
@click.option("--enrol", type=FILE, help="登记对方的密钥卡")
def key_(data: Path, town: str | None, out: Path | None, enrol: Path | None) -> Answer:
    """密钥卡：开乡镇收件、写出本单位的卡、登记对方的卡。"""
    from exporters.publish import publish_text
    from models.exchange.keys import own_card, read_card_file, written_card
    from models.town.units import open_town, register

    with opened(data, new=bool(town)) as store, store.act("密钥卡"):
        if town:
            open_town(store, town)
        if enrol:
            register(store, read_card_file(enrol))
        card = own_card(store)
        if out:
            publish_text(out, written_card(card))
    say(f"{card.name}的密钥指纹：{card.fingerprint}")
    return {"name": card.name, "fingerprint": card.fingerprint, "path": str(out) if out else None}


@command(lianxing, "card")
@click.option("--out", type=FILE, required=True, help="速查卡存到这个 PDF")
def card_(data: Path, out: Path) -> Answer:
    """速查卡：一张 A4，贴在电脑旁边。"""
    from exporters.paper.sheet import write_paper
    from models.overview.manual import quick_card

    return {"path": str(out), "sha256": write_paper(quick_card(), out)}


@command(lianxing, "tally")
@click.option("--kind", required=True, help="例如 party-meeting、four-step-3")
@click.option("--due", type=int, required=True, help="应到会有表决权人数")
@click.option("--present", type=int, required=True, help="实到人数")
@click.option("--for", "for_", type=int, help="赞成")
@click.option("--against", type=int, help="反对")
@click.option("--abstain", type=int, help="弃权")
@click.option("--without-vote", type=int, default=0, help="没有表决权的人数")
def tally_(
    data: Path, kind: str, due: int, present: int, for_: int | None, against: int | None,
    abstain: int | None, without_vote: int,
) -> Answer:
    """一次会议能不能开、一项表决通过没有。"""
    from models.meetings.rules import tally

    outcome = tally(kind, due, present, for_, against, abstain, without_vote)
    say(outcome.sentence)
    return outcome.json()


@lianxing.group("points")
def points() -> None:
    """积分。"""


@command(points, "simulate")
@click.option("--scheme", "schemes", type=FILE, multiple=True, required=True)
@click.option("--operations", type=FILE, required=True)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True)
def simulate_(data: Path, schemes: tuple[Path, ...], operations: Path, as_of: datetime) -> Answer:
    """按一份或几份细则重算一份流水，看各户会得多少。"""
    from models.keeping.apart import read_apart
    from models.points.engine.simulate import simulate

    answer: Answer = read_apart(operations, simulate, list(schemes), operations, as_of.date())
    for account, figures in answer["accounts"].items():
        say(f"{account}\t积分 {figures['score']}\t余额 {figures['balance']}")
    return answer


FOUND_AT_MOST = 30


@command(lianxing, "find")
@click.argument("text")
def find(data: Path, text: str) -> Answer:
    """找人、找户：姓名、拼音、户号、身份证或电话后四位；找会议、事项、项目、组织：名称。"""
    from models.overview.finding import doings
    from models.registers.search import search

    with opened(data) as store:
        hits = search(store, text)
        found = doings(store, text, FOUND_AT_MOST)
    for hit in hits:
        say(f"{hit.label}\t{hit.why}")
    for each in found:
        say("\t".join(filter(None, (each.name, each.subject, each.about))))
    if not hits and not found:
        say(f"没有找到“{text.strip()}”。可以写姓名、拼音、户号、身份证或电话后四位，"
            "或者会议、事项、项目、组织的名称。")
    return {"hits": [vars(hit) for hit in hits], "doings": [
        {"kind": each.kind, "id": each.row, "label": each.name, "day": each.about}
        for each in found]}


for _each in (*filling.commands.values(), *keeping.commands.values(), lake):
    lianxing.add_command(_each)


def main(words: list[str]) -> int:
    """Run one command and return its exit status (see :mod:`calling`)."""
    return answered(lianxing, words)
