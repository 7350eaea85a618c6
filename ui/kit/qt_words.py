"""Qt's own words in Chinese: menus of text fields, file dialogs, message buttons, key names."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

WORDS = {
    "QWidgetTextControl": {
        "&Undo": "撤销(&U)", "&Redo": "重做(&R)", "Cu&t": "剪切(&T)", "&Copy": "复制(&C)",
        "Copy &Link Location": "复制链接地址(&L)", "&Paste": "粘贴(&P)", "Delete": "删除",
        "Select All": "全选",
    },
    "QAbstractSpinBox": {"Step &up": "加(&U)", "Step &down": "减(&D)"},
    "QPlatformTheme": {
        "OK": "确定", "Save": "保存", "Save All": "全部保存", "Open": "打开", "&Yes": "是(&Y)",
        "Yes to &All": "全部是(&A)", "&No": "否(&N)", "N&o to All": "全部否(&O)", "Abort": "中止",
        "Retry": "重试", "Ignore": "忽略", "Close": "关闭", "Cancel": "取消", "Discard": "不保存",
        "Help": "帮助", "Apply": "应用", "Reset": "重置", "Restore Defaults": "恢复默认",
    },
    "QFileDialog": {
        "&Look in:": "位置(&L)：", "File &name:": "文件名(&N)：",
        "Files of &type:": "文件类型(&T)：", "&Open": "打开(&O)", "&Save": "保存(&S)",
        "&Choose": "选择(&C)", "Directory:": "文件夹：", "Parent Directory": "上一级文件夹",
    },
    "QAbstractFileIconProvider": {
        "Drive": "磁盘", "File": "文件", "Folder": "文件夹", "%1 File": "%1 文件",
        "File Folder": "文件夹", "Shortcut": "快捷方式", "Alias": "快捷方式", "Unknown": "不认得",
    },
    "QLabel": {"&Copy": "复制(&C)", "Select All": "全选"},
    "QPrintDialog": {"Copies": "份数"},
    "QTextBrowser": {"untitled": "没有标题"},
    "QCalendarWidget": {"Calendar": "日历"},
}
"""What the translation that comes with Qt lacks, or says otherwise than this program; the most used
words stand here too, so that they are Chinese where that file is missing."""

WORDS["QLineEdit"] = WORDS["QWidgetTextControl"]

WORDS["QShortcut"] = {  # key names are as they stand on the keyboard
    "Return": "Enter", "Enter": "Enter", "Backspace": "Backspace", "Space": "空格", "Left": "←",
    "Right": "→", "Up": "↑", "Down": "↓",
}


class OwnWords(QTranslator):
    """Asked before Qt's own translation; what it does not know is left to that."""

    def translate(
        self, context: Any, source: Any, disambiguation: Any = None, n: int = -1
    ) -> Any:
        """Chinese for a source text of Qt's; None leaves it to the next."""
        return WORDS.get(context, {}).get(source)

    def isEmpty(self) -> bool:
        """There are words in it."""
        return False


def speak_chinese(app: QApplication) -> None:
    """Once for a program: Qt's own texts, its calendar and its numbers in Chinese."""
    if app.property("chinese"):
        return
    app.setProperty("chinese", True)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    of_qt, own = QTranslator(app), OwnWords(app)
    of_qt.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for each in (of_qt, own):
        app.installTranslator(each)
