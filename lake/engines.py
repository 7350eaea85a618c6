"""Who answers a question over the files: DuckDB inside this program, or Spark where it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lake.asking import Answered, Question
from lake.parquet import FIGURES, LACKING
from models.values.codes import Labelled
from models.values.problem import Problem

MEMORY = "1GB"
"""So much an engine may hold on this PC."""


class Engine(Labelled):
    """What runs the SQL."""

    DUCKDB = "duckdb", "DuckDB"
    SPARK = "spark", "Spark"


def ask(folder: Path, question: Question, engine: Engine = Engine.DUCKDB) -> list[Answered]:
    """What an engine answers over the files of a lake.

    :raises Problem: nothing was added there, or the engine is not installed.
    """
    if next((folder / FIGURES).glob("*/*/*/*.parquet"), None) is None:
        raise Problem(f"{folder.name} 里还没有加进报送包。请先用 lake add，或核对 --in。")
    answers: dict[Engine, Callable[[Path, Question], list[Answered]]] = {
        Engine.DUCKDB: _duckdb, Engine.SPARK: _spark}
    return answers[engine](folder / FIGURES, question)


def _duckdb(folder: Path, question: Question) -> list[Answered]:
    try:
        import duckdb
    except ImportError:
        raise Problem(LACKING) from None
    with duckdb.connect(config={
        "autoinstall_known_extensions": False, "autoload_known_extensions": False,
        "memory_limit": MEMORY,
    }) as connection:
        files = str(folder / "*/*/*/*.parquet").replace("'", "''")
        connection.execute(f"CREATE VIEW figures AS FROM read_parquet('{files}',"
                           " hive_partitioning = true, hive_types_autocast = false)")
        return [Answered(*row) for row in connection.execute(question.sql).fetchall()]


def _spark(folder: Path, question: Question) -> list[Answered]:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise Problem("本机没有装 Spark（pyspark 和 Java）。请用 --engine duckdb，"
                      "或按 docs/above-the-county.md 装好再试。") from None
    session = (SparkSession.builder.appName("lianxing").master("local[*]")
               .config("spark.ui.enabled", "false")
               .config("spark.driver.host", "127.0.0.1")
               .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
               .getOrCreate())
    try:
        session.read.parquet(str(folder)).createOrReplaceTempView("figures")
        return [Answered(*row) for row in session.sql(question.sql).collect()]
    finally:
        session.stop()
