"""The window: the only room that knows Qt.

Qt for Python reads the source of every module that is loaded after it, and keeps it, to see whether
the module chose other spellings of Qt's names. Ours choose none: it need not look.
"""

import PySide6.QtCore  # noqa: F401 - which brings along what looks
from shibokensupport import feature  # type: ignore[import-not-found]

feature._mod_uses_pyside = lambda module: False
