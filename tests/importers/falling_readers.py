"""Readers a file has done something to; nothing is loaded with them, so that they begin at once."""

from __future__ import annotations

import os
import threading


class Evil:
    def __reduce__(self):
        return os.system, ("exit 7",)


def greedy(path):
    return bytes(4 * 1024**3)


def endless(path):
    threading.Event().wait(600)


def dying(path):
    os._exit(134)


def stumbling(path):
    raise ZeroDivisionError(path)


def taken_over(path):
    return Evil()


def sound(path):
    return path
