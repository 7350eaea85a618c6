"""A pipe, a socket or a device is no file: whoever is given one says so at once, and waits for
nothing."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

import importers
from cli import commands as cli
from cli.incoming import take_in
from exporters.publish import publish_text
from importers.package.reading_room import read_packages
from importers.photo import read_photo
from importers.pictures.picture import is_picture
from models.exchange.keys import read_card_file
from models.keeping.apart import read_apart
from models.keeping.datafile import Unusable, connect, is_encrypted, read_slots, slots_of
from models.overview.updating import read_update_file
from models.returns.town_form.form_map import open_map
from models.values.problem import Problem

if sys.platform == "win32":
    pytest.skip("no such files there", allow_module_level=True)

ENOUGH = 30
"""Seconds in which whatever does not wait for a pipe is through, however busy the machine is."""
GIVEN = {click.IntRange: "1", click.types.IntParamType: "1", click.DateTime: "2026-01-01"}


@contextmanager
def without_waiting() -> Iterator[None]:
    """Whoever is still at it by then waits for somebody who never writes."""
    def over(*_: object) -> None:
        raise AssertionError("it waits for the pipe")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(ENOUGH)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "册.xlsx")
    return tmp_path / "册.xlsx"


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator:
    """Every command of the program, with the words that call it."""
    for name, each in group.commands.items():
        if isinstance(each, click.Group):
            yield from commands(each, (*before, name))
        else:
            yield (*before, name), each


def _word(parameter: click.Parameter, path: Path) -> list[str]:
    kind = parameter.type
    said = (str(path) if isinstance(kind, click.Path) else kind.choices[0]
            if isinstance(kind, click.Choice) else GIVEN.get(type(kind), "字"))
    named = [] if isinstance(parameter, click.Argument) else [parameter.opts[0]]
    return [*named, *[said] * max(parameter.nargs, 1)]


PLACES = [(words, command, each) for words, command in commands(cli.lianxing)
          for each in command.params if isinstance(each.type, click.Path)]
"""Every place of a call that takes a file or a folder."""


@pytest.mark.parametrize(("words", "command", "place"), PLACES,
                         ids=[f"{'-'.join(words)}-{each.name}" for words, _, each in PLACES])
def test_no_command_waits_for_a_pipe(pipe, tmp_path, capsys, words, command, place):
    said = [*words, *(word for each in command.params if each is place or each.required
                      for word in _word(each, pipe if each is place else tmp_path / "别的"))]
    with without_waiting():
        status = cli.main(["--data", str(tmp_path / "村.lianxing"), *said, "--json"])
    why, = json.loads(capsys.readouterr().out)["problems"]
    assert status == 1 and "册.xlsx 不是文件" in why["why"] and pipe.is_fifo()


def test_every_place_of_every_command_is_tried():
    assert len(PLACES) > 25 and len({words for words, *_ in PLACES}) > 15


def test_the_data_file_is_no_pipe_either(pipe, capsys):
    with without_waiting():
        assert cli.main(["--data", str(pipe), "check"]) == 1
    assert "册.xlsx 不是文件" in capsys.readouterr().err


APART = read_photo.__code__
"""What all of them are from outside (models.keeping.apart)."""


def readers() -> Iterator:
    """Everything that reads an outside file in the reading process, by its place."""
    for each in pkgutil.walk_packages(importers.__path__, "importers."):
        for name, found in vars(importlib.import_module(each.name)).items():
            if getattr(found, "__code__", None) is APART and found.__module__ == each.name:
                yield f"{each.name}.{name}", found


READERS = dict(readers()) | {
    "an update": lambda path, *_: read_apart(path, read_update_file, path),
    "a map": lambda path, *_: read_apart(path, open_map, path),
    "a card of keys": lambda path, *_: read_card_file(path),
    "a data file": lambda path, *_: connect(path),
    "a copy": lambda path, *_: connect(path, reading=True),
    "a paper": lambda path, *_: publish_text(path, "字"),
}


@pytest.mark.parametrize("where", READERS)
def test_no_reader_waits_for_a_pipe_however_the_window_comes_by_it(pipe, where):
    """Dragged, pasted, chosen, or lying in a folder: all come by one of these."""
    read = READERS[where]
    code = getattr(read, "__wrapped__", read).__code__
    further = [None] * (code.co_argcount - 1 - len(getattr(read, "__defaults__", None) or ()))
    with without_waiting(), pytest.raises(Problem, match=r"册\.xlsx 不是文件.*管道"):
        read(pipe, *further)


def test_a_list_is_not_looked_into_before_it_is_read(store, pipe, tmp_path):
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(tmp_path / "插.xlsx"))
    for each in (pipe, tmp_path / "插.xlsx", Path("/dev/zero"), Path("/dev/stdin").resolve()):
        if each.is_file():
            continue  # what this run is given to read
        with without_waiting(), pytest.raises(Problem, match="不是文件"):
            take_in(store, "roster", each)
        assert not is_picture(each) and not is_encrypted(each)


def test_a_batch_goes_on_past_a_pipe(pipe, tmp_path):
    (tmp_path / "乙.lxbag").write_bytes(b"x")
    with without_waiting():
        told = [each for _, each in read_packages([pipe, tmp_path / "乙.lxbag"], ())]
    assert {each.name: "不是文件" in each.refused.sentence for each in told} == {
        "册.xlsx": True, "乙.lxbag": False}


def test_the_slots_of_a_file_are_none(tmp_path):
    os.mkfifo(slots_of(tmp_path / "村.lianxing"))
    with without_waiting(), pytest.raises(Unusable, match=r"村\.lianxing\.slots 不是文件"):
        read_slots(tmp_path / "村.lianxing")
