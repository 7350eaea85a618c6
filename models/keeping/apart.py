"""Files from outside are read in a process of their own, with little memory and little time.

Time is that of the processor, so that a busy PC refuses nothing, and grows with the size of the
file; a clock on the wall is only for a reader that waits.

Whatever a hostile file does to its reader, the program goes on: the reader is ended, and its death
is a sentence that names the file.
"""

from __future__ import annotations

import io
import math
import multiprocessing
import os
import pickle
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial, wraps
from importlib import import_module
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from models.keeping.durable import NO_FILE, ends
from models.keeping.windows import allow, let_go, limit
from models.values.problem import Problem

if getattr(sys, "frozen", False):  # how the packaged program starts itself again (pyinstaller.spec)
    import_module("pyi_rth_multiprocessing")
if sys.platform.startswith("win"):
    from multiprocessing.connection import PipeConnection as Connection
else:
    import resource
    from multiprocessing.connection import Connection

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 60.0
"""The longest a small file may take by the wall, and the reading process to come up."""
PROCESSOR, PER_MEGABYTE = 8.0, 2.0
"""Seconds of the processor for a small file, and for each megabyte of a larger one."""
MEMORY = 1024 * 1024 * 1024
"""Address space of the reading process, its libraries included."""
LARGEST_ANSWER = 512 * 1024 * 1024
_READY = b"ready"
_OUT_OF_TIME, _GONE = (-24, 1816), 5.0
"""How a reader ends that took more of the processor than it may: SIGXCPU, ERROR_NOT_ENOUGH_QUOTA;
and how long it may take to be gone."""
_HERE = {"apart": False}
"""Whether this is the reading process."""

_ASKED = "读的时候{}，不像正常的文件，没有收。请核对是不是要的那个文件，或请对方重新给一份。"
NO_TIME, TOO_LARGE, CONTENT, ENDLESS = "no-time", "too-large", "content", "not-a-package"
_DIED = {NO_TIME: _ASKED.format("太久读不完"), TOO_LARGE: _ASKED.format("占用过大，被停下了"),
         CONTENT: _ASKED.format("内容读不懂"), ENDLESS: NO_FILE}

PLAIN = {
    "builtins": ("frozenset", "set"),
    "datetime": ("date", "datetime", "time", "timedelta"),
    "decimal": ("Decimal",),
    "fractions": ("Fraction",),
    "models.keeping.apart": ("Fell",),
    "importers.marks.sheet": ("Sighting",),
    "importers.sheets.grid": ("Grid", "Locked", "Scanned", "Seen"),
    "models.exchange.contents": ("NotTaken", "PackageVerdict", "Reading"),
    "models.exchange.keys": ("Side",),
    "models.keeping.attachments": ("Picture",),
    "models.points.engine.counted": ("ItemUnit", "Per"),
    "models.points.engine.operations": ("Op",),
    "models.points.engine.reader": ("InvalidFile",),
    "models.points.engine.scheme": (
        "AccountKind", "CapPolicy", "Category", "ClearScope", "Fixed", "Grade", "Item",
        "PerFinding", "Range", "Scheme", "Veto", "VetoReach", "VetoScope"),
    "models.returns.town_form.page": ("Area", "Check", "FormCell", "FormPage"),
    "models.values.marks": ("Corners", "MarkedPage", "MarkedRow"),
    "models.values.problem": ("Problem",),
}
"""All that is ever made of an answer, by module: a reader a file has taken over can send nothing
else, for every one of these only holds what it is given."""


class Died(Problem):
    """The reader came to no answer; ``how`` is the code of a package's verdict."""

    def __init__(self, path: Path, how: str) -> None:
        super().__init__(f"{path.name} {_DIED[how]}")
        self.how = how


@dataclass(frozen=True)
class Fell:
    """What the reading process says when a reader came to no answer: how, and where in it."""

    how: str
    where: str = ""


def apart(read: Callable[Concatenate[Path, P], T]) -> Callable[Concatenate[Path, P], T]:
    """Make a reader of one outside file read it in the reading process.

    What it returns and raises is the same, as long as it is :data:`PLAIN`.

    :raises Died: it ran out of time or memory, or fell over the file.
    """
    return apart_for()(read)


def apart_for(
    seconds: float = SECONDS, memory: int = MEMORY, processor: float = PROCESSOR
) -> Callable[[Callable[Concatenate[Path, P], T]], Callable[Concatenate[Path, P], T]]:
    """As :func:`apart`, for a reader that needs other limits."""

    def apart_so(read: Callable[Concatenate[Path, P], T]) -> Callable[Concatenate[Path, P], T]:
        @wraps(read)
        def there(path: Path, /, *given: P.args, **named: P.kwargs) -> T:
            if _HERE["apart"]:
                return read(path, *given, **named)
            with ReadingRoom(memory, seconds, processor) as room:
                room.ask(there, path, *given, **named)
                found: T = room.answer(path)
                return found

        return there

    return apart_so


