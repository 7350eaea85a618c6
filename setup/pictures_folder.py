"""Puts the part that reads pictures into a folder of its own: ``python -m setup.pictures_folder``.

The folder, dist/读图, stands beside the packaged program.
"""

from __future__ import annotations

import shutil
import sysconfig
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
WHOLE = ("numpy", "numpy.libs", "onnxruntime")
NOT_NEEDED = (
    "__pycache__", "tests", "*_tests.*", "print_coercion_tables.py",  # how they are tried
    "include", "*.a", "*.pyi", "*.pxd", "distutils", "f2py",  # what others are built against
    "tools", "transformers", "quantization", "datasets",  # how models are made
)


def lay_out(libraries: Path, folder: Path) -> None:
    """Copy what reading needs of the installed libraries, and their licences."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in WHOLE:
        if (libraries / name).is_dir():
            shutil.copytree(libraries / name, folder / name,
                            ignore=shutil.ignore_patterns(*NOT_NEEDED))
    models = folder / "rapidocr" / "models"
    models.mkdir(parents=True)
    for model in (libraries / "rapidocr" / "models").glob("*rec*.onnx"):
        shutil.copy2(model, models)
    for name in ("numpy", "onnxruntime", "rapidocr"):
        for told in libraries.glob(f"{name}-*.dist-info/*"):
            if told.is_dir() and told.name == "licenses":
                shutil.copytree(told, folder / name / told.name)
            elif told.name.startswith("LICENSE"):
                shutil.copy2(told, folder / name)


if __name__ == "__main__":
    lay_out(Path(sysconfig.get_path("platlib")), PROJECT / "dist" / "读图")
