"""How a command is called and how it answers: JSON, sentences, exit status, the open data file."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from models.keeping.datafile import Held, Unusable
from models.keeping.durable import must_end
from models.keeping.user_folders import log_folder, write_log
from models.values.clock import wait
from models.values.finding import Level
from models.values.problem import Problem, reason

if TYPE_CHECKING:
    from models.keeping.store import Store

OPERATOR, PASSWORD = "LIANXING_OPERATOR", "LIANXING_PASSWORD"
DONE, PROBLEM, WRONG_CALL, UNUSABLE = 0, 1, 2, 3


class FileOrFolder(click.Path):
    """A path in a call; whether it can be read is said by who reads it."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """:raises Problem: a pipe or a device, which nobody may read or write over."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        must_end(path)
        return path


FILE = FileOrFolder(readable=False)

Answer = dict[str, Any]
"""The JSON object a command answers with; ``exit`` in it is the status, and is not printed."""


def say(words: str) -> None:
    """Words for people go to standard error; standard output is for what was asked."""
    click.echo(words, err=True)


def command(group: click.Group, name: str) -> Callable[[Callable[..., Answer]], click.Command]:
    """A command whose function returns what ``--json`` prints and tells people the rest."""

    def made(function: Callable[..., Answer]) -> click.Command:
        def run(context: click.Context, /, as_json: bool, **given: Any) -> None:
            answer = function(context.obj, **given)
            status = answer.pop("exit", DONE)
            if as_json:
                _hand_over(answer)
            context.exit(status)

        functools.update_wrapper(run, function)  # click keeps the options on the function
        as_json = click.option(
            "--json", "as_json", is_flag=True, help="在标准输出给出一个 JSON 对象")
        return group.command(name, help=function.__doc__)(as_json(click.pass_context(run)))

    return made


def _hand_over(answer: Answer) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, default=str))


@contextlib.contextmanager
def opened(path: Path, *, new: bool = False) -> Iterator[Store]:
    """The village's store; a command that only reads or changes never makes a new file.

    Meanwhile what libraries put aside lies beside the data file, and is wiped before and after.
    """
    from exporters.publish import private_beside
    from models.keeping.opening import begun, ended, open_store

    _look(path, new)
    with contextlib.ExitStack() as afterwards:
        if not path.exists():
            afterwards.callback(_leave_nothing_empty, path)
        key, operator = key_for(path)
        try:
            store = open_store(path, key=key)
        except Held:  # one writes, any may look
            store = open_store(path, key=key, beside=True)
        afterwards.enter_context(store)
        with contextlib.suppress(Problem):  # a full disk: looking things up still goes
            afterwards.enter_context(private_beside(path))
        store.operator = operator
        if store.reading:
            say(store.looking.sentence)
        if odd := begun(store)[0]:
            say(odd)
        _say_altered_rules(store)
        afterwards.callback(ended, store)
        with _damage_told(store):
            yield store


def _say_altered_rules(store: Store) -> None:
    from models.keeping.ruling import rewritten_rules, unsettled

    if unsettled(store) or rewritten_rules(store):
        from models.checks.data_file import rules_altered

        for each in rules_altered(store):
            say(each.what)


@contextlib.contextmanager
def _damage_told(store: Store) -> Iterator[None]:
    """What nobody foresaw and a file altered by hand may explain is told with the record; the log
    has it all the same, for it may be our own mistake."""
    from models.checks.data_file import stumbled_over

    try:
        yield
    except (Problem, OSError, MemoryError, click.ClickException, click.Abort):
        raise
    except Exception as error:
        damage = stumbled_over(store)
        if damage is None:
            raise
        write_log(error, log_folder())
        raise damage from error


def key_for(path: Path) -> tuple[bytes | None, str]:
    """The key of a file and who opens it, from the environment or asked for on the terminal.

    :raises Unusable: it is encrypted, and nobody said a name and a password that open it.
    """
    from models.keeping.datafile import is_encrypted, read_slots

    if not is_encrypted(path):
        return None, os.environ.get(OPERATOR) or "命令行"

    operators = read_slots(path).operators
    operator = asked(OPERATOR, f"经办人（{'、'.join(operators)}）", hidden=False)
    password = asked(PASSWORD, "密码", hidden=True)
    if not operator or not password:
        raise Unusable(f"{path.name} 是加密的。请在环境变量 {OPERATOR} 和 {PASSWORD} 里"
                       "写明经办人和密码，或在终端里运行，按提示输入。")
    return _unlocked(path, password, operator), operator


