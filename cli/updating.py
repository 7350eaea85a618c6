"""`update` and `publish`: newer resources taken in from a stick, and made for it."""

from __future__ import annotations

import contextlib
import json
import secrets
from pathlib import Path
from typing import Any

from cli.calling import Answer, opened, say
from exporters.publish import publish_bytes, publish_text
from models.exchange.keys import fingerprint, public_half
from models.keeping.apart import read_apart
from models.overview import updating
from models.values import clock
from models.values.problem import Problem, reason


def update(data: Path, file: Path, trust: str | None, *, accept: bool) -> Answer:
    """Say what an update changes; with ``accept`` take it in."""
    said: dict[str, str] = read_apart(file, updating.read_update_file, file)
    with opened(data) as store:
        with store.act("选定更新的发布单位") if trust else contextlib.nullcontext():
            if trust:
                updating.choose_publisher(store, said, trust)
            found, changes = updating.judged(store, said)
        if accept:
            updating.take_in(store, found)
    say(f"第 {found.number} 号更新：{found.title}（{found.made}）")
    for each in changes:
        say(f"  {each.words}")
        for sign, lines in (("＋", each.added), ("－", each.removed)):
            for line in lines[:updating.TOLD]:
                say(f"    {sign} {line}")
    if found.version:
        say(f"有新版程序 {found.version}：{found.notice}")
    say("收好了，可以撤销。" if accept else "还没有收；加 --accept 就收。")
    return {"number": found.number, "title": found.title, "made": found.made,
            "publisher": updating.publisher_of(said), "version": found.version,
            "notice": found.notice, "taken": accept,
            "changes": [{"path": each.path, "label": each.label, "added": len(each.added),
                         "removed": len(each.removed)} for each in changes]}


def publish(key: Path, folder: Path | None, out: Path, **told: Any) -> Answer:
    """Sign the files of a folder laid out like resources/; the key is made where there is none."""
    seed = _seed(key)
    made = updating.UpdateFile(made=clock.today().isoformat(),
                               files=updating.files_below(folder) if folder else {}, **told)
    sha256 = publish_bytes(out, updating.written_update(made, seed))
    sign = fingerprint(public_half(seed), "")
    say(f"第 {made.number} 号更新写好了：{out}。发布单位指纹 {sign}，请印在盖章的纸上发给各村。")
    return {"path": str(out), "sha256": sha256, "publisher": sign, "files": sorted(made.files)}


def _seed(key: Path) -> str:
    """The publisher's private key. :raises Problem: the file is none."""
    try:
        if not key.exists():
            seed = secrets.token_hex(32)
            publish_text(key, json.dumps({"lianxing": "publisher", "signing": seed}))
            say(f"新的发布密钥写在 {key}：谁有它谁就能发布更新，请放在锁好的 U 盘上，另备一份。")
            return seed
        said = json.loads(key.read_text(encoding="utf-8"))
        public_half(said["signing"])
        return str(said["signing"])
    except OSError as fault:
        raise Problem(f"打不开 {key.name}（{reason(fault)}）。请核对文件位置。") from fault
    except (ValueError, KeyError, TypeError):
        raise Problem(f"{key.name} 不是发布更新的密钥，请核对。") from None
