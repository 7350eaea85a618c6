"""The recogniser: a strip of one line of text becomes its characters, each with how sure it is.

The model is the one that comes in the wheel of rapidocr; nothing else of it is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from importers.pictures.part import model_file
from importers.pictures.straight import Grey

_HEIGHT = 48
"""Pixels of a strip, as the model was taught."""
_NARROWEST = 48
_WIDEST = 2400


@dataclass(frozen=True)
class Line:
    """What one line of text says; ``sure`` and ``places`` (0–1 across the strip) by character."""

    text: str = ""
    sure: tuple[float, ...] = ()
    places: tuple[float, ...] = ()

    @property
    def weakest(self) -> float:
        """How sure its weakest character is; ink that says nothing is not sure at all."""
        return min(self.sure, default=0.0)


@cache
def _model() -> tuple[Any, tuple[str, ...]]:
    how = onnxruntime.SessionOptions()
    how.intra_op_num_threads = how.inter_op_num_threads = 1
    how.enable_cpu_mem_arena = False
    how.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        str(model_file()), how, providers=["CPUExecutionProvider"])
    known = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, ("", *known, " ")


def recognise(strip: Grey) -> Line:
    """What a strip of one line of text says."""
    high, wide = strip.shape
    width = int(np.clip(round(wide * _HEIGHT / high), 8, _WIDEST))
    small = Image.fromarray(strip).resize((width, _HEIGHT), Image.Resampling.BILINEAR)
    fed = np.full((_HEIGHT, max(width, _NARROWEST)), 255, np.uint8)
    fed[:, :width] = np.asarray(small)
    values = (fed.astype(np.float32) / 127.5 - 1)[None, None].repeat(3, axis=1)
    session, known = _model()
    steps: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: values})[0][0]
    return _collapsed(steps, known, fed.shape[1] / width)


def _collapsed(steps: NDArray[np.float32], known: tuple[str, ...], stretch: float) -> Line:
    """Characters out of steps: what is said several times running is one, the blank is none."""
    best, sure = steps.argmax(axis=1), steps.max(axis=1)
    said: list[str] = []
    sures: list[float] = []
    places: list[float] = []
    before = 0
    for at, number in enumerate(best):
        if number and number != before:
            said.append(known[number])
            sures.append(float(sure[at]))
            places.append((at + 0.5) / len(best) * stretch)
        elif number:
            sures[-1] = max(sures[-1], float(sure[at]))
        before = int(number)
    return Line("".join(said), tuple(sures), tuple(places))