def read_apart(path: Path, read: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What ``read(*given)`` says in the reading process, for a reader that stands on a lower floor.

    :param path: the file it is about. :raises Died: as :func:`apart` does.
    """
    with ReadingRoom() as room:
        room.ask(read, *given, **named)
        return room.answer(path)


class ReadingRoom:
    """One reading process, started when the first file is asked for, and anew after a death.

    Whoever asks in a reading process is answered there.
    """

    def __init__(self, memory: int = MEMORY, seconds: float = SECONDS,
                 processor: float = PROCESSOR) -> None:
        self._memory, self._seconds, self._processor = memory, seconds, processor
        self._line: Connection | None = None
        self._endless: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, read: Callable[..., object], *given: object, **named: object) -> None:
        """Have ``read(*given)`` called over there; it stands in a module under its name.

        What may be read for ever is not given to it: the answer says so.

        :raises Problem: the reading process does not come up on this PC.
        """
        if _HERE["apart"]:
            self._here = partial(read, *given, **named)
            return
        self._endless = next((each for each in _paths(given) if not ends(each)), None)
        if self._endless is not None:
            return
        self._more = PER_MEGABYTE * _megabytes(given)
        if self._line is None:
            self._allowed = 0.0
            context = multiprocessing.get_context("spawn")
            self._line, theirs = context.Pipe()
            self._reader = context.Process(
                target=serve, args=(theirs, self._memory, tempfile.gettempdir()), daemon=True)
            self._reader.start()
            self._limits = limit(self._reader.pid, self._memory, SECONDS)
            theirs.close()
            self._wait_for_reader()
        seconds = self._processor + self._more
        self._allowed += seconds
        allow(self._limits, self._memory, SECONDS + self._allowed)
        with suppress(OSError):  # the reader is gone: answer() finds out
            self._line.send_bytes(pickle.dumps((read, given, named, seconds)))

    def answer(self, path: Path) -> Any:
        """What the reader says of the file asked about last. :raises Problem: as the reader did."""
        if _HERE["apart"]:
            return self._here()
        if self._endless is not None:
            raise Died(self._endless, ENDLESS)
        assert self._line is not None
        try:
            if not self._line.poll(self._seconds + self._more):
                raise Died(path, NO_TIME)
            said = _Plain(io.BytesIO(self._line.recv_bytes(LARGEST_ANSWER))).load()
        except (EOFError, OSError):
            how = self._how_it_died()
            self.close()
            raise Died(path, how) from None
        except Exception as fault:
            self.close()
            raise (fault if isinstance(fault, Died) else Died(path, CONTENT)) from None
        if isinstance(said, Fell):
            died = Died(path, said.how)
            died.add_note(said.where)
            raise died
        if isinstance(said, Problem):
            raise said
        return said

    def close(self) -> None:
        """End the reader."""
        if self._line is not None:
            self._line.close()
            self._reader.kill()
            self._reader.join()
            let_go(self._limits)
            self._line = None

    def _how_it_died(self) -> str:
        self._reader.join(_GONE)
        return NO_TIME if self._reader.exitcode in _OUT_OF_TIME else TOO_LARGE

    def _wait_for_reader(self) -> None:
        assert self._line is not None
        try:
            ready = self._line.poll(SECONDS) and self._line.recv_bytes() == _READY
        except (EOFError, OSError):
            ready = False
        if not ready:
            self.close()
            raise Problem("读外来文件的程序在这台电脑上启动不了，还没有读的没有收。"
                          "请重启电脑再试；还不行，请重新安装本软件。")


def _megabytes(given: tuple[object, ...]) -> float:
    """The size of the files a reader is given, and of what was kept of one."""
    kept = sum(len(each) for each in given if isinstance(each, bytes))
    files = [each for each in _paths(given) if each.is_file()]
    return (kept + sum(each.stat().st_size for each in files)) / 1024**2


def _paths(given: Iterable[object]) -> Iterator[Path]:
    """The files a reader is given, one by one or as a list."""
    for each in given:
        if isinstance(each, Path):
            yield each
        elif isinstance(each, (list, tuple)):
            yield from _paths(each)


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name not in PLAIN.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


# ── in the reading process ───────────────────────────────────────────────────


def serve(line: Connection, memory: int, temp: str) -> None:
    """Read what is asked for until nobody asks any more."""
    _HERE["apart"], tempfile.tempdir = True, temp
    _limit(memory)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        line.send_bytes(_READY)
        while True:
            read, given, named, seconds = pickle.loads(line.recv_bytes())
            _allow(seconds)
            line.send_bytes(_said(read, given, named))


def _said(read: Callable[..., object], given: tuple[Any, ...], named: dict[str, Any]) -> bytes:
    try:
        return pickle.dumps(read(*given, **named))
    except Problem as refused:
        return pickle.dumps(refused)
    except MemoryError:
        return pickle.dumps(Fell(TOO_LARGE))
    except Exception as fault:  # a reader stumbles over nothing that should be taken in
        where = "".join(traceback.format_tb(fault.__traceback__))
        return pickle.dumps(Fell(CONTENT, f"{where}{type(fault).__name__}"))


def _limit(memory: int) -> None:
    # on Windows whoever started it limits it, before the first file
    if not sys.platform.startswith("win"):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries in C say there how they die


def _allow(seconds: float) -> None:
    """From now on so many seconds of the processor: one more, and the system ends this process."""
    if not sys.platform.startswith("win"):
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        soft = math.ceil(used.ru_utime + used.ru_stime + seconds)
        soft = soft if most == resource.RLIM_INFINITY else min(soft, most)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, most))
