"""`lake`: packages of many villages kept together, and their figures added up by an engine."""

from __future__ import annotations

from pathlib import Path

import click

from cli.calling import DONE, FILE, PROBLEM, Answer, command, opened, say
from models.values.periods import WAYS

lake = click.Group("lake", help="县以上：许多村的报送包放在一处，按指标汇总。")


@command(lake, "add")
@click.argument("packages", type=FILE, nargs=-1, required=True)
@click.option("--to", "folder", type=FILE, required=True, help="数据湖的文件夹")
@click.option("--despite", type=click.Choice(["gap", "fork"]), multiple=True, help="问清后照加")
@click.option("--records", "tables", multiple=True,
              help="连同这种记录，例如 visit；只有几栏，编号是化名")
@click.option("--purpose", default="", help="要记录的用途，记在操作日志和文件里")
@click.option("--passphrase", envvar="LIANXING_PASSPHRASE", default="", help="村里告诉的口令")
def add_(
    data: Path, packages: tuple[Path, ...], folder: Path, despite: tuple[str, ...],
    tables: tuple[str, ...], purpose: str, passphrase: str,
) -> Answer:
    """在有密钥的收件文件里核对报送包，把报表的数加进数据湖；一个包一个文件，重报的换掉旧的。"""
    from cli.incoming import read_batch
    from lake.adding import Outcome, add
    from lake.records import ask_for

    with opened(data) as store:
        outcomes = list(add(store, read_batch(store, packages, passphrase), folder, despite,
                            ask_for(store, tables, purpose)))
    for each in outcomes:
        say(f"{each.name}\t{each.outcome.label}\t{each.why}")
    good = [each for each in outcomes if each.outcome != Outcome.LEFT]
    say(f"共 {len(outcomes)} 个包，没有加的 {len(outcomes) - len(good)} 个。")
    return {"packages": [{"file": each.name, "outcome": each.outcome, "why": each.why,
                          "verdict": each.verdict, "figures": each.figures} for each in outcomes],
            "exit": DONE if good else PROBLEM}


@command(lake, "sum")
@click.argument("measures", nargs=-1, required=True)
@click.option("--in", "folder", type=FILE, required=True, help="数据湖的文件夹")
@click.option("--by", type=click.Choice(["county", "town", "village"]), default="town",
              help="按县、乡镇还是村列")
@click.option("--period", required=True, help=f"{WAYS}，也收 2026-Q3 这样的写法")
@click.option("--return", "sheet", default="", help="几张表都有这个指标时，写明按哪一张")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb",
              help="由谁来算，默认用本机的 DuckDB")
@click.option("--out", type=FILE, help="写成 .xlsx 和 .pdf 的文件夹")
def sum_(
    data: Path, measures: tuple[str, ...], folder: Path, by: str, period: str, sheet: str,
    engine: str, out: Path | None,
) -> Answer:
    """按指标（代号或名称）汇总数据湖里的数：能加的相加，比率按分子分母重算，不能加的说明白。"""
    from cli.drawing import write_drawn
    from lake.asking import By, Question, answer
    from lake.engines import Engine, ask
    from models.figures.catalogue import MEASURES, measure_called
    from models.values.periods import Period

    question = Question(tuple(measure_called(MEASURES, each) for each in measures), By(by),
                        Period.parse(period), sheet)
    drawn = answer(question, ask(folder, question, Engine(engine)))
    for row in (*(each.values for each in drawn.rows), drawn.total or ()):
        say("\t".join("" if value is None else column.show(value)
                      for column, value in zip(drawn.columns, row, strict=True)))
    for note in drawn.notes:
        say(note)
    return {"sql": question.sql, "columns": [each.label for each in drawn.columns],
            "lines": [each.values for each in drawn.rows], "total": drawn.total,
            **(write_drawn(drawn, out, question.period) if out else {})}
