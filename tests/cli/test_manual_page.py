"""The manual page says every command and every option there is, because it is written from them."""

from __future__ import annotations

import shutil
import subprocess

import click
import pytest

from cli.commands import lianxing
from docs.manual_page import commands, page

DAY = "2026-11-30"


def said(text: str) -> set[str]:
    return set(text.replace("\\&", "").replace("\\-", "-").split())


def lacking(group: click.Group, text: str) -> list[str]:
    """The options and names of commands a page does not say."""
    words = said(text)
    wanted = []
    for context in commands(group, click.Context(group, info_name="lianxing")):
        shown = [each for each in context.command.params if isinstance(each, click.Option)]
        wanted += [*context.command_path.split(), *(each.opts[0] for each in shown)]
    return [each for each in wanted if each not in {word.rstrip(",") for word in words}]


def test_every_command_and_option_is_said():
    assert lacking(lianxing, page(lianxing, DAY)) == []


def test_what_a_page_leaves_out_is_noticed():
    text = page(lianxing, DAY)
    assert "--accept-doubtful" in lacking(lianxing, text.replace("accept\\-doubtful", ""))


def test_no_line_is_taken_for_an_order_to_man():
    group = click.Group("lianxing", commands={"x": click.Command("x", help=".so 一行 \\n")})
    assert "\n\\&.so 一行 \\en\n" in page(group, DAY)


@pytest.mark.skipif(shutil.which("man") is None, reason="no man here")
def test_man_reads_it_without_a_warning(tmp_path):
    path = tmp_path / "lianxing.1"
    path.write_text(page(lianxing, DAY), encoding="utf-8")
    shown = subprocess.run(
        ["man", "--warnings", "-l", str(path)], capture_output=True, text=True, check=True,
        env={"LC_ALL": "C.UTF-8", "MANWIDTH": "78", "PATH": "/usr/bin:/bin"})
    assert shown.stderr == "" and "--period" in shown.stdout
