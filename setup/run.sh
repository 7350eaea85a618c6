#!/bin/sh
# Opens the program; where there is no screen, makes a sample village and its returns in out/.
set -eu
cd "$(dirname "$0")/.."

python=.venv/bin/python
sample=out/sample.lianxing

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" != Linux ]; then
    exec "$python" main.py
fi

echo "这里没有屏幕，改为在 out/ 里做一个示例村和它的报表 / no screen: a sample goes to out/"
mkdir -p out
if [ ! -e "$sample" ]; then
    making=$(mktemp -d out/making.XXXXXX) # an interrupted run leaves no half-made sample
    trap 'rm -rf "$making"' EXIT
    "$python" main.py --data "$making/sample.lianxing" demo
    mv "$making"/* out/
    rmdir "$making"
fi
"$python" main.py --data "$sample" returns --period 2026 --out out/