def _unlocked(path: Path, password: str, operator: str) -> bytes:
    """The key; after wrong tries, here or in the window, the next one waits as it does there.

    :raises Unusable: the name or the password is wrong.
    """
    from models.keeping.vault.keys import unlock
    from models.keeping.vault.tries import note_slips, slips, wait_after

    if tried := slips(path):
        say(f"前面试错过 {tried} 次，请等 {wait_after(tried)} 秒。")
        wait(wait_after(tried))
    try:
        key = unlock(path, password, operator)
    except Unusable:
        note_slips(path, tried + 1)
        raise
    if tried:
        note_slips(path, 0)
    return key


def asked(name: str, prompt: str, *, hidden: bool) -> str:
    """What the environment says under ``name``, else what is typed where somebody can type."""
    if said := os.environ.get(name):
        return said
    if not (sys.stdin and sys.stdin.isatty()):
        return ""
    return str(click.prompt(prompt, hide_input=hidden, err=True))


def _look(path: Path, new: bool) -> None:
    """:raises Unusable: there is no data file at ``path``, or can be none."""
    try:
        if path.is_dir():
            raise Unusable(f"{path} 是文件夹，不是资料文件。请核对 --data。")
        if not new and not path.is_file():
            raise Unusable(
                f"没有找到资料文件 {path.name}。请核对 --data，或先用 demo 建一个示例村。")
    except OSError as error:
        raise Unusable(
            f"资料文件 {path.name[:40]} 打不开（{reason(error)}）。请核对 --data。") from error


def _leave_nothing_empty(path: Path) -> None:
    """A new file into which nothing was written is not left behind."""
    from models.keeping.store import Store

    written = 0
    if path.exists():
        with Store(path, reading=True) as store:
            written = store.count("act")
    if not written:
        for each in ("", "-journal", ".lock"):
            with contextlib.suppress(OSError):
                path.with_name(path.name + each).unlink(missing_ok=True)


def answered(group: click.Group, words: list[str]) -> int:
    """Run the command in ``words``; its exit status, whatever happens."""
    _plain_streams()
    try:
        answer = group.main(words, prog_name="lianxing", standalone_mode=False)
    except click.ClickException as error:
        return _refused(words, Problem(_wrong_call(error)), WRONG_CALL)
    except click.exceptions.Abort:
        return _refused(words, Problem("已停下，没有做完的这一步没有写入。"), PROBLEM)
    except Unusable as error:
        return _refused(words, error, UNUSABLE)
    except Problem as error:
        return _refused(words, error, PROBLEM)
    except Exception as error:
        return _refused(words, _unforeseen(error), PROBLEM)
    return answer if isinstance(answer, int) else DONE


def _plain_streams() -> None:
    """JSON is UTF-8 on every PC, and no rare character stops a sentence."""
    for stream, how in ((sys.stdout, {"encoding": "utf-8"}), (sys.stderr, {})):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace", **how)


def _refused(words: list[str], error: Problem, status: int) -> int:
    with contextlib.suppress(OSError):  # nobody listens any more
        say(error.sentence)
        if "--json" in words:
            said = [{"level": Level.ERROR, "why": error.sentence}]
            _hand_over({"problems": getattr(error, "problems", None) or said})
    return status


def _unforeseen(error: Exception) -> Problem:
    """The sentence for what nobody foresaw; the log says where, and never a value."""
    number, kept = write_log(error, log_folder())
    if isinstance(error, OSError):
        about = Path(str(error.filename)).name[:40] if error.filename else "磁盘"
        return Problem(f"{about} 读写不了（{reason(error)}），这一步没有做成。请检查磁盘和权限。")
    if isinstance(error, MemoryError):
        return Problem("内存不够，这一步没有做成，资料没有改动。请关掉别的程序再试。")
    where = f"日志在 {log_folder()}。" if kept else ""
    return Problem(
        f"出了意外（编号 {number}），这一步没有做成，已有资料没有改动。"
        f"要是又出现，请把日志交给维护的人。{where}")


def _wrong_call(error: click.ClickException) -> str:
    """What is wrong with the call, in Chinese; ``--help`` shows how it goes."""
    parameter: click.Parameter | None = getattr(error, "param", None)
    name, kind = (parameter.opts[-1], parameter.type) if parameter is not None else ("", None)
    found = re.match("No such command '(.+)'", error.message)
    match error:
        case click.NoSuchOption():
            said = f"没有 {error.option_name} 这个选项。"
        case click.MissingParameter():
            said = f"缺少 {name}。"
        case click.BadParameter() if isinstance(kind, click.Choice):
            said = f"{name} 给得不对，可用的：{'、'.join(map(str, kind.choices))}。"
        case click.BadParameter():
            said = f"{name} 给得不对。"
        case _:
            ours = error.message if error.message.endswith("。") else "命令写得不对。"
            said = f"没有 {found[1]} 这个命令。" if found else ours
    return f"{said}用 --help 可以看怎么写。"
