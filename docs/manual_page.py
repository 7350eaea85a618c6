"""Prints the manual page of the commands, lianxing(1), from the table of the commands themselves.

``python docs/manual_page.py`` dates it by SOURCE_DATE_EPOCH, so that it is the same whenever made.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

PROJECT = Path(__file__).resolve().parents[1]

HEAD = """.\\" a line of Chinese may be broken between any two characters, before no stop
.class [stop] \\[u3001] \\[u3002] \\[uFF0C] \\[uFF1A] \\[uFF1B] \\[uFF01] \\[uFF09] \\[u201D]
.class [character] \\[u4E00]-\\[u9FFF]
.cflags 266 \\C'[stop]'
.cflags 512 \\C'[character]'
.ad l
.TH LIANXING 1 "{day}" "联星村级台账" "用户命令"
.SH 名称
lianxing \\- 联星村级台账：打开窗口，或执行一条命令
.SH 用法
.B lianxing
.RI [ 资料文件.lianxing " | " 报送包.lxbag ]
.br
.B lianxing
.RB [ \\-\\-data
.IR 资料文件 ]
.I 命令
.RI [ 选项 ]
.SH 说明
不写命令就打开窗口。写一个资料文件，窗口打开的就是它；写一个报送包，窗口打开上次用的资料，读这一个包。
.SH 选项"""

FOOT = """.SH 退出码
.TP
0
完成
.TP
1
输入有问题，什么也没做
.TP
2
命令写错
.TP
3
资料文件不能用
.SH 文件
.TP
.I ~/.local/share/Lianxing/村级台账.lianxing
没有写 \\-\\-data 时的资料文件。安装、升级、卸载本软件都不动它。"""


def page(group: click.Group, day: str) -> str:
    """The page in the language of man, for a table of commands."""
    whole = click.Context(group, info_name="lianxing")
    lines = [HEAD.format(day=day), *options(group, whole), ".SH 命令"]
    for context in commands(group, whole):
        pieces = " ".join(context.command.collect_usage_pieces(context))
        lines += [f".SS {written(f'{context.command_path} {pieces}')}",
                  *paragraphs(context.command.help or ""), *options(context.command, context)]
    return "\n".join([*lines, FOOT, ""])


def commands(group: click.Group, above: click.Context) -> Iterator[click.Context]:
    """Every command, those of a group of commands after one another, in the order of names."""
    for name in sorted(group.commands):
        context = click.Context(group.commands[name], info_name=name, parent=above)
        if isinstance(context.command, click.Group):
            yield from commands(context.command, context)
        else:
            yield context


def options(command: click.Command, context: click.Context) -> Iterator[str]:
    """What can be written behind a command, each with what it means."""
    for each in command.get_params(context):
        if (told := each.get_help_record(context)) is not None:
            yield from (".TP", f".B {written(told[0])}", written(told[1]))


def paragraphs(text: str) -> Iterator[str]:
    """The words of a command, a paragraph each."""
    for each in filter(None, map(str.strip, text.split("\n\n"))):
        yield from (".PP", written("".join(map(str.strip, each.splitlines()))))


def written(text: str) -> str:
    """Words as man takes them: no sign of its own in them."""
    return "\\&" + text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ")


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    from cli.commands import lianxing

    made = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    sys.stdout.write(page(lianxing, f"{made:%Y-%m-%d}"))
