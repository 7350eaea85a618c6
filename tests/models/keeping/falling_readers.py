"""Readers a file has done something to; nothing is loaded with them, so that they begin at once."""

from __future__ import annotations

import os
import threading
import time


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


def busy(path):
    while True:
        pass


def working(path):
    """Three seconds of the processor."""
    begun = time.process_time()
    while time.process_time() < begun + 3:
        pass
    return "read"
