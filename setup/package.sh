#!/bin/sh
# Builds the folder dist/lianxing that runs without Python, and 读图 beside it, then tries them.
set -eu
cd "$(dirname "$0")/.."

python=$(readlink -f .venv/bin/python)
case "$python" in
/usr/bin/python3.*) setup/system.sh "lib${python##*/}" ;; # Debian keeps the shared library apart
esac

.venv/bin/python -m PyInstaller --noconfirm --log-level WARN pyinstaller.spec

.venv/bin/python -m setup.pictures_folder

# the Python that packages says where it was built; nothing is to be looked for there
find dist/lianxing dist/读图 -type f \( -name '*.so*' -o -name lianxing \) | while read -r each; do
    case "$(patchelf --print-rpath "$each")" in
    /*) patchelf --remove-rpath "$each" ;;
    esac
done

.venv/bin/python -m setup.trial

echo "打包完成 / packaged: $(du -sh dist/lianxing | cut -f1) dist/lianxing"
