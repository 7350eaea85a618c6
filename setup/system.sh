#!/bin/sh
# Installs the system packages of packages.txt and packages-dev.txt, and those named as arguments,
# that are missing.
set -eu
cd "$(dirname "$0")"

missing_among() {
    dpkg-query -W -f='${db:Status-Status} ${Package} ${Provides}\n' | awk -F '[ ,]+' -v wanted="$*" '
        $1 == "installed" { for (i = 2; i <= NF; i++) have[$i] = 1 }
        END {
            count = split(wanted, names, " ")
            for (i = 1; i <= count; i++) if (!(names[i] in have)) print names[i]
        }'
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

give_up() {
    echo "缺少系统软件包，自动安装没有成功。请让有管理员权限的人运行下面的命令，再运行 make setup：" >&2
    echo "System packages are missing and could not be installed. Have an administrator run:" >&2
    echo "    apt-get update && apt-get install $missing" >&2
    exit 1
}

wanted="$* $(sed 's/#.*//' packages.txt packages-dev.txt | tr '\n' ' ')"

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "这台电脑没有 apt，请自行确认已装有相当于 setup/packages*.txt 的软件包。"
    echo "No apt here: please see to the equivalents of setup/packages*.txt yourself."
    exit 0
fi

# shellcheck disable=SC2086  # a list of package names, one word each
missing=$(missing_among $wanted | tr '\n' ' ')
[ -n "$missing" ] || exit 0

[ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || give_up
echo "正在安装系统软件包 / installing system packages: $missing"
as_root apt-get update -qq || echo "软件源没有全部更新，继续用已有的列表 / package lists not fully refreshed"
# shellcheck disable=SC2086
as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null || give_up
