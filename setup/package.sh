#!/bin/sh
# Builds the folder dist/lianxing that runs without Python, then tries it on an invented village.
set -eu
cd "$(dirname "$0")/.."

program=$PWD/dist/lianxing/lianxing

fail() {
    echo "打包检查没有通过：$1 / the packaged program failed its trial" >&2
    exit 1
}

python=$(readlink -f .venv/bin/python)
case "$python" in
/usr/bin/python3.*) setup/system.sh "lib${python##*/}" ;; # Debian keeps the shared library apart
esac

.venv/bin/python -m PyInstaller --noconfirm --log-level WARN pyinstaller.spec

pictures=$PWD/dist/读图
setup/pictures_folder.sh "$pictures"

trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
page=$trial/page.png
.venv/bin/python -c "from benchmarks import _paper; import random, sys
_paper.drawn(_paper.roster(random.Random(1)), 200).save(sys.argv[1])" "$page"
cd "$trial"
export HOME="$trial" QT_QPA_PLATFORM=offscreen

"$program" --data sample.lianxing demo
[ -s sample.lianxing ] || fail "没有示例数据"
"$program" --data sample.lianxing returns --period 2026 --out returns
[ -n "$(find returns -type f -size +0)" ] || fail "没有报表"

"$program" --data read.lianxing import roster --accept-doubtful "$page"
mv "$pictures" "$pictures.away"
outcome=0
"$program" --data read.lianxing import roster "$page" 2>said || outcome=$?
mv "$pictures.away" "$pictures"
[ "$outcome" -eq 1 ] && grep -q 读图 said || fail "没有“读图”文件夹时没有说清"

outcome=0
timeout 10 "$program" --data sample.lianxing || outcome=$?
[ "$outcome" -eq 124 ] || fail "窗口没有一直开着" # 124: still open when the ten seconds were over

echo "打包完成 / packaged: $(du -sh "${program%/*}" | cut -f1) dist/lianxing"
